package orgdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

// between identifies two states of the register.
type between struct{ now, then state }

// WhenResettled says what is to be done, inside the transaction of the change, when facts are recorded by which
// organisations that were held hang elsewhere or are open otherwise on the given days. Set it before first use.
func (s *Store) WhenResettled(f func(ctx context.Context, tx *db.Tx, days []civil.Range) error) {
	s.resettled = f
}

// Resettled lists the days on which the organisations stand otherwise than was known at asOf.
func (s *Store) Resettled(ctx context.Context, tx *db.Tx, asOf time.Time) ([]civil.Range, error) {
	now, a, err := s.book(ctx, tx, always)
	if err != nil {
		return nil, err
	}
	then, b, err := s.book(ctx, tx, asOf)
	if err != nil || now == then {
		return nil, err
	}
	key := between{a, b}
	s.mu.Lock()
	days, ok := s.moves.get(key)
	s.mu.Unlock()
	if ok {
		return days, nil
	}
	days = now.Resettled(then)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moves.put(key, days), nil
}

// recordIn records facts and tells whoever keeps sums over the organisations which days they change.
func (s *Store) recordIn(ctx context.Context, tx *db.Tx, actor string, at time.Time, set int64, words string, facts []org.Fact) error {
	before, _, err := s.book(ctx, tx, always)
	if err != nil {
		return err
	}
	if err := record(ctx, tx, actor, at, set, words, facts); err != nil || s.resettled == nil {
		return err
	}
	after, _, err := s.book(ctx, tx, always)
	if err != nil {
		return err
	}
	if days := after.Resettled(before); len(days) > 0 {
		return s.resettled(ctx, tx, days)
	}
	return nil
}
