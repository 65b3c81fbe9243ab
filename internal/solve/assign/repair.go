package assign

import (
	"cmp"
	"context"
	"math"
	"slices"

	"headroom/internal/fault"
)

// Repairing is how a plan is mended when the day changes it.
type Repairing struct {
	Options
	New    []int32 // jobs that the plan left out, or did not know, and that are to be placed now
	Prices *Prices // of the plan's own bound, for a bound of the mended one; nil makes do with none
}

// Repaired is a mended plan.
type Repaired struct {
	Result
	Displaced []int32 // jobs that could not stay where they were: slots closed, minutes, beds or rows gone
	Moved     []int32 // others who were given another slot, or none, to make room
}

// Repair mends a plan: p is the problem as it is now, held the slots that people were told. Only those who lost their place,
// those who are new, and whoever shares a slot with their best options may move, and no more of these than two for each
// one displaced or new: so fewer than three moves each in all. What the problem fixes never moves.
func Repair(ctx context.Context, p *Problem, held []int32, o Repairing) (Repaired, error) {
	if err := Check(p); err != nil {
		return Repaired{}, err
	}
	if len(held) != len(p.Jobs) {
		return Repaired{}, fault.New(fault.Invalid, "the plan has %d lines for %d jobs: give one line for each job, in their order", len(held), len(p.Jobs))
	}
	for j, s := range held {
		if s != None && !within(s, len(p.Slots)) {
			return Repaired{}, fault.New(fault.Invalid, "line %d of the plan names slot %d: there are %d", j, s, len(p.Slots))
		}
	}
	o.Options = o.Options.whole()
	m := &mend{p: p, held: held, o: o}
	m.displace()
	m.choose()
	best, cost := m.without(), 0.0
	cost = p.Total(best)
	for stability := 1.0; stability < 100 && len(m.lost) > 0 && ctx.Err() == nil; stability *= 4 {
		plan := m.try(ctx, stability)
		if c := p.Total(plan); c < cost-1e-9 && len(m.moved(plan)) <= 2*len(m.lost) {
			best, cost = plan, c
			break
		}
	}
	out := Repaired{Displaced: m.gone, Moved: m.moved(best)}
	out.Plan = Plan{Slot: best, Cost: cost}
	out.Bound = m.bound()
	out.Gap.Total = cost - out.Bound.Value
	out.Work, out.Cut = m.work, ctx.Err() != nil
	return out, nil
}

type mend struct {
	p    *Problem
	held []int32
	o    Repairing
	kept []int32 // slots of those who can stay, None of the others
	gone []int32 // who cannot stay
	lost []int32 // who cannot stay or is new
	free []int32 // who may move
	work int64
}

// displace finds who cannot stay. Fixed jobs come first; then whoever would lose most.
func (m *mend) displace() {
	p := m.p
	c := compile(p, nil)
	st := newState(c)
	m.kept = make([]int32, len(p.Jobs))
	for j := range m.kept {
		m.kept[j] = p.fixedIn(j)
	}
	ids := everyJob(c)
	loss := func(i int32) float64 {
		s := m.held[c.orig[i]]
		if s == None {
			return 0
		}
		return (c.out[i] - c.pair(i, s)) / float64(c.least(i))
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(loss(b), loss(a)), cmp.Compare(a, b)) })
	for _, i := range ids {
		j := c.orig[i]
		s := m.held[j]
		if s == None {
			continue
		}
		if !c.closed[s] && !math.IsInf(c.pair(i, s), 1) && st.can(i, s) {
			st.add(i, s, c.pair(i, s))
			m.kept[j] = s
			continue
		}
		m.gone = append(m.gone, j)
	}
	m.lost = slices.Clone(m.gone)
	for _, j := range m.o.New {
		if m.kept[j] == None && !slices.Contains(m.lost, j) {
			m.lost = append(m.lost, j)
		}
	}
	slices.Sort(m.lost)
}

// choose finds who may move: the lost, and whoever is in one of their best slots.
func (m *mend) choose() {
	p := m.p
	const slots = 24 // of each who is lost
	touched := map[int32]bool{}
	type near struct {
		slot int32
		cost float64
	}
	for _, j := range m.lost {
		var all []near
		for _, s := range p.Classes[p.Jobs[j].Class].Slots {
			if v := p.Cost(int(j), s); !math.IsInf(v, 1) {
				all = append(all, near{s, v + m.price(j, s)})
			}
		}
		slices.SortFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.slot, b.slot)) })
		for _, x := range all[:min(len(all), slots)] {
			touched[x.slot] = true
		}
	}
	m.free = slices.Clone(m.lost)
	for j := range p.Jobs {
		if s := m.kept[j]; s != None && touched[s] && p.fixedIn(j) == None {
			m.free = append(m.free, int32(j))
		}
	}
	slices.Sort(m.free)
}

