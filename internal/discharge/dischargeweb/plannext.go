package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// asNew is the choice to propose a sketch as a plan of its own.
const asNew = "new"

// usedIn is the version of a plan that was proposed from a sketch.
type usedIn struct {
	plan    string
	version int
	before  discharge.PlanView // the version whose place it took; none of a plan's first
}

// follows reads which live plans of its area a sketch can be the next version of, whether it was proposed already, and a
// name that no plan has yet.
func (m room) follows(r *web.Request, v *sketchView) error {
	if v.s.Made == nil || v.s.Made.Refused != "" || !v.proposes {
		return nil
	}
	if v.again != nil {
		v.revived = v.s.Revived(v.again.v)
		return m.usedAlready(r, v, v.again.v, v.again.v.Number+1)
	}
	list, _, err := m.Plans.Plans(r.Context(), discharge.PlansAsked{Within: r.Scope(access.PlanRead)})
	if err != nil {
		return err
	}
	for _, row := range list {
		if row.Area != v.s.Ask.Area || row.To.Before(r.Today) {
			continue
		}
		p, err := m.Plans.Plan(r.Context(), row.Plan, 0, planKnown(r))
		if err != nil {
			return err
		}
		v.earlier = append(v.earlier, p)
		if err := m.usedAlready(r, v, p, 1); err != nil {
			return err
		}
	}
	base := v.plan
	for n := 2; ; n++ {
		_, err := m.Plans.Plan(r.Context(), v.plan, 0, planKnown(r))
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		v.plan = fmt.Sprintf("%s-%d", base, n)
	}
}

// usedAlready looks for a version of a plan, from the first that can be, that was proposed from the sketch.
func (m room) usedAlready(r *web.Request, v *sketchView, p discharge.PlanView, first int) error {
	for n := first; n <= p.Newest; n++ {
		at, err := m.Plans.Plan(r.Context(), p.Plan, n, planKnown(r))
		if err != nil {
			return err
		}
		if at.Sketch == v.s.ID {
			v.used = usedIn{plan: p.Plan, version: n}
		}
		if at.Sketch == v.s.ID && n > 1 {
			if v.used.before, err = m.Plans.Plan(r.Context(), p.Plan, n-1, planKnown(r)); err != nil {
				return err
			}
		}
	}
	if v.again != nil && v.used.plan == "" && p.Newest >= first {
		v.overtaken = p.Newest
	}
	return nil
}

// proposed is the part of the page on which the sketch is proposed, or what was proposed from it.
func (v sketchView) proposed() planParts {
	var out planParts
	switch {
	case v.used.plan != "":
		out.add(ui.Inset{Text: fmt.Sprintf("Version %d of plan %s was proposed from this sketch.", v.used.version, v.used.plan)},
			ui.Links([]ui.Action{{Text: "Open plan " + v.used.plan, Href: v.link(PlanPath(v.used.plan))}}),
			v.drops(v.used.before, fmt.Sprintf("Lines of plan %s that version %d left out", v.used.plan, v.used.version)))
	case v.overtaken > 0:
		out.add(ui.Inset{Text: fmt.Sprintf("This was worked out for version %d of plan %s. Version %d has been proposed since, so it can be proposed no more.", v.s.Ask.Again.Version, v.again.v.Plan, v.overtaken)},
			ui.Links([]ui.Action{{Text: "Open plan " + v.again.v.Plan, Href: v.link(PlanPath(v.again.v.Plan))}}))
	case len(v.revived) > 0:
		out.add(v.agreedSince(), ui.Links([]ui.Action{{Text: "Open plan " + v.again.v.Plan, Href: v.link(PlanPath(v.again.v.Plan) + "/agreement")}}))
	default:
		out.add(v.proposeForm())
		for _, p := range v.earlier {
			out.add(v.drops(p, fmt.Sprintf("Lines of plan %s that version %d would leave out", p.Plan, p.Newest+1)))
		}
	}
	return out
}

