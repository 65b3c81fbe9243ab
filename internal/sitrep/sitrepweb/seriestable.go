package sitrepweb

import (
	"strings"

	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// seriesPerPage is how many days the table shows at once.
const seriesPerPage = 120

// seriesTable says what the chart says, newest first, with where each figure came from.
func seriesTable(a seriesAsked, s *sitrep.Series) (ui.Table, ui.Pagination) {
	n := len(s.Points)
	pages := max(1, (n+seriesPerPage-1)/seriesPerPage)
	page := min(a.pageNo, pages)
	from, to := (page-1)*seriesPerPage, min(page*seriesPerPage, n)
	one := todayKindOf(a.pic, a.on) == todayOne
	t := ui.Table{ID: "figures", Caption: "The figures, newest first", Columns: []ui.Column{{Head: seriesEvery(a.m), Tight: true}, {Head: a.m.Name + seriesHeadUnit(a.m), Numeric: true}, {Head: "State"}}}
	if one {
		t.Columns = append(t.Columns, ui.Column{Head: "Version"}, ui.Column{Head: "Known", Tight: true}, ui.Column{Head: "Read from"})
	} else {
		t.Columns = append(t.Columns, ui.Column{Head: "Returns", Tight: true}, ui.Column{Head: "Missing", Words: true}, ui.Column{Head: "Newest part known", Tight: true})
	}
	for i := from; i < to; i++ {
		p := s.Points[n-1-i]
		t.Rows = append(t.Rows, ui.Row{Cells: append(seriesCells(a, s, p), seriesSource(a, s, p, one)...)})
	}
	return t, ui.Pagination{Page: page, Pages: pages, Shown: "Shows " + ui.Count(from+1) + " to " + ui.Count(to) + " of " + ui.Count(n),
		Address: func(k int) string {
			return a.address(SeriesPath(a.on, a.m.Code), "page", ui.Number(float64(k), 0)) + "#figures"
		}}
}

func seriesHeadUnit(m measure.Measure) string {
	if m.Unit == measure.Fraction || m.Unit == measure.Seconds {
		return "" // written with each figure
	}
	return " (" + m.Unit + ")"
}

// seriesCells are the day, the value and its state.
func seriesCells(a seriesAsked, s *sitrep.Series, p sitrep.Point) []ui.Cell {
	day := ui.Text(ui.DayShort(p.Day) + p.Day.Format(" 2006"))
	if a.m.Period == measure.Month {
		day = ui.Text(p.Day.Format("January 2006"))
	}
	day.Link = seriesOpens(a, s.Form, p)
	value := ui.Cell{Mark: seriesMark(p)}
	if p.Value.State == measure.Number {
		value = ui.Text(a.m.Show(p.Value))
		if n := seriesTogether(a.m, p); n > 1 {
			value.Note = ui.Count(n) + " days together, " + ui.Number(p.Value.N/float64(n), 1) + " a day"
		}
	}
	state := ui.Cell{Text: seriesState(p), Tags: seriesTimings(p)}
	if p.State == sitrep.Partial {
		state = ui.Cell{Tags: []ui.Tag{ui.Incomplete.Tag()}}
	}
	return []ui.Cell{day, value, state}
}

// seriesSource is what the figure stands on: the version and the cell, or how many returns and which are missing.
func seriesSource(a seriesAsked, s *sitrep.Series, p sitrep.Point, one bool) []ui.Cell {
	known := ui.Text("")
	if !p.Recorded.IsZero() {
		known = ui.Text(todayCapital(ui.When(a.now, p.Recorded)))
	}
	if !one {
		return []ui.Cell{ui.Text(seriesOf(p)), ui.Text(seriesMissing(p, a)), known}
	}
	version := ui.Text("")
	if p.Version > 0 {
		version = ui.Cell{Text: ui.Count(p.Version), Link: seriesOpens(a, s.Form, p)}
	}
	return []ui.Cell{version, known, ui.Text(seriesPlace(p))}
}

// seriesPlace is file, sheet and cell of a figure, those that are known.
func seriesPlace(p sitrep.Point) string {
	var parts []string
	for _, s := range []string{p.Source.File, p.Cell.Sheet, p.Cell.Ref} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
