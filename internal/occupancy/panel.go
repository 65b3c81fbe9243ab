package occupancy

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Panel is daily series over one stretch of days, all from the same day. A day that is not known is NaN, which is not
// zero; Filled says which days of a series were filled in for the reckoning.
type Panel struct {
	From   civil.Date
	Days   int
	Series []Series
}

// Series is one organisation's mornings at 08:00: beds occupied and beds open. Both have the panel's Days.
type Series struct {
	Org      org.Code
	Occupied []float64
	Open     []float64
	Filled   []bool
}

// Known reports whether a figure is known.
func Known(x float64) bool { return !math.IsNaN(x) }

// Date is the date of day i.
func (p *Panel) Date(i int) civil.Date { return p.From.Add(i) }

// Calendar is what is known of days in advance: holidays, and the days on which somebody strikes.
type Calendar struct {
	Holidays civil.Holidays
	Strikes  []Strike
}

// Strike is one day of industrial action: Group is the staff group ("resident doctors", "nurses", "consultants" …), Day
// its number within the action from 1, Of how many days the action lasts.
type Strike struct {
	Date  civil.Date
	Group string
	Day   int
	Of    int
}

// Levels are the probabilities at which every forecast is given.
var levels = [...]float64{.01, .025, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .55, .6, .65, .7, .75, .8, .85, .9, .95, .975, .99}

// LevelCount is how many levels there are.
const LevelCount = len(levels)

// Level is the i-th probability.
func Level(i int) float64 { return levels[i] }

// Quantiles are the values at the levels, rising.
type Quantiles [LevelCount]float64
