package occupancy

import "math"

// etsDays is how far back exponential smoothing looks: beyond, no smoothing constant gives a day any weight.
const etsDays = 200

// smoothing is exponential smoothing with additive errors, no trend and an additive week, on logarithms.
type smoothing struct{ fits fits[smoothWeights] }

// smoothWeights are the two constants: how much of an error goes to the level and how much to the weekday.
type smoothWeights struct{ level, week float64 }

// NewETS makes the method "ets": exponential smoothing (A,N,A) of period seven. The constants and the first state are
// those of greatest likelihood, for each series by itself; a day that is not known moves nothing.
func NewETS() KeepsFits { return &smoothing{} }

func (*smoothing) Name() string                  { return "ets" }
func (*smoothing) Learn([]Panel, Calendar) error { return nil }
func (m *smoothing) KeepFor(days int)            { m.fits.days = days }
func (m *smoothing) Twin() Method                { return &smoothing{fits[smoothWeights]{days: m.fits.days}} }

// Ahead repeats the last week's effects about the last level.
func (m *smoothing) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	s, err := stretchOf(p, of, series, origin, etsDays)
	if err != nil {
		return err
	}
	key := fitKey{of, series}
	w, serves, _ := m.fits.recall(p, key, origin)
	if !serves {
		w = smoothestWeights(s.z)
		m.fits.keep(key, origin, w)
	}
	x, _ := smooth(s.z, w)
	for h := range out {
		out[h] = x[0] + x[1+(len(s.z)+h)%7]
	}
	return nil
}

// smoothestWeights looks for the constants of the greatest likelihood: over a coarse net first, then by ever smaller steps
// about the best.
func smoothestWeights(z []float64) smoothWeights {
	best, least := smoothWeights{}, math.Inf(1)
	try := func(w smoothWeights) bool {
		w.level = min(max(w.level, .01), .99)
		w.week = min(max(w.week, 0), 1-w.level)
		_, cost := smooth(z, w)
		if cost < least {
			best, least = w, cost
			return true
		}
		return false
	}
	for _, a := range [...]float64{.05, .2, .4, .65, .9} {
		for _, g := range [...]float64{0, .05, .2} {
			try(smoothWeights{a, g * (1 - a)})
		}
	}
	for step := .1; step > .008; step /= 2 {
		for moved := true; moved; {
			at := best
			moved = try(smoothWeights{at.level + step, at.week}) || try(smoothWeights{at.level - step, at.week}) ||
				try(smoothWeights{at.level, at.week + step/3}) || try(smoothWeights{at.level, at.week - step/3})
		}
	}
	return best
}

// etsStates is the level and seven effects of the week.
const etsStates = 8

// weekHold is the weight, in days of evidence, with which a weekday's first effect is held near none: it settles what a
// series of few days leaves open (that a level and seven effects can trade with one another) and moves others little.
const weekHold = .3

// smooth runs the smoothing with the first state of the least sum of squares and gives the last state and what the
// constants cost: minus twice the logarithm of the likelihood, up to a number, with the first state and the errors' size
// integrated out. (With the first state put at its best instead, a week that moves slowly would be taken for one that does
// not move.) For given constants every error is linear in the first state, so that state is found on the way: e = a - b·x.
func smooth(z []float64, w smoothWeights) (last [etsStates]float64, cost float64) {
	var state [etsStates]float64            // from a first state of nothing
	var slope [etsStates][etsStates]float64 // slope[i][j]: of state i by the first state's j
	for i := range slope {
		slope[i][i] = 1
	}
	var g spd8
	for i := 1; i < etsStates; i++ {
		g.a[i][i] = weekHold
	}
	sum, n := 0.0, 0.0
	for t, y := range z {
		if math.IsNaN(y) {
			continue
		}
		k := 1 + t%7
		e := y - state[0] - state[k]
		var b [etsStates]float64
		for j := range b {
			b[j] = slope[0][j] + slope[k][j]
		}
		for i := range b {
			for j := 0; j <= i; j++ {
				g.a[i][j] += b[i] * b[j]
			}
			g.b[i] += b[i] * e
		}
		sum += e * e
		n++
		state[0] += w.level * e
		state[k] += w.week * e
		for j := range b {
			slope[0][j] -= w.level * b[j]
			slope[k][j] -= w.week * b[j]
		}
	}
	first, logDet := g.solve()
	for j, x := range first {
		sum -= x * g.b[j]
	}
	for i := range last {
		last[i] = state[i]
		for j, x := range first {
			last[i] += slope[i][j] * x
		}
	}
	return last, (n-1)*math.Log(math.Max(sum, 1e-12)) + logDet
}

// spd8 is a positive definite system of eight, its lower half kept.
type spd8 struct {
	a [etsStates][etsStates]float64
	b [etsStates]float64
}

// solve is the solution, by Cholesky's factors, and the logarithm of the determinant.
func (s *spd8) solve() (x [etsStates]float64, logDet float64) {
	l := s.a
	x = s.b
	for i := range l {
		for j := 0; j <= i; j++ {
			v := l[i][j]
			for k := 0; k < j; k++ {
				v -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(math.Max(v, 1e-12))
				logDet += 2 * math.Log(l[i][i])
				continue
			}
			l[i][j] = v / l[j][j]
		}
	}
	for i := range x {
		for k := 0; k < i; k++ {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := etsStates - 1; i >= 0; i-- {
		for k := i + 1; k < etsStates; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x, logDet
}
