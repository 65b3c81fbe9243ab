package mitigation

import (
	"slices"
	"time"
)

// Outcome is what was decided of a request or became of it. It stays what it is when the request is closed.
type Outcome string

// The outcomes. No two of them ever share a column (H14).
const (
	Open            Outcome = "open" // nothing yet
	OutApproved     Outcome = "approved"
	OutApprovedPart Outcome = "approved-in-part"
	OutRejected     Outcome = "rejected"
	OutNoDecision   Outcome = "no-timely-decision"
	OutLapsed       Outcome = "lapsed"
	OutWithdrawn    Outcome = "withdrawn"
	OutNotSupported Outcome = "not-supported"
	OutBypass       Outcome = "bypass"
)

// Outcomes lists the outcomes in the order in which tables show them.
func Outcomes() []Outcome {
	return []Outcome{OutApproved, OutApprovedPart, OutRejected, OutNoDecision, OutLapsed, OutWithdrawn, OutNotSupported, OutBypass, Open}
}

// Granted reports whether doctors were allowed to return.
func (o Outcome) Granted() bool { return o == OutApproved || o == OutApprovedPart }

// Timeliness is how a decision lies to the time by which it was needed. It is worked out from instants and never stored.
type Timeliness string

// How decisions lie.
const (
	Pending    Timeliness = "pending" // no decision, and the time is not over
	OnTime     Timeliness = "on-time" // decided at or before it
	Late       Timeliness = "late"    // decided after it
	Never      Timeliness = "never"   // with the union body when it passed, and not decided
	NotSent    Timeliness = "not-sent"
	NoDeadline Timeliness = "no-deadline"    // the request names none, which its scheme allows
	NoMatter   Timeliness = "not-applicable" // withdrawn or not supported before it passed, or a bypass
)

// Timelinesses lists them in the order in which tables show them.
func Timelinesses() []Timeliness {
	return []Timeliness{OnTime, Late, Never, NotSent, Pending, NoDeadline, NoMatter}
}

// Standing is how a request stands, worked out from its events as far as they had been written down by an instant.
type Standing struct {
	Ref     Ref
	State   State
	Outcome Outcome
	Version int  // of the form; a returned request that is taken up again has the next
	Form    Form // as it last was
	Signed  Form // as it was last signed; the zero Form before: what was predicted in it stays as it was
	Writers []string
	Signer  string

	Timeliness Timeliness
	LateBy     time.Duration // of Late
	// KnownLate is true of a decision that was made in time and written down after the time was over.
	KnownLate bool

	Decision  *Decision // the last one; nil while there is none
	DecidedBy string    // who wrote it down
	Makers    []string  // who made a link through which it may have been given: none of them confirms it
	Confirmed bool      // a second person has confirmed it
	// RecalledBy is who recalled doctors in a declared mass event; a second person at the trust countersigns it.
	RecalledBy, CountersignedBy string
	Missed                      time.Time // when it was needed and had not been decided: stays whatever follows

	Uses   map[int]Use // by shift: the last that was written down
	Clocks Clocks
	Last   Event
	Events int
	Looked time.Time // the instant at which it is looked at
	// Unwritten are the clock's events that were due by then and not yet written down, as during a standstill: they happened,
	// so that the state, the outcome and the timeliness hold them.
	Unwritten []Event
}

// Clocks are the instants of a request (B7); a zero time has not come.
type Clocks struct {
	Known, Drafted, Signed                             time.Time
	SystemIn, SystemOut, RegionIn, RegionOut, NationIn time.Time
	Sent, Acknowledged, NeededBy, Decided, Told        time.Time
	FirstIn, WindowFrom, WindowTo, Ended, Revoked      time.Time
	Bypassed, Escalated, Countersigned                 time.Time
	Stopped                                            time.Time // returned, declined, withdrawn or lapsed; zero again with a new signature
}

// Stand works out how a request stands from its events, in the order in which they were written down, as far as that was
// done by instant by; now is the instant at which it is looked at.
func Stand(ref Ref, events []Event, by, now time.Time) Standing {
	s := Standing{Ref: ref, Outcome: Open, Uses: map[int]Use{}, Looked: now}
	for _, e := range events {
		if e.Recorded.After(by) {
			continue
		}
		s.take(e)
	}
	s.Unwritten = s.dueFrom(now)
	for _, e := range s.Unwritten {
		s.take(e)
	}
	s.judge(now)
	return s
}

