package rest

import (
	"time"

	"headroom/internal/civil"
)

// checkShifts holds each stretch against its length and its breaks.
func (j *judging) checkShifts() {
	for i := range j.line.stretches {
		s := &j.line.stretches[i]
		for _, r := range j.rules(CheckShiftLength, s.from) {
			if s.length() > durationOf(r.Limit) {
				j.breach(r, s.span, hoursOf(s.length()), true)
			}
		}
		j.checkBreaks(s)
	}
}

// checkBreaks holds the breaks that were taken against the most that a rule asks of such a stretch. What lies between
// duties of one stretch counts as a break.
func (j *judging) checkBreaks(s *stretch) {
	taken, said := time.Duration(0), true
	for i, w := range s.work {
		if i > 0 {
			taken += w.from.Sub(s.work[i-1].to)
		}
	}
	for _, d := range s.duties {
		taken += max(0, d.Breaks)
		said = said && d.Breaks >= 0
	}
	hold := func(r Rule) {
		switch {
		case taken.Minutes() >= r.Limit:
		case said:
			j.breach(r, s.span, taken.Minutes(), true)
		default:
			j.unknown("whether breaks were taken in some duties is not known")
		}
	}
	for _, r := range j.rules(CheckBreak, s.from) {
		if s.length() > durationOf(r.When) {
			hold(r)
		}
	}
	for _, r := range j.rules(CheckNightBreak, s.from) {
		if s.length() >= durationOf(r.When) && isNight(s.span, r.In) {
			hold(r)
		}
	}
}

// checkRolling finds the windows in which more was worked than may be: of windows that overlap, the one with the most.
func (j *judging) checkRolling() {
	if len(j.line.stretches) == 0 {
		return
	}
	seen := map[string]bool{}
	for _, s := range j.line.stretches {
		for _, r := range j.rules(CheckRolling, s.from) {
			if !seen[r.Set+string(r.ID)] {
				seen[r.Set+string(r.ID)] = true
				j.rollingOf(r)
			}
		}
	}
}

func (j *judging) rollingOf(r Rule) {
	limit := durationOf(r.Limit)
	var over []window
	for _, w := range j.line.windows(durationOf(r.In)) {
		if w.worked > limit && j.applies(r, w.from) {
			over = append(over, w)
		}
	}
	for len(over) > 0 {
		most := 0
		for i, w := range over {
			if w.worked > over[most].worked {
				most = i
			}
		}
		w := over[most]
		j.breach(r, w.span, hoursOf(w.worked), true)
		var rest []window
		for _, x := range over {
			if x.within(w.from, w.to) == 0 {
				rest = append(rest, x)
			}
		}
		over = rest
	}
}

// applies reports whether a rule is among those by which t is judged.
func (j *judging) applies(r Rule, t time.Time) bool {
	for _, x := range j.rules(r.Check, t) {
		if x.ID == r.ID && x.Set == r.Set {
			return true
		}
	}
	return false
}

// checkCalls holds on-calls away from the workplace against their own rules.
func (j *judging) checkCalls() {
	for _, d := range j.line.away {
		s := span{d.Start, d.End}
		for _, r := range j.rules(CheckCallLength, d.Start) {
			if s.length() > durationOf(r.Limit) {
				j.breach(r, s, hoursOf(s.length()), true)
			}
		}
		if d.Worked < 0 {
			continue
		}
		for _, r := range j.rules(CheckCallRest, d.Start) {
			asked := durationOf(r.Limit * min(1, hoursOf(s.length())/r.In))
			if left := s.length() - d.Worked; left < asked {
				j.breach(r, s, hoursOf(left), true)
			}
		}
		for _, r := range j.rules(CheckCallNight, d.Start) {
			j.callNight(r, d)
		}
	}
}

// callNight asks for rest together within the night's nine hours. When the calls came is not known, only how many there
// were and how long they took: it is kept for certain when even the worst spread leaves it.
func (j *judging) callNight(r Rule, d Duty) {
	night := time.Duration(0)
	for day := civil.Today(d.Start); day.At(0).Before(d.End); day = day.Add(1) {
		night = max(night, span{d.Start, d.End}.within(day.At(22*60), day.Add(1).At(7*60)))
	}
	asked := durationOf(r.Limit)
	worst := max(0, night-d.Worked) / time.Duration(max(0, d.Episodes)+1)
	if night >= asked && worst < asked {
		j.unknown("whether calls left %.0f hours of rest together in the night from %s is not known", r.Limit, clockWords(d.Start))
	}
}

// checkWeekends holds the weekends worked against one in so many.
func (j *judging) checkWeekends() {
	if len(j.line.stretches) == 0 {
		return
	}
	first := civil.Today(j.from)
	for first.Weekday() != time.Saturday {
		first = first.Add(1)
	}
	type tally struct {
		rule      Rule
		n, worked int
		from, to  time.Time
	}
	var tallies []*tally
	for sat := first; !sat.Add(2).At(0).After(j.to); sat = sat.Add(7) {
		from, to := sat.At(0), sat.Add(2).At(0)
		for _, r := range j.rules(CheckWeekends, from) {
			var t *tally
			for _, x := range tallies {
				if x.rule.Set == r.Set && x.rule.ID == r.ID {
					t = x
				}
			}
			if t == nil {
				t = &tally{rule: r, from: from}
				tallies = append(tallies, t)
			}
			t.n, t.to = t.n+1, to
			if j.line.worked(from, to) > 0 {
				t.worked++
			}
		}
	}
	for _, t := range tallies {
		switch {
		case float64(t.n) < t.rule.In:
			j.unknown("fewer than %.0f weekends are known, too few for how often they are worked", t.rule.In)
		case float64(t.worked) > float64(t.n)/t.rule.Limit:
			r := t.rule
			r.Limit, r.Unit = float64(t.n)/r.Limit, "weekends"
			j.breach(r, span{t.from, t.to}, float64(t.worked), true)
		}
	}
}
