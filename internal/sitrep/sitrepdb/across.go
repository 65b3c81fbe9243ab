package sitrepdb

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Across is one day's figure of several organisations: their own where they sent a return, else the sum of what lies
// below them. An organisation without anything is left out.
func (s *Store) Across(ctx context.Context, q sitrep.Across) (out map[org.Code]sitrep.Point, err error) {
	m, ok := measure.Find(q.Measure)
	if !ok {
		return nil, fault.New(fault.NotFound, "no measure is called %q; headroom measures lists them", q.Measure)
	}
	if q.AsOf.IsZero() {
		q.AsOf = farOff
	}
	if q.View == "" {
		q.View = sitrep.Latest
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		for _, code := range sitrep.Holding(q.Measure) {
			if q.Form != "" && q.Form != code {
				continue
			}
			if out, err = s.across(ctx, tx, q, m, code); err != nil || len(out) > 0 {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Store) across(ctx context.Context, tx *db.Tx, q sitrep.Across, m measure.Measure, code sitrep.FormCode) (map[org.Code]sitrep.Point, error) {
	form, ok := sitrep.FindForm(code, q.Day)
	if !ok {
		return nil, nil
	}
	out := map[org.Code]sitrep.Point{}
	if m.Kind != measure.Centile && m.Kind != measure.Level {
		if err := s.acrossSums(ctx, tx, q, form, out); err != nil {
			return nil, err
		}
	}
	own := slices.DeleteFunc(slices.Clone(q.Orgs), func(c org.Code) bool { _, sum := out[c]; return sum })
	if len(own) == 0 {
		return out, nil
	}
	d, err := s.roughly(ctx, tx, s.plans.of(form, []measure.Code{m.Code}), q.Day, q.AsOf)
	if err != nil || len(d.versions) == 0 {
		return out, err
	}
	for _, c := range own {
		v, err := d.pick(c, q.View)
		if err != nil {
			return nil, err
		}
		if v == nil && !d.duty[c] || v != nil && v.State.Gone() {
			continue
		}
		out[c] = sitrep.PointOf(m, q.Day, v, d.duty[c])
	}
	return out, nil
}

// acrossSums adds the figures of the organisations for which sums are kept.
func (s *Store) acrossSums(ctx context.Context, tx *db.Tx, q sitrep.Across, form *sitrep.Form, out map[org.Code]sitrep.Point) error {
	rows, err := s.kept(ctx, tx, form.Code, q.View, []any{string(form.Code), q.Day}, "rollups-day")
	if err != nil {
		return err
	}
	unsure, err := s.unsettled(ctx, tx, form.Code, q.AsOf)
	if err != nil {
		return err
	}
	var d *rough // read once, and only when a stored sum does not hold
	moved := unsure.on(q.Day)
	if moved {
		rows = withAll(rows, q)
	}
	for _, r := range rows {
		if r.first.After(q.AsOf) && !moved || !slices.Contains(q.Orgs, r.org) {
			continue
		}
		if r.last.After(q.AsOf) || moved {
			if d == nil {
				if d, err = s.roughly(ctx, tx, s.plans.of(form, []measure.Code{q.Measure}), q.Day, q.AsOf); err != nil {
					return err
				}
			}
			if err := r.fill(d, q.View); err != nil {
				return err
			}
			if r.due == 0 || r.first.IsZero() && r.received == 0 && moved {
				continue
			}
		}
		if out[r.org], err = r.point(q.Measure); err != nil {
			return err
		}
	}
	return nil
}

// withAll adds an empty row for each organisation that was asked about and has none.
func withAll(rows []stored, q sitrep.Across) []stored {
	for _, c := range q.Orgs {
		if !slices.ContainsFunc(rows, func(r stored) bool { return r.org == c }) {
			rows = append(rows, stored{org: c, day: q.Day})
		}
	}
	return rows
}

// LastDay is the newest day for which the form holds anything as known at asOf; zero when there is none.
func (s *Store) LastDay(ctx context.Context, form sitrep.FormCode, asOf time.Time) (d civil.Date, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		err := tx.Get(ctx, queries.For(tx.Engine, "last-day"), []any{string(form), db.At(orFarOff(asOf))}, &d)
		if err == db.ErrNoRows {
			return nil
		}
		return err
	})
	return d, err
}

func orFarOff(t time.Time) time.Time {
	if t.IsZero() {
		return farOff
	}
	return t
}
