package assign

import (
	"context"
	"math"
	"math/rand/v2"
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
		mustMoveFew(t, p, told, nil, got)
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
	mustMoveFew(t, p, told, left, got)
	if len(got.Displaced) > 0 {
		t.Errorf("%d displaced by %d new", len(got.Displaced), len(left))
	}
	for d := 30; d < 37; d++ { // a ward closes for a week
		p.Pools[0].Cap[d] /= 2
	}
	got, err = Repair(context.Background(), p, told, Repairing{})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, got.Plan)
	mustMoveFew(t, p, told, nil, got)
	if len(got.Displaced) == 0 {
		t.Error("nobody was displaced by a closed ward")
	}
	none, err := Repair(context.Background(), p, got.Plan.Slot, Repairing{})
	if err != nil {
		t.Fatal(err)
	}
	if len(none.Displaced)+len(none.Moved) > 0 {
		t.Errorf("of a plan that needs no mending %d were displaced and %d moved", len(none.Displaced), len(none.Moved))
	}
}

// mustMoveFew holds a repair against what it promises whatever happens: who moves, who may not, and how many.
func mustMoveFew(t *testing.T, p *Problem, told, added []int32, r Repaired) {
	t.Helper()
	lost := slices.Concat(r.Displaced, added)
	if n := len(r.Displaced) + len(r.Moved); n > 0 && n >= 3*len(lost) {
		t.Errorf("%d displaced and %d others moved for %d", len(r.Displaced), len(r.Moved), len(lost))
	}
	for j, s := range r.Plan.Slot {
		switch moved := slices.Contains(r.Moved, int32(j)); {
		case s != told[j] && !moved && !slices.Contains(lost, int32(j)):
			t.Errorf("job %d was in %d and is in %d, and nobody says so", j, told[j], s)
		case moved && p.fixedIn(j) != None && told[j] == p.fixedIn(j):
			t.Errorf("job %d was fixed and moved", j)
		case moved && p.fixedIn(j) == None && told[j] == None:
			t.Errorf("job %d waited without a slot and was given one", j)
		}
	}
}

// troubled changes a problem as a day does, from a plan that people were told: slots close, pools and rows shrink, who was
// not in the plan comes onto it. It returns who is new.
func troubled(r *rand.Rand, p *Problem, told []int32) (added []int32) {
	kind := r.IntN(5)
	if kind == 0 || kind == 4 {
		for range 1 + r.IntN(3) {
			p.Slots[r.IntN(len(p.Slots))].Closed = true
		}
	}
	if kind == 1 || kind == 4 {
		for _, pool := range p.Pools {
			for k := range pool.Cap {
				if r.IntN(3) == 0 {
					pool.Cap[k] *= float32(r.Float64())
				}
			}
		}
	}
	if kind == 2 && len(p.Rows) > 0 {
		k := r.IntN(len(p.Rows))
		p.Rows[k] = max(0, p.Rows[k]-1)
	}
	if kind == 3 || kind == 4 {
		for j, s := range told {
			if s == None && p.fixedIn(j) == None && r.IntN(3) == 0 && len(added) < 4 {
				added = append(added, int32(j))
			}
		}
	}
	return added
}

// TestRepairsOfManyKindsKeepWhatTheyPromise plays every kind of change on problems of both sizes that tests here have.
func TestRepairsOfManyKindsKeepWhatTheyPromise(t *testing.T) {
	displaced, moved, lost, small, same := 0, 0, 0, 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 77))
		p, order := tiny(r), []int32(nil)
		if seed%30 == 0 {
			p, order = made(200+r.IntN(400), seed)
		}
		for j := range p.Jobs {
			order = append(order, int32(j))
		}
		told := Greedy(p, r.IntN(2) == 0, order[:len(p.Jobs)]).Slot
		for j := range p.Jobs { // what was told is what is held
			if b := &p.Jobs[j]; !b.Fixed {
				b.Held, b.Move, b.Drop = told[j], 5*r.Float64(), 20*r.Float64()
				b.Fixed = told[j] != None && p.Slots[told[j]].Day < int32(p.Days/6)
			}
		}
		added := troubled(r, p, told)
		var first Repaired
		for _, workers := range []int{1, 3} {
			got, err := Repair(context.Background(), p, told, Repairing{New: added, Options: Options{Seed: uint64(workers), Workers: workers}})
			if err != nil {
				t.Fatal(err)
			}
			if workers > 1 && !slices.Equal(got.Plan.Slot, first.Plan.Slot) {
				t.Errorf("seed %d: another plan for another number of workers", seed)
			}
			first = got
		}
		mustBeValid(t, p, first.Plan)
		mustMoveFew(t, p, told, added, first)
		if len(p.Jobs) < 10 {
			got, best := weighed(p, told, added, first, first.Plan.Slot), bestRepair(p, told, added, first)
			if got < best-1e-4 {
				t.Errorf("the repair weighs %v, less than the best of all, %v", got, best)
			}
			small++
			if got < best+1e-4 {
				same++
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		displaced, moved, lost = displaced+len(first.Displaced), moved+len(first.Moved), lost+len(first.Displaced)+len(added)
	}
	t.Logf("%d displaced, %d displaced or new, %d others moved; %d of %d small repairs are the best there is", displaced, lost, moved, same, small)
	if same < small*97/100 {
		t.Errorf("only %d of %d small repairs are the best there is", same, small)
	}
	if displaced < 150 || moved < 20 || moved > lost {
		t.Errorf("%d displaced, %d displaced or new, %d others moved", displaced, lost, moved)
	}
}

// weighed is what a repair minds of a plan: what it costs those who lost their place or are new; and of the others who move
// what they lose, and three times the price of a move.
func weighed(p *Problem, told, added []int32, r Repaired, slots []int32) float64 {
	sum := 0.0
	for j, s := range slots {
		switch was := p.Cost(j, told[j]); {
		case p.fixedIn(j) != None:
		case slices.Contains(r.Displaced, int32(j)) || slices.Contains(added, int32(j)):
			sum += p.Cost(j, s)
		case s != told[j] && told[j] == None:
			return math.Inf(1)
		case s != told[j]:
			sum += math.Max(0, p.Cost(j, s)-was) + 3*max(1, float64(float32(p.Jobs[j].Move)), (p.Cost(j, None)-was)/20)
		}
	}
	return sum
}

// bestRepair tries every plan that moves no more than a repair may.
func bestRepair(p *Problem, told, added []int32, r Repaired) float64 {
	least, slots := math.Inf(1), slices.Clone(told)
	var try func(j, moved int)
	try = func(j, moved int) {
		lost := len(r.Displaced) + len(added)
		switch {
		case moved > max(0, 3*lost-len(r.Displaced)-1):
		case j == len(slots):
			if _, broken := Verify(p, slots); len(broken) == 0 {
				least = math.Min(least, weighed(p, told, added, r, slots))
			}
		case p.fixedIn(j) != None:
			slots[j] = p.fixedIn(j)
			try(j+1, moved)
		default:
			other := !slices.Contains(r.Displaced, int32(j)) && !slices.Contains(added, int32(j))
			for s := None; s < int32(len(p.Slots)); s++ {
				if slots[j] = s; other && told[j] == None && s != None {
					continue
				}
				if other && s != told[j] {
					try(j+1, moved+1)
				} else {
					try(j+1, moved)
				}
			}
		}
	}
	try(0, 0)
	return least
}
