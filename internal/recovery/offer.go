package recovery

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// OfferID numbers an offer within a trust.
type OfferID string

// OfferSort is what an offer is about. Stored as its word.
type OfferSort string

// The sorts.
const (
	OfferDate OfferSort = ""     // a plan proposes a new date
	OfferTake OfferSort = "take" // a plan takes away the date that is held and finds none in its place
	OfferHeld OfferSort = "held" // the trust's own list booked the date: nothing is offered, and what became of it is told
)

// Offer is one round of giving a pathway a new date, from a plan's proposal to the treatment or to the next round. What
// becomes of it is told by events and never stored as a state.
type Offer struct {
	ID      OfferID
	Pathway Pathway
	Sort    OfferSort `json:",omitempty"`
	Session SessionID // as the plan proposed; of a date taken away or held, that of the date
	Site    string    `json:",omitempty"` // of a date taken away or held
	Date    civil.Date
	SafeBy  civil.Date // the last day on time that bound when it was proposed; the zero date when none did
	Plan    int64      `json:",omitempty"` // whose proposal it is; 0 where none's or not recorded
	At      time.Time  `json:",omitzero"`  // when it was begun
	By      string     `json:",omitempty"` // the account that began it
}

// Proposals are what a plan changes of dates, as offers to begin on a day: a new date for those who still wait, are given a session
// that they do not hold and that nobody refused for them, and would come after today; and for those whose date it takes away without
// another in its place, that. Nobody's firm date is proposed away.
func (p *Plan) Proposals(g Ground, today civil.Date) []Offer {
	at := make(map[Pathway]*Patient, len(g.Patients))
	for i := range g.Patients {
		at[g.Patients[i].Pathway] = &g.Patients[i]
	}
	var out []Offer
	for _, x := range p.Placements {
		who := at[x.Pathway]
		if who == nil {
			continue
		}
		o := Offer{Pathway: x.Pathway, Session: x.Session, Date: x.Date}
		switch {
		case x.Change == Dropped && who.Booked == x.Was && !who.Firm:
			i := slices.IndexFunc(g.Sessions, func(s Session) bool { return s.ID == x.Was })
			if i < 0 {
				continue
			}
			o.Sort, o.Session, o.Site, o.Date = OfferTake, x.Was, g.Sessions[i].Site, g.Sessions[i].Date
		case x.Change != New && x.Change != Moved, who.Booked == x.Session, slices.Contains(who.Forbidden, x.Session):
			continue
		}
		if !o.Date.After(today) {
			continue
		}
		if c, ok := NextSafeBy(ClocksOf(*who, today)); ok {
			o.SafeBy = c.Last
		}
		out = append(out, o)
	}
	return out
}

// HeldOffer is the date that a pathway holds by the trust's own list, as an offer that is booked: what became of it can then be told.
// A Conflict when it holds none, or when it was offered here.
func HeldOffer(g Ground, said Said, pathway Pathway, on civil.Date) (Offer, error) {
	i := slices.IndexFunc(g.Patients, func(p Patient) bool { return p.Pathway == pathway })
	if i < 0 {
		return Offer{}, fault.New(fault.NotFound, "There is no pathway %s on this trust's list", pathway)
	}
	p := g.Patients[i]
	k := slices.IndexFunc(g.Sessions, func(s Session) bool { return s.ID == p.Booked })
	if p.Booked == "" || k < 0 {
		return Offer{}, fault.New(fault.Conflict, "Pathway %s holds no session of which something could be told", pathway)
	}
	of := said.Of(pathway)
	for _, o := range of.Offers {
		if s := StandOffer(o, of.Events, p.Cancer != nil, on); (s.State == OfferAccepted || s.State == OfferBooked) && s.Held.Session == p.Booked {
			return Offer{}, fault.New(fault.Conflict, "The date was offered here: tell it of offer %s", o.ID)
		}
	}
	x := g.Sessions[k]
	return Offer{Pathway: pathway, Sort: OfferHeld, Session: x.ID, Site: x.Site, Date: x.Date}, nil
}

