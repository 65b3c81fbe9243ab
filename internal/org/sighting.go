package org

import (
	"fmt"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Sighting is a code as a data file mentions it, with what the file says around it.
type Sighting struct {
	Code        Code        // as written; "RA4*" and "-" are understood
	Name        string      // as written; "" when the file has no name
	Kind        Kind        // "" means a trust
	RegionLabel string      // what the file's region column says; "" when it has none
	Parent      Code        // the ICB or trust that the file puts it under; "" when it does not say
	Source      string      // file, sheet, cell
	Seen        civil.Range // the days the file gives figures for: half-open
}

// Sighted is what a book makes of sightings.
type Sighted struct {
	Codes []Code   // the lasting code of each sighting, in their order
	Fresh []Code   // those that were not held before, each once
	Facts []Fact   // to be recorded at once: provisional units, and places for days on which none was known
	Lines []Change // for a person to decide: what contradicts the record
}

// Sight holds sightings against the book. A code that is not held becomes a provisional unit with the name, kind and
// parent the file gives. What is held is never overwritten: a file may fill a gap, a contradiction becomes a line to
// decide. Sightings of one code may come in any number; they cost one map look-up each.
func (b *Book) Sight(seen []Sighting) (Sighted, error) {
	out := Sighted{Codes: make([]Code, len(seen))}
	var bad fault.List
	index := map[spotted]int{}
	var order []spotted
	spans := []civil.Range{}
	for i, s := range seen {
		code, starred, err := ParseCode(string(s.Code))
		if err != nil {
			bad = append(bad, fault.Field{Name: string(s.Code), Rule: "ORG1", Message: err.Error(), File: s.Source})
			continue
		}
		out.Codes[i] = code
		if code == England {
			continue
		}
		k := spotted{code: code, starred: starred, name: strings.Join(strings.Fields(s.Name), " "), kind: s.Kind,
			label: strings.TrimSpace(s.RegionLabel), parent: s.Parent}
		j, ok := index[k]
		if !ok {
			j = len(order)
			index[k] = j
			order = append(order, k)
			spans = append(spans, s.Seen)
			order[j].source = s.Source
			continue
		}
		spans[j] = hull(spans[j], s.Seen)
	}
	if err := bad.Err("these codes are not organisation codes"); err != nil {
		return Sighted{}, err
	}
	g := sighter{b: b, out: &out, coming: map[Code]bool{}, spans: map[Code]civil.Range{}, named: map[Code]string{},
		at: map[civil.Date]*Picture{}, lines: map[string]bool{}, stars: map[Code]bool{}}
	for _, k := range order {
		if !g.coming[k.code] && !b.Holds(k.code) {
			out.Fresh = append(out.Fresh, k.code)
		}
		g.coming[k.code] = true
	}
	for j, k := range order {
		g.one(k, spans[j])
	}
	return out, nil
}

// spotted is a sighting without its days and, as a key, without its source.
type spotted struct {
	code, parent Code
	kind         Kind
	name, label  string
	starred      bool
	source       string
}

type sighter struct {
	b      *Book
	out    *Sighted
	coming map[Code]bool        // every code of this batch
	spans  map[Code]civil.Range // what this batch has recorded of a provisional unit's days
	named  map[Code]string      // the first name this batch gives a unit that had none
	at     map[civil.Date]*Picture
	lines  map[string]bool
	stars  map[Code]bool // the starred codes of this batch
}

func (g *sighter) one(k spotted, span civil.Range) {
	held, ok := g.b.unit(k.code)
	kind := k.kind
	if kind == "" {
		kind = KindOfTrust(k.code)
	}
	done, again := g.spans[k.code]
	if (!ok || (held.Standing == Seen && outside(span, g.b.seen(k.code)))) && (!again || outside(span, done)) {
		if ok {
			kind = held.Kind
		}
		g.record(Fact{What: FactUnit, Org: k.code, Kind: kind, Valid: span, Source: k.source})
		g.spans[k.code] = hull(done, span)
	}
	g.name(k, span, held, ok)
	g.place(k, span)
	if k.starred {
		g.star(k)
	}
}

// star keeps at once that a file stars the code, so that a later edition which no longer lists it does not read as a
// deletion, and proposes the mark to a person, with what is known of the successor.
func (g *sighter) star(k spotted) {
	p := g.picture(far)
	if p.Marked(k.code, MarkMergedSince) || g.stars[k.code] {
		return
	}
	g.stars[k.code] = true
	f := Fact{What: FactMark, Org: k.code, Text: MarkMergedSince, Source: k.source}
	words := fmt.Sprintf("%s is starred in the file: it has merged since. Accept to keep the mark, and propose the succession from its page once the successor is known", k.code)
	if next := p.Successors(k.code); len(next) > 0 {
		words = fmt.Sprintf("%s is starred in the file: it has merged since. Accept to keep the mark; the record has it %s", k.code, afterCode(next))
	}
	g.propose("mark", f, k.source, words)
	g.record(f)
}

// afterCode is the successions in words, without the code at their head.
func afterCode(next []Fact) string {
	parts := make([]string, len(next))
	for i, f := range next {
		parts[i] = strings.TrimPrefix(successionWords(f), string(f.Org)+" ") + doubt(f)
	}
	return strings.Join(parts, ", ")
}

func outside(span, in civil.Range) bool {
	return span.From.Before(in.From) || (!in.To.IsZero() && (span.To.IsZero() || span.To.After(in.To)))
}

func (g *sighter) record(f Fact) {
	f.Standing = Seen
	g.out.Facts = append(g.out.Facts, f)
}

func (g *sighter) propose(verb string, f Fact, source, words string) {
	c := Change{Org: f.Org, Verb: verb, Facts: []Fact{f}, Before: g.b.Held([]Fact{f}), After: g.b.Says(f), Words: words,
		Evidence: Evidence{File: source, Text: f.Text}}
	if g.lines[c.Subject()] {
		return
	}
	g.lines[c.Subject()] = true
	c.Line = len(g.out.Lines) + 1
	g.out.Lines = append(g.out.Lines, c)
}

// name records the first name of a provisional unit; any other name is a line to decide.
func (g *sighter) name(k spotted, span civil.Range, held Fact, ok bool) {
	if k.name == "" || fold(k.name) == fold(string(k.code)) {
		return
	}
	first, last := g.b.name(k.code, span.From), g.b.name(k.code, lastDay(span))
	if first.Text == string(k.code) {
		first.Text, last.Text = g.named[k.code], g.named[k.code]
	}
	if first.Text == "" {
		g.named[k.code] = k.name
		g.record(Fact{What: FactName, Org: k.code, Text: MixedCase(k.name), Source: k.source})
		return
	}
	kind := KindTrust
	if ok {
		kind = held.Kind
	}
	if sameFor(kind, first.Text, k.name) || sameFor(kind, last.Text, k.name) {
		return
	}
	f := Fact{What: FactName, Org: k.code, Text: MixedCase(k.name), Valid: span, Source: k.source}
	g.propose("name", f, k.source, fmt.Sprintf("%s (%s) is called “%s” in the file%s", first.Text, k.code, k.name, spanWords(span)))
}

func spanWords(r civil.Range) string {
	if r.From.IsZero() {
		return ""
	}
	return " for" + strings.Replace(span(r), " from", "", 1)
}

func lastDay(r civil.Range) civil.Date {
	if r.To.IsZero() {
		return r.From
	}
	return r.To.Add(-1)
}

// place records where the file puts a unit for days on which nothing is known; a place that contradicts a stated one is
// a line to decide.
func (g *sighter) place(k spotted, span civil.Range) {
	to, tree, ok := g.parentOf(k)
	if !ok || to == k.code {
		return
	}
	for _, d := range []civil.Date{span.From, lastDay(span)} {
		held, found := g.b.parent(tree, k.code, d)
		if !found {
			continue
		}
		p := g.picture(d)
		if held.Standing == Seen {
			if held.Other == to && holdsAll(held.Valid, span) {
				return
			}
			continue
		}
		if l, placed := p.Place(tree, k.code); placed && !p.Within(k.code, to) && !l.Assumed {
			f := Fact{What: FactLink, Org: k.code, Tree: tree, Other: to, Valid: span, Source: k.source}
			g.propose("parent", f, k.source, fmt.Sprintf("%s is put under %s in the file%s; the record has %s",
				g.b.called(k.code, d), g.b.called(to, d), spanWords(span), g.b.called(l.Parent, d)))
			return
		}
		if d == span.From && holdsAll(held.Valid, span) {
			return
		}
	}
	g.record(Fact{What: FactLink, Org: k.code, Tree: tree, Other: to, Valid: span, Source: k.source})
}

// parentOf is the parent the file names, when it is held or comes in the same batch, else its region.
func (g *sighter) parentOf(k spotted) (to Code, t Tree, ok bool) {
	kind := k.kind
	if kind == "" {
		kind = KindTrust
	}
	if t = kind.Home(); t == "" {
		return "", "", false
	}
	if k.parent != "" {
		if p, _, err := ParseCode(string(k.parent)); err == nil {
			if c, found := g.b.Lookup(string(p), civil.Date{}); found {
				return c, t, true
			}
			if g.coming[p] {
				return p, t, true
			}
		}
	}
	to, ok = RegionForLabel(t, k.label)
	return to, t, ok
}

func holdsAll(r, span civil.Range) bool {
	return !span.From.Before(r.From) && (r.To.IsZero() || (!span.To.IsZero() && !span.To.After(r.To)))
}

func (g *sighter) picture(d civil.Date) *Picture {
	p := g.at[d]
	if p == nil {
		p = g.b.At(d)
		g.at[d] = p
	}
	return p
}
