package assign

import (
	"cmp"
	"math"
	"slices"
)

// chains places the displaced, and moves others only to make room for one of them. A chain begins with somebody displaced,
// puts them in a slot, and finds another for the one or two who had to leave it; it is taken when what the displaced gain is
// more than what the others lose and the price of moving them. What the others would gain by it counts for nothing.
type chains struct {
	st       *state
	lost     []bool    // by job, who is displaced or new
	home     []int32   // by job, where it was told to be, if it can stay there
	homeCost []float64 // what it costs there
	price    []float64 // of moving it from there, on top of the problem's own
	most     int       // how many others may be away from home in all
	away     int       // how many are
	offers   map[int32][]place
	longest  int32   // nights of the longest stay
	rank     []int32 // by job, the least is the gravest; nil is none
	bonus    float64 // what a slot for the job that begins the chain is worth besides, where it must have one
	head     int32   // that job
	loose    []bool  // by job, who may be left without a slot where that seats one of an earlier rank: the last resort
	last     bool    // whether it has come to that

	in    []bool // by job, who is in the chain that is tried
	trail []hop
	turns int     // how many more may be made to leave
	least float64 // what the best chain so far adds
	best  []hop
	work  int64 // how much has been tried
	limit int64 // and how much may be
}

// hop is one job's way in a chain.
type hop struct{ job, from, to int32 }

// place is a slot for a job, or none, with what it costs and what it weighs in a repair.
type place struct {
	slot int32
	cost float64
	worn float64
}

// worn is what having job i in a slot weighs in a repair, given its cost: for the displaced the cost itself, for others
// what they lose, never less than nothing, and the price of being moved. Nobody else may be left without a slot, but for the loose as a last resort.
func (h *chains) worn(i, s int32, cost float64) float64 {
	if h.lost[i] {
		return cost
	}
	switch s {
	case h.home[i]:
		return 0
	case None:
		if h.loose == nil || !h.loose[i] {
			return math.Inf(1)
		}
	}
	return math.Max(0, cost-h.homeCost[i]) + h.price[i]
}

// offersTo lists the places for a job, those that weigh least first, no place at all among them if it is displaced. What costs
// more than that is left out.
func (h *chains) offersTo(i int32) []place {
	if l, ok := h.offers[i]; ok {
		return l
	}
	c := h.st.c
	var l []place
	if w := h.worn(i, None, c.out[i]); !math.IsInf(w, 1) {
		l = append(l, place{None, c.out[i], w})
	}
	c.options(i, func(s int32, cost float64) {
		if cost < c.out[i] {
			l = append(l, place{s, cost, h.worn(i, s, cost)})
		}
	})
	slices.SortFunc(l, func(a, b place) int { return cmp.Or(cmp.Compare(a.worn, b.worn), cmp.Compare(a.slot, b.slot)) })
	h.offers[i] = l
	h.work += int64(len(l))
	return l
}

// elsewhere is the least that job i can weigh in another slot than s.
func (h *chains) elsewhere(i, s int32) float64 {
	l := h.offersTo(i)
	if len(l) > 0 && l[0].slot != s {
		return l[0].worn
	}
	if len(l) > 1 {
		return l[1].worn
	}
	return math.Inf(1)
}

// rankOf is a job's rank.
func (h *chains) rankOf(i int32) int32 {
	if h.rank == nil {
		return 0
	}
	return h.rank[i]
}

// mayLose is whether a job in a chain may be left without a slot: only a displaced one of a later rank than the one that
// begins it, or that one itself; as a last resort a loose one of a later rank.
func (h *chains) mayLose(i int32) bool {
	return i == h.head || (h.lost[i] || h.last) && (h.rank == nil || h.rank[i] > h.rank[h.head])
}

// must finds a displaced job that is nowhere a slot, whatever those of a later rank lose by being given another.
func (h *chains) must(i int32, limit int64) {
	if h.rank == nil {
		return
	}
	h.bonus = beyond
	if !h.better(i, 1, limit) && !h.path(i, limit) {
		h.last = h.loose != nil
		if h.last {
			h.better(i, 1, limit)
		}
		h.last = false
	}
	h.bonus = 0
}

// beyond is more than any chain costs.
const beyond = 1e12

// better finds the best chain that begins with job i, makes at most so many leave and does no more than so much work, and
// takes it if it gains. It reports whether it did.
func (h *chains) better(i int32, turns int, limit int64) bool {
	st := h.st
	from, cost := st.slot[i], st.now[i]
	h.least, h.best, h.trail = -1e-7, h.best[:0], h.trail[:0]
	h.turns, h.limit, h.head = turns, h.work+limit, i
	clear(h.in)
	if from != None {
		st.take(i)
	}
	h.in[i] = true
	h.put(i, from, -h.worn(i, from, cost)-h.bonus, nil)
	if from != None {
		st.add(i, from, cost)
	}
	for _, m := range h.best {
		if st.slot[m.job] != None {
			st.take(m.job)
		}
	}
	for _, m := range h.best {
		h.away += h.strays(m)
		if m.to != None {
			st.add(m.job, m.to, st.c.pair(m.job, m.to))
		}
	}
	return len(h.best) > 0
}

// strays is how many more are away from home after a hop: -1, 0 or 1.
func (h *chains) strays(m hop) int {
	n := 0
	if !h.lost[m.job] {
		if m.from != h.home[m.job] {
			n--
		}
		if m.to != h.home[m.job] {
			n++
		}
	}
	return n
}

