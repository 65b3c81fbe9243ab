package assign

// slack is what sums of floating numbers may be over a capacity without being called over it.
const slack = 1e-6

// state is a plan under way: who is where, and what is left of every limit. Adding and taking out cost a handful of
// operations. A part's state (see split) shares the slots and jobs of its part with the whole, and has its own limits.
type state struct {
	c    *compiled
	slot []int32   // by job
	now  []float64 // by job: cost of where it is
	mean []float64 // by slot, fixed jobs included
	vary []float64
	jobs [][]int32 // by slot, in no order
	cell []float64 // what is left
	row  []float64
}

func newState(c *compiled) *state {
	st := &state{c: c}
	st.slot, st.now = make([]int32, c.n), make([]float64, c.n)
	for i := range st.slot {
		st.slot[i], st.now[i] = None, c.out[i]
	}
	st.mean = append(st.mean, c.mean0...)
	st.vary = append(st.vary, c.vary0...)
	st.cell = append(st.cell, c.cell...)
	st.row = append(st.row, c.row...)
	const usual = 8
	st.jobs = make([][]int32, c.m)
	all := make([]int32, c.m*usual)
	for s := range st.jobs {
		st.jobs[s] = all[s*usual : s*usual : (s+1)*usual]
	}
	return st
}

// open is whether slot s is counted in its rows.
func (st *state) open(s int32) bool { return st.c.open0[s] || len(st.jobs[s]) > 0 }

// long is whether job i would make slot s run late more often than the rule allows, were gone minutes and their variance
// taken out of it first.
func (st *state) long(i, s int32, goneMean, goneVary float64) bool {
	room := st.c.room[st.c.length[s]]
	x := (st.mean[s] - goneMean + st.c.mean[i]) / room
	y := (st.vary[s] - goneVary + st.c.vary[i]) / (room * room)
	return !st.c.curve.fits(x, y)
}

// can is whether job i, which is nowhere, may be put in slot s without breaking a limit. That it is one of its options is
// the caller's care.
func (st *state) can(i, s int32) bool { return !st.long(i, s, 0, 0) && st.roomFor(i, s) }

// roomFor is whether the rows and pools have room for job i in slot s.
func (st *state) roomFor(i, s int32) bool {
	if !st.open(s) {
		for _, r := range st.c.rows[s] {
			if st.row[r] < 1-slack {
				return false
			}
		}
	}
	c := st.c
	uses := c.uses[c.stay[i]]
	if len(uses) == 0 {
		return true
	}
	day := int(c.day[s])
	for _, u := range uses {
		at := (u.family*c.p.Places+int(c.place[s]))*c.p.Nights + day
		for k, a := range u.amount[:min(len(u.amount), c.p.Nights-day)] {
			if a > st.cell[at+k]+slack {
				return false
			}
		}
	}
	return true
}

// add puts job i, which is nowhere, in slot s at a cost.
func (st *state) add(i, s int32, cost float64) {
	c := st.c
	if !st.open(s) {
		for _, r := range c.rows[s] {
			st.row[r]--
		}
	}
	st.jobs[s] = append(st.jobs[s], i)
	st.mean[s] += c.mean[i]
	st.vary[s] += c.vary[i]
	st.use(i, s, -1)
	st.slot[i], st.now[i] = s, cost
}

// take takes job i out of its slot; it is nowhere then.
func (st *state) take(i int32) {
	c, s := st.c, st.slot[i]
	l := st.jobs[s]
	for k, j := range l {
		if j == i {
			l[k] = l[len(l)-1]
			l = l[:len(l)-1]
			break
		}
	}
	st.jobs[s] = l
	if len(l) == 0 { // no rounding is left behind
		st.mean[s], st.vary[s] = c.mean0[s], c.vary0[s]
		if !c.open0[s] {
			for _, r := range c.rows[s] {
				st.row[r]++
			}
		}
	} else {
		st.mean[s] -= c.mean[i]
		st.vary[s] -= c.vary[i]
	}
	st.use(i, s, 1)
	st.slot[i], st.now[i] = None, c.out[i]
}

func (st *state) use(i, s int32, sign float64) {
	c := st.c
	uses := c.uses[c.stay[i]]
	if len(uses) == 0 {
		return
	}
	day := int(c.day[s])
	for _, u := range uses {
		at := (u.family*c.p.Places+int(c.place[s]))*c.p.Nights + day
		for k, a := range u.amount[:min(len(u.amount), c.p.Nights-day)] {
			st.cell[at+k] += sign * a
		}
	}
}

// total is the cost of the plan, the fixed jobs included.
func (st *state) total() float64 {
	sum := st.c.base
	for _, x := range st.now {
		sum += x
	}
	return sum
}

// reset makes the state hold exactly the placings of another plan of its own making, all limits recomputed.
func (st *state) reset(slot []int32) {
	for i := range st.slot {
		if st.slot[i] != slot[i] && st.slot[i] != None {
			st.take(int32(i))
		}
	}
	for i, s := range slot {
		if st.slot[i] != s {
			st.add(int32(i), s, st.c.pair(int32(i), s))
		}
	}
}
