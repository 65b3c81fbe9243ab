package sheet

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/iotest"
)

// Every reader of a part that is unpacked ahead sees all of it, and then what ended it.
func TestAheadGivesEveryReaderTheWhole(t *testing.T) {
	torn := errors.New("torn")
	for name, c := range map[string]struct {
		size int
		err  error
	}{"empty": {0, io.EOF}, "short": {10, io.EOF}, "one piece": {aheadPiece, io.EOF}, "many": {3*aheadPiece + 7, io.EOF},
		"torn at once": {0, torn}, "torn": {2*aheadPiece + 1, torn}} {
		t.Run(name, func(t *testing.T) {
			want := make([]byte, c.size)
			for i := range want {
				want[i] = byte(i * 7)
			}
			a := unpackAhead(io.NopCloser(io.MultiReader(iotest.OneByteReader(bytes.NewReader(want)), iotest.ErrReader(c.err))))
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					var got []byte
					r, p := a.reader(), make([]byte, 1000)
					for {
						n, err := r.Read(p)
						got = append(got, p[:n]...)
						if err == nil {
							continue
						}
						if !errors.Is(err, c.err) {
							t.Errorf("it ended with %v, not with %v", err, c.err)
						}
						break
					}
					if !bytes.Equal(got, want) {
						t.Errorf("%d bytes were read of %d, or others", len(got), len(want))
					}
				})
			}
			all.Wait()
		})
	}
}

// A plain cell is taken whole, and anything else is left as it is for the scanner.
func TestPlainValueTakesPlainCellsOnly(t *testing.T) {
	for rest, want := range map[string]string{
		"<v>412</v></c>": "412", "<v></v></c>": "", "<v> 7 </v></c>": " 7 ",
		"<v>a&amp;b</v></c>": "-", "<v>1\r2</v></c>": "-", "<v/></c>": "-", "<v>1</v><f>A1</f></c>": "-", "<f>A1</f><v>1</v></c>": "-",
		"<v>1</v> </c>": "-", "<x:v>1</x:v></c>": "-", "<v>1<!-- --></v></c>": "-", "<v>1</v></x:c>": "-",
	} {
		s := newScanner(bytes.NewReader([]byte("<row><c r=\"A1\">" + rest + "</row>")))
		if row, cell := s.next(), s.next(); row != xmlOpen || cell != xmlOpen {
			t.Fatal("the cell does not open")
		}
		at := s.pos
		got, ok := s.plainValue()
		if want == "-" {
			if ok || s.pos != at || len(s.open) != 2 {
				t.Errorf("%q was taken as the plain value %q", rest, got)
			}
			continue
		}
		if !ok || string(got) != want {
			t.Errorf("%q: %q, %v; not %q", rest, got, ok, want)
		}
		if s.next() != xmlClose || string(s.name) != "row" || s.next() != xmlEnd || s.err != nil {
			t.Errorf("%q: what follows the cell is not read: %v", rest, s.err)
		}
	}
	s := newScanner(bytes.NewReader([]byte("<x:c><v>1</v></c>")))
	s.next()
	if _, ok := s.plainValue(); ok {
		t.Error("a cell was closed by another name than it was opened with")
	}
}
