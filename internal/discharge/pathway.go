package discharge

import (
	"strings"
	"unicode"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Need is what a person who leaves needs, as the ward and the hub know it. It decides the pathway (definition c.1).
type Need struct {
	// Home is where the person goes.
	Home Destination
	// Support says what is needed there.
	Support Support
}

// Destination is where a person goes.
type Destination string

// The destinations.
const (
	OwnHome     Destination = "own-home"      // usual residence that is no care home, or a temporary one
	OwnCareHome Destination = "own-care-home" // the care home in which the person lived
	NewCareHome Destination = "new-care-home" // a care home in which the person did not live
	Community   Destination = "community-bed" // a community hospital, rehabilitation unit or other short-term bed
)

// Support is what is needed after leaving.
type Support string

// The kinds of support.
const (
	NoSupport     Support = "none"      // nothing, or the voluntary sector
	PausedPackage Support = "paused"    // the package of before, kept open meanwhile, unchanged
	LapsedPackage Support = "lapsed"    // the package of before, which had ended and must be arranged again
	SameLevel     Support = "same"      // a care home that says it goes on at the same level
	ShortTerm     Support = "short"     // time-limited recovery, rehabilitation or reablement
	NewSupport    Support = "new"       // new or more support at home
	LongTerm      Support = "long-term" // a lasting place
)

// PathwayFor is the pathway of a need (definition c.1, R19, T14). Who returns to the same care home at the same level is
// on pathway 0, not 3; a package that was paused restarts on pathway 0, one that lapsed on pathway 1. false when the two
// parts of the need do not fit together.
func PathwayFor(n Need) (Pathway, bool) {
	switch n.Home {
	case OwnHome:
		switch n.Support {
		case NoSupport, PausedPackage:
			return P0, true
		case LapsedPackage, ShortTerm, NewSupport:
			return P1, true
		}
	case OwnCareHome:
		switch n.Support {
		case NoSupport, SameLevel:
			return P0, true
		case ShortTerm, NewSupport:
			return P1, true
		}
	case Community:
		return P2, n.Support == ShortTerm || n.Support == NewSupport
	case NewCareHome:
		return P3, n.Support != PausedPackage && n.Support != LapsedPackage && n.Support != SameLevel
	}
	return "", false
}

// placed is a published destination: every word of a list must stand in its label.
type placed struct {
	words   []string
	pathway Pathway
	why     string
}

// destinations are the published labels of where people go, the narrowest first: the twelve of 2022-23 (c.2) and the eight
// since 2025. A label is matched by its letters alone.
var destinations = []placed{
	{[]string{"p3b", "existingresident"}, P0, "published as P3b; who returns to the same home counts as P0 (R19)"},
	{[]string{"originalcarehome", "samelevel"}, P0, ""},
	{[]string{"originalcarehome", "rehabilitation"}, P1, ""},
	{[]string{"originalcarehome", "increased"}, P1, ""},
	{[]string{"originalcarehome", "withsupport"}, P1, ""},
	{[]string{"originalcarehome"}, P0, ""},
	{[]string{"p3b"}, P3, ""},
	{[]string{"pathway0"}, P0, ""},
	{[]string{"pathway1"}, P1, ""},
	{[]string{"pathway2"}, P2, ""},
	{[]string{"pathway3"}, P3, ""},
	{[]string{"p0"}, P0, ""},
	{[]string{"p1"}, P1, ""},
	{[]string{"p2"}, P2, ""},
	{[]string{"p3"}, P3, ""},
}

// PathwayOf reads a pathway as files write it: "P1", "1", "Pathway 1: …", or a published destination, without regard to
// dashes and spaces. why tells where the answer is not the label's own.
func PathwayOf(label string) (p Pathway, why string, ok bool) {
	key := lettersOf(label)
	switch key {
	case "0", "1", "2", "3":
		return Pathway("P" + key), "", true
	}
	for _, d := range destinations {
		fits := true
		for _, w := range d.words {
			if i := strings.Index(key, w); i < 0 || len(w) == 2 && i > 0 {
				fits = false
			}
		}
		if fits {
			return d.pathway, d.why, true
		}
	}
	return "", "", false
}

// lettersOf is a text's letters and digits, small: what stays the same when dashes, spaces and brackets change.
func lettersOf(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Left is how many people left a trust in a month by one pathway to one council.
type Left struct {
	Trust   org.Code
	Council org.Code // empty where the source does not say
	Month   civil.Date
	Pathway Pathway
	N       int
	Label   string // as the source wrote the pathway
}

// Shares is how the people who left divide over the pathways.
type Shares struct {
	Trust   org.Code
	Council org.Code // empty: all of the trust's
	Month   civil.Date
	All     int
	N       map[Pathway]int
}

// Of is one pathway's share of those who left; false when nobody did.
func (s Shares) Of(p Pathway) (float64, bool) {
	if s.All == 0 {
		return 0, false
	}
	return float64(s.N[p]) / float64(s.All), true
}

// OfSupported is one pathway's share of those who needed support (P1 to P3); false when nobody did.
func (s Shares) OfSupported(p Pathway) (float64, bool) {
	all := s.N[P1] + s.N[P2] + s.N[P3]
	if all == 0 || p == P0 {
		return 0, false
	}
	return float64(s.N[p]) / float64(all), true
}

// SharesOf adds the counts up by trust and month, over councils (Council empty) and for each council. The order is that
// of the counts.
func SharesOf(counts []Left) []Shares {
	type key struct {
		trust, council org.Code
		month          civil.Date
	}
	at := map[key]int{}
	var out []Shares
	add := func(k key, c Left) {
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Shares{Trust: k.trust, Council: k.council, Month: k.month, N: map[Pathway]int{}})
		}
		out[i].All += c.N
		out[i].N[c.Pathway] += c.N
	}
	for _, c := range counts {
		add(key{c.Trust, "", c.Month}, c)
		if c.Council != "" {
			add(key{c.Trust, c.Council, c.Month}, c)
		}
	}
	return out
}
