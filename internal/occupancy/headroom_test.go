package occupancy

import (
	"math"
	"slices"
	"testing"
	"testing/quick"

	"headroom/internal/civil"
)

// The golden case of definition c.6, to the bed.
func TestHeadroomGoldenCase(t *testing.T) {
	const open = 624
	admissions := []int{80, 80, 79, 78, 76, 64, 63}
	week := NationalDischargeWeek()
	discharges, err := SpreadByIndex(520, week[:])
	if err != nil || !slices.Equal(discharges, []int{66, 82, 85, 86, 91, 65, 45}) {
		t.Fatalf("discharges %v, %v", discharges, err)
	}
	path, err := OccupiedPath(596, admissions, discharges)
	if err != nil || !slices.Equal(path, []int{596, 610, 608, 602, 594, 579, 578, 596}) {
		t.Fatalf("occupied %v, %v", path, err)
	}
	for i, want := range []float64{95.5, 97.8, 97.4, 96.5, 95.2, 92.8, 92.6, 95.5} {
		b := Beds{Core: open, Occupied: path[i]}
		if got := math.Round(1000*b.Share()) / 10; got != want {
			t.Errorf("morning %d: %.1f%%, want %.1f%%", i, got, want)
		}
	}
	// The second week is as the first: Wednesday 20 December is Wednesday 13 December.
	on20 := path[2]
	if got := limitBeds(.92, open); got != 574 {
		t.Errorf("92%% of 624 is %d beds, want 574", got)
	}
	for target, want := range map[float64]int{.92: 34, .85: 78} {
		if got := ExtraDischarges(target, open, on20); got != want {
			t.Errorf("to %.0f%%: %d more discharges, want %d", 100*target, got, want)
		}
	}
}

// With the holidays' discharges of 2023 the golden case's trust fills up after 26 December.
func TestHeadroomGoldenChristmas(t *testing.T) {
	from := civil.MustDate("2023-12-18")
	week := NationalDischargeWeek()
	each, err := SpreadByIndex(520, week[:])
	if err != nil {
		t.Fatal(err)
	}
	var admissions, discharges []int
	for range 3 {
		admissions = append(admissions, 80, 80, 79, 78, 76, 64, 63)
		discharges = append(discharges, each...)
	}
	discharges = ScaleDays(discharges, func(d int) float64 { return NationalDischargeRatio(from.Add(d)) })
	path, err := OccupiedPath(596, admissions, discharges)
	if err != nil {
		t.Fatal(err)
	}
	on := func(d string) int { return path[civil.MustDate(d).Sub(from)] }
	for d := civil.MustDate("2023-12-25"); d.Before(civil.MustDate("2023-12-28")); d = d.Add(1) {
		if on(d.Add(1).String()) <= on(d.String()) {
			t.Errorf("occupied goes from %d to %d after %s", on(d.String()), on(d.Add(1).String()), d)
		}
	}
	if got := on("2023-12-28") - on("2023-12-26"); got != 71 { // 80-round(.41*82) and 79-round(.64*85), which is 46 and 25
		t.Errorf("from 26 to 28 December %d more are there; path %v", got, path)
	}
}

// England's sizes: November 2023, adult beds. The published differences are of unrounded numbers.
func TestHeadroomOfEngland(t *testing.T) {
	occupied := int(math.Round(94471 * .955))
	for target, want := range map[float64]int{.92: -3306, .85: -9919} {
		if got := HeadroomBeds(target, 94471, occupied); got < want-1 || got > want {
			t.Errorf("at %.0f%%: headroom %d, published %d", 100*target, got, want)
		}
	}
}

// Escalation beds lower the percentage and free no core bed.
func TestEscalationFreesNoCoreBed(t *testing.T) {
	b := Beds{Core: 600, ClosedEmpty: 4, Void: 2, Occupied: 590}
	more := b
	more.Escalation = 24
	if more.Share() >= b.Share() {
		t.Errorf("share %.4f with escalation beds, %.4f without", more.Share(), b.Share())
	}
	if more.FreeCore() != b.FreeCore() || b.FreeCore() != 4 || more.CoreHeadroom(.92) != b.CoreHeadroom(.92) {
		t.Errorf("free core beds %d and %d, core headroom %d and %d", more.FreeCore(), b.FreeCore(), more.CoreHeadroom(.92), b.CoreHeadroom(.92))
	}
	if got := more.Headroom(.92); got != int(math.Floor(.92*618))-590 {
		t.Errorf("headroom %d", got)
	}
	crowded := Beds{Core: 100, Occupied: 104}
	if crowded.Share() <= 1 || crowded.FreeCore() != -4 {
		t.Errorf("over 100%%: share %.2f, free %d", crowded.Share(), crowded.FreeCore())
	}
}

