package db

import (
	"context"
	"database/sql"
	"hash/fnv"
	"time"
)

// Tx is one transaction, with the one time that everything in it happened at.
type Tx struct {
	Engine Engine
	Now    time.Time // UTC, whole microseconds

	d     *DB
	tx    *sql.Tx
	conn  *sql.Conn // the transaction's own; nil where it was begun elsewhere
	stmts map[string]*sql.Stmt
	seals map[[2]string]seal // the digests that wait to be written, by table and key
}

// SQL is the transaction underneath, for enqueuing a job inside it. Nothing else may use it.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// maxAttempts is how often a transaction is tried when the engine asks for another try.
const maxAttempts = 6

// Write runs f in a writing transaction and commits it. f may run more than once when the engine reports that two
// transactions met (a busy file, a serialisation failure, a deadlock), so it must keep no state of an earlier try.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	var err error
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		err = d.run(ctx, d.write, nil, f)
		if !retryable(err) || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(attempt*attempt) * 4 * time.Millisecond):
		}
	}
	return err
}

// Read runs f on one unchanging picture of the database; writing in it fails.
func (d *DB) Read(ctx context.Context, f func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return d.run(ctx, d.read, opts, f)
}

// Glance runs one query for one row, on its own, and scans it into dest; ErrNoRows when there is none. A single statement
// sees one picture of the database by itself, and is spared the journeys to the server that begin and end a transaction.
func (d *DB) Glance(ctx context.Context, query string, args []any, dest ...any) error {
	return translate(d.read.QueryRowContext(ctx, query, args...).Scan(dest...))
}

// ReadLean is Read for a long reading of everything: SQLite's file is not mapped into memory for it.
func (d *DB) ReadLean(ctx context.Context, f func(*Tx) error) error {
	if d.Engine != SQLite {
		return d.Read(ctx, f)
	}
	c, err := d.read.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.ExecContext(ctx, "PRAGMA mmap_size=0"); err != nil {
		return translate(err)
	}
	defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "PRAGMA mmap_size="+mapped) }()
	return d.runOn(ctx, c, &sql.TxOptions{ReadOnly: true}, f)
}

func (d *DB) run(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, f func(*Tx) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	return d.runOn(ctx, conn, opts, f)
}

func (d *DB) runOn(ctx context.Context, conn *sql.Conn, opts *sql.TxOptions, f func(*Tx) error) (err error) {
	tx, err := conn.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	t := &Tx{Engine: d.Engine, Now: d.Now(), d: d, tx: tx, conn: conn}
	defer func() {
		for _, s := range t.stmts {
			_ = s.Close()
		}
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	if err = f(t); err != nil {
		return err
	}
	if err = t.flush(ctx, 0); err != nil {
		return err
	}
	return translate(tx.Commit())
}

// Exec runs a statement and gives the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if p := t.d.plan(query); p.table != nil {
		return t.sealing(p, func() (*sql.Rows, error) { return t.tx.QueryContext(ctx, p.text, args...) }, nil, nil)
	}
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, translate(err)
	}
	n, err := res.RowsAffected()
	return n, translate(err)
}

// Repeat is Exec for a statement that runs many times in this transaction: it is prepared once.
func (t *Tx) Repeat(ctx context.Context, query string, args ...any) (int64, error) {
	p := t.d.plan(query)
	s, ok := t.stmts[query]
	if !ok {
		var err error
		if s, err = t.tx.PrepareContext(ctx, p.text); err != nil {
			return 0, translate(err)
		}
		if t.stmts == nil {
			t.stmts = map[string]*sql.Stmt{}
		}
		t.stmts[query] = s
	}
	if p.table != nil {
		return t.sealing(p, func() (*sql.Rows, error) { return s.QueryContext(ctx, args...) }, nil, nil)
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, translate(err)
	}
	n, err := res.RowsAffected()
	return n, translate(err)
}

// Row is what a scan function reads one result row from.
type Row interface{ Scan(dest ...any) error }

// Each runs a query and calls f for every row, in order.
func (t *Tx) Each(ctx context.Context, query string, f func(Row) error, args ...any) error {
	if p := t.d.plan(query); p.table != nil {
		_, err := t.sealing(p, func() (*sql.Rows, error) { return t.tx.QueryContext(ctx, p.text, args...) }, nil, f)
		return err
	}
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

// Get runs a query for one row and scans it into dest. ErrNoRows when there is none.
func (t *Tx) Get(ctx context.Context, query string, args []any, dest ...any) error {
	if p := t.d.plan(query); p.table != nil {
		n, err := t.sealing(p, func() (*sql.Rows, error) { return t.tx.QueryContext(ctx, p.text, args...) }, dest, nil)
		if err == nil && n == 0 {
			return ErrNoRows
		}
		return err
	}
	return translate(t.tx.QueryRowContext(ctx, query, args...).Scan(dest...))
}

// Collect runs a query and gathers what scan makes of each row. No rows is an empty slice and no error.
func Collect[T any](ctx context.Context, t *Tx, query string, scan func(Row) (T, error), args ...any) ([]T, error) {
	var out []T
	err := t.Each(ctx, query, func(r Row) error {
		v, err := scan(r)
		if err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, args...)
	return out, err
}

// Lock takes the named lock until the transaction ends, so that others who ask for it wait. SQLite's one writer makes
// it free there.
func (t *Tx) Lock(ctx context.Context, name string) error {
	if t.Engine == SQLite {
		return nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	_, err := t.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(h.Sum64()))
	return translate(err)
}
