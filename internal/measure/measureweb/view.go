package measureweb

import (
	"net/url"
	"strconv"
	"strings"

	"headroom/internal/measure"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// perPage is how many measures one page of the list shows.
const perPage = 50

var listPage = web.Page{Title: "Measures", Current: "measures", Lead: "What every figure means, how it is put together and where its series breaks."}

// listPageView is the list of measures as the template shows it.
type listPageView struct {
	filter   filter
	sections []ui.Option
	kinds    []ui.Option
	table    ui.Table
	pages    ui.Pagination
	csv      string
	api      string
}

var kindWords = []struct {
	kind  measure.Kind
	words string
}{
	{measure.Stock, "Stock: how many at a moment"}, {measure.Flow, "Flow: how many in a period"}, {measure.Ratio, "Ratio"},
	{measure.Mean, "Mean"}, {measure.Centile, "Centile"}, {measure.Level, "Level on a scale"},
}

func newList(f filter, page int, link func(string) string) listPageView {
	found := f.find()
	pages := max(1, (len(found)+perPage-1)/perPage)
	page = min(page, pages)
	v := listPageView{filter: f, csv: link(f.address(listPath+".csv", 0)), api: f.address("/api/measures", 0)}
	v.sections = []ui.Option{{Value: "", Text: "All sections", Chosen: f.section == ""}}
	for _, s := range measure.Sections() {
		v.sections = append(v.sections, ui.Option{Value: s, Text: s, Chosen: s == f.section})
	}
	v.kinds = []ui.Option{{Value: "", Text: "All kinds", Chosen: f.kind == ""}}
	for _, k := range kindWords {
		v.kinds = append(v.kinds, ui.Option{Value: string(k.kind), Text: k.words, Chosen: string(k.kind) == f.kind})
	}
	v.table = ui.Table{ID: "measures", Caption: ui.Plural(len(found), "measure", "measures"), Stack: true, Empty: "No measure fits. Ask for fewer words or another section.",
		Columns: []ui.Column{{Head: "Measure"}, {Head: "Code"}, {Head: "Kind"}, {Head: "Unit"}, {Head: "Better"}, {Head: "Reported"}, {Head: "Breaks", Numeric: true}}}
	from := (page - 1) * perPage
	for _, m := range found[from:min(from+perPage, len(found))] {
		v.table.Rows = append(v.table.Rows, row(m, link))
	}
	v.pages = ui.Pagination{Page: page, Pages: pages, Address: func(n int) string { return link(f.address(listPath, n)) },
		Shown: "Showing " + strconv.Itoa(min(from+1, len(found))) + " to " + strconv.Itoa(min(from+perPage, len(found))) + " of " + ui.Count(len(found))}
	return v
}

func row(m measure.Measure, link func(string) string) ui.Row {
	name := ui.Cell{Text: m.Name, Link: link(Path(m.Code)), Note: m.Section}
	if m.Unconfirmed {
		name.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
	}
	return ui.Row{Cells: []ui.Cell{name, ui.Text(string(m.Code)), ui.Text(string(m.Kind)), ui.Text(unit(m)), ui.Text(better(m)), ui.Text(every(m)), ui.Text(strconv.Itoa(len(m.Breaks)))}}
}

// address is path with the filter as a query, and the page from 2 on.
func (f filter) address(path string, page int) string {
	q := url.Values{}
	for k, v := range map[string]string{"q": f.words, "section": f.section, "kind": f.kind} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if f.unconfirmed {
		q.Set("unconfirmed", "yes")
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func unit(m measure.Measure) string {
	if m.Unit == measure.Fraction {
		return "%"
	}
	return m.Unit
}

func better(m measure.Measure) string {
	switch m.Better {
	case measure.Higher:
		return "Higher"
	case measure.Lower:
		return "Lower"
	}
	return "Neither"
}

func every(m measure.Measure) string {
	switch m.Period {
	case measure.Day:
		return "Daily"
	case measure.Week:
		return "Weekly"
	}
	return "Monthly"
}

func showPage(m measure.Measure) web.Page {
	return web.Page{Title: m.Name, Caption: m.Section, Current: "measures", Crumbs: []web.Crumb{{Text: "Measures", Href: listPath}}, Lead: m.Definition}
}

// showPageView is one measure as the template shows it.
type showPageView struct {
	doubt  string
	facts  ui.SummaryList
	breaks ui.Table
	parts  ui.Table
	usedIn ui.Table
}

func newShow(m measure.Measure, link func(string) string) showPageView {
	v := showPageView{facts: ui.SummaryList{Rows: facts(m)}}
	if m.Unconfirmed {
		v.doubt = "Not checked against a published text: " + either(m.Doubt, "dates or wording") + "."
	}
	v.breaks = ui.Table{Caption: "Breaks in the series", Hint: "Figures on the two sides of such a day are not comparable.", FewColumns: true,
		Columns: []ui.Column{{Head: "From"}, {Head: "What changed"}}, Empty: "None is known."}
	for _, b := range m.Breaks {
		v.breaks.Rows = append(v.breaks.Rows, ui.Cells(ui.DayWords(b.On), b.Words))
	}
	v.parts = parts(m, link)
	v.usedIn = usedIn(m, link)
	return v
}

func facts(m measure.Measure) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: "Code", Value: string(m.Code)}, {Key: "Kind", Value: string(m.Kind)}, {Key: "Unit", Value: unit(m)},
		{Key: "Better", Value: better(m)}, {Key: "Reported", Value: every(m)}}
	if m.Snapshot != "" {
		rows = append(rows, ui.SummaryRow{Key: "Taken at", Value: m.Snapshot + ", UK time"})
	}
	rows = append(rows, ui.SummaryRow{Key: "Bounds", Value: bounds(m)}, ui.SummaryRow{Key: "How it is put together", Value: m.RollUp},
		ui.SummaryRow{Key: "Source", Value: m.Source}, ui.SummaryRow{Key: "Asks it answers", Value: strings.Join(m.Asks(), ", ")})
	return rows
}

