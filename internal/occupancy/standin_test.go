package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

func TestAMissingReturnIsNoFall(t *testing.T) {
	none := math.NaN()
	row := func(c org.Code, occupied ...float64) Series {
		return Series{Org: c, Occupied: occupied, Open: occupied}
	}
	p := &Panel{From: civil.MustDate("2025-12-01"), Days: 4, Series: []Series{
		row("A", 900, 910, none, none), row("B", none, 50, 52, none), row("C", 200, 0, 210, none), row("D", none, none, none, none), row("E", 7, 7, 7, 7)}}
	tree := Tree{Units: []Unit{{"ENG", ""}, {"Y56", "ENG"}, {"A", "Y56"}, {"B", "Y56"}, {"C", "ENG"}, {"D", "Y56"}, {"E", ""}}}
	for _, x := range []struct {
		of   org.Code
		want []float64
	}{
		{"Y56", []float64{950, 960, none, none}},   // B's first figure stands for the day before it; A is most of the region
		{"ENG", []float64{1150, none, none, none}}, // C's nought is no figure, and a sixth of the beds
	} {
		got, ok := StoodIn(p, tree, x.of)
		if !ok {
			t.Fatal(x.of, "is a sum")
		}
		for d, want := range x.want {
			if got[d].Occupied != want && (Known(got[d].Occupied) || Known(want)) || got[d].Open != got[d].Occupied && Known(got[d].Open) {
				t.Errorf("%s on day %d: %v, want %v", x.of, d, got[d], want)
			}
		}
	}
	if s, _ := StoodIn(p, tree, "Y56"); s[0].Given != 1 || s[1].Given != 2 || s[0].Of != 2 {
		t.Errorf("who gave: %+v", s)
	}
	if _, ok := StoodIn(p, tree, "E"); ok {
		t.Error("an organisation's own figures are no sum")
	}
}
