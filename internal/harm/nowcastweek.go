package harm

import (
	"time"

	"headroom/internal/civil"
)

// Weekly is a nowcast by weeks that begin on Mondays, so that a week's figure can be cited on any day: the estimate is that of
// the newest Monday, and all counts are up to now.
type Weekly struct {
	Nowcast            // AsOf is today; the windows are whole weeks, the newest ending on the Sunday before Week
	Week    civil.Date // the Monday of the week that is running, before whose start the estimate ends
	SoFar   int        // events of the running week, up to now: nothing is estimated of it
	Since   int        // events of the weeks before that were recorded since Week began
}

// WeeklyNowcast estimates what is still to be reported of whole weeks, on today. What came since the newest Monday is counted
// as reported and taken off what is expected of its week: what both make together stays Monday's estimate, and so does how
// often the interval holds.
func WeeklyNowcast(events []Reported, today civil.Date, o NowcastOptions) (Weekly, error) {
	monday := today
	for monday.Weekday() != time.Monday {
		monday = monday.Add(-1)
	}
	n, err := NowcastOf(events, monday, o)
	if err != nil {
		return Weekly{}, err
	}
	out := Weekly{Nowcast: n, Week: monday}
	out.AsOf = today
	for _, e := range events {
		if e.Recorded.Before(monday) || e.Recorded.After(today) {
			continue
		}
		if !e.Occurred.Before(monday) {
			out.SoFar++
			continue
		}
		for i := range out.Windows {
			w := &out.Windows[i]
			if d := e.Occurred.Sub(w.From); d >= 0 && d < 7 {
				w.Reported++
				w.Mean, w.Low, w.High = max(0, w.Mean-1), max(0, w.Low-1), max(0, w.High-1)
				out.Since++
			}
		}
	}
	out.Reported += out.Since
	out.Mean, out.Low, out.High = max(0, out.Mean-float64(out.Since)), max(0, out.Low-out.Since), max(0, out.High-out.Since)
	return out, nil
}
