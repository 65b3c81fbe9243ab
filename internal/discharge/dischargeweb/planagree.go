package dischargeweb

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// ownPart is what one of the person's organisations has still to do in a plan.
type ownPart struct {
	org     org.Code
	open    []discharge.Line // that it answers for and has not answered
	answers bool             // the person may answer for it
	signs   bool             // the person may sign for it
	sign    discharge.Signature
}

// ownParts are the parties for which the person may answer or sign.
func ownParts(r *web.Request, p planShow) []ownPart {
	var out []ownPart
	for _, s := range p.v.Agreement.Parties {
		o := ownPart{org: s.Org, sign: s}
		for _, l := range p.v.Lines {
			if l.Holder() != s.Org || p.v.Standings[l.ID].State != discharge.Proposed {
				continue
			}
			if _, ok := planActor(r, l, p.v.Standings[l.ID], p.v.Board, discharge.Agreed); ok {
				o.open, o.answers = append(o.open, l), true
			}
		}
		_, o.signs = planSigner(r, p.v.Version, s.Org)
		if o.answers || o.signs {
			out = append(out, o)
		}
	}
	return out
}

// planSigner finds the role in which the person may sign for a party.
func planSigner(r *web.Request, v discharge.Version, party org.Code) (discharge.Signer, bool) {
	for _, by := range planSigners(r, access.PlanSign) {
		if by.Org == party && discharge.MaySign(v, by) == nil {
			return by, true
		}
	}
	return discharge.Signer{}, false
}

// agreeView is the page of the agreement.
type agreeView struct {
	planShow
	own      []ownPart
	names    map[string]string
	sketches []discharge.Sketch
	wanting  []discharge.Change // lines that want something in their place
	remake   bool
	renews   bool // the person may propose another version
	typed    answered
	problems []fault.Field
	clash    planParts // why lines could not be agreed
}

func (m room) planAgreement(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	return m.agreement(w, r, http.StatusOK, agreeView{planShow: p})
}

// agreement shows the page with what was typed on it.
func (m room) agreement(w http.ResponseWriter, r *web.Request, status int, v agreeView) error {
	p := v.planShow
	v.wanting = p.v.Withdrawn()
	if p.newest() {
		v.own = ownParts(r, p)
		v.renews = r.May(access.PlanPropose, p.v.Area) && !r.Past
		v.remake = len(v.wanting) > 0 && (len(planSigners(r, access.PlanPropose)) > 0 || len(planSigners(r, access.PlanAnswer)) > 0)
	}
	var actors []string
	for _, s := range p.v.Agreement.Parties {
		if s.By.By.Actor != "" {
			actors = append(actors, s.By.By.Actor)
		}
	}
	var err error
	if v.names, err = m.People.Named(r.Context(), actors); err != nil {
		return err
	}
	if v.sketches, err = m.Plans.Sketches(r.Context(), p.v.Plan, planKnown(r), 5); err != nil {
		return err
	}
	page := p.page("Agreement")
	page.Problems = v.problems
	return r.Render(w, status, page, v.parts().body())
}

