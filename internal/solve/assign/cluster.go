package assign

import (
	"math"
	"slices"
)

// cluster is a set of jobs and slots that no limit ties to any other: what is best for it is best whatever is done
// elsewhere. Pairs of a job and a slot that could not be used, or would cost more than no slot, are left out, and so are
// limits that its jobs could not break together.
type cluster struct {
	c     *compiled
	jobs  []int32 // compiled numbers, rising
	slots []int32
	cells []int32 // limits that may bind
	rows  []int32
	pairs []pairing
	of    [][]int32 // by job of the cluster, its pairs
	in    [][]int32 // by slot of the cluster, its pairs
	rowOf [][]int32 // by slot of the cluster, the rows of the cluster that it counts in
	out   []float64 // by job, the cost of no slot
	left  []float64 // of cells, then of rows
}

// pairing is a job that may go to a slot, by their numbers in the cluster.
type pairing struct {
	job, slot int32
	gain      float64 // over no slot; above 0
	weight    float64 // share of the slot
	uses      []cellUse
}

type cellUse struct {
	cell   int32 // in the cluster
	amount float64
}

// clusters takes a problem apart. Jobs that cannot gain by any slot are in none.
func (c *compiled) clusters() []*cluster {
	t := newTies(c)
	t.findPairs()
	t.dropLoose()
	t.join()
	return t.gather()
}

// ties are all useful pairs of a problem, and which limits tie them. Jobs, slots, cells and rows are nodes, in that order.
type ties struct {
	c      *compiled
	job    []int32 // by pair
	slot   []int32
	gain   []float64
	binds  []bool // by cell, then by row
	up     []int32
	cells0 int // first node of a cell
	rows0  int
}

func newTies(c *compiled) *ties {
	t := &ties{c: c, binds: make([]bool, len(c.cell)+len(c.row)), cells0: c.n + c.m, rows0: c.n + c.m + len(c.cell)}
	t.up = make([]int32, t.rows0+len(c.row))
	for k := range t.up {
		t.up[k] = int32(k)
	}
	return t
}

// findPairs lists the pairs that gain something and break nothing by themselves.
func (t *ties) findPairs() {
	c := t.c
	can := make([]bool, c.m)
	for s := range can {
		can[s] = !c.closed[s]
		if !c.open0[s] {
			for _, r := range c.rows[s] {
				can[s] = can[s] && c.row[r] >= 1-slack
			}
		}
	}
	for i := range int32(c.n) {
		c.options(i, func(s int32, cost float64) {
			room := c.room[c.length[s]]
			if cost >= c.out[i] || !can[s] || !c.curve.fits((c.mean0[s]+c.mean[i])/room, (c.vary0[s]+c.vary[i])/(room*room)) {
				return
			}
			fits := true
			c.each(c.stay[i], s, func(cell int, amount float64) { fits = fits && amount <= c.cell[cell]+slack })
			if fits {
				t.job, t.slot, t.gain = append(t.job, i), append(t.slot, s), append(t.gain, c.out[i]-cost)
			}
		})
	}
}

// dropLoose marks the limits that could be broken.
func (t *ties) dropLoose() {
	c := t.c
	most := make([]float64, len(t.binds))
	last, seen := make([]int32, len(c.cell)), make([]bool, c.m)
	top := make([]float64, len(c.cell)) // of the last job that used the cell
	for x, i := range t.job {
		s := t.slot[x]
		c.each(c.stay[i], s, func(cell int, amount float64) {
			if last[cell] != i+1 {
				last[cell], top[cell] = i+1, 0
			}
			if amount > top[cell] { // a job uses a cell from one slot only
				most[cell] += amount - top[cell]
				top[cell] = amount
			}
		})
		if !seen[s] && !c.open0[s] {
			for _, r := range c.rows[s] {
				most[len(c.cell)+int(r)]++
			}
		}
		seen[s] = true
	}
	for k := range most {
		left := 0.0
		if k < len(c.cell) {
			left = c.cell[k]
		} else {
			left = c.row[k-len(c.cell)]
		}
		t.binds[k] = most[k] > left+slack
	}
}

func (t *ties) root(k int32) int32 {
	for t.up[k] != k {
		t.up[k] = t.up[t.up[k]]
		k = t.up[k]
	}
	return k
}

func (t *ties) tie(a, b int) {
	x, y := t.root(int32(a)), t.root(int32(b))
	t.up[max(x, y)] = min(x, y)
}

func (t *ties) join() {
	c := t.c
	for x, i := range t.job {
		s := int(t.slot[x])
		t.tie(int(i), c.n+s)
		c.each(c.stay[i], t.slot[x], func(cell int, amount float64) {
			if t.binds[cell] && amount > 0 {
				t.tie(int(i), t.cells0+cell)
			}
		})
		if !c.open0[s] {
			for _, r := range c.rows[s] {
				if t.binds[len(c.cell)+int(r)] {
					t.tie(int(i), t.rows0+int(r))
				}
			}
		}
	}
}

