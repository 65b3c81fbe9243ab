package demo

import (
	"cmp"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// MitigationStep is one thing that happened to one of the demonstration's requests. One without a Step in its event is a look
// of the clock at all of them.
type MitigationStep struct {
	Request int // which of the requests, from 0
	At      time.Time
	Role    access.Role // who did it; empty for somebody of the demonstration that nobody signs in as
	Org     org.Code
	Actor   mitigation.Actor
	Event   mitigation.Event // without its instants and its person; the Begin of a request holds its form
}

// The day of the requests: the fourth of the action, whose next morning the clock begins on.
const mitigationDay = "2025-12-20T"

// MitigationForm completes a request's form with invented answers: every question, every rung, two doctors on a night from
// the instant night on, a decision needed by by. f's own parts stay.
func MitigationForm(f mitigation.Form, known, by time.Time, night action.Moment) mitigation.Form {
	f.KnownSince, f.NeededBy, f.NeededWhy = action.MomentOf(known), action.MomentOf(by), "The next lists are cancelled after it (synthetic)"
	f.Risk, f.Exposed = "Fewer doctors than the least that is safe (synthetic)", number(48)
	f.Predicted = mitigation.Prediction{Physical: 3, Psychological: 3, Patients: number(2), By: action.MomentOf(night.At().Add(12 * time.Hour)), Words: "Later first doses (synthetic)"}
	f.Shifts = []mitigation.Shift{{From: night, To: action.MomentOf(night.At().Add(12 * time.Hour)), Grade: "registrar", Needed: 4, Minimum: 3, Have: 1, Asked: 2}}
	f.Clinicians, f.Questions, f.Attend, f.Declared = mitigation.Yes, "Director on call (synthetic)", mitigation.Yes, true
	f.Local = mitigation.Contact{Said: mitigation.Yes, Role: "local negotiating committee", At: f.KnownSince, Response: "informed (synthetic)"}
	f.Circumstances, f.Ladder = nil, nil
	for _, k := range mitigation.Circumstances() {
		said := mitigation.No
		if k == mitigation.Unexpected {
			said = mitigation.Yes
		}
		f.Circumstances = append(f.Circumstances, mitigation.Circumstance{Kind: k, Said: said, Words: "as stated (synthetic)"})
	}
	for i, r := range mitigation.Rungs() {
		x := mitigation.Rung{Kind: r.Kind, Tried: mitigation.Yes, At: f.KnownSince, Asked: number(6), Got: number(i % 4), Result: "some help came (synthetic)", Why: "the night stays below the least that is safe (synthetic)"}
		if i%5 == 4 {
			x = mitigation.Rung{Kind: r.Kind, Tried: mitigation.NotAppl, Why: "the service has none (synthetic)"}
		}
		f.Ladder = append(f.Ladder, x)
	}
	return f
}

func number(n int) *int { return &n }

// clockLook is how long after a deadline the clock comes round.
const clockLook = 20 * time.Second

// mitigationMaker gathers steps.
type mitigationMaker struct {
	trusts        [2]org.Code
	board, region org.Code
	out           []MitigationStep
	requests      int
}

// Mitigations is what happened to a handful of requests of the two trusts where the demonstration's people work, in the order
// in which it did: one approved in part and used, one approved late, one that nobody decided in time, one not supported by the
// region, one withdrawn, one with the union body and its time running, and one that the medical director has to sign.
func (w *World) Mitigations() []MitigationStep {
	desks := w.desks()
	m := &mitigationMaker{trusts: [2]org.Code{desks[0].code, desks[1].code}, board: desks[0].board}
	for _, b := range boards {
		if b.code == m.board {
			m.region = b.region
		}
	}
	m.decided()
	m.undecided()
	m.waiting()
	slices.SortStableFunc(m.out, func(a, b MitigationStep) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return m.out
}

// begin makes a request of a trust and takes it as far as the director, or on to the union body.
func (m *mitigationMaker) begin(trust int, service, day, begun, by, night string) func(step mitigation.Step, at string, who mitigation.Actor, change ...func(*mitigation.Event)) {
	n, t := m.requests, m.trusts[trust]
	m.requests++
	f := MitigationForm(mitigation.Form{Period: "RD-14", Scheme: "RD-2025-07", Trust: t, Site: string(t) + "-S1", Service: service + " (synthetic)"},
		action.MustMoment(day+begun).At(), action.MustMoment(by).At(), action.MustMoment(night))
	add := func(step mitigation.Step, at string, who mitigation.Actor, change ...func(*mitigation.Event)) {
		if len(at) == len("15:04") {
			at = day + at
		}
		x := MitigationStep{Request: n, At: action.MustMoment(at).At(), Actor: who, Event: mitigation.Event{Step: step, Words: "as stated (synthetic)"}}
		x.Role, x.Org = m.seat(who, t)
		if step == mitigation.Begin {
			x.Event.Form = &f
		}
		if step == mitigation.Confirm {
			x.Role = access.NationalLead
		}
		for _, c := range change {
			c(&x.Event)
		}
		m.out = append(m.out, x)
	}
	add(mitigation.Begin, begun, mitigation.Drafter)
	if look := action.MustMoment(by).At().Add(clockLook); look.Before(Start()) {
		m.out = append(m.out, MitigationStep{At: look})
	}
	return add
}

// seat is who takes an actor's steps, and where. What the union body says is written down by somebody that nobody signs in
// as, so that the demonstration's national lead can confirm it.
func (m *mitigationMaker) seat(who mitigation.Actor, trust org.Code) (access.Role, org.Code) {
	switch who {
	case mitigation.Drafter:
		return access.PatientSafetyLead, trust
	case mitigation.Director:
		return access.MedicalDirector, trust
	case mitigation.System:
		return access.ICBLead, m.board
	case mitigation.Region:
		return access.RegionLead, m.region
	}
	return "", org.England
}

func unionSaid(d mitigation.Decision) func(*mitigation.Event) {
	d.Body, d.Channel = "BMA", "e-mail"
	return func(e *mitigation.Event) { e.Decision = &d }
}

func (m *mitigationMaker) decided() {
	r := m.begin(0, "Emergency medicine", mitigationDay, "09:10", mitigationDay+"14:00", mitigationDay+"20:30")
	r(mitigation.Send, "09:35", mitigation.Drafter)
	r(mitigation.Sign, "09:50", mitigation.Director)
	r(mitigation.Forward, "10:20", mitigation.System)
	r(mitigation.Forward, "10:55", mitigation.Region)
	r(mitigation.Forward, "11:15", mitigation.National)
	r(mitigation.Acknowledge, "11:25", mitigation.National)
	r(mitigation.ApproveIn, "13:05", mitigation.National, unionSaid(mitigation.Decision{Verbatim: "One registrar may return for the night if called. (synthetic)",
		Grants: []mitigation.Grant{{Shift: 1, Doctors: 1}}, Conditions: "if called (synthetic)"}))
	r(mitigation.Confirm, "13:20", mitigation.National)
	r(mitigation.Told, "13:25", mitigation.National)
	r(mitigation.Activate, "20:40", mitigation.Drafter)
	r(mitigation.Used, "2025-12-21T08:20", mitigation.Drafter, func(e *mitigation.Event) { e.Use = &mitigation.Use{Shift: 1, Came: 1} })

	late := m.begin(1, "Maternity", mitigationDay, "09:30", mitigationDay+"15:00", mitigationDay+"20:00")
	late(mitigation.Send, "09:50", mitigation.Drafter)
	late(mitigation.Sign, "10:10", mitigation.Director)
	late(mitigation.Forward, "11:00", mitigation.System)
	late(mitigation.Forward, "12:10", mitigation.Region)
	late(mitigation.Forward, "12:40", mitigation.National)
	late(mitigation.Approve, "16:25", mitigation.National, unionSaid(mitigation.Decision{Verbatim: "Both may return. (synthetic)"}))
}

func (m *mitigationMaker) undecided() {
	never := m.begin(0, "Neonatal intensive care", mitigationDay, "10:00", mitigationDay+"18:00", "2025-12-21T08:00")
	never(mitigation.Send, "10:30", mitigation.Drafter)
	never(mitigation.Sign, "11:10", mitigation.Director)
	never(mitigation.Forward, "12:20", mitigation.System)
	never(mitigation.Forward, "13:40", mitigation.Region)
	never(mitigation.Forward, "14:30", mitigation.National)
	never(mitigation.Query, "16:00", mitigation.National)
	never(mitigation.Answer, "17:10", mitigation.Director)

	declined := m.begin(1, "Endoscopy", mitigationDay, "11:20", mitigationDay+"19:00", "2025-12-21T08:00")
	declined(mitigation.Send, "11:40", mitigation.Drafter)
	declined(mitigation.Sign, "12:00", mitigation.Director)
	declined(mitigation.Forward, "13:00", mitigation.System)
	declined(mitigation.Decline, "15:20", mitigation.Region)

	withdrawn := m.begin(0, "Stroke", mitigationDay, "14:00", mitigationDay+"20:00", mitigationDay+"22:00")
	withdrawn(mitigation.Send, "14:20", mitigation.Drafter)
	withdrawn(mitigation.Sign, "14:40", mitigation.Director)
	withdrawn(mitigation.Withdraw, "15:50", mitigation.Director)
}

// waiting are those that the demonstration's people can act on when its clock begins.
func (m *mitigationMaker) waiting() {
	const sunday = "2025-12-21T"
	running := m.begin(0, "General surgery", sunday, "05:40", sunday+"12:00", sunday+"20:00")
	running(mitigation.Send, "05:55", mitigation.Drafter)
	running(mitigation.Sign, "06:10", mitigation.Director)
	running(mitigation.Forward, "06:45", mitigation.System)
	running(mitigation.Forward, "07:20", mitigation.Region)
	running(mitigation.Forward, "07:45", mitigation.National)

	review := m.begin(0, "Paediatrics", sunday, "07:30", sunday+"14:00", sunday+"20:30")
	review(mitigation.Send, "08:05", mitigation.Drafter)
}
