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

// Mornings gives, day by day within each form in order of precedence, the version in force at q.AsOf of every
// organisation's own return, with the measures asked for. A return that was withdrawn, succeeded, nil or not applicable
// is left out, and so is one that holds none of the measures: a day without a line is a day that is not known. Forms
// that hold the same measure are all given, each by itself; the caller must not mix them within one series (T2).
func (s *Store) Mornings(ctx context.Context, q sitrep.MorningsAsked, each func(sitrep.Morning) error) error {
	if q.From.IsZero() || q.To.IsZero() || len(q.Measures) == 0 {
		return fault.New(fault.Internal, "mornings are asked for between two days and with measures")
	}
	if q.AsOf.IsZero() {
		q.AsOf = farOff
	}
	return s.d.Read(ctx, func(tx *db.Tx) error {
		for _, form := range formsOf(q.Measures) {
			if err := s.morningsOf(ctx, tx, q, form, each); err != nil {
				return err
			}
		}
		return nil
	})
}

// formsOf lists the forms that hold any of the measures, in order of precedence.
func formsOf(codes []measure.Code) []sitrep.FormCode {
	var out []sitrep.FormCode
	for _, c := range codes {
		for _, f := range sitrep.Holding(c) {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

func (s *Store) morningsOf(ctx context.Context, tx *db.Tx, q sitrep.MorningsAsked, form sitrep.FormCode, each func(sitrep.Morning) error) error {
	need := sitrep.Needs(q.Measures...)
	register := make([]measure.Measure, len(q.Measures))
	for i, c := range q.Measures {
		register[i], _ = measure.Find(c)
	}
	var last slim // the newest version so far of one return
	tell := func() error {
		if last.org == "" || last.state != sitrep.Returned {
			return nil
		}
		v := &sitrep.Version{Form: form, Org: last.org, Day: last.day, N: last.n, State: last.state}
		var err error
		if v.Items, err = sitrep.DecodeSome(last.body, need); err != nil {
			return fault.Wrap(err, fault.Internal, "version %d of the return of %s for %s is damaged; run headroom check", v.N, v.Org, v.Day)
		}
		m := sitrep.Morning{Form: form, Org: v.Org, Day: v.Day, Recorded: last.recorded, Values: make([]measure.Value, len(register))}
		given := false
		for i, r := range register {
			m.Values[i] = sitrep.PointOf(r, v.Day, v, true).Value
			given = given || m.Values[i].Given()
		}
		if !given {
			return nil
		}
		return each(m)
	}
	err := tx.Each(ctx, queries.For(tx.Engine, "mornings"), func(r db.Row) error {
		var x slim
		var at db.Instant
		if err := r.Scan(&x.day, &x.org, &x.n, &at, &x.state, &x.body); err != nil {
			return err
		}
		x.recorded = at.Time
		if x.org != last.org || x.day != last.day {
			if err := tell(); err != nil {
				return err
			}
		}
		last = x
		return nil
	}, string(form), q.From, q.To, db.At(q.AsOf))
	if err != nil {
		return err
	}
	return tell()
}

// slim is what a bulk read needs of a version.
type slim struct {
	day      civil.Date
	org      org.Code
	n        int
	recorded time.Time
	state    sitrep.State
	body     string
}

// WhenLanded says what is to be done, inside the transaction that brings versions of returns, with the form and the
// days they are for. Set it before first use.
func (s *Store) WhenLanded(f func(ctx context.Context, tx *db.Tx, form sitrep.FormCode, days []civil.Date) error) {
	s.landed = f
}

// tellLanded tells whoever waits for returns.
func (s *Store) tellLanded(ctx context.Context, tx *db.Tx, slots []slot) error {
	if s.landed == nil {
		return nil
	}
	days := map[sitrep.FormCode][]civil.Date{}
	var forms []sitrep.FormCode
	for _, k := range slots {
		if days[k.form] == nil {
			forms = append(forms, k.form)
		}
		days[k.form] = append(days[k.form], k.day)
	}
	for _, f := range forms {
		if err := s.landed(ctx, tx, f, days[f]); err != nil {
			return err
		}
	}
	return nil
}
