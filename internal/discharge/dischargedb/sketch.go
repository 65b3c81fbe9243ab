package dischargedb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
)

// SolveJob works a plan out that was asked for.
const SolveJob jobs.Kind[SolveArgs] = "discharge.solve"

// SolveArgs name the sketch that a SolveJob works out.
type SolveArgs struct{ Sketch int64 }

// solveAttempts is how often working a plan out is tried: it is long, and what fails once mostly fails again.
const solveAttempts = 3

// asked is the text of a sketch's ask.
type asked struct {
	Ask discharge.SketchAsk
	By  discharge.Signer
}

// AskSketch keeps what a plan is to be worked out from and puts the work in the queue, both or neither. It gives the
// sketch's number. Invalid, with every problem, when it cannot be asked.
func (s *Store) AskSketch(ctx context.Context, by discharge.Signer, a discharge.SketchAsk) (int64, error) {
	if err := a.Check(); err != nil {
		return 0, err
	}
	text, err := json.Marshal(asked{a, by})
	if err != nil {
		return 0, err
	}
	var plan string
	var version int
	if a.Again != nil {
		plan, version = a.Again.Plan, a.Again.Version
	}
	var id int64
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "discharge:sketch"); err != nil {
			return err
		}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-sketch"), nil, &id); err != nil {
			return err
		}
		id++
		e, err := jobs.Enqueue(ctx, tx, SolveJob, SolveArgs{id}, jobs.Options{UniqueKey: fmt.Sprint("sketch/", id), MaxAttempts: solveAttempts})
		if err != nil {
			return err
		}
		digest := audit.Digest(string(text))
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-sketch"), id, string(a.Area), plan, version, string(text), digest, e.ID, db.At(tx.Now), by.Actor)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "plan.sketch", Noun: "sketch", Key: fmt.Sprint(id), Org: string(a.Area), Digest: digest})
	})
	return id, err
}

// Sketch is what was asked, with the plan when it is worked out, as known at asOf (zero: now). NotFound when there is none.
func (s *Store) Sketch(ctx context.Context, id int64, asOf time.Time) (discharge.Sketch, error) {
	var list []discharge.Sketch
	at := db.At(orNow(asOf))
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "sketch"), scanSketch, at, id, at)
		return err
	})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "There is no sketch %d", id)
	}
	if err != nil {
		return discharge.Sketch{}, err
	}
	return list[0], nil
}

// Sketches lists the newest sketches, at most limit, as known at asOf (zero: now): those that make a plan good, or of all
// plans when it is empty.
func (s *Store) Sketches(ctx context.Context, plan string, asOf time.Time, limit int) ([]discharge.Sketch, error) {
	var list []discharge.Sketch
	at := db.At(orNow(asOf))
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "sketches"), scanSketch, at, at, plan, plan, limit)
		return err
	})
	return list, err
}

// KeepWorked keeps what a sketch was worked out to, inside the transaction of the work. The work done twice keeps the first.
func (s *Store) KeepWorked(ctx context.Context, tx *db.Tx, id int64, area org.Code, w discharge.Worked) error {
	n := 0
	if err := tx.Get(ctx, queries.For(tx.Engine, "worked-held"), []any{id}, &n); err != nil || n > 0 {
		return err
	}
	w.At = time.Time{}
	text, err := json.Marshal(w)
	if err != nil {
		return err
	}
	digest := audit.Digest(string(text))
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-worked"), id, string(text), digest, db.At(tx.Now)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: "job:discharge", Verb: "plan.sketch", Noun: "sketch", Key: fmt.Sprint(id), Org: string(area), Digest: digest,
		Detail: fmt.Sprintf("worked out: %d lines", len(w.Lines))})
}

func scanSketch(r db.Row) (discharge.Sketch, error) {
	var s discharge.Sketch
	var body, digest, made, madeDigest string
	var at, madeAt db.Instant
	if err := r.Scan(&s.ID, &body, &digest, &s.Job, &at, &made, &madeDigest, &madeAt); err != nil {
		return s, err
	}
	var a asked
	if err := intact(body, digest, &a); err != nil {
		return s, err
	}
	s.Ask, s.By, s.At = a.Ask, a.By, at.Time
	if made == "" {
		return s, nil
	}
	s.Made = &discharge.Worked{}
	if err := intact(made, madeDigest, s.Made); err != nil {
		return s, err
	}
	s.Made.At = madeAt.Time
	return s, nil
}

// intact reads a kept text that is still what its digest says.
func intact(text, digest string, into any) error {
	if audit.Digest(text) != digest {
		return fault.New(fault.Internal, "a sketch of a plan is damaged; run headroom check")
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fault.Wrap(err, fault.Internal, "a sketch of a plan is damaged; run headroom check")
	}
	return nil
}
