package assign

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// prover solves a cluster to proven optimality, or as far as its work allows: branch and bound, each branch bounded by the
// programme of lists in fractions, whose lists are made as they are asked for. Whatever the prices that the programme ends
// at, jobs, pools and rows at those prices and every slot's best list give a bound that owes nothing to its arithmetic.
type prover struct {
	k      *cluster
	w      *master
	p      pricer
	f      *filling
	big    float64 // more than everything gains together: what a branch gives for what it asks
	best   []int32 // by job, its pair or None
	gain   float64 // of best
	floor  float64 // the largest bound of what was cut off
	queue  branches
	made   int
	work   int64
	price  []float64 // as of the master, none below 0
	tops   []float64 // by slot, what its best list gained at them
	sum    float64   // the bound at them, with what the branch gives
	share  []float64 // by pair, in fractions
	keys   []float64 // by pair, the order of rounding
	order  []int32
	rounds int     // of tightening
	cells  int     // of the cluster before it
	cuts   []bool  // by cell and whole number: whether it is there
	row    []int32 // of a list that is being made
	weight []float64
}

// branch is a part of all plans.
type branch struct {
	bound  float64 // no plan of it gains more
	number int
	banned []bool // by pair
	in     []bool // by job: must be given a slot
	open   []bool // by slot: must be open
	asked  int    // how many of in and open
}

type branches []*branch

func (b branches) Len() int { return len(b) }
func (b branches) Less(x, y int) bool {
	return cmp.Or(cmp.Compare(b[y].bound, b[x].bound), cmp.Compare(b[y].number, b[x].number)) < 0
}
func (b branches) Swap(x, y int) { b[x], b[y] = b[y], b[x] }
func (b *branches) Push(x any)   { *b = append(*b, x.(*branch)) }
func (b *branches) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// newProver starts from a plan of the cluster, by jobs their slots.
func newProver(k *cluster, start func(job int32) int32) *prover {
	p := &prover{k: k, share: make([]float64, len(k.pairs)), keys: make([]float64, len(k.pairs))}
	p.tops = make([]float64, len(k.slots))
	p.remake()
	p.p = pricer{c: k.c, limit: 20000, without: None}
	p.big = 1
	for _, list := range k.of {
		top := 0.0
		for _, x := range list {
			top = math.Max(top, k.pairs[x].gain)
		}
		p.big += top
	}
	p.floor, p.gain = math.Inf(-1), math.Inf(-1)
	for x := range k.pairs {
		p.order = append(p.order, int32(x))
	}
	p.start(start)
	all := &branch{bound: math.Inf(1), banned: make([]bool, len(k.pairs)), in: make([]bool, len(k.jobs)), open: make([]bool, len(k.slots))}
	for x := range k.pairs {
		p.list(all, []int32{int32(x)})
	}
	heap.Push(&p.queue, all)
	return p
}

// start takes a plan of the cluster, by jobs their slots, for the best one if it is.
func (p *prover) start(slot func(job int32) int32) {
	p.f.clear()
	for x := range p.k.pairs {
		if q := &p.k.pairs[x]; slot(p.k.jobs[q.job]) == p.k.slots[q.slot] && p.f.can(int32(x)) {
			p.f.add(int32(x))
		}
	}
	p.work += p.f.fill(nil) + int64(len(p.k.pairs))
	p.keep()
}

// keep takes the filling for the best plan if it is.
func (p *prover) keep() {
	if p.f.gain > p.gain {
		p.best, p.gain = append(p.best[:0], p.f.at...), p.f.gain
	}
}

// list adds a list to the programme, as it counts in a branch.
func (p *prover) list(b *branch, pairs []int32) {
	k := p.k
	l := list{slot: k.pairs[pairs[0]].slot, pairs: pairs}
	cells := int32(len(k.jobs) + len(k.slots))
	row := append(p.row[:0], int32(len(k.jobs))+l.slot)
	weight := append(p.weight[:0], 1)
	for _, r := range k.rowOf[l.slot] {
		row, weight = append(row, cells+int32(len(k.cells))+r), append(weight, 1)
	}
	first := len(row)
	for _, x := range pairs {
		for _, u := range k.pairs[x].uses {
			at := slices.Index(row[first:], cells+u.cell)
			if at < 0 {
				row, weight = append(row, cells+u.cell), append(weight, u.amount)
			} else {
				weight[first+at] += u.amount
			}
		}
	}
	for _, x := range pairs {
		q := &k.pairs[x]
		row, weight, l.gain = append(row, q.job), append(weight, 1), l.gain+q.gain
	}
	p.w.add(l, row, weight, p.now(b, &l))
	p.row, p.weight = row, weight
}

// spare is what a bound may be above the best plan's gain without being looked at.
func (p *prover) spare() float64 { return 1e-9 * p.big }

