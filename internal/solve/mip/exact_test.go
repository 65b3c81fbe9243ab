package mip_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"headroom/internal/solve/assign"
	"headroom/internal/solve/mip"
)

// small is a random problem with every kind of limit.
func small(r *rand.Rand, jobs, slots int) *assign.Problem {
	const days = 5
	p := &assign.Problem{Days: days, Nights: days + 2, Places: 1, Lengths: []float64{240, 120}, Overrun: assign.Overrun{Grace: 30, Risk: .1},
		Stays: []assign.Stay{{}, {Uses: [][]float32{{1, .5}}}}, Pools: []assign.Pool{{Name: "beds"}}, Rows: []int32{1, 1}}
	for range p.Nights {
		p.Pools[0].Cap = append(p.Pools[0].Cap, float32(r.IntN(3)))
	}
	var class [2]assign.Class
	for s := range slots {
		t := assign.Slot{Day: int32(s * days / slots), Length: int32(r.IntN(2)), Closed: r.IntN(9) == 0}
		if r.IntN(2) == 0 {
			t.Rows = []int32{int32(r.IntN(2))}
		}
		p.Slots = append(p.Slots, t)
		for c := range class {
			if r.IntN(4) > 0 {
				class[c].Slots, class[c].Extra = append(class[c].Slots, int32(s)), append(class[c].Extra, float32(r.IntN(5)))
			}
		}
	}
	p.Classes = class[:]
	for range jobs {
		mean := 20 + 110*r.Float64()
		j := assign.Job{Class: int32(r.IntN(2)), Stay: int32(r.IntN(2)), Mean: mean, Variance: math.Pow(mean*(.1+.5*r.Float64()), 2), Held: assign.None, Out: 30 + 60*r.Float64()}
		for d := range days {
			c := float32(d)*float32(2+r.IntN(8)) + float32(r.IntN(6))
			if r.IntN(8) == 0 {
				c = float32(math.Inf(1))
			}
			j.Cost = append(j.Cost, c)
		}
		if r.IntN(3) == 0 {
			j.Held, j.Move, j.Drop = int32(r.IntN(slots)), 10*r.Float64(), 20*r.Float64()
		}
		p.Jobs = append(p.Jobs, j)
	}
	return p
}

// best tries every plan.
func best(p *assign.Problem) float64 {
	slots, least := make([]int32, len(p.Jobs)), math.Inf(1)
	var try func(j int)
	try = func(j int) {
		if j == len(slots) {
			if cost, broken := assign.Verify(p, slots); len(broken) == 0 {
				least = min(least, cost)
			}
			return
		}
		for s := int32(-1); s < int32(len(p.Slots)); s++ {
			slots[j] = s
			try(j + 1)
		}
	}
	try(0)
	return least
}

