package sitrepweb

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// seriesDayView is one day of a roll-up: what it is the sum of.
type seriesDayView struct {
	page    web.Page
	facts   ui.SummaryList
	table   ui.Table
	missing []string
	hidden  []string // sentences on what the reader's roles do not cover, and on how the parts add up
	back    ui.Action
}

// seriesDay shows the returns behind one point. An organisation's own point is the return itself.
func (m room) seriesDay(w http.ResponseWriter, r *web.Request) error {
	day, err := r.Day("day")
	if err != nil {
		return err
	}
	a, err := m.seriesRead(r)
	if err != nil {
		return err
	}
	q := a.asked()
	q.From, q.To = day, day
	s, err := m.Store.Series(r.Context(), q)
	if err != nil {
		return err
	}
	if len(s.Points) == 0 {
		return fault.New(fault.NotFound, "Nothing is held for %s on %s. Choose another day from the series", a.pic.Name(a.on), ui.DayWords(day))
	}
	p := s.Points[0]
	if p.Version > 0 && a.opens {
		return r.Redirect(w, r.Link(VersionPath(s.Form, a.on, day, p.Version, seriesLine(a.m, s.Form, day))), "")
	}
	v, err := m.seriesDayMake(r.Context(), a, s)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page, seriesDayShow(v))
}

// seriesDayMake lays out the contributors that the reader may see, one by one, and counts the others.
func (m room) seriesDayMake(ctx context.Context, a seriesAsked, s *sitrep.Series) (seriesDayView, error) {
	p := s.Points[0]
	v := seriesDayView{page: seriesPage(a), facts: seriesDayFacts(a, s, p), back: ui.Action{Text: "The whole series", Href: a.address(SeriesPath(a.on, a.m.Code))}}
	v.page.Title = a.m.Name + ", " + ui.DayWords(p.Day)
	v.page.Crumbs = append(v.page.Crumbs, web.Crumb{Text: a.m.Name, Href: v.back.Href})
	pic := a.pic.Book().At(p.Day) // who was under whom that day
	var ask []org.Code
	for _, c := range pic.Under(org.NHS, a.on, todaySenders()...) {
		if a.series.Holds(c) && (a.only == "" || pic.Marked(c, a.only)) {
			ask = append(ask, c)
		}
	}
	got := map[org.Code]sitrep.Point{}
	if len(ask) > 0 {
		var err error
		got, err = m.Store.Across(ctx, sitrep.Across{Measure: a.m.Code, Form: s.Form, Day: p.Day, Orgs: ask, AsOf: a.now, View: a.view})
		if err != nil {
			return v, err
		}
	}
	v.table = seriesDayTable(a, s, pic, ask, got)
	v.hidden = seriesDaySums(a, p, got)
	shown, hidden := seriesNamed(p.Missing, a.chase)
	for _, c := range shown {
		v.missing = append(v.missing, pic.Name(c)+", "+string(c))
	}
	if hidden > 0 {
		v.missing = append(v.missing, ui.Plural(hidden, "organisation", "organisations")+" outside your roles")
	}
	return v, nil
}

func seriesDayFacts(a seriesAsked, s *sitrep.Series, p sitrep.Point) ui.SummaryList {
	value := ui.SummaryRow{Key: "Figure", Value: "No figure", Tags: []ui.Tag{seriesMark(p).Tag()}}
	if p.Value.State == measure.Number {
		value = ui.SummaryRow{Key: "Figure", Value: a.m.Show(p.Value)}
		if seriesFew(p) {
			value.Tags = []ui.Tag{ui.Incomplete.Tag()}
		}
	}
	rows := []ui.SummaryRow{value, {Key: "Sum of", Value: seriesOf(p)}}
	if a.m.Num != "" && p.Given > 0 {
		num, _ := measure.Find(a.m.Num)
		den, _ := measure.Find(a.m.Den)
		rows = append(rows, ui.SummaryRow{Key: "Worked out as", Value: num.Show(measure.Of(p.Num)) + " (" + num.Name + ") over " + den.Show(measure.Of(p.Den)) + " (" + den.Name + "), of those who gave both"})
	}
	rows = append(rows, ui.SummaryRow{Key: "From", Value: seriesFormName(s.Form)}, ui.SummaryRow{Key: "View", Value: seriesViewWords(a.view, s.Form)})
	if !p.Recorded.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: "Newest part known", Value: todayCapital(ui.When(a.now, p.Recorded))})
	}
	return ui.SummaryList{Rows: rows, Compact: true}
}

