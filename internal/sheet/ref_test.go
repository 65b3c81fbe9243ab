package sheet

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRef(t *testing.T) {
	for _, c := range []struct {
		col, row int
		want     string
	}{
		{1, 1, "A1"}, {26, 2, "Z2"}, {27, 3, "AA3"}, {55, 37, "BC37"}, {702, 1, "ZZ1"}, {703, 1, "AAA1"},
		{16384, 1048576, "XFD1048576"}, {0, 1, ""}, {1, 0, ""}, {-3, 4, ""},
	} {
		if got := Ref(c.col, c.row); got != c.want {
			t.Errorf("Ref(%d, %d) = %q, want %q", c.col, c.row, got, c.want)
		}
	}
}

func TestParseRefUndoesRef(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		col, row := rapid.IntRange(1, maxColumn).Draw(t, "col"), rapid.IntRange(1, maxRow).Draw(t, "row")
		if c, r, ok := ParseRef(Ref(col, row)); !ok || c != col || r != row {
			t.Fatalf("%s came back as %d, %d, %v", Ref(col, row), c, r, ok)
		}
	})
}

func TestParseRef(t *testing.T) {
	for _, ref := range []string{"", "A", "1", "A0", "A-1", "XFE1", "A1048577", "A1B", "A 1", "É1", "ZZZZZZZZZZZZZZZZ1", "A99999999999999999999"} {
		if _, _, ok := ParseRef(ref); ok {
			t.Errorf("%q was taken for a cell", ref)
		}
	}
	if c, r, ok := ParseRef("$bc$37"); !ok || c != 55 || r != 37 {
		t.Errorf("$bc$37 is %d, %d, %v", c, r, ok)
	}
}

func TestMerge(t *testing.T) {
	m, ok := parseMerge([]byte("J16:F14"))
	if want := (Merge{6, 14, 10, 16}); !ok || m != want {
		t.Fatalf("got %v %v", m, ok)
	}
	if m.String() != "F14:J16" || !m.Has(6, 14) || !m.Has(10, 16) || m.Has(5, 14) || m.Has(6, 17) {
		t.Errorf("%v has the wrong cells", m)
	}
	if m, ok := parseMerge([]byte("B2")); !ok || m != (Merge{2, 2, 2, 2}) {
		t.Errorf("a block of one cell is %v %v", m, ok)
	}
}

func TestSpreadFillsMergedCellsOfTheRowOnly(t *testing.T) {
	row := Row{Index: 14, Cells: []Cell{{}, TextCell("Mon"), {}, {}, TextCell("Tue")}}
	merges := []Merge{{2, 14, 4, 14}, {5, 14, 7, 14}, {1, 13, 9, 13}, {1, 14, 1, 15}}
	var got []string
	for _, c := range Spread(row, merges) {
		got = append(got, c.Text)
	}
	if want := []string{"", "Mon", "Mon", "Mon", "Tue", "Tue", "Tue"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !row.Cells[2].IsBlank() || len(row.Cells) != 5 {
		t.Error("the row itself was changed")
	}
}

func TestRowAtAndClone(t *testing.T) {
	r := Row{Index: 3, Cells: []Cell{NumberCell(1), TextCell("x")}}
	c := r.Clone()
	r.Cells[0] = TextCell("changed")
	if c.At(1) != NumberCell(1) || c.At(2).Text != "x" || !c.At(0).IsBlank() || !c.At(3).IsBlank() || !c.At(-1).IsBlank() {
		t.Errorf("got %v", c)
	}
	if r.Ref(28) != "AB3" {
		t.Errorf("got %s", r.Ref(28))
	}
}
