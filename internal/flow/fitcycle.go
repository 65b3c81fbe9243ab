package flow

import (
	"math"

	"headroom/internal/simulate"
)

// cycle is a trust's mean ordinary week, over and over. Its queues are given what keeps them as they are.
type cycle struct {
	b       *body
	work    [7]float64 // mean one
	hub     [7]float64
	care    [7]float64
	come    [7]float64
	level   float64 // of the stages' hazards, by power
	stage   []float64
	ready   float64
	process [simulate.Streams]float64

	beds [7]float64 // after a run: on the mornings of the weekdays
	left [7]float64 // who leave on the weekdays
}

// run plays weeks of means from where the cycle stands and keeps the last one's beds and leavers; weekday is where it
// stops, so that its state is that morning's.
func (c *cycle) run(weeks, weekday int) {
	var mean float64
	starts := c.b.flow
	for d := -7 * weeks; d < 0; d++ {
		w := ((weekday+d)%7 + 7) % 7
		waits := 0.0
		for p := range simulate.Streams {
			waits += c.b.waiting[p]
		}
		n := c.ready + waits
		for _, x := range c.stage {
			n += x
		}
		for _, x := range c.process {
			n += x
		}
		if d >= -7 {
			c.beds[w] = n
			mean += n / 7
		}
		left := c.ready
		var on [simulate.Streams]float64
		for k, g := range c.b.stages {
			x := c.stage[k] * slow(g.Hazard, c.work[w]*c.level)
			c.stage[k] -= x
			c.ready += x * (1 - g.Complex)
			left += x * (1 - g.Complex)
			for p := range on {
				on[p] += x * g.Complex * g.Split[p]
			}
			c.stage[k] += c.come[w] * g.Mix
		}
		c.ready *= 1 - slow(c.b.ready, c.work[w])
		left -= c.ready
		for p := range on {
			c.process[p] = (c.process[p] + on[p]) * (1 - slow(c.b.hub[p], c.hub[w]))
			left += starts[p] * c.care[w]
		}
		if d >= -7 {
			c.left[w] = left
		}
	}
}

// settle finds the week that agrees with what was seen: the level of the hazards by the beds, the working factors by the
// leavers of each weekday (where discharges are known) or the arrivals by how beds change over the week (where not), and
// the hub's pace by who is in the process.
func (c *cycle) settle(v *view, weekday int) {
	beds := meanOf(v.mean)
	c.level = 1
	c.stage = make([]float64, len(c.b.stages))
	held := c.b.waiting[0] + c.b.waiting[1] + c.b.waiting[2]
	for _, x := range c.b.process {
		held += x
	}
	for k, g := range c.b.stages {
		c.stage[k] = g.Mix / g.Hazard * c.b.admit
	}
	c.process = c.b.process
	for i := range 80 {
		c.pace()
		c.run(6, weekday)
		if i == 79 {
			break
		}
		got := meanOf(c.beds)
		// Beds in stages go inversely with the level; the rest does not.
		inStages := max(got-held-c.ready, .2*got)
		c.level *= math.Pow(max(.5, min(2, 1+(got-beds)/inStages)), .7)
		for w := range 7 {
			if v.tier == SitrepOnly {
				change := v.mean[(w+1)%7] - v.mean[w]
				c.come[w] += .5 * (max(.2*c.b.admit, c.left[w]+change) - c.come[w])
			} else {
				c.work[w] *= math.Pow(max(.3, min(3, v.go_[w]/max(c.left[w], 1e-9))), .5)
				c.work[w] = max(.15, min(2.5, c.work[w]))
			}
		}
		if v.tier == SitrepOnly {
			k := c.b.admit / meanOf(c.come)
			for w := range 7 {
				c.come[w] *= k
			}
		} else {
			c.work = even(c.work)
		}
	}
	for k := range c.b.stages {
		c.b.stages[k].Hazard = min(.98, slow(c.b.stages[k].Hazard, c.level))
	}
	c.level = 1
}

// pace sets the hub's hazards so that the mean of who is in the process is what was seen.
func (c *cycle) pace() {
	for p := range simulate.Streams {
		flow := c.b.flow[p]
		lo, hi := .01, .995
		for range 40 {
			mid := (lo + hi) / 2
			n, mean := c.b.process[p], 0.0
			for d := range 42 {
				n = (n + flow) * (1 - slow(mid, c.hub[d%7]))
				if d >= 21 {
					mean += n / 21
				}
			}
			if mean > c.b.process[p] {
				lo = mid
			} else {
				hi = mid
			}
		}
		c.b.hub[p] = (lo + hi) / 2
	}
}

// steadyStarts is how many starts a day, by the week's pattern of care, keep a queue's mean as it is when so many join it
// a day: a queue can be short on some days and long on others, so that it is more than those who join.
func steadyStarts(join, queue, other float64, care [7]float64) float64 {
	if join <= 0 {
		return 0
	}
	after := func(starts float64) float64 {
		m, v, sum := queue, queue, 0.0
		for d := range 56 {
			m, v = (m+join)*(1-other), (v+join)*(1-other)*(1-other)+(m+join)*other*(1-other)
			c := noPlaces()
			c.one(starts * care[d%7])
			out := serve(m, v, &c)
			m, v = out.mean, out.variance
			if d >= 28 {
				sum += m / 28
			}
		}
		return sum
	}
	lo, hi := .3*join, 2.5*join+.5
	for range 30 {
		if mid := (lo + hi) / 2; after(mid) > queue {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