// agreedSince says which lines have been agreed since the sketch put something in their place.
func (v sketchView) agreedSince() ui.Warning {
	w := ui.Warning{Title: "What was refused has been agreed since", Text: fmt.Sprintf("This was worked out in place of lines whose holders have agreed to them by now, so it can be proposed no more: it would take back what was agreed. Version %d of plan %s stands; what is still refused can be worked out again from there.", v.again.v.Number, v.again.v.Plan)}
	var list []string
	for _, l := range v.revived {
		list = append(list, fmt.Sprintf("%s: %s of %s from %s, agreed by %s", planDay(l.Date), amount(l, l.Number), serviceWords(l), v.name(l.Trust), v.name(l.Holder())))
	}
	w.Body = ui.Bullets(list)
	return w
}

// drops lists what of a plan's version is in the one that follows it from the sketch no more, with the reason.
func (v sketchView) drops(p discharge.PlanView, caption string) templ.Component {
	list := v.s.Drops(p)
	if len(list) == 0 {
		return templ.NopComponent
	}
	t := ui.Table{ID: "drops-" + strings.ToLower(p.Plan), Caption: caption, Stack: true,
		Hint:    "What was agreed stays; what nobody has answered yet is looked for anew. To keep a line, let who is asked answer it first, and work the plan out again.",
		Columns: []ui.Column{{Head: "Day", Tight: true}, {Head: "What", Words: true}, {Head: "Number", Numeric: true}, {Head: "Who answers", Words: true}, {Head: "State"}, {Head: "Why it goes", Words: true}}}
	for _, d := range list {
		l := d.Line
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(planDay(l.Date)), {Text: serviceWords(l), Note: "from " + v.name(l.Trust), Link: v.link(LinePath(p.Plan, l.ID))}, ui.Text(amount(l, l.Number)), v.named(l.Holder()),
			{Tags: []ui.Tag{stateTag(d.State)}}, ui.Text(capital(d.Why) + ".")}})
	}
	return t
}

func (v sketchView) proposeForm() ui.Form {
	f := ui.Form{Action: SketchPath(v.s.ID) + "/propose", Submit: "Propose to the parties"}
	var body planParts
	switch {
	case v.again != nil:
		f.Submit = fmt.Sprintf("Propose as version %d of %s", v.again.v.Newest+1, v.again.v.Plan)
		if n := v.again.v.CarriedInto(v.s.Draft(v.again.v.Plan, v.again.v.Number)).Lost; n > 0 {
			body.add(ui.Inset{Text: agreedNoMore(n) + "."})
		}
	case len(v.earlier) > 0:
		body.add(v.choice())
	}
	if v.again == nil {
		hint := "Letters, digits, points and hyphens"
		if len(v.earlier) > 0 {
			hint += ". Counts for a new plan only"
		}
		body.add(ui.Input{Field: ui.Field{Name: "plan", Label: "Name of the plan", Hint: hint}.WithErrors(v.problems), Value: v.plan, Width: 20})
	}
	body.add(ui.Input{Field: ui.Field{Name: "reason", Label: "Why, in a sentence"}.WithErrors(v.problems), Value: v.reason})
	f.Body = body.body()
	return f
}

// choice is between a new plan and the next version of a live one, each with what becomes of the answers.
func (v sketchView) choice() ui.Radios {
	c := ui.Radios{Field: ui.Field{Name: "as", Label: "Propose it as"}.WithErrors(v.problems)}
	c.Options = append(c.Options, ui.Option{Value: asNew, Text: "A new plan, beside those there are", Chosen: v.as == "" || v.as == asNew})
	for _, p := range v.earlier {
		k := p.CarriedInto(v.s.Next(p))
		hint := fmt.Sprintf("Takes the place of version %d. %s as they are, with %s carried over; %s new or changed; %s", p.Newest, ui.Plural(k.Same, "line stays", "lines stay"),
			ui.Plural(k.Answered, "answer", "answers"), ui.Plural(k.Fresh, "line is", "lines are"), ui.Plural(k.Gone, "line goes", "lines go"))
		if k.Gone > 0 {
			hint += ", which the table below names with the reason"
		}
		if k.Lost > 0 {
			hint += ". " + agreedNoMore(k.Lost)
		}
		c.Options = append(c.Options, ui.Option{Value: p.Plan, Text: fmt.Sprintf("Version %d of plan %s", p.Newest+1, p.Plan), Hint: hint, Chosen: v.as == p.Plan})
	}
	return c
}

