package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// winterFile is a tidy file of mornings of two boards' trusts from a day on, all made up.
func winterFile(first civil.Date, days int, codes ...string) string {
	var b strings.Builder
	b.WriteString("Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,Occupancy rate\n")
	for i, c := range codes {
		for d := range days {
			open := 600 + 60*i
			_, _ = fmt.Fprintf(&b, "%s,Trust %s,%s,0,0,%d,%d,0\n", c, c, first.Add(d), open, open*9/10+(d*7+i*3)%13-6)
		}
	}
	return b.String()
}

func importText(t *testing.T, a *App, name, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ImportFile(t.Context(), file, time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
}

// forecaster at work: the jobs that make forecasts run as soon as they are due by the database's clock.
func working(t *testing.T, a *App) {
	t.Helper()
	r := jobs.NewRunner(a.DB, jobs.Config{Workers: 1, Poll: 20 * time.Millisecond, Backoff: func(int) time.Duration { return 10 * time.Millisecond }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	jobs.Register(r, fitJob, a.fit)
	jobs.Register(r, refreshJob, a.refresh)
	jobs.Register(r, backtestJob, a.weeklyBacktest)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := r.Stop(stop); err != nil {
			t.Error(err)
		}
	})
}

func runCount(t *testing.T, a *App) int {
	t.Helper()
	list, err := a.Forecasts.Runs(t.Context(), time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestForecastsFollowWhatLands(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		ctx := t.Context()
		last := civil.MustDate("2023-01-12")
		var now atomic.Int64 // the runner reads it too
		set := func(t time.Time) { now.Store(t.UnixMicro()) }
		set(last.At(12 * 60))
		a.DB.Clock = func() time.Time { return time.UnixMicro(now.Load()).UTC() }
		a.forecasts.settle = 0
		codes := []string{"R1A", "R1B", "R1C", "R1D"}
		importText(t, a, "a.csv", winterFile(civil.MustDate("2021-11-15"), 90, codes...))
		importText(t, a, "b.csv", winterFile(civil.MustDate("2022-11-14"), 60, codes...))
		working(t, a)
		soon(t, "the first forecast", func() bool { return runCount(t, a) == 1 })
		h, err := a.Forecasts.Forecast(ctx, "R1A", civil.Date{}, time.Time{})
		if err != nil || h.Run.Origin != last || h.Run.Kind != occupancy.Fit || h.Run.Reported != 4 || len(h.Forecast.Days) != occupancy.Horizon {
			t.Fatalf("%+v %v", h.Run, err)
		}
		for i := range h.Forecast.Days { // the parts add up to the whole
			sum := 0.0
			for _, c := range codes {
				x, err := a.Forecasts.Forecast(ctx, org.Code(c), last, time.Time{})
				if err != nil {
					t.Fatal(err)
				}
				sum += x.Forecast.Days[i].Occupied.Mean
			}
			eng, err := a.Forecasts.Forecast(ctx, org.England, last, time.Time{})
			if err != nil || math.Abs(eng.Forecast.Days[i].Occupied.Mean-sum) > .5 {
				t.Fatalf("day %d: England %v, its trusts %v, %v", i, eng.Forecast.Days[i].Occupied.Mean, sum, err)
			}
		}
		soon(t, "the score of the last days", func() bool {
			list, err := a.Forecasts.Outcomes(ctx, "R1A", last.Add(-27), last, time.Time{})
			return err == nil && len(list) == 28 && list[0].Replayed
		})
		if err := a.DB.Write(ctx, func(tx *db.Tx) error { return a.soonRefreshed(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		soon(t, "a refresh that changes nothing", func() bool {
			list, err := jobs.List(ctx, a.DB, jobs.Filter{Kind: string(refreshJob), States: []jobs.State{jobs.Done}})
			return err == nil && len(list) >= 2
		})
		if n := runCount(t, a); n != 1 {
			t.Errorf("the same inputs made %d runs", n)
		}
		// The next morning's figures come: what was learnt is kept, and the morning is scored by what was held of it.
		set(last.Add(1).At(12 * 60))
		importText(t, a, "c.csv", winterFile(last.Add(1), 1, codes...))
		soon(t, "a refreshed forecast", func() bool { return runCount(t, a) == 2 })
		h, err = a.Forecasts.Forecast(ctx, "R1A", civil.Date{}, time.Time{})
		if err != nil || h.Run.Origin != last.Add(1) || h.Run.Kind != occupancy.Refresh || h.Run.Learnt != 1 {
			t.Errorf("%+v %v", h.Run, err)
		}
		soon(t, "the score of the new morning", func() bool {
			list, err := a.Forecasts.Outcomes(ctx, "R1A", last.Add(1), last.Add(1), time.Time{})
			return err == nil && len(list) == 1 && !list[0].Replayed && list[0].Ahead[0].H == 1
		})
		// An effect set by hand moves the forecast and the sums above it.
		before, err := a.Forecasts.Forecast(ctx, org.England, civil.Date{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		hand := occupancy.Override{Org: "R1A", Setting: occupancy.Setting{Code: "weekday-Mon", Of: occupancy.Occupied, Value: -.2, Reason: "A trial"}}
		set(last.Add(1).At(13 * 60))
		if _, err := a.Forecasts.SetOverride(ctx, "account:1", hand); err != nil {
			t.Fatal(err)
		}
		soon(t, "the forecast with it", func() bool { return runCount(t, a) == 3 })
		after, err := a.Forecasts.Forecast(ctx, org.England, civil.Date{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range after.Forecast.Days {
			moved := d.Occupied.Mean < before.Forecast.Days[i].Occupied.Mean-20
			if monday := d.Date.Weekday() == time.Monday; moved != monday {
				t.Errorf("%s moved from %v to %v", d.Date, before.Forecast.Days[i].Occupied.Mean, d.Occupied.Mean)
			}
		}
		if r := problemsOf(t, a); len(r) > 0 {
			t.Errorf("%v", r)
		}
	})
}

func problemsOf(t *testing.T, a *App) []string {
	t.Helper()
	r, err := a.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Problems
}

// merges records that one trust merged into another.
func merges(t *testing.T, a *App, from, into org.Code, on civil.Date) {
	t.Helper()
	facts := []org.Fact{{What: org.FactSuccession, Org: from, Other: into, Manner: org.Merged, Valid: civil.Range{From: on}},
		{What: org.FactUnit, Org: from, Kind: org.KindTrust, Valid: civil.Range{From: civil.MustDate("2013-04-01"), To: on}}}
	book, err := a.Orgs.Book(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	set := org.ChangeSet{Title: "a merger", Lines: []org.Change{{Line: 1, Org: from, Verb: "succession", Words: "merges", Before: book.Held(facts), Facts: facts}}}
	id, err := a.Orgs.Propose(t.Context(), "test", set)
	if err == nil {
		err = a.Orgs.Accept(t.Context(), id, "test", "a test")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheFlowModelStandsOnTheForecastsBeds: both take the same figures of the same mornings, those of a trust that has merged
// into this one among them.
func TestTheFlowModelStandsOnTheForecastsBeds(t *testing.T) {
	a, err := Open(t.Context(), filepath.Join(t.TempDir(), "headroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	origin, merged := civil.MustDate("2023-01-12"), civil.MustDate("2022-12-20")
	now := origin.At(12 * 60)
	a.DB.Clock = func() time.Time { return now }
	importText(t, a, "a.csv", winterFile(civil.MustDate("2022-11-14"), 36, "R1A", "R1B"))
	importText(t, a, "b.csv", winterFile(merged, 24, "R1B"))
	merges(t, a, "R1A", "R1B", merged)
	g, err := a.forecastGround(t.Context(), origin, time.Time{})
	if err != nil || len(g.Panel.Series) != 1 {
		t.Fatal(g.Panel.Series, err)
	}
	e := evidence{app: a, at: now, origin: origin, pic: g.pic, members: []org.Code{"R1B"}}
	e.From, e.Days = origin, occupancy.Horizon
	e.Trusts = append(e.Trusts, e.trust("R1B"))
	if err := e.mornings(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, flows, said := origin.Add(-systemLook), e.Trusts[0], 0
	for d := range flows.Occupied {
		want, open := math.NaN(), math.NaN()
		if at := first.Add(d).Sub(g.Panel.From); at >= 0 {
			want, open = g.Panel.Series[0].Occupied[at], g.Panel.Series[0].Open[at]
		}
		if same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }; !same(flows.Occupied[d], want) || !same(flows.Open[d], open) {
			t.Errorf("%s: the flow model has %v of %v, the forecast %v of %v", first.Add(d), flows.Occupied[d], flows.Open[d], want, open)
		}
		if occupancy.Known(want) {
			said++
		}
	}
	if before := flows.Open[merged.Add(-1).Sub(first)]; said != 60 || before != 600+660 {
		t.Errorf("%d mornings are known; before the merger %v beds were open", said, before)
	}
}

func TestForecastOfMergedTrusts(t *testing.T) {
	a, err := Open(t.Context(), filepath.Join(t.TempDir(), "headroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	now := civil.MustDate("2023-01-12").At(12 * 60)
	a.DB.Clock = func() time.Time { return now }
	importText(t, a, "a.csv", winterFile(civil.MustDate("2021-11-15"), 90, "R1A", "R1B", "R1C", "R1D"))
	importText(t, a, "b.csv", winterFile(civil.MustDate("2022-11-14"), 60, "R1B", "R1C", "R1D"))
	merges(t, a, "R1A", "R1B", civil.MustDate("2022-04-01"))
	_, err = a.Forecast(t.Context(), ForecastQuery{Org: "R1A", Origin: "2023-01-12", Days: 3}, nil)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "R1B") || !strings.Contains(err.Error(), "has merged") {
		t.Errorf("%v", err)
	}
	f, err := a.Forecast(t.Context(), ForecastQuery{Org: "R1B", Origin: "2023-01-12", Days: 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	said := false
	for _, n := range f.Notes {
		said = said || n.Code == occupancy.NoteMerged && strings.Contains(n.Words, "R1A")
	}
	if !said || len(f.Days) != 3 {
		t.Errorf("%+v", f.Notes)
	}
	// Years later, when the trust is gone, without an origin: it is judged on the newest morning that is held.
	now = civil.MustDate("2026-11-24").At(12 * 60)
	merges(t, a, "R1C", "R1D", civil.MustDate("2025-04-01"))
	if f, err = a.Forecast(t.Context(), ForecastQuery{Org: "R1C", Days: 3}, nil); err != nil || f.Origin != civil.MustDate("2023-01-12") || len(f.Days) != 3 {
		t.Errorf("from the newest morning, long ago: %+v, %v", f.Origin, err)
	}
}

// TestAMorningWithMissingReturnsIsNoFall: what came is drawn over the same organisations on every morning.
func TestAMorningWithMissingReturnsIsNoFall(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		first := civil.MustDate("2022-12-01")
		a.DB.Clock = func() time.Time { return first.Add(4).At(12 * 60) }
		var codes []string
		for i := range 14 {
			codes = append(codes, "R1"+string(rune('A'+i)))
		}
		importText(t, a, "whole.csv", winterFile(first, 3, codes...))
		importText(t, a, "but-one.csv", winterFile(first.Add(3), 1, codes[1:]...))
		importText(t, a, "few.csv", winterFile(first.Add(4), 1, codes[8:]...))
		sum := func(from int) (n float64) {
			for i := from; i < len(codes); i++ {
				n += float64((600+60*i)*9/10 + (i*3)%13 - 6)
			}
			return n
		}
		came, err := pageGround{a}.Compared(t.Context(), org.England, first, first.Add(20), a.DB.Now())
		if err != nil || len(came) != 5 {
			t.Fatal(came, err)
		}
		if x := came[0]; x.Occupied == nil || *x.Occupied != sum(0) || x.In != x.Of {
			t.Errorf("the whole sum: %+v, want %v", x, sum(0))
		}
		given := sum(0) - float64((600+60*13)*9/10+(13*3)%13-6) // a file's trusts are numbered from nought
		lent := 600*9/10.0 + 2*7%13 - 6                         // the missing trust's on the morning before
		if x := came[3]; x.Occupied == nil || *x.Occupied != given+lent || x.In != 13 || x.Of != 14 {
			t.Errorf("one is missing: %+v, want %v", x, given+lent)
		}
		if x := came[4]; x.Occupied != nil || x.Open != nil || x.In != 6 {
			t.Errorf("eight are missing: %+v", x)
		}
	})
}

// TestAScoreAfterAMergerJudgesTheSameBeds: a forecast held of a trust before others merged into it is of fewer beds; what came
// since, and the joined past, are judged by forecasts made afterwards, until some of the present size are held.
func TestAScoreAfterAMergerJudgesTheSameBeds(t *testing.T) {
	a, err := Open(t.Context(), filepath.Join(t.TempDir(), "headroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	day := civil.MustDate("2023-01-12")
	now := day.At(12 * 60)
	a.DB.Clock = func() time.Time { return now }
	step := func(ctx context.Context, do func(*db.Tx) (string, error)) error {
		return a.DB.Write(ctx, func(tx *db.Tx) error { _, err := do(tx); return err })
	}
	forecast := func(n int, text string) {
		t.Helper()
		now = day.Add(n).At(12 * 60)
		if text != "" {
			importText(t, a, fmt.Sprintf("%d.csv", n), text)
		}
		m, err := a.forecasts.make(t.Context(), a, makeAsked{asOf: now, days: occupancy.Horizon, kind: occupancy.Fit, by: "test"}, nil)
		if err == nil {
			err = a.keepForecast(t.Context(), m, func(int, int, string) {}, step)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	joined := func(n int) string { // R1B with the beds of both
		text := winterFile(day.Add(n), 1, "R1A", "R1B", "R1C", "R1D")
		lines := strings.Split(text, "\n")
		return strings.Join([]string{lines[0], fmt.Sprintf("R1B,Trust R1B,%s,0,0,1260,1134,0", day.Add(n)), lines[3], lines[4], ""}, "\n")
	}
	codes := []string{"R1A", "R1B", "R1C", "R1D"}
	importText(t, a, "a.csv", winterFile(civil.MustDate("2021-11-15"), 90, codes...))
	importText(t, a, "b.csv", winterFile(civil.MustDate("2022-11-14"), 60, codes...))
	forecast(0, "")
	forecast(1, winterFile(day.Add(1), 1, codes...))
	now = day.Add(2).At(9 * 60)
	merges(t, a, "R1A", "R1B", day.Add(2))
	forecast(2, joined(2))
	forecast(3, joined(3))
	for _, c := range []struct {
		org      org.Code
		day      int
		replayed bool
		beds     float64
	}{{"R1B", 1, true, 1134}, {"R1B", 2, true, 1134}, {"R1B", 3, false, 1134}, {"R1C", 1, false, 648}, {"R1C", 3, false, 648}, {"ENG", 3, false, 2430}} {
		list, err := a.Forecasts.Outcomes(t.Context(), c.org, day.Add(c.day), day.Add(c.day), time.Time{})
		if err != nil || len(list) != 1 || len(list[0].Ahead) == 0 || list[0].Replayed != c.replayed {
			t.Errorf("%s on day %d: %+v, %v", c.org, c.day, list, err)
			continue
		}
		for _, x := range list[0].Ahead {
			if math.Abs(x.Median-list[0].Occupied) > .1*c.beds || math.Abs(list[0].Occupied-c.beds) > .05*c.beds {
				t.Errorf("%s on day %d, %d days ahead: forecast %.0f, came %.0f", c.org, c.day, x.H, x.Median, list[0].Occupied)
			}
		}
	}
	before := versionsOf(t, a)
	forecast(3, "")
	if after := versionsOf(t, a); after != before {
		t.Errorf("the same again wrote %d more versions", after-before)
	}
}

// versionsOf counts the outcomes that are kept, versions and all.
func versionsOf(t *testing.T, a *App) (n int) {
	t.Helper()
	held, err := a.Forecasts.ScoredBetween(t.Context(), civil.MustDate("2022-12-01"), civil.MustDate("2023-02-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range held {
		for _, o := range list {
			n += o.N
		}
	}
	return n
}
