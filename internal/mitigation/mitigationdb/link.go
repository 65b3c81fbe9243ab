package mitigationdb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// MaxLink is how long a decision link lasts at most.
const MaxLink = 14 * 24 * time.Hour

// secretBytes is how much chance is in a link's secret.
const secretBytes = 32

// linkKept is a link as it is stored: of its secret the digest alone.
type linkKept struct {
	hash string
	mitigation.DecisionLink
}

// open reports whether the link opens its request at an instant.
func (l linkKept) open(now time.Time) bool { return l.Ended.IsZero() && now.Before(l.Expires) }

func digestOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func scanLink(r db.Row) (l linkKept, err error) {
	var made, expires, used, ended db.Instant
	err = r.Scan(&l.hash, &l.Request, &made, &l.By, &expires, &used, &ended)
	l.Made, l.Expires, l.Used, l.Ended = made.Time, expires.Time, used.Time, ended.Time
	return l, err
}

// Links are the decision links of a request, the oldest first.
func (s *Store) Links(ctx context.Context, ref mitigation.Ref) ([]mitigation.DecisionLink, error) {
	var out []mitigation.DecisionLink
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "links"), scanLink, string(ref))
		out = make([]mitigation.DecisionLink, 0, len(list))
		for _, l := range list {
			out = append(out, l.DecisionLink)
		}
		return err
	})
	return out, err
}

// MakeLink makes a decision link that opens one request until an instant, at most MaxLink off, and gives its secret, which
// nothing keeps. Only the national team makes one, for a request of which the union body's decision is awaited. It ends those
// that were made before.
func (s *Store) MakeLink(ctx context.Context, by mitigation.By, ref mitigation.Ref, until time.Time) (string, error) {
	if err := national(by); err != nil {
		return "", err
	}
	raw := make([]byte, secretBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	secret := base64.RawURLEncoding.EncodeToString(raw)
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, ref)
		if err != nil {
			return err
		}
		now, at := standing(tx, k)
		switch {
		case now.Clocks.Sent.IsZero():
			return fault.New(fault.Conflict, "A link is made for a request that is with the union body; this one was not sent yet")
		case !now.State.Awaited():
			return fault.New(fault.Conflict, "A link is made while a decision is awaited; the request is %s", now.State.Words())
		case !until.After(tx.Now):
			return fault.New(fault.Invalid, "The link would end before it begins; name a later time")
		case until.After(tx.Now.Add(MaxLink)):
			return fault.New(fault.Invalid, "A link lasts fourteen days at most; name an earlier time")
		}
		hash := digestOf(secret)
		if err := endLinks(ctx, tx, by, k, "another was made"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-link"), hash, string(ref), db.At(at), by.Account, db.At(until)); err != nil {
			return err
		}
		return note(ctx, tx, by, k, "mitigation.link", string(ref)+"/link", "a decision link was made", hash)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

func national(by mitigation.By) error {
	if err := person(by); err != nil {
		return err
	}
	if by.Actor != mitigation.National {
		return fault.New(fault.Forbidden, "The national team keeps the links for a decision")
	}
	return nil
}

// EndLink takes back the link that was made at an instant; NotFound when there is none. Ended twice it stays ended.
func (s *Store) EndLink(ctx context.Context, by mitigation.By, ref mitigation.Ref, made time.Time) error {
	if err := national(by); err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, ref)
		if err != nil {
			return err
		}
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "links"), scanLink, string(ref))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(l linkKept) bool { return l.Made.Equal(made) })
		if i < 0 {
			return fault.New(fault.NotFound, "The request has no such link")
		}
		if !list[i].Ended.IsZero() {
			return nil
		}
		return list[i].end(ctx, tx, by, k, "taken back")
	})
}

// end writes down that a link has ended, and why.
func (l linkKept) end(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept, why string) error {
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-link-step"), l.hash, "ended", db.At(tx.Now), by.Account); err != nil {
		return err
	}
	return note(ctx, tx, by, k, "mitigation.link", string(k.Ref)+"/link", "a decision link was ended: "+why, l.hash)
}

