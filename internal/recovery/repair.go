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
	Plan      Plan      // its bound is a loose one
	Ask       Ask       // what the plan is now for: the dates held are those of the plan before
	Displaced []Pathway // whose date the event took, and who came onto the list
	Moved     []Pathway // others whose date changes
}

// repairSeconds is the work of a repair, in seconds of the reference machine.
const repairSeconds = 0.25

// Repair mends a plan after an event. Those who lost their date, and those who came onto the list, are given the best that can
// be had; somebody else's date changes only where one of them gains more by it than the other loses and three times the price of
// a change besides, and dates that are moved are fewer than three for each of them in all. Nobody's date inside their notice is
// moved, and no firm or pinned one; only what the event itself took is given anew. Who waited without a date goes on waiting:
// for that a plan is made anew. The placements are in the order of a.Patients.
func Repair(ctx context.Context, a Ask, placements []Placement, e Event) (Repaired, error) {
	first := len(a.Patients)
	a, bad := Sound(after(a, placements, e))
	if bad.Stops() {
		return Repaired{}, bad.Err("The plan was not mended")
	}
	m := compile(&a)
	held := make([]int32, len(m.problem.Jobs))
	o := assign.Repairing{Options: m.options(repairSeconds, nil)}
	for j, i := range m.who {
		held[j], _ = m.holds(&a.Patients[i])
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
	m.explain(&r.Plan, l, slots, nil, func(i int) bool { return touched[i] })
	r.Plan.Notes = append(r.Plan.Notes, "A repair changes as little as it can, and its bound is a loose one; plan anew to see how far from the best it is")
	return r
}
