package recovery

import (
	"fmt"

	"headroom/internal/solve/assign"
)

// tiers are the plan's costs and counts, tier by tier, beside those of leaving everything as it is booked.
func (m *model) tiers(slots []int32) []Tier {
	c := &tierCount{parts: [tiers][]TierPart{
		{{Name: "P1a and P1b past their date"}, {Name: "Fast-progressing cancer past day 31 or 62"}, {Name: "Other cancer past day 31 or 62"},
			{Name: "P2 past their date"}, {Name: "P3 past their date"}},
		{{Name: fmt.Sprintf("No new date within %d days", m.weigher.days)}, {Name: "Moved to a later day or dropped again"}},
		{{Name: "Over 52 weeks"}, {Name: "Over 65 weeks"}, {Name: "Over 78 weeks"}, {Name: "Over 104 weeks"}},
		{{Name: "No date in this plan"}},
		{{Name: "Moved"}, {Name: "Dropped"}, {Name: "At another site of the trust"}, {Name: "At another trust"}, {Name: "Moved to a later day or dropped for the first time"}},
	}}
	out := make([]Tier, tiers)
	for i := range m.ask.Patients {
		j := m.job[i]
		if j == assign.None {
			continue
		}
		n := int32(i)
		m.count(c, n, slots[j], func(t *TierPart) *int { return &t.People }, func(t *Tier) *int { return &t.People }, out)
		m.count(c, n, m.asBooked(n), func(t *TierPart) *int { return &t.Before }, func(t *Tier) *int { return &t.Before }, out)
		for t, cost := range m.costIn(n, slots[j]) {
			out[t].Cost += cost
		}
	}
	for t := range out {
		out[t].Number, out[t].Name, out[t].Parts = t+1, tierNames[t], c.parts[t]
	}
	return out
}

// tierCount gathers the parts of the tiers.
type tierCount struct{ parts [tiers][]TierPart }

// asBooked is where a patient would be if nothing were done: where they are booked, unless that is closed.
func (m *model) asBooked(i int32) int32 {
	now, _ := m.holds(&m.ask.Patients[i])
	if now != assign.None && m.problem.Slots[now].Closed {
		return assign.None
	}
	return now
}

// count adds one patient in one slot to the tiers and their parts. A tier's people are counted once each, however many of its parts they
// stand in; who is postponed by the plan for the first time was not postponed before, and stands among the changes.
func (m *model) count(c *tierCount, i, slot int32, part func(*TierPart) *int, whole func(*Tier) *int, out []Tier) {
	x, s, d := &m.ask.Patients[i], &m.stakes[i], m.dayIn(i, slot)
	var in [tiers]bool
	add := func(tier, n int) {
		*part(&c.parts[tier][n])++
		in[tier] = true
	}
	if k, late := s.latest(d); late {
		add(tierDates, int(k))
	}
	if s.count > 0 && d > s.renewed {
		add(tierPostponed, 0)
	}
	now, held := m.holds(x)
	switch {
	case held == never || d <= held:
	case s.count > 0:
		add(tierPostponed, 1)
	default:
		add(tierChanges, 4)
	}
	for n, weeks := range thresholds {
		if s.clock && s.waited+d > weeks*7 {
			add(tierLongest, n)
		}
	}
	if slot == assign.None && (now != assign.None || held == never) {
		add(tierWaiting, 0)
	}
	switch {
	case slot == assign.None && now != assign.None:
		add(tierChanges, 1)
	case slot != assign.None && slot != now && held != never:
		add(tierChanges, 0)
	}
	if slot != assign.None {
		switch y := m.sessionOf(slot); {
		case y.Trust != x.Trust:
			add(tierChanges, 3)
		case y.Site != x.Site:
			add(tierChanges, 2)
		}
	}
	for t, yes := range in {
		if yes {
			*whole(&out[t])++
		}
	}
}

// latest is the gravest kind of date that a day is later than.
func (s *stakes) latest(d int) (dueKind, bool) {
	best, late := dueP3, false
	for _, k := range s.dates {
		if d > k.due {
			best, late = min(best, k.kind), true
		}
	}
	return best, late
}
