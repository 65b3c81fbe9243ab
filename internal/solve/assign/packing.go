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
	set    [][]int32
	cover  []int32 // by job: how many slots chose it
	limit  int     // nodes of a knapsack
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
	w.gain, w.set, w.cover, w.works = make([]float64, c.m), make([][]int32, c.m), make([]int32, c.n), make([]int64, c.m)
	return w
}

// value is the bound from the slots' gains, and the cover of every job by their sets.
func (w *packing) value() float64 {
	c := w.c
	sum := c.base
	for i, u := range w.u {
		sum += math.Min(u, c.out[i])
	}
	clear(w.cover)
	for s := range c.m {
		w.work += w.works[s]
		if v := w.gain[s] - w.p.rows(c, int32(s)); v > 0 {
			sum -= v
			for _, i := range w.set[s] {
				w.cover[i]++
			}
		}
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
		k := &knapsack{limit: w.limit}
		for s := c.m * piece / pieces; s < c.m*(piece+1)/pieces; s++ {
			k.items = k.items[:0]
			a, b := w.inv.off[s], w.inv.off[s+1]
			for x := a; x < b; x++ {
				i := w.inv.job[x]
				if v := w.u[i] - float64(w.inv.cost[x]) - w.d.stayPrice(i, int32(s)); v > 0 {
					k.items = append(k.items, item{v, float64(c.share[int(i)*c.lengths+int(c.length[s])]), i})
				}
			}
			w.list(k, int32(s))
			w.works[s] = int64(b-a) + 2*int64(k.nodes)
		}
	})
	return w.value()
}

// list solves one slot's knapsack by shares.
func (w *packing) list(k *knapsack, s int32) {
	left := w.c.left[s]
	k.sort(left)
	known := k.filled(left)
	last := 0.0
	for _, x := range k.items {
		for _, i := range w.set[s] {
			if i == x.job {
				last += x.value
			}
		}
	}
	known = math.Max(known, last)
	k.thin(left, known-1e-7)
	k.solve(left, known-1e-7)
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

// improve climbs: a job that several slots chose becomes dearer to place, one that none chose cheaper. It keeps the best
// prices it saw.
func (w *packing) improve(steps int, rate float64) float64 {
	c := w.c
	m, v := make([]float64, c.n), make([]float64, c.n)
	top, best := math.Inf(-1), append([]float64(nil), w.u...)
	for it := range steps {
		now := w.evalNear()
		if now > top {
			top = now
			copy(best, w.u)
		}
		up := rate * math.Pow(.03, float64(it)/float64(steps))
		one, two := 1-math.Pow(.9, float64(it+1)), 1-math.Pow(.99, float64(it+1))
		for i := range w.u {
			g := 1 - float64(w.cover[i])
			if w.u[i] >= c.out[i] && g > 0 {
				m[i] = 0
				continue
			}
			m[i] += .1 * (g - m[i])
			v[i] += .01 * (g*g - v[i])
			w.u[i] = math.Min(c.out[i], w.u[i]+up*(m[i]/one)/(math.Sqrt(v[i]/two)+.05))
		}
	}
	copy(w.u, best)
	return top
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
		k := &knapsack{limit: w.limit}
		for s := int32(c.m * piece / pieces); s < int32(c.m*(piece+1)/pieces); s++ {
			k.items = k.items[:0]
			w.works[s] = 0
			length, day := int(c.length[s]), c.day[s]
			for _, u := range w.within[s] {
				for i := jobs[u.class]; i < jobs[u.class+1]; i++ {
					if c.held[i] == s {
						continue
					}
					v := w.u[i] - float64(c.cost[i][day]+u.extra+c.move[i])
					if v > 0 {
						if v -= w.d.stayPrice(i, s); v > 0 {
							k.items = append(k.items, item{v + 1e-4, float64(c.share[int(i)*c.lengths+length]), i})
						}
					}
				}
				w.works[s] += int64(jobs[u.class+1] - jobs[u.class])
			}
			for _, i := range holders[s] {
				if v := w.u[i] - c.stays[i] - w.d.stayPrice(i, s); v > 0 {
					k.items = append(k.items, item{v + 1e-4, float64(c.share[int(i)*c.lengths+length]), i})
				}
			}
			w.exact(k, s)
			w.works[s] += 2 * int64(k.nodes)
		}
	})
	return w.value()
}

// exact bounds one slot's gain by every kind of list that the rule allows: see pieces.
func (w *packing) exact(k *knapsack, s int32) {
	w.list(k, s)
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