// price is what job j's effective minutes in slot s are worth.
func (m *mend) price(j, s int32) float64 {
	if m.o.Prices == nil {
		return 0
	}
	return m.o.Prices.Minute[s] * m.p.Effective(int(j), s)
}

// without is the plan in which nobody moves but who is lost, each to the cheapest slot with room.
func (m *mend) without() []int32 {
	pin := slices.Clone(m.kept)
	for _, j := range m.lost {
		pin[j] = free
	}
	c := compile(m.p, pin)
	st := newState(c)
	for i := range int32(c.n) {
		best, at := c.out[i], None
		c.options(i, func(s int32, cost float64) {
			if cost < best && st.can(i, s) {
				best, at = cost, s
			}
		})
		if at != None {
			st.add(i, at, best)
		}
	}
	return c.plan(st.slot, func(j int) int32 { return pin[j] })
}

// try searches among those who may move, whom moving costs stability more than the problem says.
func (m *mend) try(ctx context.Context, stability float64) []int32 {
	p := *m.p
	p.Jobs = slices.Clone(p.Jobs)
	pin := slices.Clone(m.kept)
	for _, j := range m.free {
		pin[j] = free
		b := &p.Jobs[j]
		if s := m.kept[j]; s != None {
			usual := math.Max(1, (b.Out-float64(b.Cost[p.Slots[s].Day]))/20)
			b.Held, b.Move, b.Drop = s, math.Max(b.Move, usual)*stability, math.Max(b.Drop, 4*usual)*stability
		}
	}
	c := compile(&p, pin)
	o := m.o.Options
	o.Work = min(o.Work, PerSecond/4)
	r := newSearch(ctx, c, o)
	r.pin = pin
	r.mend()
	m.work += r.work
	return c.plan(r.best, r.pinned)
}

// mend is a short search from what is held: prices, then cold annealing, which keeps what is good.
func (r *search) mend() {
	c := r.c
	a := newAscent(c)
	worth := c.worth()
	const steps = 60
	for it := 0; it < steps && !r.stopped(); it++ {
		r.bid(a.p)
		a.excess(r.dual.load, r.dual.cell, 1)
		a.step(.3 * math.Pow(.003, float64(it)/steps))
	}
	r.near = r.dual.candidates(r.at, mostOptions)
	r.worth = c.worths(r.at)
	r.st = newState(c)
	for i := range int32(c.n) {
		r.st.stay(i)
	}
	for i := range int32(c.n) {
		if r.st.slot[i] == None {
			r.st.settle(i, r.near)
		}
	}
	r.keep()
	const rounds = 4
	moves := int(min(r.o.Work/15/rounds, 100_000))
	walk := anneal{st: r.st, k: r.near, halt: r.halt, r: newChance(r.o.Seed, 1, 1)}
	for n := 0; n < rounds && !r.stopped(); n++ {
		r.work += walk.run(r.dual.jobs, moves, .004*worth*math.Pow(.3, float64(n)), .004*worth*math.Pow(.3, float64(n+1)))
		r.keep()
	}
	r.work += r.dual.work
}

// moved lists who is elsewhere in a plan than held, but for the lost.
func (m *mend) moved(plan []int32) []int32 {
	var out []int32
	for j, s := range plan {
		if _, lost := slices.BinarySearch(m.lost, int32(j)); !lost && s != m.held[j] {
			out = append(out, int32(j))
		}
	}
	return out
}

// bound is the bound of the problem as it is now, at the prices of before: any prices give one.
func (m *mend) bound() Bound {
	c := compile(m.p, nil)
	d := newDual(c, m.o.Workers, everyJob(c))
	at := newPrices(c)
	how := "every job in its cheapest slot"
	if q := m.o.Prices; q != nil && len(q.Minute) == c.m {
		how = "the prices of before"
		for s, v := range q.Minute {
			at.slot[s] = v * c.p.Lengths[c.length[s]]
		}
		copy(at.cell, slices.Concat(q.Pool...))
		copy(at.row, q.Row)
	}
	return Bound{Value: d.eval(at), Prices: c.prices(at), How: how}
}
