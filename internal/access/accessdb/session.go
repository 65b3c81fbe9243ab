package accessdb

import (
	"context"
	"errors"
	"time"

	"headroom/internal/access"
	"headroom/internal/db"
)

// seenEvery is how often a session in use is written down as seen: often enough for the idle limit, seldom enough not
// to write on every click.
const seenEvery = time.Minute

// Forgotten is how long tries and ended sessions are kept: long enough to look into an incident.
const forgotten = 30 * 24 * time.Hour

// Session is whose session has this key. The zero Account when the key is of no session, the session is over, or the
// account is not active.
func (s *Store) Session(ctx context.Context, key string) (access.Account, error) {
	if key == "" {
		return access.Account{}, nil
	}
	var a access.Account
	var id int64
	var begun, seen db.Instant
	var now time.Time
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		now = tx.Now
		var account int64
		err := tx.Get(ctx, q(tx, "session"), []any{keyHash(key)}, &id, &account, &begun, &seen)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		a, err = loadAccount(ctx, tx, account)
		return err
	})
	if err != nil || a.ID == 0 || a.State != access.Active {
		return access.Account{}, err
	}
	if why := access.SessionOver(begun.Time, seen.Time, now); why != "" {
		return access.Account{}, s.end(ctx, id, why)
	}
	if now.Sub(seen.Time) < seenEvery {
		return a, nil
	}
	return a, s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, q(tx, "seen-session"), db.At(tx.Now), id, db.At(tx.Now))
		return err
	})
}

func (s *Store) end(ctx context.Context, id int64, why string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, q(tx, "end-session"), db.At(tx.Now), why, id)
		return err
	})
}

// SignOut ends the session with this key. Ending one that is over already is no error.
func (s *Store) SignOut(ctx context.Context, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return endByKey(ctx, tx, key, "signed out") })
}

// endByKey ends a session and says so in the log, if there is such a session.
func endByKey(ctx context.Context, tx *db.Tx, key, why string) error {
	if key == "" {
		return nil
	}
	var id, account int64
	var begun, seen db.Instant
	err := tx.Get(ctx, q(tx, "session"), []any{keyHash(key)}, &id, &account, &begun, &seen)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, q(tx, "end-session"), db.At(tx.Now), why, id); err != nil {
		return err
	}
	return record(ctx, tx, actor(account), "session.end", account, "", "", why)
}

// endSessions ends every session of the account but the one with the stored key keep.
func endSessions(ctx context.Context, tx *db.Tx, account int64, keep, why string) error {
	_, err := tx.Exec(ctx, q(tx, "end-other-sessions"), db.At(tx.Now), why, account, keep)
	return err
}

// EndOtherSessions signs the account out everywhere but in the session with the key keep.
func (s *Store) EndOtherSessions(ctx context.Context, account int64, keep string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := endSessions(ctx, tx, account, keyHash(keep), "ended from another session"); err != nil {
			return err
		}
		return record(ctx, tx, actor(account), "session.end", account, "", "", "all others")
	})
}

// Sessions lists the account's sessions that still hold, newest first.
func (s *Store) Sessions(ctx context.Context, account int64) ([]access.Session, error) {
	var out []access.Session
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, q(tx, "open-sessions"), func(r db.Row) error {
			var id int64
			var begun, seen db.Instant
			if err := r.Scan(&id, &begun, &seen); err != nil {
				return err
			}
			if access.SessionOver(begun.Time, seen.Time, tx.Now) == "" {
				out = append(out, access.Session{ID: id, Begun: begun.Time, Seen: seen.Time})
			}
			return nil
		}, account)
	})
	return out, err
}

// Tidy forgets tries older than thirty days, and sessions begun before then but for each account's last. Run it daily.
func (s *Store) Tidy(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		before := db.At(tx.Now.Add(-forgotten))
		if _, err := tx.Exec(ctx, q(tx, "forget-attempts"), before); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, q(tx, "forget-sessions"), before)
		return err
	})
}
