package assign

import (
	"context"
	"slices"
	"testing"
)

// looked is a search that is ready to give windows anew.
func looked(jobs int, seed uint64, workers int) (*search, *windows) {
	p, _ := made(jobs, seed)
	r := newSearch(context.Background(), compile(p), Options{Seed: 3, Work: PerSecond / 4, Workers: workers})
	r.climb()
	r.inv = invert(r.dual, r.at, r.near, mostInverse)
	r.split = newSplit(r.st)
	pack := newPacking(r.dual, r.at, r.near, r.inv, proofNodes)
	pack.evalNear()
	return r, newWindows(r, pack)
}

func TestWindowsNeverMakeAPlanWorse(t *testing.T) {
	var plans [][]int32
	for _, workers := range []int{1, 3} {
		r, w := looked(1000, 16, workers)
		first := r.st.total()
		for range 2 {
			before := r.st.total()
			w.batch(r.gaps(w.pack))
			if after := r.st.total(); after > before+1e-6 {
				t.Errorf("the plan cost %v and costs %v", before, after)
			}
			mustAgree(t, r.st)
		}
		mustBeValid(t, r.c.p, Plan{Slot: r.c.plan(r.st.slot), Cost: r.st.total()})
		if after := r.st.total(); after >= first {
			t.Errorf("nothing was found: the plan cost %v and costs %v", first, after)
		}
		plans = append(plans, slices.Clone(r.st.slot))
	}
	if !slices.Equal(plans[0], plans[1]) {
		t.Error("the plan depends on the workers")
	}
}

// TestADiveSaysTrulyThatThereIsNoHope holds what a dive says of small windows against their proof.
func TestADiveSaysTrulyThatThereIsNoHope(t *testing.T) {
	r, w := looked(1000, 17, 1)
	never := func() bool { return false }
	decided, found := 0, 0
	for n := range uint64(60) {
		a := newReopen(r.st, w.suits.each, newChance(9, n, 0))
		a.choose(int32(n)%int32(r.c.m), 4)
		k := r.st.around(a.pick, w.suits.each)
		if len(k.pairs) == 0 {
			continue
		}
		at := func(i int32) int32 { return r.st.slot[i] }
		exact := newProver(k, at)
		exact.run(200_000_000, never)
		p := newProver(k, at)
		before := p.gain
		v := window{windows: w, z: newChance(9, n, 1)}
		v.seed(p)
		hope := p.dive(windowWork, never)
		if !exact.done() {
			continue
		}
		if p.gain > exact.gain+1e-6 {
			t.Fatalf("window %d: the dive gains %v, more than there is: %v", n, p.gain, exact.gain)
		}
		if !hope && exact.gain > p.gain+2*p.little() {
			t.Fatalf("window %d: the dive sees no hope above %v, yet %v can be had", n, p.gain, exact.gain)
		}
		if !hope {
			decided++
		}
		if p.gain > before+1e-7 {
			found++
			was := r.st.whereabouts(k)
			if cost := r.st.total(); !r.st.accept(k, p.best, was) || r.st.total() > cost-(p.gain-before)+1e-6 {
				t.Fatalf("window %d: the plan cost %v and costs %v; %v was found", n, cost, r.st.total(), p.gain-before)
			}
			mustAgree(t, r.st)
			if r.st.accept(k, p.best, was) {
				t.Fatalf("window %d: was taken twice", n)
			}
		}
	}
	if decided == 0 || found == 0 {
		t.Errorf("of the windows %d were decided and %d made better: the test says nothing", decided, found)
	}
}

// TestAWindowSpansParts holds that slots picked for being near in time are of the same place, and some of another part.
func TestAWindowSpansParts(t *testing.T) {
	r, w := looked(1000, 17, 1)
	c := r.c
	z := newChance(3, 1, 4)
	for s := range int32(c.m) {
		if near := w.byDay.near(s, &z); near != None && (c.place[near] != c.place[s] || max(c.day[near]-c.day[s], c.day[s]-c.day[near]) > 4) {
			t.Fatalf("slot %d of place %d and day %d has slot %d of place %d and day %d beside it", s, c.place[s], c.day[s], near, c.place[near], c.day[near])
		}
	}
	wide := 0
	for n := range uint64(20) {
		for _, spans := range []bool{false, true} {
			a := newReopen(r.st, w.suits.each, newChance(9, n, 0))
			if spans {
				a.beside = w.byDay
			}
			a.choose(int32(n), 8)
			mixed := slices.ContainsFunc(a.pick, func(s int32) bool { return c.slotPart[s] != c.slotPart[a.pick[0]] })
			if mixed && !spans {
				t.Fatalf("window %d keeps to no part", n)
			}
			if mixed {
				wide++
			}
		}
	}
	if wide < 15 {
		t.Errorf("only %d of 20 windows span parts", wide)
	}
}
