package occupancy

import "math"

// leastSquares gathers the normal equations of a penalised weighted regression. Sums are taken in the order in which rows
// are added, so the same rows give the same bits.
type leastSquares struct {
	n int
	a []float64 // n by n, the lower triangle is used
	b []float64
}

func newLeastSquares(n int) *leastSquares {
	return &leastSquares{n: n, a: make([]float64, n*n), b: make([]float64, n)}
}

// add takes one row: the features f explain y, with weight w.
func (l *leastSquares) add(f []float64, y, w float64) {
	for i, x := range f {
		if x == 0 {
			continue
		}
		x *= w
		l.b[i] += x * y
		row := l.a[i*l.n : i*l.n+i+1]
		for j := range row {
			row[j] += x * f[j]
		}
	}
}

// shrink pulls coefficient i towards zero.
func (l *leastSquares) shrink(i int, by float64) { l.a[i*l.n+i] += by }

// towards pulls coefficient i towards the value v.
func (l *leastSquares) towards(i int, v, by float64) {
	l.a[i*l.n+i] += by
	l.b[i] += by * v
}

// tie pulls coefficients i and j towards each other.
func (l *leastSquares) tie(i, j int, by float64) {
	if i < j {
		i, j = j, i
	}
	l.a[i*l.n+i] += by
	l.a[j*l.n+j] += by
	l.a[i*l.n+j] -= by
}

// solve gives the coefficients by Cholesky's method. A direction that no row and no penalty speaks for gets nothing.
func (l *leastSquares) solve() []float64 {
	n := l.n
	c := make([]float64, n*n)
	x := make([]float64, n)
	for i := range n {
		for j := 0; j <= i; j++ {
			s := l.a[i*n+j]
			for k := range j {
				s -= c[i*n+k] * c[j*n+k]
			}
			if i != j {
				c[i*n+j] = s * inverse(c[j*n+j])
				continue
			}
			if s > 1e-12 {
				c[i*n+i] = math.Sqrt(s)
			}
		}
		s := l.b[i]
		for k := range i {
			s -= c[i*n+k] * x[k]
		}
		x[i] = s * inverse(c[i*n+i])
	}
	for i := n - 1; i >= 0; i-- {
		s := x[i]
		for k := i + 1; k < n; k++ {
			s -= c[k*n+i] * x[k]
		}
		x[i] = s * inverse(c[i*n+i])
	}
	return x
}

// inverse is 1/x, and 0 for 0.
func inverse(x float64) float64 {
	if x == 0 {
		return 0
	}
	return 1 / x
}
