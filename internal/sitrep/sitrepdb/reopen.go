package sitrepdb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// longestLeave is how long a return can be opened again at most; a longer need is asked for again.
const longestLeave = 31 * 24 * time.Hour

// Reopen lets the organisation change the return until an instant, for a reason (V19). The next version uses it up.
func (s *Store) Reopen(ctx context.Context, by string, form sitrep.FormCode, o org.Code, day civil.Date, until time.Time, reason string) error {
	if _, err := ownForm(form, day); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return s.write(ctx, func(tx *db.Tx) error {
		var list fault.List
		if len(reason) < 3 {
			list.Add("reason", "V19", "say why the return for %s may change after its window", day)
		}
		if !until.After(tx.Now) || until.Sub(tx.Now) > longestLeave {
			list.Add("until", "V19", "give an end that lies ahead, 31 days at most")
		}
		if err := list.Err("the return of %s for %s was not opened again", o, day); err != nil {
			return err
		}
		pic, err := s.orgs.PictureIn(ctx, tx, day, farOff)
		if err != nil {
			return err
		}
		if _, open := pic.Unit(o); !open {
			return fault.New(fault.NotFound, "%s was not an open organisation on %s; check the code and the date", o, day)
		}
		if err := (slot{form, day}).lock(ctx, tx); err != nil {
			return err
		}
		earlier, err := reopenings(ctx, tx, form, o, day)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-reopening"), string(form), string(o), day, len(earlier)+1, by,
			db.At(tx.Now), db.At(until), reason)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: "return.reopen", Noun: "return", Key: returnKey(form, o, day), Org: string(o),
			Reason: reason, Detail: fmt.Sprintf("may be changed until %s", until.UTC().Format(time.RFC3339))})
	})
}

// reopenings reads the leaves given for a return, oldest first.
func reopenings(ctx context.Context, tx *db.Tx, form sitrep.FormCode, o org.Code, day civil.Date) ([]sitrep.Reopening, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "reopenings"), func(r db.Row) (sitrep.Reopening, error) {
		var x sitrep.Reopening
		var n int
		var at, until db.Instant
		err := r.Scan(&n, &x.By, &at, &until, &x.Reason, &x.Used)
		x.At, x.Until = at.Time, until.Time
		return x, err
	}, string(form), string(o), day)
}
