package recovery

import (
	"context"
	"slices"
	"testing"

	"headroom/internal/civil"
)

// keepAsk is one list early and one late, each for one person. The early one is held by a fast-progressing cancer that it keeps
// on time; a P2 long past their day wants it.
func keepAsk() Ask {
	a := threeLists(false)
	a.Sessions = a.Sessions[:2]
	a.Sessions[1].Date = a.From.Add(45)
	for i := range a.Patients {
		p := &a.Patients[i]
		p.Booked, p.Priority, p.Prioritised, p.Clock = "", P2, a.From.Add(-300), a.From.Add(-700)
	}
	fast := &a.Patients[1]
	*fast = Patient{Pathway: "FAST", Trust: "SYN", Site: "S1", Specialty: "100", Minutes: 100, Spread: 1, Clock: a.From.Add(-20), Booked: "A",
		Cancer: &Cancer{Fast: Yes, DecisionToTreat: a.From.Add(-19)}}
	return a
}

// TestADateThatKeepsAFastCancerOnTimeIsNotGivenUp, however late others are and whatever they would save, and the checker says so
// of a plan that does it.
func TestADateThatKeepsAFastCancerOnTimeIsNotGivenUp(t *testing.T) {
	a := keepAsk()
	a.Policy.Weights["p2.late"], a.Policy.Weights["p2.day"] = 5000, 900
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	fast := slices.IndexFunc(p.Placements, func(x Placement) bool { return x.Pathway == "FAST" })
	if p.Placements[fast].Session != "A" || p.Bound > p.Objective {
		t.Errorf("%+v, %g under a bound of %g", p.Placements, p.Objective, p.Bound)
	}
	for _, to := range []SessionID{"", "B"} {
		l := linesOf(&p)
		l[fast].Session, l[fast].Date = to, civil.Date{}
		if to == "B" {
			l[fast].Date = a.Sessions[1].Date
		}
		if !slices.ContainsFunc(CheckPlan(&a, l).Violations, func(v Violation) bool { return v.Rule == "kept" && v.Pathway == "FAST" }) {
			t.Errorf("the checker finds nothing in a fast cancer at %q", to)
		}
	}
	a.Sessions[0].Closed = "sick"
	p, err = Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := CheckPlan(&a, linesOf(&p)); len(r.Violations) > 0 {
		t.Errorf("a closed list cannot be kept: %+v", r.Violations)
	}
}