// OfferState is how an offer stands, and the step that brings it there. Stored as its word, in events alone.
type OfferState string

// The states.
const (
	OfferProposed   OfferState = "proposed"  // by a plan
	OfferReviewed   OfferState = "reviewed"  // a clinician agrees with the date and the order
	OfferMade       OfferState = "offered"   // the patient was told, with dates and a day to answer by
	OfferAccepted   OfferState = "accepted"  // the patient chose one of the dates
	OfferDeclined   OfferState = "declined"  // the patient wants none of them
	OfferUnanswered OfferState = "no-answer" // said, or the day to answer by is over
	OfferBooked     OfferState = "booked"
	OfferDone       OfferState = "done"
	OfferPostponed  OfferState = "postponed" // the date was moved again: counted, and a new round begins
	OfferWithdrawn  OfferState = "withdrawn" // before the patient accepted: not clinically right, or the plan changed
	OfferLapsed     OfferState = "lapsed"    // its day came before anybody heard of it; nobody says so
)

// offerMoves lists what may follow each state.
var offerMoves = map[OfferState][]OfferState{
	OfferProposed:   {OfferReviewed, OfferWithdrawn},
	OfferReviewed:   {OfferMade, OfferWithdrawn},
	OfferMade:       {OfferAccepted, OfferDeclined, OfferUnanswered, OfferMade, OfferWithdrawn},
	OfferUnanswered: {OfferAccepted, OfferDeclined, OfferMade, OfferWithdrawn},
	OfferAccepted:   {OfferBooked, OfferPostponed},
	OfferBooked:     {OfferDone, OfferPostponed},
	OfferDeclined:   {},
	OfferDone:       {},
	OfferPostponed:  {},
	OfferWithdrawn:  {},
	OfferLapsed:     {},
}

// MayBecome lists the states that may follow s for the offer, in the order in which a page offers them. Of a date that is taken away
// nothing is offered: once it is reviewed, the patient is told that it is postponed.
func (o Offer) MayBecome(s OfferState) []OfferState {
	if o.Sort == OfferTake && s == OfferReviewed {
		return []OfferState{OfferPostponed, OfferWithdrawn}
	}
	return slices.Clone(offerMoves[s])
}

// Final reports whether nothing can follow: a new date is a new offer.
func (s OfferState) Final() bool { return len(offerMoves[s]) == 0 }

// OfferedDate is one date that a patient was given to choose from.
type OfferedDate struct {
	Session SessionID
	Site    string
	Date    civil.Date
}

// OfferEvent is something that happened to an offer. Events are appended in their order, never changed.
type OfferEvent struct {
	Offer    OfferID
	To       OfferState
	At       time.Time
	By       string // the account
	Clinical bool   // that account acts as a clinician

	Dates    []OfferedDate // of an offer: what the patient may choose from
	AnswerBy civil.Date    // of an offer: the last day to answer
	Chosen   SessionID     // of an acceptance or booking
	Reason   string        // in words, without anything that names a person
	Mover    string        // of a postponement: ByProvider or ByPatient
	Medical  bool          // of a postponement: the reason was clinical, as illness on the day
	Beyond   bool          // of dates, an acceptance or booking: over the list's time all the same, with the reason
	Treated  Known         // of what was done: whether first definitive treatment began with it; a scope or clinic is often none
}

// OfferStanding is what has become of an offer by a day, worked out from its events.
type OfferStanding struct {
	State      OfferState
	Reviewed   bool          // a clinician has agreed
	Dates      []OfferedDate // those last offered
	OfferedOn  civil.Date    // the day of the last offer; the zero date before any
	AnswerBy   civil.Date
	Held       OfferedDate // what the patient accepted or holds; the zero value before
	Reasonable bool        // the last offer was reasonable by the rule in force on its day
	Rule       OfferRule   // that rule
	Moved      Postponement
	Last       OfferEvent // the newest event; its At is zero while there is none
}

