package sitrepdb

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// mostProblems is how many sentences are given: more say nothing new.
const mostProblems = 100

// Verify recomputes the digest of every version and every kept total, holds the versions against the audit log, works
// every roll-up of every view out again from the versions, and reads every draft.
// It holds one day of one form at a time; tell, which may be nil, hears of each.
func (s *Store) Verify(ctx context.Context, tx *db.Tx, tell func(done, total int, words string)) (Verified, error) {
	v := verifier{Store: s, tx: tx, tell: tell, unsaid: map[int64]bool{}, read: map[string]*audit.Fold{}, invented: batches{}}
	for _, step := range []func(context.Context) error{v.log, v.days, v.gone, v.vouched, v.synthetic, v.published, v.drafts, v.receipts, v.uploads} {
		if err := step(ctx); err != nil {
			return v.out, err
		}
	}
	return v.out, nil
}

type verifier struct {
	*Store
	tx       *db.Tx
	out      Verified
	tell     func(done, total int, words string)
	told     int                    // versions that have a line of their own in the audit log
	returns  map[string]string      // digests in the audit log of the versions of the day in hand
	sources  map[string]string      // and by source
	imports  map[string]string      // and over all versions of a source
	unsaid   map[int64]bool         // sources that were found without an audit line
	read     map[string]*audit.Fold // the digest over the versions of each source, as they are read
	invented batches
}

