package recoveryweb

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// whatIfView is the drawer in which a plan is asked what one thing would buy, and for whom.
type whatIfView struct {
	planView
	typed  whatIfForm
	effect *recovery.Effect
	closes bool   // what was tried closes something
	happen string // the kind of what happened, as typed
	weight [2]string
}

// whatIfForm is what is typed.
type whatIfForm struct {
	kind, session, team, site, number string
	from, to                          civil.Date // zero: left empty
	pathway, other                    string
}

// whatIf shows the drawer and, where something is asked, its answer: nothing is changed by it.
func (m room) whatIf(w http.ResponseWriter, r *web.Request) error {
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := whatIfView{planView: p}
	if r.FormValue("happened") != "" { // who comes to have the plan repaired finds the form open
		v.happen = string(recovery.ListClosed)
	}
	status, err := m.try(r, &v)
	if err != nil {
		return err
	}
	return r.Render(w, status, v.pageOf("What if"), v.parts().body())
}

// try reads what is asked and works the answer out.
func (m room) try(r *web.Request, v *whatIfView) (int, error) {
	f := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	v.typed = whatIfForm{kind: f("kind"), session: f("session"), site: f("site"), number: f("number"), pathway: f("pathway"), other: f("other"), team: f("team")}
	if v.typed.kind == "" {
		v.typed.kind, v.typed.number = v.tries()[0], "10"
		return http.StatusOK, nil
	}
	var bad fault.List
	for name, d := range map[string]*civil.Date{"from": &v.typed.from, "to": &v.typed.to} {
		got, _, err := r.DateBoxes(name)
		if err != nil {
			bad.Add(name, "", "%v", err)
		} else if !got.IsZero() {
			*d = got
		}
	}
	e, err := m.effect(r, v, &bad)
	if err == nil {
		v.effect = &e
		return http.StatusOK, nil
	}
	fields, ok := fieldsOf(err, "kind")
	if !ok {
		return 0, err
	}
	v.bad = fields
	return http.StatusUnprocessableEntity, nil
}

// effect is what the thing that is typed would do. What would be closed is tried on what is known now, everything else on what the
// plan was made from. Whoever sees counts alone tries nothing on a patient.
func (m room) effect(r *web.Request, v *whatIfView, bad *fault.List) (recovery.Effect, error) {
	if i := slices.Index(v.tries(), v.typed.kind); i < 0 || i%2 == 1 {
		bad.Add("kind", "", "Choose what to try")
		return recovery.Effect{}, bad.Err("It cannot be tried")
	}
	if d, ok := v.closing(bad); ok {
		if err := bad.Err("It cannot be tried"); err != nil {
			return recovery.Effect{}, err
		}
		g, err := m.Lists.Ground(r.Context(), v.on, v.asOf)
		if err != nil {
			return recovery.Effect{}, err
		}
		v.closes = true
		return v.k.Ask.Closing(r.Context(), g, v.whole, v.today.Add(1), d)
	}
	t := v.trial(bad)
	if err := bad.Err("It cannot be tried"); err != nil {
		return recovery.Effect{}, err
	}
	g, err := m.Lists.Ground(r.Context(), v.on, v.k.Asked)
	if err != nil {
		return recovery.Effect{}, err
	}
	return recovery.WhatIf(r.Context(), v.k.Ask.AskOf(g), v.whole, t)
}

// The kinds of closing that can be tried, beside a list that closes and a team that is away.
const (
	fewerBeds = "fewer-beds"
	fewerHigh = "fewer-high-beds"
)

// closing is what is typed as something that closes; false for any other trial.
func (v *whatIfView) closing(bad *fault.List) (recovery.Difference, bool) {
	f := v.typed
	d := recovery.Difference{Kind: recovery.DifferenceKind(f.kind), Session: recovery.SessionID(f.session), Team: f.team, Site: f.site, Date: f.from, To: f.to}
	need := func(name, value, words string) {
		if value == "" {
			bad.Add(name, "", "%s", words)
		}
	}
	switch f.kind {
	case string(recovery.ListClosed):
		need("session", f.session, "Choose the list")
		return d, true
	case string(recovery.TeamAway):
		if f.team == sameTeam {
			d.Team = v.sessions[d.Session].Team
		}
		need("team", d.Team, "Choose the team")
	case fewerBeds, fewerHigh:
		d.Kind = recovery.BedsMore
		if f.kind == fewerHigh {
			d.Kind = recovery.HighBedsMore
		}
		need("site", f.site, "Choose the site")
		n, err := strconv.ParseFloat(f.number, 64)
		if err != nil || !(n > 0) || n > 10000 {
			bad.Add("number", "", "Enter how many, as 10")
		}
		d.Number = -n
	default:
		return d, false
	}
	if d.Date.IsZero() {
		bad.Add("from", "", "Enter the first day")
	}
	if d.To.IsZero() {
		d.To = d.Date
	}
	if d.To.Before(d.Date) {
		bad.Add("to", "", "The last day is before the first: enter the first day first")
	}
	return d, true
}