// StandOffer works out how an offer stands on a day from those of the events that are about it, in their order. cancer
// tells whether the pathway is under cancer clocks: its rule of what is reasonable is another one. An offer whose day to
// answer by is over is unanswered without anybody saying so, and a proposal whose own day came unoffered is lapsed.
func StandOffer(o Offer, events []OfferEvent, cancer bool, on civil.Date) OfferStanding {
	s := OfferStanding{State: OfferProposed}
	if o.Sort != OfferDate {
		s.Held = OfferedDate{o.Session, o.Site, o.Date}
	}
	if o.Sort == OfferHeld {
		s.State = OfferBooked
	}
	for _, e := range events {
		if e.Offer != o.ID || civil.Today(e.At).After(on) {
			continue
		}
		s.State, s.Last = e.To, e
		switch e.To {
		case OfferReviewed:
			s.Reviewed = true
		case OfferMade:
			s.Dates, s.AnswerBy, s.OfferedOn = e.Dates, e.AnswerBy, civil.Today(e.At)
			s.Rule, s.Reasonable = JudgeOffer(e, cancer)
		case OfferAccepted, OfferBooked:
			if d, ok := s.dateOf(e.Chosen); ok {
				s.Held = d
			}
		case OfferPostponed:
			s.Moved = s.postponement(e)
		}
	}
	if s.State == OfferMade && on.After(s.AnswerBy) {
		s.State = OfferUnanswered
	}
	if (s.State == OfferProposed || s.State == OfferReviewed) && !o.Date.IsZero() && !o.Date.After(on) {
		s.State = OfferLapsed
	}
	return s
}

// dateOf finds a date among those offered.
func (s OfferStanding) dateOf(id SessionID) (OfferedDate, bool) {
	i := slices.IndexFunc(s.Dates, func(d OfferedDate) bool { return d.Session == id })
	if i < 0 {
		return OfferedDate{}, false
	}
	return s.Dates[i], true
}

// postponement is what a moved date adds to the patient's history. One that the provider moves on or after the day, for a
// reason that is not clinical, begins the 28-day guarantee.
func (s OfferStanding) postponement(e OfferEvent) Postponement {
	day := civil.Today(e.At)
	return Postponement{On: day, For: s.Held.Date, By: e.Mover, Reason: e.Reason,
		OnDay: e.Mover == ByProvider && !e.Medical && !day.Before(s.Held.Date)}
}

// AfterOffer is the patient as an offer's standing leaves them: firmly booked while a session is held, since that is what the
// patient was promised, postponed once more when it
// was moved. What was done stops clocks only where it was first definitive treatment; else nothing is booked until somebody
// or a later list says what is needed next, and the clocks run. Pathway and priority stay as they were (R27).
func (p Patient) AfterOffer(s OfferStanding) Patient {
	switch s.State {
	case OfferAccepted, OfferBooked:
		p.Booked, p.Firm = s.Held.Session, true
	case OfferDone:
		p.Booked, p.Firm = "", false
		switch {
		case s.Last.Treated != Yes:
			p.Seen, p.OnHold = s.Held.Date, true
		case p.Treated.IsZero():
			p.Treated = s.Held.Date
		}
	case OfferPostponed:
		p = p.PostponedAgain(s.Moved)
	case OfferMade, OfferUnanswered: // who has not answered may still accept
		p.Offered = nil
		for _, d := range s.Dates {
			p.Offered = append(p.Offered, d.Session)
		}
	case OfferProposed, OfferReviewed, OfferDeclined, OfferWithdrawn, OfferLapsed:
	}
	return p
}

// OfferRule says what a reasonable offer is, between two days. Known by memory until it is confirmed.
type OfferRule struct {
	ID        string
	Cancer    bool // of cancer pathways
	Notice    int  // days from the offer to the first date
	Dates     int  // how many different days to choose from
	From, To  civil.Date
	Confirmed bool
	Source    string
}

