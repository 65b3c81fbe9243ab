package spc

import (
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Make draws up a chart of its own.
func Make(series []Reading, m Method) (Chart, error) {
	var c Chart
	err := c.Make(series, m)
	return c, err
}

// Make draws up a chart in the memory of an earlier one: nothing is allocated but what a longer series needs. A fault names
// every problem of the method, or the reading that cannot be charted; the chart is then empty.
func (c *Chart) Make(series []Reading, m Method) error {
	*c = Chart{Points: c.Points[:0], Groups: c.Groups[:0], Warnings: c.Warnings[:0], method: m}
	if err := c.method.check(); err != nil {
		return err
	}
	if err := c.take(series); err != nil {
		*c = Chart{Points: c.Points[:0], Groups: c.Groups[:0], Warnings: c.Warnings[:0], method: m}
		return err
	}
	c.leaveOut()
	c.weekdays()
	c.split()
	for i := range c.Groups {
		c.limit(&c.Groups[i])
		c.judge(&c.Groups[i])
	}
	c.icons()
	c.warn()
	return nil
}

// take copies the readings in the order of their dates.
func (c *Chart) take(series []Reading) error {
	if len(series) == 0 {
		return fault.New(fault.Invalid, "There is no reading to chart")
	}
	c.Points = slices.Grow(c.Points, len(series))
	undated, sorted, counted := 0, true, 0
	for i, r := range series {
		p := Point{Date: r.Date, Value: r.Value, Given: r.Value}
		switch {
		case r.Missing:
			p.State, p.Value, p.Given = Missing, math.NaN(), math.NaN()
		case math.IsNaN(r.Value):
			return fault.New(fault.Invalid, "reading %d is no number; say that it is missing", i+1)
		case math.Abs(r.Value) > largest:
			return fault.New(fault.Invalid, "reading %d is too large to be charted; correct it, or say that it is missing", i+1)
		default:
			counted++
		}
		if r.Date.IsZero() {
			undated++
		} else if i > 0 && !series[i-1].Date.Before(r.Date) {
			sorted = false
		}
		c.Points = append(c.Points, p)
	}
	if counted == 0 {
		return fault.New(fault.Invalid, "every reading is missing, so there is nothing to chart")
	}
	if undated == 0 {
		return c.order(sorted)
	}
	if undated < len(series) {
		return fault.New(fault.Invalid, "%d of %d readings have no date; date all of them or none", undated, len(series))
	}
	if len(c.method.Rebases)+len(c.method.Exclusions) > 0 {
		return fault.New(fault.Invalid, "a series without dates cannot be rebased, and no part of it left out; give its readings dates")
	}
	return nil
}

// order sorts by date and refuses two readings of one date, and rebases that fall on none (e.1: the package passes those
// over in silence).
func (c *Chart) order(sorted bool) error {
	if !sorted {
		slices.SortStableFunc(c.Points, func(a, b Point) int { return a.Date.Compare(b.Date) })
		for i := 1; i < len(c.Points); i++ {
			if c.Points[i].Date == c.Points[i-1].Date {
				return fault.New(fault.Invalid, "%s is there twice; chart one series at a time", c.Points[i].Date)
			}
		}
	}
	var l fault.List
	for _, r := range c.method.Rebases {
		if !c.has(r.Date) {
			l.Add("rebase", "e.1", "%s is no date of the series, which runs from %s to %s; rebase at the date of its first point", r.Date, c.Points[0].Date, c.Points[len(c.Points)-1].Date)
		}
	}
	return l.Err("The chart cannot be rebased so")
}

func (c *Chart) has(d civil.Date) bool {
	_, found := slices.BinarySearchFunc(c.Points, d, func(p Point, d civil.Date) int { return p.Date.Compare(d) })
	return found
}

// leaveOut marks the points that an exclusion names; the first that does is the one that is told.
func (c *Chart) leaveOut() {
	for i := range c.method.Exclusions {
		x := &c.method.Exclusions[i]
		for k := range c.Points {
			if p := &c.Points[k]; p.State == Counted && x.covers(p.Date) {
				p.State, p.Exclusion = Excluded, int32(i) //nolint:gosec // a chart has few of them
			}
		}
	}
}

// split divides the points into groups at the rebase dates (e.1).
func (c *Chart) split() {
	first := 0
	for i := range c.Points {
		if i > 0 && c.rebasedAt(c.Points[i].Date) {
			c.Groups = append(c.Groups, Group{First: first, End: i})
			first = i
		}
		c.Points[i].Group = int32(len(c.Groups)) //nolint:gosec // not more than points
	}
	c.Groups = append(c.Groups, Group{First: first, End: len(c.Points)})
}

func (c *Chart) rebasedAt(d civil.Date) bool {
	for _, r := range c.method.Rebases {
		if r.Date == d {
			return true
		}
	}
	return false
}

// icons are those of the last judged point and of the last group (e.8).
func (c *Chart) icons() {
	for i := len(c.Points) - 1; i >= 0; i-- {
		if c.Points[i].State == Counted {
			c.Variation = variationOf(c.Points[i].Type, c.method.Improve)
			if i < len(c.Points)-1 {
				c.Warnings = append(c.Warnings, Warning{Problem: LastNotJudged, Date: c.Points[i].Date})
			}
			break
		}
	}
	c.Assurance = assuranceOf(c.method.Target, c.method.Improve, &c.Groups[len(c.Groups)-1])
}

// warn says which limits are on trial or lacking, and that days were charted with their weekly pattern.
func (c *Chart) warn() {
	for i := range c.Groups {
		g := &c.Groups[i]
		from := c.Points[g.First].Date
		if g.Trial {
			c.Warnings = append(c.Warnings, Warning{Problem: TrialLimits, Group: i, N: g.Counted, Date: from})
		}
		if !g.HasLimits() {
			c.Warnings = append(c.Warnings, Warning{Problem: NoLimits, Group: i, N: g.Counted, Date: from})
		}
	}
	if !c.method.Weekday && c.daily() {
		c.Warnings = append(c.Warnings, Warning{Problem: DailyUnadjusted})
	}
}