// trial is what is typed as something to try.
func (v *whatIfView) trial(bad *fault.List) recovery.Trial {
	f := v.typed
	t := recovery.Trial{Kind: recovery.TrialKind(f.kind), Site: f.site, From: f.from, To: f.to, Pathway: recovery.Pathway(f.pathway), Other: recovery.Pathway(f.other), Session: recovery.SessionID(f.session)}
	need := func(name, value, words string) {
		if value == "" {
			bad.Add(name, "", "%s", words)
		}
	}
	switch t.Kind {
	case recovery.TryList:
		need("session", f.session, "Choose the list that the new one is like")
		t.List = v.sessions[t.Session]
		t.List.ID, t.List.Closed, t.Session = "", "", ""
		if !f.from.IsZero() {
			t.List.Date = f.from
		}
		if f.team != sameTeam {
			t.List.Team = cmp.Or(f.team, recovery.FreeTeam)
		}
	case recovery.TryAnaesthetist, recovery.TryBeds, recovery.TryHighBeds:
		need("site", f.site, "Choose the site")
		if t.From.IsZero() {
			t.From = v.k.Ask.From
		}
		if t.To.IsZero() {
			t.To = t.From
		}
		if t.To.Before(t.From) {
			bad.Add("to", "", "The last day is before the first: enter the first day first")
		}
		n, err := strconv.ParseFloat(f.number, 64)
		if err != nil || n <= 0 {
			bad.Add("number", "", "Enter how many more, as 10")
		}
		t.Number = n
	case recovery.TryPin, recovery.TryForbid:
		need("pathway", f.pathway, "Enter the pathway")
		need("session", f.session, "Choose the list")
	case recovery.TryHold:
		need("pathway", f.pathway, "Enter the pathway")
	case recovery.TrySwap:
		need("pathway", f.pathway, "Enter one pathway")
		need("other", f.other, "Enter the other pathway")
	default:
		bad.Add("kind", "", "Choose what to try")
	}
	return t
}

// tryPath is the drawer's answer to one decision about a pathway.
func tryPath(plan string, d recovery.Decision) string {
	q := url.Values{"kind": {string(d.Kind)}, "pathway": {string(d.Pathway)}, "session": {d.Value}}
	return plan + "/what-if?" + q.Encode()
}

// tries are what the reader can try, with what a person calls it.
func (v whatIfView) tries() []string {
	closed := []string{string(recovery.ListClosed), "A list is closed", string(recovery.TeamAway), "A team is away: sick, or owed rest", fewerBeds, "Ward beds close at a site", fewerHigh, "High-care beds close at a site"}
	more := allTries()
	if !v.people() {
		return append(closed, more[:8]...)
	}
	return append(more, closed...)
}

func allTries() []string {
	return []string{string(recovery.TryList), "One more list, like an existing one", string(recovery.TryAnaesthetist), "More anaesthetists' lists at a site", string(recovery.TryBeds), "More ward beds at a site", string(recovery.TryHighBeds), "More high-care beds at a site",
		string(recovery.TryPin), "Pin somebody to a list", string(recovery.TryForbid), "Keep somebody out of a list", string(recovery.TryHold), "Hold somebody: no date for now", string(recovery.TrySwap), "Swap two people"}
}

// sameTeam is the choice of the team of the list that a new one is like.
const sameTeam = "same"

