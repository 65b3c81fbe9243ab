package occupancy

import (
	"math"

	"headroom/internal/org"
)

// pooledView is a panel as the pooled model sees one of its numbers: logarithms, what the calendar says, and, once the
// common shape is known, what is left of each series when the shape is taken out.
type pooledView struct {
	p         *Panel
	kind      Kind
	facts     []dayFacts
	collected []bool      // days on which most series have a figure of their own
	logs      [][]float64 // by series
	meanLog   []float64   // over the series
	rest      [][]float64 // log less shape, by series; an unknown day carries the last one on
	meanRest  []float64
	own       [][]float64 // by series: seven numbers a day, the trust's own weekday effects as known that morning
}

func viewOf(p *Panel, k Kind, days *dayRows) *pooledView {
	v := &pooledView{p: p, kind: k, facts: make([]dayFacts, p.Days), collected: make([]bool, p.Days),
		logs: make([][]float64, len(p.Series)), meanLog: make([]float64, p.Days)}
	for d := range v.facts {
		v.facts[d] = factsOf(p.Date(d), days)
	}
	for i := range p.Series {
		y := p.Series[i].Of(k)
		v.logs[i] = make([]float64, p.Days)
		for d := range v.logs[i] {
			v.logs[i][d] = math.Log(y[d])
		}
	}
	for d := range v.meanLog {
		have, own := 0, 0
		for i := range p.Series {
			if Known(v.logs[i][d]) {
				v.meanLog[d] += v.logs[i][d]
				have++
			}
			if known(v.logs[i], p.Series[i].Filled, d) {
				own++
			}
		}
		v.meanLog[d] /= float64(max(have, 1))
		v.collected[d] = 2*own >= len(p.Series) && own > 0
	}
	return v
}

// strip takes the shape out.
func (v *pooledView) strip(s *shape) {
	v.rest = make([][]float64, len(v.logs))
	v.meanRest = make([]float64, v.p.Days)
	base := make([]float64, v.p.Days)
	for d, f := range v.facts {
		base[d] = s.rest(f)
	}
	for i, z := range v.logs {
		a := s.scaleOf(v.p.Series[i].Org)
		filled := v.p.Series[i].Filled
		u := make([]float64, len(z))
		last := math.NaN()
		for d := range z {
			if known(z, filled, d) {
				last = z[d] - base[d] - a*s.dipOn(v.facts[d].tau)
			}
			u[d] = last
		}
		backwards(u)
		v.rest[i] = u
	}
	for d := range v.meanRest {
		sum, n := 0.0, 0
		for _, u := range v.rest {
			if Known(u[d]) {
				sum += u[d]
				n++
			}
		}
		v.meanRest[d] = sum / float64(max(n, 1))
	}
}

// backwards puts the first known value before itself.
func backwards(u []float64) {
	for d, x := range u {
		if Known(x) {
			for ; d > 0; d-- {
				u[d-1] = x
			}
			return
		}
	}
}

// weekdaySums are what earlier seasons say of one organisation's own week: sums and counts of departures from the
// seven-day mean, by weekday.
type weekdaySums struct{ sum, n [7]float64 }

// ownShrink is how many days of a weekday it takes for a trust's own effect to count half.
const ownShrink = 6

// learnOwn reckons each trust's own weekday effects on each morning from what was known by then. Christmas and its
// neighbours are left out.
func (v *pooledView) learnOwn(before map[org.Code]*weekdaySums) {
	v.own = make([][]float64, len(v.rest))
	for i, u := range v.rest {
		var w weekdaySums
		if b := before[v.p.Series[i].Org]; b != nil {
			w = *b
		}
		own := make([]float64, 7*len(u))
		for d := range u {
			v.addWeekday(&w, i, d-3)
			for k := range 7 {
				own[7*d+k] = w.sum[k] / (w.n[k] + ownShrink)
			}
		}
		v.own[i] = own
	}
}

// addWeekday takes day d, of which the three days on either side are known, into the sums.
func (v *pooledView) addWeekday(w *weekdaySums, i, d int) {
	u := v.rest[i]
	if d < 3 || d+3 >= len(u) || v.facts[d].tau >= -6 && v.facts[d].tau <= 10 || !known(v.logs[i], v.p.Series[i].Filled, d) {
		return
	}
	mean := 0.0
	for s := d - 3; s <= d+3; s++ {
		mean += u[s] / 7
	}
	if !Known(mean) {
		return
	}
	w.sum[v.facts[d].weekday] += min(max(u[d]-mean, -.2), .2)
	w.n[v.facts[d].weekday]++
}

// sums adds this season's whole weeks to what is known of each organisation.
func (v *pooledView) sums(into map[org.Code]*weekdaySums) {
	for i := range v.rest {
		c := v.p.Series[i].Org
		w := into[c]
		if w == nil {
			w = &weekdaySums{}
			into[c] = w
		}
		for d := range v.rest[i] {
			v.addWeekday(w, i, d)
		}
	}
}
