package sitrepdb

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// day works out one form and day: new versions, what is no longer listed, the roll-ups, and where the file's totals
// differ.
func (w *planner) day(ctx context.Context, k slot) error {
	form, ok := sitrep.FindForm(k.form, k.day)
	drafts, listed := w.byDay[k]
	if !ok {
		return w.unrolled(ctx, k, drafts, listed)
	}
	d, err := emptyDayIn(ctx, w.tx, w.at(k.day), form, k.day)
	if err != nil {
		return err
	}
	if d.versions, err = versionsOn(ctx, w.tx, form.Code, k.day); err != nil {
		return err
	}
	before := len(w.p.versions)
	if listed {
		if err := w.take(ctx, k, drafts, d.versions); err != nil {
			return err
		}
	}
	if len(kin(k.form)) > 0 {
		w.parts[k] = d.versions
	}
	changed := len(w.p.versions) > before
	for _, s := range w.p.duties {
		if s.form != k.form || k.day.Before(s.first) || k.day.After(s.last) {
			continue
		}
		if known, ok := d.duty[s.org]; !ok || w.p.known.Before(known) {
			d.duty[s.org], changed = w.p.known, true
		}
	}
	groups := map[sitrep.View]map[org.Code]*group{sitrep.Latest: d.gather(sitrep.Latest, farOff)}
	if changed {
		if err := w.addUp(ctx, k, d, groups); err != nil {
			return err
		}
	}
	for _, p := range w.own[k] {
		if g := groups[sitrep.Latest][p.Org]; g != nil {
			if err := w.compare(d, p, d.total(g).Encode()); err != nil {
				return err
			}
		}
	}
	return nil
}

// addUp works out which rows of the day's roll-ups have to be written.
func (w *planner) addUp(ctx context.Context, k slot, d *day, groups map[sitrep.View]map[org.Code]*group) error {
	out := dayLines{slot: k, whole: w.stale[k]}
	held := map[cell]line{}
	if !out.whole {
		var err error
		if held, err = heldOn(ctx, w.tx, k.form, k.day, true); err != nil {
			return err
		}
	}
	for _, v := range views() {
		if groups[v] == nil {
			groups[v] = d.gather(v, farOff)
		}
	}
	for c := range d.stale(groups, held, nil) {
		for _, r := range d.lines(groups, c) {
			if h, ok := held[r.cell]; !ok || !h.heads(r.line) || h.body != r.body {
				out.lines = append(out.lines, r)
			}
		}
	}
	for c := range held {
		if groups[c.view][c.org] == nil {
			out.drop = append(out.drop, c)
		}
	}
	w.p.rollups = append(w.p.rollups, out)
	return nil
}

// unrolled takes drafts of a form that has no definition for the day: they are kept and not added up. Totals alone, as of
// a form of their own, are kept and not compared.
func (w *planner) unrolled(ctx context.Context, k slot, drafts []*sitrep.Draft, listed bool) error {
	if !listed {
		return nil
	}
	held, err := versionsOn(ctx, w.tx, k.form, k.day)
	if err != nil {
		return err
	}
	return w.take(ctx, k, drafts, held)
}

// take puts the drafts of one day beside what is held, which grows by what is new.
func (w *planner) take(ctx context.Context, k slot, drafts []*sitrep.Draft, held map[org.Code][]*sitrep.Version) error {
	after, err := w.edition(ctx, k)
	if err != nil {
		return err
	}
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
	return nil
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

// add completes v, the next version of its return, and puts it among those held.
func (w *planner) add(held map[org.Code][]*sitrep.Version, v *sitrep.Version) {
	v.N, v.By = len(held[v.Org])+1, w.p.by
	body := sitrep.Encode(v.Items)
	v.Digest = sitrep.DigestOf(v, body)
	w.p.versions = append(w.p.versions, made{v, body})
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
