package recoverydb

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// countIn writes anew what the trust's list comes to in counts, for those who see no patients. It is called in every
// transaction that changes who waits.
func (s *Store) countIn(ctx context.Context, tx *db.Tx, o org.Code) error {
	g, err := groundIn(ctx, tx, o, time.Time{})
	if err != nil {
		return err
	}
	return countOf(ctx, tx, o, g.Patients, g.Sessions)
}

// countOf is countIn for a list that was read already.
func countOf(ctx context.Context, tx *db.Tx, o org.Code, list []recovery.Patient, sessions []recovery.Session) error {
	n, err := next(ctx, tx, "last-count", "count", o)
	if err != nil {
		return err
	}
	body, digest, err := pack(recovery.CountOf(list, sessions, civil.Today(tx.Now)))
	if err != nil {
		return err
	}
	same := 0
	if err := tx.Get(ctx, queries.For(tx.Engine, "same-count"), []any{string(o), n - 1, digest}, &same); err != nil || same > 0 {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-count"), string(o), n, body, digest, db.At(tx.Now))
	return err
}

// Counts are the newest counts of every trust that has any, as known at asOf (zero: now).
func (s *Store) Counts(ctx context.Context, asOf time.Time) (out map[org.Code]recovery.Counted, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out = map[org.Code]recovery.Counted{}
		return tx.Each(ctx, queries.For(tx.Engine, "counts"), func(r db.Row) error {
			var o, body, digest string
			var n int64
			var when db.Instant
			if err := r.Scan(&o, &n, &body, &digest, &when); err != nil {
				return err
			}
			var c recovery.Counted
			if err := unpack(body, digest, &c); err != nil {
				return err
			}
			c.At = when.Time
			out[org.Code(o)] = c
			return nil
		}, at(asOf))
	})
	return out, err
}

// CountAgain counts every trust's list anew: the days that are counted begin with today.
func (s *Store) CountAgain(ctx context.Context) error {
	held, err := s.Counts(ctx, time.Time{})
	if err != nil {
		return err
	}
	for _, o := range slices.Sorted(maps.Keys(held)) {
		if err := s.d.Write(ctx, func(tx *db.Tx) error { return s.countIn(ctx, tx, o) }); err != nil {
			return err
		}
	}
	return nil
}
