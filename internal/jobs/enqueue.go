package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"headroom/internal/db"
)

// Kind names one sort of work, as "room.what", and fixes the type of its arguments. The name is stored with every job:
// never rename a kind while jobs of it may wait.
type Kind[A any] string

// Options say how a job is to be done. The zero value is: at once, as often as asked, up to DefaultAttempts tries.
type Options struct {
	// UniqueKey makes jobs of this kind with the same key one: while one waits, asking again changes nothing; while one
	// runs, it is run once more afterwards with the newest arguments.
	UniqueKey string
	// RunAt is not before when, by the database's clock (tx.Now). The zero time is at once.
	RunAt time.Time
	// MaxAttempts is after how many tries the job counts as failed; 0 is DefaultAttempts.
	MaxAttempts int
}

// DefaultAttempts with the default back-off is about half an hour of trying.
const DefaultAttempts = 10

// Enqueued tells what became of an Enqueue.
type Enqueued struct {
	ID  int64 // the job, new or already there
	New bool  // false: a job with this unique key was already waiting or running
}

// Enqueue puts a job in the queue as part of tx: it exists if and when tx commits.
func Enqueue[A any](ctx context.Context, tx *db.Tx, k Kind[A], args A, o Options) (Enqueued, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return Enqueued{}, fmt.Errorf("the job %s cannot be written down: %w", k, err)
	}
	return enqueue(ctx, tx, envelope{kind: string(k), Key: o.UniqueKey, Args: raw}, o)
}

func enqueue(ctx context.Context, tx *db.Tx, e envelope, o Options) (Enqueued, error) {
	client, err := inTx(tx.Engine)
	if err != nil {
		return Enqueued{}, err
	}
	opts := &river.InsertOpts{MaxAttempts: o.MaxAttempts}
	if opts.MaxAttempts == 0 {
		opts.MaxAttempts = DefaultAttempts
	}
	if !o.RunAt.IsZero() {
		// The queue lives in real time; the database's clock may be a demonstration's.
		if wait := o.RunAt.Sub(tx.Now); wait > 0 {
			opts.ScheduledAt = time.Now().Add(wait).UTC()
		}
	}
	if e.Key != "" {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished()}
	}
	res, err := client.InsertTx(ctx, tx.SQL(), e, opts)
	if err != nil {
		return Enqueued{}, fmt.Errorf("the job %s cannot be put in the queue: %w", e.kind, err)
	}
	if !res.UniqueSkippedAsDuplicate {
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "enqueued"), res.Job.ID, e.kind, e.Key, db.At(time.Now()))
		return Enqueued{ID: res.Job.ID, New: true}, err
	}
	if res.Job.State == rivertype.JobStateRunning {
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "run-again"), string(e.Args), res.Job.ID)
	}
	return Enqueued{ID: res.Job.ID}, err
}

// unfinished are the states in which a job with the same unique key stands for a new one.
func unfinished() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}
