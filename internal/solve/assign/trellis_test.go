package assign

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// heavy makes some jobs of a problem cost hundreds or thousands of times what others do.
func heavy(r *rand.Rand, p *Problem) *Problem {
	for j := range p.Jobs {
		b, times := &p.Jobs[j], math.Pow(10, 5*r.Float64()*r.Float64())
		b.Out, b.Move, b.Drop = b.Out*times, b.Move*times, b.Drop*times
		for d := range b.Cost {
			b.Cost[d] *= float32(times)
		}
	}
	return p
}

// TestPackingIsNeverAboveTheOptimum takes the packing bound at any prices, with pools priced by night and by trellis, and
// after a climb, on problems where the optimum is known by trying all.
func TestPackingIsNeverAboveTheOptimum(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 3))
	trellises, tighter, climbed, reached := 0, 0, 0, 0.0
	const cases = 200
	for n := range cases {
		p := tiny(r)
		if n%2 == 1 {
			p = heavy(r, p)
		}
		best := optimum(p)
		s := newSearch(context.Background(), compile(p), Options{Seed: 1, Workers: 1, Work: 2_000_000})
		s.climb()
		s.split, s.inv = newSplit(s.st), invert(s.dual, s.at, s.near, mostInverse)
		w := newPacking(s.dual, s.at, s.near, s.inv, proofNodes)
		check := func(what string, v float64) {
			if v > best+1e-9*math.Abs(best)+1e-6 {
				t.Fatalf("case %d, %s: bound %v above the optimum %v", n, what, v, best)
			}
		}
		plain := w.certify()
		check("nights priced", plain)
		w.trellis(1 << 40)
		trellises += len(w.pools)
		whole := w.certify()
		check("users priced", whole)
		if whole < plain-1e-6*math.Abs(plain)-1e-3 {
			t.Fatalf("case %d: %v with a trellis, %v without", n, whole, plain)
		}
		if whole > plain+1e-3 {
			tighter++
		}
		after := w.improve(500_000, .05, .001, s.halt)
		check("after a climb", after)
		if after > whole+1e-3 {
			climbed++
		}
		if best > 0 {
			reached += math.Max(0, after) / best / cases
		}
		for range 5 {
			for i := range w.u {
				w.u[i] = w.c.out[i] * (1.2*r.Float64() - .1)
			}
			for _, prices := range [][]float64{w.p.cell, w.p.row} {
				for k := range prices {
					prices[k] = 40 * r.Float64() * r.Float64()
				}
			}
			for _, z := range w.pools {
				for k := range z.price {
					z.price[k] = 40 * r.Float64() * r.Float64()
				}
			}
			w.priceStays()
			check("prices drawn", w.certify())
		}
	}
	if trellises < cases/2 || tighter < 2 || climbed < cases/20 || reached < .7 {
		t.Fatalf("%d trellises, %d tighter at once, %d climbed, %.2f of the optimum reached: the test has nothing to say", trellises, tighter, climbed, reached)
	}
	t.Logf("%d trellises, %d tighter at once, %d climbed, %.3f of the optimum reached", trellises, tighter, climbed, reached)
}

// TestTrellisHoldsWhateverFits draws users that fit one by one, and holds that the best way through is never worth less, and
// that its own users fit.
func TestTrellisHoldsWhateverFits(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	kinds := [][]float64{{1, .25}, {1, float64(float32(.8)), float64(float32(.4)), .15}, {float64(float32(.9)), .35}}
	best, built, kept := 0, 0, 0
	for n := range 200 {
		const days = 5
		tr := &trellis{kinds: kinds[:1+r.IntN(3)]}
		left, caps := make([]int, days+2), make([]float64, days+2)
		for d := range left {
			caps[d] = .5*float64(r.IntN(7)) + .2*float64(r.IntN(2))
			left[d] = int(math.Ceil(caps[d]/trellisUnit)) + 10
		}
		for range days * len(tr.kinds) {
			tr.most = append(tr.most, int32(r.IntN(4)))
		}
		if !tr.build(left, 100_000) {
			t.Fatal("too many nodes")
		}
		built, kept = built+tr.built, kept+len(tr.next)
		gain, count := make([]float64, len(tr.most)), make([]float64, len(tr.most))
		for l := range gain {
			gain[l] = r.Float64() - .1
		}
		top := tr.solve(gain, count)
		fits := func(count []float64) bool {
			used := make([]float64, days+2)
			for l, x := range count {
				if x > float64(tr.most[l]) {
					return false
				}
				for a, u := range tr.kinds[l%len(tr.kinds)] {
					if d := l/len(tr.kinds) + a; d < len(used) {
						used[d] += u * x
						if x > 0 && u > 0 && used[d] > caps[d]+1e-6 {
							return false
						}
					}
				}
			}
			return true
		}
		worth := func(count []float64) (sum float64) {
			for l, x := range count {
				sum += x * gain[l]
			}
			return sum
		}
		if math.Abs(worth(count)-top) > 1e-9 {
			t.Fatalf("case %d: the way is worth %v and was said to be worth %v", n, worth(count), top)
		}
		if fits(count) {
			best++
		}
		for range 50 {
			drawn := make([]float64, len(count))
			for range 20 {
				l := r.IntN(len(drawn))
				if drawn[l]++; !fits(drawn) {
					drawn[l]--
				}
			}
			if v := worth(drawn); v > top+1e-9 {
				t.Fatalf("case %d: users that fit are worth %v, the best way %v", n, v, top)
			}
		}
	}
	if best < 150 {
		t.Fatalf("only %d of 200 best ways fit", best)
	}
	if 3*kept > 2*built {
		t.Fatalf("%d nodes were made %d: those after which the same follows are not one", built, kept)
	}
}
