package org

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
)

// Heir is who stands in a closed unit's place on a day.
type Heir struct {
	Code        Code   // the unit itself while it is open; "" when nobody can be named without doubt
	Path        []Fact // the successions followed
	Choices     []Code // when there are several, all of them
	Unconfirmed bool   // a step rests on memory or doubt
	Words       string // why, for people
}

// Sure reports whether figures of the closed unit may be added to the heir's.
func (h Heir) Sure() bool { return h.Code != "" && !h.Unconfirmed && len(h.Path) > 0 }

// Heir follows c's successions up to day d, however many steps, as long as each step has one successor and none is
// doubtful. A unit that was split has several heirs, and no figure of it may be given to one of them.
func (b *Book) Heir(c Code, d civil.Date) Heir {
	h := Heir{Code: c}
	seen := map[Code]bool{c: true}
	for {
		u, ok := b.unit(h.Code)
		if ok && u.Valid.Contains(d) {
			return h.say(b, c, d)
		}
		next := b.successors(h.Code, d)
		switch {
		case len(next) == 0:
			h.Code = ""
			h.Words = fmt.Sprintf("no successor of %s is recorded", c)
			return h
		case len(next) > 1:
			for _, f := range next {
				h.Choices = append(h.Choices, f.Other)
			}
			h.Words = fmt.Sprintf("%s was followed by several organisations (%s): its figures belong to none of them alone", h.Code, codes(h.Choices))
			h.Code = ""
			return h
		case seen[next[0].Other]:
			h.Code = ""
			h.Words = fmt.Sprintf("the successions of %s run in a ring", c)
			return h
		}
		h.Path = append(h.Path, next[0])
		h.Unconfirmed = h.Unconfirmed || next[0].Unconfirmed
		h.Code = next[0].Other
		seen[h.Code] = true
	}
}

func (h Heir) say(b *Book, from Code, d civil.Date) Heir {
	switch {
	case len(h.Path) == 0:
		h.Words = fmt.Sprintf("%s stands itself", from)
	case h.Unconfirmed:
		h.Words = fmt.Sprintf("%s is thought to have followed %s, which is unconfirmed: figures are not joined", h.Code, from)
	default:
		h.Words = fmt.Sprintf("%s (%s) stands for %s since %s", h.Code, b.Name(h.Code, d), from, h.Path[0].Valid.From)
	}
	return h
}

// successors lists those who followed c by day d, one fact for each, the sure before the doubtful.
func (b *Book) successors(c Code, d civil.Date) []Fact {
	s := b.subjects[c]
	if s == nil {
		return nil
	}
	var out []Fact
	for _, f := range s.successions {
		if f.Valid.From.After(d) {
			continue
		}
		i := slices.IndexFunc(out, func(g Fact) bool { return g.Other == f.Other })
		switch {
		case i < 0:
			out = append(out, f)
		case out[i].Unconfirmed && !f.Unconfirmed:
			out[i] = f
		}
	}
	return out
}

// Successors lists those who have followed c by the picture's day.
func (p *Picture) Successors(c Code) []Fact { return p.book.successors(c, p.On) }

// Predecessors lists those whom c has followed by the picture's day.
func (p *Picture) Predecessors(c Code) []Fact {
	var out []Fact
	for _, f := range p.book.before[c] {
		if !f.Valid.From.After(p.On) && !slices.ContainsFunc(out, func(g Fact) bool { return g.Org == f.Org }) {
			out = append(out, f)
		}
	}
	return out
}

// Merged reports whether c is known to have been merged into or followed by another by the picture's day: by a sure
// succession, or because a published file stars its code. A unit that was split counts once it has closed.
func (p *Picture) Merged(c Code) bool {
	if p.Marked(c, MarkMergedSince) {
		return true
	}
	_, open := p.Unit(c)
	return slices.ContainsFunc(p.Successors(c), func(f Fact) bool { return !f.Unconfirmed && (f.Manner != Demerged || !open) })
}

// Heir is who stands in c's place on the picture's day.
func (p *Picture) Heir(c Code) Heir { return p.book.Heir(c, p.On) }

// Gather sorts the units that figures are held for by the open unit that stands for them on the picture's day. Those
// without a sure heir are left over, each with the reason in words; the caller shows them and adds them to nobody.
func (p *Picture) Gather(held []Code) (stand map[Code][]Code, left map[Code]string) {
	stand, left = map[Code][]Code{}, map[Code]string{}
	for _, c := range held {
		if h := p.Heir(c); h.Code != "" && (len(h.Path) == 0 || h.Sure()) {
			stand[h.Code] = append(stand[h.Code], c)
		} else {
			left[c] = h.Words
		}
	}
	return stand, left
}

func codes(l []Code) string {
	s := make([]string, len(l))
	for i, c := range l {
		s[i] = string(c)
	}
	return strings.Join(s, ", ")
}
