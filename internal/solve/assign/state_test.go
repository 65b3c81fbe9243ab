package assign

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

func TestGreedyAndSolvePlansAreValid(t *testing.T) {
	p, order := made(1000, 1)
	for _, keep := range []bool{true, false} {
		g := Greedy(p, keep, order)
		mustBeValid(t, p, g)
	}
	r, err := Solve(context.Background(), p, Options{Seed: 1, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, r.Plan)
	if r.Bound.Value > r.Plan.Cost {
		t.Errorf("the bound %v lies above the plan's %v", r.Bound.Value, r.Plan.Cost)
	}
}

// mustBeValid judges a plan by the independent checker.
func mustBeValid(t *testing.T, p *Problem, plan Plan) {
	t.Helper()
	cost, broken := Verify(p, plan.Slot)
	for k, b := range broken {
		if k < 10 {
			t.Errorf("%s %d: %s", b.Kind, b.Number, b.Words)
		}
	}
	if math.Abs(cost-plan.Cost) > 1e-6*math.Abs(cost) {
		t.Errorf("the plan says that it costs %v; it costs %v", plan.Cost, cost)
	}
}

// mustAgree holds a state against one made anew from its placings.
func mustAgree(t *testing.T, st *state) {
	t.Helper()
	c := st.c
	fresh := newState(c)
	for i, s := range st.slot {
		if s != None {
			fresh.add(int32(i), s, c.pair(int32(i), s))
		}
	}
	near := func(what string, a, b []float64) {
		for k := range a {
			if math.Abs(a[k]-b[k]) > 1e-6 {
				t.Fatalf("%s %d is %v, made anew %v", what, k, a[k], b[k])
			}
		}
	}
	near("cost of job", st.now, fresh.now)
	near("mean of slot", st.mean, fresh.mean)
	near("variance of slot", st.vary, fresh.vary)
	near("room of cell", st.cell, fresh.cell)
	near("room of row", st.row, fresh.row)
	for s := range st.jobs {
		if len(st.jobs[s]) != len(fresh.jobs[s]) {
			t.Fatalf("slot %d has %d jobs, made anew %d", s, len(st.jobs[s]), len(fresh.jobs[s]))
		}
	}
}

func TestStateFollowsAddingAndTaking(t *testing.T) {
	p, _ := made(1000, 2)
	c := compile(p)
	st := newState(c)
	r := rand.New(rand.NewPCG(5, 1))
	for k := range 20000 {
		i := int32(r.IntN(c.n))
		if st.slot[i] != None {
			st.take(i)
		}
		options := int(c.first[c.class[i]+1] - c.first[c.class[i]])
		if options == 0 {
			continue
		}
		s := c.slot[int(c.first[c.class[i]])+r.IntN(options)]
		if cost := c.pair(i, s); !math.IsInf(cost, 1) && st.can(i, s) {
			st.add(i, s, cost)
		}
		if k%5000 == 0 {
			mustAgree(t, st)
		}
	}
	mustAgree(t, st)
	slots := c.plan(st.slot)
	mustBeValid(t, p, Plan{Slot: slots, Cost: st.total()})
}
