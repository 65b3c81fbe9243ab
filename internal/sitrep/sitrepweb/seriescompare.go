package sitrepweb

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// seriesCompared is what a series is compared with: the line of the chart, and the points behind it by the day on which
// each stands beside the series. A point's own Day is the day that it is of.
type seriesCompared struct {
	name   string // "A year before", or the organisation above
	on     org.Code
	line   chart.Series
	points map[civil.Date]sitrep.Point
}

// seriesBeside is what the series is compared with, nil for nothing: the organisation above, for a rate, or the winter
// before, set on the same days of the year.
func (m room) seriesBeside(ctx context.Context, a seriesAsked, s *sitrep.Series) (*seriesCompared, error) {
	if len(s.Points) == 0 {
		return nil, nil
	}
	q := a.asked()
	q.Form, q.From, q.To = s.Form, s.Points[0].Day, s.Points[len(s.Points)-1].Day
	name, years := "", 0
	switch a.compare {
	case "parent":
		parent, ok := a.pic.Parent(org.NHS, a.on)
		if !ok || !a.may(parent) || !seriesRate(a.m) {
			return nil, nil
		}
		q.Org, name = parent, seriesShort(a.pic, parent)
	case "winter":
		q.From, q.To, years = seriesYears(q.From, -1), seriesYears(q.To, -1), 1
		name = "A year before"
	default:
		return nil, nil
	}
	with, err := m.Store.Series(ctx, q)
	if err != nil {
		return nil, err
	}
	return newSeriesCompared(a, q.Org, name, with, years), nil
}

// newSeriesCompared sets the points of with on the days years later; nil when there are none.
func newSeriesCompared(a seriesAsked, on org.Code, name string, with *sitrep.Series, years int) *seriesCompared {
	out := &seriesCompared{name: name, on: on, line: chart.Series{Name: name, Quiet: true}, points: map[civil.Date]sitrep.Point{}}
	stands := func(d civil.Date) (civil.Date, bool) {
		if years > 0 && d.Month() == time.February && d.Day() == 29 {
			return d, false // has no day to stand on
		}
		return seriesYears(d, years), true
	}
	b := a
	b.on, b.opens = on, false
	for _, p := range seriesPoints(b, with, false) {
		if d, ok := stands(p.Day); ok {
			p.Own, p.Day, p.Revised = p.Day, d, false // it is there for its shape
			out.line.Points = append(out.line.Points, p)
		}
	}
	for _, p := range with.Points {
		if d, ok := stands(p.Day); ok {
			out.points[d] = p
		}
	}
	if len(out.line.Points) == 0 {
		return nil
	}
	return out
}

func seriesYears(d civil.Date, n int) civil.Date { return civil.On(d.Year()+n, d.Month(), d.Day()) }

// seriesRow is one day of the table and of the exports: the series' own point, the compared one, or both.
type seriesRow struct {
	day    civil.Date
	own    *sitrep.Point
	beside *sitrep.Point
}

// seriesRows are the days of the series and of what it is compared with, oldest first: the chart draws both.
func seriesRows(s *sitrep.Series, with *seriesCompared) []seriesRow {
	out := make([]seriesRow, 0, len(s.Points))
	held := map[civil.Date]bool{}
	for i := range s.Points {
		r := seriesRow{day: s.Points[i].Day, own: &s.Points[i]}
		if with != nil {
			if p, ok := with.points[r.day]; ok {
				r.beside = &p
			}
		}
		held[r.day] = true
		out = append(out, r)
	}
	if with == nil {
		return out
	}
	for d, p := range with.points {
		if !held[d] {
			out = append(out, seriesRow{day: d, beside: &p})
		}
	}
	slices.SortFunc(out, func(x, y seriesRow) int { return x.day.Compare(y.day) })
	return out
}

// seriesBesideCell is a compared figure with the day that it is of, where that is another, and its share of returns.
func seriesBesideCell(a seriesAsked, r seriesRow) ui.Cell {
	if r.beside == nil {
		return ui.Text("–")
	}
	p := *r.beside
	c := ui.Cell{Mark: seriesMark(p)}
	if p.Value.State == measure.Number {
		c = ui.Text(a.m.Show(p.Value))
		if n := seriesTogether(a.m, p); n > 1 {
			c.Note = ui.Count(n) + " days together, "
		}
		if p.State == sitrep.Partial {
			c.Note += seriesShare(p) + ", "
		}
	}
	if p.Day != r.day {
		c.Note += ui.DayShort(p.Day) + p.Day.Format(" 2006")
	} else if n := len(c.Note); n > 0 {
		c.Note = c.Note[:n-2]
	}
	return c
}

// exportCompareHead is the columns of what a series is compared with; they are blank when it is compared with nothing.
func exportCompareHead() []string {
	return []string{"compare_with", "compare_org", "compare_date", "compare_value", "compare_state", "compare_due", "compare_gave"}
}

func exportCompared(with *seriesCompared, r seriesRow) []sheet.Cell {
	if with == nil || r.beside == nil {
		return make([]sheet.Cell, len(exportCompareHead()))
	}
	p, value := *r.beside, sheet.Cell{}
	if p.Value.State == measure.Number {
		value = sheet.NumberCell(p.Value.N)
	}
	return []sheet.Cell{sheet.TextCell(with.name), sheet.TextCell(string(with.on)), sheet.DateCell(p.Day), value, sheet.TextCell(string(p.State)),
		sheet.NumberCell(float64(p.Due)), sheet.NumberCell(float64(p.Given))}
}
