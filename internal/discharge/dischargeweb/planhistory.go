package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func (m room) planHistory(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	list, err := m.Plans.History(r.Context(), p.v.Plan, planKnown(r))
	if err != nil {
		return err
	}
	names, err := m.People.Named(r.Context(), actorsOf(list))
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, p.page("History"), p.history(list, names, r.PageNumber()).body())
}

func actorsOf(list []discharge.Happening) []string {
	var out []string
	for _, h := range list {
		out = append(out, h.By.Actor)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// historyPage is how many events one page shows.
const historyPage = 100

func (p planShow) history(list []discharge.Happening, names map[string]string, page int) planParts {
	at := PlanPath(p.v.Plan) + "/history"
	out := p.standing()
	out.add(p.tabs(at))
	if p.v.Newest > 1 {
		links := []ui.Action{{Text: "Two versions side by side", Href: p.planHelp.link(PlanPath(p.v.Plan) + "/versions")}}
		for n := p.v.Newest; n > max(0, p.v.Newest-9); n-- {
			links = append(links, ui.Action{Text: "Version " + strconv.Itoa(n), Href: withQuery(p.planHelp.link(PlanPath(p.v.Plan)), "version", strconv.Itoa(n))})
		}
		out.add(ui.Links(links))
	}
	list = slices.Clone(list)
	slices.Reverse(list)
	rows := together(list)
	pages := max(1, (len(rows)+historyPage-1)/historyPage)
	page = min(page, pages)
	out.add(p.happenings("history", ui.Plural(len(list), "event", "events")+", newest first", rows[(page-1)*historyPage:min(len(rows), page*historyPage)], names))
	if pages > 1 {
		out.add(ui.Pagination{Page: page, Pages: pages, Address: func(n int) string { return p.link(fmt.Sprintf("%s?page=%d", at, n)) }})
	}
	return out
}

// together gathers what one person did to several lines at one time and for one reason.
func together(list []discharge.Happening) [][]discharge.Happening {
	var out [][]discharge.Happening
	for _, h := range list {
		at := -1
		for i := len(out) - 1; i >= 0 && h.Line != "" && out[i][0].At.Equal(h.At); i-- {
			if x := out[i][0]; x.Line != "" && h.By == x.By && h.What == x.What && h.Reason == x.Reason && h.Version == x.Version {
				at = i
			}
		}
		if at >= 0 {
			out[at] = append(out[at], h)
		} else {
			out = append(out, []discharge.Happening{h})
		}
	}
	return out
}

// happenings are events with their author, role, time and reason, one row each; what was done to several lines at once is one.
func (p planShow) happenings(id, caption string, rows [][]discharge.Happening, names map[string]string) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Stack: true, NoRowHead: true, Empty: "Nothing has happened yet.", Columns: []ui.Column{{Head: "When", Tight: true}, {Head: "What", Words: true}, {Head: "Of what", Words: true}, {Head: "By whom", Words: true}, {Head: "Why", Words: true}}}
	for i, list := range rows {
		h := list[0]
		what, of := p.happened(h)
		if len(list) > 1 {
			what = capital(h.What)
			of = ui.Cell{Body: ui.Details{Summary: ui.Plural(len(list), "line", "lines"), Spoken: what, ID: fmt.Sprintf("%s-%d", id, i), Body: careList(p.lineWords(list))}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.When(p.now, h.At), Note: ui.DayWords(civilDay(h.At))}, ui.Text(what), of, ui.Text(p.planWho(h.By, names)), ui.Text(orDash(h.Reason))}})
	}
	return t
}

// happened says what one event did, and to what.
func (p planShow) happened(h discharge.Happening) (what string, of ui.Cell) {
	what = capital(h.What)
	switch {
	case h.Line != "" && h.Of.ID == "":
		return what, ui.Text(h.Line)
	case h.Line != "":
		if h.Number > 0 {
			what += ": " + amount(h.Of, h.Number)
		}
		of = ui.Cell{Text: serviceWords(h.Of) + ", " + ui.DayShort(h.Of.Date), Note: p.name(h.Of.Holder())}
		if _, still := p.v.Line(h.Line); still {
			of.Link = p.link(LinePath(p.v.Plan, h.Line))
		}
		return what, of
	case h.Sketch != 0:
		words := "for " + ui.Plural(h.Number, "line", "lines") + " refused or agreed in part"
		if h.What == discharge.HappenedMade {
			words = ui.Plural(h.Number, "line takes", "lines take") + " their place"
		}
		return what, ui.Cell{Text: capital(words), Note: fmt.Sprintf("version %d", h.Version), Link: p.planHelp.link(SketchPath(h.Sketch))}
	case h.What == discharge.HappenedProposed:
		return what, ui.Cell{Text: fmt.Sprintf("Version %d", h.Version), Note: ui.Plural(h.Number, "line", "lines")}
	}
	return what, ui.Text(fmt.Sprintf("Version %d", h.Version))
}

