package org

import (
	"slices"
	"strings"

	"headroom/internal/civil"
)

// ParentKinds lists the kinds that a unit of kind k may hang from in a tree; none when it has no place there. A care
// provider or voluntary body hangs from a council and may hang from a board as well; a council has shares in boards and
// no parent there.
func ParentKinds(t Tree, k Kind) []Kind {
	if t == NHS {
		switch k {
		case KindRegion:
			return []Kind{KindEngland}
		case KindICB:
			return []Kind{KindRegion}
		case KindTrust, KindAmbulance, KindIndependent:
			return []Kind{KindICB, KindRegion}
		case KindSite:
			return []Kind{KindTrust, KindAmbulance, KindIndependent}
		case KindCareProvider, KindVoluntary:
			return []Kind{KindICB}
		}
		return nil
	}
	switch k {
	case KindADASSRegion:
		return []Kind{KindEngland}
	case KindCouncil:
		return []Kind{KindADASSRegion}
	case KindCareProvider:
		return []Kind{KindCouncil}
	case KindVoluntary:
		return []Kind{KindCouncil, KindADASSRegion}
	}
	return nil
}

// ChildKinds lists the kinds that may be opened below a unit of kind k. England also takes national bodies, which hang
// in neither tree.
func ChildKinds(k Kind) []Kind {
	var out []Kind
	for _, child := range Kinds() {
		if slices.Contains(ParentKinds(child.Home(), child), k) || child == KindNational && k == KindEngland {
			out = append(out, child)
		}
	}
	return out
}

// open proposes a new organisation below p.Org.
func (c *proposing) open() {
	r := c.span()
	kinds := ChildKinds(c.unit.Kind)
	if !slices.Contains(kinds, c.p.Kind) {
		c.bad("kind", "Choose what is opened: below %s may hang %s", c.p.Org, kindWords(kinds))
	}
	name := c.text("name", c.p.Name, "Enter its name")
	code, starred, err := ParseCode(c.p.Code)
	switch {
	case strings.TrimSpace(c.p.Code) == "":
		c.bad("code", "Enter its code")
	case err != nil:
		c.bad("code", "%s", err.Error())
	case starred:
		c.bad("code", "Enter the code without the star")
	default:
		c.free(code)
	}
	if !r.From.IsZero() && !c.unit.Valid.Contains(r.From) {
		c.bad("from", "%s is not open on %s (%s)", c.p.Org, r.From, unitWords(c.unit))
	}
	facts := []Fact{{What: FactUnit, Org: code, Kind: c.p.Kind, Valid: r},
		{What: FactName, Org: code, Text: name, Short: strings.TrimSpace(c.p.Short), Valid: civil.Range{From: r.From}}}
	if t := c.p.Kind.Home(); t != "" {
		facts = append(facts, Fact{What: FactLink, Org: code, Tree: t, Other: c.p.Org, Valid: r})
	}
	verb := "new"
	if c.b.Holds(code) {
		verb = "confirm"
	}
	c.line(verb, facts...)
}

// free checks that a code may be given to a new organisation.
func (c *proposing) free(code Code) {
	if u, ok := c.b.unit(code); ok && u.Standing != Seen {
		c.bad("code", "%s is held already: %s", c.b.called(code, c.today), unitWords(u))
		return
	}
	if to, ok := c.b.Lookup(string(code), c.p.From); ok && to != code {
		c.bad("code", "%s is a code of %s", code, c.b.called(to, c.today))
	}
}

func kindWords(l []Kind) string {
	if len(l) == 0 {
		return "nothing"
	}
	words := make([]string, len(l))
	for i, k := range l {
		words[i] = k.Words()
	}
	return strings.Join(words, ", ")
}

// text is a line of text as a person wrote it, without doubled spaces.
func (c *proposing) text(field, typed, empty string) string {
	s := strings.Join(strings.Fields(typed), " ")
	switch {
	case s == "":
		c.bad(field, "%s", empty)
	case len(s) > 200:
		c.bad(field, "Use at most 200 characters")
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		c.bad(field, "Leave out characters that cannot be printed")
	}
	return s
}

// closing proposes the organisation's last day.
func (c *proposing) closing() {
	last := c.p.To
	u := c.unit
	switch {
	case last.IsZero():
		c.bad("to", "Enter the last day on which it was open")
		return
	case u.Standing == Seen:
		c.bad("to", "%s was only seen in data files; open it first, with its last day", c.p.Org)
	case last.Before(u.Valid.From):
		c.bad("to", "The closing %s is before the opening %s; correct the day, or take the opening back", last, u.Valid.From)
	case u.Valid.To == last.Add(1):
		c.bad("to", "That closing is held already: %s", unitWords(u))
	}
	c.beginsAfter(last)
	c.left(last)
	u.Valid.To = last.Add(1)
	c.line("close", Fact{What: FactUnit, Org: c.p.Org, Kind: u.Kind, Valid: u.Valid})
}

