package discharge

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// Change is what has become of a line: refused (a number of nothing) or agreed in part.
type Change struct {
	Line   string
	Number int
	Reason string
}

// Burden is how much more one holder does because others could not, and in effort.
type Burden struct {
	Trust   org.Code
	Council org.Code // empty: the trust itself
	Service Service
	More    int
	Effort  float64
}

// Replanned is a plan after lines were refused or changed, and what that costs whom.
type Replanned struct {
	Plan    *Plan
	Lost    []Line // what went, each with the number that went
	Added   []Line // what takes its place, each with the number that came
	Burdens []Burden
	Effort  float64 // of all that was added; Plan.Effort is that of all lines
	Was     float64 // of all lines of the plan as it was before
	// Before and Unmoved are the odds of the plan as it was and of what is left of it if nothing takes the place of what went,
	// both on the seed of the new plan's certificate: they differ from Plan.Reached by what is done, and not by luck.
	Before, Unmoved []Reached
}

// Replan finds what takes the place of lines that were refused or changed. Every other line stays as it is: nobody who
// agreed is asked for less or told of another day, and what is missing is added at the least effort. It makes good what went
// and nothing else: on a morning that was short of the confidence already, the odds the plan had are enough, and a morning
// that lost nothing needs nothing. Where that cannot be had, the plan is not feasible, what does no good is left out, and it
// says what would have to open. Nobody is asked again for what was refused that day.
func Replan(ctx context.Context, sys *flow.System, plan *Plan, changes []Change, o Options) (*Replanned, error) {
	a := plan.Ask
	a.Levers, a.Given = slices.Clone(a.Levers), nil
	out := &Replanned{}
	by := map[string]Change{}
	for _, c := range changes {
		by[c.Line] = c
	}
	for _, l := range plan.lines {
		c, changed := by[l.ID]
		delete(by, l.ID)
		if changed && c.Number < l.Number {
			gone := l
			gone.Number -= max(0, c.Number)
			out.Lost = append(out.Lost, gone)
			l.Number = max(0, c.Number)
			a.Levers = slices.DeleteFunc(a.Levers, func(v Lever) bool { return v.refusedWith(gone) })
		}
		if l.Number > 0 {
			a.Given = append(a.Given, l)
		}
	}
	var bad fault.List
	for _, c := range changes {
		if _, unknown := by[c.Line]; unknown {
			bad.Add("line "+c.Line, "", "The plan has no such line")
		}
	}
	if err := bad.Err("these changes are not of this plan"); err != nil {
		return nil, err
	}
	if o.Passes == 0 {
		o.Passes = 3
	}
	var err error
	if a.Enough, err = enough(ctx, sys, a, plan.lines, o); err != nil {
		return nil, err
	}
	p, err := solved(ctx, sys, a, o, plan.prices)
	if err != nil {
		return nil, err
	}
	out.Plan = p
	out.priced(costsOf(plan.Ask), plan.lines, a.Given)
	p.Ask.Given, p.Ask.Enough = plan.Ask.Given, nil
	return out, out.compared(ctx, sys, plan.lines, a.Given)
}

// enough is what the plan as it was reached where it was short of what was asked, with the luck of the first certificate. Of a
// plan that was short, nothing is looked for on mornings where what stands (the ask's given lines) reaches as much: not even
// where that is enough, which another seed may show a little short.
func enough(ctx context.Context, sys *flow.System, a Ask, was []Line, o Options) (Enough, error) {
	o = o.filled(len(sys.Trusts))
	_, before, err := Certify(ctx, sys, a, was, certificateSeed(o.Seed, 0), o.Certificate)
	if err != nil {
		return nil, err
	}
	_, now, err := Certify(ctx, sys, a, a.Given, certificateSeed(o.Seed, 0), o.Certificate)
	if err != nil {
		return nil, err
	}
	short := slices.ContainsFunc(before, func(b Odds) bool { return b.With < a.Confidence })
	out := Enough{}
	for i, b := range before { // the mornings are in the same order
		at := Dawn{b.Trust, b.Morning}
		switch {
		case short && b.With-now[i].With < noticeable:
			out[at] = 0
		case b.With >= a.Confidence:
		default:
			out[at] = b.With
		}
	}
	return out, nil
}

// noticeable is the least change of a chance that is one: what pages show as a tenth of a point.
const noticeable = .001

// worthwhile leaves out, trust by trust, what does no noticeable good to any morning that is short.
func (s *search) worthwhile(ctx context.Context, x []float64) ([]float64, error) {
	full, err := s.look(ctx, x, s.o.Repair, repairSeed(s.o.Seed), false)
	if err != nil {
		return nil, err
	}
	for _, site := range s.order {
		less, did := slices.Clone(x), false
		for j, h := range s.handles {
			if h.site == site && less[j] > 0 {
				less[j], did = 0, true
			}
		}
		if !did {
			continue
		}
		v, err := s.look(ctx, less, s.o.Repair, repairSeed(s.o.Seed), false)
		if err != nil {
			return nil, err
		}
		needed := false
		for i := range s.rows {
			if s.first[i].short(s.want(i, s.Confidence)) > 0 && full.odds[i].kept()-v.odds[i].kept() >= noticeable {
				needed = true
			}
		}
		if !needed {
			x = less
		}
	}
	return x, nil
}