// run works until the best plan is proven, the work is done or it is stopped; it may be called again.
func (p *prover) run(work int64, stopped func() bool) {
	end := p.work + work
	for len(p.queue) > 0 {
		b := heap.Pop(&p.queue).(*branch)
		for b != nil {
			if b.bound <= p.gain+p.spare() {
				p.floor = math.Max(p.floor, b.bound)
				break
			}
			if p.work > end || stopped() {
				heap.Push(&p.queue, b)
				return
			}
			b = p.step(b, end, stopped)
		}
	}
}

// done is whether the best plan is proven.
func (p *prover) done() bool { return len(p.queue) == 0 }

// bound is what no plan costs less than.
func (p *prover) bound() float64 {
	top := math.Max(p.gain, p.floor)
	if len(p.queue) > 0 {
		top = math.Max(top, p.queue[0].bound)
	}
	return p.k.none() - math.Min(top, p.big)
}

// step bounds a branch and splits it: one half is returned, to be looked at next.
func (p *prover) step(b *branch, end int64, stopped func() bool) *branch {
	for again := true; again; {
		p.enter(b)
		for found := 1; found > 0; {
			before := p.w.work
			solved := p.w.solve(p.big)
			p.work += p.w.work - before
			found = p.priceAll(b)
			if p.hopeless(b) {
				return nil
			}
			if !solved {
				break
			}
			if p.work > end || stopped() {
				heap.Push(&p.queue, b)
				return nil
			}
		}
		p.fractions()
		p.round()
		if p.hopeless(b) {
			return nil
		}
		again = b.number == 0 && p.tighten() || p.trim(b)
	}
	return p.split(b)
}

// hopeless is whether a branch holds nothing better than the best plan; it is cut off then.
func (p *prover) hopeless(b *branch) bool {
	if b.bound > p.gain+p.spare() {
		return false
	}
	p.floor = math.Max(p.floor, b.bound)
	return true
}

// trim bans the pairs with which, at the prices, no plan of a branch is better than the best one, and reports whether the
// programme's solution had any of them.
func (p *prover) trim(b *branch) bool {
	used := false
	need := p.gain + p.spare() + float64(b.asked)*p.big - p.sum
	for s, list := range p.k.in {
		p.offers(b, int32(s))
		for _, x := range list {
			if b.banned[x] || p.hopeful(b, x, need+math.Max(0, p.tops[s])) {
				continue
			}
			b.banned[x] = true
			used = used || p.share[x] > 1e-7
		}
	}
	return used
}

// hopeful is whether a list with a pair may gain more than what is needed.
func (p *prover) hopeful(b *branch, x int32, need float64) bool {
	k, c, z := p.k, p.k.c, &p.p
	s := k.slots[k.pairs[x].slot]
	i := k.jobs[k.pairs[x].job]
	need -= p.fixed(b, k.pairs[x].slot) + p.worth(b, x)
	if need < 0 {
		return true
	}
	z.without = x
	z.solve(need, c.left[s]-k.pairs[x].weight, c.mean0[s]+c.mean[i], c.vary0[s]+c.vary[i], true)
	z.without = None
	p.work += int64(2*z.nodes + len(z.items))
	return z.best > need || z.open > need
}

// enter sets every list's gain to what it is in a branch.
func (p *prover) enter(b *branch) {
	for x := range p.w.list {
		p.w.now[x] = p.now(b, &p.w.list[x])
	}
	p.w.hot = p.w.hot[:0]
	p.work += int64(len(p.w.list))
}

func (p *prover) now(b *branch, l *list) float64 {
	v := l.gain
	if b == nil {
		return v
	}
	if b.open[l.slot] {
		v += p.big
	}
	for _, x := range l.pairs {
		if b.banned[x] {
			return -p.big
		}
		if b.in[p.k.pairs[x].job] {
			v += p.big
		}
	}
	return v
}

// priceAll adds every slot's best lists at the programme's prices where they gain, and sets the branch's bound if it is
// tighter. It returns how many it added.
func (p *prover) priceAll(b *branch) int {
	k := p.k
	for x, v := range p.w.price {
		p.price[x] = math.Max(0, v)
	}
	cells := len(k.jobs) + len(k.slots)
	found := 0
	p.sum = 0
	for x := range k.jobs {
		p.sum += p.price[x]
	}
	for x, left := range k.left {
		p.sum += p.price[cells+x] * left
	}
	for s := range k.slots {
		p.tops[s] = p.priceSlot(b, int32(s), &found)
		p.sum += math.Max(0, p.tops[s])
	}
	b.bound = math.Min(b.bound, p.sum-float64(b.asked)*p.big)
	return found
}

// priceSlot is the most that a list of a slot gains at the prices.
func (p *prover) priceSlot(b *branch, s int32, found *int) float64 {
	k, c, z := p.k, p.k.c, &p.p
	fix := p.fixed(b, s)
	known := p.price[int32(len(k.jobs))+s] + 1e-9*p.big - fix
	one, top := p.offers(b, s)
	if top <= 0 {
		if top > known {
			p.offer(b, []int32{one}, found)
		}
		return top + fix
	}
	z.solve(known, c.left[k.slots[s]], c.mean0[k.slots[s]], c.vary0[k.slots[s]], false)
	p.work += int64(2*z.nodes + 2*len(z.items))
	for x := max(0, len(z.most)-2); x < len(z.most); x++ {
		p.offer(b, z.most[x], found)
	}
	return math.Max(z.best, z.open) + fix
}

