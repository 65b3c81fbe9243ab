package occupancy

import (
	"fmt"
	"math"
	"testing"

	"headroom/internal/civil"
)

// simulated is an ARIMA(1,1,1) of n days.
func simulated(n int, w shocks, sd float64, d *dice) []float64 {
	y := make([]float64, n)
	level, change, shock := math.Log(600), 0.0, 0.0
	for i := range y {
		e := sd * d.normal()
		change = w.phi*change + w.theta*shock + e
		shock = e
		level += change
		y[i] = level
	}
	return y
}

// bare is a fit without regressors that matter.
func bare(y []float64) *arimaFit {
	none := make([]float64, regressions)
	p := &coefficientPrior{none, inverseOf(priorSpread(), regressions)}
	f := &arimaFit{y: y, row: func(int) []float64 { return none }, prior: p, room: &arimaRoom{}}
	f.prepare()
	return f
}

func TestARIMAFindsItsShocks(t *testing.T) {
	d := &dice{11}
	for _, w := range []shocks{{.6, -.3}, {.2, .4}, {.5, -.85}, {-.4, -.2}} {
		var phi, theta float64
		const rounds = 12
		for range rounds {
			got := bare(simulated(900, w, .02, d)).best(shocks{.4, -.6}, shocks{.4, -.6})
			phi += got.phi / rounds
			theta += got.theta / rounds
		}
		if math.Abs(phi-w.phi) > .12 || math.Abs(theta-w.theta) > .12 {
			t.Errorf("on the mean (%.3f, %.3f), simulated with %v", phi, theta, w)
		}
	}
}

// manyNormal is minus twice the logarithm of the density of r under a normal law of the covariance, its size integrated
// out, up to the same number as arimaFit.cost.
func manyNormal(r []float64, cov [][]float64) float64 {
	n := len(r)
	s := newSPD(n)
	for i := range n {
		for j := range n {
			s.a[i*n+j] = cov[i][j]
		}
	}
	det := s.factor()
	x := append([]float64(nil), r...)
	s.backsolve(x)
	q := 0.0
	for i := range x {
		q += x[i] * r[i]
	}
	return float64(n)*math.Log(q) + det
}

// sumCovariance is the covariance of an ARMA(1,1)'s sums over days 1..i and 1..j, by adding its autocovariances.
func sumCovariance(w shocks, i, j int) float64 {
	g0 := (1 + 2*w.phi*w.theta + w.theta*w.theta) / (1 - w.phi*w.phi)
	g1 := (1 + w.phi*w.theta) * (w.phi + w.theta) / (1 - w.phi*w.phi)
	sum := 0.0
	for a := 1; a <= i; a++ {
		for b := 1; b <= j; b++ {
			switch k := a - b; {
			case k == 0:
				sum += g0
			default:
				sum += g1 * math.Pow(w.phi, math.Abs(float64(k))-1)
			}
		}
	}
	return sum
}

// The filter's likelihood of a short series with gaps and regressors is the density of the many-dimensional normal law.
func TestARIMALikelihoodIsTheDensity(t *testing.T) {
	d := &dice{12}
	rows := rowsFrom(civil.MustDate("2018-12-15"), Calendar{Holidays: civil.England(), Strikes: []Strike{
		{civil.MustDate("2019-01-03"), "resident doctors", 1, 2}, {civil.MustDate("2019-01-04"), "resident doctors", 2, 2}}})
	y := simulated(26, shocks{.5, -.4}, .02, d)
	for _, i := range []int{4, 5, 11, 17, 18, 19} {
		y[i] = math.NaN()
	}
	prior := &coefficientPrior{make([]float64, regressions), nil}
	spread := priorSpread()
	for i := range regressions {
		prior.mean[i] = .02 * d.normal()
		for j := range i {
			c := .1 * math.Sqrt(spread[i*regressions+i]*spread[j*regressions+j])
			spread[i*regressions+j], spread[j*regressions+i] = c, c
		}
	}
	prior.precision = inverseOf(spread, regressions)
	s := &spd{n: regressions, a: append([]float64(nil), prior.precision...)}
	logP := s.factor()
	f := &arimaFit{y: y, row: rows.row, prior: prior, room: &arimaRoom{}}
	f.prepare()
	for _, w := range []shocks{{.5, -.4}, {-.3, .6}, {.9, -.2}} {
		var r []float64
		var day []int
		for i := 1; i < len(y); i++ {
			if !math.IsNaN(y[i]) {
				day = append(day, i)
				r = append(r, y[i]-y[0]-dot(rows.row(i), prior.mean)+dot(rows.row(0), prior.mean))
			}
		}
		cov := make([][]float64, len(day))
		for a, i := range day {
			cov[a] = make([]float64, len(day))
			for b, j := range day {
				cov[a][b] = sumCovariance(w, i, j)
				for k := range regressions {
					for l := range regressions {
						cov[a][b] += (rows.row(i)[k] - rows.row(0)[k]) * spread[k*regressions+l] * (rows.row(j)[l] - rows.row(0)[l])
					}
				}
			}
		}
		want := manyNormal(r, cov) + logP
		if got := f.cost(w); math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%v: %.9f, by the density %.9f", w, got, want)
		}
	}
}

