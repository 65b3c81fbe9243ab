package simulate

import (
	"math"
	"slices"
	"sync"

	"headroom/internal/dist"
)

// A binomial draw is one look into a row of integers: the row of (n, p) says for each 32-bit number v the least x whose
// chance of x or fewer, times 2^32 and rounded, is above v. So a draw is exact to 2^-32, never falls when v rises, and
// rises by 0 or 1 when n rises by one: more people in never means fewer out or fewer left.
//
// A row has a cell for each value of v's first bits. A cell that at most one step of the law falls into holds the smaller
// x and the place of the step; one that holds more (the tails) sends the draw to the law itself, which follows the cells.

// How many of a draw's bits choose the cell.
const (
	narrow = 6 // 64 cells of 4 bytes; values up to 62 above the row's lowest
	wide   = 8 // 256 cells; values up to 254 above it
)

// unit is one entry of a table's index: where the row's cells begin, and its lowest value in the last bits. 0 is a row
// not yet made.
type unit uint64

// lowBits is room for a row's lowest value, and so for the greatest count.
const lowBits = 20

// How many cells a shelf holds, 16 MB, and how many units of indexes, 8 MB: enough for all days of five small sites. A shelf
// for few sites may grow to three times as many cells, which hold all days of five large ones: a planner plays them again and
// again, and a row made anew costs as much as a hundred draws. With many sites none comes back before the shelf is full.
const (
	mostCells    = 4 << 20
	mostCellsFew = 12 << 20
	mostIndexes  = 1 << 20
	fewSites     = 8
)

// shelf holds the tables of one worker, in one stretch of memory.
type shelf struct {
	cells   []uint32
	most    int      // cells
	tables  []*table // all ever made; the first used are in use
	used    int
	by      map[uint64]*table // by the bits of p
	means   map[uint64]uint32 // where the Poisson row of a mean begins, by its bits
	grid    []uint32          // where the Poisson row of a point of the grid begins; 0: not yet made
	w, w2   []float64
	v       []uint32 // a block's bits
	indexes []unit   // of the tables; the first taken are in use
	taken   int
	upto    []uint64
}

// shelves keeps tables from one run to the next: a planner runs the same chances many times. What is drawn does not depend
// on what a shelf holds.
var shelves = sync.Pool{New: func() any {
	return &shelf{cells: make([]uint32, 1, mostCells), indexes: make([]unit, mostIndexes), by: map[uint64]*table{}, means: map[uint64]uint32{}}
}}

// takeShelf gives a shelf for one worker's blocks of so many sites; putShelf gives it back.
func takeShelf(block, sites int) *shelf {
	s := shelves.Get().(*shelf)
	if s.most = mostCells; sites <= fewSites {
		s.most = mostCellsFew
	}
	s.v = slices.Grow(s.v[:0], block)[:block]
	return s
}

func putShelf(s *shelf) { shelves.Put(s) }

// tidy empties the shelf when it has grown large. What was on it is made again when it is looked for.
func (s *shelf) tidy() {
	if len(s.cells) < s.most*7/8 && s.taken < mostIndexes*7/8 {
		if len(s.cells) > cap(s.cells)*7/8 { // at once as far as it may, and not by little copies
			s.cells = slices.Grow(s.cells, s.most-len(s.cells))
		}
		return
	}
	s.cells = s.cells[:1]
	for _, t := range s.tables[:s.used] {
		t.index = nil
	}
	s.used, s.taken = 0, 0
	clear(s.by)
	clear(s.means)
	clear(s.grid)
}

// table is the binomial law of one chance for every n.
type table struct {
	shelf *shelf
	p     float64
	bits  uint // narrow or wide
	index []unit
}

// of gives the table of the chance p, 0 < p < 1; most is about the greatest n that will be asked for.
func (s *shelf) of(p float64, most int32) *table {
	key := math.Float64bits(p)
	if t, ok := s.by[key]; ok {
		return t
	}
	if s.used == len(s.tables) {
		more := make([]table, 256)
		for i := range more {
			more[i].shelf = s
			s.tables = append(s.tables, &more[i])
		}
	}
	t := s.tables[s.used]
	s.used++
	t.p, t.bits = p, narrow
	if float64(most)*p*(1-p) > 20 { // 62 values reach six standard deviations to either side of the mean
		t.bits = wide
	}
	t.index = s.units(int(most)*5/4 + 32)
	s.by[key] = t
	return t
}

