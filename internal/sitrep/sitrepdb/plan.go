package sitrepdb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// plan is a batch worked out against what is held: every row that storing it will write. It is made while others may
// write, and holds as long as its mark does.
type plan struct {
	batch  *sitrep.Batch
	by     string
	known  time.Time
	source int64
	mark   string    // what was held when it was worked out
	book   *org.Book // and the organisations
	res    sitrep.ImportResult

	versions  []*made
	days      []slot // those that the file speaks about
	covers    bool   // whether later editions have to know of those days
	duties    []duty
	published []total
	rests     []*rest
	settled   func()     // waits until the rests are worked out; nil when there are none
	rollups   []dayLines // once it is settled
}

// made is a version with its canonical text, which is written when there is a hand free.
type made struct {
	*sitrep.Version
	body string
}

// write makes the text and the digest over it.
func (m *made) write(e *sitrep.Encoder) {
	m.body = e.Encode(m.Items)
	m.Digest = e.DigestOf(m.Version, m.body)
}

// duty is the span of days over which a file lists an organisation.
type duty struct {
	owed
	first, last civil.Date
	source      int64 // that says so; 0 is the one being imported
}

// total is one of the file's own totals, as stored.
type total struct {
	*sitrep.Draft
	body, digest string
}

// dayLines are the rows of roll-ups of one form and day that have to be written, and those that have to go.
type dayLines struct {
	slot
	whole bool // its sums waited to be made anew: every row is written
	lines []placed
	drop  []cell
}

// slot is one form and day.
type slot struct {
	form sitrep.FormCode
	day  civil.Date
}

// owed is who owes which form.
type owed struct {
	form sitrep.FormCode
	org  org.Code
}

// planner makes a plan within one picture of the database.
type planner struct {
	*Store
	tx    *db.Tx
	at    func(civil.Date) *org.Picture
	byDay map[slot][]*sitrep.Draft
	own   map[slot][]*sitrep.Draft                // the file's own totals
	blank map[slot]map[org.Code]bool              // listed without a figure
	parts map[slot]map[org.Code][]*sitrep.Version // of the forms that others are worked out from, this file's included
	digit map[measure.Code]float64                // half a unit of the last digit that the file shows of a share or mean
	stale map[slot]bool                           // days whose sums wait to be made anew
	held  map[sitrep.FormCode]*holding            // of the forms of the days looked at
	owing map[sitrep.FormCode]map[org.Code][]heldDuty
	today *org.Picture // the organisations of today, to know who has merged
	p     *plan
}

// plan works a batch out. It only reads. A plan of a batch that is held already says so and holds nothing else. Its sums
// may still be worked out when it is given: see settle.
func (s *Store) plan(ctx context.Context, tx *db.Tx, b *sitrep.Batch, by string, progress Progress) (*plan, error) {
	p := &plan{batch: b, by: by, known: b.Source.Known, res: sitrep.ImportResult{File: b.Source.File, Format: b.Source.Format,
		Read: b.Read, Notes: b.Source.Notes, Refusals: slices.Clone(b.Refusals)}}
	if p.known.IsZero() {
		p.known = tx.Now
	}
	p.res.Known = p.known
	var err error
	if p.res.Held, err = p.held(ctx, tx); err != nil || p.res.Held {
		return p, err
	}
	w := &planner{Store: s, tx: tx, p: p, byDay: map[slot][]*sitrep.Draft{}, own: map[slot][]*sitrep.Draft{}, stale: map[slot]bool{},
		blank: map[slot]map[org.Code]bool{}, parts: map[slot]map[org.Code][]*sitrep.Version{}, held: map[sitrep.FormCode]*holding{},
		owing: map[sitrep.FormCode]map[org.Code][]heldDuty{}}
	w.sort()
	if p.mark, err = markOf(ctx, tx, p); err != nil {
		return nil, err
	}
	if p.book, err = s.orgs.BookIn(ctx, tx, farOff); err != nil {
		return nil, err
	}
	if w.at, err = foresee(p.book, b.Sightings, p.known); err != nil {
		return nil, err
	}
	w.today = w.at(civil.Today(tx.Now))
	slots, err := w.spans(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.look(ctx, slots); err != nil {
		return nil, err
	}
	if err := w.days(ctx, slots, progress); err != nil {
		return nil, err
	}
	if err := w.derive(ctx); err != nil {
		return nil, err
	}
	w.begin(ctx)
	if p.res.Succeeded > 0 {
		p.res.Notes = append(slices.Clone(p.res.Notes), fmt.Sprintf("%d returns are no longer listed because the organisation has merged: they count in no sum "+
			"from this edition on, and stay readable under the code that sent them", p.res.Succeeded))
	}
	return p, nil
}

// held looks the file up by its digest and the instant at which it became known, and finds the number it will get.
func (p *plan) held(ctx context.Context, tx *db.Tx) (bool, error) {
	src := p.batch.Source
	var id int64
	err := tx.Get(ctx, queries.For(tx.Engine, "source-held"), []any{src.SHA256, db.At(p.known)}, &id)
	if err == nil {
		err = tx.Get(ctx, queries.For(tx.Engine, "import-of-source"), []any{id}, &p.res.Earlier)
		if errors.Is(err, db.ErrNoRows) {
			err = nil // it was stored before files were kept
		}
		return true, err
	}
	if !errors.Is(err, db.ErrNoRows) {
		return false, err
	}
	if src.Known.IsZero() {
		if same, err := p.undated(ctx, tx); err != nil || same {
			return same, err
		}
	}
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-source"), nil, &p.source); err != nil {
		return false, err
	}
	p.source++
	return false, nil
}

