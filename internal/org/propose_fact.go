package org

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/civil"
)

// name proposes another name for a span of days.
func (c *proposing) name() {
	r := c.span()
	c.inside(r)
	f := Fact{What: FactName, Org: c.p.Org, Text: c.text("name", c.p.Name, "Enter the name"), Short: strings.TrimSpace(c.p.Short), Valid: r}
	if g, ok := holding(c.subject().names, r.From); ok && g.Text == f.Text && g.Short == f.Short && !r.From.IsZero() {
		c.bad("name", "It is called that on %s already", r.From)
	}
	c.apart(c.subject().names, r, "A name")
	c.line("name", f)
}

// parent proposes another place in a tree for a span of days.
func (c *proposing) parent() {
	r := c.span()
	c.inside(r)
	kinds := ParentKinds(c.p.Tree, c.unit.Kind)
	if len(kinds) == 0 {
		c.bad("tree", "There is no place for %s in that tree", article(c.unit.Kind))
	}
	to, u, ok := c.other("parent", c.p.Parent)
	if ok && len(kinds) > 0 && !slices.Contains(kinds, u.Kind) {
		c.bad("parent", "%s is %s: %s hangs from %s", to, article(u.Kind), article(c.unit.Kind), kindWords(kinds))
	}
	if ok && c.b.below(c.p.Tree, to, c.p.Org, r.From) {
		c.bad("parent", "%s hangs below %s itself on %s: the tree would run in a ring", to, c.p.Org, r.From)
	}
	if g, held := c.b.parent(c.p.Tree, c.p.Org, r.From); ok && held && g.Standing != Seen && g.Other == to && g.Unconfirmed == c.p.Unconfirmed {
		c.bad("parent", "It hangs there on %s already", r.From)
	}
	c.apart(c.subject().links[c.p.Tree], r, "A place in this tree")
	if ok && !u.Valid.To.IsZero() && (r.To.IsZero() || r.To.After(u.Valid.To)) {
		c.note("%s closes after %s: from then on the place shows as unconfirmed unless its successor is sure.", to, u.Valid.To.Add(-1))
	}
	c.line("parent", Fact{What: FactLink, Org: c.p.Org, Tree: c.p.Tree, Other: to, Valid: r})
}

// article is the kind's words as what somebody is.
func article(k Kind) string {
	if k == KindEngland {
		return "England"
	}
	if w := k.Words(); strings.ContainsAny(w[:1], "aeioNA") {
		return "an " + w
	}
	return "a " + k.Words()
}

// below reports whether c hangs from above at any distance on day d.
func (b *Book) below(t Tree, c, above Code, d civil.Date) bool {
	for range maxDepth {
		if c == above {
			return true
		}
		f, ok := b.parent(t, c, d)
		if !ok {
			return false
		}
		c = f.Other
	}
	return false
}

// Marks lists the marks that a person may propose, with their words.
func Marks() []string {
	return []string{MarkAcuteBeds, MarkType1, MarkCriteria, MarkFoundation, MarkCareTrust}
}

// MarkWords says a mark in a sentence's place.
func MarkWords(mark string) string {
	switch mark {
	case MarkFoundation:
		return "is a foundation trust"
	case MarkCareTrust:
		return "is a care trust"
	case MarkAcuteBeds:
		return "owes general and acute beds in the daily sitrep"
	case MarkType1:
		return "owes the figures of a major A&E department"
	case MarkCriteria:
		return "owes the criteria-to-reside sitrep"
	case MarkMergedSince:
		return "starred in a published file: merged since"
	}
	return mark
}

