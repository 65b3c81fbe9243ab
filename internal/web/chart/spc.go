package chart

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/spc"
	"headroom/internal/web/ui"
)

// SPC is a chart of statistical process control of a dated series, with its icons and its table: the values, their mean, the
// process limits, a target, and a sign of its own for each thing a point can tell. Colours are those of Making Data Count; no
// meaning hangs on a colour alone.
type SPC struct {
	ID       string // unique on the page, of a-z, 0-9 and "-"
	Title    string
	Hint     string // a sentence under the title
	Unit     string // as "%" or "beds"
	Decimals int    // of the values; the mean and the limits have one more
	Level    int    // the title's heading level; 0 means 3

	Chart  *spc.Chart
	Target string // what the target is, as "76% by March 2024"; empty: "Target"
	Links  func(civil.Date) string

	TableHref string // the whole table, where it is too long for the page
	CSVHref   string
	NoTable   bool // the page shows the same figures itself
}

// Render writes the chart with its title, icons, key, notes and table.
func (s SPC) Render(ctx context.Context, w io.Writer) error {
	if s.Chart == nil {
		s.Chart = &spc.Chart{}
	}
	return spcView(s).Render(ctx, w)
}

// SVG is the drawing for wide screens as a file of its own.
func (s SPC) SVG() []byte { return s.draw(wide()) }

// days is the chart as one over days, from which it has its scale, grid, calendar, shaded spans and lettered breaks. The limits are
// put in as a band, so that the scale holds them.
func (s SPC) days() Days {
	d := Days{ID: s.ID, Title: s.Title, Unit: s.Unit, Decimals: s.Decimals, Describe: s.describe(), Series: []Series{{Name: s.Title}}}
	limits := Band{Name: "Between the process limits"}
	for i := range s.Chart.Points {
		p := &s.Chart.Points[i]
		q := Point{Day: p.Date, Link: s.link(p)}
		if p.State != spc.Missing {
			v := p.Value
			q.Value = &v
		}
		d.Series[0].Points = append(d.Series[0].Points, q)
		if !math.IsNaN(p.UPL) {
			limits.Days = append(limits.Days, BandDay{Day: p.Date, Low: p.LPL, High: p.UPL})
		}
	}
	d.Bands = []Band{limits}
	m := s.Chart.Method()
	if m.Target != nil {
		d.Lines = []Line{{At: *m.Target, Name: s.target()}}
	}
	for _, x := range m.Exclusions {
		d.Windows = append(d.Windows, Window{Name: x.Name, From: x.Days.From, To: x.Days.To})
	}
	for i := range s.Chart.Groups {
		if i == 0 {
			continue
		}
		on := s.Chart.Points[s.Chart.Groups[i].First].Date
		for _, r := range m.Rebases {
			if r.Date == on {
				d.Breaks = append(d.Breaks, Break{On: on, Words: "new limits: " + r.Reason + " (" + r.By + ")"})
				break
			}
		}
	}
	return d
}

func (s SPC) target() string {
	if s.Target == "" {
		return "Target"
	}
	return s.Target
}

func (s SPC) link(p *spc.Point) string {
	if s.Links == nil || p.State == spc.Missing {
		return ""
	}
	return s.Links(p.Date)
}

// empty reports whether there is no value at all to draw.
func (s SPC) empty() bool { return len(s.Chart.Points) == 0 }

func (s SPC) write(v float64) string { return withUnit(ui.Number(v, s.Decimals), s.Unit) }

// line writes a mean or limit, which deserves one place more than the values; a dash where there is none.
func (s SPC) line(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return withUnit(ui.Number(v, s.Decimals+1), s.Unit)
}

// told is what a point tells, in plain words.
func (s SPC) told(p *spc.Point) string {
	switch p.State {
	case spc.Missing:
		return "no value"
	case spc.Excluded:
		return "not in the limits: " + s.Chart.Method().Exclusions[p.Exclusion].Name
	case spc.Counted:
	}
	if p.Type == spc.Common {
		return "common cause"
	}
	kind := map[spc.Type]string{spc.Improvement: "improvement", spc.Concern: "concern", spc.NeutralHigh: "higher", spc.NeutralLow: "lower"}[p.Type]
	return kind + ": " + s.cause(p.Cause)
}