// An ARIMA(1,1,0) goes on with the last change, phi times smaller each day.
func TestARIMAGoesOnAsAnAR1(t *testing.T) {
	d := &dice{13}
	y := simulated(80, shocks{.6, 0}, .02, d)
	w := shocks{.6, 0}
	level, change, shock, _ := bare(y).filtered(w)
	last := y[79] - y[78]
	for h := 1; h <= 10; h++ {
		change = w.phi*change + w.theta*shock
		shock = 0
		level += change
		want := y[79] + last*w.phi*(1-math.Pow(w.phi, float64(h)))/(1-w.phi)
		if math.Abs(level-want) > 1e-12 {
			t.Errorf("in %d days %.12f, want %.12f", h, level, want)
		}
	}
}

// An ARIMA(0,1,1) is simple exponential smoothing: over a long past its level is the weighted mean of all days.
func TestARIMAIsSmoothingWithoutPhi(t *testing.T) {
	d := &dice{14}
	y := simulated(300, shocks{0, -.7}, .02, d)
	w := shocks{0, -.7}
	level, change, shock, _ := bare(y).filtered(w)
	want := y[0]
	for _, v := range y[1:] {
		want += .3 * (v - want)
	}
	if got := level + w.phi*change + w.theta*shock; math.Abs(got-want) > 1e-9 {
		t.Errorf("level ahead %.10f, by smoothing %.10f", got, want)
	}
}

// winterOf simulates a season of organisations with a dip on the Christmas dates.
func winterOf(year, n int, depth float64, d *dice) *Panel {
	from := fmt.Sprintf("%d-11-20", year)
	var ys [][]float64
	for i := range n {
		own := depth * (1 + .2*d.normal())
		z := simulated(100, shocks{.3, -.6}, .012, d)
		for t := range z {
			day := civil.MustDate(from).Add(t)
			k := float64(fromChristmas(day))
			z[t] -= own * math.Exp(-k*k/8)
			z[t] += .03*math.Sin(float64(day.Weekday()))*weekdayWeight(int(k)) + .1*float64(i%5)
			z[t] = math.Exp(z[t])
		}
		ys = append(ys, z)
	}
	return panelOf(from, ys...)
}

// A series that has never been through a Christmas gets the dip that the others had.
func TestARIMAForeseesAFirstChristmas(t *testing.T) {
	d := &dice{15}
	past := []Panel{*winterOf(2016, 15, .12, d), *winterOf(2017, 15, .12, d)}
	now := winterOf(2018, 15, .12, d)
	for i := range now.Series {
		now.Series[i].Org += "N" // nobody known
	}
	m := NewARIMA()
	if err := m.Learn(past, Calendar{Holidays: civil.England()}); err != nil {
		t.Fatal(err)
	}
	origin := civil.MustDate("2018-12-15").Sub(now.From)
	dip, was, flat := 0.0, 0.0, 0.0
	for i := range now.Series {
		var out [30]float64
		if err := m.Ahead(now, Occupied, i, origin, out[:]); err != nil {
			t.Fatal(err)
		}
		dip += (out[9] - math.Log(now.Series[i].Occupied[origin])) / 15
		was += math.Log(now.Series[i].Occupied[origin+10]/now.Series[i].Occupied[origin]) / 15
		for h := range out {
			flat += math.Abs(out[h]-math.Log(now.Series[i].Occupied[origin+1+h])) / (15 * 30)
		}
	}
	if math.Abs(dip-was) > .02 || dip > -.07 {
		t.Errorf("Christmas Day is foreseen %.3f from the origin on the mean, and was %.3f", dip, was)
	}
	if flat > .04 {
		t.Errorf("mean error %.3f", flat)
	}
}

