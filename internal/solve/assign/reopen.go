package assign

import "slices"

// reopen gives a few slots anew at once: who is in them and whom they would suit, by proof, everything else left as it is.
// It is the largest move there is: chains through full pools, slots emptied so that others of their rows may open, lists
// exchanged among several slots are all found by it.
type reopen struct {
	st     *state
	near   func(s int32, f func(job int32, cost float64)) // whom slot s would suit
	r      chance
	size   float64 // how many slots at once, about; it follows what can be proven
	pick   []int32
	has    map[int32]bool
	beside *calendar // where set, half of the slots are picked for being near in time
}

func newReopen(st *state, near func(s int32, f func(job int32, cost float64)), r chance) *reopen {
	return &reopen{st: st, near: near, r: r, size: 3, has: map[int32]bool{}}
}

// run reopens some of a list's slots at a time until the work is done or it is stopped. It returns the work done.
func (a *reopen) run(slots []int32, work int64, stopped func() bool) int64 {
	done := int64(0)
	for done < work && len(slots) > 0 && !stopped() {
		a.choose(slots[a.r.below(len(slots))], min(int(a.size), len(slots)))
		done += a.once(work-done) + 100
	}
	return done
}

// choose picks slots that jobs tie to a first one.
func (a *reopen) choose(s int32, n int) {
	clear(a.has)
	a.pick = append(a.pick[:0], s)
	a.has[s] = true
	c := a.st.c
	for range 8 * n {
		if len(a.pick) >= n {
			return
		}
		from := a.pick[a.r.below(len(a.pick))]
		if a.beside != nil && a.r.below(2) == 0 {
			if next := a.beside.near(from, &a.r); next != None && !a.has[next] {
				a.has[next] = true
				a.pick = append(a.pick, next)
			}
			continue
		}
		seen, job := 0, None
		a.near(from, func(i int32, _ float64) {
			if seen++; a.r.below(seen) == 0 {
				job = i
			}
		})
		if job == None {
			continue
		}
		next := a.st.slot[job]
		if next == None || a.has[next] || a.r.below(2) == 0 {
			k := c.class[job]
			if n := int(c.first[k+1] - c.first[k]); n > 0 {
				next = c.slot[int(c.first[k])+a.r.below(n)]
			}
		}
		if next != None && !a.has[next] {
			a.has[next] = true
			a.pick = append(a.pick, next)
		}
	}
}

// once solves the slots that were picked and takes what is better. It returns the work done.
func (a *reopen) once(work int64) int64 {
	const most = 3_000_000
	st := a.st
	k := st.around(a.pick, a.near)
	if len(k.pairs) == 0 {
		return 0
	}
	p := newProver(k, func(i int32) int32 { return st.slot[i] })
	before := p.gain
	p.run(min(work, most), func() bool { return false })
	if p.done() && p.work < most/4 {
		a.size = min(a.size+.1, 12)
	} else if !p.done() {
		a.size = max(a.size-.4, 2)
	}
	if p.gain > before+1e-7 {
		st.accept(k, p.best, st.whereabouts(k))
	}
	return p.work + int64(4*len(k.pairs))
}

// calendar lists slots by place and day.
type calendar struct {
	c     *compiled
	slots []int32
	from  []int // by place, then day, into slots
}

func (c *compiled) calendar() *calendar {
	z := &calendar{c: c, slots: make([]int32, c.m), from: make([]int, c.p.Places*c.p.Days+1)}
	for s := range int32(c.m) {
		z.from[z.at(c.place[s], int(c.day[s]))+1]++
	}
	for x := range z.from[1:] {
		z.from[x+1] += z.from[x]
	}
	next := slices.Clone(z.from)
	for s := range int32(c.m) {
		at := z.at(c.place[s], int(c.day[s]))
		z.slots[next[at]] = s
		next[at]++
	}
	return z
}

func (z *calendar) at(place int32, day int) int { return int(place)*z.c.p.Days + day }

// near is a slot of the same place in the days round a slot, of whatever part; None where the day drawn has none.
func (z *calendar) near(s int32, r *chance) int32 {
	const days = 4
	day := int(z.c.day[s]) + r.below(2*days+1) - days
	if day < 0 || day >= z.c.p.Days {
		return None
	}
	at := z.at(z.c.place[s], day)
	list := z.slots[z.from[at]:z.from[at+1]]
	if len(list) == 0 {
		return None
	}
	return list[r.below(len(list))]
}
