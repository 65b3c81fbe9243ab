package occupancyweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// showView is the forecast page as the template shows it.
type showView struct {
	page     web.Page
	tabs     ui.Tabs
	making   *ui.Progress
	empty    *ui.Empty
	filter   filterView
	warnings []string // what the reader must know before the figures
	onDate   string   // heading of the key figures
	figures  ui.Figures
	occupied *chart.Days
	open     *chart.Days
	days     ui.Table
	exports  []ui.Action
	score    scoreLine
	about    ui.SummaryList
	below    *ui.Table
	above    []ui.Action
	kin      []kinLine
}

// kinLine is one organisation that came before or after this one.
type kinLine struct {
	text, href    string // its name and code; no address where the reader may not see its forecast
	before, after string // what stands round the name
	unconfirmed   bool
}

// filterView is the form that chooses what is shown.
type filterView struct {
	form       ui.Form
	org        ui.Input
	origin     ui.Select
	until      ui.Input
	date       ui.Input
	target     ui.Select
	other      ui.Input
	confidence ui.Select
	source     string // of the target
}

// scoreLine is how good the forecasts of the last days were, in a line.
type scoreLine struct {
	words    string
	disagree string
	href     string
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	a := readAll(r)
	v, err := m.showOf(r.Context(), &a)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(v.page.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(w, status, v.page, showPage(v))
}

// pageOf is a page of the room about the organisation.
func pageOf(a *asked, title string) web.Page {
	return web.Page{Title: title, Caption: a.pic.Name(a.on) + ", " + string(a.on), Current: "forecast", Crumbs: []web.Crumb{{Text: "Forecast", Href: a.link(ChoosePath)}}}
}

// tabsOf are the pages about one organisation.
func tabsOf(a *asked, current string) ui.Tabs {
	t := ui.Tabs{Label: "Forecast of " + a.pic.Name(a.on)}
	for _, x := range []struct {
		text, path string
	}{{"Forecast", Path(a.on)}, {"What if", WhatIfPath(a.on)}, {"Effects of days", EffectsPath(a.on)}, {"Scores", ScoresPath(a.on)}} {
		t.Items = append(t.Items, ui.Tab{Text: x.text, Href: a.address(x.path), Current: x.path == current})
	}
	return t
}

func (m room) showOf(ctx context.Context, a *asked) (showView, error) {
	v := showView{page: pageOf(a, "Bed forecast"), tabs: tabsOf(a, Path(a.on)), kin: kinOf(a)}
	if err := m.underWay(ctx, a, &v); err != nil {
		return v, err
	}
	h, cal, err := m.held(ctx, a)
	none := fault.KindOf(err) == fault.NotFound
	if err != nil && !none {
		return v, err
	}
	origins, err := m.Store.Origins(ctx, a.now, originsOffered)
	if err != nil {
		return v, err
	}
	if none && len(a.bad) == 0 {
		v.nothing(a, origins)
		return v, nil
	}
	v.filter = newFilter(a, h, origins)
	if len(a.bad) > 0 { // the form comes back as it was typed; figures of another question would not be an answer
		v.page.Problems, v.page.Lead = a.bad, notShown+"."
		return v, nil
	}
	v.above = above(a)
	for _, n := range h.Forecast.Notes {
		v.warnings = append(v.warnings, n.Words)
	}
	if v.score, err = m.scoreOf(ctx, a, h); err != nil {
		return v, err
	}
	v.about = aboutRun(a, h)
	if len(h.Forecast.Days) == 0 {
		v.empty = &ui.Empty{Title: "Nothing can be said of this organisation's next days", Text: "The reasons stand above. That is not the same as an empty hospital."}
		return v, nil
	}
	if err := m.draw(ctx, a, h, cal, &v); err != nil {
		return v, err
	}
	v.page.Computed = fmt.Sprintf("Forecast from 08:00 on %s by %s.", ui.DayWords(h.Run.Origin), h.Run.Model)
	v.below, err = m.belowOf(ctx, a, h.Run.Origin)
	return v, err
}

// underWay tells of forecasts that are being made, when the present is looked at.
func (m room) underWay(ctx context.Context, a *asked, v *showView) error {
	if a.past {
		return nil
	}
	making, ok, err := m.Work.Making(ctx)
	if err != nil || !ok {
		return err
	}
	p := ui.Progress{ID: "making", Title: "A newer forecast is being made", Done: making.Done, Total: making.Total, Words: making.Words, Failed: making.Failed, Poll: a.address(Path(a.on))}
	if making.Total > 0 {
		p.Words = ui.Count(making.Done) + " of " + ui.Count(making.Total) + " " + making.Words
	}
	if !making.Running {
		p.Title, p.Words = "A newer forecast waits to be made", "It begins when returns have settled."
	}
	if making.Failed {
		p.Title = "The last forecast could not be made"
	}
	v.making = &p
	if making.Running {
		v.page.Refresh = 5
	}
	return nil
}

// nothing is the page before any forecast.
func (v *showView) nothing(a *asked, origins []civil.Date) {
	v.page.Lead = "No forecast has been made for this organisation yet."
	if !a.origin.IsZero() {
		v.page.Lead = "No forecast is held from " + ui.DayWords(a.origin) + "."
	}
	heir := a.pic.Heir(a.on)
	switch {
	case heir.Sure() && a.origin.IsZero():
		v.page.Lead = "This organisation stands no longer by itself; nothing is forecast for it."
		v.empty = &ui.Empty{Title: "Its beds are forecast with those of " + a.pic.Name(heir.Code), Text: "The past of that forecast holds the figures that came in under this code."}
		if a.scope.Holds(heir.Code) {
			v.empty.Action = ui.Action{Text: "Forecast of " + a.pic.Name(heir.Code), Href: a.address(Path(heir.Code))}
		}
	case !a.origin.IsZero() && len(origins) > 0:
		far := func(d civil.Date) int { return max(d.Sub(a.origin), a.origin.Sub(d)) }
		near := slices.MinFunc(origins, func(x, y civil.Date) int { return far(x) - far(y) })
		v.empty = &ui.Empty{Title: "The nearest morning from which one is kept is " + ui.DayWords(near), Text: fmt.Sprintf("One from %s itself is worked out, and not kept, by the command: headroom forecast --org %s --origin %s", ui.DayWords(a.origin), a.on, a.origin),
			Action: ui.Action{Text: "Forecast from " + ui.DayWords(near), Href: a.address(Path(a.on), "origin", near.String())}}
	case v.making != nil:
		v.making.Title = "The first forecast is being made"
		v.page.Refresh = 3
	case a.past:
		v.empty = &ui.Empty{Title: "Nothing was forecast by then", Text: "Forecasts are kept from the night on which they were first made."}
	default:
		v.empty = &ui.Empty{Title: "There is no forecast here", Text: "One is made each night at 05:30, and when returns with bed figures come in, for every organisation that sends them and every sum above.",
			Action: ui.Action{Text: "Choose another organisation", Href: a.link(ChoosePath)}}
	}
}

// originsOffered is how many earlier mornings the form offers.
const originsOffered = 60

func newFilter(a *asked, h occupancy.Held, origins []civil.Date) filterView {
	f := filterView{form: ui.Form{Action: ChoosePath, Submit: "Show", Get: true, Row: true, Hidden: map[string]string{}}, source: a.target.Words + " of open beds: " + a.target.Source + "."}
	if a.past {
		f.form.Hidden["as-of"] = a.now.UTC().Format(time.RFC3339Nano)
	}
	f.org = ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: string(a.on), Width: 20}
	f.origin = ui.Select{Field: ui.Field{Name: "origin", Label: "Looking ahead from 08:00 on"}.WithErrors(a.bad)}
	newest := true
	for _, d := range origins {
		o := ui.Option{Value: d.String(), Text: ui.DayShort(d) + " " + d.Format("2006"), Chosen: d == h.Run.Origin}
		if newest {
			o.Value, o.Text, newest = "", o.Text+", the newest", false
		}
		f.origin.Options = append(f.origin.Options, o)
	}
	f.until = ui.Input{Field: ui.Field{Name: "until", Label: "Last day shown"}.WithErrors(a.bad), Type: a.dateBox("until"), Value: cmp.Or(a.params.Get("until"), a.until.String())}
	f.date = ui.Input{Field: ui.Field{Name: "date", Label: "Figures for"}.WithErrors(a.bad), Type: a.dateBox("date"), Value: cmp.Or(a.params.Get("date"), a.date.String())}
	f.target = ui.Select{Field: ui.Field{Name: "target", Label: "Target, share of open beds"}}
	offered := false
	for _, t := range targets() {
		value := strconv.FormatFloat(100*t.At, 'f', -1, 64)
		f.target.Options = append(f.target.Options, ui.Option{Value: value, Text: t.Words, Chosen: t == a.target})
		offered = offered || t == a.target
	}
	f.other = ui.Input{Field: ui.Field{Name: "other", Label: "or another"}.WithErrors(a.bad), Suffix: "%", Width: 4, Decimal: true}
	if !offered {
		f.other.Value = strconv.FormatFloat(100*a.target.At, 'f', -1, 64)
	}
	if f.other.Error != "" {
		f.other.Value = cmp.Or(a.params.Get("other"), a.params.Get("target"))
	}
	f.confidence = ui.Select{Field: ui.Field{Name: "confidence", Label: "Sure in"}.WithErrors(a.bad)}
	for _, c := range confidences {
		n, _ := strconv.ParseFloat(c, 64)
		f.confidence.Options = append(f.confidence.Options, ui.Option{Value: c, Text: c + " of 100 cases", Chosen: n == 100*a.confidence})
	}
	return f
}