func (v *verifier) note(format string, args ...any) {
	if len(v.out.Problems) < mostProblems {
		v.out.Problems = append(v.out.Problems, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) log(ctx context.Context) (err error) {
	if v.sources, err = audit.Digests(ctx, v.tx, "source"); err != nil {
		return err
	}
	v.imports, err = audit.Digests(ctx, v.tx, nounImport)
	return err
}

// days looks at the versions and the roll-ups, day by day.
func (v *verifier) days(ctx context.Context) error {
	days, err := daysHeld(ctx, v.tx)
	if err != nil {
		return err
	}
	waiting, err := db.Collect(ctx, v.tx, queries.For(v.tx.Engine, "all-stale"), scanSlot)
	if err != nil {
		return err
	}
	for i, k := range days {
		if v.tell != nil {
			v.tell(i, len(days), "days of returns")
		}
		if err := v.versions(ctx, k); err != nil {
			return err
		}
		if slices.Contains(waiting, k) {
			continue // its sums wait to be made anew, and no read uses them
		}
		if err := v.rollups(ctx, k); err != nil {
			v.note("the roll-up of %s for %s cannot be worked out again: %v", k.form, k.day, err)
		}
	}
	if v.tell != nil {
		v.tell(len(days), len(days), "days of returns")
	}
	return nil
}

// versions looks at the versions of one form and day.
func (v *verifier) versions(ctx context.Context, k slot) error {
	type kept struct {
		x    *sitrep.Version
		body string
	}
	var list []kept
	var keys []string
	err := v.tx.Each(ctx, queries.For(v.tx.Engine, "versions-on"), func(r db.Row) error {
		x, body, err := scanVersion(r)
		if err != nil {
			v.note("a version for %s on %s cannot be read: %v", k.form, k.day, err)
			return nil
		}
		list, keys = append(list, kept{x, body}), append(keys, versionKey(x))
		return nil
	}, string(k.form), k.day)
	if err != nil {
		return err
	}
	if v.returns, err = audit.DigestsOf(ctx, v.tx, "return", keys); err != nil {
		return err
	}
	for _, one := range list {
		v.version(one.x, one.body)
	}
	return nil
}

// version holds one version against its digest and the audit log: an own return has a line of its own, what was read
// from a file is vouched for by the line of its import, an invented one by that of its batch.
func (v *verifier) version(x *sitrep.Version, body string) {
	v.out.Versions++
	if sitrep.DigestOf(x, body) != x.Digest {
		v.note("version %d of %s from %s for %s was changed after it was stored", x.N, x.Form, x.Org, x.Day)
	}
	said, found := v.returns[versionKey(x)]
	if found {
		v.told++
	}
	source := fmt.Sprint(x.Source.ID)
	if !found && x.Source.ID != 0 {
		if v.read[source] == nil {
			v.read[source] = audit.NewFold()
		}
		v.read[source].Add(x.Digest)
	}
	switch _, imported := v.sources[source]; {
	case found && said != x.Digest:
		v.note("version %d of %s from %s for %s is not the one that the audit log tells of", x.N, x.Form, x.Org, x.Day)
	case v.invented.show(x) || found || imported:
	case x.Timing != sitrep.Published:
		v.note("version %d of %s from %s for %s has no line in the audit log", x.N, x.Form, x.Org, x.Day)
	case !v.unsaid[x.Source.ID]:
		v.unsaid[x.Source.ID] = true
		v.note("source %d, which version %d of %s from %s for %s was read from, has no line in the audit log", x.Source.ID, x.N, x.Form, x.Org, x.Day)
	}
}

// gone names the versions that the audit log tells of and that are not there. It looks for them only when their number
// says that there are some.
func (v *verifier) gone(ctx context.Context) error {
	n, err := audit.CountKeys(ctx, v.tx, "return")
	if err != nil || n == v.told {
		return err
	}
	for after := ""; ; {
		keys, err := audit.KeysAfter(ctx, v.tx, "return", after)
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			if p := strings.Split(key, "/"); len(p) == 4 {
				var there int
				if err := v.tx.Get(ctx, queries.For(v.tx.Engine, "version-there"), []any{p[0], p[1], p[2], p[3]}, &there); err != nil {
					return err
				}
				if there == 0 {
					v.note("version %s of %s from %s for %s, of which the audit log tells, is not there", p[3], p[0], p[1], p[2])
				}
			}
		}
		after = keys[len(keys)-1]
	}
}

// vouched holds the versions of each source against what its import wrote.
func (v *verifier) vouched(context.Context) error {
	for _, source := range slices.Sorted(maps.Keys(v.imports)) {
		f := v.read[source]
		if f == nil {
			f = audit.NewFold()
		}
		if f.Sum() != v.imports[source] {
			v.note("the versions that were read from source %s are not those that its import stored", source)
		}
	}
	return nil
}

// synthetic holds the batches of invented versions against the audit log.
func (v *verifier) synthetic(ctx context.Context) error { return v.invented.said(ctx, v.tx, v.note) }

// rollups works out the three views of a day again and holds them against what is stored.
func (v *verifier) rollups(ctx context.Context, k slot) error {
	form, ok := sitrep.FindForm(k.form, k.day)
	if !ok {
		return nil
	}
	d, err := v.layDay(ctx, v.tx, form, k.day)
	if err != nil {
		return err
	}
	held, err := heldOn(ctx, v.tx, form.Code, k.day, true)
	if err != nil {
		return err
	}
	groups := map[sitrep.View]map[org.Code]*group{}
	for _, view := range views() {
		groups[view] = d.gather(view, farOff)
	}
	for c := range groups[sitrep.Latest] {
		for _, r := range d.lines(groups, c) {
			v.out.RollUps++
			if h, ok := held[r.cell]; !ok || !h.heads(r.line) || h.body != r.body {
				v.note("the stored roll-up (%s) of %s for %s on %s is not what its versions add up to", r.view, k.form, c, k.day)
			}
			delete(held, r.cell)
		}
	}
	for c := range held {
		v.note("there is a stored roll-up (%s) of %s for %s on %s, and no return below it", c.view, k.form, c.org, k.day)
	}
	return nil
}

func (v *verifier) published(ctx context.Context) error {
	return v.tx.Each(ctx, queries.For(v.tx.Engine, "published-digests"), func(r db.Row) error {
		var source int64
		var form, o, body, digest string
		var day civil.Date
		if err := r.Scan(&source, &form, &o, &day, &body, &digest); err != nil {
			return err
		}
		if audit.Digest(body) != digest {
			v.note("the published total of %s for %s on %s was changed after it was stored", form, o, day)
		}
		return nil
	})
}

// drafts reads every draft as a page would.
func (v *verifier) drafts(ctx context.Context) error {
	return v.tx.Each(ctx, queries.For(v.tx.Engine, "drafts"), func(r db.Row) error {
		var form, o, day, typed string
		if err := r.Scan(&form, &o, &day, &typed); err != nil {
			return err
		}
		d, err := civil.ParseDate(day)
		if _, ok := sitrep.FindForm(sitrep.FormCode(form), d); err != nil || !ok {
			v.note("the draft of %s from %s for %s is of a form that does not exist", form, o, day)
		}
		if err := json.Unmarshal([]byte(typed), &map[string]string{}); err != nil {
			v.note("the draft of %s from %s for %s cannot be read: %v", form, o, day, err)
		}
		return nil
	})
}

// receipts looks for an answer that tells of a version which is not there.
func (v *verifier) receipts(ctx context.Context) error {
	return v.tx.Each(ctx, queries.For(v.tx.Engine, "receipts-astray"), func(r db.Row) error {
		var form, o, day string
		var n int
		err := r.Scan(&form, &o, &day, &n)
		v.note("a receipt was given for version %d of %s from %s for %s, which is not there", n, form, o, day)
		return err
	})
}
