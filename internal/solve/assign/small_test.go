package assign

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// tight is a random problem in which every kind of limit binds somewhere.
func tight(r *rand.Rand, jobs, slots, days int) *Problem {
	p := &Problem{Days: days, Nights: days + 2, Places: 2, Lengths: []float64{240, 120}, Overrun: Overrun{Grace: 30, Risk: .1},
		Stays: []Stay{{}, {Uses: [][]float32{{1, .5}}}}, Pools: []Pool{{Name: "beds"}}, Rows: []int32{1, 1, 2}}
	for range p.Places * p.Nights {
		p.Pools[0].Cap = append(p.Pools[0].Cap, float32(r.IntN(5))/2)
	}
	p.Classes = make([]Class, 3)
	for s := range slots {
		t := Slot{Day: int32(s * days / slots), Place: int32(r.IntN(2)), Length: int32(r.IntN(2)), Closed: r.IntN(9) == 0}
		if r.IntN(2) == 0 {
			t.Rows = []int32{int32(r.IntN(len(p.Rows)))}
		}
		p.Slots = append(p.Slots, t)
	}
	for c := range p.Classes {
		k := &p.Classes[c]
		for s := range int32(slots) {
			if r.IntN(3) > 0 {
				k.Slots = append(k.Slots, s)
			}
		}
		slices.SortFunc(k.Slots, func(a, b int32) int { return p.order(a, b) })
		for range k.Slots {
			k.Extra = append(k.Extra, float32(r.IntN(5)))
		}
	}
	for range jobs {
		mean := 20 + 110*r.Float64()
		j := Job{Class: int32(r.IntN(3)), Stay: int32(r.IntN(2)), Mean: mean, Variance: math.Pow(mean*(.1+.5*r.Float64()), 2), Held: None, Out: 30 + 60*r.Float64()}
		for d := range days {
			c := float32(d)*float32(2+r.IntN(8)) + float32(r.IntN(6))
			if r.IntN(8) == 0 {
				c = float32(math.Inf(1))
			}
			j.Cost = append(j.Cost, c)
		}
		if r.IntN(3) == 0 {
			j.Held, j.Move, j.Drop = int32(r.IntN(slots)), 10*r.Float64(), 20*r.Float64()
			j.Fixed = r.IntN(4) == 0 && !math.IsInf(float64(j.Cost[p.Slots[j.Held].Day]), 1)
		}
		p.Jobs = append(p.Jobs, j)
	}
	return p
}

// leastOfAll tries every plan.
func leastOfAll(p *Problem) float64 {
	slots, least := make([]int32, len(p.Jobs)), math.Inf(1)
	var try func(j int)
	try = func(j int) {
		if j == len(slots) {
			if cost, broken := Verify(p, slots); len(broken) == 0 {
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

func TestSmallProblemsAreProven(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for k := range 60 {
		p := tight(r, 5, 4, 3)
		got := solved(t, p, Options{})
		if want := leastOfAll(p); math.Abs(got.Plan.Cost-want) > 1e-3 || got.Bound.Value > want+1e-3 || got.Bound.Value < want-1e-3 {
			t.Fatalf("case %d: the best of all is %v, found %v with the bound %v", k, want, got.Plan.Cost, got.Bound.Value)
		}
	}
}

// solved is a plan that breaks nothing, with a bound that is not above it.
func solved(t *testing.T, p *Problem, o Options) Result {
	t.Helper()
	if err := Check(p); err != nil {
		t.Fatal(err)
	}
	got, err := Solve(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, got.Plan)
	if got.Bound.Value > got.Plan.Cost+1e-6*math.Abs(got.Plan.Cost) {
		t.Fatalf("the bound %v is above the plan's cost %v", got.Bound.Value, got.Plan.Cost)
	}
	return got
}

func TestATrustsSixtyJobsAreProven(t *testing.T) {
	for seed := range uint64(10) {
		p, _ := made(60, seed)
		if got := solved(t, p, Options{Work: 2 * PerSecond}); got.Plan.Cost-got.Bound.Value > 1e-5*got.Plan.Cost {
			t.Errorf("seed %d: %v with the bound %v", seed, got.Plan.Cost, got.Bound.Value)
		}
	}
}

func TestSmallPlansDoNotDependOnWorkers(t *testing.T) {
	p := tight(rand.New(rand.NewPCG(3, 3)), 60, 20, 10)
	q, _ := made(120, 4)
	for _, p := range []*Problem{p, q} {
		one := solved(t, p, Options{Seed: 5, Work: PerSecond / 5, Workers: 1})
		for _, n := range []int{2, 8} {
			if got := solved(t, p, Options{Seed: 5, Work: PerSecond / 5, Workers: n}); !slices.Equal(got.Plan.Slot, one.Plan.Slot) || got.Bound.Value != one.Bound.Value || got.Work != one.Work {
				t.Errorf("with %d workers %v and %v after %d, with one %v and %v after %d", n, got.Plan.Cost, got.Bound.Value, got.Work, one.Plan.Cost, one.Bound.Value, one.Work)
			}
		}
	}
}

func TestASmallProblemThatIsStoppedHasAPlanAndABound(t *testing.T) {
	p := tight(rand.New(rand.NewPCG(3, 3)), 60, 20, 10)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	got, err := Solve(ctx, p, Options{Work: 10 * PerSecond})
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, p, got.Plan)
	best := solved(t, p, Options{Work: PerSecond})
	if !got.Cut || got.Bound.Value > best.Plan.Cost || got.Work > PerSecond {
		t.Errorf("cut %v after %d with the bound %v; %v is possible", got.Cut, got.Work, got.Bound.Value, best.Plan.Cost)
	}
}

func TestReopeningKeepsTheStateAndNeverCostsMore(t *testing.T) {
	p := tight(rand.New(rand.NewPCG(7, 2)), 90, 24, 10)
	c := compile(p)
	st := newState(c)
	in := make([][]option, c.m)
	for i := range int32(c.n) {
		st.stay(i)
		c.options(i, func(s int32, cost float64) { in[s] = append(in[s], option{slot: i, cost: float32(cost)}) })
	}
	a := newReopen(st, func(s int32, f func(job int32, cost float64)) {
		for _, o := range in[s] {
			f(o.slot, float64(o.cost))
		}
	}, newChance(1, 2, 3))
	slots := make([]int32, c.m)
	for s := range slots {
		slots[s] = int32(s)
	}
	first := st.total()
	for range 30 {
		before := st.total()
		a.run(slots, 200_000, func() bool { return false })
		mustAgree(t, st)
		if st.total() > before+1e-6 {
			t.Fatalf("%v has become %v", before, st.total())
		}
	}
	placed := c.plan(st.slot)
	mustBeValid(t, p, Plan{Slot: placed, Cost: p.Total(placed)})
	if st.total() > first*.9 {
		t.Errorf("%v has only become %v", first, st.total())
	}
}
