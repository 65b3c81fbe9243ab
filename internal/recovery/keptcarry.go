package recovery

import (
	"fmt"
	"slices"

	"headroom/internal/civil"
)

// Carry is a pathway as a newer list tells it, with what the list before told and no list may lose: the original clock
// start, the history of priorities, every postponement, a clinician's flag (R27). notes say what was kept against the
// newer list, by what it is and without the pathway.
func Carry(before, now Patient) (out Patient, notes []string) {
	out = now
	if !before.Clock.IsZero() && (now.Clock.IsZero() || now.Clock.After(before.Clock)) {
		out.Clock = before.Clock
		notes = append(notes, "the original clock start was kept: a newer list gave a later one or none")
	}
	if now.Priority == Unprioritised && before.Priority != Unprioritised {
		out.Priority, out.Prioritised = before.Priority, before.Prioritised
		notes = append(notes, "the priority was kept: a newer list gave none")
	}
	if out.Prioritised.IsZero() && out.Priority == before.Priority {
		out.Prioritised = before.Prioritised
	}
	out.Priorities = earlier(before, out)
	out.Postponed = postponements(before.Postponed, now.Postponed)
	if n := len(out.Postponed) - len(now.Postponed); n > 0 {
		notes = append(notes, fmt.Sprintf("%d earlier postponements were kept that a newer list no longer has", n))
	}
	if before.Cancer != nil && now.Cancer != nil && now.Cancer.Fast == NotRecorded && before.Cancer.Fast != NotRecorded {
		c := *now.Cancer
		c.Fast = before.Cancer.Fast
		out.Cancer = &c
	}
	if before.Cancer != nil && now.Cancer == nil {
		out.Cancer = before.Cancer
		notes = append(notes, "the cancer clocks were kept: a newer list has no cancer dates for the pathway")
	}
	return out, notes
}

// earlier is every priority that the pathway had before the one that it has, oldest first.
func earlier(before, now Patient) []Prioritisation {
	var all []Prioritisation
	add := func(p Prioritisation) {
		same := func(q Prioritisation) bool { return q == p }
		if p.Priority != Unprioritised && p != (Prioritisation{now.Priority, now.Prioritised}) && !slices.ContainsFunc(all, same) {
			all = append(all, p)
		}
	}
	for _, p := range slices.Concat(before.Priorities, now.Priorities) {
		add(p)
	}
	if before.Priority != now.Priority || before.Prioritised != now.Prioritised {
		add(Prioritisation{before.Priority, before.Prioritised})
	}
	slices.SortStableFunc(all, func(a, b Prioritisation) int { return a.On.Compare(b.On) })
	return all
}

// postponements joins two histories; the same postponement told twice counts once.
func postponements(before, now []Postponement) []Postponement {
	type moved struct {
		on, was civil.Date
		by      string
	}
	key := func(p Postponement) moved { return moved{p.On, p.For, p.By} }
	told := map[moved]bool{}
	for _, p := range now {
		told[key(p)] = true
	}
	out := slices.Clone(now)
	for _, p := range before {
		if !told[key(p)] {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Postponement) int { return a.On.Compare(b.On) })
	return out
}
