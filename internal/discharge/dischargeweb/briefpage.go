package dischargeweb

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// briefList is how many lines of each list the page has: with more it would not stand on one sheet.
const briefList = 6

// briefView is what the page is made of.
type briefView struct {
	careAt
	b     discharge.Brief
	ahead func(org.Code) string // where a bed forecast is; nil where nothing leads there
}

// briefRead gathers the brief with at most so many lines of each list, of what the reader may see.
func (m room) briefRead(r *web.Request, most int) (briefView, error) {
	v := briefView{careAt: careRead(r), ahead: m.Ahead}
	on, err := careDay(r, "day", v.today)
	if err != nil {
		return v, err
	}
	in, err := m.Briefs.Brief(r.Context(), r.On, on, v.asOf)
	if err != nil {
		return v, err
	}
	in.MostOfAList = most
	v.b = discharge.BriefOf(narrowedBrief(in, r.Scope(access.PlanRead)))
	return v, nil
}

// narrowedBrief leaves out the parts one by one that the reader may not see; the sums of the whole stay. Who has not sent is
// told to those alone who see every part: they may chase.
func narrowedBrief(in discharge.BriefInputs, s access.Scope) discharge.BriefInputs {
	hidden := func(c org.Code) bool { return !s.Holds(c) }
	if !slices.ContainsFunc(in.Lines, hidden) && !slices.ContainsFunc(in.Beds, func(b discharge.BedState) bool { return hidden(b.Trust) }) {
		return in
	}
	in.Lines = slices.DeleteFunc(slices.Clone(in.Lines), hidden)
	in.Gaps = slices.DeleteFunc(slices.Clone(in.Gaps), func(g discharge.BriefGap) bool { return hidden(g.Org) })
	in.Conflicts = slices.DeleteFunc(slices.Clone(in.Conflicts), func(c discharge.Conflict) bool { return !conflictConcerns(c, s) })
	in.Plans = slices.DeleteFunc(slices.Clone(in.Plans), func(p discharge.BriefPlan) bool { return hidden(p.Area) })
	in.Odds = slices.DeleteFunc(slices.Clone(in.Odds), func(o discharge.BriefOdds) bool { return hidden(o.Org) })
	for i, o := range in.Odds {
		in.Odds[i].Plans = slices.Clone(o.Plans)
		for k, p := range in.Odds[i].Plans {
			if hidden(p.Trust) {
				in.Odds[i].Plans[k].Trust = ""
			}
		}
	}
	for i, p := range in.Plans {
		in.Plans[i].Reached = slices.Clone(p.Reached)
		for k, x := range p.Reached {
			if hidden(x.Trust) {
				in.Plans[i].Reached[k].Trust = ""
			}
		}
	}
	in.Beside = discharge.NarrowedOverlaps(in.Beside, s.Holds)
	in.ReturnsDue, in.Signatures, in.Readiness = nil, nil, nil
	in.Yesterday.Gaps = slices.DeleteFunc(slices.Clone(in.Yesterday.Gaps), func(g discharge.Gap) bool { return hidden(g.Line.Trust) })
	in.Notes = append(slices.Clone(in.Notes), "Your roles show the sums here; its own people, and those above, see its parts one by one.")
	return in
}

func (m room) brief(w http.ResponseWriter, r *web.Request) error {
	v, err := m.briefRead(r, briefList)
	if err != nil {
		return err
	}
	page, body := briefPage(v)
	return r.Render(w, http.StatusOK, page, body)
}

