package recovery

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// clashes are the patients for whom no session can be found whatever others do, each with the smallest set of limits that
// together leave nothing. Only what is decided (firm, inside the notice, pinned) is in their way; people who lost a place
// to others' greater need are no clash.
func (m *model) clashes(slots []int32) []Clash {
	alone := newLoad(m)
	for j := range m.problem.Jobs {
		if m.problem.Jobs[j].Fixed {
			alone.put(int32(j), m.problem.Jobs[j].Held)
		}
	}
	found := make([]*Clash, len(m.ask.Patients))
	each(m.ask.Workers, len(m.ask.Patients), func(i int) {
		if m.part[i] == unmeasured {
			found[i] = &Clash{Pathway: m.ask.Patients[i].Pathway, Limits: []string{"the minutes of the procedure are not recorded"},
				Remedy: "Enter the expected minutes; nothing can be booked without them"}
		}
		pin := m.ask.Patients[i].Pinned != "" && m.part[i] != held // a decision that cannot be kept
		if j := m.job[i]; j != assign.None && (slots[j] == assign.None || pin) {
			found[i] = m.clash(int32(i), alone)
		}
	})
	var out []Clash
	for _, c := range found {
		if c != nil {
			out = append(out, *c)
		}
	}
	return out
}

// barred are the limits that keep a patient out of a session, beside those who are in a load; a session of another
// specialty is barred by that alone.
func (m *model) barred(i int32, session int, l *load, shuts *[]string) bar {
	x, s := &m.ask.Patients[i], &m.ask.Sessions[session]
	why := unsuited(x, s)
	if why&barSpecialty != 0 {
		return barSpecialty
	}
	d := s.Date.Sub(m.ask.From)
	if d < x.Notice {
		why |= barNotice
	}
	if s.Date.Before(x.Ready) {
		why |= barReady
	}
	if awayOn(x, s.Date) {
		why |= barAway
	}
	if slices.Contains(x.Forbidden, s.ID) {
		why |= barForbidden
	}
	if x.Pinned != "" && x.Pinned != s.ID {
		why |= barPinned
	}
	if shut := m.shut[session]; shut != "" {
		why |= shutBar(shut, shuts)
	}
	if k := m.slot[session]; k != assign.None && l != nil {
		why |= l.blocked(m.job[i], k)
	}
	return why
}

// shutBar is the limit of one reason for closing. Beyond as many as there is room for, reasons count as one.
func shutBar(reason string, shuts *[]string) bar {
	k := slices.Index(*shuts, reason)
	if k < 0 {
		k = len(*shuts)
		*shuts = append(*shuts, reason)
	}
	last := bits.LeadingZeros32(uint32(barShut))
	return barShut << min(k, last)
}

// clash is the smallest set of limits that leave a patient nothing; nil when there is a session that could be theirs.
func (m *model) clash(i int32, alone *load) *Clash {
	x, b := &m.ask.Patients[i], &m.problem.Jobs[m.job[i]]
	for _, k := range m.problem.Classes[b.Class].Slots {
		if !m.problem.Slots[k].Closed && !isInf(b.Cost[m.dayOf(k)]) && alone.blocked(m.job[i], k) == 0 {
			return nil
		}
	}
	var shuts []string
	first := map[bar]int{} // the earliest session of each set of limits
	var sets []bar
	for s := range m.ask.Sessions {
		d := m.ask.Sessions[s].Date.Sub(m.ask.From)
		if d < 0 || d >= m.ask.Days {
			continue
		}
		why := m.barred(i, s, alone, &shuts)
		if why == barSpecialty {
			continue
		}
		if why == 0 {
			return nil
		}
		if f, ok := first[why]; !ok {
			sets = append(sets, why)
			first[why] = s
		} else if m.ask.Sessions[s].Date.Before(m.ask.Sessions[f].Date) {
			first[why] = s
		}
	}
	if len(sets) == 0 {
		return &Clash{Pathway: x.Pathway, Limits: []string{fmt.Sprintf("no session of specialty %s lies within the %d days of the plan", x.Specialty, m.ask.Days)},
			Remedy: "Add a session of the specialty, or correct the specialty of the pathway"}
	}
	c := &Clash{Pathway: x.Pathway}
	for s := smallestCover(sets); s != 0; s &= s - 1 {
		c.Limits = append(c.Limits, m.barWords(x, s&-s, shuts))
	}
	least := slices.MinFunc(sets, func(a, b bar) int {
		return cmp.Or(cmp.Compare(bits.OnesCount32(uint32(a)), bits.OnesCount32(uint32(b))), m.ask.Sessions[first[a]].Date.Compare(m.ask.Sessions[first[b]].Date), cmp.Compare(a, b))
	})
	var lift []string
	for s := least; s != 0; s &= s - 1 {
		lift = append(lift, m.barWords(x, s&-s, shuts))
	}
	s := &m.ask.Sessions[first[least]]
	if slices.Equal(lift, c.Limits) {
		lift = []string{"all of that"} // said already
		if len(c.Limits) == 1 {
			lift[0] = "that"
		}
	}
	c.Remedy = fmt.Sprintf("The list %s on %s could be theirs if this were otherwise: %s", s.ID, longDay(s.Date), strings.Join(lift, "; "))
	return c
}

