package flow

import (
	"math"
	"slices"

	"headroom/internal/simulate"
)

// parts are what each site's queues can expect of their suppliers, by day.
type parts struct {
	days int
	by   map[int][]part // by site: days x queues
}

// part is one queue's on one day: the places that are its alone and, where the supplier is shared, the supplier's places
// and the queue's stake in them. A supplier with one queue gives places that are its alone.
type part struct {
	own, pool places
	stake     stake
}

// all are the places that a queue which shares no supplier can expect: of one that goes by places held, what is usually free.
func (p *part) all() places {
	c := p.own
	if p.pool.n > 0 {
		c.and(p.pool)
	}
	return c
}

// sharer is one queue among those of one supplier's stream.
type sharer struct{ site, queue int }

// apportion gives sites that are connected (by suppliers, directly or over others) their parts of the suppliers' places. They
// are played side by side at the middle of the wave, and the queues that share a supplier are closed as one pool.
func apportion(m *simulate.Model, sites []int, days int) *parts {
	a := newApportioner(m, sites, days)
	for d := range days {
		a.day(d)
	}
	return &a.out
}

// apportioner plays the connected sites side by side.
type apportioner struct {
	m      *simulate.Model
	sites  []int
	nodes  map[int]*node
	wave   shape
	out    parts
	queues map[[2]int][]sharer // by supplier and stream
	order  [][2]int
	held   map[[2]int]count     // places held, of suppliers that go by places
	cov    map[[2]int][]float64 // among the queues of a supplier's stream, after the last places
}

func newApportioner(m *simulate.Model, sites []int, days int) *apportioner {
	a := &apportioner{m: m, sites: sites, nodes: map[int]*node{}, queues: map[[2]int][]sharer{}, held: map[[2]int]count{}}
	a.out = parts{days: days, by: map[int][]part{}}
	shapes := shapesOf(m.Common.Wave)
	a.wave = shapes[len(shapes)/2]
	for _, i := range sites {
		n := newNode(newCourse(m, i, days), &m.Common)
		n.start()
		a.nodes[i] = n
		a.out.by[i] = make([]part, days*n.c.queues)
		for l, link := range m.Sites[i].Links {
			for p := range simulate.Streams {
				key := [2]int{link.Supplier, p}
				if _, ok := a.queues[key]; !ok {
					a.order = append(a.order, key)
					a.held[key] = count{m: float64(m.Suppliers[link.Supplier].Held[p])}
				}
				a.queues[key] = append(a.queues[key], sharer{i, l*simulate.Streams + p})
			}
		}
	}
	a.cov = map[[2]int][]float64{}
	for key, q := range a.queues {
		a.cov[key] = make([]float64, len(q)*len(q))
	}
	return a
}

// day plays one day: everybody's queues before places, then the ring-fenced places, then the suppliers'.
func (a *apportioner) day(d int) {
	for _, i := range a.sites {
		a.nodes[i].flow(d, a.wave.at(d))
	}
	for _, key := range a.order {
		sharers := a.queues[key]
		give, slots := a.supply(key, d)
		var t taking
		if len(sharers) == 1 {
			t = a.alone(sharers[0], give, d)
		} else {
			t = a.together(key, sharers, give, d)
		}
		if slots {
			a.hold(key, t)
		}
	}
}

// taking is how many took a supplier's places, the variance of how many wanted them, and the chance that some were left over.
type taking struct{ mean, wanted, spare float64 }

// hold keeps who holds a place after the day: newcomers and holders, less those whose place is freed. Where all places are
// held their number does not vary.
func (a *apportioner) hold(key [2]int, t taking) {
	s := &a.m.Suppliers[key[0]]
	h, free := a.held[key], s.FreeHazard[key[1]]
	n := min(h.m+t.mean, float64(s.Places[key[1]]))
	v := t.spare * (h.v + t.wanted)
	a.held[key] = count{n * (1 - free), v*sq(1-free) + n*free*(1-free)}
}

// alone gives all that a supplier has to its one queue.
func (a *apportioner) alone(s sharer, give places, d int) taking {
	n := a.nodes[s.site]
	p := &a.out.by[s.site][d*n.c.queues+s.queue]
	ring := startsOf(n.c.site, s.queue, d)
	p.own = noPlaces()
	p.own.one(ring)
	if n.slots == nil || n.slots[s.queue].places == 0 {
		p.own.and(give)
	} else {
		p.pool = give
	}
	before, wanted := n.queue[s.queue], n.queue[s.queue]+n.qq[s.queue*(n.c.queues+1)]
	out := n.place(s.queue, p)
	return taking{max(0, before-out.mean-ring), wanted, 1 - out.open}
}

