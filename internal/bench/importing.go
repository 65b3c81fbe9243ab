package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"headroom/internal/app"
	"headroom/internal/db"
	"headroom/internal/importer"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// importTarget is the share of the bare floor that an import reaches.
const importTarget = 0.40

// importing measures two files from their bytes on disk to the commit, each into a database of its own: read, checked,
// kept, stored, added up over all levels and compared with the file's own totals.
func importing(ctx context.Context, s settings, e *engine, r *report) error {
	for _, kind := range []struct {
		words, real, name string
		made              func(file string) error
	}{
		{"values imported, winter workbook", "sitrep/Winter-data-timeseries-20180304.xlsx", "workbook", makeWorkbook},
		{"values imported, CSV", "sitrep/tidy_sitrep1718.csv", "csv", makeCSV},
	} {
		file, which := filepath.Join(s.data, kind.real), "the published file "+filepath.Base(kind.real)
		if _, err := os.Stat(file); err != nil {
			file, which = filepath.Join(s.dir, string(e.name)+filepath.Base(kind.real)), "a synthetic file of the same shape, since the published one is not here"
			if err := kind.made(file); err != nil {
				return err
			}
		}
		if err := importOne(ctx, e, r, file, kind.words, kind.name, which); err != nil {
			return err
		}
	}
	return nil
}

func importOne(ctx context.Context, e *engine, r *report, file, words, name, which string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	batch, err := importer.Open(ctx, filepath.Base(file), content, importer.Options{})
	if err != nil {
		return err
	}
	where, err := e.fresh(ctx, name)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, where)
	if err != nil {
		return err
	}
	used, began := cpuOf(os.Getpid()), time.Now()
	got, err := a.ImportFile(ctx, file, time.Time{}, nil)
	took, cpu := time.Since(began), cpuOf(os.Getpid())-used
	if err := a.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	if got.Held || got.Stored == 0 {
		return fmt.Errorf("%s: nothing was stored", filepath.Base(file))
	}
	bare, err := bareImport(ctx, e, name, batch)
	if err != nil {
		return err
	}
	rate := func(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }
	n := bare.values
	r.rate(result{Measurement: words, Engine: string(e.name), Unit: "a second", Ours: rate(n, took), Floor: rate(n, bare.rows),
		FloorIs: "the floor is the bare database taking the same values from memory as one row each, without an index, in one transaction (" +
			map[db.Engine]string{db.SQLite: "a prepared INSERT", db.Postgres: "COPY"}[e.name] + " on " + string(e.name) + "); ours begins at the file",
		Detail: fmt.Sprintf("%s: %s, %d values in %d returns, %.2f s, of CPU %.2f s; the same rows with a primary key, which a look-up needs, %.0f a second; "+
			"the same values packed as they are stored here, %.0f a second", e.name, which, n, got.Stored, took.Seconds(), cpu.Seconds(), rate(n, bare.keyed), rate(n, bare.packed))}, importTarget)
	return nil
}

// bareTimes is how long the bare database takes for the values of a batch.
type bareTimes struct {
	values              int
	rows, keyed, packed time.Duration
}

func bareImport(ctx context.Context, e *engine, name string, b *sitrep.Batch) (t bareTimes, err error) {
	p, err := e.bare(ctx, name+"_bare", 1)
	if err != nil {
		return t, err
	}
	defer func() { _ = p.Close() }()
	var values, packed [][]any
	for _, list := range [][]sitrep.Draft{b.Drafts, b.Published} {
		for i := range list {
			d := &list[i]
			packed = append(packed, []any{string(d.Form), string(d.Org), d.Day.String(), sitrep.Encode(d.Items)})
			for _, it := range d.Items {
				if it.Value.IsMissing() {
					continue
				}
				values = append(values, []any{string(d.Form), string(d.Org), d.Day.String(), string(it.Measure), word(it.Value), it.Value.N, it.At.Sheet, it.At.Ref})
			}
		}
	}
	t.values = len(values)
	const columns = "form TEXT NOT NULL, org TEXT NOT NULL, day TEXT NOT NULL"
	const each = columns + ", measure TEXT NOT NULL, state TEXT NOT NULL, n DOUBLE PRECISION NOT NULL, sheet TEXT NOT NULL, ref TEXT NOT NULL"
	if t.rows, err = bareRows(ctx, e, p, "bare_value", each, []string{"form", "org", "day", "measure", "state", "n", "sheet", "ref"}, values); err != nil {
		return t, err
	}
	if t.keyed, err = bareRows(ctx, e, p, "bare_keyed", each+", PRIMARY KEY (form, org, day, measure)",
		[]string{"form", "org", "day", "measure", "state", "n", "sheet", "ref"}, once(values)); err != nil {
		return t, err
	}
	t.packed, err = bareRows(ctx, e, p, "bare_packed", columns+", body TEXT NOT NULL", []string{"form", "org", "day", "body"}, packed)
	return t, err
}

func word(v measure.Value) string {
	switch v.State {
	case measure.Number:
		return "number"
	case measure.Nil:
		return "nil"
	}
	return "not-applicable"
}

// once leaves out rows whose key was there before.
func once(rows [][]any) [][]any {
	type key [4]any
	seen := make(map[key]bool, len(rows))
	out := make([][]any, 0, len(rows))
	for _, r := range rows {
		k := key(r[:4])
		if !seen[k] {
			seen[k], out = true, append(out, r)
		}
	}
	return out
}

// bareRows makes a table and fills it in one transaction: by COPY on PostgreSQL, else by a prepared INSERT.
func bareRows(ctx context.Context, e *engine, p *sql.DB, table, columns string, names []string, rows [][]any) (time.Duration, error) {
	if _, err := p.ExecContext(ctx, "CREATE TABLE "+table+" ("+columns+")"); err != nil {
		return 0, err
	}
	began := time.Now()
	if e.name == db.Postgres {
		c, err := p.Conn(ctx)
		if err != nil {
			return 0, err
		}
		defer func() { _ = c.Close() }()
		err = c.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, names, pgx.CopyFromRows(rows))
			return err
		})
		return time.Since(began), err
	}
	tx, err := p.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	in, marks := "", ""
	for i, n := range names {
		if i > 0 {
			in, marks = in+", ", marks+", "
		}
		in, marks = in+n, marks+fmt.Sprintf("$%d", i+1)
	}
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+in+") VALUES ("+marks+")")
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if _, err := stmt.ExecContext(ctx, r...); err != nil {
			return 0, err
		}
	}
	err = tx.Commit()
	return time.Since(began), err
}
