package assign

import "math"

// exchange moves many at once: one member is taken out of each of several slots, and the holes are filled anew, at least
// cost, from those members and from others whom the slots would suit. Each way to fill them breaks no slot's rule, and the
// best of all ways is found by a minimum-cost assignment.
type exchange struct {
	st    *state
	k     *cands
	inv   *inverse
	r     chance
	halt  func() bool
	stamp []int32 // by job: the last exchange it was part of
	now   int32
	lap   lap
	back  []step
	holes []int32
}

// wide is how many slots an exchange takes in.
const wide = 20

// sweep makes as many exchanges as take in every slot of a part times over, at a temperature.
func (a *exchange) sweep(slots []int32, times int, heat float64) int64 {
	work := int64(0)
	m := min(wide, len(slots))
	if m < 2 {
		return 0
	}
	for n := 0; n < times*len(slots)/m+1; n++ {
		if n%64 == 63 && a.halt() {
			break
		}
		for k := range m {
			x := k + a.r.below(len(slots)-k)
			slots[k], slots[x] = slots[x], slots[k]
		}
		work += a.one(slots[:m], heat)
	}
	return work
}

// one exchanges among some slots.
func (a *exchange) one(slots []int32, heat float64) int64 {
	st := a.st
	members := a.gather(slots)
	if len(a.holes) < 2 || members == 0 {
		return 20
	}
	before := 0.0
	for _, b := range a.back {
		before += b.cost
	}
	for _, b := range a.back[:members] {
		st.take(b.job)
	}
	rows, cols := len(a.holes), len(a.back)
	a.weigh(members, heat)
	a.fill(a.lap.solve(rows, cols+rows))
	for _, b := range a.back {
		if st.slot[b.job] == None {
			st.settle(b.job, a.k)
		}
	}
	after := 0.0
	for _, b := range a.back {
		after += st.now[b.job]
	}
	if after-before > 1e-9 && (heat == 0 || after-before > -heat*math.Log(a.r.share()+1e-300)) {
		undo(st, a.back)
	}
	return int64(rows*cols)*4 + int64(rows*rows*cols)/8
}

// gather picks a member of each slot, and others whom they would suit; it returns how many members there are.
func (a *exchange) gather(slots []int32) int {
	st := a.st
	a.now++
	a.back, a.holes = a.back[:0], a.holes[:0]
	note := func(j int32) {
		a.stamp[j] = a.now
		a.back = append(a.back, step{j, st.slot[j], st.now[j]})
	}
	for _, s := range slots {
		l := st.jobs[s]
		if len(l) == 0 {
			continue
		}
		a.holes = append(a.holes, s)
		if a.r.next()>>61 != 0 { // now and then a slot only offers the room it has
			note(l[a.r.below(len(l))])
		}
	}
	members := len(a.back)
	for _, s := range a.holes {
		from, n := a.inv.off[s], a.inv.off[s+1]-a.inv.off[s]
		for range min(2, n) {
			if j := a.inv.job[from+a.r.front(n)]; a.stamp[j] != a.now {
				note(j)
			}
		}
	}
	return members
}

// weigh sets what each hole would cost with each job, above leaving both as they are.
func (a *exchange) weigh(members int, heat float64) {
	st, c := a.st, a.st.c
	rows, cols := len(a.holes), len(a.back)
	w := a.lap.weights(rows, cols+rows)
	for h, s := range a.holes {
		row := w[h*(cols+rows) : (h+1)*(cols+rows)]
		for x := range row {
			row[x] = never
		}
		row[cols+h] = 0 // the hole stays
		for x, b := range a.back {
			base := b.cost
			if x < members {
				base = c.out[b.job]
			} else if b.slot == s {
				continue
			}
			if st.long(b.job, s, 0, 0) {
				continue
			}
			if v := c.pair(b.job, s); v < never && st.roomFor(b.job, s) {
				row[x] = v - base
				if heat > 0 {
					row[x] += heat * (a.r.share() - .5)
				}
			}
		}
	}
}

// fill puts the jobs that were chosen into their holes.
func (a *exchange) fill(chosen []int32) {
	st := a.st
	for x, b := range a.back {
		h := chosen[x]
		if h < 0 || a.lap.at(int(h), x) >= never {
			continue
		}
		s, was, old := a.holes[h], st.now[b.job], st.slot[b.job]
		if old != None {
			st.take(b.job)
		}
		if st.can(b.job, s) {
			st.add(b.job, s, st.c.pair(b.job, s))
		} else if old != None && st.can(b.job, old) {
			st.add(b.job, old, was)
		}
	}
}

// never is a cost that no assignment may pay.
const never = 1e12

// lap solves linear assignment problems: each row gets a column of its own at least total cost, by shortest augmenting
// paths.
type lap struct {
	w          []float64
	n          int // columns
	u, v, dist []float64
	row, from  []int32 // by column, from 1: the row it has, and the column before it on the path
	seen       []bool
	out        []int32
}

// weights is the matrix to fill, row by row.
func (l *lap) weights(rows, cols int) []float64 {
	if cap(l.w) < rows*cols {
		l.w = make([]float64, rows*cols)
	}
	l.w, l.n = l.w[:rows*cols], cols
	return l.w
}

func (l *lap) at(row, col int) float64 { return l.w[row*l.n+col] }

// solve gives each column's row, or -1. There are no fewer columns than rows.
func (l *lap) solve(rows, cols int) []int32 {
	l.u = append(l.u[:0], make([]float64, rows+1)...)
	l.v = append(l.v[:0], make([]float64, cols+1)...)
	l.dist = append(l.dist[:0], make([]float64, cols+1)...)
	l.row = append(l.row[:0], make([]int32, cols+1)...)
	l.from = append(l.from[:0], make([]int32, cols+1)...)
	l.seen = append(l.seen[:0], make([]bool, cols+1)...)
	for r := 1; r <= rows; r++ {
		l.augment(int32(r), cols)
	}
	l.out = l.out[:0]
	for c := 1; c <= cols; c++ {
		l.out = append(l.out, l.row[c]-1)
	}
	return l.out
}

// augment gives row r a column, moving others along the cheapest path.
func (l *lap) augment(r int32, cols int) {
	l.row[0] = r
	for c := range l.dist {
		l.dist[c], l.seen[c] = math.Inf(1), false
	}
	at := 0
	for {
		l.seen[at] = true
		row := int(l.row[at])
		w := l.w[(row-1)*l.n : row*l.n]
		least, next := math.Inf(1), 0
		for c := 1; c <= cols; c++ {
			if l.seen[c] {
				continue
			}
			if v := w[c-1] - l.u[row] - l.v[c]; v < l.dist[c] {
				l.dist[c], l.from[c] = v, int32(at)
			}
			if l.dist[c] < least {
				least, next = l.dist[c], c
			}
		}
		for c := 0; c <= cols; c++ {
			if l.seen[c] {
				l.u[l.row[c]] += least
				l.v[c] -= least
			} else {
				l.dist[c] -= least
			}
		}
		if at = next; l.row[at] == 0 {
			break
		}
	}
	for at != 0 {
		before := int(l.from[at])
		l.row[at] = l.row[before]
		at = before
	}
}
