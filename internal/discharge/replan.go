package discharge

import (
	"context"
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
	Effort  float64   // of all that was added
	Unmoved []Reached // the odds if nothing takes its place, as the search saw them
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
	effort := map[string]float64{}
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
	for _, l := range a.Levers {
		effort[l.ID()] = l.Cost
	}
	p, err := solved(ctx, sys, a, o, plan.prices)
	if err != nil {
		return nil, err
	}
	out.Plan, out.Effort = p, p.Effort
	out.Unmoved = unmoved(p.Odds)
	out.added(a.Given, effort)
	p.Ask.Given = plan.Ask.Given
	return out, nil
}

// refusedWith reports whether a lever is out of the question because a line was refused: the same lever, and every other
// trust's use of the same council's service on the same day. Who could not give it to one cannot give it to another.
func (l Lever) refusedWith(gone Line) bool {
	if l.Date != gone.Date || l.Service != gone.Service || l.Council != gone.Council {
		return false
	}
	return l.Trust == gone.Trust || gone.Council != ""
}

// unmoved is each trust's least chance without what was added.
func unmoved(odds []Odds) []Reached {
	var out []Reached
	for _, o := range odds {
		r := Reached{Trust: o.Trust, Least: o.Without, Binding: o.Morning}
		if n := len(out); n == 0 || out[n-1].Trust != o.Trust {
			out = append(out, r)
		} else if o.Without < out[n-1].Least {
			out[n-1] = r
		}
	}
	return out
}

// added finds what a plan has over the lines that stood, and adds it up by holder.
func (r *Replanned) added(stood []Line, effort map[string]float64) {
	had := map[string]int{}
	for _, l := range stood {
		had[l.ID] = l.Number
	}
	at := map[Burden]int{}
	for _, l := range r.Plan.lines {
		more := l
		if more.Number -= had[l.ID]; more.Number <= 0 {
			continue
		}
		r.Added = append(r.Added, more)
		of := Burden{Trust: l.Trust, Council: l.Council, Service: l.Service}
		k, ok := at[of]
		if !ok {
			k = len(r.Burdens)
			at[of], r.Burdens = k, append(r.Burdens, of)
		}
		per, _ := l.Service.unit()
		r.Burdens[k].More += more.Number
		r.Burdens[k].Effort += effort[id(l.Date, l.Trust, l.Council, l.Service)] * float64(more.Number) / per
	}
}
