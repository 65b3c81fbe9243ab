package occupancy

import (
	"math"
	"slices"

	"headroom/internal/fault"
)

// Beds are one morning's beds of an organisation, as its return has them.
type Beds struct {
	Core        int // the staffed permanent base
	Escalation  int // opened on top of it
	ClosedEmpty int // closed, for norovirus and the like, and empty: nobody can be put there
	Void        int // empty and kept from others for infection control
	Occupied    int
}

// Open is core and escalation.
func (b Beds) Open() int { return b.Core + b.Escalation }

// Usable is what of the open beds somebody may lie in.
func (b Beds) Usable() int { return b.Open() - b.ClosedEmpty - b.Void }

// UsableCore is what of the core beds somebody may lie in, every closed and void bed being counted as core.
func (b Beds) UsableCore() int { return b.Core - b.ClosedEmpty - b.Void }

// FreeCore is the core beds that nobody lies in; below zero, so many lie in escalation beds or in none. Opening escalation
// beds leaves it as it is.
func (b Beds) FreeCore() int { return b.UsableCore() - b.Occupied }

// Share is occupied by usable beds, above 1 when people lie where there is no bed; NaN without beds.
func (b Beds) Share() float64 { return float64(b.Occupied) / float64(b.Usable()) }

// Headroom is how many beds may still be filled before the target share of the usable beds is passed; below zero, so many
// are over it already.
func (b Beds) Headroom(target float64) int { return HeadroomBeds(target, b.Usable(), b.Occupied) }

// CoreHeadroom is the same against the core beds alone.
func (b Beds) CoreHeadroom(target float64) int {
	return HeadroomBeds(target, b.UsableCore(), b.Occupied)
}

// HeadroomBeds is floor(target x open) - occupied: the beds that may still be filled, below zero the beds over the target
// (definition c.6). Open is the usable open beds; target a share, as 0.92.
func HeadroomBeds(target float64, open, occupied int) int { return limitBeds(target, open) - occupied }

// limitBeds is the most that may be occupied. A product that is a whole number but for rounding is that whole number.
func limitBeds(target float64, open int) int {
	return int(math.Floor(target*float64(open) + 1e-9))
}

// ExtraDischarges is how many more than planned must have left by a morning for the target to hold: the beds over it, or
// none.
func ExtraDischarges(target float64, open, occupied int) int {
	return max(0, -HeadroomBeds(target, open, occupied))
}

// NationalDischargeWeek is the discharges of each weekday from Monday against the mean day, of adults in England outside
// holiday weeks, 2 October to 10 December 2023 (NHS England's daily discharge returns). Local ones differ: Saturday's lies
// between 0.74 and 1.06 in eight of ten boards.
func NationalDischargeWeek() [7]float64 {
	return [7]float64{.884, 1.103, 1.149, 1.151, 1.225, .877, .611}
}

// SpreadByIndex divides a total over days in proportion to an index, in whole numbers that add up to it: each day has its
// share rounded down, and what is left goes to those with the largest remainders, the earlier of two equal ones first. An
// index below zero, or nothing but zeros, is a fault.
func SpreadByIndex(total int, index []float64) ([]int, error) {
	sum := 0.0
	for _, x := range index {
		if !(x >= 0) || math.IsInf(x, 0) {
			return nil, fault.New(fault.Invalid, "A day's index must be zero or more, not %g.", x)
		}
		sum += x
	}
	if sum == 0 || total < 0 {
		return nil, fault.New(fault.Invalid, "%d cannot be spread over days whose index adds up to %g.", total, sum)
	}
	out := make([]int, len(index))
	rest := make([]float64, len(index))
	order := make([]int, len(index))
	left := total
	for i, x := range index {
		share := float64(total) * x / sum
		out[i] = int(math.Floor(share + 1e-9))
		rest[i] = share - float64(out[i])
		order[i] = i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch d := rest[a] - rest[b]; {
		case d > 1e-9:
			return -1
		case d < -1e-9:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		out[i]++
	}
	return out, nil
}

// OccupiedPath is the beds occupied each morning from the first one's on: a morning's, and what came in and left in the 24
// hours after it, give the next morning's (definition c.6). It has one entry more than there are days. Admissions are all
// who come in, discharges all who leave, deaths and transfers included. More leaving than are there is a fault.
func OccupiedPath(first int, admissions, discharges []int) ([]int, error) {
	if len(admissions) != len(discharges) {
		return nil, fault.New(fault.Invalid, "There are %d days of admissions and %d of discharges; they must be the same days.", len(admissions), len(discharges))
	}
	out := []int{first}
	for d, a := range admissions {
		next := out[d] + a - discharges[d]
		if a < 0 || discharges[d] < 0 || next < 0 {
			return nil, fault.New(fault.Invalid, "Day %d: %d come in and %d leave where %d are; that cannot be.", d+1, a, discharges[d], out[d])
		}
		out = append(out, next)
	}
	return out, nil
}

// PullForward moves n discharges from a later day to an earlier one: what is gained until the later day is given back on it
// (definition c.6). Days are indices; more than the later day has is a fault.
func PullForward(discharges []int, n, from, to int) ([]int, error) {
	if to < 0 || from <= to || from >= len(discharges) || n < 0 || n > discharges[from] {
		return nil, fault.New(fault.Invalid, "%d discharges cannot be moved from day %d to day %d of %d.", n, from+1, to+1, len(discharges))
	}
	out := slices.Clone(discharges)
	out[to] += n
	out[from] -= n
	return out, nil
}

// ScaleDays multiplies each day's number by its factor and rounds it to whole ones; for the discharges of holidays, with
// factors such as NationalDischargeRatio gives.
func ScaleDays(numbers []int, factor func(day int) float64) []int {
	out := make([]int, len(numbers))
	for d, n := range numbers {
		out[d] = int(math.Round(float64(n) * factor(d)))
	}
	return out
}
