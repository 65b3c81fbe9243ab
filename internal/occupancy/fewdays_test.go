package occupancy

import (
	"context"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// widths is how wide the 90% ranges of both numbers are, in the mean of all days.
func widths(f *Forecast) (w [2]float64) {
	for _, d := range f.Days {
		for k, q := range [...]Quantiles{d.Occupied.Q, d.Open.Q} {
			w[k] += (q[20] - q[2]) / float64(len(f.Days))
		}
	}
	return w
}

// tenDays forecasts from one morning with all that is known of the season and with its last ten days alone, and gives how
// much wider the second is for occupied and open beds, by organisation. A hospital whose figures jump is left out.
func tenDays(t *testing.T, past []Panel, p Panel, origin civil.Date) map[org.Code][2]float64 {
	t.Helper()
	e := NewEnsemble(EnsembleOptions{Tree: Under(org.England, &p)})
	if err := e.Learn(context.Background(), past, Calendar{Holidays: civil.England()}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	last := origin.Sub(p.From)
	short := slice(p, last-9, p.Days)
	all, err := e.Forecast(&p, last, Under(org.England, &p), Horizon)
	if err != nil {
		t.Fatal(err)
	}
	few, err := e.Forecast(&short, 9, Under(org.England, &short), Horizon)
	if err != nil {
		t.Fatal(err)
	}
	out := map[org.Code][2]float64{}
	for i := range p.Series {
		a, b := &all[i], &few[i]
		if len(a.Days) == 0 || len(b.Days) == 0 || hasNote(*a, NoteMerged, "") {
			continue
		}
		if !hasNote(*b, NoteFewDays, "mornings of this season") || !strings.Contains(b.Notes[0].Words, "of beds occupied and of beds open") {
			t.Errorf("%s says %v", b.Org, b.Notes)
		}
		x, y := widths(a), widths(b)
		out[a.Org] = [2]float64{y[0] / x[0], y[1] / x[1]}
	}
	return out
}

// With ten days known, and a Christmas before them that is not, the ranges of both numbers are wider than with all known.
func TestTenDaysMakeBothNumbersWider(t *testing.T) {
	panel := func(year string, seed uint64) Panel {
		from := civil.MustDate(year + "-11-20")
		return made{trusts: 12, from: from, to: from.Add(105), seed: seed}.panel()
	}
	now := panel("2017", 3)
	for name, past := range map[string][]Panel{"no earlier season": nil, "one": {panel("2016", 2)}} {
		for c, r := range tenDays(t, past, now, civil.MustDate("2018-01-10")) {
			if r[Occupied] < 1.05 || r[Open] < 1.05 {
				t.Errorf("%s, %s: occupied %.2f times as wide, open %.2f", name, c, r[Occupied], r[Open])
			}
		}
	}
}

// Published winters: RF4 from 10 January 2019, and nearly every other hospital, with and without earlier winters.
func TestPublishedWinterKnownForTenDays(t *testing.T) {
	winters := realWinters(t)
	for _, past := range [][]Panel{nil, winters[2:3]} {
		narrower, ratios := 0, tenDays(t, past, winters[3], civil.MustDate("2019-01-10"))
		for c, r := range ratios {
			if c == "RF4" && (r[Occupied] < 1.1 || r[Open] < 1.1) {
				t.Errorf("after %d winters RF4's occupied beds are %.2f times as wide, its open beds %.2f", len(past), r[Occupied], r[Open])
			}
			if r[Occupied] < 1 || r[Open] < 1 {
				narrower++
			}
		}
		if len(ratios) < 100 || narrower > len(ratios)/50 {
			t.Errorf("after %d winters %d of %d are not wider", len(past), narrower, len(ratios))
		}
	}
}
