package recoveryweb

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// whatIfView is the drawer in which a plan is asked what else could be.
type whatIfView struct {
	planView
	typed whatIfForm
}

// whatIfForm is what is typed.
type whatIfForm struct {
	kind, session, team, site, number string
	from, to                          [3]string
	weight, value                     string
	pathway, other                    string
}

func (m room) whatIf(w http.ResponseWriter, r *web.Request) error {
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := whatIfView{planView: p}
	v.typed = whatIfForm{kind: string(recovery.OneMoreList), number: "10", from: ui.DateParts(p.k.Ask.From), to: ui.DateParts(p.k.Ask.From.Add(6))}
	return r.Render(w, http.StatusOK, v.pageOf("What if"), v.parts().body())
}

// whatIfKinds are what can be asked, with what a person calls it.
func whatIfKinds() []string {
	return []string{string(recovery.OneMoreList), "One more list, like an existing one", string(recovery.DoctorsMore), "More anaesthetists' lists at a site", string(recovery.BedsMore), "More ward beds at a site (fewer with a minus)", string(recovery.HighBedsMore), "More high-care beds at a site",
		string(recovery.ListClosed), "A list is cancelled", string(recovery.TeamAway), "A team is away: sick, or owed rest", "swap", "Two people swap their lists", "weight", "A weight of the policy is another"}
}

func (v whatIfView) parts() parts {
	out := parts{v.tabs(v.path() + "/what-if"), para("Ask what something would buy, and for whom, before anybody says yes. A what-if binds nobody. Where something has really happened, ask for a repair: it moves as few people as it can and nobody inside their notice.")}
	if prices := v.prices(); len(prices.Rows) > 0 {
		out.add(prices)
	}
	if !v.does(access.RecoveryPlan) {
		return out
	}
	sessions, teams := []string{"", "(none)"}, []string{"", "(none)"}
	seen := map[string]bool{}
	for _, s := range v.ground.Sessions {
		if !s.Date.Before(v.k.Ask.From) {
			sessions = append(sessions, string(s.ID), fmt.Sprintf("%s, %s, %s, %s", ui.DayShort(s.Date), s.Site, specialty(s.Specialty), s.ID))
		}
		if s.Team != "" && !seen[s.Team] {
			seen[s.Team] = true
			teams = append(teams, s.Team, s.Team)
		}
	}
	sites := []string{"", "(none)"}
	for _, s := range sitesOf(v.ground.Sessions) {
		sites = append(sites, s, s)
	}
	weights := []string{"", "(none)"}
	for _, x := range recovery.Weights() {
		weights = append(weights, x.Name, x.Name+": "+x.Words)
	}
	t := v.typed
	body := []templ.Component{ui.Radios{Field: ui.Field{Name: "kind", Label: "What is different"}.WithErrors(v.bad), Options: ui.Options(t.kind, whatIfKinds()...)},
		ui.Select{Field: ui.Field{Name: "session", Label: "List"}.WithErrors(v.bad), Options: ui.Options(t.session, sessions...)},
		ui.Select{Field: ui.Field{Name: "site", Label: "Site"}.WithErrors(v.bad), Options: ui.Options(t.site, sites...)},
		ui.Input{Field: ui.Field{Name: "number", Label: "How many more"}.WithErrors(v.bad), Value: t.number, Width: 4, Decimal: true},
		ui.Select{Field: ui.Field{Name: "team", Label: "Team"}.WithErrors(v.bad), Options: ui.Options(t.team, teams...)},
		ui.DateInput{Field: ui.Field{Name: "from", Label: "On, or from"}.WithErrors(v.bad), Typed: t.from}, ui.DateInput{Field: ui.Field{Name: "to", Label: "To"}.WithErrors(v.bad), Typed: t.to},
		ui.Input{Field: ui.Field{Name: "pathway", Label: "Of a swap: one pathway"}.WithErrors(v.bad), Value: t.pathway, Width: 20}, ui.Input{Field: ui.Field{Name: "other", Label: "The other pathway"}.WithErrors(v.bad), Value: t.other, Width: 20},
		ui.Details{Summary: "Another weight", ID: "weight-part", Open: t.kind == "weight", Body: stacked(ui.Select{Field: ui.Field{Name: "weight", Label: "Weight"}.WithErrors(v.bad), Options: ui.Options(t.weight, weights...)}, ui.Input{Field: ui.Field{Name: "value", Label: "Its value"}.WithErrors(v.bad), Value: t.value, Width: 5, Decimal: true})},
		buttons([]ui.Button{{Text: "See what it would do", Name: "do", Value: string(recovery.PurposeWhatIf)}, {Text: "It has happened: repair the plan", Name: "do", Value: string(recovery.PurposeRepair), Secondary: true}})}
	out.add(ui.Form{Action: v.path() + "/what-if", Body: templ.Join(body...)})
	return out
}

