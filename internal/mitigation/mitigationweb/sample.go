package mitigationweb

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// samplePicture is the organisations of the samples, all invented.
func samplePicture() *org.Picture {
	since := civil.Range{From: civil.MustDate("2015-04-01")}
	facts := []org.Fact{{What: org.FactUnit, Org: org.England, Kind: org.KindEngland, Valid: since}}
	unit := func(c org.Code, name string, k org.Kind, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since},
			org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: parent, Valid: since})
	}
	unit("Y1", "Sample Region", org.KindRegion, org.England)
	unit("QX", "Ashbourne and Calder Integrated Care Board (synthetic)", org.KindICB, "Y1")
	unit("T1", "Ashbourne Vale Trust (synthetic)", org.KindTrust, "QX")
	unit("T2", "Calder Hospitals (synthetic)", org.KindTrust, "QX")
	return org.NewBook(facts).At(civil.MustDate("2024-01-04"))
}

func sampleTime(s string) time.Time { return action.MustMoment(s).At() }

func sampleNow() time.Time { return sampleTime("2024-01-04T18:00") }

func sampleAt() at {
	return at{pic: samplePicture(), now: sampleNow(), link: func(s string) string { return s }, may: func(access.Verb, org.Code) bool { return true }, any: func(access.Verb) bool { return true }}
}

func samplePeriods() [][2]string {
	return [][2]string{{"JD-09", "Junior doctors, 3 to 9 January 2024"}}
}

func count(n int) *int { return &n }

// sampleForm is a request that can be signed on 4 January 2024: two doctors on one night.
func sampleForm(trust org.Code) mitigation.Form {
	f := mitigation.Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: trust, Site: "Main site", Service: "Emergency medicine", KnownSince: action.MustMoment("2024-01-04T09:00"),
		Risk: "Too few doctors to see who comes at night", Exposed: count(60),
		Predicted: mitigation.Prediction{Physical: 2, Psychological: 4, Patients: count(3), By: action.MustMoment("2024-01-05T08:00"), Words: "Antibiotics given late"},
		Shifts:    []mitigation.Shift{{From: action.MustMoment("2024-01-04T20:30"), To: action.MustMoment("2024-01-05T08:30"), Grade: "registrar", Needed: 4, Minimum: 3, Have: 1, Asked: 2}},
		NeededBy:  action.MustMoment("2024-01-04T15:00"), NeededWhy: "Urgent lists are cancelled after it", Clinicians: mitigation.Mixed, Questions: "Director on call, 01632 960000", Attend: mitigation.Yes,
		Local: mitigation.Contact{Said: mitigation.Yes, Role: "negotiating committee's chair", At: action.MustMoment("2024-01-04T09:30"), Response: "Told, no view given"}, Declared: true}
	for _, k := range mitigation.Circumstances() {
		f.Circumstances = append(f.Circumstances, mitigation.Circumstance{Kind: k, Said: mitigation.No, Words: "As stated under the risk"})
	}
	for _, r := range mitigation.Rungs() {
		f.Ladder = append(f.Ladder, mitigation.Rung{Kind: r.Kind, Tried: mitigation.Yes, At: action.MustMoment("2024-01-03T12:00"), Asked: count(6), Got: count(1), Result: "One came", Why: "One is not enough for the night", Evidence: []string{"E1"}})
	}
	return f
}

// play is a request made of steps, each at its hour of 4 January 2024.
type play struct {
	k mitigation.Kept
}

func newPlay(ref mitigation.Ref, trust org.Code) *play {
	return &play{mitigation.Kept{Ref: ref, Trust: trust}}
}

func (p *play) step(clock string, step mitigation.Step, who mitigation.Actor, by string, with ...func(*mitigation.Event)) *play {
	t := sampleTime("2024-01-04T" + clock)
	e := mitigation.Event{Step: step, At: t, Recorded: t, By: by, Actor: who, Words: "As discussed on the call"}
	if who == mitigation.Clock {
		e.By, e.Words = "", ""
	}
	for _, w := range with {
		w(&e)
	}
	p.k.Events = append(p.k.Events, e)
	return p
}

func withForm(f mitigation.Form) func(*mitigation.Event) {
	return func(e *mitigation.Event) { e.Form = &f }
}

func withDecision(d mitigation.Decision) func(*mitigation.Event) {
	return func(e *mitigation.Event) { e.Decision = &d }
}

