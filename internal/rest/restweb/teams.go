package restweb

import (
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// teamsView is who manages which team.
type teamsView struct {
	at
	teams    map[string]int // people in each
	managers map[string][]int64
	emails   map[int64]string
	typed    [2]string
	bad      []fault.Field
}

func (m room) readTeams(r *web.Request) (teamsView, error) {
	v := teamsView{at: readAt(r), teams: map[string]int{}}
	members, err := m.Store.Members(r.Context(), v.on, v.asOf)
	if err != nil {
		return v, err
	}
	for _, x := range members {
		if x.Team != "" {
			v.teams[x.Team]++
		}
	}
	if v.managers, err = m.Store.Managers(r.Context(), v.on, v.asOf); err != nil {
		return v, err
	}
	var ids []int64
	for _, list := range v.managers {
		ids = append(ids, list...)
	}
	v.emails, err = m.Accounts.Emails(r.Context(), ids)
	return v, err
}

func (m room) teams(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readTeams(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v teamsView) made() (web.Page, parts) {
	page := v.page("Teams and their managers")
	page.Lead = "A team manager sees the people of the teams that are named here, and nobody else. Teams come with contracts."
	page.Problems = v.bad
	t := ui.Table{ID: "teams", Caption: ui.Plural(len(v.teams), "team", "teams"), Stack: true, Empty: "Bring in contracts with a team for each staff code.", Columns: []ui.Column{{Head: "Team", Words: true}, {Head: "People", Numeric: true}, {Head: "Managers", Words: true}}}
	names := slices.Sorted(maps.Keys(v.teams))
	options := []string{}
	for _, n := range names {
		options = append(options, n, n)
		var held parts
		for _, id := range v.managers[n] {
			held.add(ui.Para(v.emails[id]))
			if !v.past {
				held.add(small(Path(v.on)+"/teams", "End", map[string]string{"team": n, "account": v.emails[id], "end": "yes"}))
			}
		}
		cell := ui.Cell{Body: pile(held)}
		if len(held) == 0 {
			cell = ui.Text("nobody")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(n), ui.Text(ui.Count(v.teams[n])), cell}})
	}
	out := parts{v.tabs(Path(v.on) + "/teams"), t}
	if len(names) > 0 && !v.past {
		field := func(name, label, hint string) ui.Field {
			return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
		}
		out.add(ui.Heading("Name a manager", "name"), ui.Form{Action: Path(v.on) + "/teams", Submit: "Name", Body: parts{
			ui.Select{Field: field("team", "Team", ""), Options: ui.Options(v.typed[0], options...)},
			ui.Input{Field: field("account", "The account's e-mail address", "An account with the role of team manager in this trust"), Value: v.typed[1], Width: 30, Type: "email"},
		}})
	}
	return page, out
}

func (m room) teamSet(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RestRoster)
	if err != nil {
		return err
	}
	v, err := m.readTeams(r)
	if err != nil {
		return err
	}
	team, email, end := r.PostFormValue("team"), strings.ToLower(strings.TrimSpace(r.PostFormValue("account"))), r.PostFormValue("end") == "yes"
	var bad fault.List
	if _, ok := v.teams[team]; !ok {
		bad.Add("team", "", "Choose a team")
	}
	found, err := m.Accounts.ByEmail(r.Context(), []string{email})
	if err != nil {
		return err
	}
	id, ok := found[email]
	if !ok {
		bad.Add("account", "", "There is no account with this address")
	}
	if len(bad) > 0 {
		v.typed, v.bad = [2]string{team, email}, bad
		page, body := v.made()
		return render(w, r, http.StatusUnprocessableEntity, page, body)
	}
	if err := m.Store.SetManager(r.Context(), by, team, id, !end); err != nil {
		return err
	}
	said := " is named as manager of "
	if end {
		said = " is no longer manager of "
	}
	return r.Redirect(w, Path(r.On)+"/teams", email+said+team+".")
}

// policyView is the employer's policy of recovery rest.
type policyView struct {
	at
	p     rest.Policy
	from  string
	mayDo bool
	typed map[string]string
	bad   []fault.Field
}

func (m room) readPolicy(r *web.Request) (policyView, error) {
	v := policyView{at: readAt(r), mayDo: r.May(access.RestPolicy, r.On) && !r.Past, typed: map[string]string{}}
	if !v.employs(v.on) {
		return v, fault.New(fault.NotFound, "A policy is a trust's own: open it from the trust")
	}
	var err error
	v.p, err = m.Store.Policy(r.Context(), v.on, v.today, v.asOf)
	v.from = v.today.String()
	return v, err
}

