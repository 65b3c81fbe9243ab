package accessdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// firstPasswordLife is how long a one-time password may lie unused.
const firstPasswordLife = 7 * 24 * time.Hour

// AddAccount adds a person who can sign in, without any role yet. The one-time password is given here and never again:
// it must be changed at the first sign-in, within seven days. by is an Actor of access, or "command".
func (s *Store) AddAccount(ctx context.Context, by, email, name string) (access.Account, string, error) {
	email, name, err := access.CheckAccount(email, name)
	if err != nil {
		return access.Account{}, "", err
	}
	once := oneTimePassword()
	hash, err := s.hasher.hash(ctx, once)
	if err != nil {
		return access.Account{}, "", err
	}
	var a access.Account
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err := insertAccount(ctx, tx, by, email, name, "no")
		if err != nil {
			return err
		}
		if err := setSecret(ctx, tx, id, hash, true); err != nil {
			return err
		}
		a, err = loadAccount(ctx, tx, id)
		return err
	})
	if errors.Is(err, db.ErrDuplicate) {
		var l fault.List
		l.Add("email", "", "There is already an account with this email address")
		return access.Account{}, "", l.Err("The account was not added")
	}
	return a, once, err
}

func insertAccount(ctx context.Context, tx *db.Tx, by, email, name, demo string) (int64, error) {
	var id int64
	err := tx.Get(ctx, q(tx, "insert-account"), []any{email, name, demo, db.At(tx.Now), by}, &id)
	if err != nil {
		return 0, err
	}
	if err := standing(ctx, tx, by, id, access.Active, "added"); err != nil {
		return 0, err
	}
	return id, record(ctx, tx, by, "account.add", id, "", "", "")
}

// ResetPassword gives the account a new one-time password and ends its sessions.
func (s *Store) ResetPassword(ctx context.Context, by string, id int64, reason string) (string, error) {
	once := oneTimePassword()
	hash, err := s.hasher.hash(ctx, once)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.State == access.Closed || a.Demo {
			return fault.New(fault.Conflict, "A closed or demonstration account has no password")
		}
		if err := setSecret(ctx, tx, id, hash, true); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id, "", "password reset"); err != nil {
			return err
		}
		if err := unlock(ctx, tx, a.Email); err != nil {
			return err
		}
		return record(ctx, tx, by, "account.reset", id, "", reason, "")
	})
	return once, err
}

// SetState locks, unlocks or closes an account. Locking and closing end its sessions at once; closing also revokes its
// tokens and removes its password, and cannot be undone.
func (s *Store) SetState(ctx context.Context, by string, id int64, to access.State, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case a.State == to:
			return fault.New(fault.Conflict, "The account is already %s", to)
		case a.State == access.Closed:
			return fault.New(fault.Conflict, "A closed account is not opened again: add a new one")
		}
		if err := standing(ctx, tx, by, id, to, reason); err != nil {
			return err
		}
		if to == access.Active {
			if err := unlock(ctx, tx, a.Email); err != nil {
				return err
			}
			return record(ctx, tx, by, "account.unlock", id, "", reason, "")
		}
		if err := endSessions(ctx, tx, id, "", "account "+string(to)); err != nil {
			return err
		}
		if to == access.Closed {
			if _, err := tx.Exec(ctx, q(tx, "revoke-tokens"), db.At(tx.Now), id); err != nil {
				return err
			}
			if err := setSecret(ctx, tx, id, "", false); err != nil {
				return err
			}
			return record(ctx, tx, by, "account.close", id, "", reason, "")
		}
		return record(ctx, tx, by, "account.lock", id, "", reason, "")
	})
}

// ForgetTries ends the wait after failed sign-ins without touching the account.
func (s *Store) ForgetTries(ctx context.Context, by string, id int64, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := unlock(ctx, tx, a.Email); err != nil {
			return err
		}
		return record(ctx, tx, by, "account.tries", id, "", reason, "")
	})
}

// Account is one account with every grant ever given to it. Not found when there is none.
func (s *Store) Account(ctx context.Context, id int64) (access.Account, error) {
	var a access.Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = loadAccount(ctx, tx, id)
		return err
	})
	return a, err
}

