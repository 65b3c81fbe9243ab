package flow

import (
	"math"

	"headroom/internal/simulate"
)

// factors is how many log-intensities move the arrivals: the nation's, the region's, the site's own.
const factors = 3

// node is the moments of one site along its days under one shape of the wave. Covariances are kept as what they differ
// by from independent Poisson counts (excess): routing and thinning then act on them as a plain linear map, without a term
// for their own noise, and Poisson arrivals add nothing.
//
// The linear states stand in this order: stages, ready pool, process by stream, factors. What was in the process at the
// start is kept by queue (old), because it is not split as the newcomers are.
type node struct {
	c      *course
	lin    int // number of linear states
	mean   []float64
	excess []float64 // lin x lin, symmetric
	queue  []float64 // mean by queue
	cross  []float64 // queues x lin
	qq     []float64 // queues x queues, symmetric
	left   []float64 // what places left the day before: variance, its mean being in gone
	gone   []float64 // mean
	none   []float64 // chance that nothing was left
	along  []float64 // covariance of today's newcomers with it
	old    []float64 // mean of the start's process by queue
	oldX   []float64 // its own excess
	oldQ   []float64 // its excess with its queue

	slots []slots // by queue, where the supplier goes by places held and is the queue's alone; none elsewhere

	varF    [factors]float64
	persist [factors]float64
	sd      [factors]float64

	row, take []float64    // scratch
	gain      [][4]float64 // scratch: what ready pool and process gain of each column
}

// slots are a supplier's places that one queue's people hold: how many there are, the chance that a held one is freed in a
// day, and the moments of how many are held, with the queue's.
type slots struct {
	places            int
	free              float64
	held, heldV, both float64
}

// serveSlots lets a queue take the free ones. Who waits and who holds a place are one number; what is above the places
// waits, and of what is not a share is freed at the day's end.
func (n *node) serveSlots(i int, own *places) served {
	s := &n.slots[i]
	m, v := n.queue[i], n.queue[i]+n.qq[i*(n.c.queues+1)]
	if own.base > 0 || own.n > 1 {
		first := serve(m, v, own)
		s.both *= first.slope
		m, v = first.mean, first.variance
	}
	all := count{m + s.held, max(v+s.heldV+2*s.both, 1e-9)}
	c := noPlaces()
	c.base = s.places
	out := serve(all.m, all.v, &c)
	with := out.slope * all.v // of who is left, with all
	held := all.m - out.mean
	heldV := max(all.v+out.variance-2*with, 0)
	keep := 1 - s.free
	s.held, s.heldV, s.both = held*keep, heldV*keep*keep+held*keep*s.free, (with-out.variance)*keep
	return out
}

// newNode makes an empty node of the course.
func newNode(c *course, common *simulate.Common) *node {
	k, q := c.stages, c.queues
	lin := k + 1 + simulate.Streams + factors
	flat := make([]float64, lin+lin*lin+q*9+q*lin+q*q+2*lin)
	cut := func(n int) []float64 {
		x := flat[:n:n]
		flat = flat[n:]
		return x
	}
	n := &node{c: c, lin: lin}
	n.mean, n.excess, n.queue, n.cross, n.qq = cut(lin), cut(lin*lin), cut(q), cut(q*lin), cut(q*q)
	n.left, n.gone, n.none, n.along = cut(q), cut(q), cut(q), cut(q)
	n.old, n.oldX, n.oldQ, n.row, n.take = cut(q), cut(q), cut(q), cut(lin), cut(lin)
	n.gain = make([][4]float64, lin)
	if c.places != nil {
		n.slots = make([]slots, q)
		for i := range n.slots {
			n.slots[i].places, n.slots[i].free = c.places[i], c.free[i]
		}
	}
	n.persist = [factors]float64{common.NationalPersistence, common.RegionalPersistence, c.site.OwnPersistence}
	n.sd = [factors]float64{common.NationalSD, common.RegionalSD, c.site.OwnSD}
	return n
}

