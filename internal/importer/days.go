package importer

import (
	"fmt"
	"maps"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// notYet refuses returns for days after the day on which the file says that it was published: the year is mistyped, or
// the file's date is. A date that the caller gave is not held against the file.
func (b *builder) notYet() {
	known := b.batch.Source.Known
	if known.IsZero() || !b.opt.Published.IsZero() {
		return
	}
	last := civil.Today(known)
	for i := range b.batch.Drafts {
		d := &b.batch.Drafts[i]
		if d.Day.After(last) && len(d.Items) > 0 {
			d.Problems = append(d.Problems, b.field("", d.Items[0].At, fmt.Sprintf("the return is for %s but the file was published on %s; correct the date and send the file again", d.Day, last)))
		}
	}
}

// tooEarly refuses a file whose figures are said to have become known before the newest day that they are about.
func (b *builder) tooEarly() error {
	if b.opt.Published.IsZero() {
		return nil
	}
	var newest *sitrep.Draft
	var last civil.Date
	for i := range b.batch.Drafts {
		d := &b.batch.Drafts[i]
		if len(d.Problems) > 0 || len(d.Items) == 0 {
			continue
		}
		day := d.Day
		if f, ok := sitrep.FindForm(d.Form, d.Day); ok && f.Period == measure.Month && !d.Covers.To.IsZero() {
			day = d.Covers.To.Add(-1)
		}
		if newest == nil || day.After(last) {
			newest, last = d, day
		}
	}
	if known := civil.Today(b.opt.Published); newest != nil && last.After(known) {
		at := newest.Items[0].At
		f := fault.New(fault.Invalid, "%s is said to have been published on %s but holds figures for %s, as at %s; correct the day of publication, or the day in the file, and send it again",
			b.opt.File, known, last, place(at))
		f.Fields = []fault.Field{b.field("", at, "the day is after the day of publication that was given")}
		return f
	}
	return nil
}

// outOfForce refuses drafts and totals of days for which the form has no definition, or which lie outside the days that
// the file's own title gives: the day is mistyped, and a figure under it would be kept where nobody looks.
func (b *builder) outOfForce() {
	for _, total := range []bool{false, true} {
		l := *b.list(total)
		for i := range l {
			d := &l[i]
			if words := b.outside(d); words != "" && len(d.Items) > 0 {
				d.Problems = append(d.Problems, b.field("", d.Items[0].At, words))
			}
		}
	}
	for form, set := range b.covers {
		for d := range set {
			if !inForce(form, d) || b.notStated(d) {
				delete(set, d)
			}
		}
	}
}

// outside says in words why the draft's day cannot be meant; empty when it can.
func (b *builder) outside(d *sitrep.Draft) string {
	switch {
	case !inForce(d.Form, d.Day):
		return fmt.Sprintf("the return is for %s, a day for which “%s” has no definition here; correct the date and send the file again", d.Day, d.Form)
	case b.notStated(d.Day):
		return fmt.Sprintf("the return is for %s but the file says that it is about %s to %s; correct the date or the period and send the file again",
			d.Day, b.stated.From, b.stated.To.Add(-1))
	}
	return ""
}

// inForce reports whether the form has a definition for the day; forms without any are totals of their own, for every day.
func inForce(code sitrep.FormCode, day civil.Date) bool {
	if _, ok := sitrep.FindForm(code, day); ok {
		return true
	}
	return !slices.ContainsFunc(sitrep.Forms(), func(f *sitrep.Form) bool { return f.Code == code || Type1(f.Code) == code && !f.Valid.Contains(day) })
}

// notStated reports a day outside the period that the file's title gives.
func (b *builder) notStated(day civil.Date) bool {
	return !b.stated.From.IsZero() && !b.stated.Contains(day)
}

// countOf says how many figures the totals hold and whose they are.
func countOf(list []sitrep.Draft) string {
	n := 0
	whose := map[string]bool{}
	for i := range list {
		n += len(list[i].Items)
		whose[string(list[i].Org)] = true
	}
	return fmt.Sprintf("%d figures of %s are", n, listed(slices.Sorted(maps.Keys(whose)), 8))
}
