package flow

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
)

// Calendar is what is known of days in advance.
type Calendar struct {
	Holidays civil.Holidays
	Strikes  []Strike
}

// Strike is one day of industrial action of one staff group, named as package action names it: Day is its number within
// the action from 1, Of how many days the action lasts.
type Strike struct {
	Date  civil.Date
	Group string
	Day   int
	Of    int
}

// residents is the staff group whose strikes were counted day by day.
const residents = "resident-doctors"

// Week is how a hospital, its hub, its care and its arrivals go by weekday, from Sunday; the mean of Work and of Care over a
// week is one.
type Week struct{ Work, Hub, Care, Arrivals [7]float64 }

// Week is the reference week.
func (d Defaults) Week() Week {
	var w Week
	for i := range 7 {
		day := strings.ToLower(time.Weekday(i).String())
		w.Work[i], w.Care[i], w.Arrivals[i] = d.Value("work."+day), d.Value("care."+day), d.Value("arrivals."+day)
		w.Hub[i] = d.Value("hub.weekday")
	}
	w.Hub[time.Saturday], w.Hub[time.Sunday] = d.Value("hub.saturday"), d.Value("hub.sunday")
	w.Work, w.Care, w.Arrivals = even(w.Work), even(w.Care), even(w.Arrivals)
	return w
}

// even scales a week to the mean one.
func even(w [7]float64) [7]float64 {
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	for i := range w {
		w[i] *= 7 / sum
	}
	return w
}

// Working is one day's working factors: of leaving stages and the ready pool, of the hub, of care's starts, of unplanned
// arrivals, and the chance that a planned admission goes ahead.
type Working struct{ Work, Hub, Care, Arrivals, Show float64 }

// Working gives a day's factors from the week, the holidays, the days around Christmas and the strikes. They belong to the
// calendar day; London's clock changes leave them alone, since a day is from 08:00 to 08:00 whatever its hours.
func (d Defaults) Working(c Calendar, w Week, day civil.Date) Working {
	i := day.Weekday()
	out := Working{Work: w.Work[i], Hub: w.Hub[i], Care: w.Care[i], Arrivals: w.Arrivals[i], Show: 1}
	d.holiday(c, day, &out)
	d.christmas(c, w, day, &out)
	d.strike(c, day, &out)
	return out
}

// holiday lays a bank holiday over the weekday: it has its own factor, the same on every weekday, and hub and care hardly
// work. Christmas Day, Boxing Day and New Year's Day at a weekend are such days too, whether or not the law moves the
// holiday to a Monday.
func (d Defaults) holiday(c Calendar, day civil.Date, out *Working) {
	h, is := c.Holidays.On(day)
	kind := "other"
	switch md := monthDay(day); {
	case md == 1225:
		kind = "christmas-day"
	case md == 1226 || is && md >= 1227 && md <= 1228:
		kind = "boxing-day"
	case md == 101:
		kind = "new-year"
	case !is:
		return
	case strings.Contains(h.Name, "Good Friday"):
		kind = "good-friday"
	}
	out.Work = d.Value("holiday." + kind)
	out.Arrivals = min(out.Arrivals, d.Value("arrivals.holiday"))
	hub, care := d.Value("hub.holiday"), d.Value("care.holiday")
	if kind == "christmas-day" {
		hub, care = d.Value("hub.christmas-day"), d.Value("care.christmas-day")
		out.Arrivals = min(out.Arrivals, d.Value("arrivals.christmas-day"))
	}
	out.Hub, out.Care = min(out.Hub, hub), min(out.Care, care)
}

// christmas lays the push before Christmas and the slow days after it over the weekday.
func (d Defaults) christmas(c Calendar, w Week, day civil.Date, out *Working) {
	md := monthDay(day)
	switch {
	case md == 1224:
		out.Work = d.Value("christmas.before-1-push") * math.Pow(w.Work[day.Weekday()], d.Value("christmas.before-1-weekday"))
	case md >= 1220 && md <= 1223:
		out.Work *= d.Value(fmt.Sprintf("christmas.before-%d", 1225-md))
	case md >= 1227:
		out.Care *= d.Value("care.christmas-week")
		if n := workingSince(c, civil.On(day.Year(), time.December, 25), day); n > 0 {
			out.Work *= orOne(d, fmt.Sprintf("christmas.working-%d", n))
		}
	case md >= 102 && md <= 107:
		if n := workingSince(c, civil.On(day.Year(), time.January, 1), day); n > 0 {
			out.Work *= orOne(d, fmt.Sprintf("newyear.working-%d", n))
		}
	}
}

// monthDay is a date within its year as month*100+day.
func monthDay(d civil.Date) int { return int(d.Month())*100 + d.Day() }

// orOne is a figure's value, one where there is no such figure.
func orOne(d Defaults, what string) float64 {
	if f, ok := d.Figure(what); ok {
		return f.Value
	}
	return 1
}

// workingSince is which working day after from a day is, from 1; 0 when it is no working day.
func workingSince(c Calendar, from, day civil.Date) int {
	if !c.Holidays.IsWorkingDay(day) {
		return 0
	}
	n := 0
	for x := from.Add(1); !x.After(day); x = x.Add(1) {
		if c.Holidays.IsWorkingDay(x) {
			n++
		}
	}
	return n
}

// strike lays strikes over the day. On the days after one fewer leave, mostly because fewer came: of that only what is not
// in the number of people ready to leave counts as slower work. Of several groups on one day the strongest counts.
func (d Defaults) strike(c Calendar, day civil.Date, out *Working) {
	work, show, arrivals := 1.0, 1.0, 1.0
	for _, s := range c.Strikes {
		switch {
		case s.Date == day:
			work = min(work, d.strikeWork(s))
			show = min(show, d.Value("strike.planned"))
			arrivals = min(arrivals, d.Value("strike.emergency"))
		case s.Group == residents && s.Day == s.Of:
			if n := day.Sub(s.Date); n >= 1 && n <= 5 && !onStrike(c, day) {
				after := d.Value(fmt.Sprintf("strike.after-discharge-%d", n)) / d.Value(fmt.Sprintf("strike.after-nctr-%d", n))
				work = min(work, after)
			}
		}
	}
	out.Work *= work
	out.Show *= show
	out.Arrivals *= arrivals
}

// strikeWork is the working factor of one strike day.
func (d Defaults) strikeWork(s Strike) float64 {
	switch s.Group {
	case residents:
		return d.Value(fmt.Sprintf("strike.discharge-%d", max(1, min(s.Day, 5)))) / d.Value("strike.nctr")
	case "nurses", "consultants":
		return d.Value("strike." + s.Group)
	}
	return d.Value("strike.other")
}

// onStrike reports whether anybody strikes on a day.
func onStrike(c Calendar, day civil.Date) bool {
	return slices.ContainsFunc(c.Strikes, func(s Strike) bool { return s.Date == day })
}
