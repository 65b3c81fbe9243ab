package assign

import (
	"context"
	"slices"
	"testing"
)

// TestRepairAfterACancelledList closes one list after another of a plan that people were told.
func TestRepairAfterACancelledList(t *testing.T) {
	p, _ := made(10000, 11)
	r, err := Solve(context.Background(), p, Options{Seed: 1, Work: 2 * PerSecond, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	told := r.Plan.Slot
	for j := range p.Jobs { // what was told is what is held now
		b := &p.Jobs[j]
		if b.Held = told[j]; b.Held != None && b.Move == 0 {
			b.Move, b.Drop = 10, 40
		}
		b.Fixed = b.Held != None && p.Slots[b.Held].Day <= 7 // within the notice period
	}
	worst, displaced, moved := 0.0, 0, 0
	for s, n := 0, 0; n < 8; s += 97 {
		if s %= len(p.Slots); p.Slots[s].Closed || !slices.Contains(told, int32(s)) {
			s++
			continue
		}
		n++
		p.Slots[s].Closed = true
		before := cpu()
		got, err := Repair(context.Background(), p, told, Repairing{Prices: &r.Bound.Prices, Options: Options{Seed: 1, Workers: 1}})
		if err != nil {
			t.Fatal(err)
		}
		worst = max(worst, cpu()-before)
		mustBeValid(t, p, got.Plan)
		if len(got.Displaced) == 0 {
			t.Fatalf("slot %d: nobody was displaced", s)
		}
		if len(got.Moved) > 2*len(got.Displaced) {
			t.Errorf("slot %d: %d moved for %d displaced", s, len(got.Moved), len(got.Displaced))
		}
		for _, j := range got.Moved {
			if p.fixedIn(int(j)) != None {
				t.Errorf("job %d was fixed and moved", j)
			}
		}
		if got.Bound.Value > got.Plan.Cost || got.Bound.Value < .9*got.Plan.Cost {
			t.Errorf("the bound is %v, the plan costs %v", got.Bound.Value, got.Plan.Cost)
		}
		displaced, moved = displaced+len(got.Displaced), moved+len(got.Moved)
		p.Slots[s].Closed = false
	}
	t.Logf("%d displaced, %d others moved, at most %.2f s of processor time", displaced, moved, worst)
	if worst > 1 {
		t.Errorf("a repair took %.2f s", worst)
	}
	if moved == 0 {
		t.Error("nobody ever moved to make room: only the lost were placed")
	}
}

func TestRepairPlacesTheNewAndTheBedless(t *testing.T) {
	p, order := made(1000, 12)
	told := Greedy(p, true, order).Slot
	var left []int32
	for j, s := range told {
		if s == None && len(left) < 3 && p.Jobs[j].Stay == 0 {
			left = append(left, int32(j))
			p.Jobs[j].Out += 500
		}
	}
	got, err := Repair(context.Background(), p, told, Repairing{New: left})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, got.Plan)
	if len(got.Displaced) > 0 || len(got.Moved) > 2*len(left) {
		t.Errorf("%d displaced, %d moved for %d new", len(got.Displaced), len(got.Moved), len(left))
	}
	for d := 30; d < 37; d++ { // a ward closes for a week
		p.Pools[0].Cap[d] /= 2
	}
	got, err = Repair(context.Background(), p, told, Repairing{})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, got.Plan)
	if len(got.Displaced) == 0 || len(got.Moved) > 2*len(got.Displaced) {
		t.Errorf("%d displaced and %d moved by a closed ward", len(got.Displaced), len(got.Moved))
	}
	none, err := Repair(context.Background(), p, got.Plan.Slot, Repairing{})
	if err != nil {
		t.Fatal(err)
	}
	if len(none.Displaced)+len(none.Moved) > 0 {
		t.Errorf("of a plan that needs no mending %d were displaced and %d moved", len(none.Displaced), len(none.Moved))
	}
}