// gather makes the clusters, in the order of their first jobs.
func (t *ties) gather() []*cluster {
	c := t.c
	var all []*cluster
	of := make([]*cluster, len(t.up)) // by root
	local := make([]int32, len(t.up)) // 1 more than the number in its cluster
	number := func(node int, list *[]int32, k int32) int32 {
		if local[node] == 0 {
			*list = append(*list, k)
			local[node] = int32(len(*list))
		}
		return local[node] - 1
	}
	for x, i := range t.job {
		root := t.root(i)
		k := of[root]
		if k == nil {
			k = &cluster{c: c}
			of[root], all = k, append(all, k)
		}
		s := t.slot[x]
		p := pairing{gain: t.gain[x], weight: float64(c.share[int(i)*c.lengths+int(c.length[s])])}
		p.job = number(int(i), &k.jobs, i)
		p.slot = number(c.n+int(s), &k.slots, s)
		c.each(c.stay[i], s, func(cell int, amount float64) {
			if t.binds[cell] && amount > 0 {
				p.uses = append(p.uses, cellUse{number(t.cells0+cell, &k.cells, int32(cell)), amount})
			}
		})
		if int(p.slot) == len(k.rowOf) {
			k.rowOf = append(k.rowOf, nil)
			for _, r := range c.rows[s] {
				if t.binds[len(c.cell)+int(r)] && !c.open0[s] {
					k.rowOf[p.slot] = append(k.rowOf[p.slot], number(t.rows0+int(r), &k.rows, r))
				}
			}
		}
		k.pairs = append(k.pairs, p)
	}
	for _, k := range all {
		k.index()
		for _, i := range k.jobs {
			k.out = append(k.out, c.out[i])
		}
		for _, x := range k.cells {
			k.left = append(k.left, c.cell[x]+slack)
		}
		for _, r := range k.rows {
			k.left = append(k.left, math.Floor(c.row[r]+slack))
		}
	}
	return all
}

// index fills what follows from the pairs.
func (k *cluster) index() {
	k.of, k.in = make([][]int32, len(k.jobs)), make([][]int32, len(k.slots))
	for x, p := range k.pairs {
		k.of[p.job], k.in[p.slot] = append(k.of[p.job], int32(x)), append(k.in[p.slot], int32(x))
	}
}

// none is the cost of a cluster with nobody given a slot.
func (k *cluster) none() float64 {
	sum := 0.0
	for _, x := range k.out {
		sum += x
	}
	return sum
}

// limits is how many rows the programme of lists has.
func (k *cluster) limits() int { return len(k.jobs) + len(k.slots) + len(k.left) }

// filling is a plan of a cluster under way.
type filling struct {
	k          *cluster
	at         []int32 // by job, its pair or None
	mean, vary []float64
	count      []int32
	left       []float64
	gain       float64
}

func newFilling(k *cluster) *filling {
	f := &filling{k: k, at: make([]int32, len(k.jobs)), mean: make([]float64, len(k.slots)), vary: make([]float64, len(k.slots)), count: make([]int32, len(k.slots)), left: make([]float64, len(k.left))}
	f.clear()
	return f
}

func (f *filling) clear() {
	for i := range f.at {
		f.at[i] = None
	}
	for x, s := range f.k.slots {
		f.mean[x], f.vary[x], f.count[x] = f.k.c.mean0[s], f.k.c.vary0[s], 0
	}
	copy(f.left, f.k.left)
	f.gain = 0
}

// can is whether pair x may be added; its job has none.
func (f *filling) can(x int32) bool {
	p, c := &f.k.pairs[x], f.k.c
	i, room := f.k.jobs[p.job], c.room[c.length[f.k.slots[p.slot]]]
	if !c.curve.fits((f.mean[p.slot]+c.mean[i])/room, (f.vary[p.slot]+c.vary[i])/(room*room)) {
		return false
	}
	for _, u := range p.uses {
		if u.amount > f.left[u.cell] {
			return false
		}
	}
	if f.count[p.slot] == 0 {
		for _, r := range f.k.rowOf[p.slot] {
			if f.left[len(f.k.cells)+int(r)] < 1 {
				return false
			}
		}
	}
	return true
}

func (f *filling) add(x int32) { f.change(x, 1); f.at[f.k.pairs[x].job] = x }

func (f *filling) take(x int32) { f.change(x, -1); f.at[f.k.pairs[x].job] = None }

func (f *filling) change(x int32, sign float64) {
	p, c := &f.k.pairs[x], f.k.c
	i := f.k.jobs[p.job]
	f.mean[p.slot] += sign * c.mean[i]
	f.vary[p.slot] += sign * c.vary[i]
	for _, u := range p.uses {
		f.left[u.cell] -= sign * u.amount
	}
	was := f.count[p.slot]
	f.count[p.slot] += int32(sign)
	if was == 0 || f.count[p.slot] == 0 {
		for _, r := range f.k.rowOf[p.slot] {
			f.left[len(f.k.cells)+int(r)] -= sign
		}
	}
	f.gain += sign * p.gain
}

// fill adds what fits in an order, then moves single jobs to where they gain more, until nothing does. It returns the work.
func (f *filling) fill(order []int32) int64 {
	work := int64(len(order))
	for _, x := range order {
		if f.at[f.k.pairs[x].job] == None && f.can(x) {
			f.add(x)
		}
	}
	for better := true; better; {
		better = false
		for i, list := range f.k.of {
			work += int64(len(list))
			now, had := f.at[i], 0.0
			if now != None {
				had = f.k.pairs[now].gain
				f.take(now)
			}
			best := now
			for _, x := range list {
				if g := f.k.pairs[x].gain; g > had+1e-9 && f.can(x) {
					best, had = x, g
				}
			}
			if best != None {
				f.add(best)
			}
			better = better || best != now
		}
	}
	return work
}

// slots is where a filling puts the jobs of the cluster, by compiled numbers.
func (k *cluster) placed(at []int32) []int32 {
	out := slices.Clone(at)
	for i, x := range at {
		if x != None {
			out[i] = k.slots[k.pairs[x].slot]
		}
	}
	return out
}
