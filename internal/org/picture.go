package org

import (
	"slices"
	"strings"
	"sync"

	"headroom/internal/civil"
)

// Unit is one organisation as it stood on the picture's day.
type Unit struct {
	Code        Code
	Kind        Kind
	Name        string
	Short       string      // the name for a tile: without "NHS" and "Integrated Care Board"
	Open        civil.Range // from opening to closing; a zero start means that it is not known
	Provisional bool        // seen in a data file, confirmed by nobody
	Unconfirmed bool        // its dates, kind or name are doubtful
	Seen        civil.Range // for a provisional unit, the days that files showed it for
	Source      string
}

// Link is a unit's place in one tree on the picture's day.
type Link struct {
	Parent      Code
	Assumed     bool // nothing is stated for this day: the nearest known place, or England
	Unconfirmed bool
	Source      string
}

// Picture is the organisations on one day, as known at one instant. It is immutable and safe for concurrent use.
type Picture struct {
	On       civil.Date
	book     *Book
	units    map[Code]Unit
	parents  map[Tree]map[Code]Link
	order    sync.Once // names are folded and sorted for whoever asks for an order: pages do, sums do not
	children map[Tree]map[Code][]Code
	byName   []Code // every open unit, by name
}

// At makes the picture of day d. It costs one pass over the facts; keep the picture.
func (b *Book) At(d civil.Date) *Picture {
	p := &Picture{On: d, book: b, units: make(map[Code]Unit, len(b.sorted)),
		parents: map[Tree]map[Code]Link{}, children: map[Tree]map[Code][]Code{}}
	for _, c := range b.sorted {
		if f, ok := b.unit(c); ok && f.Valid.Contains(d) {
			p.units[c] = b.unitAt(c, f, d)
		}
	}
	for _, t := range Trees() {
		p.parents[t], p.children[t] = map[Code]Link{}, map[Code][]Code{}
		for _, c := range b.sorted {
			u, ok := p.units[c]
			if !ok || c == England {
				continue
			}
			if l, ok := p.place(t, u); ok {
				p.parents[t][c] = l
				p.children[t][l.Parent] = append(p.children[t][l.Parent], c)
			}
		}
		p.breakLoops(t)
	}
	return p
}

// ordered puts the units and everybody's children in the order of their names.
func (p *Picture) ordered() *Picture {
	p.order.Do(func() {
		folded := make(map[Code]string, len(p.units))
		for _, c := range p.book.sorted {
			if u, ok := p.units[c]; ok {
				folded[c], p.byName = fold(u.Name), append(p.byName, c)
			}
		}
		sortByName(p.byName, folded)
		for _, t := range Trees() {
			for _, l := range p.children[t] {
				sortByName(l, folded)
			}
		}
	})
	return p
}

func (b *Book) unitAt(c Code, f Fact, d civil.Date) Unit {
	n := b.name(c, d)
	u := Unit{Code: c, Kind: f.Kind, Name: n.Text, Short: n.Short, Open: f.Valid, Source: f.Source,
		Provisional: f.Standing == Seen, Unconfirmed: f.Unconfirmed || n.Unconfirmed}
	if u.Short == "" {
		u.Short = Shorten(u.Kind, u.Name)
	}
	if u.Provisional {
		u.Seen = b.seen(c)
	}
	return u
}

// place finds where a unit hangs. When the stated parent has closed, the unit hangs from whatever took the parent's
// place without doubt, else from what the parent itself hung from. When nothing is stated for the day, the nearest
// place known is assumed while it stands, and England after that, so that England's figures never lose a trust.
func (p *Picture) place(t Tree, u Unit) (Link, bool) {
	f, ok := p.book.parent(t, u.Code, p.On)
	if ok && f.Other == "" {
		return Link{}, false
	}
	if ok {
		if l, found := p.standing(t, f); found {
			return l, true
		}
	} else if l, found := p.assume(t, u.Code); found {
		return l, true
	}
	if ok || u.Kind.Home() == t {
		return Link{Parent: England, Assumed: true}, true
	}
	return Link{}, false
}

