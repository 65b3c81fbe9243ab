package occupancy

import (
	"math"

	"headroom/internal/org"
)

// How the additive model weighs things, as standard deviations of the logarithm unless said. Chosen on 2017-18, learned
// from 2016-17.
const (
	addDays      = 200
	addNoise     = .02   // of a day about the model
	addCarry     = .8    // of a day's departure that is still there the next day
	addWeekday   = .012  // an organisation's weekday about everyone's
	addDate      = .025  // its Christmas dates
	addOther     = .012  // its other holidays and strikes
	addSeason    = .015  // its season at a knot
	addSlope     = .0002 // change of its trend per day at a bend
	addBend      = 14    // days between bends
	addFade      = .95   // of the last trend that is left a day later
	addOwnWorth  = .2    // what a day of its earlier winters tells of it, against a day of this one
	addCalendar  = regressions + seasonKnots
	addLevel     = addCalendar     // column of this winter's level
	addTrend     = addCalendar + 1 // and of the trend's slopes: from the start, then from each bend
	addMaxBends  = addDays/addBend + 1
	addAllColumn = addTrend + addMaxBends
)

// additive is a sum of parts: a trend of straight pieces, the week, the season, the Christmas dates and other holidays, and
// a departure that fades.
type additive struct {
	cal  Calendar
	pool [2]*additivePool
	rows *dayRows
	wide [][]float64 // calendar and season by day of the panel, from rows
}

// additivePool is what earlier seasons say: everyone's coefficients, and by organisation the normal equations of its own.
type additivePool struct {
	mean      []float64
	precision []float64 // about the mean, in units of the noise
	own       map[org.Code]*spd
}

// NewAdditive makes the method "additive": a trend of straight pieces, weekdays, a season and holidays added up, each
// organisation's drawn towards everyone's, fitted by weighted least squares to its own days of this and earlier winters.
func NewAdditive() KeepsFits { return &additive{} }

func (*additive) Name() string   { return "additive" }
func (*additive) KeepFor(int)    {}
func (m *additive) Twin() Method { return &additive{cal: m.cal, pool: m.pool} }

// Learn finds everyone's coefficients and gathers each organisation's own evidence.
func (m *additive) Learn(past []Panel, cal Calendar) error {
	*m = additive{cal: cal}
	for _, of := range []Kind{Occupied, Open} {
		m.pool[of] = poolAdditive(past, of, cal)
	}
	return nil
}

func poolAdditive(past []Panel, of Kind, cal Calendar) *additivePool {
	const k = addCalendar
	pool := &additivePool{own: map[org.Code]*spd{}}
	mean := meanCoefficients(past, of, cal)
	pool.mean = mean
	spread := make([]float64, k*k)
	between := winterSpread(mean[:regressions], nil)
	for i := range regressions {
		for j := range regressions {
			spread[i*k+j] = between[i*regressions+j]
		}
	}
	for i := range k {
		sd := addSeason
		switch {
		case i < colDate:
			sd = addWeekday
		case i < colHoliday:
			sd = addDate
		case i < regressions:
			sd = addOther
		}
		spread[i*k+i] += sd * sd
	}
	for i := range spread {
		spread[i] /= addNoise * addNoise
	}
	pool.precision = inverseOf(spread, k)
	for w := range past {
		p := &past[w]
		days := wideRows(rowsFrom(p.From, cal), p.Days)
		for i := range p.Series {
			s, err := stretchOf(p, of, i, p.Days-1, p.Days)
			if err != nil {
				continue
			}
			pool.ownOf(p.Series[i].Org).addWinter(s, days, mean, seasonWeight(p))
		}
	}
	return pool
}

func (p *additivePool) ownOf(o org.Code) *spd {
	if p.own[o] == nil {
		p.own[o] = newSPD(addCalendar)
	}
	return p.own[o]
}

// wideRows are the calendar's and the season's regressors of days.
func wideRows(r *dayRows, days int) [][]float64 {
	out := make([][]float64, days)
	for i := range out {
		x := make([]float64, addCalendar)
		copy(x, r.row(i))
		seasonRow(r.from.Add(i), x[regressions:])
		out[i] = x
	}
	return out
}

// meanCoefficients are those of the mean course of each earlier winter's series, all winters together, each with a level
// of its own; the national defaults without any.
func meanCoefficients(past []Panel, of Kind, cal Calendar) []float64 {
	out := make([]float64, addCalendar)
	copy(out, nationalCoefficients(of))
	n := addCalendar + len(past)
	all := newSPD(n)
	seen := false
	for w := range past {
		course := meanCourse(&past[w], of)
		days := wideRows(rowsFrom(past[w].From, cal), past[w].Days)
		for i, y := range course {
			if math.IsNaN(y) {
				continue
			}
			x := make([]float64, n)
			copy(x, days[i])
			x[addCalendar+w] = 1
			all.add(x, y, seasonWeight(&past[w]))
			seen = true
		}
	}
	if !seen {
		return out
	}
	for i := range n {
		hold := 1e-3
		switch {
		case i < colDate:
			hold = .5
		case i < regressions:
			hold = .1
		case i < addCalendar:
			hold = .5
			if i > regressions {
				all.a[i*n+i] += 3
				all.a[(i-1)*n+i-1] += 3
				all.a[i*n+i-1] -= 3
			}
		}
		all.a[i*n+i] += hold
		if i >= colHoliday && i < regressions {
			// Few earlier winters show other holidays and strikes: the national defaults stand in as far as they do not.
			all.b[i] += hold * out[i]
		}
	}
	all.factor()
	all.backsolve(all.b)
	copy(out, all.b[:addCalendar])
	return out
}

