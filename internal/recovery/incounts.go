package recovery

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Named tells whether a text holds the number of a pathway.
type Named map[Pathway]bool

// NamesOf are the pathways of a list.
func NamesOf(list []Patient) Named {
	out := make(Named, len(list))
	for i := range list {
		out[list[i].Pathway] = true
	}
	return out
}

// In reports whether a text names one of the pathways.
func (n Named) In(text string) bool {
	apart := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;:()"'!?`, r) }
	return slices.ContainsFunc(strings.FieldsFunc(text, apart), func(w string) bool { return n[Pathway(w)] || n[Pathway(strings.TrimRight(w, "."))] })
}

// InCounts is a plan for those who plan around its dates and see nobody in it: how many, when, on which list and why not, and never
// who. What is said of single people is left out, and that it is.
func (p *Plan) InCounts() *Plan {
	out := *p
	named := make(Named, len(p.Placements))
	out.Placements = make([]Placement, len(p.Placements))
	for i, x := range p.Placements {
		named[x.Pathway] = true
		out.Placements[i] = Placement{Session: x.Session, Was: x.Was, Date: x.Date, Change: x.Change}
	}
	out.Lists = slices.Clone(p.Lists)
	for i := range out.Lists {
		out.Lists[i].Pathways = make([]Pathway, len(p.Lists[i].Pathways))
	}
	out.Clashes = slices.Clone(p.Clashes)
	for i := range out.Clashes {
		out.Clashes[i].Pathway, out.Clashes[i].Remedy = "", ""
	}
	out.Notes = slices.DeleteFunc(slices.Clone(p.Notes), named.In)
	if n := len(p.Notes) - len(out.Notes); n > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%s of single people, which those read who book and who judge", many(n, "more note tells", "more notes tell")))
	}
	return &out
}

// Alike are clashes with the same limits, and of how many pathways.
type Alike struct {
	Limits []string
	People int
}

// ClashesAlike counts the pathways for which nothing can be found by the limits that clash, the most first. Days of single people,
// as when they are away, are told without the days.
func (p *Plan) ClashesAlike() []Alike {
	var out []Alike
	for _, c := range p.Clashes {
		var limits []string
		for _, l := range c.Limits {
			limits = append(limits, generally(l))
		}
		i := slices.IndexFunc(out, func(a Alike) bool { return slices.Equal(a.Limits, limits) })
		if i < 0 {
			i = len(out)
			out = append(out, Alike{Limits: limits})
		}
		out[i].People++
	}
	slices.SortStableFunc(out, func(a, b Alike) int { return b.People - a.People })
	return out
}

// generally is a limit without what it says of one person.
func generally(limit string) string {
	for begin, words := range map[string]string{
		"the patient is away": "the patient is away", "the patient is ready from": "the patient is not ready earlier", "a person has decided on": "a person has decided on another session"} {
		if strings.HasPrefix(limit, begin) {
			return words
		}
	}
	if _, after, ok := strings.Cut(limit, " minutes, which may vary by "); ok {
		if _, rest, ok := strings.Cut(after, ", do not fit"); ok {
			return "the minutes do not fit" + rest
		}
	}
	return limit
}
