package recovery

import (
	"context"
	"testing"

	"headroom/internal/civil"
)

// TestAPlanEndsWithExchangesForThoseLeftLate: what a search leaves is made better by exchanges for those without a date, and the plan that is
// told has them.
func TestAPlanEndsWithExchangesForThoseLeftLate(t *testing.T) {
	gained := 0
	for seed := range uint64(6) {
		a := Generate(Made{Patients: 400, Sessions: 40, Seed: seed, From: civil.MustDate("2024-01-10")})
		a.Seconds = 0.02
		a, _ = Sound(a)
		m := compile(&a)
		r, err := m.search(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		slots, err := m.exchanged(context.Background(), r.Plan.Slot)
		if err != nil {
			t.Fatal(err)
		}
		before, after := m.problem.Total(r.Plan.Slot), m.problem.Total(slots)
		if after > before+1e-6 {
			t.Errorf("seed %d: exchanges cost: %.0f, then %.0f", seed, before, after)
		}
		if after < before-1 {
			gained++
		}
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil || p.Objective > after+1 {
			t.Errorf("seed %d: the plan costs %.0f, and exchanges made it %.0f: %v", seed, p.Objective, after, err)
		}
		if c := CheckPlan(&a, linesOf(&p)); len(c.Violations) > 0 {
			t.Errorf("seed %d: %+v", seed, c.Violations[0])
		}
	}
	if gained == 0 {
		t.Error("no search left anything to exchange")
	}
}
