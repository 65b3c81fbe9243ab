package assign

import (
	"cmp"
	"math"
	"slices"
)

// unlimited stands for a capacity without end: it is never full and never priced, and 0 times it is 0.
const unlimited = 1e15

// compiled is a problem laid out for speed: one array per property, jobs in the order of class and stay so that a pass over
// them is a pass over memory, and every job that is fixed taken out, its uses subtracted from what is left for the others.
type compiled struct {
	p     *Problem
	curve *curve
	base  float64 // cost of the jobs that are not free

	// Jobs, by compiled number.
	n          int
	orig       []int32 // the problem's number
	class      []int32
	stay       []int32
	part       []int32 // which part of the search it belongs to
	mean, vary []float64
	cost       [][]float32
	out        []float64 // of no slot, dropping included
	held       []int32   // None too when the held slot is closed
	stays      []float64 // cost of staying in the held slot; +Inf when it cannot
	move       []float32
	share      []float32 // of a slot, by job and length: job*lengths+length; an outer measure, see curve.weight; +Inf when too long

	// Slots.
	m          int
	lengths    int
	day, place []int32
	length     []int32
	rows       [][]int32
	room       []float64 // minutes: length and grace, by length
	mean0      []float64 // of fixed jobs
	vary0      []float64
	left       []float64 // 1 less the shares of fixed jobs, at least 0
	open0      []bool    // open by fixed jobs, or by having no rows to count in
	closed     []bool    // or full of fixed jobs
	slotPart   []int32
	parts      int

	// Classes: slots that are not closed.
	first []int32 // by class, into slotOf
	slot  []int32
	extra []float32
	onDay []int32 // by class*(days+1)+day, into slot

	// Pools as cells, (family*places+place)*nights+day, and rows.
	cell []float64 // capacity left by fixed jobs, at least 0
	row  []float64
	uses [][]use // by stay
}

// use is what a stay takes from one family of pools.
type use struct {
	family int
	amount []float64 // by nights after the slot's day
}

// compile lays a problem out, without the jobs that it fixes.
func compile(p *Problem) *compiled {
	c := &compiled{p: p, curve: newCurve(p.Overrun), m: len(p.Slots), lengths: len(p.Lengths)}
	c.layOutSlots()
	c.layOutLimits()
	c.takeFixed()
	c.layOutClasses()
	c.layOutJobs()
	c.findParts()
	return c
}

func (c *compiled) layOutSlots() {
	p := c.p
	c.day, c.place, c.length = make([]int32, c.m), make([]int32, c.m), make([]int32, c.m)
	c.rows, c.closed, c.open0 = make([][]int32, c.m), make([]bool, c.m), make([]bool, c.m)
	c.mean0, c.vary0, c.left = make([]float64, c.m), make([]float64, c.m), make([]float64, c.m)
	for s := range p.Slots {
		t := &p.Slots[s]
		c.day[s], c.place[s], c.length[s], c.rows[s], c.closed[s] = t.Day, t.Place, t.Length, t.Rows, t.Closed
		c.open0[s] = len(t.Rows) == 0
		c.left[s] = 1
	}
	c.room = make([]float64, c.lengths)
	for l, n := range p.Lengths {
		c.room[l] = n + p.Overrun.Grace
	}
}

func (c *compiled) layOutClasses() {
	p := c.p
	c.first = make([]int32, len(p.Classes)+1)
	c.onDay = make([]int32, len(p.Classes)*(p.Days+1))
	for k := range p.Classes {
		at := c.onDay[k*(p.Days+1) : (k+1)*(p.Days+1)]
		d := int32(0)
		for x, s := range p.Classes[k].Slots {
			if c.closed[s] {
				continue
			}
			for ; d <= c.day[s]; d++ {
				at[d] = int32(len(c.slot))
			}
			c.slot = append(c.slot, s)
			c.extra = append(c.extra, p.Classes[k].Extra[x])
		}
		for ; int(d) <= p.Days; d++ {
			at[d] = int32(len(c.slot))
		}
		c.first[k+1] = int32(len(c.slot))
	}
}

