package flow

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// Spread is what the forecast says of occupied beds on one morning.
type Spread struct{ Median, Q05, Q95 float64 }

// Anchored says how a site's arrivals were bent so that the flow model's law is the forecast's.
type Anchored struct {
	Multipliers     []float64 // by day, of the arrivals
	OwnSD           float64   // of the site's own intensity, after
	OwnPersistence  float64
	Off             []float64 // by wanted day: the model's median less the forecast's, beds, after
	Least, Greatest float64   // of the multipliers over the wanted days
	Disagree        bool      // a multiplier is outside 0.85 to 1.15
	Notes           []Note
}

// Bounds of the multipliers beyond which the data and the flow model disagree (forecast.md 7.4), and how stiff the solution
// is: multipliers bend by so much from one day to the next, and medians are met within so much of a hundred beds.
const (
	leastMultiplier    = .85
	greatestMultiplier = 1.15

	// Beyond these the model is another hospital than the one that was counted, and nothing is planned with it; as where the
	// first morning's beds cannot be met within firstOff of them and a few beds.
	// A small planned-care trust, whose admissions are assumed and whose beds empty over Christmas, comes down to a half.
	leastSound    = .25
	greatestSound = 2.5
	firstOff      = .02
	bend          = .05
	within        = .05
)

// Anchor bends a site's arrivals day by day, smoothly, until the median of the closure is the forecast's, and sets the
// site's own intensity so that the spread seven and fourteen days ahead is the forecast's. want[d] is for the end of day
// d; after the last wanted day the multipliers go on as they were. Only the site's Arrivals, OwnSD and OwnPersistence are
// changed; a system in which councils are shared is anchored site by site, twice.
func Anchor(s *System, site int, want []Spread) (Anchored, error) {
	if err := checkSpread(s, site, want); err != nil {
		return Anchored{}, err
	}
	t := &s.Model.Sites[site]
	a := &anchor{s: s, site: site, want: want, base: slices.Clone(t.Arrivals), x: make([]float64, s.Model.Days)}
	for i := range a.x {
		a.x[i] = 1
	}
	t.Arrivals = slices.Clone(t.Arrivals)
	if err := a.level(3); err != nil {
		return Anchored{}, err
	}
	if err := a.spread(); err != nil {
		return Anchored{}, err
	}
	if err := a.level(2); err != nil {
		return Anchored{}, err
	}
	return a.report()
}

// checkSpread refuses what cannot be a forecast.
func checkSpread(s *System, site int, want []Spread) error {
	if site < 0 || site >= len(s.Model.Sites) {
		return fault.New(fault.Invalid, "the system has no site %d", site)
	}
	if len(want) == 0 || len(want) > s.Model.Days {
		return fault.New(fault.Invalid, "the forecast has %d days; the system has %d and one is needed", len(want), s.Model.Days)
	}
	for d, w := range want {
		if !(w.Q05 > 0 && w.Q05 <= w.Median && w.Median <= w.Q95) || math.IsInf(w.Q95, 0) {
			return fault.New(fault.Invalid, "the forecast for day %d is not rising: 5%% %g, median %g, 95%% %g", d, w.Q05, w.Median, w.Q95)
		}
	}
	return nil
}

type anchor struct {
	s    *System
	site int
	want []Spread
	base []float64 // the arrivals as they were
	x    []float64 // multipliers
	off  []float64
}

// level solves for the multipliers by a few Gauss-Newton steps.
func (a *anchor) level(steps int) error {
	for range steps {
		l, err := Close(&a.s.Model, a.site, a.s.Model.Days)
		if err != nil {
			return err
		}
		a.measure(l)
		a.step(l)
		t := &a.s.Model.Sites[a.site]
		for d := range t.Arrivals {
			t.Arrivals[d] = a.base[d] * a.x[d]
		}
	}
	return nil
}

// measure keeps the model's median less the forecast's.
func (a *anchor) measure(l *Law) {
	a.off = a.off[:0]
	for d, w := range a.want {
		a.off = append(a.off, l.Quantile(d, .5)-w.Median)
	}
}

