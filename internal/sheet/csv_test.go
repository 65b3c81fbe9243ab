package sheet

import (
	"context"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/sheet/badfile"
)

// fields is a CSV file's rows, each with its number and its fields between bars.
func fields(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	for _, r := range rows(t, open(t, "a.csv", []byte(text), Limits{}).Sheets[0]) {
		var f []string
		for _, c := range r.Cells {
			f = append(f, c.Text)
		}
		out = append(out, fmt.Sprintf("%d|%s", r.Index, strings.Join(f, "|")))
	}
	return out
}

func TestCSVRecords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"a,b\n1,2\n", []string{"1|a|b", "2|1|2"}},
		{"a,b\r\n1,2", []string{"1|a|b", "2|1|2"}},
		{"a,b\r1,2\r", []string{"1|a|b", "2|1|2"}},
		{"a,b\n\n\r\n1,2\n", []string{"1|a|b", "4|1|2"}},
		{"a,b\n,,\nx\n1,2,3,4\n", []string{"1|a|b", "2|||", "3|x", "4|1|2|3|4"}},
		{"\"a,\"\"b\"\"\",\"x\ny\"\n1,2\n", []string{"1|a,\"b\"|x\ny", "2|1|2"}},
		{"\"\",x\n\"\"\n", []string{"1||x"}},
		{"5\" pipe,a \"b\" c\n", []string{"1|5\" pipe|a \"b\" c"}},
		{"\"a\" ,b\n", []string{"1|a |b"}},
		{" a , b\u00a0\n", []string{"1| a | b\u00a0"}},
		{"\ufeffCode,Name\n", []string{"1|Code|Name"}},
		{"\ufeff\"Code\",Name\n", []string{"1|Code|Name"}},
		{"sep=;\na,b;c\n", []string{"2|a,b|c"}},
		{"\ufeffSEP=\t\r\na,b\tc\n", []string{"2|a,b|c"}},
		{"a,", []string{"1|a|"}},
		{"a,\"", nil},
		{"\"a\r\nb\"\r\nc\r\n", []string{"1|a\r\nb", "2|c"}},
	} {
		if c.want == nil {
			refusal(t, "a.csv", []byte(c.text), Limits{})
			continue
		}
		if got := fields(t, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCSVSeparators(t *testing.T) {
	for text, want := range map[string]rune{
		"a,b\n1,2\n": ',', "a;b\n1;2\n": ';', "a\tb\n1\t2\n": '\t', "one\ntwo\n": ',',
		"Title; with one, of each\n\na;b;c\n1,5;2,5;3,5\n4;5;6\n": ';',
		"a,b\n\"x;y;z\",1\n\"p;q;r\",2\n":                         ',',
		"Title\nSubtitle, with a comma\na\tb\tc\n1\t2\t3\n":       '\t',
	} {
		if got := open(t, "a.csv", []byte(text), Limits{}).Comma; got != want {
			t.Errorf("%q is separated by %q, want %q", text, got, want)
		}
	}
}

func TestCSVEncodings(t *testing.T) {
	const text = "Code,Name\nR01,St John’s – £5\n"
	old := strings.NewReplacer("’", "\x92", "–", "\x96", "£", "\xa3").Replace(text)
	for _, c := range []struct {
		b    []byte
		want string
	}{
		{[]byte(text), "UTF-8"},
		{[]byte("\ufeff" + text), "UTF-8"},
		{[]byte(old), "Windows-1252"},
		{badfile.UTF16(text, binary.LittleEndian, true), "UTF-16LE"},
		{badfile.UTF16(text, binary.BigEndian, true), "UTF-16BE"},
		{badfile.UTF16(text, binary.LittleEndian, false), "UTF-16LE"},
		{badfile.UTF16(text, binary.BigEndian, false), "UTF-16BE"},
	} {
		book := open(t, "a.csv", c.b, Limits{})
		r := rows(t, book.Sheets[0])
		if book.Encoding != c.want || len(r) != 2 || r[0].At(1).Text != "Code" || r[1].At(2).Text != "St John’s – £5" {
			t.Errorf("%s: got %s, %v", c.want, book.Encoding, r)
		}
	}
}

// A character may be cut in two by the end of a block that is read at once.
func TestCSVEncodingAcrossBlocks(t *testing.T) {
	for pad := range 9 {
		text := strings.Repeat("x", 64<<10-1024*16-pad) + "\n" + strings.Repeat("é–🏥,", 9000) + "\n"
		for _, b := range [][]byte{[]byte(text), badfile.UTF16(text, binary.BigEndian, true), badfile.UTF16(text, binary.LittleEndian, true)} {
			r := rows(t, open(t, "a.csv", b, Limits{Text: 1 << 17}).Sheets[0])
			if len(r) != 2 || len(r[1].Cells) != 9001 || r[1].At(9000).Text != "é–🏥" {
				t.Fatalf("pad %d: %d rows", pad, len(r))
			}
		}
	}
}

func TestCSVRefusals(t *testing.T) {
	utf16 := func(units ...uint16) []byte {
		b := []byte{0xff, 0xfe}
		for _, u := range units {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	for _, c := range []struct {
		b    []byte
		want string
	}{
		{[]byte("a,b\nc,\x00\n"), "line 2 holds a NUL"},
		{[]byte("a,b\n\n1,\"x\ny"), "row 3: a quotation mark"},
		{[]byte("a,b\n1,\"x\"y\n"), "B2: a closing quotation mark"},
		{[]byte("\ufeffa,b\n1,\xe9\n"), "line 2 holds bytes that are not UTF-8"},
		{[]byte("é,è\nê,ë\ncaf\xe9\n"), "line 3 holds bytes that are not UTF-8"},
		{[]byte("a\n\x81\x8d\n"), "line 2 holds bytes that are neither"},
		{utf16('a', '\n', 0), "line 2 holds a NUL"},
		{utf16('a', 0xd800, 'b'), "half a UTF-16LE character"},
		{utf16('a', 0xdc00), "half"},
		{utf16('a', 0xd800), "half"},
		{append(utf16('a'), 'x'), "half"},
		{[]byte("a,b\n" + strings.Repeat("x", 40_000)), "A2: the text is longer than 32767"},
		{[]byte("a,b\n\"" + strings.Repeat("x", 40_000) + "\"\n"), "A2: the text is longer than 32767"},
		{[]byte(strings.Repeat(",", 17_000)), "more than 16384 columns"},
	} {
		if f := refusal(t, "a.csv", c.b, Limits{}); !strings.Contains(f.Error(), c.want) {
			t.Errorf("%.30q: %v, want %q", c.b, f, c.want)
		}
	}
}

func TestZippedCSV(t *testing.T) {
	b := badfile.Zip(badfile.Part{Name: "__MACOSX/._x.csv", Text: "?"}, badfile.Part{Name: "folder/April extract.csv", Text: "a;b\n1;2\n"})
	book := open(t, "x.zip", b, Limits{})
	if book.Format != CSV || book.Archived != "April extract.csv" || book.Comma != ';' || book.Sheets[0].Name() != "April extract.csv" {
		t.Errorf("got %+v", book)
	}
	if got := rows(t, book.Sheets[0]); len(got) != 2 || got[1].At(2).Text != "2" {
		t.Errorf("got %v", got)
	}
	bad := badfile.Zip(badfile.Part{Name: "x.csv", Text: "a\n\"b\n"})
	if f := refusal(t, "y.zip", bad, Limits{}); f.Fields[0].Sheet != "x.csv" || f.Fields[0].File != "y.zip" {
		t.Errorf("got %+v", f.Fields)
	}
}

// For text that needs no licence, our records are those of the standard library.
func TestCSVAgreesWithStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.StringMatching(`[a-z ",;\n–]{0,8}`), rapid.Just(""), rapid.Just("x"))
		table := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 5), 1, 12).Draw(t, "table")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		for _, rec := range table {
			if err := w.Write(append([]string{"k"}, rec...)); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		s := &csvSheet{at: place{file: "a.csv"}, script: utf8Script, comma: ',', limits: DefaultLimits()}
		r := newCSVReader(s, strings.NewReader(b.String()))
		for i, rec := range table {
			row, err := r.next()
			if err != nil || row.Index != i+1 || len(row.Cells) != len(rec)+1 {
				t.Fatalf("row %d: %v %v", i+1, row, err)
			}
			for j, want := range rec {
				if w.UseCRLF {
					want = strings.ReplaceAll(want, "\n", "\r\n")
				}
				if got := row.At(j + 2).Text; got != want {
					t.Fatalf("%s: %q, want %q", row.Ref(j+2), got, want)
				}
			}
		}
		if row, err := r.next(); err == nil {
			t.Fatalf("one row too many: %v", row)
		}
	})
}

func TestCSVRowsMayBeReadTwice(t *testing.T) {
	s := open(t, "a.csv", []byte("a\nb\n"), Limits{}).Sheets[0]
	for range 2 {
		n := 0
		for _, err := range s.Rows(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 2 {
			t.Errorf("%d rows", n)
		}
	}
	if s.Name() != "" || s.Hidden() || s.Merges() != nil {
		t.Error("a CSV file has no sheet name, no hidden sheet and no merged cells")
	}
}
