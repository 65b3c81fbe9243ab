package recovery

import (
	"fmt"
	"slices"
	"strings"
)

// notRecorded is the group of those of whom nothing is recorded. It is never left out: it may be the largest.
const notRecorded = "not recorded"

// equalityOf is the stated equality check: how long people of each recorded group wait from the plan's first day to their
// new date, how many have none, and how many lost or changed the date that they held. It is shown and never steers the
// plan; the opt-in guard (Policy.Equality) does, by a weight of its own within the tier of waiting. People without a date
// count in the median as later than everybody with one; a median that lies among them is -1.
func equalityOf(a *Ask, placements []Placement) []EqualityLine {
	var out []EqualityLine
	for _, by := range []struct {
		name  string
		group func(*Patient) string
	}{
		{"deprivation", func(p *Patient) string {
			if p.Deprivation == 0 {
				return notRecorded
			}
			return fmt.Sprintf("fifth %d%s", p.Deprivation, map[int]string{1: ", most deprived", 5: ", least deprived"}[p.Deprivation])
		}},
		{"ethnicity", func(p *Patient) string {
			if p.Ethnicity == "" {
				return notRecorded
			}
			return p.Ethnicity
		}},
		{"learning disability", func(p *Patient) string {
			if p.LearningDisability == NotRecorded {
				return notRecorded
			}
			return string(p.LearningDisability)
		}},
	} {
		out = append(out, equalityBy(a, placements, by.name, by.group)...)
	}
	return out
}

// equalityBy are the lines of one characteristic, by group, those not recorded last.
func equalityBy(a *Ask, placements []Placement, name string, group func(*Patient) string) []EqualityLine {
	lines := map[string]*EqualityLine{}
	waits := map[string][]int{}
	for i := range placements {
		p := &placements[i]
		if p.Change == OffList || p.Change == HeldBack || p.Change == DateOver || p.Change == Unmeasured {
			continue
		}
		g := group(&a.Patients[i])
		l := lines[g]
		if l == nil {
			l = &EqualityLine{By: name, Group: g}
			lines[g] = l
		}
		l.People++
		switch p.Change {
		case NoDate, Dropped:
			l.Unscheduled++
			waits[g] = append(waits[g], never)
		default:
			waits[g] = append(waits[g], p.Date.Sub(a.From))
		}
		if p.Change == Dropped || p.Change == Moved {
			l.DroppedOrMoved++
		}
	}
	out := make([]EqualityLine, 0, len(lines))
	for g, l := range lines {
		l.MedianWait = medianOf(waits[g])
		out = append(out, *l)
	}
	slices.SortFunc(out, func(x, y EqualityLine) int {
		if (x.Group == notRecorded) != (y.Group == notRecorded) {
			if x.Group == notRecorded {
				return 1
			}
			return -1
		}
		return strings.Compare(x.Group, y.Group)
	})
	return out
}

// medianOf is the middle of some days, the mean of the two middle ones of an even number; -1 where it lies among those
// without a date.
func medianOf(days []int) float64 {
	slices.Sort(days)
	low, high := days[(len(days)-1)/2], days[len(days)/2]
	if high >= never {
		return -1
	}
	return float64(low+high) / 2
}