// step solves the ridge regression for the next multipliers: what is off, against bends.
func (a *anchor) step(l *Law) {
	n := len(a.x)
	m, rhs := make([]float64, n*n), make([]float64, n)
	response := l.response(len(a.want))
	for t, w := range a.want {
		weight := 1 / sq(max(within*w.Median/100, .05))
		row := response[t*n : (t+1)*n]
		target := -a.off[t]
		for i := range row {
			row[i] *= l.arriving(i, a.base[i])
			target += row[i] * a.x[i]
		}
		for i := 0; i <= t; i++ {
			rhs[i] += weight * row[i] * target
			for j := 0; j <= t; j++ {
				m[i*n+j] += weight * row[i] * row[j]
			}
		}
	}
	for i := 2; i < n; i++ { // bends: x[i-2] - 2 x[i-1] + x[i]
		add3(m, n, i, 1/sq(bend))
	}
	for i := 1; i < n; i++ { // steps, much weaker: they hold what no forecast speaks of
		w := .01 / sq(bend)
		if i >= len(a.want) {
			w = 1 / sq(bend)
		}
		m[i*n+i] += w
		m[(i-1)*n+i-1] += w
		m[i*n+i-1] -= w
		m[(i-1)*n+i] -= w
	}
	for i := range n {
		m[i*n+i] += 1e-6
		rhs[i] += 1e-6
	}
	solve(m, rhs, n)
	for i := range a.x {
		a.x[i] = min(3, max(.2, rhs[i]))
	}
}

// add3 adds the square of a bend that ends at i.
func add3(m []float64, n, i int, w float64) {
	c := [3]float64{1, -2, 1}
	for p := range 3 {
		for q := range 3 {
			m[(i-2+p)*n+i-2+q] += w * c[p] * c[q]
		}
	}
}

// arriving is by how many beds one whole multiplier of a day's arrivals counts, the wave and factors in it.
func (l *Law) arriving(d int, arrivals float64) float64 {
	w := 0.0
	for _, s := range l.shapes {
		w += s.weight * s.at(d)
	}
	return arrivals * w
}

// response is, by target day and day of arrival, what is left at the target of one arrival more.
func (l *Law) response(targets int) []float64 {
	n, nq := l.days, l.c.queues
	out := make([]float64, targets*n)
	weights := make([]float64, len(l.shapes))
	for i, s := range l.shapes {
		weights[i] = s.weight
	}
	gate := make([]float64, targets*nq)
	for d := range targets {
		for q := range nq {
			gate[d*nq+q] = l.gate(d, q, weights)
		}
	}
	stay := 1 - l.c.site.OtherLeave
	stage, process, queue := make([]float64, l.c.stages), make([]float64, nq), make([]float64, nq)
	for came := range targets {
		for k, g := range l.c.site.Stages {
			stage[k] = g.Mix
		}
		clear(process)
		clear(queue)
		ready := 0.0
		out[came*n+came] = 1
		for d := came + 1; d < targets; d++ {
			p := &l.c.days[d]
			var on [simulate.Streams]float64
			for k, x := range stage {
				ready += p.ready[k] * x
				for s := range on {
					on[s] += p.onward[s][k] * x
				}
				stage[k] = p.stay[k] * x
			}
			ready *= 1 - p.leave
			sum := ready
			for _, x := range stage {
				sum += x
			}
			for q := range queue {
				s := q % simulate.Streams
				process[q] += on[s] * l.c.spread[q]
				queue[q] = (queue[q] + p.pass[s]*process[q]) * stay * gate[d*nq+q]
				process[q] *= 1 - p.pass[s]
				sum += process[q] + queue[q]
			}
			out[d*n+came] = sum
		}
	}
	return out
}

