package rest

import "time"

// shortDay is 24 hours, counted from the beginning of a duty, without the daily rest in them.
type shortDay struct {
	span
	rule Rule
	rest time.Duration // the longest rest together that they hold
}

// owes is the debt of what is missing, in the duty after the gap.
func (d shortDay) owes(gap int, due time.Time) debt {
	return debt{rule: d.rule, gap: gap, arose: d.to, due: due, hours: durationOf(d.rule.Limit) - d.rest, day: d.span}
}

// shortDays are the days of the i-th stretch, each of 24 hours from its beginning on, in which the stretch leaves no room
// for the daily rest. A rest after the stretch that is itself short is judged as a gap, and counts once.
func (j *judging) shortDays(i int) []shortDay {
	s := &j.line.stretches[i]
	var out []shortDay
	for _, r := range j.rules(CheckRestBetween, s.from) {
		day, limit := durationOf(r.In), durationOf(r.Limit)
		if day <= limit || r.Family() != "wtr" {
			continue
		}
		for from := s.from; s.to.Sub(from) > day-limit; from = from.Add(day) {
			w := span{from, from.Add(day)}
			if w.to.After(s.to) && i < len(j.line.gaps) {
				if _, most := j.line.gaps[i].longest(); most < limit {
					break
				}
			}
			if longest := s.restIn(w); longest < limit {
				out = append(out, shortDay{w, r, longest})
			}
		}
	}
	return out
}

// restIn is the longest time together within a window in which the stretch has no work.
func (s *stretch) restIn(w span) time.Duration {
	longest, at := time.Duration(0), w.from
	for _, x := range s.work {
		if x.to.After(at) {
			longest = max(longest, span{at, earlier(x.from, w.to)}.length())
			at = x.to
		}
	}
	return max(longest, span{at, w.to}.length())
}
