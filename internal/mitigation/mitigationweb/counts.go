package mitigationweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// countsView is the counts of the requests that the reader may count.
type countsView struct {
	at
	period    string
	periods   [][2]string
	all       []mitigation.Standing
	trusts    []org.Code // whose requests are counted
	published []mitigation.PublishedCount
	reference bool // the reader may add published counts
	whole     bool // the reader may read every one of the requests counted
	exact     bool // and asks for a file of their own use
}

func (m room) countsOf(r *web.Request) (countsView, error) {
	v := countsView{at: readAt(r), period: r.FormValue("period"), reference: !r.Past && r.MayAnywhere(access.MitigationReference)}
	list, err := m.scoped(r, access.MitigationCounts, mitigation.Filter{Period: v.period})
	if err != nil {
		return v, err
	}
	for _, k := range list {
		if s := k.Stand(v.now); s.Events > 0 {
			v.all = append(v.all, s)
		}
		if !slices.Contains(v.trusts, k.Trust) {
			v.trusts = append(v.trusts, k.Trust)
		}
	}
	v.whole = !slices.ContainsFunc(v.trusts, func(c org.Code) bool { return !v.may(access.MitigationRead, c) })
	v.exact = v.whole && r.FormValue("exact") == "yes"
	if v.periods, err = m.Actions.Periods(r.Context(), v.asOf); err != nil {
		return v, err
	}
	v.published, err = m.Requests.Published(r.Context(), v.asOf)
	return v, err
}

