package harm

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/civil"
)

// history is a simulated truth: what happened, and when each was written down.
type history struct {
	kind   string
	events []Reported
}

var origin = civil.MustDate("2024-06-03")

// simulate makes a history of weeks before origin, with delays that may change.
func simulate(r *rand.Rand, kind string) history {
	rate := map[string]float64{"none": 0, "few": .4, "some": 3, "many": 15, "slower": 8, "faster": 8}[kind]
	rate *= .6 + .8*r.Float64()
	mean := 10 + 20*r.Float64() // days
	change := origin.Add(-21 - r.IntN(50))
	out := history{kind: kind}
	for day := origin.Add(-7 * 40); day.Before(origin); day = day.Add(1) {
		m := mean
		if !day.Before(change) {
			switch kind {
			case "slower":
				m *= 1.6
			case "faster":
				m *= .6
			}
		}
		for range poisson(r, rate/7) {
			out.events = append(out.events, Reported{day, day.Add(int(r.ExpFloat64() * m))})
		}
	}
	return out
}

func poisson(r *rand.Rand, mean float64) int {
	n, p, limit := 0, r.Float64(), math.Exp(-mean)
	for p > limit {
		n++
		p *= r.Float64()
	}
	return n
}

// The 90% interval covers 85 to 95% of 500 histories whose truth is known: none, few, many, and delays that change.
func TestNowcastCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	kinds := []string{"none", "few", "some", "many", "slower", "faster"}
	hit, of := map[string]int{}, map[string]int{}
	width := map[string]float64{}
	total := 0
	for k := range 500 {
		h := simulate(r, kinds[k%len(kinds)])
		n, err := NowcastOf(h.events, origin, NowcastOptions{})
		if err != nil {
			t.Fatal(err)
		}
		truth := 0
		for _, e := range h.events {
			if !e.Occurred.Before(origin.Add(-7*26)) && !e.Recorded.Before(origin) {
				truth++
			}
		}
		of[h.kind]++
		width[h.kind] += float64(n.High - n.Low)
		if truth >= n.Low && truth <= n.High {
			hit[h.kind]++
			total++
		}
	}
	for _, k := range kinds {
		t.Logf("%-7s covered %d of %d, mean width %.1f", k, hit[k], of[k], width[k]/float64(of[k]))
	}
	if share := float64(total) / 500; share < .85 || share > .95 {
		t.Errorf("the 90%% interval covers %.1f%% of histories", share*100)
	}
}
