package flow

import (
	"math"
	"slices"
	"testing"
)

// spreadOf is a law as a forecast would say it.
func spreadOf(l *Law, days int) []Spread {
	var out []Spread
	for d := range days {
		out = append(out, Spread{l.Quantile(d, .5), l.Quantile(d, .05), l.Quantile(d, .95)})
	}
	return out
}

// TestAnchorComesBack: a system whose arrivals were bent and whose own intensity was changed, anchored to the law of the
// system as it was, is that system again.
func TestAnchorComesBack(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		s := Sample(seed, 1, 2, 42)
		was, err := Close(&s.Model, 0, 42)
		if err != nil {
			t.Fatal(err)
		}
		site := &s.Model.Sites[0]
		arrivals, sd := slices.Clone(site.Arrivals), site.OwnSD
		for d := range site.Arrivals {
			site.Arrivals[d] *= 1 + .06*math.Sin(float64(d)/9)
		}
		site.OwnSD, site.OwnPersistence = .1, .3
		a, err := Anchor(s, 0, spreadOf(was, 42))
		if err != nil {
			t.Fatal(err)
		}
		now, err := Close(&s.Model, 0, 42)
		if err != nil {
			t.Fatal(err)
		}
		for d := range 42 {
			if x := math.Abs(now.Quantile(d, .5) - was.Quantile(d, .5)); x > .3 || x > .001*was.Mean(d)+.1 {
				t.Errorf("seed %d day %d: the median is %.2f beds off", seed, d, x)
			}
			if r := now.SD(d) / was.SD(d); d >= 5 && (r < .97 || r > 1.03) {
				t.Errorf("seed %d day %d: the spread is %.3f of what it was", seed, d, r)
			}
			if d >= 2 && d < 38 {
				if r := site.Arrivals[d] / arrivals[d]; r < .97 || r > 1.03 {
					t.Errorf("seed %d day %d: arrivals are %.3f of what they were", seed, d, r)
				}
			}
		}
		if a.Disagree || a.Least < .9 || a.Greatest > 1.1 || len(a.Notes) > 0 {
			t.Errorf("seed %d: %.3f to %.3f, %v", seed, a.Least, a.Greatest, a.Notes)
		}
		if r := a.OwnSD / sd; r < .8 || r > 1.25 {
			t.Errorf("seed %d: own sd %.4f, was %.4f", seed, a.OwnSD, sd)
		}
	}
}

// TestAnchorSaysWhenDataAndModelDisagree: a forecast far above what the flows can bring is met and flagged, one that is
// surer than chance is flagged, and what is no forecast is refused.
func TestAnchorSaysWhenDataAndModelDisagree(t *testing.T) {
	s := Sample(2, 1, 2, 42)
	l, err := Close(&s.Model, 0, 42)
	if err != nil {
		t.Fatal(err)
	}
	want := spreadOf(l, 42)
	for d := range want {
		k := 1 + .006*float64(min(d, 30))
		want[d] = Spread{want[d].Median * k, want[d].Median*k - 1, want[d].Median*k + 1}
	}
	a, err := Anchor(s, 0, want)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, n := range s.Notes {
		codes[n.Code] = n.Org == "ST001" && n.Words != ""
	}
	if !a.Disagree || !codes["disagree"] || !codes["spread-below-floor"] {
		t.Errorf("no flag: %.2f to %.2f, %v", a.Least, a.Greatest, s.Notes)
	}
	said := len(s.Notes)
	if _, err := Anchor(s, 0, want); err != nil || len(s.Notes) != said {
		t.Errorf("a second pass makes %d notes of %d, %v", len(s.Notes), said, err)
	}
	for d, x := range a.Off {
		if math.Abs(x) > .01*want[d].Median {
			t.Errorf("day %d is off by %.1f beds", d, x)
		}
	}
	for _, bad := range [][]Spread{nil, {{500, 510, 520}}, {{500, math.NaN(), 520}}, make([]Spread, 43)} {
		if _, err := Anchor(s, 0, bad); err == nil {
			t.Errorf("%v was taken for a forecast", bad)
		}
	}
	if _, err := Anchor(s, 3, want); err == nil {
		t.Error("a site that is not there was anchored")
	}
}
