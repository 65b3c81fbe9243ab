package rest

import (
	"fmt"
	"time"
)

// debt is compensatory rest that is owed.
type debt struct {
	rule     Rule
	gap      int // the gap it arose in, or that before the duty it arose in; of no meaning for a week without its rest
	arose    time.Time
	due      time.Time // zero while the rest after is not known
	hours    time.Duration
	left     time.Duration
	unbroken bool // given only by one rest of all its hours together
	day      span // of a duty without the daily rest in it: the 24 hours
	number   int
}

// statutory works out L1: each gap that is short of the daily rest owes what is missing, and so does each day of a duty that
// leaves no room for it, a week without its rest owes that
// rest, and rest beyond 11 hours in the gaps after gives it back, the oldest first. Leave and sickness in a gap do not
// count, nor does anything of the other ledgers, nor any payment. With Strict only the very next gap counts.
func (j *judging) statutory() {
	var debts []*debt
	arise := func(d debt) {
		d.left, d.number = d.hours, len(debts)+1
		debts = append(debts, &d)
		j.out.Entries = append(j.out.Entries, Entry{Ledger: Statutory, Person: j.Person, Kind: Owed, Hours: hoursOf(d.hours), At: d.arose, Due: d.due,
			Rule: d.rule.ID, Set: d.rule.Set, Words: d.words()})
	}
	weekly := j.weekly
	for i, g := range j.line.gaps {
		for len(weekly) > 0 && g.to.After(weekly[0].arose) {
			arise(weekly[0])
			weekly = weekly[1:]
		}
		for _, x := range j.shortDays(i) {
			arise(x.owes(i-1, g.to))
		}
		j.owed = append(j.owed, outstanding(debts))
		for _, r := range j.rules(CheckRestBetween, g.from) {
			if r.Family() != "wtr" {
				continue
			}
			_, most := g.longest()
			limit := durationOf(r.Limit)
			if most >= limit {
				j.settle(debts, i, g, limit)
				continue
			}
			d := debt{rule: r, gap: i, arose: g.to, hours: limit - most}
			if i+1 < len(j.line.gaps) {
				d.due = j.line.gaps[i+1].to
			}
			arise(d)
		}
	}
	for _, d := range weekly {
		arise(d)
	}
	if n := len(j.line.stretches); n > 0 {
		for _, x := range j.shortDays(n - 1) {
			arise(x.owes(n-2, time.Time{}))
		}
	}
	j.owed = append(j.owed, outstanding(debts))
	j.settleOpen(debts)
}

// words says of what the debt is.
func (d debt) words() string {
	if d.unbroken {
		return fmt.Sprintf("no weekly rest in the 7 days to %s; given by %.0f hours together beyond 11", clockWords(d.arose), hoursOf(d.hours))
	}
	if !d.day.from.IsZero() {
		return fmt.Sprintf("the 24 hours from %s were %s of rest together short of 11", clockWords(d.day.from), hoursWords(hoursOf(d.hours)))
	}
	return fmt.Sprintf("the rest that ended %s was %s short of 11", clockWords(d.arose), hoursWords(hoursOf(d.hours)))
}

func outstanding(debts []*debt) (sum time.Duration) {
	for _, d := range debts {
		sum += d.left
	}
	return sum
}

// daily is what is outstanding of daily rest alone.
func daily(debts []*debt) (sum time.Duration) {
	for _, d := range debts {
		if !d.unbroken {
			sum += d.left
		}
	}
	return sum
}

// settle gives rest back from what a gap has beyond the daily rest. Where calls came in it, only what it is sure to hold
// together counts.
func (j *judging) settle(debts []*debt, i int, g gap, limit time.Duration) {
	parts := g.rests(limit)
	if g.called > 0 || g.unsaid {
		sure, _ := g.longest()
		parts = nil
		if sure > limit && len(g.absent) == 0 {
			parts = []span{{g.to.Add(limit - sure), g.to}}
		}
	}
	j.give(debts, parts, func(d *debt) bool { return !j.Policy.Strict || d.unbroken || d.gap == i-1 })
}

// settleOpen gives rest back after the last duty that is known: how long that rest lasts is known only where somebody has
// recorded it as taken.
func (j *judging) settleOpen(debts []*debt) {
	n := len(j.line.stretches)
	if n == 0 {
		return
	}
	g := gap{span: span{j.line.stretches[n-1].to, j.line.stretches[n-1].to}, after: n - 1, before: -1}
	for _, e := range j.Records {
		if e.Ledger == Statutory && e.Kind == Taken && e.At.Before(e.Until) {
			g.to = later(g.to, e.Until)
		}
	}
	for _, d := range j.line.absent {
		if g.within(d.Start, d.End) > 0 {
			g.absent = append(g.absent, span{later(d.Start, g.from), earlier(d.End, g.to)})
		}
	}
	var parts []span
	for _, p := range g.rests(11 * time.Hour) {
		for _, e := range j.Records {
			if e.Ledger == Statutory && e.Kind == Taken {
				if s := (span{later(p.from, e.At), earlier(p.to, e.Until)}); s.length() > 0 {
					parts = append(parts, s)
					p.from = s.to
				}
			}
		}
	}
	j.give(debts, parts, func(d *debt) bool { return !j.Policy.Strict || d.unbroken || d.gap == len(j.line.gaps)-1 })
}

// give spends rest on debts, the oldest first, and notes each piece: as taken once it is over, as booked while it is to come.
func (j *judging) give(debts []*debt, parts []span, may func(*debt) bool) {
	before := daily(debts)
	var spare time.Duration
	for _, p := range parts {
		for _, d := range debts {
			n := min(p.length(), d.left)
			if n <= 0 || !may(d) || d.unbroken && n < d.left || d.unbroken && !p.to.After(d.arose) {
				continue
			}
			e := Entry{Ledger: Statutory, Person: j.Person, Kind: Taken, Hours: hoursOf(n), At: p.from, Until: p.from.Add(n), Rule: d.rule.ID, Set: d.rule.Set,
				Words: "rest beyond 11 hours between duties", Against: d.number}
			if e.Until.After(j.At) {
				e.Kind = Booked
				e.Words = "rest beyond 11 hours that the roster leaves"
			}
			j.out.Entries = append(j.out.Entries, e)
			d.left -= n
			p.from = e.Until
		}
		spare += p.length()
	}
	if before > 0 && daily(debts) == 0 {
		j.spare = spare
	}
}
