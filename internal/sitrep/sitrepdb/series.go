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

// Series reads a measure of one organisation over days.
func (s *Store) Series(ctx context.Context, q sitrep.Asked) (*sitrep.Series, error) {
	if _, ok := measure.Find(q.Measure); !ok {
		return nil, fault.New(fault.NotFound, "no measure is called %q; headroom measures lists them", q.Measure)
	}
	var out []*sitrep.Series
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.many(ctx, tx, q, []measure.Code{q.Measure}, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Many is Series for several measures at once, in their order. A measure that cannot be added over organisations, or
// that the register does not hold, has no points.
func (s *Store) Many(ctx context.Context, q sitrep.Asked, measures []measure.Code) (out []*sitrep.Series, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.many(ctx, tx, q, measures, false)
		return err
	})
	return out, err
}

// bounded gives the open ends of q their widest values.
func bounded(q sitrep.Asked) sitrep.Asked {
	if q.From.IsZero() {
		q.From = civil.MustDate("1900-01-01")
	}
	if q.To.IsZero() {
		q.To = civil.MustDate("2199-12-31")
	}
	if q.AsOf.IsZero() {
		q.AsOf = farOff
	}
	if q.View == "" {
		q.View = sitrep.Latest
	}
	return q
}

// many reads each form that holds any of the measures once. strict refuses in words what cannot be added up.
func (s *Store) many(ctx context.Context, tx *db.Tx, q sitrep.Asked, codes []measure.Code, strict bool) ([]*sitrep.Series, error) {
	q = bounded(q)
	out := make([]*sitrep.Series, len(codes))
	var forms []sitrep.FormCode
	asked := map[sitrep.FormCode][]*sitrep.Series{}
	for i, c := range codes {
		m, _ := measure.Find(c)
		out[i] = &sitrep.Series{Org: q.Org, Measure: m, View: q.View, AsOf: q.AsOf}
		for _, f := range sitrep.Holding(c) {
			if q.Form != "" && q.Form != f {
				continue
			}
			if asked[f] == nil {
				forms = append(forms, f)
			}
			asked[f] = append(asked[f], out[i])
		}
	}
	points := map[*sitrep.Series]map[sitrep.FormCode][]sitrep.Point{}
	for _, f := range forms {
		got, err := s.points(ctx, tx, q, f, asked[f], strict)
		if err != nil {
			return nil, err
		}
		for i, x := range asked[f] {
			if points[x] == nil {
				points[x] = map[sitrep.FormCode][]sitrep.Point{}
			}
			points[x][f] = got[i]
		}
	}
	for _, x := range out {
		choose(x, points[x])
		if x.Form == "" {
			if err := s.published(ctx, tx, q, x); err != nil {
				return nil, err
			}
		} else if q.Names {
			if err := s.name(ctx, tx, q, x); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// choose takes the first form, in order of precedence, that says anything of the measure; the others that do are named
// beside it. A form that lists organisations and never held the measure says nothing, and is taken when no other is there.
func choose(x *sitrep.Series, points map[sitrep.FormCode][]sitrep.Point) {
	says := func(p sitrep.Point) bool { return p.Given > 0 || p.Value.State != measure.Missing }
	for _, f := range sitrep.Holding(x.Measure.Code) {
		if !slices.ContainsFunc(points[f], says) {
			continue
		}
		if x.Form == "" {
			x.Form, x.Points = f, points[f]
		} else {
			x.Others = append(x.Others, f)
		}
	}
	for _, f := range sitrep.Holding(x.Measure.Code) {
		if x.Form == "" && len(points[f]) > 0 {
			x.Form, x.Points = f, points[f]
		}
	}
}

// points reads the wanted measures of one form: the organisation's own returns where it has any, else what lies below it.
func (s *Store) points(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, wanted []*sitrep.Series, strict bool) ([][]sitrep.Point, error) {
	own, err := s.ownPoints(ctx, tx, q, code, wanted)
	if err != nil || own != nil {
		return own, err
	}
	out := make([][]sitrep.Point, len(wanted))
	var added []measure.Code
	var at []int
	for i, x := range wanted {
		if x.Measure.Kind == measure.Centile || x.Measure.Kind == measure.Level {
			if strict {
				if err := s.refuseSum(ctx, tx, q.Org, x.Measure); err != nil {
					return nil, err
				}
			}
			continue
		}
		added, at = append(added, x.Measure.Code), append(at, i)
	}
	rolled, err := s.rolledPoints(ctx, tx, q, code, added)
	for i, p := range rolled {
		out[at[i]] = p
	}
	return out, err
}

// refuseSum says in words that m is never added or averaged, when o stands above others.
func (s *Store) refuseSum(ctx context.Context, tx *db.Tx, o org.Code, m measure.Measure) error {
	pic, err := s.orgs.PictureIn(ctx, tx, civil.Today(tx.Now), farOff)
	if err != nil {
		return err
	}
	if len(pic.Children(org.NHS, o)) > 0 {
		return fault.New(fault.Invalid, "%s cannot be added or averaged across organisations: ask for one organisation, or work it out from the records", m.Name)
	}
	return nil
}

// ownPoints reads an organisation's own returns, with a gap for every day on which one was due; nil when it has none.
func (s *Store) ownPoints(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, wanted []*sitrep.Series) ([][]sitrep.Point, error) {
	byDay, bodies := map[civil.Date][]*sitrep.Version{}, map[*sitrep.Version]string{}
	err := tx.Each(ctx, queries.For(tx.Engine, "versions-of"), func(r db.Row) error {
		v, body, err := scanVersion(r)
		if err != nil {
			return err
		}
		byDay[v.Day] = append(byDay[v.Day], v)
		bodies[v] = body
		return nil
	}, string(code), string(q.Org), q.From, q.To)
	if err != nil || len(byDay) == 0 {
		return nil, err
	}
	due, err := s.dueDays(ctx, tx, q, code, byDay)
	if err != nil {
		return nil, err
	}
	var codes []measure.Code
	for _, x := range wanted {
		codes = append(codes, x.Measure.Code)
	}
	need := sitrep.Needs(codes...)
	out := make([][]sitrep.Point, len(wanted))
	for _, d := range daysOf(byDay, due) {
		form, ok := sitrep.FindForm(code, d)
		if !ok {
			continue
		}
		v := sitrep.Pick(form, d, q.View, q.AsOf, byDay[d])
		if v == nil && !due[d] && (len(byDay[d]) == 0 || byDay[d][0].Recorded.After(q.AsOf)) {
			continue // nothing was known of that day yet
		}
		if v != nil && v.State.Gone() {
			if v = ownLast(v, byDay[d]); v == nil {
				continue
			}
		}
		if v != nil {
			if v.Items, err = sitrep.DecodeSome(bodies[v], need); err != nil {
				return nil, err
			}
		}
		for i, x := range wanted {
			out[i] = append(out[i], sitrep.PointOf(x.Measure, d, v, due[d]))
		}
	}
	return out, nil
}

// daysOf lists, in order, the days on which something came or was due.
func daysOf(byDay map[civil.Date][]*sitrep.Version, due map[civil.Date]bool) []civil.Date {
	var out []civil.Date
	for d := range byDay {
		out = append(out, d)
	}
	for d := range due {
		if byDay[d] == nil {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}

// dueDays is the days within q on which the organisation owed the form, as far as was known at q.AsOf. A form that
// organisations send themselves is owed by the mark they carry, from their first return here to the day of the instant;
// a published one on the days of the files that list them.
func (s *Store) dueDays(ctx context.Context, tx *db.Tx, q sitrep.Asked, code sitrep.FormCode, byDay map[civil.Date][]*sitrep.Version) (map[civil.Date]bool, error) {
	due := map[civil.Date]bool{}
	err := tx.Each(ctx, queries.For(tx.Engine, "duty-known-of"), func(r db.Row) error {
		var a, b civil.Date
		if err := r.Scan(&a, &b); err != nil {
			return err
		}
		for d := a; !d.After(b); d = next(code, d) {
			if !d.Before(q.From) && !d.After(q.To) {
				due[d] = true
			}
		}
		return nil
	}, string(code), string(q.Org), db.At(q.AsOf))
	if err != nil {
		return nil, err
	}
	first := slices.MinFunc(daysOf(byDay, nil), civil.Date.Compare)
	form, ok := sitrep.FindForm(code, first)
	if !ok || form.Mark == "" {
		return due, nil
	}
	book, err := s.orgs.BookIn(ctx, tx, q.AsOf)
	if err != nil {
		return nil, err
	}
	last := latestDay(q, tx.Now)
	for _, span := range book.MarkedWhen(q.Org, form.Mark) {
		for d := laterDay(first, span.From); !d.After(last) && span.Contains(d); d = d.Add(1) {
			if f, ok := sitrep.FindForm(code, d); ok && f.AskedOn(d) {
				due[d] = true
			}
		}
	}
	return due, nil
}

// latestDay is the last day of q for which anything can be due at its instant: entry for the day has begun.
func latestDay(q sitrep.Asked, now time.Time) civil.Date {
	if q.AsOf.Before(now) {
		now = q.AsOf
	}
	last := civil.Today(now)
	if q.To.Before(last) {
		return q.To
	}
	return last
}

func laterDay(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
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
