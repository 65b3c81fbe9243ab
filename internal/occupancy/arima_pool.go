package occupancy

import (
	"math"
	"slices"

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
	poolRounds    = 2   // of the season and the coefficients in turn
	spreadRounds  = 6   // of the spread among organisations and the mean in turn
	fittedForPool = 40  // series whose shocks are looked for
	winterWorth   = 4   // organisations move together: a winter tells of the mean as much as four that do not
	ownWorth      = .35 // what a day of an earlier winter tells of this winter's own departure, against a day of this one
	spreadWorth   = 10  // series that the spread set beforehand is worth
	depthSpread   = .2  // relative spread between winters of the depth of the Christmas dip, worth two winters
	dateSpread    = .006
	beforeWorth   = .02 // winters that the mean set beforehand is worth
)

// poolShocks are the shocks with which seasons are compared: a level that hardly moves, so that the calendar is read from how
// whole weeks lie and not from single days' steps. Chosen on 2016-17 and 2017-18, each learned from the other: steps read
// the season's drift a tenth worse.
func poolShocks() shocks { return shocks{.5, -.95} }

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
	// The national defaults come from seasons that may be among these, or later: of what seasons show they say nothing.
	// Strikes and other holidays few seasons show.
	mean := nationalCoefficients(of)
	clear(mean[:colHoliday])
	pool.anyone = &coefficientPrior{mean, inverseOf(spread, regressions)}
	filterPast(all)
	var p *spreads
	for range poolRounds {
		pool.scales(all)
		pool.learnSeason(all, len(past), mean)
		for _, s := range all {
			s.takeSeason(pool.season)
		}
		p = learnSpread(all, len(past), mean, spread)
		pool.anyone = p.forOrg(nil)
	}
	pool.own = p.forEach(all)
	pool.typical = pool.learnShocks(all)
	return pool
}

// typicalScale is the standard deviation of a day's shock where no season tells of it.
const typicalScale = .02

// scales finds the size of each series' shocks, its coefficients being anyone's as far as its days leave them open.
func (p *pooledARIMA) scales(all []*pastSeries) {
	for _, s := range all {
		left := s.takeSeason(p.season)
		for i, m := range p.anyone.mean {
			left += m * (dot(p.anyone.mean, s.law.calendar[i*regressions:(i+1)*regressions]) - 2*s.right[i])
		}
		u := s.residual(p.anyone.mean)
		m := &spd{n: regressions, a: slices.Clone(p.anyone.precision)}
		for i, a := range s.law.calendar {
			m.a[i] += a
		}
		m.factor()
		beta := slices.Clone(u)
		m.backsolve(beta)
		left -= dot(beta, u)
		// A few days' worth of the typical size keeps a series that stands still from counting without end.
		s.scale = math.Sqrt((max(left, 0) + 5*typicalScale*typicalScale) / float64(s.law.n+5))
	}
}

