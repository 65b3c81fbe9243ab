package occupancy

import (
	"math"

	"headroom/internal/org"
)

// Estimate is an effect as a difference of the natural logarithm of beds, with its standard error.
type Estimate struct{ Value, SE float64 }

// Effect is what one thing does to one number of one organisation at 08:00 (requirement R13).
type Effect struct {
	Code     string
	Words    string
	Of       Kind
	National NationalEffect
	Own      Estimate // from its own mornings alone; nothing when Mornings is zero
	Mornings int      // of its own on which the effect was there
	Winters  int      // seasons that those lie in
	Used     Estimate // its own drawn towards the national; the error says how far the next time may lie from it
	Set      *Setting // what a user has put in its place
}

// Value is the effect that counts: what a user has set, else what is used.
func (e *Effect) Value() Estimate {
	if e.Set != nil {
		return Estimate{e.Set.Value, e.Set.SE}
	}
	return e.Used
}

// Effects estimates one organisation's effects from its mornings of earlier seasons and of this one up to the origin. Its
// level, season and what carries over from day to day are taken off. An organisation without any mornings has the national
// defaults.
func Effects(past []Panel, now *Panel, origin int, who org.Code, of Kind, cal Calendar, set []Setting) ([]Effect, error) {
	if err := CheckSettings(set); err != nil {
		return nil, err
	}
	own := evidenceOf(past, now, origin, who, of, cal)
	national := NationalEffects(of)
	near, free := own.posterior(national, false), own.posterior(national, true)
	out := make([]Effect, regressions)
	for i := range out {
		e := Effect{Code: national[i].Code, Words: national[i].Words, Of: of, National: national[i], Mornings: own.mornings[i], Winters: own.winters[i]}
		e.Used = near.contrast(i)
		if e.Mornings > 0 {
			if e.Own = free.contrast(i); e.Own.SE > .1 {
				e.Own, e.Mornings = Estimate{}, 0 // there, but not to be told from the rest
			}
		}
		if i >= colDate {
			e.Used.SE = math.Hypot(e.Used.SE, winterSD(e.Used.Value)) // the next time is a new draw
			if e.Mornings > 0 {
				e.Own.SE = math.Hypot(e.Own.SE, winterSD(e.Own.Value)/math.Sqrt(float64(e.Winters)))
			}
		}
		for _, s := range set {
			if s.Code == e.Code && s.Of == of {
				e.Set = &s
			}
		}
		out[i] = e
	}
	return out, nil
}

// winterSD is how far one winter's or one strike's effect lies from the usual one.
func winterSD(value float64) float64 { return math.Hypot(depthSpread*value, dateSpread) }

// evidence is what an organisation's own mornings say of its effects about the national ones.
type evidence struct {
	normal   *spd
	noise    float64 // variance of a day about the model
	days     int
	mornings [regressions]int
	winters  [regressions]int
	stretch  []stretch
	rows     [][][]float64
}

func evidenceOf(past []Panel, now *Panel, origin int, who org.Code, of Kind, cal Calendar) *evidence {
	e := &evidence{normal: newSPD(addCalendar), noise: addNoise * addNoise}
	mean := make([]float64, addCalendar)
	copy(mean, nationalCoefficients(of))
	look := func(p *Panel, last int) {
		for i := range p.Series {
			if p.Series[i].Org != who {
				continue
			}
			s, err := stretchOf(p, of, i, last, p.Days)
			if err != nil {
				continue
			}
			rows := wideRows(rowsFrom(p.From, cal), last+1)
			e.normal.addWinter(s, rows, mean, seasonWeight(p))
			e.stretch, e.rows = append(e.stretch, s), append(e.rows, rows)
			e.count(s, rows)
		}
	}
	for w := range past {
		look(&past[w], past[w].Days-1)
	}
	if now != nil && origin >= 0 {
		look(now, min(origin, now.Days-1))
	}
	if e.days >= 2*leastKnown {
		// Once more with the noise that the first fit leaves.
		fit := e.posterior(NationalEffects(of), true)
		e.noise = max(e.left(fit, mean), 1e-5)
	}
	return e
}

// count notes on how many known mornings each effect was there.
func (e *evidence) count(s stretch, rows [][]float64) {
	var seen [regressions]bool
	for i, z := range s.z {
		if math.IsNaN(z) {
			continue
		}
		e.days++
		for k, v := range rows[s.from+i][:regressions] {
			if v != 0 {
				e.mornings[k]++
				seen[k] = true
			}
		}
	}
	for k, was := range seen {
		if was {
			e.winters[k]++
		}
	}
}

// left is the variance of a day about a fit, each stretch about a level of its own.
func (e *evidence) left(fit *effectFit, mean []float64) float64 {
	sum, n := 0.0, 0.0
	for w, s := range e.stretch {
		about := func(i int) float64 {
			row := e.rows[w][s.from+i]
			return s.z[i] - dot(row, mean) - dot(row, fit.about)
		}
		var y, x []float64
		eachChange(s.z, func(now, before int, carry, weight float64) {
			v, one := about(now), 1.0
			if before >= 0 {
				v -= carry * about(before)
				one -= carry
			}
			y, x = append(y, v*math.Sqrt(weight)), append(x, one*math.Sqrt(weight))
		})
		num, den := 0.0, 0.0
		for i := range y {
			num += x[i] * y[i]
			den += x[i] * x[i]
		}
		for i := range y {
			r := y[i] - x[i]*num/den
			sum += r * r
		}
		n += float64(len(y) - 1)
	}
	return (sum + 10*addNoise*addNoise) / (n + 10)
}

// effectFit is coefficients about the national ones with their covariance.
type effectFit struct {
	national []NationalEffect
	about    []float64
	cov      []float64
}

// posterior joins the evidence with the national defaults; free leaves the effects (not the season) nearly open, for the
// organisation's own estimate.
func (e *evidence) posterior(national []NationalEffect, free bool) *effectFit {
	const k = addCalendar
	s := newSPD(k)
	for i := range e.normal.a {
		s.a[i] = e.normal.a[i] / e.noise
	}
	for i := range k {
		sd := addSeason
		if i < regressions {
			sd = national[i].SE
			if free {
				sd = .5
			}
		}
		s.a[i*k+i] += 1 / (sd * sd)
		s.b[i] = e.normal.b[i] / e.noise
	}
	// A week's level is the level's, not its weekdays': over Christmas, where weekdays count for less, the two would differ.
	week := make([]float64, k)
	for i := range colDate {
		week[i] = 1. / colDate
	}
	s.add(week, 0, 1e6)
	s.factor()
	f := &effectFit{national: national, about: s.b, cov: s.inverse()}
	s.backsolve(f.about)
	return f
}

// contrast is effect i: for a weekday about the mean of the week, since the level of a week is no weekday's.
func (f *effectFit) contrast(i int) Estimate {
	const k = addCalendar
	var c [colDate]float64
	if i >= colDate {
		return Estimate{f.national[i].Value + f.about[i], math.Sqrt(f.cov[i*k+i])}
	}
	for j := range c {
		c[j] = -1. / colDate
	}
	c[i]++
	value, variance := 0.0, 0.0
	for a, ca := range c {
		value += ca * (f.national[a].Value + f.about[a])
		for b, cb := range c {
			variance += ca * cb * f.cov[a*k+b]
		}
	}
	return Estimate{value, math.Sqrt(max(variance, 0))}
}
