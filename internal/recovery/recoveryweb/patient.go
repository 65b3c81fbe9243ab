package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// patientView is one pathway: its clocks, where the plan puts it and why, what happened to it, and its offers.
type patientView struct {
	here
	s        recovery.Story
	clocks   []recovery.Clock
	sessions map[recovery.SessionID]recovery.Session
	open     []recovery.Session // to which it could be pinned
	use      *recovery.PlanKept
	placed   *recovery.Placement
	clash    *recovery.Clash
	flag     pressedView // that its date is asked to be brought forward
	who      *recovery.Identity
	asked    bool // who it is was asked for
	names    map[string]string
	bad      []fault.Field
	typed    map[string]string
	warned   []string // what a pin goes against, which has to be decided twice
}

func (m room) patientView(r *web.Request) (patientView, error) {
	v := patientView{here: at(r), typed: map[string]string{"check": r.URL.Query().Get("check")}}
	var err error
	if v.s, err = m.Lists.Patient(r.Context(), v.on, recovery.Pathway(r.PathValue("pathway")), v.asOf); err != nil {
		return v, err
	}
	g, err := m.Lists.Kept(r.Context(), v.on, v.asOf)
	if err != nil {
		return v, err
	}
	p := v.s.Patient
	v.sessions, v.clocks = bySession(g.Sessions), recovery.ClocksOf(p, v.today)
	for _, x := range g.Sessions {
		if x.Specialty == p.Specialty && x.Closed == "" && x.Date.After(v.today) && (p.Surgeon == "" || p.Surgeon == x.Team) {
			v.open = append(v.open, x)
		}
	}
	if v.use, err = m.inUse(r, v.here); err != nil {
		return v, err
	}
	v.find()
	if v.flag, err = m.pressed(r, v.here, []recovery.Patient{p}); err != nil {
		return v, err
	}
	var actors []string
	for _, d := range v.s.Said.Decisions {
		actors = append(actors, d.By.Actor)
	}
	for _, f := range v.s.Said.Findings {
		actors = append(actors, f.By)
	}
	for _, e := range v.s.Said.Events {
		actors = append(actors, e.By)
	}
	v.names, err = m.People.Named(r.Context(), actors)
	return v, err
}

// find looks the pathway up in the plan in use.
func (v *patientView) find() {
	if v.use == nil || v.use.Plan == nil {
		return
	}
	for i, x := range v.use.Plan.Placements {
		if x.Pathway == v.s.Patient.Pathway {
			v.placed = &v.use.Plan.Placements[i]
		}
	}
	for i, c := range v.use.Plan.Clashes {
		if c.Pathway == v.s.Patient.Pathway {
			v.clash = &v.use.Plan.Clashes[i]
		}
	}
}

