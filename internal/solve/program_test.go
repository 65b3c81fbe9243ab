package solve

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/fault"
)

// random makes a programme like a plan's: values that fall with distance, caps that some variables share, and rows that
// ask for a share of what everything together could give.
func random(r *rand.Rand, vars, rows, caps int, ask float64) *Program {
	p := &Program{}
	for range caps {
		p.Caps = append(p.Caps, r.Float64()*6)
	}
	room := append([]float64(nil), p.Caps...)
	for range vars {
		v := Var{Cost: 0.5 + r.Float64(), Curve: 0.02 + r.Float64(), High: r.Float64() * 3, Cap: NoCap}
		if caps > 0 && r.Float64() < 0.6 {
			v.Cap = r.IntN(caps)
		}
		if r.Float64() < 0.1 {
			v.Low = v.High * r.Float64()
			if v.Cap != NoCap {
				if room[v.Cap] < v.Low {
					v.Low = 0
				}
				room[v.Cap] -= v.Low
			}
		}
		p.Vars = append(p.Vars, v)
	}
	for range rows {
		row := Row{Coef: make([]float64, vars)}
		most := 0.0
		for j := range row.Coef {
			if r.Float64() < 0.8 {
				row.Coef[j] = r.Float64()
			}
			most += row.Coef[j] * p.Vars[j].High
		}
		row.AtLeast = most * ask * r.Float64()
		p.Rows = append(p.Rows, row)
	}
	return p
}

// optimal checks the four conditions that together are the whole of being best, without asking how X was found.
func optimal(t *testing.T, p *Program, a *Answer) {
	t.Helper()
	const near = 1e-6
	for i, r := range p.Rows {
		s := -r.AtLeast
		for j, c := range r.Coef {
			s += c * a.X[j]
		}
		if s < -near*(1+r.AtLeast) || a.RowPrice[i] < 0 || a.RowPrice[i] > near && s > near*(1+r.AtLeast) {
			t.Fatalf("row %d: over by %v at a price of %v", i, s, a.RowPrice[i])
		}
	}
	used := make([]float64, len(p.Caps))
	for j, v := range p.Vars {
		g := v.Cost + v.Curve*a.X[j]
		for i, r := range p.Rows {
			g -= a.RowPrice[i] * r.Coef[j]
		}
		if v.Cap != NoCap {
			used[v.Cap] += a.X[j]
			g += a.CapPrice[v.Cap]
		}
		switch {
		case a.X[j] < v.Low || a.X[j] > v.High:
			t.Fatalf("variable %d is %v, outside %v to %v", j, a.X[j], v.Low, v.High)
		case g > near && a.X[j] > v.Low+near, g < -near && a.X[j] < v.High-near:
			t.Fatalf("variable %d at %v in %v to %v would do better elsewhere: slope %v", j, a.X[j], v.Low, v.High, g)
		}
	}
	for g, u := range used {
		if u > p.Caps[g]+1e-9 || a.CapPrice[g] < 0 || a.CapPrice[g] > near && u < p.Caps[g]-near {
			t.Fatalf("cap %d: %v used of %v at a price of %v", g, u, p.Caps[g], a.CapPrice[g])
		}
	}
}

func TestRandomProgrammesAreSolvedToOptimality(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	met, worst := 0, 0.0
	for k := range 300 {
		p := random(r, 60+r.IntN(200), 1+r.IntN(14), r.IntN(20), 0.15)
		a, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Met() {
			if a.Proof <= 0 {
				t.Fatalf("programme %d: rows short without a proof that they must be", k)
			}
			continue
		}
		met++
		optimal(t, p, a)
		worst = math.Max(worst, a.Gap())
		if a.Gap() < -1e-9 {
			t.Fatalf("programme %d: cost %v below the bound %v", k, a.Cost, a.Bound)
		}
	}
	if met < 200 || worst > 1e-6 {
		t.Errorf("%d of 300 were met, the widest gap %v", met, worst)
	}
}