// sampleSent is a request that is with the union body since noon.
func sampleSent(ref mitigation.Ref, trust org.Code, f mitigation.Form) *play {
	return newPlay(ref, trust).step("09:10", mitigation.Begin, mitigation.Drafter, "account:1", withForm(f)).step("09:40", mitigation.Send, mitigation.Drafter, "account:1").
		step("10:00", mitigation.Sign, mitigation.Director, "account:2").step("10:30", mitigation.Forward, mitigation.System, "account:3").
		step("11:00", mitigation.Forward, mitigation.Region, "account:4").step("12:00", mitigation.Forward, mitigation.National, "account:5")
}

// sampleRequests are requests at different states: one that is pending, one late, one rejected, one being written, one that
// was returned, and one revoked.
func sampleRequests() []mitigation.Kept {
	pending := sampleForm("T1")
	pending.NeededBy = action.MustMoment("2024-01-04T20:05")
	pending.Shifts[0].From, pending.Shifts[0].To = action.MustMoment("2024-01-05T08:00"), action.MustMoment("2024-01-05T20:00")
	late := sampleSent("PSM-JD-09-T1-0002", "T1", sampleForm("T1")).step("12:20", mitigation.Acknowledge, mitigation.National, "account:5").step("15:00", mitigation.Deadline, mitigation.Clock, "").
		step("17:05", mitigation.Approve, mitigation.National, "account:5", withDecision(mitigation.Decision{Body: "BMA", Verbatim: "Agreed for the night of 4 January.", Channel: "e-mail"})).
		step("17:10", mitigation.Confirm, mitigation.National, "account:6").step("17:12", mitigation.Told, mitigation.National, "account:6")
	rejected := sampleSent("PSM-JD-09-T2-0001", "T2", sampleForm("T2")).step("14:30", mitigation.Reject, mitigation.National, "account:5",
		withDecision(mitigation.Decision{Body: "BMA", Verbatim: "We cannot agree on the evidence given.", Reasons: []mitigation.Reason{mitigation.InsufficientEvidence}, Channel: "e-mail"}))
	draft := newPlay("PSM-JD-09-T1-0003", "T1").step("16:00", mitigation.Begin, mitigation.Drafter, "account:1", withForm(mitigation.Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "T1", Service: "Obstetrics"}))
	again := newPlay("PSM-JD-09-T2-0002", "T2").step("09:10", mitigation.Begin, mitigation.Drafter, "account:1", withForm(pending)).step("09:40", mitigation.Send, mitigation.Drafter, "account:1").
		step("10:00", mitigation.Sign, mitigation.Director, "account:2").step("10:30", mitigation.Return, mitigation.System, "account:3")
	more := pending
	more.Exposed, more.Risk = count(75), "Too few doctors to see who comes by day"
	again.step("11:00", mitigation.Begin, mitigation.Drafter, "account:1", withForm(more)).step("11:20", mitigation.Send, mitigation.Drafter, "account:1").step("11:40", mitigation.Sign, mitigation.Director, "account:2")
	revoked := sampleSent("PSM-JD-09-T1-0004", "T1", sampleForm("T1")).step("13:00", mitigation.Approve, mitigation.National, "account:5", withDecision(mitigation.Decision{Body: "BMA", Verbatim: "Agreed."})).
		step("13:10", mitigation.Confirm, mitigation.National, "account:6").step("16:30", mitigation.Revoke, mitigation.National, "account:5")
	return []mitigation.Kept{sampleSent("PSM-JD-09-T1-0001", "T1", pending).k, late.k, rejected.k, draft.k, again.k, revoked.k}
}

// sampleImpact is a signed return of the request that was decided late.
func sampleImpact() mitigation.ImpactKept {
	return mitigation.ImpactKept{By: "account:1", Actor: mitigation.Drafter, Signed: "account:2", Recorded: sampleTime("2024-01-04T17:40"), Impact: mitigation.Impact{Request: "PSM-JD-09-T1-0002", Stage: mitigation.After24Hours, Version: 1,
		Instead: "Consultants stayed on", Effects: map[mitigation.Effect]*int{mitigation.TheatreLists: count(2), mitigation.Clinics: count(0)}, Affected: map[mitigation.Category]*int{mitigation.CategoryP2: count(3)},
		Links: []mitigation.ImpactLink{{Incident: "INC-0001", Physical: 3, Strength: mitigation.Possibly, Why: "The delay was longer than usual"}}, Unknown: count(1), Review: civil.MustDate("2024-01-11"),
		Other: "Influenza in the town", Actual: "Two were seen late, neither harmed so far"}}
}
