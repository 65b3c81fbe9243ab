package discharge

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// Plan is whole people by day, pathway and council that reach a target with the odds that were asked for, or come as near
// as can be; with what was assumed, what it costs, and who could make it cheaper.
type Plan struct {
	Ask      Ask
	Feasible bool      // the certificate shows the odds that were asked, or the search that they are within reach
	Unpriced bool      // no price in effort exists: as the search saw it, nothing more of anything reaches the target
	Reached  []Reached // the certificate, by trust
	Odds     []Odds    // of every trust and morning of the target
	Prices   []Price   // of what stands in the way, the dearest first
	Points   []Point   // what one more point of confidence costs each trust
	Net      []Net     // what the plan does to the beds on every morning
	Assumed  []string
	Notes    []string

	Effort float64 // of the lines that are not given (of a plan made good, of all its lines), in starts of home care on an ordinary weekday
	// Bound is what no amounts, whole or not, can do for less at the asked confidence, values as they were last seen;
	// BoundAimed the same for Aimed, which lies a margin above it for chance's sake; PointCost the effort of one more point
	// of confidence for all trusts together. Each is NaN where that cannot be reached.
	Bound, BoundAimed, Aimed, PointCost float64

	Seed            uint64 // of the certificate
	Replicates      int    // of the certificate
	Certificates    int    // how many were drawn: more than one when the first showed too little or too much
	SearchSeed      uint64
	SearchReplicate int

	lines  []Line
	prices []float64
}

// Odds is the chance of keeping to the target on one morning, without the plan but with what is given (as the search saw it;
// after AgainstNothing without anything, on the certificate's seed) and with it (on that seed, with its 95% interval), and how many beds are missing for the asked
// confidence; below zero there are beds to spare.
type Odds struct {
	Trust        org.Code
	Morning      civil.Date
	Without      float64
	With         float64
	Low, High    float64
	ShortWithout float64
	Short        float64
}

// Lines are the plan's commitments, those that were given among them, by date and by whom they concern.
func (p *Plan) Lines() []Line { return slices.Clone(p.lines) }

// Binding is the trust and morning at which the least is to spare.
func (p *Plan) Binding() (org.Code, civil.Date) {
	least, at := math.Inf(1), Reached{}
	for _, r := range p.Reached {
		if r.Least < least {
			least, at = r.Least, r
		}
	}
	return at.Trust, at.Binding
}

// PlanOf is the plan that lines make under an ask, as read from where they are kept, for Replan to start from.
func PlanOf(a Ask, lines []Line) *Plan { return &Plan{Ask: a, lines: slices.Clone(lines)} }

// Solve finds the plan of least effort. Where the target cannot be reached, the plan is what comes nearest, Feasible is
// false, and Prices say what would have to open. An Invalid fault names every part of the ask that cannot be asked.
func Solve(ctx context.Context, sys *flow.System, a Ask, o Options) (*Plan, error) {
	return solved(ctx, sys, a, o, nil)
}

// sound refuses a model that is too far from what was counted: a plan with it would be about another hospital.
func sound(sys *flow.System) error {
	var bad fault.List
	for _, n := range sys.Unsound() {
		bad.Add(string(n.Org), "unsound", "%s", n.Words)
	}
	return bad.Err("No plan can be made, because the model does not fit what was counted. Check the stays, discharges and beds that were sent")
}

// solved is Solve from the prices of a plan before.
func solved(ctx context.Context, sys *flow.System, a Ask, o Options, prices []float64) (*Plan, error) {
	if err := sound(sys); err != nil {
		return nil, err
	}
	q, err := check(sys, a)
	if err != nil {
		return nil, err
	}
	s := &search{asked: q, o: o.filled(len(sys.Trusts)), prices: prices}
	p := &Plan{Ask: a, Assumed: slices.Clone(a.Assumed), Aimed: s.aimed(), SearchSeed: s.o.Seed, SearchReplicate: s.o.Search}
	v, best, err := s.relaxed(ctx, p.Aimed, s.o.Passes)
	if err != nil {
		return nil, wrapped(ctx, err)
	}
	if p.Feasible = best.Met(); !p.Feasible {
		if best, err = s.least(ctx, v, s.Confidence); err != nil {
			return nil, wrapped(ctx, err)
		}
		p.Feasible, p.Aimed = best.Met(), s.Confidence // there is nothing left to aim higher with
	}
	v, x, err := s.repaired(ctx, v, s.whole(best.X, v.most), p.Aimed)
	if err != nil {
		return nil, wrapped(ctx, err)
	}
	if !p.Feasible && a.Enough != nil {
		if x, err = s.worthwhile(ctx, x); err != nil {
			return nil, wrapped(ctx, err)
		}
	}
	if v, x, err = s.certified(ctx, p, v, x); err != nil {
		return nil, wrapped(ctx, err)
	}
	if err := s.priced(ctx, p, v, x); err != nil {
		return nil, wrapped(ctx, err)
	}
	if err := s.netted(ctx, p, x); err != nil {
		return nil, wrapped(ctx, err)
	}
	p.lines = s.lines(x)
	p.Effort, p.prices = s.effort(x), s.prices
	s.note(p)
	return p, nil
}

