package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"headroom/internal/db"
)

// keepProgress is how long a finished job's progress is kept: longer than River keeps any finished job.
const keepProgress = 100 * 24 * time.Hour

// beatAll stores that every try under way here is alive.
func (r *Runner) beatAll(ctx context.Context) error {
	var all error
	for _, j := range r.current() {
		all = errors.Join(all, j.beat(ctx))
	}
	return all
}

// watchCancels ends the contexts of tries that somebody cancelled. It only reads, so it may look often.
func (r *Runner) watchCancels(ctx context.Context) error {
	tries := r.current()
	if len(tries) == 0 {
		return nil
	}
	return r.d.Read(ctx, func(tx *db.Tx) error {
		for _, j := range tries {
			var at db.Instant
			err := tx.Get(ctx, queries.For(tx.Engine, "cancel-asked"), []any{j.ID, j.claim}, &at)
			if err != nil && !errors.Is(err, db.ErrNoRows) {
				return err
			}
			if !at.IsZero() {
				j.cancel(ErrCancelled)
			}
		}
		return nil
	})
}

// silentJob is a job that River holds for running and whose try has not beaten lately.
type silentJob struct {
	row   *rivertype.JobRow
	claim int64
	beat  db.Instant
}

// rescue gives jobs of dead workers back to the queue. Every runner looks, not only a leader, so that the last worker
// left does it too.
func (r *Runner) rescue(ctx context.Context) error {
	horizon := time.Now().UTC().Add(-r.cfg.RescueAfter)
	var silent []silentJob
	err := r.d.Read(ctx, func(tx *db.Tx) error {
		rows, err := driver(tx.Engine, nil).UnwrapExecutor(tx.SQL()).JobGetStuck(ctx,
			&riverdriver.JobGetStuckParams{Max: 10_000, StuckHorizon: horizon})
		if err != nil {
			return err
		}
		for _, row := range rows {
			s := silentJob{row: row}
			err := tx.Get(ctx, queries.For(tx.Engine, "claim"), []any{row.ID}, &s.claim, &s.beat)
			if err != nil && !errors.Is(err, db.ErrNoRows) {
				return err
			}
			if err == nil && s.beat.Before(horizon) {
				silent = append(silent, s)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range silent {
		if err := r.giveUp(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// giveUp puts the job back in the queue, or to its end when it has no tries left, unless its try has beaten, finished
// or been given up meanwhile.
func (r *Runner) giveUp(ctx context.Context, s silentJob) error {
	now := time.Now().UTC()
	gone := fmt.Errorf("the worker %s fell silent", lastOf(s.row.AttemptedBy))
	state, final := rivertype.JobStateAvailable, (*time.Time)(nil)
	if s.row.Attempt >= s.row.MaxAttempts {
		state, final = rivertype.JobStateDiscarded, &now
	}
	taken := false
	err := r.d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, queries.For(tx.Engine, "give-up"), s.row.Attempt, s.row.ID, s.claim, s.beat)
		taken = n > 0
		if err != nil || !taken {
			return err
		}
		_, err = driver(tx.Engine, nil).UnwrapExecutor(tx.SQL()).JobRescueMany(ctx, &riverdriver.JobRescueManyParams{
			ID: []int64{s.row.ID}, Error: [][]byte{attemptError(now, s.row, gone)}, FinalizedAt: []*time.Time{final},
			ScheduledAt: []time.Time{now}, State: []string{string(state)},
		})
		return err
	})
	if err == nil && taken {
		r.cfg.Log.Warn("jobs: a job was taken back from a silent worker", "job", s.row.ID, "kind", s.row.Kind,
			"worker", lastOf(s.row.AttemptedBy), "to", string(state))
	}
	return err
}

func lastOf(names []string) string {
	if len(names) == 0 {
		return "unknown"
	}
	return names[len(names)-1]
}

// forget deletes the progress of jobs that River has long deleted.
func (r *Runner) forget(ctx context.Context) error {
	return r.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "forget"), db.At(time.Now().Add(-keepProgress)))
		return err
	})
}

// decodeArgs takes our arguments out of what River stored.
func decodeArgs(stored []byte) (key, args string) {
	var e envelope
	if err := json.Unmarshal(stored, &e); err != nil {
		return "", string(stored)
	}
	return e.Key, string(e.Args)
}