// descend is a second way to the answer: steps against the slope with a penalty on what is short or over, projected onto
// the bounds, the penalty's centre moved after each round (augmented Lagrangian). Slow, simple, and sharing nothing.
func descend(p *Program) float64 {
	n := len(p.Vars)
	x, rows, caps := make([]float64, n), make([]float64, len(p.Rows)), make([]float64, len(p.Caps))
	const rho = 2.0
	top := 0.0
	for j, v := range p.Vars {
		x[j] = v.Low
		bend := v.Curve
		for _, r := range p.Rows {
			total := 0.0
			for _, c := range r.Coef {
				total += c
			}
			bend += rho * r.Coef[j] * total
		}
		top = math.Max(top, bend+rho*float64(n))
	}
	grad := make([]float64, n)
	for range 400 {
		for range 200 {
			for j, v := range p.Vars {
				grad[j] = v.Cost + v.Curve*x[j]
			}
			over := make([]float64, len(caps))
			for j, v := range p.Vars {
				if v.Cap != NoCap {
					over[v.Cap] += x[j]
				}
			}
			for i, r := range p.Rows {
				s := r.AtLeast
				for j, c := range r.Coef {
					s -= c * x[j]
				}
				if w := rows[i] + rho*s; w > 0 {
					for j, c := range r.Coef {
						grad[j] -= w * c
					}
				}
			}
			for j, v := range p.Vars {
				if v.Cap != NoCap {
					grad[j] += math.Max(0, caps[v.Cap]+rho*(over[v.Cap]-p.Caps[v.Cap]))
				}
				x[j] = math.Min(math.Max(x[j]-grad[j]/top, v.Low), v.High)
			}
		}
		for i, r := range p.Rows {
			s := r.AtLeast
			for j, c := range r.Coef {
				s -= c * x[j]
			}
			rows[i] = math.Max(0, rows[i]+rho*s)
		}
		for g := range caps {
			s := -p.Caps[g]
			for j, v := range p.Vars {
				if v.Cap == g {
					s += x[j]
				}
			}
			caps[g] = math.Max(0, caps[g]+rho*s)
		}
	}
	cost := 0.0
	for j, v := range p.Vars {
		cost += v.Cost*x[j] + v.Curve*x[j]*x[j]/2
	}
	return cost
}

func TestASecondWayGivesTheSameCost(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for k := range 12 {
		p := random(r, 8, 1+r.IntN(3), 2, 0.2)
		a, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Met() {
			continue
		}
		if other := descend(p); math.Abs(other-a.Cost) > 1e-3*(1+a.Cost) {
			t.Errorf("programme %d: %v by prices, %v by descent", k, a.Cost, other)
		}
	}
}

