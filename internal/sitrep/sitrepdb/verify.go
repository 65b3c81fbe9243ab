package sitrepdb

import (
	"context"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Verified is what Verify looked at and found.
type Verified struct {
	Versions int      `json:"versions"`
	RollUps  int      `json:"roll_ups"`
	Problems []string `json:"problems"`
}

// Verify recomputes the digest of every version and every kept total, and every roll-up from the versions.
func (s *Store) Verify(ctx context.Context, tx *db.Tx) (Verified, error) {
	var out Verified
	note := func(format string, args ...any) {
		if len(out.Problems) < 100 {
			out.Problems = append(out.Problems, fmt.Sprintf(format, args...))
		}
	}
	days, err := daysHeld(ctx, tx)
	if err != nil {
		return out, err
	}
	stale := map[slot]bool{}
	waiting, err := db.Collect(ctx, tx, queries.For(tx.Engine, "all-stale"), scanSlot)
	if err != nil {
		return out, err
	}
	for _, k := range waiting {
		stale[k] = true
	}
	for _, k := range days {
		err := tx.Each(ctx, queries.For(tx.Engine, "versions-on"), func(r db.Row) error {
			v, body, err := scanVersion(r)
			if err != nil {
				note("a version for %s on %s cannot be read: %v", k.form, k.day, err)
				return nil
			}
			out.Versions++
			if sitrep.DigestOf(v, body) != v.Digest {
				note("version %d of %s from %s for %s was changed after it was stored", v.N, v.Form, v.Org, v.Day)
			}
			return nil
		}, string(k.form), k.day)
		if err != nil {
			return out, err
		}
		if stale[k] {
			continue // its sums wait to be made anew, and no read uses them
		}
		if err := s.verifyDay(ctx, tx, k, &out, note); err != nil {
			note("the roll-up of %s for %s cannot be worked out again: %v", k.form, k.day, err)
		}
	}
	if err := verifyUploads(ctx, tx, note); err != nil {
		return out, err
	}
	return out, tx.Each(ctx, queries.For(tx.Engine, "published-digests"), func(r db.Row) error {
		var source int64
		var form, o, body, digest string
		var day civil.Date
		if err := r.Scan(&source, &form, &o, &day, &body, &digest); err != nil {
			return err
		}
		if audit.Digest(body) != digest {
			note("the published total of %s for %s on %s was changed after it was stored", form, o, day)
		}
		return nil
	})
}

func (s *Store) verifyDay(ctx context.Context, tx *db.Tx, k slot, out *Verified, note func(string, ...any)) error {
	form, ok := sitrep.FindForm(k.form, k.day)
	if !ok {
		return nil
	}
	d, err := s.loadDay(ctx, tx, form, k.day)
	if err != nil {
		return err
	}
	for c, r := range d.roll(sitrep.Latest, farOff) {
		var due, received int
		var missing, body string
		err := tx.Get(ctx, queries.For(tx.Engine, "rollup-one"), []any{string(k.form), string(c), k.day, string(sitrep.Latest)},
			&due, &received, &missing, &body)
		out.RollUps++
		if err != nil || body != r.total.Encode() || due != r.total.Due || received != r.total.Received || missing != joinCodes(r.total.Missing) {
			note("the stored roll-up of %s for %s on %s is not what its versions add up to", k.form, org.Code(c), k.day)
		}
	}
	return nil
}
