package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
)

// A series made of the parts alone is carried on as those parts go on.
func TestAdditiveCarriesItsPartsOn(t *testing.T) {
	cal := Calendar{Holidays: civil.England()}
	pool := poolAdditive(nil, Occupied, cal)
	from := civil.MustDate("2018-11-05")
	days := wideRows(rowsFrom(from, cal), 120)
	y := make([]float64, 120)
	for i := range y {
		y[i] = math.Exp(6.4 + dot(days[i], pool.mean))
	}
	m := NewAdditive()
	if err := m.Learn(nil, cal); err != nil {
		t.Fatal(err)
	}
	for _, origin := range []int{20, 40, 49, 60, 75} {
		var out [Horizon]float64
		if err := m.Ahead(panelOf(from.String(), y), Occupied, 0, origin, out[:]); err != nil {
			t.Fatal(err)
		}
		for h := range out {
			if got := math.Exp(out[h]); math.Abs(got/y[origin+1+h]-1) > 1e-6 {
				t.Fatalf("origin %d, %d days on: %.4f, made %.4f", origin, h+1, got, y[origin+1+h])
			}
		}
	}
}

// Half of what a trend has gained is the most that is expected of it, for a trend fades.
func TestAdditiveTrendFades(t *testing.T) {
	y := make([]float64, 100)
	for i := range y {
		y[i] = 500 * math.Exp(.002*float64(i))
	}
	var out [Horizon]float64
	if err := NewAdditive().Ahead(panelOf("2018-09-01", y), Occupied, 0, 99, out[:]); err != nil {
		t.Fatal(err)
	}
	gain := out[Horizon-1] - math.Log(y[99])
	if gain > .002*Horizon || math.IsNaN(gain) {
		t.Errorf("a steady trend of 0.2%% a day is carried on to %+.3f in %d days", gain, Horizon)
	}
}

// The level of an earlier winter tells nothing: only its shape does.
func TestAdditiveWinterLevelIsLeftOpen(t *testing.T) {
	cal := Calendar{Holidays: civil.England()}
	d := &dice{21}
	p := winterOf(2017, 1, .1, d)
	s, err := stretchOf(p, Occupied, 0, p.Days-1, p.Days)
	if err != nil {
		t.Fatal(err)
	}
	days := wideRows(rowsFrom(p.From, cal), p.Days)
	mean := make([]float64, addCalendar)
	a, b := newSPD(addCalendar), newSPD(addCalendar)
	a.addWinter(s, days, mean, 1)
	for i := range s.z {
		s.z[i] += 1.7
	}
	b.addWinter(s, days, mean, 1)
	for i := range a.a {
		if math.Abs(a.a[i]-b.a[i]) > 1e-9 {
			t.Fatalf("the normal matrix changed at %d", i)
		}
	}
	for i := range a.b {
		if math.Abs(a.b[i]-b.b[i]) > 1e-8 {
			t.Fatalf("right side %d is %g, a level higher %g", i, a.b[i], b.b[i])
		}
	}
}

// With more days of its own a series' weekdays come to count as its own.
func TestAdditiveLearnsOwnWeekdays(t *testing.T) {
	cal := Calendar{Holidays: civil.England()}
	y := make([]float64, 160)
	from := civil.MustDate("2018-08-06")
	for i := range y {
		y[i] = 600
		if from.Add(i).Weekday() == 5 {
			y[i] *= math.Exp(.05)
		}
	}
	p := panelOf(from.String(), y)
	m := NewAdditive()
	if err := m.Learn(nil, cal); err != nil {
		t.Fatal(err)
	}
	bump := func(origin int) float64 {
		var out [14]float64
		if err := m.Ahead(p, Occupied, 0, origin, out[:]); err != nil {
			t.Fatal(err)
		}
		for h := range out {
			if p.Date(origin+1+h).Weekday() == 5 {
				return out[h] - (out[h-1]+out[h+1])/2
			}
		}
		return 0
	}
	few, many := bump(8), bump(100)
	if few > many || many < .035 || many > .055 {
		t.Errorf("Friday stands out by %.3f after 9 days and %.3f after 101; made with 0.05", few, many)
	}
}

func TestEachChangeCarriesOverGaps(t *testing.T) {
	z := []float64{1, 2, math.NaN(), math.NaN(), 5}
	var carries, weights []float64
	eachChange(z, func(_, _ int, carry, weight float64) {
		carries, weights = append(carries, carry), append(weights, weight)
	})
	want := []float64{0, addCarry, math.Pow(addCarry, 3)}
	for i, c := range want {
		if math.Abs(carries[i]-c) > 1e-12 || math.Abs(weights[i]-1/(1-c*c)) > 1e-9 {
			t.Errorf("day %d: carry %.4f, weight %.4f", i, carries[i], weights[i])
		}
	}
}
