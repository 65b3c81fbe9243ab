package solve

import "math"

// newton moves all rows' prices together: towards the prices at which every row would be met or free of charge if no
// variable came to a limit on the way, and as far that way as the dual gains. It reports whether it gained.
func (d *dual) newton() bool {
	short := make([]float64, len(d.row))
	for i := range short {
		short[i] = -d.over(i)
	}
	to := d.together(short)
	if to == nil {
		return false
	}
	from, slope := append([]float64(nil), d.row...), 0.0
	for i := range to {
		to[i] = math.Min(to[i], d.most) - from[i]
		slope += short[i] * to[i]
	}
	if slope <= 0 {
		return false
	}
	before := d.value()
	slopeAt := func(t float64) float64 {
		for i := range d.row {
			d.row[i] = math.Max(0, from[i]+t*to[i])
		}
		d.settle()
		s := 0.0
		for i := range to {
			if to[i] != 0 {
				s -= d.over(i) * to[i]
			}
		}
		return s
	}
	// The gain's slope along the way never rises: where it is nothing, the gain is greatest.
	low, high, at := 0.0, 1.0, 1.0
	for range 24 {
		s := slopeAt(at)
		if s >= 0 && at == 1 || math.Abs(s) <= 1e-3*slope {
			break
		}
		if s > 0 {
			low = at
		} else {
			high = at
		}
		at = (low + high) / 2
	}
	if d.value() > before || slope < tiny*(1+math.Abs(before)) {
		return true
	}
	copy(d.row, from)
	d.settle()
	return false
}

// together is the prices that are best if all variables between their limits stay there: no price below zero, every priced
// row met, no other short. Rows join and leave the priced ones one at a time (Lawson and Hanson's way with least squares).
func (d *dual) together(short []float64) []float64 {
	n := len(d.row)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	h := d.bend(all)
	scale := 0.0
	for a := range h {
		scale = math.Max(scale, h[a][a])
		for b := range a {
			h[b][a] = h[a][b]
		}
	}
	if scale == 0 {
		return nil
	}
	for a := range h {
		h[a][a] += 1e-9 * scale
	}
	need := append([]float64(nil), short...) // of sums that start from prices of zero
	for a := range h {
		for b, y := range d.row {
			need[a] += h[a][b] * y
		}
	}
	y, in := make([]float64, n), make([]bool, n)
	for i, v := range d.row {
		in[i] = v > 0
	}
	copy(y, d.row)
	for range 4*n + 10 {
		y = within(h, need, y, in)
		best, at := 1e-9, -1
		for a := range h {
			if in[a] {
				continue
			}
			left := need[a]
			for b, v := range y {
				left -= h[a][b] * v
			}
			if left /= d.size(a); left > best {
				best, at = left, a
			}
		}
		if at < 0 {
			break
		}
		in[at] = true
	}
	return y
}

// within solves for the prices of the rows that are in, from y, which has none below zero; rows whose price would fall below
// zero leave.
func within(h [][]float64, need, y []float64, in []bool) []float64 {
	for {
		var act []int
		for i, ok := range in {
			if ok {
				act = append(act, i)
			}
		}
		out := make([]float64, len(y))
		if len(act) == 0 {
			return out
		}
		small, b := make([][]float64, len(act)), make([]float64, len(act))
		for k, i := range act {
			small[k], b[k] = make([]float64, len(act)), need[i]
			for l, j := range act[:k+1] {
				small[k][l] = h[i][j]
			}
		}
		s := cholesky(small, b)
		part, at := 1.0, -1
		for k, i := range act {
			if s[k] < 0 {
				if p := y[i] / (y[i] - s[k]); p < part || at < 0 {
					part, at = p, i
				}
			}
		}
		for k, i := range act {
			out[i] = y[i] + part*(s[k]-y[i])
		}
		if at < 0 {
			return out
		}
		out[at], in[at] = 0, false
		for i, ok := range in {
			if !ok {
				out[i] = 0
			}
		}
		y = out
	}
}

// bend is how the rows' sums answer to the rows' prices: over the variables that stand between their limits, with those of
// a binding cap moving only against each other.
func (d *dual) bend(act []int) [][]float64 {
	h := make([][]float64, len(act))
	for a := range h {
		h[a] = make([]float64, len(act))
	}
	col := make([]float64, len(act))
	add := func(sign float64) {
		for a, ca := range col {
			if ca == 0 {
				continue
			}
			row := h[a]
			for b := 0; b <= a; b++ {
				row[b] += sign * ca * col[b]
			}
		}
	}
	free := func(j int) bool {
		v := &d.p.Vars[j]
		return d.x[j] > v.Low && d.x[j] < v.High
	}
	for j := range d.p.Vars {
		if !free(j) {
			continue
		}
		w := math.Sqrt(1 / d.p.Vars[j].Curve)
		for a, i := range act {
			col[a] = w * d.p.Rows[i].Coef[j]
		}
		add(1)
	}
	for g, price := range d.cap {
		if price == 0 {
			continue
		}
		clear(col)
		total := 0.0
		for _, j := range d.group[g] {
			if !free(j) {
				continue
			}
			total += 1 / d.p.Vars[j].Curve
			for a, i := range act {
				col[a] += d.p.Rows[i].Coef[j] / d.p.Vars[j].Curve
			}
		}
		if total == 0 {
			continue
		}
		for a := range col {
			col[a] /= math.Sqrt(total)
		}
		add(-1)
	}
	return h
}

// cholesky solves h·s = b for a symmetric h given by its lower half, with just enough added to the diagonal that it can be
// done; nil when nothing moves.
func cholesky(h [][]float64, b []float64) []float64 {
	n, scale := len(b), 0.0
	for a := range h {
		scale = math.Max(scale, h[a][a])
	}
	if scale == 0 {
		return nil
	}
	l := make([][]float64, n)
	for a := range l {
		l[a] = make([]float64, n)
	}
	for add := 1e-12 * scale; ; add *= 100 {
		if factor(h, l, add, 1e-14*scale) {
			break
		}
	}
	s := append([]float64(nil), b...)
	for a := range n {
		for k := range a {
			s[a] -= l[a][k] * s[k]
		}
		s[a] /= l[a][a]
	}
	for a := n - 1; a >= 0; a-- {
		for k := a + 1; k < n; k++ {
			s[a] -= l[k][a] * s[k]
		}
		s[a] /= l[a][a]
	}
	return s
}

// factor writes the lower triangle l with l·lᵀ = h + add on the diagonal; false when a pivot is not above least.
func factor(h, l [][]float64, add, least float64) bool {
	for a := range h {
		for b := 0; b <= a; b++ {
			s := h[a][b]
			if a == b {
				s += add
			}
			for k := range b {
				s -= l[a][k] * l[b][k]
			}
			if a != b {
				l[a][b] = s / l[b][b]
				continue
			}
			if s <= least {
				return false
			}
			l[a][a] = math.Sqrt(s)
		}
	}
	return true
}
