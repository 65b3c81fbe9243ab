package occupancy

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// pastSeries is one series of one earlier season.
type pastSeries struct {
	org    org.Code
	winter int
	weight float64 // of its season among the seasons
	z      []float64
	first  civil.Date
	rows   *dayRows
	from   int // of z[0] among the rows

	law   *columnLaw
	b     []float64 // the columns' innovations times the series'
	sum   float64   // the series' innovations squared
	right []float64 // b of the calendar's columns with the season taken off
	scale float64   // standard deviation of its shocks
}

// seriesOf is the panel's series that are known well enough to learn from.
func seriesOf(p *Panel, of Kind, winter int, cal Calendar) []*pastSeries {
	var out []*pastSeries
	rows := rowsFrom(p.From, cal)
	for i := range p.Series {
		s, err := stretchOf(p, of, i, p.Days-1, p.Days)
		if err != nil || s.known < 2*leastKnown {
			continue
		}
		out = append(out, &pastSeries{org: p.Series[i].Org, winter: winter, weight: seasonWeight(p), z: s.z, first: p.Date(s.from),
			rows: rows, from: s.from, scale: typicalScale})
	}
	return out
}

// fit is the series ready for a fit, the season taken off.
func (s *pastSeries) fit(pool *pooledARIMA, room *arimaRoom) *arimaFit {
	y := make([]float64, len(s.z))
	for i, z := range s.z {
		y[i] = z - pool.seasonOn(s.first.Add(i))
	}
	f := &arimaFit{y: y, row: func(i int) []float64 { return s.rows.row(s.from + i) }, prior: pool.anyone, room: room}
	f.prepare()
	return f
}

// filterStep is what the filter does on a day, which depends on the shocks and on which days are known, never on the values.
type filterStep struct {
	seen          bool
	change, shock float64 // gains
	root          float64 // one over the innovation's standard deviation
}

// stepsOf are the filter's steps over days of which some are known, the first among them.
func stepsOf(w shocks, z []float64) []filterStep {
	out := make([]filterStep, len(z))
	c := startOf(w)
	for t := 1; t < len(z); t++ {
		c = c.after(w)
		if math.IsNaN(z[t]) {
			continue
		}
		gain, variance, seen := c.seen()
		c = seen
		out[t] = filterStep{true, gain[1], gain[2], 1 / math.Sqrt(variance)}
	}
	return out
}

// innovationsOf writes the innovations of any values on the days seen, each over its standard deviation; nothing on the others.
func innovationsOf(w shocks, steps []filterStep, value func(t int) float64, out []float64) {
	level, change, shock := value(0), 0.0, 0.0
	for t := 1; t < len(steps); t++ {
		d := w.phi*change + w.theta*shock
		level += d
		change, shock = d, 0
		out[t] = 0
		if s := steps[t]; s.seen {
			e := value(t) - level
			level += e
			change += s.change * e
			shock += s.shock * e
			out[t] = e * s.root
		}
	}
}

// allColumns are the calendar's and the season's together.
const allColumns = regressions + seasonKnots

// columnLaw is the columns' innovations over some days of which the same are known, and their squares and products: what
// many series of one season share.
type columnLaw struct {
	steps    []filterStep
	v        [allColumns][]float64
	a        []float64 // allColumns square
	calendar []float64 // the calendar's part of it, regressions square
	n        int       // innovations
}

// filterPast runs the filter with the pool's shocks over every series.
func filterPast(all []*pastSeries) {
	w := poolShocks()
	laws := map[string]*columnLaw{}
	for _, s := range all {
		key := []byte(fmt.Sprintf("%d %d ", s.winter, s.from))
		for _, z := range s.z {
			known := byte('.')
			if math.IsNaN(z) {
				known = ' '
			}
			key = append(key, known)
		}
		if laws[string(key)] == nil {
			laws[string(key)] = lawOf(w, s)
		}
		s.law = laws[string(key)]
		e := make([]float64, len(s.z))
		innovationsOf(w, s.law.steps, func(t int) float64 { return s.z[t] }, e)
		s.b, s.sum = make([]float64, allColumns), 0
		for _, x := range e {
			s.sum += x * x
		}
		for j := range s.b {
			for t, x := range s.law.v[j] {
				s.b[j] += x * e[t]
			}
		}
	}
}

// lawOf works out the columns over the series' days.
func lawOf(w shocks, s *pastSeries) *columnLaw {
	l := &columnLaw{steps: stepsOf(w, s.z), a: make([]float64, allColumns*allColumns), calendar: make([]float64, regressions*regressions)}
	season := make([][]float64, len(s.z))
	for t := range season {
		season[t] = make([]float64, seasonKnots)
		seasonRow(s.first.Add(t), season[t])
		if l.steps[t].seen {
			l.n++
		}
	}
	for j := range l.v {
		l.v[j] = make([]float64, len(s.z))
		innovationsOf(w, l.steps, func(t int) float64 {
			if j >= regressions {
				return season[t][j-regressions]
			}
			return s.rows.row(s.from + t)[j]
		}, l.v[j])
	}
	for i := range l.v {
		for j := 0; j <= i; j++ {
			sum := 0.0
			for t, x := range l.v[i] {
				sum += x * l.v[j][t]
			}
			l.a[i*allColumns+j], l.a[j*allColumns+i] = sum, sum
		}
	}
	for i := range regressions {
		copy(l.calendar[i*regressions:(i+1)*regressions], l.a[i*allColumns:])
	}
	return l
}

// takeSeason takes the season off the series' right side and gives the sum of squares without it.
func (s *pastSeries) takeSeason(season []float64) (sum float64) {
	s.right = slices.Clone(s.b[:regressions])
	for i := range s.right {
		s.right[i] -= dot(season, s.law.a[i*allColumns+regressions:(i+1)*allColumns])
	}
	sum = s.sum
	for i, x := range season {
		row := (regressions + i) * allColumns
		sum += x * (dot(season, s.law.a[row+regressions:row+allColumns]) - 2*s.b[regressions+i])
	}
	return sum
}

// residual is the right side of the series' normal equations about the coefficients.
func (s *pastSeries) residual(about []float64) []float64 {
	u := slices.Clone(s.right)
	for i := range u {
		u[i] -= dot(about, s.law.calendar[i*regressions:(i+1)*regressions])
	}
	return u
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
