package rest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
)

// Ask is everything that one person's rest is judged from. It is a value: the same ask gives the same judgement.
type Ask struct {
	Person    Person
	Duties    []Duty     // of this person, in any order
	Contracts []Contract // of this person
	Records   []Entry    // rest booked, taken, paid or released as people recorded it
	Code      *Code      // by these rules; nil: by those of the contract in force, each by its date
	Rules     Table
	Policy    Policy
	Holidays  civil.Holidays
	At        time.Time  // by when deadlines are counted; zero: the end of the last duty
	Recovery  civil.Date // first day of recovery: extra hours before it are looked back over; zero: no recovery rest
}

// judging is an ask under way.
type judging struct {
	Ask
	line     timeline
	found    map[ruleKey]ruled
	lo, hi   time.Time // the days within which found speaks for itself
	out      Judgement
	from, to time.Time       // the days over which duties are known
	after    []needed        // rest that must follow runs of shifts
	weekly   []debt          // weeks without their rest
	owed     []time.Duration // after each stretch: what compensatory rest is outstanding
	spare    time.Duration   // of the rest in which the last of it was given
}

// Judge holds duties against the rules that were in force when each window began, and works out what rest is owed, what of
// it was given, and when the person may not be booked. The standing is never compliant while something is not known.
func Judge(a Ask) Judgement {
	j := judging{Ask: a, found: map[ruleKey]ruled{}, out: Judgement{Person: a.Person}}
	j.line = timelineOf(a.Duties, a.Policy.Join, a.At)
	j.from, j.to = j.line.known()
	if j.At.IsZero() {
		j.At = j.to
	}
	j.lo, j.hi = j.from.AddDate(0, 0, -margin), j.to.AddDate(0, 0, margin)
	for _, g := range j.line.gaps {
		j.out.Gaps = append(j.out.Gaps, Gap{From: g.from, To: g.to, Hours: hoursOf(g.length())})
	}
	j.unknowns()
	j.checkGaps()
	j.checkShifts()
	j.checkRuns()
	j.checkCalls()
	j.checkRolling()
	j.checkAverages()
	j.checkWeekends()
	j.statutory()
	j.inLieu()
	j.recovery()
	j.block()
	j.finish()
	return j.out
}

// contract is the contract in force on a day; ok is false when none is known.
func (j *judging) contract(d civil.Date) (Contract, bool) {
	for _, c := range j.Contracts {
		if (civil.Range{From: c.From, To: c.To}).Contains(d) {
			return c, true
		}
	}
	return Contract{}, false
}

// margin is how many days around the known ones rules are looked up for.
const margin = 40

// ruleKey and ruled keep the rules of a check that were looked up: those in force at any time of the known days, and
// whether all of them were throughout.
type ruleKey struct {
	terms Terms
	check Check
}

type ruled struct {
	rules  []Rule
	steady bool
}

// rules is the rules of a check in force when t falls, by the contract of that day.
func (j *judging) rules(check Check, t time.Time) []Rule {
	k := ruleKey{check: check}
	if j.Code == nil {
		k.terms = j.terms(t)
	}
	r, made := j.found[k]
	if !made {
		r = j.lookUp(k)
		j.found[k] = r
	}
	if r.steady && !t.Before(j.lo) && t.Before(j.hi) {
		return r.rules
	}
	return j.code(k.terms).on(check, t)
}

// terms is those of the contract in force when t falls.
func (j *judging) terms(t time.Time) Terms {
	if len(j.Contracts) == 1 && j.Contracts[0].To.IsZero() && !t.Before(j.lo) && !j.Contracts[0].From.After(civil.DateOf(j.lo)) {
		return j.Contracts[0].Terms
	}
	c, _ := j.contract(civil.Today(t))
	return c.Terms
}

func (j *judging) code(terms Terms) Code {
	if j.Code != nil {
		return *j.Code
	}
	return j.Rules.ForTerms(terms)
}

// lookUp finds a check's rules over the known days.
func (j *judging) lookUp(k ruleKey) ruled {
	out := ruled{steady: true}
	lo, hi := civil.DateOf(j.lo).Add(-1), civil.DateOf(j.hi).Add(1)
	c := j.code(k.terms)
	for _, r := range c.rules {
		if r.Check != k.check {
			continue
		}
		if !c.pinned && (!r.To.IsZero() && !r.To.After(lo) || r.From.After(hi)) {
			continue
		}
		out.rules = append(out.rules, r)
		out.steady = out.steady && (c.pinned || !r.From.After(lo) && (r.To.IsZero() || r.To.After(hi)))
	}
	return out
}

// breach notes that duties did not keep a rule.
func (j *judging) breach(r Rule, s span, observed float64, certain bool) {
	b := Breach{Rule: r.ID, Set: r.Set, Person: j.Person, From: s.from, To: s.to, Observed: observed, Limit: r.Limit, Unit: r.Unit,
		Certain: certain && r.certain()}
	b.Excess = observed - r.Limit
	if b.Excess < 0 {
		b.Excess = -b.Excess
	}
	j.out.Breaches = append(j.out.Breaches, b)
}

