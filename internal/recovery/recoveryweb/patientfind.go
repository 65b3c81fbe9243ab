package recoveryweb

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"headroom/internal/access"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// offerTable is every offer of the pathway, the newest first.
func (v patientView) offerTable() ui.Table {
	t := ui.Table{ID: "offers-table", Stack: true, Caption: "Offers of new dates", HideTitle: true, Empty: "No new date was proposed yet.", Columns: []ui.Column{{Head: "Offer"}, {Head: "Stands"}, {Head: "Dates", Words: true}, {Head: "Last"}}}
	for _, o := range slices.Backward(v.s.Said.Offers) {
		st := recovery.StandOffer(o, v.s.Said.Events, v.s.Patient.Cancer != nil, v.today)
		last := ui.Text("")
		if !st.Last.At.IsZero() {
			last = ui.Cell{Text: ui.When(v.now, st.Last.At), Note: v.named(st.Last.By)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(o.ID), Link: v.link(OfferOf(v.on, o.ID))}, {Tags: []ui.Tag{offerTag(st.State)}}, ui.Text(offerDates(o, st)), last}})
	}
	return t
}

// findings are what may be found, with what a person calls it.
func findings(clinical bool) []string {
	out := []string{string(recovery.FoundWaiting), "Asked or looked up: still waiting", string(recovery.FoundElsewhere), "Treated elsewhere", string(recovery.FoundDied), "Died", string(recovery.FoundDuplicate), "The same as another pathway", string(recovery.FoundInOrder), "What looked wrong is right"}
	if clinical {
		out = append(out, string(recovery.FoundDeclined), "Declined the treatment", string(recovery.FoundPriority), "Given a priority")
	}
	return out
}

// validation is the form on which is said what was found of the pathway.
func (v patientView) validation() parts {
	if !v.does(access.RecoveryValidate) {
		return nil
	}
	clinical := v.may(access.RecoveryReview)
	controls := templ.Join(ui.Radios{Field: ui.Field{Name: "found", Label: "What was found"}.WithErrors(v.bad), Options: ui.Options(v.typed["found"], findings(clinical)...)},
		ui.Input{Field: ui.Field{Name: "same", Label: "Of a duplicate: the pathway that stays"}.WithErrors(v.bad), Value: v.typed["same"], Width: 20},
		clinicalOnly(clinical, ui.Select{Field: ui.Field{Name: "priority", Label: "Priority given"}.WithErrors(v.bad), Options: ui.Options(v.typed["priority"], "", "(none)", "P1a", "P1a", "P1b", "P1b", "P2", "P2", "P3", "P3", "P4", "P4", "P5", "P5", "P6", "P6")}),
		ui.DateInput{Field: ui.Field{Name: "on", Label: "When it happened, where that is known"}.WithErrors(v.bad), Typed: [3]string{v.typed["on-day"], v.typed["on-month"], v.typed["on-year"]}},
		ui.Input{Field: ui.Field{Name: "note", Label: "How it was found out", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad), Value: v.typed["note"]})
	return parts{ui.Details{Summary: "Say what validation found", ID: "found-form", Open: v.typed["found"] != "" || v.typed["check"] != "", Body: ui.Form{Action: v.path() + "/find", Submit: "Record it", Hidden: map[string]string{"check": v.typed["check"]}, Body: controls}}}
}

func clinicalOnly(yes bool, s ui.Select) ui.Select {
	if !yes {
		s.Label, s.Options = "Priority given (only a clinician gives one)", ui.Options("", "", "(none)")
	}
	return s
}

// find records what was found.
func (m room) find(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryValidate)
	if err != nil {
		return err
	}
	v, err := m.patientView(r)
	if err != nil {
		return err
	}
	f := recovery.Finding{Pathway: v.s.Patient.Pathway, Found: recovery.Found(r.PostFormValue("found")), Same: recovery.Pathway(r.PostFormValue("same")), Note: r.PostFormValue("note"),
		Check: recovery.CheckKind(r.PostFormValue("check")), Priority: recovery.Priority(r.PostFormValue("priority")), Clinical: r.May(access.RecoveryReview, r.On)}
	on, typed, bad := r.DateBoxes("on")
	f.On = on
	if bad == nil {
		bad = m.Desk.Find(r.Context(), by, f)
		if bad == nil {
			return r.Redirect(w, v.path(), "Recorded.")
		}
	}
	fields, ok := fieldsOf(bad, "found")
	if !ok {
		return bad
	}
	v.bad = fields
	for _, k := range []string{"found", "same", "note", "check", "priority"} {
		v.typed[k] = r.PostFormValue(k)
	}
	v.typed["on-day"], v.typed["on-month"], v.typed["on-year"] = typed[0], typed[1], typed[2]
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}
