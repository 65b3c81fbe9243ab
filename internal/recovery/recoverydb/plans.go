package recoverydb

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// PlanJob works out a plan that was asked for.
const PlanJob jobs.Kind[PlanArgs] = "recovery.plan"

// PlanArgs name the ask that a PlanJob works out.
type PlanArgs struct{ Ask int64 }

// planAttempts is how often working a plan out is tried: it is long, and what fails once mostly fails again.
const planAttempts = 3

// AskPlan keeps what is to be worked out and puts the work in the queue, both or neither. It gives the plan's number.
// Invalid, with every problem, when it cannot be asked.
func (s *Store) AskPlan(ctx context.Context, by recovery.By, a recovery.PlanAsk) (id int64, err error) {
	if err := a.Check(); err != nil {
		return 0, err
	}
	body, digest, err := pack(a)
	if err != nil {
		return 0, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:ask"); err != nil {
			return err
		}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-ask"), nil, &id); err != nil {
			return err
		}
		id++
		e, err := jobs.Enqueue(ctx, tx, PlanJob, PlanArgs{id}, jobs.Options{UniqueKey: fmt.Sprint("plan/", id), MaxAttempts: planAttempts})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-ask"), id, string(by.Org), string(a.Purpose), body, digest, e.ID, db.At(tx.Now), by.Actor)
		if err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.plan", "recovery-plan", fmt.Sprint(id), by.Org, "", digest, "asked for: "+a.Purpose.Words())
	})
	return id, err
}

// Plan is one ask with its plan when it is worked out, as known at asOf (zero: now). NotFound when there is none.
func (s *Store) Plan(ctx context.Context, id int64, asOf time.Time) (recovery.PlanKept, error) {
	var list []recovery.PlanKept
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "ask"), scanAsk, at(asOf), at(asOf), id, at(asOf))
		return err
	})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "There is no plan %d", id)
	}
	if err != nil {
		return recovery.PlanKept{}, err
	}
	return list[0], nil
}

// Plans lists a trust's asks as known at asOf (zero: now), newest first, at most limit; their plans are left out.
func (s *Store) Plans(ctx context.Context, o org.Code, asOf time.Time, limit int) (list []recovery.PlanKept, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "asks"), scanAsk, at(asOf), at(asOf), string(o), at(asOf), limit)
		return err
	})
	return list, err
}

func scanAsk(r db.Row) (recovery.PlanKept, error) {
	var k recovery.PlanKept
	var body, digest, stop, made, madeDigest string
	var asked, madeAt db.Instant
	if err := r.Scan(&k.ID, &k.Org, &body, &digest, &k.Job, &asked, &k.By, &stop, &k.Refuse, &made, &madeDigest, &madeAt); err != nil {
		return k, err
	}
	k.Asked, k.Made, k.Stop = asked.Time, madeAt.Time, stop == "yes"
	if err := unpack(body, digest, &k.Ask); err != nil {
		return k, err
	}
	if made == "" {
		return k, nil
	}
	k.Plan = &recovery.Plan{}
	return k, unpack(made, madeDigest, k.Plan)
}

// KeepPlan keeps what an ask was worked out to, inside the transaction of the work: a plan, or in words why there can be
// none. The work done twice keeps the first.
func (s *Store) KeepPlan(ctx context.Context, tx *db.Tx, o org.Code, id int64, p *recovery.Plan, refused string) error {
	n := 0
	if err := tx.Get(ctx, queries.For(tx.Engine, "plan-held"), []any{id}, &n); err != nil || n > 0 {
		return err
	}
	body, digest, detail := "", audit.Digest(""), "could not be worked out"
	if p != nil {
		var err error
		if body, digest, err = pack(p); err != nil {
			return err
		}
		detail = fmt.Sprintf("worked out: %d placements, %d lists", len(p.Placements), len(p.Lists))
	}
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-plan"), id, refused, body, digest, db.At(tx.Now)); err != nil {
		return err
	}
	return note(ctx, tx, recovery.By{Actor: "job:recovery"}, "recovery.plan", "recovery-plan", fmt.Sprint(id), o, "", digest, detail)
}

// StopPlan asks for the work on a plan to end with the best that it has. One that is done stays as it is.
func (s *Store) StopPlan(ctx context.Context, by recovery.By, id int64) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:ask"); err != nil {
			return err
		}
		n, err := s.stopped(ctx, tx, id)
		if err != nil || n {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-stop"), id, db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.plan", "recovery-plan", fmt.Sprint(id), by.Org, "", "", "asked to stop with the best so far")
	})
}

// Stopped reports whether somebody asked for the work on a plan to end.
func (s *Store) Stopped(ctx context.Context, id int64) (yes bool, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		yes, err = s.stopped(ctx, tx, id)
		return err
	})
	return yes, err
}

func (s *Store) stopped(ctx context.Context, tx *db.Tx, id int64) (bool, error) {
	n := 0
	err := tx.Get(ctx, queries.For(tx.Engine, "stopped"), []any{id}, &n)
	return n > 0, err
}

// UsePlan takes a plan into use. Invalid when it is not worked out, or is a what-if.
func (s *Store) UsePlan(ctx context.Context, by recovery.By, id int64, reason string) error {
	if err := recovery.CheckReason(reason); err != nil {
		return err
	}
	k, err := s.Plan(ctx, id, time.Time{})
	switch {
	case err != nil:
		return err
	case k.Org != by.Org:
		return fault.New(fault.NotFound, "There is no plan %d", id)
	case k.Plan == nil:
		return fault.New(fault.Invalid, "Plan %d is not worked out, so it cannot be taken into use", id)
	case k.Ask.Purpose == recovery.PurposeWhatIf:
		return fault.New(fault.Invalid, "Plan %d is a what-if: it stands on things that are not so. Make them so, then have a plan worked out", id)
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := next(ctx, tx, "last-use", "use", by.Org)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-use"), string(by.Org), n, id, reason, db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.plan", "recovery-plan", fmt.Sprint(id), by.Org, reason, "", "taken into use")
	})
}

// Uses lists the plans that a trust took into use as known at asOf (zero: now), the one in use first, at most limit.
func (s *Store) Uses(ctx context.Context, o org.Code, asOf time.Time, limit int) (out []recovery.PlanUse, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "uses"), func(r db.Row) (u recovery.PlanUse, err error) {
			var when db.Instant
			err = r.Scan(&u.Plan, &u.Reason, &when, &u.By)
			u.At = when.Time
			return u, err
		}, string(o), at(asOf), limit)
		return err
	})
	return out, err
}
