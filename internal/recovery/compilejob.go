package recovery

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// jobs makes a job of every patient who may be given a session.
func (m *model) jobs() {
	p := &m.problem
	costs := make([]float32, len(m.ask.Patients)*m.ask.Days)
	for i := range m.ask.Patients {
		x := &m.ask.Patients[i]
		m.job[i] = assign.None
		if over, _ := x.Over(m.ask.From); over {
			m.part[i] = offList
			continue
		}
		if x.OnHold {
			m.part[i] = onHold
			continue
		}
		if k, ok := m.byID[x.Booked]; ok && m.ask.Sessions[k].Date.Before(m.ask.From) {
			m.part[i] = dateOver
			continue
		}
		if x.Minutes == 0 {
			m.part[i] = unmeasured
			continue
		}
		m.job[i] = int32(len(p.Jobs))
		m.who = append(m.who, int32(i))
		row := costs[:m.ask.Days:m.ask.Days]
		costs = costs[m.ask.Days:]
		p.Jobs = append(p.Jobs, m.jobOf(int32(i), x, row))
	}
}

// jobOf is one patient as a job; row is filled with the costs of the days.
func (m *model) jobOf(i int32, x *Patient, row []float32) assign.Job {
	now, day := m.holds(x)
	s := m.weigher.stakesOf(x, day)
	m.stakes[i] = s
	out, drop := m.weigher.without(&s)
	sd := m.weigher.spreadOf(x)
	b := assign.Job{Stay: m.stay(x), Mean: x.Minutes, Variance: float64(sd * sd), Cost: row,
		Held: now, Out: out.sum(), Move: s.move, Drop: drop.sum()}
	if now == assign.None {
		b.Move, b.Drop = 0, 0
	}
	for d := range row {
		row[d] = float32(m.weigher.on(&s, d).sum())
	}
	if now == assign.None && day != never && day >= m.ask.Days {
		// A date after the horizon is kept unless a better one is found: no date here means that one.
		b.Out = m.weigher.at(&s, day).sum()
		for d := range row {
			row[d] += float32(s.move)
		}
	}
	if now != assign.None && x.Pinned == "" && slices.Contains(x.Forbidden, m.sessionOf(now).ID) {
		// A job may always stay where it is held; this one must not. It pays for the change wherever it goes.
		b.Held, b.Move, b.Drop, b.Out = assign.None, 0, 0, b.Out+b.Drop
		for d := range row {
			row[d] += float32(s.move)
		}
	}
	b.Fixed = m.decide(i, x, &b, day)
	keep := math.Inf(1)
	if b.Fixed {
		keep = float64(row[m.dayOf(b.Held)])
	}
	m.barDays(x, row)
	if b.Fixed {
		row[m.dayOf(b.Held)] = float32(keep)
	}
	b.Class = m.class(i, x, b.Held)
	if b.Fixed && !slices.Contains(m.problem.Classes[b.Class].Slots, b.Held) {
		row[m.dayOf(b.Held)] += float32(m.weigher.travel(x, m.sessionOf(b.Held))) // which a class would add
	}
	return b
}

// dayOf is the day number of a slot.
func (m *model) dayOf(slot int32) int { return int(m.problem.Slots[slot].Day) }

// sessionOf is the session of a slot.
func (m *model) sessionOf(slot int32) *Session { return &m.ask.Sessions[m.session[slot]] }

// holds is the slot that a patient holds and its day number: None and never when none, None and a day when that lies
// outside the horizon. A date that is over is held no more, and neither is one after the horizon on a closed list.
func (m *model) holds(x *Patient) (slot int32, day int) {
	i, ok := m.byID[x.Booked]
	if x.Booked == "" || !ok {
		return assign.None, never
	}
	day = m.ask.Sessions[i].Date.Sub(m.ask.From)
	if day < 0 || day >= m.ask.Days && m.shut[i] != "" {
		return assign.None, never
	}
	return m.slot[i], day
}

// decide tells whether a patient's session is decided, and puts it in place where a person has pinned another one. A
// date inside the notice that the patient is owed is not moved without a person's word (schedule.md, 5), and neither is a
// firm one; a pin, a ban, or a patient who cannot come that day, is such a word.
func (m *model) decide(i int32, x *Patient, b *assign.Job, day int) bool {
	if x.Pinned != "" {
		s, ok := m.byID[x.Pinned]
		if !ok || m.slot[s] == assign.None || m.shut[s] != "" {
			return false
		}
		if m.slot[s] != b.Held && b.Held != assign.None {
			for d := range b.Cost {
				b.Cost[d] += float32(b.Move)
			}
			b.Move = 0
		}
		b.Held = m.slot[s]
		m.part[i] = held
		return true
	}
	if b.Held == assign.None {
		return false
	}
	s := m.sessionOf(b.Held)
	if m.problem.Slots[b.Held].Closed || awayOn(x, s.Date) || s.Date.Before(x.Ready) || slices.Contains(x.Forbidden, s.ID) {
		return false
	}
	if x.Firm || day < x.Notice || s.Specialty != x.Specialty {
		m.part[i] = held
		return true
	}
	return false
}

