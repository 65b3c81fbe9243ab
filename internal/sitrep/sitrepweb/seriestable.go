package sitrepweb

import (
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// seriesPerPage is how many days the table shows at once.
const seriesPerPage = 120

// seriesTable says what the chart says, newest first, with where each figure came from and what it is compared with.
func seriesTable(a seriesAsked, s *sitrep.Series, with *seriesCompared) (ui.Table, ui.Pagination) {
	rows := seriesRows(s, with)
	n := len(rows)
	pages := max(1, (n+seriesPerPage-1)/seriesPerPage)
	page := min(a.pageNo, pages)
	from, to := (page-1)*seriesPerPage, min(page*seriesPerPage, n)
	one := todayKindOf(a.pic, a.on) == todayOne
	t := ui.Table{ID: "figures", Caption: "The figures, newest first", Hint: a.m.Name + seriesHeadUnit(a.m) + ".", Columns: seriesColumns(a, one, with)}
	for i := from; i < to; i++ {
		t.Rows = append(t.Rows, ui.Row{Cells: seriesRowCells(a, s, with, rows[n-1-i], one)})
	}
	return t, ui.Pagination{Page: page, Pages: pages, Shown: "Shows " + ui.Count(from+1) + " to " + ui.Count(to) + " of " + ui.Count(n),
		Address: func(k int) string {
			return a.address(SeriesPath(a.on, a.m.Code), "page", ui.Number(float64(k), 0)) + "#figures"
		}}
}

// seriesColumns are the heads. The figure comes right after its day and its head is short, so that both stand side by
// side on a telephone.
func seriesColumns(a seriesAsked, one bool, with *seriesCompared) []ui.Column {
	out := []ui.Column{{Head: seriesEvery(a.m), Tight: true}, {Head: "Figure", Numeric: true, Spoken: a.m.Name + seriesHeadUnit(a.m)}}
	if with != nil {
		out = append(out, ui.Column{Head: with.name, Numeric: true, Spoken: "Compared with: " + with.name})
	}
	if one {
		return append(out, ui.Column{Head: "State"}, ui.Column{Head: "Version"}, ui.Column{Head: "Known", Tight: true}, ui.Column{Head: "Read from"})
	}
	return append(out, ui.Column{Head: "State"}, ui.Column{Head: "Returns", Tight: true}, ui.Column{Head: "Missing", Words: true}, ui.Column{Head: "Newest part known", Tight: true})
}

// seriesRowCells is one day of the table. A day on which the series itself has no return due is there for what it is
// compared with.
func seriesRowCells(a seriesAsked, s *sitrep.Series, with *seriesCompared, r seriesRow, one bool) []ui.Cell {
	var cells []ui.Cell
	if r.own == nil {
		cells = []ui.Cell{ui.Text(seriesDayText(a.m, r.day)), ui.Text("–"), ui.Text("No return is due"), {}, {}, {}}
	} else {
		cells = append(seriesCells(a, s, *r.own), seriesSource(a, s, *r.own, one)...)
	}
	if with != nil {
		cells = slices.Insert(cells, 2, seriesBesideCell(a, r))
	}
	return cells
}

func seriesHeadUnit(m measure.Measure) string {
	if m.Unit == measure.Fraction || m.Unit == measure.Seconds {
		return "" // written with each figure
	}
	return " (" + m.Unit + ")"
}

// seriesCells are the day, the value and its state.
func seriesCells(a seriesAsked, s *sitrep.Series, p sitrep.Point) []ui.Cell {
	day := ui.Text(seriesDayText(a.m, p.Day))
	day.Link = seriesOpens(a, s.Form, p)
	value := ui.Cell{Mark: seriesMark(p)}
	if p.Value.State == measure.Number {
		value = ui.Text(a.m.Show(p.Value))
		if n := seriesTogether(a.m, p); n > 1 {
			value.Note = ui.Count(n) + " days together, " + ui.Number(p.Value.N/float64(n), 1) + " a day"
		}
	}
	state := ui.Cell{Text: seriesState(p), Tags: seriesTimings(p)}
	switch {
	case seriesFew(p):
		state = ui.Cell{Tags: []ui.Tag{ui.Incomplete.Tag()}}
	case p.State == sitrep.Partial:
		state = ui.Text("Nearly all in")
	}
	return []ui.Cell{day, value, state}
}

// seriesDayText is a row's day, or its month.
func seriesDayText(m measure.Measure, d civil.Date) string {
	if m.Period == measure.Month {
		return d.Format("January 2006")
	}
	return ui.DayShort(d) + d.Format(" 2006")
}

// seriesSource is what the figure stands on: the version and the cell, or how many returns and which are missing.
func seriesSource(a seriesAsked, s *sitrep.Series, p sitrep.Point, one bool) []ui.Cell {
	known := ui.Text("")
	if !p.Recorded.IsZero() {
		known = ui.Text(todayCapital(ui.When(a.now, p.Recorded)))
	}
	if !one {
		return []ui.Cell{ui.Text(seriesOf(p)), seriesMissing(a, s, p), known}
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