// start sets the morning before day 0: everything is known.
func (n *node) start() {
	clear(n.mean)
	clear(n.excess)
	clear(n.cross)
	clear(n.qq)
	clear(n.oldQ)
	n.varF = [factors]float64{}
	for i := range n.slots {
		n.slots[i].held, n.slots[i].heldV, n.slots[i].both = float64(n.c.held[i]), 0, 0
	}
	s := n.c.site
	set := func(i, now int) {
		n.mean[i] = float64(now)
		n.excess[i*n.lin+i] = -float64(now)
	}
	for k := range s.Stages {
		set(k, s.Stages[k].Now)
	}
	set(n.c.stages, s.Ready)
	for l := range s.Links {
		for p := range simulate.Streams {
			i := l*simulate.Streams + p
			n.queue[i] = float64(s.Links[l].Waiting[p])
			n.qq[i*n.c.queues+i] = -n.queue[i]
			n.gone[i], n.left[i], n.none[i] = n.queue[i], 0, 0
			if n.queue[i] == 0 {
				n.none[i] = 1
			}
			n.old[i] = float64(s.Links[l].Process[p])
			n.oldX[i] = -n.old[i]
		}
	}
}

// leaveStages moves a vector over the linear states through a day's stays, ready pool and into the process; the pool's
// leaving is in it, the process's is not.
func (n *node) leaveStages(p *pace, v []float64) {
	k := n.c.stages
	s := v[:k]
	ready, on := v[k], [simulate.Streams]float64{}
	stay, toReady := p.stay[:k], p.ready[:k]
	o0, o1, o2 := p.onward[0][:k], p.onward[1][:k], p.onward[2][:k]
	for i, x := range s {
		ready += toReady[i] * x
		on[0] += o0[i] * x
		on[1] += o1[i] * x
		on[2] += o2[i] * x
		s[i] = stay[i] * x
	}
	v[k] = ready * (1 - p.leave)
	for i := range on {
		v[k+1+i] += on[i]
	}
	f := v[k+1+simulate.Streams : n.lin]
	for i := range factors {
		f[i] *= n.persist[i]
	}
}

// flow plays a day up to the moment when places are given, at the given height of the wave.
func (n *node) flow(d int, wave float64) {
	p := &n.c.days[d]
	n.leaveBoth(p)
	for q := range n.c.queues {
		n.leaveStages(p, n.cross[q*n.lin:(q+1)*n.lin])
	}
	n.leaveStages(p, n.mean)
	n.arrive(p, wave)
	n.push(p)
	n.pass(p)
}

// leaveBoth is leaveStages on both sides of the excess, which is symmetric: what the rows of ready pool and process gain
// from the stages is summed once and used for both.
func (n *node) leaveBoth(p *pace) {
	k, lin := n.c.stages, n.lin
	x := n.excess
	g := n.gain[:lin]
	stay, toReady := p.stay[:k], p.ready[:k]
	o0, o1, o2 := p.onward[0][:k], p.onward[1][:k], p.onward[2][:k]
	for j := range lin {
		row := x[j*lin : j*lin+lin]
		a := [4]float64{row[k], row[k+1], row[k+2], row[k+3]}
		for i, y := range row[:k] {
			a[0] += toReady[i] * y
			a[1] += o0[i] * y
			a[2] += o1[i] * y
			a[3] += o2[i] * y
		}
		g[j] = a
	}
	keep := 1 - p.leave
	// Among ready pool and process.
	var mid [4][4]float64
	for a := range 4 {
		for b := a; b < 4; b++ {
			y := g[k+b][a]
			for i := range k {
				switch b {
				case 0:
					y += toReady[i] * g[i][a]
				case 1:
					y += o0[i] * g[i][a]
				case 2:
					y += o1[i] * g[i][a]
				case 3:
					y += o2[i] * g[i][a]
				}
			}
			mid[a][b] = y
		}
	}
	f0 := k + 1 + simulate.Streams
	for j := range k {
		row := x[j*lin : j*lin+lin]
		sj := stay[j]
		for i := range k {
			row[i] *= stay[i] * sj
		}
		row[k] = g[j][0] * sj * keep
		row[k+1], row[k+2], row[k+3] = g[j][1]*sj, g[j][2]*sj, g[j][3]*sj
		for b := range 4 {
			x[(k+b)*lin+j] = row[k+b]
		}
		for f := range factors {
			row[f0+f] *= sj * n.persist[f]
			x[(f0+f)*lin+j] = row[f0+f]
		}
	}
	mid[0][0] *= keep
	for b := range 4 {
		mid[0][b] *= keep
	}
	for a := range 4 {
		for b := a; b < 4; b++ {
			x[(k+a)*lin+k+b], x[(k+b)*lin+k+a] = mid[a][b], mid[a][b]
		}
		for f := range factors {
			y := g[f0+f][a] * n.persist[f]
			if a == 0 {
				y *= keep
			}
			x[(k+a)*lin+f0+f], x[(f0+f)*lin+k+a] = y, y
		}
	}
	for e := range factors {
		for f := range factors {
			x[(f0+e)*lin+f0+f] *= n.persist[e] * n.persist[f]
		}
	}
}

