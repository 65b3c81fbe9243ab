package harmweb

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"headroom/internal/harm"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// compareView holds the postponed against others of the same kind, for one trigger and so many days.
type compareView struct {
	here
	periods [][2]string
	period  string
	kind    harm.TriggerKind
	window  int
	split   string
	unknown int // triggers of the period whose review is not closed
	of      int // all triggers of the period
	rows    []comparedRow
}

// comparedRow is one group of the split, everybody where there is none, beside one sort of others.
type comparedRow struct {
	with, name string
	size       int
	c          harm.Compared
}

func (m room) compareOf(r *web.Request) (compareView, error) {
	v := compareView{here: at(r), period: r.Param("period"), kind: harm.TriggerKind(r.Param("trigger")), split: r.Param("split"), window: 28}
	if n, err := strconv.Atoi(r.Param("days")); err == nil && slices.Contains(harm.Windows(), n) {
		v.window = n
	}
	if !slices.ContainsFunc(harm.Triggers(), func(t harm.TriggerInfo) bool { return t.Kind == v.kind }) {
		v.kind = harm.Triggers()[0].Kind
	}
	if v.split != harm.ByEthnicity && v.split != harm.ByDeprivation {
		v.split = ""
	}
	var err error
	if v.periods, err = m.periods(r); err != nil {
		return v, err
	}
	counts, err := m.Watches.Counts(r.Context(), v.trusts(), v.period, v.asOf)
	if err != nil {
		return v, err
	}
	with, _ := trustsWith(counts, v.trusts())
	if l := sumLags(counts, with); len(l.Count) > 0 {
		last := len(l.Count) - 1
		v.of, v.unknown = l.Count[last], l.Count[last]-l.Closed[last]
	}
	strata, err := m.Watches.Strata(r.Context(), v.trusts(), v.period, v.kind, v.window, v.split, v.asOf)
	if err != nil {
		return v, err
	}
	v.rows = rowsOf(strata)
	return v, nil
}

// rowsOf are the rows of both comparisons, the larger groups first.
func rowsOf(strata map[string][]harm.Stratum) []comparedRow {
	var out []comparedRow
	for key, list := range strata {
		x := comparedRow{c: harm.Compare(list)}
		x.with, x.name, _ = strings.Cut(key, "/")
		for _, s := range list {
			x.size += s.Exposed
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b comparedRow) int {
		return cmp.Or(cmp.Compare(a.with, b.with), cmp.Compare(b.size, a.size), cmp.Compare(a.name, b.name))
	})
	return out
}

// withWords says who the others are.
func withWords(with string) string {
	if with == harm.Before {
		return "people of the same season a year before"
	}
	return "people of the same weeks who were not postponed"
}

func (m room) compare(w http.ResponseWriter, r *web.Request) error {
	v, err := m.compareOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v compareView) made() web.Page {
	p := v.page("The postponed beside others")
	p.Lead = "How often a trigger was found among people whose care was postponed, beside people of the same trust, specialty, priority, suspected cancer or none, months waited, age band and sex whose care was not."
	return p
}

func (v compareView) query() string {
	return fmt.Sprintf("?period=%s&trigger=%s&days=%d&split=%s", v.period, v.kind, v.window, v.split)
}

func (v compareView) parts() parts {
	var kinds, days []string
	for _, t := range harm.Triggers() {
		kinds = append(kinds, string(t.Kind), t.Name)
	}
	for _, d := range harm.Windows() {
		days = append(days, strconv.Itoa(d), ui.Plural(d, "day", "days"))
	}
	f := fields{typed: typed{"period": v.period, "trigger": string(v.kind), "days": strconv.Itoa(v.window), "split": v.split}}
	out := parts{v.tabs(ComparePath(v.on)), ui.Figures{{Name: "Unknown: triggers under review or not reviewed", Value: v.count(v.unknown), Notes: []string{"of " + v.count(v.of) + " found within 180 days, of every kind"}}},
		ui.Form{Action: ComparePath(v.on), Get: true, Row: true, Submit: "Compare", Hidden: v.hidden(), Body: templ.Join(f.choice("period", "Period", "", periodOptions("Every period", v.periods)...), f.choice("trigger", "Trigger", "", kinds...), f.choice("days", "Within", "", days...),
			f.choice("split", "Split by", "", "", "Nothing", harm.ByEthnicity, "Ethnicity", harm.ByDeprivation, "Deprivation"))},
		v.table(harm.Beside), v.table(harm.Before)}
	out.add(ui.Inset{Body: templ.Join(ui.Para("Days of action can look better than others. Planned care is down, so beds are free and people who come as emergencies may be admitted sooner; those who come are younger and less ill on average; and what is not recorded is not counted. A difference here is a difference and says nothing of causes."))},
		ui.Note("Each row weighs the others as the postponed are spread over specialty, priority, suspected cancer, months waited, age band and sex. Whoever has nobody alike stands in the last column and in no figure. A mean can hide a group that fares worse, so look at the splits as well; groups in which fewer than five people or triggers stand behind a figure are kept back."),
		ui.Links([]ui.Action{{Text: "This comparison as CSV", Href: v.link(ComparePath(v.on) + ".csv" + v.query())}}))
	return out
}