// agreedNoMore warns of answers that a next version makes void.
func agreedNoMore(lost int) string {
	return ui.Plural(lost, "line that changes or goes was", "lines that change or go were") + " agreed already: what was agreed counts no more"
}

// draft is the version that the form asks for; a problem says why there is none.
func (v *sketchView) draft(r *web.Request) discharge.Version {
	var bad fault.List
	defer func() { v.problems = bad }()
	v.reason, v.as = r.PostFormValue("reason"), r.PostFormValue("as")
	if v.again != nil {
		return v.s.Draft(v.again.v.Plan, v.again.v.Number)
	}
	if i := slices.IndexFunc(v.earlier, func(p discharge.PlanView) bool { return p.Plan == v.as }); i >= 0 {
		return v.s.Next(v.earlier[i])
	}
	if v.as != "" && v.as != asNew {
		bad.Add("as", "", "Plan %s is not a live plan of %s any more; choose again", v.as, v.name(v.s.Ask.Area))
		return discharge.Version{}
	}
	v.plan = strings.TrimSpace(r.PostFormValue("plan"))
	switch {
	case slices.Contains([]string{NewPath, ConflictsPath, VariancePath}, PlanPath(v.plan)):
		bad.Add("plan", "", "This word is the address of another page; give the plan another name")
	case slices.ContainsFunc(v.earlier, func(p discharge.PlanView) bool { return p.Plan == v.plan }):
		bad.Add("plan", "", "There is a plan %s already: give this one another name, or propose it as that plan's next version", v.plan)
	}
	return v.s.Draft(v.plan, 0)
}

// planPropose proposes a sketch as a plan's first or next version.
func (m room) planPropose(w http.ResponseWriter, r *web.Request) error {
	v, err := m.sketchAsked(r)
	if err != nil {
		return err
	}
	if v.s.Made == nil || v.s.Made.Refused != "" {
		return fault.New(fault.Conflict, "This sketch is not worked out: there is nothing to propose")
	}
	again := func() error {
		return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
	}
	d := v.draft(r)
	switch {
	case v.used.plan != "" || v.overtaken > 0:
		v.problems = []fault.Field{{Name: "reason", Message: "Nothing was proposed: a version was proposed since you opened this page"}}
	case len(v.revived) > 0:
		v.problems = []fault.Field{{Name: "reason", Message: "Nothing was proposed: what was refused has been agreed since this was worked out"}}
	}
	if len(v.problems) > 0 {
		return again()
	}
	d.Board = boardOf(r.Present, d.Area)
	for _, s := range planSigners(r, access.PlanPropose) {
		if d.By = s; discharge.MayPropose(d, s) == nil {
			break
		}
	}
	p, err := m.Plans.Propose(r.Context(), d, v.reason)
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		if v.problems = f.Fields; len(v.problems) == 0 {
			field := "plan"
			if d.Number > 0 && v.again == nil {
				field = "as"
			}
			v.problems = []fault.Field{{Name: field, Message: f.Message}}
		}
		return again()
	}
	if err != nil {
		return err
	}
	words := fmt.Sprintf("Version %d is proposed; %s told.", p.Number, ui.Plural(len(p.Notified), "party was", "parties were"))
	if i := slices.IndexFunc(v.earlier, func(e discharge.PlanView) bool { return e.Plan == p.Plan }); i >= 0 {
		if n := len(v.s.Drops(v.earlier[i])); n > 0 {
			words += fmt.Sprintf(" It leaves out %s of version %d: the sketch names each with the reason.", ui.Plural(n, "line", "lines"), v.earlier[i].Newest)
		}
	}
	if p.Same {
		words = "Nothing differs from the newest version, so no version was made."
	}
	if len(p.Conflicts) > 0 {
		words += fmt.Sprintf(" It takes part in %s over a council's capacity.", ui.Plural(len(p.Conflicts), "conflict", "conflicts"))
	}
	return r.Redirect(w, PlanPath(p.Plan), words)
}
