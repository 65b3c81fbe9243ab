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
// then negative binomial. In late weeks everything may take some number of times as long as before: the laws are mixed over
// such numbers, each weighed by how well it explains the lags seen of those weeks, so that what the lags leave open widens
// the interval of all weeks together.
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

func (t *triangle) cast(on civil.Date, o NowcastOptions) Nowcast {
	out := Nowcast{AsOf: on, Share: o.Share, Shift: t.shift()}
	all, perWeek, whole := mixer{}, make([]mixer, t.weeks), make([]float64, t.weeks)
	for _, p := range t.pasts() {
		rate, shape := t.rates(p.within)
		total := dist.Certain(0)
		for w := range t.n {
			law := t.pending(w, p.within[w], rate, shape)
			perWeek[w].add(law, p.chance)
			total = total.Plus(law)
			whole[w] += p.chance * p.within[w]
		}
		all.add(total, p.chance)
	}
	for w := range t.n {
		low, high, mean := perWeek[w].between(o.Share)
		out.Windows = append(out.Windows, Window{From: t.first.Add(7 * w), Reported: t.seen(w), Mean: mean, Low: low, High: high, Complete: whole[w]})
		out.Reported += t.seen(w)
	}
	out.Low, out.High, out.Mean = all.between(o.Share)
	return out
}

func (t *triangle) seen(w int) int {
	n := 0.0
	for d := range t.age(w) {
		n += t.n[w][d]
	}
	return int(n)
}

// steadiest is the greatest shape of a week's rate: the rates of weeks are taken to differ by a sixth of their mean or more.
const steadiest = 40.0

// rates is the mean of a week's events and the shape of the gamma law around it, by moments over the weeks, when such
// shares of them have been reported.
func (t *triangle) rates(within []float64) (mean, shape float64) {
	n, f, ss := 0.0, 0.0, 0.0
	for w := range t.n {
		n += float64(t.seen(w))
		f += within[w]
	}
	mean = (n + .5) / f
	for w := range t.n {
		d := float64(t.seen(w)) - mean*within[w]
		ss += d*d - mean*within[w]
	}
	extra := ss / f // the variance of a week's rate beyond a Poisson one
	if extra <= mean*mean/steadiest {
		return mean, steadiest
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
