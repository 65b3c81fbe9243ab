package db

import (
	"context"
	"database/sql/driver"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// batchRows is how many rows of RepeatAll go to the server together.
const batchRows = 250

// RepeatAll is Repeat for many rows of arguments, in order. PostgreSQL gets some hundreds in one journey, which for a file
// of twenty thousand rows is most of the time; SQLite has no journey to save. An error ends it: the transaction fails.
func (t *Tx) RepeatAll(ctx context.Context, query string, rows [][]any) error {
	if t.Engine != Postgres || t.conn == nil {
		for _, args := range rows {
			if _, err := t.Repeat(ctx, query, args...); err != nil {
				return err
			}
		}
		return nil
	}
	for part := range slices.Chunk(rows, batchRows) {
		if err := t.send(ctx, query, part); err != nil {
			return translate(err)
		}
	}
	return nil
}

// send runs the statement for all the rows in one journey.
func (t *Tx) send(ctx context.Context, query string, rows [][]any) error {
	var b pgx.Batch
	for _, args := range rows {
		plain := make([]any, len(args))
		for i, a := range args {
			v, err := driver.DefaultParameterConverter.ConvertValue(a)
			if err != nil {
				return err
			}
			plain[i] = v
		}
		b.Queue(query, plain...)
	}
	return t.conn.Raw(func(c any) error {
		return c.(*stdlib.Conn).Conn().SendBatch(ctx, &b).Close() //nolint:forcetypeassert // because openPostgres names the driver
	})
}