// prices are the lists on which one more minute is worth most: where one more list would buy most.
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
	slices.SortFunc(list, func(a, b *worth) int {
		return cmp.Or(cmp.Compare(b.price/float64(b.lists), a.price/float64(a.lists)), cmp.Compare(a.specialty, b.specialty))
	})
	t := ui.Table{ID: "prices", FewColumns: true, Caption: "Where one more list would buy most", Hint: "What the minutes of a whole list are worth at this plan's prices, in the plan's cost. A guide to what to try; the what-if tells it exactly.", Columns: []ui.Column{{Head: "Specialty", Words: true}, {Head: "Lists", Numeric: true}, {Head: "One more is worth about", Numeric: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Cells(specialty(x.specialty), ui.Count(x.lists), ui.Number(x.price/float64(x.lists), 0)))
	}
	return t
}

// askWhatIf has the plan worked out again with something different.
func (m room) askWhatIf(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := whatIfView{planView: p}
	a, err := v.asked(r)
	var id int64
	if err == nil {
		id, err = m.Desk.AskPlan(r.Context(), by, a)
	}
	if err == nil {
		return r.Redirect(w, PlanOf(v.on, id), "")
	}
	bad, ok := fieldsOf(err, "kind")
	if !ok {
		return err
	}
	v.bad = bad
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf("What if"), v.parts().body())
}

// asked reads the form; an Invalid fault names everything that is missing for the kind.
func (v *whatIfView) asked(r *web.Request) (recovery.PlanAsk, error) {
	var bad fault.List
	f := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	t := whatIfForm{kind: f("kind"), session: f("session"), team: f("team"), site: f("site"), number: f("number"), weight: f("weight"), value: f("value"), pathway: f("pathway"), other: f("other")}
	d := recovery.Difference{Kind: recovery.DifferenceKind(t.kind), Session: recovery.SessionID(t.session), Team: t.team, Site: t.site}
	var err error
	if d.Date, t.from, err = r.DateBoxes("from"); err != nil {
		bad.Add("from", "", "%v", err)
	}
	if d.To, t.to, err = r.DateBoxes("to"); err != nil {
		bad.Add("to", "", "%v", err)
	}
	v.typed = t
	a := v.k.Ask
	a.Purpose, a.Base = recovery.PurposeWhatIf, v.k.ID
	if f("do") == string(recovery.PurposeRepair) {
		a.Purpose = recovery.PurposeRepair
	}
	a.From = later(a.From, v.today.Add(1))
	a.Days = max(1, v.k.Ask.From.Add(v.k.Ask.Days).Sub(a.From))
	switch t.kind {
	case "weight":
		a.Weights = maps.Clone(a.Weights)
		if a.Weights == nil {
			a.Weights = map[string]float64{}
		}
		value, err := strconv.ParseFloat(t.value, 64)
		if err != nil || t.weight == "" {
			bad.Add("weight", "", "Choose a weight and enter its value as a number")
		}
		a.Weights[t.weight] = value
		return a, bad.Err("It was not asked for")
	case "swap":
		swap, err := v.swap(t, &bad)
		if err != nil {
			return a, err
		}
		a.Differs = append(slices.Clone(a.Differs), swap...)
		return a, bad.Err("It was not asked for")
	}
	v.needs(t, &d, &bad)
	a.Differs = append(slices.Clone(a.Differs), d)
	return a, bad.Err("It was not asked for")
}

// needs finds what the kind of difference lacks.
func (v whatIfView) needs(t whatIfForm, d *recovery.Difference, bad *fault.List) {
	need := func(name, value, words string) {
		if value == "" {
			bad.Add(name, "", "%s", words)
		}
	}
	span := func() {
		if d.Date.IsZero() || d.To.IsZero() || d.To.Before(d.Date) {
			bad.Add("to", "", "Enter the first and the last day, the first one first")
		}
	}
	switch d.Kind {
	case recovery.OneMoreList:
		need("session", t.session, "Choose the list that the new one is like")
		if d.Date.IsZero() {
			bad.Add("from", "", "Enter the day of the new list")
		}
	case recovery.ListClosed:
		need("session", t.session, "Choose the list that is cancelled")
	case recovery.TeamAway:
		need("team", t.team, "Choose the team")
		span()
	case recovery.BedsMore, recovery.HighBedsMore, recovery.DoctorsMore:
		need("site", t.site, "Choose the site")
		n, err := strconv.ParseFloat(t.number, 64)
		if err != nil || n == 0 {
			bad.Add("number", "", "Enter how many more, as 10, or fewer, as -2")
		}
		d.Number = n
		span()
		if len(*bad) == 0 && !v.limited(*d) {
			bad.Add("site", "", "No such limit was brought in for this site and these days, so they are unlimited already: more would change nothing")
		}
	default:
		bad.Add("kind", "", "Choose what is different")
	}
}

// limited reports whether there is a limit that the difference moves.
func (v whatIfView) limited(d recovery.Difference) bool {
	kind := map[recovery.DifferenceKind]recovery.LimitKind{recovery.BedsMore: recovery.Beds, recovery.HighBedsMore: recovery.HighBeds, recovery.DoctorsMore: recovery.Anaesthetists}[d.Kind]
	return slices.ContainsFunc(v.ground.Limits, func(l recovery.Limit) bool {
		return l.Kind == kind && l.Site == d.Site && !l.Date.Before(d.Date) && !l.Date.After(d.To)
	})
}

