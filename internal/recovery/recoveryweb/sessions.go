package recoveryweb

import (
	"cmp"
	"net/http"
	"slices"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// sessionsView is a trust's sessions of one week, its limits and the rest that closes sessions.
type sessionsView struct {
	here
	g       recovery.Ground
	monday  civil.Date
	booked  map[recovery.SessionID]int
	minutes map[recovery.SessionID]float64 // that those booked take
}

func monday(d civil.Date) civil.Date { return d.Add(-(int(d.Weekday()) + 6) % 7) }

// weekAsked is the week that a request asks for, or that of the fallback.
func weekAsked(r *web.Request, fallback civil.Date) (civil.Date, error) {
	if r.Param("week") == "" {
		return monday(fallback), nil
	}
	d, err := r.Day("week")
	return monday(d), err
}

func (m room) sessions(w http.ResponseWriter, r *web.Request) error {
	v := sessionsView{here: at(r), booked: map[recovery.SessionID]int{}, minutes: map[recovery.SessionID]float64{}}
	var err error
	if v.g, err = m.Lists.Ground(r.Context(), v.on, v.asOf); err != nil {
		return err
	}
	if v.monday, err = weekAsked(r, v.next()); err != nil {
		return err
	}
	for _, p := range v.g.Patients {
		if p.Booked != "" {
			v.booked[p.Booked]++
			v.minutes[p.Booked] += p.Minutes
		}
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

// next is the day of the first session from today on, and today where there is none.
func (v sessionsView) next() civil.Date {
	for _, s := range v.g.Sessions { // in the order of their days
		if !s.Date.Before(v.today) {
			return s.Date
		}
	}
	return v.today
}

func (v sessionsView) pageOf() web.Page {
	p := v.here.page("Sessions and limits")
	p.Lead = "The lists that people can be booked into, what they share, and the rest and sickness that closes them."
	return p
}

func (v sessionsView) parts() parts {
	out := parts{v.tabs(SessionsOf(v.on))}
	if len(v.g.Sessions) == 0 {
		out.add(ui.Empty{Title: "No session was brought in", Text: "Without sessions nobody can be given a date.", Action: v.bring("Bring a file of sessions in")})
		return out
	}
	out.add(weekLinks(v.here, SessionsOf(v.on), v.monday))
	t := ui.Table{ID: "sessions", Stack: true, Caption: "Week of " + ui.DayWords(v.monday), Empty: "There is no session in this week.", Columns: []ui.Column{{Head: "Session"}, {Head: "When", Tight: true}, {Head: "Where"}, {Head: "What", Words: true}, {Head: "Length", Numeric: true}, {Head: "People booked", Numeric: true}, {Head: "State", Words: true}}}
	for _, s := range v.g.Sessions {
		if s.Date.Before(v.monday) || !s.Date.Before(v.monday.Add(7)) {
			continue
		}
		team := "no team"
		if s.Team != "" {
			team = "team " + s.Team
		}
		state := ui.Cell{Tags: []ui.Tag{{Text: "Open", Colour: ui.Green}}}
		if why := v.closedBy(s, v.g); why != "" {
			state = ui.Cell{Text: why, Tags: []ui.Tag{{Text: "Closed", Colour: ui.Red}}}
		} else if v.minutes[s.ID] > s.Minutes {
			state = ui.Cell{Text: ui.Number(v.minutes[s.ID]-s.Minutes, 0) + " minutes over its time", Tags: []ui.Tag{{Text: "Over", Colour: ui.Orange}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(string(s.ID)), {Text: ui.DayShort(s.Date), Note: halfWords(s.Half)}, ui.Text(s.Site), {Text: specialty(s.Specialty), Note: team}, ui.Text(ui.Number(s.Minutes, 0) + " min"), {Text: ui.Count(v.booked[s.ID]), Note: ui.Number(v.minutes[s.ID], 0) + " of " + ui.Number(s.Minutes, 0) + " min"}, state}})
		t.Rows[len(t.Rows)-1].Cells[0].Link = v.link(SessionOf(v.on, s.ID))
	}
	out.add(t)
	if v.does(access.RecoveryKeep) {
		out.add(ui.Links([]ui.Action{{Text: "Enter a session", Href: EnterOf(v.on, recovery.SessionFile, "")}, {Text: "Enter a limit", Href: EnterOf(v.on, recovery.LimitFile, "")}}))
	}
	out.add(v.limits(), ui.Links([]ui.Action{{Text: v.bedsWords(), Href: v.link(BedsOf(v.on))}}))
	if v.people() || v.may(access.RestAll) {
		out.add(v.blocks())
	}
	return out
}

// bring leads those who keep the lists to where files come in.
func (h here) bring(words string) ui.Action {
	if !h.does(access.RecoveryKeep) {
		return ui.Action{}
	}
	return ui.Action{Text: words, Href: ImportOf(h.on)}
}

// bedsWords leads to the page of beds.
func (v sessionsView) bedsWords() string {
	if v.does(access.RecoveryClose) {
		return "Beds by night: where they come from, and closing some"
	}
	return "Beds by night, and where they come from"
}

// weekLinks lead to the week before, this week and the week after.
func weekLinks(h here, path string, m civil.Date) ui.Tabs {
	to := func(d civil.Date) string { return h.link(withQuery(path, "week", d.String())) }
	return ui.Tabs{Label: "Weeks", Items: []ui.Tab{{Text: "Week before", Href: to(m.Add(-7))}, {Text: "Week of " + m.Format("2 January"), Href: to(m), Current: true}, {Text: "Week after", Href: to(m.Add(7))}}}
}

func (v sessionsView) limits() ui.Table {
	t := ui.Table{ID: "limits", FewColumns: true, Caption: "What the week's sessions share", Empty: "No limit is known for this week. A plan that needs beds on its nights is refused unless whoever asks says that they are not limited; anaesthetists count as unlimited, and each plan says so.", Columns: []ui.Column{{Head: "Day", Tight: true}, {Head: "Site"}, {Head: "What"}, {Head: "At most", Numeric: true}, {Head: "From", Words: true}}}
	list := slices.Clone(v.g.Limits)
	slices.SortStableFunc(list, func(a, b recovery.Limit) int { return a.Date.Compare(b.Date) })
	for _, l := range list {
		if !l.Date.Before(v.monday) && l.Date.Before(v.monday.Add(7)) {
			row := ui.Cells(ui.DayShort(l.Date), l.Site, capital(limitWords(l)), ui.Number(l.Most, 0), l.From.Words())
			if v.does(access.RecoveryKeep) {
				row.Cells[3].Link = enterLimit(v.on, l)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func limitWords(l recovery.Limit) string {
	switch l.Kind {
	case recovery.Beds:
		return "ward beds that night"
	case recovery.HighBeds:
		return "high-dependency and critical-care beds that night"
	case recovery.Anaesthetists:
		return "lists with an anaesthetist"
	case recovery.Equipment:
		return l.Name
	}
	return string(l.Kind)
}

func (v sessionsView) blocks() ui.Table {
	t := ui.Table{ID: "blocks", FewColumns: true, Caption: "Rest owed and sickness", Empty: "No team is kept from working by rest that is owed or by sickness.", Columns: []ui.Column{{Head: "Team"}, {Head: "Days", Tight: true}, {Head: "Closes", Words: true}, {Head: "Rule", Tight: true}, {Head: "Window", Words: true}}}
	list := slices.Clone(v.g.Blocks)
	slices.SortStableFunc(list, func(a, b recovery.Block) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Team, b.Team))
	})
	for _, b := range list {
		if b.To.Before(v.monday) {
			continue
		}
		days, closes := dayOf(b.From), ui.Text("all its lists")
		if b.To != b.From {
			days += " to " + dayOf(b.To)
		}
		if b.Session != "" {
			closes = ui.Cell{Text: "list " + string(b.Session), Link: v.link(SessionOf(v.on, b.Session))}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(b.Team), ui.Text(days), closes, ui.Text(b.Rule), ui.Text(b.Window)}})
	}
	return t
}