// choices are the sessions, teams and sites that a form can name.
func (v whatIfView) choices() (sessions, teams, sites []string) {
	sessions, teams, sites = []string{"", "(none)"}, []string{"", "(none)"}, []string{"", "(none)"}
	seen := map[string]bool{}
	for _, s := range v.ground.Sessions {
		if !s.Date.Before(v.k.Ask.From) && s.Date.After(v.today) {
			sessions = append(sessions, string(s.ID), fmt.Sprintf("%s, %s, %s, %s", ui.DayShort(s.Date), s.Site, specialty(s.Specialty), s.ID))
		}
		if s.Team != "" && !seen[s.Team] {
			seen[s.Team] = true
			teams = append(teams, s.Team, s.Team)
		}
	}
	for _, s := range sitesOf(v.ground.Sessions) {
		sites = append(sites, s, s)
	}
	return sessions, teams, sites
}

func (v whatIfView) parts() parts {
	out := parts{v.tabs(v.path() + "/what-if")}
	if v.effect != nil {
		out.add(v.answer()...)
	}
	f := v.typed
	sessions, teams, sites := v.choices()
	var who []templ.Component
	if v.people() {
		who = []templ.Component{ui.Input{Field: ui.Field{Name: "pathway", Label: "Pathway", Hint: "To pin, keep out, hold or swap."}.WithErrors(v.bad), Value: f.pathway, Width: 20},
			ui.Input{Field: ui.Field{Name: "other", Label: "The other pathway of a swap"}.WithErrors(v.bad), Value: f.other, Width: 20}}
	}
	out.add(ui.Heading("Try one thing", "try"), ui.Para("See what it would buy, and whom it would cost, before anybody says yes. Nothing is changed by trying."),
		ui.Form{Action: v.path() + "/what-if", Get: true, Submit: "See what it would do", Hidden: v.hidden(), Body: templ.Join(append([]templ.Component{
			ui.Radios{Field: ui.Field{Name: "kind", Label: "What to try"}.WithErrors(v.bad), Options: ui.Options(f.kind, v.tries()...)},
			ui.Select{Field: ui.Field{Name: "session", Label: "List"}.WithErrors(v.bad), Options: ui.Options(f.session, sessions...)},
			ui.Select{Field: ui.Field{Name: "team", Label: "Team", Hint: "That is away, or that does one more list. A team does one list at a time: its own may be at work already."}.WithErrors(v.bad), Options: ui.Options(f.team, append([]string{"", "A team that is free, with an anaesthetist", sameTeam, "The team of that list"}, teams[2:]...)...)},
			ui.Select{Field: ui.Field{Name: "site", Label: "Site"}.WithErrors(v.bad), Options: ui.Options(f.site, sites...)},
			ui.Input{Field: ui.Field{Name: "number", Label: "How many beds or lists"}.WithErrors(v.bad), Value: f.number, Width: 4, Decimal: true},
			ui.DateInput{Field: ui.Field{Name: "from", Label: "On, or from", Hint: "Left empty it is the day of the list that is chosen, or the plan's first day."}.WithErrors(v.bad), Typed: ui.DateParts(f.from)}, ui.DateInput{Field: ui.Field{Name: "to", Label: "To", Hint: "Left empty it is one day."}.WithErrors(v.bad), Typed: ui.DateParts(f.to)}}, who...)...)})
	out.add(v.worth()...)
	if v.does(access.RecoveryPlan) {
		out.add(v.happened(sessions, teams, sites), v.otherWeight())
	}
	return out
}

