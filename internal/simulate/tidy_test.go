package simulate

import (
	"os"
	"testing"
)

// A shelf that fills up in the middle of a run is emptied, and what was on it is made again as it was.
func TestFullShelvesChangeNothing(t *testing.T) {
	f, err := os.Open("testdata/system.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	m, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Replicates: 600, Seed: 5, Days: m.Days, Workers: 1, Shares: []float64{1}}
	var left int
	play := func(fill func(s *shelf)) string {
		s := prepare(m, o.Seed, o.Days)
		s.block = blockSize(s, o)
		r := newResult(s, o)
		w := newWorker(s, o, r, newReporter(o, len(s.sites)))
		fill(w.shelf)
		for _, j := range share(s, o) {
			w.play(t.Context(), j)
		}
		left = len(w.shelf.cells)
		return r.Digest()
	}
	almostFull := func(most int) func(s *shelf) {
		return func(s *shelf) {
			s.most = most
			s.cells = s.cells[:1]
			s.used, s.taken = 0, 0
			clear(s.by)
			clear(s.means)
			clear(s.grid)
			s.cells = append(s.cells, make([]uint32, mostCells*7/8-20_000)...)
		}
	}
	want := play(func(*shelf) {})
	got := play(almostFull(mostCells))
	if left > mostCells/2 {
		t.Fatalf("the shelf was not emptied: it holds %d cells", left)
	}
	if got != want {
		t.Errorf("after a shelf was full the digest is %s, before it was %s", got, want)
	}
	got = play(almostFull(mostCellsFew))
	if left < mostCells*7/8 {
		t.Fatalf("the shelf for few sites was emptied: it holds %d cells", left)
	}
	if got != want {
		t.Errorf("after a shelf grew the digest is %s, before it was %s", got, want)
	}
}