func (m room) patient(w http.ResponseWriter, r *web.Request) error {
	v, err := m.patientView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

// who shows who the patient is, on this page alone; that it was asked is written down.
func (m room) who(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryIdentify)
	if err != nil {
		return err
	}
	v, err := m.patientView(r)
	if err != nil {
		return err
	}
	list, err := m.Desk.Identify(r.Context(), by, []recovery.Pathway{v.s.Patient.Pathway}, "looked at on the patient's page")
	if err != nil {
		return err
	}
	v.asked = true
	if len(list) > 0 {
		v.who = &list[0]
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v patientView) path() string { return PatientOf(v.on, v.s.Patient.Pathway) }

func (v patientView) pageOf() web.Page {
	p := v.here.page("Pathway " + string(v.s.Patient.Pathway))
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Patients", Href: PatientsOf(v.on)})
	p.Problems = v.bad
	return p
}

func (v patientView) parts() parts {
	var out parts
	p := v.s.Patient
	if v.s.Off {
		out.add(ui.Inset{Text: "The newest list no longer has this pathway."})
	}
	if over, why := p.Over(v.today); over {
		out.add(ui.Inset{Text: "Nobody waits on this pathway any more: " + why + "."})
	}
	for _, e := range recovery.Escalations(p, v.today) {
		text := capital(e.Why) + "."
		if !e.Due.IsZero() {
			text += " To be put right by " + dayOf(e.Due) + "."
		}
		out.add(ui.Warning{Title: "Somebody senior must know", Text: text})
	}
	for _, x := range v.flag.list {
		out.add(ui.Warning{Title: "Bring the date forward", Text: "A clinician who reviewed what the postponement did says that something must be done now: " + v.flag.asked(v.here, x) + "."})
	}
	out.add(v.facts())
	if v.does(access.RecoveryKeep) {
		out.add(ui.Links([]ui.Action{{Text: "Correct what the list told", Href: EnterOf(v.on, recovery.PatientFile, string(p.Pathway))}}))
	}
	out.add(v.became()...)
	out.add(v.identity(), ui.Heading("Clocks", "clocks"), v.clockTable(), ui.Heading("The date, and why", "why"))
	out.add(v.reasons()...)
	out.add(ui.Heading("What people decided", "decided"))
	out.add(v.decisions()...)
	out.add(ui.Heading("Offers", "offers"), v.offerTable(), ui.Heading("History", "history"), v.history())
	out.add(v.validation()...)
	return out
}

func (v patientView) facts() ui.SummaryList {
	p := v.s.Patient
	l := ui.SummaryList{Compact: true}
	add := func(key, value string, tags ...ui.Tag) {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: key, Value: value, Tags: tags})
	}
	add("Waits for", p.Procedure+", "+specialty(p.Specialty), decidedTags(p)...)
	add("Priority", priorityWords(p.Priority)+given(p.Prioritised))
	if c := p.Cancer; c != nil {
		fast := map[recovery.Known]string{recovery.Yes: "yes", recovery.No: "no"}[c.Fast]
		if fast == "" {
			fast = "not recorded; only a clinician says so"
		}
		add("Fast-progressing cancer", fast)
	}
	add("Postponed by the provider", ui.Plural(p.TimesPostponed(), "time", "times"))
	add("Session held", v.session(p.Booked))
	add("Minutes", minutesWords(p))
	scope := map[recovery.Scope]string{recovery.OwnSite: "at site " + p.Site + " alone", recovery.OwnTrust: "anywhere in the trust", recovery.AnyTrust: "anywhere in the board, by mutual aid"}[p.Scope]
	add("Where", scope)
	add("Notice owed", ui.Plural(p.Notice, "day", "days"))
	for _, a := range p.Away {
		add("Not available", day(a.From)+" to "+day(a.To.Add(-1)))
	}
	return l
}

// minutesWords are the expected minutes with their spread, recorded or assumed.
func minutesWords(p recovery.Patient) string {
	switch share := recovery.DefaultPolicy().Weights["duration.spread"]; {
	case p.Minutes == 0:
		return "not recorded: no date can be given before they are"
	case p.Spread == 0:
		return fmt.Sprintf("%s expected; the spread is not recorded, and a plan assumes %s (%s of them)", ui.Number(p.Minutes, 0), ui.Number(share*p.Minutes, 0), percent(share))
	}
	return fmt.Sprintf("%s expected, give or take %s", ui.Number(p.Minutes, 0), ui.Number(p.Spread, 0))
}

func given(d civil.Date) string {
	if d.IsZero() {
		return ", the day it was given is not recorded"
	}
	return ", given on " + day(d)
}

func (v patientView) session(id recovery.SessionID) string {
	if id == "" {
		return "none"
	}
	s, ok := v.sessions[id]
	if !ok {
		return string(id) + ", which is not among the sessions"
	}
	text := fmt.Sprintf("%s, %s at %s", string(id), dayOf(s.Date), s.Site)
	if s.Closed != "" {
		text += ", closed: " + s.Closed
	}
	return text
}

// identity is who the patient is once it was asked for, or the button that asks.
func (v patientView) identity() ui.Details {
	d := ui.Details{Summary: "Who this is", ID: "who", Open: v.asked}
	switch {
	case v.who != nil:
		i := v.who
		l := ui.SummaryList{Compact: true}
		for _, x := range [][2]string{{"Name", joined(i.Title, i.Given, i.Family)}, {"NHS number", i.NHSNumber}, {"Hospital number", i.Local}, {"Born", day(i.Born)}, {"Telephone", i.Phone}, {"Postcode", i.Postcode}, {"Needs", i.Needs}} {
			if x[1] != "" {
				l.Rows = append(l.Rows, ui.SummaryRow{Key: x[0], Value: x[1]})
			}
		}
		d.Body = l
	case v.asked:
		d.Body = ui.Para("Who this is was not in any list that was kept.")
	case v.does(access.RecoveryIdentify):
		d.Body = ui.Form{Action: v.path() + "/who", Submit: "Show who this is", Body: ui.Note("That you looked is written in the audit log.")}
	default:
		d.Body = ui.Para("Who this is is shown to whoever books or judges, not when looking back.")
	}
	return d
}