func (j *judging) unknown(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if !slices.Contains(j.out.Unknown, w) {
		j.out.Unknown = append(j.out.Unknown, w)
	}
}

// unknowns notes what is not known of the hours themselves.
func (j *judging) unknowns() {
	if len(j.line.stretches)+len(j.line.away) == 0 {
		j.unknown("no duty is known")
		return
	}
	contract, held := j.contract(civil.Today(j.to))
	switch {
	case !held:
		j.unknown("no contract is known for %s, nor whether there is work elsewhere", civil.Today(j.to).Format("2 January 2006"))
	case contract.Other == OtherKnown && !j.line.elsewhere:
		j.unknown("there is work elsewhere, and none of its hours are among the duties")
	case contract.Other == OtherUnknown || contract.Other == "":
		j.unknown("whether there is work for another employer or through a bank is not known")
	}
	if j.line.planned > 0 {
		j.unknown("duties that were planned and are past, and nobody has said whether they were worked: %d", j.line.planned)
	}
	for _, d := range j.line.away {
		if d.Worked < 0 {
			j.unknown("how long some on-calls were worked is not known")
		}
	}
}

// finish puts everything in order and says how it stands.
func (j *judging) finish() {
	slices.SortStableFunc(j.out.Breaches, func(a, b Breach) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.Rule, b.Rule))
	})
	j.out.Balances = balances(j.out.Entries, j.At, j.resident())
	j.out.Balances[0].Spare = hoursOf(j.spare)
	switch {
	case len(j.out.Breaches) > 0:
		j.out.Standing = NotKept
	case len(j.out.Unknown) > 0:
		j.out.Standing = NotShown
	default:
		j.out.Standing = Compliant
	}
}

// resident reports whether the newest contract is under the 2016 terms.
func (j *judging) resident() bool {
	c, ok := j.contract(civil.Today(j.At))
	return ok && c.Terms == Resident2016
}

// checkGaps holds every rest between stretches, and every day of a long one, against daily rest, and every week against
// weekly rest.
func (j *judging) checkGaps() {
	for _, g := range j.line.gaps {
		for _, r := range j.rules(CheckRestBetween, g.from) {
			sure, most := g.longest()
			if r.Family() != "wtr" {
				sure, most = g.length(), g.length() // on call away from the workplace is no part of this rule
			}
			limit := durationOf(r.Limit)
			switch {
			case most < limit:
				j.breach(r, g.span, hoursOf(most), true)
			case sure < limit:
				j.unknown("whether calls left %.0f hours of rest together from %s is not known", r.Limit, clockWords(g.from))
			}
		}
	}
	for i := range j.line.stretches {
		for _, d := range j.shortDays(i) {
			j.breach(d.rule, d.span, hoursOf(d.rest), true)
		}
	}
	j.checkWeeks()
}

// checkWeeks looks at the 7 days from each stretch on that lie wholly in what is known. A breach begins no second one in
// its own 7 days.
func (j *judging) checkWeeks() {
	var free time.Time
	for _, s := range j.line.stretches {
		for _, r := range j.rules(CheckWeeklyRest, s.from) {
			week := durationOf(r.In)
			w := span{s.from, s.from.Add(week)}
			if s.from.Before(free) || w.to.After(j.to) {
				continue
			}
			longest, _ := j.restIn(w, durationOf(r.Limit))
			if longest >= durationOf(r.Limit) {
				continue
			}
			kept, known := j.fortnight(w, r)
			if kept {
				continue
			}
			free = w.to
			j.breach(r, w, hoursOf(longest), known)
			j.weekly = append(j.weekly, debt{rule: r, arose: w.to, due: w.from.Add(2 * week), hours: durationOf(r.Limit), unbroken: true})
		}
	}
}

// restIn is the longest rest within a window, and how many of at least d it holds.
func (j *judging) restIn(w span, d time.Duration) (longest time.Duration, n int) {
	at := w.from
	note := func(from, to time.Time) {
		part := span{later(from, w.from), earlier(to, w.to)}.length()
		longest = max(longest, part)
		if part >= d {
			n++
		}
	}
	for _, s := range j.line.stretches {
		if s.to.After(w.from) && s.from.Before(w.to) {
			note(at, s.from)
			at = later(at, s.to)
		}
	}
	note(at, w.to)
	return longest, n
}

// fortnight reports whether either 14 days with the week in them hold 48 hours of rest, at once or twice 24, and whether
// both are wholly known.
func (j *judging) fortnight(week span, r Rule) (kept, known bool) {
	d := durationOf(r.In)
	known = true
	for _, w := range []span{{week.from.Add(-d), week.to}, {week.from, week.to.Add(d)}} {
		longest, n := j.restIn(span{later(w.from, j.from), earlier(w.to, j.to)}, durationOf(r.Limit))
		if longest >= durationOf(r.When) || n >= 2 {
			return true, true
		}
		if w.from.Before(j.from) || w.to.After(j.to) {
			known = false
		}
	}
	return false, known
}

// clockWords is an instant on London's clocks, with the zone, since an hour repeats in October.
func clockWords(t time.Time) string { return t.In(civil.London).Format("2 January 2006 15:04 MST") }