func (m room) counts(w http.ResponseWriter, r *web.Request) error {
	v, err := m.countsOf(r)
	if err != nil {
		return err
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

// outside reports whether the counts leave a trust: they are of more than one, or the reader stands above. Whoever may read
// every request that is counted may have a file of the exact counts, which says that it is for their own use.
func (v countsView) outside() bool {
	return !v.exact && (len(v.trusts) != 1 || !v.may(access.MitigationDraft, v.trusts[0]))
}

func (v countsView) made() (web.Page, parts) {
	p := v.page("Counts of requests")
	p.Crumbs = nil
	p.Lead = "As known at " + instant(v.now) + ", counted by this record from what trusts and the NHS wrote down."
	periods := ui.Options(v.period, "", "All periods")
	for _, x := range v.periods {
		periods = append(periods, ui.Option{Value: x[0], Text: x[1], Chosen: x[0] == v.period})
	}
	form := ui.Form{Action: CountsPath, Get: true, Row: true, Submit: "Show", Body: parts{ui.Select{Field: ui.Field{Name: "period", Label: "Period"}, Options: periods}}}
	if !v.asOf.IsZero() {
		form.Hidden = map[string]string{"as-of": v.asOf.UTC().Format(time.RFC3339)}
	}
	g := mitigation.GridOf(v.all)
	q := "?period=" + v.period
	files := []ui.Action{{Text: "Grid as CSV", Href: v.link(CountsPath + ".csv" + q)}, {Text: "Minutes as CSV", Href: v.link(BoardPath + "/minutes.csv" + q)}}
	if v.whole && v.outside() {
		files = append(files, ui.Action{Text: "Grid as CSV, exact", Href: v.link(CountsPath + ".csv" + q + "&exact=yes")}, ui.Action{Text: "Minutes as CSV, exact", Href: v.link(BoardPath + "/minutes.csv" + q + "&exact=yes")})
	}
	out := parts{v.tabs(CountsPath), form, gridTable(g), v.sums(g), ui.Links(files),
		ui.Note("Files that leave a trust withhold counts of 1 to 4, and such others as would give one away. Exact ones are for those who may read the requests themselves."),
		minutesBars(v.all, v.now), minutesTable(v.all, v.now), publishedTable(v.published), gapTable(v.published)}
	if v.reference {
		out.add(ui.Links([]ui.Action{{Text: "Add a published count", Href: PublishedPath}}))
	}
	return p, out
}

// gridHint says what the cells hold. Drafts, which are a trust's own, are spoken of where the reader sees any.
func gridHint(g mitigation.Grid) string {
	hint := "Every request is in one cell; the cells add up to " + ui.Plural(g.Requests, "request", "requests") + "."
	if g.Drafts > 0 {
		hint += " " + ui.Plural(g.Drafts, "draft is", "drafts are") + " not signed yet and not among them."
	}
	return hint
}

// gridTable is outcome by timeliness. Each outcome has a row of its own.
func gridTable(g mitigation.Grid) ui.Table {
	t := ui.Table{ID: "grid", Caption: "Outcome and timeliness", Stack: true, Hint: gridHint(g),
		Columns: []ui.Column{{Head: "Outcome", Words: true}}}
	for _, x := range mitigation.Timelinesses() {
		t.Columns = append(t.Columns, ui.Column{Head: first(x.Words()), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Head: "All", Numeric: true})
	for _, o := range mitigation.Outcomes() {
		row := ui.Row{Cells: []ui.Cell{ui.Text(first(o.Words()))}}
		for _, x := range mitigation.Timelinesses() {
			row.Cells = append(row.Cells, ui.Text(ui.Count(g.Cells[o][x])))
		}
		row.Cells = append(row.Cells, ui.Text(ui.Count(g.Of(o))))
		t.Rows = append(t.Rows, row)
	}
	total := ui.Row{Total: true, Cells: []ui.Cell{ui.Text("All")}}
	for _, x := range mitigation.Timelinesses() {
		total.Cells = append(total.Cells, ui.Text(ui.Count(g.At(x))))
	}
	total.Cells = append(total.Cells, ui.Text(ui.Count(g.Requests)))
	t.Rows = append(t.Rows, total)
	return t
}

func (v countsView) sums(g mitigation.Grid) ui.SummaryList {
	owed := 0
	for _, x := range v.all {
		owed += len(x.ImpactsDue())
	}
	return ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Doctors asked for, by shift", Value: ui.Count(g.Doctors)}, {Key: "Doctors granted, by shift", Value: ui.Count(g.Granted)},
		{Key: "Doctor-hours used", Value: ui.Number(g.Hours, 1)}, {Key: "Recalled in declared mass events", Value: ui.Plural(g.Recalled, "doctor", "doctors") + ", whom nobody granted; " + ui.Number(g.Recall, 1) + " doctor-hours used"}, {Key: "Granted and then revoked", Value: ui.Count(g.Revoked)}, {Key: "Impact returns owed in all", Value: ui.Count(owed)}}}
}

func sideWords(s mitigation.Side) string {
	switch s {
	case mitigation.NHS:
		return "NHS"
	case mitigation.Union:
		return "Union body"
	}
	return "Both"
}

func minutesTable(all []mitigation.Standing, now time.Time) ui.Table {
	t := ui.Table{ID: "minutes", Caption: "Minutes of both sides", Stack: true, Hint: "Over signed requests. One that has begun and not ended stands among them with the minutes that it has taken so far; where it may still move a figure, the figure says “at least”.",
		Columns: []ui.Column{{Head: "From and to", Words: true}, {Head: "Whose time"}, {Head: "A quarter took at most", Numeric: true}, {Head: "Median", Numeric: true}, {Head: "A quarter took at least", Numeric: true}, {Head: "Ended", Numeric: true}, {Head: "Not ended", Numeric: true}, {Head: "Not begun", Numeric: true}}}
	for _, x := range mitigation.Spreads(all, now) {
		cells := []ui.Cell{ui.Text(x.Measure.Name), ui.Text(sideWords(x.Measure.Side))}
		for _, q := range []mitigation.Quantile{x.Lower, x.Median, x.Upper} {
			cells = append(cells, ui.Text(quantileWords(q)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Text(ui.Count(x.Ended)), ui.Text(ui.Count(x.Unfinished)), ui.Text(ui.Count(x.NotBegun))),
			Total: x.Measure.ID == "nhs-total" || x.Measure.ID == "union-total"})
	}
	return t
}

func quantileWords(q mitigation.Quantile) string {
	switch {
	case !q.Known:
		return "not known"
	case q.AtLeast:
		return "at least " + ui.Number(q.Minutes, 0)
	}
	return ui.Number(q.Minutes, 0)
}

// minutesBars sets the two sides' time in all beside one another.
func minutesBars(all []mitigation.Standing, now time.Time) chart.Bars {
	b := chart.Bars{ID: "sides", Caption: "Both sides in all, median", What: "Whose time", Unit: "minutes", Hint: "From the risk known to the request sent, and from the request sent to the decision."}
	for _, x := range mitigation.Spreads(all, now) {
		if x.Measure.ID != "nhs-total" && x.Measure.ID != "union-total" {
			continue
		}
		median := x.Median.Minutes
		name := fmt.Sprintf("%s (%s ended, %d not ended", x.Measure.Name, ui.Plural(x.Ended, "request", "requests"), x.Unfinished)
		if x.Median.AtLeast {
			name += "; the median is at least this"
		}
		bar := chart.Bar{Name: name + ")"}
		if x.Median.Known {
			bar.Value = &median
		} else {
			bar.Absent = ui.Missing
		}
		b.Items = append(b.Items, bar)
	}
	return b
}

// about says what a file of counts is.
func (v countsView) about() [][2]string {
	period := v.period
	if period == "" {
		period = "all"
	}
	held := "exact: for use within the organisations counted and those above them"
	if v.outside() {
		held = "counts of 1 to 4 are withheld, and such others as would give one away"
	}
	return [][2]string{{"as_at", stamp(v.now)}, {"counted_by", "Headroom"}, {"period", period}, {"small numbers", held}}
}

func (m room) countsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.countsOf(r)
	if err != nil {
		return err
	}
	return r.SheetCSV(w, v.sheet())
}