// Named lists the accounts of these numbers, those there are.
func (s *Store) Named(ctx context.Context, ids []int64) (out []access.Account, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for _, id := range ids {
			a, err := loadAccount(ctx, tx, id)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

// AccountByEmail is Account for a sign-in name.
func (s *Store) AccountByEmail(ctx context.Context, email string) (access.Account, error) {
	var a access.Account
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var id int64
		if err := tx.Get(ctx, q(tx, "account-id"), []any{access.CleanEmail(email)}, &id); err != nil {
			return noAccount(err)
		}
		var err error
		a, err = loadAccount(ctx, tx, id)
		return err
	})
	return a, err
}

// Any reports whether any account but a demonstration one exists: before the first, nobody can sign in.
func (s *Store) Any(ctx context.Context) (bool, error) {
	var n int
	err := s.db.Read(ctx, func(tx *db.Tx) error { return tx.Get(ctx, q(tx, "account-count"), nil, &n) })
	return n > 0, err
}

// Accounts lists accounts by name: those with a role in the scope, ever, and those without any role. find narrows by a
// part of name or email; limit is at most 200.
func (s *Store) Accounts(ctx context.Context, scope access.Scope, find string, limit, offset int) ([]access.Account, error) {
	if scope.Empty() {
		return nil, nil
	}
	which, codes := scope.SQL()
	like := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(find)) + "%"
	var out []access.Account
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.Collect(ctx, tx, q(tx, "accounts"), scanID, like, which, codes, min(max(limit, 1), 200), max(offset, 0))
		if err != nil {
			return err
		}
		out, err = loadAccounts(ctx, tx, ids)
		return err
	})
	return out, err
}

func scanID(r db.Row) (id int64, err error) {
	err = r.Scan(&id)
	return id, err
}

func loadAccounts(ctx context.Context, tx *db.Tx, ids []int64) ([]access.Account, error) {
	out := make([]access.Account, 0, len(ids))
	for _, id := range ids {
		a, err := loadAccount(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func loadAccount(ctx context.Context, tx *db.Tx, id int64) (access.Account, error) {
	var a access.Account
	var demo, must string
	var made, last db.Instant
	err := tx.Get(ctx, q(tx, "account"), []any{id}, &a.ID, &a.Email, &a.Name, &demo, &made, &a.State, &must, &last)
	if err != nil {
		return access.Account{}, noAccount(err)
	}
	a.Demo, a.MustChange, a.Created, a.LastSignIn = demo == "yes", must == "yes", made.Time, last.Time
	held, err := db.Collect(ctx, tx, q(tx, "grants"), scanHeld, id)
	for _, h := range held {
		a.Grants = append(a.Grants, h.Grant)
	}
	return a, err
}

func noAccount(err error) error {
	if errors.Is(err, db.ErrNoRows) {
		return fault.Wrap(err, fault.NotFound, "There is no such account")
	}
	return err
}

func standing(ctx context.Context, tx *db.Tx, by string, id int64, to access.State, reason string) error {
	_, err := tx.Exec(ctx, q(tx, "insert-standing"), id, string(to), reason, db.At(tx.Now), by)
	return err
}

func setSecret(ctx context.Context, tx *db.Tx, id int64, hash string, first bool) error {
	must, until := "no", time.Time{}
	if first {
		must, until = "yes", tx.Now.Add(firstPasswordLife)
	}
	_, err := tx.Exec(ctx, q(tx, "set-secret"), id, hash, must, db.At(until), db.At(tx.Now))
	return err
}

// record appends the audit entry of a change to an account; call it last in a transaction.
func record(ctx context.Context, tx *db.Tx, by, verb string, id int64, on, reason, detail string) error {
	noun, _, _ := strings.Cut(verb, ".")
	return audit.Append(ctx, tx, audit.Entry{
		Actor: by, Verb: verb, Noun: noun, Key: fmt.Sprint(id), Org: on, Reason: reason, Detail: detail,
	})
}
