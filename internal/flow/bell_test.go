package flow

import (
	"math"
	"math/rand/v2"
	"testing"
)

// halved is a mixture's quantile by halving alone: slow, and right wherever the distribution function is.
func halved(bells []bell, mean, sd, p float64) float64 {
	lo, hi := mean-9*sd-1, mean+9*sd+1
	for range 60 {
		if mid := (lo + hi) / 2; below(bells, mid) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// TestQuantileIsTheHalvedOne: of two thousand made-up mixtures, narrow and wide, of one hump and of several far apart, and
// chances into the tails, the quick quantile and the slow one are the same number.
func TestQuantileIsTheHalvedOne(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 3))
	for range 2000 {
		bells := make([]bell, 1+r.IntN(waves))
		total, scale := 0.0, math.Exp(6*r.Float64()-2)
		for i := range bells {
			bells[i] = bell{r.Float64() + 1e-3, 500 + scale*r.NormFloat64(), 1 / (math.Sqrt2 * math.Exp(3*r.Float64()))}
			total += bells[i].weight
		}
		mean, variance := 0.0, 0.0
		for i := range bells {
			bells[i].weight /= total
			mean += bells[i].weight * bells[i].mean
		}
		for _, b := range bells {
			variance += b.weight * (.5/sq(b.per) + sq(b.mean-mean))
		}
		for _, p := range []float64{1e-4, .05, .1, .25, .5, .75, .9, .95, .999, r.Float64()} {
			is, want := quantile(bells, mean, math.Sqrt(variance), p), halved(bells, mean, math.Sqrt(variance), p)
			flat := math.Abs(below(bells, is)-p) < 1e-13 // where nothing lies between two humps any number is right
			if math.Abs(is-want) > 1e-6 && !flat {
				t.Fatalf("%d humps, chance %v: %v, by halving %v", len(bells), p, is, want)
			}
		}
	}
}

// TestQuantilesOfLaws holds every day of some trusts' laws, asked together, against halving.
func TestQuantilesOfLaws(t *testing.T) {
	for seed := range uint64(6) {
		s := Sample(seed, 2, 2, 30)
		l, err := Close(&s.Model, 0, s.Model.Days)
		if err != nil {
			t.Fatal(err)
		}
		ps := []float64{.01, .05, .1, .25, .5, .75, .9, .95, .99}
		for d := range l.Days() {
			bells := l.bells(d, nil)
			for i, q := range l.Quantiles(d, ps...) {
				want := halved(bells, l.Mean(d), l.SD(d), ps[i])
				if math.Abs(q-want) > 1e-6 || q != l.Quantile(d, ps[i]) {
					t.Fatalf("seed %d, day %d, chance %v: %v, alone %v, by halving %v", seed, d, ps[i], q, l.Quantile(d, ps[i]), want)
				}
			}
		}
	}
}

// TestQuantileAtTheEdges: one bell is its own quantile, and a chance of none or one is an end of what is looked through.
func TestQuantileAtTheEdges(t *testing.T) {
	one := []bell{{1, 600, 1 / (20 * math.Sqrt2)}}
	for p, want := range map[float64]float64{.5: 600, .975: 639.19928, .001: 538.19535} {
		if got := quantile(one, 600, 20, p); math.Abs(got-want) > 1e-4 {
			t.Errorf("chance %v: %v, want %v", p, got, want)
		}
	}
	if none, all := quantile(one, 600, 20, 0), quantile(one, 600, 20, 1); !(none >= 419 && none < 450 && all <= 781 && all > 750) {
		t.Errorf("chance none %v, chance one %v", none, all)
	}
}
