package sitrepdb

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// stored is a kept sum as its row holds it.
type stored struct {
	org           org.Code
	day           civil.Date
	due, received int
	missing, body string
	first, last   time.Time
}

func scanStored(r db.Row) (stored, error) {
	var x stored
	var a, b db.Instant
	err := r.Scan(&x.org, &x.day, &x.due, &x.received, &x.missing, &a, &b, &x.body)
	x.first, x.last = a.Time, b.Time
	return x, err
}

// unsettled says on which days a kept sum does not tell what was known at an instant, whatever its own times say.
type unsettled struct {
	moved []civil.Range       // the organisations stood otherwise than is known now
	stale map[civil.Date]bool // the sum has not been worked out anew since they moved
}

func (s *Store) unsettled(ctx context.Context, tx *db.Tx, form sitrep.FormCode, asOf time.Time) (u unsettled, err error) {
	if u.moved, err = s.orgs.Resettled(ctx, tx, asOf); err != nil {
		return u, err
	}
	u.stale = map[civil.Date]bool{}
	return u, tx.Each(ctx, queries.For(tx.Engine, "stale-days"), func(r db.Row) error {
		var d civil.Date
		if err := r.Scan(&d); err != nil {
			return err
		}
		u.stale[d] = true
		return nil
	}, string(form))
}

func (u unsettled) on(d civil.Date) bool {
	return u.stale[d] || slices.ContainsFunc(u.moved, func(r civil.Range) bool { return r.Contains(d) })
}

// with adds to the kept rows those days on which the organisations stood otherwise and no sum is kept for q.Org.
func (u unsettled) with(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, rows []stored) ([]stored, error) {
	if len(u.moved) == 0 && len(u.stale) == 0 {
		return rows, nil
	}
	kept := map[civil.Date]bool{}
	for _, r := range rows {
		kept[r.day] = true
	}
	err := tx.Each(ctx, queries.For(tx.Engine, "days-of"), func(r db.Row) error {
		var d civil.Date
		if err := r.Scan(&d); err != nil {
			return err
		}
		if u.on(d) && !kept[d] {
			rows = append(rows, stored{org: q.Org, day: d})
		}
		return nil
	}, string(code), q.From, q.To)
	slices.SortFunc(rows, func(a, b stored) int { return a.day.Compare(b.day) })
	return rows, err
}

// rolledPoints reads the stored roll-ups, and works out again from the versions the days whose stored sum is not what
// was known at q.AsOf.
func (s *Store) rolledPoints(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, codes []measure.Code) ([][]sitrep.Point, error) {
	rows, err := s.kept(ctx, tx, code, q.View, []any{string(code), string(q.Org), q.From, q.To}, "rollups")
	if err != nil {
		return nil, err
	}
	out := make([][]sitrep.Point, len(codes))
	if len(codes) == 0 {
		return out, nil
	}
	unsure, err := s.unsettled(ctx, tx, code, q.AsOf)
	if err != nil {
		return nil, err
	}
	if rows, err = unsure.with(ctx, tx, q, code, rows); err != nil {
		return nil, err
	}
	if rows, err = awaited(ctx, tx, rows, q, code); err != nil {
		return nil, err
	}
	for _, r := range rows {
		owed, moved := open(code, r.day, q.AsOf), unsure.on(r.day)
		if r.first.After(q.AsOf) && !moved && !owed {
			continue
		}
		if r.first.IsZero() || r.last.After(q.AsOf) || moved || q.Only != "" {
			if err := s.again(ctx, tx, q, code, codes, &r); err != nil {
				return nil, err
			}
			if r.due == 0 || r.received == 0 && !owed && (moved || r.first.IsZero()) {
				continue // nothing below it was known of then, or carries the mark
			}
		}
		for i, c := range codes {
			p, err := r.point(c)
			if err != nil {
				return nil, err
			}
			out[i] = append(out[i], p)
		}
	}
	return out, nil
}

