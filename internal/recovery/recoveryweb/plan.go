package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// planRefresh is after how many seconds a plan that is being worked out is read again.
const planRefresh = 2

// planView is one plan with what its pages share.
type planView struct {
	here
	k        recovery.PlanKept
	job      *jobs.Info
	use      *recovery.PlanUse // the plan that is in use, whichever it is
	base     *recovery.PlanKept
	sessions map[recovery.SessionID]recovery.Session
	patients map[recovery.Pathway]recovery.Patient
	ground   recovery.Ground // as it was known, with what was different
	whole    *recovery.Plan  // the plan with everybody in it: for those who see people it is the one shown
	name     string          // who asked
	bad      []fault.Field
	reason   string
	poll     string
}

// planOf reads the plan that a request is about, with the list and sessions that it was made from.
func (m room) planOf(r *web.Request) (planView, error) {
	v := planView{here: at(r)}
	id, err := r.Int("n")
	if err != nil {
		return v, err
	}
	if v.k, err = m.Lists.Plan(r.Context(), id, v.asOf); err != nil {
		return v, err
	}
	if v.k.Org != v.on {
		return v, fault.New(fault.NotFound, "There is no plan %d", id)
	}
	if v.ground, err = m.Lists.Kept(r.Context(), v.on, v.k.Asked); err != nil {
		return v, err
	}
	v.ground.Sessions = v.k.Ask.With(v.ground.Sessions)
	v.sessions, v.patients = bySession(v.ground.Sessions), byPathway(v.ground.Patients)
	uses, err := m.Lists.Uses(r.Context(), v.on, v.asOf, 1)
	if err != nil {
		return v, err
	}
	if len(uses) > 0 {
		v.use = &uses[0]
	}
	if v.k.Made.IsZero() && v.k.Job != 0 {
		j, err := m.Work.Job(r.Context(), v.k.Job)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return v, err
		}
		if err == nil {
			v.job = &j
		}
	}
	if v.k.Ask.Base != 0 {
		b, err := m.Lists.Plan(r.Context(), v.k.Ask.Base, v.asOf)
		if err != nil {
			return v, err
		}
		v.base = &b
	}
	if v.whole = v.k.Plan; !v.people() {
		v.inCounts()
	}
	names, err := m.People.Named(r.Context(), []string{v.k.By})
	v.name, v.poll = names[v.k.By], v.link(v.path())
	return v, err
}

// inCounts takes everybody out of what is shown: whoever reads counts alone has no way to a pathway.
func (v *planView) inCounts() {
	named := recovery.NamesOf(v.ground.Patients)
	v.patients, v.ground.Patients = nil, nil
	if v.k.Plan != nil {
		v.k.Plan = v.k.Plan.InCounts()
	}
	if v.base != nil && v.base.Plan != nil {
		b := *v.base
		b.Plan = b.Plan.InCounts()
		v.base = &b
	}
	if v.use != nil && named.In(v.use.Reason) {
		u := *v.use
		u.Reason = "the reason names a patient"
		v.use = &u
	}
	if v.k.Refuse != "" {
		v.k.Refuse = strings.Split(v.k.Refuse, "\n")[0] + "\nwhat is wrong is told row by row to those who keep the list"
		if named.In(v.k.Refuse) {
			v.k.Refuse = "what was asked cannot be planned\nwhat is wrong is told to those who keep the list"
		}
	}
	for i, s := range v.ground.Sessions {
		if named.In(s.Closed) {
			v.ground.Sessions[i].Closed = closedByWord
		}
	}
	v.sessions = bySession(v.ground.Sessions)
	v.k.Ask.Differs = slices.DeleteFunc(slices.Clone(v.k.Ask.Differs), func(d recovery.Difference) bool { return d.Kind == recovery.OneDecided })
}

// closedByWord stands for a reason that names a patient.
const closedByWord = "closed by a person's word"

// worked is planOf for pages of a plan that is worked out: for one that is not, they lead to its first page.
func (m room) worked(w http.ResponseWriter, r *web.Request) (planView, bool, error) {
	v, err := m.planOf(r)
	if err != nil {
		return v, false, err
	}
	if v.k.Plan == nil {
		return v, false, r.Redirect(w, v.link(v.path()), "")
	}
	return v, true, nil
}

func (v planView) path() string { return PlanOf(v.on, v.k.ID) }

