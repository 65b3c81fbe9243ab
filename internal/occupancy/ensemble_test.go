package occupancy

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// winters are made-up published winters: 20 November to 4 March.
func winters(trusts int, seed uint64, years ...int) []Panel {
	var out []Panel
	for _, y := range years {
		p := made{trusts: trusts, from: civil.On(years[0], 11, 20), to: civil.On(y+1, 3, 5), seed: seed}.panel()
		out = append(out, slice(p, civil.On(y, 11, 20).Sub(p.From), p.Days))
	}
	return out
}

func taught(t testing.TB, o EnsembleOptions, past []Panel) *Ensemble {
	t.Helper()
	e := NewEnsemble(o)
	if err := e.Learn(context.Background(), past, Calendar{Holidays: civil.England()}, nil); err != nil {
		t.Fatal(err)
	}
	return e
}

func ahead(t testing.TB, e *Ensemble, p *Panel, origin int, tree Tree, days int) []Forecast {
	t.Helper()
	f, err := e.Forecast(p, origin, tree, days)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestForecastIsCoherentAndTheSameForAnyNumberOfWorkers(t *testing.T) {
	ws := winters(12, 21, 2015, 2016, 2017)
	past, now := ws[:2], ws[2]
	tree := boards(&now, 2, 3)
	var first []Forecast
	for _, workers := range []int{1, 3} {
		f := ahead(t, taught(t, EnsembleOptions{Tree: tree, Workers: workers}, past), &now, 24, tree, Horizon)
		if first == nil {
			first = f
			continue
		}
		if fmt.Sprint(f) != fmt.Sprint(first) {
			t.Error("three workers say something else than one")
		}
	}
	g := tree.grow(now)
	for h := range Horizon {
		for _, of := range []func(d *Day) float64{func(d *Day) float64 { return d.Occupied.Mean }, func(d *Day) float64 { return d.Open.Mean }} {
			x := make([]float64, len(first))
			for i := range first {
				x[i] = of(&first[i].Days[h])
			}
			addsUp(t, x, g.parent, g.leaves)
		}
	}
	for _, f := range first {
		checkForecast(t, f, now.Date(24), Horizon)
	}
	narrower := func(f Forecast, h int) float64 { o := f.Days[h].Occupied; return (o.Q[20] - o.Q[2]) / o.Mean }
	if e, r := narrower(first[12], 6), narrower(first[0], 6); e > r {
		t.Errorf("England's odds (%.3f) are wider than a trust's (%.3f)", e, r)
	}
	if narrower(first[0], 1) > narrower(first[0], 30) {
		t.Error("two days ahead is less sure than a month ahead")
	}
}

// checkForecast holds every forecast to what any reader relies on.
func checkForecast(t *testing.T, f Forecast, origin civil.Date, days int) {
	t.Helper()
	if f.Origin != origin || f.Model != Model || len(f.Days) != days {
		t.Fatalf("%s: origin %s, model %q, %d days", f.Org, f.Origin, f.Model, len(f.Days))
	}
	for h, d := range f.Days {
		if d.Date != origin.Add(h+1) {
			t.Fatalf("%s: day %d is %s", f.Org, h+1, d.Date)
		}
		for _, o := range []Odds{d.Occupied, d.Open} {
			for i := 1; i < LevelCount; i++ {
				if !(o.Q[i] >= o.Q[i-1]) {
					t.Fatalf("%s on %s: quantiles fall or are not known: %v", f.Org, d.Date, o.Q)
				}
			}
			if o.Mean < o.Q[6] || o.Mean > o.Q[16] {
				t.Errorf("%s on %s: the mean %.1f is not among the quantiles' middle half", f.Org, d.Date, o.Mean)
			}
		}
		if !(d.Over92 >= d.Over95 && d.Over95 >= d.Over100 && d.Over100 >= 0 && d.Over92 <= 1) {
			t.Errorf("%s on %s: chances %v %v %v", f.Org, d.Date, d.Over92, d.Over95, d.Over100)
		}
	}
}

func TestForecastOfBadInput(t *testing.T) {
	ws := winters(8, 22, 2015, 2016, 2017)
	e := taught(t, EnsembleOptions{}, ws[:2])
	const series, origin = 3, 40
	nan := math.NaN()
	usual := ahead(t, e, &ws[2], origin, Tree{}, 14)[series]
	if len(usual.Notes) != 0 {
		t.Fatalf("nothing is wrong, and yet: %v", usual.Notes)
	}
	for _, c := range []struct {
		name   string
		change func(s *Series)
		code   string
		words  string
		wider  bool
		refuse bool
	}{
		{"ten days of data", func(s *Series) { unknown(s, 0, origin-9) }, NoteFewDays, "Only 10 mornings", true, false},
		{"five days of data", func(s *Series) { unknown(s, 0, origin-4) }, NoteRefused, "5 mornings are known", false, true},
		{"a month missing", func(s *Series) { unknown(s, 8, 38) }, NoteFilled, "30 of the last 41 mornings are missing", true, false},
		{"an eighth sent as nought", func(s *Series) {
			for d := 9; d < 14; d++ {
				s.Occupied[d] = 0
			}
		}, NoteErrors, "The beds occupied that were sent for 5 mornings, the last of them for", true, false},
		{"a figure ten times too high this morning", func(s *Series) { s.Occupied[origin] *= 10 }, NoteErrors, "sent for 1 morning", true, false},
		{"open beds typed twice over", func(s *Series) { s.Open[20] *= 3 }, NoteErrors, "The beds open that were sent for 1 morning", false, false},
		{"nothing for a month", func(s *Series) { unknown(s, 12, origin+1) }, NoteRefused, "too old", false, true},
		{"this morning missing", func(s *Series) { unknown(s, origin, origin+1) }, NoteOld, "1 day old", true, false},
		{"more occupied than open", func(s *Series) {
			for d := range s.Open {
				s.Open[d] = s.Occupied[d] - 5
			}
		}, NoteOver, "more beds were occupied than open", false, false},
		{"open beds never given", func(s *Series) {
			for d := range s.Open {
				s.Open[d] = nan
			}
		}, NoteNoOpen, "Open beds are not known", false, false},
		{"merged last week", func(s *Series) {
			for d := origin - 8; d <= origin; d++ {
				s.Occupied[d], s.Open[d] = 1.7*s.Occupied[d], 1.7*s.Open[d]
			}
		}, NoteMerged, "as in a merger", true, false},
		{"a new code", func(s *Series) { s.Org = "RZZ" }, NoteNoHistory, "No earlier season of this organisation", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := slice(ws[2], 0, ws[2].Days)
			s := clean(p.Series[series])
			c.change(&s)
			p.Series[series] = s
			got := ahead(t, e, &p, origin, Under(org.England, &p), 14)
			f := got[series]
			if !hasNote(f, c.code, c.words) {
				t.Errorf("notes %v, want %s with %q", f.Notes, c.code, c.words)
			}
			if c.code == NoteErrors && hasNote(f, NoteFilled, "") {
				t.Errorf("what was sent is called missing: %v", f.Notes)
			}
			if c.refuse {
				if len(f.Days) != 0 {
					t.Error("it was refused, and forecast all the same")
				}
				if !hasNote(got[8], NoteLeftOut, string(f.Org)) {
					t.Errorf("England does not say that %s is left out: %v", f.Org, got[8].Notes)
				}
				return
			}
			if c.code == NoteNoOpen {
				if Known(f.Days[0].Over92) || Known(f.Days[0].Open.Mean) || !Known(f.Days[0].Occupied.Mean) {
					t.Error("chances without open beds")
				}
				return
			}
			checkForecast(t, f, p.Date(origin), 14)
			if a, b := spread(f, 6), spread(usual, 6); c.wider && a <= b {
				t.Errorf("the odds are %.4f wide, %.4f when nothing is wrong", a, b)
			}
			if c.code == NoteOver && f.Days[2].Over100 < .4 {
				t.Errorf("the chance of more than all beds is %v", f.Days[2].Over100)
			}
		})
	}
}