// arrive lets the day's arrivals in: the factors move, the intensity follows them, what is avoided does not come.
func (n *node) arrive(p *pace, wave float64) {
	k, lin := n.c.stages, n.lin
	f0 := k + 1 + simulate.Streams
	total := 0.0
	for f := range factors {
		fresh := n.sd[f] * n.sd[f] * (1 - n.persist[f]*n.persist[f])
		n.varF[f] = n.varF[f]*n.persist[f]*n.persist[f] + fresh
		n.excess[(f0+f)*lin+f0+f] += fresh
		total += n.varF[f]
	}
	intensity := max(0, p.arrivals) * wave * math.Exp(total/2)
	avoided := min(p.avoided, intensity)
	// The intensity is linear in the factors' sum: stages gain a_k times it.
	g := n.row
	for j := range lin {
		g[j] = n.excess[f0*lin+j] + n.excess[(f0+1)*lin+j] + n.excess[(f0+2)*lin+j]
	}
	gf := g[f0] + g[f0+1] + g[f0+2]
	stages := n.c.site.Stages
	for i := range stages {
		a := intensity * stages[i].Mix
		if a == 0 {
			continue
		}
		for j := k; j < lin; j++ {
			n.excess[i*lin+j] += a * g[j]
			n.excess[j*lin+i] += a * g[j]
		}
		for j := range stages {
			b := intensity * stages[j].Mix
			n.excess[i*lin+j] += a * (g[j] + b*gf)
			n.excess[j*lin+i] += a * g[j]
		}
		for q := range n.c.queues {
			c := n.cross[q*lin : (q+1)*lin]
			c[i] += a * (c[f0] + c[f0+1] + c[f0+2])
		}
		n.mean[i] += a - avoided*stages[i].Mix
	}
	n.arriveCounted(p, avoided)
}

// arriveCounted lets planned arrivals in, a binomial number, and makes up for the avoided ones, a fixed number.
func (n *node) arriveCounted(p *pace, avoided float64) {
	stages, lin := n.c.site.Stages, n.lin
	if avoided > 0 {
		for i := range stages {
			for j := range stages {
				n.excess[i*lin+j] += avoided * stages[i].Mix * stages[j].Mix
			}
		}
	}
	if p.seen == 0 {
		return
	}
	for i := range stages {
		n.mean[i] += p.planned[i]
		for j := range stages {
			n.excess[i*lin+j] -= p.planned[i] * p.planned[j] / p.seen
		}
	}
}

// push sees ready units off at once, as far as there are any.
func (n *node) push(p *pace) {
	if p.push <= 0 {
		n.take[0] = 1
		return
	}
	c := noPlaces()
	c.one(p.push)
	i, lin := n.c.stages, n.lin
	out := serve(n.mean[i], n.mean[i]+n.excess[i*lin+i], &c)
	n.take[0] = out.open
	n.mean[i] = out.mean
	for j := range lin {
		n.excess[i*lin+j] *= out.slope
		n.excess[j*lin+i] = n.excess[i*lin+j]
	}
	n.excess[i*lin+i] = out.variance - out.mean
	for q := range n.c.queues {
		n.cross[q*lin+i] *= out.slope
	}
}

