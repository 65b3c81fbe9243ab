package rest

import (
	"cmp"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Ref is the block's rule with its version, as WTR-10@1998.
func (b Block) Ref() string { return ref(b.Rule, b.Set) }

// Window is the block's stretch in words, on London's clocks.
func (b Block) Window() string { return clockWords(b.From) + " to " + clockWords(b.To) }

// Absent is the rule of a block that is leave or sickness; which of the two is not said.
const Absent RuleID = "ABSENT"

// block works out when the person may not be booked: the daily rest after and before each stretch, the rest after runs, all
// that is left of compensatory rest from the end of the stretch after which it is owed, rest that is booked, and absence.
func (j *judging) block() {
	add := func(from, to time.Time, id RuleID, set, words string) {
		if to.After(from) {
			j.out.Blocks = append(j.out.Blocks, Block{Person: j.Person, From: from, To: to, Rule: id, Set: set, Words: words})
		}
	}
	for i, s := range j.line.stretches {
		if rules := j.rules(CheckRestBetween, s.to); len(rules) > 0 {
			r := slices.MaxFunc(rules, func(a, b Rule) int { return cmp.Compare(a.Limit, b.Limit) })
			d := durationOf(r.Limit)
			from, to := later(s.to, s.from.Add(workday)), j.restFrom(s.to, d)
			if !to.After(from) {
				to = s.from.Add(24 * time.Hour)
			}
			add(from, to, r.ID, r.Set, hoursWords(r.Limit)+" of rest after a duty")
			add(j.restBefore(s.from, d), s.from, r.ID, r.Set, hoursWords(r.Limit)+" of rest before a duty")
			if i < len(j.owed) && j.owed[i] > 0 {
				c := r
				if x := j.rules(CheckCompensatory, s.to); len(x) > 0 {
					c = x[0]
				}
				add(s.to, s.to.Add(d+j.owed[i]), c.ID, c.Set, hoursWords(hoursOf(j.owed[i]))+" of compensatory rest owed, beside "+hoursWords(r.Limit)+" of rest")
			}
		}
	}
	for _, n := range j.after {
		add(n.from, n.from.Add(n.long), n.rule.ID, n.rule.Set, hoursWords(hoursOf(n.long))+" of rest after a run of shifts")
	}
	for _, e := range j.Records {
		if e.Kind == Booked {
			id, set := e.Rule, e.Set
			if id == "" {
				id, set = RuleID("BOOKED-"+string(e.Ledger)), j.Policy.Set
			}
			add(e.At, e.Until, id, set, "rest that is booked: "+e.Ledger.Words())
		}
	}
	for _, d := range j.line.absent {
		add(d.Start, d.End, Absent, "", "away")
	}
	slices.SortStableFunc(j.out.Blocks, func(a, b Block) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.Rule, b.Rule))
	})
}

// restFrom is when d of rest has passed from t on, with the calls of on-calls that lie in it added: when they came is not
// known. restBefore is when it has to begin to be over at t.
func (j *judging) restFrom(t time.Time, d time.Duration) time.Time {
	end := t.Add(d)
	for _, a := range j.line.away {
		if a.Worked > 0 && a.Start.Before(end) && a.End.After(t) {
			end = end.Add(a.Worked)
		}
	}
	return end
}

func (j *judging) restBefore(t time.Time, d time.Duration) time.Time {
	begin := t.Add(-d)
	for _, a := range slices.Backward(j.line.away) {
		if a.Worked > 0 && a.Start.Before(t) && a.End.After(begin) {
			begin = begin.Add(-a.Worked)
		}
	}
	return begin
}

// Blocked gives the first block of a person that [from, to) overlaps; false when there is none.
func Blocked(blocks []Block, p Person, from, to time.Time) (Block, bool) {
	for _, b := range blocks {
		if b.Person == p && b.From.Before(to) && from.Before(b.To) {
			return b, true
		}
	}
	return Block{}, false
}

// Refuse is Blocked as a fault that names the rule and the window; nil when the person may be booked.
func Refuse(blocks []Block, p Person, from, to time.Time) error {
	if b, ok := Blocked(blocks, p, from, to); ok {
		return fault.New(fault.Conflict, "%s may not be booked from %s to %s: %s (%s), from %s. Choose another time, or another person", p, clockWords(from), clockWords(to),
			b.Words, b.Ref(), b.Window())
	}
	return nil
}

// Added gives the breaches that one more duty would bring. What else the duty changes, as a rest that it shortens further,
// is among them under its own window.
func Added(a Ask, d Duty) []Breach {
	before := Judge(a).Breaches
	a.Duties = append(slices.Clone(a.Duties), d)
	return slices.DeleteFunc(Judge(a).Breaches, func(b Breach) bool {
		return slices.ContainsFunc(before, func(x Breach) bool {
			return x.Rule == b.Rule && x.Set == b.Set && x.From.Equal(b.From) && x.To.Equal(b.To) && x.Observed == b.Observed
		})
	})
}

// StartsWithin reports whether a duty begins in [from, to). Industrial action leaves such a duty uncovered to its own end,
// and no other: one that began before is finished (definition A4). It is about the roster, and says nothing of a person.
func StartsWithin(d Duty, from, to time.Time) bool {
	return !d.Start.Before(from) && d.Start.Before(to)
}

// ClosedDay is a day on which a person may not be booked for a session, with the block that forbids it.
type ClosedDay struct {
	Day   civil.Date
	Block Block
}

// Closed is the days of [first, last] on which a session of a person from one time of day to another, on London's clocks,
// would overlap a block: how a plan that knows sessions by their day leaves rest alone. An end at or before the beginning
// is on the next day.
func Closed(blocks []Block, p Person, first, last civil.Date, from, to civil.Clock) []ClosedDay {
	var out []ClosedDay
	for d := first; !d.After(last); d = d.Add(1) {
		end := d
		if to <= from {
			end = d.Add(1)
		}
		if b, no := Blocked(blocks, p, d.At(from), end.At(to)); no {
			out = append(out, ClosedDay{d, b})
		}
	}
	return out
}
