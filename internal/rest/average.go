package rest

import (
	"slices"
	"time"

	"headroom/internal/civil"
)

// checkAverages holds the mean week and the mean night worker's day against their limits, over every reference period that
// is wholly known. Where none is, nothing is shown.
func (j *judging) checkAverages() {
	if len(j.line.stretches)+len(j.line.away) == 0 {
		return
	}
	for _, r := range j.rules(CheckAverage, j.from) {
		c, _ := j.contract(civil.Today(j.from))
		switch {
		case c.OptOut && r.When > 0:
			r.Limit = r.When
		case c.OptOut:
			continue
		}
		j.averageOf(r)
	}
	for _, r := range j.rules(CheckNightAverage, j.from) {
		j.nightAverageOf(r)
	}
}

// averageOf looks at the reference periods that begin with the first known day and every week after; of those that pass the
// limit, the highest is told.
func (j *judging) averageOf(r Rule) {
	shown := false
	var worst float64
	var where span
	first := civil.Today(j.from)
	for day := first; ; day = day.Add(7) {
		m, ok := j.mean(day, int(r.In))
		if !ok {
			break
		}
		shown = true
		if m > worst {
			worst, where = m, span{day.At(0), day.Add(7 * int(r.In)).At(0)}
		}
	}
	switch {
	case !shown:
		j.unknown("the mean week over %.0f weeks cannot be shown: not so many weeks are known, with the days after them that stand for leave", r.In)
	case worst > r.Limit:
		j.breach(r, where, worst, true)
	}
}

// mean is (A + B) / C: hours A of the reference period, hours B of as many days worked after it as days in it were leave or
// sickness, over its weeks C. ok is false when not all of that is known.
func (j *judging) mean(from civil.Date, weeks int) (hours float64, ok bool) {
	end := from.Add(7 * weeks)
	last := civil.Today(j.to)
	if end.After(last.Add(1)) {
		return 0, false
	}
	total := j.line.worked(from.At(0), end.At(0))
	excluded := len(j.excluded(from, end))
	for day := end; excluded > 0; day = day.Add(1) {
		if day.After(last) {
			return 0, false
		}
		if w := j.line.worked(day.At(0), day.Add(1).At(0)); w > 0 {
			total += w
			excluded--
		}
	}
	return hoursOf(total) / float64(weeks), true
}

// excluded is the days of [from, to) that were leave or sickness: Mondays to Fridays, and a day at a weekend where the
// absence is that day alone.
func (j *judging) excluded(from, to civil.Date) []civil.Date {
	var out []civil.Date
	for _, d := range j.line.absent {
		first, last := civil.Today(d.Start), civil.Today(d.End.Add(-time.Second))
		for day := first; !day.After(last); day = day.Add(1) {
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			if day.Before(from) || !day.Before(to) || weekend && first != last || slices.Contains(out, day) {
				continue
			}
			out = append(out, day)
		}
	}
	return out
}

// nightAverageOf is about those of whose stretches a third or more are nights: hours over days that are no weekly rest.
func (j *judging) nightAverageOf(r Rule) {
	first := civil.Today(j.from)
	days := 7 * int(r.In)
	nights, all := 0, 0
	for _, s := range j.line.stretches {
		all++
		if isNight(s.span, r.When) {
			nights++
		}
	}
	if all == 0 || 3*nights < all {
		return
	}
	if first.Add(days).After(civil.Today(j.to).Add(1)) {
		j.unknown("the mean night worker's day over %.0f weeks cannot be shown: not so many weeks are known", r.In)
		return
	}
	where := span{first.At(0), first.Add(days).At(0)}
	mean := hoursOf(j.line.worked(where.from, where.to)) / float64(days-int(r.In))
	if mean > r.Limit {
		j.breach(r, where, mean, true)
	}
}
