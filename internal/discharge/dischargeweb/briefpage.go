package dischargeweb

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// briefList is how many lines of each list the page has: with more it would not stand on one sheet.
const briefList = 6

// briefView is what the page is made of.
type briefView struct {
	careAt
	b       discharge.Brief
	planned discharge.Variance
}

func (m room) briefRead(r *web.Request) (briefView, error) {
	v := briefView{careAt: careRead(r)}
	on, err := careDay(r, "day", v.today)
	if err != nil {
		return v, err
	}
	in, err := m.Briefs.Brief(r.Context(), r.On, on, v.asOf)
	if err != nil {
		return v, err
	}
	in.MostOfAList = briefList
	v.b = discharge.BriefOf(in)
	v.b.Notes = v.narrowed(r)
	return v, nil
}

// narrowed gives the notes, and leaves the trusts one by one out for a reader whose roles show sums alone.
func (v *briefView) narrowed(r *web.Request) []string {
	notes := v.b.Notes
	for _, l := range v.b.Trusts.Shown {
		if !r.May(access.PlanRead, l.Org) {
			v.b.Trusts, v.b.Odds, v.b.Gaps = discharge.Cut[discharge.BedLine]{}, discharge.Cut[discharge.BriefOdds]{}, discharge.Cut[discharge.BriefGap]{}
			v.b.Due = discharge.Cut[discharge.BriefDue]{} // who has not sent is told to those who may chase
			return append(notes, "Your roles show this board's sums; its own people see its trusts one by one.")
		}
	}
	return notes
}

func (m room) brief(w http.ResponseWriter, r *web.Request) error {
	v, err := m.briefRead(r)
	if err != nil {
		return err
	}
	page, body := briefPage(v)
	return r.Render(w, http.StatusOK, page, body)
}

func briefPage(v briefView) (web.Page, templ.Component) {
	b := v.b
	page := v.page("Morning brief, "+b.On.Format("Monday 2 January 2006"), BriefPath, "Brief")
	page.Lead = "As known at " + ui.Clock(b.At) + " on " + ui.DayWords(civil.Today(b.At)) + ". The target is " + ui.Number(100*b.Target, 0) + "% of the beds that somebody may lie in."
	if b.Level != "" {
		page.Lead += " " + b.Level
	}
	move := func(text string, by int) ui.Action {
		return ui.Action{Text: text, Href: v.link(BriefOf(v.on) + "?day=" + b.On.Add(by).String())}
	}
	links := careLinks([]ui.Action{move("The day before", -1), move("The day after", 1), {Text: "Download as CSV", Href: v.link(BriefOf(v.on) + "/export.csv?day=" + b.On.String())}})
	list := []templ.Component{briefTrusts(v), briefOdds(v), briefCounts("remaining", "People with no criteria to reside who remained, by pathway", "Pathway", b.Remaining, nil),
		briefCounts("by-council", "The same, by council", "Council", b.ByCouncil, v.pic), briefPlan(v), briefConflicts(v), briefGaps(v), briefDue(v)}
	if len(b.Notes) > 0 {
		list = append(list, careList(b.Notes))
	}
	return page, careParts([]templ.Component{v.tabs(BriefOf(v.on)), briefColumns(links, briefFigures(v), list)})
}

// figureOf is one number of the brief: missing is missing, and a sum says of how many.
func figureOf(now time.Time, name, unit string, f discharge.Figure) ui.Figure {
	out := ui.Figure{Name: name, Unit: unit, Source: f.Source}
	switch {
	case f.Value.State == measure.Number:
		out.Value = measure.Grouped(f.Value.N)
	case f.Value.State == measure.Nil:
		out.Mark = ui.Nil
	case f.Value.State == measure.NotApplicable:
		out.Mark = ui.NotApplicable
	default:
		out.Mark = ui.Missing
	}
	if f.Due > 0 {
		out.Completed, out.Due = f.In, f.Due
	}
	if !f.AsAt.IsZero() {
		out.AsAt = "As at " + ui.When(now, f.AsAt)
	}
	return out
}

// signed writes beds of headroom, below nought with words.
func headroomWords(v measure.Value) string {
	if !v.Given() {
		return "not known"
	}
	if n := v.Amount(); n < 0 {
		return ui.Plural(int(-n), "bed", "beds") + " over"
	}
	return ui.Plural(int(v.Amount()), "bed", "beds") + " left"
}

