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
		out.add(planLinks(links))
	}
	list = slices.Clone(list)
	slices.Reverse(list)
	pages := max(1, (len(list)+historyPage-1)/historyPage)
	page = min(page, pages)
	out.add(p.happenings("history", ui.Plural(len(list), "event", "events")+", newest first", list[(page-1)*historyPage:min(len(list), page*historyPage)], names))
	if pages > 1 {
		out.add(ui.Pagination{Page: page, Pages: pages, Address: func(n int) string { return p.link(fmt.Sprintf("%s?page=%d", at, n)) }})
	}
	return out
}

// happenings are events with their author, role and time.
func (p planShow) happenings(id, caption string, list []discharge.Happening, names map[string]string) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Stack: true, NoRowHead: true, Empty: "Nothing has happened yet.", Columns: []ui.Column{{Head: "When"}, {Head: "What", Words: true}, {Head: "Line", Words: true}, {Head: "By whom", Words: true}, {Head: "Why", Words: true}}}
	for _, h := range list {
		what := capital(h.What)
		line := ui.Text(fmt.Sprintf("version %d", h.Version))
		if h.Line != "" {
			line = ui.Text(h.Line)
			if l, ok := p.v.Line(h.Line); ok {
				line = ui.Cell{Text: fmt.Sprintf("%s, %s", serviceWords(l), ui.DayShort(l.Date)), Link: p.link(LinePath(p.v.Plan, l.ID)), Note: p.name(l.Holder())}
				if h.Number > 0 {
					what += ": " + amount(l, h.Number)
				}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.When(p.now, h.At), Note: ui.DayWords(civilDay(h.At))}, ui.Text(what), line, ui.Text(p.planWho(h.By, names)), ui.Text(orDash(h.Reason))}})
	}
	return t
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
			add(l, ui.Text(amount(l, l.Number)), ui.Text("gone"))
		}
	}
	out.add(t, planNote(ui.Plural(same, "line is", "lines are")+" the same in both; the answers to them stand."))
	return out
}
