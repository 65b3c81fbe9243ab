package mitigationweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// decideAct is the page on which a decision is written down; every other page is named for its step.
const decideAct = "decide"

// actView is one step about to be taken.
type actView struct {
	at
	k   mitigation.Kept
	s   mitigation.Standing
	act string
	as  mitigation.Actor
	v   typed
	bad []fault.Field
}

func (m room) act(w http.ResponseWriter, r *web.Request) error {
	v, err := m.actOf(r)
	if err != nil {
		return v.cannot(w, r, err)
	}
	v.v = typed{}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

// actOf finds the step and the post as which the person takes it.
func (m room) actOf(r *web.Request) (actView, error) {
	k, s, err := m.kept(r)
	v := actView{at: readAt(r), k: k, s: s, act: r.PathValue("act")}
	if err != nil {
		return v, err
	}
	actors := v.actors(k.Trust)
	step := mitigation.Step(v.act)
	if v.act == decideAct {
		step = mitigation.Reject
	}
	for _, a := range actors {
		if slices.Contains(mitigation.StepsOf(s.State, a), step) {
			v.as = a
			return v, nil
		}
	}
	if _, ok := mitigation.Next(s.State, step); !ok {
		return v, fault.New(fault.Conflict, "The request is %s, so that this step cannot follow", s.State.Words())
	}
	return v, fault.New(fault.Forbidden, "This step is for another post to take")
}

// cannot says that a step does not follow from where the request is. Nothing need have changed for that.
func (v actView) cannot(w http.ResponseWriter, r *web.Request, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Conflict {
		return err
	}
	p := v.page("This step cannot follow now")
	p.Caption, p.Lead = string(v.k.Ref)+", "+v.name(v.k.Trust), f.Message+"."
	return render(w, r, http.StatusConflict, p, parts{ui.Links([]ui.Action{{Text: "The request as it stands", Href: v.link(Path(v.k.Ref))}})})
}

func (m room) acted(w http.ResponseWriter, r *web.Request) error {
	v, err := m.actOf(r)
	if err != nil {
		return v.cannot(w, r, err)
	}
	in := readForm(r)
	e := v.event(in, r.Now)
	if v.act == string(mitigation.Sign) && in.text("read") != v.s.Read() {
		in.bad.Add("maincontent", "B6", "The form was changed since this page was drawn; read it below as it is now, and then sign")
	}
	if err = in.bad.Err("This cannot be recorded yet"); err == nil {
		err = m.step(r, v.k.Trust, v.k.Ref, v.as, e)
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		v.v, v.bad = in.v, v.here(bad)
		p, body := v.made()
		return render(w, r, status, p, body)
	}
	if e.Step == mitigation.Begin {
		return r.Redirect(w, WritePath(v.k.Ref, "place"), "The request is taken up again.")
	}
	return r.Redirect(w, Path(v.k.Ref), stepWords(e.Step)+".")
}

// here leads the faults of the request's own form, whose boxes are on other pages, to the head of this one, and a warning to
// the box for the word that lets it through.
func (v actView) here(bad []fault.Field) []fault.Field {
	if v.act != string(mitigation.Sign) && v.act != string(mitigation.Bypass) {
		return bad
	}
	out := slices.Clone(bad)
	for i := range out {
		switch n := out[i].Name; {
		case n == "declared" || n == "words" || strings.HasPrefix(n, "event") || n == "at":
		case out[i].Warning && v.act == string(mitigation.Sign):
			out[i].Name = "words" // a word on it lets it through
		default:
			out[i].Name = "maincontent"
		}
	}
	return out
}

// event is what was sent, as a step.
func (v actView) event(in *reading, now time.Time) mitigation.Event {
	e := mitigation.Event{Step: mitigation.Step(v.act), At: now, Words: in.text("words")}
	if v.timed() {
		e.At = in.when("at", v.s, now)
	}
	switch {
	case v.act == decideAct:
		e.Step, e.Decision = decisionOf(in, v.s)
		e.Words = ""
	case e.Step == mitigation.Sign:
		f := v.s.Form
		f.Declared = in.text("declared") == "yes"
		e.Form = &f
	case e.Step == mitigation.Begin:
		f := v.s.Form
		f.Declared = false
		e.Form = &f
	case e.Step == mitigation.Bypass:
		f := v.s.Form
		f.Event, f.EventBy, f.EventAt = in.text("event"), in.text("event-by"), in.moment("event-at")
		e.Form = &f
	case e.Step == mitigation.Used:
		e.Use = useOf(in)
	case e.Step == mitigation.Correct:
		e.Change = &mitigation.Change{What: in.text("change"), Before: in.text("before"), After: in.text("after")}
	}
	return e
}

// timed reports whether the step may have happened before it is written down. What is done here and now has no time of its
// own to be typed.
func (v actView) timed() bool {
	switch mitigation.Step(v.act) {
	case mitigation.Begin, mitigation.Send, mitigation.SendBack, mitigation.Sign, mitigation.Confirm, mitigation.Close, mitigation.Correct, mitigation.Used, mitigation.Countersign:
		return false
	}
	return true
}

func useOf(in *reading) *mitigation.Use {
	u := &mitigation.Use{Shift: in.whole("shift"), Came: in.stated("came"), NotNeeded: in.stated("not-needed"), Unreached: in.stated("unreached"), Incidents: in.stated("incidents")}
	if m := in.moment("from"); !m.IsZero() {
		u.From = m.At()
	}
	if m := in.moment("to"); !m.IsZero() {
		u.To = m.At()
	}
	return u
}

func (v actView) title() string {
	switch v.act {
	case decideAct:
		return "Write the decision down"
	case string(mitigation.Begin):
		return "Take the request up again"
	}
	return deed(mitigation.Step(v.act), v.s.State)
}

func (v actView) made() (web.Page, parts) {
	p := v.page(v.title())
	p.Caption = string(v.k.Ref) + ", " + v.name(v.k.Trust)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: string(v.k.Ref), Href: v.link(Path(v.k.Ref))})
	p.Lead = first(v.s.Words()) + "."
	p.Problems, p.Narrow = v.bad, true
	body := v.boxes()
	if v.timed() {
		body = append(body, momentField(v.v, v.bad, "at", "When it happened", "Empty is now. London time.")...)
	}
	out := parts{}
	if v.act == string(mitigation.Confirm) {
		out.add(showView{at: v.at, k: v.k, s: v.s}.decision(), ui.Para("Read this against what the union body sent. If it differs, write the decision down anew."))
	}
	if v.act == decideAct {
		out.add(ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Decision needed by", Body: deadline(v.s, v.now)}, {Key: "Doctors asked for", Value: ui.Count(v.s.Signed.Doctors())}}})
	}
	form := ui.Form{Action: ActPath(v.k.Ref, v.act), Submit: v.title(), Cancel: ui.Action{Text: "Cancel", Href: Path(v.k.Ref)}, Body: body}
	if v.act == string(mitigation.Sign) {
		form.Hidden = map[string]string{"read": v.s.Read()}
	}
	out.add(form)
	if v.act == string(mitigation.Sign) {
		out.add(ui.Heading("The request", "form"))
		out.add(formParts(v.at, v.k, v.s.Form)...)
	}
	return p, out
}