// mark proposes that the organisation carries a mark from a day, or no more after one.
func (c *proposing) mark() {
	if !slices.Contains(Marks(), c.p.Mark) {
		c.bad("mark", "Choose a mark")
	}
	if k := c.unit.Kind; k != KindTrust && k != KindAmbulance && k != KindIndependent {
		c.bad("mark", "Only trusts and independent providers carry these marks; this is %s", article(k))
	}
	of := slices.DeleteFunc(stated(c.subject().marks), func(f Fact) bool { return f.Text != c.p.Mark })
	if c.p.Owes {
		r := c.span()
		c.inside(r)
		if slices.ContainsFunc(of, func(f Fact) bool { return f.Valid.Contains(r.From) }) && !r.From.IsZero() {
			c.bad("mark", "It carries that mark on %s already", r.From)
		}
		c.apart(of, r, "The mark")
		c.line("mark", Fact{What: FactMark, Org: c.p.Org, Text: c.p.Mark, Valid: r})
		return
	}
	if c.p.To.IsZero() {
		c.bad("to", "Enter the last day on which it carries the mark")
		return
	}
	var facts []Fact
	for _, f := range of {
		if !f.Valid.Contains(c.p.To.Add(1)) {
			continue
		}
		if f.Valid.From.After(c.p.To) {
			c.bad("to", "It carries the mark only since %s; take that back instead", f.Valid.From)
		}
		gone, ends := f, f
		gone.Standing, ends.Valid.To = Withdrawn, c.p.To.Add(1)
		facts = append(facts, gone, ends)
	}
	if len(facts) == 0 {
		c.bad("to", "It does not carry that mark on the day after")
		return
	}
	c.line("mark", facts...)
}

// Schemes lists the lists that another code may come from.
func Schemes() []Scheme { return []Scheme{SchemeODS, SchemeONS, SchemeODSLA, SchemeDistrict} }

// Words names the list.
func (s Scheme) Words() string {
	switch s {
	case SchemeODS:
		return "Organisation Data Service (ODS)"
	case SchemeONS:
		return "Office for National Statistics (ONS)"
	case SchemeODSLA:
		return "ODS code of a local authority"
	case SchemeDistrict:
		return "ONS code of a district inside the area"
	}
	return string(s)
}

// code proposes a code of another list.
func (c *proposing) code() {
	r := c.span()
	c.inside(r)
	if !slices.Contains(Schemes(), c.p.Scheme) {
		c.bad("scheme", "Choose which list the code comes from")
	}
	id, starred, err := ParseCode(c.p.Code)
	switch {
	case strings.TrimSpace(c.p.Code) == "":
		c.bad("code", "Enter the code")
	case err != nil:
		c.bad("code", "%s", err.Error())
	case starred || id == England:
		c.bad("code", "%q is not a code of this organisation", c.p.Code)
	case id != c.p.Org && c.b.Holds(id):
		c.bad("code", "%s is the code of %s itself", id, c.b.called(id, c.today))
	}
	for _, f := range c.b.spelt[string(id)] {
		switch {
		case !overlap(f.Valid, r):
		case f.Org != c.p.Org:
			c.bad("code", "%s means %s on those days", id, c.b.called(f.Org, c.today))
		case f.Scheme == c.p.Scheme && f.rank() > 0:
			c.bad("code", "It holds that code already (%s)", c.b.Says(f))
		}
	}
	c.line("code", Fact{What: FactCode, Org: c.p.Org, Scheme: c.p.Scheme, Text: string(id), Valid: r})
}

// overlap reports whether two half-open spans share a day; an open end is for ever.
func overlap(a, b civil.Range) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// ShareKinds says which kind of organisation has shares on a basis, and what kind they are shares in.
func ShareKinds(b Basis) (of, in []Kind) {
	trusts := []Kind{KindTrust, KindAmbulance, KindIndependent}
	switch b {
	case PatientsByICB:
		return trusts, []Kind{KindICB}
	case PatientsByCouncil:
		return trusts, []Kind{KindCouncil}
	case PatientsByTrust:
		return []Kind{KindCouncil}, trusts
	case AreasByICB:
		return []Kind{KindCouncil}, []Kind{KindICB}
	}
	return nil, nil
}