// answer is what a trial would do.
func (v whatIfView) answer() parts {
	e := v.effect
	out := parts{ui.Heading("What it would do", "answer")}
	if !e.Possible {
		out.add(ui.Warning{Title: "It cannot be done", Text: capital(e.Words) + "."})
		return out
	}
	words := fmt.Sprintf("It saves %s of the plan's cost of %s.", ui.Number(e.Saved, 0), ui.Number(v.k.Plan.Objective, 0))
	if e.Saved < 0 {
		words = fmt.Sprintf("It costs %s, on top of the plan's %s.", ui.Number(-e.Saved, 0), ui.Number(v.k.Plan.Objective, 0))
	}
	if e.Anyway >= 1 {
		words += fmt.Sprintf(" Of that, %s could be had without it: work the plan out anew, or for longer.", ui.Number(e.Anyway, 0))
	}
	if e.Estimate > 0 {
		words += fmt.Sprintf(" By the plan's prices it is worth at most about %s", ui.Number(e.Estimate, 0))
		if e.Slack >= 1 {
			words += fmt.Sprintf(", and up to %s besides where the plan is as far from the best as its bound allows", ui.Number(e.Slack, 0))
		}
		words += "."
	}
	if v.plenty() {
		words += " Nobody waits for more of it: at the plan's prices it is not used up on any of those days, so what stands in people's way is something else, minutes of lists above all."
	}
	switch {
	case v.closes:
		words += " As a repair would answer it, which changes as little as it can; a whole new plan may do better."
	default:
		words += " Found by planning anew around it; a whole new plan may find more."
	}
	if len(e.Shifts) == 0 && v.closes {
		words += " Nobody's date changes."
	}
	if len(e.Shifts) == 0 && !v.closes && !v.plenty() {
		words += " Nobody's date changes: the team may be at work already at that time, nobody who waits may need what it has, or what it shares with others, beds or anaesthetists, is used up."
	}
	for _, w := range e.Warnings {
		out.add(ui.Warning{Title: "Only a person may decide this", Text: capital(w) + "."})
	}
	out.add(ui.Inset{Text: words})
	t := ui.Table{ID: "trial", FewColumns: true, Caption: "People, tier by tier", Columns: []ui.Column{{Head: "Tier", Words: true}, {Head: "In the plan", Numeric: true}, {Head: "With it", Numeric: true}, {Head: "Difference", Numeric: true}}}
	for _, x := range e.Tiers {
		t.Rows = append(t.Rows, ui.Row{Total: v.closes, Cells: []ui.Cell{ui.Text(fmt.Sprintf("%d. %s", x.Number, x.Name)), ui.Text(ui.Count(x.Before)), ui.Text(ui.Count(x.People)), ui.Text(signed(x.People - x.Before))}})
		for _, y := range x.Parts {
			if v.closes && y.People != y.Before {
				t.Rows = append(t.Rows, ui.Cells(y.Name, ui.Count(y.Before), ui.Count(y.People), signed(y.People-y.Before)))
			}
		}
	}
	out.add(t)
	if !v.people() {
		out.add(v.shiftCounts())
		return out
	}
	out.add(v.shifts())
	out.add(v.yes()...)
	return out
}

// plenty reports whether more was tried of something that the plan does not use up: its price is nought on all of the days.
func (v whatIfView) plenty() bool {
	switch v.effect.Trial.Kind {
	case recovery.TryAnaesthetist, recovery.TryBeds, recovery.TryHighBeds:
		return v.effect.Estimate <= 0
	case recovery.TryList, recovery.TryPin, recovery.TryForbid, recovery.TryHold, recovery.TrySwap:
	}
	return false
}

// shifts is everybody whose date a trial would change: those whom it costs first.
func (v whatIfView) shifts() ui.Table {
	list := slices.Clone(v.effect.Shifts)
	slices.SortStableFunc(list, func(a, b recovery.Shift) int { return cmp.Compare(b.Cost, a.Cost) })
	loss := 0
	for _, x := range list {
		if x.Cost > 0 {
			loss++
		}
	}
	t := ui.Table{ID: "shifts", Stack: true, Caption: "Whom it costs, and whom it helps", Hint: fmt.Sprintf("%s, of whom it costs %s something.", ui.Plural(len(list), "person's date changes", "people's dates change"), ui.Count(loss)), Empty: "Nobody's date would change.",
		Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: "Date in the plan"}, {Head: "Date with it"}, {Head: "Difference"}, {Head: "Cost", Numeric: true}}}
	date := func(s recovery.SessionID, d civil.Date) string {
		if s == "" {
			return "none"
		}
		return day(d)
	}
	for i, x := range list {
		if i == movedMost {
			t.Hint += fmt.Sprintf(" The first %d.", movedMost)
			break
		}
		q := v.patients[x.Pathway]
		words := fmt.Sprintf("%s later", ui.Plural(x.Days, "day", "days"))
		switch {
		case x.To == "":
			words = "loses the date"
		case x.From == "":
			words = "gets a date"
		case x.Days <= 0:
			words = fmt.Sprintf("%s earlier", ui.Plural(-x.Days, "day", "days"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.Pathway), Link: v.link(PatientOf(v.on, x.Pathway))}, {Text: q.Procedure, Note: priorityWords(q.Priority)}, ui.Text(date(x.From, x.Before)), ui.Text(date(x.To, x.After)), ui.Text(words), ui.Text(signedCost(x.Cost))}})
	}
	return t
}

