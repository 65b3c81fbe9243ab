package simulate

import (
	"math"
	"math/bits"
)

// Logarithms of intensities are whole numbers of 2^-24, intensities of 2^-20: integer arithmetic is the same everywhere
// and as fast.
const (
	logBits  = 24
	sizeBits = 20
	one      = 1 << sizeBits
	most     = one << 6     // no intensity is above 64 times the expected one
	mostLog  = 4 << logBits // an intensity is at most e^4 and at least e^-20 times the expected one
	leastLog = -20 << logBits
)

// fixed is x in units of 2^-bits, rounded.
func fixed(x float64, bits int) int64 { return int64(math.Floor(math.Ldexp(x, bits) + 0.5)) }

// curves are the two functions that replicates need, as tables of integers: e^x and the normal quantile.
type curves struct {
	power [1<<10 + 1]int64     // 2^(i/1024), in 2^-30
	tail  [32][1<<7 + 1]uint32 // -z of the chance t/2^32 by t's length in bits and its next seven, in 2^-24
}

func newCurves() *curves {
	c := &curves{}
	root := 2.0
	for range 10 {
		root = math.Sqrt(root)
	}
	p := 1.0
	for i := range c.power {
		c.power[i] = fixed(p, 30)
		p = float64(p * root)
	}
	c.tail[0][0] = uint32(fixed(-normal(0x1p-33), logBits))
	for n := 1; n < 32; n++ {
		for i := range c.tail[n] {
			// The middle of the cell of 2^-32 that a draw stands for; an end of a range is the next range's beginning.
			t := math.Ldexp(float64(128+i), n-8) + 0.5
			c.tail[n][i] = uint32(fixed(-normal(min(math.Ldexp(t, -32), 0.5)), logBits))
		}
	}
	return c
}

// normal is the normal quantile at v/2^32 in units of 2^-24. Between the table's points it goes straight: the error is
// below 10^-5 wherever a draw can fall.
func (c *curves) normal(v uint32) int64 {
	t, sign := v, int64(-1)
	if v >= 1<<31 {
		t, sign = ^v, 1
	}
	n := bits.Len32(t)
	if n < 8 { // a draw for each of the table's points, or for fewer
		return sign * int64(c.tail[n][t<<(8-n)&127])
	}
	i := t >> (n - 8) & 127
	rest := int64(t & (1<<(n-8) - 1))
	a, b := int64(c.tail[n][i]), int64(c.tail[n][i+1])
	return sign * (a + (b-a)*rest>>(n-8))
}

// exp is e^x in units of 2^-20 for x in units of 2^-24.
func (c *curves) exp(x int64) int64 {
	x = min(max(x, leastLog), mostLog)
	y := x * 24204406 >> logBits // 2^24 times the logarithm of e to the base 2
	k, f := y>>logBits, y&(1<<logBits-1)
	i, rest := f>>14, f&(1<<14-1)
	p := c.power[i] + (c.power[i+1]-c.power[i])*rest>>14
	return p >> uint(30-sizeBits-k)
}