func briefPage(v briefView) (web.Page, templ.Component) {
	b := v.b
	page := v.page("Morning brief, "+b.On.Format("Monday 2 January 2006"), BriefPath, "Brief")
	page.Lead = "As known at " + ui.Clock(b.At) + " on " + ui.DayWords(civil.Today(b.At)) + ". The target is " + share(b.Target) + " of the beds that somebody may lie in."
	if b.Level != "" {
		page.Lead += " " + b.Level
	}
	move := func(text string, by int) ui.Action {
		return ui.Action{Text: text, Href: v.link(BriefOf(v.on) + "?day=" + b.On.Add(by).String())}
	}
	links := ui.Links([]ui.Action{move("The day before", -1), move("The day after", 1), {Text: "Download as CSV", Href: v.link(BriefOf(v.on) + "/export.csv?day=" + b.On.String())}})
	list := []templ.Component{briefBeds(v), briefOdds(v), briefPlans(v), briefCounts("remaining", "People with no criteria to reside who remained, by pathway", "Pathway", b.Remaining, nil),
		briefCounts("by-council", "The same, by council", "Council", b.ByCouncil, v.pic), briefPlan(v), briefConflicts(v), briefGaps(v), briefDue(v)}
	if len(b.Notes) > 0 {
		list = append(list, careList(b.Notes))
	}
	return page, ui.Parts([]templ.Component{v.tabs(BriefOf(v.on)), briefColumns(links, briefFigures(v), list)})
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
	beds := ui.Figure{Name: "Beds occupied", Mark: ui.Missing, Completed: b.All.In, Due: b.All.Due, AsAt: "As at 08:00 on " + ui.DayShort(b.All.Day)}
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

// lineName is what a line of the brief is of, with the page behind it.
func (v briefView) lineName(c org.Code) (kind string, cell ui.Cell) {
	u, _ := v.pic.Unit(c)
	cell = ui.Cell{Text: v.pic.Name(c), Note: string(c)}
	switch u.Kind {
	case org.KindTrust:
		kind, cell.Link = "Trust", v.link(LeversOf(c))
	case org.KindICB:
		kind, cell.Link = "Board", v.link(BriefOf(c))
	case org.KindRegion:
		kind, cell.Link = "Region", v.link(BriefOf(c))
	}
	if !v.may(access.PlanRead, c) {
		cell.Link = ""
	}
	return kind, cell
}

// briefBeds is everybody's beds of one morning and their total; what is in of another morning is said beside them.
func briefBeds(v briefView) templ.Component {
	all := v.b.All
	t := ui.Table{ID: "beds", Caption: "Beds against the target at 08:00 on " + ui.DayShort(all.Day), Stack: true, Empty: "Nobody's beds are shown.",
		Hint:    strings.TrimSpace("Headroom to " + share(v.b.Target) + " of the usable beds, and of the core beds alone. " + more(v.b.Beds.More)),
		Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Occupied", Numeric: true}, {Head: "Usable", Numeric: true}, {Head: "Headroom", Numeric: true}, {Head: "Of core", Numeric: true}}}
	row := func(l discharge.BedLine, name ui.Cell) ui.Row {
		if l.Due > 1 {
			name.Note += fmt.Sprintf(", %d of %d trusts", l.In, l.Due)
		}
		name.Note += otherWords(l)
		return ui.Row{Cells: []ui.Cell{name, valueCell(l.Occupied), valueCell(l.Usable), ui.Text(headroomWords(l.Headroom)), ui.Text(headroomWords(l.CoreHeadroom))}}
	}
	for _, l := range v.b.Beds.Shown {
		kind, name := v.lineName(l.Org)
		t.Columns[0].Head = kind
		t.Rows = append(t.Rows, row(l, name))
	}
	if len(t.Rows) > 0 {
		total := row(all, ui.Cell{Text: "All together", Note: string(all.Org)})
		total.Total = true
		t.Rows = append(t.Rows, total)
	}
	return t
}

// otherWords say what is in of other mornings than the line's: of one trust its figures, of several how many have sent.
func otherWords(l discharge.BedLine) string {
	if len(l.Other) == 0 {
		return ""
	}
	if l.Due == 1 {
		o := l.Other[0]
		return fmt.Sprintf("; in of %s: %s of %s", ui.DayShort(o.Day), shown(o.Occupied), shown(o.Usable))
	}
	by := map[civil.Date]int{}
	for _, o := range l.Other {
		by[o.Day]++
	}
	w := ""
	for _, d := range slices.SortedFunc(maps.Keys(by), civil.Date.Compare) {
		w += fmt.Sprintf("; %d sent %s", by[d], ui.DayShort(d))
	}
	return w
}

// briefOdds is the forecast's chance beside each plan's, which are of other beds and of another course of things: each column
// says of what.
func briefOdds(v briefView) templ.Component {
	t := ui.Table{ID: "odds", Caption: "Chance of keeping to the target", Stack: true, Empty: "No forecast is held.",
		Hint:    strings.TrimSpace("The forecast's is of all open beds, without any plan. A plan's is of the beds that it names, with all of its lines done, as certified when it was worked out. So the two differ. " + more(v.b.Odds.More)),
		Columns: []ui.Column{{Head: "Organisation"}, {Head: "Forecast"}, {Head: "Plan"}}}
	for _, o := range v.b.Odds.Shown {
		t.Caption = "Chance of keeping to the target on " + ui.DayShort(o.Morning)
		forecast := ui.Cell{Text: chanceWords(o.Within), Note: "open beds, no plan; " + cmp.Or(o.Forecast, "none is held")}
		if v.ahead != nil && o.Forecast != "" {
			forecast.Link = v.link(v.ahead(o.Org))
		}
		t.Rows = append(t.Rows, ui.Row{Total: o.Org == v.b.Area, Cells: []ui.Cell{ui.Text(v.pic.Name(o.Org)), forecast, v.planOdds(o)}})
	}
	return t
}

// planOdds is what the plans were certified to reach on the morning.
func (v briefView) planOdds(o discharge.BriefOdds) ui.Cell {
	var list []string
	for _, p := range o.Plans {
		w := fmt.Sprintf("%s of %s, all of it done; %s, version %d", share(p.Share), basisWords(p.Basis), p.Plan, p.Version) + certifiedWords(p.Stands)
		if p.Trust != o.Org {
			w += "; of its trusts the least"
			if p.Trust != "" {
				w += ", " + v.pic.Name(p.Trust)
			}
		}
		if len(o.Plans) == 1 {
			return ui.Cell{Text: chance(p.Within), Note: w}
		}
		list = append(list, chance(p.Within)+": "+w+".")
	}
	if len(list) == 0 {
		return ui.Text("none certified for this morning")
	}
	return ui.Cell{Body: careList(list)}
}

// briefPlans is what each live plan was certified to reach at its hardest, and how far it has come.
func briefPlans(v briefView) templ.Component {
	var list []string
	for _, p := range v.b.Plans.Shown {
		w := fmt.Sprintf("%s, version %d, of %s, %s: ", p.Plan, p.Version, v.pic.Name(p.Area), p.State)
		x, ok := p.Least()
		switch {
		case !ok:
			w += "its odds are not known; its lines were sent as they are"
		default:
			w += fmt.Sprintf("a chance of at least %s on each of its mornings", chance(x.Least))
			if p.Basis != "" {
				w += " of keeping to " + share(p.Share) + " of " + basisWords(p.Basis)
			}
			w += fmt.Sprintf(" (asked: %s), with all of it done; least on %s", share(p.Confidence), ui.DayShort(x.Binding))
			if x.Trust != "" {
				w += " at " + v.pic.Name(x.Trust)
			}
			w += certifiedWords(p.Stands)
		}
		if p.Off > 0 {
			w += ". " + ui.Plural(p.Off, "line is", "lines are") + " refused, withdrawn or agreed in part"
			if ok {
				w += ", so that this no longer holds"
			}
		}
		list = append(list, w+".")
	}
	if v.b.Plans.More > 0 {
		list = append(list, more(v.b.Plans.More))
	}
	if len(list) == 0 {
		list = []string{"No plan has a line today or later."}
	}
	parts := []templ.Component{ui.Heading("Live plans", "plans"), careList(list)}
	if len(v.b.Beside) > 0 {
		list = nil
		for _, o := range v.b.Beside {
			list = append(list, o.Words(v.pic.Name)+".")
		}
		parts = append(parts, ui.Warning{Title: "Live plans act for the same trusts on the same days", Text: besideWords, Body: careList(list)})
	}
	return ui.Parts(parts)
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
	if len(y.Kinds) == 0 {
		return ui.Parts([]templ.Component{ui.Heading("Yesterday's plan", "plan"), ui.Para("No line of a plan was agreed for yesterday.")})
	}
	t := ui.Table{ID: "plan", Caption: "Yesterday's plan, " + ui.DayShort(y.Day), Hint: "Each kind of line by itself. What nobody has entered is missing, and no nought.", Stack: true,
		Columns: []ui.Column{{Head: "What", Words: true}, {Head: "Agreed", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "Lines reported", Numeric: true}}}
	for _, s := range y.Kinds {
		done := ui.Marked(ui.Missing)
		if s.Reported > 0 {
			done = ui.Text(tallied(s.What, s.Delivered))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(kindWords(s)), ui.Text(tallied(s.What, s.Agreed)), done, ui.Text(fmt.Sprintf("%d of %d", s.Reported, s.Lines))}})
	}
	return ui.Parts([]templ.Component{t, v.planParts()})
}

