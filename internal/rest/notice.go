package rest

import (
	"cmp"
	"slices"
	"time"

	"headroom/internal/access"
)

// Notice says of one thing that is owed how it came to stand, and whom it has reached. A later notice of the same thing
// takes the earlier one's place.
type Notice struct {
	Owing
	Set   string
	Due   time.Time   // zero where no date is set
	Step  LineState   // how it stood when it was noted
	To    access.Role // who was told; empty where nobody has to see to it any more
	Hours float64     // left: neither taken nor paid
	At    time.Time   // when it was noted
	Place int         // among the notices of the same thing, from 1
}

// Owing is what one notice is about: rest that a person is owed by a rule since an instant.
type Owing struct {
	Person Person
	Ledger Ledger
	Rule   RuleID
	Arose  time.Time // on the second
}

// Gone is the step of what is not owed any more after all, as the duties are known now.
const Gone LineState = "gone"

// Waits reports whether somebody has to see to it.
func (n Notice) Waits() bool { return n.To != "" }

// NoticesOf is what has to be noted now of people that were judged, held against the newest notice of each thing: what
// reached somebody, or another one than before, and what needs nobody any more after somebody was told. What stands as it
// was noted gives nothing, so that everybody is told of a step once. What arises only after at waits until then.
func NoticesOf(judged map[Person]Judgement, newest map[Owing]Notice, at time.Time) []Notice {
	now := map[Owing]Notice{}
	for p, j := range judged {
		for _, b := range j.Balances {
			for _, l := range b.Lines {
				if l.Owed.At.After(at) {
					continue
				}
				n := Notice{Owing: Owing{p, b.Ledger, l.Owed.Rule, l.Owed.At.UTC().Truncate(time.Second)}, Set: l.Owed.Set, Due: l.Owed.Due, Step: l.State, To: l.To,
					Hours: l.Left}
				if x, twice := now[n.Owing]; twice && x.Waits() {
					n, x = graver(n, x)
					n.Hours += x.Hours
				}
				now[n.Owing] = n
			}
		}
	}
	for k, last := range newest {
		if _, there := now[k]; !there && last.Waits() {
			now[k] = Notice{Owing: k, Set: last.Set, Due: last.Due, Step: Gone}
		}
	}
	var out []Notice
	for k, n := range now {
		last, told := newest[k]
		if !n.Waits() && (!told || !last.Waits()) || told && last.Step == n.Step && last.To == n.To {
			continue
		}
		n.Place = last.Place + 1
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b Notice) int { return a.Compare(b.Owing) })
	return out
}

// Compare puts what is owed in order: by person, ledger, time and rule.
func (o Owing) Compare(b Owing) int {
	return cmp.Or(cmp.Compare(o.Person, b.Person), cmp.Compare(o.Ledger, b.Ledger), o.Arose.Compare(b.Arose), cmp.Compare(o.Rule, b.Rule))
}

// graver gives the one of two that has gone further, then the other.
func graver(a, b Notice) (Notice, Notice) {
	steps := []LineState{Open, Soon, Overdue}
	if slices.Index(steps, b.Step) > slices.Index(steps, a.Step) {
		return b, a
	}
	return a, b
}

// NextStep is the first instant after at when time alone brings a step: it arises, is due soon, or its time has
// passed; zero when nothing is left that has a date to come.
func NextStep(judged map[Person]Judgement, at time.Time) time.Time {
	var next time.Time
	for _, j := range judged {
		for _, b := range j.Balances {
			for _, l := range b.Lines {
				if l.Left == 0 {
					continue
				}
				steps := []time.Time{l.Owed.At}
				if !l.Owed.Due.IsZero() {
					steps = append(steps, l.Owed.Due.AddDate(0, 0, -soonDays), l.Owed.Due)
				}
				for _, t := range steps {
					if !t.Before(at) && (next.IsZero() || t.Before(next)) {
						next = t
					}
				}
			}
		}
	}
	if next.IsZero() {
		return next
	}
	return next.Add(time.Second)
}
