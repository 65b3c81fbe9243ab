package discharge

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

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
// agreed is asked for less or told of another day, and what is missing is added at the least effort. Where it cannot be made
// good, the plan is not feasible and says what would have to open. Nobody is asked again for what was refused that day.
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
	p, err := solved(ctx, sys, a, o, plan.prices)
	if err != nil {
		return nil, err
	}
	out.Plan = p
	out.priced(costsOf(plan.Ask), plan.lines, a.Given)
	p.Ask.Given = plan.Ask.Given
	return out, out.compared(ctx, sys, plan.lines, a.Given)
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
