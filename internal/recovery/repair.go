package recovery

import (
	"cmp"
	"context"
	"slices"

	"headroom/internal/solve/assign"
)

// Event is what a day changes.
type Event struct {
	Cancelled []SessionID // lists that do not take place
	Why       string      // why, as "sick" or a person's words; it is what the lists are then closed with
	Blocks    []Block     // a team or surgeon who may not be booked any more
	Limits    []Limit     // limits in place of those of the same kind, site, day and name: a closed ward
	Added     []Patient   // people who have come onto the list
}

// Repaired is a plan after an event.
type Repaired struct {
	Plan      Plan      // its bound is not known: a repair changes as little as it can and proves nothing
	Ask       Ask       // what the plan is now for: the dates held are those of the plan before
	Displaced []Pathway // whose date the event took, and who came onto the list
	Moved     []Pathway // others whose date changes
}

const (
	repairSeconds = 0.15 // of the reference machine's work
	repairLists   = 12   // the lists that each displaced patient looks at
	repairFree    = 500  // people who may be asked to move, at most
)

// Repair mends a plan after an event and moves as few people as it can: those who lost their date, and only those others
// whose move is worth more than the policy's repair.move. Nobody's date inside their notice is moved, and no firm or pinned
// one; only what the event itself took is given anew. The placements are in the order of a.Patients.
func Repair(ctx context.Context, a Ask, placements []Placement, e Event) (Repaired, error) {
	a = after(a, placements, e)
	a, bad := Sound(a)
	if bad.Stops() {
		return Repaired{}, bad.Err("The plan was not mended")
	}
	m := compile(&a)
	base, loose := m.standing()
	for i := len(placements); i < len(a.Patients); i++ {
		if j := m.job[i]; j != assign.None {
			loose[j] = true
		}
	}
	free := m.neighbours(base, loose)
	stick := a.Policy.Weights["repair.move"]
	slots, cut, err := m.mend(ctx, base, free, loose, stick, repairSeconds)
	if err != nil {
		return Repaired{}, err
	}
	return m.repaired(slots, base, loose, cut), nil
}

// after is the ask once a plan is held by everybody and an event has happened.
func after(a Ask, placements []Placement, e Event) Ask {
	a.Patients = slices.Clone(a.Patients)
	for i, x := range placements {
		if x.Change != OffList && x.Change != HeldBack && x.Change != Unmeasured {
			a.Patients[i].Booked = x.Session
		}
	}
	a.Patients = append(a.Patients, e.Added...)
	why := cmp.Or(e.Why, "cancelled")
	a.Sessions = slices.Clone(a.Sessions)
	for i := range a.Sessions {
		if slices.Contains(e.Cancelled, a.Sessions[i].ID) {
			a.Sessions[i].Closed = why
		}
	}
	a.Blocks = append(slices.Clone(a.Blocks), e.Blocks...)
	a.Limits = slices.Clone(a.Limits)
	for _, l := range e.Limits {
		same := func(o Limit) bool {
			return o.Kind == l.Kind && o.Site == l.Site && o.Date == l.Date && o.Name == l.Name
		}
		if k := slices.IndexFunc(a.Limits, same); k >= 0 {
			a.Limits[k] = l
		} else {
			a.Limits = append(a.Limits, l)
		}
	}
	return a
}

// standing is where everybody stands in what they hold, and who cannot stay there: the list is closed, the day has become
// impossible, or a shared limit is passed there by more than what is decided.
func (m *model) standing() (base []int32, loose map[int32]bool) {
	base, loose = make([]int32, len(m.problem.Jobs)), map[int32]bool{}
	l := newLoad(m)
	for j := range m.problem.Jobs {
		b := &m.problem.Jobs[j]
		base[j] = b.Held
		if b.Held == assign.None {
			if now, _ := m.holds(&m.ask.Patients[m.who[j]]); now != assign.None {
				loose[int32(j)] = true // a person has ruled out what is held
			}
			continue
		}
		if m.problem.Slots[b.Held].Closed || isInf(b.Cost[m.dayOf(b.Held)]) {
			base[j], loose[int32(j)] = assign.None, true
			continue
		}
		l.put(int32(j), b.Held)
	}
	for j := range m.problem.Jobs {
		if s := base[j]; s != assign.None && !m.problem.Jobs[j].Fixed && l.crowded(int32(j), s) {
			loose[int32(j)] = true
		}
	}
	return base, loose
}

