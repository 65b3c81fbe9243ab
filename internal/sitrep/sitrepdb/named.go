package sitrepdb

import (
	"context"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// total of a file's own, with where it stands.
type theirs struct {
	day  civil.Date
	body string
	at   db.Instant
	from sitrep.SourceRef
}

// totals reads what the files of a form themselves give for an organisation, as known at q.AsOf: the newest of each day,
// or the first where the view asks for that.
func (s *Store) totals(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode) (map[civil.Date]theirs, error) {
	out := map[civil.Date]theirs{}
	return out, tx.Each(ctx, queries.For(tx.Engine, "published-known"), func(r db.Row) error {
		var x theirs
		if err := r.Scan(&x.day, &x.body, &x.at, &x.from.ID, &x.from.File); err != nil {
			return err
		}
		if _, held := out[x.day]; !held || q.View == sitrep.Latest {
			out[x.day] = x
		}
		return nil
	}, string(code), string(q.Org), q.From, q.To, db.At(q.AsOf))
}

// version is the file's total in the shape of a return, with the values that m needs.
func (x theirs) version(m measure.Measure, code sitrep.FormCode, o org.Code) (*sitrep.Version, error) {
	items, err := sitrep.DecodeSome(x.body, sitrep.Needs(m.Code))
	return &sitrep.Version{Form: code, Org: o, Day: x.day, State: sitrep.Returned, Timing: sitrep.Published, Recorded: x.at.Time,
		Source: x.from, Items: items}, err
}

// published makes a series of the totals that files themselves give, where no return of the organisation or of any below
// it holds the measure.
func (s *Store) published(ctx context.Context, tx *db.Tx, q sitrep.Asked, out *sitrep.Series) error {
	for _, code := range sitrep.Holding(out.Measure.Code) {
		if q.Form != "" && q.Form != code {
			continue
		}
		held, err := s.totals(ctx, tx, q, code)
		if err != nil {
			return err
		}
		for _, x := range held {
			v, err := x.version(out.Measure, code, q.Org)
			if err != nil {
				return err
			}
			p := sitrep.PointOf(out.Measure, x.day, v, false)
			if p.Due, p.Received = 0, 0; p.Value.State != measure.Missing {
				out.Form, out.Points = code, append(out.Points, p)
			}
		}
		if out.Form != "" {
			break
		}
	}
	slices.SortFunc(out.Points, func(a, b sitrep.Point) int { return a.Day.Compare(b.Day) })
	return nil
}

// name fills in, for the points of a sum, who is in without the figure, and the file's own total where it is another.
func (s *Store) name(ctx context.Context, tx *db.Tx, q sitrep.Asked, x *sitrep.Series) error {
	held, err := s.totals(ctx, tx, q, x.Form)
	if err != nil {
		return err
	}
	for i := range x.Points {
		p := &x.Points[i]
		if p.Version > 0 {
			continue
		}
		if p.Given+p.NA < p.Received {
			if err := s.without(ctx, tx, q, x, p); err != nil {
				return err
			}
		}
		if t, ok := held[p.Day]; ok {
			v, err := t.version(x.Measure, x.Form, q.Org)
			if err != nil {
				return err
			}
			if theirs := sitrep.PointOf(x.Measure, p.Day, v, false); differs(x.Measure, p.Value, theirs.Value) {
				p.Published = &sitrep.Item{Measure: x.Measure.Code, Value: theirs.Value, At: theirs.Cell}
			}
		}
	}
	return nil
}

// differs reports whether two figures are more than rounding apart: half a unit of a mean in seconds, what a rate of three
// decimals hides, nothing at all for a count.
func differs(m measure.Measure, ours, theirs measure.Value) bool {
	if !ours.Given() || !theirs.Given() {
		return ours.Given() != theirs.Given() && theirs.Given()
	}
	within := 1e-9 * math.Max(1, math.Abs(ours.Amount()))
	switch m.Kind {
	case measure.Ratio:
		within = 0.0006
	case measure.Mean:
		within = 0.5
	}
	return math.Abs(ours.Amount()-theirs.Amount()) > within
}

// without names those below q.Org whose return is in and does not hold the measure.
func (s *Store) without(ctx context.Context, tx *db.Tx, q sitrep.Asked, x *sitrep.Series, p *sitrep.Point) error {
	form, ok := sitrep.FindForm(x.Form, p.Day)
	if !ok {
		return nil
	}
	d, err := s.roughly(ctx, tx, s.plans.of(form, []measure.Code{x.Measure.Code}), p.Day, q.AsOf)
	if err != nil {
		return err
	}
	d.only = q.Only
	err = d.each(q.Org, func(c org.Code) error {
		v, err := d.pick(c, q.View)
		if err != nil || v == nil || v.State.Gone() {
			return err
		}
		if got := sitrep.PointOf(x.Measure, p.Day, v, true).Value; got.State == measure.Missing {
			p.Without = append(p.Without, c)
		}
		return nil
	})
	slices.Sort(p.Without)
	return err
}
