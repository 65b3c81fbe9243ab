package occupancy

import "math"

// WIS is the weighted interval score of a forecast when y came: the mean over the levels of twice the pinball loss. It is in
// beds, smaller is better, and a forecast earns most by being honest about its odds.
func WIS(q Quantiles, y float64) float64 {
	s := 0.0
	for i := range q {
		s += Pinball(q[i], levels[i], y)
	}
	return 2 * s / float64(LevelCount)
}

// Pinball is the loss of the p-quantile q when y came: p for each bed above it, 1-p for each bed below.
func Pinball(q, p, y float64) float64 {
	if y >= q {
		return p * (y - q)
	}
	return (1 - p) * (q - y)
}

// Cover reports whether y came within the middle share of the odds: share .9 is from the 5th to the 95th in the hundred.
func Cover(q Quantiles, share, y float64) bool {
	return y >= q.At((1-share)/2) && y <= q.At((1+share)/2)
}

// Brier is the squared difference between the chance given to an event and what came.
func Brier(chance float64, happened bool) float64 {
	if happened {
		chance = 1 - chance
	}
	return chance * chance
}

// Score is how good a set of forecasts was. Beds are in hundredths of the organisation's mean occupied beds, so that large
// and small ones count alike; shares and Brier scores are from 0 to 1. N is the number of forecasts judged; Limits how many
// of them could be judged against the open beds. Without any, the figures are 0.
type Score struct {
	N        int     `json:"n"`
	WIS      float64 `json:"wis_pct"`
	MAE      float64 `json:"mae_pct"`
	Pinball9 float64 `json:"pinball90_pct"`
	Cover50  float64 `json:"cover50"`
	Cover80  float64 `json:"cover80"`
	Cover90  float64 `json:"cover90"`
	Limits   int     `json:"n_limits"`
	Brier92  float64 `json:"brier92"`
	Brier95  float64 `json:"brier95"`
	Brier100 float64 `json:"brier100"`
}

// limits are the shares of open beds whose passing is forecast.
var limits = [...]float64{.92, .95, 1}

// tally sums scores up.
type tally struct {
	n, wis, mae, pin, c50, c80, c90 float64
	limits                          float64
	brier                           [len(limits)]float64
}

// add takes one forecast of a number in, scaled to the organisation's size.
func (t *tally) add(q *Quantiles, y, size float64) {
	t.n++
	t.wis += WIS(*q, y) / size
	t.mae += math.Abs(y-q[LevelCount/2]) / size
	t.pin += Pinball(q[levelAt90], .9, y) / size
	// the levels of these bands are among the levels: 25-75, 10-90 and 5-95
	t.c50 += inside(y, q[6], q[16])
	t.c80 += inside(y, q[3], q[levelAt90])
	t.c90 += inside(y, q[2], q[20])
}

// levelAt90 is the index of the level .9.
const levelAt90 = 19

func inside(y, lo, hi float64) float64 {
	if y >= lo && y <= hi {
		return 1
	}
	return 0
}

// addLimits takes in the chances that a ratio passes the limits.
func (t *tally) addLimits(over [len(limits)]float64, ratio float64) {
	t.limits++
	for i, x := range limits {
		t.brier[i] += Brier(over[i], ratio > x)
	}
}

func (t *tally) plus(o *tally) {
	t.n += o.n
	t.wis += o.wis
	t.mae += o.mae
	t.pin += o.pin
	t.c50 += o.c50
	t.c80 += o.c80
	t.c90 += o.c90
	t.limits += o.limits
	for i := range t.brier {
		t.brier[i] += o.brier[i]
	}
}

func (t *tally) score() Score {
	n, l := max(t.n, 1), max(t.limits, 1)
	return Score{N: int(t.n), WIS: 100 * t.wis / n, MAE: 100 * t.mae / n, Pinball9: 100 * t.pin / n, Cover50: t.c50 / n, Cover80: t.c80 / n,
		Cover90: t.c90 / n, Limits: int(t.limits), Brier92: t.brier[0] / l, Brier95: t.brier[1] / l, Brier100: t.brier[2] / l}
}
