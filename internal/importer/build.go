package importer

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// Type1 is the form code under which a file's totals of trusts with a type 1 emergency department stand, apart from
// those of all acute trusts. It is used in Batch.Published only.
func Type1(f sitrep.FormCode) sitrep.FormCode { return f + "-type1" }

// slot is the place of one draft: which list, which form, whose, which day.
type slot struct {
	total bool
	form  sitrep.FormCode
	org   org.Code
	day   civil.Date
}

// builder gathers a batch. Drafts live by index until finish, for the lists move as they grow.
type builder struct {
	format Format
	opt    Options
	batch  *sitrep.Batch
	notes  notes

	index     map[slot]int     // places in the lists of drafts
	sightings map[org.Code]int // places in batch.Sightings
	starred   map[org.Code]bool
	covers    map[sitrep.FormCode]map[civil.Date]bool
	meters    map[measure.Code]*meter // nil for a code that the register lacks
	slab      []sitrep.Item           // drafts' first items are cut from here
	expect    int                     // items that a draft is likely to hold
	codes     map[string]orgSeen      // codes as files write them, read once
	edition   string                  // what Source.Edition becomes
	unread    int                     // values under headings that no measure has
	computed  int                     // shares and means of single organisations, which are not stored
	silent    bool                    // an organisation's days before its first figure are days before it began
	stated    civil.Range             // the days that the file's title says it is about; empty when it says none
}

// orgSeen is what org.ParseCode said of a text.
type orgSeen struct {
	code    org.Code
	starred bool
	err     error
}

// newBuilder begins the batch of one file.
func newBuilder(f Format, opt Options) *builder {
	return &builder{
		format: f, opt: opt,
		batch: &sitrep.Batch{Source: sitrep.Source{File: opt.File, SHA256: opt.SHA256, Format: f.Name, Known: opt.Published}},
		index: map[slot]int{}, sightings: map[org.Code]int{}, starred: map[org.Code]bool{}, covers: map[sitrep.FormCode]map[civil.Date]bool{},
		meters: map[measure.Code]*meter{}, codes: map[string]orgSeen{}, expect: 8, edition: f.Name,
	}
}

// meter is the meter of c, for this batch. A code that the register lacks is our own mistake, found by a test; here it is
// noted and its column is not read.
func (b *builder) meter(c measure.Code) *meter { return b.dashMeter(c, measure.Gap()) }

// dashMeter is meter for formats in which "-" stands for a value.
func (b *builder) dashMeter(c measure.Code, dash measure.Value) *meter {
	if k, ok := b.meters[c]; ok {
		return k
	}
	k, ok := newMeter(c, dash)
	if !ok {
		b.notes.sayf("the register has no measure %s: its figures are not read", c)
		k = nil
	}
	b.meters[c] = k
	return k
}

// code reads an organisation code; texts repeat, so the answer is kept.
func (b *builder) code(text string) (org.Code, bool, error) {
	s, ok := b.codes[text]
	if !ok {
		s.code, s.starred, s.err = org.ParseCode(text)
		b.codes[text] = s
	}
	return s.code, s.starred, s.err
}

// list is the list that slots of this kind live in.
func (b *builder) list(total bool) *[]sitrep.Draft {
	if total {
		return &b.batch.Published
	}
	return &b.batch.Drafts
}

// draft is the index of the draft of s, which is made when it is new.
func (b *builder) draft(s slot) (i int, made bool) {
	if i, ok := b.index[s]; ok {
		return i, false
	}
	if len(b.slab) < b.expect {
		b.slab = make([]sitrep.Item, 512*b.expect)
	}
	items := b.slab[:0:b.expect]
	b.slab = b.slab[b.expect:]
	l := b.list(s.total)
	*l = append(*l, sitrep.Draft{Form: s.form, Org: s.org, Day: s.day, Items: items})
	i = len(*l) - 1
	b.index[s] = i
	if !s.total {
		b.cover(s.form, s.day)
	}
	return i, true
}

// cover notes that the file speaks about day, whoever returned.
func (b *builder) cover(form sitrep.FormCode, day civil.Date) {
	m := b.covers[form]
	if m == nil {
		m = map[civil.Date]bool{}
		b.covers[form] = m
	}
	m[day] = true
}

// place is how a message names a cell.
func place(at sitrep.Cell) string {
	if at.Sheet == "" {
		return at.Ref
	}
	return at.Sheet + " " + at.Ref
}

// take reads a cell into the draft: a value, or a problem that refuses it. check says that the draft may already hold the
// measure, which is then compared.
func (b *builder) take(d *sitrep.Draft, k *meter, c sheet.Cell, at sitrep.Cell, check bool) {
	b.batch.Read++
	v, problem, note := k.read(c)
	if problem != "" {
		d.Problems = append(d.Problems, b.field(string(k.m.Code), at, problem))
		return
	}
	if note != "" {
		b.notes.say(place(at), note)
	}
	b.put(d, sitrep.Item{Measure: k.m.Code, Value: v, At: at}, check)
}

// put adds a value; a second value of the same measure is noted when it is the same and refuses the draft when not.
func (b *builder) put(d *sitrep.Draft, it sitrep.Item, check bool) {
	if check {
		for i := range d.Items {
			if d.Items[i].Measure == it.Measure {
				b.twice(d, &d.Items[i], it)
				return
			}
		}
	}
	d.Items = append(d.Items, it)
}

