package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// offerView is one offer and what can happen to it next.
type offerView struct {
	here
	x        offerRow
	events   []recovery.OfferEvent
	open     []recovery.Session
	sessions map[recovery.SessionID]recovery.Session
	blocks   []recovery.Block
	names    map[string]string
	bad      []fault.Field
	typed    func(string) string
	answer   [3]string
}

func (m room) offerView(r *web.Request) (offerView, error) {
	o, err := m.offersView(r)
	if err != nil {
		return offerView{}, err
	}
	id := recovery.OfferID(r.PathValue("offer"))
	i := slices.IndexFunc(o.list, func(x offerRow) bool { return x.o.ID == id })
	if i < 0 {
		return offerView{}, fault.New(fault.NotFound, "There is no offer %s", id)
	}
	v := offerView{here: o.here, x: o.list[i], sessions: bySession(o.g.Sessions), blocks: o.g.Blocks, typed: func(string) string { return "" }}
	var actors []string
	for _, e := range o.said.Events {
		if e.Offer == id {
			v.events = append(v.events, e)
			actors = append(actors, e.By)
		}
	}
	p := v.x.p
	for _, s := range o.g.Sessions {
		if s.Specialty == p.Specialty && closedBy(s, o.g.Blocks) == "" && s.Date.After(v.today) && (p.Surgeon == "" || p.Surgeon == s.Team) && (p.Scope != recovery.OwnSite || p.Site == s.Site) {
			v.open = append(v.open, s)
		}
	}
	v.answer = ui.DateParts(v.today.Add(answerWithin))
	v.names, err = m.People.Named(r.Context(), actors)
	return v, err
}

// answerWithin is by how many days after an offer an answer is asked for unless somebody says else.
const answerWithin = 7

func (m room) offer(w http.ResponseWriter, r *web.Request) error {
	v, err := m.offerView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v offerView) pageOf() web.Page {
	p := v.here.page("Offer " + string(v.x.o.ID))
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Offers", Href: OffersOf(v.on)})
	p.Problems = v.bad
	return p
}

func (v offerView) parts() parts {
	x := v.x
	l := ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{{Key: "Pathway", Value: string(x.o.Pathway), Link: v.link(PatientOf(v.on, x.o.Pathway))}, {Key: "Waits for", Value: x.p.Procedure + ", " + specialty(x.p.Specialty) + ", " + priorityWords(x.p.Priority)},
		{Key: "Stands", Tags: []ui.Tag{offerTag(x.st.State)}}, {Key: "Dates", Value: offerDates(x.o, x.st)}, {Key: "Safe by", Value: day(x.o.SafeBy)}}}
	if !x.st.AnswerBy.IsZero() {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: "Answer by", Value: dayOf(x.st.AnswerBy)})
		words := "no: it counts for nothing when it is declined"
		if x.st.Reasonable {
			words = "yes"
		}
		row := ui.SummaryRow{Key: "A reasonable offer", Value: words + ". " + capital(x.st.Rule.Source) + "."}
		if !x.st.Rule.Confirmed {
			row.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		l.Rows = append(l.Rows, row)
	}
	t := ui.Table{ID: "events", Stack: true, Caption: "What happened", Empty: "Proposed by a plan; nothing happened since.", Columns: []ui.Column{{Head: "When"}, {Head: "What"}, {Head: "By"}, {Head: "Why", Words: true}}}
	for _, e := range slices.Backward(v.events) {
		who := v.names[e.By]
		if who == "" {
			who = e.By
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(v.now, e.At)), {Tags: []ui.Tag{offerTag(e.To)}}, ui.Text(who), ui.Text(e.Reason)}})
	}
	out := parts{l}
	out.add(v.next()...)
	out.add(t)
	return out
}

// next are the forms for what may happen next.
func (v offerView) next() parts {
	var out parts
	for _, to := range recovery.OfferMayBecome(v.x.st.State) {
		switch {
		case to == recovery.OfferReviewed && v.does(access.RecoveryReview):
			out.add(ui.Form{Action: OffersOf(v.on) + "/review", Submit: "I agree with the date and the order", Hidden: map[string]string{"offer": string(v.x.o.ID), "to": string(to)}})
		case to == recovery.OfferReviewed:
			out.add(ui.Inset{Text: "It waits for a clinician's review. The patient hears of it afterwards."})
		case v.does(access.RecoveryOffer):
			out.add(v.form(to))
		}
	}
	return out
}

