package solve

import (
	"fmt"
	"math"

	"headroom/internal/fault"
)

// NoCap is the Cap of a variable that shares none.
const NoCap = -1

// Var is one variable: what a unit costs, how the cost bends, how far it may go.
type Var struct {
	Cost  float64 // of a unit; not negative
	Curve float64 // of x²/2; more than zero
	Low   float64
	High  float64
	Cap   int // index in Program.Caps, or NoCap
}

// Row asks that the sum of Coef·x be at least AtLeast. Coef has an entry for each variable.
type Row struct {
	AtLeast float64
	Coef    []float64
}

// Program is a separable convex quadratic programme. Caps are the most that the variables of one cap may sum to.
type Program struct {
	Vars []Var
	Rows []Row
	Caps []float64
}

// Answer is the best that Minimise found, with the proof of how good it is.
type Answer struct {
	X        []float64
	RowPrice []float64 // by row: what one more unit of AtLeast would cost
	CapPrice []float64 // by cap: what one more unit of the cap would save
	Cost     float64   // of X, curve included
	Bound    float64   // nothing that meets the rows costs less
	Short    []float64 // by row: how far X stays below; zero when met
	Proof    float64   // more than zero: no X meets the rows, by so much in the weighted sum of them
	Rounds   int       // sweeps and Newton steps
}

// Met reports whether X meets every row, to a millionth of the row's own size.
func (a *Answer) Met() bool {
	for _, s := range a.Short {
		if s > 0 {
			return false
		}
	}
	return true
}

// Gap is how far the cost may be from the least possible, as a share of the bound; it says nothing when rows are short.
func (a *Answer) Gap() float64 {
	return (a.Cost - a.Bound) / math.Max(math.Abs(a.Bound), 1e-9)
}

// check gives every fault of the programme at once.
func (p *Program) check() error {
	var bad fault.List
	least := make([]float64, len(p.Caps))
	for j, v := range p.Vars {
		name := fmt.Sprintf("vars[%d]", j)
		switch {
		case !finite(v.Cost, v.Curve, v.Low, v.High):
			bad.Add(name, "finite", "every number of a variable must be finite")
		case v.Cost < 0 || v.Curve <= 0:
			bad.Add(name, "convex", "the cost must not be negative and the curve must be more than zero")
		case v.Low > v.High:
			bad.Add(name, "order", "the lowest amount, %v, is above the highest, %v", v.Low, v.High)
		case v.Cap < NoCap || v.Cap >= len(p.Caps):
			bad.Add(name, "cap", "there is no cap %d", v.Cap)
		case v.Cap != NoCap:
			least[v.Cap] += v.Low
		}
	}
	for g, c := range p.Caps {
		if !finite(c) || least[g] > c+tiny*(1+math.Abs(c)) {
			bad.Add(fmt.Sprintf("caps[%d]", g), "cap", "the lowest amounts sum to %v, above the cap %v", least[g], c)
		}
	}
	for i, r := range p.Rows {
		if len(r.Coef) != len(p.Vars) || !finite(r.AtLeast) || !finite(r.Coef...) {
			bad.Add(fmt.Sprintf("rows[%d]", i), "row", "a row needs one finite number for each variable")
		}
	}
	return bad.Err("the programme cannot be solved as it stands")
}

func finite(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
