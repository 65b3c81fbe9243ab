package assign

import (
	"math"
)

// repack packs single slots anew: of those who are in a slot and those whom it would suit, the best set that fits is found
// whole, by branch and bound; who loses the place goes where it costs least. While credit is above 0 a minute counts in part
// at its price, so that a slot may be left with a hole that another job will fill.
type repack struct {
	st     *state
	d      *dual
	p      *prices
	k      *cands
	inv    *inverse
	r      chance
	knap   knapsack
	credit float64
	back   []step
}

// minute is what job i takes of slot s at its price, as far as it counts.
func (a *repack) minute(i, s int32) float64 {
	if s == None || a.credit == 0 {
		return 0
	}
	c := a.st.c
	return a.credit * a.p.slot[s] * float64(c.share[int(i)*c.lengths+int(c.length[s])])
}

// sweep packs every slot of a list once, in a random order, at a temperature.
func (a *repack) sweep(slots []int32, heat float64) int64 {
	for k := len(slots) - 1; k > 0; k-- {
		x := a.r.below(k + 1)
		slots[k], slots[x] = slots[x], slots[k]
	}
	work := int64(0)
	for _, s := range slots {
		work += a.one(s, heat)
	}
	return work
}

// one packs slot s.
func (a *repack) one(s int32, heat float64) int64 {
	st, c := a.st, a.st.c
	if !st.open(s) {
		for _, r := range c.rows[s] {
			if st.row[r] < 1-slack {
				return 10
			}
		}
	}
	work := a.gather(s, heat)
	k := &a.knap
	if len(k.items) == 0 {
		return work
	}
	left := c.left[s]
	k.sort(left)
	const few = 64
	if len(k.items) > few {
		k.items = k.items[:few]
	}
	now := 0.0
	for _, x := range k.items {
		if st.slot[x.job] == s {
			now += x.value
		}
	}
	k.rule, k.limit, k.long = c.curve, 400, c.room[c.length[s]]
	k.thin(left, now)
	k.solve(left, now+1e-6, c.mean0[s], c.vary0[s])
	work += 8 * int64(k.nodes)
	if len(k.most) == 0 {
		return work
	}
	a.apply(s, heat)
	return work + 200
}

// gather lists who might be in slot s with what it would save: a member against its best other place, another against
// where it is.
func (a *repack) gather(s int32, heat float64) int64 {
	st, c := a.st, a.st.c
	k := &a.knap
	k.items = k.items[:0]
	work := int64(0)
	for _, j := range st.jobs[s] {
		v := a.other(j, s) - st.now[j] - a.minute(j, s)
		if heat > 0 {
			v += heat * (a.r.share() - .5)
		}
		k.items = append(k.items, c.item(j, s, math.Max(v, 1e-3)))
		work += 60
	}
	for x := a.inv.off[s]; x < a.inv.off[s+1]; x++ {
		i := a.inv.job[x]
		if st.slot[i] == s {
			continue
		}
		v := st.now[i] + a.minute(i, st.slot[i]) - float64(a.inv.cost[x]) - a.minute(i, s)
		if heat > 0 {
			v += heat * (a.r.share() - .5)
		}
		if v > 0 {
			k.items = append(k.items, c.item(i, s, v))
		}
	}
	return work + 3*int64(a.inv.off[s+1]-a.inv.off[s])
}

// other is what job j would cost at its best place with room other than s.
func (a *repack) other(j, s int32) float64 {
	st := a.st
	best := st.c.out[j]
	for x := a.k.off[j]; x < min(a.k.off[j+1], a.k.off[j]+24); x++ {
		t := a.k.slot[x]
		if v := float64(a.k.cost[x]) + a.minute(j, t); v < best && t != s && st.can(j, t) {
			best = v
		}
	}
	return best
}

// apply makes the slot's best set the slot's, finds a place for who lost theirs, and takes it all back if that cost more
// than it saved.
func (a *repack) apply(s int32, heat float64) {
	st, k := a.st, &a.knap
	a.back = a.back[:0]
	before, after := 0.0, 0.0
	note := func(i int32) {
		a.back = append(a.back, step{i, st.slot[i], st.now[i]})
		before += st.now[i] + a.minute(i, st.slot[i])
	}
	for x, in := range k.most {
		if i := k.items[x].job; !in && st.slot[i] == s {
			note(i)
		}
	}
	for _, j := range st.jobs[s] { // members that were dropped before the search
		if !a.listed(j) {
			note(j)
		}
	}
	for _, b := range a.back {
		st.take(b.job)
	}
	gone := len(a.back)
	for x, in := range k.most {
		i := k.items[x].job
		if !in || st.slot[i] == s {
			continue
		}
		note(i)
		if st.slot[i] != None {
			st.take(i)
		}
		if st.can(i, s) {
			st.add(i, s, st.c.pair(i, s))
		}
	}
	for x := len(a.back) - 1; x >= gone; x-- { // who did not fit after all goes back or elsewhere
		if b := a.back[x]; st.slot[b.job] == None {
			st.settle(b.job, a.k)
		}
	}
	for _, b := range a.back[:gone] {
		st.settle(b.job, a.k)
	}
	for _, b := range a.back {
		after += st.now[b.job] + a.minute(b.job, st.slot[b.job])
	}
	if after-before <= -heat*math.Log(a.r.share()+1e-300) && after != before {
		return
	}
	undo(st, a.back)
}

// listed is whether a job was among the items searched.
func (a *repack) listed(j int32) bool {
	for _, x := range a.knap.items {
		if x.job == j {
			return true
		}
	}
	return false
}

// undo puts everybody back where a list of steps says.
func undo(st *state, back []step) {
	for _, b := range back {
		if st.slot[b.job] != None {
			st.take(b.job)
		}
	}
	for _, b := range back {
		if b.slot != None {
			st.add(b.job, b.slot, b.cost)
		}
	}
}
