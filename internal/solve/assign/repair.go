package assign

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"headroom/internal/fault"
)

// Repairing is how a plan is mended when the day changes it.
type Repairing struct {
	Options
	New    []int32 // jobs that the plan left out, or did not know, and that are to be placed now
	Prices *Prices // of the plan's own bound, for a bound of the mended one; nil makes do with none
	Rank   []int32 // of each job, the least is the gravest; nil is none: then what is gained decides alone
	Loose  []bool  // of each job, whether it may be left without a slot where only that seats one of an earlier rank; nil is none
}

// Repaired is a mended plan.
type Repaired struct {
	Result
	Displaced []int32 // jobs that could not stay where they were: slots closed, minutes, beds or rows gone
	Moved     []int32 // others who were given another slot, or none, to make room
}

// Repair mends a plan: p is the problem as it is now, held the slots that people were told. Those who lost their place and
// those who are new are placed as well as can be. Somebody else moves only where one of them gains more by it than
// whoever moves loses and three times the price of a move besides: that of the problem, or a twentieth of what it costs to have
// no slot where that is more. But one who would be left without a slot gets one though it gains less, where those who move for
// it are all of a later rank. Nobody who could stay is left without a slot, but for those who
// are loose, where nothing else seats one of an earlier rank. What others would gain counts for nothing, and those
// who wait without a slot get none: for that there is Solve. In all, those who lost their place and the others who move are fewer than three for each one who
// lost it or is new. What the problem fixes never moves. Nothing is left to chance, and the number of workers changes nothing.
func Repair(ctx context.Context, p *Problem, held []int32, o Repairing) (Repaired, error) {
	if err := Check(p); err != nil {
		return Repaired{}, err
	}
	if o.Rank != nil && len(o.Rank) != len(p.Jobs) || o.Loose != nil && len(o.Loose) != len(p.Jobs) {
		return Repaired{}, fault.New(fault.Invalid, "there are %d ranks and %d who are loose or not for %d jobs: give one for each job, in their order", len(o.Rank), len(o.Loose), len(p.Jobs))
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
	c := compile(p)
	m := &mend{c: c, st: newState(c), held: held, o: o}
	m.displace()
	cut := m.replace(ctx)
	slots := c.plan(m.st.slot)
	out := Repaired{Displaced: m.gone, Moved: m.moved(slots)}
	out.Plan = Plan{Slot: slots, Cost: p.Total(slots)}
	out.Bound = m.bound()
	out.Gap.Total = out.Plan.Cost - out.Bound.Value
	out.Work, out.Cut = m.work, cut
	return out, nil
}

type mend struct {
	c    *compiled
	st   *state
	held []int32
	o    Repairing
	gone []int32 // who cannot stay, by the problem's numbers
	lost []int32 // who cannot stay or is new, by the compiled ones, who has most to lose first
	work int64
}

// displace finds who cannot stay. Fixed jobs come first; then whoever would lose most.
func (m *mend) displace() {
	c, st := m.c, m.st
	ids := everyJob(c)
	loss := make([]float64, c.n)
	for i, j := range c.orig {
		if s := m.held[j]; s != None {
			loss[i] = (c.out[i] - c.pair(int32(i), s)) / float64(c.least(int32(i)))
		}
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(loss[b], loss[a]), cmp.Compare(a, b)) })
	for _, i := range ids {
		s := m.held[c.orig[i]]
		if s == None {
			continue
		}
		if cost := c.pair(i, s); !c.closed[s] && !math.IsInf(cost, 1) && st.can(i, s) {
			st.add(i, s, cost)
			continue
		}
		m.gone, m.lost = append(m.gone, c.orig[i]), append(m.lost, i)
	}
	if len(m.o.New) > 0 {
		for i, j := range c.orig {
			if slices.Contains(m.o.New, j) && st.slot[i] == None && !slices.Contains(m.lost, int32(i)) {
				m.lost = append(m.lost, int32(i))
			}
		}
	}
	slices.Sort(m.gone)
}