// take adds one event. An event that the table does not have, which a store never keeps, changes nothing.
func (s *Standing) take(e Event) {
	to, ok := Next(s.State, e.Step)
	if !ok {
		return
	}
	from := s.State
	s.State, s.Last, s.Events = to, e, s.Events+1
	s.takeForm(e, from)
	s.takeRoute(e, from)
	s.takeDecision(e, from)
	s.takeUse(e)
}

func (s *Standing) takeForm(e Event, from State) {
	switch e.Step {
	case Begin:
		s.Version++
		s.Writers = nil
		if from == "" {
			s.Clocks.Drafted = e.At
		}
	case Sign:
		s.Signer, s.Clocks.Signed = e.By, e.At
	case Write, Send:
	default:
		return
	}
	if e.Actor == Drafter || e.Step == Begin || e.Step == Write {
		s.Writers = append(s.Writers, e.By)
	}
	if e.Form != nil {
		s.Form = *e.Form
	}
	if e.Step == Sign {
		s.Signed = s.Form
	}
	c := &s.Clocks
	c.Known, c.NeededBy = time.Time{}, time.Time{}
	if !s.Form.KnownSince.IsZero() {
		c.Known = s.Form.KnownSince.At()
	}
	if !s.Form.NeededBy.IsZero() {
		c.NeededBy = s.Form.NeededBy.At()
	}
	c.WindowFrom, c.WindowTo = s.Form.Window()
}

func (s *Standing) takeRoute(e Event, from State) {
	c := &s.Clocks
	switch e.Step {
	case Return, Decline, Withdraw:
		c.Stopped = e.At
	case Sign:
		c.Stopped = time.Time{}
	}
	switch e.Step {
	case Sign:
		c.SystemIn = e.At
		c.SystemOut, c.RegionIn, c.RegionOut, c.NationIn, c.Sent, c.Acknowledged = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	case Forward:
		switch from {
		case WithSystem:
			c.SystemOut, c.RegionIn = e.At, e.At
		case WithRegion:
			c.RegionOut, c.NationIn = e.At, e.At
		case WithNational:
			c.Sent = e.At
		}
	case Acknowledge:
		c.Acknowledged = e.At
	case Told:
		c.Told = e.At
	case Bypass:
		s.Outcome, s.RecalledBy, c.Bypassed = OutBypass, e.By, e.At
		if e.Form != nil {
			s.Form = *e.Form
		}
		s.Signed = s.Form
		c.WindowFrom, c.WindowTo = s.Form.Window()
	case Escalated:
		c.Escalated = e.At
	case Countersign:
		s.CountersignedBy, c.Countersigned = e.By, e.At
	case Decline:
		s.Outcome = OutNotSupported
	case Withdraw:
		s.Outcome = OutWithdrawn
	}
}

func (s *Standing) takeDecision(e Event, from State) {
	switch e.Step {
	case Approve:
		s.decide(e, OutApproved)
	case ApproveIn:
		s.decide(e, OutApprovedPart)
	case Reject:
		s.decide(e, OutRejected)
	case Confirm:
		s.Confirmed = true
	case Deadline:
		s.Outcome, s.Missed = OutNoDecision, e.At
	case WindowEnds:
		s.Clocks.Ended = e.At
		if s.State == Lapsed {
			s.Outcome, s.Clocks.Stopped = OutLapsed, e.At
		}
	case Revoke:
		s.Clocks.Revoked, s.Clocks.Ended = e.At, e.At
	case StandDown:
		s.Clocks.Ended = e.At
	}
}

func (s *Standing) decide(e Event, o Outcome) {
	s.Outcome, s.Decision, s.DecidedBy, s.Confirmed, s.Clocks.Decided = o, e.Decision, e.By, false, e.At
	s.Makers = e.Makers
}

// MayConfirm reports whether an account is a second side of the decision: neither who wrote it down, nor who made a link
// through which it was given.
func (s Standing) MayConfirm(account string) bool {
	return account != s.DecidedBy && !slices.Contains(s.Makers, account)
}

func (s *Standing) takeUse(e Event) {
	switch {
	case e.Step == Activate:
		s.Clocks.FirstIn = e.At
	case e.Step == Used && e.Use != nil:
		s.Uses[e.Use.Shift] = *e.Use
		if u := e.Use; u.Came > 0 && !u.From.IsZero() && (s.Clocks.FirstIn.IsZero() || u.From.Before(s.Clocks.FirstIn)) {
			s.Clocks.FirstIn = u.From
		}
	}
}