func seriesDayTable(a seriesAsked, s *sitrep.Series, pic *org.Picture, ask []org.Code, got map[org.Code]sitrep.Point) ui.Table {
	t := ui.Table{ID: "parts", Caption: "The returns one by one", Empty: "No return of an organisation in your roles is part of it.",
		Columns: []ui.Column{{Head: "Organisation"}, {Head: a.m.Name + seriesHeadUnit(a.m), Numeric: true}, {Head: "State"}, {Head: "Version"}, {Head: "Known", Tight: true}, {Head: "Read from"}}}
	if a.m.Num != "" {
		t.Columns = slices.Insert(t.Columns, 2, ui.Column{Head: "Over", Numeric: true, Tight: true})
	}
	for _, c := range ask {
		p, ok := got[c]
		if !ok || p.Received == 0 {
			continue
		}
		b := a
		b.on, b.opens = c, true
		cells := seriesCells(b, s, p)
		cells[0] = ui.Cell{Text: pic.Name(c), Note: string(c), Link: a.address(SeriesPath(c, a.m.Code), "form", string(s.Form))}
		if a.m.Num != "" {
			over := ui.Text("")
			if p.Value.State == measure.Number {
				over = ui.Text(ui.Number(p.Num, 0) + " / " + ui.Number(p.Den, 0))
			}
			cells = slices.Insert(cells, 2, over)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, seriesSource(b, s, p, true)...)})
	}
	return t
}

// seriesDaySums says how many parts are not shown and, when all are, that they add up to the figure.
func seriesDaySums(a seriesAsked, p sitrep.Point, got map[org.Code]sitrep.Point) []string {
	in, num, den := 0, 0.0, 0.0
	for _, q := range got {
		if q.Received == 0 {
			continue
		}
		in++
		if q.Value.Given() {
			num += q.Num
			den += q.Den
		}
	}
	if rest := p.Received - in; rest > 0 {
		return []string{ui.Plural(rest, "return comes", "returns come") + " from organisations outside your roles and is not shown one by one."}
	}
	if p.Value.State != measure.Number || in == 0 {
		return nil
	}
	sum, words := num, "The parts add up to "
	if a.m.Num != "" {
		if den == 0 {
			return nil
		}
		sum, words = num/den, "The parts come to "
	}
	if math.Abs(sum-p.Value.N) > 1e-9*max(1, math.Abs(sum)) {
		return []string{words + a.m.Show(measure.Of(sum)) + ", which is not the figure above: a return arrived between the two reads. Load the page again."}
	}
	return []string{words + a.m.Show(measure.Of(sum)) + ", the figure above."}
}

// seriesChoice is the organisations that a search found.
type seriesChoice struct {
	page   web.Page
	filter seriesFilter
	table  ui.Table
}

// seriesMostFound is how many organisations a search shows.
const seriesMostFound = 50

func newSeriesChoose(words string, code measure.Code, found []org.Unit, keep url.Values, link func(string) string) seriesChoice {
	m, _ := measure.Find(code)
	v := seriesChoice{page: web.Page{Title: "Choose an organisation", Current: "today", Lead: "For " + m.Name + "."}}
	v.filter = newSeriesFilter(seriesAsked{m: m, view: sitrep.Latest, period: seriesWinter, link: link})
	v.filter.org.Value = words
	v.table = ui.Table{ID: "found", Stack: true, Caption: ui.Plural(len(found), "organisation fits", "organisations fit"), Columns: []ui.Column{{Head: "Organisation"}, {Head: "Kind"}},
		Empty: "No organisation in your roles fits. Look for part of a name or a code."}
	for i, u := range found {
		if i == seriesMostFound {
			v.table.Hint = "The first " + ui.Count(seriesMostFound) + ". Look for more of the name to narrow them."
			break
		}
		to := SeriesPath(u.Code, code)
		if len(keep) > 0 {
			to += "?" + keep.Encode()
		}
		v.table.Rows = append(v.table.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code), Link: link(to)}, ui.Text(todayCapital(u.Kind.Words()))}})
	}
	return v
}
