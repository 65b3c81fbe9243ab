package chart

import (
	"time"

	"headroom/internal/civil"
)

// tick is one label of the day axis: the upper line, and the year under it where it changes.
type tick struct {
	day  civil.Date
	text string
	year string
}

// rhythm is one way of setting ticks: which days carry one, and how they are written.
type rhythm struct {
	days   float64 // about how many days apart
	on     func(civil.Date) bool
	layout string
}

// rhythms from dense to sparse. Weeks begin on Monday, as the reporting weeks do.
var rhythms = []rhythm{
	{1, func(civil.Date) bool { return true }, "Mon 2"},
	{2, func(d civil.Date) bool { return d.Day()%2 == 1 && d.Day() < 31 }, "2 Jan"},
	{7, func(d civil.Date) bool { return d.Weekday() == time.Monday }, "2 Jan"},
	{14, func(d civil.Date) bool { _, w := d.ISOWeek(); return d.Weekday() == time.Monday && w%2 == 0 }, "2 Jan"},
	{30, func(d civil.Date) bool { return d.Day() == 1 }, "Jan"},
	{61, func(d civil.Date) bool { return d.Day() == 1 && d.Month()%2 == 1 }, "Jan"},
	{91, func(d civil.Date) bool { return d.Day() == 1 && d.Month()%3 == 1 }, "Jan"},
	{182, func(d civil.Date) bool { return d.Day() == 1 && d.Month()%6 == 1 }, "Jan"},
	{365, func(d civil.Date) bool { return d.Day() == 1 && d.Month() == time.January }, "2006"},
	{730, func(d civil.Date) bool { return d.Day() == 1 && d.Month() == time.January && d.Year()%2 == 0 }, "2006"},
	{1826, func(d civil.Date) bool { return d.Day() == 1 && d.Month() == time.January && d.Year()%5 == 0 }, "2006"},
	{3652, func(d civil.Date) bool { return d.Day() == 1 && d.Month() == time.January && d.Year()%10 == 0 }, "2006"},
}

// dayTicks sets ticks on the days of r, at least apart pixels from each other where a day is perDay pixels wide.
func dayTicks(r civil.Range, perDay, apart float64) []tick {
	chosen := rhythms[len(rhythms)-1]
	for _, h := range rhythms {
		if h.days*perDay >= apart {
			chosen = h
			break
		}
	}
	var out []tick
	year := 0
	r.Each(func(d civil.Date) {
		if !chosen.on(d) {
			return
		}
		t := tick{day: d, text: d.Format(chosen.layout)}
		switch {
		case chosen.layout == "2006":
		case chosen.days == 1 && (len(out) == 0 || d.Day() == 1):
			t.year = d.Format("Jan 2006")
		case d.Year() != year && chosen.days > 1:
			t.year = d.Format("2006")
		}
		year = d.Year()
		out = append(out, t)
	})
	return out
}
