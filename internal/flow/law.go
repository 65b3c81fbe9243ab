package flow

import (
	"math"

	"headroom/internal/simulate"
)

// Law is the odds of one site's occupied beds on each of the days: a mixture over the shapes of the wave.
type Law struct {
	c      *course
	shapes []shape
	days   int

	mean, variance []float64 // shapes x days
	waiting        []float64 // days x queues, averaged
	process        []float64 // days x queues, averaged
	ready          []float64 // days, averaged
	queues         []moment  // shapes x days x queues
	pushed         []float64 // shapes x days: the chance that one more ready unit would have been there to see off
	given          []part    // days x queues
}

// moment is a queue's mean and variance on a day before places are given, and after.
type moment struct{ m, v, after, left float32 }

func newLaw(c *course, shapes []shape, days int) *Law {
	s, q := len(shapes), c.queues
	flat := make([]float64, 2*s*days+2*days*q+days+s*days)
	cut := func(n int) []float64 {
		x := flat[:n:n]
		flat = flat[n:]
		return x
	}
	return &Law{c: c, shapes: shapes, days: days, mean: cut(s * days), variance: cut(s * days), waiting: cut(days * q),
		process: cut(days * q), ready: cut(days), pushed: cut(s * days), queues: make([]moment, s*days*q)}
}

// keep takes from a node what the law is made of.
func (l *Law) keep(i, d int, n *node) {
	w := l.shapes[i].weight
	l.mean[i*l.days+d], l.variance[i*l.days+d] = n.occupied()
	l.ready[d] += w * n.mean[l.c.stages]
	for q := range l.c.queues {
		l.waiting[d*l.c.queues+q] += w * n.queue[q]
		p := l.c.stages + 1 + q%simulate.Streams
		l.process[d*l.c.queues+q] += w * (n.mean[p]*l.c.spread[q] + n.old[q])
	}
}

// part is what queue q can expect on day d.
func (l *Law) part(d, q int) *part { return &l.given[d*l.c.queues+q] }

// Days is how many days the law is for.
func (l *Law) Days() int { return l.days }

// Mean is the expected number of occupied beds at the end of the day.
func (l *Law) Mean(day int) float64 {
	m := 0.0
	for i, s := range l.shapes {
		m += s.weight * l.mean[i*l.days+day]
	}
	return m
}

// SD is the standard deviation of occupied beds at the end of the day.
func (l *Law) SD(day int) float64 {
	m, v := l.Mean(day), 0.0
	for i, s := range l.shapes {
		x := l.mean[i*l.days+day] - m
		v += s.weight * (l.variance[i*l.days+day] + x*x)
	}
	return math.Sqrt(v)
}

// AtMost is the chance that at most this many beds are occupied; counts are whole, so that 499.7 means 499.
func (l *Law) AtMost(day int, beds float64) float64 { return l.below(day, math.Floor(beds)+.5) }

// below is the mixture's distribution function.
func (l *Law) below(day int, x float64) float64 {
	var few [waves]bell
	return below(l.bells(day, few[:0]), x)
}

// Quantile is the number of beds that occupied stays under with chance p, read inside the whole number as the engine's is.
func (l *Law) Quantile(day int, p float64) float64 {
	var few [waves]bell
	return quantile(l.bells(day, few[:0]), l.Mean(day), l.SD(day), p)
}

// Quantiles is Quantile for several chances of one day, which together cost less than one by one.
func (l *Law) Quantiles(day int, p ...float64) []float64 {
	var few [waves]bell
	bells, m, s := l.bells(day, few[:0]), l.Mean(day), l.SD(day)
	out := make([]float64, len(p))
	for i := range p {
		out[i] = quantile(bells, m, s, p[i])
	}
	return out
}

// Waiting is the expected queue of one link's stream at the end of the day.
func (l *Law) Waiting(link, stream, day int) float64 {
	return l.waiting[day*l.c.queues+link*simulate.Streams+stream]
}

// Process is the expected number in the process for one link's stream at the end of the day.
func (l *Law) Process(link, stream, day int) float64 {
	return l.process[day*l.c.queues+link*simulate.Streams+stream]
}

// Ready is the expected ready pool at the end of the day.
func (l *Law) Ready(day int) float64 { return l.ready[day] }

// Room is the mean of the usable room at the end of the day: core and escalation less what is closed and unstaffed.
func (l *Law) Room(day int) float64 {
	open, lost := l.room(day)
	return max(0, open-lost)
}

// room is what would be there and how much of it is expected to be lost.
func (l *Law) room(day int) (open, lost float64) {
	r := &l.c.site.Room
	open = dayOr(r.Core, day, 0) + dayOr(r.Escalation, day, 0) + dayOr(l.c.site.Effort.Escalation, day, 0)
	closed := float64(r.Closed)
	for d := range day + 1 {
		closed = (closed + dayOr(r.CloseStart, d, 0)) * (1 - r.Reopen)
	}
	return open, closed + dayOr(r.Unstaffed, day, 0)
}

// Over is the chance that more than this share of the usable room is occupied. What is lost of the room is taken as
// Poisson; of that what is less likely than one in a million million is left out.
func (l *Law) Over(day int, share float64) float64 {
	var few [waves]bell
	bells := l.bells(day, few[:0])
	open, lost := l.room(day)
	at := func(n float64) float64 { return 1 - below(bells, math.Floor(share*max(0, open-n))+.5) }
	if lost <= 0 {
		return at(0)
	}
	sd := math.Sqrt(lost)
	n := max(0, math.Floor(lost-6*sd))
	lg, _ := math.Lgamma(n + 1)
	w := math.Exp(n*math.Log(lost) - lost - lg)
	p, sum := 0.0, 0.0
	for ; n <= math.Ceil(lost+8*sd+4); n++ {
		if w > 1e-12 {
			p += w * at(n)
			sum += w
		}
		w *= lost / (n + 1)
	}
	return p / sum
}
