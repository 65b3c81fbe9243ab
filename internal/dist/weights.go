package dist

import (
	"math"
	"slices"
)

// faint is how small a chance is, beside the greatest, when it is left out.
const faint = 1e-19

// BinomialWeights gives the chances of the numbers of successes in n trials of chance p, from the number lo upwards,
// written into the space of into. Chances outside 0 to 1 are taken as 0 or 1; n below 0 as 0.
func BinomialWeights(into []float64, n int, p float64) (lo int, w []float64) {
	if n <= 0 || !(p > 0) {
		return 0, append(into[:0], 1)
	}
	if p >= 1 {
		return n, append(into[:0], 1)
	}
	q := 1 - p
	mode := min(int(math.Floor(float64(n+1)*p)), n)
	return around(into, mode,
		func(x int) float64 { return float64(x) * q / (float64(n-x+1) * p) },
		func(x int) float64 { return float64(n-x) * p / (float64(x+1) * q) })
}

// PoissonWeights gives the chances of a Poisson number with a mean, from the number lo upwards, written into the space of
// into. A mean below 0 is taken as 0.
func PoissonWeights(into []float64, mean float64) (lo int, w []float64) {
	if !(mean > 0) {
		return 0, append(into[:0], 1)
	}
	return around(into, int(math.Floor(mean)),
		func(x int) float64 { return float64(x) / mean },
		func(x int) float64 { return mean / float64(x+1) })
}

// around gives the chances from those of neighbours: down(x) is the chance of x-1 over that of x, up(x) of x+1 over x.
func around(into []float64, mode int, down, up func(x int) float64) (lo int, w []float64) {
	w = append(into[:0], 1)
	lo = mode
	for c := 1.0; lo > 0; lo-- {
		if c = float64(c * down(lo)); c < faint {
			break
		}
		w = append(w, c)
	}
	slices.Reverse(w)
	c := 1.0
	for x := mode; ; x++ {
		if c = float64(c * up(x)); c < faint {
			break
		}
		w = append(w, c)
	}
	// From the faint ends inwards the sum loses least; both ends are added by themselves.
	below, above := 0.0, 0.0
	for _, c := range w[:mode-lo] {
		below += c
	}
	for i := len(w) - 1; i >= mode-lo; i-- {
		above += w[i]
	}
	total := below + above
	for i := range w {
		w[i] /= total
	}
	return lo, w
}
