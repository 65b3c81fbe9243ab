package recoveryweb

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// happened is the form for what has really happened: the plan is repaired.
func (v whatIfView) happened(sessions, teams, sites []string) ui.Details {
	kinds := []string{string(recovery.ListClosed), "A list is cancelled", string(recovery.TeamAway), "A team is away: sick, or owed rest", string(recovery.BedsMore), "Ward beds are closed or opened at a site", "new", "People have come on the list"}
	kind := v.happen
	if kind == "" {
		kind = string(recovery.ListClosed)
	}
	f := v.typed
	if f.from.IsZero() {
		f.from, f.to = v.k.Ask.From, v.k.Ask.From.Add(6)
	}
	return ui.Details{Summary: "Something has happened: repair the plan", ID: "happened", Open: v.happen != "", Body: templ.Join(
		ui.Para("A repair moves as few people as it can, and nobody inside their notice. It is a new plan, which you look at before you take it into use."),
		ui.Form{Action: v.path() + "/what-if", Submit: "Repair the plan", Hidden: map[string]string{"do": string(recovery.PurposeRepair)}, Body: templ.Join(
			ui.Radios{Field: ui.Field{Name: "happened-kind", Label: "What happened"}.WithErrors(v.bad), Options: ui.Options(kind, kinds...)},
			ui.Select{Field: ui.Field{Name: "happened-session", Label: "List"}.WithErrors(v.bad), Options: ui.Options(f.session, sessions...)},
			ui.Select{Field: ui.Field{Name: "happened-team", Label: "Team"}.WithErrors(v.bad), Options: ui.Options(f.team, teams...)},
			ui.Select{Field: ui.Field{Name: "happened-site", Label: "Site"}.WithErrors(v.bad), Options: ui.Options(f.site, sites...)},
			ui.Input{Field: ui.Field{Name: "happened-number", Label: "How many beds more, or fewer with a minus"}.WithErrors(v.bad), Value: f.number, Width: 4, Decimal: true},
			ui.DateInput{Field: ui.Field{Name: "happened-from", Label: "From"}.WithErrors(v.bad), Typed: ui.DateParts(f.from)}, ui.DateInput{Field: ui.Field{Name: "happened-to", Label: "To"}.WithErrors(v.bad), Typed: ui.DateParts(f.to)})})}
}

// otherWeight is the form that has the whole plan worked out with another weight.
func (v whatIfView) otherWeight() ui.Details {
	weights := []string{"", "(none)"}
	for _, x := range recovery.Weights() {
		weights = append(weights, x.Name, x.Name+": "+x.Words)
	}
	return ui.Details{Summary: "Another weight: work the whole plan out with it", ID: "another-weight", Open: v.weight[0] != "", Body: ui.Form{Action: v.path() + "/what-if", Submit: "Work it out", Hidden: map[string]string{"do": string(recovery.PurposeWhatIf)}, Body: templ.Join(
		ui.Select{Field: ui.Field{Name: "weight", Label: "Weight"}.WithErrors(v.bad), Options: ui.Options(v.weight[0], weights...)},
		ui.Input{Field: ui.Field{Name: "value", Label: "Its value"}.WithErrors(v.bad), Value: v.weight[1], Width: 5, Decimal: true})}}
}

// askWhatIf has the plan repaired after something has happened, or worked out with another weight.
func (m room) askWhatIf(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := whatIfView{planView: p, typed: whatIfForm{kind: string(recovery.TryList), number: "10"}}
	a, err := v.asked(r)
	var id int64
	if err == nil {
		id, err = m.Desk.AskPlan(r.Context(), by, a)
	}
	if err == nil {
		return r.Redirect(w, PlanOf(v.on, id), "")
	}
	bad, ok := fieldsOf(err, "happened-kind")
	if !ok {
		return err
	}
	v.bad = bad
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf("What if"), v.parts().body())
}

// asked is the plan that is wanted; an Invalid fault names everything that is missing.
func (v *whatIfView) asked(r *web.Request) (recovery.PlanAsk, error) {
	a := v.k.Ask
	a.Base, a.From = v.k.ID, later(a.From, v.today.Add(1))
	a.Days = max(1, v.k.Ask.From.Add(v.k.Ask.Days).Sub(a.From))
	var bad fault.List
	if r.PostFormValue("do") == string(recovery.PurposeWhatIf) {
		a.Purpose = recovery.PurposeWhatIf
		v.weight = [2]string{r.PostFormValue("weight"), r.PostFormValue("value")}
		value, err := strconv.ParseFloat(v.weight[1], 64)
		if err != nil || v.weight[0] == "" {
			bad.Add("weight", "", "Choose a weight and enter its value as a number")
		}
		if a.Weights = maps.Clone(a.Weights); a.Weights == nil {
			a.Weights = map[string]float64{}
		}
		a.Weights[v.weight[0]] = value
		return a, bad.Err("It was not asked for")
	}
	a.Purpose, v.happen = recovery.PurposeRepair, r.PostFormValue("happened-kind")
	if v.happen == "new" {
		return a, nil
	}
	a.Differs = append(slices.Clone(a.Differs), v.difference(r, &bad))
	return a, bad.Err("It was not asked for")
}

// difference reads what has happened.
func (v *whatIfView) difference(r *web.Request, bad *fault.List) recovery.Difference {
	f := func(name string) string { return strings.TrimSpace(r.PostFormValue("happened-" + name)) }
	v.typed.session, v.typed.team, v.typed.site, v.typed.number = f("session"), f("team"), f("site"), f("number")
	d := recovery.Difference{Kind: recovery.DifferenceKind(v.happen), Session: recovery.SessionID(f("session")), Team: f("team"), Site: f("site")}
	var err error
	if d.Date, _, err = r.DateBoxes("happened-from"); err != nil {
		bad.Add("happened-from", "", "%v", err)
	}
	if d.To, _, err = r.DateBoxes("happened-to"); err != nil {
		bad.Add("happened-to", "", "%v", err)
	}
	need := func(name, words string) {
		if f(name) == "" {
			bad.Add("happened-"+name, "", "%s", words)
		}
	}
	switch d.Kind {
	case recovery.ListClosed:
		need("session", "Choose the list that is cancelled")
		return d
	case recovery.TeamAway:
		need("team", "Choose the team")
	case recovery.BedsMore:
		need("site", "Choose the site")
		if d.Number, err = strconv.ParseFloat(f("number"), 64); err != nil || d.Number == 0 {
			bad.Add("happened-number", "", "Enter how many beds, as -4")
		}
	default:
		bad.Add("happened-kind", "", "Choose what happened")
	}
	if d.Date.IsZero() || d.To.IsZero() || d.To.Before(d.Date) {
		bad.Add("happened-to", "", "Enter the first and the last day, the first one first")
	}
	return d
}