func (v agreeView) parts() planParts {
	at := PlanPath(v.v.Plan) + "/agreement"
	out := append(v.standing(), v.clash...)
	out.add(v.tabs(at), ui.Para(capital(v.v.Agreement.Words)+"."))
	for _, o := range v.own {
		out.add(v.ownForms(o)...)
	}
	t := ui.Table{ID: "parties", Caption: "Who has signed", Stack: true, Columns: []ui.Column{{Head: "Party", Words: true}, {Head: "State"}, {Head: "Signed by", Words: true}, {Head: "When"}}}
	for _, s := range v.v.Agreement.Parties {
		cell := v.named(s.Org)
		cell.Note = capital(s.Kind.Words()) + ", " + string(s.Org)
		row := ui.Row{Cells: []ui.Cell{cell, {Tags: []ui.Tag{{Text: "Open", Colour: ui.Blue}}, Note: s.Wanting}, ui.Text("–"), ui.Text("–")}}
		if s.By.Org != "" {
			row.Cells[2], row.Cells[3] = ui.Text(v.planWho(s.By.By, v.names)), ui.Text(ui.When(v.now, s.By.At))
		}
		if s.Signed {
			row.Cells[1] = ui.Cell{Tags: []ui.Tag{ui.Signed.Tag()}}
			if s.Carried {
				row.Cells[1].Note = fmt.Sprintf("under version %d; nothing it answers for has changed since", s.By.Version)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	out.add(t)
	if len(v.wanting) > 0 {
		out.add(v.refusedParts()...)
	}
	if v.renews {
		out.add(ui.Heading("Another version", "renew"), ui.Para("Work a plan out for the same area, and propose what is found as the next version of this plan: answers to lines that do not change are carried over."),
			ui.Links([]ui.Action{{Text: "Work another version out", Href: withQuery(NewPath, "area", string(v.v.Area))}}))
	}
	return out
}

// ownForms are what one of the person's organisations can do.
func (v agreeView) ownForms(o ownPart) planParts {
	var out planParts
	out.add(ui.Heading("For "+v.name(o.org), "own-"+string(o.org)))
	hidden := map[string]string{"for": string(o.org), "version": strconv.Itoa(v.v.Number)}
	if o.answers {
		lines := ui.Plural(len(o.open), "line is", "lines are")
		out.add(ui.Para(fmt.Sprintf("%s not answered. Agree to all as they are asked, answer several at once, or open a line to agree to fewer.", lines)))
		out.add(ui.Form{Action: PlanPath(v.v.Plan) + "/agree", Submit: fmt.Sprintf("Agree to all %d as asked", len(o.open)), Hidden: hidden})
		out.add(ui.Details{Summary: "Answer several lines at once", Spoken: v.name(o.org), Open: v.typed.party == o.org, Body: v.several(o, hidden)})
		out.add(ui.Details{Summary: "The lines that are not answered", Spoken: v.name(o.org), Body: v.lineTable("open-"+string(o.org), lines+" not answered", o.open)})
	}
	switch {
	case !o.signs || o.sign.Signed:
	case len(o.open) > 0:
		out.add(ui.Form{Action: PlanPath(v.v.Plan) + "/sign", Submit: "Agree to all and sign", Hidden: map[string]string{"for": string(o.org), "version": strconv.Itoa(v.v.Number), "agree": "yes"}})
	default:
		out.add(ui.Form{Action: PlanPath(v.v.Plan) + "/sign", Submit: "Sign for " + v.name(o.org), Hidden: hidden})
	}
	if o.sign.Signed {
		out.add(ui.Para("It has signed."))
	}
	return out
}

// refusedParts say which lines want something in their place, and lead to what was worked out for them.
func (v agreeView) refusedParts() planParts {
	var lines []discharge.Line
	for _, c := range v.wanting {
		if l, ok := v.v.Line(c.Line); ok {
			lines = append(lines, l)
		}
	}
	var out planParts
	out.add(ui.Heading("What was refused, or agreed in part", "refused"), v.lineTable("wanting", ui.Plural(len(lines), "line", "lines"), lines))
	var links []ui.Action
	for _, s := range v.sketches {
		links = append(links, ui.Action{Text: fmt.Sprintf("What takes their place, worked out %s", ui.When(v.now, s.At)), Href: v.planHelp.link(SketchPath(s.ID))})
	}
	if len(links) > 0 {
		out.add(ui.Links(links))
	}
	if v.remake {
		out.add(ui.Form{Action: PlanPath(v.v.Plan) + "/again", Submit: "Work out what takes their place"})
	}
	return out
}

// planParty reads for whom a form speaks.
func planParty(r *web.Request) org.Code { return org.Code(r.PostFormValue("for")) }

// planFormVersion is the version that the person looked at.
func planFormVersion(r *web.Request) int {
	n, _ := strconv.Atoi(r.PostFormValue("version"))
	return n
}

// planAgreeAll agrees to every unanswered line of one organisation as it is asked.
func (m room) planAgreeAll(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planRead(r, r.PathValue("plan"), 0)
	if err != nil {
		return err
	}
	act := discharge.Act{Plan: p.v.Plan, Version: planFormVersion(r)}
	for _, o := range ownParts(r, p) {
		if o.org != planParty(r) {
			continue
		}
		for _, l := range o.open {
			act.By, _ = planActor(r, l, p.v.Standings[l.ID], p.v.Board, discharge.Agreed)
			act.Moves = append(act.Moves, discharge.Move{Line: l.ID, To: discharge.Agreed})
		}
	}
	if len(act.Moves) == 0 {
		return fault.New(fault.Conflict, "No line of %s that you may answer is open any more", p.name(planParty(r)))
	}
	_, err = m.Plans.Act(r.Context(), act)
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
		return m.refusedAgree(w, r, agreeView{planShow: p, typed: answered{party: planParty(r), to: discharge.Agreed}}, act, f)
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, PlanPath(p.v.Plan)+"/agreement", ui.Plural(len(act.Moves), "line was", "lines were")+" agreed.")
}

// planSign signs the newest version for one party.
func (m room) planSign(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planRead(r, r.PathValue("plan"), 0)
	if err != nil {
		return err
	}
	by, ok := planSigner(r, p.v.Version, planParty(r))
	if !ok {
		return fault.New(fault.Forbidden, "You hold no role that signs this plan for %s: its director signs, or a deputy named for that role", p.name(planParty(r)))
	}
	a, err := m.Plans.Sign(r.Context(), p.v.Plan, planFormVersion(r), by, r.PostFormValue("agree") == "yes")
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
		return m.refusedAgree(w, r, agreeView{planShow: p, typed: answered{party: by.Org, to: discharge.Agreed}}, discharge.Act{}, f)
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, PlanPath(p.v.Plan)+"/agreement", "The plan is signed for "+p.name(by.Org)+". "+capital(a.Words)+".")
}

// planAgain works out what takes the place of lines that were refused or agreed in part.
func (m room) planAgain(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planRead(r, r.PathValue("plan"), 0)
	if err != nil {
		return err
	}
	by := append(planSigners(r, access.PlanPropose), planSigners(r, access.PlanAnswer)...)
	if len(by) == 0 {
		return fault.New(fault.Forbidden, "None of your roles answers for a line of this plan")
	}
	id, err := m.replan(r, p, by[0])
	if err != nil {
		return err
	}
	return r.Redirect(w, SketchPath(id), "")
}

// replan asks for what takes the place of the plan's refused lines. The ask is the one that the plan was proposed from.
func (m room) replan(r *web.Request, p planShow, by discharge.Signer) (int64, error) {
	changes := p.v.Withdrawn()
	if len(changes) == 0 {
		return 0, fault.New(fault.Conflict, "No line of this plan is refused or agreed in part: nothing has to take its place")
	}
	ask := usualAsk(p.v.Area)
	ask.Share, ask.Confidence, ask.Mornings, ask.Source = p.v.Target, p.v.Confidence, mornings(p.v.Version), "the plan's own"
	if p.v.Sketch != 0 {
		s, err := m.Plans.Sketch(r.Context(), p.v.Sketch, time.Time{})
		if err != nil {
			return 0, err
		}
		ask = s.Ask
	}
	ask.Fixed = 0
	ask.Again = &discharge.Again{Plan: p.v.Plan, Version: p.v.Number, Changes: changes}
	return m.Plans.AskSketch(r.Context(), by, ask)
}
