package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// someForecasts are of six trusts in three boards of two regions of England, adding up on every morning.
func someForecasts(days int) ([]Forecast, Tree) {
	tree := Tree{Units: []Unit{{Org: "ENG"}, {"Y1", "ENG"}, {"Y2", "ENG"}, {"QA", "Y1"}, {"QB", "Y1"}, {"QC", "Y2"},
		{"T1", "QA"}, {"T2", "QA"}, {"T3", "QB"}, {"T4", "QC"}, {"T5", "QC"}, {"T6", "QC"}}}
	origin := civil.MustDate("2026-12-14")
	d := &dice{41}
	var out []Forecast
	at := map[org.Code]int{}
	for _, u := range tree.Units {
		at[u.Org] = len(out)
		f := Forecast{Org: u.Org, Origin: origin, Model: "test-1", Days: make([]Day, days)}
		for i := range f.Days {
			f.Days[i].Date = origin.Add(i + 1)
		}
		out = append(out, f)
	}
	for i := range out {
		if out[i].Org[0] != 'T' {
			continue
		}
		beds := 300 + 600*d.uniform()
		for k := range out[i].Days {
			occ, open := beds*(1+.05*d.normal()), beds*1.06*(1+.02*d.normal())
			for j := i; j >= 0; {
				out[j].Days[k].Occupied.Mean += occ
				out[j].Days[k].Open.Mean += open
				parent := tree.Units[j].Parent
				if parent == "" {
					break
				}
				j = at[parent]
			}
		}
	}
	for i := range out {
		for k := range out[i].Days {
			m := &out[i].Days[k]
			a := normalDay(m.Occupied.Mean, .02*m.Occupied.Mean, m.Open.Mean, .012*m.Open.Mean, .5)
			a.Date = m.Date
			*m = *a
		}
	}
	return out, tree
}

// agrees fails when some sum's means are not those of its parts.
func agrees(t *testing.T, f []Forecast, tree Tree) {
	t.Helper()
	at := map[org.Code]int{}
	for i := range f {
		at[f[i].Org] = i
	}
	for _, u := range tree.Units {
		var parts []int
		for _, v := range tree.Units {
			if v.Parent == u.Org {
				parts = append(parts, at[v.Org])
			}
		}
		for d := range f[0].Days {
			for _, k := range []Kind{Occupied, Open} {
				sum := 0.0
				for _, i := range parts {
					sum += f[i].Days[d].odds(k).Mean
				}
				if whole := f[at[u.Org]].Days[d].odds(k).Mean; len(parts) > 0 && math.Abs(sum-whole) > 1e-6*whole {
					t.Fatalf("%s, %s on day %d: %.4f, its parts %.4f", u.Org, k, d, whole, sum)
				}
			}
		}
	}
}

// sound fails when quantiles fall or chances are none.
func soundForecasts(t *testing.T, f []Forecast) {
	t.Helper()
	for i := range f {
		for d := range f[i].Days {
			m := &f[i].Days[d]
			for _, k := range []Kind{Occupied, Open} {
				q := m.odds(k).Q
				for l := 1; l < LevelCount; l++ {
					if !(q[l] >= q[l-1]) || q[0] < 0 {
						t.Fatalf("%s, %s on %s: quantiles %v", f[i].Org, k, m.Date, q)
					}
				}
			}
			if !(m.Over100 >= 0 && m.Over100 <= m.Over95+1e-9 && m.Over95 <= m.Over92+1e-9 && m.Over92 <= 1) {
				t.Fatalf("%s on %s: chances %.4f %.4f %.4f", f[i].Org, m.Date, m.Over92, m.Over95, m.Over100)
			}
		}
	}
}

func TestChangesKeepTheSums(t *testing.T) {
	f, tree := someForecasts(10)
	agrees(t, f, tree)
	for name, c := range map[string]cause{
		"everywhere": {on: func(k Kind, d civil.Date, beds float64) change { return share(.04, .02, beds) }},
		"one trust": {orgs: []org.Code{"T5"}, on: func(k Kind, d civil.Date, beds float64) change {
			if k == Open {
				return change{-20, 6}
			}
			return change{}
		}},
		"board and trust": {orgs: []org.Code{"QA", "T4"}, apart: true, on: func(k Kind, d civil.Date, beds float64) change { return change{-15, 5} }},
	} {
		out, unknown, err := withChanges(f, tree, []cause{c})
		if err != nil || len(unknown) > 0 {
			t.Fatalf("%s: %v %v", name, unknown, err)
		}
		agrees(t, out, tree)
		soundForecasts(t, out)
	}
	if f[0].Days[0].Occupied.Mean != f[1].Days[0].Occupied.Mean+f[2].Days[0].Occupied.Mean {
		t.Log("the forecasts given add up only to rounding, as they should")
	}
}

