package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// answered is what somebody ticked and chose for several lines at once.
type answered struct {
	party  org.Code
	lines  []string
	to     discharge.State
	reason string
}

// box is the name of a part of the form; a person may answer for several parties on one page.
func (t answered) box(name string) string { return name + "-" + string(t.party) }

// several is the form on which lines are ticked, and agreed or refused together.
func (v agreeView) several(o ownPart, hidden map[string]string) ui.Form {
	t, bad := answered{party: o.org}, []fault.Field(nil)
	if v.typed.party == o.org {
		t, bad = v.typed, v.problems
	}
	lines := ui.Checkboxes{Field: ui.Field{Name: t.box("line"), Label: "Lines"}.WithErrors(bad)}
	for _, l := range o.open {
		lines.Options = append(lines.Options, ui.Option{Value: l.ID, Text: planDay(l.Date) + ": " + serviceWords(l) + ", " + amount(l, l.Number), Hint: "from " + v.name(l.Trust), Chosen: slices.Contains(t.lines, l.ID)})
	}
	var body planParts
	body.add(lines, ui.Radios{Field: ui.Field{Name: t.box("to"), Label: "What do you say of them?"}.WithErrors(bad), Options: ui.Options(string(t.to), string(discharge.Agreed), "Agree to each as it is asked", string(discharge.Refused), "Refuse them all")},
		ui.Textarea{Field: ui.Field{Name: t.box("reason"), Label: "Why", Hint: "One reason for all of them; a refusal needs one. Everyone who may see the plan can read it. Name no patient and no member of staff."}.WithErrors(bad), Value: t.reason, Rows: 3})
	return ui.Form{Action: PlanPath(v.v.Plan) + "/answer", Submit: "Save for the ticked lines", Hidden: hidden, Body: body.body()}
}

// planAnswerSeveral agrees to, or refuses, the ticked lines of one organisation together: all of them or none.
func (m room) planAnswerSeveral(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planRead(r, r.PathValue("plan"), 0)
	if err != nil {
		return err
	}
	v := agreeView{planShow: p, typed: answered{party: planParty(r)}}
	t := &v.typed
	t.to, t.reason, t.lines = discharge.State(r.PostFormValue(t.box("to"))), r.PostFormValue(t.box("reason")), r.PostForm[t.box("line")]
	act, bad := v.typed.act(r, p)
	if len(bad) == 0 {
		_, err := m.Plans.Act(r.Context(), act)
		f := fault.As(err)
		switch {
		case err == nil:
			return m.answeredSeveral(w, r, p, act)
		case f != nil && f.Kind == fault.Conflict:
			return m.refusedAgree(w, r, v, act, f)
		case f == nil || f.Kind != fault.Invalid:
			return err
		}
		bad = t.problems(p, act, f)
	}
	v.problems = bad
	return m.agreement(w, r, http.StatusUnprocessableEntity, v)
}

// act is what was ticked as one act; what cannot be done is said beside the form's fields.
func (t answered) act(r *web.Request, p planShow) (discharge.Act, fault.List) {
	act := discharge.Act{Plan: p.v.Plan, Version: planFormVersion(r)}
	var bad fault.List
	try := t.to
	if t.to != discharge.Agreed && t.to != discharge.Refused {
		try = discharge.Refused
		bad.Add(t.box("to"), "", "Choose whether the lines are agreed or refused")
	}
	if t.to == discharge.Refused && strings.TrimSpace(t.reason) == "" {
		bad.Add(t.box("reason"), "", "Say in a sentence why the lines are refused")
	}
	for _, id := range t.lines {
		l, ok := p.v.Line(id)
		if !ok || l.Holder() != t.party {
			bad.Add(t.box("line"), "", "%s has no line %s in this plan any more; tick the others again", p.name(t.party), id)
			continue
		}
		by, ok := planActor(r, l, p.v.Standings[id], p.v.Board, try)
		if !ok {
			bad.Add(t.box("line"), "", "You may not answer for %s on %s, or its day is over", lineService(l), planDay(l.Date))
			continue
		}
		act.By = by
		act.Moves = append(act.Moves, discharge.Move{Line: id, To: t.to, Reason: t.reason})
	}
	if len(t.lines) == 0 {
		bad.Add(t.box("line"), "", "Tick at least one line")
	}
	return act, bad
}

// problems leads what is wrong with lines to the form, each with the line in words.
func (t answered) problems(p planShow, act discharge.Act, f *fault.Error) fault.List {
	var bad fault.List
	for _, x := range f.Fields {
		id, ok := strings.CutPrefix(x.Name, "line ")
		if !ok && len(act.Moves) == 1 {
			id = act.Moves[0].Line
		}
		words := x.Message
		if l, ok := p.v.Line(id); ok {
			words = planDay(l.Date) + ", " + serviceWords(l) + ": " + words
		}
		bad.Add(t.box("line"), "", "%s", words)
	}
	if len(bad) == 0 {
		bad.Add(t.box("line"), "", "%s", f.Message)
	}
	return bad
}

// answeredSeveral leads on after lines were answered together: to what takes the place of those that were refused.
func (m room) answeredSeveral(w http.ResponseWriter, r *web.Request, p planShow, act discharge.Act) error {
	words := fmt.Sprintf("%s %s.", ui.Plural(len(act.Moves), "line was", "lines were"), act.Moves[0].To)
	if act.Moves[0].To == discharge.Agreed {
		return r.Redirect(w, PlanPath(p.v.Plan)+"/agreement", words)
	}
	now, err := m.planRead(r, p.v.Plan, 0)
	if err != nil {
		return err
	}
	id, err := m.replan(r, now, act.By)
	if err != nil {
		return err
	}
	return r.Redirect(w, SketchPath(id), words+" What takes their place is being worked out.")
}