func (v actView) boxes() parts {
	step := mitigation.Step(v.act)
	words := area(v.v, v.bad, "words", "In words", "Facts and times. Nobody is named.")
	switch step {
	case decideAct:
		return decisionBoxes(v.v, v.bad, v.s)
	case mitigation.Begin:
		return parts{ui.Para("A new version is begun from the last. The one that was returned stays as it was.")}
	case mitigation.Sign:
		return parts{ui.Checkboxes{Field: ui.Field{Name: "declared", Label: "Declaration", Hint: "What is predicted is frozen with the signature, and the time by which a decision is needed cannot be changed after it."}.WithErrors(v.bad),
			Options: []ui.Option{{Value: "yes", Text: "I declare that this request is accurate", Chosen: v.v["declared"] == "yes"}}},
			area(v.v, v.bad, "words", "A word on it", "Needed where a warning is let through")}
	case mitigation.Confirm:
		return nil
	case mitigation.Countersign:
		return parts{area(v.v, v.bad, "words", "A word on it, if any", "")}
	case mitigation.Bypass:
		out := parts{ui.Warning{Title: "For a mass event that was declared outside the dispute", Text: "Doctors are recalled at once, and the recall is reported upwards in parallel. A second person at the trust countersigns it afterwards; the board, the region, the national team and the union body are told."},
			area(v.v, v.bad, "event", "The event", ""), textBox(v.v, v.bad, "event-by", "Who declared it", "A body or a post, never a name")}
		return append(out, momentField(v.v, v.bad, "event-at", "When it was declared", "London time")...)
	case mitigation.Used:
		return v.useBoxes(words)
	case mitigation.Correct:
		return parts{textBox(v.v, v.bad, "change", "What is corrected", "The times of decisions are never corrected here"), textBox(v.v, v.bad, "before", "What it was", ""), textBox(v.v, v.bad, "after", "What it is", ""), words}
	case mitigation.Send:
		return parts{area(v.v, v.bad, "words", "A word with it, if any", "")}
	}
	return parts{words}
}

// calledWords is how many doctors may come on a shift: granted, or recalled.
func calledWords(s mitigation.Standing, shift int) string {
	if s.Outcome == mitigation.OutBypass {
		return ui.Count(s.RecalledOn(shift)) + " recalled"
	}
	return ui.Count(s.GrantedOn(shift)) + " granted"
}

func (v actView) useBoxes(words ui.Textarea) parts {
	shifts := ui.Options(v.v["shift"], "", "Choose")
	for i, x := range v.s.Signed.Shifts {
		n := strconv.Itoa(i + 1)
		shifts = append(shifts, ui.Option{Value: n, Text: n + ": " + momentWords(x.From) + ", " + calledWords(v.s, i+1), Chosen: v.v["shift"] == n})
	}
	out := parts{ui.Para("Counts alone: nobody is named."), ui.Select{Field: ui.Field{Name: "shift", Label: "Shift"}.WithErrors(v.bad), Options: shifts},
		countBox(v.v, v.bad, "came", "Doctors who returned", ""), countBox(v.v, v.bad, "not-needed", "Not called", ""), countBox(v.v, v.bad, "unreached", "Not reached", "")}
	out = append(out, momentField(v.v, v.bad, "from", "When the first came", "Empty is the shift's start")...)
	out = append(out, momentField(v.v, v.bad, "to", "When the last left", "Empty is the shift's end")...)
	out.add(countBox(v.v, v.bad, "incidents", "Incidents in the shift", ""), words)
	return out
}
