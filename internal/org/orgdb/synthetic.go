package orgdb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// syntheticMark begins the digest under which a synthetic reference is kept: the mark of a demonstration's database.
const syntheticMark = "synthetic:"

// Synthetic is the digest of the synthetic reference that the database was begun with; empty for one that was begun with
// the built-in reference, and for an empty one.
func (s *Store) Synthetic(ctx context.Context) (digest string, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		err := tx.Get(ctx, queries.For(tx.Engine, "first-reference"), nil, &digest)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		return err
	})
	digest, ok := strings.CutPrefix(digest, syntheticMark)
	if !ok {
		return "", err
	}
	return digest, err
}

// SeedSynthetic begins an empty database with invented organisations in place of the built-in reference, for the
// demonstration alone. Each fact counts as known from its own Recorded. A database that holds any organisation already
// is refused with a conflict fault: invented and real organisations never stand side by side.
func (s *Store) SeedSynthetic(ctx context.Context, digest string, facts []org.Fact) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		b, _, err := s.book(ctx, tx, always)
		if err != nil {
			return err
		}
		if len(b.Codes()) > 0 {
			return fault.New(fault.Conflict, "this database holds organisations already, so no synthetic England was put in it; name an empty one")
		}
		if err := seedRoles(ctx, tx); err != nil {
			return err
		}
		known := func(f org.Fact) time.Time { return f.Recorded }
		facts = slices.Clone(facts)
		slices.SortStableFunc(facts, func(a, c org.Fact) int { return known(a).Compare(known(c)) })
		for i := 0; i < len(facts); {
			n := i
			for n < len(facts) && known(facts[n]).Equal(known(facts[i])) {
				n++
			}
			if err := s.seedSynthetic(ctx, tx, digest, facts[i:n], known(facts[i])); err != nil {
				return err
			}
			i = n
		}
		return nil
	})
}

// seedSynthetic records what became known at one instant, as a change set that is accepted already.
func (s *Store) seedSynthetic(ctx context.Context, tx *db.Tx, digested string, facts []org.Fact, known time.Time) error {
	b, _, err := s.book(ctx, tx, always)
	if err != nil {
		return err
	}
	set := b.CompareBuiltin(facts)
	set.Title, set.File, set.SHA256 = "Synthetic England", "synthetic", syntheticMark+digested
	for i := range set.Lines {
		set.Lines[i].Evidence.File = set.File
	}
	id, err := propose(ctx, tx, "reference", "demo", set)
	if err != nil {
		return err
	}
	if err := s.settle(ctx, tx, id, "demo", org.Accepted, "demonstration", known, set.Lines); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: "demo", Verb: "org.accept", Noun: "org", Key: fmt.Sprint("changeset/", id),
		Org: string(org.England), Reason: "demonstration", Digest: digest(set.Lines), Detail: fmt.Sprintf("synthetic England, %d organisations", len(set.Lines))})
}

// SetSyntheticHolders puts invented people into posts, all in one transaction with one audit line. One who does not say
// to be invented refuses the whole.
func (s *Store) SetSyntheticHolders(ctx context.Context, who string, holders []org.Holder) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		roles, err := dictionary(ctx, tx)
		if err != nil {
			return err
		}
		b, _, err := s.book(ctx, tx, always)
		if err != nil {
			return err
		}
		var next int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "next-holding"), nil, &next); err != nil {
			return err
		}
		pictures := map[string]*org.Picture{}
		for i, h := range holders {
			if !h.Synthetic {
				return fault.New(fault.Invalid, "%s at %s is not marked as an invented person", h.Role, h.Org)
			}
			day := h.Valid.From.String()
			if pictures[day] == nil {
				pictures[day] = b.At(h.Valid.From)
			}
			unit, _ := pictures[day].Unit(h.Org)
			if h, err = org.CheckHolder(h, roles, unit); err != nil {
				return err
			}
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-holder"), next+int64(i), h.Org, h.Role, h.Capacity, h.Name, h.Email,
				h.Phone, h.Valid.From, h.Valid.To, yes(true), "current", h.Source, db.At(tx.Now), who); err != nil {
				return fmt.Errorf("the role holder cannot be stored: %w", err)
			}
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.holder", Noun: "org", Key: "holding/synthetic", Org: string(org.England),
			Detail: fmt.Sprintf("%d invented role holders", len(holders))})
	})
}