// shiftCounts is how many people's dates a trial would change, for whoever sees counts alone.
func (v whatIfView) shiftCounts() ui.Table {
	var lose, gain, later, earlier int
	for _, x := range v.effect.Shifts {
		switch {
		case x.To == "":
			lose++
		case x.From == "":
			gain++
		case x.Days > 0:
			later++
		default:
			earlier++
		}
	}
	return ui.Table{ID: "shifts", FewColumns: true, Caption: "Whose dates change", Columns: []ui.Column{{Head: "People who", Words: true}, {Head: "How many", Numeric: true}},
		Rows: []ui.Row{ui.Cells("Lose their date and get none", ui.Count(lose)), ui.Cells("Get a later date", ui.Count(later)), ui.Cells("Get another list on the same or an earlier day", ui.Count(earlier)), ui.Cells("Had none and get a date", ui.Count(gain))}}
}

func signedCost(x float64) string {
	if x > 0 {
		return "+" + ui.Number(x, 0)
	}
	return ui.Number(x, 0)
}

// yes is the form that decides what was tried, where it is a decision about patients.
func (v whatIfView) yes() parts {
	t := v.effect.Trial
	hidden := map[string]string{"do": "decide", "kind": string(t.Kind), "value": string(t.Session)}
	switch t.Kind {
	case recovery.TrySwap:
		hidden["other"] = string(t.Other)
		for _, x := range v.k.Plan.Placements {
			switch x.Pathway {
			case t.Other:
				hidden["value"] = string(x.Session)
			case t.Pathway:
				hidden["back"] = string(x.Session)
			}
		}
	case recovery.TryPin, recovery.TryForbid, recovery.TryHold:
	default:
		return nil
	}
	if len(v.effect.Warnings) > 0 { // they stand above
		hidden["sure"] = strings.TrimSpace(hidden["value"] + " " + hidden["back"])
	}
	if !v.does(access.RecoveryDecide) {
		return nil
	}
	return parts{ui.Form{Action: PatientOf(v.on, t.Pathway) + "/decide", Submit: "Yes, decide it", Hidden: hidden, Body: ui.Input{Field: ui.Field{Name: "reason", Label: "Why", Hint: "A sentence, without naming the patient."}}}}
}

// worth is where more would buy most, by the plan's own prices.
func (v whatIfView) worth() parts {
	out := parts{ui.Heading("Where more would buy most", "worth"), v.prices()}
	t := ui.Table{ID: "limits", Stack: true, Caption: "What one more of a shared limit is worth at most", Hint: "At this plan's prices, the dearest first. A price is an upper limit: people do not divide, and a second one more is worth less. Try it above to see what can be had.", Empty: "No shared limit stands in anybody's way.", Columns: []ui.Column{{Head: "What", Words: true}, {Head: "Where"}, {Head: "When", Tight: true}, {Head: "At most about", Numeric: true}}}
	for i, x := range v.k.Plan.Prices {
		if i == 15 {
			break
		}
		what := limitWords(recovery.Limit{Kind: x.Kind, Name: x.Name})
		if x.Kind == "" {
			what = "a half-day of team " + x.Name
		}
		t.Rows = append(t.Rows, ui.Cells(capital(what), x.Site, dayOf(x.Date), ui.Number(x.Value, 0)))
	}
	out.add(t)
	return out
}

// prices are the specialties by what a whole list is worth.
func (v whatIfView) prices() ui.Table {
	type worth struct {
		specialty string
		price     float64
		lists     int
	}
	by := map[string]*worth{}
	for _, l := range v.k.Plan.Lists {
		s := v.sessions[l.Session]
		x := by[s.Specialty]
		if x == nil {
			x = &worth{specialty: s.Specialty}
			by[s.Specialty] = x
		}
		x.price, x.lists = x.price+l.Price*s.Minutes, x.lists+1
	}
	list := slices.Collect(maps.Values(by))
	mean := func(x *worth) float64 { return x.price / float64(x.lists) }
	slices.SortFunc(list, func(a, b *worth) int {
		return cmp.Or(cmp.Compare(mean(b), mean(a)), cmp.Compare(a.specialty, b.specialty))
	})
	t := ui.Table{ID: "prices", FewColumns: true, Caption: "One more list", Hint: "What the minutes of a whole list are worth at this plan's prices, in the plan's cost, at most. A guide to what to try above.", Columns: []ui.Column{{Head: "Specialty", Words: true}, {Head: "Lists now", Numeric: true}, {Head: "One more is worth at most about", Numeric: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Cells(specialty(x.specialty), ui.Count(x.lists), ui.Number(mean(x), 0)))
	}
	return t
}
