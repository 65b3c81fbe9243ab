package discharge

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

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

// at is the view of other amounts, as far as values tell: what lies between is a few steps, of which they say more than
// a play does, whose odds a third of a bed of luck is in.
func (v *view) at(x []float64) *view {
	out := &view{x: x, odds: make([]odds, len(v.odds)), value: v.value, most: v.most}
	for i, o := range v.odds {
		beds := 0.0
		for j, n := range x {
			beds += v.value[i][j] * (n - v.x[j])
		}
		out.odds[i] = o.fewer(beds)
	}
	return out
}

// slight is a value, in beds, on which no plan leans: a unit that frees less is taken to free nothing.
const slight = .01

// search finds the amounts; it keeps what one pass can use of the one before.
type search struct {
	*asked
	o      Options
	prices []float64 // of rows, from the last programme
	above  []int     // by row: beds above which the replicates count for the values
	idle   []bool    // by row: met with nothing done, so that no lever is needed for it
	first  []odds    // with nothing done but what is given
	done   int
}

// look plays the model with the levers at x and works out odds, values and readiness.
func (s *search) look(ctx context.Context, x []float64, replicates int, seed uint64, values bool) (*view, error) {
	m := s.with(x)
	o := simulate.Options{Replicates: replicates, Workers: s.o.Workers, Seed: seed, Days: s.last + 1}
	var laws []*flow.Law
	at := make([]int, len(s.rows)) // by row: its index among the engine's targets
	if values {
		var err error
		if laws, err = flow.CloseAll(m, s.last+1); err != nil {
			return nil, err
		}
		s.aim(laws)
		if s.idle == nil {
			s.idle = s.spared(laws)
		}
		for i, t := range s.rows {
			if !s.idle[i] {
				at[i] = len(o.Targets)
				o.Targets = append(o.Targets, simulate.Target{Site: t.site, Day: t.day, Above: s.above[i]})
			}
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
		s.values(v, r, laws, at)
	}
	return v, nil
}

// aim sets above how many beds a replicate counts for the values: those near and over the quantile that has to move.
func (s *search) aim(laws []*flow.Law) {
	s.above = make([]int, len(s.rows))
	for i, t := range s.rows {
		s.above[i] = int(laws[t.site].Quantile(t.day, math.Max(.02, 1-2.5*(1-s.want(i, s.Confidence)))))
	}
}

// spared are the rows whose law leaves so much to spare with nothing done that a play can only agree: two points more than the
// confidence and four beds.
func (s *search) spared(laws []*flow.Law) []bool {
	out := make([]bool, len(s.rows))
	for i, t := range s.rows {
		law := laws[t.site]
		out[i] = law.Quantile(t.day, s.want(i, math.Min(s.Confidence+2*point, .999))) < t.share*law.Room(t.day)-4
	}
	return out
}

// values works out what one unit more of each lever does for each row, and how many people there are for it.
func (s *search) values(v *view, r *simulate.Result, laws []*flow.Law, at []int) {
	v.value, v.most = make([][]float64, len(s.rows)), make([]float64, len(s.handles))
	first := s.last // day on which anything can be done
	for _, h := range s.handles {
		first = min(first, h.day)
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range max(1, min(runtime.GOMAXPROCS(0), len(s.rows))) {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(s.rows) {
					return
				}
				v.value[i] = make([]float64, len(s.handles))
				if !s.idle[i] {
					s.valuesOf(s.rows[i], r, at[i], laws[s.rows[i].site].ValuesAt(s.rows[i].day, math.Max(.05, s.want(i, s.Confidence)), first), v.value[i])
				}
			}
		})
	}
	wait.Wait()
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

// valuesOf writes what one unit more of each lever does for a row: of starts as the engine saw it, at whichever trust they
// are ring-fenced, since queues are shared; of all else, which stays within a trust, as its law has it.
func (s *search) valuesOf(t target, r *simulate.Result, at int, own *flow.Values, value []float64) {
	for j, h := range s.handles {
		if h.day > t.day || h.link < 0 && h.site != t.site {
			continue
		}
		switch {
		case h.link >= 0:
			value[j] = r.SiteStartValue(at, h.site, h.link, h.stream, h.day)
		case h.Service == WardDischarge:
			value[j] = own.Ready[h.day]
		case h.Service == UrgentCare:
			value[j] = own.Avoided[h.day]
		case h.Service == TransferHub:
			value[j] = own.Hub[h.day]
		case h.Service == EscalationBed && h.day == t.day:
			value[j] = t.share
		}
		if value[j] < slight {
			value[j] = 0
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
		need := v.odds[i].short(s.want(i, chance))
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

// begin sees what is so with nothing done. A morning that needs nothing, at a point more than the chance and with a bed to
// spare, needs no lever whatever else is done: levers take from beds (but for a hub that works longer, which through a
// shared queue can keep a little of a bed elsewhere).
func (s *search) begin(ctx context.Context, chance float64) (*view, error) {
	v, err := s.look(ctx, make([]float64, len(s.handles)), s.o.Search, s.o.Seed, true)
	if err != nil {
		return nil, err
	}
	s.first = v.odds
	for i := range s.rows {
		if s.idle[i] = v.odds[i].short(s.want(i, math.Min(chance+point, .999))) < -1; s.idle[i] {
			clear(v.value[i])
		}
	}
	s.step("looking at what is so without a plan")
	return v, nil
}

// relaxed finds fractional amounts: play, see, solve, step, until the amounts stay where they are.
func (s *search) relaxed(ctx context.Context, chance float64, passes int) (*view, *solve.Answer, error) {
	v, err := s.begin(ctx, chance)
	if err != nil {
		return nil, nil, err
	}
	x := v.x
	var best *solve.Answer
	for pass := 0; ; pass++ {
		if pass > 0 {
			if v, err = s.look(ctx, x, s.o.Search, s.o.Seed, true); err != nil {
				return nil, nil, err
			}
			s.step("looking for the least effort")
		}
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
