package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"headroom/internal/db"
)

// What ends a try before its work is done. A job's function passes them on as they are.
var (
	ErrCancelled = errors.New("the job was cancelled")
	ErrStopping  = errors.New("this worker is stopping; the job goes on elsewhere")
	ErrLost      = errors.New("another worker has taken this job over")
)

// Job is one try at one job, with its arguments.
type Job[A any] struct {
	*Run
	Args A
}

// Run is the part of a try that does not depend on the kind of work. Its methods are safe to use from one goroutine at
// a time.
type Run struct {
	ID      int64
	Kind    string
	Key     string // the unique key, or ""
	Attempt int    // 1 for the first try

	r      *Runner
	claim  int64
	cancel context.CancelCauseFunc

	mu          sync.Mutex
	inStep      bool // a transaction is open: no other may be begun
	checkpoint  string
	done, total int64
	words       string
	written     time.Time
}

// Checkpoint is the text that the last Step or Save left, by this try or an earlier one; "" at the very start.
func (j *Run) Checkpoint() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.checkpoint
}

// Step does one step of the job: f's writes and the new checkpoint that it returns are committed together, or neither
// is, so a step is never done twice. f may run more than once (see db.DB.Write) and must not use another transaction.
// On SQLite every other write waits while it runs: well under a second is right. ErrCancelled, ErrStopping and ErrLost
// end the job between steps.
func (j *Run) Step(ctx context.Context, f func(tx *db.Tx) (checkpoint string, err error)) error {
	if err := j.mayGoOn(ctx); err != nil {
		return err
	}
	j.stepping(true)
	defer j.stepping(false)
	var next string
	err := j.r.d.Write(ctx, func(tx *db.Tx) error {
		var err error
		if next, err = f(tx); err != nil {
			return err
		}
		done, total, words := j.progress()
		n, err := tx.Exec(ctx, queries.For(tx.Engine, "step"), next, done, total, words, db.At(time.Now()), j.ID, j.claim)
		if err == nil && n == 0 {
			err = ErrLost
		}
		return err
	})
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.checkpoint, j.written = next, time.Now()
	return nil
}

// Save is a Step that only moves the checkpoint.
func (j *Run) Save(ctx context.Context, checkpoint string) error {
	return j.Step(ctx, func(*db.Tx) (string, error) { return checkpoint, nil })
}

// Progress tells a page how far the job is: done of total, 0 total when unknown, and what it is at. It is cheap enough
// for an inner loop: it is stored once a second at most, and with every step; inside a Step with that step alone. It must
// not be called inside any other transaction. The error, if any, is ErrCancelled, ErrStopping or ErrLost.
func (j *Run) Progress(ctx context.Context, done, total int64, words string) error {
	j.mu.Lock()
	j.done, j.total, j.words = done, total, words
	due := !j.inStep && time.Since(j.written) > time.Second
	if due {
		j.written = time.Now()
	}
	j.mu.Unlock()
	if due {
		if err := j.beat(ctx); err != nil {
			return err
		}
	}
	return j.mayGoOn(ctx)
}

func (j *Run) stepping(on bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.inStep = on
}

// mayGoOn tells why the job should not begin another step.
func (j *Run) mayGoOn(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if j.r.stopping.Load() {
		return ErrStopping
	}
	return nil
}

// beat stores that this try is alive and how far it is, and learns whether it was cancelled or taken over.
func (j *Run) beat(ctx context.Context) error {
	done, total, words := j.progress()
	var cancelled db.Instant
	err := j.r.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Get(ctx, queries.For(tx.Engine, "beat"),
			[]any{done, total, words, db.At(time.Now()), j.ID, j.claim}, &cancelled)
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		j.cancel(ErrLost)
		return ErrLost
	case err != nil:
		return fmt.Errorf("the job's progress cannot be stored: %w", err)
	case !cancelled.IsZero():
		j.cancel(ErrCancelled)
		return ErrCancelled
	}
	return nil
}

func (j *Run) progress() (done, total int64, words string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done, j.total, j.words
}

// permanent is an error that no further try can cure.
type permanent struct{ error }

// Unwrap gives the error itself.
func (p permanent) Unwrap() error { return p.error }

// Permanent marks err as one that no further try can cure: the job fails at once.
func Permanent(err error) error { return permanent{err} }