// What the first days of a dip show is carried over to its later days: the coefficients of neighbouring dates go together.
func TestARIMALearnsTheDipFromItsFirstDays(t *testing.T) {
	d := &dice{16}
	var past []Panel
	for y, depth := range []float64{.06, .12, .18} {
		past = append(past, *winterOf(2015+y, 20, depth, d))
	}
	m := NewARIMA()
	if err := m.Learn(past, Calendar{Holidays: civil.England()}); err != nil {
		t.Fatal(err)
	}
	foreseen := func(depth float64) float64 {
		now := winterOf(2018, 20, depth, &dice{17})
		origin := civil.MustDate("2018-12-23").Sub(now.From)
		sum := 0.0
		for i := range now.Series {
			var out [2]float64
			if err := m.Ahead(now, Occupied, i, origin, out[:]); err != nil {
				t.Fatal(err)
			}
			sum += (out[1] - math.Log(now.Series[i].Occupied[origin-10])) / 20
		}
		return sum
	}
	if shallow, deep := foreseen(.06), foreseen(.18); shallow-deep < .08 {
		t.Errorf("Christmas Day foreseen on the 23rd: %.3f in a shallow winter, %.3f in a deep one", shallow, deep)
	}
}

func BenchmarkARIMA(b *testing.B) {
	d := &dice{18}
	m := NewARIMA()
	if err := m.Learn([]Panel{*winterOf(2016, 10, .12, d), *winterOf(2017, 10, .12, d)}, Calendar{Holidays: civil.England()}); err != nil {
		b.Fatal(err)
	}
	p := winterOf(2018, 1, .12, d)
	var out [Horizon]float64
	for b.Loop() {
		if err := m.Twin().Ahead(p, Occupied, 0, 90, out[:]); err != nil {
			b.Fatal(err)
		}
	}
}

// What the pool works out once for many series is what each fit works out by itself.
func TestPoolFiltersAsAFitDoes(t *testing.T) {
	d := &dice{19}
	p := winterOf(2018, 3, .12, d)
	for i := 30; i < 45; i++ {
		p.Series[1].Occupied[i] = math.NaN()
	}
	cal := Calendar{Holidays: civil.England()}
	pool := &pooledARIMA{season: make([]float64, seasonKnots), typical: poolShocks()}
	for i := range pool.season {
		pool.season[i] = .01 * d.normal()
	}
	all := seriesOf(p, Occupied, 0, cal)
	filterPast(all)
	if all[0].law != all[2].law || all[0].law == all[1].law {
		t.Error("series of which the same days are known share their columns, and no others")
	}
	pool.anyone = &coefficientPrior{make([]float64, regressions), inverseOf(priorSpread(), regressions)}
	for i, s := range all {
		sum := s.takeSeason(pool.season)
		f := s.fit(pool, &arimaRoom{})
		normal, _, want, n := f.innovations(pool.typical)
		if n != s.law.n || math.Abs(sum-want) > 1e-9*want {
			t.Errorf("series %d: %d innovations with the sum %.9f, by the fit %d and %.9f", i, s.law.n, sum, n, want)
		}
		k := len(f.cols)
		for a, ca := range f.cols {
			if math.Abs(s.right[ca]-normal.b[a]) > 1e-9 {
				t.Fatalf("series %d, right side %d: %.9f, by the fit %.9f", i, ca, s.right[ca], normal.b[a])
			}
			for b := 0; b <= a; b++ {
				if got, want := s.law.calendar[ca*regressions+f.cols[b]], normal.a[a*k+b]; math.Abs(got-want) > 1e-9 {
					t.Fatalf("series %d, matrix %d %d: %.9f, by the fit %.9f", i, ca, f.cols[b], got, want)
				}
			}
		}
	}
}

// A season without series, or one that ends before Christmas, says nothing of how much Christmases differ.
func TestPoolIgnoresSeasonsWithoutChristmas(t *testing.T) {
	d := &dice{20}
	past := []Panel{*winterOf(2016, 12, .12, d), *winterOf(2017, 12, .12, d)}
	short := winterOf(2015, 12, .12, d)
	short.Days = 25
	for i := range short.Series {
		short.Series[i].Occupied, short.Series[i].Open = short.Series[i].Occupied[:25], short.Series[i].Open[:25]
	}
	cal := Calendar{Holidays: civil.England()}
	want := poolARIMA(past, Occupied, cal)
	for name, more := range map[string]Panel{"no series": {From: civil.MustDate("2015-11-20"), Days: 90}, "a short one": *short} {
		got := poolARIMA(append([]Panel{more}, past...), Occupied, cal)
		for i := colDate; i < colDate+dates; i++ {
			a, b := want.anyone, got.anyone
			if math.Abs(a.mean[i]-b.mean[i]) > .004 {
				t.Errorf("with a season of %s column %d is %.4f, else %.4f", name, i, b.mean[i], a.mean[i])
			}
			if p, q := a.precision[i*regressions+i], b.precision[i*regressions+i]; q < .75*p || q > 1.35*p {
				t.Errorf("with a season of %s column %d is known with the precision %.3f, else %.3f", name, i, q, p)
			}
		}
	}
}
