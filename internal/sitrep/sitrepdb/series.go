package sitrepdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Series reads a measure of one organisation over days.
func (s *Store) Series(ctx context.Context, q sitrep.Asked) (*sitrep.Series, error) {
	m, ok := measure.Find(q.Measure)
	if !ok {
		return nil, fault.New(fault.NotFound, "no measure is called %q; headroom measures lists them", q.Measure)
	}
	if q.From.IsZero() {
		q.From = civil.MustDate("1900-01-01")
	}
	if q.To.IsZero() {
		q.To = civil.MustDate("2199-12-31")
	}
	if q.AsOf.IsZero() {
		q.AsOf = farOff
	}
	out := &sitrep.Series{Org: q.Org, Measure: m, View: q.View, AsOf: q.AsOf}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		for _, form := range sitrep.Holding(q.Measure) {
			if q.Form != "" && q.Form != form {
				continue
			}
			points, err := s.points(ctx, tx, q, m, form)
			if err != nil {
				return err
			}
			switch {
			case len(points) == 0:
			case out.Form == "":
				out.Form, out.Points = form, points
			default:
				out.Others = append(out.Others, form)
			}
		}
		return nil
	})
	return out, err
}

func (s *Store) points(ctx context.Context, tx *db.Tx, q sitrep.Asked, m measure.Measure, form sitrep.FormCode) ([]sitrep.Point, error) {
	own, err := s.ownPoints(ctx, tx, q, m, form)
	if err != nil || len(own) > 0 {
		return own, err
	}
	if m.Kind == measure.Centile || m.Kind == measure.Level {
		pic, err := s.orgs.PictureIn(ctx, tx, civil.Today(tx.Now), farOff)
		if err != nil {
			return nil, err
		}
		if len(pic.Children(org.NHS, q.Org)) > 0 {
			return nil, fault.New(fault.Invalid, "%s cannot be added or averaged across organisations: ask for one organisation, or work it out from the records", m.Name)
		}
	}
	return s.rolledPoints(ctx, tx, q, form)
}

// ownPoints reads an organisation's own returns, with a gap for every day on which one was due.
func (s *Store) ownPoints(ctx context.Context, tx *db.Tx, q sitrep.Asked, m measure.Measure, code sitrep.FormCode) ([]sitrep.Point, error) {
	byDay := map[civil.Date][]*sitrep.Version{}
	var first, last civil.Date
	err := tx.Each(ctx, queries.For(tx.Engine, "versions-of"), func(r db.Row) error {
		v, body, err := scanVersion(r)
		if err != nil {
			return err
		}
		if v.Items, err = sitrep.Decode(body); err != nil {
			return err
		}
		if first.IsZero() {
			first = v.Day
		}
		last = v.Day
		byDay[v.Day] = append(byDay[v.Day], v)
		return nil
	}, string(code), string(q.Org), q.From, q.To)
	if err != nil || len(byDay) == 0 {
		return nil, err
	}
	due := map[civil.Date]bool{}
	err = tx.Each(ctx, queries.For(tx.Engine, "duty-of"), func(r db.Row) error {
		var a, b civil.Date
		var known db.Instant
		if err := r.Scan(&a, &b, &known); err != nil || known.After(q.AsOf) {
			return err
		}
		for d := a; !d.After(b); d = next(code, d) {
			due[d] = due[d] || !d.Before(q.From) && !d.After(q.To)
			if due[d] && d.Before(first) {
				first = d
			}
			if due[d] && d.After(last) {
				last = d
			}
		}
		return nil
	}, string(code), string(q.Org))
	if err != nil {
		return nil, err
	}
	var out []sitrep.Point
	for d := first; !d.After(last); d = d.Add(1) {
		form, ok := sitrep.FindForm(code, d)
		if !ok || (!due[d] && byDay[d] == nil) {
			continue
		}
		v := sitrep.Pick(form, d, q.View, q.AsOf, byDay[d])
		if v == nil && len(byDay[d]) > 0 && byDay[d][0].Recorded.After(q.AsOf) {
			continue // nothing was known of that day yet
		}
		if v != nil && v.State.Gone() {
			if v = ownLast(v, byDay[d]); v == nil {
				continue
			}
		}
		out = append(out, sitrep.PointOf(m, d, v, due[d]))
	}
	return out, nil
}

// ownLast is what an organisation that has merged last gave itself, in place of the version v which says that later
// editions list it no more; nil for a return that was withdrawn.
func ownLast(v *sitrep.Version, versions []*sitrep.Version) *sitrep.Version {
	if v.State != sitrep.Succeeded {
		return nil
	}
	var last *sitrep.Version
	for _, x := range versions {
		if x == v {
			return last
		}
		if !x.State.Gone() {
			last = x
		}
	}
	return nil
}

// next is the reporting date after d.
func next(code sitrep.FormCode, d civil.Date) civil.Date {
	if f, ok := sitrep.FindForm(code, d); ok && f.Period == measure.Month {
		return civil.On(d.Year(), d.Month()+1, 1)
	}
	return d.Add(1)
}

type stored struct {
	day           civil.Date
	due, received int
	missing, body string
	first, last   time.Time
}

// rolledPoints reads the stored roll-ups, and works out again from the versions the days that changed since q.AsOf.
func (s *Store) rolledPoints(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode) ([]sitrep.Point, error) {
	latest, err := rollups(ctx, tx, q, code, sitrep.Latest)
	if err != nil {
		return nil, err
	}
	rows := latest
	if q.View != sitrep.Latest {
		if rows, err = rollups(ctx, tx, q, code, q.View); err != nil {
			return nil, err
		}
		byDay := map[civil.Date]string{}
		for _, r := range latest {
			byDay[r.day] = r.body
		}
		for i := range rows {
			if rows[i].body == same {
				rows[i].body = byDay[rows[i].day]
			}
		}
	}
	var out []sitrep.Point
	for _, r := range rows {
		if r.first.After(q.AsOf) {
			continue
		}
		if r.last.After(q.AsOf) {
			if err := s.again(ctx, tx, q, code, &r); err != nil {
				return nil, err
			}
		}
		l, err := sitrep.DecodeLine(r.body, q.Measure)
		if err != nil {
			return nil, err
		}
		out = append(out, sitrep.PointFrom(r.day, l, r.due, r.received, splitCodes(r.missing), r.last))
	}
	return out, nil
}

func rollups(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, view sitrep.View) ([]stored, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "rollups"), func(r db.Row) (stored, error) {
		var x stored
		var a, b db.Instant
		err := r.Scan(&x.day, &x.due, &x.received, &x.missing, &a, &b, &x.body)
		x.first, x.last = a.Time, b.Time
		return x, err
	}, string(code), string(q.Org), q.From, q.To, string(view))
}

func (s *Store) again(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, r *stored) error {
	form, ok := sitrep.FindForm(code, r.day)
	if !ok {
		return nil
	}
	d, err := s.loadDay(ctx, tx, form, r.day)
	if err != nil {
		return err
	}
	t := d.roll(q.View, q.AsOf)[q.Org]
	r.due, r.received, r.missing, r.body = t.total.Due, t.total.Received, joinCodes(t.total.Missing), t.total.Encode()
	r.first, r.last = t.first, t.last
	return nil
}
