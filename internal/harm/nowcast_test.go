package harm

import (
	"math"
	"testing"
)

// coverageSeeds are those of the histories: the page's own first, then five others.
var coverageSeeds = []uint64{20, 1001, 1002, 1003, 1004, 1005}

// The 90% interval covers 85 to 95% of simulated histories whose truth is known: none, few, many, and delays that change. All
// seeds together keep to that as it stands; 500 of one seed, and every kind over all seeds, but for what chance allows of so
// many histories at two standard errors. Above 95% no kind is held: where next to nothing happens whole numbers cannot hold
// less often.
func TestNowcastCoverage(t *testing.T) {
	kinds, held, all := make([]Trial, len(trialKinds)), 0, 0
	for _, seed := range coverageSeeds {
		trials, err := TryNowcast(500, seed)
		if err != nil {
			t.Fatal(err)
		}
		total, of := 0, 0
		for i, x := range trials {
			if seed == coverageSeeds[0] {
				t.Logf("%-7s covered %d of %d, mean width %.1f, score %.1f", x.Kind, x.Held, x.Of, x.Width, x.Score)
			}
			total, of = total+x.Held, of+x.Of
			k := &kinds[i]
			k.Width, k.Score = k.Width+x.Width*float64(x.Of), k.Score+x.Score*float64(x.Of)
			k.Kind, k.Held, k.Of = x.Kind, k.Held+x.Held, k.Of+x.Of
		}
		held, all = held+total, all+of
		share := float64(total) / float64(of)
		t.Logf("seed %d: %.1f%% of %d", seed, share*100, of)
		if of != 500 || share < .85-2*math.Sqrt(.85*.15/500) || share > .95+2*math.Sqrt(.95*.05/500) {
			t.Errorf("seed %d: the 90%% interval covers %.1f%% of %d histories", seed, share*100, of)
		}
	}
	if share := float64(held) / float64(all); share < .85 || share > .95 {
		t.Errorf("the 90%% interval covers %.1f%% of %d histories", share*100, all)
	}
	for _, k := range kinds {
		n := float64(k.Of)
		share := float64(k.Held) / n
		t.Logf("all seeds, %-7s covered %d of %d (%.1f%%), mean width %.1f, score %.1f", k.Kind, k.Held, k.Of, share*100, k.Width/n, k.Score/n)
		if share < .85-2*math.Sqrt(.85*.15/n) {
			t.Errorf("%s: the 90%% interval covers %.1f%% of %d histories", k.Kind, share*100, k.Of)
		}
	}
}

// A nowcast over few weeks still has a past to learn delays from, and one of very many events a likelihood that fits a float.
func TestNowcastFewWeeksAndManyEvents(t *testing.T) {
	var events []Reported
	for day := trialDay.Add(-7 * 40); day.Before(trialDay); day = day.Add(1) {
		for k := range 300 {
			events = append(events, Reported{day, day.Add(k % 40)})
		}
	}
	for _, weeks := range []int{4, 10, 26} {
		n, err := NowcastOf(events, trialDay, NowcastOptions{Weeks: weeks})
		if err != nil {
			t.Fatal(err)
		}
		if n.Mean < float64(n.Low) || n.Mean > float64(n.High) || n.High == 0 {
			t.Errorf("%d weeks: %.0f expected still, %d to %d", weeks, n.Mean, n.Low, n.High)
		}
		if truth := 300. * 39 / 2; weeks == 26 && math.Abs(n.Mean/truth-1) > .1 {
			t.Errorf("%.0f expected still where %.0f are", n.Mean, truth)
		}
	}
}
