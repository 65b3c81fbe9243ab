package sitrepweb

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// seriesView is a measure over time as the template shows it.
type seriesView struct {
	page    web.Page
	filter  seriesFilter
	refused *ui.Warning // the measure cannot be put together
	below   []ui.Action // whose own figures can be shown instead
	empty   *ui.Empty
	chart   *chart.Days
	words   []string // sentences under the chart
	exports []ui.Action
	means   ui.SummaryList
	others  []ui.Action // other forms that hold the measure
	table   ui.Table
	pages   ui.Pagination
}

// seriesFilter is the form that chooses what is shown.
type seriesFilter struct {
	form         ui.Form
	org          ui.Input
	codes        ui.Select
	period       ui.Select
	from, to     ui.Input
	view, beside ui.Select
	only         ui.Select
}

func (m room) seriesMake(ctx context.Context, a seriesAsked) (seriesView, error) {
	v := seriesView{page: seriesPage(a), filter: newSeriesFilter(a), means: seriesMeans(a)}
	s, err := m.Store.Series(ctx, a.asked())
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid && (a.m.Kind == measure.Centile || a.m.Kind == measure.Level) {
		v.refused = &ui.Warning{Title: "This figure cannot be put together", Text: f.Message + "."}
		v.below = seriesBelow(a)
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.others = seriesOthers(a, s)
	if len(s.Points) == 0 {
		v.empty = seriesNothing(a)
		return v, nil
	}
	v.page.Lead = seriesLead(a, s)
	v.page.Computed = seriesFormName(s.Form) + ". " + seriesViewWords(a.view, s.Form)
	with, err := m.seriesBeside(ctx, a, s)
	if err != nil {
		return v, err
	}
	drawn, err := m.seriesChart(ctx, a, s, with)
	if err != nil {
		return v, err
	}
	v.chart, v.words = drawn, seriesNotes(a, s)
	v.exports = []ui.Action{{Text: "Download as CSV", Href: a.address(SeriesPath(a.on, a.m.Code) + "/export.csv")},
		{Text: "Download as Excel", Href: a.address(SeriesPath(a.on, a.m.Code) + "/export.xlsx")}}
	v.table, v.pages = seriesTable(a, s, with)
	return v, nil
}

func seriesPage(a seriesAsked) web.Page {
	return web.Page{Title: a.m.Name, Caption: a.pic.Name(a.on) + ", " + string(a.on), Current: "today",
		Crumbs: []web.Crumb{{Text: a.pic.Name(a.on) + " today", Href: a.link(TodayPath(a.on))}}}
}

// seriesMeans is the register's entry of the measure, in short.
func seriesMeans(a seriesAsked) ui.SummaryList {
	rows := []ui.SummaryRow{{Key: "Definition", Value: a.m.Definition}, {Key: "How it is put together", Value: a.m.RollUp}, {Key: "Source", Value: a.m.Source},
		{Key: "In the register", Value: string(a.m.Code), Link: a.link("/measures/" + string(a.m.Code))}}
	if a.m.Unconfirmed {
		rows = append(rows, ui.SummaryRow{Key: "Not confirmed", Value: todayCapital(a.m.Doubt), Tags: []ui.Tag{ui.Unconfirmed.Tag()}})
	}
	return ui.SummaryList{Rows: rows, Compact: true}
}

// seriesLead is the newest figure in a sentence.
func seriesLead(a seriesAsked, s *sitrep.Series) string {
	for _, p := range slices.Backward(s.Points) {
		if p.Value.State != measure.Number {
			continue
		}
		words := "Newest in these days: " + a.m.Show(p.Value)
		if u := a.m.Unit; u != measure.Fraction && u != measure.Seconds {
			words += " " + u
		}
		words += " on " + ui.DayWords(p.Day)
		if p.Version == 0 {
			words += ", " + seriesOf(p)
		}
		return words + "." + seriesLastWhole(a, s, p)
	}
	return "No figure was given in these days."
}

// seriesLastWhole is the newest figure of enough returns in a sentence, where that is not p: a figure of few returns is
// not to be read as a rise or a fall.
func seriesLastWhole(a seriesAsked, s *sitrep.Series, p sitrep.Point) string {
	if !seriesFew(p) {
		return ""
	}
	for _, q := range slices.Backward(s.Points) {
		if q.Day.Before(p.Day) && q.Value.State == measure.Number && !seriesFew(q) {
			return " That is too few to compare; before it " + a.m.Show(q.Value) + " on " + ui.DayWords(q.Day) + ", " + seriesOf(q) + "."
		}
	}
	return " That is too few to compare."
}

func newSeriesFilter(a seriesAsked) seriesFilter {
	f := seriesFilter{form: ui.Form{Action: seriesPath, Submit: "Show", Get: true, Row: true, Hidden: map[string]string{}}}
	if a.form != "" {
		f.form.Hidden["form"] = string(a.form)
	}
	if a.past {
		f.form.Hidden["as-of"] = a.now.UTC().Format(time.RFC3339Nano)
	}
	f.org = ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: string(a.on), Width: 20}
	f.codes = ui.Select{Field: ui.Field{Name: "measure", Label: "Measure"}, Options: seriesOptions(seriesCodes(a.m.Code), a.m.Code)}
	f.period = ui.Select{Field: ui.Field{Name: "period", Label: "Period"}, Options: ui.Options(a.period, seriesMonth, "Last 28 days", seriesWinter, "This winter",
		seriesLastWinter, "Last winter", seriesAll, "Everything", seriesDaysChosen, "The days given here")}
	var from, to string
	if a.period == seriesDaysChosen {
		from, to = a.from.String(), a.to.String()
		f.form.Hidden["was"] = from + ".." + to
	}
	f.from = ui.Input{Field: ui.Field{Name: "from", Label: "First day"}, Type: "date", Value: from}
	f.to = ui.Input{Field: ui.Field{Name: "to", Label: "Last day"}, Type: "date", Value: to}
	f.view = ui.Select{Field: ui.Field{Name: "view", Label: "View"}, Options: ui.Options(string(a.view), string(sitrep.Latest), "Latest", string(sitrep.Collated), "As collated at the cut-off",
		string(sitrep.First), "First submitted")}
	f.beside = ui.Select{Field: ui.Field{Name: "compare", Label: "Compare with"}, Options: ui.Options(a.compare, "", "Nothing", "parent", "The organisation above", "winter", "The winter before")}
	f.only = ui.Select{Field: ui.Field{Name: "only", Label: "Sum of"}, Options: ui.Options(a.only, "", "All organisations", org.MarkType1, "Those with a type 1 A&E")}
	return f
}

