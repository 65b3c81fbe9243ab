package spc

import (
	"fmt"
	"math"

	"headroom/internal/civil"
)

// Chart is a series drawn up. Its memory can be used again with Make.
type Chart struct {
	Points    []Point // in the order of their dates
	Groups    []Group // one, and one more for each rebase within the series
	Variation Variation
	Assurance Assurance
	Warnings  []Warning

	method Method
	week   [7]float64 // what was taken out for each weekday, Sunday first
}

// Method is how the chart was drawn up.
func (c *Chart) Method() Method { return c.method }

// WeekdayEffect is what was taken out of the values of a weekday, in the series' unit: 0 unless the method's Weekday was asked
// for and could be followed.
func (c *Chart) WeekdayEffect(d civil.Date) float64 { return c.week[d.Weekday()] }

// Point is one reading as charted.
type Point struct {
	Date  civil.Date
	Value float64 // as charted; NaN where it is missing
	Given float64 // as it was given, which differs only where the weekly pattern was taken out
	Mean  float64 // of its group; NaN where the group has no value
	LPL   float64 // the lower process limit of its group, not clamped at 0; NaN where there is none
	UPL   float64 // the upper process limit of its group; NaN where there is none

	Group     int32 // its index in Chart.Groups
	Exclusion int32 // its index in the method's Exclusions, where State is Excluded
	State     State
	Side      int8 // -1 below the mean, 1 above, 0 on it or not judged
	Cause     Cause
	Type      Type
	Broken    Rules // every rule that the point breaks; Cause is the first of them
}

// State is what part a point plays.
type State uint8

// The states of a point.
const (
	Counted  State = iota // it counts for the limits (within a fixed baseline only there) and is judged
	Missing               // no value was given: a gap, never a nought
	Excluded              // drawn and named, and counts for nothing
)

// String is the word that is stored and sent.
func (s State) String() string {
	switch s {
	case Counted:
		return "counted"
	case Missing:
		return "missing"
	case Excluded:
		return "excluded"
	}
	return "unknown"
}

// Group is a stretch of points with one mean and one pair of limits. Its numbers are NaN where they cannot be worked out.
type Group struct {
	First, End  int // its points are [First, End) of the chart's
	Counted     int // points that are neither missing nor excluded
	Base        int // of these, those that the mean and limits are made of
	Ranges      int // moving ranges before the screen
	Screened    int // moving ranges that the screen took out
	Mean        float64
	MovingRange float64 // the mean moving range after the screen
	LPL, UPL    float64
	NearLPL     float64 // beyond it and within the limit a point is near
	NearUPL     float64
	Trial       bool // the limits are on trial (e.9)
}

// HasLimits reports whether the group's limits could be worked out.
func (g *Group) HasLimits() bool { return !math.IsNaN(g.UPL) }

// Problem is what a reader must know of a chart.
type Problem uint8

// The problems.
const (
	TrialLimits     Problem = iota // a group of fewer than 13 points (e.9)
	NoLimits                       // a group whose limits cannot be worked out
	LastNotJudged                  // the newest rows are missing or excluded: the icon is of an earlier point
	DailyUnadjusted                // a daily series with its weekly pattern in it
	WeekdayRefused                 // too few whole weeks for a weekly pattern
)

// String is the word that is stored and sent.
func (p Problem) String() string {
	switch p {
	case TrialLimits:
		return "trial-limits"
	case NoLimits:
		return "no-limits"
	case LastNotJudged:
		return "last-not-judged"
	case DailyUnadjusted:
		return "daily-unadjusted"
	case WeekdayRefused:
		return "weekday-refused"
	}
	return "unknown"
}

// Warning is a problem at its place; Words says it to a person.
type Warning struct {
	Problem Problem
	Group   int        // for TrialLimits and NoLimits
	N       int        // points of the group, or days that are missing to a weekly pattern
	Date    civil.Date // the first day of the group, or the day of the last point that was judged
}

// daysWords is how a sentence writes a date.
const daysWords = "2 January 2006"

// Words is the warning in a sentence.
func (w Warning) Words() string {
	from := ""
	if !w.Date.IsZero() {
		from = " from " + w.Date.Format(daysWords)
	}
	switch w.Problem {
	case TrialLimits:
		return fmt.Sprintf("The limits%s are on trial: they are made of %d points, and are firm from %d", from, w.N, firm)
	case NoLimits:
		return fmt.Sprintf("No limits%s: there is no moving range that is not nought, so nothing can lie outside them", from)
	case LastNotJudged:
		if w.Date.IsZero() {
			return "The newest points are missing or left out: the variation icon is of the last one before them"
		}
		return "The newest points are missing or left out: the variation icon is of " + w.Date.Format(daysWords)
	case DailyUnadjusted:
		return "Days are charted as they are: a weekly cycle widens the limits and raises false signals. Take the weekly pattern out, or chart weekly means"
	case WeekdayRefused:
		return fmt.Sprintf("The weekly pattern was not taken out: it needs dated days with %d of each weekday amid whole weeks", leastWeekday)
	}
	return "unknown"
}
