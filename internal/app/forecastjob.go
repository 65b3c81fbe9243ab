package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/occupancy"
	"headroom/internal/sitrep"
)

// The kinds of work that make forecasts.
const (
	fitJob     jobs.Kind[nothing] = "occupancy.fit"
	refreshJob jobs.Kind[nothing] = "occupancy.refresh"
)

// forecastActor is what the audit log calls whoever makes forecasts by the clock and when returns land.
const forecastActor = "job:forecast"

// How long a refresh waits for more returns: in the hour before the deadline they come by the dozen, and each would move
// England's forecast. The demonstration does not make its visitor wait.
const (
	settleReturns = 5 * time.Minute
	settleDemo    = time.Second
)

// allOfIt is the unique key of work of which one waiting piece is enough.
const allOfIt = "all"

// landed asks for the forecast to be refreshed, inside the transaction that brings returns with bed figures.
func (a *App) landed(ctx context.Context, tx *db.Tx, form sitrep.FormCode, _ []civil.Date) error {
	if !slices.Contains(sitrep.Holding(bedsOccupied), form) {
		return nil
	}
	wait := settleReturns
	if a.synthetic || a.demo != nil {
		wait = settleDemo
	}
	return refreshIn(ctx, tx, wait)
}

// soonRefreshed asks for the forecast to be refreshed at once, inside the transaction that sets an effect by hand.
func (a *App) soonRefreshed(ctx context.Context, tx *db.Tx) error { return refreshIn(ctx, tx, 0) }

func refreshIn(ctx context.Context, tx *db.Tx, wait time.Duration) error {
	_, err := jobs.Enqueue(ctx, tx, refreshJob, nothing{}, jobs.Options{UniqueKey: allOfIt, RunAt: tx.Now.Add(wait)})
	return err
}

// AskForecast puts the making of a forecast in the queue, for somebody who does not want to wait for the night.
func (a *App) AskForecast(ctx context.Context) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := jobs.Enqueue(ctx, tx, fitJob, nothing{}, jobs.Options{UniqueKey: allOfIt})
		return err
	})
}

// fit learns everything anew and forecasts; refresh forecasts with what was learnt.
func (a *App) fit(ctx context.Context, j *jobs.Job[nothing]) error {
	return a.forecastJob(ctx, j, occupancy.Fit)
}

func (a *App) refresh(ctx context.Context, j *jobs.Job[nothing]) error {
	return a.forecastJob(ctx, j, occupancy.Refresh)
}

// forecastJob makes a forecast from what is known now, keeps it and scores what has come. Done twice it finds the same
// inputs and keeps nothing. A database without bed figures has nothing to forecast, and that is no failure.
func (a *App) forecastJob(ctx context.Context, j *jobs.Job[nothing], kind occupancy.RunKind) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tell := func(done, total int, words string) {
		if err := j.Progress(ctx, int64(done), int64(total), words); err != nil {
			cancel(err)
		}
	}
	m, err := a.forecasts.make(ctx, a, makeAsked{asOf: a.DB.Now(), days: occupancy.Horizon, kind: kind, by: forecastActor}, tell)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err == nil {
		err = a.keepForecast(ctx, m, tell, j.Step)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// keepForecast records a made forecast and the outcomes of the last days.
func (a *App) keepForecast(ctx context.Context, m *forecastMade, tell Progress, step func(context.Context, func(*db.Tx) (string, error)) error) error {
	tell(0, 0, "keeping the forecasts")
	err := step(ctx, func(tx *db.Tx) (string, error) {
		kept, fresh, err := a.Forecasts.Keep(ctx, tx, m.run, m.forecasts)
		if err == nil && fresh && m.run.Kind == occupancy.Fit {
			a.forecasts.kept(m.learnt, kept.ID)
		}
		return "kept", err
	})
	if err != nil {
		return err
	}
	tell(0, 0, "holding the last days against their forecasts")
	list, err := a.scores(ctx, m)
	if err != nil {
		return err
	}
	return step(ctx, func(tx *db.Tx) (string, error) {
		_, err := a.Forecasts.Score(ctx, tx, m.run.By, list)
		return "scored", err
	})
}

// kept notes the run for which an ensemble learnt.
func (f *forecaster) kept(l *learnt, run int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l.run = run
}