func bounds(m measure.Measure) string {
	show := func(n float64) string { return m.Show(measure.Of(n)) }
	s := "no bounds"
	switch {
	case m.Min != nil && m.Max != nil:
		s = show(*m.Min) + " to " + show(*m.Max)
	case m.Min != nil:
		s = show(*m.Min) + " or more"
	case m.Max != nil:
		s = "up to " + show(*m.Max)
	}
	if m.Integer {
		s += ", whole numbers"
	}
	return s
}

// parts lists what a computed measure is made of; bands are told as one line.
func parts(m measure.Measure, link func(string) string) ui.Table {
	t := ui.Table{Caption: "Made of", Columns: []ui.Column{{Head: "Measure"}, {Head: "Part"}}, FewColumns: true}
	add := func(c measure.Code, as string) {
		if p, ok := measure.Find(c); ok {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(p.Name, link(Path(c))), ui.Text(as)}})
		}
	}
	if m.Num != "" {
		add(m.Num, "numerator")
		add(m.Den, "denominator")
	}
	for _, x := range m.Terms {
		if x.Sign < 0 {
			add(x.Code, "taken off")
		} else {
			add(x.Code, "added")
		}
	}
	if n := len(m.Bands); n > 0 {
		add(m.Bands[0], "first of "+strconv.Itoa(n)+" bands")
		add(m.Bands[n-1], "last of "+strconv.Itoa(n)+" bands")
	}
	return t
}

// usedIn lists the measures that are made of this one.
func usedIn(m measure.Measure, link func(string) string) ui.Table {
	t := ui.Table{Caption: "Used in", Columns: []ui.Column{{Head: "Measure"}, {Head: "Kind"}}, FewColumns: true}
	for _, x := range measure.All() {
		uses := x.Num == m.Code || x.Den == m.Code
		for _, p := range x.Terms {
			uses = uses || p.Code == m.Code
		}
		if uses {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(x.Name, link(Path(x.Code))), ui.Text(string(x.Kind))}})
		}
	}
	return t
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