// beginsAfter finds stated facts that would begin after the last day.
func (c *proposing) beginsAfter(last civil.Date) {
	s := c.subject()
	lists := [][]Fact{s.names, s.links[NHS], s.links[ADASS], s.codes, s.marks}
	for _, f := range slices.Concat(lists...) {
		if f.rank() > 0 && f.Valid.From.After(last) {
			c.bad("to", "“%s” begins after that day; take it back first, or choose a later day", c.b.Says(f))
		}
	}
}

// left notes who hangs below on the last day.
func (c *proposing) left(last civil.Date) {
	p := c.b.At(last)
	n := 0
	for _, t := range Trees() {
		n += len(p.Children(t, c.p.Org))
	}
	if n > 0 {
		c.note("%d organisations hang directly below it on %s. Without a sure successor they count under what it hung from, and their place shows as unconfirmed.", n, last)
	}
}

// succession proposes who came after, and on request the closing on the day before.
func (c *proposing) succession() {
	if c.p.From.IsZero() {
		c.bad("from", "Enter the first day of those who came after")
	}
	words := map[Manner]bool{Merged: true, Demerged: true, Renamed: true, Replaced: true}
	if !words[c.p.Manner] {
		c.bad("manner", "Choose how it was followed")
	}
	if !c.p.From.IsZero() && c.unit.Standing != Seen && c.p.From.Before(c.unit.Valid.From) {
		c.bad("from", "%s opened on %s; it cannot have been followed before that", c.p.Org, c.unit.Valid.From)
	}
	facts := c.followers()
	if c.p.Manner == Renamed || c.p.Manner == Merged {
		if len(facts) > 1 {
			c.bad("others", "Only a split or a replacement has several that came after; choose one of those, or one code")
		}
		for _, g := range c.b.successors(c.p.Org, far) {
			if !g.Unconfirmed && len(facts) == 1 && g.Other != facts[0].Other {
				c.bad("others", "The record has “%s”; take that back first", successionWords(g))
			}
		}
	}
	if len(facts) > 0 {
		c.line("succession", facts...)
	}
	if u := c.unit; c.p.Closes && u.Standing != Seen && u.Valid.To != c.p.From && !c.p.From.IsZero() {
		if !u.Valid.To.IsZero() && u.Valid.To.Before(c.p.From) {
			c.note("It is recorded as closed after %s already: that stays.", u.Valid.To.Add(-1))
			return
		}
		if !c.p.From.After(u.Valid.From) {
			c.bad("from", "The closing would be before the opening %s; correct the day, or leave the closing out", u.Valid.From)
		}
		c.beginsAfter(c.p.From.Add(-1))
		u.Valid.To = c.p.From
		c.line("close", Fact{What: FactUnit, Org: c.p.Org, Kind: u.Kind, Valid: u.Valid})
	}
}

// followers reads the codes of those who came after.
func (c *proposing) followers() []Fact {
	var facts []Fact
	typed := strings.FieldsFunc(c.p.Others, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
	if len(typed) == 0 {
		c.bad("others", "Enter the code of each organisation that came after")
	}
	for _, t := range typed {
		code, _, ok := c.other("others", t)
		if !ok {
			continue
		}
		f := Fact{What: FactSuccession, Org: c.p.Org, Other: code, Manner: c.p.Manner, Valid: civil.Range{From: c.p.From}}
		switch {
		case code == c.p.Org:
			c.bad("others", "%s cannot come after itself", code)
		case slices.ContainsFunc(facts, func(g Fact) bool { return g.Other == code }):
			c.bad("others", "%s stands twice", code)
		case c.b.follows(code, c.p.Org):
			c.bad("others", "%s came before %s by the record: the successions would run in a ring", code, c.p.Org)
		case slices.ContainsFunc(c.b.successors(c.p.Org, far), func(g Fact) bool { return g.Other == code && g.Unconfirmed == c.p.Unconfirmed && dayApart(f, g) }):
			c.bad("others", "That is recorded already: %s", successionWords(f))
		default:
			facts = append(facts, f)
		}
	}
	return facts
}

// follows reports whether later is among those who came after c, at any distance.
func (b *Book) follows(c, later Code) bool {
	seen := map[Code]bool{}
	var walk func(Code) bool
	walk = func(at Code) bool {
		if seen[at] {
			return false
		}
		seen[at] = true
		return slices.ContainsFunc(b.successors(at, far), func(f Fact) bool { return f.Other == later || walk(f.Other) })
	}
	return walk(c)
}
