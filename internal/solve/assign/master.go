package assign

import "math"

// master is a packing programme in fractions: how much of each list to take, so that the gain is largest and no limit is
// broken. All weights are 0 or above and so are the limits, so taking nothing is a solution; lists may be added and gains
// changed at any time, and the last solution stays one. It is solved by the revised simplex method with the whole inverse.
type master struct {
	m      int
	limit  []float64 // made a little larger each by another amount, so that no two bind at the same point
	list   []list
	inv    []float64 // inverse of the basis, by rows
	basis  []int32   // by row: a list, or -1-k for what is left of limit k
	value  []float64 // by row
	price  []float64 // of limits
	among  []bool    // by list: in the basis
	spare  []bool    // by limit: what is left of it is in the basis
	column []float64
	filled []int32 // where the row of the basis that leaves is not 0
	hot    []int32 // lists that gained at the prices when all were last looked at
	from   []int32 // by list, into row and weight
	row    []int32
	weight []float64
	now    []float64 // by list: its gain in this branch
	pivots int       // since the inverse was made
	work   int64
}

// list is a column: what one slot might hold.
type list struct {
	gain  float64
	slot  int32
	pairs []int32
}

func newMaster(limit []float64) *master {
	n := len(limit)
	w := &master{m: n, inv: make([]float64, n*n), basis: make([]int32, n), price: make([]float64, n), spare: make([]bool, n), column: make([]float64, n), from: []int32{0}}
	r := newChance(1, uint64(n), 7)
	for k, x := range limit {
		w.limit = append(w.limit, x+1e-7*(.5+r.share()))
		w.inv[k*n+k], w.basis[k], w.spare[k] = 1, int32(-1-k), true
	}
	w.value = append(w.value, w.limit...)
	return w
}

// add adds a list with its weights in some limits and its gain for now.
func (w *master) add(l list, row []int32, weight []float64, now float64) {
	w.list, w.among, w.now = append(w.list, l), append(w.among, false), append(w.now, now)
	w.row, w.weight = append(w.row, row...), append(w.weight, weight...)
	w.from = append(w.from, int32(len(w.row)))
}

// gainOf is what the basic of a row gains.
func (w *master) gainOf(row int) float64 {
	if k := w.basis[row]; k >= 0 {
		return w.now[k]
	}
	return 0
}

// reprice makes prices anew from the basis and the gains.
func (w *master) reprice() {
	clear(w.price)
	for r := range w.m {
		if g := w.gainOf(r); g != 0 {
			for k, v := range w.inv[r*w.m : (r+1)*w.m] {
				w.price[k] += g * v
			}
		}
	}
	w.work += int64(w.m * w.m / 24)
}

// solve finds the best fractions at the gains as they are. It reports false when it gave up.
func (w *master) solve(gainScale float64) bool {
	w.reprice()
	tiny := 1e-10 * gainScale
	for range 50*w.m + 1000 {
		enter, d := w.enter(tiny)
		if d <= tiny {
			return true
		}
		if !w.pivot(enter, d) {
			return false
		}
	}
	return false
}

// enter finds the list, or what is left of a limit, that gains most per unit at the prices: among those that gained when
// all were last looked at, and among all when none of these does.
func (w *master) enter(tiny float64) (int32, float64) {
	best, at := tiny, int32(0)
	n := 0
	for _, k := range w.hot {
		if w.among[k] {
			continue
		}
		if d := w.reduced(k); d > tiny {
			w.hot[n] = k
			n++
			if d > best {
				best, at = d, k
			}
		}
	}
	w.work += int64(len(w.hot)/2 + w.m/24)
	w.hot = w.hot[:n]
	for k, v := range w.price {
		if -v > best && !w.spare[k] {
			best, at = -v, int32(-1-k)
		}
	}
	if best > tiny {
		return at, best
	}
	for k, now := range w.now {
		if now <= 0 || w.among[k] {
			continue
		}
		if d := w.reduced(int32(k)); d > tiny {
			w.hot = append(w.hot, int32(k))
			if d > best {
				best, at = d, int32(k)
			}
		}
	}
	w.work += int64(len(w.row)/10 + len(w.list)/10)
	return at, best
}

