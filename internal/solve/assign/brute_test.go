package assign

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// tiny is a problem small enough to try every plan: up to seven jobs and four slots, with every kind of limit.
func tiny(r *rand.Rand) *Problem {
	p := &Problem{Days: 3, Nights: 4, Places: 2, Lengths: []float64{120, 240}, Overrun: Overrun{Grace: 15, Risk: []float64{.05, .1, .3}[r.IntN(3)]}}
	p.Stays = []Stay{{}, {Uses: [][]float32{{1, .5}}}, {Uses: [][]float32{{1, 1}, {.7}}}}
	p.Pools = []Pool{{Name: "beds"}, {Name: "high"}}
	for range p.Places * p.Nights {
		p.Pools[0].Cap = append(p.Pools[0].Cap, float32(r.IntN(3)))
		limit := float32(1)
		if r.Float64() < .3 {
			limit = float32(math.Inf(1))
		}
		p.Pools[1].Cap = append(p.Pools[1].Cap, limit)
	}
	p.Rows = []int32{1, int32(r.IntN(3))}
	for range 2 + r.IntN(3) {
		s := Slot{Day: int32(r.IntN(3)), Place: int32(r.IntN(2)), Length: int32(r.IntN(2)), Closed: r.Float64() < .1}
		for k := range p.Rows {
			if r.Float64() < .4 {
				s.Rows = append(s.Rows, int32(k))
			}
		}
		p.Slots = append(p.Slots, s)
	}
	for range 3 {
		var c Class
		for s := range p.Slots {
			if r.Float64() < .8 {
				c.Slots = append(c.Slots, int32(s))
			}
		}
		sortSlots(p, c.Slots)
		for range c.Slots {
			c.Extra = append(c.Extra, float32(r.IntN(4)))
		}
		p.Classes = append(p.Classes, c)
	}
	for range 2 + r.IntN(5) {
		p.Jobs = append(p.Jobs, tinyJob(r, p))
	}
	return p
}

func tinyJob(r *rand.Rand, p *Problem) Job {
	b := Job{Class: int32(r.IntN(3)), Stay: int32(r.IntN(3)), Mean: 20 + 120*r.Float64(), Held: None}
	sd := b.Mean * .6 * r.Float64()
	b.Variance = sd * sd
	urgent := 1 + 20*r.Float64()
	for d := range p.Days {
		v := float32(urgent * float64(d))
		if r.Float64() < .15 {
			v = float32(math.Inf(1))
		}
		b.Cost = append(b.Cost, v)
	}
	b.Out = urgent * (3 + 3*r.Float64())
	if r.Float64() < .4 {
		b.Held, b.Move, b.Drop = int32(r.IntN(len(p.Slots))), 5*r.Float64(), 20*r.Float64()
		day := p.Slots[b.Held].Day
		if b.Fixed = r.Float64() < .4; b.Fixed {
			b.Cost[day] = float32(urgent)
		}
	}
	return b
}

func sortSlots(p *Problem, slots []int32) {
	for i := range slots {
		for k := i; k > 0 && p.order(slots[k], slots[k-1]) < 0; k-- {
			slots[k], slots[k-1] = slots[k-1], slots[k]
		}
	}
}

// optimum tries every plan, and has each judged by Verify.
func optimum(p *Problem) float64 {
	best := math.Inf(1)
	plan := make([]int32, len(p.Jobs))
	var try func(j int, cost float64)
	try = func(j int, cost float64) {
		if cost >= best || math.IsInf(cost, 1) {
			return
		}
		if j == len(plan) {
			if _, broken := Verify(p, plan); len(broken) == 0 {
				best = cost
			}
			return
		}
		for s := int32(-1); int(s) < len(p.Slots); s++ {
			if f := p.fixedIn(j); f != None && s != f {
				continue
			}
			plan[j] = s
			try(j+1, cost+p.Cost(j, s))
		}
	}
	try(0, 0)
	return best
}

// TestBoundIsNeverAboveTheOptimum is the promise of the package, on problems where the optimum is known by trying all.
func TestBoundIsNeverAboveTheOptimum(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	met, gaps := 0, 0.0
	const cases = 400
	for n := range cases {
		p := tiny(r)
		if err := Check(p); err != nil {
			t.Fatal(err)
		}
		best := optimum(p)
		got, err := Solve(context.Background(), p, Options{Seed: uint64(n), Work: 400_000, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got.Bound.Value > best+1e-6*(1+math.Abs(best)) {
			t.Fatalf("case %d: the bound %v (%s) lies above the optimum %v", n, got.Bound.Value, got.Bound.How, best)
		}
		mustBeValid(t, p, got.Plan)
		if got.Plan.Cost < best-1e-6 {
			t.Fatalf("case %d: the plan costs %v, under the optimum %v", n, got.Plan.Cost, best)
		}
		if got.Plan.Cost < best+1e-6 {
			met++
		}
		gaps += (got.Plan.Cost - got.Bound.Value) / math.Max(1, best) / cases
	}
	t.Logf("%d of %d plans are optimal; the gap is %.1f%% on average", met, cases, 100*gaps)
	if met < cases*9/10 {
		t.Errorf("only %d of %d plans are optimal", met, cases)
	}
}

// TestBoundHoldsAtAnyPrices tries prices that no ascent would come to.
func TestBoundHoldsAtAnyPrices(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for n := range 300 {
		p := tiny(r)
		best := optimum(p)
		c := compile(p)
		d := newDual(c, 1, everyJob(c))
		at := newPrices(c)
		for _, some := range [][]float64{at.slot, at.cell, at.row} {
			for k := range some {
				some[k] = 40 * math.Max(0, r.Float64()-.5)
			}
		}
		for k := range at.cell {
			if c.cell[k] >= unlimited {
				at.cell[k] = 0
			}
		}
		if v := d.eval(at); v > best+1e-6*(1+math.Abs(best)) {
			t.Fatalf("case %d: the bound %v lies above the optimum %v", n, v, best)
		}
		near := d.candidates(at, 10)
		for i := range near.best {
			near.best[i] += float32(10 * r.NormFloat64())
		}
		for _, nodes := range []int{1, 3, 1000} {
			w := newPacking(d, at, near, invert(d, at, near, 10), nodes)
			if v := w.certify(); v > best+1e-6*(1+math.Abs(best)) {
				t.Fatalf("case %d, %d nodes: the packing bound %v lies above the optimum %v", n, nodes, v, best)
			}
		}
	}
}
