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

// duesOf are the clinical and cancer dates that a session's day is measured against; from stands in where a priority has
// neither its own date nor a clock.
func duesOf(p *Patient, from civil.Date) []due {
	var out []due
	given := p.Prioritised
	words := ""
	if given.IsZero() {
		given, words = p.Clock, ", counted from the start of the clock because the day on which it was given is not recorded"
		if given.IsZero() {
			given, words = from, ", counted from today because neither the day on which it was given nor a clock is recorded"
		}
	}
	switch p.Priority {
	case P1a:
		out = append(out, due{dueP1, given.Add(1), "P1a: within 24 hours" + words})
	case P1b:
		out = append(out, due{dueP1, given.Add(3), "P1b: within 72 hours" + words})
	case P2:
		out = append(out, due{dueP2, given.Add(28), "P2: within 4 weeks" + words})
	case P3:
		out = append(out, due{dueP3, civil.On(given.Year(), given.Month()+3, given.Day()), "P3: within 3 months" + words})
	}
	if c := p.Cancer; c != nil {
		kind := dueCancer
		if c.Fast == Yes {
			kind = dueFast
		}
		start := c.Referred
		if !c.Upgraded.IsZero() {
			start = c.Upgraded
		}
		if !start.IsZero() {
			out = append(out, due{kind, start.Add(62 + c.Adjustment), "62 days of the cancer pathway"})
		}
		if !c.DecisionToTreat.IsZero() {
			out = append(out, due{kind, c.DecisionToTreat.Add(31), "31 days from the decision to treat"})
		}
	}
	return out
}