func (m room) plan(w http.ResponseWriter, r *web.Request) error {
	v, err := m.planOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(v.title()), v.parts().body())
}

func (v planView) title() string {
	return fmt.Sprintf("Plan %d", v.k.ID)
}

func (v planView) pageOf(title string) web.Page {
	p := v.here.page(title)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Plans", Href: PlansOf(v.on)})
	if title != v.title() {
		p.Crumbs = append(p.Crumbs, web.Crumb{Text: v.title(), Href: v.path()})
	}
	p.Problems = v.bad
	p.Computed = fmt.Sprintf("Plan %d was made from all that was known at %s.", v.k.ID, ui.When(v.now, v.k.Asked))
	if v.underWay() {
		p.Refresh = planRefresh
	}
	return p
}

func (v planView) underWay() bool {
	return v.k.Made.IsZero() && v.job != nil && v.job.State != jobs.Done && v.job.State != jobs.Failed && v.job.State != jobs.Cancelled
}

// tabs are the pages of one plan.
func (v planView) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: v.title()}
	for _, x := range [][2]string{{"Summary", v.path()}, {"Calendar", v.path() + "/calendar"}, {"People", v.path() + "/people"}, {"What if", v.path() + "/what-if"}, {"Weights", v.path() + "/weights"}} {
		if x[0] == "People" && !v.people() {
			continue
		}
		t.Items = append(t.Items, ui.Tab{Text: x[0], Href: v.link(x[1]), Current: x[1] == current})
	}
	return t
}

func (v planView) parts() parts {
	switch {
	case v.k.Refuse != "":
		return v.refused()
	case v.k.Plan != nil:
		return v.made()
	case v.underWay():
		return v.running()
	}
	return v.stopped()
}

// running is the plan while it is worked out, with the way to end it.
func (v planView) running() parts {
	p := ui.Progress{ID: "progress", Title: "Working it out", Done: int(v.job.Done), Total: int(v.job.Total), Words: capital(v.job.Words), Poll: v.poll}
	if v.job.Words == "" {
		p.Words = "It waits for its turn."
	}
	if v.k.Stop {
		p.Words += " It was asked to stop with the best so far."
	}
	took := v.now.Sub(v.k.Asked)
	words := fmt.Sprintf("Asked for %s ago.", ui.Plural(int(took.Seconds()), "second", "seconds"))
	if took >= 2*time.Minute {
		words = fmt.Sprintf("Asked for %s ago.", ui.Plural(int(took.Minutes()), "minute", "minutes"))
	}
	if v.job.Total > 0 && v.job.Done > 0 {
		words += fmt.Sprintf(" %d%% of the work is done.", 100*v.job.Done/v.job.Total)
	}
	if v.k.Ask.Purpose != recovery.PurposeRepair {
		words += fmt.Sprintf(" The whole is the work of about %s on a machine that has nothing else to do.", ui.Plural(int(v.k.Ask.Seconds+0.5), "second", "seconds"))
	}
	out := parts{p, ui.Para(words)}
	if v.does(access.RecoveryPlan) && !v.k.Stop {
		out.add(ui.Form{Action: v.path() + "/stop", Submit: "Stop now and keep the best so far", Warn: true})
	}
	return out
}

func (v planView) stopped() parts {
	w := ui.Warning{Title: "The plan was not worked out", Text: "The work was cancelled, or it failed."}
	if v.job != nil && v.job.LastError != "" {
		w.Text = "The work broke off. The log of background work says more."
	}
	out := parts{w}
	if v.does(access.RecoveryPlan) && v.job != nil {
		out.add(ui.Form{Action: v.path() + "/retry", Submit: "Try again"})
	}
	return out
}

func (v planView) refused() parts {
	list := strings.Split(v.k.Refuse, "\n")
	return parts{ui.Warning{Title: "No plan could be made", Text: capital(list[0]) + ".", Body: ui.Bullets(list[1:])},
		ui.Links([]ui.Action{{Text: "Back to the plans", Href: v.link(PlansOf(v.on))}})}
}