func briefFigures(v briefView) ui.Figures {
	b := v.b
	beds := ui.Figure{Name: "Beds occupied", Mark: ui.Missing, Completed: b.All.In, Due: b.All.Due}
	if b.All.Occupied.Given() {
		beds.Mark, beds.Value, beds.Unit = "", measure.Grouped(b.All.Occupied.Amount()), "of "+shown(b.All.Usable)
		beds.Notes = []string{headroomWords(b.All.Headroom) + " to the target", "of core beds alone: " + headroomWords(b.All.CoreHeadroom)}
		if s, ok := b.All.Share(); ok {
			beds.Notes = append(beds.Notes, ui.Number(100*s, 1)+"% occupied")
		}
	}
	discharged := figureOf(v.now, "Discharged in a day", "people", b.Discharged)
	if b.Expected.Value.Given() {
		discharged.Notes = append(discharged.Notes, "expected without the plan: "+shown(b.Expected.Value))
	}
	return ui.Figures{beds, figureOf(v.now, "No criteria to reside, remained", "people", b.RemainingAll), discharged, figureOf(v.now, "Ambulance hours lost in a day", "hours", b.HoursLost),
		figureOf(v.now, "Flu", "beds", b.Flu), figureOf(v.now, "Closed, diarrhoea and vomiting", "beds", b.Norovirus), figureOf(v.now, "Covid", "beds", b.Covid), figureOf(v.now, "Staff absent", "people", b.Absences)}
}

// shown is a value in words.
func shown(v measure.Value) string {
	if v.State == measure.Number {
		return measure.Grouped(v.N)
	}
	if v.IsMissing() {
		return "not known"
	}
	return v.String()
}

// more says how many lines did not fit.
func more(n int) string {
	if n == 0 {
		return ""
	}
	return ui.Plural(n, "more is", "more are") + " in the download and on the pages behind it."
}

func briefTrusts(v briefView) templ.Component {
	t := ui.Table{ID: "trusts", Caption: "Beds against the target", Hint: more(v.b.Trusts.More), Stack: true, Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "Occupied", Numeric: true}, {Head: "Usable", Numeric: true}, {Head: "Headroom", Numeric: true}, {Head: "Of core", Numeric: true}}, Empty: "No trust's beds are shown."}
	for _, l := range v.b.Trusts.Shown {
		name := ui.Cell{Text: v.pic.Name(l.Org), Note: string(l.Org), Link: v.link(LeversOf(l.Org))}
		if l.Day != v.b.On && l.In > 0 {
			name.Note += ", beds of " + ui.DayShort(l.Day)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, valueCell(l.Occupied), valueCell(l.Usable), ui.Text(headroomWords(l.Headroom)), ui.Text(headroomWords(l.CoreHeadroom))}})
	}
	return t
}

func briefOdds(v briefView) templ.Component {
	t := ui.Table{ID: "odds", Caption: "Chance of keeping to the target", Hint: more(v.b.Odds.More), Stack: true, Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Morning"}, {Head: "Chance", Numeric: true}, {Head: "Forecast"}}, Empty: "No forecast is held."}
	for _, o := range v.b.Odds.Shown {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(v.pic.Name(o.Org)), ui.Text(ui.DayShort(o.Morning)), ui.Text(chanceWords(o.Within)), ui.Text(o.Forecast)}})
	}
	return t
}

func briefCounts(id, caption, head string, list discharge.Cut[discharge.BriefCount], pic *org.Picture) templ.Component {
	t := ui.Table{ID: id, Caption: caption, Hint: more(list.More), FewColumns: true, Columns: []ui.Column{{Head: head}, {Head: "People", Numeric: true}}, Empty: "Not known."}
	for _, c := range list.Shown {
		name := c.Of
		if pic != nil {
			if u, ok := pic.Unit(org.Code(c.Of)); ok {
				name = u.Name
			}
		}
		people := valueCell(c.Count.Value)
		if n := c.Count.Value; n.State == measure.Number {
			people = ui.Text(peopleWords(int(n.N), false))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(name), people}})
	}
	return t
}

func briefPlan(v briefView) templ.Component {
	y := v.b.Yesterday
	if len(y.Gaps) == 0 {
		return careParts([]templ.Component{careHead("Yesterday's plan", "plan"), careWords("No line of a plan was agreed for yesterday.")})
	}
	t := ui.Table{ID: "plan", Caption: "Yesterday's plan", Hint: y.All.Words(), FewColumns: true, Columns: []ui.Column{{Head: "Pathway"}, {Head: "Agreed", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "Lines reported", Numeric: true}}}
	for _, s := range y.Pathways {
		done := ui.Marked(ui.Missing)
		if s.Reported > 0 {
			done = ui.Text(ui.Count(s.Delivered))
		}
		name := s.Of
		if name == "" {
			name = "no pathway"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(name), ui.Text(ui.Count(s.Agreed)), done, ui.Text(fmt.Sprintf("%d of %d", s.Reported, s.Lines))}})
	}
	return t
}

func briefConflicts(v briefView) templ.Component {
	var list []string
	for _, c := range v.b.Conflicts.Shown {
		list = append(list, strings.ReplaceAll(c.Words, string(c.Council), v.pic.Name(c.Council))+".")
	}
	if v.b.Conflicts.More > 0 {
		list = append(list, more(v.b.Conflicts.More))
	}
	if len(list) == 0 {
		list = []string{"No plan takes more than there is."}
	}
	return careParts([]templ.Component{careHead("Conflicts", "conflicts"), careList(list)})
}

