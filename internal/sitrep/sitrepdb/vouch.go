package sitrepdb

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// An own return has an audit line with its digest. Of an import there are thousands: one line for each source holds one
// digest over the digests of all versions that were read from it, in the order of form, day, organisation, instant and
// number. A later import that adds a version in the name of a source writes that source's line anew.

// nounImport is the noun of the lines that vouch for a source's versions; their key is the source's number.
const nounImport = "import"

// kept is a version that a batch brought.
type kept struct {
	source int64
	slot
	org      org.Code
	recorded time.Time
	n        int
	digest   string
}

// insert stores a version of the batch.
func (in *ingest) insert(ctx context.Context, v *sitrep.Version) error {
	if err := insert(ctx, in.tx, v); err != nil {
		return err
	}
	in.kept = append(in.kept, kept{v.Source.ID, slot{v.Form, v.Day}, v.Org, v.Recorded, v.N, v.Digest})
	return nil
}

// vouch writes the lines of the sources that the batch brought versions of.
func (in *ingest) vouch(ctx context.Context) error {
	slices.SortFunc(in.kept, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.form, b.form), a.day.Compare(b.day), cmp.Compare(a.org, b.org), a.recorded.Compare(b.recorded), cmp.Compare(a.n, b.n))
	})
	digests := map[int64][]string{in.source: nil}
	for _, k := range in.kept {
		digests[k.source] = append(digests[k.source], k.digest)
	}
	for _, source := range slices.Sorted(maps.Keys(digests)) {
		all := digests[source]
		if source != in.source { // it had versions before
			var err error
			all, err = db.Collect(ctx, in.tx, queries.For(in.tx.Engine, "digests-of-source"), func(r db.Row) (string, error) {
				var d string
				return d, r.Scan(&d)
			}, source)
			if err != nil {
				return err
			}
		}
		err := audit.Append(ctx, in.tx, audit.Entry{Actor: in.by, Verb: "import.store", Noun: nounImport, Key: fmt.Sprint(source),
			Digest: audit.Digest(all...), Detail: fmt.Sprintf("%d versions", len(all))})
		if err != nil {
			return err
		}
	}
	return nil
}