// undated looks for an earlier source with the same bytes when nothing, neither the file nor its name nor the sender, dates
// this one: the same file under another name (R36). It must be about the same days, for a name may say which month a file
// is about.
func (p *plan) undated(ctx context.Context, tx *db.Tx) (bool, error) {
	earlier, err := db.Collect(ctx, tx, queries.For(tx.Engine, "sources-held"), func(r db.Row) (id int64, err error) {
		return id, r.Scan(&id)
	}, p.batch.Source.SHA256)
	if err != nil {
		return false, err
	}
	var about []slot
	for form, days := range p.batch.Covers {
		for _, d := range days {
			about = append(about, slot{form, d})
		}
	}
	for _, id := range earlier {
		had, err := db.Collect(ctx, tx, queries.For(tx.Engine, "covers-of"), scanSlot, id)
		if err != nil {
			return false, err
		}
		if len(about) == 0 || !slices.Equal(inOrder(slices.Values(about)), inOrder(slices.Values(had))) {
			continue
		}
		err = tx.Get(ctx, queries.For(tx.Engine, "import-of-source"), []any{id}, &p.res.Earlier)
		if errors.Is(err, db.ErrNoRows) {
			err = nil
		}
		return true, err
	}
	return false, nil
}

// sort puts drafts under their days, with the days that an edition speaks about whether or not it has a figure for them;
// drafts with problems are refused, each for its own reasons.
func (w *planner) sort() {
	p := w.p
	if p.covers = p.batch.Source.Edition != ""; p.covers {
		for form, days := range p.batch.Covers {
			for _, d := range days {
				w.byDay[slot{form, d}] = nil
			}
		}
	}
	for i := range p.batch.Drafts {
		d := &p.batch.Drafts[i]
		if len(d.Problems) > 0 {
			p.res.Refused++
			p.res.Refusals = append(p.res.Refusals, d.Problems...)
		}
		k := slot{d.Form, d.Day}
		w.byDay[k] = append(w.byDay[k], d)
	}
	for i := range p.batch.Blank {
		d := &p.batch.Blank[i]
		k := slot{d.Form, d.Day}
		if w.blank[k] == nil {
			w.blank[k] = map[org.Code]bool{}
		}
		w.blank[k][d.Org] = true
	}
	w.digit = lastDigits(p.batch.Published)
	p.days = inOrder(maps.Keys(w.byDay))
	for i := range p.batch.Published {
		d := &p.batch.Published[i]
		if len(d.Problems) > 0 {
			p.res.Refusals = append(p.res.Refusals, d.Problems...)
			continue
		}
		body := sitrep.Encode(d.Items)
		p.published = append(p.published, total{d, body, audit.Digest(body)})
		k := slot{d.Form, d.Day}
		w.own[k] = append(w.own[k], d)
	}
}

// markOf names the state of the returns that the plan rests on: the next source, and how many versions and duties there
// are of its forms over its days. Versions and duties are only ever added.
func markOf(ctx context.Context, tx *db.Tx, p *plan) (string, error) {
	var source int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-source"), nil, &source); err != nil {
		return "", err
	}
	parts := []string{fmt.Sprint(source)}
	for _, f := range p.reach() {
		var versions, duties int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "count-versions"), []any{string(f.form), f.first, f.last}, &versions); err != nil {
			return "", err
		}
		if err := tx.Get(ctx, queries.For(tx.Engine, "count-duties"), []any{string(f.form)}, &duties); err != nil {
			return "", err
		}
		parts = append(parts, fmt.Sprintf("%s:%d:%d", f.form, versions, duties))
	}
	return strings.Join(parts, " "), nil
}