// compared plays the plan as it was, what is left of it, and nothing at all with the luck of the new plan's certificate.
func (r *Replanned) compared(ctx context.Context, sys *flow.System, was, stood []Line) error {
	p := r.Plan
	var err error
	if r.Before, _, err = Certify(ctx, sys, p.Ask, was, p.Seed, p.Replicates); err != nil {
		return err
	}
	if r.Unmoved, _, err = Certify(ctx, sys, p.Ask, stood, p.Seed, p.Replicates); err != nil {
		return err
	}
	return p.AgainstNothing(ctx, sys)
}

// Moved says why a version's odds are not those that it was certified with, where they are not: each trust's least chance with
// all lines done, then and in what was worked out to make it good.
func (v Version) Moved(w Worked) []string {
	var parts []string
	for _, then := range v.Reached {
		i := slices.IndexFunc(w.Before, func(r Reached) bool { return r.Trust == then.Trust })
		if i >= 0 && math.Abs(w.Before[i].Least-then.Least) >= noticeable/2 {
			parts = append(parts, fmt.Sprintf("%s %.1f%% then, %.1f%% now", then.Trust, 100*then.Least, 100*w.Before[i].Least))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Version %d was certified on the %s; the plan before is played here on the %s, with lines of days that are over left out and with what other plans have agreed by now. With all of its lines the least chance was: %s.",
		v.Number, v.Forecast, w.Basis, strings.Join(parts, "; "))}
}

// refusedWith reports whether a lever is out of the question because a line was refused: the same lever, and every other
// trust's use of the same council's service on the same day. Who could not give it to one cannot give it to another.
func (l Lever) refusedWith(gone Line) bool {
	if l.Date != gone.Date || l.Service != gone.Service || l.Council != gone.Council {
		return false
	}
	return l.Trust == gone.Trust || gone.Council != ""
}

// costs is what lines cost by the levers of an ask.
type costs struct {
	by     map[string]Lever
	of     map[Service][]Lever
	spread float64
}

func costsOf(a Ask) costs {
	c := costs{by: map[string]Lever{}, of: map[Service][]Lever{}, spread: a.spread()}
	for _, l := range a.Levers {
		c.by[l.ID()] = l
		c.of[l.Service] = append(c.of[l.Service], l)
	}
	return c
}

// effort is what a line costs. One whose lever is not there any more, because its day has begun or nothing more can be had,
// costs what it would on the nearest day; false where nothing of the kind is left to go by.
func (c costs) effort(l Line) (float64, bool) {
	lever, ok := c.by[id(l.Date, l.Trust, l.Council, l.Service)]
	if !ok {
		if len(c.of[l.Service]) == 0 {
			return 0, false
		}
		far := func(v Lever) int {
			days := v.Date.Sub(l.Date)
			return 2*max(days, -days) + map[bool]int{true: 0, false: 1}[v.Trust == l.Trust]
		}
		lever = slices.MinFunc(c.of[l.Service], func(x, y Lever) int { return cmp.Or(far(x)-far(y), x.compare(y)) })
	}
	per, step := l.Service.unit()
	x, most := float64(l.Number)/per, math.Max(float64(lever.Most), float64(step))/per
	return lever.Cost*x + c.spread*lever.Cost/most*x*x/2, true
}

// sum is the effort of all lines, and how many of them nothing is known of.
func (c costs) sum(lines []Line) (effort float64, unknown int) {
	for _, l := range lines {
		e, ok := c.effort(l)
		if effort += e; !ok {
			unknown++
		}
	}
	return effort, unknown
}

// priced finds what the new plan has over the lines that stood, adds it up by holder, and says what all of it costs.
func (r *Replanned) priced(c costs, was, stood []Line) {
	unknown := 0
	r.Was, _ = c.sum(was)
	r.Plan.Effort, unknown = c.sum(r.Plan.lines)
	if unknown > 0 {
		r.Plan.Notes = append(r.Plan.Notes, fmt.Sprintf("The effort leaves out %d lines of a kind of which nothing more can be had.", unknown))
	}
	had := map[string]Line{}
	for _, l := range stood {
		had[l.ID] = l
	}
	at := map[Burden]int{}
	for _, l := range r.Plan.lines {
		old := had[l.ID]
		more := l
		if more.Number -= old.Number; more.Number <= 0 {
			continue
		}
		r.Added = append(r.Added, more)
		of := Burden{Trust: l.Trust, Council: l.Council, Service: l.Service}
		k, ok := at[of]
		if !ok {
			k = len(r.Burdens)
			at[of], r.Burdens = k, append(r.Burdens, of)
		}
		e, _ := c.effort(l)
		if old.Number > 0 {
			less, _ := c.effort(old)
			e -= less
		}
		r.Burdens[k].More += more.Number
		r.Burdens[k].Effort += e
		r.Effort += e
	}
}
