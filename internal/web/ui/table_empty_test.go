package ui

import (
	"strings"
	"testing"
)

// A cell without anything is marked, so that a folded table leaves it out; one that only has a mark is not.
func TestEmptyCellIsMarked(t *testing.T) {
	var b strings.Builder
	tab := Table{Stack: true, Columns: []Column{{Head: "Day"}, {Head: "Hours"}, {Head: "Notes"}}, Rows: []Row{{Cells: []Cell{Text("Sun"), {}, Marked(Missing)}}}}
	if err := tab.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "hr-cell--empty"); n != 1 {
		t.Errorf("%d cells are marked empty: %s", n, b.String())
	}
}
