package flow

import (
	"math"

	"headroom/internal/simulate"
)

// Values are what one unit of each lever on each day takes off the beds occupied on the target day, and what one person
// more in each state at the end of each day adds to them. Days after the target have no value.
type Values struct {
	Target  int
	Start   [][][simulate.Streams]float64 // by link and day: one more ring-fenced start
	Ready   []float64                     // by day: one more ready person seen off
	Avoided []float64                     // by day: one admission avoided
	Arrival []float64                     // by day: one admission more, which is an avoided one with the sign turned
	Hub     []float64                     // by day: one whole working day more of the hub

	Stage   [][]float64                   // by day and stage: one person more in it at the end of the day
	Process [][][simulate.Streams]float64 // by link and day: one more in the process
	Waiting [][][simulate.Streams]float64 // by link and day: one more in the queue
}

// Values are the values towards the mean of the target day, by one backward sweep through what Close kept.
//
// A start counts at the target when its queue was never empty from its day to the target. The chance of that is followed
// by the law of the queue given that it was not empty so far: the plain product of the days' chances takes emptiness to be
// independent from day to day, which it is not in a small queue.
func (l *Law) Values(target int) *Values {
	w := make([]float64, len(l.shapes))
	for i, s := range l.shapes {
		w[i] = s.weight
	}
	return l.sweep(target, w, 0, true)
}

// ValuesAt are the values towards the quantile p of the target day, from a day on: waves count by how likely they put occupied
// there. Start is left out, since a play sees it better, who else shares the queue and all.
func (l *Law) ValuesAt(target int, p float64, from int) *Values {
	x := l.Quantile(target, p)
	w, total := make([]float64, len(l.shapes)), 0.0
	for i, s := range l.shapes {
		sd := math.Sqrt(l.variance[i*l.days+target])
		w[i] = s.weight * density((x-l.mean[i*l.days+target])/sd) / sd
		total += w[i]
	}
	for i := range w {
		w[i] /= total
	}
	return l.sweep(target, w, from, false)
}

// newValues makes room for the values of a target.
func (l *Law) newValues(target int) *Values {
	v := &Values{Target: target, Ready: make([]float64, l.days), Avoided: make([]float64, l.days), Arrival: make([]float64, l.days),
		Hub: make([]float64, l.days), Stage: make([][]float64, l.days)}
	for d := range v.Stage {
		v.Stage[d] = make([]float64, l.c.stages)
	}
	by := func() [][][simulate.Streams]float64 {
		x := make([][][simulate.Streams]float64, l.c.links)
		for i := range x {
			x[i] = make([][simulate.Streams]float64, l.days)
		}
		return x
	}
	v.Start, v.Process, v.Waiting = by(), by(), by()
	return v
}

// sweep goes back from the target to a day under the given weights of the waves.
func (l *Law) sweep(target int, weights []float64, from int, starts bool) *Values {
	v := l.newValues(target)
	nq := l.c.queues
	fewer := make([]float64, (target+1)*nq) // days x queues
	if starts {
		fewer = l.neverEmpty(target, weights, from, false)
	}
	more := l.neverEmpty(target, weights, from, true)
	stage, ready := make([]float64, l.c.stages), 1.0
	process := make([]float64, nq)
	for k := range stage {
		stage[k] = 1
	}
	for q := range process {
		process[q] = 1
	}
	stay := 1 - l.c.site.OtherLeave
	enter := make([]float64, nq)
	for d := target; d >= from; d-- {
		p := &l.c.days[d]
		pushed := l.mixed(l.pushed, d, weights)
		v.Ready[d] = ready * pushed
		for k, g := range l.c.site.Stages {
			v.Stage[d][k] = stage[k]
			v.Avoided[d] += g.Mix * stage[k]
		}
		v.Arrival[d] = -v.Avoided[d]
		var into [simulate.Streams]float64
		for q := range nq {
			i, s := q/simulate.Streams, q%simulate.Streams
			gone := math.Pow(stay, float64(target-d))
			v.Start[i][d][s] = fewer[d*nq+q] * gone
			waits := more[d*nq+q] * gone // one more before today's places is still there at the target
			v.Waiting[i][d][s] = gone
			if d < target {
				v.Waiting[i][d][s] = more[(d+1)*nq+q] * gone
			}
			v.Process[i][d][s] = process[q]
			u := p.pass[s]
			if h := l.c.site.HubHazard[s]; h < 1 && u < 1 {
				v.Hub[d] += l.before(d, q) * -math.Log(1-h) * (1 - u) * (process[q] - stay*waits)
			}
			enter[q] = u*stay*waits + (1-u)*process[q]
			into[s] += l.c.spread[q] * enter[q]
		}
		copy(process, enter)
		leaves := (1 - p.leave) * pushed * ready
		for k := range stage {
			stage[k] = p.stay[k]*stage[k] + p.ready[k]*leaves
			for s := range into {
				stage[k] += p.onward[s][k] * into[s]
			}
		}
		ready = leaves
	}
	return v
}

