package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// weekDay is one day of the calendar.
type weekDay struct {
	words, rest string
	lists       []dayList
}

// dayList is one list on a day.
type dayList struct {
	href, name, where, closed, use, people, late, width string
	risky                                               bool
}

// calendarView is one week of a plan.
type calendarView struct {
	planView
	monday   civil.Date
	site     string
	holidays civil.Holidays
}

func (m room) calendar(w http.ResponseWriter, r *web.Request) error {
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := calendarView{planView: p, site: r.Param("site"), holidays: m.Holidays}
	if v.monday, err = weekAsked(r, later(p.k.Ask.From, p.today)); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf("Calendar of lists"), v.parts().body())
}

func (v calendarView) path2() string { return v.path() + "/calendar" }

func (v calendarView) parts() parts {
	out := parts{v.tabs(v.path2())}
	path := v.path2()
	if v.site != "" {
		path = withQuery(path, "site", v.site)
	}
	out.add(weekLinks(v.here, path, v.monday))
	if sites := sitesOf(v.ground.Sessions); len(sites) > 1 {
		options := []string{"", "All sites"}
		for _, s := range sites {
			options = append(options, s, "Site "+s)
		}
		hidden := v.hidden()
		hidden["week"] = v.monday.String()
		out.add(ui.Form{Action: v.path2(), Get: true, Row: true, Submit: "Show", Hidden: hidden, Body: ui.Select{Field: ui.Field{Name: "site", Label: "Site"}, Options: ui.Options(v.site, options...)}})
	}
	out.add(week(v.days()), v.table())
	return out
}

// lists are the plan's lists of the week, at the site that was chosen.
func (v calendarView) lists() []recovery.List {
	var out []recovery.List
	for _, l := range v.k.Plan.Lists {
		s := v.sessions[l.Session]
		if !s.Date.Before(v.monday) && s.Date.Before(v.monday.Add(7)) && (v.site == "" || s.Site == v.site) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b recovery.List) int { return v.sessions[a.Session].Date.Compare(v.sessions[b.Session].Date) })
	return out
}

// risky is a chance of running late from which a list is marked.
const risky = 0.08

func (v calendarView) days() []weekDay {
	out := make([]weekDay, 7)
	for i := range out {
		d := v.monday.Add(i)
		out[i].words = d.Format("Mon 2 Jan")
		if h, ok := v.holidays.On(d); ok {
			out[i].rest = h.Name
		}
	}
	for _, l := range v.lists() {
		s := v.sessions[l.Session]
		i := s.Date.Sub(v.monday)
		out[i].lists = append(out[i].lists, v.dayList(l, s))
	}
	return out
}

func (v calendarView) dayList(l recovery.List, s recovery.Session) dayList {
	return dayList{href: v.listOf(l.Session), name: specialty(s.Specialty), where: fmt.Sprintf("%s, %s, %s", s.Site, halfWords(s.Half), s.ID), closed: l.Closed, use: percent(l.Use),
		people: ui.Plural(len(l.Pathways), "person", "people"), late: "late: " + percent(l.Late), risky: l.Late >= risky, width: ui.Number(100*min(l.Use, 1), 0)}
}

// listOf is a list's page: with its people, or in counts.
func (v planView) listOf(s recovery.SessionID) string {
	if v.people() {
		return v.link(ListOf(v.on, v.k.ID, s))
	}
	return v.link(SessionOf(v.on, s))
}

// table says what the calendar says, and what a minute is worth.
func (v calendarView) table() ui.Table {
	t := ui.Table{ID: "week", Stack: true, Caption: "The same week as a table", Empty: "The plan has no list in this week.", Columns: []ui.Column{{Head: "List"}, {Head: "Day", Tight: true}, {Head: "What", Words: true}, {Head: "People", Numeric: true}, {Head: "Expected", Numeric: true}, {Head: "Used", Numeric: true}, {Head: "Chance of running late", Numeric: true}, {Head: "One more minute saves", Numeric: true}}}
	for _, l := range v.lists() {
		s := v.sessions[l.Session]
		what := ui.Cell{Text: specialty(s.Specialty), Note: s.Site + ", " + halfWords(s.Half)}
		if l.Closed != "" {
			what.Tags = []ui.Tag{{Text: "Closed", Colour: ui.Red, Title: l.Closed}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(l.Session), Link: v.listOf(l.Session)}, ui.Text(ui.DayShort(s.Date)), what, ui.Text(ui.Count(len(l.Pathways))),
			ui.Text(fmt.Sprintf("%s of %s min", ui.Number(l.Minutes, 0), ui.Number(s.Minutes, 0))), ui.Text(percent(l.Use)), ui.Text(percent1(l.Late)), ui.Text(ui.Number(l.Price, 2))}})
	}
	return t
}

// listView is one list of a plan.
type listView struct {
	planView
	l recovery.List
	s recovery.Session
}

func (m room) list(w http.ResponseWriter, r *web.Request) error {
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	id := recovery.SessionID(r.PathValue("session"))
	i := slices.IndexFunc(p.k.Plan.Lists, func(l recovery.List) bool { return l.Session == id })
	if i < 0 {
		return fault.New(fault.NotFound, "Plan %d has no list %s", p.k.ID, id)
	}
	v := listView{p, p.k.Plan.Lists[i], p.sessions[id]}
	return r.Render(w, http.StatusOK, v.pageOf("List "+string(id)), v.parts().body())
}

func (v listView) parts() parts {
	l := ui.SummaryList{Compact: true}
	add := func(k, val string, tags ...ui.Tag) {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: k, Value: val, Tags: tags})
	}
	add("When", dayOf(v.s.Date)+", "+halfWords(v.s.Half))
	add("Where", "site "+v.s.Site)
	add("What", specialty(v.s.Specialty))
	add("Team", v.s.Team)
	if v.l.Closed != "" {
		add("State", v.l.Closed, ui.Tag{Text: "Closed", Colour: ui.Red})
	}
	add("Expected", fmt.Sprintf("%s of %s minutes, %s", ui.Number(v.l.Minutes, 0), ui.Number(v.s.Minutes, 0), percent(v.l.Use)))
	add("Chance of running late", fmt.Sprintf("%s, by more than %s minutes", percent1(v.l.Late), ui.Number(v.k.Plan.Ask.Policy.Overrun.Grace, 0)))
	add("One more minute would save", ui.Number(v.l.Price, 2)+" of the plan's cost")
	t := ui.Table{ID: "people", Stack: true, Caption: ui.Plural(len(v.l.Pathways), "person", "people"), Empty: "Nobody is planned into this list.", Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: "Minutes", Numeric: true}, {Head: "Date"}, {Head: "Measured by", Words: true}}}
	at := map[recovery.Pathway]recovery.Placement{}
	for _, x := range v.k.Plan.Placements {
		at[x.Pathway] = x
	}
	for _, p := range v.l.Pathways {
		x, q := at[p], v.patients[p]
		why := ""
		if len(x.Why) > 0 {
			why = x.Why[0].Words
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(p), Link: v.link(PatientOf(v.on, p))}, {Text: q.Procedure, Note: priorityWords(q.Priority)}, ui.Text(fmt.Sprintf("%s ± %s", ui.Number(q.Minutes, 0), ui.Number(q.Spread, 0))), {Tags: []ui.Tag{changeTag(x.Change)}}, ui.Text(why)}})
	}
	return parts{l, t, ui.Links([]ui.Action{{Text: "The week of this list", Href: v.link(withQuery(v.path()+"/calendar", "week", v.s.Date.String()))}})}
}