// twice deals with a second figure for one organisation, day and measure. A gap beside a figure is a difference too: which
// of the two rows is right cannot be known here.
func (b *builder) twice(d *sitrep.Draft, have *sitrep.Item, it sitrep.Item) {
	if have.Value == it.Value || have.Value.IsMissing() && it.Value.IsMissing() {
		b.notes.say(place(have.At)+" and "+place(it.At), "a figure stands twice with the same value and is read once")
		return
	}
	msg := fmt.Sprintf("two different figures for one organisation, day and measure: %s at %s and %s at %s; neither is used"+remedy,
		have.Value, place(have.At), it.Value, place(it.At))
	d.Problems = append(d.Problems, b.field(string(it.Measure), it.At, msg))
}

// field is a problem at a cell of this file.
func (b *builder) field(name string, at sitrep.Cell, msg string) fault.Field {
	return fault.Field{Name: name, Message: msg, File: b.opt.File, Sheet: at.Sheet, Cell: at.Ref}
}

// refuse notes what could not be read and belongs to no return.
func (b *builder) refuse(at sitrep.Cell, format string, args ...any) {
	b.batch.Refusals = append(b.batch.Refusals, b.field("", at, fmt.Sprintf(format, args...)))
}

// sight notes a code with what stands beside it. Only the first name is kept: the organisations room compares it.
func (b *builder) sight(s org.Sighting, at sitrep.Cell, day civil.Range) {
	if !inForce(b.format.Form, day.From) {
		return // the day is mistyped: it says nothing about when the organisation was there
	}
	i, ok := b.sightings[s.Code]
	if !ok {
		s.Source, s.Seen = strings.TrimSpace(b.opt.File+", "+place(at)), day
		b.sightings[s.Code] = len(b.batch.Sightings)
		b.batch.Sightings = append(b.batch.Sightings, s)
		return
	}
	have := &b.batch.Sightings[i]
	if day.From.Before(have.Seen.From) || have.Seen.From.IsZero() {
		have.Seen.From = day.From
	}
	if day.To.After(have.Seen.To) {
		have.Seen.To = day.To
	}
	if have.Name == "" {
		have.Name = s.Name
	}
}

// finish closes the batch: drafts without a figure go, lists are put in order.
func (b *builder) finish() (*sitrep.Batch, error) {
	if b.batch.Read == 0 && len(b.batch.Refusals) == 0 {
		return nil, fault.New(fault.Invalid, "%s was recognised as %s but holds no figures under headings that are known; send the file as it was published",
			b.opt.File, b.format.Words)
	}
	b.abroad()
	b.outOfForce()
	b.dropEmpty()
	b.notYet()
	if err := b.tooEarly(); err != nil {
		return nil, err
	}
	if n := len(b.batch.Published); n > 0 && len(b.batch.Drafts) == 0 {
		b.notes.sayf("the file gives totals only and no organisation's return: %s kept as published", countOf(b.batch.Published))
	}
	if b.computed > 0 {
		b.notes.sayf("%d published shares and means of single organisations are not stored: they are worked out from the counts beside them", b.computed)
	}
	if b.unread > 0 {
		b.notes.sayf("%d values stand under headings that no measure has; they were not read", b.unread)
	}
	for form, set := range b.covers {
		list := make([]civil.Date, 0, len(set))
		for d := range set {
			list = append(list, d)
		}
		slices.SortFunc(list, civil.Date.Compare)
		if b.batch.Covers == nil {
			b.batch.Covers = map[sitrep.FormCode][]civil.Date{}
		}
		b.batch.Covers[form] = list
	}
	for i, s := range b.batch.Sightings {
		if b.starred[s.Code] {
			b.batch.Sightings[i].Code += "*" // the organisations room asks somebody to record the merger
		}
	}
	sort.SliceStable(b.batch.Sightings, func(i, j int) bool { return b.batch.Sightings[i].Code < b.batch.Sightings[j].Code })
	b.batch.Source.Edition = b.edition
	b.batch.Source.Notes = b.notes.list()
	return b.batch, nil
}

// dropEmpty leaves out drafts that hold nothing but gaps: they were not returned (trap T8).
func (b *builder) dropEmpty() {
	var empty []sitrep.Draft
	for _, total := range []bool{false, true} {
		l := b.list(total)
		kept := (*l)[:0]
		for i := range *l {
			d := &(*l)[i]
			if len(d.Problems) > 0 || holdsAny(d.Items) {
				kept = append(kept, *d)
			} else if !total {
				if len(d.Items) > 0 {
					empty = append(empty, *d)
				}
				b.notes.say(string(d.Org)+" "+d.Day.String(), "no figure at all for an organisation and day: left out as not returned")
			}
		}
		*l = kept
	}
	b.index = nil
	b.listed(empty)
}

// listed notes the organisations and days that the file lists without a figure, of those that it has figures of.
func (b *builder) listed(empty []sitrep.Draft) {
	type key struct {
		form sitrep.FormCode
		org  org.Code
	}
	first := map[key]civil.Date{}
	for i := range b.batch.Drafts {
		d := &b.batch.Drafts[i]
		k := key{d.Form, d.Org}
		if f, ok := first[k]; !ok || d.Day.Before(f) {
			first[k] = d.Day
		}
	}
	for _, d := range empty {
		if f, ok := first[key{d.Form, d.Org}]; !b.silent || ok && d.Day.After(f) {
			b.batch.Blank = append(b.batch.Blank, d)
		}
	}
}

// holdsAny reports whether any item is more than a gap.
func holdsAny(items []sitrep.Item) bool {
	for i := range items {
		if !items[i].Value.IsMissing() {
			return true
		}
	}
	return false
}