// mostLineWords is how many lines one row unfolds to.
const mostLineWords = 200

// lineWords says of each line what it is and the number that was said of it.
func (p planShow) lineWords(list []discharge.Happening) []string {
	var out []string
	for _, h := range list {
		if len(out) == mostLineWords {
			return append(out, fmt.Sprintf("and %d more, in the download of all lines", len(list)-len(out)))
		}
		w := h.Line
		if h.Of.ID != "" {
			w = fmt.Sprintf("%s, %s, %s", serviceWords(h.Of), ui.DayShort(h.Of.Date), p.name(h.Of.Holder()))
			if h.Number > 0 {
				w += ": " + amount(h.Of, h.Number)
			}
		}
		out = append(out, w)
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// planVersions shows two versions side by side.
func (m room) planVersions(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	a, b := p.v.Newest-1, p.v.Newest
	for name, into := range map[string]*int{"a": &a, "b": &b} {
		if s := r.Param(name); s != "" {
			if *into, err = strconv.Atoi(s); err != nil {
				return fault.New(fault.NotFound, "There is no version %s of this plan", s)
			}
		}
	}
	a = max(a, 1)
	first, err := m.planRead(r, p.v.Plan, a)
	if err != nil {
		return err
	}
	second, err := m.planRead(r, p.v.Plan, b)
	if err != nil {
		return err
	}
	page := p.page(fmt.Sprintf("Versions %d and %d side by side", a, b))
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: p.v.Plan, Href: p.link(PlanPath(p.v.Plan))})
	return r.Render(w, http.StatusOK, page, sideBySide(p, first.v, second.v).body())
}

// goneWords says how a line stood that a later version has no more.
func goneWords(st discharge.Standing) string {
	if st.State == discharge.Proposed {
		return "nobody had answered it"
	}
	return "it was " + string(st.State)
}

func sideBySide(p planShow, a, b discharge.PlanView) planParts {
	var out planParts
	out.add(ui.SummaryList{Rows: []ui.SummaryRow{{Key: fmt.Sprintf("Version %d", a.Number), Value: a.Reason + ", " + ui.When(p.now, a.Proposed)}, {Key: fmt.Sprintf("Version %d", b.Number), Value: b.Reason + ", " + ui.When(p.now, b.Proposed)}}, Compact: true})
	var body planParts
	options := func(chosen int) []ui.Option {
		var out []ui.Option
		for n := 1; n <= p.v.Newest; n++ {
			out = append(out, ui.Option{Value: strconv.Itoa(n), Text: "Version " + strconv.Itoa(n), Chosen: n == chosen})
		}
		return out
	}
	body.add(ui.Select{Field: ui.Field{Name: "a", Label: "Earlier"}, Options: options(a.Number)}, ui.Select{Field: ui.Field{Name: "b", Label: "Later"}, Options: options(b.Number)})
	out.add(ui.Form{Action: PlanPath(p.v.Plan) + "/versions", Get: true, Row: true, Submit: "Compare", Hidden: p.kept(), Body: body.body()})
	t := ui.Table{ID: "differences", Caption: "Lines that differ", Stack: true, Empty: "No line differs.", Columns: []ui.Column{{Head: "Line", Words: true}, {Head: "What", Words: true}, {Head: fmt.Sprintf("Version %d", a.Number), Numeric: true}, {Head: fmt.Sprintf("Version %d", b.Number), Numeric: true}, {Head: "Stands now"}}}
	same := 0
	add := func(l discharge.Line, before, after ui.Cell) {
		stands := ui.Text("–")
		if st, ok := p.v.Standings[l.ID]; ok {
			stands = ui.Cell{Tags: []ui.Tag{stateTag(st.State)}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: planDay(l.Date), Note: p.name(l.Holder())}, {Text: serviceWords(l), Note: "from " + p.name(l.Trust)}, before, after, stands}})
	}
	for _, l := range b.Lines {
		old, had := a.Line(l.ID)
		switch {
		case !had:
			add(l, ui.Text("–"), ui.Cell{Text: amount(l, l.Number), Tags: []ui.Tag{ui.New.Tag()}})
		case old != l:
			add(l, ui.Text(amount(old, old.Number)), ui.Text(amount(l, l.Number)))
		default:
			same++
		}
	}
	for _, l := range a.Lines {
		if _, still := b.Line(l.ID); !still {
			add(l, ui.Text(amount(l, l.Number)), ui.Cell{Text: "gone", Note: goneWords(a.Standings[l.ID])})
		}
	}
	out.add(t, ui.Note(ui.Plural(same, "line is", "lines are")+" the same in both; the answers to them stand."))
	return out
}
