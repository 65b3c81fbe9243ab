package sitrepdb

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Result is what became of a batch.
type Result struct {
	File      string            `json:"file"`
	Format    string            `json:"format"`
	Known     time.Time         `json:"known_at"`
	Read      int               `json:"values_read"`
	Stored    int               `json:"returns_stored"`
	Unchanged int               `json:"returns_unchanged"`
	Withdrawn int               `json:"returns_withdrawn"`
	Succeeded int               `json:"returns_succeeded"` // no longer listed because the organisation has merged
	Refused   int               `json:"returns_refused"`
	Held      bool              `json:"already_held"` // the file was imported before: nothing was done
	NewOrgs   []org.Code        `json:"new_organisations,omitempty"`
	Notes     []string          `json:"notes,omitempty"`
	Refusals  []fault.Field     `json:"refusals,omitempty"`
	Differs   []Difference      `json:"differences,omitempty"` // where our totals are not the file's own
	days      map[slot]struct{} // what has to be rolled up again
}

type slot struct {
	form sitrep.FormCode
	day  civil.Date
}

// Progress hears how far a long piece of work is.
type Progress func(done, total int, words string)

// Import stores what is new in b, in one transaction: all of it or nothing. A file that is held already is a no-op. A
// return that equals the one in force at the file's own instant is unchanged and not stored again.
func (s *Store) Import(ctx context.Context, b *sitrep.Batch, by string, progress Progress) (Result, error) {
	var res Result
	err := s.write(ctx, func(tx *db.Tx) error {
		res = Result{File: b.Source.File, Format: b.Source.Format, Read: b.Read, Notes: b.Source.Notes,
			Refusals: slices.Clone(b.Refusals), days: map[slot]struct{}{}}
		in := &ingest{Store: s, tx: tx, batch: b, res: &res, by: by, known: b.Source.Known, merged: map[org.Code]bool{}}
		if in.known.IsZero() {
			in.known = tx.Now
		}
		res.Known = in.known
		return in.run(ctx, progress)
	})
	return res, err
}

type ingest struct {
	*Store
	tx     *db.Tx
	batch  *sitrep.Batch
	res    *Result
	by     string
	known  time.Time
	source int64
	merged map[org.Code]bool // what is known of who has merged, asked once
}

func (in *ingest) run(ctx context.Context, progress Progress) error {
	held, err := in.begin(ctx)
	if err != nil || held {
		return err
	}
	if in.res.NewOrgs, err = in.orgs.Ensure(ctx, in.tx, in.known, in.batch.Sightings); err != nil {
		return err
	}
	if err := in.versions(ctx, progress); err != nil {
		return err
	}
	if err := in.published(ctx); err != nil {
		return err
	}
	slots := inOrder(maps.Keys(in.res.days))
	for i, k := range slots {
		form, ok := sitrep.FindForm(k.form, k.day)
		if !ok {
			continue
		}
		if err := in.reroll(ctx, in.tx, form, k.day); err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(slots), "days added up")
		}
	}
	if in.res.Differs, err = in.compare(ctx); err != nil {
		return err
	}
	return audit.Append(ctx, in.tx, audit.Entry{Actor: in.by, Verb: "import.run", Noun: "source", Key: fmt.Sprint(in.source),
		Digest: in.batch.Source.SHA256, Detail: fmt.Sprintf("%s: %d stored, %d unchanged, %d refused", in.batch.Source.Format, in.res.Stored, in.res.Unchanged, in.res.Refused)})
}

// begin notes the source; held is true when it is there already.
func (in *ingest) begin(ctx context.Context) (held bool, err error) {
	if err := in.tx.Lock(ctx, lockSources); err != nil {
		return false, err
	}
	src := in.batch.Source
	err = in.tx.Get(ctx, queries.For(in.tx.Engine, "source-held"), []any{src.SHA256, db.At(in.known)}, &in.source)
	if err == nil {
		in.res.Held = true
		return true, nil
	}
	if err != db.ErrNoRows {
		return false, err
	}
	if err := in.tx.Get(ctx, queries.For(in.tx.Engine, "last-source"), nil, &in.source); err != nil {
		return false, err
	}
	in.source++
	_, err = in.tx.Exec(ctx, queries.For(in.tx.Engine, "insert-source"), in.source, src.SHA256, src.File, src.Format,
		src.Edition, db.At(in.known), db.At(in.tx.Now), in.by)
	return false, err
}

