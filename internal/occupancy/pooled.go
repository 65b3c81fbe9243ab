package occupancy

import (
	"math"
	"sync"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// unlike lists stretches of days whose winters taught little about others; they are learnt from at the weight given.
type unlike struct {
	from, to civil.Date
	weight   float64
	why      string
}

// seasonWeight is how much a season counts when others are learnt from it.
func seasonWeight(p *Panel) float64 {
	for _, u := range [...]unlike{
		{civil.On(2020, 7, 1), civil.On(2021, 7, 1), .25, "the second pandemic winter: beds were set aside and planned care stood still"},
	} {
		if !p.From.Before(u.from) && p.From.Before(u.to) {
			return u.weight
		}
	}
	return 1
}

// Pooled is the calendar model that learns from all trusts at once: the common effects of date, weekday and season, each
// trust's own depth of the Christmas dip and own week, and one regression per horizon of what happens next on how a trust
// and England stand against their own recent means. It may be asked by several goroutines.
type Pooled struct {
	days  *dayRows
	kinds [2]pooledFit
	mu    sync.Mutex
	views []panelViews // what Ahead has made of the last panels it was asked about, the latest last
	ready bool
}

// panelViews are one panel's two numbers as the model sees them.
type panelViews struct {
	p *Panel
	v *[2]*pooledView
}

// mostViews is how many panels are remembered; a forecast asks about one at a time.
const mostViews = 4

// pooledFit is what was learnt of one number.
type pooledFit struct {
	shape shape
	own   map[org.Code]*weekdaySums
	ahead [Horizon][]float64
	ready bool
}

// NewPooled makes the pooled calendar model.
func NewPooled() *Pooled { return &Pooled{} }

// Name is "calendar".
func (m *Pooled) Name() string { return "calendar" }

// Learn fits the common effects and the regressions on earlier seasons. With none the method knows no calendar and
// carries the recent level on.
func (m *Pooled) Learn(past []Panel, cal Calendar) error {
	m.days = rowsFrom(civil.Date{}, cal)
	m.views, m.ready = nil, true
	weights := make([]float64, len(past))
	var views [2][]*pooledView
	for w := range past {
		weights[w] = seasonWeight(&past[w])
		for k := range views {
			views[k] = append(views[k], viewOf(&past[w], Kind(k), m.days))
		}
	}
	for k := range m.kinds {
		m.kinds[k] = pooledFit{shape: fitShape(views[k], weights), ready: len(past) > 0, own: map[org.Code]*weekdaySums{}}
		for _, v := range views[k] {
			v.strip(&m.kinds[k].shape)
			v.sums(m.kinds[k].own)
		}
		for w, v := range views[k] {
			others := map[org.Code]*weekdaySums{}
			for o, u := range views[k] {
				if o != w {
					u.sums(others)
				}
			}
			v.learnOwn(others)
		}
	}
	for k := range m.kinds {
		m.kinds[k].learnAhead(views[k], views[1-k], weights)
	}
	return nil
}

const pooledFeatures = 11

// learnAhead fits the regression of each horizon over all series, seasons and every second origin.
func (f *pooledFit) learnAhead(views, other []*pooledView, weights []float64) {
	var g [pooledFeatures]float64
	for h := 1; h <= Horizon; h++ {
		l := newLeastSquares(pooledFeatures)
		rows := 0.0
		for w, v := range views {
			for i := range v.p.Series {
				for d := 7 + i%2; d+h < v.p.Days; d += 2 {
					if !known(v.logs[i], v.p.Series[i].Filled, d+h) {
						continue
					}
					f.features(v, other[w], i, d, h, &g)
					own := v.own[i][7*d : 7*d+7]
					y := v.rest[i][d+h] - own[v.facts[d+h].weekday] - v.rest[i][d] + own[v.facts[d].weekday]
					l.add(g[:], min(max(y, -.4), .4), weights[w])
					rows += weights[w]
				}
			}
		}
		for i := range pooledFeatures {
			l.shrink(i, 1e-3+.0005*l.a[i*l.n+i])
		}
		// What happens on average at this horizon was learnt on few winters: half of it is kept.
		l.shrink(0, .5*rows)
		f.ahead[h-1] = l.solve()
	}
}

// features describe how a series stands on the morning of day d, for the look h days ahead.
func (f *pooledFit) features(v, other *pooledView, i, d, h int, g *[pooledFeatures]float64) {
	u, e := v.rest[i], v.meanRest
	own := v.own[i][7*d : 7*d+7]
	now := u[d] - own[v.facts[d].weekday]
	mean3 := v.mean3(i, d, own)
	mean21 := back(u, d, 21)
	*g = [pooledFeatures]float64{0: 1, 1: mean3 - now, 2: back(u, d, 7) - now, 3: mean21 - now,
		4: e[d] - back(e, d, 7), 5: e[d] - back(e, d, 21)}
	if full := v.logs[i][d] - other.logs[i][d]; Known(full) {
		if v.kind == Open {
			full = -full
		}
		g[6] = min(max(full+.06, -.3), .1)
		g[9] = other.rest[i][d] - back(other.rest[i], d, 21)
		g[10] = other.rest[i][d] - back(other.rest[i], d, 7)
	}
	tau := v.facts[d].tau
	if tau >= -4 && tau <= 6 {
		g[7] = mean3 - mean21
	}
	if s := f.shape.dipOn(tau); tau >= -7 && tau <= 3 && s < -.02 {
		// how deep England's dip has been so far says how deep the rest of it will be
		g[8] = min(max((e[d]-back(e, d-5, 14))*(f.shape.dipOn(tau+h)-s)/math.Abs(s), -.15), .15)
	}
}

// mean3 is the mean of the last three days without the trust's own weekday effects.
func (v *pooledView) mean3(i, d int, own []float64) float64 {
	s, n := 0.0, 0.0
	for k := max(d-2, 0); k <= d; k++ {
		s += v.rest[i][k] - own[v.facts[k].weekday]
		n++
	}
	return s / n
}

// back is the mean of the k values up to day d, of as many as there are.
func back(u []float64, d, k int) float64 {
	if d < 0 {
		return u[0]
	}
	s := 0.0
	from := max(d-k+1, 0)
	for _, x := range u[from : d+1] {
		s += x
	}
	return s / float64(d+1-from)
}

// view is the panel stripped of the shape, made when it is first asked for. The panel must not be changed afterwards; only
// days up to each origin are looked at.
func (m *Pooled) view(p *Panel) *[2]*pooledView {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, x := range m.views {
		if x.p == p {
			return x.v
		}
	}
	v := &[2]*pooledView{}
	for k := range v {
		v[k] = viewOf(p, Kind(k), m.days)
		v[k].strip(&m.kinds[k].shape)
		v[k].learnOwn(m.kinds[k].own)
	}
	if len(m.views) == mostViews {
		m.views = append(m.views[:0:0], m.views[1:]...)
	}
	m.views = append(m.views, panelViews{p, v})
	return v
}

// Ahead forecasts the logarithm for each horizon.
func (m *Pooled) Ahead(p *Panel, of Kind, series, origin int, out []float64) error {
	if !m.ready {
		return fault.New(fault.Internal, "the calendar model was asked before it had learnt")
	}
	if len(out) > Horizon || origin < 0 || origin >= p.Days {
		return fault.New(fault.Invalid, "a forecast looks at most %d days ahead, from a morning of which it has figures", Horizon)
	}
	vs := m.view(p)
	v, other, f := vs[of], vs[1-of], &m.kinds[of]
	u := v.rest[series]
	if !Known(u[origin]) {
		return fault.New(fault.Invalid, "nothing is known of %s", p.Series[series].Org)
	}
	var g [pooledFeatures]float64
	own := v.own[series][7*origin : 7*origin+7]
	a := f.shape.scaleOf(p.Series[series].Org)
	for h := 1; h <= len(out); h++ {
		day := factsOf(p.Date(origin+h), m.days)
		x := u[origin] - own[v.facts[origin].weekday]
		if f.ready {
			f.features(v, other, series, origin, h, &g)
			for k, b := range f.ahead[h-1] {
				x += b * g[k]
			}
		} else {
			x = back(u, origin, 7)
		}
		out[h-1] = x + own[day.weekday] + a*f.shape.dipOn(day.tau) + f.shape.rest(day)
		if !Known(out[h-1]) {
			return fault.New(fault.Internal, "the calendar model of %s came to nothing", p.Series[series].Org)
		}
	}
	return nil
}
