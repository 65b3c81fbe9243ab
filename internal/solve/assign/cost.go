package assign

import "math"

// Cost is the cost of job j in slot s, or of no slot; +Inf where it may not go. A job may always stay where it is held,
// even where its class does not name that slot, unless the slot is closed or the day forbids it.
func (p *Problem) Cost(j int, s int32) float64 {
	b := &p.Jobs[j]
	if s == None {
		if b.Held != None {
			return b.Out + b.Drop
		}
		return b.Out
	}
	t := &p.Slots[s]
	if t.Closed {
		return math.Inf(1)
	}
	extra, ok := p.extra(b.Class, s)
	cost := float64(b.Cost[t.Day] + extra)
	switch {
	case s == b.Held:
		return cost
	case !ok:
		return math.Inf(1)
	case b.Held != None:
		return float64(b.Cost[t.Day] + extra + float32(b.Move))
	}
	return cost
}

// extra is what a class pays for a slot on top of the day, and whether it may go there at all.
func (p *Problem) extra(class, s int32) (float32, bool) {
	k := &p.Classes[class]
	lo, hi := 0, len(k.Slots)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.order(k.Slots[mid], s) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(k.Slots) && k.Slots[lo] == s {
		return k.Extra[lo], true
	}
	return 0, false
}

// Total is the cost of a whole plan: +Inf when a job is where it may not be.
func (p *Problem) Total(slots []int32) float64 {
	sum := 0.0
	for j, s := range slots {
		sum += p.Cost(j, s)
	}
	return sum
}

// Effective is how many of slot s's minutes job j takes by the outer measure that the prices are paid by: more than its
// mean, the more uncertain it is. A list of like jobs is full when their effective minutes reach its length.
func (p *Problem) Effective(j int, s int32) float64 {
	b, length := &p.Jobs[j], p.Lengths[p.Slots[s].Length]
	room := length + p.Overrun.Grace
	z := p.Overrun.z()
	lo, hi := 0.0, z
	for range 40 { // the spread of a list filled to the limit by such jobs
		s := (lo + hi) / 2
		if math.Exp(s*s/2-z*s)*math.Expm1(s*s) <= b.Variance/b.Mean/room {
			lo = s
		} else {
			hi = s
		}
	}
	return length * b.Mean / room * math.Exp(z*lo-lo*lo/2)
}
