package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func TestRepeatAllStoresEveryRowOrNone(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := db.At(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))
		var rows [][]any
		for i := range 1234 {
			rows = append(rows, []any{i, fmt.Sprint("row ", i), at})
		}
		const insert = "INSERT INTO many (n, words, at) VALUES ($1, $2, $3)"
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, "CREATE TABLE many (n INTEGER PRIMARY KEY, words TEXT NOT NULL, at TEXT NOT NULL)"); err != nil {
				return err
			}
			if err := tx.RepeatAll(ctx, insert, nil); err != nil {
				return err
			}
			return tx.RepeatAll(ctx, insert, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		count := func() (n, last int) {
			t.Helper()
			err := d.Read(ctx, func(tx *db.Tx) error {
				var got db.Instant
				if err := tx.Get(ctx, "SELECT at FROM many WHERE n = $1", []any{1233}, &got); err != nil || !got.Equal(at.Time) {
					t.Errorf("the instant came back as %s, %v", got, err)
				}
				return tx.Get(ctx, "SELECT COUNT(n), MAX(n) FROM many", nil, &n, &last)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n, last
		}
		if n, last := count(); n != 1234 || last != 1233 {
			t.Errorf("%d rows, the last %d", n, last)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			return tx.RepeatAll(ctx, insert, [][]any{{2000, "new", at}, {7, "there already", at}, {2001, "new", at}})
		})
		if !errors.Is(err, db.ErrDuplicate) {
			t.Errorf("a row that is there: %v", err)
		}
		if n, _ := count(); n != 1234 {
			t.Errorf("%d rows after a failure", n)
		}
		err = d.Write(ctx, func(tx *db.Tx) error { return tx.RepeatAll(ctx, insert, append(rows[:0:0], rows[900:]...)) })
		if !errors.Is(err, db.ErrDuplicate) {
			t.Errorf("many rows that are there: %v", err)
		}
		if n, _ := count(); n != 1234 {
			t.Errorf("%d rows after many failed", n)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.RepeatAll(ctx, insert, [][]any{{2000, "new", at}}) }); err != nil {
			t.Errorf("after a failure: %v", err)
		}
	})
}
