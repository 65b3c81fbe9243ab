package occupancy

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// arimaDays is how far back an ARIMA fit looks.
const arimaDays = 120

// shocks are the two numbers of an ARIMA(1,1,1): how much of a day's change goes on into the next day's, and how much of
// a day's shock is taken back the next day (when negative).
type shocks struct{ phi, theta float64 }

// arima is ARIMA(1,1,1) on logarithms with the calendar's regressors. A series' coefficients are drawn towards what earlier
// seasons say of it and of all organisations, as far as its own days leave them open.
type arima struct {
	cal    Calendar
	pooled [2]*pooledARIMA // by Kind; nil before Learn
	fits   fits[shocks]
	rows   *dayRows
	room   arimaRoom
}

// NewARIMA makes the method "arima-holidays": ARIMA(1,1,1) with regressors for the dates round Christmas, other bank
// holidays, weekdays, strikes and the season. Its likelihood is exact, by the Kalman filter from a start of which nothing
// is known, so that unknown days are passed over as such.
func NewARIMA() KeepsFits { return &arima{} }

func (*arima) Name() string       { return "arima-holidays" }
func (m *arima) KeepFor(days int) { m.fits.days = days }
func (m *arima) Twin() Method {
	return &arima{cal: m.cal, pooled: m.pooled, fits: fits[shocks]{days: m.fits.days}}
}

// Learn finds the coefficients common to all organisations and how far single ones and single winters depart from them.
func (m *arima) Learn(past []Panel, cal Calendar) error {
	m.cal, m.rows, m.fits.p = cal, nil, nil
	for _, of := range []Kind{Occupied, Open} {
		m.pooled[of] = poolARIMA(past, of, cal)
	}
	return nil
}

// Ahead fits what is not kept from an earlier origin and goes on from the filtered state.
func (m *arima) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	s, err := stretchOf(p, of, series, origin, arimaDays)
	if err != nil {
		return err
	}
	if m.pooled[of] == nil {
		m.pooled[of] = poolARIMA(nil, of, m.cal)
	}
	pool := m.pooled[of]
	if m.rows == nil || m.rows.from != p.From {
		m.rows = rowsFrom(p.From, m.cal)
	}
	y := make([]float64, len(s.z))
	for i, z := range s.z {
		y[i] = z - pool.seasonOn(p.Date(s.from+i))
	}
	fit := arimaFit{y: y, row: func(i int) []float64 { return m.rows.row(s.from + i) }, prior: pool.priorOf(p.Series[series].Org), room: &m.room}
	fit.prepare()
	key := fitKey{of, series}
	w, serves, earlier := m.fits.recall(p, key, origin)
	if !serves {
		if !earlier {
			w = pool.typical
		}
		w = fit.best(w, pool.typical)
		m.fits.keep(key, origin, w)
	}
	n, change, shock, beta := fit.filtered(w)
	for h := range out {
		change = w.phi*change + w.theta*shock
		shock = 0
		n += change
		out[h] = n + pool.seasonOn(p.Date(origin+1+h)) + dot(m.rows.row(origin+1+h), beta)
	}
	return nil
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		if v != 0 {
			s += v * b[i]
		}
	}
	return s
}

// coefficientPrior is what is known of a series' coefficients before its days are seen: their mean and, in units of the
// variance of its shocks, the inverse of their covariance.
type coefficientPrior struct {
	mean      []float64
	precision []float64
}

// arimaFit is one series to be fitted.
type arimaFit struct {
	y     []float64
	row   func(i int) []float64
	prior *coefficientPrior
	room  *arimaRoom

	cols []int     // the columns that are not nothing on all days
	x    []float64 // those columns, by day
}

// arimaRoom is the working memory that fits share.
type arimaRoom struct {
	level, change, shock []float64 // the filtered state of each column, the series itself last
	v                    []float64
	normal               *spd
	full                 *spd
}

// prepare gathers the columns that matter.
func (f *arimaFit) prepare() {
	width := len(f.row(0))
	used := make([]bool, width)
	for i := range f.y {
		for k, v := range f.row(i) {
			used[k] = used[k] || v != 0
		}
	}
	f.cols = f.cols[:0]
	for k, u := range used {
		if u {
			f.cols = append(f.cols, k)
		}
	}
	n := len(f.cols)
	f.x = make([]float64, 0, n*len(f.y))
	for i := range f.y {
		r := f.row(i)
		for _, k := range f.cols {
			f.x = append(f.x, r[k])
		}
	}
	if r := f.room; len(r.level) < width+1 {
		r.level, r.change, r.shock, r.v = make([]float64, width+1), make([]float64, width+1), make([]float64, width+1), make([]float64, width+1)
		r.full, r.normal = newSPD(width), newSPD(width)
	}
}

// innovations runs the filter over the series and every column and gathers the weighted sums of squares and products of
// their innovations: the normal equations of the coefficients. logF is the sum of the logarithms of the innovations'
// variances (in units of the shocks'), n how many there are, sum the series' own weighted sum of squares.
func (f *arimaFit) innovations(w shocks) (normal *spd, logF, sum float64, n int) {
	r, k := f.room, len(f.cols)
	normal = r.normal
	normal.n = k
	clear(normal.a)
	clear(normal.b)
	level, change, shock, v := r.level[:k+1], r.change[:k+1], r.shock[:k+1], r.v[:k+1]
	clear(change)
	clear(shock)
	// The first day fixes the level; of the change and the shock only their stationary law is known.
	copy(level, f.x[:k])
	level[k] = f.y[0]
	c := startOf(w)
	for t := 1; t < len(f.y); t++ {
		for j := range level {
			d := w.phi*change[j] + w.theta*shock[j]
			level[j] += d
			change[j], shock[j] = d, 0
		}
		c = c.after(w)
		if math.IsNaN(f.y[t]) {
			continue
		}
		gain, variance, seen := c.seen()
		c = seen
		x := f.x[t*k : t*k+k]
		for j, a := range x {
			v[j] = a - level[j]
		}
		v[k] = f.y[t] - level[k]
		for j, e := range v {
			level[j] += e // what is seen is the level itself
			change[j] += gain[1] * e
			shock[j] += gain[2] * e
		}
		normal.add(v[:k], v[k], 1/variance)
		sum += v[k] * v[k] / variance
		logF += math.Log(variance)
		n++
	}
	return normal, logF, sum, n
}

