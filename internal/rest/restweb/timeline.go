package restweb

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/rest"
	"headroom/internal/web/ui"
)

// timeline draws a person's days one below the other, each from midnight to midnight on London's clocks: duties, what was
// planned, on-calls, absence, and the rests that are shorter than the daily rest. The tables beside it say the same.
type timeline struct {
	from, to civil.Date // [from, to)
	duties   []rest.Duty
	gaps     []rest.Gap
	holidays civil.Holidays
}

// frame is the size of one drawing.
type frame struct {
	name                    string
	width, left, right, row float64
	font                    int
	every                   int // hours between the ticks
	short                   bool
}

func wideFrame() frame {
	return frame{name: "wide", width: 920, left: 112, right: 18, row: 24, font: 14, every: 3}
}

func narrowFrame() frame {
	return frame{name: "narrow", width: 360, left: 62, right: 12, row: 22, font: 12, every: 6, short: true}
}

// The colours, told apart by pattern and outline as well.
const (
	inkColour   = "#212b32"
	gridColour  = "#d8dde0"
	restColour  = "#eef1f3"
	dutyColour  = "#005eb8"
	callColour  = "#330072"
	shortFill   = "#ffdc8e"
	shortEdge   = "#a86200"
	awayColour  = "#6a7b87"
	nightColour = "#e8edf4"
)

// daily is the daily rest, below which a gap is drawn as short.
const daily = 11

func (t timeline) component(id, title string) templ.Component {
	hint := "Each row is a day from 00:00 to 24:00. A rest shorter than 11 hours is marked with its hours, which are those that passed."
	return ui.Drawing(id, title, hint, t.svg(wideFrame()), t.svg(narrowFrame()), t.key())
}

