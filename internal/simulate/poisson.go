package simulate

import (
	"math"
	"math/bits"

	"headroom/internal/dist"
)

// A Poisson draw with a mean that is the same in every replicate looks into the row of that mean and is as exact as a
// binomial one. With a mean of its own in each replicate, a row for every mean cannot be made: the means of a grid have
// rows, and between two of them the law is their mixture in proportion. That has the right mean exactly; its variance is
// too great by at most a quarter of the grid's step squared, less than a thousandth of the Poisson's own from a mean of
// 1 upwards. It neither falls when v rises nor when the mean rises.

// A Poisson row in the shelf's cells: its lowest value, the number of its values, for each of 64 values of v's first bits
// the first value to look at, and for each value the place up to which v gives it or less under the lower mean and the
// higher.
const (
	guideBits = 6
	rowHead   = 2 + 1<<guideBits
)

// gridOf is the place of a mean (in units of 2^-20) on the grid, and how far it lies towards the next, in 2^-16. Between
// 4^e and 4^(e+1) the step is 2^(e-4); below 1 it is 1/64.
func gridOf(mean uint64) (i int, rest uint64) {
	if mean < one {
		return int(mean >> 14), mean & (1<<14 - 1) << 2
	}
	e := uint(bits.Len64(mean)-1-sizeBits) / 2
	step := sizeBits - 4 + e
	return 64 + 48*(1<<e-1) + int(mean>>step) - 1<<(e+4), mean & (1<<step - 1) << 16 >> step
}

// gridMean is the mean at place i of the grid, and the grid's step there.
func gridMean(i int) (mean, step float64) {
	if i < 64 {
		return float64(i) / 64, 1.0 / 64
	}
	i -= 64
	e := 0
	for n := 48; i >= n; n *= 2 {
		i -= n
		e++
	}
	step = math.Ldexp(1, e-4)
	return float64(float64(i+1<<(e+4)) * step), step
}

// poissonRow makes the row of two means, lower first, and says where it begins.
func (s *shelf) poissonRow(lower, higher float64) uint32 {
	at := len(s.cells)
	var la, lb int
	la, s.w = dist.PoissonWeights(s.w, lower)
	lb, s.w2 = dist.PoissonWeights(s.w2, higher)
	wa, wb := s.w, s.w2
	a, b := 0.0, 0.0
	s.cells = append(s.cells, uint32(la), 0)
	var guide [1 << guideBits]uint32
	s.cells = append(s.cells, guide[:]...)
	g := uint64(0)
	for x := la; ; x++ {
		if x-la < len(wa) {
			a += wa[x-la]
		}
		if x >= lb && x-lb < len(wb) {
			b += wb[x-lb]
		}
		ca, cb := scaled(a), scaled(b)
		s.cells = append(s.cells, uint32(min(ca, math.MaxUint32)), uint32(min(cb, math.MaxUint32)))
		for ; g < 1<<guideBits && g<<(32-guideBits) < ca; g++ {
			s.cells[at+2+int(g)] = uint32(x - la)
		}
		if cb == 1<<32 || x-la >= len(wa)-1 && x-lb >= len(wb)-1 {
			s.cells[at+1] = uint32(x - la + 1)
			break
		}
	}
	return uint32(at)
}

// scaled is a sum of chances times 2^32, rounded.
func scaled(sum float64) uint64 { return uint64(float64(min(sum, 1)*(1<<32)) + 0.5) }

// steady gives the row of a mean that is the same in every replicate.
func (s *shelf) steady(mean float64) uint32 {
	key := math.Float64bits(mean)
	at, ok := s.means[key]
	if !ok {
		at = s.poissonRow(mean, mean)
		s.means[key] = at
	}
	return at
}

// poisson draws from the row at `at`, rest of the way (in 2^-16) from its lower mean to its higher.
func (s *shelf) poisson(at uint32, rest uint64, v uint32) int32 {
	row := s.cells[at:]
	n := row[1]
	for i := row[2+v>>(32-guideBits)]; i < n; i++ {
		a, b := uint64(row[rowHead+2*i]), uint64(row[rowHead+2*i+1])
		if uint64(v) < a-(a-b)*rest>>16 {
			return int32(row[0] + i)
		}
	}
	return int32(row[0] + n - 1)
}

// varying draws a Poisson number with a mean in units of 2^-20.
func (s *shelf) varying(mean uint64, v uint32) int32 {
	i, rest := gridOf(mean)
	if i >= len(s.grid) {
		s.grid = append(s.grid, make([]uint32, max(i+1, len(s.grid)*3/2)-len(s.grid))...)
	}
	at := s.grid[i]
	if at == 0 {
		m, step := gridMean(i)
		at = s.poissonRow(m, m+step)
		s.grid[i] = at
	}
	return s.poisson(at, rest, v)
}
