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
	worth := r.c.worth()
	steps := 150
	if r.c.n > 30000 {
		steps = 40
	}
	r.work += a.sample(r.o.Workers, 2000, steps, .6*worth)
	r.dual.work = 0
	r.bid(a.p)
	most := max(20, min(400, int(r.budget(.25)/max(1, r.dual.work))))
	for it := 0; it < most && !r.stopped(); it++ {
		a.excess(r.dual.load, r.dual.cell, 1)
		a.step(.3 * worth * math.Pow(.003, float64(it)/float64(most)))
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
	c := r.c
	r.dual.priceStays(r.at)
	const rounds = 24
	moves := float64(r.budget(share*.8)) / 9 / math.Max(1, float64(c.n)) / rounds
	parts := make([]soften, c.parts)
	worth, over := make([]float64, c.m), make([]float64, c.m)
	for s := range worth {
		worth[s] = math.Max(r.at.slot[s], .1*r.worth[c.slotPart[s]])
	}
	for n := 0; n < rounds && !r.stopped(); n++ {
		from, to := float64(n)/rounds, float64(n+1)/rounds
		r.work += r.split.round(r.o.Workers, uint64(n), func(k int, st *state) int64 {
			a := &parts[k]
			*a = soften{st: st, d: r.dual, k: r.near, worth: worth, over: over, halt: r.halt, r: newChance(r.o.Seed, uint64(n), uint64(k))}
			a.stays = math.Min(1, 2.5*(1-from))
			jobs := r.split.jobs[k]
			return a.run(jobs, int(moves*float64(len(jobs))), heat(from)*r.worth[k], heat(to)*r.worth[k], strictness(from), strictness(to))
		})
		r.tell("search", float64(r.work)/float64(r.o.Work))
	}
	r.split.round(r.o.Workers, rounds, func(k int, st *state) int64 {
		a := soften{st: st, k: r.near, over: over}
		a.harden(r.split.slots[k])
		return 0
	})
	r.keep()
	r.polish(share * .2)
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

// prove tightens the bound with what work is left. Whatever is left, it is tried once at the prices there are.
func (r *search) prove(pack *packing) {
	if !r.stopped() {
		r.raise(pack)
	}
	if each := pack.work; each > 0 && !r.stopped() {
		if steps := int((r.o.Work - r.work) / each); steps >= 10 {
			pack.improve(min(steps, 300), .005, r.halt)
			r.raise(pack)
		}
	}
	r.work += pack.work
}

// raise takes the packing bound if it is higher than the one there is.
func (r *search) raise(pack *packing) {
	if v := pack.certify(); v > r.bound {
		r.bound, r.how = v, "slots packed whole, with prices of pools and rows"
	}
}
