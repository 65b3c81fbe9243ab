package sitrepdb

import (
	"context"
	"math"
	"slices"
	"time"

	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// day works out one form and day: new versions, what is withdrawn, the roll-ups, and where the file's totals differ.
func (w *planner) day(ctx context.Context, k slot) error {
	form, ok := sitrep.FindForm(k.form, k.day)
	drafts, own := w.byDay[k], w.own[k]
	if !ok {
		if len(drafts) == 0 {
			return nil // totals under a form of their own are kept and not compared
		}
		return w.unrolled(ctx, k, drafts)
	}
	d, err := loadDayIn(ctx, w.tx, w.at(k.day), form, k.day)
	if err != nil {
		return err
	}
	changed := w.take(k, drafts, d.versions)
	for _, s := range w.p.duties {
		if s.grown && s.form == k.form && !k.day.Before(s.first) && !k.day.After(s.last) && !d.duty[s.org] {
			d.duty[s.org], changed = true, true
		}
	}
	if changed {
		w.p.rollups = append(w.p.rollups, dayLines{k, d.lines()})
	}
	if len(own) == 0 {
		return nil
	}
	totals := d.roll(sitrep.Latest, farOff)
	for _, p := range own {
		if r, ok := totals[p.Org]; ok {
			if err := w.compare(d, p, r.total.Encode()); err != nil {
				return err
			}
		}
	}
	return nil
}

// unrolled takes drafts of a form that has no definition for the day: they are kept and not added up.
func (w *planner) unrolled(ctx context.Context, k slot, drafts []*sitrep.Draft) error {
	held, err := versionsOn(ctx, w.tx, k.form, k.day)
	if err == nil {
		w.take(k, drafts, held)
	}
	return err
}

// take puts the drafts of one day beside what is held and reports whether anything is new. held grows by what is new.
func (w *planner) take(k slot, drafts []*sitrep.Draft, held map[org.Code][]*sitrep.Version) bool {
	before := len(w.p.versions)
	listed := map[org.Code]bool{}
	for _, d := range drafts {
		listed[d.Org] = true
		w.one(d, held)
	}
	for _, c := range w.bad[k] {
		listed[c] = true // a figure that cannot be read is not one that was taken back
	}
	if w.p.batch.Source.Edition != "" && (len(drafts) > 0 || slices.Contains(w.p.batch.Covers[k.form], k.day)) {
		for c, versions := range held {
			v := inForce(versions, w.p.known)
			if listed[c] || v == nil || v.State == sitrep.Withdrawn {
				continue
			}
			w.p.res.Withdrawn++
			w.add(held, &sitrep.Version{Form: k.form, Org: c, Day: k.day, State: sitrep.Withdrawn, Reason: "no longer listed"})
		}
	}
	return len(w.p.versions) > before
}

// one makes d a new version unless it gives nothing or equals the version in force at the source's instant.
func (w *planner) one(d *sitrep.Draft, held map[org.Code][]*sitrep.Version) {
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
	w.add(held, &sitrep.Version{Form: d.Form, Org: d.Org, Day: d.Day, Covers: d.Covers, State: state, Items: d.Items, Comments: d.Comments})
}

// add completes v, the next version of its return, and puts it among those held.
func (w *planner) add(held map[org.Code][]*sitrep.Version, v *sitrep.Version) {
	p := w.p
	v.N = len(held[v.Org]) + 1
	v.Timing, v.Channel, v.Recorded, v.By = sitrep.Published, "publication", p.known, p.by
	v.Source = sitrep.SourceRef{ID: p.source, File: p.batch.Source.File}
	body := sitrep.Encode(v.Items)
	v.Digest = sitrep.DigestOf(v, body)
	p.versions = append(p.versions, made{v, body})
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

// compare holds one of the file's own totals against ours, whose text is body.
func (w *planner) compare(d *day, p *sitrep.Draft, body string) error {
	for _, it := range p.Items {
		l, err := sitrep.DecodeLine(body, it.Measure)
		if err != nil {
			return err
		}
		v := l.Value()
		if it.Value.State != measure.Number || !v.Given() || math.Abs(v.N-it.Value.N) <= 1e-9*math.Max(1, math.Abs(v.N)) {
			continue
		}
		w.p.res.Differs = append(w.p.res.Differs, sitrep.Difference{Org: p.Org, Day: p.Day, Measure: it.Measure, Theirs: it.Value.N, Ours: v.N,
			Cell: it.At, Missing: d.without(p.Org, it.Measure, w.p.known)})
	}
	return nil
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