// planParts is yesterday's plan by who has a line of the brief: a board's trusts, a region's boards, England's regions.
func (v briefView) planParts() ui.Table {
	t := ui.Table{ID: "plan-parts", Caption: "The same by organisation", Stack: true, Empty: "None of them is shown to your roles.",
		Hint:    strings.TrimSpace("Where numbers are in that fall short, the most first. Done is of the lines that are reported. " + more(v.b.Parts.More)),
		Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Agreed", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "Lines reported", Numeric: true}}}
	for _, s := range v.b.Parts.Shown {
		name := ui.Cell{Text: "Others"}
		if s.Of != "" {
			t.Columns[0].Head, name = v.lineName(org.Code(s.Of))
		}
		name.Note = s.What.Words()
		done := ui.Marked(ui.Missing)
		if s.Reported > 0 {
			done = ui.Text(tallied(s.What, s.Delivered))
			if s.Reported < s.Lines {
				done.Note = "of " + tallied(s.What, s.Held) + " on those lines"
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(tallied(s.What, s.Agreed)), done, ui.Text(fmt.Sprintf("%d of %d", s.Reported, s.Lines))}})
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
	return ui.Parts([]templ.Component{ui.Heading("Conflicts", "conflicts"), careList(list)})
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
	return ui.Parts([]templ.Component{ui.Heading("Gaps", "gaps"), careList(list)})
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
	return ui.Parts([]templ.Component{ui.Heading("Due today", "due"), careList(list)})
}
