package demo

import (
	"math"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
)

// almanac holds what a day is like everywhere: strike, holiday, the curves of the season.
type almanac struct {
	strike   map[civil.Date]bool
	holidays civil.Holidays
}

func newAlmanac() *almanac {
	a := &almanac{strike: map[civil.Date]bool{}, holidays: civil.England()}
	for _, p := range action.Seed() {
		if p.Standing != action.Confirmed {
			continue
		}
		for _, d := range p.StrikeDays() {
			a.strike[d] = true
		}
	}
	return a
}

// knot is a point of a curve: a day of the season, counted from 1 November, and a value.
type knot struct {
	day int
	val float64
}

// along reads a curve of knots, straight between them and flat outside.
func along(k []knot, day int) float64 {
	for i, p := range k {
		if day > p.day {
			continue
		}
		if i == 0 {
			return p.val
		}
		q := k[i-1]
		return q.val + (p.val-q.val)*float64(day-q.day)/float64(p.day-q.day)
	}
	return k[len(k)-1].val
}

// seasonDay counts from 1 November: 54 is Christmas Day, 61 New Year's Day.
func seasonDay(d civil.Date) int {
	y := d.Year()
	if d.Month() < time.July {
		y--
	}
	return d.Sub(civil.On(y, time.November, 1))
}

// christmas is how far occupancy of the adult core lies from a plain week around Christmas: the trough of 25 December
// and the rebound that is above the level before it by about 6 January (flow.md c.5).
var christmas = []knot{
	{40, 0}, {45, -0.004}, {48, -0.012}, {51, -0.030}, {53, -0.047}, {54, -0.060}, {55, -0.059}, {56, -0.049}, {57, -0.037},
	{58, -0.028}, {59, -0.021}, {60, -0.017}, {61, -0.012}, {62, 0}, {64, 0.016}, {68, 0.026}, {72, 0.024}, {80, 0.016},
	{100, 0.012}, {120, 0.006}, {135, 0},
}

// weekdayBeds is how occupancy at 08:00 moves over the week, from Sunday.
var weekdayBeds = [7]float64{-0.009, 0.001, 0.008, 0.007, 0.004, -0.002, -0.009}

// weekdayLeave is the index of adult discharges by weekday, from Sunday (flow.md c.5).
var weekdayLeave = [7]float64{0.605, 0.886, 1.107, 1.150, 1.152, 1.225, 0.867}

// beds is how far occupancy of the adult core lies from the trust's usual on the morning of d, as a share of core beds.
func (a *almanac) beds(d civil.Date, trough float64) float64 {
	x := along(christmas, seasonDay(d))
	if x < 0 {
		x *= trough
	}
	x += weekdayBeds[d.Weekday()]
	// Planned work is wound down for a strike: beds empty a little over its first days and fill again after it.
	for back := range 4 {
		if a.strike[d.Add(-1-back)] {
			x -= 0.0035
		}
	}
	return x
}

// holidayRatio is discharges on day d against the same weekday in a plain week, 1 outside the holidays.
func (a *almanac) holidayRatio(d civil.Date) float64 {
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	ratio := 1.0
	switch n := seasonDay(d); {
	case n >= 47 && n <= 52:
		ratio = 1.06 + 0.022*float64(n-47)
		if weekend {
			ratio += 0.06
		}
	case n == 53 && weekend:
		ratio = 1.42
	case n == 53:
		ratio = 1.13
	case n >= 54 && n <= 65:
		ratio = []float64{0.54, 0.41, 0.64, 0.86, 0.99, 0.99, 1.03, 0.62, 0.73, 0.94, 1.0, 0.99}[n-54]
	case a.holidays.IsHoliday(d):
		ratio = 0.68
	}
	if a.strike[d] {
		ratio *= 0.985
	}
	return ratio
}

// leave is the index of discharges on day d for a trust whose weekends are so much thinner than England's.
func (a *almanac) leave(d civil.Date, weekend float64) float64 {
	x := weekdayLeave[d.Weekday()]
	if x < 1 {
		x = 1 - (1-x)*weekend
	}
	return x * a.holidayRatio(d)
}

// remaining is how many patients stay who could leave, against the autumn: down to Christmas, a third more by 10
// January (flow.md c.5).
var remaining = []knot{
	{0, 1.0}, {40, 1.01}, {48, 1.02}, {50, 0.99}, {51, 0.945}, {52, 0.887}, {53, 0.841}, {54, 0.848}, {55, 0.838}, {56, 0.888},
	{57, 0.937}, {58, 0.95}, {60, 0.953}, {61, 0.933}, {62, 0.963}, {63, 1.017}, {64, 1.043}, {67, 1.05}, {68, 1.091}, {69, 1.115},
	{70, 1.13}, {75, 1.10}, {92, 1.075}, {120, 1.06}, {150, 1.03},
}

// level is how high a winter stands against the first one.
var level = map[int]float64{2023: 1, 2024: 0.965, 2025: 0.96}

// The epidemics, as beds in England by day of the season: flu came late in 2023-24, early and high in 2024-25, earliest in
// 2025-26; norovirus peaks at the end of January, RSV in late November.
var (
	flu = map[int][]knot{
		2023: {{0, 130}, {30, 300}, {50, 880}, {65, 1450}, {88, 2250}, {97, 2480}, {115, 1700}, {135, 800}, {151, 400}},
		2024: {{0, 260}, {25, 900}, {40, 2200}, {52, 4200}, {64, 5250}, {71, 4700}, {85, 2800}, {105, 1700}, {130, 800}, {151, 420}},
		2025: {{0, 420}, {15, 1100}, {30, 2150}, {40, 3050}, {46, 3300}, {56, 3050}, {70, 2500}, {90, 1500}, {120, 700}, {151, 330}},
	}
	noro  = []knot{{0, 230}, {30, 380}, {50, 560}, {75, 640}, {90, 800}, {110, 1050}, {125, 900}, {151, 520}}
	rsv   = []knot{{0, 0.05}, {15, 0.12}, {27, 0.17}, {45, 0.10}, {65, 0.04}, {90, 0.02}, {151, 0.01}}
	covid = map[int][]knot{
		2023: {{0, 3300}, {30, 2400}, {60, 3700}, {85, 3950}, {110, 2700}, {151, 1500}},
		2024: {{0, 2300}, {30, 1400}, {60, 1150}, {100, 1000}, {151, 850}},
		2025: {{0, 1500}, {30, 900}, {60, 800}, {100, 650}, {151, 500}},
	}
	absence = []knot{{0, 0.050}, {40, 0.054}, {53, 0.056}, {55, 0.053}, {68, 0.058}, {90, 0.055}, {151, 0.049}}
)

// at reads a winter's own curve.
func curve(c map[int][]knot, d civil.Date, shift int) float64 {
	y := d.Year()
	if d.Month() < time.July {
		y--
	}
	return along(c[y], seasonDay(d)-shift)
}

// whole rounds a size to a count of nought or more.
func whole(x float64) int32 { return int32(max(math.Round(x), 0)) }
