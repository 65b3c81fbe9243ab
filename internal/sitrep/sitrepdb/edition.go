package sitrepdb

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Editions. Each edition of a publication says everything about the days that it covers, and only what differs from the
// edition before is stored. Editions come in any order: one that arrives late is slipped in between, and what it changes
// must not reach past the next edition that is held, which has its own say. So a version that is slipped in is followed,
// at the next edition's instant, by what that edition says, unless a version stands there already.

// later is the next edition held of the same publication that covers a day.
type later struct {
	source sitrep.SourceRef
	known  time.Time
}

// edition is the next edition held that covers the day; nil when there is none.
func (w *planner) edition(k slot) *later {
	if h := w.held[k.form]; h != nil {
		return h.later[k.day]
	}
	return nil
}

// editions finds the next edition held for each day of the span.
func (w *planner) editions(ctx context.Context, s duty, h *holding) error {
	return w.tx.Each(ctx, queries.For(w.tx.Engine, "later-editions"), func(r db.Row) error {
		var d civil.Date
		var l later
		var known db.Instant
		err := r.Scan(&d, &l.source.ID, &l.source.File, &known)
		if l.known = known.Time; h.later[d] == nil { // they come in the order of their instants
			h.later[d] = &l
		}
		return err
	}, string(s.form), s.first, s.last, w.p.batch.Source.Edition, db.At(w.p.known))
}

// put adds v, and after it what the next edition held says where v would otherwise be taken for that edition's word.
func (w *planner) put(held map[org.Code][]*sitrep.Version, v *sitrep.Version, after *later) {
	before := inForce(held[v.Org], v.Recorded)
	own := after == nil || slices.ContainsFunc(held[v.Org], func(x *sitrep.Version) bool {
		return x.Recorded.After(v.Recorded) && !x.Recorded.After(after.known)
	})
	w.add(held, v)
	switch {
	case own:
	case before == nil || before.State.Gone():
		gone := w.gone(slot{v.Form, v.Day}, v.Org, after.known)
		gone.Source = after.source
		w.add(held, gone)
	default:
		again := *before
		again.Recorded, again.Source = after.known, after.source
		w.add(held, &again)
	}
}

// emptied marks what an earlier edition gave for the day and this one, which lists the organisation, does not: the return is still due, and
// it is missing. Its lines stay, each a gap, so that every reader sees that the figure was taken back.
func (w *planner) emptied(k slot, c org.Code, held map[org.Code][]*sitrep.Version, after *later) {
	before := inForce(held[c], w.p.known)
	if before == nil {
		return
	}
	gaps := func(items []sitrep.Item) []sitrep.Item {
		var out []sitrep.Item
		for _, it := range items {
			out = append(out, sitrep.Item{Measure: it.Measure, Value: measure.Gap()})
		}
		return out
	}
	var items []sitrep.Item
	for _, d := range w.p.batch.Blank {
		if d.Form == k.form && d.Org == c && d.Day == k.day {
			items = gaps(d.Items)
			for i := range items {
				items[i].At = d.Items[i].At
			}
		}
	}
	if len(items) == 0 {
		items = gaps(before.Items)
	}
	if before.State == sitrep.Returned && equal(before.Items, items) {
		w.p.res.Unchanged++
		return
	}
	w.p.res.Stored++
	w.put(held, &sitrep.Version{Form: k.form, Org: c, Day: k.day, Covers: before.Covers, State: sitrep.Returned, Items: items,
		Timing: sitrep.Published, Channel: "publication", Recorded: w.p.known, Source: w.here(), Reason: "no figure in a later edition"}, after)
}

// dropped marks what an earlier edition listed for the day and this one does not.
func (w *planner) dropped(k slot, held map[org.Code][]*sitrep.Version, listed map[org.Code]bool, after *later) {
	for _, c := range slices.Sorted(maps.Keys(held)) {
		before := inForce(held[c], w.p.known)
		if listed[c] || before == nil || before.State.Gone() {
			continue
		}
		if w.owes(k, c) {
			w.emptied(k, c, held, after) // a file cut short takes nobody off the list of those due
			continue
		}
		v := w.gone(k, c, w.p.known)
		v.Source = w.here()
		w.put(held, v, after)
	}
}

// owes reports whether this file lists c on other days about this one.
func (w *planner) owes(k slot, c org.Code) bool {
	return slices.ContainsFunc(w.p.duties, func(s duty) bool {
		return s.form == k.form && s.org == c && !k.day.Before(s.first) && !k.day.After(s.last)
	})
}

// gone is the version that says that an edition does not list c: withdrawn, or, for an organisation that is known to have
// merged, succeeded: its figures were not taken back, they are published under another code or no more.
func (w *planner) gone(k slot, c org.Code, known time.Time) *sitrep.Version {
	v := &sitrep.Version{Form: k.form, Org: c, Day: k.day, State: sitrep.Withdrawn, Timing: sitrep.Published, Channel: "publication",
		Recorded: known, Reason: "no longer listed"}
	if w.today.Merged(c) {
		v.State, v.Reason = sitrep.Succeeded, "no longer listed: the organisation has merged"
		w.p.res.Succeeded++
	} else {
		w.p.res.Withdrawn++
	}
	return v
}
