package chart

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
)

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		name      string
		values    []float64
		zero, pct bool
		low, high float64
	}{
		{"percentages close together", []float64{90.7, 93.6, 92}, false, true, 90, 94},
		{"percentages up to a hundred", []float64{91, 99.7}, false, true, 90, 100},
		{"over a hundred", []float64{97, 103}, false, true, 96, 104},
		{"columns", []float64{640, 700}, true, false, 0, 800},
		{"near zero anyway", []float64{10, 98}, false, false, 0, 100},
		{"below zero", []float64{-80, 67}, false, false, -100, 100},
		{"all below zero, columns", []float64{-80, -67}, true, false, -80, 0},
		{"one value", []float64{50}, false, false, 47, 53},
		{"all zero", []float64{0, 0}, false, false, 0, 1},
		{"none", nil, false, false, 0, 1},
		{"not numbers", []float64{math.NaN(), math.Inf(1), 3, 4}, false, false, 3, 4},
		{"tiny", []float64{0.001, 0.0042}, false, false, 0, 0.005},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAxis(c.values, 5, c.zero, c.pct)
			if math.Abs(a.low-c.low) > a.step || math.Abs(a.high-c.high) > a.step {
				t.Errorf("from %v to %v by %v, want about %v to %v", a.low, a.high, a.step, c.low, c.high)
			}
		})
	}
}

// Whatever the values: none lies outside, there are from 2 to 12 ticks, and the ticks are evenly set.
func TestAxisHoldsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e7, 1e7), 1, 20).Draw(t, "values")
		a := newAxis(values, rapid.IntRange(2, 7).Draw(t, "want"), rapid.Bool().Draw(t, "zero"), rapid.Bool().Draw(t, "percent"))
		slack := (a.high - a.low) * 1e-9
		if slices.Min(values) < a.low-slack || slices.Max(values) > a.high+slack {
			t.Fatalf("%v is outside %v to %v", values, a.low, a.high)
		}
		if n := len(a.ticks); n < 2 || n > 12 {
			t.Fatalf("%d ticks from %v to %v by %v", n, a.low, a.high, a.step)
		}
		for _, v := range values {
			if s := a.share(v); s < -1e-9 || s > 1+1e-9 {
				t.Fatalf("the share of %v is %v", v, s)
			}
		}
	})
}

func TestAxisDecimals(t *testing.T) {
	for step, want := range map[float64]int{1: 0, 250: 0, 0.5: 1, 2.5: 1, 0.25: 2, 0.01: 2} {
		if got := (axis{step: step}).decimals(); got != want {
			t.Errorf("%v: %d, want %d", step, got, want)
		}
	}
}

func TestDayTicks(t *testing.T) {
	last := civil.MustDate("2025-12-21")
	for _, c := range []struct {
		days   int
		pixels float64
		first  string
		fewest int
		most   int
	}{
		{1, 800, "Sun 21", 1, 1}, {10, 800, "Fri 12", 10, 10}, {28, 800, "25 Nov", 3, 16}, {92, 800, "", 4, 13}, {365, 800, "", 5, 13}, {1826, 800, "", 4, 13},
		{10, 300, "", 4, 6}, {92, 300, "", 3, 6}, {365, 300, "", 3, 6}, {1826, 300, "", 3, 6}, {7000, 300, "", 2, 6},
	} {
		r := civil.Range{From: last.Add(1 - c.days), To: last.Add(1)}
		ticks := dayTicks(r, c.pixels/float64(c.days), 48)
		if len(ticks) < c.fewest || len(ticks) > c.most {
			t.Errorf("%d days on %v pixels: %d ticks %v", c.days, c.pixels, len(ticks), ticks)
		}
		if c.first != "" && ticks[0].text != c.first {
			t.Errorf("%d days: the first tick is %q, want %q", c.days, ticks[0].text, c.first)
		}
		for i, k := range ticks {
			if !r.Contains(k.day) {
				t.Errorf("%s is outside", k.day)
			}
			if i > 0 && float64(k.day.Sub(ticks[i-1].day))*c.pixels/float64(c.days) < 40 {
				t.Errorf("%d days on %v pixels: %s and %s touch", c.days, c.pixels, ticks[i-1].day, k.day)
			}
		}
	}
}

// The year is written where it changes and at the first tick.
func TestDayTicksSayTheYear(t *testing.T) {
	r := civil.Range{From: civil.MustDate("2024-11-20"), To: civil.MustDate("2025-03-20")}
	years := 0
	for _, k := range dayTicks(r, 6, 48) {
		if k.year != "" {
			years++
		}
	}
	if years != 2 {
		t.Errorf("%d years are written", years)
	}
	for _, k := range dayTicks(r, 6, 48) {
		if k.day.Weekday() != time.Monday {
			t.Errorf("%s is no Monday", k.day)
		}
	}
}
