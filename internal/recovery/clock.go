package recovery

import (
	"fmt"

	"headroom/internal/civil"
)

// Clock is one rule of definitions d.3 to d.5 at work on a patient, to the day.
type Clock struct {
	Rule      ClockID
	Group     ClockGroup
	Name      string
	Start     civil.Date // day 0; the zero date when not known
	Last      civil.Date // the last day on time; the zero date when the rule sets none
	Stopped   civil.Date // when what it waits for happened; the zero date while it has not
	Adjusted  int        // days that permitted pauses moved Last by
	Waited    int        // days from Start to the day asked about, or to Stopped
	Left      int        // days from then to Last; negative when past it; 0 on it and when there is no Last
	State     ClockState
	Why       string // what the state rests on, where that is not plain
	Source    string // the rule's
	Confirmed bool   // the rule was checked against a published text
}

// ClockState is how a clock stands. Derived, never stored.
type ClockState string

// The states of a clock.
const (
	ClockRunning ClockState = "running"     // the last day on time is not over
	ClockPast    ClockState = "past"        // it is over, and what the clock waits for has not happened
	ClockMet     ClockState = "met"         // it happened on time
	ClockLate    ClockState = "late"        // it happened after the last day on time
	ClockOpen    ClockState = "no last day" // the rule sets none: the patient keeps their place
	ClockEnded   ClockState = "ended"       // the wait is over without what the clock waits for, as validation or the status code says
	ClockUnknown ClockState = "not known"   // the day it starts from is not recorded; nothing is inferred
)

// Words says the clock in a sentence: its rule, its days, and whether the rule was checked.
func (c Clock) Words() string {
	s := c.Name
	switch {
	case c.Start.IsZero():
	case c.Last.IsZero():
		s += fmt.Sprintf(": since %s, no last day", longDay(c.Start))
	case !c.Stopped.IsZero():
		s += fmt.Sprintf(": from %s, last day %s, stopped on %s", longDay(c.Start), longDay(c.Last), longDay(c.Stopped))
	case c.State == ClockPast:
		s += fmt.Sprintf(": from %s, last day %s, %s past", longDay(c.Start), longDay(c.Last), countDays(-c.Left))
	default:
		s += fmt.Sprintf(": from %s, last day %s, %s left", longDay(c.Start), longDay(c.Last), countDays(c.Left))
	}
	if c.Why != "" {
		s += "; " + c.Why
	}
	if !c.Confirmed {
		s += " (unconfirmed rule)"
	}
	return s
}

// countDays is a number of days in words.
func countDays(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// Pending reports whether somebody is still waiting under the clock with a last day.
func (c Clock) Pending() bool { return c.State == ClockRunning || c.State == ClockPast }

// ClocksOf are a patient's clocks on a day by the built-in rules: cancer, priority, diagnostic, cancellation, RTT. What is
// recorded as having happened after the day does not count.
func ClocksOf(p Patient, on civil.Date) []Clock { return StandardClocks().Of(p, on) }

// Of are a patient's clocks on a day by these rules.
func (c ClockRules) Of(p Patient, on civil.Date) []Clock {
	r := clockReading{rules: c, p: &p, on: on, out: make([]Clock, 0, 10)}
	r.cancer()
	r.priority()
	r.diagnostic()
	r.guarantee()
	r.rtt()
	return r.out
}

// clockReading gathers the clocks of one patient on one day.
type clockReading struct {
	rules ClockRules
	p     *Patient
	on    civil.Date
	out   []Clock
}

// add adds the clock of a rule, if one is in force. stop is when what it waits for happened; shift is by how many days
// permitted pauses moved its last day.
func (r *clockReading) add(id ClockID, start, stop civil.Date, shift int, why string) {
	rule, ok := r.rules.At(id, r.on)
	if !ok {
		return
	}
	c := Clock{Rule: id, Group: rule.Group, Name: rule.Name, Start: start, Why: why, Source: rule.Source, Confirmed: rule.Confirmed}
	if start.IsZero() {
		c.State = ClockUnknown
		r.out = append(r.out, c)
		return
	}
	end := r.on
	if !stop.IsZero() && !stop.After(r.on) {
		c.Stopped, end = stop, stop
	}
	c.Waited = end.Sub(start)
	if !rule.Within.IsZero() {
		c.Adjusted = shift
		c.Confirmed = c.Confirmed && shift == 0 // the pauses are known by memory alone
		c.Last = rule.Within.After(start).Add(shift)
		c.Left = c.Last.Sub(end)
	}
	c.State = r.state(&c)
	r.out = append(r.out, c)
}

// state tells how a clock stands whose dates are known.
func (r *clockReading) state(c *Clock) ClockState {
	over, why := r.p.Over(r.on)
	switch {
	case c.Stopped.IsZero() && over:
		c.Why = why
		return ClockEnded
	case c.Last.IsZero() && c.Stopped.IsZero():
		return ClockOpen
	case c.Last.IsZero():
		return ClockMet
	case c.Stopped.IsZero() && c.Left >= 0:
		return ClockRunning
	case c.Stopped.IsZero():
		return ClockPast
	case c.Left >= 0:
		return ClockMet
	}
	return ClockLate
}

// Over reports whether, as far as is recorded by a day, nobody waits on the pathway any more, and why: treated (and no
// later decision to treat again), found by validation to be waiting no longer, or a status code that ends the wait. A code
// under which no clock runs, as after treatment, does not: a planned session may still be needed.
func (p Patient) Over(on civil.Date) (bool, string) {
	switch {
	case p.treatedBy(on):
		return true, "treated on " + longDay(p.Treated)
	case p.Validated != StillWaiting:
		return true, "validation found: " + p.Validated.Words()
	case p.Status.Stops() && !p.Stopped.After(on):
		return true, fmt.Sprintf("RTT status %s: %s", p.Status, p.Status.Words())
	}
	return false, ""
}

// treatedBy reports whether treatment had begun by a day, and no later one was decided on.
func (p *Patient) treatedBy(on civil.Date) bool {
	again := p.Cancer != nil && p.Cancer.DecisionToTreat.After(p.Treated)
	return !p.Treated.IsZero() && !p.Treated.After(on) && !again
}

// longDay writes a day as people read it.
func longDay(d civil.Date) string { return d.Format("2 January 2006") }

// NextSafeBy is the clock whose last day on time comes first among those that bind, the day that a list shows as "safe by"
// (R27): priority, cancer treatment, diagnostic and cancellation clocks whether past or not, and the RTT thresholds that
// are still ahead. Where only RTT thresholds are there and all are past, it is the highest of them. False when nothing binds.
func NextSafeBy(clocks []Clock) (Clock, bool) {
	var best Clock
	found := false
	take := func(c Clock) {
		if !found || c.Last.Before(best.Last) {
			best, found = c, true
		}
	}
	var passed *Clock
	for i, c := range clocks {
		switch {
		case !c.Pending() || c.Rule == Cancer104:
		case c.Group != RTTClock || c.State == ClockRunning:
			take(c)
		case passed == nil || c.Last.After(passed.Last):
			passed = &clocks[i]
		}
	}
	if !found && passed != nil {
		return *passed, true
	}
	return best, found
}
