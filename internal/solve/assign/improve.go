package assign

import (
	"context"
	"time"

	"headroom/internal/fault"
)

// Improve makes a valid plan better by chains: each of some jobs, in the order given, takes the place of one or two others who
// find another, or none, where all together that costs less. Nothing is left to chance and the plan never gets worse. It gives
// the plan as it is when no chain gains any more, the work is done or ctx is cancelled. A plan that breaks a limit is an Invalid
// fault.
func Improve(ctx context.Context, p *Problem, slots, who []int32, o Options) (Plan, error) {
	if err := Check(p); err != nil {
		return Plan{}, err
	}
	if len(slots) != len(p.Jobs) {
		return Plan{}, fault.New(fault.Invalid, "the plan has %d lines for %d jobs: give one line for each job, in their order", len(slots), len(p.Jobs))
	}
	o = o.whole()
	c := compile(p)
	st := newState(c)
	number := make(map[int32]int32, c.n)
	for i, j := range c.orig {
		number[j] = int32(i)
		s := slots[j]
		if s == None {
			continue
		}
		if !within(s, len(p.Slots)) || c.closed[s] || !st.can(int32(i), s) {
			return Plan{}, fault.New(fault.Invalid, "the plan breaks a limit at job %d: there is nothing to improve", j)
		}
		st.add(int32(i), s, c.pair(int32(i), s))
	}
	h := &chains{st: st, lost: make([]bool, c.n), home: make([]int32, c.n), homeCost: make([]float64, c.n), price: make([]float64, c.n),
		most: c.n, offers: map[int32][]place{}, in: make([]bool, c.n)}
	for i := range h.lost {
		h.lost[i], h.home[i] = true, None // nobody is at home: everybody's cost counts, whichever way
	}
	for k := range c.uses {
		h.longest = max(h.longest, c.nights(int32(k)))
	}
	stopped := func() bool {
		return h.work >= o.Work || ctx.Err() != nil || !o.Deadline.IsZero() && time.Now().After(o.Deadline)
	}
	for turns := 1; turns <= mostTurns; turns++ {
		for gained := true; gained && !stopped(); {
			gained = false
			for _, j := range who {
				i, ok := number[j]
				if stopped() {
					break
				}
				if ok && h.better(i, turns, max(o.Work/16, 1000)) {
					gained = true
				}
			}
		}
	}
	out := Plan{Slot: c.plan(st.slot)}
	out.Cost = p.Total(out.Slot)
	return out, nil
}