// eachChange calls f for every known day with how much of the last known day's departure is expected still to be there
// and the weight of what is new; for the first known day nothing is expected.
func eachChange(z []float64, f func(now, before int, carry, weight float64)) {
	last := -1
	for i, v := range z {
		if math.IsNaN(v) {
			continue
		}
		carry := 0.0
		if last >= 0 {
			carry = math.Pow(addCarry, float64(i-last))
		}
		f(i, last, carry, 1/(1-carry*carry))
		last = i
	}
}

// addWinter adds one winter's evidence, at a weight, of the departure from everyone's coefficients, the winter's level left
// open.
func (s *spd) addWinter(z stretch, days [][]float64, mean []float64, worth float64) {
	k := s.n
	one := newSPD(k + 1)
	x := make([]float64, k+1)
	eachChange(z.z, func(now, before int, carry, weight float64) {
		y := z.z[now] - dot(days[z.from+now], mean)
		copy(x, days[z.from+now])
		x[k] = 1
		if before >= 0 {
			y -= carry * (z.z[before] - dot(days[z.from+before], mean))
			for j, v := range days[z.from+before] {
				x[j] -= carry * v
			}
			x[k] -= carry
		}
		one.add(x, y, weight*worth)
	})
	level := one.a[k*(k+1)+k]
	for i := range k {
		c := one.a[k*(k+1)+i]
		for j := 0; j <= i; j++ {
			s.a[i*k+j] += one.a[i*(k+1)+j] - c*one.a[k*(k+1)+j]/level
		}
		s.b[i] += one.b[i] - c*one.b[k]/level
	}
}

// Ahead fits the series and adds the parts up for the days ahead.
func (m *additive) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	s, err := stretchOf(p, of, series, origin, addDays)
	if err != nil {
		return err
	}
	if m.pool[of] == nil {
		m.pool[of] = poolAdditive(nil, of, m.cal)
	}
	if m.rows == nil || m.rows.from != p.From {
		m.rows, m.wide = rowsFrom(p.From, m.cal), nil
	}
	for i := len(m.wide); i <= origin+len(out); i++ {
		x := make([]float64, addCalendar)
		copy(x, m.rows.row(i))
		seasonRow(p.Date(i), x[regressions:])
		m.wide = append(m.wide, x)
	}
	pool := m.pool[of]
	beta, bends := pool.fit(s, m.wide, pool.own[p.Series[series].Org])
	part := func(day int) float64 { return dot(m.wide[day], pool.mean) + dot(m.wide[day], beta[:addCalendar]) }
	n := len(s.z)
	slope, trend := 0.0, beta[addLevel]
	for b := range bends {
		slope += beta[addTrend+b]
		trend += beta[addTrend+b] * float64(n-1-b*addBend)
	}
	last := n - 1
	for math.IsNaN(s.z[last]) {
		last--
	}
	rest := (s.z[last] - part(s.from+last) - (trend - slope*float64(n-1-last))) * math.Pow(addCarry, float64(n-1-last))
	for h := range out {
		slope *= addFade
		trend += slope
		rest *= addCarry
		out[h] = trend + rest + part(origin+1+h)
	}
	return nil
}

// fit is the series' own coefficients about everyone's, its level and the slopes of its trend, which bends every fortnight.
func (p *additivePool) fit(s stretch, days [][]float64, own *spd) (beta []float64, bends int) {
	const k = addCalendar
	bends = min(1+max(0, len(s.z)-addBend)/addBend, addMaxBends)
	n := addTrend + bends
	all := newSPD(n)
	for i := range k {
		for j := 0; j <= i; j++ {
			all.a[i*n+j] = p.precision[i*k+j]
			if own != nil {
				all.a[i*n+j] += addOwnWorth * own.a[i*k+j]
			}
		}
		if own != nil {
			all.b[i] = addOwnWorth * own.b[i]
		}
	}
	for b := range bends {
		all.a[(addTrend+b)*n+addTrend+b] = addNoise * addNoise / (addSlope * addSlope)
	}
	all.a[addLevel*n+addLevel] = 1e-6
	row := func(x []float64, i int, times float64) {
		for j, v := range days[s.from+i] {
			x[j] += times * v
		}
		x[addLevel] += times
		for b := range bends {
			if d := i - b*addBend; d > 0 {
				x[addTrend+b] += times * float64(d)
			}
		}
	}
	x := make([]float64, n)
	// The level is taken about the first day, so that a light hold on it holds nothing.
	about := s.z[0]
	eachChange(s.z, func(now, before int, carry, weight float64) {
		clear(x)
		row(x, now, 1)
		y := s.z[now] - about - dot(days[s.from+now], p.mean)
		if before >= 0 {
			row(x, before, -carry)
			y -= carry * (s.z[before] - about - dot(days[s.from+before], p.mean))
		}
		all.add(x, y, weight)
	})
	all.factor()
	all.backsolve(all.b)
	all.b[addLevel] += about
	return all.b, bends
}
