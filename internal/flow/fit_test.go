package flow

import (
	"math"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/simulate"
)

// given is evidence of a ward's trust cut down to a tier, its councils having returned what they give.
func given(w *ward, t TrustEvidence, tier Tier) Evidence {
	if tier != WithStays {
		t.Stays = nil
	}
	if tier == SitrepOnly || tier == WithDischarges {
		t.Pathways, t.Reasons = [4]float64{}, Reasons{}
	}
	if tier == SitrepOnly {
		t.Discharges, t.Remaining = nil, nil
	}
	e := Evidence{From: w.from, Days: 28, Trusts: []TrustEvidence{t}}
	for i, c := range t.Catchment {
		x := CouncilEvidence{Org: c.Council, Name: "Council " + string(c.Council), Returned: [simulate.Streams]bool{true, true, true}}
		for p := range x.Weekly {
			x.Weekly[p] = 7 * w.starts[p] * w.share[i]
		}
		e.Councils = append(e.Councils, x)
	}
	return e
}

// BenchmarkFit is one trust with pathways.
func BenchmarkFit(b *testing.B) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	e := given(w, w.play(3, 112), WithPathways)
	for b.Loop() {
		if _, err := Fit(e, National()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestFitInJanuary: a start on 3 January, with Christmas in the weeks before it, takes its weekdays from ordinary days and
// knows the slow days after New Year.
func TestFitInJanuary(t *testing.T) {
	w := newWard()
	w.from = civil.MustDate("2024-01-03")
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	e := given(w, w.play(3, 112), WithDischarges)
	e.Calendar = Calendar{Holidays: civil.England()}
	for i, d := range []string{"2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08"} {
		e.Calendar.Strikes = append(e.Calendar.Strikes, Strike{civil.MustDate(d), residents, i + 1, 6})
	}
	s, err := Fit(e, National())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Model.Check(); err != nil {
		t.Fatal(err)
	}
	x := &s.Model.Sites[0]
	if x.Work[0] >= x.Work[7] || x.Arrivals[0] >= x.Arrivals[14] {
		t.Errorf("the strike's first day, the second working day of the year, works %.2f and a week later %.2f; %.1f come, two weeks later %.1f",
			x.Work[0], x.Work[7], x.Arrivals[0], x.Arrivals[14])
	}
	if d, ok := s.DayOf(civil.MustDate("2024-01-06")); !ok || s.Morning(d) != civil.MustDate("2024-01-06") {
		t.Errorf("6 January is day %d", d)
	}
	if l := closed(t, s, 0); l.Mean(6) < l.Mean(0)*.9 || l.Mean(6) > l.Mean(0)*1.15 {
		t.Errorf("from %.0f beds to %.0f in six days", l.Mean(0), l.Mean(6))
	}
}

// fitted plays a ward, fits the tier and closes it.
func fitted(t *testing.T, seed uint64, tier Tier) (*ward, TrustEvidence, *System, *Law) {
	t.Helper()
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	x := w.play(seed, 112)
	s, err := Fit(given(w, x, tier), National())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Model.Check(); err != nil {
		t.Fatal(err)
	}
	l, err := Close(&s.Model, 0, s.Model.Days)
	if err != nil {
		t.Fatal(err)
	}
	if s.Tiers[0] != tier {
		t.Fatalf("the tier is %s, want %s", s.Tiers[0], tier)
	}
	return w, x, s, l
}

func has(s *System, code string) bool {
	for _, n := range s.Notes {
		if n.Code == code && n.Words != "" && n.Org != "" {
			return true
		}
	}
	return false
}

// TestFitStartsFromWhatWasReturnedAndStaysNear: in every tier everybody returned is somewhere at the start, the mean of the
// next four weeks is near that of the last four, and anchored to the last weeks' means it is within two beds of them.
func TestFitStartsFromWhatWasReturnedAndStaysNear(t *testing.T) {
	for _, tier := range []Tier{SitrepOnly, WithDischarges, WithPathways, WithStays} {
		for seed := uint64(3); seed <= 4; seed++ {
			_, x, s, l := fitted(t, seed, tier)
			site := &s.Model.Sites[0]
			start := site.Ready
			for _, g := range site.Stages {
				start += g.Now
			}
			for _, k := range site.Links {
				for p := range k.Waiting {
					start += k.Waiting[p] + k.Process[p]
				}
			}
			now := int(x.Occupied[len(x.Occupied)-1])
			if start != now {
				t.Errorf("%s: %d people at the start, %d were returned", tier, start, now)
			}
			ahead, seen := 0.0, 0.0
			for d := range 28 {
				ahead += l.Mean(d) / 28
				seen += x.Occupied[len(x.Occupied)-1-d] / 28
			}
			if math.Abs(ahead-seen) > .04*seen {
				t.Errorf("%s: the mean of the next four weeks is %.0f, of the last %.0f", tier, ahead, seen)
			}
			var want []Spread
			for d := range 28 {
				m := seen + weekdayMean(x, s, d) - seen
				m = float64(now) + (m-float64(now))*math.Min(1, float64(d+1)/7) // from today's figure to the weekdays' means
				want = append(want, Spread{m, m * (1 - .04*math.Sqrt(math.Min(1, float64(d+1)/10))), m * (1 + .04*math.Sqrt(math.Min(1, float64(d+1)/10)))})
			}
			a, err := Anchor(s, 0, want)
			if err != nil {
				t.Fatal(err)
			}
			for d, off := range a.Off {
				if math.Abs(off) > 2 {
					t.Errorf("%s: day %d is %.1f beds off after anchoring", tier, d, off)
				}
			}
		}
	}
}

// weekdayMean is the mean of a weekday's mornings in the last weeks of the evidence.
func weekdayMean(x TrustEvidence, s *System, d int) float64 {
	sum, n := 0.0, 0.0
	for i, y := range x.Occupied {
		if x.First.Add(i).Weekday() == s.Morning(d).Weekday() && i > 56 {
			sum += y
			n++
		}
	}
	return sum / n
}

// TestFitSitrepOnly: the week's shape of the beds is found though nobody says who comes and goes, and what was assumed is said.
func TestFitSitrepOnly(t *testing.T) {
	_, x, s, l := fitted(t, 3, SitrepOnly)
	for d := 14; d < 21; d++ {
		got := l.Mean(d) - (l.Mean(14)+l.Mean(15)+l.Mean(16)+l.Mean(17)+l.Mean(18)+l.Mean(19)+l.Mean(20))/7
		want := weekdayMean(x, s, d) - (weekdayMean(x, s, 14)+weekdayMean(x, s, 15)+weekdayMean(x, s, 16)+weekdayMean(x, s, 17)+weekdayMean(x, s, 18)+weekdayMean(x, s, 19)+weekdayMean(x, s, 20))/7
		if math.Abs(got-want) > 12 {
			t.Errorf("%s: %.0f beds against the week's mean, %.0f were seen", s.Morning(d).Weekday(), got, want)
		}
	}
	for _, code := range []string{"stay-assumed", "no-remaining", "no-pathways", "no-reasons"} {
		if !has(s, code) {
			t.Errorf("nothing says %s", code)
		}
	}
}

// TestFitWithDischarges finds who comes, and how the week works.
func TestFitWithDischarges(t *testing.T) {
	for seed := uint64(3); seed <= 5; seed++ {
		w, _, s, _ := fitted(t, seed, WithDischarges)
		site, mean := &s.Model.Sites[0], 0.0
		for d := range 28 {
			mean += site.Arrivals[d] / 28 * waveMean(s.Model.Common.Wave, -14)
		}
		if math.Abs(mean/w.arrivals-1) > .03 {
			t.Errorf("seed %d: %.1f admissions a day, truly %.0f", seed, mean, w.arrivals)
		}
		for d := range 7 {
			if want := w.week.Work[s.From.Add(d).Weekday()]; math.Abs(site.Work[d]-want) > .11 {
				t.Errorf("seed %d: %s has the working factor %.2f, truly %.2f", seed, s.From.Add(d).Weekday(), site.Work[d], want)
			}
		}
		if !has(s, "scope") || !has(s, "scope-remaining") || !has(s, "capacity-not-used") {
			t.Errorf("seed %d: scope or the unused capacity is not said: %v", seed, s.Notes)
		}
	}
}

// TestFitWithPathways finds who needs support of which kind, and how many wait for it.
func TestFitWithPathways(t *testing.T) {
	for seed := uint64(3); seed <= 5; seed++ {
		w, x, s, _ := fitted(t, seed, WithPathways)
		site := &s.Model.Sites[0]
		need, truly := 0.0, 0.0
		for _, g := range site.Stages {
			need += g.Mix * g.Complex
		}
		for k := range w.mix {
			truly += w.mix[k] * w.complex[k]
		}
		if math.Abs(need-truly) > .012 {
			t.Errorf("seed %d: %.3f need support, truly %.3f", seed, need, truly)
		}
		held := site.Ready
		for i, k := range site.Links {
			for p := range k.Waiting {
				held += k.Waiting[p] + k.Process[p]
				if math.Abs(k.Share[p]-w.share[i]) > 1e-9 {
					t.Errorf("seed %d: council %d has the share %.3f", seed, i, k.Share[p])
				}
			}
		}
		if remaining := x.Remaining[len(x.Remaining)-1]; math.Abs(float64(held)-remaining) > .12*remaining+6 {
			t.Errorf("seed %d: %d are ready, in process or wait; %.0f remain", seed, held, remaining)
		}
		for p, y := range site.Stages[0].Split {
			if math.Abs(y-w.split[p]) > .05 {
				t.Errorf("seed %d: stream %d has %.2f of those with support, truly %.2f", seed, p, y, w.split[p])
			}
		}
		for p := range simulate.Streams {
			week := 0.0
			for d := range 7 {
				week += s.Model.Suppliers[0].Starts[d][p]
			}
			if want := 7 * w.starts[p] * w.share[0]; math.Abs(week-want) > 1e-6 {
				t.Errorf("seed %d: %.2f starts a week, %.2f were returned", seed, week, want)
			}
		}
	}
}

// TestFitWithStays finds the law of the acute stay, and who waits is who the rows say waits.
func TestFitWithStays(t *testing.T) {
	for seed := uint64(3); seed <= 5; seed++ {
		w, x, s, _ := fitted(t, seed, WithStays)
		site := &s.Model.Sites[0]
		for n := 1; n <= 60; n++ {
			got, want := 0.0, 0.0
			for _, g := range site.Stages {
				got += g.Mix * math.Pow(1-g.Hazard, float64(n))
			}
			for k := range w.mix {
				want += w.mix[k] * math.Pow(1-w.hazard[k], float64(n))
			}
			if math.Abs(got-want) > .03 {
				t.Errorf("seed %d: %.3f are in a stage after %d working days, truly %.3f", seed, got, n, want)
			}
		}
		if math.Abs(site.ReadyHazard-w.ready) > .02 {
			t.Errorf("seed %d: ready people leave with %.3f, truly %.2f", seed, site.ReadyHazard, w.ready)
		}
		var waits, rows [simulate.Streams]int
		for _, k := range site.Links {
			for p := range waits {
				waits[p] += k.Waiting[p]
			}
		}
		for _, y := range x.Stays {
			if y.Left.IsZero() && !y.Arranged.IsZero() {
				rows[y.Pathway-1]++
			}
		}
		if waits != rows {
			t.Errorf("seed %d: %v wait, the rows say %v", seed, waits, rows)
		}
	}
}
