package org

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/civil"
)

// Said is one fact that a file states, with where it stands. A zero Valid.From means that the file does not say since
// when; Compare works it out.
type Said struct {
	Fact     Fact
	Else     Code // for a link: the parent to use when the better one is not held
	Evidence Evidence
}

// Reading is what a reader made of an organisation file, before it is held against what is known.
type Reading struct {
	Format string // the reader's name, as "ods-etr"
	File   string
	SHA256 string
	AsAt   civil.Date // the day its statements hold for
	Dated  bool       // it gives opening and closing dates, so that no closing date means open
	Says   []Said
	Notes  []string // what the reader kept out, and why
}

// Compare holds a reading against the book and proposes what differs, one line for each change and one for each new
// unit with all that the file says of it. What is already held makes no line.
func (b *Book) Compare(r Reading) ChangeSet {
	c := comparison{b: b, r: r, fresh: map[Code]bool{}, at: map[civil.Date]*Picture{}}
	c.set = ChangeSet{Title: "Changes read from " + r.File, File: r.File, SHA256: r.SHA256, AsAt: r.AsAt, Notes: slices.Clone(r.Notes)}
	for _, s := range r.Says {
		if s.Fact.What == FactUnit {
			c.fresh[s.Fact.Org] = true
		}
	}
	for _, group := range byOrg(b.areas(r.Says, r.AsAt)) {
		c.one(group)
	}
	for _, n := range c.kept {
		c.set.Notes = append(c.set.Notes, n.words())
	}
	for i := range c.set.Lines {
		c.set.Lines[i].Line = i + 1
	}
	return c.set
}

