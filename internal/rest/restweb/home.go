package restweb

import (
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func noOwn() error {
	return fault.New(fault.NotFound, "No duties are linked with your account. The rota co-ordinator of your trust can link them")
}

// homeView is where the reader begins: their own ledger, the employers whose people they see, the areas they count.
type homeView struct {
	at
	mine   bool
	people []org.Code
	areas  []org.Unit
	more   bool
	found  bool  // the list was narrowed by what was typed
	told   parts // what waits for the reader, by employer
}

// homeFound is how many organisations the page lists.
const homeFound = 60

func (m room) home(w http.ResponseWriter, r *web.Request) error {
	v := homeView{at: readAt(r)}
	mine, err := m.mine(r)
	if err != nil {
		return err
	}
	v.mine = len(mine) > 0
	held, err := m.Store.Employers(r.Context(), v.asOf)
	if err != nil {
		return err
	}
	counts, team := r.Scope(access.RestCounts), r.Scope(access.RestTeam)
	find := strings.ToLower(r.Param("org"))
	v.found = find != ""
	if v.pic != nil {
		for _, u := range v.pic.Units(org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust) {
			area := u.Kind != org.KindTrust
			if !counts.Holds(u.Code) || !area && !slices.Contains(held, u.Code) && !team.Holds(u.Code) || find != "" && !strings.Contains(strings.ToLower(u.Name+" "+string(u.Code)), find) {
				continue
			}
			v.areas = append(v.areas, u)
			if team.Holds(u.Code) {
				v.people = append(v.people, u.Code)
			}
		}
	}
	if len(v.areas) > homeFound {
		v.areas, v.more = v.areas[:homeFound], true
	}
	for _, c := range held {
		told, err := m.told(r, c)
		if err != nil {
			return err
		}
		if told != nil {
			v.told.add(told)
		}
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v homeView) made() (web.Page, parts) {
	page := web.Page{Title: "Rest", Current: "rest", Lead: "Hours worked, rest that is owed, booked and taken, and who may be booked when. A person sees their own, a manager their team, the system counts."}
	var out parts
	var first []ui.Action
	if v.mine {
		first = append(first, ui.Action{Text: "Your rest", Href: v.link(OwnPath)})
	}
	for _, c := range v.people {
		first = append(first, ui.Action{Text: "People of " + v.name(c), Href: v.link(PeoplePath(c))})
	}
	first = append(first, ui.Action{Text: "The rules, with their sources", Href: v.link(RulesPath)})
	out.add(v.told...)
	out.add(ui.Links(first))
	if !v.mine {
		out.add(ui.Note("No duties are linked with your account, so there is no ledger of your own."))
	}
	if len(v.areas) > 0 || v.found {
		t := ui.Table{ID: "areas", Caption: "Counts by organisation", Stack: true, Empty: "No organisation in your roles fits.", Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Kind"}}}
		for _, u := range v.areas {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code), Link: v.link(Path(u.Code))}, ui.Text(u.Kind.Words())}})
		}
		form := ui.Form{Action: HomePath, Submit: "Find", Get: true, Row: true, Body: ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Width: 20}}
		if v.more {
			t.Hint = "The first " + ui.Count(homeFound) + ". Look for part of a name or a code to narrow them."
		}
		if v.more || v.found {
			out.add(form)
		}
		out.add(t)
	}
	return page, out
}

// rules are the dated tables.
func (m room) rules(w http.ResponseWriter, r *web.Request) error {
	page, body := rulesPage(readAt(r))
	return render(w, r, http.StatusOK, page, body)
}

// setWords is what a set of rules is.
func setWords(set string) string {
	family, version, _ := strings.Cut(set, "@")
	switch family {
	case "wtr":
		return "Working Time Regulations 1998"
	case "tcs2016":
		return map[string]string{"2016": "Resident doctors, terms of 2016", "2019": "Resident doctors, after the refresh of 2019", "2026": "Resident doctors, version 13"}[version]
	case "afc":
		return "Agenda for Change"
	case "consultant":
		return "Consultants, specialists and specialty doctors"
	}
	return "Local policy, as proposed"
}

func rulesPage(a at) (web.Page, parts) {
	page := web.Page{Title: "Rules of rest", Current: "rest", Crumbs: []web.Crumb{{Text: "Rest", Href: a.link(HomePath)}},
		Lead: "A roster is judged by the rules that were in force when each window began, whatever was changed since. What is not confirmed is marked, and so is every breach of it."}
	var out parts
	for _, set := range rest.BuiltIn().Sets() {
		t := ui.Table{ID: "set-" + strings.NewReplacer("@", "-").Replace(set), Caption: setWords(set) + " (" + set + ")", Stack: true,
			Columns: []ui.Column{{Head: "Rule", Tight: true}, {Head: "What it says", Words: true}, {Head: "In force", Words: true}, {Head: "Source", Words: true}}}
		for _, x := range rest.BuiltIn().Rules() {
			if x.Set != set {
				continue
			}
			under := ""
			if len(x.Terms) > 0 {
				var who []string
				for _, t := range x.Terms {
					who = append(who, t.Words())
				}
				under = "For: " + strings.Join(who, "; ")
			}
			says := cellOf(x.Words, under, markTag(x.Mark)...)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(string(x.ID)), says, ui.Text(inForce(x)), ui.Text(x.Source)}})
		}
		out.add(t)
	}
	t := ui.Table{ID: "rates", Caption: "How an extra duty counts in programmed activities", Stack: true, Hint: "The BMA's card is a union's recommendation and no agreed rate of the NHS. Neither counts here until a trust's policy says which.",
		Columns: []ui.Column{{Head: "View", Words: true}, {Head: "Hours to one activity", Numeric: true}, {Head: "When", Words: true}, {Head: "Source", Words: true}}}
	for _, x := range rest.Rates() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{cellOf(capital(x.View.Words()), "", markTag(x.Mark)...), ui.Text(hours(x.Hours)), ui.Text(x.Words), ui.Text(x.Source)}})
	}
	out.add(t, ui.Links([]ui.Action{{Text: "Download as CSV", Href: a.link(RulesPath + ".csv")}}))
	return page, out
}

func inForce(x rest.Rule) string {
	if x.To.IsZero() {
		return "from " + ui.DayWords(x.From)
	}
	return ui.DayWords(x.From) + " to " + ui.DayWords(x.To.Add(-1))
}

func (m room) rulesCSV(w http.ResponseWriter, r *web.Request) error {
	return r.CSV(w, "rules-of-rest.csv", []string{"set", "rule", "from", "to", "check", "limit", "unit", "words", "source", "mark"}, func(yield func([]string, error) bool) {
		for _, x := range rest.BuiltIn().Rules() {
			if !yield([]string{x.Set, string(x.ID), x.From.String(), x.To.String(), string(x.Check), exact(x.Limit), x.Unit, x.Words, x.Source, string(x.Mark)}, nil) {
				return
			}
		}
	})
}
