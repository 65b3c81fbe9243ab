package org

import (
	"reflect"
	"slices"

	"headroom/internal/civil"
)

// Resettled lists the spans of days on which the organisations that before held are open otherwise, hang elsewhere in
// the NHS tree or owe other returns by this book: the days whose sums must be worked out anew. Units that before did
// not hold are left out, for nothing was ever added up with them. The spans are in order; a zero From is the beginning.
func (b *Book) Resettled(before *Book) []civil.Range {
	if !b.sameTree(before) {
		return b.differing(before)
	}
	return nil
}

// sameTree reports whether the two books say the same of every unit that before holds, as far as sums depend on it.
func (b *Book) sameTree(before *Book) bool {
	for c, s := range before.subjects {
		t := b.subjects[c]
		if t == nil || !reflect.DeepEqual(s.units, t.units) || !reflect.DeepEqual(s.links[NHS], t.links[NHS]) ||
			!reflect.DeepEqual(s.marks, t.marks) || !reflect.DeepEqual(s.successions, t.successions) {
			return false
		}
	}
	return true
}

// differing compares the two books' pictures between every two days on which anything begins or ends in either.
func (b *Book) differing(before *Book) []civil.Range {
	days := map[civil.Date]bool{}
	for _, x := range []*Book{b, before} {
		for _, s := range x.subjects {
			for _, l := range [][]Fact{s.units, s.links[NHS], s.marks, s.successions} {
				for _, f := range l {
					days[f.Valid.From], days[f.Valid.To] = true, true
				}
			}
		}
	}
	delete(days, civil.Date{})
	var at []civil.Date
	for d := range days {
		at = append(at, d)
	}
	slices.SortFunc(at, civil.Date.Compare)
	var out []civil.Range
	add := func(r civil.Range) {
		if n := len(out); n > 0 && out[n-1].To == r.From {
			out[n-1].To = r.To
			return
		}
		out = append(out, r)
	}
	for i := -1; i < len(at); i++ {
		var r civil.Range
		if i >= 0 {
			r.From = at[i]
		}
		if i+1 < len(at) {
			r.To = at[i+1]
		}
		day := r.From
		if day.IsZero() && !r.To.IsZero() {
			day = r.To.Add(-1)
		}
		if !samePlaces(b.At(day), before.At(day), before) {
			add(r)
		}
	}
	return out
}

func samePlaces(p, q *Picture, held *Book) bool {
	for c, s := range held.subjects {
		_, open := p.units[c]
		_, was := q.units[c]
		if open != was || !slices.Equal(p.Ancestors(NHS, c), q.Ancestors(NHS, c)) {
			return false
		}
		for _, l := range [][]Fact{s.marks, p.book.marks(c)} {
			for _, f := range l {
				if p.Marked(c, f.Text) != q.Marked(c, f.Text) {
					return false
				}
			}
		}
	}
	return true
}

func (b *Book) marks(c Code) []Fact {
	if s := b.subjects[c]; s != nil {
		return s.marks
	}
	return nil
}
