package spc_test

import (
	"encoding/csv"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/spc"
)

// shared reads a reference file; the test is skipped, saying so, where the folder is not beside the repository.
func shared(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/spc", name)) //nolint:gosec // a fixed name
	if err != nil {
		t.Skip("the shared data folder is not beside the repository, so " + name + " was not charted")
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestExampleOfThePackage(t *testing.T) {
	var v []float64
	for _, r := range shared(t, "ptd_example_y.csv")[1:] {
		v = append(v, number(t, r[0]))
	}
	target := 0.5
	c := made(t, days(v...), spc.Method{Target: &target})
	for _, p := range c.Points {
		within(t, "mean", p.Mean, 0.1416238035, 1e-9)
		within(t, "LPL", p.LPL, -3.0113795941, 1e-9)
		within(t, "UPL", p.UPL, 3.2946272011, 1e-9)
		if p.Type != spc.Common {
			t.Errorf("%v is %s", p.Value, p.Cause)
		}
	}
	if len(c.Points) != 20 || c.Variation.String() != "common_cause" || c.Assurance.String() != "inconsistent" {
		t.Errorf("%d points, icons %s and %s", len(c.Points), c.Variation, c.Assurance)
	}
	// halves, as the package's own snapshot has them for two facets
	for i, want := range [][3]float64{{0.0746, -2.60, 2.75}, {0.209, -3.28, 3.70}} {
		half := made(t, days(v[10*i:10*i+10]...), spc.Method{})
		within(t, "mean of a half", half.Points[0].Mean, want[0], 5e-4)
		within(t, "LPL of a half", half.Points[0].LPL, want[1], 5e-3)
		within(t, "UPL of a half", half.Points[0].UPL, want[2], 5e-3)
		if len(half.Warnings) == 0 || half.Warnings[0].Problem != spc.TrialLimits {
			t.Errorf("ten points are not on trial: %v", half.Warnings)
		}
	}
}

// attendances are all 1,284 monthly series of the file, by trust, type and column.
func attendances(t *testing.T) map[string][]spc.Reading {
	t.Helper()
	rows := shared(t, "ae_attendances.csv")
	out := map[string][]spc.Reading{}
	for _, r := range rows[1:] {
		for k := 3; k < 6; k++ {
			key := r[1] + " " + r[2] + " " + rows[0][k]
			out[key] = append(out[key], spc.Reading{Date: civil.MustDate(r[0]), Value: number(t, r[k])})
		}
	}
	for _, s := range out {
		slices.SortFunc(s, func(a, b spc.Reading) int { return a.Date.Compare(b.Date) })
	}
	return out
}

// same holds a chart against the reference, point by point.
func same(t *testing.T, key string, c spc.Chart, want []told) {
	t.Helper()
	equal := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for i, p := range c.Points {
		w := want[i]
		if !equal(p.Mean, w.mean) || !equal(p.LPL, w.lpl) || !equal(p.UPL, w.upl) || p.Cause.String() != w.cause || p.Type.String() != w.kind {
			t.Fatalf("%s, point %d: %v %v %v %s %s, not %v", key, i, p.Mean, p.LPL, p.UPL, p.Cause, p.Type, w)
		}
	}
}

// TestAttendances charts every series of the A&E file in every direction, screened and not, and holds each point against the
// reference to the last bit. The counts are those of a third account of the method, in another language with rational means.
func TestAttendances(t *testing.T) {
	series := attendances(t)
	got := map[string]int{}
	points, unlimited := 0, 0
	var low, high float64
	target := 100.0
	var c spc.Chart
	for _, key := range slices.Sorted(maps.Keys(series)) {
		s := series[key]
		v := make([]float64, len(s))
		for i := range s {
			v[i] = s[i].Value
		}
		for _, better := range []spc.Improve{spc.Up, spc.Down, spc.Neutral} {
			for _, screen := range []bool{true, false} {
				if err := c.Make(s, spc.Method{Improve: better, NoScreen: !screen, Target: &target}); err != nil {
					t.Fatal(key, err)
				}
				same(t, key, c, reference(v, asked{better: directionOf(better), screen: screen}))
				for _, p := range c.Points {
					points++
					got[p.Cause.String()]++
					got[p.Type.String()]++
				}
				got["V "+c.Variation.String()]++
				got["A "+c.Assurance.String()]++
				if g := c.Groups[0]; g.HasLimits() {
					low, high = low+g.LPL, high+g.UPL
				} else {
					unlimited++
				}
			}
		}
	}
	want := map[string]int{
		"2 in 3 Above CL": 4962, "2 in 3 Below CL": 8064, "7 Point Trend (Decreasing)": 768, "7 Point Trend (Increasing)": 1179,
		"7 Points Above CL": 16698, "7 Points Below CL": 30072, "Above UCL": 12075, "Below LCL": 12285, "Common Cause": 143667,
		"common_cause": 143667, "special_cause_concern": 28701, "special_cause_improvement": 28701, "special_cause_neutral_high": 11638, "special_cause_neutral_low": 17063,
		"V common_cause": 5442, "V concern_high": 501, "V concern_low": 253, "V improvement_high": 501, "V improvement_low": 253, "V neutral_high": 501, "V neutral_low": 253,
		"A ": 2568, "A consistent_fail": 2123, "A consistent_pass": 2123, "A inconsistent": 890,
	}
	if !maps.Equal(got, want) {
		t.Errorf("the counts are\n%v, not\n%v", got, want)
	}
	if len(series) != 1284 || points != 229770 || unlimited != 933 {
		t.Errorf("%d series, %d points, %d without limits", len(series), points, unlimited)
	}
	within(t, "the sum of the lower limits", low, 13418533.027304886, 1e-6)
	within(t, "the sum of the upper limits", high, 20172858.630392414, 1e-6)
}
