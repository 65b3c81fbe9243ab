package sitrepdb

import (
	"context"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/sitrep"
)

// Stamp is a number that every transaction raises which changes what a page of returns shows. A page made under the
// same stamp, the same instant and the same minute still holds.
func (s *Store) Stamp(ctx context.Context) (n int64, err error) {
	err = s.d.Glance(ctx, queries.For(s.d.Engine, "tick"), nil, &n)
	return n, err
}

// write is a writing transaction of the room: it raises the stamp at its end.
func (s *Store) write(ctx context.Context, f func(*db.Tx) error) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

// touch raises the stamp. It comes last, so that transactions wait for each other in one order.
func touch(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, queries.For(tx.Engine, "raise-tick"))
	return err
}

// Resettle notes, inside the transaction that moves organisations, the days whose sums stand on the former tree. From
// then on reads work those days out from the versions, and AddUp makes the sums anew.
func (s *Store) Resettle(ctx context.Context, tx *db.Tx, spans []civil.Range) error {
	days, err := daysHeld(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range days {
		for _, r := range spans {
			if r.Contains(k.day) {
				if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-stale"), string(k.form), k.day); err != nil {
					return err
				}
				break
			}
		}
	}
	return touch(ctx, tx)
}

func daysHeld(ctx context.Context, tx *db.Tx) ([]slot, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "days-held"), scanSlot)
}

func scanSlot(r db.Row) (slot, error) {
	var k slot
	return k, r.Scan(&k.form, &k.day)
}

// addUpBatch is how many days are worked out in one transaction: well under a second of SQLite's one writer.
const addUpBatch = 20

// AddUp works out anew the sums of the days that Resettle noted, some at a time, and tells how many days it did.
func (s *Store) AddUp(ctx context.Context, progress Progress) (done int, err error) {
	for {
		left := 0
		err := s.write(ctx, func(tx *db.Tx) error {
			days, err := db.Collect(ctx, tx, queries.For(tx.Engine, "all-stale"), scanSlot)
			if err != nil || len(days) == 0 {
				left = 0
				return err
			}
			left = len(days)
			return s.addUp(ctx, tx, days[:min(addUpBatch, len(days))])
		})
		if err != nil || left == 0 {
			return done, err
		}
		done += min(addUpBatch, left)
		if progress != nil {
			progress(done, done+left-min(addUpBatch, left), "days added up anew")
		}
	}
}

func (s *Store) addUp(ctx context.Context, tx *db.Tx, days []slot) error {
	// Neither an import nor a submission of another process may bring a version between the reading and the writing.
	if err := tx.Lock(ctx, lockSources); err != nil {
		return err
	}
	for _, k := range days {
		if err := k.lock(ctx, tx); err != nil {
			return err
		}
	}
	for _, k := range days {
		// An organisation that has nothing below it any more must not keep its sum.
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "drop-rollups"), string(k.form), k.day); err != nil {
			return err
		}
		if form, ok := sitrep.FindForm(k.form, k.day); ok {
			if err := s.reroll(ctx, tx, form, k.day); err != nil {
				return err
			}
		}
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "drop-stale"), string(k.form), k.day); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: "job:add-up", Verb: "return.add-up", Noun: "rollup",
		Key: fmt.Sprintf("%s/%s", days[0].form, days[0].day), Detail: fmt.Sprintf("%d days after a change of the organisations", len(days))})
}