// barDays makes days impossible: before the notice, before the patient is ready, while they are away.
func (m *model) barDays(x *Patient, row []float32) {
	inf := float32(math.Inf(1))
	first := max(x.Notice, 0)
	if !x.Ready.IsZero() {
		first = max(first, x.Ready.Sub(m.ask.From))
	}
	for d := range min(first, len(row)) {
		row[d] = inf
	}
	for _, r := range x.Away {
		from, to := r.From.Sub(m.ask.From), r.To.Sub(m.ask.From)
		for d := max(from, 0); d < min(to, len(row)); d++ {
			row[d] = inf
		}
	}
}

// class is where a patient may go.
func (m *model) class(i int32, x *Patient, holds int32) int32 {
	key := classKey{scope: x.Scope, site: x.Site, trust: x.Trust, specialty: x.Specialty, skill: x.Skill, surgeon: x.Surgeon,
		gas: x.Anaesthetic, high: len(x.HighNights) > 0, equipment: strings.Join(x.Equipment, ";")}
	if x.Pinned != "" && m.part[i] != held {
		key.own = i + 1
		return m.classFor(key, nil, x)
	}
	base := m.classAt(key, x)
	slots := m.problem.Classes[base].Slots
	extra := holds != assign.None && m.part[i] != held && !m.problem.Slots[holds].Closed && m.sessionOf(holds).Specialty == x.Specialty &&
		!slices.Contains(x.Forbidden, m.sessionOf(holds).ID) && !slices.Contains(slots, holds)
	if len(x.Forbidden) == 0 && !extra {
		return base
	}
	key.own = i + 1
	own := make([]int32, 0, len(slots)+1)
	for _, k := range slots {
		if !slices.Contains(x.Forbidden, m.sessionOf(k).ID) {
			own = append(own, k)
		}
	}
	if extra {
		at, _ := slices.BinarySearch(own, holds)
		own = slices.Insert(own, at, holds)
	}
	return m.classFor(key, own, x)
}

// classAt is the class of a key, made when it is new.
func (m *model) classAt(key classKey, x *Patient) int32 {
	if c, ok := m.classes[key]; ok {
		return c
	}
	var slots []int32
	for _, k := range m.bySpec[x.Specialty] {
		s := m.sessionOf(k)
		if !m.problem.Slots[k].Closed && unsuited(x, s) == 0 {
			slots = append(slots, k)
		}
	}
	return m.classFor(key, slots, x)
}

// classFor makes a class of slots.
func (m *model) classFor(key classKey, slots []int32, x *Patient) int32 {
	c := assign.Class{Slots: slots, Extra: make([]float32, len(slots))}
	for j, k := range slots {
		c.Extra[j] = float32(m.weigher.travel(x, m.sessionOf(k)))
	}
	m.problem.Classes = append(m.problem.Classes, c)
	n := int32(len(m.problem.Classes) - 1)
	m.classes[key] = n
	return n
}

// bar is a set of limits that keep a patient out of a session.
type bar uint32

// The limits, one by one.
const (
	barSpecialty bar = 1 << iota
	barReach
	barSkill
	barSurgeon
	barAnaesthetist
	barHighCare
	barEquipment
	barNotice
	barReady
	barAway
	barForbidden
	barPinned
	barLength
	barBeds
	barHighBeds
	barSets
	barRow
	barShut // the first of those for closed sessions: one for each reason
)

// unsuited is why a session can never be a patient's: specialty, reach, team and what it has. Days, minutes and shared
// limits are judged elsewhere.
func unsuited(x *Patient, s *Session) bar {
	var why bar
	if s.Specialty != x.Specialty {
		why |= barSpecialty
	}
	switch {
	case s.Site == x.Site && s.Trust == x.Trust, x.Scope == AnyTrust, x.Scope == OwnTrust && s.Trust == x.Trust:
	default:
		why |= barReach
	}
	if x.Skill != "" && !slices.Contains(s.Skills, x.Skill) {
		why |= barSkill
	}
	if x.Surgeon != "" && s.Team != x.Surgeon {
		why |= barSurgeon
	}
	if x.Anaesthetic && !s.Anaesthetist {
		why |= barAnaesthetist
	}
	if len(x.HighNights) > 0 && !s.HighCare {
		why |= barHighCare
	}
	for _, e := range x.Equipment {
		if !slices.Contains(s.Equipment, e) {
			why |= barEquipment
		}
	}
	return why
}

// stay is how a patient uses beds and equipment.
func (m *model) stay(x *Patient) int32 {
	if len(m.kinds) == 0 || len(x.Nights)+len(x.HighNights)+len(x.Equipment) == 0 {
		return 0
	}
	key := fmt.Sprint(x.Nights, x.HighNights, x.Equipment)
	k, ok := m.stays[key]
	if ok {
		return k
	}
	st := assign.Stay{Uses: make([][]float32, len(m.kinds))}
	for i, kind := range m.kinds {
		switch {
		case kind.kind == Beds:
			st.Uses[i] = nightly(x.Nights)
		case kind.kind == HighBeds:
			st.Uses[i] = nightly(x.HighNights)
		case slices.Contains(x.Equipment, kind.name):
			st.Uses[i] = []float32{1}
		}
	}
	k = int32(len(m.problem.Stays))
	m.stays[key] = k
	m.problem.Stays = append(m.problem.Stays, st)
	return k
}

func nightly(use []float64) []float32 {
	out := make([]float32, len(use))
	for i, u := range use {
		out[i] = float32(u)
	}
	return out
}

// awayOn tells whether a patient cannot come on a day.
func awayOn(x *Patient, d civil.Date) bool {
	return slices.ContainsFunc(x.Away, func(r civil.Range) bool { return r.Contains(d) })
}
