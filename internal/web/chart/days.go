package chart

import (
	"context"
	"io"
	"math"

	"headroom/internal/civil"
	"headroom/internal/web/ui"
)

// Days is a chart of one or several series over days, with its table. Months and weeks are drawn at their first day.
type Days struct {
	ID       string // unique on the page, of a-z, 0-9 and "-"
	Title    string
	Hint     string // a sentence under the title
	Describe string // what a screen reader is told; made from the values when empty
	Unit     string // as "%" or "beds"; "%" is set after each number
	Decimals int
	Ahead    bool // it is of what is to come: its table runs from the earliest day
	FromZero bool // the scale must begin at zero; columns always do
	Level    int  // the title's heading level; 0 means 3

	Series   []Series
	Bands    []Band
	Lines    []Line
	Windows  []Window
	Holidays []Holiday
	Breaks   []Break

	TableHref string // the whole table, where it is too long for the page
	CSVHref   string
	NoTable   bool // the page shows the same figures itself

	Weekends bool // Saturdays and Sundays are tinted; for daily figures over some weeks
}

// Series is one line or one set of columns. Points are in the order of their days.
type Series struct {
	Name    string
	Points  []Point
	Columns bool // drawn as columns from zero
	Area    bool // the ground under the line is tinted
	Quiet   bool // for comparison: thin and grey
}

// Point is one day's value. A point without a value is a gap; Absent says why.
type Point struct {
	Day     civil.Date
	Own     civil.Date // the day the value is of, where it is drawn at another, as the winter before; zero means Day
	Value   *float64
	Absent  ui.Mark
	Partial bool   // made of fewer returns than are due, where it is not known how many
	In, Of  int    // how many returns the value is made of and how many are due; Of 0 where it is no sum
	Revised bool   // late or corrected: a hollow diamond
	Note    string // as "131 of 137 returns"
	Link    string // what the point opens, as the return or the cell it came from
}

// Known is a point with a value.
func Known(d civil.Date, v float64) Point { return Point{Day: d, Value: &v} }

// Enough is the share of returns from which a sum is joined with its neighbours: below it the difference is mostly who
// has answered.
const Enough = 0.9

// apart reports whether the point is known to be made of too few returns to be joined with its neighbours.
func (p Point) apart() bool { return p.Of > 0 && float64(p.In) < Enough*float64(p.Of) }

// hollow reports whether the point is drawn as incomplete.
func (p Point) hollow() bool { return p.apart() || p.Of == 0 && p.Partial }

// share is "58 of 135", empty where all are in or it is no sum.
func (p Point) share() string {
	if p.In >= p.Of {
		return ""
	}
	return ui.Count(p.In) + " of " + ui.Count(p.Of)
}

// own is the day the value is of.
func (p Point) own() civil.Date {
	if p.Own.IsZero() {
		return p.Day
	}
	return p.Own
}

// Band is a range of values for each day, as the middle eight in ten of the outcomes. Name it by what the reader does
// with it.
type Band struct {
	Name string
	Of   int // the index of the series whose colour it takes
	// Inner bands lie inside another one and are drawn darker, as the middle half within the middle eight in ten of a fan.
	Inner bool
	Days  []BandDay
}

// BandDay is a band on one day.
type BandDay struct {
	Day       civil.Date
	Low, High float64
}

// Line is a horizontal line to compare with, as a standard of 92%.
type Line struct {
	At   float64
	Name string
}

// Window is a span of days that is shaded, as a strike: [From, To).
type Window struct {
	Name     string
	From, To civil.Date
}

// Holiday is a day that is ticked on the axis.
type Holiday struct {
	Day  civil.Date
	Name string
}

// Break is a day from which the figures mean something else.
type Break struct {
	On    civil.Date
	Words string
}

// Render writes the chart with its title, key, notes and table.
func (d Days) Render(ctx context.Context, w io.Writer) error { return daysView(d).Render(ctx, w) }

// span is all the days drawn, [From, To); breaks, holidays and windows do not widen it. Without data it is one day.
func (d Days) span() civil.Range {
	var r civil.Range
	reach := func(day civil.Date) {
		if r.From.IsZero() || day.Before(r.From) {
			r.From = day
		}
		if r.To.IsZero() || !day.Before(r.To) {
			r.To = day.Add(1)
		}
	}
	for _, s := range d.Series {
		for _, p := range s.Points {
			reach(p.Day)
		}
	}
	for _, b := range d.Bands {
		for _, p := range b.Days {
			reach(p.Day)
		}
	}
	if r.From.IsZero() {
		r = civil.Range{From: civil.On(2000, 1, 1), To: civil.On(2000, 1, 2)}
	}
	return r
}

// values is every value that must fit on the scale.
func (d Days) values() []float64 {
	var out []float64
	for _, s := range d.Series {
		for _, p := range s.Points {
			if p.Value != nil {
				out = append(out, *p.Value)
			}
		}
	}
	for _, b := range d.Bands {
		for _, p := range b.Days {
			out = append(out, p.Low, p.High)
		}
	}
	for _, l := range d.Lines {
		out = append(out, l.At)
	}
	return out
}

// steps is about how many steps a value scale has. Both drawings have the same, so that what the notes say of the scale
// is true of the one that is seen.
const steps = 5

// scale is the value scale of both drawings.
func (d Days) scale() axis {
	return newAxis(d.values(), steps, d.FromZero || d.columns(), d.Unit == "%")
}

func (d Days) columns() bool {
	for _, s := range d.Series {
		if s.Columns {
			return true
		}
	}
	return false
}

// empty reports whether there is no value at all to draw.
func (d Days) empty() bool {
	for _, s := range d.Series {
		for _, p := range s.Points {
			if p.Value != nil {
				return false
			}
		}
	}
	return len(d.Bands) == 0
}

// write is a value with its unit, as "92.3%" or "1,234".
func (d Days) write(v float64) string { return withUnit(ui.Number(v, d.Decimals), d.Unit) }

func withUnit(number, unit string) string {
	if unit == "%" {
		return number + "%"
	}
	return number
}

// pace is the usual number of days between points: 1 for daily figures, 7 for weekly, about 30 for monthly ones.
func (s Series) pace() int {
	best := math.MaxInt
	for i := 1; i < len(s.Points); i++ {
		if gap := s.Points[i].Day.Sub(s.Points[i-1].Day); gap > 0 && gap < best {
			best = gap
		}
	}
	if best == math.MaxInt {
		return 1
	}
	if best >= 28 {
		return 31 * ((best + 3) / 30)
	}
	return best
}

// runs splits a series at its gaps: points without a value, and days for which there is no point at all. A point of too
// few returns is a run of its own, so that no line leads to it.
func (s Series) runs() [][]Point {
	var out [][]Point
	var run []Point
	pace := s.pace()
	for _, p := range s.Points {
		broken := p.Value == nil || len(run) > 0 && (p.Day.Sub(run[len(run)-1].Day) > pace || p.apart() || run[len(run)-1].apart())
		if broken && len(run) > 0 {
			out, run = append(out, run), nil
		}
		if p.Value != nil {
			run = append(run, p)
		}
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}

// last is the newest point that has a value and enough returns; where none has enough, the newest that has a value.
func (s Series) last() (Point, bool) {
	var alone *Point
	for i := len(s.Points) - 1; i >= 0; i-- {
		p := &s.Points[i]
		switch {
		case p.Value == nil:
		case !p.apart():
			return *p, true
		case alone == nil:
			alone = p
		}
	}
	if alone == nil {
		return Point{}, false
	}
	return *alone, true
}
