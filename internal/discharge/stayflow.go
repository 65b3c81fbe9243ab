package discharge

import (
	"cmp"
	"slices"

	"headroom/internal/flow"
	"headroom/internal/org"
)

// FlowStays is stays as the flow model takes them: what lifts a trust to the tier of those with stays one by one.
func FlowStays(stays []Stay) []flow.Stay {
	out := make([]flow.Stay, 0, len(stays))
	for _, s := range stays {
		out = append(out, flow.Stay{Admitted: s.Admitted, Ready: s.Ready, Arranged: s.Arranged, Left: s.Left, Pathway: s.Pathway.number(), Council: s.Council})
	}
	return out
}

// number is the pathway's, 0 to 3; -1 where it is not known.
func (p Pathway) number() int { return slices.Index([]Pathway{P0, P1, P2, P3}, p) }

// FlowReasons is how many people waited for each group of reasons, as the flow model takes them. Only primary reasons
// count, for each person has one, and of each trust, day and cohort only those of every stay, or else of the widest cohort
// there is, so that nobody is counted twice.
func FlowReasons(counts []ReasonCount) flow.Reasons {
	var r flow.Reasons
	for _, c := range widest(counts) {
		reason, known := FindReason(c.Code)
		if !known {
			continue
		}
		switch n := float64(c.N); reason.Group {
		case HospitalGroup:
			r.Hospital += n
		case HubGroup:
			r.Hub += n
		case InterfaceGroup:
			r.Interface += n
		case CapacityGroup:
			r.Capacity += n
		case WellbeingGroup:
			r.Wellbeing += n
		}
	}
	return r
}

// widest leaves the primary reasons of the widest cohort of each trust and day.
func widest(counts []ReasonCount) []ReasonCount {
	type key struct {
		trust org.Code
		day   string
	}
	order := []Cohort{EveryStay, Stay7, Stay14, Stay21}
	best := map[key]int{}
	for _, c := range counts {
		if c.Weight != Primary {
			continue
		}
		k, at := key{c.Trust, c.Day.String()}, slices.Index(order, c.Cohort)
		if had, ok := best[k]; !ok || at < had {
			best[k] = at
		}
	}
	return slices.DeleteFunc(slices.Clone(counts), func(c ReasonCount) bool {
		return c.Weight != Primary || slices.Index(order, c.Cohort) != best[key{c.Trust, c.Day.String()}]
	})
}

// FlowPathways is how many people left by pathway 0 to 3, over every month and council of the counts, which are of one
// trust.
func FlowPathways(counts []Left) [4]float64 {
	var out [4]float64
	for _, c := range counts {
		if i := c.Pathway.number(); i >= 0 {
			out[i] += float64(c.N)
		}
	}
	return out
}

// FlowCatchment is the councils of those who left one trust with support, by their shares, the largest first; none when
// the counts do not say. A council is whose care is needed, and those on pathway 0 need nobody's.
func FlowCatchment(counts []Left) []flow.Catchment {
	n := map[org.Code]int{}
	all := 0
	for _, c := range counts {
		if c.Council != "" && c.Pathway != P0 {
			n[c.Council] += c.N
			all += c.N
		}
	}
	var out []flow.Catchment
	for council, k := range n {
		if k > 0 {
			out = append(out, flow.Catchment{Council: council, Share: float64(k) / float64(all)})
		}
	}
	slices.SortFunc(out, func(a, b flow.Catchment) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Council, b.Council))
	})
	return out
}