// made is the plan's summary: what it does for whom, and how good it is.
func (v planView) made() parts {
	p := v.k.Plan
	out := parts{v.tabs(v.path()), v.standing()}
	out.add(v.figures(), ui.Heading("How good it is", "proof"), ui.Bullets(proof(p)))
	if v.base != nil && v.base.Plan != nil {
		out.add(ui.Heading("Against plan "+fmt.Sprint(v.base.ID), "against"))
		out.add(v.against()...)
	}
	out.add(ui.Heading("Tier by tier", "tiers"), ui.Note(tierHint), tierTable(p), v.changes(), v.equality())
	switch {
	case len(p.Clashes) > 0 && !v.people():
		out.add(v.alike())
	case len(p.Clashes) > 0:
		out.add(v.clashes())
	}
	notes := p.Notes
	for _, o := range p.Over {
		notes = append(notes, overWords(o))
	}
	if len(notes) > 0 {
		out.add(ui.Details{Summary: "What was assumed, and what to know", ID: "notes", Open: true, Body: ui.Bullets(notes)})
	}
	out.add(v.acts()...)
	return out
}

// standing says in one line what the plan is.
func (v planView) standing() ui.Inset {
	a := v.k.Ask
	words := fmt.Sprintf("%s for %s to %s, asked for by %s %s.", capital(a.Purpose.Words()), day(a.From), day(a.From.Add(a.Days-1)), v.name, ui.When(v.now, v.k.Asked))
	if v.name == "" {
		words = strings.Replace(words, " by  ", " ", 1)
	}
	switch {
	case v.use != nil && v.use.Plan == v.k.ID:
		words += fmt.Sprintf(" It is in use since %s: %s.", ui.When(v.now, v.use.At), strings.TrimSuffix(v.use.Reason, "."))
	case v.use != nil:
		words += fmt.Sprintf(" Plan %d is in use.", v.use.Plan)
	}
	for _, d := range a.Differs {
		words += " " + capital(d.Words()) + "."
	}
	if v.k.Plan.Cut {
		words += " The search was ended before its work was done; what it had then is a whole plan with its own proof."
	}
	return ui.Inset{Text: words}
}

func (v planView) figures() ui.Figures {
	p := v.k.Plan
	return ui.Figures{
		{Name: "People with a date", Value: ui.Count(p.Scheduled), Href: v.peopleOf("")},
		{Name: "People without one", Value: ui.Count(p.Unscheduled), Href: v.peopleOf("none")},
		gapFigure(p),
		{Name: "Lists expected to run late", Value: ui.Number(p.Overruns, 1), Notes: []string{"of " + ui.Count(len(p.Lists))}},
	}
}

// peopleOf is the address of some of the plan's people; "" for whoever sees counts alone.
func (v planView) peopleOf(only string) string {
	if !v.people() {
		return ""
	}
	path := v.path() + "/people"
	if only != "" {
		path = withQuery(path, "only", only)
	}
	return v.link(path)
}

func gapFigure(p *recovery.Plan) ui.Figure {
	f := ui.Figure{Name: "From the best possible", Value: "≤ " + ui.Number(100*p.Gap, 1), Unit: "%", Notes: []string{"of this model"}}
	if p.Bound <= 0 {
		f.Value, f.Unit, f.Mark, f.Notes = "", "", ui.NotApplicable, []string{"a repair proves nothing"}
	}
	return f
}

// proof says how good the plan is, and what that does not mean.
func proof(p *recovery.Plan) []string {
	out := []string{proven(p)}
	if p.Bound > 0 {
		out = append(out, "That is the distance to the best of this model, not to the truth: the weights are a policy that you can change, and minutes are known worse than any such gap.")
	}
	return append(out, fmt.Sprintf("A list is filled only as far as it runs more than %s minutes late with a chance of at most %s.", ui.Number(p.Ask.Policy.Overrun.Grace, 0), percent(p.Ask.Policy.Overrun.Risk)))
}

func proven(p *recovery.Plan) string {
	if p.Bound <= 0 {
		return fmt.Sprintf("This plan costs %s. It is a repair, which changes as little as it can and proves nothing: have a new plan worked out for a proof.", ui.Number(p.Objective, 0))
	}
	return fmt.Sprintf("This plan costs %s. No plan can cost less than %s, so it costs at most %s more than the best there is. The same run proved it.", ui.Number(p.Objective, 0), ui.Number(p.Bound, 0), percent1(p.Gap))
}

// tierHint says how the tiers count.
const tierHint = "A person may stand in several lines, and counts once in the tier. “As booked” is if every session held now were kept and nothing else done."