// smallestCover is the smallest set of limits of which every session breaks at least one: with it nothing can be done, and
// without any one of its members the others leave a session. Sets that hold another of the sets say nothing new.
func smallestCover(sets []bar) bar {
	var minimal []bar
	slices.SortFunc(sets, func(a, b bar) int {
		return cmp.Or(cmp.Compare(bits.OnesCount32(uint32(a)), bits.OnesCount32(uint32(b))), cmp.Compare(a, b))
	})
	for _, s := range sets {
		if !slices.ContainsFunc(minimal, func(t bar) bool { return s&t == t }) {
			minimal = append(minimal, s)
		}
	}
	best := bar(0)
	for _, s := range minimal {
		best |= s
	}
	var grow func(chosen bar, rest []bar)
	grow = func(chosen bar, rest []bar) {
		for len(rest) > 0 && rest[0]&chosen != 0 {
			rest = rest[1:]
		}
		size := bits.OnesCount32(uint32(chosen))
		if len(rest) == 0 {
			if size < bits.OnesCount32(uint32(best)) || size == bits.OnesCount32(uint32(best)) && chosen < best {
				best = chosen
			}
			return
		}
		if size+1 > bits.OnesCount32(uint32(best)) {
			return
		}
		for b := rest[0]; b != 0; b &= b - 1 {
			grow(chosen|b&-b, rest[1:])
		}
	}
	grow(0, minimal)
	return best
}

// barWords says one limit as it stands for a patient.
func (m *model) barWords(x *Patient, b bar, shuts []string) string {
	switch b {
	case barReach:
		if x.Scope == OwnTrust {
			return "the patient is to be treated within their own trust"
		}
		return "the patient is to be treated at the site " + x.Site
	case barSkill:
		return "the skill that is needed: " + x.Skill
	case barSurgeon:
		return "the named surgeon or team: " + x.Surgeon
	case barAnaesthetist:
		return "an anaesthetist is needed"
	case barHighCare:
		return "high-dependency or critical care is needed afterwards"
	case barEquipment:
		return "the equipment that is needed: " + strings.Join(x.Equipment, ", ")
	case barNotice:
		if x.Notice == 1 {
			return "a day of notice is owed: not before " + longDay(m.ask.From.Add(1))
		}
		return fmt.Sprintf("%d days of notice are owed: not before %s", x.Notice, longDay(m.ask.From.Add(x.Notice)))
	case barReady:
		return "the patient is ready from " + longDay(x.Ready)
	case barAway:
		return "the patient is away: " + awayWords(x.Away)
	case barForbidden:
		return "a person has ruled out some sessions"
	case barPinned:
		return "a person has decided on the session " + string(x.Pinned)
	case barLength:
		return fmt.Sprintf("%g minutes, which may vary by %.0f, do not fit the list beside who is decided there, with a chance of running late of at most %g", x.Minutes, m.weigher.spreadOf(x), m.ask.Policy.Overrun.Risk)
	case barBeds:
		return "ward beds are not free for the nights after it, beside who is decided there"
	case barHighBeds:
		return "high-dependency or critical-care beds are not free for the nights after it"
	case barSets:
		return "the sets of equipment of that day are taken or none"
	case barRow:
		return "no anaesthetist is left that day, or the team has another list at the time"
	}
	k := min(bits.TrailingZeros32(uint32(b))-bits.TrailingZeros32(uint32(barShut)), len(shuts)-1)
	return "lists are closed: " + shuts[k]
}

// awayWords are the stretches of days on which a patient cannot come.
func awayWords(away []civil.Range) string {
	var out []string
	for _, r := range away {
		out = append(out, longDay(r.From)+" to "+longDay(r.To.Add(-1)))
	}
	return strings.Join(out, ", ")
}
