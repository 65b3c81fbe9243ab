package occupancy

import (
	"math"
	"testing"
)

// smoothed simulates an exponential smoothing with the constants.
func smoothed(n int, w smoothWeights, sd float64, d *dice) []float64 {
	level, week := math.Log(600), [7]float64{-.01, .015, .02, .012, .005, -.017, -.025}
	z := make([]float64, n)
	for t := range z {
		e := sd * d.normal()
		z[t] = level + week[t%7] + e
		level += w.level * e
		week[t%7] += w.week * e
	}
	return z
}

func TestSmoothingFindsItsConstants(t *testing.T) {
	d := &dice{7}
	for _, w := range []smoothWeights{{.2, .05}, {.5, .1}, {.8, .02}} {
		var level, week float64
		const rounds = 20
		for range rounds {
			got := smoothestWeights(smoothed(400, w, .02, d))
			level += got.level / rounds
			week += got.week / rounds
		}
		if math.Abs(level-w.level) > .06 || math.Abs(week-w.week) > .04 {
			t.Errorf("on the mean (%.3f, %.3f), simulated with %v", level, week, w)
		}
	}
}

// The first state that smooth finds on the way is the one of the least sum of squares.
func TestSmoothMatchesTheLongWay(t *testing.T) {
	d := &dice{8}
	z := smoothed(60, smoothWeights{.4, .1}, .02, d)
	z[11], z[12], z[40] = math.NaN(), math.NaN(), math.NaN()
	w := smoothWeights{.35, .12}
	run := func(first [etsStates]float64) ([etsStates]float64, float64) {
		x, sse := first, 0.0
		for i := 1; i < etsStates; i++ {
			sse += weekHold * first[i] * first[i]
		}
		for t, y := range z {
			if math.IsNaN(y) {
				continue
			}
			e := y - x[0] - x[1+t%7]
			sse += e * e
			x[0] += w.level * e
			x[1+t%7] += w.week * e
		}
		return x, sse
	}
	last, _ := smooth(z, w)
	best := [etsStates]float64{math.Log(600)}
	_, least := run(best)
	for step := .01; step > 1e-9; step /= 2 {
		for moved := true; moved; {
			moved = false
			for i := range best {
				for _, s := range []float64{-step, step} {
					try := best
					try[i] += s
					if _, v := run(try); v < least {
						best, least, moved = try, v, true
					}
				}
			}
		}
	}
	end, _ := run(best)
	for i := range end {
		if math.Abs(end[i]-last[i]) > 1e-5 {
			t.Errorf("state %d is %.7f, by search %.7f", i, last[i], end[i])
		}
	}
}

func TestSmoothingGoesOnWithTheWeek(t *testing.T) {
	y := weekly(84, 600, 0, &dice{9})
	var out [Horizon]float64
	if err := NewETS().Ahead(panelOf("2018-11-05", y), Occupied, 0, 83, out[:]); err != nil {
		t.Fatal(err)
	}
	for h := range out {
		if got, want := math.Exp(out[h]), y[h%7]; math.Abs(got-want) > 1 {
			t.Errorf("in %d days %.2f, want %.2f", h+1, got, want)
		}
	}
}

func BenchmarkETS(b *testing.B) {
	p := panelOf("2018-11-05", weekly(120, 600, .02, &dice{9}))
	var out [Horizon]float64
	for b.Loop() {
		if err := NewETS().Ahead(p, Occupied, 0, 119, out[:]); err != nil {
			b.Fatal(err)
		}
	}
}
