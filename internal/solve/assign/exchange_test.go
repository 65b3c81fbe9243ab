package assign

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// TestAssignmentIsTheCheapest holds the assignment against every way to assign.
func TestAssignmentIsTheCheapest(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	var l lap
	for range 500 {
		rows := 1 + r.IntN(5)
		cols := rows + r.IntN(3)
		w := l.weights(rows, cols)
		for k := range w {
			if w[k] = math.Round(20*r.Float64()) - 5; r.Float64() < .1 {
				w[k] = 1000
			}
		}
		got, taken := 0.0, map[int32]bool{}
		for c, h := range l.solve(rows, cols) {
			if h >= 0 {
				got += l.at(int(h), c)
				taken[h] = true
			}
		}
		if want := cheapestRows(&l, 0, rows, cols, make([]bool, cols)); len(taken) != rows || math.Abs(got-want) > 1e-9 {
			t.Fatalf("%d rows assigned at %v, the least is %v", len(taken), got, want)
		}
	}
}

func cheapestRows(l *lap, row, rows, cols int, used []bool) float64 {
	if row == rows {
		return 0
	}
	best := math.Inf(1)
	for c := range cols {
		if !used[c] {
			used[c] = true
			best = math.Min(best, l.at(row, c)+cheapestRows(l, row+1, rows, cols, used))
			used[c] = false
		}
	}
	return best
}

func TestExchangesNeverMakeAPlanWorse(t *testing.T) {
	p, _ := made(1000, 13)
	r := newSearch(context.Background(), compile(p), Options{Seed: 3, Work: PerSecond / 4, Workers: 1})
	r.climb()
	r.inv = invert(r.dual, r.at, r.near, mostInverse)
	r.split = newSplit(r.st)
	before := r.st.total()
	stamp := make([]int32, r.c.n)
	r.split.round(1, 1, func(k int, st *state) int64 {
		a := exchange{st: st, k: r.near, inv: r.inv, halt: r.halt, stamp: stamp, r: newChance(1, 1, uint64(k))}
		return a.sweep(r.split.slots[k], 20, 0)
	})
	mustAgree(t, r.st)
	mustBeValid(t, p, Plan{Slot: r.c.plan(r.st.slot), Cost: r.st.total()})
	if after := r.st.total(); after >= before {
		t.Errorf("the plan cost %v and costs %v", before, after)
	}
}

func TestEffectiveMinutesAreTheSharesOfTheSearch(t *testing.T) {
	p, _ := made(200, 14)
	c := compile(p)
	for i, j := range c.orig {
		for s := range p.Slots {
			length := p.Slots[s].Length
			share := float64(c.share[i*c.lengths+int(length)])
			if math.IsInf(share, 1) {
				continue
			}
			if got := p.Effective(int(j), int32(s)); math.Abs(got-share*p.Lengths[length]) > 1e-3*got {
				t.Fatalf("job %d takes %v effective minutes of %v, the search says %v", j, got, p.Lengths[length], share*p.Lengths[length])
			}
		}
	}
}
