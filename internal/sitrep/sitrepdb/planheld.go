package sitrepdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// A file speaks about a hundred days and more, most of which nothing is held of. What is held of them is looked up once
// for each form, so that a day costs a question only where there is something to be told.

// holding says of which days of a form anything is held, from its first to its last day that the plan looks at.
type holding struct {
	first, last    civil.Date
	versions, sums map[civil.Date]bool
	later          map[civil.Date]*later // the next edition held that covers the day
}

// heldDuty is a span over which an earlier file listed an organisation, and since when that is known.
type heldDuty struct {
	first, last civil.Date
	known       time.Time
}

// look finds out what is held of the days that the plan looks at.
func (w *planner) look(ctx context.Context, slots []slot) error {
	spans := map[owed]*duty{}
	for _, k := range slots {
		widen(spans, owed{form: k.form}, k.day)
	}
	for _, s := range sortedSpans(spans) {
		h := &holding{first: s.first, last: s.last, versions: map[civil.Date]bool{}, sums: map[civil.Date]bool{}, later: map[civil.Date]*later{}}
		for query, days := range map[string]map[civil.Date]bool{"days-between": h.versions, "sums-between": h.sums} {
			err := w.tx.Each(ctx, queries.For(w.tx.Engine, query), func(r db.Row) error {
				var d civil.Date
				err := r.Scan(&d)
				days[d] = true
				return err
			}, string(s.form), s.first, s.last)
			if err != nil {
				return err
			}
		}
		if w.p.covers {
			if err := w.editions(ctx, s, h); err != nil {
				return err
			}
		}
		w.held[s.form] = h
	}
	return nil
}

// lacks reports whether it is known that nothing is held of the day.
func (h *holding) lacks(days map[civil.Date]bool, on civil.Date) bool {
	return !on.Before(h.first) && !on.After(h.last) && !days[on]
}

// versionsOn is every version of a day, read only where there are any.
func (w *planner) versionsOn(ctx context.Context, k slot) (map[org.Code][]*sitrep.Version, error) {
	if h := w.held[k.form]; h != nil && h.lacks(h.versions, k.day) {
		return map[org.Code][]*sitrep.Version{}, nil
	}
	return versionsOn(ctx, w.tx, k.form, k.day)
}

// sumsOn is the sums of a day as they are stored, read only where there are any.
func (w *planner) sumsOn(ctx context.Context, k slot) (map[cell]line, error) {
	if h := w.held[k.form]; h != nil && h.lacks(h.sums, k.day) {
		return map[cell]line{}, nil
	}
	return heldOn(ctx, w.tx, k.form, k.day, true)
}

// emptyDay is the day with who owes a return, and no version. It follows emptyDayIn, with the duties of all days read
// once.
func (w *planner) emptyDay(ctx context.Context, form *sitrep.Form, on civil.Date) (*day, error) {
	d := newDay(w.at(on), form, on)
	duties, err := w.dutiesOf(ctx, form.Code)
	if err != nil {
		return nil, err
	}
	for c, list := range duties {
		told := false
		for _, h := range list {
			if !on.Before(h.first) && !on.After(h.last) && (!told || h.known.Before(d.duty[c])) {
				d.duty[c], told = h.known, true
			}
		}
	}
	return d, nil
}

// dutiesOf lists who owed the form by earlier files.
func (w *planner) dutiesOf(ctx context.Context, form sitrep.FormCode) (map[org.Code][]heldDuty, error) {
	if out, ok := w.owing[form]; ok {
		return out, nil
	}
	out := map[org.Code][]heldDuty{}
	err := w.tx.Each(ctx, queries.For(w.tx.Engine, "duties"), func(r db.Row) error {
		var c org.Code
		var h heldDuty
		var known db.Instant
		if err := r.Scan(&c, &h.first, &h.last, &known); err != nil {
			return err
		}
		h.known = known.Time
		out[c] = append(out[c], h)
		return nil
	}, string(form))
	w.owing[form] = out
	return out, err
}
