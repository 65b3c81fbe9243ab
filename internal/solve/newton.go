package solve

import "math"

// newton moves all rows' prices together: the step that would meet every priced row at once if no variable came to a
// limit, shortened until the dual gains. It reports whether it gained.
func (d *dual) newton() bool {
	act, grad := d.moving()
	if len(act) == 0 {
		return false
	}
	h := d.bend(act)
	step := cholesky(h, grad)
	if step == nil {
		return false
	}
	before, from := d.value(), append([]float64(nil), d.row...)
	slope := 0.0
	for k := range act {
		slope += grad[k] * step[k]
	}
	for t := 1.0; t > 1e-6; t /= 2 {
		for k, i := range act {
			d.row[i] = math.Min(math.Max(from[i]+t*step[k], 0), d.most)
		}
		d.settle()
		if gained := d.value() - before; gained > 1e-4*t*slope || gained >= 0 && t*slope < tiny*(1+math.Abs(before)) {
			return true
		}
	}
	copy(d.row, from)
	d.settle()
	return false
}

// moving is the rows whose prices can still do good, and how far each is from being met.
func (d *dual) moving() (act []int, short []float64) {
	for i, y := range d.row {
		s := -d.over(i)
		if y > 0 && y < d.most || y == 0 && s > 0 || y == d.most && s < 0 {
			act = append(act, i)
			short = append(short, s)
		}
	}
	return act, short
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
