package occupancy

import (
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
)

func effectOf(t *testing.T, all []Effect, code string) Effect {
	t.Helper()
	for _, e := range all {
		if e.Code == code {
			return e
		}
	}
	t.Fatalf("no effect %s", code)
	return Effect{}
}

// An organisation's own dip and weekdays are found from its own winters, the closer the more winters there are.
func TestEffectsFromOwnHistory(t *testing.T) {
	cal := Calendar{Holidays: civil.England()}
	d := &dice{51}
	var past []Panel
	for y := 2015; y < 2019; y++ {
		p := winterOf(y, 1, .2, d)
		past = append(past, *p)
	}
	// winterOf makes each season's own depth about .2; take the truth from the seasons' own draws by their mean.
	var after [2]Effect
	for i, n := range []int{1, 4} {
		all, err := Effects(past[:n], nil, -1, past[0].Series[0].Org, Occupied, cal, nil)
		if err != nil {
			t.Fatal(err)
		}
		after[i] = effectOf(t, all, "date-12-25")
		fri := effectOf(t, all, "weekday-Fri")
		if n == 4 && math.Abs(fri.Used.Value-.03*(math.Sin(5))) > .012 {
			t.Errorf("Friday is %.4f, made %.4f", fri.Used.Value, .03*math.Sin(5))
		}
	}
	one, four := after[0], after[1]
	if one.Mornings != 1 || four.Mornings != 4 || four.Winters != 4 {
		t.Errorf("25 December was on %d and %d mornings in %d winters", one.Mornings, four.Mornings, four.Winters)
	}
	if math.Abs(four.Used.Value+.2) > .06 || four.Used.Value > four.National.Value-.03 {
		t.Errorf("25 December: used %.3f, own %.3f, national %.3f; made about -0.2", four.Used.Value, four.Own.Value, four.National.Value)
	}
	if four.Own.SE >= one.Own.SE {
		t.Errorf("own error %.4f with four winters, %.4f with one", four.Own.SE, one.Own.SE)
	}
	// Used lies between own and national.
	if lo, hi := min(one.Own.Value, one.National.Value), max(one.Own.Value, one.National.Value); one.Used.Value < lo-.01 || one.Used.Value > hi+.01 {
		t.Errorf("used %.3f is not between own %.3f and national %.3f", one.Used.Value, one.Own.Value, one.National.Value)
	}
}

