package assign

import (
	"cmp"
	"slices"
)

// cands are each job's best options at prices, cheapest with prices first; the held slot is always among them.
type cands struct {
	off  []int   // by job
	slot []int32 // options
	cost []float32
	best []float32 // by job: the cheapest with prices, none included
}

// candidates lists the most best options of every job.
func (d *dual) candidates(p *prices, most int) *cands {
	c := d.c
	d.priceStays(p)
	out := &cands{off: make([]int, c.n+1), best: make([]float32, c.n)}
	pieces := len(d.chunks) - 1
	parts, works := make([]picks, pieces), make([]int64, pieces)
	spread(d.workers, pieces, func(k int) {
		for i := d.chunks[k]; i < d.chunks[k+1]; i++ {
			works[k] += parts[k].pick(d, p, int32(i), most)
			out.off[i+1] = len(parts[k].heap)
			out.best[i] = float32(c.out[i])
			if len(parts[k].heap) > 0 {
				out.best[i] = min(out.best[i], parts[k].heap[0].price)
			}
		}
	})
	total := 0
	for i := range c.n {
		total += out.off[i+1]
		out.off[i+1] = total
	}
	out.slot, out.cost = make([]int32, 0, total), make([]float32, 0, total)
	for k := range parts {
		out.slot, out.cost = append(out.slot, parts[k].slot...), append(out.cost, parts[k].cost...)
		d.work += works[k]
	}
	return out
}

type option struct {
	slot        int32
	cost, price float32
}

// picks gathers the options of a run of jobs.
type picks struct {
	heap []option // of the last job, cheapest with prices first
	slot []int32
	cost []float32
}

// pick gathers one job's best options.
func (k *picks) pick(d *dual, p *prices, i int32, most int) int64 {
	c := d.c
	h := k.heap[:0]
	seen := int64(0)
	share := c.share[int(i)*c.lengths : (int(i)+1)*c.lengths]
	stay := int(c.stay[i]) * c.p.Places
	free := len(c.uses[c.stay[i]]) == 0
	held := option{slot: None}
	c.options(i, func(s int32, cost float64) {
		seen++
		price := float32(cost) + share[c.length[s]]*float32(p.slot[s])
		if !free {
			price += d.stay[(stay+int(c.place[s]))*c.p.Days+int(c.day[s])]
		}
		if s == c.held[i] {
			held = option{s, float32(cost), price}
		}
		switch {
		case len(h) < most:
			h = append(h, option{})
		case price >= h[most-1].price:
			return
		}
		at := len(h) - 1
		for ; at > 0 && h[at-1].price > price; at-- {
			h[at] = h[at-1]
		}
		h[at] = option{s, float32(cost), price}
	})
	if held.slot != None && !slices.ContainsFunc(h, func(o option) bool { return o.slot == held.slot }) {
		h[len(h)-1] = held // it is dearer than all of them
	}
	k.heap = h
	for _, o := range h {
		k.slot, k.cost = append(k.slot, o.slot), append(k.cost, o.cost)
	}
	return seen
}

// construct makes a plan from prices: who saves most per share of a slot over having none comes first, and takes the
// cheapest option with prices that has room. A second pass gives what still has room to whom it still pays.
func construct(d *dual, p *prices, k *cands) *state {
	c := d.c
	st := newState(c)
	keys, ids := make([]float32, c.n), make([]int32, c.n)
	for i := range ids {
		ids[i] = int32(i)
		keys[i] = (float32(c.out[i]) - k.best[i]) / c.least(int32(i))
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(keys[b], keys[a]), cmp.Compare(a, b)) })
	for _, i := range ids {
		for x := k.off[i]; x < k.off[i+1]; x++ {
			s := k.slot[x]
			if d.reduced(p, i, s, float64(k.cost[x])) > c.out[i]+1e-3 {
				break
			}
			if st.can(i, s) {
				st.add(i, s, float64(k.cost[x]))
				break
			}
		}
	}
	for _, i := range ids {
		if st.slot[i] == None {
			st.settle(i, k)
		}
	}
	return st
}

// settle puts a job that is nowhere into the cheapest of its candidates with room, if any is better than none.
func (st *state) settle(i int32, k *cands) {
	best, at := st.c.out[i], None
	for x := k.off[i]; x < k.off[i+1]; x++ {
		if v := float64(k.cost[x]); v < best && st.can(i, k.slot[x]) {
			best, at = v, k.slot[x]
		}
	}
	if at != None {
		st.add(i, at, best)
	}
}

// inverse lists for each slot the jobs that have it among their candidates, those it suits best first.
type inverse struct {
	off    []int
	job    []int32
	cost   []float32
	regret []float32 // how much dearer than the job's cheapest option, with prices
}

func invert(d *dual, p *prices, k *cands, most int) *inverse {
	c := d.c
	d.priceStays(p)
	count := make([]int, c.m+1)
	for _, s := range k.slot {
		count[s+1]++
	}
	for s := range c.m {
		count[s+1] += count[s]
	}
	type entry struct {
		job          int32
		cost, regret float32
	}
	all, at := make([]entry, len(k.slot)), slices.Clone(count[:c.m])
	for i := range int32(c.n) {
		for x := k.off[i]; x < k.off[i+1]; x++ {
			s := k.slot[x]
			all[at[s]] = entry{i, k.cost[x], float32(d.reduced(p, i, s, float64(k.cost[x]))) - k.best[i]}
			at[s]++
		}
	}
	v := &inverse{off: make([]int, c.m+1)}
	spread(d.workers, c.m, func(s int) {
		slices.SortFunc(all[count[s]:count[s+1]], func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.regret, b.regret), cmp.Compare(a.job, b.job))
		})
	})
	for s := range c.m {
		for _, e := range all[count[s]:min(count[s+1], count[s]+most)] {
			v.job, v.cost, v.regret = append(v.job, e.job), append(v.cost, e.cost), append(v.regret, e.regret)
		}
		v.off[s+1] = len(v.job)
	}
	return v
}
