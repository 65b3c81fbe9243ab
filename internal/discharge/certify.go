package discharge

import (
	"context"
	"slices"

	"headroom/internal/flow"
)

// point is one hundredth of confidence.
const point = .01

// certified plays the amounts on a seed that neither search nor repair saw, and writes what it shows. When it shows less
// than was asked, or twice the margin more, what it showed joins what the repair saw (with what the change since then does by its
// values), the plan is changed, and another seed that nobody saw decides; Plan.Certificates says how many were drawn. repair is
// the view before the amounts' last change; what comes back is the same of the amounts that were certified.
func (s *search) certified(ctx context.Context, p *Plan, repair *view, x []float64) (*view, []float64, error) {
	draws := 3
	if slices.ContainsFunc(s.rows, func(t target) bool { return t.enough < s.Confidence }) {
		draws = 1 // what is enough was seen on this seed
	}
	aim := p.Aimed
	for try := 0; ; try++ {
		c, err := s.look(ctx, x, s.o.Certificate, certificateSeed(s.o.Seed, try), false)
		if err != nil {
			return nil, nil, err
		}
		s.step("certifying on a seed that the search never saw")
		p.Seed, p.Replicates, p.Certificates = certificateSeed(s.o.Seed, try), s.o.Certificate, try+1
		s.reached(p, c)
		off := s.off(p, x)
		if off == 0 || !p.Feasible || try+1 == draws {
			return repair, x, nil
		}
		joint := repair.at(x)
		for i := range joint.odds {
			joint.odds[i] = joint.odds[i].plus(c.odds[i])
		}
		next := s.tidied(joint, aim)
		if slices.Equal(next, x) {
			aim += off / 2
			next = s.tidied(joint, aim)
		}
		if slices.Equal(next, x) {
			return repair, x, nil
		}
		repair, x, p.Aimed = joint, next, aim
	}
}

// CertifiedOn are options with which the first certificate is played with the luck of one that was drawn before.
func (o Options) CertifiedOn(seed uint64, replicates int) Options {
	o.Seed, o.Certificate = certificateSeed(seed, 0), replicates // the seed of a seed's first certificate is the seed
	return o
}

// off is how far the least chance of the worst trust is below what was asked, or (below zero) how far above twice the
// margin more than that the best is of those for which something is done.
func (s *search) off(p *Plan, x []float64) float64 {
	worst, most := 0.0, 0.0
	for i, o := range p.Odds { // of the rows, in their order
		worst = max(worst, s.want(i, s.Confidence)-o.With)
	}
	for _, r := range p.Reached {
		done := 0.0
		for j, h := range s.handles {
			if h.Trust == r.Trust {
				done += x[j]
			}
		}
		if over := r.Least - s.Confidence - 2*s.margin(); done > 0 && over > most {
			most = over
		}
	}
	if worst > 0 {
		return worst
	}
	return -most
}

// missed reports whether the certificate shows less than is enough on some morning.
func (s *search) missed(p *Plan) bool {
	for i, o := range p.Odds { // of the rows, in their order
		if o.With < s.want(i, s.Confidence) {
			return true
		}
	}
	return false
}

// reached writes the certificate: of each trust the morning with the least chance, and the odds of all mornings.
func (s *search) reached(p *Plan, c *view) {
	p.Reached, p.Odds = nil, nil
	for i, t := range s.rows {
		chance, low, high := c.odds[i].interval()
		trust := s.sys.Trusts[t.site]
		p.Odds = append(p.Odds, Odds{Trust: trust, Morning: t.morning, Without: s.first[i].kept(), With: chance, Low: low, High: high,
			ShortWithout: s.first[i].short(s.Confidence), Short: c.odds[i].short(s.Confidence)})
		r := Reached{Trust: trust, Least: chance, Low: low, High: high, Binding: t.morning}
		if n := len(p.Reached); n == 0 || p.Reached[n-1].Trust != trust {
			p.Reached = append(p.Reached, r)
		} else if chance < p.Reached[n-1].Least {
			p.Reached[n-1] = r
		}
	}
}

// AgainstNothing plays nothing at all with the luck of the plan's certificate and makes that the odds without the plan: with and
// without then differ by what is done alone. It is worth its time for a plan that is shown or kept.
func (p *Plan) AgainstNothing(ctx context.Context, sys *flow.System) error {
	_, bare, err := Certify(ctx, sys, p.Ask, nil, p.Seed, p.Replicates)
	for i := range bare { // the mornings are in the same order
		p.Odds[i].Without, p.Odds[i].ShortWithout = bare[i].With, bare[i].Short
	}
	return err
}

// Certify plays lines, whoever made them, and gives the odds of the ask's mornings with them: what a version of a plan
// reaches as it stands, on a seed of the caller's choice.
func Certify(ctx context.Context, sys *flow.System, a Ask, lines []Line, seed uint64, replicates int) ([]Reached, []Odds, error) {
	a.Given, a.Levers, a.Limits = lines, nil, nil
	q, err := check(sys, a)
	if err != nil {
		return nil, nil, err
	}
	s := &search{asked: q, o: Options{}.filled(len(sys.Trusts))}
	v, err := s.look(ctx, nil, replicates, seed, false)
	if err != nil {
		return nil, nil, wrapped(ctx, err)
	}
	s.first = v.odds
	p := &Plan{}
	s.reached(p, v)
	return p.Reached, p.Odds, nil
}
