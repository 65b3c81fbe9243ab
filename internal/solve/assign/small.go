package assign

import (
	"slices"
	"time"
)

// mostSmall is how many limits a cluster may have to be solved by itself.
const mostSmall = 300

// mostJobs is how many jobs a problem may have to be taken apart at all.
const mostJobs = 5000

// small solves the problem cluster by cluster, where all of them are small. It reports false, having done nothing, where
// one is not.
func (r *search) small() bool {
	c := r.c
	if c.n > mostJobs {
		return false
	}
	all := c.clusters()
	if slices.ContainsFunc(all, func(k *cluster) bool { return k.limits() > mostSmall }) {
		return false
	}
	stopped := func() bool { return r.ctx.Err() != nil || !r.o.Deadline.IsZero() && time.Now().After(r.o.Deadline) }
	tries := make([]attempt, len(all))
	open := len(all)
	for round := 0; open > 0 && round < 8; round++ { // what is left over goes to who needs it
		each := (r.o.Work - r.work) / int64(open)
		if each <= 0 || r.stopped() {
			break
		}
		works := make([]int64, len(all))
		spread(r.o.Workers, len(all), func(x int) { works[x] = tries[x].run(r, all[x], uint64(x), each, stopped) })
		open = 0
		for x := range tries {
			r.work += works[x]
			if !tries[x].p.done() {
				open++
			}
		}
	}
	r.stopped()
	r.takeProofs(all, tries)
	return true
}

// attempt is the solving of one cluster: its proof, and a plan under way that is looked at a few slots at a time while the
// proof is far.
type attempt struct {
	p  *prover
	st *state
	a  *reopen
}

// run works on a cluster, and returns the work done.
func (t *attempt) run(r *search, k *cluster, number uint64, work int64, stopped func() bool) int64 {
	if t.p == nil {
		t.p = newProver(k, func(i int32) int32 { return r.best[i] })
	}
	before := t.p.work
	t.p.run(work/4, stopped)
	done := t.p.work - before
	if t.p.done() || done >= work {
		return done
	}
	if t.st == nil {
		in := make(map[int32]int32, len(k.slots))
		for x, s := range k.slots {
			in[s] = int32(x)
		}
		t.st = newState(r.c)
		t.a = newReopen(t.st, func(s int32, f func(job int32, cost float64)) {
			if x, ok := in[s]; ok {
				for _, y := range k.in[x] {
					f(k.jobs[k.pairs[y].job], k.out[k.pairs[y].job]-k.pairs[y].gain)
				}
			}
		}, newChance(r.o.Seed, 41, number))
	}
	t.st.accept(k, t.p.best)
	done += t.a.run(k.slots, (work-done)/2, stopped)
	before = t.p.work
	t.p.start(func(i int32) int32 { return t.st.slot[i] })
	t.p.run(work-done, stopped)
	return done + t.p.work - before
}

// takeProofs puts together what the clusters' proofs found.
func (r *search) takeProofs(all []*cluster, tries []attempt) {
	if slices.ContainsFunc(tries, func(t attempt) bool { return t.p == nil }) {
		return
	}
	c := r.c
	bound := c.base
	slot := make([]int32, c.n)
	in := make([]bool, c.n)
	for x, k := range all {
		for y, s := range k.placed(tries[x].p.best) {
			slot[k.jobs[y]], in[k.jobs[y]] = s, true
		}
		bound += tries[x].p.bound()
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
