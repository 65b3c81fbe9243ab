package rest

import (
	"cmp"
	"slices"
	"time"

	"headroom/internal/civil"
)

// item is what counts in a run of shifts: a stretch or an on-call away from the workplace.
type item struct {
	span
	worked time.Duration
	away   bool
	quiet  bool // a day of a weekend on call that was little worked
}

func (i item) day() civil.Date { return civil.Today(i.from) }

// follows reports whether b begins on the day of a or the day after.
func follows(a, b item) bool { return b.day().Sub(a.day()) <= 1 }

func (j *judging) items() []item {
	var out []item
	for _, s := range j.line.stretches {
		out = append(out, item{span: s.span, worked: s.between(s.from, s.to)})
	}
	for _, d := range j.line.away {
		w := civil.Today(d.Start).Weekday()
		out = append(out, item{span: span{d.Start, d.End}, away: true,
			quiet: (w == time.Saturday || w == time.Sunday) && d.Worked >= 0 && d.Worked < 3*time.Hour && d.Episodes <= 3})
	}
	slices.SortStableFunc(out, func(a, b item) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	return out
}

// nightHours is how much of a shift lies between 23:00 and 06:00 where it counts as a night.
const nightHours = 3

// checkRuns holds shifts on following days against the rules of runs, and the rest after them.
func (j *judging) checkRuns() {
	items := j.items()
	long := func(r Rule) func(item) bool {
		return func(i item) bool { return !i.away && i.worked > durationOf(r.When) }
	}
	late := func(r Rule) func(item) bool {
		return func(i item) bool {
			day := i.day()
			return !i.away && i.worked > durationOf(r.When) && i.to.After(day.At(23*60)) && !i.to.After(day.Add(1).At(2*60))
		}
	}
	night := func(r Rule) func(item) bool {
		return func(i item) bool { return !i.away && isNight(i.span, r.When) }
	}
	every := func(Rule) func(item) bool { return func(item) bool { return true } }
	for _, c := range []struct {
		check Check
		is    func(Rule) func(item) bool
	}{{CheckLongRun, long}, {CheckLateRun, late}, {CheckNightRun, night}, {CheckShiftRun, every}} {
		j.eachRun(items, c.check, c.is, func(r Rule, run []item, next *item) { j.heldRun(r, run, next) })
	}
	j.eachRun(items, CheckNightRest, func(Rule) func(item) bool { return night(Rule{When: nightHours}) }, j.afterNights)
}

// eachRun finds the runs of a check: items of its sort on following days with nothing else between them. The rules are
// those in force when the run begins; next is what comes after it, nil when that is not known.
func (j *judging) eachRun(items []item, check Check, is func(Rule) func(item) bool, f func(r Rule, run []item, next *item)) {
	seen := map[int]map[string]bool{}
	for i := range items {
		for _, r := range j.rules(check, items[i].from) {
			fits := is(r)
			if seen[i][r.Set] || !fits(items[i]) {
				continue
			}
			n := i + 1
			for n < len(items) && fits(items[n]) && follows(items[n-1], items[n]) {
				n++
			}
			for k := i; k < n; k++ {
				if seen[k] == nil {
					seen[k] = map[string]bool{}
				}
				for _, other := range j.rules(check, items[k].from) {
					seen[k][other.Set] = true
				}
				seen[k][r.Set] = true
			}
			var next *item
			if n < len(items) {
				next = &items[n]
			}
			f(r, items[i:n], next)
		}
	}
}

// heldRun holds a run against its limit, and the rest after a run that reached it.
func (j *judging) heldRun(r Rule, run []item, next *item) {
	limit := r.Limit
	if r.Check == CheckShiftRun && slices.ContainsFunc(run, func(i item) bool { return i.quiet }) &&
		!slices.ContainsFunc(run, func(i item) bool { return i.away && !i.quiet }) {
		limit = r.When
	}
	whole := span{run[0].from, run[len(run)-1].to}
	if n := float64(len(run)); n > limit {
		r.Limit = limit
		j.breach(r, whole, n, true)
	}
	if float64(len(run)) < limit || r.In == 0 || r.Check == CheckLongRun && isNight(run[len(run)-1].span, nightHours) {
		return // after nights their own rule says how long the rest is
	}
	j.after = append(j.after, needed{r, whole.to, durationOf(r.In)})
	if next != nil && next.from.Sub(whole.to) < durationOf(r.In) {
		after := r
		after.Limit, after.Unit = r.In, "hours"
		j.breach(after, span{whole.to, next.from}, hoursOf(next.from.Sub(whole.to)), true)
	}
}

// afterNights asks for the rest after a run of nights.
func (j *judging) afterNights(r Rule, run []item, next *item) {
	if float64(len(run)) < r.When {
		return
	}
	end := run[len(run)-1].to
	j.after = append(j.after, needed{r, end, durationOf(r.Limit)})
	if next != nil && next.from.Sub(end) < durationOf(r.Limit) {
		j.breach(r, span{end, next.from}, hoursOf(next.from.Sub(end)), true)
	}
}

// needed is rest that must follow an instant.
type needed struct {
	rule Rule
	from time.Time
	long time.Duration
}
