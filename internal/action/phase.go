package action

import (
	"time"

	"headroom/internal/civil"
)

// PhasePolicy says how long the phases are. The lengths are Headroom's proposal, not an NHS rule; an operator may set others.
type PhasePolicy struct {
	PrepareDays int // days before the first hour in which the service prepares
	RecoverDays int // days after the last hour, or after a call-off, in which it recovers
	LearnDays   int // days after recovery in which it learns; harm may show only weeks later
	Source      string
}

// DefaultPolicy prepares for two weeks, recovers for two and learns for eight.
func DefaultPolicy() PhasePolicy {
	return PhasePolicy{PrepareDays: 14, RecoverDays: 14, LearnDays: 56, Source: "Headroom's own lengths; the letters of the winter 2023-24 name the phases, not their days"}
}

// Stage is one phase with its span; a zero From or To is open.
type Stage struct {
	Phase Phase
	From  time.Time
	To    time.Time
}

// Stages lists the phases of a period with their spans, not-yet and closed included. A called-off period skips respond, and
// recovers from the instant of the decision, or, where that is not known, from the hour the action would have begun.
func (p Period) Stages(policy PhasePolicy) []Stage {
	if len(p.Windows) == 0 {
		return nil
	}
	from, to := p.Bounds()
	prepare := before(from, policy.PrepareDays)
	out := []Stage{{NotYet, time.Time{}, prepare}}
	if p.Standing == CalledOff {
		to = from
		if !p.StandingFrom.IsZero() && p.StandingFrom.Before(from) {
			to = p.StandingFrom
		}
		if to.Before(prepare) {
			prepare, out[0].To = to, to
		}
		out = append(out, Stage{Prepare, prepare, to})
	} else {
		out = append(out, Stage{Prepare, prepare, from}, Stage{Respond, from, to})
	}
	recovered := before(to, -policy.RecoverDays)
	learnt := before(recovered, -policy.LearnDays)
	return append(out, Stage{Recover, to, recovered}, Stage{Learn, recovered, learnt}, Stage{Closed, learnt, time.Time{}})
}

// before is the same London clock time n days earlier (later when n is negative).
func before(t time.Time, n int) time.Time {
	m := MomentOf(t)
	m.Day = m.Day.Add(-n)
	return m.At()
}

// Phase is the phase at instant now; empty without windows.
func (p Period) Phase(now time.Time, policy PhasePolicy) Phase {
	for _, s := range p.Stages(policy) {
		if s.To.IsZero() || now.Before(s.To) {
			return s.Phase
		}
	}
	return ""
}

// Countdown says how long it is until what comes next: the start, or the end once under way. None after the end or where
// nothing is to come.
func (p Period) Countdown(now time.Time) (what string, left time.Duration, ok bool) {
	from, to := p.Bounds()
	switch {
	case len(p.Windows) == 0 || !p.Happened():
		return "", 0, false
	case now.Before(from):
		return "starts in", from.Sub(now), true
	case now.Before(to):
		return "ends in", to.Sub(now), true
	}
	return "", 0, false
}

// LegalClock is a dated rule about the law's periods of notice and mandate.
type LegalClock struct {
	What        string // "notice" (days) or "mandate" (months)
	Length      int
	In          civil.Range
	Words       string
	Source      string
	Unconfirmed bool
}

// LegalClocks lists the clocks, oldest first. They are dated data for planning, not legal advice.
func LegalClocks() []LegalClock {
	act2025 := civil.MustDate("2026-02-18")
	const source = "reports of the Employment Rights Act 2025 changes in force from 18 February 2026"
	return []LegalClock{
		{What: "notice", Length: 14, In: civil.Range{From: civil.MustDate("2017-03-01"), To: act2025}, Words: "14 days' notice of action to employers", Source: "Trade Union Act 2016; " + source, Unconfirmed: true},
		{What: "notice", Length: 10, In: civil.Range{From: act2025}, Words: "10 days' notice of action to employers", Source: source},
		{What: "mandate", Length: 6, In: civil.Range{From: civil.MustDate("2017-03-01"), To: act2025}, Words: "a ballot mandate runs 6 months", Source: "Trade Union Act 2016; " + source, Unconfirmed: true},
		{What: "mandate", Length: 12, In: civil.Range{From: act2025}, Words: "a ballot mandate runs 12 months", Source: source},
	}
}

// Clock is the legal clock of a kind in force on day d.
func Clock(what string, d civil.Date) (LegalClock, bool) {
	for _, c := range LegalClocks() {
		if c.What == what && c.In.Contains(d) {
			return c, true
		}
	}
	return LegalClock{}, false
}

// NoticeBy is the last day on which notice can be given for action that begins on day start, under the rule in force on that
// day; which rule holds for notice given across the change is not confirmed.
func NoticeBy(start civil.Date) (civil.Date, LegalClock, bool) {
	for _, c := range LegalClocks() {
		by := start.Add(-c.Length)
		if c.What == "notice" && c.In.Contains(by) {
			return by, c, true
		}
	}
	return civil.Date{}, LegalClock{}, false
}
