package dist

import "math"

// Poisson is the law of how many come when they come independently of each other, mean of them on average.
func Poisson(mean float64) Law {
	lo, p := PoissonWeights(nil, mean)
	return trimmed(lo, p)
}

// Binomial is the law of how many of n succeed, each with the chance p by itself.
func Binomial(n int, p float64) Law {
	lo, w := BinomialWeights(nil, n, p)
	return trimmed(lo, w)
}

// NegativeBinomial is the law of a count that varies more than a Poisson one: its mean and variance are given. A variance
// that is not above the mean gives the Poisson law.
func NegativeBinomial(mean, variance float64) Law {
	if !(mean > 0) {
		return Certain(0)
	}
	if !(variance > mean) {
		return Poisson(mean)
	}
	size, rest := float64(mean*mean)/(variance-mean), (variance-mean)/variance
	mode := 0
	if size > 1 {
		mode = int(math.Floor((size - 1) * rest / (1 - rest)))
	}
	lo, w := around(nil, mode,
		func(x int) float64 { return float64(x) / ((float64(x-1) + size) * rest) },
		func(x int) float64 { return (float64(x) + size) * rest / float64(x+1) })
	return trimmed(lo, w)
}

// PoissonBinomial is the law of how many succeed when each has a chance of its own. It halves the list until one is left
// and adds the halves' laws. Chances outside 0 to 1 are taken as 0 or 1.
func PoissonBinomial(chances []float64) Law {
	switch len(chances) {
	case 0:
		return Certain(0)
	case 1:
		p := min(max(chances[0], 0), 1)
		return trimmed(0, []float64{1 - p, p})
	}
	half := len(chances) / 2
	return PoissonBinomial(chances[:half]).Plus(PoissonBinomial(chances[half:]))
}
