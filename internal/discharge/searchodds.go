package discharge

import (
	"math"

	"headroom/internal/dist"
	"headroom/internal/simulate"
)

// odds is how many beds over the target one trust is on one morning: whole beds, since people are whole.
type odds struct {
	low    int       // the excess of chance[0]
	chance []float64 // of each excess
	n      int       // replicates that they were seen in
}

// oddsOf is a row's excess in what was played: occupied less the whole beds of the target's share of the usable room.
func oddsOf(r *simulate.Result, t target) odds {
	low, chance := r.Excess(t.site, t.day, t.share)
	return odds{low: low, chance: chance, n: r.Replicates()}
}

// plus is the odds of both samples together.
func (o odds) plus(p odds) odds {
	low := min(o.low, p.low)
	high := max(o.low+len(o.chance), p.low+len(p.chance))
	s := odds{low: low, chance: make([]float64, high-low), n: o.n + p.n}
	for _, part := range []odds{o, p} {
		w := float64(part.n) / float64(s.n)
		for k, c := range part.chance {
			s.chance[part.low-low+k] += w * c
		}
	}
	return s
}

// fewer is the odds when there are some beds fewer, or below zero more. Each whole number's chance is spread evenly over its
// bed, as short reads it, so that a part of a bed goes over to the next number: short is less by exactly the beds.
func (o odds) fewer(beds float64) odds {
	whole := math.Ceil(beds)
	part := whole - beds // of what goes one bed less far down
	f := odds{low: o.low - int(whole), chance: make([]float64, len(o.chance)+1), n: o.n}
	for i, c := range o.chance {
		f.chance[i] += (1 - part) * c
		f.chance[i+1] += part * c
	}
	return f
}

// kept is the chance of keeping to the target.
func (o odds) kept() float64 {
	k := 0.0
	for i, c := range o.chance {
		if o.low+i <= 0 {
			k += c
		}
	}
	return k
}

// short is how many beds are missing for the target to be kept with the chance; below zero there are more than are needed.
// Inside a whole bed it is read by the share of its chance, so that zero is exactly the chance.
func (o odds) short(chance float64) float64 {
	below := 0.0
	for i, c := range o.chance {
		if next := below + c; next >= chance && c > 0 {
			return float64(o.low+i-1) + (chance-below)/c
		}
		below += c
	}
	return float64(o.low + len(o.chance) - 1)
}

// interval is the chance with its 95% interval. Lost room does not depend on who is there and was played out against all
// of it, so that the interval is rather too wide than too narrow.
func (o odds) interval() (p, low, high float64) {
	p = o.kept()
	low, high = dist.Wilson(int(math.Round(p*float64(o.n))), o.n, 1.959964)
	return p, low, high
}
