package harm

import (
	"slices"

	"headroom/internal/action"
	"headroom/internal/civil"
)

// Periods are the periods of industrial action by which days are placed, the oldest first.
type Periods []action.Period

// On is the code of the period in whose days a date lay; empty when in none. One that was called off counts by the days for
// which it had been announced: dates had been taken away already.
func (p Periods) On(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	for _, x := range p {
		if x.Happened() {
			if x.IsStrike(d) {
				return string(x.Code)
			}
			continue
		}
		from, to := x.Bounds()
		if !from.IsZero() && !d.Before(civil.Today(from)) && !d.After(civil.Today(to)) {
			return string(x.Code)
		}
	}
	return ""
}

// Known reports whether there is a period of that code.
func (p Periods) Known(code string) bool {
	return slices.ContainsFunc(p, func(x action.Period) bool { return string(x.Code) == code })
}

// Named lists the periods, the newest first: code and name.
func (p Periods) Named() (out [][2]string) {
	for _, x := range slices.Backward(p) {
		out = append(out, [2]string{string(x.Code), x.Name})
	}
	return out
}

// Placing is how an event came to its period. Stored nowhere: it is worked out at each reading.
type Placing string

// The placings.
const (
	InNone       Placing = ""                  // in no period, or its day is not known
	ByDay        Placing = "its day"           // nobody picked a period; its day lies in this one
	Picked       Placing = "picked"            // somebody picked it, and its day lies in it or is not known
	PickedBeside Placing = "picked, other day" // somebody picked it, and its day lies outside it
)

// Of is the period of an event: the one that somebody picked, else the one in whose days it happened.
func (p Periods) Of(e Event) (code string, how Placing) {
	on := p.On(e.Occurred)
	switch {
	case e.Period == "" && on == "":
		return "", InNone
	case e.Period == "":
		return on, ByDay
	case e.Occurred.IsZero() || on == e.Period:
		return e.Period, Picked
	}
	return e.Period, PickedBeside
}

// Words says how an event came to its period.
func (h Placing) Words() string {
	switch h {
	case ByDay:
		return "worked out from its day"
	case Picked:
		return "picked by whoever recorded it"
	case PickedBeside:
		return "picked by whoever recorded it; its day lies outside the period"
	}
	return "its day lies in no period, or is not known"
}
