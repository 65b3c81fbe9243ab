package mitigation

import (
	"testing"
	"time"

	"headroom/internal/action"
)

func at(s string) time.Time { return action.MustMoment(s).At() }

func n(k int) *int { return &k }

// signable is a request that may be signed under JD-2024-01 on 4 January 2024: two doctors on one night.
func signable() Form {
	f := Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "SYN-101", Site: "SYN-101-S1", Service: "Emergency medicine",
		KnownSince: action.MustMoment("2024-01-04T09:00"), Risk: "Too few to see who comes at night", Exposed: n(60),
		Predicted: Prediction{Physical: 2, Psychological: 4, Patients: n(3), By: action.MustMoment("2024-01-05T08:00"), Words: "Late antibiotics"},
		Shifts: []Shift{{From: action.MustMoment("2024-01-04T20:30"), To: action.MustMoment("2024-01-05T08:30"), Grade: "registrar",
			Needed: 4, Minimum: 3, Have: 1, Asked: 2}},
		NeededBy: action.MustMoment("2024-01-04T15:00"), NeededWhy: "Urgent lists are cancelled after it",
		Local:      Contact{Said: Yes, Role: "negotiating committee's chair", At: action.MustMoment("2024-01-04T09:30"), Response: "Told, no view given"},
		Clinicians: Mixed, Questions: "Director on call, 01632 960000", Attend: Yes, Declared: true}
	for _, k := range Circumstances() {
		f.Circumstances = append(f.Circumstances, Circumstance{k, No, "as stated"})
	}
	for _, r := range Rungs() {
		f.Ladder = append(f.Ladder, Rung{Kind: r.Kind, Tried: Yes, At: action.MustMoment("2024-01-03T12:00"), Result: "some", Why: "not enough", Evidence: []string{"E1"}})
	}
	return f
}

var (
	jd2024, _ = SchemeOf(Schemes(), "JD-2024-01")
	rd2025, _ = SchemeOf(Schemes(), "RD-2025-07")
	terms     = Terms{Scheme: jd2024, CallIn: DefaultCallIn}
)

// script plays events of a request and fails on the first that cannot happen.
type script struct {
	t      *testing.T
	terms  Terms
	events []Event
}

func (s *script) standing(now time.Time) Standing {
	return Stand("PSM-JD-09-SYN-101-0001", s.events, now, now)
}

func (s *script) step(when string, step Step, who Actor, by string, with ...func(*Event)) *script {
	s.t.Helper()
	e := Event{Step: step, At: at(when), Recorded: at(when), By: by, Actor: who, Words: "said"}
	for _, w := range with {
		w(&e)
	}
	if err := s.standing(e.Recorded).Check(e, s.terms); err != nil {
		s.t.Fatalf("%s at %s: %v", step, when, err)
	}
	s.events = append(s.events, e)
	return s
}

func form(f Form) func(*Event) { return func(e *Event) { e.Form = &f } }

func said(d Decision) func(*Event) {
	return func(e *Event) {
		if d.Body == "" {
			d.Body, d.Verbatim = "BMA", "verbatim"
		}
		e.Decision = &d
	}
}

// sent is a request that is with the union body since noon on 4 January.
func sent(t *testing.T, f Form) *script {
	s := &script{t: t, terms: terms}
	return s.step("2024-01-04T09:10", Begin, Drafter, "d", form(f)).step("2024-01-04T09:40", Send, Drafter, "d").
		step("2024-01-04T10:00", Sign, Director, "m").step("2024-01-04T10:30", Forward, System, "i").
		step("2024-01-04T11:00", Forward, Region, "r").step("2024-01-04T12:00", Forward, National, "a")
}

// tick writes down what the clock has to say at an instant.
func (s *script) tick(now string) *script {
	s.events = append(s.events, s.standing(at(now)).Due(at(now))...)
	return s
}
