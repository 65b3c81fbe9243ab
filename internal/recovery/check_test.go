package recovery

import (
	"context"
	"testing"

	"headroom/internal/civil"
)

// linesOf are a plan's lines as its file would hold them.
func linesOf(p *Plan) []PlanLine {
	out := make([]PlanLine, len(p.Placements))
	for i, x := range p.Placements {
		out[i] = PlanLine{Pathway: x.Pathway, Session: x.Session, Date: x.Date, Was: x.Was, Change: x.Change, Cost: x.Cost}
	}
	return out
}

func TestSmoke(t *testing.T) {
	a := Generate(Made{Patients: 1000, Sessions: 120, Seed: 1, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.2
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("objective %.0f bound %.0f gap %.3f scheduled %d unscheduled %d overruns %.2f", p.Objective, p.Bound, p.Gap, p.Scheduled, p.Unscheduled, p.Overruns)
	for _, x := range p.Tiers {
		t.Logf("%+v", x)
	}
	for _, n := range p.Notes {
		t.Log(n)
	}
	t.Log(p.Over)
	n := map[Change]int{}
	for i, x := range p.Placements {
		n[x.Change]++
		if i%150 == 0 {
			t.Logf("%s %s %s was %s: %s", x.Pathway, x.Session, x.Date, x.Was, x.Change)
			for _, w := range x.Why {
				t.Logf("   %s: %s", w.Code, w.Words)
			}
		}
	}
	t.Log(n)
	for i, c := range p.Clashes {
		if i < 5 {
			t.Logf("%+v", c)
		}
	}
	for _, e := range p.Equality {
		t.Logf("%+v", e)
	}
	r := CheckPlan(&a, linesOf(&p))
	t.Logf("checked objective %.0f, %d violations", r.Objective, len(r.Violations))
	for i, v := range r.Violations {
		if i < 10 {
			t.Errorf("%+v", v)
		}
	}
}