// wholeTolerance is how far shares typed in per cent may be from a hundred, for rounding.
const wholeTolerance = 0.5

// shares proposes a whole set of shares from a day.
func (c *proposing) shares() {
	r := c.span()
	c.inside(r)
	of, in := ShareKinds(c.p.Basis)
	if !slices.Contains(of, c.unit.Kind) {
		c.bad("basis", "Choose shares that %s has", article(c.unit.Kind))
	}
	f := Fact{What: FactShare, Org: c.p.Org, Basis: c.p.Basis, Valid: r}
	whole := 0.0
	for line := range strings.Lines(c.p.Shares) {
		typed := strings.Fields(strings.NewReplacer("%", " ", ":", " ", ",", " ", "\t", " ").Replace(line))
		if len(typed) == 0 {
			continue
		}
		n, err := 0.0, strconv.ErrSyntax
		if len(typed) == 2 {
			n, err = strconv.ParseFloat(typed[1], 64)
		}
		if err != nil || !(n > 0 && n <= 100) {
			c.bad("shares", "“%s”: write a code and a percentage above 0 and up to 100, as QHM 96.6", strings.TrimSpace(line))
			continue
		}
		code, u, ok := c.other("shares", typed[0])
		switch {
		case !ok:
		case len(in) > 0 && !slices.Contains(in, u.Kind):
			c.bad("shares", "%s is %s; these shares are in %s", code, article(u.Kind), kindWords(in))
		case slices.ContainsFunc(f.Shares, func(s Share) bool { return s.Other == code }):
			c.bad("shares", "%s stands twice", code)
		}
		whole += n
		f.Shares = append(f.Shares, Share{Other: code, Of: n / 100})
	}
	if len(f.Shares) == 0 {
		c.bad("shares", "Enter a line for each: a code and a percentage")
	} else if whole < 100-wholeTolerance || whole > 100+wholeTolerance {
		c.bad("shares", "The shares add up to %.1f%%, not to 100%%", whole)
	}
	held := c.subject().shares[c.p.Basis]
	if g, ok := holding(held, r.From); ok && sameShares(g.Shares, f.Shares) && !r.From.IsZero() {
		c.bad("shares", "Those shares are held on %s already", r.From)
	}
	c.apart(held, r, "A set of these shares")
	c.line("shares", f)
}

// Key names a fact among those of its organisation, so that a form can say which one is meant.
func (f Fact) Key() string {
	f.Change, f.By = 0, ""
	text, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// Statements lists what somebody has stated of the organisation and could take back, oldest first within each sort.
func (b *Book) Statements(c Code) []Fact {
	return slices.DeleteFunc(stated(b.Facts(c)), func(f Fact) bool { return f.Org != c })
}

// withdraw proposes that a statement is taken back. It stays in the record as what was once held.
func (c *proposing) withdraw() {
	if c.p.Fact == "" {
		c.bad("fact", "Choose the statement that was entered by mistake")
		return
	}
	list := c.b.Statements(c.p.Org)
	i := slices.IndexFunc(list, func(f Fact) bool { return f.Key() == c.p.Fact })
	if i < 0 {
		c.bad("fact", "That statement is not held any more")
		return
	}
	f := list[i]
	if f.What == FactUnit {
		c.mayGo(f)
	}
	f.Standing = Withdrawn
	c.line("withdraw", f)
}

// mayGo checks that taking back what is held of the organisation itself leaves nobody without a parent.
func (c *proposing) mayGo(f Fact) {
	p := c.b.At(c.today)
	for _, t := range Trees() {
		if n := len(p.Children(t, c.p.Org)); n > 0 && len(stated(c.subject().units)) == 1 {
			c.bad("fact", "%d organisations hang below it; propose another place for them first", n)
		}
	}
	if len(stated(c.subject().units)) == 1 {
		c.note("This is the only statement that %s exists: it will not be held any more.", f.Org)
	}
}
