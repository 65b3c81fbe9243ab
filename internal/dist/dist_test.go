package dist_test

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"headroom/internal/dist"
)

// same wants two numbers to agree to 12 digits.
func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

func TestPoissonIsExact(t *testing.T) {
	for _, mean := range []float64{0, 0.01, 1, 7.3, 250} {
		l := dist.Poisson(mean)
		same(t, "the mean", l.Mean(), mean)
		same(t, "the variance", l.Variance(), mean)
		for n := range 400 {
			lg, _ := math.Lgamma(float64(n) + 1)
			want := math.Exp(float64(n)*math.Log(mean) - mean - lg)
			if mean == 0 {
				want = map[bool]float64{true: 1}[n == 0]
			}
			if math.Abs(l.Chance(n)-want) > 1e-13 {
				t.Errorf("mean %v: %d has the chance %v, want %v", mean, n, l.Chance(n), want)
			}
		}
	}
}

func TestBinomialIsExact(t *testing.T) {
	for _, n := range []int{0, 1, 5, 40} {
		for _, p := range []float64{0, 0.02, 0.5, 0.93, 1} {
			l := dist.Binomial(n, p)
			chance := new(big.Rat).SetFloat64(p)
			rest := new(big.Rat).Sub(big.NewRat(1, 1), chance)
			for x := range n + 1 {
				want := new(big.Rat).SetInt(new(big.Int).Binomial(int64(n), int64(x)))
				for i := range n {
					if i < x {
						want.Mul(want, chance)
					} else {
						want.Mul(want, rest)
					}
				}
				w, _ := want.Float64()
				if math.Abs(l.Chance(x)-w) > 1e-14 {
					t.Errorf("%d of %d at %v: %v, want %v", x, n, p, l.Chance(x), w)
				}
			}
		}
	}
}

func TestNegativeBinomial(t *testing.T) {
	for _, c := range [][2]float64{{3, 5}, {0.4, 1.9}, {80, 300}, {12, 12.001}} {
		l := dist.NegativeBinomial(c[0], c[1])
		if math.Abs(l.Mean()/c[0]-1) > 1e-9 || math.Abs(l.Variance()/c[1]-1) > 1e-7 {
			t.Errorf("mean %v and variance %v become %v and %v", c[0], c[1], l.Mean(), l.Variance())
		}
		size, p := c[0]*c[0]/(c[1]-c[0]), c[0]/c[1]
		for _, n := range []int{0, 1, 4, 90} {
			a, _ := math.Lgamma(float64(n) + size)
			b, _ := math.Lgamma(size)
			f, _ := math.Lgamma(float64(n) + 1)
			want := math.Exp(a - b - f + size*math.Log(p) + float64(n)*math.Log1p(-p))
			if math.Abs(l.Chance(n)-want) > 1e-9 {
				t.Errorf("mean %v, variance %v: %d has the chance %v, want %v", c[0], c[1], n, l.Chance(n), want)
			}
		}
	}
	if dist.NegativeBinomial(4, 3).Chance(2) != dist.Poisson(4).Chance(2) || dist.NegativeBinomial(0, 3).Chance(0) != 1 {
		t.Error("what cannot vary more than Poisson is not Poisson")
	}
}

// Every way in which some of them succeed, one by one.
func TestPoissonBinomialIsEveryWay(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 15 {
		chances := make([]float64, n)
		for i := range chances {
			chances[i] = random.Float64()
		}
		want := make([]float64, n+1)
		for way := range uint(1) << n {
			p := 1.0
			for i, c := range chances {
				if way>>i&1 == 1 {
					p *= c
				} else {
					p *= 1 - c
				}
			}
			want[bits.OnesCount(way)] += p
		}
		l := dist.PoissonBinomial(chances)
		for x, w := range want {
			same(t, "a chance", l.Chance(x), w)
		}
	}
	same(t, "chances outside 0 to 1", dist.PoissonBinomial([]float64{-1, 2, 2}).Chance(2), 1)
	many := make([]float64, 900)
	mean, variance := 0.0, 0.0
	for i := range many {
		many[i] = random.Float64()
		mean, variance = mean+many[i], variance+many[i]*(1-many[i])
	}
	l := dist.PoissonBinomial(many)
	same(t, "the mean of 900", l.Mean(), mean)
	same(t, "the variance of 900", l.Variance(), variance)
}

