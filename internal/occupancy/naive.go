package occupancy

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// naiveDays is how far back the naive methods look.
const naiveDays = 42

// seasonalNaive says of every day ahead what the last known day of the same weekday was.
type seasonalNaive struct{}

// NewSeasonalNaive makes the method "snaive": each day ahead will be as the last known day of its weekday. It is the
// least that a forecast must be better than.
func NewSeasonalNaive() KeepsFits { return seasonalNaive{} }

func (seasonalNaive) Name() string                  { return "snaive" }
func (seasonalNaive) Learn([]Panel, Calendar) error { return nil }
func (seasonalNaive) KeepFor(int)                   {}
func (m seasonalNaive) Twin() Method                { return m }

// Ahead takes a weekday that is known nowhere in the last six weeks to be as the mean of the last known week.
func (seasonalNaive) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	s, err := stretchOf(p, of, series, origin, naiveDays)
	if err != nil {
		return err
	}
	level := lastMean(s.z, 7)
	for h := range out {
		out[h] = level
		for i := len(s.z) - 7 + h%7; i >= 0; i -= 7 {
			if !math.IsNaN(s.z[i]) {
				out[h] = s.z[i]
				break
			}
		}
	}
	return nil
}

// lastMean is the mean of the last n known values; NaN when there is none.
func lastMean(z []float64, n int) float64 {
	sum, k := 0.0, 0
	for i := len(z) - 1; i >= 0 && k < n; i-- {
		if !math.IsNaN(z[i]) {
			sum += z[i]
			k++
		}
	}
	if k == 0 {
		return math.NaN()
	}
	return sum / float64(k)
}

// lastWinter gives the days ahead the shape that the same days had in the last season before.
type lastWinter struct {
	season Panel
	own    map[org.Code]int
	mean   [2][]float64 // by kind: the mean course of all organisations about their own means, NaN where none is known
}

// NewLastWinter makes the method "last-winter": the course of the same dates in the latest earlier season (the
// organisation's own, or the mean of all when it has none), raised or lowered to the level of the last known week.
func NewLastWinter() KeepsFits { return &lastWinter{} }

func (*lastWinter) Name() string   { return "last-winter" }
func (*lastWinter) KeepFor(int)    {}
func (m *lastWinter) Twin() Method { t := *m; return &t }

// Learn keeps the latest of the seasons.
func (m *lastWinter) Learn(past []Panel, _ Calendar) error {
	*m = lastWinter{own: map[org.Code]int{}}
	for _, p := range past {
		if m.season.Days == 0 || p.From.After(m.season.From) {
			m.season = p
		}
	}
	for i, s := range m.season.Series {
		m.own[s.Org] = i
	}
	for _, of := range []Kind{Occupied, Open} {
		m.mean[of] = meanCourse(&m.season, of)
	}
	return nil
}

// meanCourse is the mean over the series of the logarithm about each series' own mean.
func meanCourse(p *Panel, of Kind) []float64 {
	sum, n := make([]float64, p.Days), make([]float64, p.Days)
	for i := range p.Series {
		s, err := stretchOf(p, of, i, p.Days-1, p.Days)
		if err != nil {
			continue
		}
		level := lastMean(s.z, len(s.z))
		for j, z := range s.z {
			if !math.IsNaN(z) {
				sum[s.from+j] += z - level
				n[s.from+j]++
			}
		}
	}
	for i := range sum {
		sum[i] /= n[i] // no series known: 0/0 is NaN, which is meant
	}
	return sum
}

// Ahead without an earlier season, or outside the days it had, says that nothing changes.
func (m *lastWinter) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	s, err := stretchOf(p, of, series, origin, naiveDays)
	if err != nil {
		return err
	}
	shape := m.shapeOf(p, of, series)
	gap, n := 0.0, 0
	for i := len(s.z) - 1; i >= 0 && n < 7; i-- {
		if a := m.like(shape, p.Date(s.from+i)); !math.IsNaN(a) && !math.IsNaN(s.z[i]) {
			gap += s.z[i] - a
			n++
		}
	}
	level := lastMean(s.z, 7)
	last := level
	for h := range out {
		a := m.like(shape, p.Date(origin+1+h))
		if n > 0 && !math.IsNaN(a) {
			last = gap/float64(n) + a
		}
		out[h] = last
	}
	return nil
}

// shapeOf is the series' own course in the season kept, else the mean of all.
func (m *lastWinter) shapeOf(p *Panel, of Kind, series int) []float64 {
	i, ok := m.own[p.Series[series].Org]
	if !ok {
		return m.mean[of]
	}
	s, err := stretchOf(&m.season, of, i, m.season.Days-1, m.season.Days)
	if err != nil {
		return m.mean[of]
	}
	own := make([]float64, m.season.Days)
	for j := range own {
		own[j] = math.NaN()
	}
	copy(own[s.from:], s.z)
	return own
}

// like is the value of the shape on the date of the season kept that has the same distance from Christmas Day; on either
// side of a day that is not known it looks a day further.
func (m *lastWinter) like(shape []float64, d civil.Date) float64 {
	if m.season.Days == 0 {
		return math.NaN()
	}
	i := christmasOf(m.season.From).Add(fromChristmas(d)).Sub(m.season.From)
	for _, j := range []int{i, i - 1, i + 1} {
		if j >= 0 && j < len(shape) && !math.IsNaN(shape[j]) {
			return shape[j]
		}
	}
	return math.NaN()
}

// christmasOf is the Christmas Day of the season that a day belongs to; a season begins on 1 July.
func christmasOf(d civil.Date) civil.Date {
	y := d.Year()
	if d.Month() < 7 {
		y--
	}
	return civil.On(y, 12, 25)
}

// fromChristmas is how many days after its season's Christmas Day a day is; negative before.
func fromChristmas(d civil.Date) int { return d.Sub(christmasOf(d)) }
