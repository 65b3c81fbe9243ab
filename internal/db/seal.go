package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A writing statement on a sealed table is run with RETURNING its columns, so that the transaction sees every row as it
// is stored; before it commits, or at the audit line, it writes the rows' digests. No store has to do anything for it.

// plan is how a statement is run.
type plan struct {
	table   *Table // the sealed table it writes, or nil
	deletes bool
	text    string // the statement, with RETURNING where table is not nil
	err     error
}

var (
	writes    = regexp.MustCompile(`(?i)^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)`)
	returning = regexp.MustCompile(`(?i)\bRETURNING\b`)
)

func (d *DB) plan(query string) *plan {
	if p, ok := d.plans.Load(query); ok {
		return p.(*plan)
	}
	p := &plan{text: query}
	if m := writes.FindStringSubmatch(query); m != nil {
		if t, ok := d.table(m[2]); ok && t.seals() {
			p.table = t
			verb := strings.ToUpper(m[1])
			p.deletes = strings.HasPrefix(verb, "DELETE")
			if t.Guard == Sealed && (!strings.HasPrefix(verb, "INSERT") || strings.Contains(query, "DO UPDATE")) {
				p.err = fmt.Errorf("the rows of %s are declared as never changed: declare it with db.Reseal, or do not change it", t.Name)
			}
			p.text = strings.TrimSuffix(strings.TrimSpace(query), ";")
			if returning.MatchString(query) {
				p.text += ", " + t.list("")
			} else {
				p.text += "\nRETURNING " + t.list("")
			}
		}
	}
	d.plans.Store(query, p)
	return p
}

func (d *DB) table(name string) (*Table, bool) {
	d.tablesMu.RLock()
	defer d.tablesMu.RUnlock()
	t, ok := d.tables[name]
	return t, ok
}

// Tables lists the tables of the rooms that were migrated, by name.
func (d *DB) Tables() []Table {
	d.tablesMu.RLock()
	defer d.tablesMu.RUnlock()
	out := make([]Table, 0, len(d.tables))
	for _, t := range d.tables {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Table) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (d *DB) declare(rooms []Migrations) {
	d.tablesMu.Lock()
	defer d.tablesMu.Unlock()
	if d.tables == nil {
		d.tables = map[string]*Table{}
	}
	for _, m := range rooms {
		for _, t := range m.Tables {
			d.tables[t.Name] = &t
		}
	}
	d.plans.Clear()
}

// seal is a digest that waits to be written.
type seal struct {
	table  *Table
	key    string
	digest string // "" when the row is gone
}

// note keeps the digest of a row that a statement has written.
func (t *Tx) note(p *plan, values []any) {
	s := seal{table: p.table, key: p.table.key(values)}
	if !p.deletes {
		s.digest = p.table.sum(values)
	}
	if t.seals == nil {
		t.seals = map[[2]string]seal{}
	}
	t.seals[[2]string{s.table.Name, s.key}] = s
}

// run runs a writing statement on a sealed table and gives the number of rows; dest takes the first row's own results.
func (t *Tx) sealing(p *plan, query func() (*sql.Rows, error), dest []any, each func(Row) error) (n int64, err error) {
	if p.err != nil {
		return 0, p.err
	}
	rows, err := query()
	if err != nil {
		return 0, translate(err)
	}
	defer func() { _ = rows.Close() }()
	values := make([]any, len(p.table.Columns))
	extra := make([]any, len(values))
	for i := range values {
		extra[i] = &values[i]
	}
	for rows.Next() {
		n++
		switch {
		case each != nil:
			err = each(widened{rows, extra})
		case dest != nil:
			err = rows.Scan(append(slices.Clone(dest), extra...)...)
		default:
			err = rows.Scan(extra...)
		}
		if err != nil {
			return n, translate(err)
		}
		t.note(p, values)
	}
	return n, translate(rows.Err())
}

// widened is a row whose last columns are for the seal.
type widened struct {
	rows  *sql.Rows
	extra []any
}

func (w widened) Scan(dest ...any) error {
	return w.rows.Scan(append(slices.Clone(dest), w.extra...)...)
}

// Sealed is one digest over the digests of the rows that this transaction has added to tables whose rows never change,
// since Bind was called; "" when there are none. The audit line that Bind names holds it.
func (t *Tx) Sealed() string {
	var lines []string
	for _, s := range t.seals {
		if s.table.Guard == Sealed {
			lines = append(lines, s.table.Name+keyDivider+s.key+keyDivider+s.digest)
		}
	}
	return bound(lines)
}

// Bind writes the digests that wait, as those that audit line entry holds.
func (t *Tx) Bind(ctx context.Context, entry int64) error { return t.flush(ctx, entry) }

// sealBatch is how many digests one statement writes.
const sealBatch = 100

func (t *Tx) flush(ctx context.Context, entry int64) error {
	if len(t.seals) == 0 {
		return nil
	}
	var put, drop []seal
	for _, s := range t.seals {
		if s.digest == "" {
			drop = append(drop, s)
		} else {
			put = append(put, s)
		}
	}
	// One order for everybody, so that transactions which meet wait and do not block each other.
	for _, l := range [][]seal{put, drop} {
		slices.SortFunc(l, func(a, b seal) int {
			return cmp.Or(cmp.Compare(a.table.Name, b.table.Name), cmp.Compare(a.key, b.key))
		})
	}
	if err := t.put(ctx, put, entry); err != nil {
		return fmt.Errorf("the digests of the rows cannot be written: %w", err)
	}
	for _, s := range drop {
		if _, err := t.Repeat(ctx, "DELETE FROM db_seal WHERE tbl = $1 AND key = $2", s.table.Name, s.key); err != nil {
			return fmt.Errorf("the digest of a row cannot be removed: %w", err)
		}
	}
	clear(t.seals)
	return nil
}

// put writes digests, on PostgreSQL all of them with one statement.
func (t *Tx) put(ctx context.Context, list []seal, entry int64) error {
	line := func(s seal) int64 {
		if s.table.Guard != Sealed {
			return 0
		}
		return entry
	}
	if t.Engine == Postgres && len(list) > 0 {
		names, keys, digests, lines := make([]string, len(list)), make([]string, len(list)), make([]string, len(list)), make([]int64, len(list))
		for i, s := range list {
			names[i], keys[i], digests[i], lines[i] = s.table.Name, s.key, s.digest, line(s)
		}
		_, err := t.Exec(ctx, sealsTogether, names, keys, digests, lines)
		return err
	}
	for l := range slices.Chunk(list, sealBatch) {
		args := make([]any, 0, 4*len(l))
		for _, s := range l {
			args = append(args, s.table.Name, s.key, s.digest, line(s))
		}
		if _, err := t.Repeat(ctx, putSeals(len(l)), args...); err != nil {
			return err
		}
	}
	return nil
}

// sealsTogether is putSeals for PostgreSQL: one text for any number of digests, which is prepared once.
const sealsTogether = "INSERT INTO db_seal (tbl, key, digest, entry) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])" + newSeal

// newSeal takes the place of a digest that is there.
const newSeal = " ON CONFLICT (tbl, key) DO UPDATE SET digest = excluded.digest, entry = excluded.entry"

// putSeals is the statement that writes n digests.
func putSeals(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO db_seal (tbl, key, digest, entry) VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for j, before := range []string{"($", ", $", ", $", ", $"} {
			b.WriteString(before + strconv.Itoa(4*i+j+1))
		}
		b.WriteString(")")
	}
	b.WriteString(newSeal)
	return b.String()
}
