package discharge

import (
	"fmt"
	"slices"

	"headroom/internal/flow"
	"headroom/internal/org"
)

// Stood is what a live plan has agreed for the trusts of a system: given for whatever is planned beside it.
type Stood struct {
	Plan    string
	Version int
	Lines   []Line // each with the number that was agreed
}

// StoodIn lists what live plans but the one named own have agreed for a system's trusts, on the days that its model plays.
func StoodIn(sys *flow.System, live []LivePlan, own string) []Stood {
	q := askedOf(sys)
	var out []Stood
	for _, p := range live {
		s := Stood{Plan: p.Plan, Version: p.Number}
		for _, l := range p.Lines {
			if l.Number = p.Standings[l.ID].Counts(); l.Number == 0 || p.Plan == own {
				continue
			}
			if _, why := q.handled(leverOf(l)); why == "" {
				s.Lines = append(s.Lines, l)
			}
		}
		if len(s.Lines) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// Words say what is taken as given of a plan.
func (s Stood) Words() string {
	return fmt.Sprintf("What plan %s, version %d, has agreed is taken as given (lines: %d): it frees beds and takes capacity with and without this plan.", s.Plan, s.Version, len(s.Lines))
}

// Beside is the system in which what other plans have agreed is done.
func Beside(sys *flow.System, stood []Stood) *flow.System {
	q := askedOf(sys)
	var hs []handle
	var x []float64
	for _, s := range stood {
		for _, l := range s.Lines {
			if h, why := q.handled(leverOf(l)); why == "" {
				hs, x = append(hs, h), append(x, h.most)
			}
		}
	}
	out := *sys
	out.Model.Sites = slices.Clone(sys.Model.Sites)
	for i := range out.Model.Sites {
		out.Model.Sites[i].Effort = effortOf(&out.Model.Sites[i], i, out.Model.Days, hs, x)
	}
	return &out
}

// Beside is the ask in which what other plans have agreed is taken from what each trust can do, and named. The limits of
// councils lack it already.
func (a Ask) Beside(stood []Stood) Ask {
	if len(stood) == 0 {
		return a
	}
	done := map[string]int{}
	a.Assumed = slices.Clone(a.Assumed)
	for _, s := range stood {
		a.Assumed = append(a.Assumed, s.Words())
		for _, l := range s.Lines {
			done[leverOf(l).ID()] += l.Number
		}
	}
	a.Levers = slices.Clone(a.Levers)
	for k, l := range a.Levers {
		a.Levers[k].Most = max(0, l.Most-done[l.ID()])
	}
	return a
}

// leverOf is the lever that a line uses, at no particular cost.
func leverOf(l Line) Lever {
	return Lever{Date: l.Date, Trust: l.Trust, Council: l.Council, Service: l.Service, Most: l.Number, Cost: 1}
}

// askedOf is an ask of nothing, which finds lines in a system.
func askedOf(sys *flow.System) *asked {
	q := &asked{sys: sys, site: make(map[org.Code]int, len(sys.Trusts))}
	for i, t := range sys.Trusts {
		q.site[t] = i
	}
	return q
}
