package recoveryweb

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// plansView is a trust's plans and the form that asks for one.
type plansView struct {
	here
	list  []recovery.PlanKept
	use   int64
	names map[string]string
	typed planForm
	bad   []fault.Field
	ready bool // there are patients and sessions
	beds  []recovery.BedsUnknown
	over  int // hold a date that is over, and nobody has said what became of it
}

// planForm is what is typed to ask for a plan.
type planForm struct {
	from, to [3]string
	seconds  string
	seed     string
	equality bool
	beds     bool // nights whose beds are not known count as unlimited
}

// usualDays and usualSeconds are how far ahead a plan looks, and for how long it is searched, unless somebody says else.
const (
	usualDays    = 84
	usualSeconds = 10
)

func (m room) plansView(r *web.Request) (plansView, error) {
	v := plansView{here: at(r)}
	v.typed = planForm{from: ui.DateParts(v.today.Add(1)), to: ui.DateParts(v.today.Add(usualDays)), seconds: strconv.Itoa(usualSeconds), seed: "1"}
	var err error
	if v.list, err = m.Lists.Plans(r.Context(), v.on, v.asOf, 30); err != nil {
		return v, err
	}
	uses, err := m.Lists.Uses(r.Context(), v.on, v.asOf, 1)
	if err != nil {
		return v, err
	}
	if len(uses) > 0 {
		v.use = uses[0].Plan
	}
	g, err := m.Lists.Ground(r.Context(), v.on, v.asOf)
	if err != nil {
		return v, err
	}
	v.ready = len(g.Patients) > 0 && len(g.Sessions) > 0
	v.over = recovery.CountOf(g.Patients, g.Sessions, v.today).Over
	v.beds = g.UnknownBeds(v.today.Add(1), usualDays)
	var actors []string
	for _, k := range v.list {
		actors = append(actors, k.By)
	}
	v.names, err = m.People.Named(r.Context(), actors)
	return v, err
}

func (m room) plans(w http.ResponseWriter, r *web.Request) error {
	v, err := m.plansView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v plansView) pageOf() web.Page {
	p := v.here.page("Plans")
	p.Problems = v.bad
	p.Lead = "Each plan gives everybody the best date that could be found, says how far it is from the best possible, and is never changed afterwards."
	return p
}

func (v plansView) parts() parts {
	out := parts{v.tabs(PlansOf(v.on))}
	switch {
	case !v.ready:
		out.add(ui.Empty{Title: "A plan needs patients and sessions", Text: "Bring both in, and have a plan worked out.", Action: v.bring("Files")})
	case v.does(access.RecoveryPlan):
		chosen := ""
		if v.typed.equality {
			chosen = "yes"
		}
		out.add(ui.Details{Summary: "Have a plan worked out", ID: "ask", Open: len(v.list) == 0 || len(v.bad) > 0, Body: ui.Form{Action: PlansOf(v.on), Submit: "Work it out", Body: templ.Join(
			ui.DateInput{Field: ui.Field{Name: "from", Label: "First day that may be booked"}.WithErrors(v.bad), Typed: v.typed.from},
			ui.DateInput{Field: ui.Field{Name: "to", Label: "Last day"}.WithErrors(v.bad), Typed: v.typed.to},
			ui.Input{Field: ui.Field{Name: "seconds", Label: "How long to search", Hint: "A good plan is there in the first second and gets better with time. It can be stopped at any moment."}.WithErrors(v.bad), Value: v.typed.seconds, Width: 3, Whole: true, Suffix: "seconds"},
			ui.Input{Field: ui.Field{Name: "seed", Label: "Seed", Hint: "The same list and the same seed give the same plan."}.WithErrors(v.bad), Value: v.typed.seed, Width: 5, Whole: true},
			ui.Checkboxes{Field: ui.Field{Name: "equality", Label: "Equality", Hint: "The check by deprivation, ethnicity and learning disability is shown with every plan. The guard makes it count where everything else is equal."}, Options: ui.Options(chosen, "yes", "Use the guard")},
			v.unlimited())}})
	}
	if v.over > 0 && v.people() {
		out.add(ui.Links([]ui.Action{{Text: ui.Plural(v.over, "person holds", "people hold") + " a date that is over, and its outcome is not recorded: say what became of it, since a plan looks for no new date before", Href: v.link(withQuery(PatientsOf(v.on), "only", "over"))}}))
	}
	t := ui.Table{ID: "plans", Stack: true, Caption: ui.Plural(len(v.list), "plan", "plans"), Empty: "No plan was asked for.", Columns: []ui.Column{{Head: "Plan"}, {Head: "State"}, {Head: "Days", Words: true}, {Head: "Asked"}}}
	for _, k := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "Plan " + fmt.Sprint(k.ID), Link: v.link(PlanOf(v.on, k.ID)), Note: k.Ask.Purpose.Words()}, {Tags: v.state(k)},
			ui.Text(day(k.Ask.From) + " to " + day(k.Ask.From.Add(k.Ask.Days-1))), {Text: ui.When(v.now, k.Asked), Note: v.names[k.By]}}})
	}
	out.add(t)
	return out
}