// assume guesses a place for a day on which nothing is known: the nearest place in time whose parent is open on the
// day, else what the nearest place leads up to.
func (p *Picture) assume(t Tree, c Code) (Link, bool) {
	s := p.book.subjects[c]
	if s == nil {
		return Link{}, false
	}
	var open []Fact
	for _, f := range s.links[t] {
		if _, ok := p.units[f.Other]; ok {
			open = append(open, f)
		}
	}
	if len(open) == 0 {
		open = s.links[t]
	}
	f, ok := nearest(open, p.On)
	if !ok {
		return Link{}, false
	}
	l, ok := p.standing(t, f)
	l.Assumed = true
	return l, ok
}

// standing follows a link to a unit that is open on the picture's day.
func (p *Picture) standing(t Tree, f Fact) (Link, bool) {
	l := Link{Parent: f.Other, Unconfirmed: f.Unconfirmed, Source: f.Source}
	for range maxDepth {
		if _, open := p.units[l.Parent]; open {
			return l, true
		}
		l.Assumed = true
		if h := p.book.Heir(l.Parent, p.On); h.Sure() {
			l.Parent = h.Code
			continue
		}
		s := p.book.subjects[l.Parent]
		if s == nil {
			return Link{}, false
		}
		up, ok := nearest(s.links[t], p.On)
		if !ok {
			return Link{}, false
		}
		l.Parent = up.Other
	}
	return Link{}, false
}

// maxDepth is deeper than either tree can be; it ends a walk over damaged links.
const maxDepth = 12

// breakLoops hangs every unit that cannot reach England's place at the root from England: a ring of parents would lose
// its figures and never end a walk.
func (p *Picture) breakLoops(t Tree) {
	for _, c := range p.book.sorted {
		l, ok := p.parents[t][c]
		if !ok {
			continue
		}
		at := c
		for range maxDepth {
			up, more := p.parents[t][at]
			if !more {
				at = ""
				break
			}
			at = up.Parent
		}
		if at == "" {
			continue
		}
		p.children[t][l.Parent] = slices.DeleteFunc(p.children[t][l.Parent], func(x Code) bool { return x == c })
		p.parents[t][c] = Link{Parent: England, Assumed: true, Unconfirmed: true}
		p.children[t][England] = append(p.children[t][England], c)
	}
}

// sortByName sorts by folded name, which takes longer to make than to compare, and then by code.
func sortByName(l []Code, folded map[Code]string) {
	slices.SortFunc(l, func(a, b Code) int {
		if n := strings.Compare(folded[a], folded[b]); n != 0 {
			return n
		}
		return strings.Compare(string(a), string(b))
	})
}

// Unit is the organisation with this code, if it is open on the picture's day.
func (p *Picture) Unit(c Code) (Unit, bool) {
	u, ok := p.units[c]
	return u, ok
}

// Name is the unit's name; for a unit that is not open on the day the nearest name known, and for an unknown one its
// code, so that a page always has something to call it.
func (p *Picture) Name(c Code) string {
	if u, ok := p.units[c]; ok {
		return u.Name
	}
	return p.book.Name(c, p.On)
}

// Parent is the unit that c hangs from in tree t.
func (p *Picture) Parent(t Tree, c Code) (Code, bool) {
	l, ok := p.parents[t][c]
	return l.Parent, ok
}

// Place is Parent with how sure it is.
func (p *Picture) Place(t Tree, c Code) (Link, bool) {
	l, ok := p.parents[t][c]
	return l, ok
}

// Children lists the units that hang directly from c in tree t, by name. Do not change the slice.
func (p *Picture) Children(t Tree, c Code) []Code { return p.ordered().children[t][c] }

