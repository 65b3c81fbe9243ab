package spc

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Reading is one value of a series in the series' own unit, or the lack of one.
type Reading struct {
	Date    civil.Date // zero in a series without dates, whose readings stand in their order
	Value   float64
	Missing bool // no value was given; Value says nothing
}

// Improve is which way a measure gets better.
type Improve uint8

// The directions. The package's default is that up is better.
const (
	Up      Improve = iota // more is better, as the share seen within four hours
	Down                   // less is better, as a backlog
	Neutral                // neither, as attendances
)

// String is "up", "down" or "neutral".
func (i Improve) String() string {
	switch i {
	case Up:
		return "up"
	case Down:
		return "down"
	case Neutral:
		return "neutral"
	}
	return "unknown"
}

// ParseImprove reads "up", "down" or "neutral", or the package's "increase" and "decrease".
func ParseImprove(text string) (Improve, error) {
	switch text {
	case "", "up", "increase":
		return Up, nil
	case "down", "decrease":
		return Down, nil
	case "neutral":
		return Neutral, nil
	}
	return Up, fault.New(fault.Invalid, "%q is no direction of improvement; give up, down or neutral", text)
}

// Rebase begins a new group at a date of the series: a known change of the process, and never a wish to be rid of a signal
// (e.9, R30).
type Rebase struct {
	Date   civil.Date
	Reason string // what changed
	By     string // who decided it
}

// Exclusion names days whose values are drawn and named but count for nothing: not for the limits, not for a signal, and not as
// the last point. Weeks of strikes and of bank holidays are treated so, and are no reason to rebase (e, last paragraph; R30).
type Exclusion struct {
	Days  civil.Range // the dates of the points meant
	Name  string      // what the reader is told, as "Resident doctors"
	Reach int         // how many days a point stands for after its own: 6 in a series of weeks dated by their first day
}

// ForWeeks is the exclusion for a series of weeks, each dated by its first day: it means every week that the days touch.
func (x Exclusion) ForWeeks() Exclusion {
	x.Reach = 6
	return x
}

// covers reports whether the exclusion means the point of a date.
func (x *Exclusion) covers(d civil.Date) bool {
	return x.Days.Contains(d) || d.Before(x.Days.From) && x.Days.From.Sub(d) <= x.Reach
}

// Method is how a series is charted. The zero Method is the package's default: up is better, outliers of the moving range are
// screened, nothing is rebased, runs are of seven.
type Method struct {
	Improve    Improve
	Target     *float64 // in the series' unit; nil: none, and no assurance icon
	Rebases    []Rebase // in any order
	FixAfter   int      // limits of the first so many rows of each group, 12 or more; 0: of all, worked out anew as points come (e.2)
	NoScreen   bool     // outliers of the moving range stay in, as in NHS England's own workbook (e.3)
	Exclusions []Exclusion
	Weekday    bool // the weekly pattern of a daily series is taken out first
	Trend      int  // points in a trend, 5 to 20; 0: 7 (e.6)
	Shift      int  // points on one side of the mean, 5 to 20; 0: 7 (e.6)
}

// The numbers of the method.
const (
	limitFactor  = 2.66  // mean moving ranges from the mean to a limit (e.4)
	screenFactor = 3.267 // mean moving ranges from which one is an outlier (e.3)
	runLength    = 7     // points in a trend and in a shift (e.6)
	leastFix     = 12    // points that a fixed baseline needs (e.9)
	firm         = 13    // points from which limits are no longer on trial (e.9)
	shortestRun  = 5
	longestRun   = 20
	largest      = 1e290 // of a value: the sum of as many as a machine holds is still a number
)

// check finds everything that is wrong with a method; what depends on the series is found when the chart is made.
func (m *Method) check() error {
	var l fault.List
	if m.Improve > Neutral {
		l.Add("improve", "", "no such direction of improvement; give up, down or neutral")
	}
	if m.Target != nil && (math.IsNaN(*m.Target) || math.IsInf(*m.Target, 0)) {
		l.Add("target", "", "the target is no number; leave it out where there is none")
	}
	if m.FixAfter != 0 && m.FixAfter < leastFix {
		l.Add("fix-after", "e.9", "limits cannot be fixed after %d points; fix them after %d or more", m.FixAfter, leastFix)
	}
	for _, r := range []struct {
		name string
		of   int
	}{{"trend", m.Trend}, {"shift", m.Shift}} {
		if r.of != 0 && (r.of < shortestRun || r.of > longestRun) {
			l.Add(r.name, "e.6", "a %s of %d points is not known; give %d to %d", r.name, r.of, shortestRun, longestRun)
		}
	}
	for _, r := range m.Rebases {
		switch {
		case r.Date.IsZero():
			l.Add("rebase", "e.1", "a rebase has no date; give the date of the first point of the new group")
		case r.Reason == "" || r.By == "":
			l.Add("rebase", "R30", "the rebase at %s needs a reason and the name of who decided it", r.Date)
		}
	}
	for _, x := range m.Exclusions {
		if x.Name == "" || x.Days.Days() < 1 || x.Reach < 0 {
			l.Add("exclude", "R30", "what is left out needs a name, a first day and a later end")
		}
	}
	return l.Err("The chart cannot be drawn up so")
}

// trend and shift are the runs asked for.
func (m *Method) trend() int { return orSeven(m.Trend) }
func (m *Method) shift() int { return orSeven(m.Shift) }

func orSeven(n int) int {
	if n == 0 {
		return runLength
	}
	return n
}
