package accessdb

import (
	"context"
	"fmt"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// scanHeld reads a grant with its holder; its last day is the earliest that was recorded.
func scanHeld(r db.Row) (access.Held, error) {
	var h access.Held
	var ended civil.Date
	err := r.Scan(&h.ID, &h.Account, &h.Role, &h.At, &h.From, &h.To, &h.StandsFor, &ended)
	if !ended.IsZero() && (h.To.IsZero() || ended.Before(h.To)) {
		h.To = ended
	}
	return h, err
}

// Give records that the account holds g, which package access has checked. The stored grant comes back with its number.
func (s *Store) Give(ctx context.Context, by string, account int64, g access.Grant, reason string) (access.Grant, error) {
	return s.give(ctx, by, account, g, 0, reason)
}

// Lend records that account `to` stands in for the holder of the stored grant lent: g is what access.Deputise made of
// it. The deputy's grant ends when the lent one ends.
func (s *Store) Lend(ctx context.Context, by string, to int64, g, lent access.Grant, reason string) (access.Grant, error) {
	return s.give(ctx, by, to, g, lent.ID, reason)
}

func (s *Store) give(ctx context.Context, by string, account int64, g access.Grant, lent int64, reason string) (access.Grant, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, account)
		if err != nil {
			return err
		}
		if a.State == access.Closed {
			return fault.New(fault.Conflict, "A closed account cannot be given a role")
		}
		for _, h := range a.Grants {
			if h.Role == g.Role && h.At == g.At && h.StandsFor == g.StandsFor && overlap(h, g) {
				return fault.New(fault.Conflict, "The account already holds this role there on some of these days")
			}
		}
		return s.insertGrant(ctx, tx, by, account, &g, lent, reason)
	})
	return g, err
}

func (s *Store) insertGrant(ctx context.Context, tx *db.Tx, by string, account int64, g *access.Grant, lent int64, reason string) error {
	err := tx.Get(ctx, q(tx, "insert-grant"), []any{account, string(g.Role), string(g.At), g.From, g.To, g.StandsFor,
		lent, reason, db.At(tx.Now), by}, &g.ID)
	if err != nil {
		return err
	}
	detail := fmt.Sprintf("role %s from %s %s, grant %d", g.Role, g.From, open(g.To), g.ID)
	if g.StandsFor != 0 {
		detail += fmt.Sprintf(", deputy for account %d", g.StandsFor)
	}
	return record(ctx, tx, by, "account.grant", account, string(g.At), reason, detail)
}

// EndGrant ends one of the account's grants: to is the first day it no longer counts, today or later. Days gone by
// cannot be taken back.
func (s *Store) EndGrant(ctx context.Context, by string, account, grant int64, to civil.Date, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, account)
		if err != nil {
			return err
		}
		g, err := find(a.Grants, grant)
		if err != nil {
			return err
		}
		today := civil.Today(tx.Now)
		switch {
		case to.Before(today):
			return fault.New(fault.Invalid, "A role cannot be ended in the past: the earliest is today")
		case !g.To.IsZero() && !to.Before(g.To):
			return fault.New(fault.Conflict, "The role ends on %s already", g.To)
		}
		if _, err := tx.Exec(ctx, q(tx, "insert-grant-end"), grant, to, reason, db.At(tx.Now), by); err != nil {
			return err
		}
		return record(ctx, tx, by, "account.ungrant", account, string(g.At), reason,
			fmt.Sprintf("role %s to %s, grant %d", g.Role, to, grant))
	})
}

// Lent lists the deputies that an account has named, oldest first.
func (s *Store) Lent(ctx context.Context, account int64) ([]access.Held, error) {
	var out []access.Held
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, q(tx, "lent"), scanHeld, account)
		return err
	})
	return out, err
}

// find gives the grant with this number. Not found when the account has none such.
func find(list []access.Grant, id int64) (access.Grant, error) {
	for _, g := range list {
		if g.ID == id {
			return g, nil
		}
	}
	return access.Grant{}, fault.New(fault.NotFound, "The account holds no such role")
}

func overlap(a, b access.Grant) bool {
	return (b.To.IsZero() || a.From.Before(b.To)) && (a.To.IsZero() || b.From.Before(a.To)) &&
		(a.To.IsZero() || a.From.Before(a.To))
}

func open(d civil.Date) string {
	if d.IsZero() {
		return "until ended"
	}
	return "to " + d.String()
}
