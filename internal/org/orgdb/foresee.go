package orgdb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

// Stamp identifies everything that is recorded: the same stamp, the same organisations.
func (s *Store) Stamp(ctx context.Context, tx *db.Tx) (string, error) {
	_, st, err := s.book(ctx, tx, always)
	return fmt.Sprintf("%d/%d/%s", st.known, st.newest, st.latest), err
}

// Foresee gives the organisations on any day as they will be known once Ensure has recorded seen, without recording
// anything: what a long piece of work needs that must not hold the one writer while it thinks. It holds as long as the
// Stamp stays what it is in tx. The function that it gives is for one goroutine.
func (s *Store) Foresee(ctx context.Context, tx *db.Tx, at time.Time, seen []org.Sighting) (func(civil.Date) *org.Picture, error) {
	b, st, err := s.book(ctx, tx, always)
	if err != nil {
		return nil, err
	}
	got, err := b.Sight(seen)
	if err != nil {
		return nil, err
	}
	if len(got.Facts) > 0 {
		b = org.NewBook(append(everything(b), recordedAt(got.Facts, st.newest+1, at)...))
	}
	days := map[civil.Date]*org.Picture{}
	return func(d civil.Date) *org.Picture {
		p, ok := days[d]
		if !ok {
			p = b.At(d)
			days[d] = p
		}
		return p
	}, nil
}

// everything is each fact of the book once, a unit's facts in the order they were recorded.
func everything(b *org.Book) []org.Fact {
	var out []org.Fact
	for _, c := range b.Codes() {
		for _, f := range b.Facts(c) {
			if f.Org == c { // a succession stands with both of its units
				out = append(out, f)
			}
		}
	}
	return out
}

// recordedAt is facts as record would leave them: known from the instant at, in the change of that number.
func recordedAt(facts []org.Fact, change int64, at time.Time) []org.Fact {
	out := slices.Clone(facts)
	for i := range out {
		out[i].Recorded, out[i].Change = at, change
	}
	return out
}