// offerRules is built once and never changed.
var offerRules = []OfferRule{
	{ID: "REASONABLE-RTT", Notice: 21, Dates: 2, From: civil.MustDate("2006-01-01"), Source: "at least two dates with at least three weeks' notice; from the RTT rules by memory"},
	{ID: "REASONABLE-CANCER", Cancer: true, Dates: 1, From: civil.MustDate("2009-01-01"), Source: "any date between the start and the end of the 31 or 62 days; from the cancer waiting times guidance by memory"},
}

// OfferRules lists the rules of what a reasonable offer is.
func OfferRules() []OfferRule { return slices.Clone(offerRules) }

// JudgeOffer finds the rule that an offer is under and whether it is reasonable by it. A declined offer that was not
// reasonable counts for nothing.
func JudgeOffer(e OfferEvent, cancer bool) (OfferRule, bool) {
	day := civil.Today(e.At)
	i := slices.IndexFunc(offerRules, func(r OfferRule) bool {
		return r.Cancer == cancer && !day.Before(r.From) && (r.To.IsZero() || day.Before(r.To))
	})
	if i < 0 {
		return OfferRule{}, false
	}
	r := offerRules[i]
	var enough []civil.Date
	for _, d := range e.Dates {
		if d.Date.Sub(day) >= r.Notice && !slices.Contains(enough, d.Date) {
			enough = append(enough, d.Date)
		}
	}
	return r, len(enough) >= r.Dates
}

// declinesToDecide is how many reasonable offers a patient may decline before a clinician decides with them what follows.
const declinesToDecide = 2

// Declines counts, by pathway, the reasonable offers that were declined and not yet followed by a clinician's decision (a
// finding that settles the check). Nobody is taken off a list by it.
func Declines(offers []Offer, events []OfferEvent, findings []Finding, cancer func(Pathway) bool, on civil.Date) map[Pathway]int {
	decided := map[Pathway]time.Time{}
	for _, f := range findings {
		if f.Check == CheckReview && f.Clinical {
			decided[f.Pathway] = f.At
		}
	}
	byOffer := map[OfferID][]OfferEvent{}
	for _, e := range events {
		byOffer[e.Offer] = append(byOffer[e.Offer], e)
	}
	out := map[Pathway]int{}
	for _, o := range offers {
		s := StandOffer(o, byOffer[o.ID], cancer(o.Pathway), on)
		if s.State == OfferDeclined && s.Reasonable && s.Last.At.After(decided[o.Pathway]) {
			out[o.Pathway]++
		}
	}
	return out
}

// Escalation is why somebody senior must know of a pathway.
type Escalation struct {
	Why string
	Due civil.Date // by when it must be put right; the zero date when no rule sets one
}

// Escalations lists what must be escalated of a patient on a day: postponed by the provider a second time or more, a
// 28-day guarantee without a session held or past its day.
func Escalations(p Patient, on civil.Date) []Escalation {
	if over, _ := p.Over(on); over {
		return nil
	}
	var out []Escalation
	if n := p.TimesPostponed(); n >= 2 {
		out = append(out, Escalation{Why: "postponed by the provider " + times(n)})
	}
	for _, c := range ClocksOf(p, on) {
		switch {
		case c.Rule != Guarantee28:
		case c.State == ClockPast:
			out = append(out, Escalation{"the 28 days after the cancellation of " + longDay(c.Start) + " are over", c.Last})
		case c.State == ClockRunning && p.Booked == "":
			out = append(out, Escalation{"cancelled on the day, " + longDay(c.Start) + ", and no new session is held", c.Last})
		}
	}
	return out
}

// times says a count in words as far as people say it so.
func times(n int) string {
	words := []string{"never", "once", "twice", "three times", "four times", "five times"}
	if n < len(words) {
		return words[n]
	}
	return "more than five times"
}

// tidy is a text that a person wrote, without spaces that nobody meant.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
