package sitrepdb

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// synthetic is the channel of invented versions and the writer of invented drafts. Nothing else may write it.
const synthetic = "synthetic"

// batchNoun is what the audit log calls a batch of invented versions. Such a batch has one line for all its versions: its
// key is the instant at which they were stored, which each of them carries, its digest that of their digests.
const batchNoun = "return-batch"

// LoadSynthetic stores invented versions, finished but for their digests, with the instants of arrival that they carry:
// for the demonstration alone. All go into one transaction with one audit line, and each day touched is added up once. A
// version that is there already is left out, and so is every one of a return that a person has sent or is writing; an
// invented draft goes when its return comes. It gives how many were stored and how many left out.
func (s *Store) LoadSynthetic(ctx context.Context, by string, versions []*sitrep.Version) (stored, left int, err error) {
	days := map[slot][]*sitrep.Version{}
	for _, v := range versions {
		if v.Channel != synthetic || v.Timing == sitrep.Published {
			return 0, 0, fault.New(fault.Invalid, "version %d of %s from %s for %s is not marked as synthetic; it was not stored", v.N, v.Form, v.Org, v.Day)
		}
		days[slot{v.Form, v.Day}] = append(days[slot{v.Form, v.Day}], v)
	}
	order := inOrder(maps.Keys(days))
	err = s.write(ctx, func(tx *db.Tx) error {
		stored, left = 0, 0
		sum := newFold()
		for _, k := range order {
			if err := k.lock(ctx, tx); err != nil {
				return err
			}
			n, err := s.loadSlot(ctx, tx, k, days[k], sum)
			if err != nil {
				return err
			}
			stored, left = stored+n, left+len(days[k])-n
		}
		if stored == 0 {
			return nil
		}
		if err := s.tellLanded(ctx, tx, order); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: "return.synthetic", Noun: batchNoun, Key: batchKey(tx.Now),
			Digest: sum.sum(), Detail: fmt.Sprintf("%d synthetic versions stored, %d left out", stored, left)})
	})
	return stored, left, err
}

// loadSlot stores what is new for one form and day, in the order of organisation and number, and adds the day up.
func (s *Store) loadSlot(ctx context.Context, tx *db.Tx, k slot, versions []*sitrep.Version, sum *fold) (stored int, err error) {
	form, ok := sitrep.FindForm(k.form, k.day)
	if !ok || form.Publication {
		return 0, fault.New(fault.Invalid, "%s is not a form that organisations send for %s", k.form, k.day)
	}
	held, people, drafts, err := heldBy(ctx, tx, k)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(versions, func(a, b *sitrep.Version) int {
		return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.N, b.N))
	})
	var changed []org.Code
	for _, v := range versions {
		if people[v.Org] || v.N <= held[v.Org] {
			continue
		}
		if v.N != held[v.Org]+1 {
			return 0, fault.New(fault.Invalid, "version %d of %s from %s for %s does not follow the %d that are there", v.N, v.Form, v.Org, v.Day, held[v.Org])
		}
		if err := insert(ctx, tx, v); err != nil {
			return 0, err
		}
		held[v.Org]++
		if drafts[v.Org] {
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "drop-draft"), string(k.form), string(v.Org), k.day); err != nil {
				return 0, err
			}
		}
		sum.add(v)
		changed = append(changed, v.Org)
	}
	if len(changed) == 0 {
		return 0, nil
	}
	return len(changed), s.reroll(ctx, tx, form, k.day, changed...)
}

// heldBy tells, for one form and day, how many versions each organisation has, which returns people have sent or are
// writing, and where there is an invented draft.
func heldBy(ctx context.Context, tx *db.Tx, k slot) (held map[org.Code]int, people, drafts map[org.Code]bool, err error) {
	held, people, drafts = map[org.Code]int{}, map[org.Code]bool{}, map[org.Code]bool{}
	err = tx.Each(ctx, queries.For(tx.Engine, "held-on"), func(r db.Row) error {
		var c org.Code
		var all, invented int
		err := r.Scan(&c, &all, &invented)
		held[c], people[c] = all, invented < all
		return err
	}, synthetic, string(k.form), k.day)
	if err != nil {
		return nil, nil, nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "writers-on"), func(r db.Row) error {
		var c org.Code
		var by string
		err := r.Scan(&c, &by)
		people[c], drafts[c] = people[c] || by != synthetic, true
		return err
	}, string(k.form), k.day)
	return held, people, drafts, err
}

// SyntheticUntil is the newest instant at which an invented version arrived; zero when there is none. Every one up to it
// has been stored.
func (s *Store) SyntheticUntil(ctx context.Context) (time.Time, error) {
	var at db.Instant
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		err := tx.Get(ctx, queries.For(tx.Engine, "newest-by-channel"), []any{synthetic}, &at)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		return err
	})
	return at.Time, err
}

func batchKey(stored time.Time) string { return stored.UTC().Format("2006-01-02T15:04:05.000000Z") }

// fold is the digest of a batch: of its versions' names and digests, which come in the order of form, day, organisation
// and number.
type fold struct{ h hash.Hash }

func newFold() *fold { return &fold{h: sha256.New()} }

func (f *fold) add(v *sitrep.Version) {
	_, _ = fmt.Fprintf(f.h, "%s/%s/%s/%d %s\n", v.Form, v.Org, v.Day, v.N, v.Digest)
}

func (f *fold) sum() string { return hex.EncodeToString(f.h.Sum(nil)) }

// batches checks batches of invented versions against the audit log: each version is shown to it once, form by form and
// day by day, then said is asked.
type batches map[string]*fold

// show takes v when it is an invented one and reports whether it is: the line of its batch vouches for it.
func (b batches) show(v *sitrep.Version) bool {
	if v.Channel != synthetic {
		return false
	}
	key := batchKey(v.Stored)
	if b[key] == nil {
		b[key] = newFold()
	}
	b[key].add(v)
	return true
}

// said notes every batch that is not what the audit log tells of, and every line whose batch is gone.
func (b batches) said(ctx context.Context, tx *db.Tx, note func(string, ...any)) error {
	lines, err := audit.Digests(ctx, tx, batchNoun)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if digest, ok := lines[key]; !ok {
			note("the synthetic versions stored at %s have no line in the audit log", key)
		} else if digest != b[key].sum() {
			note("the synthetic versions stored at %s are not those that the audit log tells of: some were changed, added or removed", key)
		}
		delete(lines, key)
	}
	for _, key := range slices.Sorted(maps.Keys(lines)) {
		note("the synthetic versions stored at %s, of which the audit log tells, are not there", key)
	}
	return nil
}