// dateBox is the kind of box for a date: a browser's date box would not show one that cannot be read.
func (a *asked) dateBox(name string) string {
	if _, err := civil.ParseDate(a.params.Get(name)); a.params.Get(name) != "" && err != nil {
		return "text"
	}
	return "date"
}

// aboutRun says how the forecast was made.
func aboutRun(a *asked, h occupancy.Held) ui.SummaryList {
	r := h.Run
	rows := []ui.SummaryRow{
		{Key: "Looks ahead from", Value: "08:00 on " + ui.DayWords(r.Origin)},
		{Key: "From what was known", Value: ui.When(a.now, r.Known) + ", with that morning's figures of " + ui.Plural(r.Reported, "organisation", "organisations")},
		{Key: "Made", Value: fmt.Sprintf("%s, %s, in %s s", ui.When(a.now, r.Recorded), r.Kind.Words(), ui.Number(r.Seconds, 1))},
		{Key: "Model", Value: r.Model},
		{Key: "Run", Value: strconv.FormatInt(r.ID, 10) + ", inputs " + r.Inputs[:min(12, len(r.Inputs))]},
	}
	for _, n := range r.Notes {
		rows = append(rows, ui.SummaryRow{Key: "Left out", Value: n.Words})
	}
	return ui.SummaryList{Rows: rows, Compact: true}
}

