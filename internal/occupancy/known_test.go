package occupancy

import (
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// dice is a small reproducible source of normal numbers for tests.
type dice struct{ s uint64 }

func (d *dice) uniform() float64 {
	d.s += 0x9e3779b97f4a7c15
	x := d.s
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (float64((x^x>>31)>>11) + .5) / (1 << 53)
}

func (d *dice) normal() float64 {
	return math.Sqrt(-2*math.Log(d.uniform())) * math.Cos(2*math.Pi*d.uniform())
}

// panelOf is a panel of series from the day, with as many beds open as a tenth more than are occupied.
func panelOf(from string, series ...[]float64) *Panel {
	p := &Panel{From: civil.MustDate(from), Days: len(series[0])}
	for i, y := range series {
		open := make([]float64, len(y))
		for j := range y {
			open[j] = y[j] * 1.1
		}
		p.Series = append(p.Series, Series{Org: org.Code("T" + string(rune('A'+i))), Occupied: y, Open: open})
	}
	return p
}

// weekly is n days about a level with a week's course and normal noise.
func weekly(n int, level, noise float64, d *dice) []float64 {
	course := [7]float64{-.01, .015, .02, .012, .005, -.017, -.025}
	y := make([]float64, n)
	for i := range y {
		y[i] = level * math.Exp(course[i%7]+noise*d.normal())
	}
	return y
}

// everyMethod is each method of this file's kind, new.
func everyMethod() []KeepsFits {
	return []KeepsFits{NewSeasonalNaive(), NewLastWinter(), NewETS(), NewARIMA(), NewAdditive()}
}

func TestEveryMethodWithLittleKnown(t *testing.T) {
	d := &dice{1}
	full := weekly(120, 600, .01, d)
	gap := append([]float64(nil), full...)
	for i := 60; i < 90; i++ {
		gap[i] = math.NaN()
	}
	ten := append([]float64(nil), full...)
	for i := range ten[:110] {
		ten[i] = math.NaN()
	}
	six := append([]float64(nil), ten...)
	for i := range six[:114] {
		six[i] = math.NaN()
	}
	old := append([]float64(nil), full...)
	for i := 90; i < 120; i++ {
		old[i] = math.NaN()
	}
	p := panelOf("2018-11-01", full, gap, ten, six, old)
	past := panelOf("2017-11-01", weekly(120, 580, .01, d), weekly(120, 620, .01, d))
	for _, m := range everyMethod() {
		if err := m.Learn([]Panel{*past}, Calendar{Holidays: civil.England()}); err != nil {
			t.Fatalf("%s: %v", m.Name(), err)
		}
		for _, of := range []Kind{Occupied, Open} {
			out := make([]float64, Horizon)
			for i, name := range []string{"all days", "a missing month", "ten days"} {
				if err := m.Ahead(p, of, i, 119, out); err != nil {
					t.Errorf("%s of %s with %s: %v", m.Name(), of, name, err)
					continue
				}
				want := 600.0
				if of == Open {
					want *= 1.1
				}
				for h, z := range out {
					if got := math.Exp(z); math.IsNaN(got) || got < want*.9 || got > want*1.1 {
						t.Errorf("%s of %s with %s: %.1f in %d days, want about %.0f", m.Name(), of, name, got, h+1, want)
						break
					}
				}
			}
			for i, word := range map[int]string{3: "6 known mornings", 4: "too old"} {
				err := m.Ahead(p, of, i, 119, out)
				if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), word) {
					t.Errorf("%s of series %d: %v, want a fault with %q", m.Name(), i, err, word)
				}
			}
		}
	}
}

func TestNoMethodLooksAhead(t *testing.T) {
	d := &dice{2}
	y := weekly(130, 600, .01, d)
	changed := append([]float64(nil), y...)
	for i := 81; i < len(changed); i++ {
		changed[i] *= 3
	}
	past := panelOf("2017-11-01", weekly(120, 580, .01, d))
	for _, m := range everyMethod() {
		m.KeepFor(7)
		if err := m.Learn([]Panel{*past}, Calendar{Holidays: civil.England()}); err != nil {
			t.Fatal(err)
		}
		var a, b, c [Horizon]float64
		p := panelOf("2018-11-01", y)
		// A later origin first: what is fitted there must not serve an earlier one.
		for _, err := range []error{m.Ahead(p, Occupied, 0, 120, c[:]), m.Ahead(p, Occupied, 0, 80, a[:]),
			m.Twin().Ahead(panelOf("2018-11-01", changed), Occupied, 0, 80, b[:])} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if a != b {
			t.Errorf("%s: the forecast of day 80 depends on later days", m.Name())
		}
	}
}