// replace gives the lost new places. First each takes the best with room; then chains are tried from each of them, again and
// again until none gains. It reports whether it was stopped before that.
func (m *mend) replace(ctx context.Context) (cut bool) {
	if len(m.lost) == 0 {
		return false
	}
	h := m.chains()
	stopped := func() bool {
		cut = cut || ctx.Err() != nil || !m.o.Deadline.IsZero() && time.Now().After(m.o.Deadline)
		return cut
	}
	slices.SortStableFunc(m.lost, func(a, b int32) int {
		return cmp.Or(cmp.Compare(h.rankOf(a), h.rankOf(b)), cmp.Compare(h.stake(b), h.stake(a)))
	})
	spare := int64(PerSecond / 32)
	must := func(i int32) {
		if before := h.work; m.st.slot[i] == None && !stopped() {
			h.must(i, max(spare/8, 1000)) // the gravest come first, and have most
			spare -= h.work - before
		}
	}
	for _, i := range m.lost {
		h.better(i, 0, PerSecond)
		must(i)
	}
	budget := h.work + min(m.o.Work, PerSecond/4)
	each := max((budget-h.work)/int64(8*len(m.lost)), 1000)
	for turns := 1; turns <= mostTurns; turns++ {
		for gained := true; gained && h.work < budget && !stopped(); {
			gained = false
			for _, i := range m.lost {
				if !stopped() && h.better(i, turns, each) {
					gained = true
				}
			}
			for i, s := range h.home {
				if s != None && m.st.slot[i] != s && h.better(int32(i), 0, each) { // it need not be away any more, or not there
					gained = true
				}
			}
		}
	}
	for _, i := range m.lost {
		must(i)
	}
	m.work = h.work
	return cut
}

const (
	mostTurns  = 2 // how many may have to leave for one who is displaced
	reluctance = 3 // how many times what a move costs it must gain besides: a new date is more trouble than its cost
)

// chains is the search from the state as it is, with everybody at home who can stay.
func (m *mend) chains() *chains {
	c := m.c
	h := &chains{st: m.st, lost: make([]bool, c.n), home: slices.Clone(m.st.slot), homeCost: make([]float64, c.n), price: make([]float64, c.n),
		most: max(0, 3*len(m.lost)-len(m.gone)-1), offers: map[int32][]place{}, in: make([]bool, c.n)}
	if m.o.Rank != nil {
		h.rank = make([]int32, c.n)
		for i, j := range c.orig {
			h.rank[i] = m.o.Rank[j]
		}
	}
	if m.o.Loose != nil {
		h.loose = make([]bool, c.n)
		for i, j := range c.orig {
			h.loose[i] = m.o.Loose[j]
		}
	}
	for _, i := range m.lost {
		h.lost[i] = true
	}
	for i, s := range h.home {
		if s != None {
			h.homeCost[i] = m.st.now[i]
			h.price[i] = reluctance * max(1, float64(c.move[i]), (c.out[i]-h.homeCost[i])/20)
		}
	}
	for k := range c.uses {
		h.longest = max(h.longest, c.nights(int32(k)))
	}
	return h
}

// moved lists who is elsewhere in a plan than held, but for those who lost their place or are new.
func (m *mend) moved(plan []int32) []int32 {
	lost := make(map[int32]bool, len(m.lost)+len(m.o.New))
	for _, j := range m.o.New {
		lost[j] = true
	}
	for _, i := range m.lost {
		lost[m.c.orig[i]] = true
	}
	var out []int32
	for j, s := range plan {
		if s != m.held[j] && !lost[int32(j)] {
			out = append(out, int32(j))
		}
	}
	return out
}

// bound is the bound of the problem as it is now, at the prices of before: any prices give one.
func (m *mend) bound() Bound {
	c := m.c
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
