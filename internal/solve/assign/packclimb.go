package assign

import "math"

// packClimb moves the prices of a packing bound: a job that several slots chose becomes dearer to place, one that none chose
// cheaper; a cell or row that the sets use more than there is of costs more; and a user of a pool that more sets ask for than
// its best way has costs more. Each moves by what is usual over many steps, since single ones say little, and a job that many
// slots fight over by no more than others do.
type packClimb struct {
	w          *packing
	job        []float64 // what is usual,
	square     []float64 // and its square
	cell, row  []float64
	pool       [][]float64
	used, open []float64 // of cells and rows, by the sets of this step
	asked      [][]float64
	whole      float64 // what a slot is worth
	priced     []bool  // cells with a limit that no trellis has
	at         *packPrices
}

func (w *packing) newClimb() *packClimb {
	c := w.c
	z := &packClimb{w: w, job: make([]float64, c.n), priced: make([]bool, len(c.cell))}
	z.square = make([]float64, c.n)
	for i := range z.square {
		z.square[i] = 1
	}
	z.cell, z.used = make([]float64, len(c.cell)), make([]float64, len(c.cell))
	z.row, z.open = make([]float64, len(c.row)), make([]float64, len(c.row))
	for _, k := range c.slotPart {
		z.whole += w.worth[k] / float64(c.m)
	}
	for k, x := range c.cell {
		z.priced[k] = x < unlimited/1e9
	}
	for _, p := range w.pools {
		z.pool, z.asked = append(z.pool, make([]float64, len(p.price))), append(z.asked, make([]float64, len(p.price)))
		at := (p.t.family*c.p.Places + p.t.place) * c.p.Nights
		clear(z.priced[at : at+c.p.Nights])
	}
	return z
}

// count adds up what the sets of the slots use.
func (z *packClimb) count() {
	w, c := z.w, z.w.c
	clear(z.used)
	clear(z.open)
	for _, asked := range z.asked {
		clear(asked)
	}
	for s := range int32(c.m) {
		if len(w.set[s]) == 0 || w.gain[s] <= w.p.rows(c, s) {
			continue
		}
		for _, i := range w.set[s] {
			stay := c.stay[i]
			if len(c.uses[stay]) == 0 {
				continue
			}
			c.each(stay, s, func(cell int, amount float64) { z.used[cell] += amount })
			for k, p := range w.pools {
				if kind := p.t.kindOf[stay]; kind != None && p.t.place == int(c.place[s]) {
					z.asked[k][int(c.day[s])*len(p.t.kinds)+int(kind)]++
				}
			}
		}
		if !c.open0[s] {
			for _, r := range c.rows[s] {
				z.open[r]++
			}
		}
	}
}

// step moves every price by about rate, in worths of what it is the price of.
func (z *packClimb) step(rate float64) {
	const quick, slow, square = .5, .2, .05
	w, c := z.w, z.w.c
	z.count()
	for i := range w.u {
		g := 1 - float64(w.cover[i])
		if w.u[i] >= c.out[i] && g > 0 {
			z.job[i] = 0
			continue
		}
		z.square[i] += square * (g*g - z.square[i])
		z.job[i] += quick * (g/(math.Sqrt(z.square[i])+.1) - z.job[i])
		w.u[i] = math.Min(c.out[i], w.u[i]+rate*w.worth[c.part[i]]*z.job[i])
	}
	move := func(price, usual *float64, more, there float64) {
		unit := math.Max(1, there)
		*usual += slow * ((more-there)/unit - *usual)
		*price = math.Max(0, *price+rate*z.whole**usual/unit)
	}
	for k, priced := range z.priced {
		if priced {
			move(&w.p.cell[k], &z.cell[k], z.used[k], c.cell[k])
		}
	}
	for r := range z.open {
		move(&w.p.row[r], &z.row[r], z.open[r], c.row[r])
	}
	for k, p := range w.pools {
		for x, asked := range z.asked[k] {
			z.pool[k][x] += slow * (asked - p.count[x] - z.pool[k][x])
			p.price[x] = math.Max(0, p.price[x]+rate*z.whole*z.pool[k][x])
		}
	}
	w.priceStays()
}

// improve climbs for some work by steps from a rate down to another. Then every option is looked at, at the best prices of
// this climb, for a bound. The prices stay there; the next climb goes on from where this one ended.
func (w *packing) improve(work int64, from, to float64, halt func() bool) float64 {
	const mostSteps = 1500
	if w.climb == nil {
		w.climb = w.newClimb()
	} else {
		w.climb.at.restore(w)
	}
	best, top := w.remember(), math.Inf(-1)
	end, before := w.work+work, w.work
	for it := 0; it < mostSteps && !halt(); it++ {
		if v := w.evalNear(); v > top {
			top = v
			best.copyFrom(w)
		}
		each := float64(w.work-before) / float64(it+1)
		w.each = int64(each)
		if float64(w.work)+each > float64(end) {
			break
		}
		done := math.Max(float64(it)/mostSteps, float64(w.work-before)/float64(work))
		w.climb.step(from * math.Pow(to/from, done))
	}
	w.climb.at = w.remember()
	best.restore(w)
	return w.certify()
}

// packPrices are all prices of a packing bound.
type packPrices struct {
	u, cell, row []float64
	pools        [][]float64
}

func (w *packing) remember() *packPrices {
	b := &packPrices{u: make([]float64, len(w.u)), cell: make([]float64, len(w.p.cell)), row: make([]float64, len(w.p.row))}
	for _, p := range w.pools {
		b.pools = append(b.pools, make([]float64, len(p.price)))
	}
	b.copyFrom(w)
	return b
}

func (b *packPrices) copyFrom(w *packing) {
	copy(b.u, w.u)
	copy(b.cell, w.p.cell)
	copy(b.row, w.p.row)
	for k, p := range w.pools {
		copy(b.pools[k], p.price)
	}
}

func (b *packPrices) restore(w *packing) {
	copy(w.u, b.u)
	copy(w.p.cell, b.cell)
	copy(w.p.row, b.row)
	for k, p := range w.pools {
		copy(p.price, b.pools[k])
	}
	w.priceStays()
}
