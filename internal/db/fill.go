package db

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// fill seals the rows that were there before their table was sealed, and those of a table that has got another column.
// It never writes over a digest that holds no more: such a row stays damaged in the eyes of VerifySeals.
func (d *DB) fill(ctx context.Context, rooms []Migrations) error {
	for _, m := range rooms {
		for i := range m.Tables {
			t := &m.Tables[i]
			if !t.seals() {
				continue
			}
			known, err := d.knows(ctx, t)
			if err != nil {
				return err
			}
			if known == nil || !slices.Equal(known, t.Columns) {
				if err := d.fillTable(ctx, t, known); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

const sealedTable = "SELECT columns, digest FROM db_sealed WHERE tbl = $1"

// knows gives the columns that t's rows are sealed with, nil when they are not sealed yet. A damaged note is left to
// VerifySeals and counts as being up to date.
func (d *DB) knows(ctx context.Context, t *Table) ([]string, error) {
	var columns, digest string
	err := d.Read(ctx, func(tx *Tx) error { return tx.Get(ctx, sealedTable, []any{t.Name}, &columns, &digest) })
	switch {
	case errors.Is(err, ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case digest != sealedNote(t.Name, columns):
		return t.Columns, nil
	}
	return strings.Fields(columns), nil
}

func sealedNote(name, columns string) string {
	return (&Table{Name: "db_sealed"}).sum([]any{name, columns})
}

// fillTable seals every row of t as it is now. former are the columns of the digests that are there, nil when there are
// none.
func (d *DB) fillTable(ctx context.Context, t *Table, former []string) error {
	return d.Write(ctx, func(tx *Tx) error {
		holds, err := tx.holding(ctx, t, former)
		if err != nil {
			return err
		}
		tx.seals = map[[2]string]seal{}
		err = tx.Each(ctx, t.joined(), func(r Row) error {
			values, dest := landing(len(t.Columns) + 1)
			if err := r.Scan(dest...); err != nil {
				return err
			}
			row := values[:len(t.Columns)]
			if held := values[len(t.Columns)]; held != nil && !holds[t.key(row)] {
				return nil
			}
			tx.note(&plan{table: t}, row)
			return nil
		}, t.Name)
		if err != nil {
			return err
		}
		if err := tx.flush(ctx, 0); err != nil {
			return err
		}
		columns := strings.Join(t.Columns, " ")
		_, err = tx.Exec(ctx, `INSERT INTO db_sealed (tbl, columns, digest) VALUES ($1, $2, $3)
ON CONFLICT (tbl) DO UPDATE SET columns = excluded.columns, digest = excluded.digest`, t.Name, columns, sealedNote(t.Name, columns))
		return err
	})
}

// holding gives the keys of the rows whose digest over the former columns holds.
func (t *Tx) holding(ctx context.Context, of *Table, former []string) (map[string]bool, error) {
	if former == nil {
		return nil, nil
	}
	before := *of
	before.Columns = former
	holds := map[string]bool{}
	err := t.Each(ctx, before.joined(), func(r Row) error {
		values, dest := landing(len(former) + 1)
		if err := r.Scan(dest...); err != nil {
			return err
		}
		if row := values[:len(former)]; values[len(former)] == before.sum(row) {
			holds[before.key(row)] = true
		}
		return nil
	}, of.Name)
	return holds, err
}

// joined reads every row of t with the digest that is kept for it.
func (t *Table) joined() string {
	return "SELECT " + t.list("t.") + ", s.digest FROM " + t.Name + " t LEFT JOIN db_seal s ON s.tbl = $1 AND s.key = " + t.keyOf("t.")
}

// landing is a row's worth of places to scan into.
func landing(n int) (values, dest []any) {
	values, dest = make([]any, n), make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	return values, dest
}