func TestFilledDaysAreNoEvidence(t *testing.T) {
	y := weekly(60, 600, .01, &dice{3})
	p := panelOf("2018-11-01", y, append([]float64(nil), y...))
	p.Series[0].Filled = make([]bool, 60)
	for i := 20; i < 40; i++ {
		p.Series[0].Filled[i] = true
		p.Series[0].Occupied[i] = 5000
		p.Series[1].Occupied[i] = math.NaN()
	}
	for _, m := range everyMethod() {
		var a, b [14]float64
		if m.Ahead(p, Occupied, 0, 59, a[:]) != nil || m.Ahead(p, Occupied, 1, 59, b[:]) != nil {
			t.Fatal(m.Name())
		}
		if a != b {
			t.Errorf("%s takes a filled day for a known one", m.Name())
		}
	}
}

func TestFitsServeOnlyLaterOrigins(t *testing.T) {
	f := fits[int]{days: 7}
	k, p := fitKey{series: 3}, &Panel{}
	if _, serves, earlier := f.recall(p, k, 50); serves || earlier {
		t.Error("something out of nothing")
	}
	f.keep(k, 50, 1)
	for origin, want := range map[int][2]bool{49: {false, false}, 50: {true, true}, 56: {true, true}, 57: {false, true}} {
		if _, serves, earlier := f.recall(p, k, origin); serves != want[0] || earlier != want[1] {
			t.Errorf("at %d: serves %v, earlier %v, want %v", origin, serves, earlier, want)
		}
	}
	f.days = 0
	if _, serves, _ := f.recall(p, k, 51); serves {
		t.Error("kept for no day, yet it serves the next")
	}
	if _, serves, earlier := f.recall(&Panel{Days: 1}, k, 50); serves || earlier {
		t.Error("one panel's fit serves another's series")
	}
}

// A trust twice the size has a forecast twice the size.
func TestEveryMethodScales(t *testing.T) {
	d := &dice{5}
	y := weekly(90, 300, .015, d)
	twice := make([]float64, len(y))
	for i := range y {
		twice[i] = 2 * y[i]
	}
	past := []Panel{*winterOf(2016, 6, .1, d), *winterOf(2017, 6, .1, d)}
	p := panelOf("2018-11-01", y, twice)
	p.Series[0].Org, p.Series[1].Org = "NEW1", "NEW2"
	for _, m := range everyMethod() {
		if err := m.Learn(past, Calendar{Holidays: civil.England()}); err != nil {
			t.Fatal(err)
		}
		var a, b [Horizon]float64
		if m.Ahead(p, Occupied, 0, 70, a[:]) != nil || m.Ahead(p, Occupied, 1, 70, b[:]) != nil {
			t.Fatal(m.Name())
		}
		for h := range a {
			if math.Abs(b[h]-a[h]-math.Ln2) > 1e-6 {
				t.Errorf("%s: in %d days %.6f times as many", m.Name(), h+1, math.Exp(b[h]-a[h]))
				break
			}
		}
	}
}

// A number that never moves, as a trust's beds open may, is forecast soundly by every method.
func TestEveryMethodOfASeriesThatStandsStill(t *testing.T) {
	still := make([]float64, 100)
	for i := range still {
		still[i] = 500
	}
	past := []Panel{*panelOf("2016-11-10", still, still), *panelOf("2017-11-10", still, still)}
	p := panelOf("2018-11-10", still)
	for _, m := range everyMethod() {
		if err := m.Learn(past, Calendar{Holidays: civil.England()}); err != nil {
			t.Fatal(err)
		}
		for _, origin := range []int{10, 30, 44, 60} {
			var out [Horizon]float64
			if err := m.Ahead(p, Open, 0, origin, out[:]); err != nil {
				t.Fatal(err)
			}
			for h, z := range out {
				if math.Abs(z-math.Log(550)) > .003 {
					t.Errorf("%s from day %d: %.2f in %d days, always was 550", m.Name(), origin, math.Exp(z), h+1)
					break
				}
			}
		}
	}
}
