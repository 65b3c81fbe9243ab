package assign

import "math"

// anneal looks for better plans by random moves, worse ones taken the less often the colder it is: a job shifts to another
// slot or is put in from none; it takes another's place, who takes the hole (swap), goes elsewhere (replace, rotate, up to
// a chain of three) or is left out. Moves never break a limit.
type anneal struct {
	st   *state
	k    *cands
	r    chance
	halt func() bool
	back []step // to undo the move under way
}

type step struct {
	job, slot int32
	cost      float64
}

// run makes moves at temperatures from hot to cold and returns the work done.
func (a *anneal) run(jobs []int32, moves int, hot, cold float64) int64 {
	if len(jobs) == 0 {
		return 0
	}
	const steady = 256 // moves at one temperature
	heat := hot
	cool := math.Pow(cold/hot, steady/math.Max(steady, float64(moves)))
	work := int64(0)
	for m := range moves {
		if m%steady == steady-1 {
			heat *= cool
			if m%(64*steady) == steady-1 && a.halt() {
				break
			}
		}
		i := jobs[a.r.below(len(jobs))]
		from, to := a.k.off[i], a.k.off[i+1]
		if from == to {
			continue
		}
		work += a.move(i, from+a.r.front(to-from), heat)
	}
	return work
}

// move tries to put job i on its option x.
func (a *anneal) move(i int32, x int, heat float64) int64 {
	st := a.st
	s, cost := a.k.slot[x], float64(a.k.cost[x])
	old := st.slot[i]
	if s == old {
		return 3
	}
	most := -heat * math.Log(a.r.share()+1e-300)
	delta := cost - st.now[i]
	if delta > most {
		return 3
	}
	if !st.long(i, s, 0, 0) {
		a.note(i)
		if old != None {
			st.take(i)
		}
		if st.can(i, s) {
			st.add(i, s, cost)
			a.back = a.back[:0]
			return 16
		}
		a.undo()
	}
	if len(st.jobs[s]) == 0 {
		return 6
	}
	a.note(i)
	if old != None {
		st.take(i)
	}
	if a.force(i, s, cost, old, delta, most, 3) {
		a.back = a.back[:0]
	} else {
		a.undo()
	}
	return 30
}

// force puts job i, which is nowhere, in the full slot s by taking another out, and finds that one a place. hole is the
// slot that was left first; spent is what the chain costs so far, with i in s.
func (a *anneal) force(i, s int32, cost float64, hole int32, spent, most float64, depth int) bool {
	st := a.st
	l := st.jobs[s]
	if len(l) == 0 {
		return false
	}
	j := l[a.r.below(len(l))]
	if st.long(i, s, st.c.mean[j], st.c.vary[j]) {
		return false
	}
	was := st.now[j]
	a.note(j)
	st.take(j)
	if !st.can(i, s) {
		return false
	}
	st.add(i, s, cost)
	spent -= was
	best, at := st.c.out[j], None
	if hole != None && hole != s {
		if v := st.c.pair(j, hole); v < best && st.can(j, hole) {
			best, at = v, hole
		}
	}
	from, n := a.k.off[j], a.k.off[j+1]-a.k.off[j]
	for range min(4, n) {
		x := from + a.r.front(n)
		if v, t := float64(a.k.cost[x]), a.k.slot[x]; v < best && t != s && st.can(j, t) {
			best, at = v, t
		}
	}
	if spent+best <= most {
		if at != None {
			st.add(j, at, best)
		}
		return true
	}
	if depth <= 1 || n == 0 {
		return false
	}
	x := from + a.r.front(n)
	t, v := a.k.slot[x], float64(a.k.cost[x])
	if t == s || v >= best || spent+v > most+st.c.out[j] || len(st.jobs[t]) == 0 {
		return false
	}
	return a.force(j, t, v, hole, spent+v, most, depth-1)
}

// note remembers where a job was before the move; what it did within the move is of no account.
func (a *anneal) note(i int32) {
	for _, b := range a.back {
		if b.job == i {
			return
		}
	}
	a.back = append(a.back, step{i, a.st.slot[i], a.st.now[i]})
}

// undo puts everybody of the move under way back.
func (a *anneal) undo() {
	undo(a.st, a.back)
	a.back = a.back[:0]
}
