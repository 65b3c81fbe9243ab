package harm

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/dist"
	"headroom/internal/fault"
)

// Reported is one event as a nowcast sees it: when it happened and when it was written down.
type Reported struct {
	Occurred civil.Date
	Recorded civil.Date
}

// NowcastOptions say how a nowcast reads reporting. The zero value is the default of each.
type NowcastOptions struct {
	Weeks int     // windows looked back on; zero: 26
	Delay int     // weeks after which an event counts as reported for good; zero: 13
	Share float64 // of the interval; zero: 0.9
}

func (o NowcastOptions) filled() NowcastOptions {
	if o.Weeks == 0 {
		o.Weeks = 26
	}
	if o.Delay == 0 {
		o.Delay = 13
	}
	if o.Share == 0 {
		o.Share = .9
	}
	return o
}

// Window is one week of occurrences: reported so far, and expected to be reported still. Nothing is said about causes.
type Window struct {
	From     civil.Date // its first day; it has seven
	Reported int
	Mean     float64 // expected still
	Low      int     // the interval of what is still to be reported
	High     int
	Complete float64 // the share of events of such an age that have usually been reported
}

// Nowcast is how many events of past weeks are still to be reported.
type Nowcast struct {
	AsOf     civil.Date
	Share    float64
	Windows  []Window // the oldest first
	Reported int
	Mean     float64
	Low      int
	High     int
	// Shift is how much the delay of late weeks differs from earlier ones, in standard errors; above zero it became longer.
	Shift float64
}

// NowcastOf estimates, from the lag between occurrence and record of the events known on a day, how many of past weeks are
// still to be reported.
//
// The share that is reported within each number of weeks is estimated backwards in time: of those reported within d weeks,
// how many took just d, over the weeks old enough to tell, late weeks weighing more. A week's rate is a gamma law around the
// mean of all weeks, so that a week with nothing reported yet can still have something to come; what is to come of a week is
// then negative binomial. That the delays are uncertain, and may be changing, moves all weeks together: the laws are mixed
// over a shift of the delays whose spread is that of the estimate and of how delays have moved before.
func NowcastOf(events []Reported, on civil.Date, o NowcastOptions) (Nowcast, error) {
	o = o.filled()
	if o.Weeks < 4 || o.Delay < 2 || o.Share <= 0 || o.Share >= 1 {
		return Nowcast{}, fault.New(fault.Invalid, "Give a nowcast at least 4 weeks, a delay of at least 2 weeks and a share between 0 and 1")
	}
	t, err := triangleOf(events, on, o)
	if err != nil {
		return Nowcast{}, err
	}
	return t.cast(on, o), nil
}

// triangle counts events by week of occurrence and weeks of delay; n[w][d] is complete where d is below the week's age.
type triangle struct {
	first civil.Date
	n     [][]float64
	weeks int
	delay int
}

func triangleOf(events []Reported, on civil.Date, o NowcastOptions) (*triangle, error) {
	t := &triangle{first: on.Add(-7 * o.Weeks), weeks: o.Weeks, delay: o.Delay}
	t.n = make([][]float64, o.Weeks)
	for w := range t.n {
		t.n[w] = make([]float64, o.Delay)
	}
	for k, e := range events {
		if e.Recorded.Before(e.Occurred) {
			return nil, fault.New(fault.Invalid, "Event %d was recorded on %s, before it happened on %s", k+1, e.Recorded, e.Occurred)
		}
		if !e.Recorded.Before(on) || e.Occurred.Before(t.first) {
			continue
		}
		w, d := e.Occurred.Sub(t.first)/7, e.Recorded.Sub(t.first)/7-e.Occurred.Sub(t.first)/7
		t.n[w][min(d, o.Delay-1)]++
	}
	return t, nil
}

// age is how many weeks of delay can be seen of a week's events, at least one.
func (t *triangle) age(w int) int { return min(t.weeks-w, t.delay) }

// halfLife is after how many weeks a week's delays weigh half.
const halfLife = 16.0

// lateWeeks are the newest weeks, whose delays are held against those of the weeks before them.
const lateWeeks = 7

// hazards gives, for each delay, the chance of just that delay among those of it or less, with the weighted counts behind it.
func (t *triangle) hazards() (h, weight []float64) {
	h, weight = make([]float64, t.delay), make([]float64, t.delay)
	for d := 1; d < t.delay; d++ {
		of, just := 0.0, 0.0
		for w := range t.n {
			if t.age(w) <= d || w >= t.weeks-lateWeeks {
				continue
			}
			k := math.Exp2(-float64(t.weeks-lateWeeks-1-w) / halfLife)
			just += k * t.n[w][d]
			for j := 0; j <= d; j++ {
				of += k * t.n[w][j]
			}
		}
		prior := .5 * math.Pow(.6, float64(d)) // delays of more weeks are rarer, until the data say so
		h[d], weight[d] = (just+prior*2)/(of+2), of+2
	}
	return h, weight
}