// uncertainty is the covariance of level, change and shock, in units of the shocks' variance.
type uncertainty struct{ ll, lc, ls, cc, cs, ss float64 }

// startOf is the uncertainty on the first day, whose level is seen.
func startOf(w shocks) uncertainty {
	return uncertainty{cc: (1 + 2*w.phi*w.theta + w.theta*w.theta) / (1 - w.phi*w.phi), cs: 1, ss: 1}
}

// after is the uncertainty a day later: the next change is d = phi*change + theta*shock + a new shock.
func (u uncertainty) after(w shocks) uncertainty {
	dd := w.phi*w.phi*u.cc + 2*w.phi*w.theta*u.cs + w.theta*w.theta*u.ss
	ld := w.phi*u.lc + w.theta*u.ls
	return uncertainty{ll: u.ll + 2*ld + dd + 1, lc: ld + dd + 1, ls: 1, cc: dd + 1, cs: 1, ss: 1}
}

// seen is the gain of each part from an innovation of the level, the innovation's variance, and what is left uncertain.
func (u uncertainty) seen() (gain [3]float64, variance float64, left uncertainty) {
	variance = u.ll
	gain = [3]float64{1, u.lc / variance, u.ls / variance}
	return gain, variance, uncertainty{cc: u.cc - gain[1]*u.lc, cs: u.cs - gain[1]*u.ls, ss: u.ss - gain[2]*u.ls}
}

// posterior adds the prior to the normal equations and factors them: the coefficients' means about the prior's, the
// logarithm of the determinant of their precision, and the sum of squares that is left.
func (f *arimaFit) posterior(normal *spd, sum float64) (beta []float64, logDet, left float64) {
	k := len(f.cols)
	full := f.room.full
	copy(full.a, f.prior.precision)
	clear(full.b)
	// The series is taken about what the prior says, so that the prior's mean is nothing.
	about := make([]float64, k)
	for i, c := range f.cols {
		about[i] = f.prior.mean[c]
	}
	left = sum
	for i, ci := range f.cols {
		g := 0.0
		for j := range k {
			a := normal.a[max(i, j)*k+min(i, j)]
			g += a * about[j]
			if j <= i {
				full.a[ci*regressions+f.cols[j]] += a
			}
		}
		full.b[ci] = normal.b[i] - g
		left -= about[i] * (2*normal.b[i] - g)
	}
	logDet = full.factor()
	beta = append([]float64(nil), full.b...)
	full.backsolve(beta)
	for i := range beta {
		left -= beta[i] * full.b[i]
	}
	return beta, logDet, math.Max(left, 1e-12)
}

// cost is minus twice the logarithm of the likelihood of the shocks, up to a number: the coefficients are integrated out
// over their prior, the shocks' variance over all sizes.
func (f *arimaFit) cost(w shocks) float64 {
	normal, logF, sum, n := f.innovations(w)
	_, logDet, left := f.posterior(normal, sum)
	return float64(n)*math.Log(left) + logF + logDet
}

// shockSpread is how far a series' two numbers (on the scale of atanh) lie from the typical ones.
const shockSpread = .5

// largestShock bounds both numbers on the scale of atanh: 0.98.
const largestShock = 2.3

// best looks for the likeliest shocks, from a start, with the typical ones as a prior: on few days they are the typical.
func (f *arimaFit) best(start, typical shocks) shocks {
	a0, b0 := math.Atanh(typical.phi), math.Atanh(typical.theta)
	x := []float64{math.Atanh(start.phi), math.Atanh(start.theta)}
	descend(x, .3, .07, func(x []float64) float64 {
		if math.Abs(x[0]) > largestShock || math.Abs(x[1]) > largestShock {
			return math.Inf(1)
		}
		da, db := (x[0]-a0)/shockSpread, (x[1]-b0)/shockSpread
		return f.cost(shocks{math.Tanh(x[0]), math.Tanh(x[1])}) + da*da + db*db
	})
	return shocks{math.Tanh(x[0]), math.Tanh(x[1])}
}

// filtered is the state at the last day, of the series less its regressors, and the coefficients.
func (f *arimaFit) filtered(w shocks) (level, change, shock float64, beta []float64) {
	normal, _, sum, _ := f.innovations(w)
	beta, _, _ = f.posterior(normal, sum)
	for i := range beta {
		beta[i] += f.prior.mean[i]
	}
	k := len(f.cols)
	r := f.room
	level, change, shock = r.level[k], r.change[k], r.shock[k]
	for j, c := range f.cols {
		level -= r.level[j] * beta[c]
		change -= r.change[j] * beta[c]
		shock -= r.shock[j] * beta[c]
	}
	return level, change, shock, beta
}

// seasonOn is the season's part of the logarithm on the day.
func (p *pooledARIMA) seasonOn(d civil.Date) float64 {
	var x [seasonKnots]float64
	seasonRow(d, x[:])
	return dot(x[:], p.season)
}

// priorOf is what is known of the organisation's coefficients.
func (p *pooledARIMA) priorOf(o org.Code) *coefficientPrior {
	if own, ok := p.own[o]; ok {
		return own
	}
	return p.anyone
}
