package flow

import (
	"math"
	"runtime"
	"sync"

	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// hermite is the five-point rule of Gauss and Hermite for a standard normal: points and weights.
var hermite = [...]struct{ at, weight float64 }{
	{-2.8569700138728056, 0.011257411327720691},
	{-1.355626179974266, 0.2220759220056126},
	{0, 0.5333333333333333},
	{1.355626179974266, 0.2220759220056126},
	{2.8569700138728056, 0.011257411327720691},
}

// shape is one wave of the rule: how likely, when it peaks and how high.
type shape struct{ weight, peak, height, width float64 }

// at is by how much the wave multiplies day d's arrivals.
func (s shape) at(d int) float64 {
	if s.height == 0 {
		return 1
	}
	z := (float64(d) - s.peak) / s.width
	return 1 + s.height*math.Exp(-z*z/2)
}

// shapesOf are the waves that stand for all: 25, fewer where peak or height are certain, one where there is no wave.
func shapesOf(w simulate.Wave) []shape {
	if w.Height == 0 || w.WidthDay <= 0 {
		return []shape{{weight: 1}}
	}
	var out []shape
	for _, p := range hermite {
		if w.PeakSD == 0 && p.at != 0 {
			continue
		}
		for _, h := range hermite {
			if w.LogSD == 0 && h.at != 0 {
				continue
			}
			s := shape{weight: 1, peak: w.PeakDay + w.PeakSD*p.at, height: w.Height * math.Exp(w.LogSD*h.at), width: w.WidthDay}
			if w.PeakSD != 0 {
				s.weight *= p.weight
			}
			if w.LogSD != 0 {
				s.weight *= h.weight
			}
			out = append(out, s)
		}
	}
	return out
}

// Close gives the law of one site's beds on each of the days, by moment closure, and what is needed to value every lever.
// It plays nothing: given the wave, counts are taken as normal in sum and as negative binomial or binomial in each queue.
// Where suppliers are shared, their places are apportioned by the sites' expected queues.
func Close(m *simulate.Model, site int, days int) (*Law, error) {
	if site < 0 || site >= len(m.Sites) {
		return nil, fault.New(fault.Invalid, "the system has no site %d", site)
	}
	if days <= 0 || days > m.Days {
		return nil, fault.New(fault.Invalid, "%d days were asked for; the system has %d", days, m.Days)
	}
	return closeSite(m, site, days, apportion(m, connected(m, site), days)), nil
}

// CloseAll gives the laws of all sites, the connected ones' places apportioned once, on as many processors as there are.
// Each is what Close gives.
func CloseAll(m *simulate.Model, days int) ([]*Law, error) {
	if days <= 0 || days > m.Days {
		return nil, fault.New(fault.Invalid, "%d days were asked for; the system has %d", days, m.Days)
	}
	out := make([]*Law, len(m.Sites))
	groups := make(chan []int, len(m.Sites))
	seen := make([]bool, len(m.Sites))
	for i := range m.Sites {
		if seen[i] {
			continue
		}
		group := connected(m, i)
		for _, j := range group {
			seen[j] = true
		}
		groups <- group
	}
	close(groups)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(groups)) {
		wait.Go(func() {
			for group := range groups {
				parts := apportion(m, group, days)
				for _, i := range group {
					out[i] = closeSite(m, i, days, parts)
				}
			}
		})
	}
	wait.Wait()
	return out, nil
}

// closeSite runs one site through every shape of the wave, with its parts of the suppliers' places known.
func closeSite(m *simulate.Model, site, days int, parts *parts) *Law {
	shapes := shapesOf(m.Common.Wave)
	c := newCourse(m, site, days)
	l := newLaw(c, shapes, days)
	l.given = parts.by[site]
	n := newNode(c, &m.Common)
	for i, s := range shapes {
		n.start()
		for d := range days {
			n.flow(d, s.at(d))
			l.pushed[i*days+d] = n.take[0]
			for q := range c.queues {
				x := &l.queues[(i*days+d)*c.queues+q]
				x.m, x.v = float32(n.queue[q]), float32(n.queue[q]+n.qq[q*(c.queues+1)])
				out := n.place(q, l.part(d, q))
				x.after, x.left = float32(out.mean), float32(out.variance)
			}
			l.keep(i, d, n)
		}
	}
	return l
}
