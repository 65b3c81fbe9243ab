package recoverydb

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// Decide keeps decisions about a trust's patients, all of them or none: two pins together are a swap. Invalid, with every
// problem, when one cannot stand.
func (s *Store) Decide(ctx context.Context, by recovery.By, list []recovery.Decision) error {
	if len(list) == 0 {
		return fault.New(fault.Invalid, "Choose what to decide")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := next(ctx, tx, "last-decision", "decision", by.Org)
		if err != nil {
			return err
		}
		g, err := groundIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		byPathway := map[recovery.Pathway]recovery.Patient{}
		for _, p := range g.Patients {
			byPathway[p.Pathway] = p
		}
		var rows [][]any
		for i, d := range list {
			p, ok := byPathway[d.Pathway]
			if !ok {
				return fault.New(fault.NotFound, "There is no pathway %s on this trust's list", d.Pathway)
			}
			if err := recovery.CheckDecision(d, p, g.Sessions); err != nil {
				return err
			}
			rows = append(rows, []any{string(by.Org), n + int64(i), string(d.Pathway), string(d.Kind), d.Value, d.Reason, by.Actor, by.Role, db.At(tx.Now)})
		}
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-decision"), rows); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.decide", "recovery-decision", fmt.Sprintf("%s/%d", by.Org, n), by.Org, list[0].Reason, "",
			fmt.Sprintf("%d decisions, the first: %s", len(list), list[0].Kind))
	})
}

func scanDecision(r db.Row) (d recovery.Decision, err error) {
	var when db.Instant
	err = r.Scan(&d.Number, &d.Pathway, &d.Kind, &d.Value, &d.Reason, &d.By.Actor, &d.By.Role, &when)
	d.At = when.Time
	return d, err
}

// Find keeps what somebody found of a pathway, judged by recovery.CheckFinding. At and By are set here.
func (s *Store) Find(ctx context.Context, by recovery.By, f recovery.Finding) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := next(ctx, tx, "last-finding", "finding", by.Org)
		if err != nil {
			return err
		}
		f.At, f.By = tx.Now, by.Actor
		if f, err = recovery.CheckFinding(f); err != nil {
			return err
		}
		for _, p := range []recovery.Pathway{f.Pathway, f.Same} {
			if p == "" {
				continue
			}
			rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patient-rows"), scanPatient, string(by.Org), string(p), db.At(farOff))
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return fault.New(fault.NotFound, "There is no pathway %s on this trust's list", p)
			}
		}
		body, digest, err := pack(f)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-finding"), string(by.Org), n, string(f.Pathway), string(f.Found), body, digest,
			by.Actor, by.Role, db.At(tx.Now))
		if err != nil {
			return err
		}
		if err := s.countIn(ctx, tx, by.Org); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.validate", "recovery-finding", fmt.Sprintf("%s/%d", by.Org, n), by.Org, "", digest, string(f.Found))
	})
}

// packed reads rows that are a body with its digest.
func packed[T any](r db.Row) (v T, err error) {
	var body, digest string
	if err := r.Scan(&body, &digest); err != nil {
		return v, err
	}
	return v, unpack(body, digest, &v)
}

// Said is everything that people said of a trust's pathways as known at asOf (zero: now).
func (s *Store) Said(ctx context.Context, o org.Code, asOf time.Time) (out recovery.Said, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = saidIn(ctx, tx, o, asOf)
		return err
	})
	return out, err
}

func saidIn(ctx context.Context, tx *db.Tx, o org.Code, asOf time.Time) (out recovery.Said, err error) {
	if out.Decisions, err = db.Collect(ctx, tx, queries.For(tx.Engine, "decisions"), scanDecision, string(o), at(asOf)); err != nil {
		return out, err
	}
	if out.Findings, err = db.Collect(ctx, tx, queries.For(tx.Engine, "findings"), packed[recovery.Finding], string(o), at(asOf)); err != nil {
		return out, err
	}
	if out.Offers, err = db.Collect(ctx, tx, queries.For(tx.Engine, "offers"), packed[recovery.Offer], string(o), at(asOf)); err != nil {
		return out, err
	}
	out.Events, err = db.Collect(ctx, tx, queries.For(tx.Engine, "events"), packed[recovery.OfferEvent], string(o), at(asOf))
	return out, err
}
