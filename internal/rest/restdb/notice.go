package restdb

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/rest"
)

// Notices lists the newest notice of each thing that an employer's people are owed, as known at asOf (zero: now), by person:
// those that nobody has to see to any more among them.
func (s *Store) Notices(ctx context.Context, employer org.Code, asOf time.Time) ([]rest.Notice, error) {
	var out []rest.Notice
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = noticesIn(ctx, tx, employer, asOf)
		return err
	})
	return out, err
}

func noticesIn(ctx context.Context, tx *db.Tx, employer org.Code, asOf time.Time) ([]rest.Notice, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "notices"), func(r db.Row) (n rest.Notice, err error) {
		var arose, due, at db.Instant
		err = r.Scan(&n.Person, &n.Ledger, &n.Rule, &arose, &n.Place, &n.Set, &due, &n.Step, &n.To, &n.Hours, &at)
		n.Arose, n.Due, n.At = arose.UTC(), due.Time, at.Time
		return n, err
	}, string(employer), orNow(asOf), orNow(asOf))
}

// Tell notes whom the rest that an employer's people are owed has reached at now: each step of each thing once, whoever runs
// it and however often. It gives how many notices were added, and when time alone brings the next step (zero: never). It
// looks first without writing, and writes only what nobody else wrote meanwhile.
func (s *Store) Tell(ctx context.Context, employer org.Code, recovery civil.Date, holidays civil.Holidays, now time.Time) (told int, next time.Time, err error) {
	judged, err := s.Judged(ctx, employer, "", now, recovery, holidays, time.Time{})
	if err != nil {
		return 0, next, err
	}
	next = rest.NextStep(judged, now)
	var due []rest.Notice
	look := func(tx *db.Tx) error {
		newest := map[rest.Owing]rest.Notice{}
		list, err := noticesIn(ctx, tx, employer, time.Time{})
		for _, n := range list {
			newest[n.Owing] = n
		}
		due = rest.NoticesOf(judged, newest, now)
		return err
	}
	if err := s.d.Read(ctx, look); err != nil || len(due) == 0 {
		return 0, next, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "rest:notice:"+string(employer)); err != nil {
			return err
		}
		if err := look(tx); err != nil || len(due) == 0 {
			return err
		}
		rows := make([][]any, len(due))
		for i, n := range due {
			rows[i] = []any{string(employer), string(n.Person), string(n.Ledger), string(n.Rule), db.At(n.Arose), n.Place, n.Set, db.At(n.Due), string(n.Step), string(n.To), n.Hours, db.At(tx.Now)}
		}
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-notice"), rows); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: "job:reminders", Verb: "rest.tell", Noun: "rest-notice", Key: string(employer), Org: string(employer),
			Detail: fmt.Sprintf("%d notices of rest that is owed", len(due))})
	})
	if err != nil {
		return 0, next, err
	}
	return len(due), next, nil
}
