package assign

import (
	"cmp"
	"math"
	"slices"
)

// ascent climbs the dual: every price steps along its own excess demand over capacity, in units of what the whole limit is
// worth, with momentum and a step of its own (as Adam does). Any point on the way gives a valid bound.
type ascent struct {
	c       *compiled
	x       []float64 // prices
	p       *prices   // the same, by kind
	unit    []float64 // capacities, at least 1 for cells and rows
	worth   []float64 // of the whole limit, about
	g, m, v []float64
	t       int
}

func newAscent(c *compiled) *ascent {
	n := c.m + len(c.cell) + len(c.row)
	a := &ascent{c: c, x: make([]float64, n), g: make([]float64, n), m: make([]float64, n), v: make([]float64, n)}
	a.p = viewPrices(c, a.x)
	for _, left := range c.left {
		a.unit = append(a.unit, math.Max(left, 1e-3))
	}
	for _, x := range c.cell {
		a.unit = append(a.unit, math.Max(1, x))
	}
	for _, x := range c.row {
		a.unit = append(a.unit, math.Max(1, x))
	}
	worth, mean := c.margins(), 0.
	for _, k := range c.slotPart {
		a.worth = append(a.worth, worth[k])
		mean += worth[k] / float64(c.m)
	}
	for len(a.worth) < n {
		a.worth = append(a.worth, mean)
	}
	return a
}

// excess sets g to each limit's demand less its capacity, over its capacity.
func (a *ascent) excess(load, cell []float64, scale float64) {
	c := a.c
	row := a.g[c.m+len(c.cell):]
	clear(row)
	for s := range c.m {
		y := 1.0
		if a.p.slot[s]*c.left[s] < a.p.rows(c, int32(s)) {
			y = 0
		}
		if !c.open0[s] && y > 0 && (a.p.slot[s] > 0 || load[s] > 0) {
			for _, r := range c.rows[s] {
				row[r]++
			}
		}
		a.g[s] = load[s]/(a.unit[s]*scale) - y*c.left[s]/a.unit[s]
	}
	at := c.m
	for k, used := range cell {
		a.g[at+k] = (used/scale - c.cell[k]) / a.unit[at+k]
	}
	at += len(c.cell)
	for k := range row {
		row[k] = (row[k] - c.row[k]) / a.unit[at+k]
	}
}

// step moves every price by about rate, in worths of the whole limit.
func (a *ascent) step(rate float64) {
	const fade, fadeSquare, least = .9, .97, .05
	a.t++
	up := rate / (1 - math.Pow(fade, float64(a.t)))
	square := 1 / (1 - math.Pow(fadeSquare, float64(a.t)))
	for k, g := range a.g {
		g = math.Min(g, 30) // one herd of jobs must not slow a price for long
		if a.x[k] == 0 && g <= 0 && a.m[k] <= 0 {
			a.m[k] = 0
			continue
		}
		a.m[k] += (1 - fade) * (g - a.m[k])
		a.v[k] += (1 - fadeSquare) * (g*g - a.v[k])
		a.x[k] = math.Max(0, a.x[k]+up*a.worth[k]*a.m[k]/(math.Sqrt(a.v[k]*square)+least)/a.unit[k])
	}
}

// rescale takes the prices that were reached for what limits are worth, where they are more.
func (a *ascent) rescale() {
	for k, x := range a.x {
		a.worth[k] = math.Max(a.worth[k], x*a.unit[k])
	}
}

// margins are about what a whole slot of each part is worth: with jobs in the order of what they save for their share of a
// slot, the saving of the last one that all slots together have room for, or of the middle one where that is more.
func (c *compiled) margins() []float64 {
	type claim struct{ each, share float64 }
	claims, room := make([][]claim, c.parts), make([]float64, c.parts)
	for s, left := range c.left {
		if !c.closed[s] {
			room[c.slotPart[s]] += left
		}
	}
	every := 1 + c.n/20000
	for i := 0; i < c.n; i += every {
		best, share := c.out[i], float64(c.least(int32(i)))
		c.options(int32(i), func(_ int32, cost float64) { best = math.Min(best, cost) })
		if save := c.out[i] - best; save > 0 && share <= 1 {
			k := c.part[i]
			claims[k] = append(claims[k], claim{save / math.Max(share, 1e-6), share * float64(every)})
		}
	}
	out := make([]float64, c.parts)
	for k, list := range claims {
		out[k] = 1
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b claim) int { return cmp.Compare(b.each, a.each) })
		out[k] = list[len(list)/2].each
		for _, x := range list {
			if room[k] -= x.share; room[k] <= 0 {
				out[k] = math.Max(out[k], x.each)
				break
			}
		}
	}
	return out
}

// sample climbs on some jobs only, with one price for all slots of a part, place and week: rough prices, soon.
func (a *ascent) sample(workers, size, steps int, rate float64) int64 {
	c := a.c
	var jobs []int32
	every := max(1, c.n/size)
	for i := every / 2; i < c.n; i += every {
		jobs = append(jobs, int32(i))
	}
	d := newDual(c, workers, jobs)
	weeks := (c.p.Days + 6) / 7
	pool := make([]int, c.m)
	sum, room := make([]float64, c.parts*c.p.Places*weeks), make([]float64, c.parts*c.p.Places*weeks)
	for s := range pool {
		pool[s] = (int(c.slotPart[s])*c.p.Places+int(c.place[s]))*weeks + int(c.day[s])/7
		room[pool[s]] += c.left[s] * c.room[c.length[s]]
	}
	for it := range steps {
		d.eval(a.p)
		a.excess(d.load, d.cell, d.scale)
		clear(sum)
		for s, k := range pool {
			sum[k] += a.g[s] * c.left[s] * c.room[c.length[s]]
		}
		for s, k := range pool {
			if room[k] > 0 {
				a.g[s] = sum[k] / room[k]
			}
		}
		a.step(rate * math.Pow(.05, float64(it)/float64(steps)))
	}
	clear(a.m)
	return d.work
}
