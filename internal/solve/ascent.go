package solve

import (
	"math"
	"slices"
)

// root is the least y in [0, most] at which f is not below zero, for an f that never falls; most when there is none. f
// gives its value and slope. Newton's steps are kept inside what is known of the root; for a piecewise linear f they end
// on it.
func root(f func(y float64) (value, slope float64), start, most float64) float64 {
	if v, _ := f(0); v >= 0 {
		return 0
	}
	low, high, y := 0.0, math.Inf(1), math.Min(math.Max(start, 1e-6), most)
	for range 200 {
		v, slope := f(y)
		if v < 0 {
			if low = y; y >= most {
				return most
			}
		} else {
			high = y
			if v == 0 && slope > 0 {
				return y
			}
		}
		next := y - v/slope
		switch {
		case slope > 0 && next > low && next < high:
		case math.IsInf(high, 1):
			next = 2*y + 1
		default:
			next = (low + high) / 2
		}
		next = math.Min(next, most)
		if math.Abs(next-y) <= 1e-15*(1+y) {
			return next
		}
		y = next
	}
	return y
}

// sweep raises or lowers each row's price, one after the other, to where its own row is met exactly, the others' prices
// standing still, and lets the caps' prices follow. It gives the greatest change, as a share of the price.
func (d *dual) sweep() float64 {
	most := 0.0
	for i := range d.row {
		old := d.row[i]
		coef := d.p.Rows[i].Coef
		fixed := d.over(i)
		for _, j := range d.users[i] {
			fixed -= coef[j] * d.x[j]
		}
		now := root(func(y float64) (float64, float64) {
			s, slope := fixed, 0.0
			for _, j := range d.users[i] {
				v := &d.p.Vars[j]
				x := (d.gain[j] - d.priceOf(j) + (y-old)*coef[j]) / v.Curve
				switch {
				case x <= v.Low:
					s += coef[j] * v.Low
				case x >= v.High:
					s += coef[j] * v.High
				default:
					s += coef[j] * x
					slope += coef[j] * coef[j] / v.Curve
				}
			}
			return s, slope
		}, old, d.most)
		if now == old {
			continue
		}
		d.row[i] = now
		for _, j := range d.users[i] {
			d.gain[j] += (now - old) * coef[j]
			d.x[j] = d.at(j, d.gain[j]-d.priceOf(j))
		}
		most = math.Max(most, math.Abs(now-old)/(1+now))
	}
	d.settle()
	return most
}

// sortBy orders indices by a number, equal ones by themselves, so that the order never depends on how they came.
func sortBy(js []int, by func(int) float64) {
	slices.SortFunc(js, func(a, b int) int {
		if x, y := by(a), by(b); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return a - b
	})
}