// above are the organisations that this one is part of, as far as the reader may see their forecasts.
func above(a *asked) []ui.Action {
	var out []ui.Action
	for _, c := range slices.Backward(a.pic.Ancestors(org.NHS, a.on)) {
		if a.scope.Holds(c) {
			out = append(out, ui.Action{Text: a.pic.Name(c), Href: a.address(Path(c))})
		}
	}
	return out
}

// kinOf are the organisations that this one took the place of, and those that took its place, each with the day.
func kinOf(a *asked) []kinLine {
	var out []kinLine
	line := func(c org.Code, f org.Fact, before, after string) {
		l := kinLine{text: a.pic.Name(c) + " (" + string(c) + ")", before: before, after: after + " on " + ui.DayWords(f.Valid.From), unconfirmed: f.Unconfirmed}
		if a.scope.Holds(c) {
			l.href = a.link(Path(c))
		}
		out = append(out, l)
	}
	for _, f := range a.pic.Predecessors(a.on) {
		line(f.Org, f, "", map[org.Manner]string{org.Merged: "merged into this organisation", org.Demerged: "was split, in part to this organisation,"}[f.Manner]+other(f.Manner, "was followed by this organisation"))
	}
	for _, f := range a.pic.Successors(a.on) {
		line(f.Other, f, map[org.Manner]string{org.Merged: "This organisation merged into", org.Demerged: "This organisation was split, in part to"}[f.Manner]+other(f.Manner, "This organisation was followed by"), "")
	}
	return out
}

// other is the words for a manner that is neither a merger nor a split.
func other(m org.Manner, words string) string {
	if m == org.Merged || m == org.Demerged {
		return ""
	}
	return words
}

