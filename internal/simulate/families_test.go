package simulate_test

import (
	"math"
	"testing"

	"headroom/internal/dist"
	"headroom/internal/simulate"
)

// The tests of this file and of those named family_*_test.go are the engine's part of the exact cases: systems whose law
// is known without simulating, and properties that hold in every replicate.

// even is the same on every day.
func even[T any](days int, x T) []T {
	out := make([]T, days)
	for d := range out {
		out[d] = x
	}
	return out
}

// one gives a site that nobody needs an onward place to leave: arrivals of a steady mean, five kinds of stay.
func one(days int, mean float64) *simulate.Model {
	return &simulate.Model{Days: days, Sites: []simulate.Site{{
		Key: 7, Name: "the site", Arrivals: even(days, mean), ReadyHazard: 0.75,
		Stages: []simulate.Stage{
			{Hazard: 0.42, Mix: 0.38}, {Hazard: 0.13, Mix: 0.22}, {Hazard: 0.055, Mix: 0.08}, {Hazard: 0.38, Mix: 0.22}, {Hazard: 0.10, Mix: 0.10},
		},
	}}}
}

// run plays a model or fails the test.
func run(t *testing.T, m *simulate.Model, o simulate.Options) *simulate.Result {
	t.Helper()
	r, err := simulate.Run(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// staying is the chance of still being there j mornings after the first, by j, for an unplanned arrival without need.
func staying(s *simulate.Site, days int) []float64 {
	out := make([]float64, days)
	for _, g := range s.Stages {
		in, ready := 1.0, 0.0
		for j := range out {
			out[j] += g.Mix * (in + ready)
			leave := in * g.Hazard
			in, ready = in-leave, (ready+leave)*(1-s.ReadyHazard)
		}
	}
	return out
}

// furthest is the greatest distance between the law and the shares of the replicates (Kolmogorov and Smirnov).
func furthest(r *simulate.Result, site, day int, law dist.Law) float64 {
	most := 0.0
	for n := law.Lowest(); n <= law.Highest(); n++ {
		most = max(most, math.Abs(law.AtMost(n)-float64(r.AtMost(site, day, n))/float64(r.Replicates())))
	}
	return most
}

// Family 1, M/G/∞: without queues the number there is exactly Poisson, with the mean of those who came and stay.
func TestNoQueueIsPoisson(t *testing.T) {
	const days, mean, n = 60, 37.0, 40_000
	m := one(days, mean)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 7})
	stay := staying(&m.Sites[0], days)
	for _, d := range []int{0, 5, 20, 59} {
		want := 0.0
		for j := range d + 1 {
			want += mean * stay[j]
		}
		if z := (r.Mean(0, d) - want) / math.Sqrt(want/n); math.Abs(z) > 3.5 {
			t.Errorf("day %d: mean %.3f, exactly %.3f: %.1f standard errors", d, r.Mean(0, d), want, z)
		}
		if v := r.SD(0, d) * r.SD(0, d) / want; math.Abs(v-1) > 0.03 {
			t.Errorf("day %d: the variance is %.3f of the mean", d, v)
		}
		// 1.95/√n is passed once in a thousand times.
		if k := furthest(r, 0, d, dist.Poisson(want)); k > 1.95/math.Sqrt(n) {
			t.Errorf("day %d: %.4f from the Poisson law; 1.95/√n is %.4f", d, k, 1.95/math.Sqrt(n))
		}
		t.Logf("day %d: mean %.3f of %.3f", d, r.Mean(0, d), want)
	}
}

// Family 2, Little's law: in the long run as many are there as come in a day, times the nights that each stays.
func TestLittlesLaw(t *testing.T) {
	const days, mean, n = 150, 37.0, 20_000
	m := one(days, mean)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 8})
	nights := 0.0
	for _, g := range m.Sites[0].Stages {
		nights += g.Mix * (1/g.Hazard + (1-m.Sites[0].ReadyHazard)/m.Sites[0].ReadyHazard)
	}
	want := mean * nights
	if z := (r.Mean(0, days-1) - want) / math.Sqrt(want/n); math.Abs(z) > 3.5 {
		t.Errorf("%.3f are there; %.1f a day for %.4f nights is %.3f: %.1f standard errors", r.Mean(0, days-1), mean, nights, want, z)
	}
}