// seriesChosen is the query that follows a sent filter: days that were typed count, whatever the list of periods says,
// and days that merely stood there do not hold against a preset.
func seriesChosen(q url.Values) url.Values {
	out := url.Values{}
	for k := range q {
		if v := strings.TrimSpace(q.Get(k)); v != "" && !slices.Contains([]string{"org", "measure", "was"}, k) {
			out.Set(k, v)
		}
	}
	typed := out.Get("from") != "" || out.Get("to") != ""
	switch {
	case typed && (out.Get("from")+".."+out.Get("to") != q.Get("was") || out.Get("period") == seriesDaysChosen):
		out.Del("period")
	case typed:
		out.Del("from")
		out.Del("to")
	}
	if out.Get("view") == string(sitrep.Latest) {
		out.Del("view")
	}
	return out
}

// seriesBelow are the organisations below whose own figures the reader may see.
func seriesBelow(a seriesAsked) []ui.Action {
	var out []ui.Action
	for _, c := range a.pic.Under(org.NHS, a.on, todaySenders()...) {
		if a.series.Holds(c) {
			out = append(out, ui.Action{Text: a.pic.Name(c), Href: a.address(SeriesPath(c, a.m.Code))})
		}
	}
	return out
}

// seriesOthers are the other collections of the same thing: named and linked, never mixed (T2).
func seriesOthers(a seriesAsked, s *sitrep.Series) []ui.Action {
	forms := s.Others
	if a.form != "" { // the series was asked of one form alone
		forms = slices.DeleteFunc(sitrep.Holding(a.m.Code), func(f sitrep.FormCode) bool { return f == a.form })
	}
	var out []ui.Action
	for _, f := range forms {
		out = append(out, ui.Action{Text: seriesFormName(f), Href: a.address(SeriesPath(a.on, a.m.Code), "form", string(f))})
	}
	return out
}

func seriesNothing(a seriesAsked) *ui.Empty {
	e := &ui.Empty{Title: "Nothing is held for these days", Text: "No return with this measure is known for " + a.pic.Name(a.on) + ". That is not the same as nought."}
	if a.period != seriesAll {
		e.Action = ui.Action{Text: "Show everything that is held", Href: a.address(SeriesPath(a.on, a.m.Code), "period", seriesAll, "from", "", "to", "")}
	}
	return e
}

// seriesNotes are the sentences under the chart: what the view means, where a line comes from, which returns cover
// several days.
func seriesNotes(a seriesAsked, s *sitrep.Series) []string {
	out := []string{seriesViewWords(a.view, s.Form)}
	if a.only == org.MarkType1 {
		out = append(out, "Sums take in those alone that had a type 1 A&E on the day, a major department open at all hours.")
	}
	if seriesOccupancy(a.m.Code) {
		out = append(out, seriesStandardWords)
	}
	if a.m.Period == measure.Month {
		out = append(out, "Monthly figures, drawn at the first of the month.")
	}
	if a.m.Period == measure.Week {
		out = append(out, "Weekly figures, drawn at the first day of the week.")
	}
	if f, ok := sitrep.FindForm(s.Form, s.Points[0].Day); ok && f.Unconfirmed && a.view == sitrep.Collated {
		out = append(out, "The hour of the cut-off, "+f.CutOff.String()+", is not confirmed by a published text.")
	}
	if a.compare == "parent" && !seriesRate(a.m) {
		out = append(out, "A count is not drawn beside that of the organisation above: on one scale with it this one would be a flat line. Choose a rate to compare.")
	}
	n := 0
	for _, p := range s.Points {
		if seriesTogether(a.m, p) > 1 {
			n++
		}
	}
	if n > 0 {
		out = append(out, ui.Plural(n, "return covers", "returns cover")+" several days together; each is drawn on its days at its rate per day.")
	}
	return out
}

// seriesTogether is how many days a flow covers in one return; 1 for anything else.
func seriesTogether(m measure.Measure, p sitrep.Point) int {
	if m.Kind == measure.Flow && m.Period == measure.Day && p.Covers.Days() > 1 {
		return p.Covers.Days()
	}
	return 1
}

// seriesWindows are the strikes to shade, each name once for its span of days.
func seriesWindows(list []Strike) []chart.Window {
	var out []chart.Window
	for _, x := range list {
		w := chart.Window{Name: x.Name, From: civil.Today(x.From), To: civil.Today(x.To.Add(-time.Second)).Add(1)}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
