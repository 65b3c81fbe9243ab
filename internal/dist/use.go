package dist

// EnoughFor is the least supply that meets the number with the confidence asked, as 0.9: so many or fewer are needed at
// least that often. A confidence of 1 or more gives the highest number.
func (l Law) EnoughFor(confidence float64) int {
	sum := 0.0
	for i, c := range l.p {
		if sum += c; sum >= confidence {
			return l.lo + i
		}
	}
	return l.Highest()
}

// CanCountOn is the greatest number on which one can count with the confidence asked: so many or more come at least that
// often. A confidence of 1 or more gives the lowest number.
func (l Law) CanCountOn(confidence float64) int {
	sum := 0.0
	for i := len(l.p) - 1; i >= 0; i-- {
		if sum += l.p[i]; sum >= confidence {
			return l.lo + i
		}
	}
	return l.lo
}

// Middle is the least number that half of the chance does not exceed.
func (l Law) Middle() int { return l.EnoughFor(0.5) }

// Between is the range that leaves out the same chance, at most (1-share)/2, at either end.
func (l Law) Between(share float64) (low, high int) {
	end := (1 + share) / 2
	return l.CanCountOn(end), l.EnoughFor(end)
}
