package recovery

import (
	"context"
	"testing"
)

// TestADateThatIsOverIsNoWait: who holds a date before the plan's days gets no new one before somebody says what became of it, and
// does not count as somebody who holds one.
func TestADateThatIsOverIsNoWait(t *testing.T) {
	a := threeLists(false)
	a.Sessions[1].Date = a.From.Add(-3)
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x := p.Placements[0]; x.Change != DateOver || x.Session != "" || len(x.Why) != 1 {
		t.Errorf("%+v", x)
	}
	if r := CheckPlan(&a, linesOf(&p)); len(r.Violations) > 0 {
		t.Errorf("%+v", r.Violations)
	}
	l := linesOf(&p)
	l[0].Session, l[0].Date, l[0].Change = "C", a.From.Add(40), New
	if r := CheckPlan(&a, l); len(r.Violations) != 2 {
		t.Errorf("a date for somebody who may have been treated: %+v", r.Violations)
	}
	if c := CountOf(a.Patients, a.Sessions, a.From); c.Waiting != 2 || c.Booked != 1 || c.Over != 1 {
		t.Errorf("%+v", c)
	}
}
