package sitrepdb

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Two publications hold one half each of how many patients remain: one says who no longer meets the criteria to reside,
// the other who was discharged, and by the published identity the rest remain. A return of a form of its own holds both
// halves and the rest for each trust and day that has both, with the file and cell of each, known from the later of the
// two publications. Each publication stays what it is.

// kin lists the forms whose returns are read together with those of code: the two halves and what is worked out.
func kin(code sitrep.FormCode) []sitrep.FormCode {
	all := []sitrep.FormCode{sitrep.CTRPublished, sitrep.DischargedPub, sitrep.RemainingDerived}
	if code == sitrep.CTRPublished || code == sitrep.DischargedPub {
		return all
	}
	return nil
}

// both is one day of the two publications and of what is worked out from them.
type both struct {
	on            civil.Date
	day           *day // of the derived form
	meeting, gone map[org.Code][]*sitrep.Version
	changed       bool
}

// derive works the days out anew on which this file gave a half.
func (w *planner) derive(ctx context.Context) error {
	days := map[civil.Date]bool{}
	for k := range w.parts {
		days[k.day] = true
	}
	var list []*both
	spans := map[owed]*duty{}
	for _, on := range slices.SortedFunc(maps.Keys(days), civil.Date.Compare) {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := w.both(ctx, on, spans)
		if err != nil {
			return err
		}
		if b != nil {
			list = append(list, b)
		}
	}
	if len(list) == 0 {
		return nil
	}
	source, known := w.laterHalf(list)
	duties := sortedSpans(spans)
	for i := range duties {
		duties[i].source = source
	}
	w.p.duties = append(w.p.duties, duties...)
	for _, b := range list {
		if err := w.deriveDay(ctx, b, duties, known); err != nil {
			return err
		}
	}
	return nil
}

// both reads one day; nil when only one of the publications holds it. Whoever owes either half owes the whole.
func (w *planner) both(ctx context.Context, on civil.Date, spans map[owed]*duty) (*both, error) {
	halves := map[sitrep.FormCode]map[org.Code][]*sitrep.Version{}
	for _, f := range []sitrep.FormCode{sitrep.CTRPublished, sitrep.DischargedPub} {
		held, ok := w.parts[slot{f, on}]
		if !ok {
			var err error
			if held, err = w.versionsOn(ctx, slot{f, on}); err != nil {
				return nil, err
			}
		}
		if len(held) == 0 {
			return nil, nil
		}
		halves[f] = held
	}
	form, ok := sitrep.FindForm(sitrep.RemainingDerived, on)
	if !ok {
		return nil, nil
	}
	owes := map[org.Code]bool{}
	for f := range halves {
		half, ok := sitrep.FindForm(f, on)
		if !ok {
			return nil, nil
		}
		d, err := w.emptyDay(ctx, half, on)
		if err != nil {
			return nil, err
		}
		for c := range d.duty {
			owes[c] = true
		}
		for _, s := range w.p.duties {
			if s.form == f && !on.Before(s.first) && !on.After(s.last) {
				owes[s.org] = true
			}
		}
	}
	for c := range owes {
		widen(spans, owed{sitrep.RemainingDerived, c}, on)
	}
	d, err := w.emptyDay(ctx, form, on)
	if err != nil {
		return nil, err
	}
	if d.versions, err = w.versionsOn(ctx, slot{form.Code, on}); err != nil {
		return nil, err
	}
	return &both{on: on, day: d, meeting: halves[sitrep.CTRPublished], gone: halves[sitrep.DischargedPub]}, nil
}

// laterHalf is the source, and its instant, from which both halves are known: this file's, unless the other half's first
// publication is later.
func (w *planner) laterHalf(list []*both) (source int64, known time.Time) {
	source, known = 0, w.p.known
	for _, b := range list {
		var first [2]*sitrep.Version
		for i, half := range []map[org.Code][]*sitrep.Version{b.meeting, b.gone} {
			for _, versions := range half {
				for _, v := range versions {
					if first[i] == nil || v.Recorded.Before(first[i].Recorded) {
						first[i] = v
					}
				}
			}
		}
		for _, v := range first {
			if v != nil && v.Recorded.After(known) {
				source, known = v.Source.ID, v.Recorded
			}
		}
	}
	return source, known
}

