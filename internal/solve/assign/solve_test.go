package assign

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"
)

// TestMovesLeaveTheStateTrue runs each kind of move on a plan and holds the state against one made anew.
func TestMovesLeaveTheStateTrue(t *testing.T) {
	p, _ := made(1000, 3)
	r := newSearch(context.Background(), compile(p), Options{Seed: 3, Work: PerSecond / 2, Workers: 1})
	c := r.c
	r.climb()
	r.inv = invert(r.dual, r.at, r.near, mostInverse)
	r.split = newSplit(r.st)
	worth, over := make([]float64, c.m), make([]float64, c.m)
	for s := range worth {
		worth[s] = math.Max(r.at.slot[s], 1)
	}
	started := r.st.total()
	check := func(what string) {
		t.Helper()
		mustAgree(t, r.st)
		mustBeValid(t, p, Plan{Slot: c.plan(r.st.slot), Cost: r.st.total()})
		if t.Failed() {
			t.Fatalf("after %s", what)
		}
	}
	for n := range uint64(4) {
		r.split.round(1, n, func(k int, st *state) int64 {
			a := soften{st: st, d: r.dual, k: r.near, worth: worth, over: over, halt: r.halt, r: newChance(1, n, uint64(k)), stays: 1}
			a.run(r.split.jobs[k], 3000, 20, 2, 2, 20)
			for _, s := range r.split.slots[k] {
				if now := c.excess(s, st.mean[s], st.vary[s]); math.Abs(now-over[s]) > 1e-6 {
					t.Fatalf("slot %d is too full by %v, noted %v", s, now, over[s])
				}
			}
			return 0
		})
		mustAgree(t, r.st)
		r.split.round(1, n, func(k int, st *state) int64 {
			a := soften{st: st, k: r.near, over: over}
			a.harden(r.split.slots[k])
			return 0
		})
		check("the softened search and hardening")
		r.split.round(1, n, func(k int, st *state) int64 {
			a := anneal{st: st, k: r.near, halt: r.halt, r: newChance(2, n, uint64(k))}
			return a.run(r.split.jobs[k], 3000, 30, 3)
		})
		check("annealing")
		r.split.round(1, n, func(k int, st *state) int64 {
			a := repack{st: st, d: r.dual, p: r.at, k: r.near, inv: r.inv, r: newChance(3, n, uint64(k)), credit: .3}
			return a.sweep(r.split.slots[k], 20)
		})
		check("packing anew")
	}
	if r.st.total() == started {
		t.Error("no move was made")
	}
}

