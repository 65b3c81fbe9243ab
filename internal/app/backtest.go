package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/occupancy"
)

// BacktestQuery is the text of a request for a backtest, as typed. Winters are names with commas between, as 2018-19; empty
// means all that have an earlier one.
type BacktestQuery struct{ Winters, Level, AsOf string }

// Backtest forecasts past winters from rolling mornings, each by what was learnt from strictly earlier ones, and scores
// what came. Organisations stand as they reported then: mergers since are not joined. It writes nothing.
func (a *App) Backtest(ctx context.Context, q BacktestQuery, tell Progress) (*BacktestJSON, error) {
	asOf, err := ParseAsOf(q.AsOf)
	if err != nil {
		return nil, err
	}
	if asOf.IsZero() {
		asOf = a.DB.Now()
	}
	o := occupancy.BacktestOptions{Level: q.Level}
	for w := range strings.SplitSeq(q.Winters, ",") {
		if w = strings.TrimSpace(w); w != "" {
			o.Winters = append(o.Winters, w)
		}
	}
	return a.backtest(ctx, asOf, o, tell)
}

func (a *App) backtest(ctx context.Context, asOf time.Time, o occupancy.BacktestOptions, tell Progress) (*occupancy.BacktestResult, error) {
	if tell == nil {
		tell = func(int, int, string) {}
	}
	tell(0, 0, "reading the mornings")
	to := civil.Today(asOf)
	g, err := a.forecastGround(ctx, to, asOf)
	if err != nil {
		return nil, err
	}
	if _, _, _, ok := occupancy.Newest(&g.reported); !ok {
		return nil, fault.New(fault.NotFound, "no bed figures are held, so nothing can be tested; import some first")
	}
	o.Seasons, o.Calendar = occupancy.AllSeasons(g.reported), g.cal
	o.Progress = func(done, total int) { tell(done, total, "looks ahead in past winters") }
	return occupancy.Backtest(ctx, o)
}

// The weekly test: its kind of work, and how much of the past it looks at. It is there to show on the page of scores; the
// command tests everything.
const (
	backtestJob    jobs.Kind[nothing] = "occupancy.backtest"
	backtestEvery                     = 7 * 24 * time.Hour
	backtestAfter                     = 10 * time.Minute // after the first forecast of all
	backtestTrusts                    = 4
	backtestStep                      = 7
)

// weeklyBacktest tests the model on the past winters that are held, trust by trust and for England, and keeps the results.
// Without two winters there is nothing to test, and that is no failure.
func (a *App) weeklyBacktest(ctx context.Context, j *jobs.Job[nothing]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tell := func(done, total int, words string) {
		if err := j.Progress(ctx, int64(done), int64(total), words); err != nil {
			cancel(err)
		}
	}
	for _, level := range []string{"trust", "england"} {
		began := time.Now()
		o := occupancy.BacktestOptions{Level: level, Step: backtestStep}
		sample := fmt.Sprintf("from each %dth morning", backtestStep)
		if level == "trust" {
			o.Every, sample = backtestTrusts, fmt.Sprintf("one trust in %d, ", backtestTrusts)+sample
		}
		res, err := a.backtest(ctx, a.DB.Now(), o, tell)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case fault.KindOf(err) == fault.NotFound, fault.KindOf(err) == fault.Invalid:
			return nil
		case err != nil:
			return err
		}
		body, err := json.Marshal(res)
		if err != nil {
			return err
		}
		kept := occupancy.KeptBacktest{Level: level, Model: res.Model, Winters: winterNames(res), Sample: sample, Seconds: time.Since(began).Seconds(), Body: string(body), By: forecastActor}
		if err := j.Step(ctx, func(tx *db.Tx) (string, error) { return level, a.Forecasts.KeepBacktest(ctx, tx, kept) }); err != nil {
			return err
		}
	}
	return nil
}

func winterNames(res *occupancy.BacktestResult) string {
	var out []string
	for _, w := range res.Winters {
		out = append(out, w.Season)
	}
	return strings.Join(out, ", ")
}
