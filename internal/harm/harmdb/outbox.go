package harmdb

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// unsendable is said of a revision that the rule against identifiers holds back.
const unsendable = "a text holds what looks like an identifier; record a revision without it"

// Waiting is a revision that waits to be sent.
type Waiting struct {
	harm.Event
	State harm.SendState
	Next  time.Time // not before
	tries int       // rows so far: the number of the newest
}

// Waits lists the revisions that the national service does not have and has not refused, those of one event in order.
func (s *Store) Waits(ctx context.Context) (out []Waiting, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = standing(ctx, tx, nil, harm.Queued, harm.Failing)
		return err
	})
	return out, err
}

// standing lists the revisions of trusts (nil is all) that stand in one of some states.
func standing(ctx context.Context, tx *db.Tx, trusts []org.Code, states ...harm.SendState) ([]Waiting, error) {
	which, codes := scope(trusts)
	in := "|"
	for _, s := range states {
		in += string(s) + "|"
	}
	return db.Collect(ctx, tx, queries.For(tx.Engine, "standing"), func(r db.Row) (w Waiting, err error) {
		var o org.Code
		var id harm.EventID
		var revision int
		var next db.Instant
		var body, digest string
		if err := r.Scan(&o, &id, &revision, &w.tries, &w.State, &next, &body, &digest); err != nil {
			return w, err
		}
		w.Next = next.Time
		return w, unpack(body, digest, &w.Event)
	}, in, which, codes)
}

// keepSent adds what became of a revision.
func keepSent(ctx context.Context, tx *db.Tx, actor string, o org.Code, number int, v harm.Sent) error {
	_, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-sent"), string(o), string(v.Event), v.Revision, number, string(v.State), v.Profile, v.Key, v.Digest, v.Reply,
		db.At(v.Next), db.At(tx.Now), actor)
	return err
}

// Became notes what came of trying to send a revision. Somebody else may have noted it meanwhile: then nothing changes, for
// the service takes a key once.
func (s *Store) Became(ctx context.Context, actor string, w Waiting, v harm.Sent) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "harm:"+string(w.Trust)); err != nil {
			return err
		}
		return keepBecame(ctx, tx, actor, w, v)
	})
}

func keepBecame(ctx context.Context, tx *db.Tx, actor string, w Waiting, v harm.Sent) error {
	last, err := count(ctx, tx, "last-sent", string(w.Trust), string(w.ID), w.Revision)
	if err != nil || last != w.tries {
		return err
	}
	v.Event, v.Revision, v.Key = w.ID, w.Revision, w.Key()
	if v.Next.IsZero() {
		v.Next = tx.Now
	}
	if err := keepSent(ctx, tx, actor, w.Trust, last+1, v); err != nil {
		return err
	}
	return note(ctx, tx, actor, "harm.send", "harm-sent", fmt.Sprintf("%s/%d", eventKey(w.Trust, w.ID, w.Revision), last+1), w.Trust, v.Digest, string(v.State))
}

// File hands every revision of trusts (nil is all) that waits to write, with its key and its bytes by a profile, and then notes
// all of them as filed; again hands those that were filed before too, for files that were lost or of the wrong profile. It
// gives how many there were. When write fails nothing is noted: filed again, a revision has the same key and bytes. One whose
// text the rule against identifiers refuses is noted as refused, as Send does.
func (s *Store) File(ctx context.Context, actor string, p harm.Profile, trusts []org.Code, again bool, write func(key string, body []byte) error) (n int, err error) {
	states := []harm.SendState{harm.Queued, harm.Failing}
	if again {
		states = append(states, harm.Filed)
	}
	var list []Waiting
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = standing(ctx, tx, trusts, states...)
		return err
	})
	if err != nil {
		return 0, err
	}
	became := make([]harm.Sent, len(list))
	for i, w := range list {
		body, err := w.Payload(p)
		if err != nil {
			became[i] = harm.Sent{Profile: p.Version, State: harm.Refused, Reply: unsendable}
			continue
		}
		if err := harm.CheckPayload(body, p); err != nil {
			return 0, fault.Wrap(err, fault.Internal, "%s is not in the shape that the service takes", w.Key())
		}
		became[i] = harm.Sent{Profile: p.Version, Digest: audit.Digest(string(body)), State: harm.Filed}
		if err := write(w.Key(), body); err != nil {
			return 0, err
		}
		n++
	}
	return n, s.d.Write(ctx, func(tx *db.Tx) error {
		for i, w := range list {
			if err := keepBecame(ctx, tx, actor, w, became[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