// swap is two pins, each to the list that the other has in the plan.
func (v whatIfView) swap(t whatIfForm, bad *fault.List) ([]recovery.Difference, error) {
	at := map[recovery.Pathway]recovery.SessionID{}
	for _, x := range v.k.Plan.Placements {
		at[x.Pathway] = x.Session
	}
	a, b := recovery.Pathway(t.pathway), recovery.Pathway(t.other)
	for name, p := range map[string]recovery.Pathway{"pathway": a, "other": b} {
		if at[p] == "" {
			bad.Add(name, "", "Enter a pathway that has a date in this plan")
		}
	}
	if len(*bad) > 0 || a == b {
		if a == b {
			bad.Add("other", "", "Enter another pathway than the first")
		}
		return nil, bad.Err("It was not asked for")
	}
	pin := func(p recovery.Pathway, s recovery.SessionID) recovery.Difference {
		return recovery.Difference{Kind: recovery.OneDecided, Decision: recovery.Decision{Pathway: p, Kind: recovery.DecidePin, Value: string(s), Reason: "swapped"}}
	}
	return []recovery.Difference{pin(a, at[b]), pin(b, at[a])}, nil
}

// against is what is different from the plan that this one is compared with: tiers, and whose date it moves.
func (v planView) against() parts {
	base, now := v.base.Plan, v.k.Plan
	t := ui.Table{ID: "difference", FewColumns: true, Caption: "What it changes", HideTitle: true, Columns: []ui.Column{{Head: "People", Words: true}, {Head: fmt.Sprintf("Plan %d", v.base.ID), Numeric: true}, {Head: fmt.Sprintf("Plan %d", v.k.ID), Numeric: true}, {Head: "Difference", Numeric: true}}}
	row := func(name string, a, b int) {
		t.Rows = append(t.Rows, ui.Cells(name, ui.Count(a), ui.Count(b), signed(b-a)))
	}
	row("With a date", base.Scheduled, now.Scheduled)
	for i, x := range now.Tiers {
		if i < len(base.Tiers) && base.Tiers[i].Number == x.Number {
			row(fmt.Sprintf("Tier %d: %s", x.Number, x.Name), base.Tiers[i].People, x.People)
		}
	}
	return parts{t, v.moved()}
}

func signed(n int) string {
	if n > 0 {
		return "+" + ui.Count(n)
	}
	return ui.Number(float64(n), 0)
}

// movedMost is how many people a comparison names.
const movedMost = 40

// moved are the people whose date differs between the two plans: those whom it costs first.
func (v planView) moved() ui.Table {
	was := map[recovery.Pathway]recovery.Placement{}
	for _, x := range v.base.Plan.Placements {
		was[x.Pathway] = x
	}
	type move struct {
		a, b recovery.Placement
		days int // later; a lost date counts as a year
	}
	var list []move
	gain, loss := 0, 0
	for _, b := range v.k.Plan.Placements {
		a := was[b.Pathway]
		if a.Session == b.Session {
			continue
		}
		m := move{a, b, b.Date.Sub(a.Date)}
		switch {
		case a.Session == "":
			m.days = -366
		case b.Session == "":
			m.days = 366
		}
		if m.days > 0 {
			loss++
		} else {
			gain++
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b move) int { return cmp.Compare(b.days, a.days) })
	t := ui.Table{ID: "moved", Stack: true, Caption: "Whom it costs, and whom it helps", Hint: fmt.Sprintf("%s a later date or none, %s an earlier or a new one.", ui.Plural(loss, "person gets", "people get"), ui.Plural(gain, "gets", "get")), Empty: "Nobody's date is another.",
		Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: fmt.Sprintf("Plan %d", v.base.ID)}, {Head: fmt.Sprintf("Plan %d", v.k.ID)}, {Head: "Difference"}}}
	for i, x := range list {
		if i == movedMost {
			t.Hint += fmt.Sprintf(" The first %d of %d.", movedMost, len(list))
			break
		}
		q := v.patients[x.b.Pathway]
		words := fmt.Sprintf("%s later", ui.Plural(x.days, "day", "days"))
		switch {
		case x.days == 366:
			words = "loses the date"
		case x.days == -366:
			words = "gets a date"
		case x.days <= 0:
			words = fmt.Sprintf("%s earlier", ui.Plural(-x.days, "day", "days"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.b.Pathway), Link: v.link(PatientOf(v.on, x.b.Pathway))}, {Text: q.Procedure, Note: priorityWords(q.Priority)}, ui.Text(dateOrNone(x.a)), ui.Text(dateOrNone(x.b)), ui.Text(words)}})
	}
	return t
}

func dateOrNone(x recovery.Placement) string {
	if x.Session == "" {
		return "none"
	}
	return day(x.Date)
}
