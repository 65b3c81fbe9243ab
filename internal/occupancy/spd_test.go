package occupancy

import (
	"math"
	"testing"
)

func TestSPDSolvesAndInverts(t *testing.T) {
	d := &dice{61}
	const n = 9
	s := newSPD(n)
	a := make([]float64, n*n)
	want := make([]float64, n)
	for i := range n {
		want[i] = d.normal()
	}
	for range 30 {
		x := make([]float64, n)
		for i := range x {
			x[i] = d.normal()
		}
		s.add(x, dot(x, want), 1.5)
		for i := range n {
			for j := range n {
				a[i*n+j] += 1.5 * x[i] * x[j]
			}
		}
	}
	inv := inverseOf(a, n)
	s.factor()
	s.backsolve(s.b)
	for i := range n {
		if math.Abs(s.b[i]-want[i]) > 1e-9 {
			t.Errorf("solution %d is %.9f, want %.9f", i, s.b[i], want[i])
		}
		for j := range n {
			v := 0.0
			for k := range n {
				v += a[i*n+k] * inv[k*n+j]
			}
			if one := map[bool]float64{true: 1}[i == j]; math.Abs(v-one) > 1e-9 {
				t.Errorf("the product with the inverse has %.9f at %d, %d", v, i, j)
			}
		}
	}
}

func TestDescendFindsTheLeast(t *testing.T) {
	x := []float64{3, -2}
	v := descend(x, .5, 1e-4, func(x []float64) float64 {
		return (x[0]-1)*(x[0]-1) + 4*(x[1]-.5)*(x[1]-.5) + (x[0]-1)*(x[1]-.5)
	})
	if math.Abs(x[0]-1) > 1e-3 || math.Abs(x[1]-.5) > 1e-3 || v > 1e-6 {
		t.Errorf("least %g at %v", v, x)
	}
}