// complete is the share reported within an age, from the hazards, with the delays moved by z on the scale of their log odds.
func complete(h []float64, age int, z float64) float64 {
	f := 1.0
	for d := age; d < len(h); d++ {
		g := h[d]
		if z != 0 {
			g = g * math.Exp(z) / (1 - g + g*math.Exp(z))
		}
		f *= 1 - g
	}
	return f
}

// shift compares the delays of the newest weeks with what the older ones lead to expect: the mean of their standardised
// differences.
func (t *triangle) shift(h []float64) (z, log, late float64) {
	diff, variance := 0.0, 0.0
	for w := max(0, t.weeks-lateWeeks); w < t.weeks; w++ {
		seen := t.n[w][0]
		for d := 1; d < t.age(w); d++ {
			seen += t.n[w][d]
			diff += t.n[w][d] - seen*h[d]
			variance += seen * h[d] * (1 - h[d])
		}
	}
	if variance < 1 {
		return 0, 0, variance
	}
	return diff / math.Sqrt(variance), diff / (variance + 1/(driftSpread*driftSpread)), variance
}

// driftSpread is how far delays are taken to move from one season to the next, on the scale of their log odds.
const driftSpread = .8

// nodes are points and weights of a normal law (Gauss-Hermite, five points).
var nodes = [5][2]float64{{-2.856970, .011257}, {-1.355626, .222076}, {0, .533333}, {1.355626, .222076}, {2.856970, .011257}}

func (t *triangle) cast(on civil.Date, o NowcastOptions) Nowcast {
	h, weight := t.hazards()
	z, drift, late := t.shift(h)
	sd := t.spread(h, weight, late, drift)
	rate, shape := t.rates(h, drift)
	out := Nowcast{AsOf: on, Share: o.Share, Shift: z}
	mixed := mixer{}
	perWeek := make([]mixer, t.weeks)
	for _, node := range nodes {
		total := dist.Certain(0)
		for w := range t.n {
			f := complete(h, t.age(w), drift+node[0]*sd)
			law := t.pending(w, f, rate, shape)
			perWeek[w].add(law, node[1])
			total = total.Plus(law)
		}
		mixed.add(total, node[1])
	}
	for w := range t.n {
		low, high, mean := perWeek[w].between(o.Share)
		out.Windows = append(out.Windows, Window{From: t.first.Add(7 * w), Reported: t.seen(w), Mean: mean, Low: low, High: high,
			Complete: complete(h, t.age(w), drift)})
		out.Reported += t.seen(w)
	}
	out.Low, out.High, out.Mean = mixed.between(o.Share)
	return out
}

func (t *triangle) seen(w int) int {
	n := 0.0
	for d := range t.age(w) {
		n += t.n[w][d]
	}
	return int(n)
}

// rates is the mean of a week's events and the shape of the gamma law around it, by moments over the weeks.
func (t *triangle) rates(h []float64, drift float64) (mean, shape float64) {
	n, f, ss := 0.0, 0.0, 0.0
	for w := range t.n {
		n += float64(t.seen(w))
		f += complete(h, t.age(w), drift)
	}
	mean = (n + .5) / f
	for w := range t.n {
		c := complete(h, t.age(w), drift)
		d := float64(t.seen(w)) - mean*c
		ss += d*d - mean*c
	}
	extra := ss / f // the variance of a week's rate beyond a Poisson one
	if extra <= mean*mean/20 {
		return mean, 20
	}
	return mean, math.Max(.3, mean*mean/extra)
}

// pending is the law of what is still to come of a week, when f is the share that has been reported at its age.
func (t *triangle) pending(w int, f, rate, shape float64) dist.Law {
	if f >= 1 {
		return dist.Certain(0)
	}
	a, b := shape+float64(t.seen(w)), shape/rate+f
	mean := a / b * (1 - f)
	return dist.NegativeBinomial(mean, mean+mean*mean/a)
}

// spread is the standard deviation of the shift of the delays: of the estimate, and of what the newest weeks leave open.
func (t *triangle) spread(h, weight []float64, late, drift float64) float64 {
	info := 0.0
	for d := 1; d < t.delay; d++ {
		info += weight[d] * h[d] * (1 - h[d])
	}
	return math.Sqrt(1/(info+1) + 1/(late+1/(driftSpread*driftSpread)) + drift*drift)
}

// mixer is a law that is one of several with chances.
type mixer struct{ w []float64 }

func (m *mixer) add(l dist.Law, share float64) {
	for len(m.w) <= l.Highest() {
		m.w = append(m.w, 0)
	}
	for n := max(0, l.Lowest()); n <= l.Highest(); n++ {
		m.w[n] += share * l.Chance(n)
	}
}

func (m *mixer) between(share float64) (low, high int, mean float64) {
	l, err := dist.Of(0, m.w)
	if err != nil {
		return 0, 0, 0
	}
	low, high = l.Between(share)
	return low, high, l.Mean()
}