// label names a group of the split.
func (v compareView) label(name string) string {
	switch {
	case name == "":
		return "All together"
	case v.split == harm.ByDeprivation && name == "1":
		return "Fifth 1, the most deprived"
	case v.split == harm.ByDeprivation && len(name) == 1:
		return "Fifth " + name
	}
	return capital(name)
}

func (v compareView) table(with string) ui.Table {
	t := ui.Table{ID: with, Stack: true, Caption: triggerName(v.kind) + " within " + ui.Plural(v.window, "day", "days") + ", beside " + withWords(with), Hint: "Rates are sums over sums. " + v.countHint(), Empty: "Nobody is watched, or nobody alike was brought in to compare with: nothing can be said.",
		Columns: []ui.Column{{Head: "Group", Words: true}, {Head: "Postponed", Numeric: true}, {Head: "Had it", Numeric: true}, {Head: "Others, same mix", Numeric: true}, {Head: "Difference", Numeric: true}, {Head: "95% interval", Numeric: true}, {Head: "Nobody alike", Numeric: true}}}
	for _, x := range v.rows {
		if x.with != with {
			continue
		}
		c := x.c
		row := ui.Row{Cells: []ui.Cell{ui.Text(v.label(x.name)), ui.Text(v.count(c.Exposed))}}
		if v.kept(c) {
			row.Cells = append(row.Cells, ui.Text("too few to say"), ui.Text("too few to say"), ui.Text("too few to say"), ui.Text("too few to say"))
		} else {
			row.Cells = append(row.Cells, ui.Text(rate(c.Rate)), ui.Cell{Text: rate(c.OtherRate), Note: "of " + v.count(c.Others)}, ui.Text(points(c.Difference)), ui.Text(points(c.Low)+" to "+points(c.High)))
		}
		row.Cells = append(row.Cells, ui.Text(v.count(c.Left)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// kept reports whether a row's figures are kept back: too few to say anything, or, outside the trust, few enough to tell of
// single people.
func (v compareView) kept(c harm.Compared) bool {
	small := func(n int) bool { return n > 0 && n < few }
	return c.Small || !v.exact() && (small(c.Hits) || small(c.OtherHit) || small(c.Exposed-c.Hits) || small(c.Others-c.OtherHit))
}

func rate(x float64) string { return ui.Number(100*x, 1) + "%" }

// points is a difference of shares in points of a hundred, with its sign.
func points(x float64) string {
	s := ui.Number(100*x, 1)
	if x > 0 {
		s = "+" + s
	}
	return s + " points"
}

func (m room) compareCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.compareOf(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: "comparison-" + string(v.on), Head: []string{"period", "trigger", "days", "beside", "group", "postponed", "rate", "others", "rate_same_mix", "difference", "low", "high", "nobody_alike"}}
	for _, x := range v.rows {
		c := x.c
		row := []sheet.Cell{sheet.TextCell(v.period), sheet.TextCell(string(v.kind)), sheet.NumberCell(float64(v.window)), sheet.TextCell(x.with), sheet.TextCell(v.label(x.name)), sheet.TextCell(v.counted(c.Exposed))}
		if v.kept(c) {
			row = append(row, sheet.TextCell("too few"), sheet.TextCell(v.counted(c.Others)), sheet.Cell{}, sheet.Cell{}, sheet.Cell{}, sheet.Cell{})
		} else {
			row = append(row, rounded(c.Rate), sheet.TextCell(v.counted(c.Others)), rounded(c.OtherRate), rounded(c.Difference), rounded(c.Low), rounded(c.High))
		}
		s.Rows = append(s.Rows, append(row, sheet.TextCell(v.counted(c.Left))))
	}
	return v.file(w, r, s, "A difference says nothing of causes: who is postponed is chosen, and days of action may look better.")
}

// rounded is a share to a thousandth, so that it and a rounded number do not give the exact one away.
func rounded(x float64) sheet.Cell {
	n, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', 3, 64), 64)
	return sheet.NumberCell(n)
}
