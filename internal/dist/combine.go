package dist

// Plus is the law of the sum of two numbers that do not depend on each other.
func (l Law) Plus(m Law) Law {
	if l.p == nil {
		return Law{lo: m.lo + l.lo, p: m.p}
	}
	if m.p == nil {
		return Law{lo: l.lo + m.lo, p: l.p}
	}
	out := make([]float64, len(l.p)+len(m.p)-1)
	for i, a := range l.p {
		row := out[i : i+len(m.p)]
		for j, b := range m.p {
			row[j] += float64(a * b)
		}
	}
	return trimmed(l.lo+m.lo, out)
}

// Minus is the law of the difference of two numbers that do not depend on each other. It may fall below 0.
func (l Law) Minus(m Law) Law {
	back := Law{lo: -m.Highest()}
	if m.p != nil {
		back.p = make([]float64, len(m.p))
		for i, c := range m.p {
			back.p[len(m.p)-1-i] = c
		}
	}
	return l.Plus(back)
}

// Thin is the law of how many are kept when each counted one is kept with the chance p by itself. Numbers below 0 count
// as 0.
func (l Law) Thin(p float64) Law {
	out := make([]float64, max(l.Highest(), 0)+1)
	var w []float64
	for n := l.lo; n <= l.Highest(); n++ {
		var lo int
		lo, w = BinomialWeights(w, n, p)
		c := l.Chance(n)
		for i, b := range w {
			out[lo+i] += float64(c * b)
		}
	}
	return trimmed(0, out)
}

// NotBelow is the law of the number, or of floor where that is more.
func (l Law) NotBelow(floor int) Law {
	if l.lo >= floor {
		return l
	}
	if l.Highest() <= floor {
		return Certain(floor)
	}
	out := append([]float64{l.AtMost(floor)}, l.p[floor-l.lo+1:]...)
	return trimmed(floor, out)
}