func TestCombining(t *testing.T) {
	a, b := dist.Binomial(12, 0.3), dist.Poisson(4)
	sum, difference := a.Plus(b), a.Minus(b)
	same(t, "the sum's mean", sum.Mean(), 7.6)
	same(t, "the sum's variance", sum.Variance(), 12*0.3*0.7+4)
	same(t, "the difference's mean", difference.Mean(), -0.4)
	same(t, "the difference's variance", difference.Variance(), 12*0.3*0.7+4)
	below := 0.0
	for x := range 13 {
		for y := range 60 {
			if x-y == -2 {
				below += a.Chance(x) * b.Chance(y)
			}
		}
	}
	same(t, "the chance of two fewer", difference.Chance(-2), below)
	// Of a Poisson number a Poisson one is kept, of a binomial one a binomial.
	for n := range 20 {
		same(t, "a thinned Poisson chance", b.Thin(0.4).Chance(n), dist.Poisson(1.6).Chance(n))
		same(t, "a thinned binomial chance", a.Thin(0.5).Chance(n), dist.Binomial(12, 0.15).Chance(n))
	}
	for _, p := range []float64{0, 1} {
		same(t, "what is kept for certain", a.Thin(p).Mean(), p*a.Mean())
	}
	clipped := difference.NotBelow(0)
	same(t, "the chance of the floor", clipped.Chance(0), difference.AtMost(0))
	same(t, "a chance above the floor", clipped.Chance(3), difference.Chance(3))
	if dist.Certain(4).NotBelow(7).Lowest() != 7 || dist.Certain(4).Plus(dist.Certain(-9)).Highest() != -5 || a.NotBelow(-3).Chance(2) != a.Chance(2) {
		t.Error("certain numbers do not add")
	}
	var zero dist.Law
	if zero.Chance(0) != 1 || zero.Mean() != 0 || zero.Plus(b).Chance(3) != b.Chance(3) || b.Minus(zero).Chance(3) != b.Chance(3) {
		t.Error("the zero law is not the certain 0")
	}
}

func TestQuantilesSayWhatTheyAreFor(t *testing.T) {
	l, err := dist.Of(10, []float64{1, 2, 4, 2, 1})
	if err != nil {
		t.Fatal(err)
	}
	for confidence, want := range map[float64]int{0.05: 10, 0.1: 10, 0.11: 11, 0.5: 12, 0.9: 13, 0.95: 14, 1: 14, 2: 14} {
		if got := l.EnoughFor(confidence); got != want {
			t.Errorf("%d is enough for %v, want %d", got, confidence, want)
		}
		if l.AtMost(want) < min(confidence, 1)-1e-12 {
			t.Errorf("%d is not enough for %v", want, confidence)
		}
	}
	for confidence, want := range map[float64]int{0.05: 14, 0.1: 14, 0.3: 13, 0.5: 12, 0.9: 11, 0.95: 10, 2: 10} {
		if got := l.CanCountOn(confidence); got != want {
			t.Errorf("%d can be counted on with %v, want %d", got, confidence, want)
		}
	}
	if low, high := l.Between(0.8); low != 11 || high != 13 || l.Middle() != 12 {
		t.Errorf("eight of ten lie between %d and %d about %d", low, high, l.Middle())
	}
	same(t, "what is above and not above", l.AtMost(12)+l.MoreThan(12), 1)
	if l.AtMost(9) != 0 || l.MoreThan(9) != 1 || l.AtMost(14) != 1 || l.MoreThan(14) != 0 {
		t.Error("the ends are not certain")
	}
	far := dist.Poisson(10).MoreThan(45)
	if far <= 0 || far > 1e-14 {
		t.Errorf("a small chance lost its digits: %v", far)
	}
}

func TestWeightsThatMakeNoLaw(t *testing.T) {
	for _, w := range [][]float64{nil, {0, 0}, {1, -1}, {math.NaN()}, {math.Inf(1)}} {
		if _, err := dist.Of(0, w); err == nil {
			t.Errorf("%v made a law", w)
		}
	}
}

// The interval of Wilson's paper, and of the textbooks: 8 of 10 at 95% is 0.490 to 0.943.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{{8, 10, 0.4902, 0.9433}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {9000, 10_000, 0.8940, 0.9057}, {0, 0, 0, 1}} {
		low, high := dist.Wilson(c.k, c.n, 1.959964)
		if math.Abs(low-c.low) > 6e-5 || math.Abs(high-c.high) > 6e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.k, c.n, low, high, c.low, c.high)
		}
	}
}