// unlimited is the box by which nights whose beds are not known count as unlimited.
func (v plansView) unlimited() templ.Component {
	chosen, hint := "", "They are known for every night of the next twelve weeks."
	if v.typed.beds {
		chosen = "yes"
	}
	if len(v.beds) > 0 {
		var words []string
		for _, u := range v.beds {
			words = append(words, u.Words())
		}
		hint = "Within twelve weeks " + strings.Join(words, "; ") + ". Such a plan is refused unless you say otherwise here."
	}
	return ui.Checkboxes{Field: ui.Field{Name: "unlimited", Label: "Beds", Hint: hint}, Options: ui.Options(chosen, "yes", "Plan all the same: nights whose beds are not known count as unlimited, and the plan says so")}
}

func (v plansView) state(k recovery.PlanKept) []ui.Tag {
	switch {
	case k.Refuse != "":
		return []ui.Tag{ui.Failed.Tag()}
	case k.Made.IsZero():
		return []ui.Tag{ui.Running.Tag()}
	case k.ID == v.use:
		return []ui.Tag{{Text: "In use", Colour: ui.Green}}
	}
	return []ui.Tag{{Text: "Worked out", Colour: ui.Grey}}
}

// askPlan has a plan worked out.
func (m room) askPlan(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	a, typed, err := planAsked(r)
	var id int64
	if err == nil {
		id, err = m.Desk.AskPlan(r.Context(), by, a)
	}
	if err == nil {
		return r.Redirect(w, PlanOf(r.On, id), "")
	}
	bad, ok := fieldsOf(err, "from")
	if !ok {
		return err
	}
	v, err := m.plansView(r)
	if err != nil {
		return err
	}
	v.bad, v.typed = bad, typed
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}

// planAsked reads the form; an Invalid fault names everything that cannot be read.
func planAsked(r *web.Request) (recovery.PlanAsk, planForm, error) {
	var bad fault.List
	var typed planForm
	a := recovery.PlanAsk{Purpose: recovery.PurposePlan, Equality: r.PostFormValue("equality") == "yes", Unlimited: r.PostFormValue("unlimited") == "yes"}
	date := func(name, words string) (civil.Date, [3]string) {
		d, t, err := r.DateBoxes(name)
		if err != nil {
			bad.Add(name, "", "%s: %v", words, err)
		} else if d.IsZero() {
			bad.Add(name, "", "Enter %s", words)
		}
		return d, t
	}
	var to civil.Date
	a.From, typed.from = date("from", "the first day")
	to, typed.to = date("to", "the last day")
	typed.seconds, typed.seed, typed.equality = r.PostFormValue("seconds"), r.PostFormValue("seed"), a.Equality
	typed.beds = a.Unlimited
	seconds, err := strconv.ParseFloat(typed.seconds, 64)
	if err != nil {
		bad.Add("seconds", "", "Enter a number of seconds, as 10")
	}
	a.Seconds = seconds
	if a.Seed, err = strconv.ParseUint(typed.seed, 10, 64); err != nil {
		bad.Add("seed", "", "Enter a whole number, as 1")
	}
	if !a.From.IsZero() && !to.IsZero() {
		if a.Days = to.Sub(a.From) + 1; a.Days < 1 {
			bad.Add("to", "", "The last day is before the first")
		}
		if !a.From.After(r.Today) {
			bad.Add("from", "", "Nothing can be booked for today or before; enter a day from tomorrow on")
		}
	}
	return a, typed, bad.Err("The plan was not asked for")
}
