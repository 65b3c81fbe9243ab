package flow

import (
	"headroom/internal/simulate"
)

// course is what one site does by itself on each day, written out once for all nodes: how stages empty, how far the process
// moves, what arrives before the wave. Queues, and what suppliers give, are not in it.
type course struct {
	site   *simulate.Site
	days   []pace
	links  int
	queues int // links x streams
	spread []float64
	stages int

	places, held []int // by queue, of suppliers that go by places and are the queue's alone; nil where there are none
	free         []float64
}

// pace is one day of a course.
type pace struct {
	stay     []float64                   // by stage: chance of still being in it
	ready    []float64                   // by stage: chance of moving to the ready pool today
	onward   [simulate.Streams][]float64 // by stream and stage: chance of beginning the process of the stream today
	leave    float64                     // chance that a ready unit leaves
	pass     [simulate.Streams]float64   // chance of passing the process
	arrivals float64                     // expected, before wave and factors
	avoided  float64
	planned  []float64 // expected planned arrivals by stage
	seen     float64   // planned arrivals' number, for their binomial law
	push     float64   // ready units seen off at once
}

// newCourse writes a site's days out.
func newCourse(m *simulate.Model, site, days int) *course {
	s := &m.Sites[site]
	k := len(s.Stages)
	c := &course{site: s, days: make([]pace, days), links: len(s.Links), queues: len(s.Links) * simulate.Streams, stages: k}
	c.spread = make([]float64, c.queues)
	for l := range s.Links {
		for p := range simulate.Streams {
			c.spread[l*simulate.Streams+p] = s.Links[l].Share[p]
		}
	}
	flat := make([]float64, days*k*(3+simulate.Streams))
	take := func() []float64 {
		x := flat[:k:k]
		flat = flat[k:]
		return x
	}
	for d := range c.days {
		p := &c.days[d]
		p.stay, p.ready, p.planned = take(), take(), take()
		for i := range p.onward {
			p.onward[i] = take()
		}
		p.fill(s, d)
	}
	c.alone(m)
	return c
}

// fill works out day d.
func (p *pace) fill(s *simulate.Site, d int) {
	work := dayOr(s.Work, d, 1)
	coming := 0.0
	if d < len(s.Planned) {
		coming = float64(s.Planned[d])
	}
	show := dayOr(s.Show, d, 1)
	p.seen = coming
	for k := range s.Stages {
		g := &s.Stages[k]
		h := slow(g.Hazard, work)
		p.stay[k], p.ready[k] = 1-h, h*(1-g.Complex)
		for i := range p.onward {
			p.onward[i][k] = h * g.Complex * g.Split[i]
		}
		p.planned[k] = coming * show * g.Planned
	}
	p.leave = slow(s.ReadyHazard, work)
	hub := max(0, dayOr(s.Hub, d, 1)+dayOr(s.Effort.Hub, d, 0))
	for i := range p.pass {
		p.pass[i] = slow(s.HubHazard[i], hub)
	}
	p.arrivals = dayOr(s.Arrivals, d, 0)
	p.avoided = max(0, dayOr(s.Effort.Avoided, d, 0))
	p.push = max(0, dayOr(s.Effort.Ready, d, 0))
}

// alone notes the suppliers that go by places and serve one queue of the model.
func (c *course) alone(m *simulate.Model) {
	for l, link := range c.site.Links {
		s := &m.Suppliers[link.Supplier]
		if s.Places == ([simulate.Streams]int{}) || sharers(m, link.Supplier) > 1 {
			continue
		}
		if c.places == nil {
			c.places, c.held, c.free = make([]int, c.queues), make([]int, c.queues), make([]float64, c.queues)
		}
		for p := range simulate.Streams {
			i := l*simulate.Streams + p
			c.places[i], c.held[i], c.free[i] = s.Places[p], s.Held[p], s.FreeHazard[p]
		}
	}
}

// sharers is how many links a supplier has.
func sharers(m *simulate.Model, supplier int) int {
	n := 0
	for i := range m.Sites {
		for _, l := range m.Sites[i].Links {
			if l.Supplier == supplier {
				n++
			}
		}
	}
	return n
}

// dayOr is the day's entry, or other where the slice does not reach it.
func dayOr(x []float64, d int, other float64) float64 {
	if d < len(x) {
		return x[d]
	}
	return other
}