// units takes n units, all of rows not yet made, from the shelf's indexes; from elsewhere when those are full.
func (s *shelf) units(n int) []unit {
	if s.taken+n > len(s.indexes) {
		s.taken = len(s.indexes)
		return make([]unit, n)
	}
	s.taken += n
	out := s.indexes[s.taken-n : s.taken : s.taken]
	clear(out)
	return out
}

// row makes the row of n.
func (t *table) row(n int32) {
	if int(n) >= len(t.index) {
		more := t.shelf.units(int(n)*3/2 + 32)
		copy(more, t.index)
		t.index = more
	}
	s := t.shelf
	var lo int
	lo, s.w = dist.BinomialWeights(s.w, int(n), t.p)
	lo += s.rise()
	at := len(s.cells)
	s.cut(t.bits)
	s.law()
	t.index[n] = unit(at)<<lowBits | unit(lo)
}

// rise turns the weights into the law times 2^32, rounded, in upto, without the first values that have nothing. It gives
// the number of those.
func (s *shelf) rise() (skipped int) {
	s.upto = s.upto[:0]
	sum := 0.0
	for _, w := range s.w {
		sum += w
		c := uint64(float64(min(sum, 1)*(1<<32)) + 0.5)
		if c == 0 {
			skipped++
			continue
		}
		s.upto = append(s.upto, c)
		if c == 1<<32 {
			break
		}
	}
	s.upto[len(s.upto)-1] = 1 << 32
	return skipped
}

// cut appends the cells of the law in upto. A cell is x above the lowest in its first bits, and in the rest the last
// place at which it is x; all ones in the first bits send the draw to the law.
func (s *shelf) cut(bits uint) {
	rest := 32 - bits
	outside := uint32(1)<<bits - 1
	x := 0
	for g := uint64(0); g < 1<<bits; g++ {
		from, to := g<<rest, (g+1)<<rest
		for s.upto[x] <= from {
			x++
		}
		switch {
		case uint32(x) >= outside || s.upto[x] < to && s.upto[x+1] < to:
			s.cells = append(s.cells, outside<<rest)
		case s.upto[x] >= to:
			s.cells = append(s.cells, uint32(x)<<rest|(1<<rest-1))
		default:
			s.cells = append(s.cells, uint32(x)<<rest|uint32(s.upto[x]-from-1))
		}
	}
}

// law appends the law in upto: how many values it has, and the last v of each.
func (s *shelf) law() {
	s.cells = append(s.cells, uint32(len(s.upto)))
	for _, c := range s.upto {
		s.cells = append(s.cells, uint32(c-1))
	}
}

// far looks v up in the law of a row: what few draws need.
func (t *table) far(e unit, v uint32) int32 {
	law := t.shelf.cells[uint64(e>>lowBits)+1<<t.bits:]
	low, high := 1, int(law[0]) // the last value's place is the greatest v
	for low < high {
		if m := (low + high) / 2; law[m] < v {
			low = m + 1
		} else {
			high = m
		}
	}
	return int32(e&(1<<lowBits-1)) + int32(low-1)
}

// all gives the number of each of n at each of v, in the place of v. This is where the time goes: the two loops differ in
// constants alone, which as variables would cost a fifth.
func (t *table) all(n []int32, v []uint32) {
	if t.bits == wide {
		t.allWide(n, v)
		return
	}
	const rest, mask, outside = 32 - narrow, 1<<(32-narrow) - 1, 1<<narrow - 1
	index, cells := t.index, t.shelf.cells
	n = n[:len(v)]
	for j, u := range v {
		m := n[j]
		if uint(m) >= uint(len(index)) || index[m] == 0 {
			t.row(m)
			index, cells = t.index, t.shelf.cells
		}
		e := index[m]
		c := cells[uint64(e>>lowBits)+uint64(u>>rest)]
		if c >= outside<<rest {
			v[j] = uint32(t.far(e, u))
			continue
		}
		v[j] = uint32(e&(1<<lowBits-1)) + c>>rest + (c&mask-u&mask)>>31
	}
}

func (t *table) allWide(n []int32, v []uint32) {
	const rest, mask, outside = 32 - wide, 1<<(32-wide) - 1, 1<<wide - 1
	index, cells := t.index, t.shelf.cells
	n = n[:len(v)]
	for j, u := range v {
		m := n[j]
		if uint(m) >= uint(len(index)) || index[m] == 0 {
			t.row(m)
			index, cells = t.index, t.shelf.cells
		}
		e := index[m]
		c := cells[uint64(e>>lowBits)+uint64(u>>rest)]
		if c >= outside<<rest {
			v[j] = uint32(t.far(e, u))
			continue
		}
		v[j] = uint32(e&(1<<lowBits-1)) + c>>rest + (c&mask-u&mask)>>31
	}
}
