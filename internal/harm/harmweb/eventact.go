package harmweb

import (
	"headroom/internal/access"

	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// actView is one short form about an event.
type actView struct {
	here
	fields
	k        harm.Kept
	periods  [][2]string
	requests []mitigation.Ref
}

func (m room) act(r *web.Request) (actView, error) {
	k, err := m.kept(r)
	if err != nil {
		return actView{}, err
	}
	v := actView{here: at(r), k: k, fields: fields{typed: typed{}}}
	if v.periods, err = m.periods(r); err != nil {
		return v, err
	}
	if m.Requests != nil {
		v.requests, err = m.Requests.Of(r.Context(), r.On, v.asOf)
	}
	return v, err
}

func (v actView) made(title, lead string) web.Page {
	p := v.page(title)
	p.Lead, p.Problems, p.Narrow = lead, v.bad, true
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Event " + string(v.k.ID), Href: v.link(EventPath(v.on, v.k.ID))})
	return p
}

func (v actView) cancel() ui.Action { return ui.Action{Text: "Cancel", Href: EventPath(v.on, v.k.ID)} }

// answer ends a form: back to the event when it was kept, the form again with its faults when not.
func (v actView) answer(w http.ResponseWriter, r *web.Request, err error, notice string, again func(actView) (web.Page, templ.Component)) error {
	if err == nil {
		return r.Redirect(w, EventPath(v.on, v.k.ID), notice)
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v.bad = bad
	p, body := again(v)
	return r.Render(w, status, p, body)
}

func (m room) linkForm(w http.ResponseWriter, r *web.Request) error {
	v, err := m.act(r)
	if err != nil {
		return err
	}
	v.typed["strength"] = strconv.Itoa(int(mitigation.DontKnow))
	if e := v.k.Now(); e.Period != "" {
		v.typed["to"] = "period:" + e.Period
	}
	p, body := v.linkPage()
	return r.Render(w, http.StatusOK, p, body)
}

func (v actView) linkPage() (web.Page, templ.Component) {
	f := v.fields
	to := ui.Select{Field: f.field("to", "To what?", ""), Options: []ui.Option{{Value: "", Text: "Choose"}}}
	for _, p := range v.periods {
		to.Options = append(to.Options, ui.Option{Value: "period:" + p[0], Text: p[1] + " (" + p[0] + ")", Group: "Periods of action"})
	}
	for _, q := range v.requests {
		to.Options = append(to.Options, ui.Option{Value: "request:" + string(q), Text: string(q), Group: "Mitigation requests"})
	}
	for i := range to.Options {
		to.Options[i].Chosen = to.Options[i].Value == f.typed["to"]
	}
	strength := ui.Radios{Field: f.field("strength", "How strongly is the event tied to it?", "The national scale. 6 can be said only by a reviewer of consultant level who took no part.")}
	for _, s := range mitigation.Strengths() {
		n := strconv.Itoa(int(s))
		strength.Options = append(strength.Options, ui.Option{Value: n, Text: n + ": " + s.Words(), Chosen: f.typed["strength"] == n})
	}
	body := templ.Join(to, strength, f.words("why", "Why?", "What would have happened otherwise, and what else was considered. Needed unless it is not known.", 3),
		f.radios("involved", "Did you take part in the request or in the care?", "", true, "no", "No", "yes", "Yes"))
	return v.made("Judge how strongly event "+string(v.k.ID)+" is tied", "Until somebody says otherwise it is not known. A later word about the same two takes the place of this one and leaves it on the record."),
		ui.Form{Action: EventPath(v.on, v.k.ID) + "/link", Submit: "Record the judgement", Cancel: v.cancel(), Body: body}
}

func (m room) link(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmLink)
	if err != nil {
		return err
	}
	v, err := m.act(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	var bad fault.List
	l := harm.Link{Event: v.k.ID, Reviewer: by.Account, Consultant: by.Consultant, Involved: v.typed["involved"] == "yes", On: v.today, Why: v.typed["why"]}
	kind, ref, _ := strings.Cut(v.typed["to"], ":")
	switch {
	case kind == "period" && slices.ContainsFunc(v.periods, func(p [2]string) bool { return p[0] == ref }):
		l.Period = ref
	case kind == "request" && slices.Contains(v.requests, mitigation.Ref(ref)):
		l.Request = mitigation.Ref(ref)
	}
	if n, err := strconv.Atoi(v.typed["strength"]); err == nil {
		l.Strength = mitigation.Strength(n)
	}
	if l.Request != "" && !l.Involved {
		if l.Involved, err = m.Requests.Took(r.Context(), l.Request, by.Account); err != nil {
			return err
		}
	}
	if v.typed["involved"] != "yes" && v.typed["involved"] != "no" {
		bad.Add("involved", "H22", "Answer yes or no")
	}
	v.typed.anonymous(&bad, "why")
	faults, err := joined(bad, l.Check())
	if err == nil {
		err = fault.List(faults).Err("The judgement was not recorded")
	}
	if err == nil {
		err = m.Desk.Link(r.Context(), by, r.On, l)
	}
	return v.answer(w, r, err, "The judgement was recorded.", func(v actView) (web.Page, templ.Component) { return v.linkPage() })
}

// lastCandour is the answer that counts, empty when there is none.
func (v actView) lastCandour() harm.Candour {
	if n := len(v.k.Candour); n > 0 {
		return v.k.Candour[n-1]
	}
	return harm.Candour{Event: v.k.ID}
}

func (m room) candourForm(w http.ResponseWriter, r *web.Request) error {
	v, err := m.act(r)
	if err != nil {
		return err
	}
	c := v.lastCandour()
	v.typed = typed{"notifiable": c.Notifiable, "level": c.Level, "why": c.Why}
	if !c.Aware.IsZero() {
		v.typed.setMoment("aware", c.Aware)
	}
	if !c.Written.IsZero() {
		v.typed.setMoment("written", c.Written)
	}
	p, body := v.candourPage()
	return r.Render(w, http.StatusOK, p, body)
}

func (v actView) candourPage() (web.Page, templ.Component) {
	f := v.fields
	out := parts{}
	if v.lastCandour().Notifiable == "yes" {
		out.add(ui.Links([]ui.Action{{Text: "Record an attempt to tell the patient", Href: EventPath(v.on, v.k.ID) + "/attempt"}}))
	}
	questions := []templ.Component{
		f.radios("notifiable", "Does the duty of candour apply?", "A clinician's answer. The grades of the national service have other thresholds and do not decide it. If it is unclear, act as if it does.", true, "yes", "Yes", "no", "No", "", "Not decided"),
		f.choice("level", "At which level of regulation 20?", "", "", "None", "death", "Death", "severe", "Severe harm", "moderate", "Moderate harm", "prolonged-psychological", "Prolonged psychological harm, 28 days or more"),
		f.words("why", "Why?", "Needed if it does not apply.", 2),
		f.moment("aware", "When did the organisation become aware?", "The ten working days run from the first time that is given here. Nothing pauses them.", "Time"),
		f.moment("written", "When was the written follow-up sent?", "Leave empty while it is not.", "Time of the written follow-up")}
	if len(v.k.Candour) > 0 {
		questions = append(questions, f.words("reason", "Why is it answered another way than before?", "Needed if it is. The earlier answer stays on the event's page with the day on which its clock began; a clock that you end stays on the list of what is due, with this reason.", 2))
	}
	out.add(ui.Form{Action: EventPath(v.on, v.k.ID) + "/candour", Submit: "Record the answer", Cancel: v.cancel(), Body: templ.Join(questions...)})
	return v.made("Duty of candour for event "+string(v.k.ID), "To tell the patient in person, to say sorry, and to write. Saying sorry admits no liability."), out.body()
}

func (m room) candour(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmCandour)
	if err != nil {
		return err
	}
	v, err := m.act(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	var bad fault.List
	c := v.lastCandour()
	c.Event, c.Notifiable, c.Level, c.Why = v.k.ID, v.typed["notifiable"], v.typed["level"], v.typed["why"]
	c.Reason = v.typed["reason"]
	c.Aware, c.Written = readMoment(r, &bad, "aware"), readMoment(r, &bad, "written")
	if last := v.lastCandour(); !by.Clinician && (c.Notifiable != last.Notifiable || c.Level != last.Level) {
		bad.Add("notifiable", "C6", "Whether the duty applies, and at which level, is a clinician's to say")
	}
	if err := c.OnKind(v.k.Now().Kind); err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	v.typed.anonymous(&bad, "why", "reason")
	if err = c.Check(); len(bad) == 0 {
		_, err = c.After(v.k.Candour, by, v.now)
	}
	faults, err := joined(bad, err)
	if err == nil {
		err = fault.List(faults).Err("The answer was not recorded")
	}
	if err == nil {
		err = m.Desk.Candour(r.Context(), by, r.On, c)
	}
	return v.answer(w, r, err, "The answer on the duty of candour was recorded.", func(v actView) (web.Page, templ.Component) { return v.candourPage() })
}

func (m room) attemptForm(w http.ResponseWriter, r *web.Request) error {
	v, err := m.act(r)
	if err != nil {
		return err
	}
	v.typed.setMoment("contact", v.now)
	p, body := v.attemptPage()
	return r.Render(w, http.StatusOK, p, body)
}

func (v actView) attemptPage() (web.Page, templ.Component) {
	f := v.fields
	body := templ.Join(f.moment("contact", "When was it?", "", "Time"),
		f.radios("reached", "Was the patient, or somebody close to them, reached?", "", true, "yes", "Yes", "no", "No"),
		f.words("words", "In words", "No name, number or address. How it was tried, and what was said.", 3))
	return v.made("An attempt to tell the patient", "One that failed is recorded too. The clock runs until somebody was reached."),
		ui.Form{Action: EventPath(v.on, v.k.ID) + "/attempt", Submit: "Record the attempt", Cancel: v.cancel(), Body: body}
}

func (m room) attempt(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmCandour)
	if err != nil {
		return err
	}
	v, err := m.act(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	var bad fault.List
	c := v.lastCandour()
	x := harm.Contact{At: readMoment(r, &bad, "contact"), Reached: v.typed["reached"] == "yes", By: by.Account, Words: v.typed["words"]}
	if v.typed["reached"] != "yes" && v.typed["reached"] != "no" {
		bad.Add("reached", "H26", "Say whether anybody was reached")
	}
	if x.Words == "" {
		bad.Add("words", "H26", "Say in a few words how it was tried")
	}
	v.typed.anonymous(&bad, "words")
	c.Event, c.Reason, c.Contacts = v.k.ID, "", append(slices.Clone(c.Contacts), x)
	_, err = c.After(v.k.Candour, by, v.now)
	faults, err := joined(bad, err)
	if err == nil {
		err = fault.List(faults).Err("The attempt was not recorded")
	}
	if err == nil {
		err = m.Desk.Candour(r.Context(), by, r.On, c)
	}
	return v.answer(w, r, err, "The attempt was recorded.", func(v actView) (web.Page, templ.Component) { return v.attemptPage() })
}