// crowded tells whether a job that is in a slot is part of what passes a limit.
func (l *load) crowded(job, slot int32) bool {
	p := &l.m.problem
	s := &p.Slots[slot]
	if !p.Overrun.Fits(p.Lengths[s.Length], l.mean[slot], l.variance[slot]) {
		return true
	}
	for _, r := range s.Rows {
		if l.row[r] > p.Rows[r] {
			return true
		}
	}
	base := int(s.Place) * p.Nights
	for f, uses := range p.Stays[p.Jobs[job].Stay].Uses {
		for n, u := range uses {
			if d := int(s.Day) + n; u > 0 && d < p.Nights && l.pool[f][base+d] > float64(p.Pools[f].Cap[base+d])+slack {
				return true
			}
		}
	}
	return false
}

// neighbours are the loose jobs and those whose places they could use: who is on the cheapest lists of each.
func (m *model) neighbours(base []int32, loose map[int32]bool) map[int32]bool {
	free := map[int32]bool{}
	in := make([][]int32, len(m.problem.Slots))
	for j, s := range base {
		if s != assign.None && !m.problem.Jobs[j].Fixed {
			in[s] = append(in[s], int32(j))
		}
	}
	for j := range m.problem.Jobs {
		if loose[int32(j)] {
			free[int32(j)] = true
		}
	}
	room := repairFree
	for j := range m.problem.Jobs {
		if !loose[int32(j)] {
			continue
		}
		for _, s := range m.cheapest(int32(j), repairLists) {
			for _, o := range in[s] {
				if room > 0 && !free[o] {
					free[o] = true
					room--
				}
			}
		}
	}
	return free
}

// cheapest are the open slots that cost a job least, the cheapest first.
func (m *model) cheapest(j int32, n int) []int32 {
	b := &m.problem.Jobs[j]
	class := &m.problem.Classes[b.Class]
	type option struct {
		slot int32
		cost float32
	}
	var all []option
	for k, s := range class.Slots {
		if c := b.Cost[m.dayOf(s)] + class.Extra[k]; float64(c) < b.Out && !m.problem.Slots[s].Closed {
			all = append(all, option{s, c})
		}
	}
	slices.SortFunc(all, func(x, y option) int { return cmp.Or(cmp.Compare(x.cost, y.cost), cmp.Compare(x.slot, y.slot)) })
	var out []int32
	for _, o := range all[:min(n, len(all))] {
		out = append(out, o.slot)
	}
	return out
}

// repaired tells what a repair did.
func (m *model) repaired(slots, base []int32, loose map[int32]bool, cut bool) Repaired {
	l := newLoad(m)
	for j, s := range slots {
		if s != assign.None {
			l.put(int32(j), s)
		}
	}
	r := Repaired{Plan: m.tell(slots, l, nil), Ask: *m.ask}
	r.Plan.Cut = cut
	r.Plan.Clashes = m.clashes(slots)
	touched := make([]bool, len(m.ask.Patients))
	for j, i := range m.who {
		x := &m.ask.Patients[i]
		switch {
		case loose[int32(j)] && slots[j] != m.problem.Jobs[j].Held || loose[int32(j)] && slots[j] == assign.None:
			r.Displaced = append(r.Displaced, x.Pathway)
			touched[i] = true
		case slots[j] != base[j]:
			r.Moved = append(r.Moved, x.Pathway)
			touched[i] = true
		}
	}
	m.explain(&r.Plan, l, slots, nil, func(i int) bool { return touched[i] })
	r.Plan.Notes = append(r.Plan.Notes, "A repair changes as little as it can and proves no bound; plan anew to see how far from the best it is")
	return r
}
