package org

import (
	"slices"
	"strings"

	"headroom/internal/civil"
)

// Book is every fact known at one instant, arranged for asking. It is immutable; make one with NewBook.
type Book struct {
	subjects map[Code]*subject
	before   map[Code][]Fact // successions by the one who came after
	spelt    map[string][]Fact
	sorted   []Code
}

// subject is what is known of one unit, each list in the order it was recorded.
type subject struct {
	units, names, codes, marks, successions []Fact
	links                                   map[Tree][]Fact
	shares                                  map[Basis][]Fact
}

// NewBook arranges facts, which must come in the order they were recorded. A withdrawn fact removes the earlier ones
// with its subject and first day.
func NewBook(facts []Fact) *Book {
	b := &Book{subjects: map[Code]*subject{}, before: map[Code][]Fact{}, spelt: map[string][]Fact{}}
	for _, f := range facts {
		b.add(f)
	}
	for code, s := range b.subjects {
		b.sorted = append(b.sorted, code)
		for _, f := range s.codes {
			b.spelt[strings.ToUpper(f.Text)] = append(b.spelt[strings.ToUpper(f.Text)], f)
		}
		for _, f := range s.successions {
			b.before[f.Other] = append(b.before[f.Other], f)
		}
	}
	slices.Sort(b.sorted)
	for _, l := range b.spelt {
		slices.SortFunc(l, func(x, y Fact) int { return strings.Compare(string(x.Org), string(y.Org)) })
	}
	for _, l := range b.before {
		slices.SortFunc(l, func(x, y Fact) int { return strings.Compare(string(x.Org), string(y.Org)) })
	}
	return b
}

func (b *Book) add(f Fact) {
	s := b.subjects[f.Org]
	if s == nil {
		s = &subject{links: map[Tree][]Fact{}, shares: map[Basis][]Fact{}}
		b.subjects[f.Org] = s
	}
	put := func(l []Fact) []Fact {
		if f.Standing == Withdrawn {
			return slices.DeleteFunc(slices.Clone(l), f.same)
		}
		return append(l, f)
	}
	switch f.What {
	case FactUnit:
		s.units = put(s.units)
	case FactName:
		s.names = put(s.names)
	case FactCode:
		s.codes = put(s.codes)
	case FactMark:
		s.marks = put(s.marks)
	case FactSuccession:
		s.successions = put(s.successions)
	case FactLink:
		s.links[f.Tree] = put(s.links[f.Tree])
	case FactShare:
		s.shares[f.Basis] = put(s.shares[f.Basis])
	}
}

// Codes lists every unit ever mentioned, sorted.
func (b *Book) Codes() []Code { return b.sorted }

// Holds reports whether the unit has ever been stated or seen.
func (b *Book) Holds(c Code) bool {
	s := b.subjects[c]
	return s != nil && len(s.units) > 0
}

// Facts lists what is known of one unit, including the successions that lead to it, in the order recorded within each
// sort. It is the unit's history.
func (b *Book) Facts(c Code) []Fact {
	var out []Fact
	if s := b.subjects[c]; s != nil {
		out = append(out, s.units...)
		out = append(out, s.names...)
		for _, t := range Trees() {
			out = append(out, s.links[t]...)
		}
		out = append(out, s.codes...)
		out = append(out, s.successions...)
		for _, ba := range Bases() {
			out = append(out, s.shares[ba]...)
		}
		out = append(out, s.marks...)
	}
	return append(out, b.before[c]...)
}

// unit is what is held of the unit's kind and dates: the newest stated fact, else what the files showed, from the first
// day seen until somebody is recorded as having followed it: not being seen again is not being closed. What a list without
// dates states ends the same way, when the successor is sure.
func (b *Book) unit(c Code) (f Fact, ok bool) {
	s := b.subjects[c]
	if s == nil {
		return Fact{}, false
	}
	for _, g := range s.units {
		switch {
		case !ok || g.rank() > f.rank() || (g.rank() == 1 && f.rank() == 1):
			f, ok = g, true
		case g.rank() == 0 && f.rank() == 0 && g.Valid.From.Before(f.Valid.From):
			f.Valid.From = g.Valid.From
		}
	}
	undated := ok && f.Standing != Seen && f.Valid == (civil.Range{})
	if f.Standing == Seen || undated {
		f.Valid.To = civil.Date{}
		for _, g := range s.successions {
			if g.Manner != Demerged && !(undated && g.Unconfirmed) && (f.Valid.To.IsZero() || g.Valid.From.Before(f.Valid.To)) {
				f.Valid.To = g.Valid.From
			}
		}
	}
	return f, ok
}