// together gives a supplier's places to several queues in proportion and keeps how they go with each other.
func (a *apportioner) together(key [2]int, sharers []sharer, give places, d int) taking {
	k := len(sharers)
	cov := a.cov[key]
	var mean, variance float64
	for j, s := range sharers {
		n := a.nodes[s.site]
		stay := 1 - n.c.site.OtherLeave
		p := &a.out.by[s.site][d*n.c.queues+s.queue]
		p.own = noPlaces()
		slope := 1.0
		if ring := startsOf(n.c.site, s.queue, d); ring > 0 {
			p.own.one(ring)
			slope = n.ring(s.queue, p).slope
		}
		for i := range k { // what joined today goes with no other site's queue
			cov[j*k+i] *= stay * slope
			cov[i*k+j] *= stay * slope
		}
		cov[j*k+j] = n.queue[s.queue] + n.qq[s.queue*(n.c.queues+1)]
		mean += n.queue[s.queue]
	}
	variance = poolVariance(cov, k)
	x := ratesOf(mean, variance, &give)
	along, left := make([]float64, k), 0.0
	for j, s := range sharers {
		n := a.nodes[s.site]
		for i := range k {
			along[j] += cov[j*k+i] / max(variance, 1e-9)
		}
		p := &a.out.by[s.site][d*n.c.queues+s.queue]
		p.pool = give
		p.stake = stake{true, n.queue[s.queue] / max(mean, 1e-9), variance / max(cov[j*(k+1)], 1e-9), along[j]}
	}
	base := make([]float64, k)
	for j, s := range sharers {
		base[j] = a.nodes[s.site].queue[s.queue] - along[j]*mean
	}
	after := make([]float64, k)
	for j, s := range sharers {
		n := a.nodes[s.site]
		out := x.own(n.queue[s.queue], cov[j*(k+1)], along[j], mean, variance)
		after[j] = out.mean
		left += out.mean
		n.settle(s.queue, out)
	}
	for j := range k {
		for i := range j {
			rest := cov[j*k+i] - along[i]*along[j]*variance
			e := base[i]*base[j]*x.rr + (base[i]*along[j]+base[j]*along[i])*x.rrn + along[i]*along[j]*x.rrnn + rest*x.rr - after[i]*after[j]
			cov[j*k+i], cov[i*k+j] = e, e
		}
	}
	return taking{mean - left, variance, 1 - x.some}
}

// poolVariance is the variance of a pool's sum. Queues go with each other at most as far as their spreads allow, which
// approximate covariances may overstep where queues are all but empty; it never falls to a small part of their own variances.
func poolVariance(cov []float64, k int) float64 {
	sum, own := 0.0, 0.0
	for j := range k {
		own += cov[j*(k+1)]
		sum += cov[j*(k+1)]
		for i := range j {
			most := math.Sqrt(max(0, cov[j*(k+1)]*cov[i*(k+1)]))
			x := max(-most, min(most, cov[j*k+i]))
			cov[j*k+i], cov[i*k+j] = x, x
			sum += 2 * x
		}
	}
	return max(sum, .05*own)
}

// supply is how many of a stream a supplier can begin on day d, and whether it goes by places held.
func (a *apportioner) supply(key [2]int, d int) (places, bool) {
	s := &a.m.Suppliers[key[0]]
	if n := s.Places[key[1]]; n > 0 {
		h := a.held[key]
		return around(max(0, float64(n)-h.m), h.v, n), true
	}
	c := noPlaces()
	if d < len(s.Starts) {
		c.one(s.Starts[d][key[1]])
	}
	return c, false
}

// startsOf is the ring-fenced effort for one queue.
func startsOf(s *simulate.Site, queue, d int) float64 {
	l, p := queue/simulate.Streams, queue%simulate.Streams
	if l >= len(s.Effort.Starts) || d >= len(s.Effort.Starts[l]) {
		return 0
	}
	return s.Effort.Starts[l][d][p]
}

// connected are the sites that share suppliers with one, directly or through others, itself among them, in order.
func connected(m *simulate.Model, site int) []int {
	in := map[int]bool{site: true}
	seen := map[int]bool{}
	for todo := []int{site}; len(todo) > 0; {
		i := todo[0]
		todo = todo[1:]
		for _, l := range m.Sites[i].Links {
			if seen[l.Supplier] {
				continue
			}
			seen[l.Supplier] = true
			for j := range m.Sites {
				if in[j] || !slices.ContainsFunc(m.Sites[j].Links, func(x simulate.Link) bool { return x.Supplier == l.Supplier }) {
					continue
				}
				in[j] = true
				todo = append(todo, j)
			}
		}
	}
	var out []int
	for i := range m.Sites {
		if in[i] {
			out = append(out, i)
		}
	}
	return out
}
