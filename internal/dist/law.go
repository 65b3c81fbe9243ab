package dist

import (
	"math"

	"headroom/internal/fault"
)

// Law is the law of a whole number. The zero Law is that of the certain number 0.
type Law struct {
	lo int
	p  []float64 // chance of lo, lo+1, …; nil for a certain lo
}

// Certain is the law of a number that is n.
func Certain(n int) Law { return Law{lo: n} }

// Of is the law in which lo has the first of the weights, lo+1 the second, and so on; they need not sum to one. A weight
// that is negative or no number, or a sum of 0, is a fault.
func Of(lo int, weights []float64) (Law, error) {
	total := 0.0
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return Law{}, fault.New(fault.Invalid, "the weight of %d is %v; it must be a number that is not negative", lo+i, w)
		}
		total += w
	}
	if total == 0 || math.IsInf(total, 1) {
		return Law{}, fault.New(fault.Invalid, "the weights sum to %v, from which no law can be made", total)
	}
	p := make([]float64, len(weights))
	for i, w := range weights {
		p[i] = w / total
	}
	return trimmed(lo, p), nil
}

// trimmed leaves out what is fainter than faint at the ends.
func trimmed(lo int, p []float64) Law {
	for len(p) > 1 && p[0] < faint {
		p, lo = p[1:], lo+1
	}
	for len(p) > 1 && p[len(p)-1] < faint {
		p = p[:len(p)-1]
	}
	if len(p) == 1 {
		return Certain(lo)
	}
	return Law{lo: lo, p: p}
}

// Lowest is the least number with a chance.
func (l Law) Lowest() int { return l.lo }

// Highest is the greatest number with a chance.
func (l Law) Highest() int { return l.lo + max(len(l.p)-1, 0) }

// Chance is that of exactly n.
func (l Law) Chance(n int) float64 {
	switch {
	case n < l.lo || n > l.Highest():
		return 0
	case l.p == nil:
		return 1
	}
	return l.p[n-l.lo]
}

// AtMost is the chance of n or fewer.
func (l Law) AtMost(n int) float64 {
	switch {
	case n < l.lo:
		return 0
	case n >= l.Highest():
		return 1
	}
	sum := 0.0
	for _, c := range l.p[:n-l.lo+1] {
		sum += c
	}
	return min(sum, 1)
}

// MoreThan is the chance of more than n, summed from the far end, so that a small one keeps its digits.
func (l Law) MoreThan(n int) float64 {
	switch {
	case n < l.lo:
		return 1
	case n >= l.Highest():
		return 0
	}
	sum := 0.0
	for i := len(l.p) - 1; i > n-l.lo; i-- {
		sum += l.p[i]
	}
	return min(sum, 1)
}

// Mean is the expected number.
func (l Law) Mean() float64 {
	m := 0.0
	for i, c := range l.p {
		m += float64(float64(i) * c)
	}
	return float64(l.lo) + m
}

// Variance is the expected square of the distance from the mean.
func (l Law) Variance() float64 {
	m, v := l.Mean()-float64(l.lo), 0.0
	for i, c := range l.p {
		d := float64(i) - m
		v += float64(d * d * c)
	}
	return v
}

// SD is the root of the variance.
func (l Law) SD() float64 { return math.Sqrt(l.Variance()) }
