package db

import (
	"context"
	"database/sql/driver"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// batchRows is how many rows of RepeatAll go to the server together.
const batchRows = 250

// RepeatAll is Repeat for many rows of arguments, in order. PostgreSQL gets some hundreds in one journey, and many rows of a
// plain insertion as one COPY, which for a file of twenty thousand rows is most of the time; SQLite has no journey to save.
// An error ends it: the transaction fails.
func (t *Tx) RepeatAll(ctx context.Context, query string, rows [][]any) error {
	p := t.d.plan(query)
	if p.err != nil {
		return p.err
	}
	if t.Engine != Postgres || t.conn == nil || p.table != nil && !t.noteAll(p, query, rows) {
		for _, args := range rows {
			if _, err := t.Repeat(ctx, query, args...); err != nil {
				return err
			}
		}
		return nil
	}
	if table, columns, ok := plainInsert(query); ok && len(rows) > batchRows {
		return translate(t.copyIn(ctx, table, columns, rows))
	}
	for part := range slices.Chunk(rows, batchRows) {
		if err := t.send(ctx, query, part); err != nil {
			return translate(err)
		}
	}
	return nil
}

// noteAll keeps the digests of rows that a plain insertion puts into a sealed table, which COPY does not give back; false
// when they cannot be told from the arguments.
func (t *Tx) noteAll(p *plan, query string, rows [][]any) bool {
	_, columns, ok := plainInsert(query)
	if !ok {
		return false
	}
	at := make([]int, len(p.table.Columns))
	for i, c := range p.table.Columns {
		if at[i] = slices.Index(columns, c); at[i] < 0 {
			return false
		}
	}
	for _, args := range rows {
		plain, err := plainRow(args)
		if err != nil {
			return false
		}
		values := make([]any, len(at))
		for i, k := range at {
			values[i] = plain[k]
		}
		t.note(p, values)
	}
	return true
}

// send runs the statement for all the rows in one journey.
func (t *Tx) send(ctx context.Context, query string, rows [][]any) error {
	var b pgx.Batch
	for _, args := range rows {
		plain, err := plainRow(args)
		if err != nil {
			return err
		}
		b.Queue(query, plain...)
	}
	return t.conn.Raw(func(c any) error {
		return c.(*stdlib.Conn).Conn().SendBatch(ctx, &b).Close() //nolint:forcetypeassert // because openPostgres names the driver
	})
}

// plainRow makes the values ready that the driver would make ready one by one.
func plainRow(args []any) ([]any, error) {
	plain := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, err
		}
		plain[i] = v
	}
	return plain, nil
}

// insertion is the form of a statement that only puts its arguments into a table.
var insertion = regexp.MustCompile(`(?is)^\s*INSERT INTO\s+(\w+)\s*\(([\w\s,]+)\)\s*VALUES\s*\(([$\d\s,]+)\)\s*;?\s*$`)

// plainInsert takes a statement apart that puts its arguments, each once and in order, into a table's columns.
func plainInsert(query string) (table string, columns []string, ok bool) {
	m := insertion.FindStringSubmatch(query)
	if m == nil {
		return "", nil, false
	}
	values := strings.Split(m[3], ",")
	for i, c := range strings.Split(m[2], ",") {
		if i >= len(values) || strings.TrimSpace(values[i]) != "$"+strconv.Itoa(i+1) {
			return "", nil, false
		}
		columns = append(columns, strings.TrimSpace(c))
	}
	return m[1], columns, len(columns) == len(values)
}

// copyIn puts rows into a table by PostgreSQL's COPY, in this transaction.
func (t *Tx) copyIn(ctx context.Context, table string, columns []string, rows [][]any) error {
	return t.conn.Raw(func(c any) error {
		conn := c.(*stdlib.Conn).Conn() //nolint:forcetypeassert // because openPostgres names the driver
		_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return plainRow(rows[i]) }))
		return err
	})
}