func TestOneVariableByHand(t *testing.T) {
	p := &Program{Vars: []Var{{Cost: 2, Curve: 1, High: 10, Cap: NoCap}}, Rows: []Row{{AtLeast: 3, Coef: []float64{0.5}}}}
	a, err := Minimise(context.Background(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	// x = 6, cost 2·6 + 36/2 = 30; one more unit asked is two more of x at a slope of 2 + 6.
	if math.Abs(a.X[0]-6) > 1e-9 || math.Abs(a.Cost-30) > 1e-6 || math.Abs(a.RowPrice[0]-16) > 1e-6 || a.Gap() > 1e-9 {
		t.Errorf("%+v", a)
	}
}

func TestWhatCannotBeMetIsSaidWithAProof(t *testing.T) {
	p := &Program{
		Vars: []Var{{Cost: 1, Curve: 0.1, High: 4, Cap: 0}, {Cost: 1, Curve: 0.1, High: 4, Cap: 0}},
		Caps: []float64{5},
		Rows: []Row{{AtLeast: 4, Coef: []float64{1, 0}}, {AtLeast: 4, Coef: []float64{0, 1}}},
	}
	a, err := Minimise(context.Background(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Short[0] + a.Short[1]; a.Met() || math.Abs(got-3) > 1e-5 {
		t.Errorf("short by %v, want 3 in all: %+v", got, a)
	}
	if math.Abs(a.Proof-3) > 1e-6 {
		t.Errorf("the prices prove %v, want 3", a.Proof)
	}
	if a.CapPrice[0] <= 0 {
		t.Error("a cap that stands in the way has no price")
	}
}

func TestStartingPricesChangeNothingButTheWay(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	p := random(r, 120, 8, 10, 0.1)
	cold, err := Minimise(context.Background(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	warm, err := Minimise(context.Background(), p, cold.RowPrice)
	if err != nil {
		t.Fatal(err)
	}
	if warm.Rounds > 3 || warm.Rounds >= cold.Rounds {
		t.Errorf("from its own prices it took %d rounds, from none %d", warm.Rounds, cold.Rounds)
	}
	for j := range cold.X {
		if math.Abs(cold.X[j]-warm.X[j]) > 1e-6 {
			t.Fatalf("variable %d: %v cold, %v warm", j, cold.X[j], warm.X[j])
		}
	}
}

func TestMoreAskedNeverCostsLessAndAWiderCapNeverMore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 40 {
		p := random(r, 80, 5, 6, 0.1)
		base, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !base.Met() {
			continue
		}
		p.Caps[r.IntN(6)] += r.Float64()
		wider, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		p.Rows[r.IntN(5)].AtLeast += r.Float64()
		asked, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if wider.Cost > base.Cost+1e-6 || asked.Met() && asked.Cost < wider.Cost-1e-6 {
			t.Fatalf("cost %v, with a wider cap %v, with more asked %v", base.Cost, wider.Cost, asked.Cost)
		}
	}
}

func TestAFaultyProgrammeIsRefusedWithEveryFault(t *testing.T) {
	p := &Program{
		Vars: []Var{{Cost: -1, Curve: 1, High: 1, Cap: NoCap}, {Cost: 1, Curve: 1, Low: 2, High: 1, Cap: NoCap},
			{Cost: 1, Curve: 1, Low: 2, High: 3, Cap: 0}, {Cost: math.NaN(), Curve: 1, Cap: NoCap}},
		Caps: []float64{1},
		Rows: []Row{{AtLeast: 1, Coef: []float64{1}}},
	}
	_, err := Minimise(context.Background(), p, nil)
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 5 {
		t.Errorf("got %v", err)
	}
}

func TestACancelledContextStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	r := rand.New(rand.NewPCG(9, 10))
	_, err := Minimise(ctx, random(r, 200, 14, 20, 0.1), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkTrust(b *testing.B) { bench(b, 208, 14, 0) }
func BenchmarkBoard(b *testing.B) { bench(b, 1040, 70, 234) }

func bench(b *testing.B, vars, rows, caps int) {
	r := rand.New(rand.NewPCG(11, 12))
	p := random(r, vars, rows, caps, 0.1)
	for b.Loop() {
		a, err := Minimise(context.Background(), p, nil)
		if err != nil || !a.Met() {
			b.Fatal(a, err)
		}
		b.ReportMetric(float64(a.Rounds), "rounds")
	}
}

// Mornings next to each other ask nearly the same of the same levers, which is what makes prices slow to settle.
func TestRowsThatAreNearlyTheSameAreSolvedToo(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 20 {
		p := &Program{}
		const days, mornings = 27, 14
		for range days {
			p.Caps = append(p.Caps, float64(r.IntN(4)))
		}
		for d := range days {
			for k := range 8 {
				v := Var{Cost: 0.5 + r.Float64(), High: float64(1 + r.IntN(4)), Cap: NoCap}
				v.Curve = 0.1 * v.Cost / v.High
				if k < 4 {
					v.Cap = d
				}
				p.Vars = append(p.Vars, v)
			}
		}
		for m := range mornings {
			row := Row{AtLeast: 14 + r.Float64(), Coef: make([]float64, len(p.Vars))}
			for j := range p.Vars {
				if lead := days - mornings + m - j/8; lead >= 0 {
					row.Coef[j] = math.Pow(0.7+0.04*float64(j%8), float64(lead))
				}
			}
			p.Rows = append(p.Rows, row)
		}
		a, err := Minimise(context.Background(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Met() {
			t.Fatalf("short by %v", a.Short)
		}
		optimal(t, p, a)
		if a.Rounds > 60 {
			t.Errorf("it took %d rounds", a.Rounds)
		}
	}
}
