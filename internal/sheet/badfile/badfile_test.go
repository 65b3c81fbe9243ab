package badfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"
)

func TestGenerateIsTheSameForTheSameSeed(t *testing.T) {
	var first []File
	for f := range Generate(5, 200) {
		first = append(first, f)
	}
	i, whys := 0, map[string]bool{}
	for f := range Generate(5, 200) {
		if f.Name != first[i].Name || !bytes.Equal(f.Bytes, first[i].Bytes) {
			t.Fatalf("%s differs from one run to the next", f.Name)
		}
		whys[f.Why] = true
		i++
	}
	if i != 200 || len(whys) != len(all()) {
		t.Errorf("%d files of %d sorts, want all %d", i, len(whys), len(all()))
	}
	differ := 0
	i = 0
	for f := range Generate(6, 200) {
		if !bytes.Equal(f.Bytes, first[i].Bytes) {
			differ++
		}
		i++
	}
	if differ < 50 {
		t.Errorf("another seed changes only %d of 200 files", differ)
	}
}

func TestGenerateStopsWhenAskedTo(t *testing.T) {
	n := 0
	for range Generate(1, 1000) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d files", n)
	}
}

// The fixtures must be sound by someone else's judgement, or the tests on them would prove little.
func TestTheLibraryReadsOurWorkbook(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(XLSX(Small()...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); len(got) != 2 || got[0] != "G&A beds" {
		t.Errorf("sheets %q", got)
	}
	for ref, want := range map[string]string{"D7": "ENGLAND", "E7": "400", "C7": "-", "C4": "UEC \u00a0", "E6": "Core beds open"} {
		if got, err := f.GetCellValue("G&A beds", ref); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", ref, got, want, err)
		}
	}
	if merged, err := f.GetMergeCells("G&A beds"); err != nil || len(merged) != 3 {
		t.Errorf("%d merged blocks, %v", len(merged), err)
	}
	if visible, err := f.GetSheetVisible("Macro1"); err != nil || visible {
		t.Errorf("Macro1 visible: %v, %v", visible, err)
	}
}

func TestEveryPartIsXML(t *testing.T) {
	for _, p := range Parts(Small()...) {
		d := xml.NewDecoder(strings.NewReader(p.Text))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
		}
	}
}

func TestTheLibraryReadsOurCompoundFile(t *testing.T) {
	for _, size := range []int{0, 1, 4095, 4096, 4097, 70_000, 2_000_000} {
		a, b := bytes.Repeat([]byte("a"), size), bytes.Repeat([]byte("b"), 5000)
		doc, err := mscfb.New(bytes.NewReader(Compound(Stream{"First", a}, Stream{"Second", b})))
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		found := map[string][]byte{}
		for _, f := range doc.File {
			got, err := io.ReadAll(f)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			found[f.Name] = got
		}
		if !bytes.HasPrefix(found["First"], a) || !bytes.Equal(found["Second"], b) {
			t.Errorf("%d bytes came back as %d and %d", size, len(found["First"]), len(found["Second"]))
		}
	}
}

func TestBombsAreBombs(t *testing.T) {
	s := newSource(1)
	b := s.packed(page, s.bomb, 24<<20)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(b) > 200<<10 {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	for _, f := range z.File {
		if f.Name != page {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := io.Copy(io.Discard, rc); n != 24<<20 {
			t.Errorf("it unpacks to %d bytes", n)
		}
		return
	}
	t.Error("the part is missing")
}

func TestLetters(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 55: "BC", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if letters(n) != want || number(want) != n {
			t.Errorf("column %d is %s, which is column %d", n, letters(n), number(letters(n)))
		}
	}
}

func TestACellOfAnotherSortPanics(t *testing.T) {
	for name, write := range map[string]func(...Sheet) []byte{"XLSX": XLSX, "XLS": XLS} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s took a cell that it cannot write", name)
				}
			}()
			write(Sheet{Name: "s", Rows: [][]any{{struct{}{}}}})
		}()
	}
}
