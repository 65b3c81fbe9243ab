package occupancy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"headroom/internal/civil"
)

// cameOff makes the outcomes of days on which forecasts from every morning erred as given: err is the error of day d's
// forecast h days ahead, in beds.
func cameOff(days int, err func(d, h int) float64) []Outcome {
	first := civil.MustDate("2025-12-01")
	out := make([]Outcome, days)
	for d := range out {
		out[d] = Outcome{Org: "R1A", Day: first.Add(d), Occupied: 600, Open: 640}
		for _, h := range ScoredHorizons() {
			a := Ahead{H: h, Median: 600 + err(d, h), In90: true, In80: true, In50: true}
			out[d].Ahead = append(out[d].Ahead, a)
		}
	}
	return out
}

// Bias as large as the mean error is said though every day was inside the range; errors to both sides are not.
func TestDisagreesOnOneSide(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	noise := make([]float64, 28)
	for i := range noise {
		noise[i] = 5 * r.NormFloat64()
	}
	for _, c := range []struct {
		name string
		days int
		err  func(d, h int) float64
		want string
	}{
		{"12 beds too many", 28, func(d, _ int) float64 { return 12 + noise[d] }, "above what came, by 13 beds on average"},
		{"12 beds too few", 28, func(d, _ int) float64 { return -12 + noise[d] }, "below what came"},
		{"too few days", 13, func(d, _ int) float64 { return 12 }, ""},
		{"fourteen days", 14, func(d, _ int) float64 { return 12 }, "On 14 of the last 14 scored"},
		{"to both sides", 28, func(d, _ int) float64 { return noise[d] }, ""},
		{"no error at all", 28, func(d, _ int) float64 { return 0 }, ""},
		{"one large error among small ones of the other side", 28, func(d, _ int) float64 {
			if d == 3 {
				return -400
			}
			return 1
		}, ""},
		{"long ago alone", 28, func(_, h int) float64 {
			if h > nearDays {
				return 12
			}
			return 0
		}, ""},
	} {
		words, yes := Sum(cameOff(c.days, c.err)).Disagrees()
		if yes != (c.want != "") || !strings.Contains(words, c.want) {
			t.Errorf("%s: %q", c.name, words)
		}
	}
}

// A month of forecasts from weeks before that errs to one side is told apart from a lean of the next week's.
func TestFarForecastsOnOneSide(t *testing.T) {
	far := func(beds float64) func(d, h int) float64 {
		return func(d, h int) float64 {
			if h > nearDays {
				return beds
			}
			return float64(d%2) - .5
		}
	}
	for _, c := range []struct {
		days int
		err  func(d, h int) float64
		want bool
	}{{28, far(12), true}, {28, far(-12), true}, {13, far(12), false}, {28, far(0), false}, {28, func(int, int) float64 { return 12 }, false}} {
		if got := Sum(cameOff(c.days, c.err)).FarOneSided(); got != c.want {
			t.Errorf("%d days: %v", c.days, got)
		}
	}
}

// Both faults are said together.
func TestDisagreesOnBoth(t *testing.T) {
	list := cameOff(28, func(int, int) float64 { return 30 })
	for i := range list {
		for j := range list[i].Ahead {
			list[i].Ahead[j].In90 = false
		}
	}
	words, _ := Sum(list).Disagrees()
	if !strings.Contains(words, "held 0%") || !strings.Contains(words, "above what came") {
		t.Error(words)
	}
}

// persistent makes errors as forecasts have that know all that can be known of beds that keep a share of each morning's
// surprise to the next: those of one morning from different days, and those of near mornings, go together.
func persistent(r *rand.Rand, keep float64) func(d, h int) float64 {
	surprise := make([]float64, 28+Horizon)
	for i := range surprise {
		surprise[i] = 6 * r.NormFloat64()
	}
	return func(d, h int) float64 {
		x := 0.
		for i := range h {
			x += math.Pow(keep, float64(i)) * surprise[d+Horizon-i-1]
		}
		return x
	}
}

// How often a lean is said of forecasts that are right, and of ones that are not. docs/forecast.md has these numbers.
func TestLeanFalseAlarms(t *testing.T) {
	const times = 2000
	said := func(bias, keep float64) float64 {
		r := rand.New(rand.NewPCG(12, 24))
		n := 0
		for range times {
			err := persistent(r, keep)
			if keep == 0 { // each morning errs by itself, from however long ago it was forecast
				own := make([]float64, 28)
				for d := range own {
					own[d] = 6 * r.NormFloat64()
				}
				err = func(d, _ int) float64 { return own[d] }
			}
			if _, yes := Sum(cameOff(28, func(d, h int) float64 { return bias + err(d, h) })).Disagrees(); yes {
				n++
			}
		}
		return float64(n) / times
	}
	for _, c := range []struct{ keep, most float64 }{{0, .002}, {.8, .04}, {.92, .05}, {1, .06}} {
		if got := said(0, c.keep); got > c.most {
			t.Errorf("right forecasts whose errors keep %v to the next morning: said in %.3f of cases, at most %v are allowed", c.keep, got, c.most)
		} else {
			t.Logf("errors keep %v: false in %.4f of cases", c.keep, got)
		}
	}
	if got := said(12, .8); got < .5 {
		t.Errorf("12 beds too many among errors of persistent days: said in %.3f of cases", got)
	} else {
		t.Logf("12 beds too many: said in %.3f of cases", got)
	}
}
