package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"headroom/internal/simulate"
)

// TestMain lets the test's own binary be the site, as the command does with itself.
func TestMain(m *testing.M) {
	if where := os.Getenv("BENCH_TEST_HOST"); where != "" && len(os.Args) > 1 && (os.Args[1] == "-host" || os.Args[1] == "-trivial" || os.Args[1] == "-play" || os.Args[1] == "-replan") {
		main()
		return
	}
	os.Exit(m.Run())
}

// A small run on each engine ends without an error and gives every line; how fast it was is nobody's business here.
func TestEveryMeasurementIsTaken(t *testing.T) {
	t.Setenv("BENCH_TEST_HOST", "yes")
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			s := settings{data: filepath.Join(t.TempDir(), "none"), seconds: 2, years: 1, trusts: 12, people: 8, dir: t.TempDir(), think: 50 * time.Millisecond}
			e, err := openEngine(t.Context(), name, filepath.Join(s.dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if e == nil {
				t.Skip("no PostgreSQL: run the tests through make test, or set " + postgresEnv)
			}
			defer e.close()
			r := &report{}
			if err := measureOn(t.Context(), s, e, r); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range r.Results {
				got = append(got, x.Measurement)
				if x.Ours <= 0 || x.Floor <= 0 && x.Unit != "MB" {
					t.Errorf("%s: ours %v, floor %v", x.Measurement, x.Ours, x.Floor)
				}
			}
			want := []string{"values imported, winter workbook", "values imported, CSV", "returns by API, 1 sender", "returns by API, 16 senders",
				"returns by API, 64 senders", "all four levels corrected, p50", "all four levels corrected, p95",
				"England, 1 years, as of an instant, p50", "England, 1 years, as of an instant, p95", "England, 1 years, latest, p50", "England, 1 years, latest, p95",
				"Today, 8 people, p50", "Today, 8 people, p99", "resident memory at its peak"}
			if peakOf(os.Getpid()) == 0 {
				want = want[:len(want)-1] // no /proc
			}
			if !slices.Equal(got, want) {
				t.Errorf("measured %q", got)
			}
		})
	}
}

func TestAnUnknownEngineIsRefused(t *testing.T) {
	if _, err := openEngine(context.Background(), "oracle", t.TempDir()); err == nil {
		t.Error("there is no such engine here")
	}
}

// The engine is measured too, and what stands beside it is said to be absent where it is.
func TestTheEngineIsMeasured(t *testing.T) {
	t.Setenv("BENCH_TEST_HOST", "yes")
	r := &report{}
	s := settings{trusts: 6, replicates: 40, prototype: t.TempDir(), python: filepath.Join(t.TempDir(), "python3")}
	if err := playing(t.Context(), s, r); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Results {
		got = append(got, x.Measurement)
		if x.Ours <= 0 && (x.Unit != "MB" || peakOf(os.Getpid()) > 0) {
			t.Errorf("%s: %v", x.Measurement, x.Ours)
		}
	}
	want := []string{"England's winter played, 6 sites × 56 days × 40", "England's winter played, 6 sites × 56 days × 40, memory",
		"England's winter played, 6 sites × 56 days × 40, allocations", "one trust's winter played, 1 sites × 56 days × 40"}
	if !slices.Equal(got, want) {
		t.Errorf("measured %q", got)
	}
	if len(r.Notes) != 3 {
		t.Errorf("what is absent is not said: %q", r.Notes)
	}
}

// The systems that stand beside other simulators are those simulators' own.
func TestPeersPlayTheSame(t *testing.T) {
	m := slotTrust(4, 50)
	mean, _, err := timed(t.Context(), m, 2000, 2, func(q *simulate.Result) float64 { return q.Waiting(0, 0, 0, m.Days-1) })
	if err != nil || mean < 2.3 || mean > 3.4 { // 2.87 in the long run of such steps
		t.Errorf("%.2f wait, %v", mean, err)
	}
	mean, _, err = timed(t.Context(), wardTrust(), 500, 2, func(q *simulate.Result) float64 { return q.Mean(0, 55) })
	if err != nil || mean < 320 || mean > 440 {
		t.Errorf("%.1f are there, %v", mean, err)
	}
}

// Charts are drawn up and compared with a reference; the R package is said to be absent where it is.
func TestChartsAreMeasured(t *testing.T) {
	r := &report{}
	if err := charting(t.Context(), settings{dir: t.TempDir(), rscript: filepath.Join(t.TempDir(), "Rscript")}, r); err != nil {
		t.Fatal(err)
	}
	if len(r.Results) != 2 || r.Results[0].Ours <= 0 || r.Results[0].Floor <= 0 || len(r.Notes) != 1 {
		t.Errorf("%+v, notes %q", r.Results, r.Notes)
	}
}