// before is the expected number in the process before it moves on a day.
func (l *Law) before(d, q int) float64 {
	if d == 0 {
		link, s := q/simulate.Streams, q%simulate.Streams
		x := float64(l.c.site.Links[link].Process[s])
		for k, g := range l.c.site.Stages {
			x += float64(g.Now) * l.c.days[0].onward[s][k] * l.c.spread[q]
		}
		return x
	}
	u := l.c.days[d].pass[q%simulate.Streams]
	if u < 1 {
		return l.process[d*l.c.queues+q] / (1 - u)
	}
	return 0
}

// mixed is a figure by shape and day under weights.
func (l *Law) mixed(x []float64, d int, weights []float64) float64 {
	m := 0.0
	for i, w := range weights {
		m += w * x[i*l.days+d]
	}
	return m
}

// tally is a queue's moments on a day before and after places were given.
type tally struct{ m, v, after, left float64 }

// tally mixes the shapes' moments of one queue on one day.
func (l *Law) tally(d, q int, weights []float64) tally {
	var t tally
	for i, w := range weights {
		x := &l.queues[(i*l.days+d)*l.c.queues+q]
		t.m += w * float64(x.m)
		t.after += w * float64(x.after)
	}
	for i, w := range weights {
		x := &l.queues[(i*l.days+d)*l.c.queues+q]
		t.v += w * (float64(x.v) + sq(float64(x.m)-t.m))
		t.left += w * (float64(x.left) + sq(float64(x.after)-t.after))
	}
	return t
}

func sq(x float64) float64 { return x * x }

// gate is the chance that one person more in queue q would be left by day d's places.
func (l *Law) gate(d, q int, weights []float64) float64 {
	t, p := l.tally(d, q, weights), l.part(d, q)
	if !p.stake.shared {
		c := p.all()
		return serve(t.m, t.v, &c).open
	}
	m, v := l.poolOf(t, p)
	x := ratesOf(m, v, &p.pool)
	return x.r + p.stake.part*(x.some-x.r)
}

// poolOf scales a queue's moments to those of all the queues that share the supplier.
func (l *Law) poolOf(t tally, p *part) (m, v float64) {
	if p.stake.part <= 0 {
		return t.m, t.v
	}
	return t.m / p.stake.part, t.v * p.stake.ratio
}

// neverEmpty is, by day and queue, what is left at the target of one person fewer (or more) before the day's places when
// nobody leaves otherwise: the chance that from the day to the target the queue was never emptied. Where a supplier is shared it is the
// pool's, and what the one place more frees goes over to the neighbours by and by: of it only the site's own part counts.
// Days before from are left out.
func (l *Law) neverEmpty(target int, weights []float64, from int, more bool) []float64 {
	nq := l.c.queues
	out := make([]float64, (target+1)*nq)
	ts := make([]tally, target+1)
	stay := 1 - l.c.site.OtherLeave
	for q := range nq {
		for d := from; d <= target; d++ {
			ts[d] = l.tally(d, q, weights)
			if p := l.part(d, q); p.stake.shared && p.stake.part > 0 {
				t := &ts[d]
				t.m, t.v, t.after, t.left = t.m/p.stake.part, t.v*p.stake.ratio, t.after/p.stake.part, t.left*p.stake.ratio
			}
		}
		for d := from; d <= target; d++ {
			m, v, p, own := ts[d].m, ts[d].v, 1.0, 1.0
			for t := d; ; t++ {
				part := l.part(t, q)
				c := part.pool
				if !part.stake.shared {
					c = part.all()
				}
				x := serve(m, v, &c)
				if more {
					x.open = x.hold
				}
				if p *= x.open; p < 1e-4 {
					p = 0
					break
				}
				if part.stake.shared {
					kept := min(1, restOf(m, v, &c)/max(x.open, 1e-9))
					own = kept*own + (1-kept)*part.stake.part
				}
				if t == target {
					break
				}
				if x.open < 1-1e-9 { // given that somebody was left
					second := (x.variance + x.mean*x.mean) / x.open
					x.mean /= x.open
					x.variance = max(second-x.mean*x.mean, 0)
				}
				in := ts[t+1].m - stay*ts[t].after
				noise := ts[t+1].v - stay*stay*ts[t].left
				m = max(stay*x.mean+in, 0)
				v = max(stay*stay*x.variance+noise, .05*m)
			}
			out[d*nq+q] = p * own
		}
	}
	return out
}
