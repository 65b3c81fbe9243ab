package discharge

import (
	"context"
	"math"

	"headroom/internal/flow"
	"headroom/internal/simulate"
	"headroom/internal/solve"
)

// Seeds of the three parts follow from one: the search never sees a replicate of the repair, nor either one of the
// certificate.
func repairSeed(s uint64) uint64               { return s ^ 0x5bd1e9955bd1e995 }
func certificateSeed(s uint64, try int) uint64 { return s ^ (0x9e3779b97f4a7c15 * uint64(try+1)) }

// view is what was seen when the levers did x: the odds of every row, and what a little more of each lever would do.
type view struct {
	x     []float64
	odds  []odds
	value [][]float64 // row x handle: beds fewer on that morning for one unit more
	most  []float64   // by handle: no more than there are people for, nor than the lever's own most
}

// slight is a value, in beds, on which no plan leans: a unit that frees less is taken to free nothing.
const slight = .01

// search finds the amounts; it keeps what one pass can use of the one before.
type search struct {
	*asked
	o      Options
	prices []float64 // of rows, from the last programme
	above  []int     // by row: beds above which the replicates count for the values
	first  []odds    // with nothing done but what is given
	done   int
}

// look plays the model with the levers at x and works out odds, values and readiness.
func (s *search) look(ctx context.Context, x []float64, replicates int, seed uint64, values bool) (*view, error) {
	m := s.with(x)
	o := simulate.Options{Replicates: replicates, Workers: s.o.Workers, Seed: seed, Days: s.last + 1}
	laws, err := s.laws(m, values)
	if err != nil {
		return nil, err
	}
	if values {
		s.aim(laws)
		for i, t := range s.rows {
			o.Targets = append(o.Targets, simulate.Target{Site: t.site, Day: t.day, Above: s.above[i]})
		}
	}
	r, err := simulate.Run(ctx, m, o)
	if err != nil {
		return nil, err
	}
	v := &view{x: append([]float64(nil), x...), odds: make([]odds, len(s.rows))}
	for i, t := range s.rows {
		v.odds[i] = oddsOf(r, t)
	}
	if values {
		s.values(v, r, laws)
	}
	return v, nil
}

// laws are the closures of all trusts.
func (s *search) laws(m *simulate.Model, wanted bool) ([]*flow.Law, error) {
	if !wanted {
		return nil, nil
	}
	laws := make([]*flow.Law, len(m.Sites))
	for _, i := range s.order {
		l, err := flow.Close(m, i, s.last+1)
		if err != nil {
			return nil, err
		}
		laws[i] = l
	}
	return laws, nil
}

// aim sets above how many beds a replicate counts for the values: those near and over the quantile that has to move.
func (s *search) aim(laws []*flow.Law) {
	s.above = make([]int, len(s.rows))
	for i, t := range s.rows {
		s.above[i] = int(laws[t.site].Quantile(t.day, 1-2.5*(1-s.Confidence)))
	}
}

// values works out what one unit more of each lever does for each row, and how many people there are for it.
func (s *search) values(v *view, r *simulate.Result, laws []*flow.Law) {
	v.value, v.most = make([][]float64, len(s.rows)), make([]float64, len(s.handles))
	for i, t := range s.rows {
		v.value[i] = make([]float64, len(s.handles))
		own := laws[t.site].ValuesAt(t.day, s.Confidence)
		for j, h := range s.handles {
			if h.day > t.day {
				continue
			}
			if h.link >= 0 {
				v.value[i][j] = r.SiteStartValue(i, h.site, h.link, h.stream, h.day)
				continue
			}
			if h.site != t.site {
				continue
			}
			switch h.Service {
			case WardDischarge:
				v.value[i][j] = own.Ready[h.day]
			case UrgentCare:
				v.value[i][j] = own.Avoided[h.day]
			case TransferHub:
				v.value[i][j] = own.Hub[h.day]
			case EscalationBed:
				if h.day == t.day {
					v.value[i][j] = t.share
				}
			}
		}
	}
	for i := range v.value {
		for j, b := range v.value[i] {
			if b < slight {
				v.value[i][j] = 0
			}
		}
	}
	for j, h := range s.handles {
		v.most[j] = h.most
		switch {
		case h.link >= 0:
			v.most[j] = math.Min(h.most, v.x[j]+r.Waiting(h.site, h.link, h.stream, h.day))
		case h.Service == WardDischarge:
			v.most[j] = math.Min(h.most, v.x[j]+r.Ready(h.site, h.day))
		}
	}
}

// curve is what makes a lever dearer the more of it is done on its day.
func (s *search) curve(j int) float64 {
	h := s.handles[j]
	return s.Spread * h.cost / math.Max(h.most, h.step)
}

// effort is what doing x costs.
func (s *search) effort(x []float64) float64 {
	e := 0.0
	for j, h := range s.handles {
		e += h.cost*x[j] + s.curve(j)*x[j]*x[j]/2
	}
	return e
}

// programme is the least effort that closes every row's shortfall at the chance, if values stay as they were seen.
func (s *search) programme(v *view, chance float64) *solve.Program {
	p := &solve.Program{Vars: make([]solve.Var, len(s.handles)), Rows: make([]solve.Row, len(s.rows))}
	for j, h := range s.handles {
		p.Vars[j] = solve.Var{Cost: h.cost, Curve: s.curve(j), High: math.Max(0, v.most[j]), Cap: h.limit}
	}
	for _, l := range s.Limits {
		p.Caps = append(p.Caps, float64(l.Most))
	}
	for i := range s.rows {
		need := v.odds[i].short(chance)
		for j, x := range v.x {
			need += v.value[i][j] * x
		}
		p.Rows[i] = solve.Row{AtLeast: need, Coef: v.value[i]}
	}
	return p
}

// least solves the programme from the prices of the one before.
func (s *search) least(ctx context.Context, v *view, chance float64) (*solve.Answer, error) {
	a, err := solve.Minimise(ctx, s.programme(v, chance), s.prices)
	if err == nil {
		s.prices = append([]float64(nil), a.RowPrice...)
	}
	return a, err
}

// relaxed finds fractional amounts: play, see, solve, step, until the rows are closed and something is tight.
func (s *search) relaxed(ctx context.Context, x []float64, chance float64, passes int) (*view, *solve.Answer, error) {
	var best *solve.Answer
	for pass := 0; ; pass++ {
		v, err := s.look(ctx, x, s.o.Search, s.o.Seed, true)
		if err != nil {
			return nil, nil, err
		}
		if s.first == nil {
			s.first = v.odds
		}
		s.step("looking for the least effort")
		if best, err = s.least(ctx, v, chance); err != nil {
			return nil, nil, err
		}
		far := 0.0
		for j := range x {
			far += s.handles[j].cost * math.Abs(best.X[j]-x[j])
		}
		if pass+1 >= passes || far < .05*(1+s.effort(x)) {
			return v, best, nil
		}
		part := 1.0
		if pass >= 3 {
			part = .6
		}
		next := make([]float64, len(x))
		for j := range x {
			next[j] = math.Min(x[j]+part*(best.X[j]-x[j]), s.handles[j].most)
		}
		x = next
	}
}

// step tells whoever watches that a part is done.
func (s *search) step(what string) {
	s.done++
	s.o.Progress(s.done, max(s.done, s.o.Passes+6), what)
}
