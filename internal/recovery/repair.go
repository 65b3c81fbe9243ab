package recovery

import (
	"cmp"
	"context"
	"fmt"
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
	Plan      Plan      // its bound is a loose one
	Ask       Ask       // what the plan is now for: the dates held are those of the plan before
	Displaced []Pathway // whose date the event took, and who came onto the list
	Moved     []Pathway // others whose date changes
	Waiting   []Pathway // those of them who had a date by the plan alone and have none now
}

// repairSeconds is the work of a repair, in seconds of the reference machine.
const repairSeconds = 0.25

// Repair mends a plan after an event. Those who lost their date, and those who came onto the list, are given the best that can
// be had, the gravest first; somebody else's date changes only where one of them gains more by it than the other loses and three
// times the price of a change besides, or where somebody of a graver tier would be left without any, and dates that are moved are
// fewer than three for each of them in all. Nobody else loses a date that they
// hold or were offered; who was given one by the plan alone, and told of none, gives it up where nothing else seats somebody of a
// graver tier. Nobody's date inside their notice is moved, and
// no firm or pinned one; only what the event itself took is given anew. Who waited without a date goes on waiting:
// for that a plan is made anew. The placements are in the order of a.Patients.
func Repair(ctx context.Context, a Ask, placements []Placement, e Event) (Repaired, error) {
	first := len(a.Patients)
	told := a.told(placements)
	a, bad := Sound(after(a, placements, e))
	if bad.Stops() {
		return Repaired{}, bad.Err("The plan was not mended")
	}
	m := compile(&a)
	held := make([]int32, len(m.problem.Jobs))
	o := assign.Repairing{Options: m.options(repairSeconds, nil), Rank: make([]int32, len(held)), Loose: make([]bool, len(held))}
	for j, i := range m.who {
		held[j], _ = m.holds(&a.Patients[i])
		o.Rank[j], o.Loose[j] = m.rank(i), !told[a.Patients[i].Pathway] && !m.kept[j]
		if int(i) >= first {
			o.New = append(o.New, int32(j))
		}
	}
	r, err := assign.Repair(ctx, &m.problem, held, o)
	if err != nil {
		return Repaired{}, err
	}
	return m.repaired(r, o.New), nil
}

// after is the ask once a plan is held by everybody and an event has happened.
func after(a Ask, placements []Placement, e Event) Ask {
	a.Patients = slices.Clone(a.Patients)
	for i, x := range placements {
		if x.Change != OffList && x.Change != HeldBack && x.Change != DateOver && x.Change != Unmeasured {
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

// told are the pathways that hold a date, or were offered one under the plan that they may still choose: whoever holds one is not left
// without any for somebody else, though the plan gives another.
func (a *Ask) told(placements []Placement) map[Pathway]bool {
	out := map[Pathway]bool{}
	for i, x := range placements {
		p := &a.Patients[i]
		out[p.Pathway] = p.Booked != "" || slices.Contains(p.Offered, x.Session)
	}
	return out
}

// repaired tells what a repair did.
func (m *model) repaired(mended assign.Repaired, added []int32) Repaired {
	slots := mended.Plan.Slot
	l := newLoad(m)
	for j, s := range slots {
		if s != assign.None {
			l.put(int32(j), s)
		}
	}
	r := Repaired{Plan: m.tell(slots, l, nil), Ask: *m.ask}
	r.Plan.Bound, r.Plan.Cut = min(mended.Bound.Value, r.Plan.Objective), mended.Cut
	if r.Plan.Bound > 0 {
		r.Plan.Gap = (r.Plan.Objective - r.Plan.Bound) / r.Plan.Bound
	}
	r.Plan.Clashes = m.clashes(slots)
	touched := make([]bool, len(m.ask.Patients))
	list := func(to *[]Pathway, jobs []int32) {
		for _, j := range jobs {
			if i := m.who[j]; !touched[i] {
				touched[i] = true
				*to = append(*to, m.ask.Patients[i].Pathway)
			}
		}
	}
	list(&r.Displaced, mended.Displaced)
	list(&r.Displaced, added)
	list(&r.Moved, mended.Moved)
	for _, j := range mended.Moved {
		if slots[j] == assign.None {
			r.Waiting = append(r.Waiting, m.ask.Patients[m.who[j]].Pathway)
		}
	}
	m.explain(&r.Plan, l, slots, nil, func(i int) bool { return touched[i] })
	m.leftBehind(&r.Plan, l, slots, touched)
	r.Plan.Notes = append(r.Plan.Notes, "A repair changes as little as it can, and its bound is a loose one; plan anew to see how far from the best it is")
	return r
}

// rank is how grave it is for a patient to be left without a date: the kinds of clinical and cancer dates that would be passed,
// then who was postponed before, then who would pass a long wait, then everybody else. The least is the gravest.
func (m *model) rank(i int32) int32 {
	s := &m.stakes[i]
	if k, late := s.latest(m.weigher.out); late {
		return int32(k)
	}
	const others = int32(dueP3) + 1
	switch {
	case s.count > 0:
		return others
	case s.clock && s.waited+m.weigher.out > thresholds[0]*7:
		return others + 1
	}
	return others + 2
}

// leftMost is how many of those whom only somebody else's date could help are named.
const leftMost = 20

// leftBehind says of whom a repair leaves without a date whose place a person could decide to give them: a repair itself takes
// nobody's date.
func (m *model) leftBehind(p *Plan, l *load, slots []int32, touched []bool) {
	n, looked := 0, 0
	for j, i := range m.who {
		if slots[j] != assign.None || !touched[i] || n == leftMost || looked == leftMost {
			continue
		}
		looked++
		s, k, ok := m.placeOf(int32(j), l)
		if !ok {
			continue
		}
		n++
		list, other := m.sessionOf(s), &m.ask.Patients[m.who[k]]
		words := fmt.Sprintf("%s has no date while people of a later tier have theirs: no change of others makes room unless somebody loses a date that they were told, and a repair takes nobody's. "+
			"A person can decide it: pinned to list %s on %s, it would take the place of %s", p.Placements[i].Pathway, list.ID, longDay(list.Date), other.Pathway)
		p.Placements[i].Why = append(p.Placements[i].Why, Reason{Code: reasonHeld, Words: words})
		p.Notes = append(p.Notes, words)
	}
}

// placeOf is the first slot that one person of a later rank could leave to a job, and who that is.
func (m *model) placeOf(j int32, l *load) (slot, who int32, ok bool) {
	b, rank := &m.problem.Jobs[j], m.rank(m.who[j])
	for _, s := range m.problem.Classes[b.Class].Slots {
		if m.problem.Slots[s].Closed || isInf(b.Cost[m.dayOf(s)]) {
			continue
		}
		for _, k := range slices.Clone(l.jobs[s]) {
			if m.problem.Jobs[k].Fixed || m.rank(m.who[k]) <= rank {
				continue
			}
			l.take(k, s)
			fits := l.blocked(j, s) == 0
			l.put(k, s)
			if fits {
				return s, k, true
			}
		}
	}
	return 0, 0, false
}