func joined(list ...string) string {
	out := ""
	for _, s := range list {
		if s != "" && out != "" {
			out += " "
		}
		out += s
	}
	return out
}

func (v patientView) clockTable() ui.Table {
	t := ui.Table{ID: "clocks-table", Stack: true, Caption: "Every clock of the pathway", HideTitle: true, Hint: "A date that the provider moved pauses none of them.", Empty: "No clock runs: neither a priority, a cancer pathway nor a referral-to-treatment clock is recorded.",
		Columns: []ui.Column{{Head: "Clock", Words: true}, {Head: "Begins", Tight: true}, {Head: "Last day on time", Tight: true}, {Head: "Stands"}, {Head: "Why", Words: true}}}
	safe, binds := recovery.NextSafeBy(v.clocks)
	for _, c := range v.clocks {
		last := ui.Text(day(c.Last))
		if c.Last.IsZero() {
			last = ui.Text("none")
		}
		if binds && c.Rule == safe.Rule && c.Start == safe.Start {
			last.Tags = []ui.Tag{{Text: "Safe by", Colour: ui.Blue}}
		}
		tags := []ui.Tag{}
		if !c.Confirmed {
			tags = append(tags, ui.Unconfirmed.Tag())
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: capital(c.Name), Tags: tags}, ui.Text(day(c.Start)), last, clockState(c), ui.Text(capital(c.Why))}})
	}
	return t
}

func clockState(c recovery.Clock) ui.Cell {
	out := ui.Cell{Text: string(c.State), Note: "day " + ui.Count(c.Waited)}
	switch c.State {
	case recovery.ClockRunning:
		out.Text = ui.Plural(c.Left, "day", "days") + " left"
	case recovery.ClockPast:
		out.Text, out.Tags = "", []ui.Tag{{Text: ui.Plural(-c.Left, "day", "days") + " past", Colour: ui.Red}}
	case recovery.ClockUnknown:
		out.Note = ""
	}
	return out
}

// reasons is where the plan in use puts the pathway and why.
func (v patientView) reasons() parts {
	switch {
	case v.use == nil:
		return parts{ui.Para("No plan is in use.")}
	case v.placed == nil:
		return parts{ui.Para(fmt.Sprintf("Plan %d, which is in use, was made before the pathway came on the list.", v.use.ID))}
	}
	return placementParts(v.here, v.use.ID, *v.placed, v.clash, v.sessions)
}

// placementParts are one placement with its reasons.
func placementParts(h here, plan int64, x recovery.Placement, clash *recovery.Clash, sessions map[recovery.SessionID]recovery.Session) parts {
	l := ui.SummaryList{Compact: true}
	where := "none within the plan"
	if x.Session != "" {
		where = fmt.Sprintf("%s, list %s at %s", dayOf(x.Date), x.Session, sessions[x.Session].Site)
	}
	l.Rows = append(l.Rows, ui.SummaryRow{Key: "Date in plan " + fmt.Sprint(plan), Value: where, Tags: []ui.Tag{changeTag(x.Change)}})
	if x.Session != "" {
		l.Rows[0].Link = h.link(ListOf(h.on, plan, x.Session))
	}
	for _, y := range x.Why {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: whyKey(y.Code), Value: y.Words})
	}
	out := parts{l}
	if clash != nil {
		out.add(ui.Warning{Title: "These limits clash", Text: "Take away any one of them and a date can be found. " + clash.Remedy, Body: ui.Bullets(clash.Limits)})
	}
	return out
}

// whyKey is what a reason is called.
func whyKey(code string) string {
	names := map[string]string{"due": "Measured by", "earlier": "Why not earlier", "price": "What it would cost others", "change": "What would change it", "held": "Decided", "out": "Not planned"}
	if n := names[code]; n != "" {
		return n
	}
	return capital(code)
}

