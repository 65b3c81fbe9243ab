package occupancy

import (
	"math"

	"headroom/internal/civil"
)

// The columns of the calendar's regressors. They act on the 08:00 count of the day, which a holiday's discharges reach the
// morning after: so the day after is a column of its own.
const (
	colWeekday  = 0               // seven, from Monday; smaller in the Christmas weeks, see weekdayWeight
	colDate     = colWeekday + 7  // one for each date from firstDate to lastDate
	colHoliday  = colDate + dates // another bank holiday, the morning after it and the one after that
	colStrike   = colHoliday + 3  // mornings within an action after its first day; and up to five mornings after its end
	regressions = colStrike + 2

	firstDate = -8 // days from Christmas Day: 17 December
	lastDate  = 14 // 8 January
	dates     = lastDate - firstDate + 1
)

// The season outside the Christmas dates is a line through knots, a fortnight apart, from 42 days before Christmas Day.
const (
	seasonKnots = 11
	seasonFirst = -42
	seasonStep  = 14
)

// dayRows are the regressors of each day from a date on. They are the same for every series, so they are worked out once.
type dayRows struct {
	from     civil.Date
	cal      Calendar
	holidays map[civil.Date]bool
	strikes  map[civil.Date]float64
	after    map[civil.Date]float64
	rows     [][]float64
}

// rowsFrom makes the table for days from a date on.
func rowsFrom(from civil.Date, cal Calendar) *dayRows {
	r := &dayRows{from: from, cal: cal, holidays: map[civil.Date]bool{}, strikes: map[civil.Date]float64{}, after: map[civil.Date]float64{}}
	for _, s := range cal.Strikes {
		if s.Day > 1 {
			r.strikes[s.Date] = 1
		}
		if s.Day != s.Of {
			continue
		}
		for k := 1; k <= 5; k++ {
			// The elective work that was called off is missed most on the first mornings.
			r.after[s.Date.Add(k)] = max(r.after[s.Date.Add(k)], 1-float64(k-1)*.15)
		}
	}
	return r
}

// row is the regressors of the i-th day.
func (r *dayRows) row(i int) []float64 {
	for len(r.rows) <= i {
		r.rows = append(r.rows, r.make(r.from.Add(len(r.rows))))
	}
	return r.rows[i]
}

func (r *dayRows) make(d civil.Date) []float64 {
	x := make([]float64, regressions)
	k := fromChristmas(d)
	x[colWeekday+(int(d.Weekday())+6)%7] = weekdayWeight(k)
	if k >= firstDate && k <= lastDate {
		x[colDate+k-firstDate] = 1
	}
	for back := range 3 {
		day := d.Add(-back)
		if n := fromChristmas(day); r.cal.Holidays.IsHoliday(day) && (n < firstDate || n > lastDate) {
			x[colHoliday+back] = 1
		}
	}
	x[colStrike], x[colStrike+1] = r.strikes[d], r.after[d]
	if x[colStrike] > 0 {
		x[colStrike+1] = 0
	}
	return x
}

// weekdayWeight is how much of the weekday's ordinary effect is left so many days from Christmas Day: over the holiday
// itself little, in the week after about half, because those days are alike whatever they are called.
func weekdayWeight(k int) float64 {
	switch {
	case k >= -2 && k <= 2:
		return .3
	case k >= -3 && k <= 8:
		return .6
	}
	return 1
}

// seasonRow writes the weights of the season's knots on the day.
func seasonRow(d civil.Date, x []float64) {
	clear(x)
	at := min(max(float64(fromChristmas(d)-seasonFirst)/seasonStep, 0), seasonKnots-1)
	k := min(int(math.Floor(at)), seasonKnots-2)
	x[k], x[k+1] = 1-(at-float64(k)), at-float64(k)
}
