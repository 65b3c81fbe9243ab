package assign

import (
	"context"
	"testing"
)

// TestChainsMakeAPlanBetter: on problems made at random, from the plan of nobody anywhere, exchanges make a valid plan that costs less,
// never one that costs more than where they began; and a plan that breaks a limit is refused.
func TestChainsMakeAPlanBetter(t *testing.T) {
	better := 0
	for seed := range uint64(60) {
		p, _ := made(40, seed)
		none := make([]int32, len(p.Jobs))
		var who []int32
		for j := range p.Jobs {
			none[j] = None
			if b := &p.Jobs[j]; b.Fixed && b.Held != None {
				none[j] = b.Held
			}
			who = append(who, int32(j))
		}
		got, err := Improve(context.Background(), p, none, who, Options{Work: PerSecond / 20})
		if err != nil {
			continue // what is fixed passes a limit
		}
		if _, broken := Verify(p, got.Slot); len(broken) > 0 {
			t.Fatalf("seed %d: %v", seed, broken[0])
		}
		if was := p.Total(none); got.Cost > was+1e-6 {
			t.Errorf("seed %d: from %.1f to %.1f", seed, was, got.Cost)
		} else if got.Cost < was-1 {
			better++
		}
		again, err := Improve(context.Background(), p, got.Slot, who, Options{Work: PerSecond / 20})
		if err != nil || again.Cost > got.Cost+1e-6 {
			t.Errorf("seed %d: again %.1f, %v", seed, again.Cost, err)
		}
	}
	if better < 40 {
		t.Errorf("only %d of 60 plans were made better", better)
	}
}