// form is one thing that may happen next.
func (v offerView) form(to recovery.OfferState) templ.Component {
	reason := ui.Input{Field: ui.Field{Name: "reason-" + string(to), Label: "Why", Hint: "A sentence, without naming the patient."}.WithErrors(renamed(v.bad, "reason", "reason-"+string(to))), Value: v.typed("reason-" + string(to))}
	summary, submit := map[recovery.OfferState]string{recovery.OfferMade: "Offer dates", recovery.OfferAccepted: "The patient accepts", recovery.OfferDeclined: "The patient declines", recovery.OfferUnanswered: "No answer came", recovery.OfferBooked: "Book it", recovery.OfferDone: "It was done", recovery.OfferPostponed: "Postpone it again", recovery.OfferWithdrawn: "Withdraw it"}[to], "Record it"
	var body templ.Component
	switch to {
	case recovery.OfferMade:
		body, submit = v.dates(), "Record the offer"
	case recovery.OfferAccepted:
		var options []string
		for _, d := range v.x.st.Dates {
			options = append(options, string(d.Session), fmt.Sprintf("%s at %s", dayOf(d.Date), d.Site))
		}
		body = ui.Radios{Field: ui.Field{Name: "chosen", Label: "Which date"}.WithErrors(v.bad), Options: ui.Options(v.typed("chosen"), options...)}
	case recovery.OfferPostponed:
		body = stacked(ui.Radios{Field: ui.Field{Name: "mover", Label: "Who moved it"}.WithErrors(v.bad), Options: ui.Options(v.typed("mover"), recovery.ByProvider, "The provider", recovery.ByPatient, "The patient")},
			ui.Checkboxes{Field: ui.Field{Name: "medical", Label: "The reason", Blind: true}, Options: ui.Options(v.typed("medical"), "yes", "The reason was clinical, as illness on the day")}, reason,
			remark("It is counted. Moved by the provider on the day for a reason that is not clinical, it begins the 28-day guarantee. No clock pauses for it."))
	case recovery.OfferDeclined, recovery.OfferWithdrawn:
		body = reason
	case recovery.OfferProposed, recovery.OfferReviewed, recovery.OfferUnanswered, recovery.OfferBooked, recovery.OfferDone:
		body = parts(nil).body()
	}
	open := v.typed("to") == string(to) || to == recovery.OfferMade && v.x.st.State == recovery.OfferReviewed || to == recovery.OfferAccepted || to == recovery.OfferBooked
	return ui.Details{Summary: summary, ID: "to-" + string(to), Open: open, Body: ui.Form{Action: OfferOf(v.on, v.x.o.ID), Submit: submit, Hidden: map[string]string{"to": string(to)}, Body: body}}
}

// dates is the form of an offer: two dates to choose from and a day to answer by.
func (v offerView) dates() templ.Component {
	first, second := v.typed("first"), v.typed("second")
	if first == "" {
		first = string(v.x.o.Session)
		for _, s := range v.open {
			if s.Date.After(v.x.o.Date) && second == "" {
				second = string(s.ID)
			}
		}
	}
	options := []string{"", "(none)"}
	for _, s := range v.open {
		words := fmt.Sprintf("%s, %s, %s", dayOf(s.Date), s.Site, s.ID)
		if s.ID == v.x.o.Session {
			words += ", as proposed"
		}
		options = append(options, string(s.ID), words)
	}
	return stacked(ui.Select{Field: ui.Field{Name: "first", Label: "One date"}.WithErrors(renamed(renamed(v.bad, "dates", "date 1"), "date 1", "first")), Options: ui.Options(first, options...)},
		ui.Select{Field: ui.Field{Name: "second", Label: "Another date", Hint: "Two different days with three weeks' notice make it a reasonable offer; on a cancer pathway any date within its days does."}.WithErrors(renamed(v.bad, "date 2", "second")), Options: ui.Options(second, options...)},
		ui.DateInput{Field: ui.Field{Name: "answer_by", Label: "Answer by"}.WithErrors(v.bad), Typed: v.answer})
}

// closed finds the sessions of an offer or a booking that nobody may be booked into: rest that is owed is never booked over.
func (v offerView) closed(e recovery.OfferEvent) []fault.Field {
	ids := map[string]recovery.SessionID{}
	switch e.To {
	case recovery.OfferMade:
		for i, d := range e.Dates {
			ids[[]string{"first", "second"}[i]] = d.Session
		}
	case recovery.OfferAccepted:
		ids["chosen"] = e.Chosen
	case recovery.OfferBooked:
		ids["to-"+string(e.To)] = v.x.st.Held.Session
	default:
	}
	var bad []fault.Field
	for _, name := range []string{"first", "second", "chosen", "to-" + string(e.To)} {
		if s, ok := v.sessions[ids[name]]; ok {
			if why := closedBy(s, v.blocks); why != "" {
				bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf("Nobody may be booked into session %s: %s. Choose another", s.ID, why)})
			}
		}
	}
	return bad
}

// happen records what happened to an offer.
func (m room) happen(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryOffer)
	if err != nil {
		return err
	}
	v, err := m.offerView(r)
	if err != nil {
		return err
	}
	e := recovery.OfferEvent{Offer: v.x.o.ID, To: recovery.OfferState(r.PostFormValue("to")), Chosen: recovery.SessionID(r.PostFormValue("chosen")), Mover: r.PostFormValue("mover"), Medical: r.PostFormValue("medical") == "yes"}
	e.Reason = r.PostFormValue("reason-" + string(e.To))
	if e.To == recovery.OfferReviewed || e.To == recovery.OfferProposed {
		return fault.New(fault.Forbidden, "A clinician reviews proposals")
	}
	if e.To == recovery.OfferMade {
		for _, name := range []string{"first", "second"} {
			if s := r.PostFormValue(name); s != "" {
				e.Dates = append(e.Dates, recovery.OfferedDate{Session: recovery.SessionID(s)})
			}
		}
		if e.AnswerBy, v.answer, err = r.DateBoxes("answer_by"); err != nil {
			v.bad = []fault.Field{{Name: "answer_by", Message: err.Error()}}
		}
	}
	v.bad = append(v.bad, v.closed(e)...)
	if len(v.bad) == 0 {
		err := m.Desk.Happen(r.Context(), by, []recovery.OfferEvent{e})
		if err == nil {
			return r.Redirect(w, OfferOf(v.on, v.x.o.ID), "Recorded.")
		}
		bad, ok := fieldsOf(err, "to-"+string(e.To))
		if !ok {
			return err
		}
		v.bad = bad
	}
	v.typed = r.PostFormValue
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}
