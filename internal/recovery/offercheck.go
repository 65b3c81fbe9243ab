package recovery

import (
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// CheckOffer judges one event about an offer that stands as s, for patient p, and gives it tidied. It is Forbidden when
// only a clinician may say this, Conflict when the offer's state does not allow it, Invalid, with every field's problem,
// when something is wrong with what it says.
func CheckOffer(o Offer, s OfferStanding, p Patient, e OfferEvent) (OfferEvent, error) {
	e.Reason = tidy(e.Reason)
	today := civil.Today(e.At)
	if !slices.Contains(o.MayBecome(s.State), e.To) {
		return e, fault.New(fault.Conflict, "%s", noOfferMove(s.State, e.To))
	}
	if e.To == OfferReviewed && !e.Clinical {
		return e, fault.New(fault.Forbidden, "A clinician of the specialty reviews a proposed date before the patient hears of it")
	}
	if e.Offer == "" {
		e.Offer = o.ID
	}
	var bad fault.List
	checkWords(&bad, "reason", e.Reason)
	if e.Beyond && e.Reason == "" {
		bad.Add("reason", "", "Say in a sentence who agreed that the list runs over its time")
	}
	switch e.To {
	case OfferMade:
		checkMade(p, today, e, &bad)
	case OfferAccepted:
		if _, ok := s.dateOf(e.Chosen); !ok {
			bad.Add("chosen", "", "Choose which of the dates offered the patient wants")
		}
	case OfferBooked:
		if e.Chosen == "" {
			e.Chosen = s.Held.Session
		}
		if e.Chosen != s.Held.Session {
			bad.Add("chosen", "", "The patient accepted session %s; book that one, or make a new offer", s.Held.Session)
		}
	case OfferDone:
		if today.Before(s.Held.Date) {
			bad.Add("on", "", "%s is still to come; say on the day or afterwards that it was done", longDay(s.Held.Date))
		}
		if e.Treated != Yes && e.Treated != No {
			bad.Add("treated", "", "Say whether first definitive treatment began with it: only that stops the clocks")
		}
	case OfferPostponed:
		if e.Mover != ByProvider && e.Mover != ByPatient {
			bad.Add("mover", "", "Say whether the provider or the patient moved the date")
		}
		if e.Reason == "" {
			bad.Add("reason", "", "Say in a sentence why the date was moved; write nothing that names a person")
		}
	case OfferWithdrawn:
		if e.Reason == "" {
			bad.Add("reason", "", "Say in a sentence why the proposal is withdrawn")
		}
	case OfferUnanswered:
		if !s.AnswerBy.IsZero() && !today.After(s.AnswerBy) {
			bad.Add("to", "", "The patient may answer until %s; after that day it counts as no answer by itself, and nobody has to say so", longDay(s.AnswerBy))
		}
	case OfferProposed, OfferReviewed, OfferDeclined, OfferLapsed:
	}
	return e, bad.Err("The offer was left as it is")
}

// checkMade finds what is wrong with the dates and the day to answer by.
func checkMade(p Patient, today civil.Date, e OfferEvent, bad *fault.List) {
	if p.OnHold {
		bad.Add("dates", "", "The pathway is on hold; take it off hold first")
	}
	if over, why := p.Over(today); over {
		bad.Add("dates", "", "Nobody waits on this pathway any more: %s", why)
	}
	if len(e.Dates) == 0 {
		bad.Add("dates", "", "Give at least one date; two different days with three weeks' notice make the offer a reasonable one")
	}
	first := civil.Date{}
	for i, d := range e.Dates {
		name := fmt.Sprintf("date %d", i+1)
		if d.Session == "" || d.Date.IsZero() {
			bad.Add(name, "", "Choose a session")
			continue
		}
		if slices.ContainsFunc(e.Dates[:i], func(b OfferedDate) bool { return b.Session == d.Session }) {
			bad.Add(name, "", "This session is there twice; choose another")
		}
		switch {
		case !d.Date.After(today):
			bad.Add(name, "", "%s is not after today; choose a later session", longDay(d.Date))
		case d.Date.Before(p.Ready):
			bad.Add(name, "", "The patient is not ready before %s; choose a later session", longDay(p.Ready))
		case slices.ContainsFunc(p.Away, func(r civil.Range) bool { return r.Contains(d.Date) }):
			bad.Add(name, "", "The patient is away on %s; choose another session", longDay(d.Date))
		case slices.Contains(p.Forbidden, d.Session) && p.Pinned != d.Session:
			bad.Add(name, "", "Session %s was ruled out for this patient; choose another", d.Session)
		}
		if first.IsZero() || d.Date.Before(first) {
			first = d.Date
		}
	}
	switch {
	case e.AnswerBy.IsZero():
		bad.Add("answer_by", "", "Enter the day by which an answer is needed")
	case e.AnswerBy.Before(today):
		bad.Add("answer_by", "", "%s is over; enter a day from today on", longDay(e.AnswerBy))
	case !first.IsZero() && e.AnswerBy.After(first):
		bad.Add("answer_by", "", "%s lies after the first date offered; ask for an answer before it", longDay(e.AnswerBy))
	}
}

// noOfferMove says why a state cannot follow another.
func noOfferMove(from, to OfferState) string {
	switch {
	case from.Final():
		return fmt.Sprintf("This offer is %s and stays so; a new date for the patient is a new offer", from)
	case from == OfferProposed && to == OfferMade:
		return "A clinician reviews the date before the patient hears of it; record the review first"
	case to == OfferBooked:
		return fmt.Sprintf("A session is booked when the patient has accepted it; this offer is %s", from)
	case from == OfferAccepted || from == OfferBooked:
		return fmt.Sprintf("The patient has accepted this date; moving it now is a postponement and counts as one. It cannot become %s", to)
	}
	return fmt.Sprintf("An offer that is %s cannot become %s", from, to)
}

// OfferWarnings says what whoever makes an offer should know of it, and what does not stop it: that it is not a reasonable
// one by the rule of its day, and the last days on time that every date offered would miss.
func OfferWarnings(p Patient, e OfferEvent) fault.List {
	var out fault.List
	if e.To != OfferMade || len(e.Dates) == 0 {
		return nil
	}
	if r, ok := JudgeOffer(e, p.Cancer != nil); !ok {
		out.Warn("dates", r.ID, "This is not a reasonable offer (%s): declined, it counts for nothing", r.Source)
	}
	first := e.Dates[0].Date
	for _, d := range e.Dates[1:] {
		if d.Date.Before(first) {
			first = d.Date
		}
	}
	for _, c := range ClocksOf(p, civil.Today(e.At)) {
		if c.State == ClockRunning && c.Rule != FasterDiagnosis && first.After(c.Last) {
			out.Warn("dates", string(c.Rule), "Every date offered lies after %s, the last day on time of: %s", longDay(c.Last), c.Name)
		}
	}
	return out
}
