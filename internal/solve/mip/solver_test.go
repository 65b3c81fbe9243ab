package mip_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/solve/mip"
)

// solver is ready for a test; a build without it says so.
func solver(t *testing.T) *mip.Solver {
	t.Helper()
	s, err := mip.New(t.Context())
	if fault.KindOf(err) == fault.NotFound {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// knapsack is a random choice of things under two weights, and its best by trying all.
func knapsack(r *rand.Rand, n int) (mip.Model, float64) {
	m := mip.Model{Rows: make([]mip.Row, 2)}
	for w := range m.Rows {
		m.Rows[w] = mip.Row{Low: math.Inf(-1), High: float64(n) * 2.5}
	}
	for k := range n {
		m.Variables = append(m.Variables, mip.Variable{Cost: -float64(1 + r.IntN(30)), High: 1, Whole: true})
		for w := range m.Rows {
			m.Rows[w].Terms = append(m.Rows[w].Terms, mip.Term{Variable: k, Weight: float64(1 + r.IntN(12))})
		}
	}
	best := 0.0
	for set := range 1 << n {
		cost, sum := 0.0, [2]float64{}
		for k := range n {
			if set>>k&1 == 1 {
				cost += m.Variables[k].Cost
				for w := range sum {
					sum[w] += m.Rows[w].Terms[k].Weight
				}
			}
		}
		if sum[0] <= m.Rows[0].High && sum[1] <= m.Rows[1].High {
			best = min(best, cost)
		}
	}
	return m, best
}

func TestTheBestOfAllIsFound(t *testing.T) {
	s := solver(t)
	r := rand.New(rand.NewPCG(5, 7))
	for k := range 25 {
		m, best := knapsack(r, 12)
		a, err := s.Solve(t.Context(), m, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != mip.Optimal || math.Abs(a.Cost-best) > 1e-6 || a.Bound > best+1e-6 || a.Bound < best-1e-6 {
			t.Fatalf("case %d: %+v, the best of all is %v", k, a, best)
		}
	}
}

func TestWhatCannotBeIsSaid(t *testing.T) {
	s := solver(t)
	m := mip.Model{Variables: []mip.Variable{{Cost: 1, High: 1, Whole: true}}, Rows: []mip.Row{{Low: 2, High: 3, Terms: []mip.Term{{Weight: 1}}}}}
	if a, err := s.Solve(t.Context(), m, 0); err != nil || a.Status != mip.Infeasible || a.Values != nil {
		t.Errorf("%+v %v", a, err)
	}
	m.Rows[0].Terms[0].Variable = 4
	if _, err := s.Solve(t.Context(), m, 0); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Solve(ctx, mip.Model{}, 0); err == nil {
		t.Error("a stopped context was not said")
	}
}

func TestAProgrammeOfFractionsHasItsCostAsBound(t *testing.T) {
	s := solver(t)
	m := mip.Model{Variables: []mip.Variable{{Cost: -1, High: 4}, {Cost: -2, High: 4}}, Rows: []mip.Row{{Low: math.Inf(-1), High: 5, Terms: []mip.Term{{0, 1}, {1, 1}}}}}
	a, err := s.Solve(t.Context(), m, time.Minute)
	if err != nil || math.Abs(a.Cost+9) > 1e-7 || a.Bound != a.Cost {
		t.Errorf("%+v %v", a, err)
	}
}
