package assign

import "math"

const (
	mostOptions = 48   // of a job's options that the search looks at
	mostInverse = 150  // of a slot's jobs
	proofNodes  = 2000 // of a slot's knapsack in the packing bound
)

// budget is a share of the work that was asked for.
func (r *search) budget(share float64) int64 { return int64(share * float64(r.o.Work)) }

// climb finds prices, after a first plan that needs none, and makes a plan from them.
func (r *search) climb() {
	r.st = dense(r.c)
	r.keep()
	r.tell("first plan", 0)
	a := newAscent(r.c)
	steps := 150
	if r.c.n > 30000 {
		steps = 40
	}
	r.work += a.sample(r.o.Workers, 2000, steps, .6)
	r.dual.work = 0
	r.bid(a.p)
	most := max(20, min(400, int(r.budget(.25)/max(1, r.dual.work))))
	for it := 0; it < most && !r.stopped(); it++ {
		a.excess(r.dual.load, r.dual.cell, 1)
		if it == most/8 {
			a.rescale()
		}
		a.step(.6 * math.Pow(.003, float64(it)/float64(most)))
		r.bid(a.p)
		if it%16 == 0 {
			r.tell("prices", float64(r.work+r.dual.work)/float64(r.o.Work))
		}
	}
	r.work += r.dual.work
	r.near = r.dual.candidates(r.at, mostOptions)
	r.worth = r.c.worths(r.at)
	if st := construct(r.dual, r.at, r.near); st.total() < r.cost {
		r.st = st
		r.keep()
	}
}

// bid takes prices for the best if their bound is.
func (r *search) bid(p *prices) {
	if v := r.dual.eval(p); v > r.bound {
		r.bound = v
		r.at.copyFrom(p)
	}
}

// search looks for better plans for a share of the work: softened first, then under the rule.
func (r *search) search(share float64) {
	r.dual.priceStays(r.at)
	const rounds = 24
	moves := r.deal(float64(r.budget(share*.8))/9/rounds, r.stakes())
	parts := r.softened()
	for n := 0; n < rounds && !r.stopped(); n++ {
		from, to := float64(n)/rounds, float64(n+1)/rounds
		r.work += r.split.round(r.o.Workers, uint64(n), func(k int, st *state) int64 {
			a := &parts[k]
			a.st, a.stays, a.r = st, math.Min(1, 2.5*(1-from)), newChance(r.o.Seed, uint64(n), uint64(k))
			return a.run(r.split.jobs[k], moves[k], heat(from)*r.worth[k], heat(to)*r.worth[k], strictness(from), strictness(to))
		})
		r.tell("search", float64(r.work)/float64(r.o.Work))
	}
	r.split.round(r.o.Workers, rounds, func(k int, st *state) int64 {
		parts[k].st = st
		parts[k].harden(r.split.slots[k])
		return 0
	})
	r.keep()
	r.polish(share * .2)
}

// softened makes each part's softened search.
func (r *search) softened() []soften {
	c := r.c
	parts := make([]soften, c.parts)
	worth, over := make([]float64, c.m), make([]float64, c.m)
	for s := range worth {
		worth[s] = math.Max(r.at.slot[s], .1*r.worth[c.slotPart[s]])
	}
	for k := range parts {
		parts[k] = soften{d: r.dual, k: r.near, worth: worth, over: over, halt: r.halt}
	}
	return parts
}

// stakes is how much there is to find in each part before anything is known: its jobs, and what its slots are worth.
func (r *search) stakes() []float64 {
	out := make([]float64, r.c.parts)
	for k := range out {
		out[k] = float64(len(r.split.jobs[k])) * math.Sqrt(r.worth[k])
	}
	return out
}

// gaps is how far each part is from its share of the packing bound, at its prices.
func (r *search) gaps(pack *packing) []float64 {
	c := r.c
	out := make([]float64, c.parts)
	for i, s := range r.st.slot {
		out[c.part[i]] += r.st.now[i]
		if s != None {
			out[c.part[i]] += pack.stayPrice(int32(i), s)
		}
	}
	for s := range int32(c.m) {
		if r.st.open(s) {
			out[c.slotPart[s]] += pack.p.rows(c, s)
		}
	}
	for k := range out {
		out[k] = math.Max(0, out[k]-pack.parts[k])
	}
	return out
}

// deal shares moves out among the parts in proportion.
func (r *search) deal(moves float64, by []float64) []int {
	sum := 1e-9
	for _, x := range by {
		sum += x
	}
	out := make([]int, len(by))
	for k, x := range by {
		out[k] = int(moves * x / sum)
	}
	return out
}

