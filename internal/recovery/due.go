package recovery

import (
	"headroom/internal/civil"
)

// dueKind is which of a plan's clinical dates one is.
type dueKind int

// The kinds, the gravest first.
const (
	dueP1 dueKind = iota
	dueFast
	dueCancer
	dueP2
	dueP3
)

// due is a last day on time that a plan tries to keep.
type due struct {
	kind  dueKind
	on    civil.Date
	words string
}

// duesOf are the clinical and cancer dates that a session's day is measured against, as the clocks of the patient stand on
// the plan's first day. The two clocks of 28 days are none of them: no session stops the one, and the other is the tier of
// those who were postponed. A priority whose own day is not recorded is planned as if given on the earliest day that it
// can have been, so that nobody is put back by a gap in the record; the reason says so.
func duesOf(p *Patient, on civil.Date) []due {
	var out []due
	for _, c := range ClocksOf(*p, on) {
		kind, ok := kindOf(c, p)
		switch {
		case !ok:
		case c.Pending():
			out = append(out, due{kind, c.Last, c.Name})
		case c.State == ClockUnknown && c.Group != CancerClock:
			rule, _ := StandardClocks().At(c.Rule, on)
			given, words := p.Clock, c.Name+", counted from the start of the clock because the day of the priority is not recorded"
			if given.IsZero() {
				given, words = on, c.Name+", counted from today because neither the day of the priority nor a clock is recorded"
			}
			if !rule.Within.IsZero() {
				out = append(out, due{kind, rule.Within.After(given), words})
			}
		}
	}
	return out
}

// kindOf tells which of a plan's dates a clock sets; false when none.
func kindOf(c Clock, p *Patient) (dueKind, bool) {
	switch c.Rule {
	case ClockID(P1a), ClockID(P1b):
		return dueP1, true
	case ClockID(P2), "D2":
		return dueP2, true
	case ClockID(P3), "D3":
		return dueP3, true
	case Cancer31, Cancer62:
		if p.Cancer != nil && p.Cancer.Fast == Yes {
			return dueFast, true
		}
		return dueCancer, true
	}
	return 0, false
}
