package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// mostPerTable is how many rows of one table are named: more say nothing new.
const mostPerTable = 20

// SealReport is what VerifySeals read and found.
type SealReport struct {
	Tables   int      `json:"tables"`
	Rows     int      `json:"rows"`
	Problems []string `json:"problems"`
}

// VerifySeals reads every row of every sealed table again and names those that were changed, removed or added by anything
// but Headroom, by table and key: never what they say. It holds one row at a time. tell, which may be nil, hears of each
// table.
func (d *DB) VerifySeals(ctx context.Context, tx *Tx, tell func(done, total int, words string)) SealReport {
	r := SealReport{}
	tables := slices.DeleteFunc(d.Tables(), func(t Table) bool { return !t.seals() })
	kept, err := r.counts(ctx, tx, tables)
	if err != nil {
		r.note("the digests of the rows cannot be read: %v; restore the database from a backup", err)
	}
	for i := range tables {
		if tell != nil {
			tell(i, len(tables), "tables: "+tables[i].Name)
		}
		if err := r.table(ctx, tx, &tables[i], kept[tables[i].Name]); err != nil {
			r.note("the table %s cannot be read to its end: %v; %s may be wrong: restore the database from a backup", tables[i].Name, err, tables[i].Stands)
		}
	}
	return r
}

func (r *SealReport) note(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// counts gives how many digests are kept for each table, and looks for what belongs to none.
func (r *SealReport) counts(ctx context.Context, tx *Tx, tables []Table) (map[string]int, error) {
	kept := map[string]int{}
	known := map[string]*Table{}
	for i := range tables {
		known[tables[i].Name] = &tables[i]
	}
	err := tx.Each(ctx, "SELECT tbl, COUNT(*), MIN(entry) FROM db_seal GROUP BY tbl ORDER BY tbl", func(row Row) error {
		var name string
		var n int
		var lowest any
		if err := row.Scan(&name, &n, &lowest); err != nil {
			return err
		}
		kept[name] = n
		if known[name] == nil {
			r.note("%d digests are kept for a table %q, which there is not: the table of digests is damaged", n, name)
		}
		if least, ok := lowest.(int64); !ok || least < 0 {
			r.note("the digests of %s name an audit line that cannot be: the table of digests is damaged", name)
		}
		return nil
	})
	if err != nil {
		return kept, err
	}
	found := map[string]bool{}
	err = tx.Each(ctx, "SELECT tbl, columns, digest FROM db_sealed ORDER BY tbl", func(row Row) error {
		var name, columns, digest string
		if err := row.Scan(&name, &columns, &digest); err != nil {
			return err
		}
		found[name] = true
		if t := known[name]; t == nil || digest != sealedNote(name, columns) || columns != strings.Join(t.Columns, " ") {
			r.note("the note of which columns of %q are sealed was changed: the table db_sealed is damaged", name)
		}
		return nil
	})
	for name := range known {
		if err == nil && !found[name] {
			r.note("the note of which columns of %s are sealed is gone: the table db_sealed is damaged", name)
		}
	}
	return kept, err
}

// table reads one table's rows beside their digests.
func (r *SealReport) table(ctx context.Context, tx *Tx, t *Table, kept int) error {
	r.Tables++
	matched, named := 0, 0
	name := func(row, what string) {
		if named++; named <= mostPerTable {
			r.note("%s, %s, %s: %s may be wrong; restore it from a backup", t.Name, row, what, t.Stands)
		}
	}
	values, dest := landing(len(t.Columns) + 1)
	err := tx.Each(ctx, t.joined(), func(row Row) error {
		r.Rows++
		if err := row.Scan(dest...); err != nil {
			return err
		}
		own := values[:len(t.Columns)]
		switch held := values[len(t.Columns)].(type) {
		case nil:
			name(t.placed(own), "is not a row that Headroom wrote")
			return nil
		case string:
			if held != t.sum(own) {
				name(t.placed(own), "was changed after it was written")
			}
		default:
			name(t.placed(own), "has a damaged digest")
		}
		matched++
		return nil
	}, t.Name)
	if err == nil && matched != kept {
		err = tx.Each(ctx, "SELECT key FROM db_seal WHERE tbl = $1 AND key NOT IN (SELECT "+t.keyOf("")+" FROM "+t.Name+")", func(row Row) error {
			var key string
			if err := row.Scan(&key); err != nil {
				return err
			}
			name(t.named(key), "is gone")
			return nil
		}, t.Name)
		if err == nil && named == 0 {
			r.note("%d rows of %s have a digest and %d digests are kept: the table of digests is damaged", matched, t.Name, kept)
		}
	}
	if named > mostPerTable {
		r.note("%d more rows of %s are damaged", named-mostPerTable, t.Name)
	}
	return err
}

// Bound gives, for the audit lines from one number to another, the digest over the digests that each of them binds: what
// Tx.Sealed was when it was written. Rows are never read for it.
func Bound(ctx context.Context, tx *Tx, from, to int64) (map[int64]string, error) {
	out := map[int64]string{}
	var entry int64
	var lines []string
	turn := func() {
		if len(lines) > 0 {
			out[entry] = bound(lines)
		}
		lines = lines[:0]
	}
	err := tx.Each(ctx, "SELECT entry, tbl, key, digest FROM db_seal WHERE entry <> 0 AND entry >= $1 AND entry <= $2 ORDER BY entry", func(r Row) error {
		var n int64
		var name, key, digest string
		if err := r.Scan(&n, &name, &key, &digest); err != nil {
			return err
		}
		if n != entry {
			turn()
			entry = n
		}
		lines = append(lines, name+keyDivider+key+keyDivider+digest)
		return nil
	}, from, to)
	turn()
	return out, err
}

func bound(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		_, _ = h.Write([]byte(l + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