func TestGapAddsUp(t *testing.T) {
	p, _ := made(1000, 4)
	r, err := Solve(context.Background(), p, Options{Seed: 1, Work: PerSecond, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	g := r.Gap
	if math.Abs(g.sum()-g.Total) > 1e-6*r.Plan.Cost || math.Abs(g.Total-(r.Plan.Cost-r.Bound.Value)) > 1e-6 {
		t.Errorf("the parts of %+v add up to %v; the plan costs %v, the bound is %v", g, g.sum(), r.Plan.Cost, r.Bound.Value)
	}
	for what, v := range map[string]float64{"regret": g.Regret, "minutes": g.Minutes, "pools": g.Pools, "rows": g.Rows, "unopened": g.Unopen, "bound": -g.Bound} {
		if v < -1e-3 {
			t.Errorf("%s is %v", what, v)
		}
	}
	if g.Regret == 0 || g.Minutes == 0 {
		t.Errorf("nothing is split: %+v", g)
	}
}

func TestWorkersChangeNothing(t *testing.T) {
	p, _ := made(3000, 5)
	var want Result
	for _, workers := range []int{1, 2, 8} {
		got, err := Solve(context.Background(), p, Options{Seed: 9, Work: PerSecond / 2, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if workers == 1 {
			want = got
			continue
		}
		if !slices.Equal(got.Plan.Slot, want.Plan.Slot) || got.Bound.Value != want.Bound.Value || got.Work != want.Work || got.Gap != want.Gap {
			t.Errorf("%d workers: cost %v, bound %v, work %d; one worker: %v, %v, %d", workers, got.Plan.Cost, got.Bound.Value, got.Work, want.Plan.Cost, want.Bound.Value, want.Work)
		}
	}
	other, err := Solve(context.Background(), p, Options{Seed: 10, Work: PerSecond / 2, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(other.Plan.Slot, want.Plan.Slot) {
		t.Error("another seed gives the same plan: the seed is not used")
	}
}

func TestCancelledAtAnyTimeItAnswers(t *testing.T) {
	p, order := made(1000, 6)
	kept, anew := Greedy(p, true, order), Greedy(p, false, order)
	phases := map[string]bool{}
	for stop := 0; stop < 60; stop += 6 {
		ctx, cancel := context.WithCancel(context.Background())
		told, last := 0, false
		r, err := Solve(ctx, p, Options{Seed: 1, Work: PerSecond / 4, Workers: 2, Progress: func(now Progress) {
			last = now.Phase == "done"
			if told++; told > stop {
				phases[now.Phase] = true
				cancel()
			}
		}})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		mustBeValid(t, p, r.Plan)
		if r.Bound.Value > r.Plan.Cost || r.Bound.Value <= 0 {
			t.Errorf("stopped after %d: the bound is %v, the plan costs %v", stop, r.Bound.Value, r.Plan.Cost)
		}
		if r.Plan.Cost > math.Min(kept.Cost, anew.Cost) {
			t.Errorf("stopped after %d: %v is no better than today's %v and %v", stop, r.Plan.Cost, kept.Cost, anew.Cost)
		}
		if told > stop && told <= stop+2 && !r.Cut && !last {
			t.Errorf("stopped after %d, but it does not say that it was cut", stop)
		}
	}
	if len(phases) < 3 {
		t.Errorf("it was only ever stopped in %v", phases)
	}
	past, err := Solve(context.Background(), p, Options{Deadline: time.Now().Add(-time.Hour)})
	if err != nil || !past.Cut {
		t.Errorf("a deadline long past: %v, cut %v", err, past.Cut)
	}
	mustBeValid(t, p, past.Plan)
}

func TestBetterThanTodayAtOnce(t *testing.T) {
	p, order := made(10000, 7)
	kept, anew := Greedy(p, true, order), Greedy(p, false, order)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := Solve(ctx, p, Options{Work: 60 * PerSecond, Progress: func(Progress) { cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, r.Plan)
	if r.Plan.Cost > math.Min(kept.Cost, anew.Cost) {
		t.Errorf("the first plan costs %v, today's %v and %v", r.Plan.Cost, kept.Cost, anew.Cost)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	for name, spoil := range map[string]func(p *Problem){
		"no days":            func(p *Problem) { p.Days = 0 },
		"risk of a half":     func(p *Problem) { p.Overrun.Risk = .5 },
		"minutes of nought":  func(p *Problem) { p.Jobs[0].Mean = 0 },
		"cost not a number":  func(p *Problem) { p.Jobs[0].Cost = make([]float32, 1) },
		"class out of range": func(p *Problem) { p.Jobs[0].Class = 9999 },
		"class out of order": func(p *Problem) { slices.Reverse(p.Classes[0].Slots) },
		"slot on no day":     func(p *Problem) { p.Slots[0].Day = -1 },
		"pool too short":     func(p *Problem) { p.Pools[0].Cap = p.Pools[0].Cap[1:] },
		"held out of range":  func(p *Problem) { p.Jobs[0].Held = 1 << 20 },
		"row out of range":   func(p *Problem) { p.Slots[0].Rows = []int32{1 << 20} },
		"length of nought":   func(p *Problem) { p.Lengths[0] = 0 },
	} {
		p, _ := made(200, 8)
		if err := Check(p); err != nil {
			t.Fatal(err)
		}
		spoil(p)
		if _, err := Solve(context.Background(), p, Options{}); err == nil {
			t.Errorf("%s: nothing was found wrong", name)
		}
	}
}

// TestJudgeFindsWhatIsPlanted breaks a valid plan in every way, one at a time.
func TestJudgeFindsWhatIsPlanted(t *testing.T) {
	p, order := made(1000, 9)
	plan := Greedy(p, true, order)
	found := map[string]int{}
	for j := range p.Jobs {
		for _, s := range []int32{None, int32(j % len(p.Slots)), int32((j * 7) % len(p.Slots))} {
			slots := slices.Clone(plan.Slot)
			if slots[j] = s; s == plan.Slot[j] || s == None && p.fixedIn(j) == None {
				continue
			}
			cost, broken := Verify(p, slots)
			for _, b := range broken {
				found[b.Kind]++
			}
			if may := !math.IsInf(p.Cost(j, s), 1); len(broken) == 0 && (!may || p.fixedIn(j) != None || math.Abs(cost-p.Total(slots)) > 1e-6) {
				t.Fatalf("job %d in slot %d: nothing is found, the cost is %v", j, s, cost)
			}
		}
	}
	for s := range p.Slots { // a row without its last opening
		if rows := p.Slots[s].Rows; len(rows) > 0 && slices.Contains(plan.Slot, int32(s)) {
			p.Rows[rows[0]] = 0
			_, broken := Verify(p, plan.Slot)
			for _, b := range broken {
				found[b.Kind]++
			}
			break
		}
	}
	for _, kind := range []string{"job", "slot", "pool", "row"} {
		if found[kind] == 0 {
			t.Errorf("no broken %s was found", kind)
		}
	}
}

func TestNothingToDecideIsDecided(t *testing.T) {
	bare := &Problem{Days: 1, Nights: 1, Places: 1, Stays: []Stay{{}}, Overrun: Overrun{Risk: .1}}
	lone := &Problem{Days: 1, Nights: 1, Places: 1, Stays: []Stay{{}}, Classes: []Class{{}}, Overrun: Overrun{Risk: .1}}
	lone.Jobs = []Job{{Mean: 30, Cost: []float32{0}, Out: 7, Held: None}}
	fixed, order := made(200, 15)
	kept := Greedy(fixed, true, order)
	for j := range fixed.Jobs {
		if fixed.Jobs[j].Held = kept.Slot[j]; kept.Slot[j] != None {
			fixed.Jobs[j].Fixed = true
		} else {
			fixed.Jobs[j].Class = int32(len(fixed.Classes))
		}
	}
	fixed.Classes = append(fixed.Classes, Class{})
	for name, p := range map[string]*Problem{"no jobs": bare, "no slots": lone, "all fixed": fixed} {
		r, err := Solve(context.Background(), p, Options{Work: PerSecond / 50, Workers: 2})
		if err != nil {
			t.Fatal(name, err)
		}
		mustBeValid(t, p, r.Plan)
		if math.Abs(r.Plan.Cost-r.Bound.Value) > 1e-6*(1+r.Plan.Cost) {
			t.Errorf("%s: the plan costs %v, the bound is %v", name, r.Plan.Cost, r.Bound.Value)
		}
		if _, err := Repair(context.Background(), p, r.Plan.Slot, Repairing{}); err != nil {
			t.Error(name, err)
		}
	}
}