func (c *compiled) layOutLimits() {
	p := c.p
	for _, pool := range p.Pools {
		for _, x := range pool.Cap {
			c.cell = append(c.cell, math.Min(float64(x), unlimited))
		}
	}
	for _, x := range p.Rows {
		c.row = append(c.row, float64(x))
	}
	c.uses = make([][]use, len(p.Stays))
	for k, st := range p.Stays {
		for f, amounts := range st.Uses {
			u := use{family: f}
			for _, a := range amounts {
				u.amount = append(u.amount, float64(a))
			}
			if slices.ContainsFunc(u.amount, func(x float64) bool { return x > 0 }) {
				c.uses[k] = append(c.uses[k], u)
			}
		}
	}
}

// each calls f with every cell that a stay uses from a slot. Nights beyond the last that is kept are nobody's.
func (c *compiled) each(stay, slot int32, f func(cell int, amount float64)) {
	day := int(c.day[slot])
	for _, u := range c.uses[stay] {
		at := (u.family*c.p.Places+int(c.place[slot]))*c.p.Nights + day
		for k, a := range u.amount[:min(len(u.amount), c.p.Nights-day)] {
			f(at+k, a)
		}
	}
}

// takeFixed takes the jobs that are not free out of what is left for the others.
func (c *compiled) takeFixed() {
	p := c.p
	for j := range p.Jobs {
		s := p.fixedIn(j)
		if s == None {
			continue
		}
		c.base += p.Cost(j, s)
		b := &p.Jobs[j]
		if c.mean0[s] == 0 {
			c.open0[s] = true
			for _, r := range c.rows[s] {
				c.row[r]--
			}
		}
		c.mean0[s] += b.Mean
		c.vary0[s] += b.Variance
		c.left[s] -= c.shareOf(b, c.length[s])
		c.each(b.Stay, s, func(cell int, amount float64) { c.cell[cell] -= amount })
	}
	for s := range c.left {
		if c.left[s] < 1e-9 { // full: by the outer measure nothing more can fit
			c.left[s], c.closed[s] = 0, true
		}
	}
	for _, caps := range [][]float64{c.cell, c.row} {
		for k := range caps {
			caps[k] = math.Max(0, caps[k])
		}
	}
}

// shareOf is a job's share of a slot of a length by the outer measure.
func (c *compiled) shareOf(b *Job, length int32) float64 {
	room := c.room[length]
	return b.Mean / room * c.curve.weight(b.Variance/b.Mean/room)
}

func (c *compiled) layOutJobs() {
	p := c.p
	for j := range p.Jobs {
		if p.fixedIn(j) == None {
			c.orig = append(c.orig, int32(j))
		}
	}
	slices.SortFunc(c.orig, func(a, b int32) int {
		x, y := &p.Jobs[a], &p.Jobs[b]
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Stay, y.Stay), cmp.Compare(a, b))
	})
	n := len(c.orig)
	c.n = n
	c.class, c.stay, c.held, c.part = make([]int32, n), make([]int32, n), make([]int32, n), make([]int32, n)
	c.mean, c.vary, c.out, c.stays = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	c.cost, c.move, c.share = make([][]float32, n), make([]float32, n), make([]float32, n*c.lengths)
	for i, j := range c.orig {
		b := &p.Jobs[j]
		c.class[i], c.stay[i], c.mean[i], c.vary[i] = b.Class, b.Stay, b.Mean, b.Variance
		c.cost[i] = b.Cost
		c.held[i], c.stays[i], c.out[i] = None, math.Inf(1), p.Cost(int(j), None)
		if b.Held != None {
			c.move[i] = float32(b.Move)
			if !c.closed[b.Held] {
				c.held[i], c.stays[i] = b.Held, p.Cost(int(j), b.Held)
			}
		}
		for l, room := range c.room {
			share := math.Inf(1)
			if c.curve.fits(b.Mean/room, b.Variance/(room*room)) {
				share = c.shareOf(b, int32(l)) * (1 - 1e-6)
			}
			c.share[i*c.lengths+l] = float32(share)
		}
	}
}