// reach is the first and last day of each form that the file speaks about.
func (p *plan) reach() []duty {
	spans := map[owed]*duty{}
	for _, k := range p.days {
		widen(spans, owed{form: k.form}, k.day)
		for _, f := range kin(k.form) {
			widen(spans, owed{form: f}, k.day)
		}
	}
	return sortedSpans(spans)
}

func widen(spans map[owed]*duty, k owed, day civil.Date) {
	s := spans[k]
	if s == nil {
		s = &duty{owed: k, first: day, last: day}
		spans[k] = s
	}
	if day.Before(s.first) {
		s.first = day
	}
	if day.After(s.last) {
		s.last = day
	}
}

func sortedSpans(spans map[owed]*duty) []duty {
	out := make([]duty, 0, len(spans))
	for _, s := range spans {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b duty) int { return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.org, b.org)) })
	return out
}

// spans notes that every organisation which the file lists owes a return over the file's days, and gives the days that
// have to be looked at: those of the file, and those held between them on which somebody new owes a return.
func (w *planner) spans(ctx context.Context) ([]slot, error) {
	spans := map[owed]*duty{}
	days := map[slot]bool{}
	for k, drafts := range w.byDay {
		days[k] = true
		for _, d := range drafts {
			if len(d.Problems) == 0 {
				widen(spans, owed{k.form, d.Org}, k.day)
			}
		}
	}
	for k := range w.own {
		days[k] = true
	}
	waiting, err := db.Collect(ctx, w.tx, queries.For(w.tx.Engine, "all-stale"), scanSlot)
	if err != nil {
		return nil, err
	}
	for _, k := range waiting {
		w.stale[k] = true
	}
	w.p.duties = w.toTheEnd(spans)
	grown, err := w.grown(ctx)
	if err != nil {
		return nil, err
	}
	for k, g := range grown {
		between, err := db.Collect(ctx, w.tx, queries.For(w.tx.Engine, "days-between"), func(r db.Row) (d civil.Date, err error) {
			return d, r.Scan(&d)
		}, string(k.form), g.first, g.last)
		if err != nil {
			return nil, err
		}
		for _, d := range between {
			days[slot{k.form, d}] = true
		}
	}
	return inOrder(maps.Keys(days)), nil
}

// toTheEnd makes every organisation that the file lists owe until the file's last day, from the first day on which it is
// listed: a file that ends in the middle of a day lists fewer on it, and they are missing, not excused. One that is known
// to have closed or merged by then, or that the file marks so, owes as long as it is listed.
func (w *planner) toTheEnd(spans map[owed]*duty) []duty {
	last := map[sitrep.FormCode]civil.Date{}
	for k, s := range spans {
		if s.last.After(last[k.form]) {
			last[k.form] = s.last
		}
	}
	for k, listed := range w.blank {
		for c := range listed {
			if o := (owed{k.form, c}); spans[o] != nil { // without any figure it may be no part of the collection (T35)
				widen(spans, o, k.day)
			}
		}
	}
	starred := map[org.Code]bool{}
	for _, s := range w.p.batch.Sightings {
		if c, star := strings.CutSuffix(string(s.Code), "*"); star {
			starred[org.Code(c)] = true
		}
	}
	for k, s := range spans {
		end := last[k.form]
		if !s.last.Before(end) || starred[k.org] {
			continue
		}
		if at := w.at(end); !at.Merged(k.org) {
			if _, open := at.Unit(k.org); open {
				s.last = end
			}
		}
	}
	return sortedSpans(spans)
}

// grown gives, by form, the days on which somebody owes a return who did not before, or not as early.
func (w *planner) grown(ctx context.Context) (map[owed]*duty, error) {
	out := map[owed]*duty{}
	for _, s := range w.p.duties {
		held, err := w.dutiesOf(ctx, s.form)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(held[s.org], func(h heldDuty) bool {
			return !s.first.Before(h.first) && !s.last.After(h.last) && !h.known.After(w.p.known)
		}) {
			widen(out, owed{form: s.form}, s.first)
			widen(out, owed{form: s.form}, s.last)
		}
	}
	return out, nil
}
