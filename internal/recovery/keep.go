package recovery

import (
	"cmp"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// keepDate is the last day on which a patient is still on time by every time-critical date (P1, P2, cancer) that the day held
// keeps; false when it keeps none.
func (s *stakes) keepDate() (last int, kind dueKind, ok bool) {
	last, kind = never, dueP3
	for _, d := range s.dates {
		if s.held != never && d.kind != dueP3 && d.due >= s.held {
			last, kind, ok = min(last, d.due), min(kind, d.kind), true
		}
	}
	return last, kind, ok
}

// keep finds the dates held that keep a time-critical patient within their day, and makes them a limit of the problem: no later
// day than the last safe one, and always some date. Those count that fit together beside what is decided, the gravest first;
// so there is a plan that keeps them all, and whoever's bed is gone may still be given a later day.
func (m *model) keep() {
	p := &m.problem
	var who []int32
	l, most := newLoad(m), 0.0
	m.kept = make([]bool, len(p.Jobs))
	for j := range p.Jobs {
		b := &p.Jobs[j]
		for _, c := range b.Cost {
			if !isInf(c) {
				most = max(most, b.Out+b.Drop-float64(c))
			}
		}
		if b.Fixed {
			l.put(int32(j), b.Held)
		} else if m.mayKeep(int32(j)) {
			who = append(who, int32(j))
		}
	}
	slices.SortStableFunc(who, func(x, y int32) int {
		_, a, _ := m.stakes[m.who[x]].keepDate()
		_, b, _ := m.stakes[m.who[y]].keepDate()
		return cmp.Compare(a, b)
	})
	for _, j := range who {
		b := &p.Jobs[j]
		if l.blocked(j, b.Held) != 0 {
			continue
		}
		l.put(j, b.Held)
		m.kept[j] = true
		last, _, _ := m.stakes[m.who[j]].keepDate()
		for d := last + 1; d < len(b.Cost); d++ {
			b.Cost[d] = float32(math.Inf(1))
		}
		b.Drop += 2 * most // no plan that is told pays it: a price that leads the search, and that retaken enforces
	}
}

// mayKeep is whether a job holds a date in the plan's days that it can keep and that is on time.
func (m *model) mayKeep(j int32) bool {
	b, x := &m.problem.Jobs[j], &m.ask.Patients[m.who[j]]
	if b.Held == assign.None || x.Pinned != "" || m.problem.Slots[b.Held].Closed || isInf(b.Cost[m.dayOf(b.Held)]) {
		return false
	}
	_, _, ok := m.stakes[m.who[j]].keepDate()
	return ok
}

// retaken is a plan in which everybody keeps the date that is not to be given up: the plan itself where they do, else one that is
// searched with those dates in place. The bound stands: it is that of the wider problem.
func (m *model) retaken(given []int32, search func(p *assign.Problem) ([]int32, error)) ([]int32, error) {
	lost := false
	for j, s := range given {
		lost = lost || m.kept[j] && s == assign.None
	}
	if !lost {
		return given, nil
	}
	p := m.problem
	p.Jobs = slices.Clone(p.Jobs)
	for j := range p.Jobs {
		if m.kept[j] {
			p.Jobs[j] = fixedAt(p.Jobs[j], p.Jobs[j].Held, m.dayOf(p.Jobs[j].Held))
		}
	}
	return search(&p)
}

// keepDay is the checker's reading of the same limit: the last day on which a patient is on time by every date of P1, P2 or cancer
// that their booking keeps; false when it keeps none.
func (c *planCheck) keepDay(p *Patient, booked *Session) (last civil.Date, ok bool) {
	for _, d := range c.datesOf(p) {
		if d.name != "p3" && !d.last.Before(booked.Date) && (!ok || d.last.Before(last)) {
			last, ok = d.last, true
		}
	}
	return last, ok
}

// judgeKept judges that nobody lost a date that kept them within a time-critical day, or was moved past it. Only those are judged whose
// place is beyond doubt: where everybody who decided or may keep theirs has room in it together.
func (c *planCheck) judgeKept(by map[Pathway]*PlanLine) {
	all := &planCheck{ask: c.ask, sessions: c.sessions, lists: map[SessionID]*checkedList{}}
	type holder struct {
		p    *Patient
		s    *Session
		last civil.Date
	}
	var who []holder
	for i := range c.ask.Patients {
		p := &c.ask.Patients[i]
		if over, _ := p.Over(c.ask.From); over || p.OnHold || p.Minutes == 0 || c.dateOver(p) {
			continue
		}
		s := c.bookedOf(p)
		if c.isDecided(p, s) {
			if p.Pinned != "" {
				s = c.sessions[p.Pinned]
			}
			all.put(p, s)
			continue
		}
		if s == nil || p.Pinned != "" || !s.Date.Before(c.ask.From.Add(c.ask.Days)) || c.why(s) != "" || c.isAway(p, s.Date) || s.Date.Before(p.Ready) || slices.Contains(p.Forbidden, s.ID) {
			continue
		}
		if last, ok := c.keepDay(p, s); ok {
			all.put(p, s)
			who = append(who, holder{p, s, last})
		}
	}
	for _, k := range all.lists {
		k.open = true
		for _, p := range k.who {
			k.free[p.Pathway] = true
		}
	}
	all.strict = true
	all.judgeLists()
	all.judgeLimits()
	for _, h := range who {
		l := by[h.p.Pathway]
		if l == nil || all.doubts(h.p, h.s) {
			continue
		}
		if l.Session == "" {
			c.say("kept", l, "the date held, %s, kept a time-critical patient on time and is taken away", h.s.Date)
		} else if l.Date.After(h.last) {
			c.say("kept", l, "the date held, %s, was on time, and %s is later than %s, the last that is", h.s.Date, l.Date, h.last)
		}
	}
}

// doubts is whether any limit that a patient's place takes part in is passed.
func (c *planCheck) doubts(p *Patient, s *Session) bool {
	return slices.ContainsFunc(c.report.Violations, func(v Violation) bool {
		if v.Session != "" && c.sessions[v.Session].Team == s.Team && c.sessions[v.Session].Date == s.Date {
			return true
		}
		nights := max(len(p.Nights), len(p.HighNights), 1)
		return v.Session == s.ID || v.Session == "" && v.site == s.Site && !v.date.Before(s.Date) && v.date.Before(s.Date.Add(nights))
	})
}