// tierTable is people past each tier's dates, as booked now and with the plan.
func tierTable(p *recovery.Plan) ui.Table {
	t := ui.Table{ID: "tiers", Caption: "People, tier by tier", HideTitle: true,
		Columns: []ui.Column{{Head: "Tier", Words: true}, {Head: "As booked", Numeric: true}, {Head: "With the plan", Numeric: true}, {Head: "Cost", Numeric: true}}}
	for _, x := range p.Tiers {
		t.Rows = append(t.Rows, ui.Row{Total: true, Cells: []ui.Cell{ui.Text(fmt.Sprintf("%d. %s", x.Number, x.Name)), ui.Text(ui.Count(x.Before)), ui.Text(ui.Count(x.People)), ui.Text(ui.Number(x.Cost, 0))}})
		for _, y := range x.Parts {
			t.Rows = append(t.Rows, ui.Cells(y.Name, ui.Count(y.Before), ui.Count(y.People), ""))
		}
	}
	return t
}

// changes is what the plan does to dates.
func (v planView) changes() ui.Table {
	n := map[recovery.Change]int{}
	for _, x := range v.k.Plan.Placements {
		n[x.Change]++
	}
	words := map[recovery.Change]string{recovery.New: "Had no date and get one", recovery.Kept: "Keep the date that they hold", recovery.Decided: "Keep a date that is decided: firm, pinned, or inside the notice", recovery.Moved: "Get another date than they hold", recovery.Dropped: "Lose their date and get none", recovery.NoDate: "Had none and get none", recovery.Later: "Keep a date after the plan's last day", recovery.HeldBack: "On hold", recovery.DateOver: "Hold a date that is over, outcome not recorded: none is looked for", recovery.OffList: "Wait no longer"}
	t := ui.Table{ID: "changes", FewColumns: true, Caption: "What it does to dates", Columns: []ui.Column{{Head: "People who", Words: true}, {Head: "How many", Numeric: true}}}
	for _, c := range []recovery.Change{recovery.New, recovery.Kept, recovery.Decided, recovery.Moved, recovery.Dropped, recovery.NoDate, recovery.Later, recovery.HeldBack, recovery.DateOver, recovery.OffList} {
		if n[c] > 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: words[c], Link: v.peopleOf(string(c))}, ui.Text(ui.Count(n[c]))}})
		}
	}
	return t
}

// equality is the stated check. Whoever sees counts alone sees no small group: what becomes of one of three tells of a person.
func (v planView) equality() ui.Table {
	t := ui.Table{ID: "equality", Stack: true, Caption: "Equality, as far as it is recorded", Hint: "Shown with every plan. Groups differ in what they wait for, so a difference here is a question and no finding.", Empty: "Neither deprivation, ethnicity nor learning disability is recorded.",
		Columns: []ui.Column{{Head: "Group", Words: true}, {Head: "People", Numeric: true}, {Head: "Half wait at most", Numeric: true}, {Head: "Without a date", Numeric: true}, {Head: "Moved or dropped", Numeric: true}}}
	for _, l := range v.k.Plan.Equality {
		name := capital(l.By) + ": " + l.Group
		switch {
		case v.people():
			t.Rows = append(t.Rows, ui.Cells(name, ui.Count(l.People), wait(l.MedianWait), ui.Count(l.Unscheduled), ui.Count(l.DroppedOrMoved)))
		case l.People > 0 && l.People < recovery.Hidden:
			t.Rows = append(t.Rows, ui.Cells(name, few(l.People), "not shown", "not shown", "not shown"))
		default:
			t.Rows = append(t.Rows, ui.Cells(name, ui.Count(l.People), wait(l.MedianWait), few(l.Unscheduled), few(l.DroppedOrMoved)))
		}
	}
	return t
}

// wait is a middle wait in days; below nought, half of the people have no date.
func wait(days float64) string {
	if days < 0 {
		return "no date"
	}
	return ui.Number(days, 0) + " days"
}

func (v planView) clashes() ui.Table {
	t := ui.Table{ID: "clashes", Stack: true, Caption: ui.Plural(len(v.k.Plan.Clashes), "pathway", "pathways") + " for which nothing can be found", Hint: "The limits that clash; take away any one of them and a date can be found.", Columns: []ui.Column{{Head: "Pathway"}, {Head: "Limits", Words: true}, {Head: "What would help", Words: true}}}
	for i, c := range v.k.Plan.Clashes {
		if i == 20 {
			t.Hint += " The first 20."
			break
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(c.Pathway), Link: v.link(PatientOf(v.on, c.Pathway))}, ui.Text(strings.Join(c.Limits, "; ")), ui.Text(c.Remedy)}})
	}
	return t
}