func briefGaps(v briefView) templ.Component {
	var list []string
	for _, g := range v.b.Gaps.Shown {
		words := v.pic.Name(g.Org) + ": " + g.What
		if !g.Since.IsZero() {
			words += ", due " + ui.When(v.now, g.Since)
		}
		list = append(list, words+".")
	}
	if v.b.Gaps.More > 0 {
		list = append(list, more(v.b.Gaps.More))
	}
	if len(list) == 0 {
		list = []string{"None is shown."}
	}
	return careParts([]templ.Component{careHead("Gaps", "gaps"), careList(list)})
}

func briefDue(v briefView) templ.Component {
	var list []string
	for _, d := range v.b.Due.Shown {
		words := d.What
		if !d.At.IsZero() {
			words = ui.Clock(d.At) + ": " + words
		}
		if n := len(d.Who); n > 0 && n <= 3 {
			var who []string
			for _, c := range d.Who {
				who = append(who, v.pic.Name(c))
			}
			words += ", of " + strings.Join(who, ", ")
		} else if n > 3 {
			words += ", of " + ui.Plural(n, "organisation", "organisations")
		}
		list = append(list, words+".")
	}
	if v.b.Due.More > 0 {
		list = append(list, more(v.b.Due.More))
	}
	if len(list) == 0 {
		list = []string{"Nothing is shown."}
	}
	return careParts([]templ.Component{careHead("Due today", "due"), careList(list)})
}

// briefCSV is every number of the brief in a row of its own; lists are whole.
func (m room) briefCSV(w http.ResponseWriter, r *web.Request) error {
	v := briefView{careAt: careRead(r)}
	on, err := careDay(r, "day", v.today)
	if err != nil {
		return err
	}
	in, err := m.Briefs.Brief(r.Context(), r.On, on, v.asOf)
	if err != nil {
		return err
	}
	in.MostOfAList = 10_000
	v.b = discharge.BriefOf(in)
	v.b.Notes = v.narrowed(r)
	return careCSV(w, r, briefSheet(v))
}

func briefSheet(v briefView) careSheet {
	b := v.b
	s := careSheet{name: string(v.on) + "-brief-" + b.On.String(), head: []string{"part", "of", "name", "day", "value", "unit", "returns_in", "returns_due", "as_at", "source"}}
	add := func(part, of, name string, day civil.Date, f discharge.Figure, unit string) {
		value := sheet.Cell{}
		if f.Value.State == measure.Number {
			value = sheet.NumberCell(f.Value.N)
		} else if !f.Value.IsMissing() {
			value = sheet.TextCell(f.Value.String())
		}
		s.rows = append(s.rows, []sheet.Cell{sheet.TextCell(part), sheet.TextCell(of), sheet.TextCell(name), sheet.DateCell(day), value, sheet.TextCell(unit), sheet.NumberCell(float64(f.In)), sheet.NumberCell(float64(f.Due)), stamp(f.AsAt), sheet.TextCell(f.Source)})
	}
	bedLine := func(l discharge.BedLine) {
		for _, x := range []struct {
			name string
			v    measure.Value
		}{{"occupied", l.Occupied}, {"usable", l.Usable}, {"core", l.Core}, {"headroom", l.Headroom}, {"headroom_core", l.CoreHeadroom}} {
			add("beds", string(l.Org), x.name, l.Day, discharge.Figure{Value: x.v, In: l.In, Due: l.Due}, "beds")
		}
	}
	bedLine(b.All)
	for _, l := range b.Trusts.Shown {
		bedLine(l)
	}
	for _, o := range b.Odds.Shown {
		add("chance", string(o.Org), "keeps_to_target", o.Morning, discharge.Figure{Value: measure.Of(o.Within), Source: o.Forecast}, "share")
	}
	withheld := func(f discharge.Figure) discharge.Figure {
		if n := f.Value; n.State == measure.Number && n.N > 0 && n.N < discharge.SmallNumber {
			f.Value, f.Source = measure.Gap(), f.Source+"; withheld: "+peopleWords(int(n.N), false)
		}
		return f
	}
	for _, c := range b.Remaining.Shown {
		add("remaining", c.Of, "by pathway", b.On, withheld(c.Count), "people")
	}
	for _, c := range b.ByCouncil.Shown {
		add("remaining", c.Of, "by council", b.On, withheld(c.Count), "people")
	}
	for _, x := range []struct {
		name, unit string
		f          discharge.Figure
	}{{"discharged_yesterday", "people", b.Discharged}, {"expected_yesterday", "people", b.Expected}, {"ambulance_hours_lost", "hours", b.HoursLost}, {"flu", "beds", b.Flu}, {"closed_dv", "beds", b.Norovirus}, {"covid", "beds", b.Covid}, {"absent", "people", b.Absences}} {
		add("figure", string(v.on), x.name, b.On, x.f, x.unit)
	}
	return s
}
