package dischargeweb

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// leverView is the page as the template shows it.
type leverView struct {
	tabs           ui.Tabs
	action, fetch  string
	asOf           string // kept by the form when the past is looked at
	basis          string
	days           string // the target and the days in a line; the fields for them are folded under it
	daysOpen       bool   // one of those fields has an error
	trust          ui.Select
	target         ui.Input
	of             ui.Select
	from, to, push ui.Input
	weekends       ui.Checkboxes
	sliders        []leverBox
	answer         *leverAnswerView
	notes          templ.Component
	unsound        templ.Component // nil where the model fits what was counted
}

// leverBox is one lever's box and slider.
type leverBox struct {
	ui.Field
	Value, Most, Step, Unit string
}

// leverAnswerView is what the levers do.
type leverAnswerView struct {
	words   string // the main numbers in a sentence, for those who hear the page
	chance  string // what the main numbers are the chance of
	now     []leverNow
	figures ui.Figures
	fan     *chart.Days
	table   ui.Table
	said    []string
	plan    string // where it is worked into a plan
	exports templ.Component
}

// leverNow is the main numbers of one morning.
type leverNow struct{ Day, With, Without, Beds string }

func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// form fills the controls with what was typed, or with the usual values.
func (v *leverView) form(a *leverAsked) {
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(a.bad)
	}
	typed := func(name, usual string) string {
		if a.typed.Has(name) {
			return a.typed.Get(name)
		}
		return usual
	}
	v.trust = ui.Select{Field: field("trust", "Trust", "")}
	for _, t := range a.trusts {
		v.trust.Options = append(v.trust.Options, ui.Option{Value: string(t), Text: a.pic.Name(t), Chosen: t == a.slide.Trust})
	}
	v.target = ui.Input{Field: field("target", "Target, at most", ""), Value: typed("target", plain(100*a.share)), Suffix: "%", Width: 4, Decimal: true}
	v.of = ui.Select{Field: field("basis", "Of", ""), Options: ui.Options(string(a.basis), string(discharge.OfCore), "core beds", string(discharge.OfOpen), "all open beds")}
	v.from = ui.Input{Field: field("from", "From", ""), Type: "date", Value: typed("from", a.slide.From.String())}
	v.to = ui.Input{Field: field("to", "To, included", ""), Type: "date", Value: typed("to", a.slide.To.String())}
	v.push = ui.Input{Field: field("push", "Days of the push for ready people", "As 2023-12-22,2023-12-23 or 2023-12-20..2023-12-23. Empty: the last two days of the span"), Value: a.typed.Get("push"), Width: 20}
	v.weekends = ui.Checkboxes{Field: ui.Field{Name: "weekends", Label: "When care starts"}, Options: []ui.Option{{Value: "yes", Text: "On weekends and bank holidays too, never on Christmas Day", Chosen: a.slide.Weekends}}}
	v.days = "Target and days: " + a.targetWords() + ", " + ui.DayShort(a.slide.From) + " to " + ui.DayShort(a.slide.To)
	for _, f := range leverFields[1:] {
		v.daysOpen = v.daysOpen || ui.ErrorOf(a.bad, f) != ""
	}
	for _, s := range leverSliders() {
		v.sliders = append(v.sliders, leverBox{Field: field(s.name, s.label, s.hint), Value: typed(s.name, "0"), Most: plain(s.most), Step: plain(s.step), Unit: s.unit})
	}
}

// targetWords is the target as people say it.
func (a *leverAsked) targetWords() string {
	return ui.Number(100*a.share, 1) + "% of " + map[discharge.Basis]string{discharge.OfCore: "core beds", discharge.OfOpen: "open beds"}[a.basis]
}

// chanceWords writes a chance as people read it: never as a certainty.
func chanceWords(p float64) string {
	switch {
	case math.IsNaN(p):
		return "not known"
	case p < .01:
		return "under 1%"
	case p > .99:
		return "over 99%"
	}
	return ui.Number(100*p, 0) + "%"
}

// bedsWords writes beds with a sign where some lack, to a tenth below ten.
func bedsWords(x float64) string {
	decimals := 0
	if math.Abs(x) < 9.95 {
		decimals = 1
	}
	if math.Abs(x) < .05 {
		x = 0
	}
	return ui.Number(x, decimals)
}

