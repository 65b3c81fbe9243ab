package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/sitrep/sitrepdb"
)

// runner makes what works the queue: the one list of every kind of work. Work that is due by the clock, as reminders,
// is put on the same list with jobs.Register and, below it, jobs.Periodic with its schedule.
func (a *App) runner(workers int, log *slog.Logger) *jobs.Runner {
	r := jobs.NewRunner(a.DB, jobs.Config{Workers: workers, Log: log})
	jobs.Register(r, sitrepdb.ImportJob, a.importJob)
	jobs.Register(r, addUpJob, a.addUp)
	jobs.Register(r, remindJob, func(ctx context.Context, _ *jobs.Job[nothing]) error {
		now := a.DB.Now()
		_, err := a.Returns.RemindDue(ctx, now)
		_, errPlans := a.Plans.RemindDue(ctx, now)
		return errors.Join(err, errPlans)
	})
	watch := &restWatch{seen: map[org.Code]restSeen{}}
	jobs.Register(r, restJob, func(ctx context.Context, _ *jobs.Job[nothing]) error { return a.tellRest(ctx, watch) })
	jobs.Register(r, fitJob, a.fit)
	jobs.Register(r, refreshJob, a.refresh)
	jobs.Register(r, backtestJob, a.weeklyBacktest)
	jobs.Register(r, dischargedb.SolveJob, a.solve)
	jobs.Register(r, recoverydb.PlanJob, a.reschedule)
	jobs.Register(r, recoverydb.ImportJob, a.keepFile)
	jobs.Register(r, countJob, a.countAgain)
	jobs.Register(r, watchJob, a.watchHarm)
	jobs.Register(r, sendJob, a.sendHarm)
	jobs.Register(r, clockJob, a.mitigationClock)
	jobs.Register(r, tidyJob, func(ctx context.Context, _ *jobs.Job[nothing]) error { return a.Accounts.Tidy(ctx) })
	jobs.Periodic(r, remindJob, jobs.Every(time.Minute), func(time.Time) nothing { return nothing{} })
	jobs.Periodic(r, clockJob, jobs.Every(clockEvery), func(time.Time) nothing { return nothing{} })
	jobs.Periodic(r, restJob, jobs.Every(time.Minute), func(time.Time) nothing { return nothing{} })
	jobs.Periodic(r, tidyJob, jobs.Daily{Hour: 3, Minute: 20, In: civil.London}, func(time.Time) nothing { return nothing{} })
	// Before the bed meeting of 07:30, and before the first return of the day.
	jobs.Periodic(r, fitJob, jobs.Daily{Hour: 5, Minute: 30, In: civil.London}, func(time.Time) nothing { return nothing{} })
	jobs.Periodic(r, countJob, jobs.Daily{Hour: 4, Minute: 40, In: civil.London}, func(time.Time) nothing { return nothing{} })
	jobs.Periodic(r, watchJob, jobs.Daily{Hour: 4, Minute: 50, In: civil.London}, func(time.Time) nothing { return nothing{} })
	if a.service.Address != "" {
		jobs.Periodic(r, sendJob, jobs.Every(time.Minute), func(time.Time) nothing { return nothing{} })
	}
	jobs.Periodic(r, backtestJob, jobs.Every(backtestEvery), func(time.Time) nothing { return nothing{} })
	return r
}

// nothing is what work needs to know that looks everything up itself.
type nothing struct{}

// The kinds of work that the app itself names.
const (
	addUpJob  jobs.Kind[nothing] = "sitrep.add-up"
	remindJob jobs.Kind[nothing] = "sitrep.remind"
	tidyJob   jobs.Kind[nothing] = "access.tidy"
	countJob  jobs.Kind[nothing] = "recovery.count"
	watchJob  jobs.Kind[nothing] = "harm.watch"
	sendJob   jobs.Kind[nothing] = "harm.send"
)

// resettled notes, inside the transaction that moves organisations, which days' sums stand on the former tree, and asks
// for them to be made anew.
func (a *App) resettled(ctx context.Context, tx *db.Tx, days []civil.Range) error {
	if err := a.Returns.Resettle(ctx, tx, days); err != nil {
		return err
	}
	_, err := jobs.Enqueue(ctx, tx, addUpJob, nothing{}, jobs.Options{UniqueKey: "all"})
	return err
}

// addUp makes sums anew after organisations have moved.
func (a *App) addUp(ctx context.Context, j *jobs.Job[nothing]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	_, err := a.Returns.AddUp(ctx, func(done, total int, words string) {
		if err := j.Progress(ctx, int64(done), int64(total), words); err != nil {
			cancel(err)
		}
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// WithWorkers works the queue with so many jobs at a time while f runs, then lets running jobs come to a stop: what is
// unfinished goes on in another process or at the next start. No workers: f alone.
func (a *App) WithWorkers(ctx context.Context, workers int, log *slog.Logger, f func(context.Context) error) error {
	if workers < 0 {
		return fault.New(fault.Invalid, "%d is no number of workers; give 0 or more", workers)
	}
	if workers == 0 {
		return f(ctx)
	}
	r := a.runner(workers, log)
	if err := r.Start(ctx); err != nil {
		return err
	}
	a.catchUpClock(ctx, log)
	err := f(ctx)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return errors.Join(err, r.Stop(stop))
}

// Work works the queue until ctx ends.
func (a *App) Work(ctx context.Context, workers int, log *slog.Logger) error {
	if workers == 0 {
		return fault.New(fault.Invalid, "a worker process needs at least one worker")
	}
	return a.WithWorkers(ctx, workers, log, func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	})
}

// importJob carries out an import that was received. Being cancelled, stopped or taken over ends the reading at once, and
// nothing is stored; the job done twice finds the import over.
func (a *App) importJob(ctx context.Context, j *jobs.Job[sitrepdb.ImportArgs]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	i, err := a.Returns.Imported(ctx, j.Args.Import, time.Time{})
	if err != nil || i.State.Over() {
		return err
	}
	progress := func(done, total int, words string) {
		if err := j.Progress(ctx, int64(done), int64(total), words); err != nil {
			cancel(err)
		}
	}
	write := func(ctx context.Context, f func(*db.Tx) error) error {
		return j.Step(ctx, func(tx *db.Tx) (string, error) { return "stored", f(tx) })
	}
	_, err = a.carryOut(ctx, i, nil, write, progress)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case fault.KindOf(err) == fault.Invalid, fault.KindOf(err) == fault.TooLarge:
		return nil // it is kept as refused: the work is done
	case fault.As(err) != nil && fault.KindOf(err) == fault.Internal:
		return jobs.Permanent(err) // the kept bytes are damaged
	}
	return err
}