func TestHeadroomProperties(t *testing.T) {
	monotone := func(open, occ uint16, a, b float64) bool {
		a, b = math.Abs(math.Mod(a, 1)), math.Abs(math.Mod(b, 1))
		if a > b {
			a, b = b, a
		}
		return HeadroomBeds(a, int(open), int(occ)) <= HeadroomBeds(b, int(open), int(occ))
	}
	scales := func(open, occ uint16, k uint8, target float64) bool {
		target = math.Abs(math.Mod(target, 1))
		n := int(k)%9 + 1
		one, many := HeadroomBeds(target, int(open), int(occ)), HeadroomBeds(target, n*int(open), n*int(occ))
		return many >= n*one && many < n*(one+1)
	}
	exactly := func(open uint16) bool { // a target that is a whole number of beds is not one less by rounding
		for k := range 101 {
			if limitBeds(float64(k)/100, 100*int(open)) != k*int(open) {
				return false
			}
		}
		return true
	}
	for name, f := range map[string]any{"rising in the target": monotone, "scaling": scales, "whole targets": exactly} {
		if err := quick.Check(f, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSpreadByIndexProperties(t *testing.T) {
	d := &dice{31}
	for range 300 {
		index := make([]float64, 7)
		for i := range index {
			index[i] = d.uniform()
		}
		total := int(1000 * d.uniform())
		a, err := SpreadByIndex(total, index)
		if err != nil {
			t.Fatal(err)
		}
		sum, all := 0.0, 0
		for i, n := range a {
			sum += index[i]
			all += n
		}
		if all != total {
			t.Fatalf("%v adds up to %d, not %d", a, all, total)
		}
		for i, n := range a {
			if share := float64(total) * index[i] / sum; math.Abs(float64(n)-share) >= 1 {
				t.Fatalf("day %d has %d of a share of %.2f", i, n, share)
			}
		}
		// Days named otherwise get the same.
		turned := append(append([]float64(nil), index[3:]...), index[:3]...)
		b, err := SpreadByIndex(total, turned)
		if err != nil || !slices.Equal(b, append(append([]int(nil), a[3:]...), a[:3]...)) {
			t.Fatalf("turned by three days: %v, %v", b, a)
		}
		times, err := SpreadByIndex(total, scaled(index, 3.7))
		if err != nil || !slices.Equal(times, a) {
			t.Fatalf("index times 3.7: %v, %v", times, a)
		}
	}
	for _, bad := range [][]float64{{0, 0}, {1, -1}, {math.NaN()}, {math.Inf(1), 1}} {
		if _, err := SpreadByIndex(5, bad); err == nil {
			t.Errorf("index %v is taken", bad)
		}
	}
}

func scaled(a []float64, by float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] * by
	}
	return out
}

// What is pulled forward is headroom until the day it would have left, and none after (R16).
func TestPullForwardIsGivenBack(t *testing.T) {
	admissions, discharges := []int{80, 80, 79, 78, 76, 64, 63}, []int{66, 82, 85, 86, 91, 65, 45}
	moved, err := PullForward(discharges, 10, 4, 1)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := OccupiedPath(596, admissions, discharges)
	after, _ := OccupiedPath(596, admissions, moved)
	for d := range before {
		want := 0
		if d >= 2 && d <= 4 {
			want = 10
		}
		if before[d]-after[d] != want {
			t.Errorf("morning %d: %d fewer, want %d", d, before[d]-after[d], want)
		}
	}
	for _, bad := range [][3]int{{92, 4, 1}, {1, 1, 4}, {1, 7, 0}, {-1, 4, 1}, {1, 3, -1}} {
		if _, err := PullForward(discharges, bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("moving %v is taken", bad)
		}
	}
}

func TestOccupiedPathRefusesTheImpossible(t *testing.T) {
	for _, c := range []struct {
		a, d []int
	}{{[]int{1}, []int{1, 2}}, {[]int{1}, []int{700}}, {[]int{-1}, []int{0}}} {
		if _, err := OccupiedPath(596, c.a, c.d); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}
