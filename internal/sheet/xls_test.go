package sheet

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/sheet/badfile"
)

func biffBook(o badfile.BIFFOptions, sheets ...badfile.Sheet) []byte {
	return badfile.Compound(badfile.Stream{Name: "Workbook", Bytes: badfile.BIFF8(o, sheets...)})
}

func TestXLSReadsEveryKindOfCell(t *testing.T) {
	book := open(t, "all.xls", badfile.XLS(everyKind()), Limits{})
	if book.Format != XLS {
		t.Errorf("got %s", book.Format)
	}
	checkEveryKind(t, book.Sheets[0], "=")
}

// The two readers must give the same rows for the same book, however the texts are split and the cells ordered.
func TestXLSGivesTheSameAsXLSX(t *testing.T) {
	sheets := badfile.Small()
	sheets[0].Rows = append(sheets[0].Rows, []any{strings.Repeat("wide – ", 40), "narrow é", strings.Repeat("n", 300), "🏥🏥"})
	want := open(t, "a.xlsx", badfile.XLSX(sheets...), Limits{})
	for chunk := 24; chunk < 400; chunk += 7 {
		o := badfile.BIFFOptions{Chunk: chunk, Reversed: chunk%2 == 0}
		got := open(t, "a.xls", biffBook(o, sheets...), Limits{})
		for i := range want.Sheets {
			compareRows(t, fmt.Sprintf("chunk %d, sheet %d", chunk, i), rows(t, got.Sheets[i]), rows(t, want.Sheets[i]))
		}
	}
}

func compareRows(t *testing.T, what string, got, want []Row) {
	t.Helper()
	for i := range want {
		if i >= len(got) || shown(got[i]) != shown(want[i]) {
			t.Fatalf("%s: got\n%s\nwant\n%s", what, shown(got[min(i, len(got)-1)]), shown(want[i]))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
}

func TestXLS1904(t *testing.T) {
	s := badfile.Sheet{Name: "s", Rows: [][]any{{badfile.Day(41697), 41697}}}
	r := rows(t, open(t, "m.xls", biffBook(badfile.BIFFOptions{Date1904: true}, s), Limits{}).Sheets[0])
	if shown(r[0]) != "A1=date:2018-02-28 B1=number:41697" {
		t.Errorf("got %s", shown(r[0]))
	}
}

func TestRK(t *testing.T) {
	whole := func(n int32, hundredth uint32) uint32 { return uint32(n)<<2 | 2 | hundredth }
	for v, want := range map[uint32]float64{
		whole(12, 0): 12, whole(-12, 0): -12, whole(1234, 1): 12.34, whole(-5, 1): -0.05, whole(1<<29-1, 0): 536870911,
		uint32(math.Float64bits(1.5) >> 32): 1.5, uint32(math.Float64bits(150)>>32) | 1: 1.5, 0: 0,
	} {
		if got := rk(v); got != want {
			t.Errorf("rk(%#x) = %v, want %v", v, got, want)
		}
	}
}

func TestBIFFTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`[a-zé–🏥]{1,40}`), 1, 20).Draw(t, "texts")
		s := badfile.Sheet{Name: "s"}
		for _, text := range list {
			s.Rows = append(s.Rows, []any{text, badfile.Label(text), badfile.Formula{Cached: text}})
		}
		b := biffBook(badfile.BIFFOptions{Chunk: rapid.IntRange(24, 200).Draw(t, "chunk")}, s)
		cells := 0
		book, err := openXLS(place{file: "t.xls"}, strings.NewReader(string(b)), int64(len(b)), DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range book.Sheets[0].Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Cells {
				if c.Text != list[r.Index-1] {
					t.Fatalf("row %d: %q, want %q", r.Index, c.Text, list[r.Index-1])
				}
				cells++
			}
		}
		if cells != 3*len(list) {
			t.Fatalf("%d cells of %d", cells, 3*len(list))
		}
	})
}

func TestXLSErrorCodesHaveTheirTexts(t *testing.T) {
	for code, want := range map[byte]string{
		0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 99: "#ERROR",
	} {
		if got := xlsError(code); got != want {
			t.Errorf("error %d is %s, want %s", code, got, want)
		}
	}
}

func TestXLSRefusesACellGivenTwice(t *testing.T) {
	biff := badfile.BIFF8(badfile.BIFFOptions{}, badfile.Sheet{Name: "s", Rows: [][]any{{1.25, nil, 2.25}}})
	i := strings.LastIndex(string(biff), "\x03\x02\x0e\x00\x00\x00\x02\x00") // NUMBER, row 0, column 2
	j := strings.LastIndex(string(biff), "\x7e\x02\x0a\x00\x00\x00\x02\x00") // or RK
	biff[max(i, j)+6] = 0
	f := refusal(t, "t.xls", badfile.Compound(badfile.Stream{Name: "Workbook", Bytes: biff}), Limits{})
	if !strings.Contains(f.Error(), "s, A1: the cell is in the sheet twice") {
		t.Errorf("got %v", f)
	}
}

func TestHalfCharactersAreMarked(t *testing.T) {
	if got := string(appendUTF16(nil, []uint16{'a', 0xd83c, 'b', 0xdfe5, 0xd83c, 0xdfe5, 0xd83c})); got != "a\ufffdb\ufffd🏥\ufffd" {
		t.Errorf("got %q", got)
	}
}

func TestLastSectorMayBeCutShort(t *testing.T) {
	r := padded{strings.NewReader("abc"), 3}
	b := make([]byte, 8)
	if n, err := r.ReadAt(b, 1); n != 8 || err != nil || string(b) != "bc\x00\x00\x00\x00\x00\x00" {
		t.Errorf("%d %v %q", n, err, b)
	}
	if _, err := r.ReadAt(b, 3); err == nil {
		t.Error("a read beyond the end succeeded")
	}
}