func unknown(s *Series, from, to int) {
	for d := from; d < to; d++ {
		s.Occupied[d], s.Open[d] = math.NaN(), math.NaN()
	}
}

func hasNote(f Forecast, code, words string) bool {
	for _, n := range f.Notes {
		if n.Code == code && strings.Contains(n.Words, words) {
			return true
		}
	}
	return false
}

func spread(f Forecast, h int) float64 {
	q := f.Days[h].Occupied.Q
	return (q[20] - q[2]) / q[LevelCount/2]
}

func TestForecastWithoutEarlierSeasons(t *testing.T) {
	p := winters(5, 23, 2017)[0]
	f := ahead(t, taught(t, EnsembleOptions{}, nil), &p, 40, Tree{}, 28)
	for _, x := range f {
		checkForecast(t, x, p.Date(40), 28)
		if !hasNote(x, NoteNoHistory, "knows no Christmas") {
			t.Errorf("it does not say so: %v", x.Notes)
		}
		if spread(x, 6) < .08 {
			t.Errorf("a week ahead, with nothing to learn from, the odds are only %.3f wide", spread(x, 6))
		}
	}
}

// A database that is kept all the year round: a forecast in June is as sensible as one in December.
func TestForecastInJune(t *testing.T) {
	p := made{trusts: 4, from: civil.MustDate("2015-07-01"), to: civil.MustDate("2018-09-01"), seed: 24}.panel()
	past, now := Seasons(p, civil.MustDate("2018-06-12"))
	e := taught(t, EnsembleOptions{}, past)
	in, n := 0.0, 0.0
	for i, f := range ahead(t, e, &now, now.Days-1, Tree{}, Horizon) {
		checkForecast(t, f, civil.MustDate("2018-06-12"), Horizon)
		for h, d := range f.Days {
			y := p.Series[i].Occupied[d.Date.Sub(p.From)]
			in += inside(y, d.Occupied.Q[2], d.Occupied.Q[20])
			n++
			if off := math.Abs(d.Occupied.Q[11]/y - 1); off > .25 {
				t.Errorf("%s, %d days ahead: %.0f, and %.0f came", f.Org, h+1, d.Occupied.Q[11], y)
			}
		}
	}
	if in/n < .6 {
		t.Errorf("the 90%% band holds %.0f in a hundred", 100*in/n)
	}
}

func TestLearnCanBeStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	calls := 0
	err := NewEnsemble(EnsembleOptions{Workers: 2}).Learn(ctx, winters(8, 25, 2015, 2016), Calendar{Holidays: civil.England()}, func(done, total int) {
		if calls++; done > total || done != calls {
			t.Errorf("progress %d of %d at call %d", done, total, calls)
		}
		if calls == 3 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || calls > 6 {
		t.Errorf("after %d steps: %v", calls, err)
	}
}

func TestForecastRefusesWhatItCannotMean(t *testing.T) {
	p := winters(3, 26, 2017)[0]
	if _, err := NewEnsemble(EnsembleOptions{}).Forecast(&p, 30, Tree{}, 7); err == nil {
		t.Error("it spoke before it had learnt")
	}
	e := taught(t, EnsembleOptions{}, nil)
	for _, c := range []struct{ origin, days int }{{-1, 7}, {p.Days, 7}, {30, 0}, {30, Horizon + 1}} {
		if _, err := e.Forecast(&p, c.origin, Tree{}, c.days); err == nil {
			t.Errorf("origin %d, %d days was accepted", c.origin, c.days)
		}
	}
	if _, err := e.Forecast(&p, 30, Tree{[]Unit{{"A", "B"}}}, 7); err == nil {
		t.Error("a tree with a child before its parent was accepted")
	}
}

// BenchmarkNightlyRefit is England's nightly work: 200 trusts with four and a half years of days, their boards and regions,
// all methods, and the rehearsals that the odds come from. It is to take at most a minute on two quiet processors.
func BenchmarkNightlyRefit(b *testing.B) {
	if os.Getenv("HEADROOM_LONG") == "" {
		b.Skip("it takes a minute or more; set HEADROOM_LONG=1")
	}
	p := made{trusts: 200, from: civil.MustDate("2019-05-01"), to: civil.MustDate("2023-11-20"), seed: 1}.panel()
	tree := boards(&p, 5, 6)
	for b.Loop() {
		start := time.Now()
		past, now := Seasons(p, civil.MustDate("2023-11-18"))
		e := taught(b, EnsembleOptions{Tree: tree}, past)
		b.ReportMetric(time.Since(start).Seconds(), "s-learn")
		ahead(b, e, &now, now.Days-1, tree, Horizon)
	}
}

func TestSumsOfWhomLittleIsKnown(t *testing.T) {
	ws := winters(8, 22, 2015, 2016, 2017)
	e := taught(t, EnsembleOptions{}, ws[:2])
	england := func(origin int) Forecast {
		p := slice(ws[2], 0, ws[2].Days)
		return ahead(t, e, &p, origin, Under(org.England, &p), 7)[8]
	}
	for origin := range 3 {
		if f := england(origin); len(f.Days) != 0 || !hasNote(f, NoteRefused, "Too little is known") {
			t.Errorf("from %d mornings: %d days with notes %v", origin+1, len(f.Days), f.Notes)
		}
	}
	short, usual := england(11), england(40)
	if !hasNote(short, NoteFewDays, "Of 8 of the 8 organisations") {
		t.Errorf("from twelve mornings: %v", short.Notes)
	}
	if a, b := spread(short, 3), spread(usual, 3); a <= b {
		t.Errorf("the odds are %.4f wide from twelve mornings, %.4f from forty", a, b)
	}
}
