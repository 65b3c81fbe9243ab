package harmweb

import (
	"headroom/internal/access"

	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// recordView is the form of an event, new or told anew.
type recordView struct {
	here
	fields
	calendar harm.Periods
	was      *harm.Event // the newest revision, of an event that is told anew
}

// recordTexts are the fields in which people write.
func recordTexts() []string { return []string{"what", "actions", "why", "site", "service"} }

// rest are the fields that nobody must fill in.
func restFields() []string {
	return []string{"detected", "site", "service", "patients", "age", "detection", "period", "response"}
}

func (m room) recordForm(w http.ResponseWriter, r *web.Request) error {
	v := recordView{here: at(r), fields: fields{typed: typed{"kind": string(harm.Incident), "patients": "1"}}}
	v.typed.setDate("detected", v.today)
	var err error
	if v.calendar, err = m.calendar(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.form())
}

func (v recordView) made() web.Page {
	p := v.page("Record an event")
	p.Lead = "If in doubt, record it. Grade it on what is known now: it can be graded again, and every revision is kept."
	if v.was != nil {
		p.Title = "Grade or tell event " + string(v.was.ID) + " anew"
		p.Lead = "The earlier revision stays readable. The new one is sent to the national service in its place."
		p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Event " + string(v.was.ID), Href: v.link(EventPath(v.on, v.was.ID))})
	}
	p.Problems, p.Narrow = v.bad, true
	return p
}

func (v recordView) form() templ.Component {
	f := v.fields
	kind := ui.Radios{Field: f.field("kind", "What sort of event is it?", "")}
	for _, k := range harm.Kinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Text: k.Words(), Chosen: f.typed["kind"] == string(k)})
	}
	body := []templ.Component{kind,
		f.words("what", "What happened?", "No name, number, address or date of birth, of a patient or a colleague.", 4),
		f.date("occurred", "When did it happen?", "Leave empty if it is not known."),
	}
	body = append(body, f.grades(true)...)
	body = append(body,
		f.radios("basis", "What do the grades stand on?", "Of an incident or outcome.", false, string(harm.Actual), "What happened", string(harm.Likely), "What is likely", string(harm.NotDeterminable), "It cannot be determined yet"),
		f.date("review", "If it cannot be determined yet: when is it looked at next?", "It is listed as overdue from the day after."),
		f.words("actions", "What was done at once?", "", 2),
		f.radios("imminent", "For a risk: is it imminent?", "", true, "y", "Yes", "n", "No", "u", "Not known"),
		f.choice("risk-theme", "For a risk: what is it about?", "", "", "Something else, or not known", strconv.Itoa(harm.RiskStaffing), capital(harm.RiskThemes()[0].Words)),
		f.choice("outcome-type", "For an outcome: which kind?", "", codeOptions(harm.OutcomeTypes())...),
		f.choice("association", "For an incident or outcome: how far did the event lead to what became of the patient?", "Needed where it is fatal. The scale of the national service; whether a strike or a request played a part is judged apart.", associations()...))
	if v.was != nil {
		body = append(body, f.words("why", "Why is it graded or told anew?", "", 2))
	}
	body = append(body, ui.Details{Summary: "More, if it is known", Open: v.was != nil || f.faulty(restFields()...), Body: templ.Join(v.more()...)})
	form := ui.Form{Action: RecordPath(v.on), Submit: "Record the event", Cancel: ui.Action{Text: "Cancel", Href: EventsPath(v.on)}, Body: templ.Join(body...)}
	if v.was != nil {
		form.Action, form.Submit, form.Cancel.Href = EventPath(v.on, v.was.ID)+"/revise", "Record the revision", EventPath(v.on, v.was.ID)
		form.Hidden = map[string]string{"revision": strconv.Itoa(v.was.Revision)}
	}
	return form
}

