package assign

import (
	"math"
	"slices"
)

// around is the cluster of some slots with everything else left as it is in a plan under way. Who is in one of them, or
// nowhere, may go to any of them that suits; who is elsewhere may come, and gains what that saves.
func (st *state) around(slots []int32, near func(s int32, f func(job int32, cost float64))) *cluster {
	g := &gathering{st: st, k: &cluster{c: st.c, slots: slots}, job: map[int32]int32{}, slot: map[int32]int32{}, cell: map[int32]float64{}, row: map[int32]float64{}}
	for x, s := range slots {
		g.slot[s] = int32(x)
	}
	for _, s := range slots {
		for _, i := range st.jobs[s] {
			st.c.each(st.c.stay[i], s, func(cell int, amount float64) { g.cell[int32(cell)] += amount })
		}
		if len(st.jobs[s]) > 0 && !st.c.open0[s] {
			for _, r := range st.c.rows[s] {
				g.row[r]++
			}
		}
	}
	for x, s := range slots {
		if !st.c.closed[s] && g.opens(s) {
			from := len(g.k.pairs)
			near(s, func(i int32, cost float64) { g.pair(i, s, int32(x), cost) })
			g.members(s, int32(x), from)
		}
	}
	g.limits()
	g.k.index()
	return g.k
}

// gathering is a cluster that is being made around some slots.
type gathering struct {
	st   *state
	k    *cluster
	job  map[int32]int32 // numbers in the cluster
	slot map[int32]int32
	cell map[int32]float64 // what the slots' own jobs use
	row  map[int32]float64 // how many of the slots are open
}

// opens is whether a slot may be open at all.
func (g *gathering) opens(s int32) bool {
	if g.st.c.open0[s] {
		return true
	}
	for _, r := range g.st.c.rows[s] {
		if g.st.row[r]+g.row[r] < 1-slack {
			return false
		}
	}
	return true
}

// members adds those who are in a slot though it is not said to suit them.
func (g *gathering) members(s, slot int32, from int) {
	for _, i := range g.st.jobs[s] {
		if !slices.ContainsFunc(g.k.pairs[from:], func(p pairing) bool { return g.k.jobs[p.job] == i }) {
			g.pair(i, s, slot, g.st.now[i])
		}
	}
}

// pair adds a job that may go to a slot, if that gains and breaks nothing by itself.
func (g *gathering) pair(i, s, slot int32, cost float64) {
	st, c := g.st, g.st.c
	now := st.now[i]
	if _, in := g.slot[st.slot[i]]; in {
		now = c.out[i]
	}
	room := c.room[c.length[s]]
	if cost >= now || !c.curve.fits((c.mean0[s]+c.mean[i])/room, (c.vary0[s]+c.vary[i])/(room*room)) {
		return
	}
	p := pairing{slot: slot, gain: now - cost, weight: float64(c.share[int(i)*c.lengths+int(c.length[s])])}
	fits := true
	c.each(c.stay[i], s, func(cell int, amount float64) {
		fits = fits && amount <= st.cell[cell]+g.cell[int32(cell)]+slack
		if amount > 0 {
			p.uses = append(p.uses, cellUse{int32(cell), amount})
		}
	})
	if !fits {
		return
	}
	x, ok := g.job[i]
	if !ok {
		x = int32(len(g.k.jobs))
		g.job[i] = x
		g.k.jobs, g.k.out = append(g.k.jobs, i), append(g.k.out, now)
	}
	p.job = x
	g.k.pairs = append(g.k.pairs, p)
}

// limits keeps the limits that the cluster's jobs could break together, and numbers them.
func (g *gathering) limits() {
	st, k := g.st, g.k
	top := make(map[[2]int32]float64) // by job and cell
	most := map[int32]float64{}
	for _, p := range k.pairs {
		for _, u := range p.uses {
			key := [2]int32{p.job, u.cell}
			if more := u.amount - top[key]; more > 0 {
				top[key] = u.amount
				most[u.cell] += more
			}
		}
	}
	number := map[int32]int32{}
	for x := range k.pairs {
		p := &k.pairs[x]
		n := 0
		for _, u := range p.uses {
			left := math.Max(0, st.cell[u.cell]+g.cell[u.cell])
			if most[u.cell] <= left+slack {
				continue
			}
			at, ok := number[u.cell]
			if !ok {
				at = int32(len(k.cells))
				number[u.cell] = at
				k.cells, k.left = append(k.cells, u.cell), append(k.left, left+slack)
			}
			p.uses[n] = cellUse{at, u.amount}
			n++
		}
		p.uses = p.uses[:n]
	}
	slots := map[int32]int{}
	for _, s := range k.slots {
		if !st.c.open0[s] {
			for _, r := range st.c.rows[s] {
				slots[r]++
			}
		}
	}
	k.rowOf = make([][]int32, len(k.slots))
	numbers := map[int32]int32{}
	for x, s := range k.slots {
		if st.c.open0[s] {
			continue
		}
		for _, r := range st.c.rows[s] {
			left := math.Floor(st.row[r] + g.row[r] + slack)
			if float64(slots[r]) <= left {
				continue
			}
			at, ok := numbers[r]
			if !ok {
				at = int32(len(k.rows))
				numbers[r] = at
				k.rows, k.left = append(k.rows, r), append(k.left, left)
			}
			k.rowOf[x] = append(k.rowOf[x], at)
		}
	}
}

// accept makes a cluster's plan the state's. Who is in none of its slots by it stays elsewhere, if that is where it is. was
// is where its jobs were when it was made: what no longer fits the state as it is now is left alone.
func (st *state) accept(k *cluster, at, was []int32) bool {
	c := st.c
	in := map[int32]bool{}
	for _, s := range k.slots {
		in[s] = true
	}
	var back []step
	var to []int32
	for x, i := range k.jobs {
		s := None
		if at[x] != None {
			s = k.slots[k.pairs[at[x]].slot]
		}
		if s == was[x] || s == None && !in[was[x]] {
			continue
		}
		if st.slot[i] != was[x] {
			return false
		}
		back, to = append(back, step{i, st.slot[i], st.now[i]}), append(to, s)
	}
	for _, b := range back {
		if b.slot != None {
			st.take(b.job)
		}
	}
	for x, b := range back {
		if to[x] == None {
			continue
		}
		if !st.can(b.job, to[x]) {
			undo(st, back)
			return false
		}
		st.add(b.job, to[x], c.pair(b.job, to[x]))
	}
	return true
}

// whereabouts is where a cluster's jobs are.
func (st *state) whereabouts(k *cluster) []int32 {
	out := make([]int32, len(k.jobs))
	for x, i := range k.jobs {
		out[x] = st.slot[i]
	}
	return out
}
