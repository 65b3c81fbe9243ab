package orgdb

import (
	"context"
	"errors"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// ProposeByHand checks what a person entered against what is held now and stores it as a change set for somebody to
// decide, whose number it gives. A proposal that says the same as one that still waits is a Conflict that names it.
func (s *Store) ProposeByHand(ctx context.Context, who string, p org.Proposal) (id int64, err error) {
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		b, _, err := s.book(ctx, tx, always)
		if err != nil {
			return err
		}
		set, err := b.Propose(p, civil.Today(tx.Now))
		if err != nil {
			return err
		}
		for _, l := range set.Lines {
			var twin int64
			err := tx.Get(ctx, queries.For(tx.Engine, "waiting-twin"), []any{l.Org, l.Verb, l.After}, &twin)
			if err == nil {
				return fault.New(fault.Conflict, "change set %d proposes the same and waits to be decided: %s", twin, l.Words)
			}
			if !errors.Is(err, db.ErrNoRows) {
				return err
			}
		}
		if id, err = propose(ctx, tx, "file", who, set); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.propose", Noun: "org", Key: fmt.Sprint("changeset/", id),
			Org: string(p.Org), Reason: p.Reason, Digest: digest(set.Lines), Detail: fmt.Sprintf("by hand, %s: %d lines", p.Step.Words(), len(set.Lines))})
	})
	return id, err
}