// findParts splits slots and jobs so that no job may go to slots of two parts: the problem's groups, joined where a job
// holds a slot of another group than its class's.
func (c *compiled) findParts() {
	p := c.p
	number := map[int32]int32{}
	for s := range p.Slots {
		if _, ok := number[p.Slots[s].Group]; !ok {
			number[p.Slots[s].Group] = int32(len(number))
		}
	}
	up := make([]int32, max(1, len(number)))
	for k := range up {
		up[k] = int32(k)
	}
	root := func(k int32) int32 {
		for up[k] != k {
			k = up[k]
		}
		return k
	}
	of := func(s int32) int32 { return root(number[p.Slots[s].Group]) }
	for i, s := range c.held {
		k := c.class[i]
		if s != None && c.first[k] < c.first[k+1] {
			a, b := of(s), of(c.slot[c.first[k]])
			up[max(a, b)] = min(a, b)
		}
	}
	name := make([]int32, len(up))
	for k := range up {
		if up[k] == int32(k) {
			name[k] = int32(c.parts)
			c.parts++
		}
	}
	c.slotPart = make([]int32, c.m)
	for s := range c.slotPart {
		c.slotPart[s] = name[of(int32(s))]
	}
	for i, s := range c.held {
		k := c.class[i]
		switch {
		case c.first[k] < c.first[k+1]:
			c.part[i] = c.slotPart[c.slot[c.first[k]]]
		case s != None:
			c.part[i] = c.slotPart[s]
		}
	}
}

// pair is the cost of job i in slot s, moving included; +Inf where it may not go.
func (c *compiled) pair(i, s int32) float64 {
	if s == c.held[i] {
		if s == None {
			return c.out[i]
		}
		return c.stays[i]
	}
	if s == None {
		return c.out[i]
	}
	at := int(c.class[i])*(c.p.Days+1) + int(c.day[s])
	for x := c.onDay[at]; x < c.onDay[at+1]; x++ {
		if c.slot[x] == s {
			return float64(c.cost[i][c.day[s]] + c.extra[x] + c.move[i])
		}
	}
	return math.Inf(1)
}

// options calls f with every slot that job i may go to and its cost, the held one first.
func (c *compiled) options(i int32, f func(s int32, cost float64)) {
	held := c.held[i]
	if held != None && !math.IsInf(c.stays[i], 1) && c.share[int(i)*c.lengths+int(c.length[held])] <= 1 {
		f(held, c.stays[i])
	}
	k := c.class[i]
	cost, move, share := c.cost[i], c.move[i], c.share[int(i)*c.lengths:(int(i)+1)*c.lengths]
	for x := c.first[k]; x < c.first[k+1]; x++ {
		s := c.slot[x]
		if v := cost[c.day[s]] + c.extra[x] + move; s != held && v < math.MaxFloat32 && share[c.length[s]] <= 1 {
			f(s, float64(v))
		}
	}
}

// plan turns compiled placings into the problem's, the fixed jobs included.
func (c *compiled) plan(slot []int32) []int32 {
	out := make([]int32, len(c.p.Jobs))
	for j := range out {
		out[j] = c.p.fixedIn(j)
	}
	for i, j := range c.orig {
		out[j] = slot[i]
	}
	return out
}

// least is job i's share of the length that it takes least of; +Inf when it is too long for all.
func (c *compiled) least(i int32) float32 {
	least := float32(math.Inf(1))
	for _, x := range c.share[int(i)*c.lengths : (int(i)+1)*c.lengths] {
		least = min(least, x)
	}
	return least
}