// judge works out the timeliness at an instant (B6).
func (s *Standing) judge(now time.Time) {
	by, decided := s.Clocks.NeededBy, s.Clocks.Decided
	over := !by.IsZero() && now.After(by)
	switch {
	case s.Outcome == OutBypass:
		s.Timeliness = NoMatter
	case !decided.IsZero() && by.IsZero():
		s.Timeliness = NoDeadline
	case !decided.IsZero() && decided.After(by):
		s.Timeliness, s.LateBy = Late, decided.Sub(by)
	case !decided.IsZero():
		s.Timeliness, s.KnownLate = OnTime, !s.Missed.IsZero()
	case s.Outcome == OutNotSupported, s.Outcome == OutWithdrawn && s.Missed.IsZero():
		s.Timeliness = NoMatter
	case by.IsZero() && s.Clocks.Signed.IsZero():
		s.Timeliness = Pending // it is being written, and may still name one
	case by.IsZero():
		s.Timeliness = NoDeadline
	case !s.Missed.IsZero():
		s.Timeliness = Never
	case over && s.Clocks.Sent.IsZero() && s.Version > 0 && !s.Clocks.Signed.IsZero():
		s.Timeliness = NotSent
	case over && !s.Clocks.Sent.IsZero():
		s.Timeliness = Never
	default:
		s.Timeliness = Pending
	}
}

// Words is how the request stands in a phrase that keeps state and timeliness apart, as "approved, late by 2:05".
func (s Standing) Words() string {
	w := s.Outcome.Words()
	if s.Outcome == Open {
		w = s.State.Words()
	}
	switch s.Timeliness {
	case Late:
		w += ", late by " + Length(s.LateBy)
	case OnTime:
		w += ", on time"
		if s.KnownLate {
			w += ", and known here only after the time was over"
		}
	case NotSent:
		w += "; the time by which a decision was needed passed before it was with the union body"
	}
	switch s.State {
	case Revoked, StoodDown, Active, Completed:
		w += "; " + s.State.Words()
	}
	if len(s.Unwritten) > 0 {
		w += "; not yet written down"
	}
	if s.Decision != nil && !s.Confirmed {
		w += "; not yet confirmed by a second person"
	}
	return w
}

// GrantedOn is how many doctors were granted on a shift, by its number from 1; 0 while nothing is. A recall in a declared mass
// event is no grant: nobody granted it.
func (s Standing) GrantedOn(shift int) int {
	if !s.Outcome.Granted() || shift < 1 || shift > len(s.Signed.Shifts) {
		return 0
	}
	asked := s.Signed.Shifts[shift-1].Asked
	if s.Decision == nil || len(s.Decision.Grants) == 0 {
		return asked
	}
	for _, g := range s.Decision.Grants {
		if g.Shift == shift {
			return g.Doctors
		}
	}
	return 0
}

// RecalledOn is how many doctors a recall in a declared mass event called back on a shift, by its number from 1; 0 of what is
// no recall.
func (s Standing) RecalledOn(shift int) int {
	if s.Outcome != OutBypass || shift < 1 || shift > len(s.Signed.Shifts) {
		return 0
	}
	return s.Signed.Shifts[shift-1].Asked
}

// Recalled is how many doctors a recall in a declared mass event called back in all, by shift.
func (s Standing) Recalled() int {
	if s.Outcome != OutBypass {
		return 0
	}
	return s.Signed.Doctors()
}

// Granted is how many doctors were granted in all.
func (s Standing) Granted() int {
	n := 0
	for i := range s.Signed.Shifts {
		n += s.GrantedOn(i + 1)
	}
	return n
}

// HoursOn is how many hours of doctors' time were used on a shift, by its number from 1: none after a revocation, and none
// that have not passed yet.
func (s Standing) HoursOn(shift int) float64 {
	u, ok := s.Uses[shift]
	if !ok || shift < 1 || shift > len(s.Signed.Shifts) {
		return 0
	}
	until := s.Looked
	if r := s.Clocks.Revoked; !r.IsZero() && r.Before(until) {
		until = r
	}
	return u.Hours(s.Signed.Shifts[shift-1], until)
}

// HoursUsed is how many hours of doctors' time were used: none after a revocation, whatever was granted (H17).
func (s Standing) HoursUsed() float64 {
	sum := 0.0
	for n := range s.Uses {
		sum += s.HoursOn(n)
	}
	return sum
}
