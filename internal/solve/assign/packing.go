package assign

import (
	"cmp"
	"math"
	"slices"
)

// packing is the tighter bound. Every job has a price for being placed at all; every slot by itself takes the set of jobs
// that gains most at those prices, and the set must really fit: a knapsack solved whole, not by parts of jobs. Rows stay
// priced, and pools too unless a trellis knows all that fits in them. Whatever the prices, the sum is a lower bound.
type packing struct {
	c       *compiled
	workers int
	p       *prices     // its own: of slots as they were at first, of cells and rows as they climb
	stay    []float64   // price of a stay: (stay*places+place)*days+day
	pools   []trellised // whose cells have no price
	climb   *packClimb  // under way; nil before the first
	each    int64       // the work of one of its steps
	inv     *inverse
	u       []float64 // by job: the price of being placed
	gain    []float64 // by slot: what its best set gains, or a bound of it
	set     [][]int32 // by slot: the best set that was found
	cover   []int32   // by job: how many slots chose it
	parts   []float64 // by part: its share of the bound
	limit   int       // nodes of a knapsack
	works   []int64
	work    int64
	worth   []float64    // of a slot, by part
	within  [][]classUse // by slot: the classes that may go there, with their extra cost
	jobs    []int32      // by class, its first job
	holders [][]int32    // by slot, the jobs that hold it
}

type classUse struct {
	class int32
	extra float32
}

func newPacking(d *dual, p *prices, k *cands, inv *inverse, limit int) *packing {
	c := d.c
	w := &packing{c: c, workers: d.workers, p: newPrices(c), inv: inv, limit: limit}
	w.p.copyFrom(p)
	w.worth = c.worths(p)
	w.stay = make([]float64, len(c.uses)*c.p.Places*c.p.Days)
	w.priceStays()
	w.u = make([]float64, c.n)
	for i := range w.u {
		w.u[i] = float64(k.best[i])
	}
	w.parts = make([]float64, c.parts)
	w.gain, w.set, w.cover, w.works = make([]float64, c.m), make([][]int32, c.m), make([]int32, c.n), make([]int64, c.m)
	return w
}

// value is the bound from the slots' gains, and the cover of every job by their sets. It leaves each part's own share of it.
func (w *packing) value() float64 {
	c := w.c
	clear(w.parts)
	for i, u := range w.u {
		w.parts[c.part[i]] += math.Min(u, c.out[i])
	}
	clear(w.cover)
	for s := range c.m {
		w.work += w.works[s]
		if v := w.gain[s] - w.p.rows(c, int32(s)); v > 0 {
			w.parts[c.slotPart[s]] -= v
			for _, i := range w.set[s] {
				w.cover[i]++
			}
		}
	}
	sum := c.base
	for _, v := range w.parts {
		sum += v
	}
	for k, v := range w.p.cell {
		sum -= v * c.cell[k]
	}
	for k, v := range w.p.row {
		sum -= v * c.row[k]
	}
	for _, z := range w.pools {
		sum -= z.worth
	}
	return sum
}

// evalNear evaluates over the candidates only: not a bound, but a guide.
func (w *packing) evalNear() float64 {
	c := w.c
	w.spread(func(from, to int32) {
		k := &knapsack{limit: w.limit, rule: c.curve}
		for s := from; s < to; s++ {
			k.items = k.items[:0]
			a, b := w.inv.off[s], w.inv.off[s+1]
			for x := a; x < b; x++ {
				i := w.inv.job[x]
				if v := w.u[i] - float64(w.inv.cost[x]) - w.stayPrice(i, s); v > 0 {
					k.items = append(k.items, c.item(i, s, v))
				}
			}
			w.list(k, s)
			w.works[s] = 3*int64(b-a) + 8*int64(k.nodes)
		}
	})
	return w.value()
}

// list solves one slot's knapsack by shares.
func (w *packing) list(k *knapsack, s int32) {
	left := w.c.left[s]
	k.sort(left)
	k.long = w.c.room[w.c.length[s]]
	known, last := k.filled(w.c.mean0[s], w.c.vary0[s]), 0.0
	for _, x := range k.items {
		for _, i := range w.set[s] {
			if i == x.job {
				last += x.value
			}
		}
	}
	known = math.Max(known, last)
	k.thin(left, known-1e-7)
	k.solve(left, known-1e-7, w.c.mean0[s], w.c.vary0[s])
	w.gain[s] = math.Max(k.best, k.open)
	if len(k.most) > 0 {
		w.set[s] = w.set[s][:0]
		for x, in := range k.most {
			if in {
				w.set[s] = append(w.set[s], k.items[x].job)
			}
		}
	} else if len(k.items) == 0 {
		w.set[s] = w.set[s][:0]
	}
}

