package occupancy

import (
	"context"
	"math"

	"headroom/internal/civil"
)

// pace compares the errors of this season's forecasts with the size that their odds gave them, by the day that was forecast.
// A season may be calmer or more restless than those the odds were learnt from.
type pace struct{ sum, n []float64 }

// How far back, and at what horizons, the season's own errors are looked at, and the weeks of them at which they count half.
const (
	paceDays    = 28
	paceHorizon = 14
	paceHold    = 4.
)

func newPace(days int) *pace { return &pace{make([]float64, days), make([]float64, days)} }

// add takes in a forecast of a day: q are its quantiles, which had been made wide times as wide as learnt.
func (p *pace) add(day int, q *Quantiles, y, wide float64) {
	const mid = LevelCount / 2
	var d Quantiles
	for i, x := range q {
		d[i] = math.Abs(x - q[mid])
	}
	if away := d.Mean(); away > 0 {
		p.sum[day] += math.Abs(y-q[mid]) * wide / away
		p.n[day]++
	}
}

// counts says whether a forecast of an ordinary day tells anything: Christmas is judged by itself.
func (p *pace) counts(tauOrigin, h int) bool {
	return h <= paceHorizon && !festive(tauOrigin) && !festive(tauOrigin+h)
}

// factor is how much wider odds should be than was learnt, from what had come by the origin: 1 when nothing had.
func (p *pace) factor(origin int) float64 {
	var s, n, days float64
	for d := max(0, origin-paceDays+1); d <= origin; d++ {
		if p.n[d] > 0 {
			s += p.sum[d]
			n += p.n[d]
			days++
		}
	}
	if n == 0 {
		return 1
	}
	weeks := days / 7
	return (paceHold + weeks*s/n) / (paceHold + weeks)
}

// paced is the factor for one organisation and day: it is of single hospitals and of ordinary days, and towards Christmas it
// passes over to none.
func paced(factor float64, hospital bool, day civil.Date) float64 {
	if !hospital {
		return 1
	}
	return 1 + (factor-1)*ordinary(fromChristmas(day))
}

// paceSeries is how many single hospitals, at most, a forecast looks back over.
const paceSeries = 60

// paceOf looks back: forecasts of the last four weeks are made as they would have been, of some of the hospitals, and held
// against what came.
func (e *Ensemble) paceOf(g *grown, parts []ready, origin int) (float64, error) {
	var asks []ask
	step := 1 + (g.leaves-1)/paceSeries
	for i := 0; i < g.leaves; i += step {
		a := ask{series: i, class: single}
		for back := paceDays; back > 0; back -= 7 {
			if origin-back >= firstOrigin && !parts[i].refused && parts[i].wide == 1 {
				a.origins = append(a.origins, origin-back)
			}
		}
		asks = append(asks, a)
	}
	trials, err := look(context.Background(), &g.Panel, e.seasons, e.team.methods, asks, paceHorizon, e.opts.Workers, func() {})
	if err != nil {
		return 1, err
	}
	p := newPace(g.Days)
	for i := range trials {
		t := &trials[i]
		size := e.law.scale.of(t, Occupied)
		for h := 1; h <= paceHorizon && t.origin+h <= origin; h++ {
			y, point := t.came(Occupied, h), e.team.point(t, Occupied, h)
			if p.counts(t.tau, h) && Known(y) && Known(point) {
				q := e.law.quantiles(single, Occupied, h, t.tau+h, size[h-1], point, 1)
				p.add(t.origin+h, &q, y, 1)
			}
		}
	}
	return p.factor(origin), nil
}
