package recovery

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// Whoever has a graver kind of date goes first, by that date; without one, more postponements and then longer waits go first.
func TestCompileOrdersAsTrustsRebook(t *testing.T) {
	a := Generate(Made{Patients: 400, Sessions: 60, Seed: 3, From: civil.MustDate("2024-01-10")})
	p, order, err := Compile(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := assign.Check(p); err != nil || len(order) != len(p.Jobs) || len(order) == 0 {
		t.Fatalf("%d jobs, %d in order, %v", len(p.Jobs), len(order), err)
	}
	sound, _ := Sound(a)
	m := compile(&sound)
	rank := func(j int32) [3]int {
		s := &m.stakes[m.who[j]]
		k, due := dueP3+1, never
		for _, d := range s.dates {
			if d.kind < k || d.kind == k && d.due < due {
				k, due = d.kind, d.due
			}
		}
		return [3]int{int(k), due, -int(s.count)}
	}
	kinds := map[int]int{}
	for k := range order {
		kinds[rank(order[k])[0]]++
		if k == 0 {
			continue
		}
		x, y := rank(order[k-1]), rank(order[k])
		for i := range x {
			if x[i] > y[i] {
				t.Fatalf("%v goes before %v", x, y)
			}
			if x[i] < y[i] {
				break
			}
		}
	}
	if len(kinds) < 3 {
		t.Errorf("only %d kinds of people", len(kinds))
	}
	if _, _, err := Compile(Ask{}); err == nil {
		t.Error("an ask without a day is compiled")
	}
}
