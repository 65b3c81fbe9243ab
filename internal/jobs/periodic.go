package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"headroom/internal/db"
)

// Schedule says when a periodic job is due.
type Schedule interface {
	// Next is the first instant after t at which it is due.
	Next(t time.Time) time.Time
}

// Every is due each time the period has passed, counted from midnight UTC on 1 January of year 1.
type Every time.Duration

// Next is the next whole multiple of the period.
func (e Every) Next(t time.Time) time.Time {
	return t.UTC().Truncate(time.Duration(e)).Add(time.Duration(e))
}

// Daily is due once a day at a time of day in a place. On the night when the clocks go forward, a time that does not
// exist is taken as Go does: an hour later.
type Daily struct {
	Hour, Minute int
	In           *time.Location
}

// Next is the next such time of day.
func (d Daily) Next(t time.Time) time.Time {
	l := t.In(d.In)
	for day := 0; ; day++ {
		due := time.Date(l.Year(), l.Month(), l.Day()+day, d.Hour, d.Minute, 0, 0, d.In)
		if due.After(t) {
			return due.UTC()
		}
	}
}

// periodic is one registered periodic job.
type periodic struct {
	kind     string
	schedule Schedule
	args     func(due time.Time) (json.RawMessage, error)
}

// Periodic enqueues a job of kind k whenever s is due, by the real clock, from the first start on. Whatever the number
// of runners, each due instant gives one job; of several that passed while none ran, the last one counts. A due job
// waits for no other: while the one before it is unfinished, it is not put in again.
func Periodic[A any](r *Runner, k Kind[A], s Schedule, args func(due time.Time) A) {
	r.periodic = append(r.periodic, periodic{kind: string(k), schedule: s, args: func(due time.Time) (json.RawMessage, error) {
		return json.Marshal(args(due))
	}})
}

// enqueueDue puts in the periodic jobs that are due. It writes only when one is.
func (r *Runner) enqueueDue(ctx context.Context) error {
	for _, p := range r.periodic {
		if err := r.enqueueIfDue(ctx, p, time.Now().UTC()); err != nil {
			return fmt.Errorf("the periodic job %s: %w", p.kind, err)
		}
	}
	return nil
}

func (r *Runner) enqueueIfDue(ctx context.Context, p periodic, now time.Time) error {
	var due time.Time
	first := false
	look := func(tx *db.Tx) error {
		var last db.Instant
		err := tx.Get(ctx, queries.For(tx.Engine, "last-due"), []any{p.kind}, &last)
		if first = errors.Is(err, db.ErrNoRows); first {
			return nil
		}
		due = lastDue(p.schedule, last.Time, now)
		return err
	}
	if err := r.d.Read(ctx, look); err != nil || (!first && due.IsZero()) {
		return err
	}
	return r.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "jobs.due"); err != nil {
			return err
		}
		// Look again behind the lock: another runner may have been quicker.
		if err := look(tx); err != nil {
			return err
		}
		if first {
			due = now
		} else if due.IsZero() {
			return nil
		} else if err := p.enqueue(ctx, tx, due); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "set-due"), p.kind, db.At(due))
		return err
	})
}

// enqueue puts in the job for the instant due, unless the one before it is unfinished.
func (p periodic) enqueue(ctx context.Context, tx *db.Tx, due time.Time) error {
	raw, err := p.args(due)
	if err != nil {
		return err
	}
	_, err = enqueue(ctx, tx, envelope{kind: p.kind, Key: "periodic", Args: raw}, Options{})
	return err
}

// lastDue is the latest due instant after last and not after now; zero when there is none.
func lastDue(s Schedule, last, now time.Time) time.Time {
	var due time.Time
	for t := s.Next(last); !t.After(now); t = s.Next(t) {
		due = t
	}
	return due
}