func (v recordView) more() []templ.Component {
	f := v.fields
	response := []string{"", "Not decided"}
	for _, p := range harm.Responses() {
		response = append(response, string(p), capital(responseWords(p)))
	}
	return []templ.Component{
		f.date("detected", "When was it noticed?", ""),
		f.choice("detection", "At which point was it noticed?", "", codeOptions(harm.DetectionPoints())...),
		f.input("site", "Site", "", 20), f.input("service", "Service", "", 20),
		ui.Input{Field: f.field("patients", "Patients affected", "None for a risk."), Value: f.typed["patients"], Width: 5, Whole: true},
		ui.Input{Field: f.field("age", "Age of the patient at the time, in days", "A year has 365 days. Leave empty if it is not known."), Value: f.typed["age"], Width: 5, Whole: true},
		f.choice("period", "Did it fall into a period of action?", "A fact about dates: left alone, it is worked out from the day on which it happened. Whether the two are tied is judged apart.", periodOptions("By the day on which it happened", v.calendar.Named())...),
		f.choice("response", "How the organisation responds", "By the patient-safety incident response framework; no grade decides it.", response...),
	}
}

// associations are how far an event may have led to an outcome, to choose from.
func associations() []string {
	out := []string{"", "Not said"}
	for _, x := range mitigation.Strengths() {
		out = append(out, strconv.Itoa(int(x)), strengthWords(x))
	}
	return out
}

func codeOptions(list []harm.Code) []string {
	out := []string{"", "Not said"}
	for _, c := range list {
		out = append(out, strconv.Itoa(c.Value), capital(c.Words))
	}
	return out
}

// typedOf is an event as its form shows it.
func typedOf(e harm.Event) typed {
	t := typed{"kind": string(e.Kind), "what": e.What, "actions": e.Actions, "basis": string(e.Grade.Basis), "imminent": e.Imminent, "site": e.Site, "service": e.Service,
		"period": e.Period, "response": string(e.Response), "patients": strconv.Itoa(e.Patients)}
	number := func(name string, n int) {
		if n != 0 {
			t[name] = strconv.Itoa(n)
		}
	}
	number("physical", int(e.Grade.Physical))
	number("psychological", int(e.Grade.Psychological))
	number("outcome-type", e.OutcomeType)
	number("detection", e.Detection)
	number("risk-theme", e.RiskTheme)
	number("association", e.Association)
	if e.AgeDays != nil {
		t["age"] = strconv.Itoa(*e.AgeDays)
	}
	t.setDate("occurred", e.Occurred)
	t.setDate("detected", e.Detected)
	t.setDate("review", e.Grade.Review)
	return t
}

// read is the event that the form tells, with what cannot be read.
func (v recordView) read(r *web.Request) (harm.Event, fault.List) {
	var bad fault.List
	t := v.typed
	e := harm.Event{Trust: v.on, Kind: harm.Kind(t["kind"]), Site: t["site"], Service: t["service"], What: t["what"], Actions: t["actions"], Why: t["why"],
		Imminent: t["imminent"], Response: harm.PSIRF(t["response"]), Period: t["period"], Grade: readGrade(t)}
	e.Occurred, e.Detected = readDate(r, &bad, "occurred"), readDate(r, &bad, "detected")
	review := readDate(r, &bad, "review")
	if e.Grade.Basis == harm.NotDeterminable {
		e.Grade.Review = review
	}
	number := func(name string) int {
		if t[name] == "" {
			return 0
		}
		n, err := strconv.Atoi(t[name])
		if err != nil {
			bad.Add(name, "", "Enter a whole number, or leave it empty")
		}
		return n
	}
	e.Patients, e.Detection, e.RiskTheme, e.Association = number("patients"), number("detection"), number("risk-theme"), number("association")
	if t["age"] != "" {
		n := number("age")
		e.AgeDays = &n
	}
	switch e.Kind {
	case harm.Risk, harm.GoodCare: // grades that were given are refused, not dropped
		e.Grade.Basis, e.Grade.Review = "", civil.Date{}
		if e.Kind == harm.Risk && t["patients"] == "1" { // as the form begins
			e.Patients = 0
		}
	case harm.Outcome:
		e.OutcomeType = number("outcome-type")
	}
	if e.Kind != harm.Risk {
		e.Imminent = ""
	}
	t.anonymous(&bad, recordTexts()...)
	if e.Period != "" && !v.calendar.Known(e.Period) {
		bad.Add("period", "", "There is no period of action of that code. Choose one from the list, or leave it to be worked out from the day")
	}
	known := t["response"] == ""
	for _, p := range harm.Responses() {
		known = known || string(p) == t["response"]
	}
	if !known {
		bad.Add("response", "C5", "Choose one of the responses, or leave it undecided")
	}
	return e, bad
}