// endLinks ends every link to a locked request that is open.
func endLinks(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept, why string) error {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "links"), scanLink, string(k.Ref))
	if err != nil {
		return err
	}
	for _, l := range list {
		if !l.open(tx.Now) {
			continue
		}
		if err := l.end(ctx, tx, by, k, why); err != nil {
			return err
		}
	}
	return nil
}

// endSpent ends the links to a locked request of which no decision is awaited any more: it was decided, withdrawn, revoked, or
// has lapsed.
func endSpent(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept) error {
	now, _ := standing(tx, k)
	if now.Clocks.Sent.IsZero() || now.State.Awaited() {
		return nil
	}
	return endLinks(ctx, tx, by, k, "no decision is awaited any more")
}

// errLink is what is said of every link that opens nothing, so that nothing is learnt of those that exist.
func errLink() error {
	return fault.New(fault.NotFound, "This link opens nothing: it has ended, or was copied incompletely. Ask the national team for another")
}

// linkIn finds the link of a secret, if it opens its request now.
func linkIn(ctx context.Context, tx *db.Tx, secret string) (linkKept, error) {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "link"), scanLink, digestOf(secret))
	if err != nil {
		return linkKept{}, err
	}
	if len(list) == 0 || !list[0].open(tx.Now) {
		return linkKept{}, errLink()
	}
	return list[0], nil
}

// account is how a link is named where an account would be.
func (l linkKept) account() string {
	const shown = 12
	return "link:" + l.hash[:shown]
}

// OpenLink reads the one request that a secret opens, and writes down when that was first done. NotFound for a secret that
// opens nothing, whether it never did, has ended or was taken back.
func (s *Store) OpenLink(ctx context.Context, secret string) (mitigation.Kept, mitigation.DecisionLink, error) {
	var k mitigation.Kept
	var l linkKept
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		if l, err = linkIn(ctx, tx, secret); err == nil {
			k, err = requestIn(ctx, tx, l.Request, time.Time{})
		}
		return err
	})
	if err != nil || !l.Used.IsZero() {
		return k, l.DecisionLink, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if k, err = lock(ctx, tx, l.Request); err != nil {
			return err
		}
		if l, err = linkIn(ctx, tx, secret); err != nil || !l.Used.IsZero() {
			return err
		}
		l.Used = tx.Now
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-link-step"), l.hash, "opened", db.At(tx.Now), l.account()); err != nil {
			return err
		}
		return note(ctx, tx, mitigation.By{Account: l.account()}, k, "mitigation.link", string(k.Ref)+"/link", "a decision link was first opened", l.hash)
	})
	return k, l.DecisionLink, err
}

// makers are the accounts that made a link to a request, each once.
func makers(ctx context.Context, tx *db.Tx, ref mitigation.Ref) ([]string, error) {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "links"), scanLink, string(ref))
	var out []string
	for _, l := range list {
		if !slices.Contains(out, l.By) {
			out = append(out, l.By)
		}
	}
	return out, err
}

// Answer writes down what was said through a link, at the instant at which it was: received, a question, or a decision, which
// somebody of the national team confirms as they do another's: nobody who made a link to the request.
func (s *Store) Answer(ctx context.Context, secret string, e mitigation.Event) (mitigation.Standing, error) {
	var out mitigation.Standing
	through := []mitigation.Step{mitigation.Acknowledge, mitigation.Query, mitigation.Approve, mitigation.ApproveIn, mitigation.Reject}
	if !slices.Contains(through, e.Step) {
		return out, fault.New(fault.Forbidden, "Through a link a request is received, asked about and decided, and nothing else")
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		l, err := linkIn(ctx, tx, secret)
		if err != nil {
			return err
		}
		if _, err := lock(ctx, tx, l.Request); err != nil {
			return err
		}
		if l, err = linkIn(ctx, tx, secret); err != nil { // it may have been ended while the lock was waited for
			return err
		}
		if e.Makers, err = makers(ctx, tx, l.Request); err != nil {
			return err
		}
		e.At = tx.Now
		out, err = s.record(ctx, tx, mitigation.By{Account: l.account(), Actor: mitigation.National}, l.Request, e)
		return err
	})
	return out, err
}
