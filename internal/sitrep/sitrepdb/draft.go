package sitrepdb

import (
	"context"
	"encoding/json"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// mostTyped is how many bytes of typed text a draft may hold: far more than any form asks for.
const mostTyped = 256 << 10

// revisions is how far apart the first revisions of the drafts for successive versions are, so that a page left open
// since before a version was sent cannot pass for the draft that was begun after it.
const revisions = 100_000

// SaveDraft keeps what was typed. d.Rev is the revision it was made from, 0 for the first; a conflict fault tells when
// it was saved in between. It gives the new revision. Becoming ready for sign-off is told in the audit log.
func (s *Store) SaveDraft(ctx context.Context, d sitrep.SavedDraft) (rev int, err error) {
	if _, err := ownForm(d.Form, d.Day); err != nil {
		return 0, err
	}
	typed, err := json.Marshal(d.Typed)
	if err != nil || len(typed) > mostTyped {
		return 0, fault.Wrap(err, fault.TooLarge, "the draft holds more text than a return can; shorten its comments")
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		if err := (slot{d.Form, d.Day}).lock(ctx, tx); err != nil { // or a draft could come back that was just sent
			return err
		}
		held, err := draftOf(ctx, tx, d.Form, d.Org, d.Day)
		if err != nil {
			return err
		}
		if rev, err = followOn(ctx, tx, d, held); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "save-draft"), string(d.Form), string(d.Org), d.Day, rev, string(typed),
			yesNo(d.Ready), d.By, db.At(tx.Now))
		if err != nil || !d.Ready || (held != nil && held.Ready) {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: d.By, Verb: "return.ready", Noun: "return", Key: returnKey(d.Form, d.Org, d.Day),
			Org: string(d.Org), Digest: audit.Digest(string(typed)), Detail: fmt.Sprintf("revision %d waits for sign-off", rev)})
	})
	if err != nil {
		return 0, err
	}
	return rev, nil
}

// followOn is the revision after the one that d was made from, or a conflict fault.
func followOn(ctx context.Context, tx *db.Tx, d sitrep.SavedDraft, held *sitrep.SavedDraft) (int, error) {
	switch {
	case held != nil && held.Rev == d.Rev:
		return held.Rev + 1, nil
	case held != nil:
		at := held.At.In(civil.London)
		return 0, fault.New(fault.Conflict, "the draft was saved at %s on %s in between; open it again to see what was typed there",
			at.Format("15:04:05"), at.Format("2 January 2006"))
	case d.Rev != 0:
		return 0, fault.New(fault.Conflict, "the draft was sent or thrown away in between; open the return again")
	}
	var newest int
	err := tx.Get(ctx, queries.For(tx.Engine, "newest-number"), []any{string(d.Form), string(d.Org), d.Day}, &newest)
	return newest*revisions + 1, err
}

// DropDraft throws the draft away, with an audit line when there was one.
func (s *Store) DropDraft(ctx context.Context, by string, form sitrep.FormCode, o org.Code, day civil.Date) error {
	return s.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, queries.For(tx.Engine, "drop-draft"), string(form), string(o), day)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: "return.discard", Noun: "return", Key: returnKey(form, o, day),
			Org: string(o), Detail: "draft thrown away"})
	})
}

// draftOf reads the draft of a return; nil when nobody has begun.
func draftOf(ctx context.Context, tx *db.Tx, form sitrep.FormCode, o org.Code, day civil.Date) (*sitrep.SavedDraft, error) {
	d := sitrep.SavedDraft{Form: form, Org: o, Day: day}
	var typed, ready string
	var at db.Instant
	err := tx.Get(ctx, queries.For(tx.Engine, "draft"), []any{string(form), string(o), day}, &d.Rev, &typed, &ready, &d.By, &at)
	if err == db.ErrNoRows {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d.Ready, d.At = ready == yes, at.Time
	if err := json.Unmarshal([]byte(typed), &d.Typed); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the draft of %s for %s is damaged; run headroom check", o, day)
	}
	return &d, nil
}
