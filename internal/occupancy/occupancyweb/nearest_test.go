package occupancyweb

import (
	"testing"

	"headroom/internal/occupancy"
)

// TestNoForecastStandsForTwoAges: one of 14 days before is not shown as one of 28, and none is found for two columns.
func TestNoForecastStandsForTwoAges(t *testing.T) {
	o := occupancy.Outcome{Ahead: []occupancy.Ahead{{H: 1}, {H: 14}}}
	for h, want := range map[int]bool{1: true, 7: false, 14: true, 28: false} {
		if _, ok := nearest(o, h); ok != want {
			t.Errorf("%d days before: %v", h, ok)
		}
	}
	for x := range 43 {
		n := 0
		for _, h := range []int{1, 7, 14, 28} {
			if _, ok := nearest(occupancy.Outcome{Ahead: []occupancy.Ahead{{H: x}}}, h); ok {
				n++
			}
		}
		if n > 1 {
			t.Errorf("a forecast of %d days before stands in %d columns", x, n)
		}
	}
}