// sheet is the grid as a file, each row with its instant and counter.
func (v countsView) sheet() web.Sheet {
	out := web.Sheet{Name: "mitigations-counts", Head: []string{"outcome"}, About: v.about()}
	for _, x := range mitigation.Timelinesses() {
		out.Head = append(out.Head, string(x))
	}
	out.Head = append(out.Head, "all", "as_at", "counted_by")
	table := withTotals(mitigation.GridOf(v.all))
	hidden := make([][]bool, len(table))
	for i := range hidden {
		hidden[i] = make([]bool, len(table[i]))
	}
	if v.outside() {
		hidden = withhold(table)
	}
	for i, counts := range table {
		name := "all"
		if i < len(mitigation.Outcomes()) {
			name = string(mitigation.Outcomes()[i])
		}
		row := texts(name)
		for j, n := range counts {
			if hidden[i][j] {
				row = append(row, sheet.TextCell("withheld"))
			} else {
				row = append(row, sheet.NumberCell(float64(n)))
			}
		}
		out.Rows = append(out.Rows, append(row, texts(stamp(v.now), "Headroom")...))
	}
	return out
}

// withTotals is the grid with its totals as the last row and column.
func withTotals(g mitigation.Grid) [][]int {
	var out [][]int
	for _, o := range mitigation.Outcomes() {
		var row []int
		for _, t := range mitigation.Timelinesses() {
			row = append(row, g.Cells[o][t])
		}
		out = append(out, append(row, g.Of(o)))
	}
	var last []int
	for _, t := range mitigation.Timelinesses() {
		last = append(last, g.At(t))
	}
	return append(out, append(last, g.Requests))
}

func (m room) minutesCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.countsOf(r)
	if err != nil {
		return err
	}
	out := web.Sheet{Name: "mitigations-minutes", Head: []string{"measure", "side", "quarter_at_most", "median", "quarter_at_least", "are_a_least", "ended", "not_ended", "not_begun", "as_at", "counted_by"}}
	for _, x := range mitigation.Spreads(v.all, v.now) {
		out.Rows = append(out.Rows, append(v.minutesRow(x), texts(stamp(v.now), "Headroom")...))
	}
	return r.SheetCSV(w, out)
}

// few reports whether a measure is of so few requests that nothing of it may leave a trust.
func (v countsView) few(x mitigation.Spread) bool {
	return v.outside() && slices.ContainsFunc([]int{x.Ended, x.Unfinished, x.NotBegun}, func(n int) bool { return n > 0 && n < least })
}

// leastsOf names the figures that an unfinished request may still move, by their columns in files.
func leastsOf(x mitigation.Spread) []string {
	out := []string{}
	for i, q := range []mitigation.Quantile{x.Lower, x.Median, x.Upper} {
		if q.AtLeast {
			out = append(out, []string{"quarter_at_most", "median", "quarter_at_least"}[i])
		}
	}
	return out
}

// minutesRow is a measure's line of the file.
func (v countsView) minutesRow(x mitigation.Spread) []sheet.Cell {
	row := texts(x.Measure.ID, string(x.Measure.Side))
	if v.few(x) {
		return append(row, texts("withheld", "withheld", "withheld", "withheld", "withheld", "withheld", "withheld")...)
	}
	for _, q := range []mitigation.Quantile{x.Lower, x.Median, x.Upper} {
		if q.Known {
			row = append(row, sheet.NumberCell(q.Minutes))
		} else {
			row = append(row, sheet.Cell{})
		}
	}
	return append(row, texts(strings.Join(leastsOf(x), " "), strconv.Itoa(x.Ended), strconv.Itoa(x.Unfinished), strconv.Itoa(x.NotBegun))...)
}
