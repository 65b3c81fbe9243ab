package simulate

import (
	"math"
	"math/big"
	"os/exec"
	"regexp"
	"testing"
)

// choose is the chance of exactly x of n at chance p, in rational numbers.
func choose(n, x int64, p *big.Rat) *big.Rat {
	out := new(big.Rat).SetInt(new(big.Int).Binomial(n, x))
	q := new(big.Rat).Sub(big.NewRat(1, 1), p)
	for range x {
		out.Mul(out, p)
	}
	for range n - x {
		out.Mul(out, q)
	}
	return out
}

// Family 11, the tables: a row of a binomial table is the exact law, each step rounded to 2^-32.
func TestBinomialRowsAreExact(t *testing.T) {
	for _, p := range []float64{0.02, 0.055, 0.13, 0.42, 0.5, 0.75, 0.97} {
		s := takeShelf(2, 1)
		for _, most := range []int32{10, 20_000} { // narrow cells, then wide ones
			table := s.of(p+float64(most)*1e-9, most)
			exact := new(big.Rat).SetFloat64(table.p)
			for _, n := range []int32{0, 1, 2, 3, 7, 16, 41, 120} {
				table.row(n)
				upTo := new(big.Rat)
				for x := range int64(n) + 1 {
					upTo.Add(upTo, choose(int64(n), x, exact))
					f, _ := new(big.Rat).Mul(upTo, big.NewRat(1<<32, 1)).Float64()
					// The first v that gives more than x is the law at x.
					if want, got := math.Round(f), firstAbove(table, n, int32(x)); math.Abs(want-got) > 1 {
						t.Fatalf("p %v, n %d (cells of %d bits): more than %d from %.0f on; exactly %.3f", table.p, n, table.bits, x, got, f)
					}
				}
			}
		}
	}
}

// drawn is the number of n at v.
func drawn(table *table, n int32, v uint32) int32 {
	out := []uint32{v}
	table.all([]int32{n}, out)
	return int32(out[0])
}

// firstAbove is the least v at which more than x are drawn; 2^32 when there is none.
func firstAbove(table *table, n, x int32) float64 {
	low, high := uint64(0), uint64(1<<32)
	for low < high {
		if m := (low + high) / 2; drawn(table, n, uint32(m)) > x {
			high = m
		} else {
			low = m + 1
		}
	}
	return float64(low)
}

// A draw never falls when v rises, and rises by 0 or 1 when there is one more to draw from.
func TestDrawsAreMonotone(t *testing.T) {
	s := takeShelf(2, 1)
	for _, p := range []float64{0.021, 0.3, 0.61} {
		for _, most := range []int32{10, 20_000} {
			table := s.of(p+float64(most)*1e-9, most)
			for n := int32(0); n < 160; n += 3 {
				last := int32(0)
				for v := uint64(0); v < 1<<32; v += 1<<32/997 + 1 {
					x, more := drawn(table, n, uint32(v)), drawn(table, n+1, uint32(v))
					if x < last || more < x || more > x+1 {
						t.Fatalf("p %v, v %d: %d of %d, %d of %d; %d at a smaller v", table.p, v, x, n, more, n+1, last)
					}
					last = x
				}
			}
		}
	}
}

// The Poisson rows of a steady mean are exact; those of a varying one have the right mean, nearly the right law, and are
// monotone in the mean.
func TestPoissonRows(t *testing.T) {
	s := takeShelf(2, 1)
	for _, mean := range []float64{0.003, 0.7, 4, 62.31, 410} {
		row := s.steady(mean)
		p, upTo := math.Exp(-mean), 0.0
		for x := 0; x < int(mean+12*math.Sqrt(mean)+8); x++ {
			if x > 0 {
				lg, _ := math.Lgamma(float64(x) + 1)
				p = math.Exp(float64(x)*math.Log(mean) - mean - lg)
			}
			upTo += p
			v := uint64(math.Ldexp(min(upTo, 1), 32))
			if v > 100 && v < 1<<32-100 && (s.poisson(row, 0, uint32(v-50)) > int32(x) || s.poisson(row, 0, uint32(v+50)) <= int32(x)) {
				t.Errorf("mean %v: the step from %d is not at %d", mean, x, v)
			}
		}
	}
	for _, mean := range []float64{0.013, 0.31, 1.07, 3.93, 62.31, 409.7} {
		const n = 1 << 18
		sum, squares, last := 0.0, 0.0, int32(0)
		for i := range uint64(n) {
			v := uint32(i<<14 + 1<<13)
			x := s.varying(uint64(math.Ldexp(mean, sizeBits)), v)
			if x < last || s.varying(uint64(math.Ldexp(mean*1.004, sizeBits)), v) < x {
				t.Fatalf("mean %v: %d at %d, less at a smaller draw or more at a smaller mean", mean, x, v)
			}
			last = x
			sum, squares = sum+float64(x), squares+float64(x)*float64(x)
		}
		got, variance := sum/n, squares/n-sum/n*sum/n
		if math.Abs(got-mean) > 1e-4*math.Sqrt(mean)+1e-5 || math.Abs(variance/mean-1) > 0.0015+0.004/mean*min(1, 1/mean) {
			t.Errorf("mean %v: drawn %.6f, variance %.6f", mean, got, variance)
		}
	}
}

