package spc

import (
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
)

// leastWeekday is how often each weekday must stand amid a whole week before its part of the pattern is believed.
const leastWeekday = 4

// fortnight is the least number of days, one after the other, that make a series a daily one.
const fortnight = 14

// daily reports whether the series is one of days on end: a fortnight or more, without a day left out.
func (c *Chart) daily() bool {
	n := len(c.Points)
	return n >= fortnight && !c.Points[0].Date.IsZero() && c.Points[n-1].Date.Sub(c.Points[0].Date) == n-1
}

// weekdays takes the weekly pattern out of a daily series where that was asked for. It is ours: the package charts days as they
// are, and the advice is not to (e, last paragraph; trap T24).
//
// The pattern of a weekday is the median of its distances from the mean of the seven days about it, over the days whose seven are all
// counted; the seven patterns are then shifted to add up to nought, so that the level stays. The median, and the leaving
// out of excluded days, keep strikes and holidays from being taken for the week.
func (c *Chart) weekdays() {
	if !c.method.Weekday {
		return
	}
	week, ok := c.pattern()
	if !ok {
		c.Warnings = append(c.Warnings, Warning{Problem: WeekdayRefused})
		return
	}
	c.week = week
	for i := range c.Points {
		if p := &c.Points[i]; p.State != Missing {
			p.Value = p.Given - c.week[p.Date.Weekday()]
		}
	}
}

// pattern is what each weekday, Sunday first, lies above the week about it.
func (c *Chart) pattern() ([7]float64, bool) {
	var out [7]float64
	var apart [7][]float64
	for i := 3; i+3 < len(c.Points); i++ {
		if mean, whole := c.weekAbout(i); whole {
			d := c.Points[i].Date.Weekday()
			apart[d] = append(apart[d], c.Points[i].Value-mean)
		}
	}
	var all sum
	for d := range apart {
		if len(apart[d]) < leastWeekday {
			return out, false
		}
		out[d] = median(apart[d])
		all.add(out[d])
	}
	level := all.mean(len(out))
	for d := range out {
		out[d] -= level
	}
	return out, true
}

// weekAbout is the mean of the seven days with the i-th in their midst, where all are counted and follow each other.
func (c *Chart) weekAbout(i int) (float64, bool) {
	week := c.Points[i-3 : i+4]
	if week[0].Date.IsZero() || week[6].Date.Sub(week[0].Date) != 6 {
		return 0, false
	}
	var s sum
	for k := range week {
		if week[k].State != Counted {
			return 0, false
		}
		s.add(week[k].Value)
	}
	return s.mean(len(week)), true
}

// median of values, which it sorts.
func median(v []float64) float64 {
	slices.Sort(v)
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return v[n/2-1]/2 + v[n/2]/2
}

// Weeks makes a weekly series of a daily one: the mean of each week from Monday to Sunday, dated by its Monday. A week with a day
// that is missing or not there is a missing week. It is the other way that flow.md (e) names to be free of the weekly cycle.
func Weeks(days []Reading) []Reading {
	var out []Reading
	var s sum
	n := 0
	monday := civil.Date{}
	end := func() {
		if monday.IsZero() {
			return
		}
		r := Reading{Date: monday, Missing: n < 7}
		if !r.Missing {
			r.Value = s.mean(n)
		}
		out = append(out, r)
	}
	for _, d := range slices.SortedStableFunc(slices.Values(days), func(a, b Reading) int { return a.Date.Compare(b.Date) }) {
		first := d.Date.Add(-(int(d.Date.Weekday()-time.Monday) + 7) % 7)
		for !monday.IsZero() && first.After(monday) {
			end()
			monday, s, n = monday.Add(7), sum{}, 0
		}
		monday = first
		if !d.Missing && !math.IsNaN(d.Value) {
			s.add(d.Value)
			n++
		}
	}
	end()
	return out
}
