package solve

import (
	"context"
	"math"
)

// Minimise finds the cheapest X. prices are rows' prices to start from, as those of a programme a little different, or
// nil; the answer does not hang on them beyond its last digits. An Invalid fault says what is wrong with the programme;
// rows that cannot be met are no error, the answer tells of them.
func Minimise(ctx context.Context, p *Program, prices []float64) (*Answer, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	d := newDual(p, prices)
	a := &Answer{}
	for ; a.Rounds < 3; a.Rounds++ {
		if d.sweep() < 1e-9 {
			break
		}
	}
	for still := 0; a.Rounds < 400 && still < 3 && d.error() > 1e-9; a.Rounds++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if d.newton() {
			still = 0
			continue
		}
		if d.sweep() < 1e-13 {
			still++
		}
	}
	d.tell(a)
	return a, nil
}

// error is how far the prices are from the best, as the greatest of: how short a priced-in row is, and how far over a
// priced row is, each as a share of its size.
func (d *dual) error() float64 {
	most := 0.0
	for i, y := range d.row {
		over := d.over(i) / d.size(i)
		switch {
		case over < 0 && y < d.most:
			most = math.Max(most, -over)
		case over > 0 && y > 0:
			most = math.Max(most, over)
		}
	}
	return most
}

// size is what a row's shortfall is measured against.
func (d *dual) size(i int) float64 { return 1 + math.Abs(d.p.Rows[i].AtLeast) }

// tell writes the answer.
func (d *dual) tell(a *Answer) {
	a.X, a.RowPrice, a.CapPrice = d.x, d.row, d.cap
	a.Bound = d.value()
	for j, v := range d.p.Vars {
		a.Cost += v.Cost*d.x[j] + v.Curve*d.x[j]*d.x[j]/2
	}
	a.Short = make([]float64, len(d.row))
	short := false
	for i := range d.row {
		if s := -d.over(i); s > 1e-6*d.size(i) {
			a.Short[i], short = s, true
		}
	}
	if short {
		a.Proof = d.proof()
	}
}