func (t timeline) key() []ui.KeyItem {
	box := func(attrs string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="26" height="14" viewBox="0 0 26 14" aria-hidden="true"><rect x="1" y="1" width="24" height="12" ` + attrs + `/></svg>`
	}
	out := []ui.KeyItem{{Sample: box(look(rest.Duty{State: rest.Worked, Kind: rest.Shift})), Words: "worked"}}
	has := func(f func(rest.Duty) bool) bool { return slices.ContainsFunc(t.duties, f) }
	if has(func(d rest.Duty) bool { return d.State == rest.Planned && d.Kind != rest.Leave && d.Kind != rest.Sick }) {
		out = append(out, ui.KeyItem{Sample: box(look(rest.Duty{State: rest.Planned, Kind: rest.Shift})), Words: "planned"})
	}
	if has(func(d rest.Duty) bool { return d.Kind == rest.OnCallAway }) {
		out = append(out, ui.KeyItem{Sample: box(look(rest.Duty{State: rest.Worked, Kind: rest.OnCallAway})), Words: "on call away from the workplace"})
	}
	if has(func(d rest.Duty) bool { return d.Kind == rest.Leave || d.Kind == rest.Sick }) {
		out = append(out, ui.KeyItem{Sample: box(look(rest.Duty{Kind: rest.Leave})), Words: "away"})
	}
	return append(out, ui.KeyItem{Sample: box(shortLook), Words: "rest shorter than 11 hours"})
}

const shortLook = `fill="` + shortFill + `" stroke="` + shortEdge + `" stroke-width="1.5" stroke-dasharray="4 2"`

// look is how a duty is drawn.
func look(d rest.Duty) string {
	switch {
	case d.Kind == rest.Leave || d.Kind == rest.Sick:
		return `fill="` + gridColour + `" stroke="` + awayColour + `" stroke-dasharray="1 3"`
	case d.Kind == rest.OnCallAway:
		return `fill="#ffffff" stroke="` + callColour + `" stroke-width="1.5" stroke-dasharray="6 2"`
	case d.State == rest.Planned:
		return `fill="#ffffff" stroke="` + dutyColour + `" stroke-width="2"`
	}
	return `fill="` + dutyColour + `" stroke="` + dutyColour + `"`
}

func (t timeline) svg(f frame) string {
	var b strings.Builder
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format, args...) }
	days := t.to.Sub(t.from)
	height := 26 + float64(days)*f.row + 6
	p(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-chart__svg hr-chart__svg--%s" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-size="%d" fill="%s">`,
		f.name, f.width, height, html.EscapeString(t.spoken()), f.font, inkColour)
	x := func(minutes float64) float64 { return f.left + minutes/1440*(f.width-f.left-f.right) }
	y := func(i int) float64 { return 26 + float64(i)*f.row }
	p(`<rect x="%.1f" y="26" width="%.1f" height="%.1f" fill="%s"/>`, x(0), x(420)-x(0), float64(days)*f.row, nightColour)
	p(`<rect x="%.1f" y="26" width="%.1f" height="%.1f" fill="%s"/>`, x(1380), x(1440)-x(1380), float64(days)*f.row, nightColour)
	for h := 0; h <= 24; h += f.every {
		p(`<line x1="%.1f" x2="%.1f" y1="24" y2="%.1f" stroke="%s"/>`, x(float64(h*60)), x(float64(h*60)), height-6, gridColour)
		p(`<text x="%.1f" y="16" text-anchor="middle">%02d</text>`, x(float64(h*60)), h)
	}
	for i := range days {
		day := t.from.Add(i)
		p(`<text x="%.1f" y="%.1f" text-anchor="end"%s>%s</text>`, f.left-8, y(i)+f.row/2+5, bold(t.holidays.IsWorkingDay(day)), html.EscapeString(dayLabel(day, f.short)))
		p(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="%s"/>`, x(0), x(1440), y(i), y(i), gridColour)
	}
	bar := func(from, to time.Time, attrs, label string, inset float64) {
		for i := range days {
			a, z, on := onDay(t.from.Add(i), from, to)
			if !on {
				continue
			}
			w := max(1.5, x(z)-x(a))
			p(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" %s/>`, x(a), y(i)+inset, w, f.row-2*inset, attrs)
			if label != "" && w > 26 {
				p(`<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x(a)+w/2, y(i)+f.row/2+5, label)
				label = ""
			}
		}
	}
	for _, d := range t.duties {
		if d.Kind == rest.Leave || d.Kind == rest.Sick {
			bar(d.Start, d.End, look(d), "", 2)
		}
	}
	for _, g := range t.gaps {
		if g.Hours < daily {
			bar(g.From, g.To, shortLook, hours(g.Hours)+" h", 4)
		}
	}
	for _, d := range t.duties {
		if d.State != rest.NotWorked && d.Kind != rest.Leave && d.Kind != rest.Sick {
			bar(d.Start, d.End, look(d), "", 4)
		}
	}
	p(`</svg>`)
	return b.String()
}

func bold(working bool) string {
	if working {
		return ""
	}
	return ` font-weight="bold"`
}

func dayLabel(d civil.Date, short bool) string {
	if short {
		return d.Format("Mon 2")
	}
	return ui.DayShort(d)
}

// onDay is the part of [from, to) on a day, in minutes of its clock.
func onDay(d civil.Date, from, to time.Time) (a, z float64, on bool) {
	begin, end := d.At(0), d.Add(1).At(0)
	if !from.Before(end) || !to.After(begin) {
		return 0, 0, false
	}
	minute := func(t time.Time) float64 {
		local := t.In(civil.London)
		return float64(local.Hour()*60 + local.Minute())
	}
	z = 1440
	if from.After(begin) {
		a = minute(from)
	}
	if to.Before(end) {
		z = minute(to)
	}
	return a, max(a, z), true
}

// spoken is what a screen reader is told.
func (t timeline) spoken() string {
	short := 0
	least := 0.0
	for _, g := range t.gaps {
		if g.Hours < daily {
			short++
			if least == 0 || g.Hours < least {
				least = g.Hours
			}
		}
	}
	words := fmt.Sprintf("Duties from %s to %s: %s", ui.DayWords(t.from), ui.DayWords(t.to.Add(-1)), ui.Plural(len(t.duties), "row", "rows"))
	if short > 0 {
		words += fmt.Sprintf("; %s shorter than 11 hours, the shortest %s hours", ui.Plural(short, "rest is", "rests are"), hours(least))
	}
	return words + ". The tables below say the same."
}
