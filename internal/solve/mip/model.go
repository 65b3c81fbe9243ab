package mip

import (
	"math"

	"headroom/internal/fault"
)

// Model is a programme: minimise the sum of costs, every row between its ends.
type Model struct {
	Variables []Variable
	Rows      []Row
}

// Variable has a cost for each unit and lies between Low and High; a Whole one is a whole number.
type Variable struct {
	Cost, Low, High float64
	Whole           bool
}

// Row asks that a weighted sum of variables lie between Low and High, of which one may be infinite.
type Row struct {
	Low, High float64
	Terms     []Term
}

// Term is one variable's part of a row.
type Term struct {
	Variable int
	Weight   float64
}

// Status is what came of a programme. Stored as its word.
type Status string

// What may come of a programme.
const (
	Optimal    Status = "optimal"    // proven
	Infeasible Status = "infeasible" // proven
	Cut        Status = "cut"        // the clock ended it: Values is the best that was found, if any
)

// Answer is what the solver found.
type Answer struct {
	Status Status
	Values []float64 // by variable; nil when none was found
	Cost   float64   // of Values; +Inf when none was found
	Bound  float64   // no values cost less
}

// check names what is wrong with a model.
func (m Model) check() error {
	var wrong fault.List
	for k, v := range m.Variables {
		if math.IsNaN(v.Cost) || math.IsInf(v.Cost, 0) || v.Low > v.High || math.IsNaN(v.Low) || math.IsNaN(v.High) {
			wrong.Add("variable", "finite", "Variable %d has cost %v between %v and %v. Give a finite cost and ends in order.", k, v.Cost, v.Low, v.High)
		}
	}
	for k, r := range m.Rows {
		if r.Low > r.High || math.IsNaN(r.Low) || math.IsNaN(r.High) {
			wrong.Add("row", "order", "Row %d lies between %v and %v. Give ends in order.", k, r.Low, r.High)
		}
		for _, t := range r.Terms {
			if t.Variable < 0 || t.Variable >= len(m.Variables) || math.IsNaN(t.Weight) || math.IsInf(t.Weight, 0) {
				wrong.Add("term", "known", "Row %d weighs variable %d with %v. There are %d variables.", k, t.Variable, t.Weight, len(m.Variables))
			}
		}
	}
	return wrong.Err("The programme cannot be solved as it stands.")
}
