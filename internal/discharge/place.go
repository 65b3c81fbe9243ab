package discharge

import (
	"context"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/solve"
)

// Workforce is so many starts that can be done between two days, and no more and no less: the question is on which days.
type Workforce struct {
	Council  org.Code // empty: of any council
	Services []Service
	From, To civil.Date // both days included
	Number   int
}

func (w Workforce) covers(h handle) bool {
	return (w.Council == "" || w.Council == h.Council) && slices.Contains(w.Services, h.Service) && !h.Date.Before(w.From) && !h.Date.After(w.To)
}

// Place finds on which days, and for whom, a fixed workforce does most: every morning's shortfall is closed as evenly as
// it allows. The plan is feasible when the ask's confidence is reached with it.
func Place(ctx context.Context, sys *flow.System, a Ask, w Workforce, o Options) (*Plan, error) {
	q, err := check(sys, a)
	if err != nil {
		return nil, err
	}
	q.handles = slices.DeleteFunc(q.handles, func(h handle) bool { return !w.covers(h) })
	s := &search{asked: q, o: o.filled(len(sys.Trusts))}
	if most := s.together(); w.Number < 0 || float64(w.Number) > most {
		return nil, fault.New(fault.Invalid, "of what may be done between %s and %s at most %.0f can be done; %d is more", w.From, w.To, most, w.Number)
	}
	p := &Plan{Ask: a, Assumed: slices.Clone(a.Assumed), Aimed: a.Confidence, SearchSeed: s.o.Seed, SearchReplicate: s.o.Search}
	if _, err := s.begin(ctx, s.Confidence); err != nil {
		return nil, wrapped(ctx, err)
	}
	clear(s.idle) // more may be done here than is needed, and each morning counts
	x := make([]float64, len(s.handles))
	var v *view
	for pass := range max(2, min(s.o.Passes, 4)) {
		if v, err = s.look(ctx, x, s.o.Search, s.o.Seed, true); err != nil {
			return nil, wrapped(ctx, err)
		}
		s.step("looking for the days")
		next, err := s.placed(ctx, v, float64(w.Number))
		if err != nil {
			return nil, wrapped(ctx, err)
		}
		for j := range x {
			part := 1.0
			if pass >= 2 {
				part = .6
			}
			x[j] += part * (next[j] - x[j])
		}
	}
	v.x = s.exactly(v, s.whole(x, v.most), float64(w.Number))
	c, err := s.look(ctx, v.x, s.o.Certificate, certificateSeed(s.o.Seed, 0), false)
	if err != nil {
		return nil, wrapped(ctx, err)
	}
	p.Seed, p.Replicates, p.Certificates = certificateSeed(s.o.Seed, 0), s.o.Certificate, 1
	s.reached(p, c)
	p.Feasible = s.closed(c, s.Confidence)
	c.value, c.most = v.value, v.most
	if err := s.priced(ctx, p, c, v.x); err != nil {
		return nil, wrapped(ctx, err)
	}
	if err := s.netted(ctx, p, v.x); err != nil {
		return nil, wrapped(ctx, err)
	}
	p.lines, p.Effort = s.lines(v.x), s.effort(v.x)
	s.note(p)
	return p, nil
}

// together is the most that can be done under limits.
func (s *search) together() float64 {
	by, free := make([]float64, len(s.Limits)), 0.0
	for _, h := range s.handles {
		if h.limit >= 0 {
			by[h.limit] += h.most
		} else {
			free += h.most
		}
	}
	for g, n := range by {
		free += math.Min(n, float64(s.Limits[g].Most))
	}
	return free
}

// placed bisects one offset, in beds, on all rows together until the least effort takes just the number.
func (s *search) placed(ctx context.Context, v *view, number float64) ([]float64, error) {
	base := s.programme(v, s.Confidence)
	for j := range base.Vars {
		base.Vars[j].High = s.handles[j].most
	}
	low, high := -1.0, 1.0
	for i, r := range base.Rows {
		most := 0.0
		for j, c := range r.Coef {
			most += c * base.Vars[j].High
		}
		low = math.Min(low, -math.Abs(r.AtLeast)-most)
		high = math.Max(high, math.Abs(base.Rows[i].AtLeast)+1)
	}
	var x []float64
	for range 40 {
		mid := (low + high) / 2
		p := *base
		p.Rows = slices.Clone(base.Rows)
		for i := range p.Rows {
			p.Rows[i].AtLeast -= mid
		}
		a, err := solve.Minimise(ctx, &p, s.prices)
		if err != nil {
			return nil, err
		}
		s.prices, x = a.RowPrice, a.X
		sum := 0.0
		for _, n := range x {
			sum += n
		}
		switch {
		case math.Abs(sum-number) < .01:
			return x, nil
		case sum > number:
			low = mid
		default:
			high = mid
		}
	}
	return x, nil
}

// exactly adds or takes whole steps until they sum to the number, each where it does most (or least) for the mornings that
// are furthest from their target.
func (s *search) exactly(v *view, x []float64, number float64) []float64 {
	t := &tidy{search: s, v: v, x: x, slack: make([]float64, len(s.rows)), left: make([]float64, len(s.Limits))}
	for k, l := range s.Limits {
		t.left[k] = float64(l.Most)
	}
	sum := 0.0
	for j, h := range s.handles {
		sum += x[j]
		if h.limit >= 0 {
			t.left[h.limit] -= x[j]
		}
	}
	weight := func(j int) float64 {
		w := 1e-6 / s.handles[j].cost
		for i := range s.rows {
			w += s.prices[i] * v.value[i][j]
		}
		return w - s.curve(j)*t.x[j]
	}
	v.most = make([]float64, len(s.handles))
	for j, h := range s.handles {
		v.most[j] = h.most
	}
	for math.Abs(sum-number) > 1e-6 {
		sign := 1.0
		if sum > number {
			sign = -1
		}
		at := -1
		for j := range s.handles {
			can := sign > 0 && t.may(j) || sign < 0 && t.x[j] > s.handles[j].step/2
			if can && (at < 0 || sign*weight(j) > sign*weight(at)) {
				at = j
			}
		}
		if at < 0 {
			break
		}
		t.move(at, sign)
		sum += sign * s.handles[at].step
	}
	return t.x
}
