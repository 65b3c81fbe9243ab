package flow

import "math"

// waves is how many shapes of the wave there are at most.
const waves = len(hermite) * len(hermite)

// bell is one normal law of a mixture: its weight, its mean, and one over its standard deviation times the root of two.
type bell struct{ weight, mean, per float64 }

// bells are the laws that a day is mixed of, put behind those in the slice.
func (l *Law) bells(day int, into []bell) []bell {
	for i, s := range l.shapes {
		at := i*l.days + day
		into = append(into, bell{s.weight, l.mean[at], 1 / math.Sqrt(2*l.variance[at])})
	}
	return into
}

// below is a mixture's distribution function.
func below(bells []bell, x float64) float64 {
	p := 0.0
	for i := range bells {
		b := &bells[i]
		switch z := (b.mean - x) * b.per; {
		case z > 6: // less than 1e-16
		case z < -6:
			p += 2 * b.weight
		default:
			p += b.weight * math.Erfc(z)
		}
	}
	return p / 2
}

// dense is a mixture's density.
func dense(bells []bell, x float64) float64 {
	f := 0.0
	for i := range bells {
		b := &bells[i]
		z := (x - b.mean) * b.per
		f += b.weight * b.per * math.Exp(-z*z)
	}
	return f / math.Sqrt(math.Pi)
}

// quantile is where a mixture with this mean and standard deviation reaches the chance p. Newton's steps find it in three
// or four; one that would leave what is known to hold it (a law of several humps is flat between them) halves that instead.
func quantile(bells []bell, mean, sd, p float64) float64 {
	lo, hi := mean-9*sd-1, mean+9*sd+1
	x := mean + sd*math.Sqrt2*math.Erfinv(2*p-1)
	if !(x > lo && x < hi) {
		x = (lo + hi) / 2
	}
	for range 100 {
		gap := below(bells, x) - p
		if gap < 0 {
			lo = x
		} else {
			hi = x
		}
		next := x - gap/dense(bells, x)
		if !(next >= lo && next <= hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-x) < 1e-9*(1+math.Abs(x)) {
			return next
		}
		x = next
	}
	return x
}