// decisions is what was decided, and the form to decide.
func (v patientView) decisions() parts {
	t := ui.Table{ID: "decisions", Stack: true, Caption: "Decisions", HideTitle: true, Empty: "Nothing was decided by hand.", Columns: []ui.Column{{Head: "What", Words: true}, {Head: "Why", Words: true}, {Head: "By"}, {Head: "When"}}}
	for _, d := range slices.Backward(v.s.Said.Decisions) {
		what := capital(d.Kind.Words())
		if d.Value != "" {
			what += ": " + d.Value
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(what), ui.Text(d.Reason), ui.Text(v.named(d.By.Actor)), ui.Text(ui.When(v.now, d.At))}})
	}
	out := parts{t}
	if !v.does(access.RecoveryDecide) || v.s.Off {
		return out
	}
	kinds := []string{string(recovery.DecidePin), "Pin to the session below", string(recovery.DecideForbid), "Keep out of the session below", string(recovery.DecideHold), "Hold: no date for now", string(recovery.DecideRelease), "Release: let the search choose again"}
	if v.may(access.RecoveryReview) && v.s.Patient.Cancer != nil {
		kinds = append(kinds, "fast-yes", "Fast-progressing cancer: yes", "fast-no", "Fast-progressing cancer: no")
	}
	kind := v.typed["kind"]
	if kind == "" {
		kind = string(recovery.DecidePin)
	}
	options := []string{"", "(none)"}
	for _, s := range v.open {
		options = append(options, string(s.ID), fmt.Sprintf("%s, %s, %s", dayOf(s.Date), s.Site, s.ID))
	}
	acts := []ui.Button{{Text: "Decide", Name: "do", Value: "decide"}}
	if v.use != nil {
		acts = []ui.Button{{Text: "See first whom it costs", Name: "do", Value: "try"}, {Text: "Decide now", Name: "do", Value: "decide", Secondary: true}}
	}
	sure := templ.Component(templ.NopComponent)
	if len(v.warned) > 0 {
		sure = templ.Join(ui.Warning{Title: "Only a person may decide this", Body: ui.Bullets(v.warned)},
			ui.Checkboxes{Field: ui.Field{Name: "sure", Label: "All the same"}.WithErrors(v.bad), Options: ui.Options("", v.typed["value"], "Pin it all the same: it was agreed with the patient and the team")})
	}
	form := ui.Form{Action: v.path() + "/decide", Body: templ.Join(sure, ui.Radios{Field: ui.Field{Name: "kind", Label: "Decide"}.WithErrors(v.bad), Options: ui.Options(kind, kinds...)},
		ui.Select{Field: ui.Field{Name: "value", Label: "Session"}.WithErrors(v.bad), Options: ui.Options(v.typed["value"], options...)},
		ui.Textarea{Field: ui.Field{Name: "reason", Label: "Why", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad), Value: v.typed["reason"], Rows: 2}, ui.Buttons(acts))}
	out.add(ui.Details{Summary: "Pin, keep out, hold or release", ID: "decide", Open: len(v.bad) > 0 || v.typed["kind"] != "", Body: form})
	return out
}

func (v patientView) named(actor string) string {
	if n := v.names[actor]; n != "" {
		return n
	}
	return actor
}

// history is everything that was told of the pathway, newest first.
func (v patientView) history() ui.Table {
	t := ui.Table{ID: "told", Stack: true, Caption: "What the lists told", HideTitle: true, Columns: []ui.Column{{Head: "When"}, {Head: "What", Words: true}}}
	p := v.s.Patient
	type line struct {
		at    time.Time
		when  string
		words string
	}
	var list []line
	for i, x := range v.s.Told {
		words := "On a list that was brought in."
		if i > 0 {
			words = "A newer list told something new."
		}
		if x.Off {
			words = "No longer on the list that was brought in."
		}
		list = append(list, line{x.At, ui.When(v.now, x.At), words})
	}
	for _, q := range p.Postponed {
		words := "The " + q.By + " moved the date of " + day(q.For) + "."
		if q.For.IsZero() {
			words = "The " + q.By + " moved a date; which one is not recorded."
		}
		if q.OnDay {
			words += " It was on the day: the 28-day guarantee begins."
		}
		if q.Reason != "" {
			words += " " + capital(q.Reason) + "."
		}
		list = append(list, line{q.On.At(0), day(q.On), words})
	}
	for _, q := range p.Priorities {
		list = append(list, line{q.On.At(0), day(q.On), "Priority " + string(q.Priority) + "."})
	}
	if !p.Prioritised.IsZero() {
		list = append(list, line{p.Prioritised.At(0), day(p.Prioritised), "Priority " + string(p.Priority) + ", in force."})
	}
	if !p.Clock.IsZero() {
		list = append(list, line{p.Clock.At(0), day(p.Clock), "The referral-to-treatment clock started. It has never been started anew."})
	}
	for _, f := range v.s.Said.Findings {
		list = append(list, line{f.At, ui.When(v.now, f.At), "Found: " + string(f.Found) + ", by " + v.named(f.By) + ". " + f.Note})
	}
	slices.SortStableFunc(list, func(a, b line) int { return b.at.Compare(a.at) })
	for _, l := range list {
		t.Rows = append(t.Rows, ui.Cells(l.when, l.words))
	}
	return t
}

