package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// lineView is the page of one line.
type lineView struct {
	planShow
	line     discharge.Line
	st       discharge.Standing
	may      []discharge.State // what the person may make of it
	happened []discharge.Happening
	names    map[string]string
	chosen   discharge.State
	number   string
	reason   string
	problems []fault.Field
	clash    planParts // why it could not be agreed
}

func (m room) lineAsked(r *web.Request) (lineView, error) {
	p, err := m.planAsked(r)
	if err != nil {
		return lineView{}, err
	}
	v := lineView{planShow: p}
	var ok bool
	if v.line, ok = p.v.Line(r.PathValue("line")); !ok {
		return v, fault.New(fault.NotFound, "Version %d of this plan has no such line", p.v.Number)
	}
	v.st = p.v.Standings[v.line.ID]
	if p.newest() {
		for _, to := range discharge.MayFollow(v.st.State) {
			if _, ok := planActor(r, v.line, v.st, p.v.Board, to); ok {
				v.may = append(v.may, to)
			}
		}
	}
	list, err := m.Plans.History(r.Context(), p.v.Plan, planKnown(r))
	if err != nil {
		return v, err
	}
	for _, h := range slices.Backward(list) {
		if h.Line == v.line.ID {
			v.happened = append(v.happened, h)
		}
	}
	v.names, err = m.People.Named(r.Context(), actorsOf(v.happened))
	return v, err
}

func (m room) planLine(w http.ResponseWriter, r *web.Request) error {
	v, err := m.lineAsked(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.linePage(), v.parts().body())
}

func (v lineView) linePage() web.Page {
	page := v.page(serviceWords(v.line) + ", " + planDay(v.line.Date))
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: v.v.Plan, Href: v.link(PlanPath(v.v.Plan))}, web.Crumb{Text: "Lines", Href: v.link(PlanPath(v.v.Plan) + "/lines")})
	page.Problems = v.problems
	return page
}

func (v lineView) parts() planParts {
	out := append(v.standing(), v.clash...)
	l := v.line
	rows := []ui.SummaryRow{{Key: "State", Tags: []ui.Tag{stateTag(v.st.State)}, Value: v.st.Last.Reason}, {Key: "Asked", Value: amount(l, l.Number)}}
	if !v.st.AgreedBy.At.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: "Agreed", Value: amount(l, v.st.Agreed)})
	}
	switch {
	case v.st.Reported:
		rows = append(rows, ui.SummaryRow{Key: "Done", Value: amount(l, v.st.Delivered)})
	case !v.st.AgreedBy.At.IsZero():
		rows = append(rows, ui.SummaryRow{Key: "Done", Tags: []ui.Tag{ui.Missing.Tag()}, Value: "Due by " + ui.When(v.now, discharge.VarianceDue(l.Date))})
	}
	rows = append(rows, ui.SummaryRow{Key: "Patients of", Value: v.name(l.Trust)}, ui.SummaryRow{Key: "Who answers", Value: v.name(l.Holder()) + ": " + l.Owner}, ui.SummaryRow{Key: "What it gains", Value: capital(effectWords(l.Effect))})
	out.add(ui.SummaryList{Rows: rows})
	if len(v.may) > 0 {
		out.add(v.form())
	} else if v.newest() {
		out.add(ui.Note("What becomes of this line is said by " + v.name(l.Holder()) + ", and on the day by the trust or the council."))
	}
	out.add(v.happenings("happened", "What happened to this line, newest first", together(v.happened), v.names))
	return out
}

// moveWords says what a choice does.
func (v lineView) moveWords(to discharge.State) (text, hint string) {
	switch to {
	case discharge.Agreed:
		return "Agree", "All " + amount(v.line, v.line.Number) + " when the number is left empty. Fewer need a reason, and the plan is worked out anew"
	case discharge.Refused:
		return "Refuse", "With a reason. What takes its place, and whom that costs how much, is worked out at once"
	case discharge.Withdrawn:
		return "Withdraw", "With a reason. It cannot come back but in a new version"
	case discharge.Delivered:
		return "It was done", "Say how many. Fewer or more than agreed need a reason"
	case discharge.Failed:
		return "Nothing was done", "With a reason, and without a number"
	}
	return capital(string(to)), ""
}

