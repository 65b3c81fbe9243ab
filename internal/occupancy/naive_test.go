package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
)

func TestSeasonalNaiveRepeatsTheWeek(t *testing.T) {
	y := []float64{100, 101, 102, 103, 104, 105, 106, 200, 201, 202, 203, math.NaN(), 205, 206}
	var out [10]float64
	if err := NewSeasonalNaive().Ahead(panelOf("2018-12-03", y), Occupied, 0, 13, out[:]); err != nil {
		t.Fatal(err)
	}
	for h, want := range []float64{200, 201, 202, 203, 104, 205, 206, 200, 201, 202} {
		if got := math.Exp(out[h]); math.Abs(got-want) > 1e-9 {
			t.Errorf("in %d days %.2f, want %.0f", h+1, got, want)
		}
	}
}

func TestLastWinterHasTheDatesShape(t *testing.T) {
	dip := func(from string, n int, level float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			k := fromChristmas(civil.MustDate(from).Add(i))
			y[i] = level * (1 - .1*math.Exp(-float64(k*k)/8))
		}
		return y
	}
	past := panelOf("2017-11-20", dip("2017-11-20", 90, 500), dip("2017-11-20", 90, 900))
	older := panelOf("2016-11-20", make([]float64, 90))
	now := panelOf("2018-12-01", dip("2018-12-01", 60, 550), dip("2018-12-01", 60, 700), dip("2018-12-01", 60, 300))
	m := NewLastWinter()
	if err := m.Learn([]Panel{*past, *older}, Calendar{}); err != nil {
		t.Fatal(err)
	}
	for i := range now.Series { // the third is unknown to the last season and has the mean shape
		var out [30]float64
		if err := m.Ahead(now, Occupied, i, 10, out[:]); err != nil {
			t.Fatal(err)
		}
		for h := range out {
			if got, want := math.Exp(out[h]), now.Series[i].Occupied[11+h]; math.Abs(got-want) > .5 {
				t.Errorf("series %d on %s: %.1f, want %.1f", i, now.Date(11+h), got, want)
			}
		}
	}
}

func TestFromChristmas(t *testing.T) {
	for d, want := range map[string]int{"2023-12-24": -1, "2023-12-25": 0, "2024-01-01": 7, "2024-02-29": 66, "2024-06-30": 188, "2024-07-01": -177} {
		if got := fromChristmas(civil.MustDate(d)); got != want {
			t.Errorf("%s: %d, want %d", d, got, want)
		}
	}
}
