package assign

import "math"

// LowestRisk is the least risk that an overrun rule may ask for. Under it the rule would not be monotone: taking a job out
// of a slot could make the slot run late.
const LowestRisk = 0.025

// Late is the chance that jobs with a total mean and variance (minutes, minutes squared) run longer than length and grace,
// their sum taken as lognormal with those two moments (Fenton and Wilkinson). 0 for no jobs.
func (o Overrun) Late(length, mean, variance float64) float64 {
	room := length + o.Grace
	switch {
	case mean <= 0:
		return 0
	case variance <= 0:
		if mean > room {
			return 1
		}
		return 0
	}
	s2 := math.Log1p(variance / (mean * mean))
	return 0.5 * math.Erfc((math.Log(room/mean)+s2/2)/math.Sqrt(2*s2))
}

// Fits is whether jobs with a total mean and variance may share a slot: their chance of running late is within the risk,
// and would be with any smaller variance too. (Of a very uncertain sum the matched curve's upper quantile falls as the
// variance rises; a rule by which more uncertainty makes a slot safer would be no rule.)
func (o Overrun) Fits(length, mean, variance float64) bool {
	room := length + o.Grace
	return variance/(room*room) <= mostVariance(o.z(), mean/room)
}

// z is the standard normal's quantile at 1 − risk.
func (o Overrun) z() float64 { return math.Sqrt2 * math.Erfinv(1-2*o.Risk) }

// mostVariance is the largest variance that a sum of mean x may have, both in units of length and grace (and its square):
// +Inf where any may be, below 0 where none may.
func mostVariance(z, x float64) float64 {
	switch {
	case x <= 0:
		return math.Inf(1)
	case x > 1:
		return -1
	}
	rest := z*z + 2*math.Log(x)
	if rest <= 0 {
		return math.Inf(1)
	}
	s := z - math.Sqrt(rest)
	return x * x * math.Expm1(s*s)
}

const (
	curveCells = 4096 // of the table of mostVariance over x in [0, 1]
	curveKnots = 2048 // of the table of weights over the ratio's square root
)

// curve is an overrun rule made fast: one table serves every length, since the rule only knows means and variances in units
// of length and grace.
type curve struct {
	z     float64
	step  []float64 // mostVariance at k/curveCells, falling
	share []float64 // weight at ratio (k·dq)²
	dq    float64
}

func newCurve(o Overrun) *curve {
	c := &curve{z: o.z()}
	c.step = make([]float64, curveCells+2)
	for k := range c.step {
		c.step[k] = mostVariance(c.z, float64(k)/curveCells)
	}
	top := math.Exp(-c.z*c.z/2) * math.Expm1(c.z*c.z)
	c.dq = math.Sqrt(top) / curveKnots
	c.share = make([]float64, curveKnots+1)
	s := 0.0
	for k := range c.share {
		q := float64(k) * c.dq
		s = c.spreadAt(q*q, s)
		c.share[k] = math.Exp(c.z*s - s*s/2)
	}
	return c
}

// spreadAt is the lognormal's sigma, at least from and at most z, of a slot filled to the limit by jobs whose variance is
// ratio times their mean. It errs low, and with it the weight.
func (c *curve) spreadAt(ratio, from float64) float64 {
	lo, hi := from, c.z
	for range 50 {
		s := (lo + hi) / 2
		if math.Exp(s*s/2-c.z*s)*math.Expm1(s*s) <= ratio {
			lo = s
		} else {
			hi = s
		}
	}
	return lo
}

// fits is Overrun.Fits of a mean and variance in units of room, in a table's time: between two entries of a falling table
// the answer is known unless the variance lies between them.
func (c *curve) fits(x, y float64) bool {
	if x > 1 {
		return false
	}
	k := int(x * curveCells)
	if y <= c.step[k+1] {
		return true
	}
	return y <= c.step[k] && y <= mostVariance(c.z, x)
}

// weight is how much heavier a job of a ratio (variance over mean, in units of length and grace) weighs than its mean: 1
// over the mean to which such jobs alone may fill the slot. It is concave, and read from straight lines between its points,
// so that it errs low and stays concave. This makes mean × weight an outer measure: for jobs that may share a slot the sum
// of mean·weight(ratio) is at most total mean · weight(total's ratio) ≤ 1 (Jensen, then the rule itself), so no list that
// the rule allows is excluded; and a list of like jobs fills the slot exactly when the rule says so.
func (c *curve) weight(ratio float64) float64 {
	q := math.Sqrt(ratio) / c.dq
	k := int(q)
	if k >= curveKnots {
		return c.share[curveKnots]
	}
	a, b := float64(k)*c.dq, float64(k+1)*c.dq
	return c.share[k] + (c.share[k+1]-c.share[k])*(ratio-a*a)/(b*b-a*a)
}

// chord is the straight line through the weights at two ratios, a < b, as weight = first + second·ratio. A list whose own
// ratio lies between them has mean·first + variance·second ≤ 1 in the same units.
func (c *curve) chord(a, b float64) (first, second float64) {
	wa, wb := c.weight(a), c.weight(b)
	second = (wb - wa) / (b - a)
	return wa - second*a, second
}
