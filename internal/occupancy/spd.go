package occupancy

import "math"

// spd is a symmetric positive definite system of any size; a's lower half counts.
type spd struct {
	n int
	a []float64 // n by n, by rows
	b []float64
}

func newSPD(n int) *spd { return &spd{n, make([]float64, n*n), make([]float64, n)} }

// add adds one observation with the weight: its regressors x and its value y.
func (s *spd) add(x []float64, y, weight float64) {
	for i, v := range x {
		if v == 0 {
			continue
		}
		v *= weight
		row := s.a[i*s.n:]
		for j := 0; j <= i; j++ {
			row[j] += v * x[j]
		}
		s.b[i] += v * y
	}
}

// factor puts Cholesky's lower factor in the place of a and gives the logarithm of the determinant. A pivot that rounding
// has made nothing counts as very small: what it stands for is then left at what is otherwise known of it.
func (s *spd) factor() (logDet float64) {
	n := s.n
	for i := range n {
		ri := s.a[i*n : i*n+n]
		for j := 0; j <= i; j++ {
			rj := s.a[j*n : j*n+n]
			v := ri[j]
			for k := range j {
				v -= ri[k] * rj[k]
			}
			if i == j {
				v = math.Sqrt(math.Max(v, 1e-12))
				logDet += 2 * math.Log(v)
				ri[i] = v
				continue
			}
			ri[j] = v / rj[j]
		}
	}
	return logDet
}

// backsolve solves with the factor in place; x holds the right side and then the solution.
func (s *spd) backsolve(x []float64) {
	n := s.n
	for i := range n {
		v := x[i]
		for k := range i {
			v -= s.a[i*n+k] * x[k]
		}
		x[i] = v / s.a[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		v := x[i]
		for k := i + 1; k < n; k++ {
			v -= s.a[k*n+i] * x[k]
		}
		x[i] = v / s.a[i*n+i]
	}
}

// inverse is the inverse of the matrix whose factor is in place: the product of the inverted factor's transpose and itself.
func (s *spd) inverse() []float64 {
	n := s.n
	inv := make([]float64, n*n) // of the factor, transposed: row j is column j
	for j := range n {
		row := inv[j*n : j*n+n]
		row[j] = 1 / s.a[j*n+j]
		for i := j + 1; i < n; i++ {
			v := 0.0
			for k, l := range s.a[i*n+j : i*n+i] {
				v -= l * row[j+k]
			}
			row[i] = v / s.a[i*n+i]
		}
	}
	out := make([]float64, n*n)
	for i := range n {
		for j := 0; j <= i; j++ {
			v := 0.0
			rj := inv[j*n+i : j*n+n]
			for k, x := range inv[i*n+i : i*n+n] {
				v += x * rj[k]
			}
			out[i*n+j], out[j*n+i] = v, v
		}
	}
	return out
}

// inverseOf is the inverse of a positive definite matrix, which is left as it is.
func inverseOf(a []float64, n int) []float64 {
	s := &spd{n: n, a: append([]float64(nil), a...)}
	s.factor()
	return s.inverse()
}

// descend looks for the least of f from x on by steps along each axis, halved from step until they are below stop. It
// leaves the best place in x and gives its value.
func descend(x []float64, step, stop float64, f func([]float64) float64) float64 {
	least := f(x)
	for ; step >= stop; step /= 2 {
		for moved := true; moved; {
			moved = false
			for i := range x {
				for _, by := range [...]float64{step, -step} {
					was := x[i]
					x[i] += by
					if v := f(x); v < least {
						least, moved = v, true
						break
					}
					x[i] = was
				}
			}
		}
	}
	return least
}
