package occupancy

import (
	"math"

	"headroom/internal/org"
)

// scale is how large a series' errors are expected to be: the logarithm of their size, explained by how restless the series
// has been of late and by its beds, and by its own errors in earlier seasons. It is fitted by kind and bucket of horizons,
// on single hospitals; larger things have laws of their own.
type scale struct {
	beta    [kinds][bucketCount][scaleFeatures]float64
	own     map[ownKey]*ownScale
	seasons int
}

const scaleFeatures = 5

// ownScale is what an organisation's own errors were beside what was expected, by kind: sums over seasons.
type ownScale struct{ sum, n [kinds]float64 }

// leastError keeps an error of nothing from counting for more than the smallest one that matters.
const leastError = .003

// ownScaleHold is the number of errors at which an organisation's own size of error counts half. Errors of one season
// resemble one another, so they are worth far less than as many independent ones.
const ownScaleHold = 600

// unlearnt is the constant when nothing was learnt, by bucket: it makes a hospital of 500 beds that moves by 2% from day to day
// and 4% from week to week err by about what published winters show.
var unlearnt = [bucketCount]float64{-1.6, -1.45, -1.35, -1.25, -1.15}

func (t *trial) scaleRow(k Kind) [scaleFeatures]float64 {
	full := 0.
	if Known(t.full) {
		full = min(max(t.full-.94, -.2), .06)
	}
	return [scaleFeatures]float64{1, math.Log(t.moves.day[k]), math.Log(max(t.beds, 40)/500) / 2, math.Log(t.moves.week[k]), full}
}

// fitScale learns from the errors of single hospitals.
func fitScale(trials []trial, seasons int, model combine) *scale {
	s := &scale{own: map[ownKey]*ownScale{}, seasons: seasons}
	for k := range Kind(kinds) {
		var ls [bucketCount]*leastSquares
		for b := range ls {
			ls[b] = newLeastSquares(scaleFeatures)
			ls[b].towards(1, .35, 50)
			ls[b].shrink(2, 50)
			ls[b].towards(3, .35, 50)
			ls[b].shrink(4, 5)
			ls[b].towards(0, unlearnt[b], .01)
		}
		each(trials, k, model, func(t *trial, h int, size float64) {
			f := t.scaleRow(k)
			ls[bucketOf(h)].add(f[:], size, 1)
		})
		for b := range ls {
			copy(s.beta[k][b][:], ls[b].solve())
		}
		var last *trial
		var log [bucketCount]float64
		each(trials, k, model, func(t *trial, h int, size float64) {
			if t != last {
				last = t
				for b := range log {
					log[b] = math.Log(s.expected(t, k, b))
				}
			}
			at := ownKey{t.org, t.season}
			o := s.own[at]
			if o == nil {
				o = &ownScale{}
				s.own[at] = o
			}
			o.sum[k] += size - log[bucketOf(h)]
			o.n[k]++
		})
	}
	return s
}

// ownBy is the factor by which the organisation's errors in other seasons than the trial's were larger than expected.
func (s *scale) ownBy(t *trial, k Kind) float64 {
	sum, n := 0.0, 0.0
	for season := range s.seasons {
		if o := s.own[ownKey{t.org, season}]; o != nil && season != t.season {
			sum += o.sum[k]
			n += o.n[k]
		}
	}
	return math.Exp(sum / (n + ownScaleHold))
}

type ownKey struct {
	org    org.Code
	season int
}

// each calls f with the logarithm of the size of every known error of single hospitals.
func each(trials []trial, k Kind, model combine, f func(t *trial, h int, size float64)) {
	for i := range trials {
		t := &trials[i]
		if t.class != single {
			continue
		}
		for h := 1; h <= Horizon; h++ {
			if y := t.came(k, h); Known(y) {
				if r := y - model(t, k, h); Known(r) {
					f(t, h, math.Log(math.Abs(r)+leastError))
				}
			}
		}
	}
}

// of gives the expected size of a trial's error of one kind at each horizon, never smaller further ahead.
func (s *scale) of(t *trial, k Kind) (size [Horizon]float64) {
	own := s.ownBy(t, k)
	var by [bucketCount]float64
	for b := range by {
		by[b] = own * s.expected(t, k, b)
	}
	rise(by[:])
	for h := range size {
		size[h] = along(by, h+1)
	}
	return size
}

// expected is the size without the organisation's own factor.
func (s *scale) expected(t *trial, k Kind, bucket int) float64 {
	f := t.scaleRow(k)
	x := 0.0
	for i, b := range s.beta[k][bucket] {
		x += f[i] * b
	}
	return math.Exp(x)
}
