package sheet

import (
	"bytes"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// each hands out rows, then err if there is one.
func each(err error, list ...[]Cell) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestRuns(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1", "--"} {
		if !Runs(text) {
			t.Errorf("%q would run", text)
		}
	}
	for _, text := range []string{"", "-", "a=1", "R01", "'=1", " x", "–"} {
		if Runs(text) {
			t.Errorf("%q would not run", text)
		}
	}
}

func TestCSVWriter(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	w.BOM = true
	err := errors.Join(
		w.Header("Code", "=Name", "Day"),
		w.Row(TextCell("R01"), TextCell(`St "John", x`), DateCell(civil.MustDate("2024-02-29")), NumberCell(-5.5), Cell{}),
		w.Row(TextCell("=cmd|'/c calc'!A0"), TextCell("-"), TextCell(" padded"), TextCell("-5"), boolCell(true), Cell{Kind: Errored, Text: "#N/A"}),
		w.Row(Cell{}),
		w.Row(),
		w.Row(NumberCell(1e15), NumberCell(0.1)),
		w.Flush(),
	)
	want := "\ufeffCode,'=Name,Day\r\nR01,\"St \"\"John\"\", x\",2024-02-29,-5.5,\r\n" +
		"'=cmd|'/c calc'!A0,-,\" padded\",'-5,TRUE,#N/A\r\n\"\"\r\n\r\n1e+15,0.1\r\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\ngot  %q\nwant %q", err, b.String(), want)
	}
}

// broken is a disk that is full.
type broken struct{}

var errFull = errors.New("disk full")

func (broken) Write([]byte) (int, error) { return 0, errFull }

func TestWritersReportErrors(t *testing.T) {
	w := NewWriter(broken{})
	if err := errors.Join(w.Row(TextCell("x")), w.Flush()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
	w = NewWriter(&bytes.Buffer{})
	if err := w.Row(NumberCell(math.NaN())); fault.KindOf(err) != fault.Internal || w.Row(NumberCell(1)) == nil || w.Flush() == nil {
		t.Errorf("NaN: %v", err)
	}
	if err := WriteXLSX(broken{}, []Out{{Name: "s"}}); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
	for what, c := range map[string]struct {
		out  Out
		kind fault.Kind
	}{
		"infinity":  {Out{Name: "s", Rows: each(nil, []Cell{{}, NumberCell(math.Inf(1))})}, fault.Internal},
		"long text": {Out{Name: "s", Rows: each(nil, []Cell{TextCell(strings.Repeat("x", 32768))})}, fault.TooLarge},
		"rows fail": {Out{Name: "s", Rows: each(fault.New(fault.Unavailable, "gone"), []Cell{NumberCell(1)})}, fault.Unavailable},
		"bad name":  {Out{Name: "a/b"}, fault.Internal},
	} {
		var b bytes.Buffer
		if err := WriteXLSX(&b, []Out{c.out}); fault.KindOf(err) != c.kind || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", what, err, b.Len())
		}
	}
}

func TestWriteXLSXComesBack(t *testing.T) {
	list := [][]Cell{
		{TextCell("R01"), NumberCell(0.005), DateCell(civil.MustDate("2024-02-29")), {}, boolCell(true)},
		{TextCell("=HYPERLINK(\"x\")"), NumberCell(1e308), TextCell(" a\r\n<b> & – 🏥 "), {}, {}, {Kind: Errored, Text: "#N/A"}},
		{TextCell("-1"), NumberCell(-0.1), DateCell(civil.MustDate("1900-01-01")), TextCell("@x"), {Kind: Uncalculated, Text: "=NOW()"}},
	}
	var b bytes.Buffer
	err := WriteXLSX(&b, []Out{
		{Name: "Beds & more", Header: []string{"Code", "=Share"}, Widths: []float64{8, 0, 20}, Rows: each(nil, list...)},
		{Name: "Empty"},
	})
	if err != nil {
		t.Fatal(err)
	}
	book := open(t, "out.xlsx", b.Bytes(), Limits{})
	if len(book.Sheets) != 2 || book.Sheets[0].Name() != "Beds & more" || len(rows(t, book.Sheets[1])) != 0 {
		t.Fatalf("got %d sheets", len(book.Sheets))
	}
	got := rows(t, book.Sheets[0])
	for i, want := range []string{
		"A1=text:Code B1=text:=Share",
		"A2=text:R01 B2=number:0.005 C2=date:2024-02-29 E2=yes or no:TRUE",
		"A3=text:=HYPERLINK(\"x\") B3=number:1e+308 C3=text: a\r\n<b> & – 🏥  F3=text:#N/A",
		"A4=text:-1 B4=number:-0.1 C4=date:1900-01-01 D4=text:@x E4=text:=NOW()",
	} {
		if i >= len(got) || shown(got[i]) != want {
			t.Errorf("row %d: got %q, want %q", i+1, shown(got[min(i, len(got)-1)]), want)
		}
	}
}

func TestWriteXLSXKeepsFormulasAsText(t *testing.T) {
	var b bytes.Buffer
	if err := WriteXLSX(&b, []Out{{Name: "s", Rows: each(nil, []Cell{TextCell("=1+1"), TextCell("plain")})}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formula, err1 := f.GetCellFormula("s", "A1")
	style, err2 := f.GetCellStyle("s", "A1")
	plain, err3 := f.GetCellStyle("s", "B1")
	if err := errors.Join(err1, err2, err3); err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
	quoted := f.Styles.CellXfs.Xf[style].QuotePrefix
	if quoted == nil || !*quoted || f.Styles.CellXfs.Xf[plain].QuotePrefix != nil {
		t.Error("editing the cell would run it")
	}
}
