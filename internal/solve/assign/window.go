package assign

import (
	"cmp"
	"slices"
)

// windows gives some dozen slots of a part anew at once, everything else left as it is: who is in them, who is nowhere and
// whom they would suit, by whole lists. The programme of lists in fractions says which lists to take; where even its fractions
// are no better than what there is, nothing is. What annealing cannot find, a change of many full lists at a time, is found so.
//
// Most windows keep to one part. Some take in slots of any part in the days round their own, so that parts can give each other
// nights of a pool.
//
// Many windows are worked on at once from the same plan, and what they find is taken in their order, as far as it still fits.
type windows struct {
	r     *search
	pack  *packing // for its prices of being placed
	suits *suits
	size  []float64 // by part: how many slots at once; it follows what can be decided
	round uint64
	byDay *calendar
}

const (
	leastWindow, usualWindow, mostWindow = 6, 10, 32 // slots

	mostSuited  = 60 // jobs that a slot of a window is offered, by regret
	windowsAt   = 16 // once
	spanning    = 4  // one window in so many takes in slots of any part
	windowNodes = 2000
	windowWork  = 60_000_000
)

// window is one of them.
type window struct {
	*windows
	part   int
	spans  bool // takes in slots of any part
	z      chance
	k      *cluster
	was    []int32 // by job of the cluster
	found  []int32 // by job, its pair; nil for nothing better
	decide bool    // it was shown that there is nothing better
	work   int64
}

func newWindows(r *search, pack *packing) *windows {
	w := &windows{r: r, pack: pack, suits: r.suits(pack), byDay: r.c.calendar(), size: make([]float64, r.c.parts)}
	for k := range w.size {
		w.size[k] = usualWindow
	}
	return w
}

// batch works on some windows, most in the parts that are furthest from their bound. It returns the work done.
func (w *windows) batch(gaps []float64) int64 {
	w.round++
	z := newChance(w.r.o.Seed+6, w.round, 0)
	all := make([]window, windowsAt)
	parts := share(gaps, len(all), z.share())
	spread(w.r.o.Workers, len(all), func(x int) {
		v := &all[x]
		*v = window{windows: w, part: parts[x], spans: x%spanning == 0 && len(w.r.c.p.Pools) > 0, z: newChance(w.r.o.Seed+7, w.round, uint64(x))}
		if !w.r.halt() {
			v.look()
		}
	})
	work := int64(0)
	for x := range all {
		v := &all[x]
		work += v.work
		size := &w.size[v.part]
		switch {
		case v.found != nil:
			w.r.st.accept(v.k, v.found, v.was)
		case v.decide:
			*size = min(*size+.2, mostWindow)
		default:
			*size = max(*size-.2, leastWindow)
		}
	}
	return work
}

// share deals n out among parts in proportion, from a random start.
func share(by []float64, n int, start float64) []int {
	sum := 1e-9
	for _, x := range by {
		sum += x
	}
	out := make([]int, 0, n)
	k, upTo := 0, by[0]
	for x := range n {
		for at := (float64(x) + start) / float64(n) * sum; k < len(by)-1 && at > upTo; {
			k++
			upTo += by[k]
		}
		out = append(out, k)
	}
	return out
}

// suits lists for each slot the jobs it suits best at the prices of the packing bound.
type suits struct {
	job  [][]int32
	cost [][]float32
}

func (r *search) suits(pack *packing) *suits {
	c, v := r.c, r.inv
	out := &suits{make([][]int32, c.m), make([][]float32, c.m)}
	spread(r.o.Workers, c.m, func(s int) {
		type entry struct {
			loss float64
			at   int
		}
		all := make([]entry, 0, mostInverse)
		for x := v.off[s]; x < v.off[s+1]; x++ {
			i := v.job[x]
			all = append(all, entry{r.dual.reduced(r.at, i, int32(s), float64(v.cost[x])) - pack.u[i], x})
		}
		slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(a.loss, b.loss), cmp.Compare(a.at, b.at)) })
		for _, e := range all[:min(len(all), mostSuited)] {
			out.job[s], out.cost[s] = append(out.job[s], v.job[e.at]), append(out.cost[s], v.cost[e.at])
		}
	})
	return out
}

// each calls f with the jobs that slot s suits.
func (v *suits) each(s int32, f func(job int32, cost float64)) {
	for x, i := range v.job[s] {
		f(i, float64(v.cost[s][x]))
	}
}

// look looks for better lists of some slots.
func (w *window) look() {
	st, slots := w.r.st, w.r.split.slots[w.part]
	if len(slots) == 0 {
		return
	}
	a := newReopen(st, w.suits.each, w.z)
	if w.spans {
		a.beside = w.byDay
	}
	a.choose(slots[a.r.below(len(slots))], min(int(w.size[w.part]), len(slots)))
	w.z = a.r
	k := st.around(a.pick, w.suits.each)
	w.k, w.work = k, int64(20*len(k.pairs)+500*len(k.slots))
	if len(k.pairs) == 0 {
		return
	}
	w.was = st.whereabouts(k)
	p := newProver(k, func(i int32) int32 { return st.slot[i] })
	p.p.limit = windowNodes
	w.seed(p)
	before := p.gain
	w.decide = !p.dive(windowWork, w.r.halt)
	if p.gain > before+1e-7 {
		w.found = p.best
	}
	w.work += p.work * 2 / 3
}

// seed gives the programme the lists that there are, and for every slot those that gain most at the prices of the packing
// bound and at prices near them.
func (w *window) seed(p *prover) {
	const tries = 4
	k, z, b := p.k, &p.p, p.queue[0]
	now := make([][]int32, len(k.slots))
	for _, x := range p.best {
		if x != None {
			now[k.pairs[x].slot] = append(now[k.pairs[x].slot], x)
		}
	}
	for x, s := range k.slots {
		if len(now[x]) > 1 {
			p.list(b, now[x])
		}
		for try := range tries {
			noise := .1 * w.r.at.slot[s]
			if try == 0 {
				noise = 0
			}
			w.offers(p, int32(x), noise)
			z.solve(0, k.c.left[s], k.c.mean0[s], k.c.vary0[s], false)
			p.work += int64(2*z.nodes + 2*len(k.in[x]))
			for _, l := range z.most[max(0, len(z.most)-2):] {
				if len(l) > 1 {
					p.list(b, slices.Clone(l))
				}
			}
		}
	}
}

// offers lays out a slot's pairs at the prices of the packing bound, give or take some noise.
func (w *window) offers(p *prover, x int32, noise float64) {
	k, c, z := p.k, p.k.c, &p.p
	s := k.slots[x]
	z.items, z.room = z.items[:0], c.room[c.length[s]]
	for _, y := range k.in[x] {
		q := &k.pairs[y]
		i := k.jobs[q.job]
		v := w.pack.u[i] - (k.out[q.job] - q.gain) - w.r.dual.stayPrice(i, s) + noise*(w.z.share()-.5)
		if v > 0 {
			z.items = append(z.items, offer{gain: v, weight: q.weight, mean: c.mean[i], vary: c.vary[i], pair: y})
		}
	}
	z.sort()
}
