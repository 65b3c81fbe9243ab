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
)

// An own return has an audit line with its digest. Of an import there are thousands: one line for each source holds one
// digest over the digests of all versions that were read from it, in the order of form, day, organisation, instant and
// number. A later import that adds a version in the name of a source writes that source's line anew.

// nounImport is the noun of the lines that vouch for a source's versions; their key is the source's number.
const nounImport = "source-versions"

// kept is a version that a batch brought.
type kept struct {
	source int64
	slot
	org      org.Code
	recorded time.Time
	n        int
	digest   string
}

// vouch writes the lines of the sources that the plan brought versions of.
func (p *plan) vouch(ctx context.Context, tx *db.Tx) error {
	var brought []kept
	for _, v := range p.versions {
		brought = append(brought, kept{v.Source.ID, slot{v.Form, v.Day}, v.Org, v.Recorded, v.N, v.Digest})
	}
	slices.SortFunc(brought, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.form, b.form), a.day.Compare(b.day), cmp.Compare(a.org, b.org), a.recorded.Compare(b.recorded), cmp.Compare(a.n, b.n))
	})
	digests := map[int64][]string{p.source: nil}
	for _, k := range brought {
		digests[k.source] = append(digests[k.source], k.digest)
	}
	for _, source := range slices.Sorted(maps.Keys(digests)) {
		all := digests[source]
		if source != p.source { // it had versions before
			var err error
			all, err = db.Collect(ctx, tx, queries.For(tx.Engine, "digests-of-source"), func(r db.Row) (string, error) {
				var d string
				return d, r.Scan(&d)
			}, source)
			if err != nil {
				return err
			}
		}
		err := audit.Append(ctx, tx, audit.Entry{Actor: p.by, Verb: "import.store", Noun: nounImport, Key: fmt.Sprint(source),
			Digest: audit.Digest(all...), Detail: fmt.Sprintf("%d versions", len(all))})
		if err != nil {
			return err
		}
	}
	return nil
}
