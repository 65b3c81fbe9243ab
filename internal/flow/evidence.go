package flow

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Evidence is what is known, at one instant, of trusts and councils that are to be modelled together. A figure that is not
// known is NaN in a series and absent elsewhere; zero is a figure.
type Evidence struct {
	From     civil.Date // the morning that the model starts from
	Days     int        // how many days it goes on
	Calendar Calendar
	Trusts   []TrustEvidence
	Councils []CouncilEvidence
}

// TrustEvidence is what is known of one trust. Its series begin on First and end on or before From; mornings are 08:00
// counts, days are calendar days from midnight to midnight, which an 08:00 count splits: the eight hours are accepted.
type TrustEvidence struct {
	Org    org.Code
	Name   string
	Region int // trusts of one number share the regional factor
	First  civil.Date

	Occupied, Open        []float64 // mornings: general and acute beds, all ages
	Core                  []float64 // mornings: of those open, the funded base
	Long7, Long14, Long21 []float64 // mornings: of those occupied, here 7, 14, 21 nights and more
	Adults                []float64 // mornings: of those occupied, adult
	Critical              []float64 // mornings: adult critical care beds occupied, which are not among the others
	Shut                  []float64 // mornings: beds closed by infection and empty
	Discharges            []float64 // days: people of 18 and over discharged
	Remaining             []float64 // days: no criteria to reside, and not discharged by the day's end

	Breaks    []civil.Date // mornings from which figures are no longer comparable with earlier ones: mergers, changed scope
	Pathways  [4]float64   // shares or numbers of discharges by pathway 0 to 3; all zero: not known
	Reasons   Reasons
	Catchment []Catchment
	Planned   []int // planned admissions by day of the model
	Stays     []Stay
}

// Reasons are numbers or shares of those delayed, by the five groups of reasons; all zero: not known.
type Reasons struct{ Hospital, Hub, Interface, Capacity, Wellbeing float64 }

// sum is all of them.
func (r Reasons) sum() float64 { return r.Hospital + r.Hub + r.Interface + r.Capacity + r.Wellbeing }

// Catchment is the share of a trust's people who belong to one council; a trust's shares are scaled to sum to one.
type Catchment struct {
	Council org.Code
	Share   float64
}

// Stay is one stay, without anything that names a person. A zero date means not yet, or not known for Arranged.
type Stay struct {
	Admitted civil.Date
	Ready    civil.Date // no longer needs the hospital
	Arranged civil.Date // the process is over: waits for care alone
	Left     civil.Date
	Pathway  int // 0 to 3; -1 not known
	Council  org.Code
}

// CouncilEvidence is what one council says it can begin. Returned says for each pathway, 1 to 3, whether there is a return
// at all: nil is a figure, no return is not.
type CouncilEvidence struct {
	Org      org.Code
	Name     string
	Returned [simulate.Streams]bool
	Weekly   [simulate.Streams]float64 // starts in an ordinary week
	Dated    []DatedStarts             // what is known of single days; it takes the place of the week's pattern
}

// DatedStarts is what can begin on one date.
type DatedStarts struct {
	On     civil.Date
	Starts [simulate.Streams]float64
}

// known reports whether a figure is one: not NaN, not below zero.
func known(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

// series is a stretch of days of one trust's evidence.
type series struct {
	first civil.Date
	x     []float64
}

// on is the figure of a date; NaN where there is none.
func (s series) on(d civil.Date) float64 {
	if i := d.Sub(s.first); i >= 0 && i < len(s.x) && known(s.x[i]) {
		return s.x[i]
	}
	return math.NaN()
}

// of makes a series of the evidence.
func (e *TrustEvidence) of(x []float64) series { return series{e.First, x} }

// mean is the mean over the known days of [from, to), and how many there are.
func (s series) mean(from, to civil.Date) (float64, int) {
	sum, n := 0.0, 0
	for d := from; d.Before(to); d = d.Add(1) {
		if x := s.on(d); known(x) {
			sum += x
			n++
		}
	}
	return sum / max(1, float64(n)), n
}

// latest is the last known figure before or on a date and not before the floor, and how old it is.
func (s series) latest(on, floor civil.Date) (x float64, age int) {
	for d := on; !d.Before(floor); d = d.Add(-1) {
		if x := s.on(d); known(x) {
			return x, on.Sub(d)
		}
	}
	return math.NaN(), 0
}
