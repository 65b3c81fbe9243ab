package assign

import "slices"

// small is whether a cluster is small enough to be solved by itself with the work there is: its programme's first solution
// takes about as much as its limits to the third power.
func (k *cluster) small(work int64) bool {
	n := int64(k.limits())
	return n <= 600 && 2*n*n*n <= work
}

// mostJobs is how many jobs a problem may have to be taken apart at all.
const mostJobs = 2000

// apart is a problem taken apart into clusters that are small, each with its attempt; nil where one is not.
type apart struct {
	all   []*cluster
	tries []attempt
}

func (r *search) apart() *apart {
	if r.c.n > mostJobs {
		return nil
	}
	all := r.c.clusters()
	if slices.ContainsFunc(all, func(k *cluster) bool { return !k.small(r.o.Work) }) {
		return nil
	}
	return &apart{all, make([]attempt, len(all))}
}

// run works on every cluster that is not proven, with the best plan to start from, up to a share of the work that is left.
// It reports whether all are proven.
func (z *apart) run(r *search, share float64) bool {
	if z == nil {
		return false
	}
	open := len(z.all)
	left := int64(share * float64(r.o.Work-r.work))
	for round := 0; open > 0 && round < 8 && !r.stopped(); round++ { // what is left over goes to who needs it
		each := left / int64(open)
		if each <= 0 {
			break
		}
		works := make([]int64, len(z.all))
		spread(r.o.Workers, len(z.all), func(x int) { works[x] = z.tries[x].run(r, z.all[x], uint64(x), each) })
		open = 0
		for x := range z.tries {
			r.work += works[x]
			left -= works[x]
			if !z.tries[x].p.done() {
				open++
			}
		}
		r.tell("clusters", float64(r.work)/float64(r.o.Work))
	}
	z.take(r)
	return open == 0 && !r.stopped()
}

// attempt is the solving of one cluster: its proof, and a plan under way that is looked at a few slots at a time while the
// proof is far.
type attempt struct {
	p  *prover
	st *state
	a  *reopen
}

// run works on a cluster, and returns the work done.
func (t *attempt) run(r *search, k *cluster, number uint64, work int64) int64 {
	best := func(i int32) int32 { return r.best[i] }
	if t.p == nil {
		t.p = newProver(k, best)
	} else {
		t.p.start(best)
	}
	before := t.p.work
	t.p.run(work/4, r.halt)
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
	t.st.accept(k, t.p.best, t.st.whereabouts(k))
	done += t.a.run(k.slots, (work-done)/2, r.halt)
	before = t.p.work
	t.p.start(func(i int32) int32 { return t.st.slot[i] })
	t.p.run(work-done, r.halt)
	return done + t.p.work - before
}

// take puts together what the clusters' proofs found.
func (z *apart) take(r *search) {
	if slices.ContainsFunc(z.tries, func(t attempt) bool { return t.p == nil }) {
		return
	}
	c := r.c
	bound := c.base
	slot := make([]int32, c.n)
	in := make([]bool, c.n)
	for x, k := range z.all {
		for y, s := range k.placed(z.tries[x].p.best) {
			slot[k.jobs[y]], in[k.jobs[y]] = s, true
		}
		bound += z.tries[x].p.bound()
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
	r.st.reset(slot)
	r.keep()
}
