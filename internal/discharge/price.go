package discharge

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
	"headroom/internal/solve"
)

// Price is what one more unit would be worth of something that is used to its limit: a council's starts of a service on a
// day, or (without a council) what a trust itself can do of a service on a day.
type Price struct {
	Council org.Code
	Trust   org.Code // of a trust's own most
	Service Service
	Date    civil.Date // zero: places that can be filled on any day
	Most    int
	Used    int     // of Most, by lines that stood and by those that were found
	Effort  float64 // effort that one more would save the whole plan; nothing in a plan that is Unpriced: no price exists then
	Beds    float64 // beds that one more frees where it is needed most
}

// Point is what one more point of confidence for one trust alone would cost, in effort of the whole plan. Of one trust it is
// the plan's PointCost; those of several need not add up to it, since they share councils' care.
type Point struct {
	Trust  org.Code
	Effort float64
}

// Net is what the plan does to one trust's beds on one morning: expected occupied beds without and with it, and its parts.
// Beds are fewer by the sum of the parts; a pull-forward takes later what it gave earlier.
type Net struct {
	Trust       org.Code
	Morning     civil.Date
	Without     float64
	With        float64
	PullForward float64 // fewer by simple discharges brought forward
	Backlog     float64 // fewer by care starts and the hub
	Avoided     float64 // fewer by admissions avoided
	Target      bool    // a morning of the target
}

// priced works out bound, shadow prices and the cost of one more point from the last view of the search or the repair, for
// a plan that does x.
func (s *search) priced(ctx context.Context, p *Plan, v *view, x []float64) error {
	a, err := s.least(ctx, v, s.Confidence)
	if err != nil {
		return err
	}
	aimed, err := solve.Minimise(ctx, s.programme(v, p.Aimed), a.RowPrice)
	if err != nil {
		return err
	}
	more, err := solve.Minimise(ctx, s.programme(v, s.Confidence+point), a.RowPrice)
	if err != nil {
		return err
	}
	p.Unpriced = !p.Feasible || !a.Met() // the repair saw more replicates than the search
	// What counts is what the certificate shows; where that just reaches what the search thought out of reach, no price exists.
	p.Feasible = !p.Unpriced || !s.missed(p)
	p.Bound, p.BoundAimed, p.PointCost = a.Bound, aimed.Bound, math.Max(0, more.Cost-a.Cost)
	if p.Unpriced {
		p.Bound = math.NaN()
	}
	if p.Unpriced || !aimed.Met() {
		p.BoundAimed = math.NaN()
	}
	if p.Unpriced || !more.Met() {
		p.PointCost = math.NaN()
	}
	if err := s.pointed(ctx, p, v, a); err != nil {
		return err
	}
	p.Prices = append(s.limitPrices(a, v, x), s.ownPrices(a, v, x)...)
	OrderPrices(p.Prices, !p.Unpriced)
	for k := range p.Prices {
		if p.Unpriced {
			p.Prices[k].Effort = 0
		}
	}
	return nil
}

// pointed works out what one more point would cost each trust alone, the others as they were asked; one that cannot have it is
// left out.
func (s *search) pointed(ctx context.Context, p *Plan, v *view, was *solve.Answer) error {
	if p.Unpriced {
		return nil
	}
	if len(s.order) == 1 {
		if !math.IsNaN(p.PointCost) {
			p.Points = append(p.Points, Point{Trust: s.sys.Trusts[s.order[0]], Effort: p.PointCost})
		}
		return nil
	}
	for _, i := range s.order {
		q := s.programme(v, s.Confidence)
		for k, t := range s.rows {
			if t.site == i {
				q.Rows[k].AtLeast += v.odds[k].short(s.want(k, s.Confidence+point)) - v.odds[k].short(s.want(k, s.Confidence))
			}
		}
		more, err := solve.Minimise(ctx, q, was.RowPrice)
		if err != nil {
			return err
		}
		if more.Met() {
			p.Points = append(p.Points, Point{Trust: s.sys.Trusts[i], Effort: math.Max(0, more.Cost-was.Cost)})
		}
	}
	return nil
}