// focus are the mornings that the page speaks of: Christmas Eve and 3 January while the model reaches them, else the
// morning after the span and a week later.
func (a *leverAsked) focus(t *discharge.Tried) []int {
	var out []int
	for _, d := range []civil.Date{civil.On(a.ground.System.From.Year(), 12, 24), civil.On(a.ground.System.From.Year()+1, 1, 3), civil.On(a.ground.System.From.Year(), 1, 3)} {
		if i, ok := a.ground.System.DayOf(d); ok && i < len(t.Base) {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		if i, ok := a.ground.System.DayOf(a.slide.To.Add(1)); ok {
			out = append(out, i, min(i+7, len(t.Base)-1))
		} else {
			out = append(out, len(t.Base)-1)
		}
	}
	return slices.Compact(out)
}

func newLeverAnswer(m room, a *leverAsked, t *discharge.Tried) leverAnswerView {
	v := leverAnswerView{said: slices.Clone(t.Notes), plan: a.link(NewPath + "?area=" + string(a.on)), exports: careExports(a.address(LeversOf(a.on)+"/export.csv"), a.address(LeversOf(a.on)+"/export.xlsx"))}
	words := a.targetWords()
	v.chance = "Chance of keeping to " + words + " on the morning of"
	for _, i := range a.focus(t) {
		base, with := t.Base[i], t.With[i]
		day := ui.DayWords(base.Morning)
		v.words += fmt.Sprintf("%s: %s kept with a chance of %s, %s without; %s beds freed. ", day, words, chanceWords(with.Keeps), chanceWords(base.Keeps), bedsWords(base.Mean-with.Mean))
		v.now = append(v.now, leverNow{ui.DayShort(base.Morning), chanceWords(with.Keeps), chanceWords(base.Keeps) + " without", bedsWords(base.Mean-with.Mean) + " beds freed, headroom " + bedsWords(with.Headroom)})
		v.figures = append(v.figures, ui.Figure{Name: "Morning of " + day, Value: chanceWords(with.Keeps),
			Notes: []string{"chance of keeping to " + words, "without the levers " + chanceWords(base.Keeps), bedsWords(base.Mean-with.Mean) + " beds freed", "headroom " + bedsWords(with.Headroom) + " beds in the mean, " + bedsWords(with.Safe) + " nine mornings in ten",
				"without the levers " + bedsWords(base.Headroom) + " and " + bedsWords(base.Safe)}})
	}
	worst, last := -1, min(len(t.With)-1, a.slide.To.Add(14).Sub(a.ground.System.From)-1)
	for i := max(0, a.slide.From.Sub(a.ground.System.From)); i <= last; i++ {
		if worst < 0 || t.With[i].Keeps < t.With[worst].Keeps {
			worst = i
		}
	}
	if worst >= 0 {
		v.figures = append(v.figures, ui.Figure{Name: "Tightest morning", Value: ui.DayShort(t.With[worst].Morning), Notes: []string{"chance of keeping to " + words + ": " + chanceWords(t.With[worst].Keeps),
			"of the mornings from the span's first day to a fortnight after it"}})
	}
	if a.basis == discharge.OfOpen && a.slide.Escalation > 0 {
		v.said = append(v.said, fmt.Sprintf("%s escalation beds lower the percentage of open beds. They free no core bed: as many people are in hospital.", plain(a.slide.Escalation)))
	}
	if a.slide.Ready > 0 {
		v.said = append(v.said, "People seen off by the push would have left within days: the beds fill again, as the later mornings show.")
	}
	v.said = append(v.said, a.beyond(t)...)
	v.fan, v.table = leverFan(m, a, t, words), leverTable(m, t, words)
	return v
}

// beyond says which levers start more care a day than people wait for when they are first pulled: a start that nobody is there
// to take frees no bed.
func (a *leverAsked) beyond(t *discharge.Tried) []string {
	var out []string
	i := min(max(0, a.slide.From.Sub(a.ground.System.From)), len(t.Base)-1)
	for stream, x := range []struct {
		words string
		asked float64
	}{{"care at home", a.slide.HomeCare}, {"a community bed", a.slide.Community}, {"a care home place", a.slide.CareHome}} {
		if wait := t.Base[i].Waiting[stream]; x.asked > wait {
			out = append(out, fmt.Sprintf("%s extra starts a day are asked, and about %s people of this trust wait for %s on %s. A start that nobody is there to take frees no bed.", plain(x.asked), ui.Number(wait, 0), x.words, ui.DayWords(t.Base[i].Morning)))
		}
	}
	return out
}

// leverFan is the picture: the mornings with the levers as a fan, without them as a line, and the target.
func leverFan(m room, a *leverAsked, t *discharge.Tried, words string) *chart.Days {
	c := &chart.Days{ID: "fan", Title: "General and acute beds occupied at 08:00", Unit: "beds", Level: 2, Weekends: true, NoTable: true,
		Hint: "The table below says the same, with the chances. The range is the flow model's, which keeps to the middle of the bed forecast and is wider where people's coming and going varies by more than that forecast says."}
	with, base := chart.Series{Name: "With the levers, as often more as fewer"}, chart.Series{Name: "Without"}
	limit := chart.Series{Name: words, Quiet: true}
	outer, inner := chart.Band{Name: "Eight mornings in ten with the levers"}, chart.Band{Name: "Five mornings in ten with the levers", Inner: true}
	for i, x := range t.With {
		with.Points = append(with.Points, chart.Known(x.Morning, math.Round(x.Q50)))
		base.Points = append(base.Points, chart.Known(x.Morning, math.Round(t.Base[i].Q50)))
		limit.Points = append(limit.Points, chart.Known(x.Morning, math.Floor(t.Share*x.Usable+1e-9)))
		outer.Days = append(outer.Days, chart.BandDay{Day: x.Morning, Low: math.Round(x.Q10), High: math.Round(x.Q90)})
		inner.Days = append(inner.Days, chart.BandDay{Day: x.Morning, Low: math.Round(x.Q25), High: math.Round(x.Q75)})
	}
	c.Series, c.Bands = []chart.Series{with, base, limit}, []chart.Band{outer, inner}
	c.Shade(civil.Range{From: a.ground.System.From, To: a.ground.System.From.Add(len(t.With) + 1)}, m.Holidays, a.strikes)
	return c
}

// leverTable says morning by morning what the picture says.
func leverTable(m room, t *discharge.Tried, words string) ui.Table {
	out := ui.Table{ID: "mornings", Caption: "Morning by morning", Hint: "The chance is that of keeping to " + words + ". Headroom is the beds under it in the mean; below nought are too many. Each is with the levers, and below it without them.",
		Stack: true,
		Columns: []ui.Column{{Head: "Morning"}, {Head: "Chance", Numeric: true, Spoken: "Chance with the levers, and without"}, {Head: "Occupied", Numeric: true, Spoken: "Beds occupied with the levers"},
			{Head: "Without", Numeric: true, Spoken: "Beds occupied without the levers"}, {Head: "Freed", Numeric: true, Spoken: "Beds freed"}, {Head: "Headroom", Numeric: true, Spoken: "Headroom with the levers, and without"}}}
	for i, x := range t.With {
		b := t.Base[i]
		day := ui.Text(ui.DayShort(x.Morning))
		if h, ok := m.Holidays.On(x.Morning); ok {
			day.Tags = []ui.Tag{{Text: h.Name, Colour: ui.Grey}}
		}
		occupied := ui.Text(ui.Number(x.Q50, 0))
		occupied.Note = ui.Number(x.Q10, 0) + " to " + ui.Number(x.Q90, 0)
		without := ui.Text(ui.Number(b.Q50, 0))
		without.Note = ui.Number(b.Q10, 0) + " to " + ui.Number(b.Q90, 0)
		chance, headroom := ui.Text(chanceWords(x.Keeps)), ui.Text(bedsWords(x.Headroom))
		chance.Note, headroom.Note = chanceWords(b.Keeps)+" without", bedsWords(b.Headroom)+" without"
		out.Rows = append(out.Rows, ui.Row{Cells: []ui.Cell{day, chance, occupied, without, ui.Text(bedsWords(b.Mean - x.Mean)), headroom}})
	}
	return out
}

// leverSheet is the answer as a file.
func (m room) leverSheet(r *web.Request) (web.Sheet, error) {
	a, err := m.leversRead(r)
	if err != nil {
		return web.Sheet{}, err
	}
	t, err := m.try(r.Context(), a)
	if err != nil {
		return web.Sheet{}, err
	}
	if t == nil {
		return web.Sheet{}, a.nothing()
	}
	s := web.Sheet{Name: string(t.Trust) + "-levers-" + a.slide.From.String(), Head: []string{"morning", "trust", "with_levers", "target", "basis", "p_keeps", "occupied_q10", "occupied_q25", "occupied_q50", "occupied_q75", "occupied_q90",
		"occupied_mean", "usable", "headroom_mean", "headroom_q90", "ready", "waiting_p1", "waiting_p2", "waiting_p3", "process_p1", "process_p2", "process_p3"}}
	for _, part := range []struct {
		word string
		list []discharge.Shown
	}{{"no", t.Base}, {"yes", t.With}} {
		for _, x := range part.list {
			row := []sheet.Cell{sheet.DateCell(x.Morning), sheet.TextCell(string(t.Trust)), sheet.TextCell(part.word), sheet.NumberCell(t.Share), sheet.TextCell(string(t.Basis))}
			for _, n := range []float64{x.Keeps, x.Q10, x.Q25, x.Q50, x.Q75, x.Q90, x.Mean, x.Usable, x.Headroom, x.Safe, x.ReadyHere, x.Waiting[0], x.Waiting[1], x.Waiting[2], x.Process[0], x.Process[1], x.Process[2]} {
				row = append(row, sheet.NumberCell(math.Round(1e4*n)/1e4))
			}
			s.Rows = append(s.Rows, row)
		}
	}
	s.About = [][2]string{{"What", "Occupied general and acute beds at 08:00 with and without levers that nobody has planned"}, {"Stands on", a.ground.Basis}, {"Levers", a.query()}}
	return s, nil
}

func (m room) leversCSV(w http.ResponseWriter, r *web.Request) error {
	s, err := m.leverSheet(r)
	if err != nil {
		return err
	}
	return r.SheetCSV(w, s)
}

func (m room) leversXLSX(w http.ResponseWriter, r *web.Request) error {
	s, err := m.leverSheet(r)
	if err != nil {
		return err
	}
	return r.SheetXLSX(w, s)
}
