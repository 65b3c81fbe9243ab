package badfile

import (
	"fmt"
	"iter"
	"math/rand/v2"
)

// File is one generated file. Plausible files may be read without a complaint, though what they hold may be odd; the
// others should be refused.
type File struct {
	Name      string
	Bytes     []byte
	Why       string // what was done to it
	Plausible bool
}

// maker makes one sort of bad file. Heavier sorts come up less often.
type maker struct {
	why       string
	plausible bool
	often     int
	make      func(*source) (name string, b []byte)
}

// source is the randomness and the sound files that the makers share.
type source struct {
	*rand.Rand
	parts []Part // of the small workbook
	xlsx  []byte
	biff  []byte
	xls   []byte
	csv   string
	bomb  []byte // 24 MiB of blanks, deflated
	cells []byte // 6 MiB of cells, deflated
}

// Generate gives n files, the same ones for the same seed. Every sort comes up in the first few hundred.
func Generate(seed uint64, n int) iter.Seq[File] {
	return func(yield func(File) bool) {
		s := newSource(seed)
		makers := all()
		total := 0
		for _, m := range makers {
			total += m.often
		}
		for i := range n {
			s.Rand = rand.New(rand.NewPCG(seed, uint64(i)))
			var m maker
			if i < len(makers) {
				m = makers[i] // each sort at least once
			} else {
				k := s.IntN(total)
				for _, m = range makers {
					if k -= m.often; k < 0 {
						break
					}
				}
			}
			name, b := m.make(s)
			if !yield(File{Name: fmt.Sprintf("%05d-%s", i, name), Bytes: b, Why: m.why, Plausible: m.plausible}) {
				return
			}
		}
	}
}

// newSource makes the sound files once; they cost more than the mutations.
func newSource(seed uint64) *source {
	book := Small()
	s := &source{Rand: rand.New(rand.NewPCG(seed, 0)), parts: Parts(book...), biff: BIFF8(BIFFOptions{Chunk: 100}, book...)}
	s.xlsx, s.xls, s.csv = Zip(s.parts...), Compound(Stream{"Workbook", s.biff}), CSV(book[0], ",")
	s.bomb = deflate([]byte(" "), 24<<20)
	s.cells = deflate([]byte("<c><v>1</v></c>"), 6<<20)
	return s
}

// all lists the makers.
func all() []maker {
	var out []maker
	for _, list := range [][]maker{containers(), workbooks(), olds(), csvs(), others()} {
		out = append(out, list...)
	}
	return out
}

// pick is one of the choices.
func pick[T any](s *source, choices ...T) T { return choices[s.IntN(len(choices))] }

// cut is b without its end; the end is anywhere.
func (s *source) cut(b []byte) []byte { return b[:s.IntN(len(b))] }

// flip is b with up to n of its bytes changed, of those from byte from on.
func (s *source) flip(b []byte, from, n int) []byte {
	b = append([]byte(nil), b...)
	for range 1 + s.IntN(n) {
		if len(b) > from {
			b[from+s.IntN(len(b)-from)] = byte(s.Uint32())
		}
	}
	return b
}

// shuffle is b with a piece left out, doubled, or moved.
func (s *source) shuffle(b []byte) []byte {
	if len(b) < 8 {
		return b
	}
	i, n := s.IntN(len(b)-4), 1+s.IntN(64)
	j := min(i+n, len(b))
	switch s.IntN(3) {
	case 0:
		return append(append([]byte(nil), b[:i]...), b[j:]...)
	case 1:
		return append(append([]byte(nil), b[:j]...), b[i:]...)
	}
	k := s.IntN(i + 1)
	return append(append(append(append([]byte(nil), b[:k]...), b[i:j]...), b[k:i]...), b[j:]...)
}