// reduced is what a list gains at the prices.
func (w *master) reduced(k int32) float64 {
	a, b := w.from[k], w.from[k+1]
	d, row, weight := w.now[k], w.row[a:b], w.weight[a:b]
	for x, r := range row {
		d -= w.price[r] * weight[x]
	}
	return d
}

// weigh sets column to a list's weights, or a limit's, in terms of the basis.
func (w *master) weigh(k int32) {
	clear(w.column)
	m := w.m
	if k < 0 {
		for r := range m {
			w.column[r] = w.inv[r*m+int(-1-k)]
		}
		return
	}
	limits, weight := w.row[w.from[k]:w.from[k+1]], w.weight[w.from[k]:w.from[k+1]]
	for r := range m {
		row, sum := w.inv[r*m:(r+1)*m], 0.0
		for x, at := range limits {
			sum += row[at] * weight[x]
		}
		w.column[r] = sum
	}
}

// pivot takes one into the basis, as much as fits, and out what stops it.
func (w *master) pivot(enter int32, d float64) bool {
	m := w.m
	w.weigh(enter)
	out, most := -1, math.Inf(1)
	for r, a := range w.column {
		if a < 1e-9 {
			continue
		}
		v := math.Max(0, w.value[r]) / a
		if v < most-1e-13 || v <= most+1e-13 && (out < 0 || a > w.column[out]) {
			most, out = v, r
		}
	}
	if out < 0 {
		return false
	}
	for r, a := range w.column {
		w.value[r] -= most * a
	}
	w.value[out] = most
	a := w.column[out]
	from := w.inv[out*m : (out+1)*m]
	w.filled = w.filled[:0]
	for k, v := range from {
		if v != 0 {
			w.price[k] += d / a * v
			from[k] = v / a
			w.filled = append(w.filled, int32(k))
		}
	}
	work := 0
	for r, x := range w.column {
		if r == out || x == 0 {
			continue
		}
		row := w.inv[r*m : (r+1)*m : (r+1)*m]
		if len(w.filled) < m/2 {
			for _, k := range w.filled {
				row[k] -= x * from[k]
			}
			work += len(w.filled)
		} else {
			for k, v := range from {
				row[k] -= x * v
			}
			work += m / 2
		}
	}
	w.swap(out, enter)
	w.work += int64((2*work + 8*m) / 12)
	if w.pivots++; w.pivots > 100+m {
		w.remake()
	}
	return true
}

func (w *master) swap(out int, enter int32) {
	set := func(k int32, in bool) {
		if k >= 0 {
			w.among[k] = in
		} else {
			w.spare[-1-k] = in
		}
	}
	set(w.basis[out], false)
	set(enter, true)
	w.basis[out] = enter
}

// remake makes the inverse, values and prices anew, without what rounding has left in them.
func (w *master) remake() {
	m := w.m
	w.pivots = 0
	old := append([]int32(nil), w.basis...)
	clear(w.inv)
	for k := range m {
		w.inv[k*m+k] = 1
		w.basis[k] = int32(-1 - k)
	}
	taken := make([]bool, m)
	for _, k := range old { // limits that are in the basis by themselves keep their rows
		if k < 0 {
			taken[-1-k] = true
		}
	}
	for _, k := range old {
		if k < 0 {
			continue
		}
		w.weigh(k)
		out := -1
		for r, a := range w.column {
			if !taken[r] && (out < 0 || math.Abs(a) > math.Abs(w.column[out])) {
				out = r
			}
		}
		if out < 0 || math.Abs(w.column[out]) < 1e-11 { // not independent by rounding: left out of the basis
			w.among[k] = false
			continue
		}
		taken[out] = true
		a := w.column[out]
		from := w.inv[out*m : (out+1)*m]
		for x := range from {
			from[x] /= a
		}
		for r, y := range w.column {
			if r != out && y != 0 {
				row := w.inv[r*m : (r+1)*m : (r+1)*m]
				for x, v := range from {
					row[x] -= y * v
				}
			}
		}
		w.basis[out] = k
	}
	for k := range w.spare {
		w.spare[k] = false
	}
	for r, k := range w.basis {
		if k < 0 {
			w.spare[-1-k] = true
		}
		sum := 0.0
		for x, v := range w.inv[r*m : (r+1)*m] {
			sum += v * w.limit[x]
		}
		w.value[r] = sum
	}
	w.work += int64(m * m * m / 36)
	w.reprice()
}