// Ancestors lists what c hangs from in tree t, nearest first, up to England.
func (p *Picture) Ancestors(t Tree, c Code) []Code {
	var out []Code
	for range maxDepth {
		l, ok := p.parents[t][c]
		if !ok {
			break
		}
		out = append(out, l.Parent)
		c = l.Parent
	}
	return out
}

// Above is the nearest unit of kind k that c hangs from in tree t, or c itself if it is of that kind.
func (p *Picture) Above(t Tree, c Code, k Kind) (Code, bool) {
	if p.units[c].Kind == k {
		return c, true
	}
	for _, a := range p.Ancestors(t, c) {
		if p.units[a].Kind == k {
			return a, true
		}
	}
	return "", false
}

// Under lists everything below c in tree t, at any depth, without c itself; with kinds, only those. A parent comes
// before its children, and brothers come by name.
func (p *Picture) Under(t Tree, c Code, kinds ...Kind) []Code {
	p.ordered()
	var out []Code
	var walk func(Code)
	walk = func(at Code) {
		for _, k := range p.children[t][at] {
			if len(kinds) == 0 || slices.Contains(kinds, p.units[k].Kind) {
				out = append(out, k)
			}
			walk(k)
		}
	}
	walk(c)
	return out
}

// Within reports whether child is ancestor, or hangs below it in either tree.
func (p *Picture) Within(child, ancestor Code) bool {
	if child == ancestor {
		return true
	}
	for _, t := range Trees() {
		at := child
		for range maxDepth {
			l, ok := p.parents[t][at]
			if !ok {
				break
			}
			if at = l.Parent; at == ancestor {
				return true
			}
		}
	}
	return false
}

// Units lists the open units of these kinds, or of every kind, sorted by name.
func (p *Picture) Units(kinds ...Kind) []Unit {
	var out []Unit
	for _, c := range p.ordered().byName {
		if u := p.units[c]; len(kinds) == 0 || slices.Contains(kinds, u.Kind) {
			out = append(out, u)
		}
	}
	return out
}

// Lookup finds the open unit that an identifier of any scheme means on the picture's day.
func (p *Picture) Lookup(id string) (Unit, bool) {
	c, ok := p.book.Lookup(id, p.On)
	if !ok {
		return Unit{}, false
	}
	return p.Unit(c)
}

// Marked reports whether c carries the mark on the picture's day.
func (p *Picture) Marked(c Code, mark string) bool {
	s := p.book.subjects[c]
	return s != nil && slices.ContainsFunc(s.marks, func(f Fact) bool { return f.Text == mark && f.Valid.Contains(p.On) })
}

// MarkedWhen lists the spans of days on which c is open and carries the mark, in no order.
func (b *Book) MarkedWhen(c Code, mark string) []civil.Range {
	u, ok := b.unit(c)
	if !ok {
		return nil
	}
	var out []civil.Range
	for _, f := range b.marks(c) {
		if r := common(f.Valid, u.Valid); f.Text == mark && (r.To.IsZero() || r.From.Before(r.To)) {
			out = append(out, r)
		}
	}
	return out
}

// common is the days in both ranges; a zero end is none.
func common(a, b civil.Range) civil.Range {
	if a.From.Before(b.From) {
		a.From = b.From
	}
	if a.To.IsZero() || !b.To.IsZero() && b.To.Before(a.To) {
		a.To = b.To
	}
	return a
}

// CodesOf lists the other codes that c holds on the picture's day, by scheme and code.
func (p *Picture) CodesOf(c Code) []Fact {
	var out []Fact
	if s := p.book.subjects[c]; s != nil {
		for _, f := range s.codes {
			if f.Valid.Contains(p.On) {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Fact) int {
		if n := strings.Compare(string(a.Scheme), string(b.Scheme)); n != 0 {
			return n
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out
}

// Book is the facts that the picture was made from.
func (p *Picture) Book() *Book { return p.book }