// The grid's places follow each other without a gap.
func TestGrid(t *testing.T) {
	for i := range 4000 {
		mean, step := gridMean(i)
		if j, rest := gridOf(uint64(math.Ldexp(mean, sizeBits))); j != i || rest != 0 {
			t.Fatalf("the mean %v of place %d is at place %d and %d", mean, i, j, rest)
		}
		if next, _ := gridMean(i + 1); next != mean+step {
			t.Fatalf("place %d ends at %v, the next begins at %v", i, mean+step, next)
		}
		if j, rest := gridOf(uint64(math.Ldexp(mean+step/2, sizeBits))); j != i || rest != 1<<15 {
			t.Fatalf("half way on from place %d is at place %d and %d", i, j, rest)
		}
	}
}

// The draws are uniform, and those of neighbouring replicates, days and things do not depend on each other.
func TestDrawsAreUniform(t *testing.T) {
	const n, cells = 1 << 16, 64
	limit := 63 + 4.5*math.Sqrt(2*63)
	for name, f := range map[string]func(i uint64) uint32{
		"replicates": func(i uint64) uint32 { return half(source(1, 2, drawLeave, 3, 4), i) },
		"even ones":  func(i uint64) uint32 { return half(source(1, 2, drawLeave, 3, 4), 2*i) },
		"days":       func(i uint64) uint32 { return half(source(1, 2, drawLeave, 3, int(i)), 7) },
		"units":      func(i uint64) uint32 { return half(source(1, i, drawLeave, 3, 4), 7) },
		"seeds":      func(i uint64) uint32 { return half(source(i, 2, drawLeave, 3, 4), 7) },
		"last bits":  func(i uint64) uint32 { return half(source(1, 2, drawLeave, 3, 4), i) << 26 },
	} {
		var one [cells]float64
		pairs := make([]float64, 8*8)
		last := f(n)
		for i := range uint64(n) {
			v := f(i)
			one[v>>26]++
			pairs[v>>29*8+last>>29]++
			last = v
		}
		for kind, counts := range map[string][]float64{"one by one": one[:], "in pairs": pairs} {
			chi := 0.0
			for _, c := range counts {
				d := c - n/cells
				chi += d * d / (n / cells)
			}
			if chi > limit {
				t.Errorf("%s, %s: chi squared %.1f, over %.1f", name, kind, chi, limit)
			}
		}
	}
	var v [5]uint32
	draws(v[:], 99, 6)
	for j := range v {
		if v[j] != half(99, 6+uint64(j)) {
			t.Errorf("replicate %d: %d in the block, %d by itself", 6+j, v[j], half(99, 6+uint64(j)))
		}
	}
}

// The functions agree with the library's.
func TestFunctions(t *testing.T) {
	for x := 1e-12; x < 1e9; x *= 1.37 {
		if got := ln(x); math.Abs(got-math.Log(x)) > 4e-16*max(1, math.Abs(math.Log(x))) {
			t.Errorf("ln %v is %v, want %v", x, got, math.Log(x))
		}
	}
	for x := -60.0; x < 60; x += 0.173 {
		if got := exp(x); math.Abs(got/math.Exp(x)-1) > 2e-16*(1+math.Abs(x)) {
			t.Errorf("exp %v is %v, want %v", x, got, math.Exp(x))
		}
	}
	for _, h := range []float64{0, 0.01, 0.4, 0.99, 1} {
		for _, f := range []float64{0, 0.35, 1, 1.45, 3} {
			if got, want := worked(h, f), 1-math.Pow(1-h, f); math.Abs(got-want) > 1e-14 {
				t.Errorf("a hazard of %v on a day of factor %v is %v, want %v", h, f, got, want)
			}
		}
	}
	c := newCurves()
	for i := range uint64(1 << 16) {
		v := uint32(i<<16 + 1<<15)
		want := math.Sqrt2 * math.Erfinv(2*math.Ldexp(float64(v)+0.5, -32)-1)
		if got := math.Ldexp(float64(c.normal(v)), -logBits); math.Abs(got-want) > 2e-5 {
			t.Fatalf("the normal quantile at %d is %v, want %v", v, got, want)
		}
	}
	if low, high := c.normal(0), c.normal(math.MaxUint32); low != -high || math.Abs(math.Ldexp(float64(high), -logBits)-6.337) > 0.01 {
		t.Errorf("the ends of the normal quantile are %d and %d", low, high)
	}
	for x := -3.0; x < 3; x += 0.01 {
		if got := math.Ldexp(float64(c.exp(fixed(x, logBits))), -sizeBits); math.Abs(got/math.Exp(x)-1) > 3e-6/min(1, math.Exp(x)) {
			t.Errorf("e^%v is %v, want %v", x, got, math.Exp(x))
		}
	}
}

// fusedMultiply is what a compiler for 64-bit ARM makes of a product that is folded into a sum.
var fusedMultiply = regexp.MustCompile(`(?m)^.*\s(FN?M(?:ADD|SUB)[SD])\s.*$`)

// No product is folded into a sum: on a processor that can, the compiler found none to fold. So floating point gives the
// same bits there as here, and the tables of integers that come of it are the same.
func TestNoProductIsFoldedIntoASum(t *testing.T) {
	if testing.Short() {
		t.Skip("short: compiling for another processor takes some seconds")
	}
	compiler, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not on the path, so nothing can be compiled for another processor")
	}
	for _, name := range []string{"headroom/internal/simulate", "headroom/internal/dist"} {
		c := exec.CommandContext(t.Context(), compiler, "build", "-gcflags="+name+"=-S", name)
		c.Env = append(c.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if len(out) < 10_000 {
			t.Fatalf("the compiler wrote no assembly:\n%s", out)
		}
		for _, line := range fusedMultiply.FindAllString(string(out), -1) {
			t.Errorf("%s: %s", name, line)
		}
	}
}
