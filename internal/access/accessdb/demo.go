package accessdb

import (
	"context"
	"errors"
	"time"

	"headroom/internal/access"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// DemoPerson is one person of the demonstration, with the roles to hold.
type DemoPerson struct {
	Email, Name string
	Grants      []access.Grant
}

// Demo adds the demonstration's people. They have no password: the only way in is SignInDemo, which the program offers
// in demonstration mode alone. People who are there already are left as they are.
func (s *Store) Demo(ctx context.Context, people []DemoPerson) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range people {
			email, name, err := access.CheckAccount(p.Email, p.Name)
			if err != nil {
				return err
			}
			var id int64
			err = tx.Get(ctx, q(tx, "account-id"), []any{email}, &id)
			if err == nil {
				continue
			}
			if !errors.Is(err, db.ErrNoRows) {
				return err
			}
			if id, err = insertAccount(ctx, tx, "demo", email, name, "yes"); err != nil {
				return err
			}
			for _, g := range p.Grants {
				if err := s.insertGrant(ctx, tx, "demo", id, &g, 0, "demonstration"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// DemoAccounts lists the demonstration's people in the order they were added.
func (s *Store) DemoAccounts(ctx context.Context) ([]access.Account, error) {
	var out []access.Account
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.Collect(ctx, tx, q(tx, "demo-accounts"), scanID)
		if err != nil {
			return err
		}
		out, err = loadAccounts(ctx, tx, ids)
		return err
	})
	return out, err
}

// SignInDemo begins a session for a demonstration account, without a password. Any other account is refused.
func (s *Store) SignInDemo(ctx context.Context, id int64, old string) (string, error) {
	a, err := s.Account(ctx, id)
	if err != nil {
		return "", err
	}
	if !a.Demo {
		return "", fault.New(fault.Forbidden, "This is not a demonstration account")
	}
	return s.begin(ctx, try{account: id}, old, func(*db.Tx) error { return nil }, "")
}

// RenewDemo makes the open sessions of the demonstration's people begin at the instant at, to which its clock is about to
// be moved, so that moving it signs nobody out. No other account's session is touched.
func (s *Store) RenewDemo(ctx context.Context, at time.Time) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, q(tx, "renew-demo-sessions"), db.At(at), db.At(at))
		return err
	})
}
