package sitrepdb

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// days works out every form and day. The database is read and versions are numbered one day after another; their texts are
// written beside that, on as many processors as there are.
func (w *planner) days(ctx context.Context, slots []slot, progress Progress) error {
	c := newCrew()
	defer c.wait()
	for i, k := range slots {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := w.day(ctx, k)
		if err != nil {
			return err
		}
		w.p.rests = append(w.p.rests, r)
		c.run(func() {
			r.write()
			if r.old {
				r.finish(w)
			}
		})
		if progress != nil {
			progress(i+1, len(slots), "days worked out")
		}
	}
	return nil
}

// day works out one form and day: new versions, and what is no longer listed. It gives what is left to do.
func (w *planner) day(ctx context.Context, k slot) (*rest, error) {
	form, ok := sitrep.FindForm(k.form, k.day)
	drafts, listed := w.byDay[k]
	before := len(w.p.versions)
	if !ok {
		if err := w.unrolled(ctx, k, drafts, listed); err != nil {
			return nil, err
		}
		return &rest{slot: k, made: w.p.versions[before:]}, nil
	}
	d, err := w.emptyDay(ctx, form, k.day)
	if err != nil {
		return nil, err
	}
	if d.versions, err = w.versionsOn(ctx, k); err != nil {
		return nil, err
	}
	old := len(d.versions) > 0
	if listed {
		w.take(k, drafts, d.versions)
	}
	if len(kin(k.form)) > 0 {
		w.parts[k] = d.versions
	}
	r := &rest{slot: k, d: d, made: w.p.versions[before:], changed: len(w.p.versions) > before, whole: w.stale[k], own: w.own[k], old: old}
	for _, s := range w.p.duties {
		if s.form != k.form || k.day.Before(s.first) || k.day.After(s.last) {
			continue
		}
		if known, ok := d.duty[s.org]; !ok || w.p.known.Before(known) {
			d.duty[s.org], r.changed = w.p.known, true
		}
	}
	if r.changed && !r.whole {
		r.sums, err = w.sumsOn(ctx, k)
	}
	return r, err
}

// unrolled takes drafts of a form that has no definition for the day: they are kept and not added up. Totals alone, as of
// a form of their own, are kept and not compared.
func (w *planner) unrolled(ctx context.Context, k slot, drafts []*sitrep.Draft, listed bool) error {
	if !listed {
		return nil
	}
	held, err := w.versionsOn(ctx, k)
	if err == nil {
		w.take(k, drafts, held)
	}
	return err
}

// take puts the drafts of one day beside what is held, which grows by what is new.
func (w *planner) take(k slot, drafts []*sitrep.Draft, held map[org.Code][]*sitrep.Version) {
	after := w.edition(k)
	listed := map[org.Code]bool{}
	for _, d := range drafts {
		listed[d.Org] = true
		if len(d.Problems) == 0 { // refused is not dropped: what is held stays
			w.one(d, held, after)
		}
	}
	if w.p.covers {
		for _, c := range slices.Sorted(maps.Keys(w.blank[k])) {
			if !listed[c] {
				listed[c] = true
				w.emptied(k, c, held, after)
			}
		}
		w.dropped(k, held, listed, after)
	}
}

// one makes d a new version unless it gives nothing or equals the version in force at the source's instant.
func (w *planner) one(d *sitrep.Draft, held map[org.Code][]*sitrep.Version, after *later) {
	state := d.State
	if state == "" {
		state = sitrep.Returned
	}
	if !gives(d) {
		return // listed without a single figure: the return is missing
	}
	if v := inForce(held[d.Org], w.p.known); v != nil && v.State == state && equal(v.Items, d.Items) {
		w.p.res.Unchanged++
		return
	}
	w.p.res.Stored++
	w.put(held, &sitrep.Version{Form: d.Form, Org: d.Org, Day: d.Day, Covers: d.Covers, State: state, Items: d.Items, Comments: d.Comments,
		Timing: sitrep.Published, Channel: "publication", Recorded: w.p.known, Source: w.here()}, after)
}

// here is the source that is being imported.
func (w *planner) here() sitrep.SourceRef {
	return sitrep.SourceRef{ID: w.p.source, File: w.p.batch.Source.File}
}

// add numbers v, the next version of its return, and puts it among those held. Its text is written later.
func (w *planner) add(held map[org.Code][]*sitrep.Version, v *sitrep.Version) {
	v.N, v.By = len(held[v.Org])+1, w.p.by
	w.p.versions = append(w.p.versions, &made{Version: v})
	held[v.Org] = append(held[v.Org], v)
	slices.SortStableFunc(held[v.Org], func(a, b *sitrep.Version) int { return a.Recorded.Compare(b.Recorded) })
}

// gives reports whether the draft says anything: a figure, nil or not applicable.
func gives(d *sitrep.Draft) bool {
	if d.State == sitrep.Nil || d.State == sitrep.NotApplicable {
		return true
	}
	for _, it := range d.Items {
		if !it.Value.IsMissing() {
			return true
		}
	}
	return false
}

func inForce(held []*sitrep.Version, at time.Time) *sitrep.Version {
	var got *sitrep.Version
	for _, v := range held {
		if !v.Recorded.After(at) {
			got = v
		}
	}
	return got
}

// equal compares values and not where they were read.
func equal(a, b []sitrep.Item) bool {
	if len(a) != len(b) {
		return false
	}
	bare := func(l []sitrep.Item) string {
		out := make([]sitrep.Item, len(l))
		for i, it := range l {
			out[i] = sitrep.Item{Measure: it.Measure, Value: it.Value}
		}
		return sitrep.Encode(out)
	}
	return bare(a) == bare(b)
}