// pass moves those whose process is over to the queues, and lets those go who leave a queue otherwise.
func (n *node) pass(p *pace) {
	lin, nq := n.lin, n.c.queues
	p0 := n.c.stages + 1
	for i := range nq {
		si := i % simulate.Streams
		wi := p.pass[si] * n.c.spread[i]
		n.along[i] = wi*n.cross[i*lin+p0+si] + p.pass[si]*n.oldQ[i]
		// Excess among queues first: it needs what the rows were before they gain.
		for j := i; j < nq; j++ {
			sj := j % simulate.Streams
			wj := p.pass[sj] * n.c.spread[j]
			x := n.qq[i*nq+j] + wi*n.cross[j*lin+p0+si] + wj*n.cross[i*lin+p0+sj] + wi*wj*n.excess[(p0+si)*lin+p0+sj]
			n.qq[i*nq+j], n.qq[j*nq+i] = x, x
		}
	}
	stay := 1 - n.c.site.OtherLeave
	for i := range nq {
		si := i % simulate.Streams
		u := p.pass[si]
		w := u * n.c.spread[i]
		n.queue[i] = (n.queue[i] + w*n.mean[p0+si] + u*n.old[i]) * stay
		from := n.excess[(p0+si)*lin : (p0+si+1)*lin]
		row := n.cross[i*lin : (i+1)*lin]
		for j := range row {
			row[j] = (row[j] + w*from[j]) * stay
		}
		n.qq[i*nq+i] += u*u*n.oldX[i] + 2*u*n.oldQ[i]
		n.oldQ[i] = (n.oldQ[i] + u*n.oldX[i]) * (1 - u) * stay
		n.oldX[i] *= (1 - u) * (1 - u)
		n.old[i] *= 1 - u
		if n.slots != nil {
			n.slots[i].both *= stay
		}
		for s := range simulate.Streams {
			row[p0+s] *= 1 - p.pass[s]
		}
	}
	for i := range n.qq {
		n.qq[i] *= stay * stay
	}
	for s := range simulate.Streams {
		left := 1 - p.pass[s]
		n.mean[p0+s] *= left
		for j := range lin {
			n.excess[(p0+s)*lin+j] *= left
			n.excess[j*lin+p0+s] *= left
		}
	}
}

// place gives queue i the places of its part and says what was left.
func (n *node) place(i int, p *part) served {
	if !p.stake.shared {
		var out served
		if n.slots != nil && n.slots[i].places > 0 {
			out = n.serveSlots(i, &p.own)
		} else {
			out = n.serve(i, &p.own)
		}
		n.settle(i, out)
		return out
	}
	if p.own.base > 0 || p.own.n > 1 {
		n.ring(i, p)
	}
	out := serveStake(n.queue[i], n.queue[i]+n.qq[i*n.c.queues+i], &p.stake, &p.pool)
	n.settle(i, out)
	return out
}

// serve takes places from queue i as it stands.
func (n *node) serve(i int, c *places) served {
	stay := 1 - n.c.site.OtherLeave
	return serveQueue(&before{m: n.queue[i], v: n.queue[i] + n.qq[i*n.c.queues+i], left: n.gone[i], leftV: n.left[i],
		none: n.none[i], stay: stay, along: n.along[i] * stay}, c)
}

// ring gives a queue that shares its supplier the places that are its alone.
func (n *node) ring(i int, p *part) served {
	out := n.serve(i, &p.own)
	n.settle(i, out)
	return out
}

// settle puts what was left of queue i in its place.
func (n *node) settle(i int, out served) {
	nq, lin := n.c.queues, n.lin
	n.queue[i] = out.mean
	n.gone[i], n.left[i], n.none[i] = out.mean, out.variance, 1-out.open
	for j := range nq {
		n.qq[i*nq+j] *= out.slope
		n.qq[j*nq+i] = n.qq[i*nq+j]
	}
	n.qq[i*nq+i] = out.variance - out.mean
	row := n.cross[i*lin : (i+1)*lin]
	for j := range row {
		row[j] *= out.slope
	}
	n.oldQ[i] *= out.slope
}

// occupied sums everybody who is there: the mean and the variance.
func (n *node) occupied() (mean, variance float64) {
	lin, nq, here := n.lin, n.c.queues, n.c.stages+1+simulate.Streams
	for i := range here {
		mean += n.mean[i]
		for _, x := range n.excess[i*lin : i*lin+here] {
			variance += x
		}
	}
	for i := range nq {
		mean += n.queue[i] + n.old[i]
		variance += n.oldX[i] + 2*n.oldQ[i]
		for _, x := range n.cross[i*lin : i*lin+here] {
			variance += 2 * x
		}
		for _, x := range n.qq[i*nq : (i+1)*nq] {
			variance += x
		}
	}
	return mean, max(variance+mean, 1e-9)
}