// decide keeps a decision, or has it tried out first.
func (m room) decide(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryDecide)
	if err != nil {
		return err
	}
	v, err := m.patientView(r)
	if err != nil {
		return err
	}
	d := recovery.Decision{Pathway: v.s.Patient.Pathway, Kind: recovery.DecisionKind(r.PostFormValue("kind")), Value: r.PostFormValue("value"), Reason: r.PostFormValue("reason")}
	switch kind := r.PostFormValue("kind"); kind {
	case "fast-yes", "fast-no":
		d.Kind, d.Value = recovery.DecideFast, map[string]string{"fast-yes": "yes", "fast-no": "no"}[kind]
		if by, err = signer(r, access.RecoveryReview); err != nil {
			return err
		}
	case string(recovery.DecideHold), string(recovery.DecideRelease):
		d.Value = ""
	}
	if r.PostFormValue("do") == "try" && v.use != nil && d.Kind != recovery.DecideRelease && d.Kind != recovery.DecideFast {
		return r.Redirect(w, tryPath(PlanOf(v.on, v.use.ID), d), "")
	}
	list := []recovery.Decision{d}
	if r.PostFormValue("kind") == "swap" {
		d.Kind = recovery.DecidePin
		list = []recovery.Decision{d, {Pathway: recovery.Pathway(r.PostFormValue("other")), Kind: recovery.DecidePin, Value: r.PostFormValue("back"), Reason: d.Reason}}
	}
	if v.warned, err = m.pinsAgainst(r, v, list); err != nil {
		return err
	}
	if len(v.warned) > 0 {
		return m.decideAgain(w, r, v, askedTwice())
	}
	if err := m.Desk.Decide(r.Context(), by, list); err != nil {
		return m.decideAgain(w, r, v, err)
	}
	return r.Redirect(w, v.path(), "Decided. The next plan keeps to it.")
}

// pinsOf names what decisions pin, for the yes that is given after their warnings were read.
func pinsOf(list []recovery.Decision) string {
	var out []string
	for _, d := range list {
		if d.Kind == recovery.DecidePin {
			out = append(out, d.Value)
		}
	}
	return strings.Join(out, " ")
}

// pinsAgainst is what pins go against; nothing once somebody has read it and said yes.
func (m room) pinsAgainst(r *web.Request, v patientView, list []recovery.Decision) ([]string, error) {
	var out []string
	if r.PostFormValue("sure") == pinsOf(list) {
		return nil, nil
	}
	for _, d := range list {
		s, ok := v.sessions[recovery.SessionID(d.Value)]
		if d.Kind != recovery.DecidePin || !ok {
			continue
		}
		p := v.s.Patient
		if d.Pathway != p.Pathway {
			other, err := m.Lists.Patient(r.Context(), v.on, d.Pathway, v.asOf)
			if err != nil {
				return nil, err
			}
			p = other.Patient
		}
		out = append(out, recovery.PinWarnings(p, s, v.today)...)
	}
	return out, nil
}

func askedTwice() error {
	var bad fault.List
	bad.Add("sure", "", "Read what the pin goes against, and say that it stands all the same, or choose another session")
	return bad.Err("Nothing was decided yet")
}

func (m room) decideAgain(w http.ResponseWriter, r *web.Request, v patientView, err error) error {
	bad, ok := fieldsOf(err, "reason")
	if !ok {
		return err
	}
	v.bad = bad
	for _, k := range []string{"kind", "value", "reason"} {
		v.typed[k] = r.PostFormValue(k)
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}

// later is the later of two days.
func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}