// learnSeason finds the season's course: the best for the mean of each winter's series together with common coefficients,
// held to little change from knot to knot.
func (p *pooledARIMA) learnSeason(all []*pastSeries, winters int, mean []float64) {
	const width = allColumns
	total := newSPD(width)
	count := make([]float64, winters)
	usual := usualScale(all)
	for _, s := range all {
		count[s.winter]++
	}
	for _, s := range all {
		weight := 2 * winterWorth * s.weight / count[s.winter] / (s.scale*s.scale + usual*usual)
		for i, a := range s.law.a {
			total.a[i] += weight * a
		}
		for i, b := range s.b {
			total.b[i] += weight * b
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

// learnShocks is the shocks that are likeliest for some series together.
func (p *pooledARIMA) learnShocks(all []*pastSeries) shocks {
	var some []*arimaFit
	room := &arimaRoom{}
	for i := 0; i < len(all); i += 1 + len(all)/fittedForPool {
		some = append(some, all[i].fit(p, room))
	}
	x := []float64{math.Atanh(p.typical.phi), math.Atanh(p.typical.theta)}
	descend(x, .2, .02, func(x []float64) float64 {
		if math.Abs(x[0]) > largestShock || math.Abs(x[1]) > largestShock {
			return math.Inf(1)
		}
		sum := 0.0
		for _, f := range some {
			sum += f.cost(shocks{math.Tanh(x[0]), math.Tanh(x[1])})
		}
		return sum
	})
	return shocks{math.Tanh(x[0]), math.Tanh(x[1])}
}

// spreads are the mean coefficients, the winters' own means, and how far series lie about their winter's.
type spreads struct {
	mean    []float64
	winters [][]float64
	seen    [][]bool  // by winter and column: some series shows it
	weight  []float64 // of the winters
	among   []float64 // covariance among series of one winter, in units of their shocks' variance
	between []float64 // covariance between winters, of logarithms
	scale   float64   // typical of a series' shocks
	inverse []float64 // of among
}

// learnSpread finds them by expectation and maximisation: each series' coefficients given the spread, then the spread and
// the means given those.
func learnSpread(all []*pastSeries, winters int, before, set []float64) *spreads {
	const k = regressions
	s := &spreads{mean: slices.Clone(before), winters: make([][]float64, winters), weight: make([]float64, winters), among: slices.Clone(set), scale: usualScale(all)}
	s.seen = make([][]bool, winters)
	for w := range s.winters {
		s.winters[w], s.seen[w] = slices.Clone(before), make([]bool, k)
	}
	for _, x := range all {
		s.weight[x.winter] = x.weight
		for i := range k {
			s.seen[x.winter][i] = s.seen[x.winter][i] || x.law.calendar[i*k+i] > 0
		}
	}
	for range spreadRounds {
		s.round(all, before, set)
	}
	s.inverse = inverseOf(s.among, k)
	s.between = winterSpread(s.mean, s.depths())
	return s
}

// given is a series' coefficients' precision once its days are seen, factored, and its inverse: the same for all series of
// one law.
type given struct {
	factor *spd
	cov    []float64
}

// round is one expectation and one maximisation.
func (s *spreads) round(all []*pastSeries, before, set []float64) {
	const k = regressions
	s.inverse = inverseOf(s.among, k)
	laws := map[*columnLaw]given{}
	sum := make([]float64, k*k)
	shift := make([][]float64, len(s.winters))
	heft := make([]float64, len(s.winters))
	for w := range shift {
		shift[w] = make([]float64, k)
	}
	n := 0.0
	for _, x := range all {
		g, ok := laws[x.law]
		if !ok {
			g.factor = &spd{n: k, a: slices.Clone(s.inverse)}
			for i, a := range x.law.calendar {
				g.factor.a[i] += a
			}
			g.factor.factor()
			g.cov = g.factor.inverse()
			laws[x.law] = g
		}
		u := x.residual(s.winters[x.winter])
		g.factor.backsolve(u)
		h, square := s.weightOf(x), x.weight/(x.scale*x.scale)
		for i := range u {
			shift[x.winter][i] += h * u[i]
			for j := range u {
				sum[i*k+j] += x.weight*g.cov[i*k+j] + u[i]*u[j]*square
			}
		}
		heft[x.winter] += h
		n += x.weight
	}
	for i := range sum {
		s.among[i] = (sum[i] + spreadWorth*set[i]) / (n + spreadWorth)
		if i/k != i%k {
			s.among[i] *= .9 // what is common to two columns is less sure than what each has
		}
	}
	s.moveMeans(shift, heft, before)
}

// weightOf is a series' weight in means: a quiet one counts more, but one that hardly ever moves (as beds open may) not more
// than twice a usual one.
func (s *spreads) weightOf(x *pastSeries) float64 { return 1 / (x.scale*x.scale + s.scale*s.scale) }

// moveMeans moves each winter's mean by its series' mean departure and takes the mean of the winters and what was set
// before. Of what a winter shows nothing of, its mean is the others'.
func (s *spreads) moveMeans(shift [][]float64, heft []float64, before []float64) {
	for i := range s.mean {
		sum, n := beforeWorth*before[i], beforeWorth
		for w := range s.winters {
			if s.seen[w][i] {
				s.winters[w][i] += shift[w][i] / heft[w]
				sum += s.weight[w] * s.winters[w][i]
				n += s.weight[w]
			}
		}
		s.mean[i] = sum / n
		for w := range s.winters {
			if !s.seen[w][i] {
				s.winters[w][i] = s.mean[i]
			}
		}
	}
}

// depths are how much deeper each winter's dip was than the mean one, as a share of it, of the winters that show most of it.
func (s *spreads) depths() []float64 {
	var out []float64
	for w := range s.winters {
		all, norm, d := 0.0, 0.0, 0.0
		for i := colDate; i < colDate+dates; i++ {
			m := s.mean[i]
			all += m * m
			if s.seen[w][i] {
				norm += m * m
				d += (s.winters[w][i] - m) * m
			}
		}
		if norm > .5*all {
			out = append(out, d/math.Max(norm, 1e-9))
		}
	}
	return out
}

// winterSpread is the covariance between winters: the whole dip is deeper or shallower together, and neighbouring dates
// depart together.
func winterSpread(mean, depths []float64) []float64 {
	const k = regressions
	num, den := 2*depthSpread*depthSpread, 2.
	for _, d := range depths {
		num += d * d
		den++
	}
	out := make([]float64, k*k)
	for i := colDate; i < colDate+dates; i++ {
		for j := colDate; j < colDate+dates; j++ {
			out[i*k+j] = num/den*mean[i]*mean[j] + dateSpread*dateSpread*math.Pow(.8, math.Abs(float64(i-j)))
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
	m := &spd{n: k, a: slices.Clone(s.inverse)}
	u := make([]float64, k)
	scale := 0.0
	for _, x := range own {
		for i, a := range x.law.calendar {
			m.a[i] += ownWorth * x.weight * a
		}
		for i, r := range x.residual(s.winters[x.winter]) {
			u[i] += ownWorth * x.weight * r
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