// open reports whether organisations sent the form themselves for day and entry had begun at asOf: then the day is told
// of, though nothing may have come.
func open(code sitrep.FormCode, day civil.Date, asOf time.Time) bool {
	f, ok := sitrep.FindForm(code, day)
	return ok && f.Mark != "" && f.AskedOn(day) && !asOf.Before(f.OpensAt(day))
}

// awaitedDays is how far back from the instant a day without anything is told of: as long as a return may still come by
// itself. A collection that has paused for longer is not missing every day.
const awaitedDays = 14

// farDay is after every day that is asked about.
var farDay = civil.MustDate("2199-12-31")

// awaited adds to the rows an empty one for each recent day on which entry is open and nothing is held, from the first
// day on for which anything was ever added up.
func awaited(ctx context.Context, tx *db.Tx, rows []stored, q sitrep.Asked, code sitrep.FormCode) ([]stored, error) {
	last := latestDay(q, tx.Now)
	if !open(code, last, last.Add(1).At(0)) && !open(code, last.Add(-1), last.At(0)) && !open(code, last.Add(-2), last.At(0)) {
		return rows, nil // a publication, which nobody awaits by the day
	}
	var since civil.Date
	if err := tx.Get(ctx, queries.For(tx.Engine, "first-sum"), []any{string(code), string(q.Org)}, &since); err != nil {
		if err == db.ErrNoRows {
			return rows, nil
		}
		return nil, err
	}
	held := map[civil.Date]bool{}
	for _, r := range rows {
		held[r.day] = true
	}
	at := q
	at.To = farDay
	from := latestDay(at, tx.Now).Add(-awaitedDays)
	for d := laterDay(from, laterDay(q.From, since)); !d.After(last); d = d.Add(1) {
		if !held[d] && open(code, d, q.AsOf) {
			rows = append(rows, stored{org: q.Org, day: d})
		}
	}
	slices.SortFunc(rows, func(a, b stored) int { return a.day.Compare(b.day) })
	return rows, nil
}

func (r *stored) point(c measure.Code) (sitrep.Point, error) {
	l, err := sitrep.DecodeLine(r.body, c)
	if err != nil {
		return sitrep.Point{}, err
	}
	return sitrep.PointFrom(r.day, l, r.due, r.received, splitCodes(r.missing), r.last), nil
}

// kept reads stored sums in one view; where a view's row says that it is the same as the latest, that one is read.
func (s *Store) kept(ctx context.Context, tx *db.Tx, code sitrep.FormCode, view sitrep.View, args []any, query string) ([]stored, error) {
	read := func(v sitrep.View) ([]stored, error) {
		return db.Collect(ctx, tx, queries.For(tx.Engine, query), scanStored, append(slices.Clone(args), string(v))...)
	}
	rows, err := read(view)
	if err != nil || view == sitrep.Latest || !slices.ContainsFunc(rows, func(r stored) bool { return r.body == same }) {
		return rows, err
	}
	latest, err := read(sitrep.Latest)
	if err != nil {
		return nil, err
	}
	type key struct {
		org org.Code
		day civil.Date
	}
	bodies := make(map[key]string, len(latest))
	for _, r := range latest {
		bodies[key{r.org, r.day}] = r.body
	}
	for i, r := range rows {
		if r.body == same {
			rows[i].body = bodies[key{r.org, r.day}]
		}
	}
	return rows, nil
}

// again works a day's sum out from the versions known at q.AsOf, with the organisations as they were known then.
func (s *Store) again(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, codes []measure.Code, r *stored) error {
	form, ok := sitrep.FindForm(code, r.day)
	if !ok {
		return nil
	}
	d, err := s.roughly(ctx, tx, s.plans.of(form, codes), r.day, q.AsOf)
	if err != nil {
		return err
	}
	d.only = q.Only
	return r.fill(d, q.View)
}

func (r *stored) fill(d *rough, view sitrep.View) error {
	t, err := d.total(r.org, view)
	if err != nil {
		return err
	}
	r.due, r.received, r.missing, r.body = t.total.Due, t.total.Received, joinCodes(t.total.Missing), t.total.Encode()
	r.first, r.last = t.first, t.last
	return nil
}