// wrapped is an error of the search for people: a stopped context is said so.
func wrapped(ctx context.Context, err error) error {
	if stop := stopped(ctx); stop != nil {
		return stop
	}
	return err
}

// margin is how far above the chance asked the search aims, since chance takes or gives so much between one seed and
// another, and a plan is to hold on any: half a point; for several trusts, where the least lucky of all their mornings counts
// and fewer replicates tell, seven tenths.
func (s *search) margin() float64 {
	if len(s.sys.Trusts) > 2 {
		return .7 * point
	}
	return point / 2
}

// aimed is the confidence that the search aims at.
func (s *search) aimed() float64 { return math.Min(s.Confidence+s.margin(), .995) }

// lines are the commitments of amounts, joined with those that were given.
func (s *search) lines(x []float64) []Line {
	out, at := slices.Clone(s.Given), map[string]int{}
	for k, l := range out {
		at[id(l.Date, l.Trust, l.Council, l.Service)] = k
	}
	for j, h := range s.handles {
		per, _ := h.Service.unit()
		n := int(math.Round(x[j] * per))
		if n == 0 {
			continue
		}
		if k, ok := at[h.ID()]; ok {
			out[k].Number += n
			continue
		}
		out = append(out, Line{ID: h.ID(), Date: h.Date, Trust: h.Trust, Council: h.Council, Pathway: h.Service.Pathway(),
			Service: h.Service, Effect: h.Service.Effect(), Number: n, Owner: h.Service.owner()})
	}
	slices.SortStableFunc(out, compareLines)
	return out
}

// compareLines orders lines by date, then trust, council and service.
func compareLines(a, b Line) int {
	if c := a.Date.Compare(b.Date); c != 0 {
		return c
	}
	return Lever{Trust: a.Trust, Council: a.Council, Service: a.Service, Date: a.Date}.compare(
		Lever{Trust: b.Trust, Council: b.Council, Service: b.Service, Date: b.Date})
}

// note writes what a reader must know beside the figures.
func (s *search) note(p *Plan) {
	if s.Basis == OfCore {
		p.Notes = append(p.Notes, "The target is a share of usable core beds. An escalation bed lowers the percentage of open beds and frees no core bed: none is counted here.")
	} else {
		p.Notes = append(p.Notes, "The target is a share of all open beds. Escalation beds lower that share and free no core bed.")
	}
	old, assumed := 0, 0
	for _, l := range s.Limits {
		if l.Old {
			old++
		}
		if l.Assumed {
			assumed++
		}
	}
	if old > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d of %d limits of councils stand on returns older than %d days.", old, len(s.Limits), OldAfter))
	}
	if assumed > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d of %d limits of councils are assumed: nothing usable was returned for them.", assumed, len(s.Limits)))
	}
	if s.Enough != nil { // of a plan that is made good it is said with the odds before
		return
	}
	var under []string
	for _, r := range p.Reached {
		if p.Feasible && r.Least < s.Confidence {
			under = append(under, fmt.Sprintf("%s with a chance of %.3f", r.Trust, r.Least))
		}
	}
	if len(under) > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("On the certificate's seed a little less than was asked is reached: %s. Another seed may show a little more.", strings.Join(under, ", ")))
	}
	if !p.Feasible {
		t, m := p.Binding()
		p.Notes = append(p.Notes, fmt.Sprintf("The target cannot be reached with what may be done. This is the nearest; the least chance is %s's on %s.", t, m.Format("2 January 2006")))
	}
}
