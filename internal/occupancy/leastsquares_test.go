package occupancy

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, by)
	}
}

func TestLeastSquaresFindsCoefficients(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	l := newLeastSquares(3)
	want := []float64{2, -1, .5}
	for range 200 {
		f := []float64{1, r.NormFloat64(), r.NormFloat64()}
		l.add(f, want[0]*f[0]+want[1]*f[1]+want[2]*f[2], 1+r.Float64())
	}
	for i, x := range l.solve() {
		near(t, "coefficient", x, want[i], 1e-9)
	}
}

func TestLeastSquaresPenalties(t *testing.T) {
	l := newLeastSquares(4)
	l.add([]float64{1, 0, 0, 0}, 10, 1)
	l.shrink(0, 1)     // one row of 10 and one row's worth of 0
	l.towards(1, 7, 3) // nothing else speaks of it
	l.tie(1, 2, 5)     // nor of this one, but that it is like its neighbour
	x := l.solve()
	for i, want := range []float64{5, 7, 7, 0} { // of the last nobody says anything
		near(t, "coefficient", x[i], want, 1e-9)
	}
}
