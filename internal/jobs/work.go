package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"headroom/internal/db"
)

// worker is River's way to one kind of our jobs.
type worker struct {
	river.WorkerDefaults[envelope]
	r *Runner
	f func(ctx context.Context, j *Run, args []byte) error
}

// Work claims the job, does it, and finishes it in one transaction with the job that is to follow it, if any. Only what
// is to be tried again is left to River.
func (w *worker) Work(ctx context.Context, job *river.Job[envelope]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	j := &Run{ID: job.ID, Kind: job.JobRow.Kind, Attempt: job.Attempt, r: w.r, cancel: cancel}
	err := j.begin(ctx)
	if err == nil {
		w.r.track(j)
		defer w.r.untrack(j)
		err = w.do(ctx, j, job.Args.Args)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil && !errors.Is(err, ErrLost) {
		err = fmt.Errorf("%w (%w)", cause, err)
	}
	return w.end(ctx, j, job.JobRow, err)
}

// do runs the work; a panic in it is its error.
func (w *worker) do(ctx context.Context, j *Run, args []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.r.cfg.Log.Error("jobs: a job panicked", "job", j.ID, "kind", j.Kind, "panic", p)
			err = fmt.Errorf("the job broke off: %v", p)
		}
	}()
	return w.f(ctx, j, args)
}

// end settles what the try came to. The context may be over, so it uses one of its own.
func (w *worker) end(ctx context.Context, j *Run, row *rivertype.JobRow, err error) error {
	live, done := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer done()
	var perm permanent
	now := time.Now().UTC()
	switch {
	case err == nil:
		err = w.finish(live, j, riverdriver.JobSetStateCompleted(j.ID, now, nil))
	case errors.Is(err, ErrLost):
	case errors.Is(err, ErrCancelled), errors.Is(err, rivertype.ErrJobCancelledRemotely):
		err = w.finish(live, j, riverdriver.JobSetStateCancelled(j.ID, now, attemptError(now, row, ErrCancelled), nil))
	case errors.Is(err, ErrStopping), w.r.stopping.Load() && errors.Is(err, context.Canceled):
		return river.JobSnooze(0) // the try does not count, and the job is there for the next worker at once
	case errors.As(err, &perm), row.Attempt >= row.MaxAttempts:
		w.r.cfg.Log.Error("jobs: a job failed for good", "job", j.ID, "kind", j.Kind, "attempt", row.Attempt, "error", err)
		err = w.finish(live, j, riverdriver.JobSetStateDiscarded(j.ID, now, attemptError(now, row, err), nil))
	default:
		return err
	}
	if errors.Is(err, ErrLost) {
		w.r.cfg.Log.Warn("jobs: a job was taken over by another worker while this one was silent", "job", j.ID, "kind", j.Kind)
		w.awaitOther(ctx, j.ID)
		return nil
	}
	return err
}

// finish moves the job to its last state and, when it was asked for again while it ran, puts that job in, all at once.
func (w *worker) finish(ctx context.Context, j *Run, to *riverdriver.JobSetStateIfRunningParams) error {
	return w.r.d.Write(ctx, func(tx *db.Tx) error {
		// River's row first: who asks for the job again takes the same row first, so neither misses the other.
		rows, err := driver(tx.Engine, nil).UnwrapExecutor(tx.SQL()).JobSetStateIfRunningMany(ctx,
			&riverdriver.JobSetStateIfRunningManyParams{
				ID: []int64{to.ID}, Attempt: []*int{to.Attempt}, ErrData: [][]byte{to.ErrData},
				FinalizedAt: []*time.Time{to.FinalizedAt}, MetadataDoMerge: []bool{false}, MetadataUpdates: [][]byte{nil},
				ScheduledAt: []*time.Time{to.ScheduledAt}, State: []rivertype.JobState{to.State},
			})
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].State != to.State {
			return ErrLost
		}
		var again string
		switch err := tx.Get(ctx, queries.For(tx.Engine, "follow-on"), []any{j.ID, j.claim}, &again); {
		case errors.Is(err, db.ErrNoRows):
			return ErrLost
		case err != nil:
			return err
		}
		done, total, words := j.progress()
		n, err := tx.Exec(ctx, queries.For(tx.Engine, "finish"), done, total, words, db.At(time.Now()), j.ID, j.claim)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrLost
		}
		if again == "" || to.State == rivertype.JobStateCancelled {
			return nil
		}
		_, err = enqueue(ctx, tx, envelope{kind: j.Kind, Key: j.Key, Args: json.RawMessage(again)}, Options{UniqueKey: j.Key})
		return err
	})
}

// awaitOther holds this worker's place until the job that another worker took over is no longer running: whatever we
// told River now would be taken as that other worker's word.
func (w *worker) awaitOther(ctx context.Context, id int64) {
	ctx = context.WithoutCancel(ctx)
	for !w.r.stopping.Load() {
		info, err := Get(ctx, w.r.d, id)
		if err == nil && info.State != Running {
			return
		}
		time.Sleep(time.Second)
	}
}

// begin takes the next claim on the job and learns where an earlier try came to. ErrLost: this attempt was given up as
// dead before it began. ErrCancelled: the job was cancelled while it was between two tries.
func (j *Run) begin(ctx context.Context) error {
	now := db.At(time.Now())
	var cancelled db.Instant
	err := j.r.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Get(ctx, queries.For(tx.Engine, "begin"), []any{j.r.name, now, now, j.ID, j.Attempt},
			&j.claim, &j.checkpoint, &j.Key, &cancelled, &j.done, &j.total, &j.words)
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return ErrLost
	case err == nil && !cancelled.IsZero():
		return ErrCancelled
	}
	return err
}

// attemptError is how River writes an error down.
func attemptError(at time.Time, row *rivertype.JobRow, err error) []byte {
	b, merr := json.Marshal(rivertype.AttemptError{At: at, Attempt: max(row.Attempt, 0), Error: err.Error()})
	if merr != nil {
		return []byte(`{"error":"the error cannot be written down"}`)
	}
	return b
}

func (r *Runner) track(j *Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[j.ID] = j
}

func (r *Runner) untrack(j *Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, j.ID)
}

// current lists the tries that are under way here.
func (r *Runner) current() []*Run {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]*Run, 0, len(r.running))
	for _, j := range r.running {
		out = append(out, j)
	}
	return out
}