// Unit is what is held of the unit's kind and dates, whatever the day; ok is false for one that is not held.
func (b *Book) Unit(c Code) (f Fact, ok bool) { return b.unit(c) }

// seen is the span from the first to the last day that data files showed a provisional unit for.
func (b *Book) seen(c Code) civil.Range {
	var r civil.Range
	s := b.subjects[c]
	if s == nil {
		return r
	}
	for _, f := range s.units {
		if f.Standing == Seen {
			r = hull(r, f.Valid)
		}
	}
	return r
}

func hull(a, b civil.Range) civil.Range {
	if a == (civil.Range{}) {
		return b
	}
	if b.From.Before(a.From) {
		a.From = b.From
	}
	if !a.To.IsZero() && (b.To.IsZero() || b.To.After(a.To)) {
		a.To = b.To
	}
	return a
}

// holding picks the fact in force on day d: a stated one before a seen one, then the one that began last, then the one
// recorded last.
func holding(facts []Fact, d civil.Date) (best Fact, ok bool) {
	for _, f := range facts {
		if f.Valid.Contains(d) && (!ok || !beats(best, f)) {
			best, ok = f, true
		}
	}
	return best, ok
}

// beats reports whether x, recorded before y, is still in force over y.
func beats(x, y Fact) bool {
	if x.rank() != y.rank() {
		return x.rank() > y.rank()
	}
	return x.Valid.From.After(y.Valid.From)
}

// nearest picks the fact whose span lies closest to day d, an earlier one before a later one.
func nearest(facts []Fact, d civil.Date) (best Fact, ok bool) {
	far := func(f Fact) int {
		if d.Before(f.Valid.From) {
			return 2*f.Valid.From.Sub(d) + 1
		}
		if f.Valid.To.IsZero() {
			return 0
		}
		return 2 * (d.Sub(f.Valid.To) + 1)
	}
	for _, f := range facts {
		if !ok || f.rank() > best.rank() || (f.rank() == best.rank() && far(f) <= far(best)) {
			best, ok = f, true
		}
	}
	return best, ok
}

// name is the unit's name on day d, or the nearest one known; the code itself when no name is known.
func (b *Book) name(c Code, d civil.Date) Fact {
	if s := b.subjects[c]; s != nil {
		if f, ok := holding(s.names, d); ok {
			return f
		}
		if f, ok := nearest(s.names, d); ok {
			return f
		}
	}
	return Fact{What: FactName, Org: c, Text: string(c)}
}

// Name is the unit's name on day d, or the nearest name known, or its code.
func (b *Book) Name(c Code, d civil.Date) string { return b.name(c, d).Text }

// parent is the stated parent on day d, else what a file said, an exact parent before a mere region.
func (b *Book) parent(t Tree, c Code, d civil.Date) (best Fact, ok bool) {
	s := b.subjects[c]
	if s == nil {
		return Fact{}, false
	}
	for _, f := range s.links[t] {
		if !f.Valid.Contains(d) {
			continue
		}
		switch {
		case !ok:
			best, ok = f, true
		case f.rank() != best.rank():
			if f.rank() > best.rank() {
				best = f
			}
		case f.Standing == Seen && b.isRegion(f.Other) != b.isRegion(best.Other):
			if b.isRegion(best.Other) {
				best = f
			}
		case !beats(best, f):
			best = f
		}
	}
	return best, ok
}

func (b *Book) isRegion(c Code) bool {
	f, ok := b.unit(c)
	return ok && (f.Kind == KindRegion || f.Kind == KindADASSRegion || f.Kind == KindEngland)
}

// Lookup finds the unit that an identifier of any scheme meant on day d; a lasting code is its own answer. An
// identifier that was valid only on other days is found too, as long as it meant one unit.
func (b *Book) Lookup(id string, d civil.Date) (Code, bool) {
	id = strings.ToUpper(strings.TrimSpace(id))
	if b.Holds(Code(id)) {
		return Code(id), true
	}
	var once Code
	for _, f := range b.spelt[id] {
		if f.Valid.Contains(d) {
			return f.Org, true
		}
		if once != "" && once != f.Org {
			return "", false
		}
		once = f.Org
	}
	return once, once != ""
}