// The beds of a cause that names a board go to its trusts by their size, and nowhere else.
func TestChangesGoDownAndUp(t *testing.T) {
	f, tree := someForecasts(3)
	out, _, err := withChanges(f, tree, []cause{{orgs: []org.Code{"QA"}, on: func(k Kind, _ civil.Date, _ float64) change {
		if k == Open {
			return change{}
		}
		return change{-30, 10}
	}}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[org.Code]float64{}
	for i := range f {
		got[f[i].Org] = out[i].Days[1].Occupied.Mean - f[i].Days[1].Occupied.Mean
	}
	for o, want := range map[org.Code]float64{"ENG": -30, "Y1": -30, "QA": -30, "QB": 0, "T3": 0, "T4": 0, "Y2": 0} {
		if math.Abs(got[o]-want) > 1e-9 {
			t.Errorf("%s changes by %.3f beds, want %.0f", o, got[o], want)
		}
	}
	if math.Abs(got["T1"]+got["T2"]+30) > 1e-9 || got["T1"] >= 0 || got["T2"] >= 0 {
		t.Errorf("its trusts change by %.2f and %.2f", got["T1"], got["T2"])
	}
}

// A cause that is stronger or weaker for all together adds its spreads; one that varies apart adds their squares.
func TestSpreadOfChangesInSums(t *testing.T) {
	f, tree := someForecasts(1)
	at := map[org.Code]int{}
	for i := range f {
		at[f[i].Org] = i
	}
	spread := func(apart bool) float64 {
		fo, err := forestOf(f, tree)
		if err != nil {
			t.Fatal(err)
		}
		moves := make([]moved, len(f))
		for i := range moves {
			for k := range moves[i].beds {
				moves[i].beds[k], moves[i].vary[k], moves[i].once[k] = make([]float64, 1), make([]float64, 1), make([]float64, 1)
			}
		}
		fo.act(&cause{orgs: []org.Code{"T4", "T5"}, apart: apart, on: func(Kind, civil.Date, float64) change { return change{-5, 3} }}, moves)
		return math.Sqrt(moves[at["ENG"]].vary[0][0])
	}
	if got := spread(false); math.Abs(got-6) > 1e-9 {
		t.Errorf("together %.4f, want 6", got)
	}
	if got := spread(true); math.Abs(got-3*math.Sqrt2) > 1e-9 {
		t.Errorf("apart %.4f, want %.4f", got, 3*math.Sqrt2)
	}
}

// A change of the odds of two normal numbers gives those of the changed normal numbers.
func TestMoveOfAMorning(t *testing.T) {
	d := normalDay(590, 14, 630, 8, .5)
	was := *d
	d.move(change{}, change{})
	if *d != was {
		t.Error("no change changes something")
	}
	d.move(change{-29.5, 10}, change{})
	want := normalDay(560.5, math.Hypot(14*.95, 10), 630, 8, .4)
	for i := range d.Occupied.Q {
		if math.Abs(d.Occupied.Q[i]-want.Occupied.Q[i]) > .2 {
			t.Errorf("at %.3f: %.2f, want %.2f", levels[i], d.Occupied.Q[i], want.Occupied.Q[i])
		}
	}
	for i, p := range [][2]float64{{d.Over92, want.Over92}, {d.Over95, want.Over95}, {d.Over100, want.Over100}} {
		if math.Abs(p[0]-p[1]) > .03 {
			t.Errorf("chance %d is %.3f, want %.3f", i, p[0], p[1])
		}
	}
}

func TestChangesRefuseTwoForecastsOfOne(t *testing.T) {
	f, tree := someForecasts(2)
	if _, _, err := withChanges(append(f, f[3]), tree, nil); err == nil {
		t.Error("two forecasts of one organisation are taken")
	}
	f[2].Days = f[2].Days[:1]
	if _, _, err := withChanges(f, tree, nil); err == nil {
		t.Error("forecasts of different days are taken")
	}
}
