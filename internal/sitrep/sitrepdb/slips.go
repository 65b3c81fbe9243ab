package sitrepdb

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// mostSlipDays is how many days of one form are listed at a time.
const mostSlipDays = 62

// place is one return of a form.
type place struct {
	org org.Code
	day civil.Date
}

// slipper gathers the slips of one form.
type slipper struct {
	q     sitrep.SlipsAsked
	asOf  time.Time
	slips map[place]*sitrep.Slip
	days  map[civil.Date][]*sitrep.Slip
	held  map[place]*sitrep.Version // the newest of each
}

// Slips lists the returns that are owed or in, by day and organisation's code. It is a fault to ask for more than two
// months at a time, or for no form.
func (s *Store) Slips(ctx context.Context, q sitrep.SlipsAsked) (out []sitrep.Slip, err error) {
	if q.From.IsZero() || q.To.IsZero() || q.To.Sub(q.From) >= mostSlipDays {
		return nil, fault.New(fault.Invalid, "Ask for at most %d days of returns", mostSlipDays)
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		w := &slipper{q: q, asOf: q.AsOf, slips: map[place]*sitrep.Slip{}, days: map[civil.Date][]*sitrep.Slip{}, held: map[place]*sitrep.Version{}}
		if w.asOf.IsZero() {
			w.asOf = tx.Now
		}
		if err := w.versions(ctx, tx); err != nil {
			return err
		}
		if err := w.owed(ctx, tx, s.orgs); err != nil {
			return err
		}
		if err := w.beside(ctx, tx); err != nil {
			return err
		}
		out = w.list()
		return nil
	})
	return out, err
}

// at is the slip of a return, made when there is none, or nil when the organisation was not asked about.
func (w *slipper) at(c org.Code, d civil.Date) *sitrep.Slip {
	k := place{c, d}
	x := w.slips[k]
	if x == nil && (w.q.Orgs == nil || slices.Contains(w.q.Orgs, c)) {
		x = &sitrep.Slip{Form: w.q.Form, Org: c, Day: d}
		w.slips[k] = x
		w.days[d] = append(w.days[d], x)
	}
	return x
}

func (w *slipper) versions(ctx context.Context, tx *db.Tx) error {
	return tx.Each(ctx, queries.For(tx.Engine, "slip-versions"), func(r db.Row) error {
		var v sitrep.Version
		var recorded db.Instant
		var comments string
		if err := r.Scan(&v.Day, &v.Org, &v.N, &recorded, &v.Timing, &v.State, &comments); err != nil {
			return err
		}
		v.Recorded = recorded.Time
		x := w.at(v.Org, v.Day)
		if x == nil {
			return nil
		}
		if x.FirstTiming == "" { // they come in the order of arrival
			x.FirstTiming = v.Timing
		}
		x.Version, x.Timing, x.Recorded, x.Comments = v.N, v.Timing, v.Recorded, strings.Count(comments, "\n")
		w.held[place{v.Org, v.Day}] = &v
		return nil
	}, string(w.q.Form), w.q.From, w.q.To, db.At(w.asOf))
}

// owed works out the standing of every return that is owed or in.
func (w *slipper) owed(ctx context.Context, tx *db.Tx, orgs Organisations) error {
	for d := w.q.From; !d.After(w.q.To); d = d.Add(1) {
		form, ok := sitrep.FindForm(w.q.Form, d)
		if !ok || !form.AskedOn(d) {
			continue
		}
		pic, err := orgs.PictureIn(ctx, tx, d, w.asOf)
		if err != nil {
			return err
		}
		owes := map[org.Code]bool{}
		for _, c := range form.OwedBy(pic, d) {
			owes[c] = true
		}
		err = tx.Each(ctx, queries.For(tx.Engine, "duty-known-on"), func(r db.Row) error {
			var c org.Code
			if err := r.Scan(&c); err != nil {
				return err
			}
			owes[c] = true
			return nil
		}, string(form.Code), d, db.At(w.asOf))
		if err != nil {
			return err
		}
		for c := range owes {
			w.at(c, d)
		}
		for _, x := range w.days[d] {
			x.Standing = sitrep.StandingOf(form, d, owes[x.Org], w.held[place{x.Org, d}], w.asOf)
		}
	}
	return nil
}

// beside adds drafts, reminders and reopenings to the slips that are there.
func (w *slipper) beside(ctx context.Context, tx *db.Tx) error {
	args := []any{string(w.q.Form), w.q.From, w.q.To, db.At(w.asOf)}
	read := func(query string, put func(x *sitrep.Slip, at time.Time, word string, n int)) error {
		return tx.Each(ctx, queries.For(tx.Engine, query), func(r db.Row) error {
			var c org.Code
			var d civil.Date
			var at db.Instant
			var word string
			var n int
			if err := r.Scan(&d, &c, &at, &word, &n); err != nil {
				return err
			}
			if x := w.slips[place{c, d}]; x != nil {
				put(x, at.Time, word, n)
			}
			return nil
		}, args...)
	}
	err := read("slip-drafts", func(x *sitrep.Slip, at time.Time, ready string, _ int) { x.Begun, x.Ready = at, ready == "yes" })
	if err != nil {
		return err
	}
	if err := read("slip-reminders", func(x *sitrep.Slip, at time.Time, _ string, n int) { x.Reminded, x.Reminder = at, n }); err != nil {
		return err
	}
	return read("slip-reopenings", func(x *sitrep.Slip, until time.Time, _ string, _ int) { x.Reopened = until.After(w.asOf) })
}

func (w *slipper) list() []sitrep.Slip {
	out := make([]sitrep.Slip, 0, len(w.slips))
	for _, x := range w.slips {
		if x.Standing != "" && x.Standing != sitrep.NotDue {
			out = append(out, *x)
		}
	}
	slices.SortFunc(out, func(a, b sitrep.Slip) int {
		return cmp.Or(a.Day.Compare(b.Day), strings.Compare(string(a.Org), string(b.Org)))
	})
	return out
}

// mostEvents is how many events are looked through for those that were asked for.
const mostEvents = 5000

// Events lists arrivals, newest first.
func (s *Store) Events(ctx context.Context, q sitrep.EventsAsked) (out []sitrep.Event, err error) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	forms := []sitrep.FormCode{q.Form}
	if q.Form == "" {
		forms = []sitrep.FormCode{sitrep.UECDaily, sitrep.DischargeDaily}
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		for _, f := range forms {
			err := tx.Each(ctx, queries.For(tx.Engine, "events"), func(r db.Row) error {
				var e sitrep.Event
				var at db.Instant
				if err := r.Scan(&at, &e.Form, &e.Org, &e.Day, &e.Version, &e.State, &e.Timing, &e.Channel, &e.Reason); err != nil {
					return err
				}
				e.At = at.Time
				if q.Orgs == nil || slices.Contains(q.Orgs, e.Org) {
					out = append(out, e)
				}
				return nil
			}, string(f), db.At(q.Since), db.At(orFarOff(q.Until)), mostEvents)
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b sitrep.Event) int { return b.At.Compare(a.At) })
	return out[:min(len(out), q.Limit)], err
}
