package chart

import (
	"math"
	"slices"
)

// axis is a value scale with its ticks; Low and High are ticks themselves, so that no value lies outside.
type axis struct {
	low, high, step float64
	ticks           []float64
}

// newAxis makes an axis that holds every value with about want steps. The axis begins at zero when it must or when the
// values come near it anyway; a scale of percentages does not go beyond 100 unless the values do. Values that are not
// numbers are passed over.
func newAxis(values []float64, want int, zero, percent bool) axis {
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if len(values) == 0 {
		values = []float64{0, 1}
	}
	lo, hi := slices.Min(values), slices.Max(values)
	if lo >= 0 && (zero || lo <= 0.4*hi) {
		lo = 0
	}
	if zero && hi < 0 {
		hi = 0
	}
	if lo == hi {
		pad := max(math.Abs(lo)*0.05, 1)
		lo, hi = lo-pad, hi+pad
		if slices.Min(values) >= 0 && lo < 0 {
			lo = 0
		}
	}
	a := axis{step: niceStep((hi - lo) / float64(want))}
	a.low = math.Floor(lo/a.step+1e-9) * a.step
	a.high = math.Ceil(hi/a.step-1e-9) * a.step
	if percent && a.high > 100 && hi <= 100 {
		a.high = 100
	}
	for i := 0; ; i++ {
		t := a.low + float64(i)*a.step
		if t > a.high+a.step*1e-6 {
			break
		}
		a.ticks = append(a.ticks, t)
	}
	return a
}

// niceStep is the smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below raw.
func niceStep(raw float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if m*p >= raw*(1-1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// decimals is how many the tick labels need.
func (a axis) decimals() int {
	for d := 0; d < 6; d++ {
		p := math.Pow(10, float64(d))
		if r := a.step * p; math.Abs(r-math.Round(r)) < 1e-6 {
			return d
		}
	}
	return 6
}

// share is where v lies between low (0) and high (1).
func (a axis) share(v float64) float64 { return (v - a.low) / (a.high - a.low) }