func (m room) policy(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readPolicy(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

// policyNumbers are the numbers of the form with what they are.
func policyNumbers(p *rest.Policy) []struct {
	name, label string
	value       *float64
} {
	return []struct {
		name, label string
		value       *float64
	}{{"day", "Weight of an hour, weekdays 07:00 to 19:00", &p.Day}, {"evening", "Weight of an hour, evenings and weekends", &p.Evening}, {"night", "Weight of an hour, 23:00 to 07:00", &p.Night}, {"factor", "Hours of rest for each weighted hour", &p.Factor}}
}

func (v policyView) made() (web.Page, parts) {
	page := v.page("Policy of recovery rest")
	page.Lead = "A local policy, and nobody's law. It says how recovery rest (L3) is estimated; it changes nothing of L1 and L2."
	page.Problems = v.bad
	strict := "first in, first out, from every later rest"
	if v.p.Strict {
		strict = "in the very next rest alone"
	}
	out := parts{v.tabs(Path(v.on) + "/policy"), ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Version", Value: v.p.Set}, {Key: "Estimate", Value: v.p.Formula()}, {Key: "Given within", Value: ui.Plural(v.p.Due, "day", "days") + " of the beginning of recovery"},
		{Key: "Compensatory rest counts", Value: strict}, {Key: "Extra duties count by", Value: v.p.View.Words()}, {Key: "Why", Value: v.p.Words}}}}
	if !v.mayDo {
		return page, out
	}
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
	}
	shown := func(name, now string) string {
		if t, ok := v.typed[name]; ok {
			return t
		}
		return now
	}
	var body parts
	for _, n := range policyNumbers(&v.p) {
		body.add(ui.Input{Field: field(n.name, n.label, ""), Value: shown(n.name, exact(*n.value)), Width: 5, Decimal: true})
	}
	strictWord := ""
	if v.p.Strict {
		strictWord = "yes"
	}
	body.add(ui.Input{Field: field("look", "Days looked back over", ""), Value: shown("look", strconv.Itoa(v.p.Look)), Width: 5, Whole: true},
		ui.Input{Field: field("due", "Days within which it is given", ""), Value: shown("due", strconv.Itoa(v.p.Due)), Width: 5, Whole: true},
		ui.Checkboxes{Field: field("strict", "Compensatory rest (L1)", ""), Options: ui.Options(shown("strict", strictWord), "yes", "Counts in the very next rest alone")},
		ui.Radios{Field: field("view", "Extra duties of consultants and specialists count by", ""), Options: ui.Options(shown("view", string(v.p.View)), string(rest.ContractView), capital(rest.ContractView.Words()), string(rest.CardView), capital(rest.CardView.Words()))},
		ui.Input{Field: field("from", "From, day", "As 2024-01-15"), Value: shown("from", v.from), Width: 10},
		ui.Input{Field: field("words", "Why", "One sentence"), Value: shown("words", ""), Width: 30})
	out.add(ui.Heading("Set it", "set"), ui.Form{Action: Path(v.on) + "/policy", Submit: "Keep this policy", Body: body})
	return page, out
}

func (m room) policySet(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RestPolicy)
	if err != nil {
		return err
	}
	v, err := m.readPolicy(r)
	if err != nil {
		return err
	}
	p, from, err := v.readForm(r)
	if err == nil {
		if err = m.Store.SetPolicy(r.Context(), by, p, from); err == nil {
			return r.Redirect(w, Path(r.On)+"/policy", "The policy is kept, from "+ui.DayWords(from)+" on.")
		}
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v.bad = bad
	page, body := v.made()
	return render(w, r, status, page, body)
}

func (v policyView) readForm(r *web.Request) (rest.Policy, civil.Date, error) {
	p := v.p
	var bad fault.List
	number := func(name string) float64 {
		v.typed[name] = strings.TrimSpace(r.PostFormValue(name))
		n, err := strconv.ParseFloat(v.typed[name], 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			bad.Add(name, "", "Enter a number")
		}
		return n
	}
	for _, n := range policyNumbers(&p) {
		*n.value = number(n.name)
	}
	p.Look, p.Due = int(min(number("look"), 10000)), int(min(number("due"), 10000))
	v.typed["strict"], v.typed["view"], v.typed["words"], v.typed["from"] = r.PostFormValue("strict"), r.PostFormValue("view"), strings.TrimSpace(r.PostFormValue("words")), strings.TrimSpace(r.PostFormValue("from"))
	p.Strict, p.View, p.Words = v.typed["strict"] == "yes", rest.View(v.typed["view"]), v.typed["words"]
	from, err := civil.ParseDate(v.typed["from"])
	if err != nil {
		bad.Add("from", "", "Enter the day as 2024-01-15")
	}
	if len(bad) == 0 {
		var e error
		if p, e = rest.CheckPolicy(p); e != nil {
			return p, from, e
		}
	}
	return p, from, bad.Err("The policy was not kept")
}
