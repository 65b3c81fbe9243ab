package assign

import (
	"cmp"
	"math"
	"slices"
)

// Greedy is what is done today: jobs one after another in an order, each in its first slot that has room. With keep, what
// is held is kept where it still fits; without, all is given anew. A job for which no slot has room stays where it is held
// if it can. It is the plan that others are measured against.
func Greedy(p *Problem, keep bool, order []int32) Plan {
	c := compile(p)
	st := newState(c)
	at := make([]int32, len(p.Jobs))
	for j := range at {
		at[j] = None
	}
	for i, j := range c.orig {
		at[j] = int32(i)
	}
	if keep {
		for _, j := range order {
			if i := at[j]; i != None {
				st.stay(i)
			}
		}
	}
	for _, j := range order {
		if i := at[j]; i != None && st.slot[i] == None {
			st.firstFit(i)
		}
	}
	slots := c.plan(st.slot)
	return Plan{Slot: slots, Cost: st.total()}
}

// stay puts a job back where it is held if it fits there.
func (st *state) stay(i int32) {
	if s := st.c.held[i]; s != None && !math.IsInf(st.c.stays[i], 1) && st.can(i, s) {
		st.add(i, s, st.c.stays[i])
	}
}

func (st *state) firstFit(i int32) {
	c := st.c
	k := c.class[i]
	for x := c.first[k]; x < c.first[k+1]; x++ {
		s := c.slot[x]
		if c.cost[i][c.day[s]] < math.MaxFloat32 && st.can(i, s) {
			st.add(i, s, c.pair(i, s))
			return
		}
	}
	st.stay(i)
}

// dense is a plan without prices: who saves most per share of a slot comes first, and takes the first slot with room. It
// comes at once, and is already better than today's.
func dense(c *compiled) *state {
	st := newState(c)
	keys, ids := make([]float64, c.n), make([]int32, c.n)
	for i := range ids {
		ids[i] = int32(i)
		least := math.Inf(1)
		for _, v := range c.cost[i] {
			least = math.Min(least, float64(v))
		}
		keys[i] = (c.out[i] - least) / float64(c.least(int32(i)))
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(keys[b], keys[a]), cmp.Compare(a, b)) })
	for _, i := range ids {
		st.firstFit(i)
	}
	return st
}
