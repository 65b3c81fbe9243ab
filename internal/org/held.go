package org

import (
	"fmt"
	"strings"

	"headroom/internal/civil"
)

// Held says in words what the book holds in place of these facts. A change set keeps it from the day it was made: when
// it reads otherwise later, the world has moved and the line must be looked at again.
func (b *Book) Held(facts []Fact) string {
	if facts[0].What == FactUnit && !b.Holds(facts[0].Org) {
		return "not held"
	}
	parts := make([]string, 0, len(facts))
	for _, f := range facts {
		parts = append(parts, b.held(f))
	}
	return strings.Join(parts, "; ")
}

func (b *Book) held(f Fact) string {
	if f.Standing == Withdrawn {
		return b.heldBack(f)
	}
	s := b.subjects[f.Org]
	switch f.What {
	case FactUnit:
		u, ok := b.unit(f.Org)
		if !ok {
			return "not held"
		}
		return unitWords(u)
	case FactName:
		if s == nil || len(s.names) == 0 {
			return "no name"
		}
		return b.name(f.Org, f.Valid.From).Text
	case FactLink:
		if p, ok := b.parent(f.Tree, f.Org, f.Valid.From); ok && p.Standing != Seen {
			return b.called(p.Other, f.Valid.From)
		}
		return "no parent stated"
	case FactShare:
		if s != nil {
			if g, ok := holding(s.shares[f.Basis], f.Valid.From); ok {
				return shareWords(g)
			}
		}
		return "no shares"
	case FactSuccession:
		for _, g := range b.successors(f.Org, far) {
			if g.Other == f.Other {
				return "recorded: " + successionWords(g)
			}
		}
		return "no such succession"
	case FactCode:
		if to, ok := b.Lookup(f.Text, f.Valid.From); ok && to != f.Org {
			return fmt.Sprintf("%s means %s", f.Text, to)
		}
		return "code not held"
	case FactMark:
		if s != nil {
			for _, g := range s.marks {
				if g.rank() > 0 && g.Text == f.Text && overlap(g.Valid, f.Valid) {
					return b.Says(g)
				}
			}
		}
		return "no such mark"
	}
	return ""
}

// heldBack says what is held of a fact that is to be taken back.
func (b *Book) heldBack(f Fact) string {
	for _, g := range b.Facts(f.Org) {
		if g.Org == f.Org && g.rank() > 0 && f.same(g) {
			return b.Says(g)
		}
	}
	return "not held any more"
}

// far is later than any date a file may hold.
var far = civil.MustDate("2199-12-31")

// after says the facts themselves in words.
func (b *Book) after(facts []Fact) string {
	parts := make([]string, 0, len(facts))
	for _, f := range facts {
		parts = append(parts, b.Says(f))
	}
	return strings.Join(parts, "; ")
}

// Says puts one fact into words, for a review page and a history.
func (b *Book) Says(f Fact) string {
	if f.Standing == Withdrawn {
		f.Standing = Stated
		return "taken back: " + b.Says(f)
	}
	w := ""
	switch f.What {
	case FactUnit:
		return unitWords(f) + doubt(f)
	case FactName:
		w = "named " + f.Text
	case FactLink:
		w = "under " + b.called(f.Other, f.Valid.From)
		if f.Other == "" {
			w = "under nothing in the tree " + string(f.Tree)
		}
	case FactShare:
		w = f.Basis.Words() + ": " + shareWords(f)
	case FactSuccession:
		return successionWords(f) + doubt(f)
	case FactCode:
		w = fmt.Sprintf("%s code %s", f.Scheme, f.Text)
	case FactMark:
		w = MarkWords(f.Text)
	}
	return w + span(f.Valid) + doubt(f)
}

func doubt(f Fact) string {
	switch {
	case f.Unconfirmed:
		return " (unconfirmed)"
	case f.Standing == Seen:
		return " (as a data file has it)"
	}
	return ""
}

func unitWords(u Fact) string {
	w := u.Kind.Words()
	if u.Standing == Seen {
		w = "provisional " + w
	}
	if u.Valid.From.IsZero() {
		w += ", opening not known"
	} else if u.Standing == Seen {
		w += ", first seen " + u.Valid.From.String()
	} else {
		w += ", open since " + u.Valid.From.String()
	}
	if !u.Valid.To.IsZero() {
		w += ", closed after " + u.Valid.To.Add(-1).String()
	}
	return w
}

func span(r civil.Range) string {
	switch {
	case r.From.IsZero() && r.To.IsZero():
		return ""
	case r.To.IsZero():
		return " from " + r.From.String()
	case r.From.IsZero():
		return " until " + r.To.Add(-1).String()
	}
	return " from " + r.From.String() + " until " + r.To.Add(-1).String()
}

func shareWords(f Fact) string {
	var parts []string
	for i, s := range bySize(f.Shares) {
		if i == 4 {
			parts = append(parts, fmt.Sprintf("and %d more", len(f.Shares)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %.1f%%", s.Other, s.Of*100))
	}
	return strings.Join(parts, ", ")
}

func successionWords(f Fact) string {
	verb := map[Manner]string{Merged: "merged into", Demerged: "split off to", Renamed: "renamed as", Replaced: "replaced by"}[f.Manner]
	if verb == "" {
		verb = "followed by"
	}
	return fmt.Sprintf("%s %s %s on %s", f.Org, verb, f.Other, f.Valid.From)
}

func (b *Book) called(c Code, d civil.Date) string {
	if n := b.Name(c, d); n != string(c) {
		return fmt.Sprintf("%s (%s)", n, c)
	}
	return string(c)
}

// sentence is the change in one line for a list.
func (b *Book) sentence(c Change, d civil.Date) string {
	f := c.Facts[0]
	name := b.called(c.Org, d)
	for _, g := range c.Facts {
		if g.What == FactName && (c.Verb == "new" || c.Verb == "confirm") {
			name = fmt.Sprintf("%s (%s)", g.Text, c.Org)
		}
	}
	switch c.Verb {
	case "new":
		return fmt.Sprintf("New %s: %s", f.Kind.Words(), name)
	case "confirm":
		return fmt.Sprintf("Confirm the %s that data files showed: %s", f.Kind.Words(), name)
	case "close":
		return fmt.Sprintf("%s closed after %s", name, f.Valid.To.Add(-1))
	case "succession":
		parts := make([]string, len(c.Facts))
		for i, g := range c.Facts {
			parts[i] = successionWords(g) + doubt(g)
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprintf("%s: %s", name, b.Says(f))
}

// Moved says why a pending line must be looked at again, or "" when what it was made against still stands.
func (b *Book) Moved(c Change) string {
	now := b.Held(c.Facts)
	if now == c.Before {
		return ""
	}
	return fmt.Sprintf("what is held has changed since this was read: it was “%s”, it is now “%s”", c.Before, now)
}

// Subject identifies what a change is about, so that the same proposal is not made at every import.
func (c Change) Subject() string {
	if len(c.Facts) == 0 {
		return c.Verb + "|" + string(c.Org)
	}
	f := c.Facts[0]
	return strings.Join([]string{c.Verb, string(c.Org), string(f.Tree), string(f.Other), fold(f.Text)}, "|")
}