// refine warms every part up again, those longest that are furthest from their bound, and keeps what comes out better.
func (r *search) refine(share float64, pack *packing) {
	const rounds = 6
	parts := r.softened()
	walks, swaps := make([]anneal, r.c.parts), make([]exchange, r.c.parts)
	stamp := make([]int32, r.c.n)
	for n := 0; n < rounds && !r.stopped(); n++ {
		moves := r.deal(float64(r.budget(share))/11/rounds, r.gaps(pack))
		r.work += r.split.round(r.o.Workers, uint64(n), func(k int, st *state) int64 {
			a, b, e := &parts[k], &walks[k], &swaps[k]
			a.st, a.r = st, newChance(r.o.Seed+3, uint64(n), uint64(k))
			b.st, b.k, b.halt, b.r = st, r.near, r.halt, newChance(r.o.Seed+4, uint64(n), uint64(k))
			e.st, e.k, e.inv, e.halt, e.stamp, e.r = st, r.near, r.inv, r.halt, stamp, newChance(r.o.Seed+5, uint64(n), uint64(k))
			jobs, slots := r.split.jobs[k], r.split.slots[k]
			was, cost := st.remember(jobs)
			w := r.worth[k]
			work := a.run(jobs, moves[k]*6/10, .01*w, .002*w, 5, 16)
			work += a.run(jobs, moves[k]*3/10, .002*w, .001*w, 16, 3000)
			a.harden(slots)
			work += b.run(jobs, moves[k]/10, .001*w, .0003*w)
			work += e.sweep(slots, 1+moves[k]/(1+len(slots)*4000), 0)
			if _, now := st.remember(jobs); now > cost {
				st.restore(jobs, was)
			}
			return work
		})
		r.keep()
		r.tell("refine", float64(r.work)/float64(r.o.Work))
	}
}

// remember is where a part's jobs are, and what they cost.
func (st *state) remember(jobs []int32) ([]step, float64) {
	out, sum := make([]step, 0, len(jobs)), 0.0
	for _, i := range jobs {
		out = append(out, step{i, st.slot[i], st.now[i]})
		sum += st.now[i]
	}
	return out, sum
}

// restore puts a part's jobs back where they were.
func (st *state) restore(jobs []int32, was []step) {
	moved := was[:0]
	for x, i := range jobs {
		if st.slot[i] != was[x].slot {
			moved = append(moved, was[x])
		}
	}
	undo(st, moved)
}

// windows gives some dozen lists at a time anew.
func (r *search) windows(share float64, pack *packing) {
	w := newWindows(r, pack)
	for end := r.work + r.budget(share); r.work < end && !r.stopped(); {
		r.work += w.batch(r.gaps(pack)) + int64(r.c.n/8)
		r.keep()
		r.tell("lists", float64(r.work)/float64(r.o.Work))
	}
}

// heat is the temperature, in slots' worths, at a part of the softened search.
func heat(at float64) float64 { return .02 * math.Pow(.1, math.Min(1, at/.7)) }

// strictness is the price of a slot's being too full, in its worths, at a part of the softened search.
func strictness(at float64) float64 {
	if at < .7 {
		return 4 * math.Pow(4, at/.7)
	}
	return 16 * math.Pow(200, (at-.7)/.3)
}

// polish anneals under the rule, cold, and packs single slots anew.
func (r *search) polish(share float64) {
	c := r.c
	const rounds = 12
	moves := float64(r.budget(share)) / 12 / math.Max(1, float64(c.n)) / rounds
	parts := make([]anneal, c.parts)
	packs := make([]repack, c.parts)
	for n := 0; n < rounds && !r.stopped(); n++ {
		at := float64(n) / rounds
		r.work += r.split.round(r.o.Workers, uint64(n), func(k int, st *state) int64 {
			a := &parts[k]
			a.st, a.k, a.halt, a.r = st, r.near, r.halt, newChance(r.o.Seed+1, uint64(n), uint64(k))
			jobs := r.split.jobs[k]
			work := a.run(jobs, int(moves*float64(len(jobs))), .001*math.Pow(.3, at)*r.worth[k], .001*math.Pow(.3, at+1./rounds)*r.worth[k])
			if n%3 == 2 && !r.halt() {
				b := &packs[k]
				b.st, b.d, b.p, b.k, b.inv, b.r = st, r.dual, r.at, r.near, r.inv, newChance(r.o.Seed+2, uint64(n), uint64(k))
				work += b.sweep(r.split.slots[k], 0)
			}
			return work
		})
		r.keep()
		r.tell("polish", float64(r.work)/float64(r.o.Work))
	}
}

// prove climbs the packing bound for a share of the work, by steps from a rate down. Now and then every option is looked at,
// and the slots' candidates are found anew. A climb that goes on begins by steps that it has the work to come back from.
func (r *search) prove(share float64, pack *packing) {
	const rounds, fall = 4, .4
	work := min(r.budget(share), r.o.Work-r.work) / rounds
	rate := .02
	if pack.each > 0 {
		rate = min(.01, 4e-5*float64(rounds*work/pack.each))
	}
	for n := 0; n < rounds && work > 0 && !r.stopped(); n++ {
		before := pack.work
		r.raise(pack.improve(work, rate, fall*rate, r.halt))
		rate *= fall
		r.work += pack.work - before
		r.tell("bound", float64(r.work)/float64(r.o.Work))
	}
}

// raise takes a packing bound if it is higher than the one there is.
func (r *search) raise(v float64) {
	if v > r.bound {
		r.bound, r.how = v, "slots packed whole, with prices of pools and rows"
	}
}
