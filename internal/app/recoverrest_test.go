package app

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/rest"
)

// A rest closes the days whose sessions it touches: one that ends before they begin closes none.
func TestARestAsDays(t *testing.T) {
	d := civil.MustDate
	at := func(day string, hour int) rest.Block { return rest.Block{From: d(day).At(civil.Clock(hour * 60))} }
	for _, c := range []struct {
		from, to rest.Block
		want     string
	}{
		{at("2024-01-16", 21), at("2024-01-17", 8), ""},
		{at("2024-01-16", 22), at("2024-01-17", 9), "2024-01-17 2024-01-17"},
		{at("2024-01-16", 12), at("2024-01-18", 7), "2024-01-16 2024-01-17"},
		{at("2023-12-01", 0), at("2024-03-01", 0), "2024-01-15 2024-01-20"},
	} {
		got := ""
		for _, b := range daysOf(rest.Block{Person: "hip 1", Rule: "WTR-10", Set: "wtr@1998", From: c.from.From, To: c.to.From}, d("2024-01-15"), d("2024-01-20")) {
			got += b.From.String() + " " + b.To.String()
			if b.Team != "hip 1" || b.Rule == "" || b.Window == "" {
				t.Errorf("%+v", b)
			}
		}
		if got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from.From, c.to.From, got, c.want)
		}
	}
}