func (m room) record(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmRecord)
	if err != nil {
		return err
	}
	v := recordView{here: at(r), fields: fields{typed: typedIn(r)}}
	if v.calendar, err = m.calendar(r); err != nil {
		return err
	}
	e, bad := v.read(r)
	e.Revision = 1
	if v.bad, err = joined(bad, e.Check(v.today)); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if len(v.bad) == 0 {
		id, err := m.Desk.Record(r.Context(), by, e)
		if err == nil {
			to := RecordPath(r.On)
			if r.May(access.HarmOwn, r.On) {
				to = EventPath(r.On, id)
			}
			return r.Redirect(w, to, "Event "+string(id)+" was recorded. It waits to be sent to the national service.")
		}
		var ok bool
		if status, v.bad, ok = refused(err); !ok {
			return err
		}
	}
	return r.Render(w, status, v.made(), v.form())
}

func (m room) reviseForm(w http.ResponseWriter, r *web.Request) error {
	k, err := m.kept(r)
	if err != nil {
		return err
	}
	e := k.Now()
	v := recordView{here: at(r), fields: fields{typed: typedOf(e)}, was: &e}
	if v.calendar, err = m.calendar(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.form())
}

func (m room) revise(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmRecord)
	if err != nil {
		return err
	}
	k, err := m.kept(r)
	if err != nil {
		return err
	}
	was := k.Now()
	v := recordView{here: at(r), fields: fields{typed: typedIn(r)}, was: &was}
	if v.calendar, err = m.calendar(r); err != nil {
		return err
	}
	e, bad := v.read(r)
	e.ID = was.ID
	seen, err := strconv.Atoi(v.typed["revision"])
	if err != nil {
		return fault.New(fault.Invalid, "The form does not say which revision it is about. Open it again")
	}
	check := e
	check.Revision = seen + 1
	if v.bad, err = joined(bad, check.Check(v.today)); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if len(v.bad) == 0 {
		e.Revision = seen // the one that was looked at
		n, err := m.Desk.Revise(r.Context(), by, e)
		if err == nil {
			return r.Redirect(w, EventPath(r.On, e.ID), "Revision "+strconv.Itoa(n)+" was recorded. It waits to be sent to the national service.")
		}
		var ok bool
		if status, v.bad, ok = refused(err); !ok {
			return err
		}
	}
	return r.Render(w, status, v.made(), v.form())
}

// readable is the event that the address names: whole, or as the reader recorded it themselves. What they may not see is no
// page of theirs.
func (m room) readable(r *web.Request) (harm.Kept, error) {
	if r.May(access.HarmRead, r.On) {
		return m.kept(r)
	}
	k, err := m.Events.Event(r.Context(), r.On, harm.EventID(r.PathValue("id")), at(r).asOf)
	if err == nil && (len(k.Revisions) == 0 || k.Revisions[0].By != r.Who.Actor()) {
		err = fault.New(fault.NotFound, "There is no such event at this trust")
	}
	if err != nil {
		return harm.Kept{}, err
	}
	return own(k), nil
}

// kept is the event that the address names. Whoever records events and reads none does not open one either.
func (m room) kept(r *web.Request) (harm.Kept, error) {
	if !r.May(access.HarmRead, r.On) {
		return harm.Kept{}, fault.New(fault.Forbidden, "Your roles let you record events here, and read none")
	}
	k, err := m.Events.Event(r.Context(), r.On, harm.EventID(r.PathValue("id")), at(r).asOf)
	if err == nil && len(k.Revisions) == 0 {
		err = fault.New(fault.NotFound, "There is no such event at this trust")
	}
	return k, err
}
