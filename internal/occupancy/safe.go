package occupancy

import "math"

// pair is the joint law of one morning's occupied and open beds: their own odds, joined by a normal copula whose correlation
// is the one that gives back a chance of being over a share that the morning itself states. (More people and more beds open
// go together, because beds are opened for people; how much, only the forecast of the share itself knows.)
type pair struct {
	day  *Day
	rho  float64
	open [pairNodes]float64 // equally likely values of the open beds
	z    [pairNodes]float64 // and their places on the normal scale
}

// pairNodes is at how many values of the open beds a pair is summed.
const pairNodes = 48

// pairOf finds the correlation by halving, for questions about the target; the chance of being over a share is nearly
// monotone in it, and where the chance given cannot be met the nearest is taken.
func pairOf(d *Day, target float64) *pair {
	p := &pair{day: d}
	for i := range p.open {
		u := (float64(i) + .5) / pairNodes
		p.open[i], p.z[i] = d.Open.Q.At(u), normalQuantile(u)
	}
	share, chance := d.stated(target)
	if !Known(chance) {
		return p
	}
	at := func(rho float64) float64 {
		p.rho = rho
		return 1 - p.within(share, 0, 0) - chance
	}
	lo, hi := -.95, .95
	fLo, fHi := at(lo), at(hi)
	if fLo*fHi > 0 {
		p.rho = hi
		if math.Abs(fLo) < math.Abs(fHi) {
			p.rho = lo
		}
		return p
	}
	for range 20 {
		mid := (lo + hi) / 2
		if at(mid)*fLo > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	p.rho = (lo + hi) / 2
	return p
}

// stated is the share whose stated chance tells most about the target: the target's own if there is one that is neither
// nearly nothing nor nearly sure, else the one nearest to an even chance.
func (d *Day) stated(target float64) (share, chance float64) {
	all := [...]struct{ share, chance float64 }{{.92, d.Over92}, {.95, d.Over95}, {1, d.Over100}}
	best := all[1]
	for _, s := range all {
		if s.share == target && s.chance > .02 && s.chance < .98 {
			return s.share, s.chance
		}
		if math.Abs(s.chance-.5) < math.Abs(best.chance-.5) {
			best = s
		}
	}
	return best.share, best.chance
}

// within is the chance that occupied, less those freed, is at most the target share of the open beds and the added ones.
func (p *pair) within(target, freed, added float64) float64 {
	sum := 0.0
	width := math.Sqrt(1 - p.rho*p.rho)
	for i, open := range p.open {
		below := min(max(1-p.day.Occupied.Q.Above(target*(open+added)+freed), 1e-12), 1-1e-12)
		sum += .5 * math.Erfc(-(normalQuantile(below)-p.rho*p.z[i])/width/math.Sqrt2)
	}
	return sum / pairNodes
}

// mostBeds bounds what is looked for, as a share of the beds occupied.
const mostBeds = 2

// least is the smallest whole number in -most..most for which ok holds; ok must be rising.
func least(most int, ok func(n int) bool) int {
	lo, hi := -most, most
	for lo < hi {
		if mid := lo + (hi-lo)/2; ok(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// BedsToBeSafe is how many beds must be opened that morning for occupied to be at most the target share of the open beds
// with the asked confidence (both as shares, 0.92 and 0.9): none when it is so already. Beds opened lower the share and
// free no core bed; what frees one is DischargesToBeSafe.
func (d *Day) BedsToBeSafe(target, confidence float64) int {
	p := pairOf(d, target)
	most := int(mostBeds*d.Occupied.Q[LevelCount-1]) + 1
	return max(0, least(most, func(n int) bool { return p.within(target, 0, float64(n)) >= confidence }))
}

// DischargesToBeSafe is how many more than forecast must have left by that morning for the same: none when it is so
// already.
func (d *Day) DischargesToBeSafe(target, confidence float64) int {
	return max(0, -d.SafeHeadroom(target, confidence))
}

// SafeHeadroom is how many more beds may be filled that morning with occupied still at most the target share of the open
// beds with the asked confidence; below zero, how many too many are expected for that.
func (d *Day) SafeHeadroom(target, confidence float64) int {
	p := pairOf(d, target)
	most := int(mostBeds*d.Occupied.Q[LevelCount-1]) + 1
	return -least(most, func(n int) bool { return p.within(target, float64(n), 0) >= confidence })
}

// Over is the chance that occupied is more than the share of the open beds that morning, for any share; at 0.92, 0.95 and 1
// it is the day's own.
func (d *Day) Over(share float64) float64 {
	switch share {
	case .92:
		return d.Over92
	case .95:
		return d.Over95
	case 1:
		return d.Over100
	}
	return 1 - pairOf(d, share).within(share, 0, 0)
}

// HeadroomOdds are the odds of HeadroomBeds that morning, before rounding down: below zero, beds over the target.
func (d *Day) HeadroomOdds(target float64) Odds {
	p := pairOf(d, target)
	var out Odds
	lo := target*d.Open.Q.At(1e-5) - d.Occupied.Q.At(1-1e-5)
	most := target*d.Open.Q.At(1-1e-5) - d.Occupied.Q.At(1e-5)
	for i := range out.Q {
		// The chance that headroom is at most x is that of being over the target with x fewer people let in.
		hi := most
		for hi-lo > .05 {
			mid := (lo + hi) / 2
			if 1-p.within(target, -mid, 0) < levels[i] {
				lo = mid
			} else {
				hi = mid
			}
		}
		out.Q[i] = (lo + hi) / 2
	}
	out.Mean = out.Q.Mean()
	return out
}
