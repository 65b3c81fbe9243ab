package harm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
)

// Group is what is recorded of a person for matching alone. Empty is not recorded, and never another group.
type Group struct {
	Age         string // a band, as 60-69
	Sex         string
	Ethnicity   string
	Deprivation string // a fifth, 1 the most deprived
}

// groupParts is how many parts a group's text has.
const groupParts = 4

// String is the group as Watched.Group holds it.
func (g Group) String() string {
	if g == (Group{}) {
		return ""
	}
	return strings.Join([]string{g.Age, g.Sex, g.Ethnicity, g.Deprivation}, "|")
}

// ParseGroup reads what String writes; whatever else it is given has nothing recorded.
func ParseGroup(s string) Group {
	p := strings.Split(s, "|")
	if len(p) != groupParts {
		return Group{}
	}
	return Group{p[0], p[1], p[2], p[3]}
}

// The two comparisons, and the fields by which they are split.
const (
	Beside        = "not-postponed" // those who were not postponed, in the same weeks
	Before        = "season-before" // the same season of a year before
	ByEthnicity   = "ethnicity"
	ByDeprivation = "deprivation"
)

// ComparedWith is the key of one comparison, Beside or Before, and one group of a split; the group is empty for everybody,
// and "not recorded" where it is not known.
func ComparedWith(comparison, group string) string {
	if group == "" {
		return comparison
	}
	return comparison + "/" + group
}

// notRecorded names the group of those of whom the field that a table is split by is not recorded.
const notRecorded = "not recorded"

// Followed is a pathway whose window is over, and whether the trigger came within it.
type Followed struct {
	Watched
	Hit bool
}

// Follow lists a cohort's pathways whose window of days after the postponement is over on a day, with whether a trigger of
// the kind happened within it. Those whose window is still open count on no side: they could not have had all of it.
func Follow(c Cohort, kind TriggerKind, window int, on civil.Date) []Followed {
	hits := map[WatchID][]civil.Date{}
	for _, t := range c.Triggers {
		if t.Kind == kind {
			hits[t.Watch] = append(hits[t.Watch], t.Occurred)
		}
	}
	var out []Followed
	for _, w := range c.Watched {
		last := w.Postponed.Add(window)
		if !on.After(last) {
			continue
		}
		out = append(out, Followed{w, slices.ContainsFunc(hits[w.ID], func(d civil.Date) bool { return !d.Before(w.Postponed) && !d.After(last) })})
	}
	return out
}

// How many days around the postponements somebody else's day may lie: for the same weeks, and for the season a year before.
const (
	weeksAround  = 14
	seasonAround = 42
	aYear        = 364
)

// Stratify lays the postponed beside others, stratum by stratum: those of the same weeks, two weeks before or after among
// them, and those of the same season a year before. Whoever is of neither counts on no side. A stratum is a trust's specialty, priority, suspected or confirmed
// cancer, months waited, age and sex; ethnicity and deprivation join it where split names them, each group by itself.
func Stratify(postponed, others []Followed, split string) map[string][]Stratum {
	if len(postponed) == 0 {
		return map[string][]Stratum{}
	}
	first, last := postponed[0].Postponed, postponed[0].Postponed
	for _, w := range postponed {
		if w.Postponed.Before(first) {
			first = w.Postponed
		}
		if w.Postponed.After(last) {
			last = w.Postponed
		}
	}
	within := func(d civil.Date, back, around int) bool {
		return !d.Before(first.Add(-back-around)) && !d.After(last.Add(-back+around))
	}
	counts := map[string]map[string]*Stratum{}
	at := func(comparison string, w Watched) *Stratum {
		k, name := ComparedWith(comparison, groupOf(w, split)), stratumOf(w)
		if counts[k] == nil {
			counts[k] = map[string]*Stratum{}
		}
		if counts[k][name] == nil {
			counts[k][name] = &Stratum{Name: name}
		}
		return counts[k][name]
	}
	for _, w := range postponed {
		for _, c := range []string{Beside, Before} {
			s := at(c, w.Watched)
			s.Exposed++
			s.Hits += one(w.Hit)
		}
	}
	for _, w := range others {
		c := Beside
		if !within(w.Postponed, 0, weeksAround) {
			if c = Before; !within(w.Postponed, aYear, seasonAround) {
				continue
			}
		}
		s := at(c, w.Watched)
		s.Others++
		s.OtherHit += one(w.Hit)
	}
	out := make(map[string][]Stratum, len(counts))
	for k, by := range counts {
		for _, s := range by {
			out[k] = append(out[k], *s)
		}
		slices.SortFunc(out[k], func(a, b Stratum) int { return cmp.Compare(a.Name, b.Name) })
	}
	return out
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// groupOf is a pathway's group of the field that a table is split by; empty when it is not split.
func groupOf(w Watched, split string) string {
	g := ParseGroup(w.Group)
	switch split {
	case ByEthnicity:
		return cmp.Or(g.Ethnicity, notRecorded)
	case ByDeprivation:
		return cmp.Or(g.Deprivation, notRecorded)
	}
	return ""
}

// longestWait is from how many months of waiting on pathways are taken as alike.
const longestWait = 18

// stratumOf names the pathways that are alike.
func stratumOf(w Watched) string {
	g := ParseGroup(w.Group)
	cancer := "no cancer"
	if w.Cancer {
		cancer = "cancer"
	}
	known := func(s string) string { return cmp.Or(s, notRecorded) }
	return strings.Join([]string{string(w.Trust), known(w.Specialty), known(w.Priority), cancer,
		fmt.Sprintf("%d months", min(w.Waiting/30, longestWait)), "age " + known(g.Age), "sex " + known(g.Sex)}, ", ")
}

// Raised reports whether a clinical priority was raised from one to another, as from P4 to P2. P5 and P6, a patient's own
// wish to wait, and what is not recorded are compared with nothing.
func Raised(from, to string) bool {
	order := []string{"P1a", "P1b", "P2", "P3", "P4"}
	a, b := slices.Index(order, from), slices.Index(order, to)
	return a >= 0 && b >= 0 && b < a
}
