package sitrepdb

import (
	"context"
	"errors"
	"math"
	"slices"
	"sort"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Difference is a day on which our total is not the one that the file itself gives. Neither is mended.
type Difference struct {
	Org     org.Code     `json:"org"`
	Day     civil.Date   `json:"date"`
	Measure measure.Code `json:"measure"`
	Theirs  float64      `json:"published"`
	Ours    float64      `json:"ours"`
	Cell    sitrep.Cell  `json:"cell"`
	Missing []org.Code   `json:"missing,omitempty"` // organisations without a return, or without this figure, that day
}

// compare holds the file's own totals against ours.
func (in *ingest) compare(ctx context.Context) ([]Difference, error) {
	var out []Difference
	for _, p := range in.batch.Published {
		form, ok := sitrep.FindForm(p.Form, p.Day)
		if !ok || len(p.Problems) > 0 {
			continue
		}
		var due, received int
		var missing, body string
		err := in.tx.Get(ctx, queries.For(in.tx.Engine, "rollup-one"), []any{string(form.Code), string(p.Org), p.Day, string(sitrep.Latest)},
			&due, &received, &missing, &body)
		if errors.Is(err, db.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var d *day // read once, and only when something differs
		for _, it := range p.Items {
			l, err := sitrep.DecodeLine(body, it.Measure)
			if err != nil {
				return nil, err
			}
			v := l.Value()
			if it.Value.State != measure.Number || !v.Given() || math.Abs(v.N-it.Value.N) <= 1e-9*math.Max(1, math.Abs(v.N)) {
				continue
			}
			if d == nil {
				if d, err = in.loadDay(ctx, in.tx, form, p.Day); err != nil {
					return nil, err
				}
			}
			out = append(out, Difference{Org: p.Org, Day: p.Day, Measure: it.Measure, Theirs: it.Value.N, Ours: v.N, Cell: it.At,
				Missing: d.without(p.Org, it.Measure, in.known)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Day.Before(out[j].Day) })
	return out, nil
}

// without lists the organisations below o that owed the form that day and had not given the measure at asOf.
func (d *day) without(o org.Code, m measure.Code, asOf time.Time) []org.Code {
	reg, _ := measure.Find(m)
	var out []org.Code
	for c := range d.duty {
		if !d.picture.Within(c, o) {
			continue
		}
		v := sitrep.Pick(d.form, d.on, sitrep.Latest, asOf, d.versions[c])
		if !sitrep.PointOf(reg, d.on, v, true).Value.Given() {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}