// cause is a cause in plain words; the package's own are spc.Chart's Words.
func (s SPC) cause(c spc.Cause) string {
	of := func(words string) string { // the lengths of runs are the method's
		n, _, _ := strings.Cut(s.Chart.Words(c), " ")
		return n + " " + words
	}
	switch c {
	case spc.AboveUpper:
		return "above the upper limit"
	case spc.BelowLower:
		return "below the lower limit"
	case spc.Rising:
		return of("points that rise")
	case spc.Falling:
		return of("points that fall")
	case spc.NearUpper:
		return "2 of 3 near the upper limit"
	case spc.NearLower:
		return "2 of 3 near the lower limit"
	case spc.ShiftedAbove:
		return of("points above the mean")
	case spc.ShiftedBelow:
		return of("points below the mean")
	case spc.NoCause, spc.CommonCause:
	}
	return "common cause"
}

// pointWords says a point in words, as "Fri 1 Dec 2023: 5,818, concern: above the upper limit".
func (s SPC) pointWords(p *spc.Point) string {
	day := ui.DayShort(p.Date) + " " + p.Date.Format("2006")
	if p.State == spc.Missing {
		return day + ": no value"
	}
	return day + ": " + s.write(p.Value) + ", " + s.told(p)
}

// describe is what a screen reader is told of the drawing.
func (s SPC) describe() string {
	if s.empty() {
		return "There are no figures."
	}
	special, missing, excluded := 0, 0, 0
	for i := range s.Chart.Points {
		switch p := &s.Chart.Points[i]; {
		case p.State == spc.Missing:
			missing++
		case p.State == spc.Excluded:
			excluded++
		case p.Type != spc.Common:
			special++
		}
	}
	last := &s.Chart.Groups[len(s.Chart.Groups)-1]
	out := []string{fmt.Sprintf("%s from %s to %s.", ui.Plural(len(s.Chart.Points), "point", "points"), ui.DayWords(s.Chart.Points[0].Date), ui.DayWords(s.Chart.Points[len(s.Chart.Points)-1].Date)),
		fmt.Sprintf("The mean is %s, the process limits %s and %s.", s.line(last.Mean), s.line(last.LPL), s.line(last.UPL)),
		ui.Plural(special, "point is", "points are") + " marked as more than common cause."}
	if missing > 0 {
		out = append(out, ui.Plural(missing, "point has", "points have")+" no value.")
	}
	if excluded > 0 {
		out = append(out, ui.Plural(excluded, "point is", "points are")+" not in the limits.")
	}
	return strings.Join(append(out, "The table says the same."), " ")
}

// notes are the sentences under the chart: the limits, the breaks, what is left out, and the warnings.
func (s SPC) notes() []string {
	var out []string
	for i := range s.Chart.Groups {
		g := &s.Chart.Groups[i]
		words := fmt.Sprintf("Mean %s, process limits %s to %s", s.line(g.Mean), s.line(g.LPL), s.line(g.UPL))
		if len(s.Chart.Groups) > 1 {
			words = "From " + ui.DayWords(s.Chart.Points[g.First].Date) + ": " + strings.ToLower(words[:1]) + words[1:]
		}
		out = append(out, words)
	}
	out = append(out, s.days().notes()...)
	for _, w := range s.Chart.Warnings {
		out = append(out, w.Words())
	}
	return out
}

// Table says what the chart says, newest first. A chart of many points shows the newest.
func (s SPC) Table() ui.Table {
	t := ui.Table{ID: s.ID + "-table", Caption: s.Title, HideTitle: true, Empty: "There are no figures.", Columns: []ui.Column{{Head: "Date"},
		{Head: headOf("Value", s.Unit), Numeric: true}, {Head: "Mean", Numeric: true}, {Head: "Lower limit", Numeric: true}, {Head: "Upper limit", Numeric: true}, {Head: "What it tells"}}}
	points := s.Chart.Points
	if len(points) > tableDays {
		t.HideTitle = false
		t.Caption = fmt.Sprintf("%s: the newest %d of %s", s.Title, tableDays, ui.Plural(len(points), "point", "points"))
		points = points[len(points)-tableDays:]
	}
	for i := len(points) - 1; i >= 0; i-- {
		p := &points[i]
		value := ui.Cell{Mark: ui.Missing}
		if p.State != spc.Missing {
			value = ui.Cell{Text: ui.Number(p.Value, s.Decimals), Link: s.link(p)}
			if p.Given != p.Value {
				value.Note = "as given " + ui.Number(p.Given, s.Decimals)
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.DayShort(p.Date) + " " + p.Date.Format("2006")), value,
			ui.Text(s.line(p.Mean)), ui.Text(s.line(p.LPL)), ui.Text(s.line(p.UPL)), ui.Text(s.told(p))}})
	}
	return t
}
