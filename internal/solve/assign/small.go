package assign

import (
	"slices"
	"time"
)

// mostSmall is how many limits a cluster may have to be solved by itself.
const mostSmall = 250

// small solves the problem cluster by cluster, where all of them are small. It reports false, having done nothing, where
// one is not.
func (r *search) small() bool {
	c := r.c
	all := c.clusters()
	if len(all) == 0 || slices.ContainsFunc(all, func(k *cluster) bool { return k.limits() > mostSmall }) {
		return false
	}
	proofs := make([]*prover, len(all))
	stopped := func() bool { return r.ctx.Err() != nil || !r.o.Deadline.IsZero() && time.Now().After(r.o.Deadline) }
	start := func(i int32) int32 { return r.best[i] }
	open := len(all)
	for round := 0; open > 0 && round < 8; round++ { // what is left over goes to who needs it
		each := (r.o.Work - r.work) / int64(open)
		if each <= 0 || r.stopped() {
			break
		}
		works := make([]int64, len(all))
		spread(r.o.Workers, len(all), func(x int) {
			if proofs[x] == nil {
				proofs[x] = newProver(all[x], start)
			}
			before := proofs[x].work
			proofs[x].run(each, stopped)
			works[x] = proofs[x].work - before
		})
		open = 0
		for x, p := range proofs {
			r.work += works[x]
			if !p.done() {
				open++
			}
		}
	}
	r.takeProofs(all, proofs)
	return true
}

// takeProofs puts together what the clusters' proofs found.
func (r *search) takeProofs(all []*cluster, proofs []*prover) {
	if slices.Contains(proofs, nil) {
		return
	}
	c := r.c
	bound := c.base
	slot := make([]int32, c.n)
	in := make([]bool, c.n)
	for x, k := range all {
		for y, s := range k.placed(proofs[x].best) {
			slot[k.jobs[y]], in[k.jobs[y]] = s, true
		}
		bound += proofs[x].bound()
	}
	for i := range slot {
		if !in[i] {
			slot[i] = None
			bound += c.out[i]
		}
	}
	if bound > r.bound {
		r.bound, r.how = bound, "lists of every slot, branch and bound"
	}
	st := newState(c)
	st.load(slot)
	r.st = st
	r.keep()
}
