package sitrepdb

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// foresee gives the organisations on any day as they will be known once seen has been recorded, from the instant at:
// what an import needs that must not hold the one writer while it thinks. What it gives is for one goroutine.
func foresee(b *org.Book, seen []org.Sighting, at time.Time) (func(civil.Date) *org.Picture, error) {
	got, err := b.Sight(seen)
	if err != nil {
		return nil, err
	}
	if len(got.Facts) > 0 {
		all := everything(b)
		newest := int64(0)
		for _, f := range all {
			newest = max(newest, f.Change)
		}
		for _, f := range got.Facts {
			f.Recorded, f.Change = at, newest+1
			all = append(all, f)
		}
		b = org.NewBook(all)
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
