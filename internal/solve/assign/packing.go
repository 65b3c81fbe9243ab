package assign

import (
	"math"
)

// packing is the tighter bound. Every job has a price for being placed at all; every slot by itself takes the set of jobs
// that gains most at those prices, and the set must really fit: a knapsack solved whole, not by parts of jobs. Pools and
// rows stay priced. Whatever the prices, the sum is a lower bound.
type packing struct {
	d      *dual
	c      *compiled
	p      *prices
	inv    *inverse
	u      []float64 // by job: the price of being placed
	gain   []float64 // by slot: what its best set gains, or a bound of it
	set    [][]int32 // by slot: the best set that was found
	cover  []int32   // by job: how many slots chose it
	parts  []float64 // by part: its share of the bound
	limit  int       // nodes of a knapsack
	works  []int64
	work   int64
	within [][]classUse // by slot: the classes that may go there, with their extra cost
}

type classUse struct {
	class int32
	extra float32
}

func newPacking(d *dual, p *prices, k *cands, inv *inverse, limit int) *packing {
	c := d.c
	w := &packing{d: d, c: c, p: p, inv: inv, limit: limit}
	d.priceStays(p)
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
	return sum
}

// evalNear evaluates over the candidates only: not a bound, but a guide.
func (w *packing) evalNear() float64 {
	c := w.c
	const pieces = 64
	spread(w.d.workers, pieces, func(piece int) {
		k := &knapsack{limit: w.limit, rule: c.curve}
		for s := c.m * piece / pieces; s < c.m*(piece+1)/pieces; s++ {
			k.items = k.items[:0]
			a, b := w.inv.off[s], w.inv.off[s+1]
			for x := a; x < b; x++ {
				i := w.inv.job[x]
				if v := w.u[i] - float64(w.inv.cost[x]) - w.d.stayPrice(i, int32(s)); v > 0 {
					k.items = append(k.items, c.item(i, int32(s), v))
				}
			}
			w.list(k, int32(s))
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

// improve climbs: a job that several slots chose becomes dearer to place, one that none chose cheaper, by what is usual
// over many steps, since single ones say little. Parts climb on their own, and each keeps the best prices it saw.
func (w *packing) improve(steps int, rate float64, halt func() bool) float64 {
	const fade = .5
	c := w.c
	m, best := make([]float64, c.n), append([]float64(nil), w.u...)
	top := make([]float64, c.parts)
	for k := range top {
		top[k] = math.Inf(-1)
	}
	worth := c.worths(w.p)
	better := make([]bool, c.parts)
	for it := 0; it < steps && !halt(); it++ {
		w.evalNear()
		for k, v := range w.parts {
			if better[k] = v > top[k]; better[k] {
				top[k] = v
			}
		}
		up := rate * math.Pow(.01, float64(it)/float64(steps))
		for i := range w.u {
			if better[c.part[i]] {
				best[i] = w.u[i]
			}
			g := 1 - float64(w.cover[i])
			if w.u[i] >= c.out[i] && g > 0 {
				m[i] = 0
				continue
			}
			m[i] += (1 - fade) * (g - m[i])
			w.u[i] = math.Min(c.out[i], w.u[i]+up*worth[c.part[i]]*m[i])
		}
	}
	copy(w.u, best)
	return w.evalNear()
}

// certify evaluates over every option of every job: a bound.
func (w *packing) certify() float64 {
	c := w.c
	if w.within == nil {
		w.findClasses()
	}
	jobs := make([]int32, len(c.p.Classes)+1) // compiled jobs are in the order of classes
	for _, k := range c.class {
		jobs[k+1]++
	}
	for k := range c.p.Classes {
		jobs[k+1] += jobs[k]
	}
	holders := make([][]int32, c.m)
	for i, s := range c.held {
		if s != None {
			holders[s] = append(holders[s], int32(i))
		}
	}
	const pieces = 64
	spread(w.d.workers, pieces, func(piece int) {
		k := &knapsack{limit: w.limit, rule: c.curve}
		for s := int32(c.m * piece / pieces); s < int32(c.m*(piece+1)/pieces); s++ {
			k.items = k.items[:0]
			w.works[s] = 0
			day := c.day[s]
			for _, u := range w.within[s] {
				for i := jobs[u.class]; i < jobs[u.class+1]; i++ {
					if c.held[i] == s {
						continue
					}
					v := w.u[i] - float64(c.cost[i][day]+u.extra+c.move[i])
					if v > 0 {
						if v -= w.d.stayPrice(i, s); v > 0 {
							k.items = append(k.items, c.item(i, s, v+1e-4))
						}
					}
				}
				w.works[s] += int64(jobs[u.class+1] - jobs[u.class])
			}
			for _, i := range holders[s] {
				if v := w.u[i] - c.stays[i] - w.d.stayPrice(i, s); v > 0 {
					k.items = append(k.items, c.item(i, s, v+1e-4))
				}
			}
			w.list(k, s)
			w.works[s] += 8 * int64(k.nodes)
		}
	})
	return w.value()
}

func (w *packing) findClasses() {
	c := w.c
	w.within = make([][]classUse, c.m)
	for k := range c.p.Classes {
		for x := c.first[k]; x < c.first[k+1]; x++ {
			w.within[c.slot[x]] = append(w.within[c.slot[x]], classUse{int32(k), c.extra[x]})
		}
	}
}

// item is job i as it might go into slot s.
func (c *compiled) item(i, s int32, value float64) item {
	return item{value, float64(c.share[int(i)*c.lengths+int(c.length[s])]), c.mean[i], c.vary[i], i}
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