// OrderPrices puts the most valuable first: by the effort that one more saves, where there are prices in effort; otherwise by
// the beds that it frees, which is then all that is known of it.
func OrderPrices(list []Price, priced bool) {
	slices.SortStableFunc(list, func(a, b Price) int {
		if priced {
			return cmp.Or(cmp.Compare(b.Effort, a.Effort), cmp.Compare(b.Beds, a.Beds))
		}
		return cmp.Compare(b.Beds, a.Beds)
	})
}

// worth is the most beds that a unit of a lever frees on a morning that has a price.
func worth(a *solve.Answer, v *view, j int) float64 {
	most := 0.0
	for i, y := range a.RowPrice {
		if y > 0 {
			most = math.Max(most, v.value[i][j])
		}
	}
	return most
}

// limitPrices are the councils' limits that stand in the way.
func (s *search) limitPrices(a *solve.Answer, v *view, x []float64) []Price {
	var out []Price
	for g, l := range s.Limits {
		if a.CapPrice[g] <= 1e-6 {
			continue
		}
		p := Price{Council: l.Council, Service: l.Service, Date: l.Date, Most: l.Most + s.spent[g], Used: s.spent[g], Effort: a.CapPrice[g]}
		for j, h := range s.handles {
			if h.limit == g {
				p.Used += int(math.Round(x[j]))
				p.Beds = math.Max(p.Beds, worth(a, v, j))
			}
		}
		out = append(out, p)
	}
	return out
}

// ownPrices are what trusts themselves could do more of with gain: levers at their own most.
func (s *search) ownPrices(a *solve.Answer, v *view, x []float64) []Price {
	var out []Price
	for j, h := range s.handles {
		if h.limit >= 0 && a.CapPrice[h.limit] > 1e-6 || a.X[j] < h.most-1e-6 || h.most == 0 && h.given == 0 {
			continue
		}
		gain := -h.cost - s.curve(j)*a.X[j]
		for i, y := range a.RowPrice {
			gain += y * v.value[i][j]
		}
		if per, _ := h.Service.unit(); gain > 1e-6 {
			out = append(out, Price{Trust: h.Trust, Council: h.Council, Service: h.Service, Date: h.Date, Most: h.Lever.Most + h.given,
				Used: h.given + int(math.Round(x[j]*per)), Effort: gain, Beds: worth(a, v, j)})
		}
	}
	return out
}

// netted plays the plan's parts one on top of the other with the same luck, so that the differences are theirs.
func (s *search) netted(ctx context.Context, p *Plan, x []float64) error {
	until := s.last
	for _, m := range []civil.Date{civil.On(s.sys.From.Year(), time.December, 24), civil.On(s.sys.From.Year()+1, time.January, 3)} {
		if d, ok := s.sys.DayOf(m); ok {
			until = max(until, d)
		}
	}
	may := map[Effect]bool{}
	var runs []*simulate.Result
	for _, more := range []Effect{Opened, Backlog, Avoided, PullForward} {
		may[more] = true // opened beds hold nobody: with them alone it is as without the plan
		r, err := simulate.Run(ctx, s.part(x, may), simulate.Options{Replicates: 1024, Workers: s.o.Workers, Seed: s.o.Seed, Days: until + 1})
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	s.step("working out what it does to every morning")
	for _, i := range s.order {
		for d := range until + 1 {
			m := [4]float64{}
			for k, r := range runs {
				m[k] = r.Mean(i, d)
			}
			morning := s.sys.Morning(d)
			p.Net = append(p.Net, Net{Trust: s.sys.Trusts[i], Morning: morning, Without: m[0], With: m[3], Backlog: m[0] - m[1],
				Avoided: m[1] - m[2], PullForward: m[2] - m[3], Target: slices.Contains(s.Mornings, morning)})
		}
	}
	return nil
}
