package occupancy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

func backtest(t testing.TB, o BacktestOptions) *BacktestResult {
	t.Helper()
	if !o.Calendar.Holidays.IsHoliday(civil.MustDate("2018-12-25")) {
		o.Calendar.Holidays = civil.England()
	}
	b, err := Backtest(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// line is one line of the scores of all tested winters.
func (b *BacktestResult) line(model, horizon, phase string) ScoreLine {
	for _, s := range b.Scores {
		if s.Model == model && s.Horizon == horizon && s.Phase == phase && s.Winter == "" {
			return s
		}
	}
	return ScoreLine{}
}

func (b *BacktestResult) against(model, horizon string) Skill {
	for _, s := range b.Skill {
		if s.Against == model && s.Horizon == horizon {
			return s
		}
	}
	return Skill{}
}

func TestBacktestIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	o := BacktestOptions{Seasons: winters(8, 31, 2015, 2016, 2017), Winters: []string{"2017-18"}, Step: 9, Resamples: 50, Workers: 1}
	one := backtest(t, o)
	o.Workers = 3
	three := backtest(t, o)
	a, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(three); string(a) != string(b) {
		t.Error("three workers find something else than one")
	}
	w := one.Winters[0]
	if w.Season != "2017-18" || fmt.Sprint(w.Learned) != "[2015-16 2016-17]" || w.Series != 8 {
		t.Errorf("%+v", w)
	}
	for _, m := range []string{Model, "calendar", "ets", "arima-holidays", "additive", "snaive"} {
		mean, n := 0.0, 0
		for _, b := range buckets {
			l := one.line(m, b.name, "all")
			mean += l.WIS / float64(bucketCount)
			n += l.N
		}
		near(t, m+": the mean of the buckets", one.line(m, "mean", "all").WIS, mean, 1e-9)
		if all := one.line(m, "all", "all"); all.N != n || all.N != one.line(Model, "all", "all").N {
			t.Errorf("%s was judged on %d forecasts, the buckets on %d", m, all.N, n)
		}
		if one.line(m, "8-14", "planning").N == 0 || one.line(m, "8-14", "christmas").N == 0 {
			t.Errorf("%s has no planning origins or no Christmas", m)
		}
	}
	s := one.against("snaive", "mean")
	near(t, "skill", s.Skill, 1-one.line(Model, "mean", "all").WIS/one.line("snaive", "mean", "all").WIS, 1e-9)
	if s.ByOrigin[0] > s.Skill || s.ByOrigin[1] < s.Skill || s.ByWinter != nil {
		t.Errorf("skill %+v", s)
	}
}

// TestAWinterThatHasOnlyBegunIsNotTested: where nobody names winters, those are tested of which there is enough.
func TestAWinterThatHasOnlyBegunIsNotTested(t *testing.T) {
	ws := winters(6, 33, 2015, 2016, 2017)
	ws[2] = slice(ws[2], 0, leastSeason-1)
	b := backtest(t, BacktestOptions{Seasons: ws, Step: 30, Resamples: 10})
	if len(b.Winters) != 1 || b.Winters[0].Season != "2016-17" {
		t.Errorf("tested %+v", b.Winters)
	}
}

// What is learnt for a tested winter comes from before it: neither a later winter nor the days after the last target can
// change its scores.
func TestBacktestLeavesTheFutureOut(t *testing.T) {
	ws := winters(6, 32, 2015, 2016, 2017)
	o := BacktestOptions{Seasons: ws, Winters: []string{"2016-17"}, Step: 15, Resamples: 10}
	want := backtest(t, o)
	other := slice(ws[2], 0, ws[2].Days)
	for i := range other.Series {
		s := clean(other.Series[i])
		for d := range s.Occupied {
			s.Occupied[d] = math.Round(s.Occupied[d] * (1 + .1*math.Sin(float64(d*i))))
		}
		other.Series[i] = s
	}
	o.Seasons = []Panel{ws[0], ws[1], other}
	if got := backtest(t, o); fmt.Sprint(got.Scores) != fmt.Sprint(want.Scores) {
		t.Error("another later winter changes the scores")
	}
}

func TestBacktestOfSeveralWintersAndStrikes(t *testing.T) {
	cal := Calendar{Holidays: civil.England(), Strikes: []Strike{{civil.MustDate("2018-01-17"), "resident doctors", 1, 2}, {civil.MustDate("2018-01-18"), "resident doctors", 2, 2}}}
	calls, last := 0, 0
	b := backtest(t, BacktestOptions{Seasons: winters(6, 33, 2015, 2016, 2017), Step: 15, Resamples: 20, Level: "england", Calendar: cal,
		Progress: func(done, total int) {
			if done < last || done > total {
				t.Errorf("progress %d after %d, of %d", done, last, total)
			}
			calls, last = calls+1, done
		}})
	if len(b.Winters) != 2 || calls == 0 {
		t.Fatalf("%d winters, %d calls", len(b.Winters), calls)
	}
	if b.line(Model, "15-28", "strike").N == 0 || b.line(Model, "all", "strike").N >= b.line(Model, "all", "ordinary").N {
		t.Error("the strike's week is a phase of its own")
	}
	if b.against("ets", "mean").ByWinter == nil {
		t.Error("two winters have an interval by winter")
	}
	text := b.Text("")
	for _, want := range []string{"2016-17 from 2016-11-20", "learnt from 2015-16, 2016-17", "| ensemble-2 |", "| strike | snaive |", "| ets |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text has no %q:\n%s", want, text)
		}
	}
	if strings.Count(text, "| all | "+Model+" |") != 1 || !strings.Contains(b.Text("2016-17"), "| all | ets |") {
		t.Error("a model stands once in each table, in each winter's too")
	}
	n := 0
	for _, s := range b.Scores {
		if s.Winter != "" && s.Model == Model && s.Horizon == "all" && s.Phase == "all" {
			n += s.N
		}
	}
	if n != b.line(Model, "all", "all").N {
		t.Error("the winters' forecasts are not all of them")
	}
}

func TestBacktestSaysWhatItCannotTest(t *testing.T) {
	ws := winters(3, 34, 2016, 2017)
	tiny := winters(3, 34, 2016, 2017)
	tiny[1] = slice(tiny[1], 0, 12)
	for _, c := range []struct {
		o    BacktestOptions
		want string
	}{
		{BacktestOptions{Seasons: ws, Winters: []string{"2019-20"}}, "Known: 2016-17, 2017-18"},
		{BacktestOptions{Seasons: ws, Winters: []string{"2016-17"}}, "an earlier one to learn from"},
		{BacktestOptions{Seasons: ws[:1]}, "at least two seasons"},
		{BacktestOptions{Seasons: tiny}, "too little to be tested on"},
		{BacktestOptions{Seasons: ws, Level: "ward"}, "trust or england"},
	} {
		_, err := Backtest(context.Background(), c.o)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Message, c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Backtest(ctx, BacktestOptions{Seasons: ws}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
