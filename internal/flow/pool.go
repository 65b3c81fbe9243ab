package flow

import "math"

// stake is a queue's part in the queues that share a supplier's stream, on one day before the supplier's places are given:
// its part of their mean, how their variance stands to its own, and how far it goes with their sum. A queue alone has none.
type stake struct {
	shared             bool
	part, ratio, along float64
}

// rates are what a pool of queues is left with when places are given in proportion: with N in the pool and C places, the
// share R = (N-C)+/N of everybody is left. The fields are the means of R, RN, RN², R², R²N and R²N²; some is the chance
// that anybody is left.
type rates struct{ r, rn, rnn, rr, rrn, rrnn, some float64 }

// ratesOf works the rates out for a pool with the mean and variance, as a negative binomial or binomial number.
func ratesOf(m, v float64, c *places) rates {
	cm, cv := c.moments()
	v = max(v, 1e-9)
	sd := math.Sqrt(v)
	switch {
	case m < 1e-9:
		return rates{}
	case cm <= 0:
		return rates{1, m, v + m*m, 1, m, v + m*m, 1}
	case m-float64(c.base+c.n) > 6*sd+1:
		i1, i2 := (1+v/(m*m))/m, (1+3*v/(m*m))/(m*m) // means of 1/N and 1/N²
		cc := cv + cm*cm
		return rates{1 - cm*i1, m - cm, v + m*m - cm*m, 1 - 2*cm*i1 + cc*i2, m - 2*cm + cc*i1, v + cv + sq(m-cm), 1}
	case float64(c.base) > m+12*sd+12:
		return rates{}
	case v < .08*m || m > 300:
		s := math.Sqrt(v + cv)
		z := (m - cm) / s
		g, phi := normal(z), density(z)
		e1 := (m-cm)*g + s*phi
		e2 := (sq(m-cm)+s*s)*g + (m-cm)*s*phi
		return rates{e1 / m, e1, e1*m + (e2 - e1*(m-cm)), e2 / (m * m), e2 / m, e2, g}
	}
	var out rates
	q := latticeOf(m, v)
	top := int(m + 7*sd + 3)
	for k := 0; k <= top; k++ {
		if k > c.base {
			n := float64(k)
			var r, rr float64
			for i := 0; i < c.n && k > c.base+i; i++ {
				x := (n - float64(c.base+i)) / n
				r += c.chance[i] * x
				rr += c.chance[i] * x * x
				out.some += q.p * c.chance[i]
			}
			out.r += q.p * r
			out.rn += q.p * r * n
			out.rnn += q.p * r * n * n
			out.rr += q.p * rr
			out.rrn += q.p * rr * n
			out.rrnn += q.p * rr * n * n
		}
		q.next(float64(k))
	}
	return out
}

// own is what one queue of the pool is left with: it is taken as a part that goes with the pool's number and a rest that
// does not. among is the pool's mean and variance.
func (x *rates) own(m, v, along, poolMean, poolVar float64) served {
	a := m - along*poolMean
	rest := max(v-along*along*poolVar, 0)
	e := a*x.r + along*x.rn
	second := a*a*x.rr + 2*a*along*x.rrn + along*along*x.rrnn + rest*x.rr
	cross := a*a*x.r + 2*a*along*x.rn + along*along*x.rnn + rest*x.r - e*m
	e = max(e, 0)
	return served{mean: e, variance: max(second-e*e+x.some/12, 1e-9), open: clip01(x.some), slope: clip01(cross / max(v, 1e-9))}
}

// serveStake takes a supplier's places from one queue of a pool of which only this queue's moments are at hand.
func serveStake(m, v float64, s *stake, c *places) served {
	if m < 1e-9 || s.part < 1e-9 {
		return served{variance: 1e-9}
	}
	poolMean, poolVar := m/s.part, v*s.ratio
	x := ratesOf(poolMean, poolVar, c)
	return x.own(m, v, s.along, poolMean, poolVar)
}

// restOf is ratesOf's r alone.
func restOf(m, v float64, c *places) float64 {
	v = max(v, 1e-9)
	sd := math.Sqrt(v)
	if m < 1e-9 || v < .08*m || m > 300 || m-float64(c.base+c.n) > 6*sd+1 || float64(c.base) > m+12*sd+12 {
		return ratesOf(m, v, c).r
	}
	if cm, _ := c.moments(); cm <= 0 {
		return 1
	}
	r, q := 0.0, latticeOf(m, v)
	for k, top := 0, int(m+7*sd+3); k <= top; k++ {
		if k > c.base {
			n, part := float64(k), 0.0
			for i := 0; i < c.n && k > c.base+i; i++ {
				part += c.chance[i] * ((n - float64(c.base+i)) / n)
			}
			r += q.p * part
		}
		q.next(float64(k))
	}
	return r
}