// byOrg groups statements by their subject, in the order the subjects first appear.
func byOrg(says []Said) [][]Said {
	at := map[Code]int{}
	var out [][]Said
	for _, s := range says {
		i, ok := at[s.Fact.Org]
		if !ok {
			i = len(out)
			at[s.Fact.Org] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// areas gathers the small areas of lower-tier districts under the council whose area they are in, and turns counts into
// shares. A district that no council holds as a code stays as it is, and is kept out later with the reason.
func (b *Book) areas(says []Said, d civil.Date) []Said {
	out := make([]Said, 0, len(says))
	at := map[Code]int{}
	for _, s := range says {
		if s.Fact.What != FactShare || s.Fact.Basis != AreasByICB {
			out = append(out, s)
			continue
		}
		if c, ok := b.Lookup(string(s.Fact.Org), d); ok {
			s.Fact.Org = c
		}
		i, ok := at[s.Fact.Org]
		if !ok {
			s.Fact.Shares = slices.Clone(s.Fact.Shares)
			at[s.Fact.Org] = len(out)
			out = append(out, s)
			continue
		}
		for _, x := range s.Fact.Shares {
			j := slices.IndexFunc(out[i].Fact.Shares, func(y Share) bool { return y.Other == x.Other })
			if j < 0 {
				out[i].Fact.Shares = append(out[i].Fact.Shares, x)
				continue
			}
			out[i].Fact.Shares[j].Of += x.Of
		}
	}
	for _, i := range at {
		whole := 0.0
		for _, x := range out[i].Fact.Shares {
			whole += x.Of
		}
		for j := range out[i].Fact.Shares {
			out[i].Fact.Shares[j].Of /= whole
		}
	}
	return out
}

// sameShares allows for shares that were rounded to three places.
func sameShares(a, b []Share) bool {
	m := map[Code]float64{}
	for _, s := range a {
		m[s.Other] += s.Of
	}
	for _, s := range b {
		m[s.Other] -= s.Of
	}
	for _, rest := range m {
		if math.Abs(rest) > 0.001 {
			return false
		}
	}
	return true
}

type comparison struct {
	b     *Book
	r     Reading
	set   ChangeSet
	fresh map[Code]bool // units that this reading introduces or states
	kept  []*kept
	at    map[civil.Date]*Picture
}

// kept counts the statements left out for one reason, and remembers the first.
type kept struct {
	why   string
	first string
	n     int
}

func (k *kept) words() string {
	if k.n == 1 {
		return fmt.Sprintf("1 statement kept out: %s (%s)", k.why, k.first)
	}
	return fmt.Sprintf("%d statements kept out: %s (the first: %s)", k.n, k.why, k.first)
}

func (c *comparison) keepOut(why string, s Said, about string) {
	where := about
	if s.Evidence.Line > 0 {
		where = fmt.Sprintf("%s, line %d", about, s.Evidence.Line)
	}
	for _, k := range c.kept {
		if k.why == why {
			k.n++
			return
		}
	}
	c.kept = append(c.kept, &kept{why: why, first: where, n: 1})
}

// one compares everything said of one unit.
func (c *comparison) one(group []Said) {
	org := group[0].Fact.Org
	held, ok := c.b.unit(org)
	var stated *Said
	for i := range group {
		if group[i].Fact.What == FactUnit {
			stated = &group[i]
			break
		}
	}
	if stated != nil && (!ok || held.Standing == Seen) {
		c.whole(*stated, group, ok)
		return
	}
	var codes, marks []Fact
	for _, s := range group {
		if !ok && s.Fact.What != FactSuccession {
			c.keepOut("the organisation is not held; import its register first", s, string(org))
			continue
		}
		f, differs := c.differs(s, held)
		switch {
		case !differs:
		case f.What == FactCode:
			codes = append(codes, f)
		case f.What == FactMark:
			marks = append(marks, f)
		default:
			c.line(verbOf(f, held), []Fact{f}, s.Evidence)
		}
	}
	for _, together := range [][]Fact{codes, marks} {
		if len(together) > 0 {
			i := slices.IndexFunc(group, func(s Said) bool { return s.Fact.What == together[0].What && s.Fact.Text == together[0].Text })
			c.line(string(together[0].What), together, group[i].Evidence)
		}
	}
}

// whole makes one line of everything said of a unit that is new, or that only data files had shown so far.
func (c *comparison) whole(unit Said, group []Said, provisional bool) {
	verb := "new"
	if provisional {
		verb = "confirm"
	}
	facts := []Fact{unit.Fact}
	for _, s := range group {
		if s.Fact.What == FactUnit {
			continue
		}
		if f, differs := c.differs(s, unit.Fact); differs {
			facts = append(facts, f)
		}
	}
	c.line(verb, facts, unit.Evidence)
}

func (c *comparison) line(verb string, facts []Fact, e Evidence) {
	for i := range facts {
		facts[i].Source, facts[i].AsAt = sourceWords(e), c.r.AsAt
	}
	ch := Change{Org: facts[0].Org, Verb: verb, Facts: facts, Evidence: e, Before: c.b.Held(facts), After: c.b.after(facts)}
	ch.Words = c.b.sentence(ch, c.r.AsAt)
	c.set.Lines = append(c.set.Lines, ch)
}

func sourceWords(e Evidence) string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("%s, line %d", e.File, e.Line)
	case e.At != "":
		return e.File + ", " + e.At
	}
	return e.File
}

// differs completes the fact's dates and reports whether it says something that is not held. unit is the unit as held,
// or as the reading states it when it is new.
func (c *comparison) differs(s Said, unit Fact) (Fact, bool) {
	f := s.Fact
	switch f.What {
	case FactUnit:
		return c.unitDiffers(f, unit)
	case FactName:
		return c.nameDiffers(f, unit)
	case FactLink:
		return c.linkDiffers(s, unit)
	case FactShare:
		return c.shareDiffers(f)
	case FactSuccession:
		return f, !slices.ContainsFunc(c.b.Facts(f.Org), func(g Fact) bool {
			return g.What == FactSuccession && g.Org == f.Org && g.Other == f.Other && !g.Unconfirmed && dayApart(f, g)
		})
	case FactCode, FactMark:
		return f, !slices.ContainsFunc(c.b.Facts(f.Org), func(g Fact) bool {
			return g.What == f.What && g.Scheme == f.Scheme && strings.EqualFold(g.Text, f.Text) &&
				(g.Valid.Contains(c.r.AsAt) || g.Valid.From == f.Valid.From)
		})
	}
	return f, true
}

// unitDiffers: a file without dates says nothing about them, and one from before a closing does not undo it.
func (c *comparison) unitDiffers(f, unit Fact) (Fact, bool) {
	if f.Valid.From.IsZero() {
		f.Valid.From = unit.Valid.From
	}
	if f.Valid.To.IsZero() && (unit.Valid.To.After(c.r.AsAt) || !c.r.Dated) {
		f.Valid.To = unit.Valid.To
	}
	return f, f.Kind != unit.Kind || f.Valid != unit.Valid
}

// dayApart reports whether two records of a succession are one: the register writes it from both ends, a day apart.
func dayApart(f, g Fact) bool {
	if f.Valid.From.IsZero() || g.Valid.From.IsZero() {
		return true
	}
	n := f.Valid.From.Sub(g.Valid.From)
	return n >= -1 && n <= 1
}

// nameDiffers: a name that is new to a known unit holds from the file's day, since no register says when it changed; a
// first name holds from the unit's opening.
func (c *comparison) nameDiffers(f Fact, unit Fact) (Fact, bool) {
	s := c.b.subjects[f.Org]
	if s == nil || len(s.names) == 0 {
		if f.Valid.From.IsZero() {
			f.Valid.From = unit.Valid.From
		}
		return f, true
	}
	d := c.r.AsAt
	if !f.Valid.From.IsZero() && !f.Valid.Contains(d) {
		d = f.Valid.From
	}
	held := c.b.name(f.Org, d)
	if sameFor(unit.Kind, held.Text, f.Text) {
		if held.Standing == Seen { // a person now vouches for it; the spelling that readers know stays
			f.Text = held.Text
			if f.Valid.From.IsZero() {
				f.Valid.From = unit.Valid.From
			}
			return f, true
		}
		return f, false
	}
	if f.Valid.From.IsZero() {
		f.Valid.From = c.r.AsAt
		f.Valid.To = c.until(held)
	}
	return f, true
}

// until ends what an older file says on the day for which a newer one said otherwise: an old register must not undo it.
func (c *comparison) until(held Fact) civil.Date {
	if held.Standing != Seen && held.AsAt.After(c.r.AsAt) {
		return held.AsAt
	}
	return civil.Date{}
}

// linkDiffers: the parent holds from the later of both openings, or from the file's day when it replaces another.
func (c *comparison) linkDiffers(s Said, unit Fact) (Fact, bool) {
	f := s.Fact
	if !c.b.Holds(f.Other) && !c.fresh[f.Other] {
		if s.Else == "" || !c.b.Holds(s.Else) {
			c.keepOut("the parent is not held", s, fmt.Sprintf("%s under %s", f.Org, f.Other))
			return f, false
		}
		c.keepOut("the parent is not held, the region stands in", s, fmt.Sprintf("%s under %s", f.Org, f.Other))
		f.Other = s.Else
	}
	began := unit.Valid.From
	if p, known := c.b.unit(f.Other); known {
		began = laterOf(began, p.Valid.From)
	}
	check := laterOf(c.r.AsAt, began)
	if !unit.Valid.Contains(check) && !unit.Valid.To.IsZero() {
		check = unit.Valid.To.Add(-1)
	}
	if !f.Valid.From.IsZero() && !f.Valid.Contains(check) {
		check = f.Valid.From
	}
	held, ok := c.b.parent(f.Tree, f.Org, check)
	ok = ok && held.Standing != Seen
	if ok && (held.Other == f.Other || c.picture(check).Within(held.Other, f.Other)) {
		return f, false
	}
	if f.Valid.From.IsZero() {
		f.Valid = civil.Range{From: began, To: unit.Valid.To}
		if ok {
			f.Valid.From = laterOf(began, c.changed(held))
			if to := c.until(held); !to.IsZero() {
				f.Valid.To = to
			}
		}
		if !f.Valid.To.IsZero() && !f.Valid.From.Before(f.Valid.To) {
			return f, false // the unit had closed before this parent began
		}
	}
	if f.Tree == NHS && s.Else != "" && f.Other != s.Else {
		c.checkRegion(s, f)
	}
	return f, true
}

// changed is the day from which a held parent no longer holds: its closing, or else the file's day.
func (c *comparison) changed(held Fact) civil.Date {
	if u, ok := c.b.unit(held.Other); ok && !u.Valid.To.IsZero() && !u.Valid.To.After(c.r.AsAt) {
		return u.Valid.To
	}
	return c.r.AsAt
}

func laterOf(a, b civil.Date) civil.Date {
	if b.After(a) {
		return b
	}
	return a
}

// checkRegion notes when the region a file gives is not the one its parent hangs from.
func (c *comparison) checkRegion(s Said, f Fact) {
	if r, ok := c.picture(laterOf(f.Valid.From, s.Fact.Valid.From)).Above(NHS, f.Other, KindRegion); ok && r != s.Else {
		c.set.Notes = append(c.set.Notes, fmt.Sprintf("line %d: %s is put under %s, which hangs from %s, and in region %s: the ICB is taken",
			s.Evidence.Line, f.Org, f.Other, r, s.Else))
	}
}

// shareDiffers resolves the codes of a set of shares and compares it with the set held.
func (c *comparison) shareDiffers(f Fact) (Fact, bool) {
	d := f.Valid.From
	if d.IsZero() {
		d = c.r.AsAt
	}
	f.Shares = slices.Clone(f.Shares)
	for i, s := range f.Shares {
		if to, ok := c.b.Lookup(string(s.Other), d); ok {
			f.Shares[i].Other = to
		}
	}
	f.Shares = bySize(f.Shares)
	held, ok := Fact{}, false
	if s := c.b.subjects[f.Org]; s != nil {
		held, ok = holding(s.shares[f.Basis], d)
	}
	if ok && sameShares(held.Shares, f.Shares) {
		return f, false
	}
	if ok && f.Valid.From.IsZero() {
		f.Valid.From = c.r.AsAt
	}
	return f, true
}

func (c *comparison) picture(d civil.Date) *Picture {
	p := c.at[d]
	if p == nil {
		p = c.b.At(d)
		c.at[d] = p
	}
	return p
}

func verbOf(f Fact, held Fact) string {
	switch f.What {
	case FactUnit:
		if f.Kind == held.Kind && f.Valid.From == held.Valid.From && !f.Valid.To.IsZero() {
			return "close"
		}
		return "dates"
	case FactLink:
		return "parent"
	case FactShare:
		return "shares"
	}
	return string(f.What)
}

// sameFor is SameName with the habits of the kind: an ICB with or without "NHS" and "Integrated Care Board", a region
// under any of its labels, a trust's "FT" in full.
func sameFor(k Kind, a, b string) bool {
	if SameName(a, b) {
		return true
	}
	short := func(s string) string {
		s = fold(s)
		switch k {
		case KindICB:
			s = strings.TrimPrefix(s, "NHS ")
			s = strings.TrimSuffix(strings.TrimSuffix(s, " ICB"), " INTEGRATED CARE BOARD")
		case KindTrust, KindAmbulance:
			s = strings.TrimSuffix(s, " FT") + map[bool]string{true: " FOUNDATION TRUST"}[strings.HasSuffix(s, " FT")]
		case KindRegion, KindADASSRegion:
			t := NHS
			if k == KindADASSRegion {
				t = ADASS
			}
			if c, ok := RegionForLabel(t, s); ok {
				return string(c)
			}
		}
		return s
	}
	return short(a) == short(b)
}

// CompareBuiltin proposes what the built-in reference says and the book does not hold, one line for each unit.
func (b *Book) CompareBuiltin(facts []Fact) ChangeSet {
	set := ChangeSet{Title: "Built-in reference", File: "built-in reference"}
	at := map[Code]int{}
	for _, f := range facts {
		if slices.ContainsFunc(b.Facts(f.Org), func(g Fact) bool {
			return f.same(g) && f.Valid == g.Valid && f.Kind == g.Kind && f.Short == g.Short
		}) {
			continue
		}
		i, ok := at[f.Org]
		if !ok {
			i = len(set.Lines)
			at[f.Org] = i
			set.Lines = append(set.Lines, Change{Line: i + 1, Org: f.Org, Verb: "reference", Evidence: Evidence{File: set.File, Text: f.Source}})
		}
		set.Lines[i].Facts = append(set.Lines[i].Facts, f)
	}
	for i, l := range set.Lines {
		set.Lines[i].Before, set.Lines[i].After = b.Held(l.Facts), b.after(l.Facts)
		set.Lines[i].Words = fmt.Sprintf("%s: %s", l.Org, b.Says(l.Facts[0]))
	}
	return set
}
