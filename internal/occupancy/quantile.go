package occupancy

import "math"

// exp turns quantiles of a logarithm into those of the number.
func (q Quantiles) exp() Quantiles {
	for i := range q {
		q[i] = math.Exp(q[i])
	}
	return q
}

// times multiplies every quantile.
func (q Quantiles) times(by float64) Quantiles {
	for i := range q {
		q[i] *= by
	}
	return q
}

// Mean is the mean of the distribution whose quantiles these are: straight between the levels, and beyond the first and
// last one as far again as they lie from their neighbours.
func (q *Quantiles) Mean() float64 {
	s := levels[0]*(q[0]-(q[1]-q[0])/2) + (1-levels[LevelCount-1])*(q[LevelCount-1]+(q[LevelCount-1]-q[LevelCount-2])/2)
	for i := 1; i < LevelCount; i++ {
		s += (levels[i] - levels[i-1]) * (q[i] + q[i-1]) / 2
	}
	return s
}

// At is the value at probability p, straight between the levels; beyond them it goes on as a normal distribution would.
func (q *Quantiles) At(p float64) float64 {
	last := LevelCount - 1
	switch {
	case p < levels[0]:
		return q[0] - tailSD(q[3], q[0], 3, 0)*(normalQuantile(levels[0])-normalQuantile(max(p, 1e-9)))
	case p > levels[last]:
		return q[last] + tailSD(q[last], q[last-3], last, last-3)*(normalQuantile(min(p, 1-1e-9))-normalQuantile(levels[last]))
	}
	for i := 1; i <= last; i++ {
		if p <= levels[i] {
			f := (p - levels[i-1]) / (levels[i] - levels[i-1])
			return q[i-1] + f*(q[i]-q[i-1])
		}
	}
	return q[last]
}

// tailSD is the standard deviation of the normal distribution through two quantiles.
func tailSD(hi, lo float64, i, j int) float64 {
	return (hi - lo) / (normalQuantile(levels[i]) - normalQuantile(levels[j]))
}

// Above is the chance of more than x, straight between the levels and with normal tails beyond them.
func (q *Quantiles) Above(x float64) float64 {
	last := LevelCount - 1
	switch {
	case x < q[0]:
		return 1 - normalBelow(x, q[0], tailSD(q[3], q[0], 3, 0), levels[0])
	case x >= q[last]:
		return 1 - normalBelow(x, q[last], tailSD(q[last], q[last-3], last, last-3), levels[last])
	}
	for i := 1; i <= last; i++ {
		if x < q[i] {
			f := (x - q[i-1]) / (q[i] - q[i-1])
			return 1 - (levels[i-1] + f*(levels[i]-levels[i-1]))
		}
	}
	return 0
}

// normalBelow is the chance of at most x under the normal distribution of the given sd whose p-quantile is q.
func normalBelow(x, q, sd, p float64) float64 {
	if sd <= 0 {
		if x < q {
			return 0
		}
		return 1
	}
	return .5 * math.Erfc(-((x-q)/sd+normalQuantile(p))/math.Sqrt2)
}
