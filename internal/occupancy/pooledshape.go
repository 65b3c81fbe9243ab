package occupancy

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// The window round Christmas in which every date has an effect of its own, in days from 25 December: 12 December to
// 12 January.
const (
	dipFrom  = -13
	dipTo    = 18
	dipDays  = dipTo - dipFrom + 1
	knots    = 26 // of the season, round the year, a fortnight apart
	bankDays = 4  // the day before a bank holiday, the day itself and the two mornings after it
	atStrike = 7 + dipDays + knots + bankDays
	shapeLen = atStrike + 2 // mornings within industrial action, and those after it
)

// shape is what all trusts have in common: the effect on the logarithm of beds of the weekday, of the dates round
// Christmas, of the season, of other bank holidays and of strikes.
type shape struct {
	weekday [7]float64
	dip     [dipDays]float64
	season  [knots]float64
	bank    [bankDays]float64
	strike  [2]float64
	scale   map[org.Code]float64 // a trust's own depth of the dip, 1 where nothing is known
	usual   float64              // the scale of a trust that is not in the map
}

// dayFacts are what the calendar says of one day.
type dayFacts struct {
	weekday int
	tau     int     // days from the nearest 25 December
	damp    float64 // how much of the weekday effect is left
	knot    int
	part    float64 // how far the day lies from its knot towards the next one
	bank    int     // which of the bank holiday effects, or -1
	strike  [2]float64
}

// factsOf takes the holidays and strikes from a table of the calendar's days.
func factsOf(d civil.Date, r *dayRows) dayFacts {
	f := dayFacts{weekday: int(d.Weekday()), tau: fromChristmas(d), bank: -1, strike: [2]float64{r.strikes[d], r.after[d]}}
	f.damp = weekdayLeft(f.tau)
	at := float64(f.tau) / 365.25
	at = (at - math.Floor(at)) * knots
	f.knot = int(at) % knots
	f.part = at - math.Floor(at)
	if f.tau < dipFrom || f.tau > dipTo {
		for k := range bankDays {
			if r.cal.Holidays.IsHoliday(d.Add(1 - k)) {
				f.bank = k
				break
			}
		}
	}
	return f
}

// weekdayLeft is the share of the weekday effect that holds round Christmas, when every day is much like a Sunday.
func weekdayLeft(tau int) float64 {
	switch {
	case tau >= -2 && tau <= 2:
		return .3
	case tau >= -3 && tau <= 8:
		return .6
	}
	return 1
}

// row writes the day's features.
func (f dayFacts) row(out []float64) {
	clear(out[:shapeLen])
	out[f.weekday] = f.damp
	if f.tau >= dipFrom && f.tau <= dipTo {
		out[7+f.tau-dipFrom] = 1
	}
	out[7+dipDays+f.knot] += 1 - f.part
	out[7+dipDays+(f.knot+1)%knots] += f.part
	if f.bank >= 0 {
		out[7+dipDays+knots+f.bank] = 1
	}
	copy(out[atStrike:], f.strike[:])
}

// dipOn is the common effect of the date round Christmas, 0 outside the window.
func (s *shape) dipOn(tau int) float64 {
	if tau < dipFrom || tau > dipTo {
		return 0
	}
	return s.dip[tau-dipFrom]
}

// rest is the effect of everything but the dip.
func (s *shape) rest(f dayFacts) float64 {
	x := f.damp*s.weekday[f.weekday] + (1-f.part)*s.season[f.knot] + f.part*s.season[(f.knot+1)%knots]
	if f.bank >= 0 {
		x += s.bank[f.bank]
	}
	return x + f.strike[0]*s.strike[0] + f.strike[1]*s.strike[1]
}

// scaleOf is how deep the organisation's dip is against the common one.
func (s *shape) scaleOf(c org.Code) float64 {
	if a, ok := s.scale[c]; ok {
		return a
	}
	return s.usual
}

// fitShape finds the common effects from the mean over series of each earlier season's days.
func fitShape(past []*pooledView, weights []float64) shape {
	n := shapeLen + len(past)
	l := newLeastSquares(n)
	f := make([]float64, n)
	for w, v := range past {
		for d := range v.p.Days {
			if !v.collected[d] {
				continue
			}
			v.facts[d].row(f)
			clear(f[shapeLen:])
			f[shapeLen+w] = 1
			l.add(f, v.meanLog[d], weights[w])
		}
	}
	penalise(l, len(past))
	x := l.solve()
	s := shape{usual: 1}
	copy(s.weekday[:], x)
	copy(s.dip[:], x[7:])
	copy(s.season[:], x[7+dipDays:])
	copy(s.bank[:], x[7+dipDays+knots:])
	copy(s.strike[:], x[atStrike:])
	s.fitScales(past)
	return s
}

// penalise holds the effects that few days speak for near nothing, the season smooth and the levels free.
func penalise(l *leastSquares, seasons int) {
	for i := range 7 {
		l.shrink(i, .5)
	}
	for i := range dipDays {
		l.shrink(7+i, .15)
	}
	for k := range knots {
		l.shrink(7+dipDays+k, .5)
		l.tie(7+dipDays+k, 7+dipDays+(k+1)%knots, 3)
	}
	for i := 7 + dipDays + knots; i < shapeLen; i++ {
		l.shrink(i, 2)
	}
	for w := range seasons {
		l.shrink(shapeLen+w, 1e-6)
	}
}

// fitScales compares each trust's own dip, 20 to 31 December, with the common one, against its level in the fortnights
// before and after; what few winters say of a trust is shrunk towards what all trusts say (empirical Bayes).
func (s *shape) fitScales(past []*pooledView) {
	up, down := map[org.Code]float64{}, map[org.Code]float64{}
	var order []org.Code // sums are taken in this order, so that they are the same every time
	for _, v := range past {
		for i := range v.p.Series {
			a, b := s.dipOf(v, i)
			if b == 0 {
				continue
			}
			c := v.p.Series[i].Org
			if down[c] == 0 {
				order = append(order, c)
			}
			up[c] += a
			down[c] += b
		}
	}
	s.scale = make(map[org.Code]float64, len(order))
	var sumUp, sumDown float64
	for _, c := range order {
		sumUp += up[c]
		sumDown += down[c]
	}
	if sumDown == 0 {
		return
	}
	s.usual = min(max(sumUp/sumDown, .2), 2)
	typical := sumDown / float64(len(order))
	for _, c := range order {
		s.scale[c] = min(max(s.usual+(up[c]-s.usual*down[c])/(down[c]+.6*typical), .2), 2)
	}
}

// dipOf gives the sums of products of one series' own dip with the common one, and of the common one with itself.
func (s *shape) dipOf(v *pooledView, i int) (up, down float64) {
	level, n := 0.0, 0.0
	z := v.logs[i]
	filled := v.p.Series[i].Filled
	for d, f := range v.facts {
		near := f.tau >= -24 && f.tau < -10 || f.tau > 12 && f.tau <= 26
		if near && known(z, filled, d) {
			level += z[d] - s.rest(f)
			n++
		}
	}
	if n < 10 {
		return 0, 0
	}
	level /= n
	for d, f := range v.facts {
		if f.tau < -5 || f.tau > 6 || !known(z, filled, d) {
			continue
		}
		x := s.dipOn(f.tau)
		up += (z[d] - s.rest(f) - level) * x
		down += x * x
	}
	return up, down
}

// known reports whether day d has a figure of its own.
func known(z []float64, filled []bool, d int) bool {
	return Known(z[d]) && (filled == nil || !filled[d])
}
