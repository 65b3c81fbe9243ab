package discharge

import (
	"math"
	"testing"
)

// Some beds fewer shift the odds as short reads them, whole beds and parts of one, in either direction.
func TestFewerBedsShiftTheOdds(t *testing.T) {
	o := odds{low: -4, chance: []float64{.1, .2, .3, 0, .25, .1, .05}, n: 1000}
	for _, beds := range []float64{0, 1, 2.5, .25, -.75, -3} {
		f := o.fewer(beds)
		sum, mean := 0.0, 0.0
		for i, c := range f.chance {
			sum += c
			mean += c * float64(f.low+i)
		}
		was := 0.0
		for i, c := range o.chance {
			was += c * float64(o.low+i)
		}
		if f.n != o.n || math.Abs(sum-1) > 1e-12 || math.Abs(was-mean-beds) > 1e-12 {
			t.Errorf("%v beds fewer: the chances sum to %v and the mean falls by %v, of %d replicates", beds, sum, was-mean, f.n)
		}
		// A bed nobody had splits its neighbours' chances, so that the points of the law itself are exact, and what lies between to a part of a bed.
		for _, p := range []float64{.1, .3, .6, .85, .95} {
			if d := o.short(p) - f.short(p) - beds; beds == math.Trunc(beds) && math.Abs(d) > 1e-12 || math.Abs(d) > .5 {
				t.Errorf("%v beds fewer: %.2f needs %.3f fewer", beds, p, d+beds)
			}
		}
	}
	even := odds{low: 0, chance: []float64{.2, .2, .2, .2, .2}, n: 10}
	if d := even.short(.5) - even.fewer(.3).short(.5); math.Abs(d-.3) > 1e-12 {
		t.Errorf("of an even law .3 beds fewer take %v", d)
	}
}
