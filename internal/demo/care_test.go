package demo_test

import (
	"slices"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// TestCareIsTheSameHoweverAskedFor: statements come on Mondays, the same whichever stretches they are asked for in.
func TestCareIsTheSameHoweverAskedFor(t *testing.T) {
	w := demo.New(demo.Seed)
	from, to := civil.MustDate("2025-12-01").At(0), civil.MustDate("2025-12-23").At(0)
	whole := w.Care(from, to)
	mid := civil.MustDate("2025-12-15").At(15 * 60)
	if parts := append(w.Care(from, mid), w.Care(mid, to)...); !slices.Equal(whole, parts) {
		t.Fatalf("asked for in two stretches: %d lines and not %d", len(parts), len(whole))
	}
	wrote := map[org.Code]map[time.Time]bool{}
	for _, c := range whole {
		if c.AsAt.In(civil.London).Weekday() != time.Monday {
			t.Fatalf("a statement of %s", c.AsAt)
		}
		if c.Accepting > c.Total || c.Accepting < 0 {
			t.Fatalf("%+v promises what it has not", c)
		}
		if wrote[c.Holder] == nil {
			wrote[c.Holder] = map[time.Time]bool{}
		}
		wrote[c.Holder][c.AsAt] = true
	}
	behind := 0
	for _, at := range wrote {
		if len(at) < 4 {
			behind++
		}
	}
	if behind == 0 || behind > 20 {
		t.Errorf("%d of %d councils are behind with a statement", behind, len(wrote))
	}
}

// TestCareOverChristmas: nothing begins on Christmas Day, a seventh on Boxing Day, and home care stands for more of the
// need than care homes.
func TestCareOverChristmas(t *testing.T) {
	w := demo.New(demo.Seed)
	sum := map[string]int{}
	of := map[discharge.Service]int{}
	for _, c := range w.Care(civil.MustDate("2025-12-08").At(0), civil.MustDate("2025-12-09").At(0)) {
		sum[c.Date.String()] += c.Total
		of[c.Service] += c.Total
	}
	if sum["2025-12-25"] != 0 {
		t.Errorf("%d starts on Christmas Day", sum["2025-12-25"])
	}
	if sum["2025-12-26"]*4 > sum["2025-12-18"] {
		t.Errorf("%d starts on Boxing Day, %d on the Thursday before", sum["2025-12-26"], sum["2025-12-18"])
	}
	if sum["2025-12-20"] >= sum["2025-12-19"] {
		t.Errorf("as many on a Saturday as on a Friday: %d and %d", sum["2025-12-20"], sum["2025-12-19"])
	}
	if of[discharge.HomeCare] <= of[discharge.CareHomeBed] {
		t.Errorf("%v", of)
	}
}