// alike is the clashes by the limits that clash, for whoever sees counts alone.
func (v planView) alike() ui.Table {
	t := ui.Table{ID: "clashes", Stack: true, Caption: ui.Plural(len(v.k.Plan.Clashes), "pathway", "pathways") + " for which nothing can be found", Hint: "By the limits that clash; take away any one of them and dates can be found.", Columns: []ui.Column{{Head: "Limits", Words: true}, {Head: "Pathways", Numeric: true}}}
	others := 0
	for _, c := range v.k.Plan.ClashesAlike() {
		if c.People < recovery.Hidden {
			others += c.People
			continue
		}
		t.Rows = append(t.Rows, ui.Cells(capital(strings.Join(c.Limits, "; ")), ui.Count(c.People)))
	}
	if others > 0 {
		t.Rows = append(t.Rows, ui.Cells("Other limits that clash, each for fewer than five people", ui.Count(others)))
	}
	return t
}

// overWords says which limit decided dates pass.
func overWords(o recovery.OverLimit) string {
	return fmt.Sprintf("What is decided already passes %s: %s are used and %s there are. Nobody was added and nobody taken away: a person must decide.", o.Limit, ui.Number(o.Used, 0), ui.Number(o.Most, 0))
}

// acts is what can be done with the plan: use it, offer its dates, take it away.
func (v planView) acts() parts {
	files := []ui.Action{{Text: "Plan as CSV", Href: v.link(v.path() + "/plan.csv")}, {Text: "Plan as Excel", Href: v.link(v.path() + "/plan.xlsx")}, {Text: "Appointments as FHIR", Href: v.link(v.path() + "/appointments.json")}}
	if !v.people() {
		return parts{ui.Links([]ui.Action{{Text: "What closing a list, a team or beds would do, and what one more would buy", Href: v.link(v.path() + "/what-if")}})}
	}
	out := parts{ui.Heading("Take it away", "files"), ui.Links(files)}
	if !v.does(access.RecoveryPlan) || v.k.Ask.Purpose == recovery.PurposeWhatIf {
		return out
	}
	if v.use == nil || v.use.Plan != v.k.ID {
		out.add(ui.Heading("Take it into use", "use"), ui.Form{Action: v.path() + "/use", Submit: "Take this plan into use", Body: ui.Input{Field: ui.Field{Name: "reason", Label: "Why", Hint: "As: agreed at the booking meeting of the 3rd."}.WithErrors(v.bad), Value: v.reason}})
	} else {
		out.add(ui.Heading("Offer its dates", "propose"), ui.Para("Each person who gets a new or another date is put before a clinician, who reviews it before anybody hears of it."),
			ui.Form{Action: OffersOf(v.on) + "/propose", Submit: "Propose its new dates for review", Hidden: map[string]string{"plan": fmt.Sprint(v.k.ID)}})
	}
	return out
}

func (m room) stopPlan(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	v, err := m.planOf(r)
	if err != nil {
		return err
	}
	if err := m.Desk.StopPlan(r.Context(), by, v.k.ID); err != nil {
		return err
	}
	return r.Redirect(w, v.path(), "It stops in a moment, with the best plan so far and its proof.")
}

func (m room) retryPlan(w http.ResponseWriter, r *web.Request) error {
	v, err := m.planOf(r)
	if err != nil {
		return err
	}
	if err := m.Work.Retry(r.Context(), v.k.Job, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, v.path(), "It is worked out again.")
}

func (m room) usePlan(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	v, err := m.planOf(r)
	if err != nil {
		return err
	}
	v.reason = strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
	if v.reason == "" {
		v.bad = []fault.Field{{Name: "reason", Message: "Say in a sentence why this plan is taken into use"}}
		return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(v.title()), v.parts().body())
	}
	if err := m.Desk.UsePlan(r.Context(), by, v.k.ID, v.reason); err != nil {
		bad, ok := fieldsOf(err, "reason")
		if !ok {
			return err
		}
		v.bad = bad
		return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(v.title()), v.parts().body())
	}
	return r.Redirect(w, v.path(), "It is in use. Its new dates can be put before a clinician.")
}
