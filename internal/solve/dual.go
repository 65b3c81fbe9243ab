package solve

import "math"

// tiny is what counts as nothing, as a share of the size of what it is compared with.
const tiny = 1e-9

// dual is prices of rows and caps and what the variables do at them.
type dual struct {
	p     *Program
	most  float64 // a row's price goes no higher: there the row is given up
	row   []float64
	cap   []float64
	gain  []float64 // by variable: the rows' prices times its coefficients, less its cost
	x     []float64
	users [][]int // by row: the variables that count in it
	group [][]int // by cap: its variables
}

// newDual starts at prices, or at nothing.
func newDual(p *Program, prices []float64) *dual {
	d := &dual{p: p, row: make([]float64, len(p.Rows)), cap: make([]float64, len(p.Caps)),
		gain: make([]float64, len(p.Vars)), x: make([]float64, len(p.Vars)),
		users: make([][]int, len(p.Rows)), group: make([][]int, len(p.Caps))}
	for j, v := range p.Vars {
		if v.Cap != NoCap {
			d.group[v.Cap] = append(d.group[v.Cap], j)
		}
	}
	for i, r := range p.Rows {
		for j, c := range r.Coef {
			if c == 0 {
				continue
			}
			d.users[i] = append(d.users[i], j)
			if v := p.Vars[j]; v.High > v.Low {
				worth := (v.Cost + v.Curve*math.Max(math.Abs(v.High), math.Abs(v.Low))) / math.Max(math.Abs(c), 1e-3)
				d.most = math.Max(d.most, worth)
			}
		}
	}
	d.most = 100 * math.Max(d.most, 1)
	if len(prices) == len(d.row) {
		for i, v := range prices {
			d.row[i] = math.Min(math.Max(v, 0), d.most)
		}
	}
	d.settle()
	return d
}

// settle works out gains, caps' prices and variables from the rows' prices.
func (d *dual) settle() {
	for j, v := range d.p.Vars {
		d.gain[j] = -v.Cost
	}
	for i, y := range d.row {
		if y == 0 {
			continue
		}
		coef := d.p.Rows[i].Coef
		for _, j := range d.users[i] {
			d.gain[j] += y * coef[j]
		}
	}
	for g := range d.cap {
		d.settleCap(g)
	}
	for j := range d.x {
		d.x[j] = d.at(j, d.gain[j]-d.priceOf(j))
	}
}

// priceOf is the price of the variable's cap.
func (d *dual) priceOf(j int) float64 {
	if g := d.p.Vars[j].Cap; g != NoCap {
		return d.cap[g]
	}
	return 0
}

// at is what a variable does at a gain net of its cap's price.
func (d *dual) at(j int, gain float64) float64 {
	v := &d.p.Vars[j]
	return math.Min(math.Max(gain/v.Curve, v.Low), v.High)
}

// settleCap gives a cap the least price at which its variables keep to it.
func (d *dual) settleCap(g int) {
	d.cap[g] = root(func(y float64) (float64, float64) {
		left, slope := d.p.Caps[g], 0.0
		for _, j := range d.group[g] {
			v := &d.p.Vars[j]
			x := (d.gain[j] - y) / v.Curve
			switch {
			case x <= v.Low:
				left -= v.Low
			case x >= v.High:
				left -= v.High
			default:
				left -= x
				slope += 1 / v.Curve
			}
		}
		return left, slope
	}, d.cap[g], math.Inf(1))
}

// value is the dual's value at the prices: a bound on the cost of all that meets the rows.
func (d *dual) value() float64 {
	s := 0.0
	for i, y := range d.row {
		s += y * d.p.Rows[i].AtLeast
	}
	for g, y := range d.cap {
		s -= y * d.p.Caps[g]
	}
	for j, v := range d.p.Vars {
		x := d.x[j]
		s += (d.priceOf(j)-d.gain[j])*x + v.Curve*x*x/2
	}
	return s
}

// over is by how much the variables meet a row; below zero they fall short.
func (d *dual) over(i int) float64 {
	s := -d.p.Rows[i].AtLeast
	for j, c := range d.p.Rows[i].Coef {
		s += c * d.x[j]
	}
	return s
}

// proof is how much more the rows ask, weighted by their prices, than all variables together could give at most.
func (d *dual) proof() float64 {
	s, scale := 0.0, 0.0
	for i, y := range d.row {
		s += y * d.p.Rows[i].AtLeast
		scale = math.Max(scale, y)
	}
	if scale == 0 {
		return 0
	}
	free := &dual{p: d.p, row: d.row, cap: make([]float64, len(d.cap)), gain: make([]float64, len(d.gain)), group: d.group}
	for i, y := range d.row {
		for j, c := range d.p.Rows[i].Coef {
			free.gain[j] += y * c
		}
	}
	return (s - free.mostGain()) / scale
}

// mostGain is the most that gains times variables can come to under bounds and caps, costs left aside: each cap goes to
// those who gain most.
func (d *dual) mostGain() float64 {
	s := 0.0
	for j, v := range d.p.Vars {
		if v.Cap == NoCap {
			s += math.Max(d.gain[j]*v.Low, d.gain[j]*v.High)
		}
	}
	for g, js := range d.group {
		left, in := d.p.Caps[g], append([]int(nil), js...)
		for _, j := range in {
			left -= d.p.Vars[j].Low
			s += d.gain[j] * d.p.Vars[j].Low
		}
		sortBy(in, func(j int) float64 { return -d.gain[j] })
		for _, j := range in {
			if take := math.Min(d.p.Vars[j].High-d.p.Vars[j].Low, left); take > 0 && d.gain[j] > 0 {
				s += d.gain[j] * take
				left -= take
			}
		}
	}
	return s
}
