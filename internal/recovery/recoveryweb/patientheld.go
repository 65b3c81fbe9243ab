package recoveryweb

import (
	"net/http"

	"github.com/a-h/templ"
	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// became is the form for what became of a date that the trust's own list booked; of one that was offered here, the way to its offer.
func (v patientView) became() parts {
	p := v.s.Patient
	s, known := v.sessions[p.Booked]
	if p.Booked == "" || !known || v.s.Off || !v.does(access.RecoveryOffer) {
		return nil
	}
	for _, o := range v.s.Said.Offers {
		st := recovery.StandOffer(o, v.s.Said.Events, p.Cancer != nil, v.today)
		if (st.State == recovery.OfferAccepted || st.State == recovery.OfferBooked) && st.Held.Session == p.Booked {
			return parts{ui.Links([]ui.Action{{Text: "Say what became of the date held", Href: v.link(OfferOf(v.on, o.ID))}})}
		}
	}
	done := recovery.OfferDone
	var options []string
	if !s.Date.After(v.today) {
		options = []string{string(done) + "-yes", "It took place, and the patient was treated", string(done) + "-no", "It took place, and the patient still waits for treatment"}
	}
	options = append(options, string(recovery.OfferPostponed)+"-"+recovery.ByProvider, "The provider cancelled or moved it", string(recovery.OfferPostponed)+"-"+recovery.ByPatient, "The patient cancelled or moved it")
	day := s.Date == v.today
	return parts{ui.Details{Summary: "Say what became of the date held: " + dayOf(s.Date), ID: "held", Open: len(v.bad) > 0 || s.Date.Before(v.today), Body: ui.Form{Action: v.path() + "/held", Submit: "Record it", Body: templ.Join(
		ui.Radios{Field: ui.Field{Name: "became", Label: "What became of it"}.WithErrors(v.bad), Options: ui.Options(v.typed["became"], options...)},
		ui.Checkboxes{Field: ui.Field{Name: "medical", Label: "The reason", Blind: true}, Options: ui.Options(v.typed["medical"], "yes", "The reason was clinical, as illness on the day")},
		ui.Input{Field: ui.Field{Name: "held-reason", Label: "Why, where it was cancelled or moved", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad), Value: v.typed["held-reason"]},
		ui.Note(guaranteeWords(day)))}}}
}

func guaranteeWords(today bool) string {
	words := "A date that is moved is counted. Moved by the provider on its day or afterwards, for a reason that is not clinical, it begins the 28-day guarantee."
	if today {
		words += " Today is its day."
	}
	return words
}

// held records what became of the date that the trust's own list booked.
func (m room) held(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryOffer)
	if err != nil {
		return err
	}
	v, err := m.patientView(r)
	if err != nil {
		return err
	}
	e := recovery.OfferEvent{Medical: r.PostFormValue("medical") == "yes", Reason: r.PostFormValue("held-reason")}
	became := r.PostFormValue("became")
	switch became {
	case string(recovery.OfferDone) + "-yes":
		e.To, e.Treated = recovery.OfferDone, recovery.Yes
	case string(recovery.OfferDone) + "-no":
		e.To, e.Treated = recovery.OfferDone, recovery.No
	case string(recovery.OfferPostponed) + "-" + recovery.ByProvider:
		e.To, e.Mover = recovery.OfferPostponed, recovery.ByProvider
	case string(recovery.OfferPostponed) + "-" + recovery.ByPatient:
		e.To, e.Mover = recovery.OfferPostponed, recovery.ByPatient
	default:
		v.bad = []fault.Field{{Name: "became", Message: "Choose what became of it"}}
	}
	if len(v.bad) == 0 {
		err := m.Desk.HappenHeld(r.Context(), by, v.s.Patient.Pathway, e)
		if err == nil {
			return r.Redirect(w, v.path(), "Recorded.")
		}
		bad, ok := fieldsOf(err, "became")
		if !ok {
			return err
		}
		for i, f := range bad {
			if f.Name == "reason" {
				bad[i].Name = "held-reason"
			} else {
				bad[i].Name = "became"
			}
		}
		v.bad = bad
	}
	for _, k := range []string{"became", "medical", "held-reason"} {
		v.typed[k] = r.PostFormValue(k)
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}
