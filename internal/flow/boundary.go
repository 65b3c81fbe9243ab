package flow

import "math"

// places is the law of how many can be served in a day: base, base+1, … with the given chances.
type places struct {
	base   int
	chance [12]float64
	n      int
}

// one adds to the law a number whose fraction is one more with that chance.
func (c *places) one(x float64) {
	if x <= 0 {
		return
	}
	whole := math.Floor(x)
	c.base += int(whole)
	f := x - whole
	if f < 1e-12 {
		return
	}
	if c.n < len(c.chance) {
		c.n++
	}
	for i := c.n - 1; i > 0; i-- {
		c.chance[i] = c.chance[i]*(1-f) + c.chance[i-1]*f
	}
	c.chance[0] *= 1 - f
}

// exactly none, to which one adds.
func noPlaces() places { return places{chance: [12]float64{1}, n: 1} }

// around is a whole number with the mean and variance, near normal and not below zero nor above most.
func around(mean, variance float64, most int) places {
	if variance < .02 {
		c := noPlaces()
		c.one(mean)
		return c
	}
	sd := math.Sqrt(variance)
	c := places{base: max(0, int(math.Floor(mean))-len(places{}.chance)/2+1)}
	sum := 0.0
	for i := range c.chance {
		if c.base+i > most {
			break
		}
		z := (float64(c.base+i) - mean) / sd
		c.chance[i] = normal(z+.5/sd) - normal(z-.5/sd)
		sum += c.chance[i]
		c.n++
	}
	for i := range c.n {
		c.chance[i] /= sum
	}
	return c
}

// and adds another law to one of a fixed number with a fraction.
func (c *places) and(o places) {
	if c.n == 1 {
		base := c.base
		*c = o
		c.base += base
		return
	}
	mean, variance := c.moments()
	m, v := o.moments()
	*c = around(mean+m, variance+v, math.MaxInt32)
}

// moments gives the law's mean and variance.
func (c *places) moments() (mean, variance float64) {
	for i := range c.n {
		mean += float64(i) * c.chance[i]
	}
	for i := range c.n {
		variance += (float64(i) - mean) * (float64(i) - mean) * c.chance[i]
	}
	return mean + float64(c.base), variance
}

// served is what is left of a count after places were given: its mean and variance; the chance that
// somebody was left, so that one place more would have been used (open); the chance that one person more would have been
// left (hold); and the slope, by which the count's covariances with everything else shrink.
type served struct{ mean, variance, open, hold, slope float64 }

// serve takes places from a count with the given mean and variance. The count is taken as negative binomial when its
// variance is above its mean, binomial (of a real size) when below: both live on the whole numbers and are skewed as a
// queue is. Only the chances below the places are needed, since E[(X-c)+] = m - c + sum over k < c of (c-k) p(k).
func serve(m, v float64, c *places) served {
	if v < 1e-9 {
		v = 1e-9
	}
	if m < 1e-9 {
		m = 1e-9
	}
	sd := math.Sqrt(v)
	if m-float64(c.base+c.n) > 6*sd+1 {
		cm, cv := c.moments()
		return served{mean: m - cm, variance: v + cv, open: 1, hold: 1, slope: 1}
	}
	if float64(c.base) > m+12*sd+12 {
		return served{variance: 1e-9}
	}
	if v < .08*m {
		cm, cv := c.moments()
		return serveSmooth(m, v, cm, cv)
	}
	var few [64]float64
	chance := few[:0]
	for k, q := 0, latticeOf(m, v); k < c.base+c.n; k++ {
		chance = append(chance, q.p)
		q.next(float64(k))
	}
	return serveBy(m, v, c, chance)
}

// serveBy is serve for a count whose chances are given, from zero up to the most places.
func serveBy(m, v float64, c *places, chance []float64) served {
	var f, a1, a2 float64 // sums over k <= c of p, (c-k)p, (c-k)^2 p, kept as c grows
	var e1, e2, open, hold, cross float64
	for k, top := min(0, c.base), c.base+c.n-1; k <= top; k++ {
		a2 += 2*a1 + f
		a1 += f
		below := f
		if k >= 0 {
			f += chance[k]
		}
		if i := k - c.base; i >= 0 {
			w, x := c.chance[i], m-float64(k)
			g1 := x + a1
			g2 := v + x*x - a2
			e1 += w * g1
			e2 += w * g2
			open += w * (1 - f)
			hold += w * (1 - below)
			cross += w * (g2 - x*g1)
		}
	}
	return served{mean: max(e1, 0), variance: max(e2-e1*e1, 1e-9), open: clip01(open), hold: clip01(hold), slope: clip01(cross / v)}
}

// before is what is known of a queue before places are given: its moments, those of what was left the day before, the chance
// that nothing was, the share of it that stayed, and how newcomers go with it.
type before struct {
	m, v              float64
	left, leftV, none float64
	stay, along       float64
}

