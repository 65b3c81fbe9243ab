package discharge

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// PlanRef names a version of a plan.
type PlanRef struct {
	Plan    string
	Version int
}

// Overlap is two live plans that act for the same trusts at one time. It is allowed: what both ask of a council is spent once
// (Conflicts). But the odds of each count its own lines, and of the other what it had agreed when they were worked out; and
// what is agreed and done for a day is added up over both.
type Overlap struct {
	Plans    [2]PlanRef
	Trusts   []org.Code // by code
	From, To civil.Date // the days on which both act for one of them, inclusive
}

// Overlaps finds the pairs of live plans that act for the same trust at one time: a plan acts for a trust from its first line
// for it to the last morning of its target.
func Overlaps(live []LivePlan) []Overlap {
	acts := make([]map[org.Code]civil.Range, len(live))
	for i, p := range live {
		acts[i] = map[org.Code]civil.Range{}
		for _, l := range p.Lines {
			at, had := acts[i][l.Trust]
			if !had {
				at = civil.Range{From: l.Date, To: p.To.Add(1)}
			}
			if l.Date.Before(at.From) {
				at.From = l.Date
			}
			if !l.Date.Before(at.To) {
				at.To = l.Date.Add(1)
			}
			acts[i][l.Trust] = at
		}
	}
	var out []Overlap
	for i := range live {
		for k := i + 1; k < len(live); k++ {
			if o := (Overlap{Plans: [2]PlanRef{refOf(live[i]), refOf(live[k])}}); o.between(acts[i], acts[k]) {
				out = append(out, o)
			}
		}
	}
	return out
}

func refOf(p LivePlan) PlanRef { return PlanRef{p.Plan, p.Number} }

// between fills in for whom and when two plans both act; false where for nobody.
func (o *Overlap) between(a, b map[org.Code]civil.Range) bool {
	for t, x := range a {
		y, both := b[t]
		from, to := x.From, x.To
		if y.From.After(from) {
			from = y.From
		}
		if y.To.Before(to) {
			to = y.To
		}
		if !both || !from.Before(to) {
			continue
		}
		if len(o.Trusts) == 0 || from.Before(o.From) {
			o.From = from
		}
		if len(o.Trusts) == 0 || to.Add(-1).After(o.To) {
			o.To = to.Add(-1)
		}
		o.Trusts = append(o.Trusts, t)
	}
	slices.Sort(o.Trusts)
	return len(o.Trusts) > 0
}

// On reports whether both act on the day.
func (o Overlap) On(d civil.Date) bool { return !d.Before(o.From) && !d.After(o.To) }

// Other is the plan beside the one named; false where that is neither.
func (o Overlap) Other(plan string) (PlanRef, bool) {
	for i, p := range o.Plans {
		if p.Plan == plan {
			return o.Plans[1-i], true
		}
	}
	return PlanRef{}, false
}

// NarrowedOverlaps leaves of overlaps the trusts that are held; one without any is left out.
func NarrowedOverlaps(list []Overlap, holds func(org.Code) bool) []Overlap {
	var out []Overlap
	for _, o := range list {
		o.Trusts = slices.DeleteFunc(slices.Clone(o.Trusts), func(c org.Code) bool { return !holds(c) })
		if len(o.Trusts) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// Words say which plans act for whom, and when; name gives a trust's name.
func (o Overlap) Words(name func(org.Code) string) string {
	names := make([]string, len(o.Trusts))
	for i, t := range o.Trusts {
		names[i] = name(t)
	}
	return fmt.Sprintf("Plan %s, version %d, and plan %s, version %d, both act for %s from %s to %s", o.Plans[0].Plan, o.Plans[0].Version, o.Plans[1].Plan, o.Plans[1].Version,
		strings.Join(names, ", "), o.From.Format("2 January 2006"), o.To.Format("2 January 2006"))
}