// put tries every place for job i, which is nowhere and came from a slot, and then for those who wait behind it. added is
// what the chain has added so far.
func (h *chains) put(i, from int32, added float64, behind []hop) {
	rest := h.rest(behind)
	for _, o := range h.offersTo(i) {
		if o.slot == from {
			continue
		}
		if added+o.worn+rest >= h.least || h.work > h.limit {
			return
		}
		h.work += 5
		switch {
		case o.slot == None && !h.mayLose(i):
		case o.slot == None:
			h.seat(hop{i, from, None}, o, added, behind)
		case h.st.can(i, o.slot):
			h.seat(hop{i, from, o.slot}, o, added, behind)
			if len(behind) == 0 {
				return // every other place weighs more
			}
		case h.turns > 0:
			h.turnOut(i, from, o, added, behind, h.inTheWay(i, o.slot))
		}
	}
}

// seat puts a job in a place, goes on with who waits behind it, and takes it out again.
func (h *chains) seat(m hop, o place, added float64, behind []hop) {
	h.trail = append(h.trail, m)
	if m.to != None {
		h.st.add(m.job, m.to, o.cost)
	}
	if len(behind) > 0 {
		h.put(behind[0].job, behind[0].from, added+o.worn, behind[1:])
	} else {
		h.done(added + o.worn)
	}
	if m.to != None {
		h.st.take(m.job)
	}
	h.trail = h.trail[:len(h.trail)-1]
}

// done keeps a whole chain if it is the best so far and does not move too many.
func (h *chains) done(added float64) {
	if added >= h.least {
		return
	}
	n := h.away
	for _, m := range h.trail {
		n += h.strays(m)
	}
	if n <= h.most {
		h.least, h.best = added, append(h.best[:0], h.trail...)
	}
}

// turnOut makes room for job i in a slot: one of those who stand in its way leaves, or two.
func (h *chains) turnOut(i, from int32, o place, added float64, behind []hop, who []int32) {
	st := h.st
	rest := added + o.worn + h.rest(behind)
	for x, k := range who {
		was, cost := hop{k, st.slot[k], None}, st.now[k]
		gone := -h.worn(k, was.from, cost)
		if rest+gone+h.elsewhere(k, was.from) >= h.least || h.work > h.limit || !h.mayLeave(k) {
			continue
		}
		h.work += 10
		h.turns--
		h.in[k] = true
		st.take(k)
		next := append(slices.Clone(behind), was)
		if st.can(i, o.slot) {
			h.seat(hop{i, from, o.slot}, o, added+gone, next)
		} else if h.turns > 0 {
			h.turnOut(i, from, o, added+gone, next, who[x+1:])
		}
		st.add(k, was.from, cost)
		h.in[k] = false
		h.turns++
	}
}

// mayLeave is whether a job may be made to leave its slot. For one that must have a slot only those of a later rank are, and who
// is displaced too.
func (h *chains) mayLeave(k int32) bool {
	return h.bonus == 0 || h.lost[k] || h.rank[k] > h.rank[h.head]
}

// rest is the least that those who wait behind can add, each in another slot than the one they came from.
func (h *chains) rest(behind []hop) float64 {
	sum := 0.0
	for _, m := range behind {
		sum += h.elsewhere(m.job, m.from)
	}
	return sum
}

// inTheWay lists who could make room for job i in a slot by leaving: who is in it; and where it is beds and the like that
// are short, who uses them at the same place in the same nights.
func (h *chains) inTheWay(i, s int32) []int32 {
	st, c := h.st, h.st.c
	var out []int32
	list := func(at int32) {
		for _, k := range st.jobs[at] {
			if !h.in[k] {
				out = append(out, k)
			}
		}
	}
	list(s)
	if !st.long(i, s, 0, 0) && len(c.uses[c.stay[i]]) > 0 {
		for at := range int32(c.m) {
			if at != s && c.place[at] == c.place[s] && len(st.jobs[at]) > 0 && h.meet(i, s, at) {
				list(at)
			}
		}
		h.work += int64(c.m + 10*len(out))
		out = slices.DeleteFunc(out, func(k int32) bool { return st.slot[k] != s && !h.meets(i, s, k) })
	}
	slices.Sort(out)
	return out
}

// meet is whether a slot is near enough to another of its place for a stay from it to meet job i's.
func (h *chains) meet(i, s, at int32) bool {
	c := h.st.c
	return c.day[at]-c.day[s] < c.nights(c.stay[i]) && c.day[s]-c.day[at] < h.longest
}

// meets is whether job k, where it is, uses a pool in a night in which job i would in a slot and that is short for it.
func (h *chains) meets(i, s, k int32) bool {
	c := h.st.c
	short := false
	c.each(c.stay[i], s, func(cell int, amount float64) {
		if amount > h.st.cell[cell]+slack {
			c.each(c.stay[k], h.st.slot[k], func(other int, used float64) { short = short || other == cell && used > 0 })
		}
	})
	return short
}

// nights is how many nights a stay lasts.
func (c *compiled) nights(stay int32) int32 {
	n := 0
	for _, u := range c.uses[stay] {
		n = max(n, len(u.amount))
	}
	return int32(n)
}

// stake is how much job i loses for each share of a slot if it is given none.
func (h *chains) stake(i int32) float64 {
	c := h.st.c
	return (c.out[i] - h.offersTo(i)[0].cost) / float64(c.least(i))
}