// belowOf lists the organisations straight below, the fullest on the date first.
func (m room) belowOf(ctx context.Context, a *asked, origin civil.Date) (*ui.Table, error) {
	children := a.pic.Children(org.NHS, a.on)
	if len(children) == 0 {
		return nil, nil
	}
	all, err := m.Store.From(ctx, origin, a.now)
	if err != nil {
		return nil, err
	}
	type line struct {
		org.Code
		x dayFigures
	}
	var lines []line
	for _, c := range children {
		f, ok := all[c]
		if !ok || !a.scope.Holds(c) {
			continue
		}
		if d, _, ok := f.On(a.date); ok {
			lines = append(lines, line{c, figures(d, origin, a.target, a.confidence)})
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(lines, func(p, q line) int {
		switch {
		case p.x.over > q.x.over || !occupancy.Known(q.x.over) && occupancy.Known(p.x.over):
			return -1
		case p.x.over < q.x.over || !occupancy.Known(p.x.over) && occupancy.Known(q.x.over):
			return 1
		}
		return 0
	})
	t := &ui.Table{ID: "below", Caption: "Below it on " + ui.DayWords(a.date), Stack: true, Hint: "Most likely to pass the target first.",
		Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Occupied", Numeric: true}, {Head: "Open", Numeric: true}, {Head: "Of open", Numeric: true, Spoken: "Occupied of open"},
			{Head: "Chance over " + a.target.Words, Numeric: true}, {Head: "Beds to free", Numeric: true}}}
	for _, l := range lines {
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Text: a.pic.Name(l.Code), Note: string(l.Code), Link: a.address(Path(l.Code))}}, dayCells(l.x)...)})
	}
	return t, nil
}

// dayCells are a day's figures in a table of organisations.
func dayCells(x dayFigures) []ui.Cell {
	open, free := ui.Text("not known"), ui.Text("not known")
	if occupancy.Known(x.open) {
		open = ui.Text(ui.Number(x.open, 0))
	}
	if x.known {
		free = ui.Text(ui.Count(x.free))
	}
	return []ui.Cell{ui.Text(ui.Number(x.occupied, 0)), open, ui.Text(x.rate()), ui.Text(chance(x.over)), free}
}

// scoreOf is the score of the last days before the forecast's origin.
func (m room) scoreOf(ctx context.Context, a *asked, h occupancy.Held) (scoreLine, error) {
	list, err := m.Store.Outcomes(ctx, a.on, h.Run.Origin.Add(1-occupancy.RecentDays), h.Run.Origin, a.now)
	if err != nil {
		return scoreLine{}, err
	}
	s := scoreLine{href: a.address(ScoresPath(a.on))}
	r := occupancy.Sum(list)
	s.words = recentWords(r)
	s.disagree, _ = r.Disagrees()
	return s, nil
}

// recentWords is the score in a sentence or two.
func recentWords(r occupancy.Recent) string {
	if r.N == 0 {
		return "Score of the last 28 days: none yet. No forecast of these mornings could be held against what came."
	}
	w := fmt.Sprintf("Score of the last 28 days: over %s of %s the median was off by %s beds on average (%s), the weighted interval score was %s%% of the beds occupied, and the range for nine mornings in ten held %s%% of them.",
		ui.Plural(r.N, "forecast", "forecasts"), ui.Plural(r.Days, "morning", "mornings"), ui.Number(r.Abs, 1), biasWords(r.Bias), ui.Number(100*r.Share, 2), ui.Number(100*r.In90, 0))
	if r.FarOneSided() {
		w += " Nearly all of its errors lie to one side. Forecasts from weeks before share most of their days, so that sound ones show this in about one case of four; those up to a week ahead do not show it."
	}
	if r.Replayed > 0 {
		w += fmt.Sprintf(" %s of the forecasts were made afterwards, by what was learnt from earlier winters alone, because none had been kept, or none of the beds that it has since a merger.", ui.Count(r.Replayed))
	}
	return w
}

// biasWords says to which side the median was off.
func biasWords(bias float64) string {
	switch n := ui.Number(max(bias, -bias), 1); {
	case n == "0.0":
		return "as often too high as too low"
	case bias > 0:
		return "in the mean " + n + " too high"
	default:
		return "in the mean " + n + " too low"
	}
}

// choosing: the page that begins with an organisation.

func (m room) ask(w http.ResponseWriter, r *web.Request) error {
	if err := m.Work.AskForecast(r.Context()); err != nil {
		return err
	}
	return r.Redirect(w, ChoosePath, "Forecasts are being made for every organisation. It takes up to a minute.")
}

func (m room) choose(w http.ResponseWriter, r *web.Request) error {
	scope := r.Scope(access.ForecastRead)
	found := find(r.Picture, r.Param("org"), scope)
	if len(found) == 1 && r.Param("org") != "" {
		q := r.URL.Query()
		q.Del("org")
		for k := range q {
			if q.Get(k) == "" {
				q.Del(k)
			}
		}
		to := Path(found[0].Code)
		if len(q) > 0 {
			to += "?" + q.Encode()
		}
		return r.Redirect(w, to, "")
	}
	v, err := m.chooseOf(r, found)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page, choosePage(v))
}