// deriveDay works out the versions of one day and its roll-ups.
func (w *planner) deriveDay(ctx context.Context, b *both, duties []duty, known time.Time) error {
	for _, s := range duties {
		if b.on.Before(s.first) || b.on.After(s.last) {
			continue
		}
		if at, ok := b.day.duty[s.org]; !ok || known.Before(at) {
			b.day.duty[s.org], b.changed = known, true
		}
	}
	before := len(w.p.versions)
	for _, c := range slices.Sorted(maps.Keys(b.meeting)) {
		if b.gone[c] != nil {
			w.deriveOne(b, c)
		}
	}
	if !b.changed {
		return nil
	}
	k := slot{sitrep.RemainingDerived, b.on}
	r := &rest{slot: k, d: b.day, made: w.p.versions[before:], changed: true, whole: w.stale[k]}
	if !r.whole {
		var err error
		if r.sums, err = w.sumsOn(ctx, k); err != nil {
			return err
		}
	}
	r.write()
	w.p.rests = append(w.p.rests, r)
	return nil
}

// deriveOne follows one trust's day through every instant at which either half became known, oldest first, so that
// editions may come in any order.
func (w *planner) deriveOne(b *both, c org.Code) {
	var instants []time.Time
	for _, v := range slices.Concat(b.meeting[c], b.gone[c]) {
		instants = append(instants, v.Recorded)
	}
	slices.SortFunc(instants, time.Time.Compare)
	held := b.day.versions
	for _, at := range slices.CompactFunc(instants, time.Time.Equal) {
		v := w.remaining(inForce(b.meeting[c], at), inForce(b.gone[c], at))
		now := inForce(held[c], at)
		if v == nil {
			if now == nil || now.State.Gone() {
				continue
			}
			v = &sitrep.Version{State: sitrep.Withdrawn, Reason: "one of its two publications no longer gives its half", Source: w.here()}
		} else if now != nil && now.State == v.State && equal(now.Items, v.Items) {
			continue
		}
		v.Form, v.Org, v.Day, v.Recorded = sitrep.RemainingDerived, c, b.on, at
		v.Timing, v.Channel = sitrep.Published, "publication"
		w.add(held, v)
		b.changed = true
	}
}

// remaining works one return out of the two halves; nil where one is missing or the two contradict each other.
func (w *planner) remaining(meeting, gone *sitrep.Version) *sitrep.Version {
	if meeting == nil || gone == nil || meeting.State.Gone() || gone.State.Gone() {
		return nil
	}
	all, _ := meeting.Item("nctr_not_meeting")
	left, _ := gone.Item("nctr_discharged")
	if !all.Value.Given() || !left.Value.Given() {
		return nil
	}
	n := all.Value.Amount() - left.Value.Amount()
	if n < 0 {
		w.contradict(meeting, gone, all, left)
		return nil
	}
	later := meeting.Source
	if gone.Recorded.After(meeting.Recorded) {
		later = gone.Source
	}
	all.At.Sheet, left.At.Sheet = inFile(meeting, all.At), inFile(gone, left.At)
	rest := sitrep.Item{Measure: "nctr_remaining", Value: measure.Of(n),
		At: sitrep.Cell{Sheet: all.At.Sheet + " " + all.At.Ref + " less " + left.At.Sheet, Ref: left.At.Ref}}
	return &sitrep.Version{State: sitrep.Returned, Items: []sitrep.Item{left, all, rest}, Source: later}
}

// inFile names the file before the sheet of a cell: the two halves stand in different ones.
func inFile(v *sitrep.Version, at sitrep.Cell) string {
	if at.Sheet == "" {
		return v.Source.File
	}
	return v.Source.File + " " + at.Sheet
}

// contradict says that more were discharged than could be; each trust and day once.
func (w *planner) contradict(meeting, gone *sitrep.Version, all, left sitrep.Item) {
	f := fault.Field{Name: "nctr_remaining", File: gone.Source.File, Sheet: left.At.Sheet, Cell: left.At.Ref,
		Message: fmt.Sprintf("%s on %s: %s discharged here but only %s who no longer met the criteria at %s %s: who remains is not worked out for that day; "+
			"ask the publisher which of the two is right", meeting.Org, meeting.Day, left.Value, all.Value, inFile(meeting, all.At), all.At.Ref)}
	if !slices.Contains(w.p.res.Refusals, f) {
		w.p.res.Refusals = append(w.p.res.Refusals, f)
	}
}

// sourceOf is the number that a duty is stored with.
func (p *plan) sourceOf(d duty) int64 {
	if d.source != 0 {
		return d.source
	}
	return p.source
}

// saveDuties writes who owes what.
func (p *plan) saveDuties(ctx context.Context, tx *db.Tx) error {
	rows := make([][]any, len(p.duties))
	for i, d := range p.duties {
		rows[i] = []any{string(d.form), string(d.org), d.first, d.last, p.sourceOf(d)}
	}
	return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-duty"), rows)
}