// spread calls f for all slots in runs, from all workers, and solves the pools beside them.
func (w *packing) spread(f func(from, to int32)) {
	const pieces = 64
	n := len(w.pools)
	spread(w.workers, n+pieces, func(k int) {
		if k < n {
			w.pools[k].solve()
			return
		}
		f(int32(w.c.m*(k-n)/pieces), int32(w.c.m*(k-n+1)/pieces))
	})
	for k := range w.pools {
		w.work += w.pools[k].t.effort()
	}
}

// certify evaluates over every option of every job: a bound. The jobs that come near to a slot's gain are its candidates
// from then on.
func (w *packing) certify() float64 {
	c := w.c
	if w.within == nil {
		w.findClasses()
	}
	near := make([][]offering, c.m)
	w.spread(func(from, to int32) {
		k := &knapsack{limit: w.limit, rule: c.curve}
		for s := from; s < to; s++ {
			k.items, w.works[s] = k.items[:0], 0
			all := w.offers(s)
			for _, o := range all {
				if o.gain > 0 {
					k.items = append(k.items, c.item(o.job, s, o.gain+1e-4))
				}
			}
			w.list(k, s)
			w.works[s] += 8 * int64(k.nodes)
			near[s] = nearest(all, mostInverse)
		}
	})
	inv := &inverse{off: make([]int, c.m+1)}
	for s, list := range near {
		for _, o := range list {
			inv.job, inv.cost = append(inv.job, o.job), append(inv.cost, o.cost)
		}
		inv.off[s+1] = len(inv.job)
	}
	w.inv = inv
	return w.value()
}

// offering is a job that might go to a slot.
type offering struct {
	gain, key float64 // key: the gain for its share of the slot, what candidates are chosen by
	cost      float32
	job       int32
}

// offers are the jobs that gain by going to slot s, or would for not much more.
func (w *packing) offers(s int32) []offering {
	c := w.c
	var all []offering
	least := -.3 * w.worth[c.slotPart[s]]
	try := func(i int32, cost float32) {
		v := w.u[i] - float64(cost)
		if v <= least {
			return
		}
		share := float64(c.share[int(i)*c.lengths+int(c.length[s])])
		if v -= w.stayPrice(i, s); v > least*share && share <= 1 {
			all = append(all, offering{v, v / math.Max(share, 1e-6), cost, i})
		}
	}
	for _, u := range w.within[s] {
		for i := w.jobs[u.class]; i < w.jobs[u.class+1]; i++ {
			if c.held[i] != s {
				try(i, c.cost[i][c.day[s]]+u.extra+c.move[i])
			}
		}
		w.works[s] += int64(w.jobs[u.class+1] - w.jobs[u.class])
	}
	for _, i := range w.holders[s] {
		try(i, float32(c.stays[i]))
	}
	return all
}

// nearest are the most that come nearest to gaining.
func nearest(all []offering, most int) []offering {
	if len(all) > most {
		slices.SortFunc(all, func(a, b offering) int { return cmp.Or(cmp.Compare(b.key, a.key), cmp.Compare(a.job, b.job)) })
		all = all[:most]
	}
	return all
}

func (w *packing) findClasses() {
	c := w.c
	w.jobs = make([]int32, len(c.p.Classes)+1) // compiled jobs are in the order of classes
	for _, k := range c.class {
		w.jobs[k+1]++
	}
	for k := range c.p.Classes {
		w.jobs[k+1] += w.jobs[k]
	}
	w.holders = make([][]int32, c.m)
	for i, s := range c.held {
		if s != None && !math.IsInf(c.stays[i], 1) {
			w.holders[s] = append(w.holders[s], int32(i))
		}
	}
	w.within = make([][]classUse, c.m)
	for k := range c.p.Classes {
		for x := c.first[k]; x < c.first[k+1]; x++ {
			w.within[c.slot[x]] = append(w.within[c.slot[x]], classUse{int32(k), c.extra[x]})
		}
	}
}

// item is job i as it might go into slot s.
func (c *compiled) item(i, s int32, value float64) item {
	return item{value: value, weight: float64(c.share[int(i)*c.lengths+int(c.length[s])]), mean: c.mean[i], vary: c.vary[i], job: i}
}

// worths is what a slot is worth on average in each part, at prices: the measure of its temperatures and steps.
func (c *compiled) worths(p *prices) []float64 {
	sum, n := make([]float64, c.parts), make([]float64, c.parts)
	all := 1e-6
	for s, v := range p.slot {
		sum[c.slotPart[s]] += v
		n[c.slotPart[s]]++
		all += v / float64(c.m)
	}
	for k := range sum {
		sum[k] = math.Max(sum[k]/math.Max(1, n[k]), .05*all)
	}
	return sum
}
