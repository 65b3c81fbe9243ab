package occupancy

import (
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// pooledARIMA is what earlier seasons say of all organisations and of single ones.
type pooledARIMA struct {
	season  []float64 // at the knots
	typical shocks
	anyone  *coefficientPrior
	own     map[org.Code]*coefficientPrior
}

// How the pool weighs its evidence.
const (
	poolRounds    = 2   // of the typical shocks and everything else in turn
	spreadRounds  = 6   // of the spread among organisations and the mean in turn
	fittedForPool = 40  // series whose shocks are looked for
	winterWorth   = 4   // organisations move together: a winter tells of the mean as much as four that do not
	ownWorth      = .35 // what a day of an earlier winter tells of this winter's own departure, against a day of this one
	spreadWorth   = 10  // series that the spread set beforehand is worth
	depthSpread   = .2  // relative spread between winters of the depth of the Christmas dip, worth two winters
	dateSpread    = .006
	beforeWorth   = .02 // winters that the mean set beforehand is worth
)

// pastSeries is one series of one earlier season.
type pastSeries struct {
	org    org.Code
	winter int
	z      []float64
	first  civil.Date
	row    func(i int) []float64

	normal *spd // of all columns, at the pool's typical shocks, the season taken off
	sum    float64
	n      int
	scale  float64 // standard deviation of its shocks
}

// poolARIMA learns one number's pool.
func poolARIMA(past []Panel, of Kind, cal Calendar) *pooledARIMA {
	pool := &pooledARIMA{season: make([]float64, seasonKnots), typical: shocks{.4, -.6}, own: map[org.Code]*coefficientPrior{}}
	spread := priorSpread()
	var all []*pastSeries
	for w := range past {
		all = append(all, seriesOf(&past[w], of, w, cal)...)
	}
	if len(all) == 0 {
		mean := nationalCoefficients(of)
		pool.anyone = withWinter(mean, spread, winterSpread(mean, nil), typicalScale)
		return pool
	}
	// The national defaults come from seasons that may be among these, or later: where there are seasons they say nothing.
	mean := make([]float64, regressions)
	pool.anyone = &coefficientPrior{mean, inverseOf(spread, regressions)}
	room := &arimaRoom{}
	for range poolRounds {
		pool.scales(all, room)
		pool.learnSeason(all, len(past), mean, room)
		pool.gather(all, room)
		p := pool.learnSpread(all, len(past), mean, spread)
		pool.anyone = p.forOrg(nil)
		pool.typical = pool.learnShocks(all, room)
		pool.own = p.forEach(all)
	}
	return pool
}

// typicalScale is the standard deviation of a day's shock where no season tells of it.
const typicalScale = .02

// seriesOf is the panel's series that are known well enough to learn from.
func seriesOf(p *Panel, of Kind, winter int, cal Calendar) []*pastSeries {
	var out []*pastSeries
	rows := rowsFrom(p.From, cal)
	for i := range p.Series {
		s, err := stretchOf(p, of, i, p.Days-1, p.Days)
		if err != nil || s.known < 2*leastKnown {
			continue
		}
		from := s.from
		out = append(out, &pastSeries{org: p.Series[i].Org, winter: winter, z: s.z, first: p.Date(s.from), scale: typicalScale,
			row: func(i int) []float64 { return rows.row(from + i) }})
	}
	return out
}

// fit is the series ready for a fit, the season taken off.
func (s *pastSeries) fit(pool *pooledARIMA, prior *coefficientPrior, room *arimaRoom) *arimaFit {
	y := make([]float64, len(s.z))
	for i, z := range s.z {
		y[i] = z - pool.seasonOn(s.first.Add(i))
	}
	f := &arimaFit{y: y, row: s.row, prior: prior, room: room}
	f.prepare()
	return f
}

// scales finds the size of each series' shocks.
func (p *pooledARIMA) scales(all []*pastSeries, room *arimaRoom) {
	for _, s := range all {
		f := s.fit(p, p.anyone, room)
		normal, _, sum, n := f.innovations(p.typical)
		_, _, left := f.posterior(normal, sum)
		// A few days' worth of the typical size keeps a series that stands still from counting without end.
		s.scale = math.Sqrt((left + 5*typicalScale*typicalScale) / float64(n+5))
	}
}

// learnSeason finds the season's course: the best for the mean of each winter's series together with common coefficients,
// held to little change from knot to knot.
func (p *pooledARIMA) learnSeason(all []*pastSeries, winters int, mean []float64, room *arimaRoom) {
	const width = regressions + seasonKnots
	total := newSPD(width)
	count := make([]float64, winters)
	usual := usualScale(all)
	for _, s := range all {
		count[s.winter]++
	}
	wide := &arimaRoom{}
	for _, s := range all {
		rows := make([][]float64, len(s.z))
		for i := range rows {
			r := make([]float64, width)
			copy(r, s.row(i))
			seasonRow(s.first.Add(i), r[regressions:])
			rows[i] = r
		}
		f := &arimaFit{y: s.z, row: func(i int) []float64 { return rows[i] }, room: wide}
		f.prepare()
		normal, _, _, _ := f.innovations(p.typical)
		weight := 2 * winterWorth / count[s.winter] / (s.scale*s.scale + usual*usual)
		k := len(f.cols)
		for i, ci := range f.cols {
			for j := 0; j <= i; j++ {
				total.a[ci*width+f.cols[j]] += weight * normal.a[i*k+j]
			}
			total.b[ci] += weight * normal.b[i]
		}
	}
	for i := range regressions {
		h := 1 / (.03 * .03)
		total.a[i*width+i] += h
		total.b[i] += h * mean[i]
	}
	const hold, step = 1 / (.1 * .1), 1 / (.015 * .015)
	for i := regressions; i < width; i++ {
		total.a[i*width+i] += hold
		if i > regressions {
			total.a[i*width+i] += step
			total.a[(i-1)*width+i-1] += step
			total.a[i*width+i-1] -= step
		}
	}
	total.factor()
	total.backsolve(total.b)
	copy(p.season, total.b[regressions:])
}

// usualScale is the median size of the series' shocks.
func usualScale(all []*pastSeries) float64 {
	var sizes []float64
	for _, x := range all {
		sizes = append(sizes, x.scale)
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// gather works out each series' normal equations in all columns.
func (p *pooledARIMA) gather(all []*pastSeries, room *arimaRoom) {
	for _, s := range all {
		f := s.fit(p, p.anyone, room)
		normal, _, sum, n := f.innovations(p.typical)
		s.normal, s.sum, s.n = newSPD(regressions), sum, n
		k := len(f.cols)
		for i, ci := range f.cols {
			for j := 0; j <= i; j++ {
				s.normal.a[ci*regressions+f.cols[j]] = normal.a[i*k+j]
				s.normal.a[f.cols[j]*regressions+ci] = normal.a[i*k+j]
			}
			s.normal.b[ci] = normal.b[i]
		}
	}
}

// learnShocks is the median of the shocks of some series.
func (p *pooledARIMA) learnShocks(all []*pastSeries, room *arimaRoom) shocks {
	var phi, theta []float64
	for i := 0; i < len(all); i += 1 + len(all)/fittedForPool {
		w := all[i].fit(p, p.anyone, room).best(p.typical, shocks{.4, -.6})
		phi, theta = append(phi, w.phi), append(theta, w.theta)
	}
	slices.Sort(phi)
	slices.Sort(theta)
	return shocks{phi[len(phi)/2], theta[len(theta)/2]}
}

// spreads are the mean coefficients, the winters' own means, and how far series lie about their winter's.
type spreads struct {
	mean    []float64
	winters [][]float64
	among   []float64 // covariance among series of one winter, in units of their shocks' variance
	between []float64 // covariance between winters, of logarithms
	scale   float64   // typical of a series' shocks
	inverse []float64 // of among
}

// learnSpread finds them by expectation and maximisation: each series' coefficients given the spread, then the spread and
// the means given those.
func (p *pooledARIMA) learnSpread(all []*pastSeries, winters int, before, set []float64) *spreads {
	const k = regressions
	s := &spreads{mean: append([]float64(nil), before...), winters: make([][]float64, winters), among: append([]float64(nil), set...)}
	for w := range s.winters {
		s.winters[w] = append([]float64(nil), before...)
	}
	s.scale = usualScale(all)
	for range spreadRounds {
		s.inverse = inverseOf(s.among, k)
		sum := make([]float64, k*k)
		shift := make([][]float64, winters)
		weight := make([]float64, winters)
		for w := range shift {
			shift[w] = make([]float64, k)
		}
		for _, x := range all {
			m := &spd{n: k, a: append([]float64(nil), s.inverse...)}
			u := x.residual(s.winters[x.winter])
			for i, a := range x.normal.a {
				m.a[i] += a
			}
			m.factor()
			m.backsolve(u)
			inv := m.inverse()
			h := s.weightOf(x)
			for i := range u {
				shift[x.winter][i] += h * u[i]
				for j := range u {
					sum[i*k+j] += inv[i*k+j] + u[i]*u[j]/(x.scale*x.scale)
				}
			}
			weight[x.winter] += h
		}
		n := float64(len(all))
		for i := range sum {
			s.among[i] = (sum[i] + spreadWorth*set[i]) / (n + spreadWorth)
			if i/k != i%k {
				s.among[i] *= .9 // what is common to two columns is less sure than what each has
			}
		}
		s.moveMeans(shift, weight, before)
	}
	s.inverse = inverseOf(s.among, k)
	s.between = winterSpread(s.mean, s.winters)
	return s
}

// weightOf is a series' weight in means: a quiet one counts more, but one that hardly ever moves (as beds open may) not more
// than twice a usual one.
func (s *spreads) weightOf(x *pastSeries) float64 { return 1 / (x.scale*x.scale + s.scale*s.scale) }

// residual is the right side of the series' normal equations about the coefficients.
func (x *pastSeries) residual(about []float64) []float64 {
	const k = regressions
	u := append([]float64(nil), x.normal.b...)
	for i := range u {
		for j, b := range about {
			u[i] -= x.normal.a[i*k+j] * b
		}
	}
	return u
}

// moveMeans moves each winter's mean by its series' mean departure and takes the mean of the winters and what was set
// before. Of what a winter says nothing of, its mean goes with the others'.
func (s *spreads) moveMeans(shift [][]float64, weight []float64, before []float64) {
	for i := range s.mean {
		sum, n := beforeWorth*before[i], beforeWorth
		for w := range s.winters {
			if weight[w] > 0 {
				s.winters[w][i] += shift[w][i] / weight[w]
				sum += s.winters[w][i]
				n++
			}
		}
		s.mean[i] = sum / n
	}
}

// winterSpread is the covariance between winters: the whole dip is deeper or shallower together, and neighbouring dates
// depart together.
func winterSpread(mean []float64, winters [][]float64) []float64 {
	const k = regressions
	num, den := 2*depthSpread*depthSpread, 2.
	norm := 0.0
	for i := colDate; i < colDate+dates; i++ {
		norm += mean[i] * mean[i]
	}
	for _, w := range winters {
		d := 0.0
		for i := colDate; i < colDate+dates; i++ {
			d += (w[i] - mean[i]) * mean[i] / math.Max(norm, 1e-9)
		}
		num += d * d
		den++
	}
	depth := num / den
	out := make([]float64, k*k)
	for i := colDate; i < colDate+dates; i++ {
		for j := colDate; j < colDate+dates; j++ {
			out[i*k+j] = depth*mean[i]*mean[j] + dateSpread*dateSpread*math.Pow(.8, math.Abs(float64(i-j)))
		}
	}
	return out
}

// withWinter is the prior of a series for a winter to come: its own spread and the winters'.
func withWinter(mean, own, between []float64, scale float64) *coefficientPrior {
	c := make([]float64, len(own))
	for i := range c {
		c[i] = own[i] + between[i]/(scale*scale)
	}
	return &coefficientPrior{mean, inverseOf(c, regressions)}
}

// forOrg is the prior of an organisation with these earlier series, which may be none.
func (s *spreads) forOrg(own []*pastSeries) *coefficientPrior {
	const k = regressions
	if len(own) == 0 {
		return withWinter(s.mean, s.among, s.between, s.scale)
	}
	m := &spd{n: k, a: append([]float64(nil), s.inverse...)}
	u := make([]float64, k)
	scale := 0.0
	for _, x := range own {
		for i, a := range x.normal.a {
			m.a[i] += ownWorth * a
		}
		for i, r := range x.residual(s.winters[x.winter]) {
			u[i] += ownWorth * r
		}
		scale += x.scale / float64(len(own))
	}
	m.factor()
	m.backsolve(u)
	for i := range u {
		u[i] += s.mean[i]
	}
	return withWinter(u, m.inverse(), s.between, scale)
}

// forEach is the prior of every organisation that has earlier series.
func (s *spreads) forEach(all []*pastSeries) map[org.Code]*coefficientPrior {
	by := map[org.Code][]*pastSeries{}
	for _, x := range all {
		by[x.org] = append(by[x.org], x)
	}
	out := make(map[org.Code]*coefficientPrior, len(by))
	for o, own := range by {
		out[o] = s.forOrg(own)
	}
	return out
}

// priorSpread is how far they may lie from a series', in units of its shocks' variance.
func priorSpread() []float64 {
	out := make([]float64, regressions*regressions)
	for i := range regressions {
		sd := 1.0
		switch {
		case i < colDate:
			sd = .7
		case i >= colHoliday:
			sd = .7
		}
		out[i*regressions+i] = sd * sd
	}
	return out
}
