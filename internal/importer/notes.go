package importer

import (
	"fmt"
	"slices"
	"strings"
)

// notes gathers what a reader of a file should know. The same thing in many cells is one note with a count and the first
// few places.
type notes struct {
	order []string
	by    map[string]*tally
}

type tally struct {
	n      int
	places []string
}

// placesShown is how many places a note names.
const placesShown = 4

// say counts one more case of words, at place ("" when it has none).
func (n *notes) say(place, words string) {
	if n.by == nil {
		n.by = map[string]*tally{}
	}
	t := n.by[words]
	if t == nil {
		t = &tally{}
		n.by[words] = t
		n.order = append(n.order, words)
	}
	t.n++
	if place != "" && len(t.places) < placesShown {
		t.places = append(t.places, place)
	}
}

// sayf is say with a format and no place.
func (n *notes) sayf(format string, args ...any) { n.say("", fmt.Sprintf(format, args...)) }

// list is the notes as sentences, in the order in which they first came up.
func (n *notes) list() []string {
	out := make([]string, 0, len(n.order))
	for _, w := range n.order {
		t := n.by[w]
		switch {
		case len(t.places) == 0:
			out = append(out, w)
		case t.n == 1:
			out = append(out, w+" ("+t.places[0]+")")
		case t.n <= len(t.places):
			out = append(out, fmt.Sprintf("%s (%d times: %s)", w, t.n, strings.Join(t.places, ", ")))
		default:
			out = append(out, fmt.Sprintf("%s (%d times, first at %s)", w, t.n, strings.Join(t.places, ", ")))
		}
	}
	return out
}

// sortedWords puts words in order, in place.
func sortedWords(s []string) []string {
	slices.Sort(s)
	return s
}
