package occupancy

// At is the value that is not passed with probability p, straight between the levels beside it; below the lowest and
// above the highest level it is theirs.
func (q Quantiles) At(p float64) float64 {
	for i := range q {
		if p > levels[i] {
			continue
		}
		if i == 0 || p == levels[i] {
			return q[i]
		}
		share := (p - levels[i-1]) / (levels[i] - levels[i-1])
		return q[i-1] + share*(q[i]-q[i-1])
	}
	return q[LevelCount-1]
}

// Median is the value passed as often as not.
func (q Quantiles) Median() float64 { return q.At(.5) }