// serveQueue takes places from a queue. What was left the day before is nothing with a chance that no smooth law has, and
// the places are needed just when the queue is short; so the two cases are served apart and put together again.
func serveQueue(b *before, c *places) served {
	if b.none < .003 || b.none > .997 || b.leftV <= 0 {
		return serve(b.m, b.v, c)
	}
	some := 1 - b.none
	y := b.left / some
	yv := max((b.leftV+b.left*b.left)/some-y*y, 0)
	slope := b.along / b.leftV
	thin := b.stay * (1 - b.stay)
	in := b.m - b.stay*b.left
	noise := b.v - b.stay*b.stay*b.leftV - 2*b.stay*b.along - thin*b.left - slope*b.along
	m0 := in - slope*b.left
	m1 := b.stay*y + in + slope*(y-b.left)
	if in < 1e-6 { // nobody joins: what is below is rounding
		m0, noise = 0, 0
	} else if m0 < 0 || noise <= .2*m0 {
		return serve(b.m, b.v, c)
	}
	v1 := (b.stay+slope)*(b.stay+slope)*yv + noise + thin*y
	s0 := serve(m0, noise, c)
	// Somebody was left: one at least is there, and the law is of the others and of those who join.
	others := *c
	var s1 served
	switch joined := m1 - b.stay*y; {
	case b.stay*y <= 1 && m1 <= 1:
		s1 = serve(m1, v1, c)
	case b.stay*y <= 1 || joined < .01 || c.base+c.n > mostSum:
		others.base--
		s1 = serve(m1-1, v1, &others)
	default:
		others.base--
		s1 = serveSum(count{b.stay*y - 1, v1 - noise}, count{joined, noise}, &others)
	}
	out := served{mean: b.none*s0.mean + some*s1.mean, open: b.none*s0.open + some*s1.open, hold: b.none*s0.hold + some*s1.hold}
	d0, d1 := s0.mean-out.mean, s1.mean-out.mean
	out.variance = b.none*(s0.variance+d0*d0) + some*(s1.variance+d1*d1)
	cross := b.none*(s0.slope*noise+s0.mean*m0) + some*(s1.slope*v1+s1.mean*m1) - out.mean*b.m
	out.slope = clip01(cross / max(b.v, 1e-9))
	return out
}

// mostSum is up to how many places the law of a sum is worked out count by count.
const mostSum = 32

// count is a number's mean and variance.
type count struct{ m, v float64 }

// serveSum is serve for the sum of two independent counts, each with its own law: who was left has a long tail, who joins
// has not, and neither law is the sum's.
func serveSum(a, b count, c *places) served {
	m, v := a.m+b.m, a.v+b.v
	top := c.base + c.n - 1
	if v < .08*m || a.v < .08*a.m || b.v < .08*b.m || top < 0 || m-float64(c.base+c.n) > 6*math.Sqrt(v)+1 {
		return serve(m, v, c)
	}
	var pa, pb [mostSum + 2]float64
	la, lb := latticeOf(a.m, a.v), latticeOf(b.m, b.v)
	for k := 0; k <= top; k++ {
		pa[k], pb[k] = la.p, lb.p
		la.next(float64(k))
		lb.next(float64(k))
	}
	var sum [mostSum + 2]float64
	for k := 0; k <= top; k++ {
		for i := 0; i <= k; i++ {
			sum[k] += pa[i] * pb[k-i]
		}
	}
	return serveBy(m, v, c, sum[:top+1])
}

// lattice walks the chances of a count on the whole numbers from zero up.
type lattice struct{ p, size, ratio float64 }

// latticeOf is the count with the mean and variance; p is the chance of zero.
func latticeOf(m, v float64) lattice {
	switch x := v / m; {
	case x > 1.01:
		r := m * m / (v - m)
		return lattice{p: math.Exp(-r * math.Log(x)), size: r, ratio: 1 - 1/x}
	case x < .99:
		n := m / (1 - x)
		return lattice{p: math.Exp(n * math.Log(x)), size: -n, ratio: (x - 1) / x}
	default:
		return lattice{p: math.Exp(-m), ratio: m}
	}
}

// next goes from k to k+1.
func (q *lattice) next(k float64) {
	if q.size == 0 {
		q.p *= q.ratio / (k + 1)
		return
	}
	if q.p *= (k + q.size) * q.ratio / (k + 1); q.p < 0 {
		q.p = 0
	}
}

// serveSmooth is serve for a count that hardly varies beside its size, by the normal law.
func serveSmooth(m, v, cm, cv float64) served {
	s2 := v + cv
	s := math.Sqrt(s2)
	x := m - cm
	z := x / s
	p, phi := normal(z), density(z)
	e1 := x*p + s*phi
	e2 := (x*x+s2)*p + x*s*phi
	return served{mean: e1, variance: max(e2-e1*e1, 1e-9), open: p, hold: p, slope: p}
}

func clip01(x float64) float64 { return min(1, max(0, x)) }

// normal is the standard normal distribution function, density its density.
func normal(z float64) float64  { return .5 * math.Erfc(-z/math.Sqrt2) }
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