// fixed is what any list of a slot gains by itself at the prices.
func (p *prover) fixed(b *branch, s int32) float64 {
	k := p.k
	fix := 0.0
	if b.open[s] {
		fix = p.big
	}
	for _, r := range k.rowOf[s] {
		fix -= p.price[len(k.jobs)+len(k.slots)+len(k.cells)+int(r)]
	}
	return fix
}

// worth is what a pair gains at the prices.
func (p *prover) worth(b *branch, x int32) float64 {
	k := p.k
	q := &k.pairs[x]
	v := q.gain - p.price[q.job]
	if b.in[q.job] {
		v += p.big
	}
	for _, u := range q.uses {
		v -= p.price[len(k.jobs)+len(k.slots)+int(u.cell)] * u.amount
	}
	return v
}

// offers lays out what a slot's lists may be made of, and returns the pair that gains most and what it gains.
func (p *prover) offers(b *branch, s int32) (int32, float64) {
	k, c, z := p.k, p.k.c, &p.p
	z.items, z.room = z.items[:0], c.room[c.length[k.slots[s]]]
	one, top := None, math.Inf(-1)
	for _, x := range k.in[s] {
		if b.banned[x] {
			continue
		}
		v := p.worth(b, x)
		if v > 0 {
			i := k.jobs[k.pairs[x].job]
			z.items = append(z.items, offer{gain: v, weight: k.pairs[x].weight, mean: c.mean[i], vary: c.vary[i], pair: x})
		}
		if v > top {
			one, top = x, v
		}
	}
	z.sort()
	p.work += int64(len(k.in[s]))
	return one, top
}

func (p *prover) offer(b *branch, pairs []int32, found *int) {
	p.list(b, slices.Clone(pairs))
	*found++
}

// fractions sets the share that each pair has in the programme's solution.
func (p *prover) fractions() {
	clear(p.share)
	for r, x := range p.w.basis {
		if x >= 0 {
			for _, y := range p.w.list[x].pairs {
				p.share[y] += math.Max(0, p.w.value[r])
			}
		}
	}
}

// round makes a plan of the fractions: the largest first, then whoever gains most.
func (p *prover) round() {
	k := p.k
	for x := range k.pairs {
		p.keys[x] = k.pairs[x].gain/p.big + math.Round(p.share[x]*1e6)
	}
	slices.SortFunc(p.order, func(x, y int32) int { return cmp.Or(cmp.Compare(p.keys[y], p.keys[x]), cmp.Compare(x, y)) })
	p.f.clear()
	p.work += p.f.fill(p.order) + int64(4*len(p.order))
	p.keep()
}

// split parts a branch in two by what is least decided: whether a slot is open, a job placed, a job in a slot.
func (p *prover) split(b *branch) *branch {
	k := p.k
	jobs, slots := make([]float64, len(k.jobs)), make([]float64, len(k.slots))
	for x, v := range p.share {
		jobs[k.pairs[x].job] += v
	}
	for r, x := range p.w.basis {
		if x >= 0 {
			slots[p.w.list[x].slot] += p.w.value[r]
		}
	}
	const whole = 1e-5
	most, kind, at := whole, 0, 0
	try := func(v, more float64, what, x int) {
		if open := math.Min(v, 1-v); open > whole && open+more > most {
			most, kind, at = open+more, what, x
		}
	}
	for s, v := range slots {
		if len(k.rowOf[s]) > 0 {
			try(v, .2, 1, s)
		}
	}
	for j, v := range jobs {
		try(v, .1, 2, j)
	}
	for x, v := range p.share {
		try(v, 0, 3, x)
	}
	no, yes := p.half(b), p.half(b)
	switch kind {
	case 0: // whole already, yet not a plan that was taken: rounding stands between
		p.floor = math.Max(p.floor, b.bound)
		return nil
	case 1:
		for _, x := range k.in[at] {
			no.banned[x] = true
		}
		if !yes.open[at] {
			yes.open[at] = true
			yes.asked++
		}
	case 2:
		for _, x := range k.of[at] {
			no.banned[x] = true
		}
		p.must(yes, int32(at))
	case 3:
		no.banned[at] = true
		for _, x := range k.of[k.pairs[at].job] {
			yes.banned[x] = yes.banned[x] || int(x) != at
		}
		p.must(yes, k.pairs[at].job)
	}
	heap.Push(&p.queue, no)
	return yes
}

func (p *prover) must(b *branch, job int32) {
	if !b.in[job] {
		b.in[job] = true
		b.asked++
	}
}

func (p *prover) half(b *branch) *branch {
	p.made++
	return &branch{bound: b.bound, number: p.made, banned: slices.Clone(b.banned), in: slices.Clone(b.in), open: slices.Clone(b.open), asked: b.asked}
}