// spread sets the site's own intensity so that the forecast's and the model's 5% to 95% range agree 7 and 14 days ahead:
// for a persistence the standard deviation follows; where the fortnight is then too wide beside the week, the persistence
// is too great.
func (a *anchor) spread() error {
	var days []int
	for _, d := range []int{6, 13} {
		if d < len(a.want) {
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return nil
	}
	t := &a.s.Model.Sites[a.site]
	floor, err := a.widths(days, 0)
	if err != nil || meanSquare(floor) >= 1 {
		return err // already as wide without any intensity of its own
	}
	if len(days) == 1 {
		_, err := a.fitSD(days, floor)
		return err
	}
	lo, hi := .02, .97
	for range 6 {
		t.OwnPersistence = (lo + hi) / 2
		r, err := a.fitSD(days, floor)
		if err != nil {
			return err
		}
		if r[1] > r[0] {
			hi = t.OwnPersistence
		} else {
			lo = t.OwnPersistence
		}
	}
	return nil
}

// widths is the model's 5% to 95% range over the forecast's on each of the days, with the own intensity's variance.
func (a *anchor) widths(days []int, variance float64) ([]float64, error) {
	t := &a.s.Model.Sites[a.site]
	t.OwnSD = math.Sqrt(variance)
	l, err := Close(&a.s.Model, a.site, days[len(days)-1]+1)
	if err != nil {
		return nil, err
	}
	var out []float64
	for _, d := range days {
		out = append(out, (l.Quantile(d, .95)-l.Quantile(d, .05))/max(a.want[d].Q95-a.want[d].Q05, 1e-9))
	}
	return out, nil
}

// meanSquare is the mean of squares.
func meanSquare(x []float64) float64 {
	s := 0.0
	for _, y := range x {
		s += y * y / float64(len(x))
	}
	return s
}

// fitSD sets OwnSD for the present persistence by secant steps on its square, in which the beds' variance is all but
// linear, from the widths without any. It gives the widths.
func (a *anchor) fitSD(days []int, floor []float64) ([]float64, error) {
	x0, f0, x1 := 0.0, meanSquare(floor)-1, max(sq(a.s.Model.Sites[a.site].OwnSD), 4e-4)
	r := floor
	for range 5 {
		var err error
		if r, err = a.widths(days, x1); err != nil {
			return nil, err
		}
		f1 := meanSquare(r) - 1
		if math.Abs(f1) < 2e-3 || f1 == f0 {
			break
		}
		x0, f0, x1 = x1, f1, min(max(x1-f1*(x1-x0)/(f1-f0), 1e-6), .09)
	}
	return r, nil
}

// report closes once more and says how it went.
func (a *anchor) report() (Anchored, error) {
	l, err := Close(&a.s.Model, a.site, a.s.Model.Days)
	if err != nil {
		return Anchored{}, err
	}
	a.measure(l)
	t := &a.s.Model.Sites[a.site]
	out := Anchored{Multipliers: a.x, OwnSD: t.OwnSD, OwnPersistence: t.OwnPersistence, Off: a.off}
	out.Least, out.Greatest = slices.Min(a.x[:len(a.want)]), slices.Max(a.x[:len(a.want)])
	out.Disagree = out.Least < leastMultiplier || out.Greatest > greatestMultiplier
	var who = t.Name
	if out.Disagree {
		out.Notes = append(out.Notes, a.note("disagree", fmt.Sprintf(
			"The data and the flow model disagree at %s: to meet the forecast its admissions were multiplied by %.2f to %.2f; within %.2f to %.2f is usual.",
			who, out.Least, out.Greatest, leastMultiplier, greatestMultiplier)))
	}
	switch first := math.Abs(a.off[0]); {
	case out.Least < leastSound || out.Greatest > greatestSound:
		out.Notes = append(out.Notes, a.note(unsound, fmt.Sprintf(
			"The flow model of %s does not fit its beds: to meet the forecast its admissions would be multiplied by %.2f to %.2f. Outside %.2f to %.1f nothing can be planned with it.",
			who, out.Least, out.Greatest, leastSound, greatestSound)))
	case first > max(fewBeds, firstOff*a.want[0].Median):
		out.Notes = append(out.Notes, a.note(unsound, fmt.Sprintf(
			"The flow model of %s does not fit its beds: on the first morning it is %.0f beds from the forecast of %.0f. Nothing can be planned with it.",
			who, first, a.want[0].Median)))
	}
	if t.OwnSD == 0 {
		out.Notes = append(out.Notes, a.note("spread-below-floor", fmt.Sprintf(
			"The forecast for %s is surer than people's coming and going by chance allows: the flow model's odds are the wider ones.", who)))
	}
	for _, n := range out.Notes { // a second pass bends what the first one bent: what that one said stands
		if !slices.ContainsFunc(a.s.Notes, func(m Note) bool { return m.Org == n.Org && m.Code == n.Code }) {
			a.s.Notes = append(a.s.Notes, n)
		}
	}
	return out, nil
}

func (a *anchor) note(code, words string) Note {
	n := Note{Code: code, Words: words}
	if a.site < len(a.s.Trusts) {
		n.Org = a.s.Trusts[a.site]
	}
	return n
}

// solve solves the symmetric positive definite system m x = b in place by Cholesky's factors; b becomes x.
func solve(m, b []float64, n int) {
	for i := range n {
		for j := 0; j <= i; j++ {
			x := m[i*n+j]
			for k := range j {
				x -= m[i*n+k] * m[j*n+k]
			}
			if i == j {
				m[i*n+i] = math.Sqrt(max(x, 1e-12))
			} else {
				m[i*n+j] = x / m[j*n+j]
			}
		}
	}
	for i := range n {
		for k := range i {
			b[i] -= m[i*n+k] * b[k]
		}
		b[i] /= m[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			b[i] -= m[k*n+i] * b[k]
		}
		b[i] /= m[i*n+i]
	}
}