func TestEffectsWithoutHistoryAreNational(t *testing.T) {
	for _, of := range []Kind{Occupied, Open} {
		all, err := Effects(nil, nil, -1, "NEW", of, Calendar{Holidays: civil.England()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		week := 0.0
		for _, e := range all {
			if e.Mornings != 0 || e.Own != (Estimate{}) {
				t.Errorf("%s has its own estimate out of nothing: %+v", e.Code, e.Own)
			}
			if !strings.HasPrefix(e.Code, "weekday") && math.Abs(e.Used.Value-e.National.Value) > 1e-12 {
				t.Errorf("%s is %.4f, national %.4f", e.Code, e.Used.Value, e.National.Value)
			}
			if strings.HasPrefix(e.Code, "weekday") {
				week += e.Used.Value
			}
			if !(e.Used.SE > 0) || e.National.Source == "" || e.National.Confirmed {
				t.Errorf("%s: error %.4f, source %q", e.Code, e.Used.SE, e.National.Source)
			}
		}
		if math.Abs(week) > 1e-9 {
			t.Errorf("the weekdays add up to %.5f", week)
		}
	}
}

// An organisation whose strikes empty it more than others' is found to do so, half way after few strikes.
func TestEffectsOfStrikes(t *testing.T) {
	from := civil.MustDate("2023-02-01")
	cal := Calendar{Holidays: civil.England()}
	d := &dice{52}
	z := simulated(150, shocks{.3, -.8}, .006, d)
	for _, day := range []string{"2023-03-13", "2023-04-11", "2023-05-10", "2023-06-14"} {
		for n := 1; n <= 3; n++ {
			cal.Strikes = append(cal.Strikes, Strike{civil.MustDate(day).Add(n - 1), "junior doctors", n, 3})
		}
	}
	rows := rowsFrom(from, cal)
	for i := range z {
		z[i] = math.Exp(z[i] - .05*strikeShare(rows.row(i)))
	}
	p := panelOf(from.String(), z)
	all, err := Effects(nil, p, 149, p.Series[0].Org, Occupied, cal, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := effectOf(t, all, "strike-after")
	if e.Mornings != 20 || e.Own.Value > -.03 || e.Own.Value < -.07 {
		t.Errorf("own effect after strikes %.3f on %d mornings, made -0.05 on 20", e.Own.Value, e.Mornings)
	}
	if e.Used.Value >= e.National.Value || e.Used.Value <= e.Own.Value {
		t.Errorf("used %.4f is not between national %.4f and own %.4f", e.Used.Value, e.National.Value, e.Own.Value)
	}
}

func TestSettingsNeedAReason(t *testing.T) {
	err := CheckSettings([]Setting{{Code: "date-12-25", Value: -.1, SE: .02}, {Code: "nothing", Value: 2, SE: -1, Reason: "why not"},
		{Code: "strike", Reason: "local agreement"}, {Code: "strike", Reason: "again"}})
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"Say why", `no effect "nothing"`, "between -0.3 and 0.3", "between 0 and 0.3", "set twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if err := CheckSettings([]Setting{{Code: "strike", Value: -.02, SE: .01, Reason: "beds kept free by agreement"}}); err != nil {
		t.Error(err)
	}
}

func TestSettingsMoveTheForecast(t *testing.T) {
	f, tree := someForecasts(20)
	cal := Calendar{Holidays: civil.England()}
	set := []Setting{{Code: "date-12-25", Of: Occupied, Value: -.2, SE: .05, Reason: "the whole surgical block closes this year"}}
	effects, err := Effects(nil, nil, -1, "T4", Occupied, cal, set)
	if err != nil {
		t.Fatal(err)
	}
	out, err := WithSettings(f, tree, "T4", effects, cal)
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, out, tree)
	soundForecasts(t, out)
	i := slices.IndexFunc(f, func(f Forecast) bool { return f.Org == "T4" })
	for d := range f[i].Days {
		ratio := out[i].Days[d].Occupied.Mean / f[i].Days[d].Occupied.Mean
		want := 1.0
		if f[i].Days[d].Date == civil.MustDate("2026-12-25") {
			want = math.Exp(-.2 + .092)
		}
		if math.Abs(ratio-want) > 1e-9 || out[i].Days[d].Open != f[i].Days[d].Open {
			t.Errorf("on %s occupied is %.4f of what it was, want %.4f", f[i].Days[d].Date, ratio, want)
		}
	}
	if n := out[i].Notes; len(n) != 1 || !strings.Contains(n[0].Words, "surgical block") {
		t.Errorf("notes %v", n)
	}
	if len(f[i].Notes) != 0 {
		t.Error("the forecast given was changed")
	}
}

func TestWiderForStrikesOfAnotherKind(t *testing.T) {
	f, tree := someForecasts(20)
	day := civil.MustDate("2026-12-20")
	known := Calendar{Strikes: []Strike{{day, "Resident doctors", 1, 2}, {day.Add(1), "Resident doctors", 2, 2}}}
	same, err := WiderForStrikes(f, tree, known)
	if err != nil || &same[0] != &f[0] {
		t.Errorf("a strike of a known kind changes the odds: %v", err)
	}
	other := Calendar{Strikes: []Strike{{day, "all staff, without emergency cover", 1, 2}, {day.Add(1), "all staff, without emergency cover", 2, 2}}}
	out, err := WiderForStrikes(f, tree, other)
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, out, tree)
	soundForecasts(t, out)
	width := func(f *Forecast, d civil.Date) float64 {
		q := f.Days[d.Sub(f.Origin)-1].Occupied.Q
		return q[LevelCount-3] - q[2]
	}
	for i := range f {
		for _, c := range []struct {
			d     civil.Date
			wider bool
		}{{day, false}, {day.Add(1), true}, {day.Add(2), true}, {day.Add(6), true}, {day.Add(8), false}} {
			if got := width(&out[i], c.d) > width(&f[i], c.d)*1.02; got != c.wider {
				t.Errorf("%s on %s: wider %v, want %v", f[i].Org, c.d, got, c.wider)
			}
		}
		if out[i].Days[7].Occupied.Mean != f[i].Days[7].Occupied.Mean || len(out[i].Notes) != 1 {
			t.Errorf("%s: the middle moved, or nothing is said: %v", f[i].Org, out[i].Notes)
		}
	}
}
