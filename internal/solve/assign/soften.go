package assign

import "math"

// soften anneals with the overrun rule softened: a slot may be too full at a price that rises as it cools, first near to
// what its minutes are worth, at last forbidding. Between full slots almost every exchange breaks the rule by a little;
// this lets a plan pass through such states. Pools and rows are never broken.
type soften struct {
	st    *state
	d     *dual // for the prices of stays
	k     *cands
	worth []float64 // by slot: what a whole slot's minutes are worth, at least a little
	over  []float64 // by slot: by how much it is too full, in slots
	r     chance
	heat  float64
	price float64 // of being too full, in worths
	stays float64 // the part of its price that a stay counts with, so that parts do not sit on pools that others need more
	halt  func() bool
}

// stay is what job i's use of pools from slot s counts.
func (a *soften) stay(i, s int32) float64 {
	if s == None || a.stays == 0 || len(a.st.c.uses[a.st.c.stay[i]]) == 0 {
		return 0
	}
	return a.stays * a.d.stayPrice(i, s)
}

// excess is by how much a slot with a mean and variance is too full, in slots.
func (c *compiled) excess(s int32, mean, vary float64) float64 {
	room := c.room[c.length[s]]
	if mean <= 0 {
		return 0
	}
	x := mean / room
	if c.curve.fits(x, vary/(room*room)) {
		return 0
	}
	return math.Max(1e-9, x*c.curve.weight(vary/mean/room)-1)
}

// run makes moves from hot to cold while the price of being too full rises from low to high.
func (a *soften) run(jobs []int32, moves int, hot, cold, low, high float64) int64 {
	if len(jobs) == 0 {
		return 0
	}
	const steady = 256
	steps := math.Max(1, float64(moves)/steady)
	cool, rise := math.Pow(cold/hot, 1/steps), math.Pow(high/low, 1/steps)
	a.heat, a.price = hot, low
	for m := range moves {
		if m%steady == steady-1 {
			a.heat *= cool
			a.price *= rise
			if m%(64*steady) == steady-1 && a.halt() {
				break
			}
		}
		i := jobs[a.r.below(len(jobs))]
		from, n := a.k.off[i], a.k.off[i+1]-a.k.off[i]
		most := -a.heat * math.Log(a.r.share()+1e-300)
		old := a.st.slot[i]
		if old != None && a.r.next()>>60 < 2 {
			a.drop(i, old, most)
			continue
		}
		if n == 0 {
			continue
		}
		x := from + a.r.front(n)
		s := a.k.slot[x]
		if s == old {
			continue
		}
		delta := float64(a.k.cost[x]) - a.st.now[i] + a.stay(i, s) - a.stay(i, old)
		l := a.st.jobs[s]
		switch {
		case len(l) == 0 || a.r.next()>>63 == 0:
			a.shift(i, old, s, float64(a.k.cost[x]), delta, most)
		case old == None:
			a.replace(i, s, l[a.r.below(len(l))], float64(a.k.cost[x]), delta, most)
		default:
			a.swap(i, old, s, l[a.r.below(len(l))], float64(a.k.cost[x]), delta, most)
		}
	}
	return int64(moves) * 9
}

// with is a slot's excess were a mean and variance added, and the change of the penalty.
func (a *soften) with(s int32, mean, vary float64) (over, change float64) {
	over = a.st.c.excess(s, a.st.mean[s]+mean, a.st.vary[s]+vary)
	return over, a.price * a.worth[s] * (over - a.over[s])
}

func (a *soften) drop(i, old int32, most float64) {
	c := a.st.c
	over, change := a.with(old, -c.mean[i], -c.vary[i])
	if c.out[i]-a.st.now[i]-a.stay(i, old)+change <= most {
		a.st.take(i)
		a.over[old] = over
	}
}

func (a *soften) shift(i, old, s int32, cost, delta, most float64) {
	st, c := a.st, a.st.c
	if delta-a.gain(old) > most {
		return
	}
	over, change := a.with(s, c.mean[i], c.vary[i])
	overOld := 0.0
	if old != None {
		var less float64
		overOld, less = a.with(old, -c.mean[i], -c.vary[i])
		change += less
	}
	if delta+change > most {
		return
	}
	was := st.now[i]
	if old != None {
		st.take(i)
	}
	if !st.roomFor(i, s) {
		if old != None {
			st.add(i, old, was)
		}
		return
	}
	st.add(i, s, cost)
	a.over[s] = over
	if old != None {
		a.over[old] = overOld
	}
}

// gain is the most that leaving a slot can save of its penalty.
func (a *soften) gain(s int32) float64 {
	if s == None {
		return 0
	}
	return a.price * a.worth[s] * a.over[s]
}

func (a *soften) replace(i, s, j int32, cost, delta, most float64) {
	st, c := a.st, a.st.c
	delta += c.out[j] - st.now[j] - a.stay(j, s)
	if delta-a.gain(s) > most {
		return
	}
	over, change := a.with(s, c.mean[i]-c.mean[j], c.vary[i]-c.vary[j])
	if delta+change > most {
		return
	}
	was := st.now[j]
	st.take(j)
	if !st.roomFor(i, s) {
		st.add(j, s, was)
		return
	}
	st.add(i, s, cost)
	a.over[s] = over
}

func (a *soften) swap(i, old, s, j int32, cost, delta, most float64) {
	st, c := a.st, a.st.c
	back := c.pair(j, old)
	delta += back - st.now[j] + a.stay(j, old) - a.stay(j, s)
	if delta-a.gain(old)-a.gain(s) > most {
		return
	}
	over, change := a.with(s, c.mean[i]-c.mean[j], c.vary[i]-c.vary[j])
	overOld, less := a.with(old, c.mean[j]-c.mean[i], c.vary[j]-c.vary[i])
	if delta+change+less > most {
		return
	}
	wasI, wasJ := st.now[i], st.now[j]
	st.take(i)
	st.take(j)
	if st.roomFor(i, s) {
		st.add(i, s, cost)
		if st.roomFor(j, old) {
			st.add(j, old, back)
			a.over[s], a.over[old] = over, overOld
			return
		}
		st.take(i)
	}
	st.add(i, old, wasI)
	st.add(j, s, wasJ)
}

// harden takes jobs out of slots that are too full until the rule is kept, those first that lose least for what they free;
// they go elsewhere where there is room.
func (a *soften) harden(slots []int32) {
	st, c := a.st, a.st.c
	for _, s := range slots {
		for a.over[s] > 0 && len(st.jobs[s]) > 0 {
			pick, least := None, math.Inf(1)
			for _, j := range st.jobs[s] {
				rest := c.excess(s, st.mean[s]-c.mean[j], st.vary[s]-c.vary[j])
				loss := (st.other(j, s, a.k) - st.now[j]) / (a.over[s] - rest + 1e-9)
				if rest == 0 {
					loss = (st.other(j, s, a.k) - st.now[j]) / a.over[s]
				}
				if loss < least {
					pick, least = j, loss
				}
			}
			st.take(pick)
			a.over[s] = c.excess(s, st.mean[s], st.vary[s])
			st.settle(pick, a.k)
		}
		a.over[s] = 0
	}
}

// other is what job j would cost at its best candidate with room other than s.
func (st *state) other(j, s int32, k *cands) float64 {
	best := st.c.out[j]
	for x := k.off[j]; x < k.off[j+1]; x++ {
		if v := float64(k.cost[x]); v < best && k.slot[x] != s && st.can(j, k.slot[x]) {
			best = v
		}
	}
	return best
}