func (v lineView) form() ui.Form {
	radios := ui.Radios{Field: ui.Field{Name: "to", Label: "What do you say of this line?"}.WithErrors(v.problems)}
	for _, to := range v.may {
		text, hint := v.moveWords(to)
		radios.Options = append(radios.Options, ui.Option{Value: string(to), Text: text, Hint: hint, Chosen: to == v.chosen})
	}
	var body planParts
	label, hint := "How many", capital(v.line.Unit())
	if v.line.Service == discharge.TransferHub {
		label, hint = "How much", "Of a working day of hub staff, as 0.25"
	}
	body.add(radios, amountBox(v.line, ui.Field{Name: "number", Label: label, Hint: hint}.WithErrors(v.problems), v.number),
		ui.Textarea{Field: ui.Field{Name: "reason", Label: "Why", Hint: "Everyone who may see the plan can read it. Name no patient and no member of staff."}.WithErrors(v.problems), Value: v.reason, Rows: 3})
	return ui.Form{Action: LinePath(v.v.Plan, v.line.ID), Submit: "Save", Hidden: map[string]string{"version": strconv.Itoa(v.v.Number)}, Body: body.body()}
}

// planMove brings one line to a state. A line that is refused, or agreed in part, has what takes its place worked out at
// once.
func (m room) planMove(w http.ResponseWriter, r *web.Request) error {
	v, err := m.lineAsked(r)
	if err != nil {
		return err
	}
	v.chosen, v.number, v.reason = discharge.State(r.PostFormValue("to")), strings.TrimSpace(r.PostFormValue("number")), r.PostFormValue("reason")
	if v.newest() && slices.Contains(discharge.MayFollow(v.st.State), v.chosen) && !slices.Contains(v.may, v.chosen) {
		return fault.New(fault.Forbidden, "You may not make this line %s: %s answers for it, and what was done is entered by its trust or its council", v.chosen, v.name(v.line.Holder()))
	}
	n, bad := moveOf(v)
	var by discharge.Signer
	if bad.Err("The line was left as it is") == nil {
		by, _ = planActor(r, v.line, v.st, v.v.Board, v.chosen) // there is one: what may be chosen was looked at above
		_, err = m.Plans.Act(r.Context(), discharge.Act{Plan: v.v.Plan, Version: planFormVersion(r), By: by, Moves: []discharge.Move{{Line: v.line.ID, To: v.chosen, Number: n, Reason: v.reason}}})
		if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
			for _, x := range f.Fields {
				x.Name = strings.TrimPrefix(strings.TrimPrefix(x.Name, "line "+v.line.ID), " ")
				if x.Name == "" {
					x.Name = "to"
				}
				bad = append(bad, x)
			}
			if len(f.Fields) == 0 {
				bad.Add("to", "", "%s", f.Message)
			}
			err = nil
		}
		if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
			if v.clash, err = m.clash(r, v.planShow, "agreed", []discharge.Line{v.line}, f); err != nil {
				return err
			}
			v.problems = []fault.Field{{Name: "to", Message: f.Message}}
			return r.Render(w, http.StatusConflict, v.linePage(), v.parts().body())
		}
		if err != nil {
			return err
		}
	}
	if len(bad) > 0 {
		v.problems = bad
		return r.Render(w, http.StatusUnprocessableEntity, v.linePage(), v.parts().body())
	}
	return m.moved(w, r, v, by)
}

// moved leads on after a line has moved.
func (m room) moved(w http.ResponseWriter, r *web.Request, v lineView, by discharge.Signer) error {
	words := fmt.Sprintf("The line is %s.", v.chosen)
	if v.chosen != discharge.Refused && v.chosen != discharge.Agreed {
		return r.Redirect(w, LinePath(v.v.Plan, v.line.ID), words)
	}
	p, err := m.planRead(r, v.v.Plan, 0)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(p.v.Withdrawn(), func(c discharge.Change) bool { return c.Line == v.line.ID }) {
		return r.Redirect(w, LinePath(v.v.Plan, v.line.ID), words)
	}
	id, err := m.replan(r, p, by)
	if err != nil {
		return err
	}
	return r.Redirect(w, SketchPath(id), words+" What takes its place is being worked out.")
}

// moveOf reads what was chosen.
func moveOf(v lineView) (n int, bad fault.List) {
	if !slices.Contains(v.may, v.chosen) {
		bad.Add("to", "", "Choose what you say of this line")
	}
	if v.number != "" {
		var wrong string
		if n, wrong = amountOf(v.line, v.number); wrong != "" {
			bad.Add("number", "", "%s", wrong)
		}
		if n == 0 && wrong == "" && (v.chosen == discharge.Agreed || v.chosen == discharge.Delivered) {
			bad.Add("number", "", "Nought is not an agreement or a delivery: choose to refuse the line, or to say that nothing was done, with a reason")
		}
	}
	return n, bad
}