// versions stores the drafts, day by day, against what is held.
func (in *ingest) versions(ctx context.Context, progress Progress) error {
	byDay := in.covered()
	for i := range in.batch.Drafts {
		d := &in.batch.Drafts[i]
		if len(d.Problems) > 0 {
			in.res.Refused++
			in.res.Refusals = append(in.res.Refusals, d.Problems...)
		}
		byDay[slot{d.Form, d.Day}] = append(byDay[slot{d.Form, d.Day}], d)
	}
	spans := map[owed][2]civil.Date{}
	done := 0
	for _, k := range inOrder(maps.Keys(byDay)) {
		drafts := byDay[k]
		if f, ok := sitrep.FindForm(k.form, k.day); ok && !f.Publication { // organisations send this form themselves meanwhile
			if err := k.lock(ctx, in.tx); err != nil {
				return err
			}
		}
		held, err := versionsOn(ctx, in.tx, k.form, k.day)
		if err != nil {
			return err
		}
		after, err := in.edition(ctx, k)
		if err != nil {
			return err
		}
		listed := map[org.Code]bool{}
		for _, d := range drafts {
			listed[d.Org] = true
			if len(d.Problems) > 0 {
				continue // refused is not dropped: what is held stays
			}
			widen(spans, d)
			if err := in.store(ctx, d, held[d.Org], after); err != nil {
				return err
			}
		}
		if err := in.dropped(ctx, k, held, listed, after); err != nil {
			return err
		}
		if done++; progress != nil {
			progress(done, len(byDay), "days stored")
		}
	}
	if in.res.Succeeded > 0 {
		in.res.Notes = append(slices.Clone(in.res.Notes), fmt.Sprintf("%d returns are no longer listed because the organisation has merged: they count in no sum "+
			"from this edition on, and stay readable under the code that sent them", in.res.Succeeded))
	}
	return in.duties(ctx, spans)
}

// owed is who owes which form.
type owed struct {
	form sitrep.FormCode
	org  org.Code
}

func widen(spans map[owed][2]civil.Date, d *sitrep.Draft) {
	key := owed{d.Form, d.Org}
	s, ok := spans[key]
	if !ok || d.Day.Before(s[0]) {
		s[0] = d.Day
	}
	if !ok || d.Day.After(s[1]) {
		s[1] = d.Day
	}
	spans[key] = s
}

// duties notes that every organisation which the file lists owed a return over the file's days.
func (in *ingest) duties(ctx context.Context, spans map[owed][2]civil.Date) error {
	keys := slices.SortedFunc(maps.Keys(spans), func(a, b owed) int {
		return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.org, b.org))
	})
	for _, k := range keys {
		_, err := in.tx.Repeat(ctx, queries.For(in.tx.Engine, "insert-duty"), string(k.form), string(k.org), spans[k][0], spans[k][1], in.source)
		if err != nil {
			return err
		}
	}
	return nil
}

// store adds d as a new version unless it equals the version in force at the source's instant.
func (in *ingest) store(ctx context.Context, d *sitrep.Draft, held []*sitrep.Version, after *later) error {
	state := d.State
	if state == "" {
		state = sitrep.Returned
	}
	if !gives(d) {
		return nil // listed without a single figure: the return is missing
	}
	if before := inForce(held, in.known); before != nil && before.State == state && equal(before.Items, d.Items) {
		in.res.Unchanged++
		return nil
	}
	v := &sitrep.Version{Form: d.Form, Org: d.Org, Day: d.Day, N: len(held) + 1, Covers: d.Covers, State: state,
		Timing: sitrep.Published, Channel: "publication", Recorded: in.known, By: in.by, Items: d.Items,
		Source: sitrep.SourceRef{ID: in.source, File: in.batch.Source.File}, Comments: d.Comments}
	in.res.Stored++
	return in.put(ctx, v, held, after)
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

// published keeps the file's own totals.
func (in *ingest) published(ctx context.Context) error {
	for _, d := range in.batch.Published {
		if len(d.Problems) > 0 {
			in.res.Refusals = append(in.res.Refusals, d.Problems...)
			continue
		}
		body := sitrep.Encode(d.Items)
		if _, err := in.tx.Repeat(ctx, queries.For(in.tx.Engine, "insert-published"), in.source, string(d.Form), string(d.Org),
			d.Day, body, audit.Digest(body)); err != nil {
			return err
		}
	}
	return nil
}
