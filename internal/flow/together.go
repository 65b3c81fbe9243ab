package flow

import (
	"maps"
	"math"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// Together is the mean and the standard deviation of the sum of the sites' beds on a day, laws being CloseAll's. Sites go
// together by the wave, by the nation's and by their region's intensity; that queues for one council's care go together too
// is left out, which makes the sum a little too sure.
func Together(m *simulate.Model, laws []*Law, day int) (mean, sd float64) {
	n := day + 1
	variance := 0.0
	shared := make([]float64, n)      // by day of arrival: beds on the day by the nation's log-intensity
	regions := map[int][]float64{}    // the same by region
	byShape := make([]float64, 0, 25) // beds by the wave
	nation, region := arOf(m.Common, n), arOfRegion(m.Common, n)
	for i, l := range laws {
		at := l.Mean(day)
		mean += at
		variance += sq(l.SD(day))
		if i == 0 {
			byShape = byShape[:len(l.shapes)]
		}
		for k := range l.shapes {
			x := l.mean[k*l.days+day] - at
			byShape[k] += x
			variance -= l.shapes[k].weight * x * x
		}
		g := l.sensitivity(day)
		r := regions[m.Sites[i].Region]
		if r == nil {
			r = make([]float64, n)
			regions[m.Sites[i].Region] = r
		}
		for d, x := range g {
			shared[d] += x
			r[d] += x
		}
		variance -= nation.of(g) + region.of(g)
	}
	variance += nation.of(shared)
	for _, k := range slices.Sorted(maps.Keys(regions)) { // in order: sums of fractions depend on it in the last digit
		variance += region.of(regions[k])
	}
	if len(laws) > 0 {
		for k, s := range laws[0].shapes {
			variance += s.weight * sq(byShape[k])
		}
	}
	return mean, math.Sqrt(max(variance, 0))
}

// sensitivity is by how many beds on a day the log-intensity of each day before counts.
func (l *Law) sensitivity(day int) []float64 {
	row := l.response(day + 1)[day*l.days:]
	out := make([]float64, day+1)
	for d := range out {
		out[d] = row[d] * l.arriving(d, l.c.days[d].arrivals)
	}
	return out
}

// intensity is the covariance of one AR(1) log-intensity that starts from nothing.
type intensity struct {
	persist  float64
	variance []float64 // by day
}

func newIntensity(sd, persist float64, days int) intensity {
	x := intensity{persist, make([]float64, days)}
	v := 0.0
	for d := range x.variance {
		v = v*persist*persist + sd*sd*(1-persist*persist)
		x.variance[d] = v
	}
	return x
}

func arOf(c simulate.Common, days int) intensity {
	return newIntensity(c.NationalSD, c.NationalPersistence, days)
}

func arOfRegion(c simulate.Common, days int) intensity {
	return newIntensity(c.RegionalSD, c.RegionalPersistence, days)
}

// of is the variance of a weighted sum of the intensity's days.
func (x intensity) of(g []float64) float64 {
	sum := 0.0
	for d := range g {
		later, k := 0.0, 1.0
		for e := d + 1; e < len(g); e++ {
			k *= x.persist
			later += k * g[e]
		}
		sum += x.variance[d] * g[d] * (g[d] + 2*later)
	}
	return sum
}

// AnchorCommon sets the nation's intensity so that the spread of all sites' beds together, seven and fourteen days ahead,
// is the forecast's: want[d] is what the forecast says of their sum at the end of day d. Anchor the sites afterwards: what
// is common is then no longer their own. It says the ratio of the model's spread to the forecast's after.
func AnchorCommon(s *System, want []Spread) (float64, error) {
	if err := checkSpread(s, 0, want); err != nil {
		return 0, err
	}
	var days []int
	for _, d := range []int{6, 13} {
		if d < len(want) {
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return 0, fault.New(fault.Invalid, "the forecast has %d days; seven are needed to compare spreads", len(want))
	}
	c := &s.Model.Common
	at := func(variance float64) (float64, error) {
		c.NationalSD = math.Sqrt(variance)
		laws, err := CloseAll(&s.Model, days[len(days)-1]+1)
		if err != nil {
			return 0, err
		}
		sum := 0.0
		for _, d := range days {
			_, sd := Together(&s.Model, laws, d)
			// From 5% to 95% is 3.29 standard deviations of a normal number, which a sum of many is.
			sum += sq(3.2897*sd/max(want[d].Q95-want[d].Q05, 1e-9)) / float64(len(days))
		}
		return sum - 1, nil
	}
	x0 := 0.0
	f0, err := at(x0)
	if err != nil || f0 >= 0 {
		return math.Sqrt(f0 + 1), err
	}
	x1, f1 := 4e-4, f0
	for range 6 {
		if f1, err = at(x1); err != nil {
			return 0, err
		}
		if math.Abs(f1) < 1e-3 || f1 == f0 {
			break
		}
		x0, f0, x1 = x1, f1, min(max(x1-f1*(x1-x0)/(f1-f0), 1e-7), .04)
	}
	return math.Sqrt(f1 + 1), nil
}
