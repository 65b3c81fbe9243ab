package accessdb

import (
	"context"
	"errors"
	"math"
	"net/netip"
	"time"

	"headroom/internal/access"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// refused is the one sentence that a failed sign-in is told, whatever the cause.
const refused = "The email address or password is not right, or the account cannot be used"

// SignIn checks a sign-in name and password from a network address and begins a session. old is the session key the
// browser sent, if any: that session ends. The new session's key comes back; a key is never taken over from before.
func (s *Store) SignIn(ctx context.Context, email, password, address, old string) (string, error) {
	email = access.CleanEmail(email)
	t, err := s.try(ctx, email, address)
	if err != nil {
		return "", err
	}
	ok, err := s.hasher.check(ctx, t.hash, password)
	if err != nil {
		return "", err
	}
	if !ok || !t.usable {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			return record(ctx, tx, actor(t.account), "session.refuse", t.account, "", "", "")
		})
		if err != nil {
			return "", err
		}
		return "", fault.New(fault.Invalid, refused)
	}
	return s.begin(ctx, t, old, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, q(tx, "attempt-passed"), t.attempt)
		return err
	}, s.renewed(ctx, t, password))
}

// try is one counted try: what was found for the sign-in name, before the password is looked at.
type try struct {
	attempt int64
	account int64  // 0: nobody has this name
	hash    string // "" then, and for an account without a password
	must    string
	usable  bool // the account may be signed in to, if the password is right
}

// try counts the try and looks the account up, or refuses because there were too many.
func (s *Store) try(ctx context.Context, email, address string) (t try, err error) {
	name, from := keyHash(email), cleanAddress(address)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		t = try{}
		if err := tx.Lock(ctx, "access-try-"+name); err != nil {
			return err
		}
		if err := s.mayTry(ctx, tx, name, from); err != nil {
			return err
		}
		err := tx.Get(ctx, q(tx, "insert-attempt"), []any{name, from, db.At(tx.Now), "failed"}, &t.attempt)
		if err != nil {
			return err
		}
		var id int64
		if err := tx.Get(ctx, q(tx, "account-id"), []any{email}, &id); errors.Is(err, db.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		return t.look(ctx, tx, id)
	})
	return t, err
}

func (t *try) look(ctx context.Context, tx *db.Tx, id int64) error {
	a, err := loadAccount(ctx, tx, id)
	if err != nil {
		return err
	}
	var until db.Instant
	err = tx.Get(ctx, q(tx, "secret"), []any{id}, &t.hash, &t.must, &until)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return err
	}
	t.account = id
	t.usable = a.State == access.Active && !a.Demo && (until.IsZero() || tx.Now.Before(until.Time))
	return nil
}

// mayTry refuses when too many tries have failed for this name or from this address.
func (s *Store) mayTry(ctx context.Context, tx *db.Tx, name, from string) error {
	since := db.At(tx.Now.Add(-s.throttle.Window))
	byName, err := db.Collect(ctx, tx, q(tx, "name-failures"), scanInstant, name, since)
	if err != nil {
		return err
	}
	byAddress, err := db.Collect(ctx, tx, q(tx, "address-failures"), scanInstant, from, since)
	if err != nil {
		return err
	}
	if wait := s.throttle.Wait(byName, byAddress, tx.Now); wait > 0 {
		return fault.New(fault.TooMany, "There were too many tries. Wait %d minutes, or ask an administrator to unlock the account",
			int(math.Ceil(wait.Minutes())))
	}
	return nil
}

func scanInstant(r db.Row) (time.Time, error) {
	var i db.Instant
	err := r.Scan(&i)
	return i.Time, err
}

// renewed is the hash to store when the one in force was made with other costs than today's; "" when it need not be.
func (s *Store) renewed(ctx context.Context, t try, password string) string {
	if t.must == "yes" || !s.hasher.stale(t.hash) {
		return ""
	}
	h, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "" // the old hash still holds; the next sign-in tries again
	}
	return h
}

// begin starts a session for a try that passed. The account is looked at again: it may have been locked meanwhile.
func (s *Store) begin(ctx context.Context, t try, old string, passed func(*db.Tx) error, renewed string) (string, error) {
	key, stored := newKey("")
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAccount(ctx, tx, t.account)
		if err != nil {
			return err
		}
		if a.State != access.Active {
			return fault.New(fault.Invalid, refused)
		}
		if err := passed(tx); err != nil {
			return err
		}
		if renewed != "" {
			if err := setSecret(ctx, tx, a.ID, renewed, false); err != nil {
				return err
			}
		}
		if err := endByKey(ctx, tx, old, "signed in again"); err != nil {
			return err
		}
		var id int64
		if err := tx.Get(ctx, q(tx, "insert-session"), []any{stored, a.ID, db.At(tx.Now), db.At(tx.Now)}, &id); err != nil {
			return err
		}
		return record(ctx, tx, actor(a.ID), "session.begin", a.ID, "", "", "")
	})
	return key, err
}

// ChangePassword sets a new password for one's own account. keep is the key of the session that asks: every other
// session of the account ends. A wrong current password counts as a failed sign-in.
func (s *Store) ChangePassword(ctx context.Context, id int64, current, next, address, keep string) error {
	a, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := access.CheckPassword(next, a.Email, a.Name); err != nil {
		return err
	}
	t, err := s.try(ctx, a.Email, address)
	if err != nil {
		return err
	}
	ok, err := s.hasher.check(ctx, t.hash, current)
	if err != nil {
		return err
	}
	var l fault.List
	switch {
	case !ok || !t.usable:
		l.Add("current", "", "This is not your password")
	case access.CleanPassword(current) == access.CleanPassword(next):
		l.Add("password", "", "Choose a password other than the one you have")
	}
	if err := l.Err("The password was not changed"); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, q(tx, "attempt-passed"), t.attempt); err != nil {
			return err
		}
		if err := setSecret(ctx, tx, id, hash, false); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id, keyHash(keep), "password changed"); err != nil {
			return err
		}
		return record(ctx, tx, actor(id), "account.password", id, "", "", "")
	})
}

// unlock forgets the failed tries of a sign-in name.
func unlock(ctx context.Context, tx *db.Tx, email string) error {
	var id int64
	return tx.Get(ctx, q(tx, "insert-attempt"), []any{keyHash(email), "", db.At(tx.Now), "unlocked"}, &id)
}

// cleanAddress is the network address that tries are counted for: for IPv6 the /64 that one subscriber has.
func cleanAddress(s string) string {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		s = ap.Addr().String()
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return ""
	}
	if a = a.Unmap().WithZone(""); a.Is6() {
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}

func actor(account int64) string {
	if account == 0 {
		return "nobody"
	}
	return access.Principal{ID: account}.Actor()
}