func TestExactIsTheBestOfAllPlans(t *testing.T) {
	s := solver(t)
	r := rand.New(rand.NewPCG(11, 3))
	covers := 0
	for k := range 40 {
		p := small(r, 6, 4)
		want := best(p)
		lists, err := s.Exact(t.Context(), p, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		pairs, err := s.ExactByPairs(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []mip.Proof{lists, pairs} {
			cost, broken := assign.Verify(p, got.Slots)
			if len(broken) > 0 || !got.Proven || math.Abs(cost-want) > 1e-4 || math.Abs(got.Cost-want) > 1e-4 || math.Abs(got.Bound-want) > 1e-4 {
				t.Fatalf("case %d: the best of all is %v, found %+v, which costs %v and breaks %v", k, want, got, cost, broken)
			}
		}
		covers += pairs.Rounds - 1
	}
	if covers == 0 {
		t.Error("no answer ever broke the rule of overruns, so covers were not tried")
	}
}

// Five people who each need four fifths of a bed fill four beds, though four fifths is a little more as a binary number.
func TestSharesOfBedsFillThemToTheBrim(t *testing.T) {
	p := &assign.Problem{Days: 1, Nights: 1, Places: 1, Lengths: []float64{600}, Overrun: assign.Overrun{Grace: 30, Risk: .1},
		Stays: []assign.Stay{{}, {Uses: [][]float32{{.8}}}}, Pools: []assign.Pool{{Name: "beds", Cap: []float32{4}}},
		Slots: []assign.Slot{{}}, Classes: []assign.Class{{Slots: []int32{0}, Extra: []float32{0}}}}
	for range 6 {
		p.Jobs = append(p.Jobs, assign.Job{Stay: 1, Mean: 20, Cost: []float32{0}, Out: 10, Held: assign.None})
	}
	s := solver(t)
	for name, exact := range map[string]func() (mip.Proof, error){
		"pairs": func() (mip.Proof, error) { return s.ExactByPairs(t.Context(), p) },
		"lists": func() (mip.Proof, error) { return s.Exact(t.Context(), p, nil, 0) },
	} {
		if got, err := exact(); err != nil || math.Abs(got.Cost-10) > 1e-6 || got.Bound > 10+1e-6 {
			t.Errorf("by %s: cost %v, bound %v, %v; five of six fit", name, got.Cost, got.Bound, err)
		}
	}
}

func TestExactObeysItsClock(t *testing.T) {
	s := solver(t)
	p := small(rand.New(rand.NewPCG(2, 9)), 150, 40)
	start := time.Now()
	got, err := s.Exact(t.Context(), p, nil, 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if time.Since(start) > 30*time.Second || got.Bound > got.Cost+1e-6 {
		t.Errorf("%v after %v", got, time.Since(start))
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if _, err := s.Exact(ctx, p, nil, 0); err == nil {
		t.Error("a stopped context was not said")
	}
}

// The optimiser is judged by an independent one: its bound is never above the best there is, its plan never below, and
// where the two differ its own gap says so.
func TestTheOptimiserAgainstTheExactOne(t *testing.T) {
	s := solver(t)
	r := rand.New(rand.NewPCG(31, 4))
	const cases = 300
	same, worst, gap := 0, 0.0, 0.0
	for k := range cases {
		p := small(r, 5+r.IntN(8), 3+r.IntN(4))
		exact, err := s.Exact(t.Context(), p, nil, 0)
		if err != nil || !exact.Proven {
			t.Fatal(exact, err)
		}
		got, err := assign.Solve(t.Context(), p, assign.Options{Seed: uint64(k), Work: assign.PerSecond / 50})
		if err != nil {
			t.Fatal(err)
		}
		cost, broken := assign.Verify(p, got.Plan.Slot)
		off := cost - exact.Cost
		if len(broken) > 0 || off < -1e-3 || got.Bound.Value > exact.Cost+1e-3 {
			t.Errorf("case %d: exact %.4f, plan %.4f with bound %.4f, breaks %v", k, exact.Cost, cost, got.Bound.Value, broken)
		}
		if off < 1e-3 {
			same++
		}
		worst, gap = max(worst, off/exact.Cost), max(gap, (cost-got.Bound.Value)/cost)
	}
	t.Logf("%d of %d plans are the best there is; the worst costs %.2f%% more; the widest gap that a plan says of itself is %.1f%%", same, cases, 100*worst, 100*gap)
	if same < cases*95/100 || worst > .03 || gap > .03 {
		t.Errorf("%d of %d plans are the best there is, the worst costs %.2f%% more, the widest gap is %.2f%%", same, cases, 100*worst, 100*gap)
	}
}

// What a solver says is not believed against a plan that shows it wrong, and a plan of its that breaks a limit is not given
// on. Two people fit the one list; the planted answers say otherwise.
func TestAWrongAnswerProvesNothing(t *testing.T) {
	p := &assign.Problem{Days: 1, Nights: 1, Places: 1, Lengths: []float64{100}, Overrun: assign.Overrun{Grace: 0, Risk: .1}, Stays: []assign.Stay{{}},
		Slots: []assign.Slot{{}}, Classes: []assign.Class{{Slots: []int32{0}, Extra: []float32{0}}}}
	for range 3 {
		p.Jobs = append(p.Jobs, assign.Job{Mean: 50, Cost: []float32{1}, Out: 10, Held: assign.None})
	}
	const best = 12 // two on the list and one without
	answer := func(status mip.Status, bound float64, jobs ...float64) func(context.Context, mip.Model, time.Duration) (mip.Answer, error) {
		return func(_ context.Context, m mip.Model, _ time.Duration) (mip.Answer, error) {
			a := mip.Answer{Status: status, Cost: math.Inf(1), Bound: bound - 30}
			if len(jobs) == 0 {
				return a, nil
			}
			a.Values, a.Cost = make([]float64, len(m.Variables)), 0
			for k, v := range m.Variables { // variables of lists cost 9 less for each who is on them
				if on := math.Round(-v.Cost / 9); on == jobs[0] {
					a.Values[k], a.Cost = 1, v.Cost
					break
				}
			}
			if len(jobs) > 1 {
				a.Cost = jobs[1] - 30
			}
			return a, nil
		}
	}
	held := []int32{0, assign.None, 0}
	for name, x := range map[string]struct {
		solve  func(context.Context, mip.Model, time.Duration) (mip.Answer, error)
		doubt  bool
		proven bool
		bound  float64
	}{
		"the best":                       {answer(mip.Optimal, best, 2), false, true, best},
		"a worse one called the best":    {answer(mip.Optimal, 21, 1), true, false, math.Inf(-1)},
		"the same with a bound that may": {answer(mip.Optimal, 11, 1), true, false, math.Inf(-1)},
		"a worse one when it was cut":    {answer(mip.Cut, 11, 1), false, false, 11},
		"a bound above the best":         {answer(mip.Cut, 15), true, false, math.Inf(-1)},
		"that nothing can be":            {answer(mip.Infeasible, math.Inf(1)), true, false, math.Inf(-1)},
		"another cost than its plan's":   {answer(mip.Optimal, 5, 2, 5), true, false, math.Inf(-1)},
	} {
		for _, known := range [][]int32{held, nil} {
			got, err := mip.ExactBy(t.Context(), p, known, x.solve)
			if err != nil {
				t.Fatal(err)
			}
			if got.Proven != x.proven || (got.Doubt != "") != x.doubt || got.Bound != x.bound {
				t.Errorf("%s: %+v", name, got)
			}
			if cost, broken := assign.Verify(p, got.Slots); got.Slots != nil && (len(broken) > 0 || cost != got.Cost) || known != nil && got.Cost != best {
				t.Errorf("%s: %+v breaks %v", name, got, broken)
			}
		}
	}
	crowd := func(_ context.Context, m mip.Model, _ time.Duration) (mip.Answer, error) {
		a := mip.Answer{Status: mip.Optimal, Values: make([]float64, len(m.Variables)), Bound: -27, Cost: -27}
		for k, v := range m.Variables {
			if v.Cost > -10 { // everybody alone on the list, all of them on it together
				a.Values[k] = 1
			}
		}
		return a, nil
	}
	if got, err := mip.ExactBy(t.Context(), p, nil, crowd); err != nil || got.Proven || got.Doubt == "" || got.Cost != best || !math.IsInf(got.Bound, -1) {
		t.Errorf("%v %+v", err, got)
	}
}
