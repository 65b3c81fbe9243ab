package ui_test

import (
	"context"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"headroom/internal/web/ui"
)

func table() ui.Table {
	return ui.Table{
		ID: "t", Caption: "Beds", Hint: "At 08:00", Columns: []ui.Column{{Head: "Trust", Sort: "?sort=trust", Sorted: "ascending"}, {Head: "Beds", Numeric: true}, {Head: "Plot", Wide: true}},
		Rows: []ui.Row{
			{Cells: []ui.Cell{ui.LinkTo("A <Trust>", "/a"), ui.Text("1,234"), {Body: templ.Raw("<svg></svg>")}}, ID: "a"},
			{Cells: []ui.Cell{ui.Text("B"), ui.Marked(ui.Missing), {Mark: ui.Nil, Link: "/b", Note: "version 2", Tags: []ui.Tag{ui.Late.Tag()}}}, Quiet: true},
			{Cells: []ui.Cell{ui.Text("All"), ui.Marked(ui.NotApplicable), ui.Text("0")}, Total: true},
		},
	}
}

func TestTable(t *testing.T) {
	says(t, table(), `role="region" aria-labelledby="t-caption" tabindex="0"`, `id="t-caption"`, "A &lt;Trust&gt;", `<th scope="row"`, `aria-sort="ascending"`,
		`href="?sort=trust"`, "nhsuk-table__cell--numeric", "hr-col-wide", "<svg></svg>", `id="a"`, "hr-row--total", "hr-row--quiet", "version 2", ">Late<")
}

// Missing, nil, not applicable and zero are four things, to the eye and in words.
func TestFourThings(t *testing.T) {
	says(t, table(), `hr-absent--missing`, ">Missing<", `hr-absent--nil`, ">Nil<", `hr-absent--not-applicable`, ">n/a<", ">0 ")
}

func TestTableShapes(t *testing.T) {
	stacked := table()
	stacked.Stack = true
	says(t, stacked, "hr-table--stack", `<span class="hr-stack-head" aria-hidden="true">Beds</span>`)
	hides(t, stacked, `role="region"`)
	plain := table()
	plain.ID, plain.NoRowHead, plain.HideTitle, plain.FewColumns = "", true, true, true
	says(t, plain, "nhsuk-u-visually-hidden", "hr-table--few")
	hides(t, plain, `role="region"`, `scope="row"`)
	empty := table()
	empty.Rows = nil
	says(t, empty, `colspan="3"`, "Nothing to show.")
	empty.Empty = "All returns are in."
	says(t, empty, "All returns are in.")
	if row := ui.Cells("a", "b"); len(row.Cells) != 2 || row.Cells[1].Text != "b" {
		t.Error(row)
	}
}

func TestBlocks(t *testing.T) {
	says(t, ui.Inset{Text: "words", Body: templ.Raw("<i>b</i>")}, "words", "<i>b</i>", "Information: ")
	says(t, ui.Warning{Title: "Dates", Text: "may change", Body: templ.Raw("<i>b</i>")}, "Important: ", "Dates", "may change", "<i>b</i>")
	says(t, ui.Details{Summary: "Why", Spoken: "beds", Open: true, ID: "d", Body: templ.Raw("<i>b</i>")}, "Why<span", ": beds", " open", `id="d"`, "<i>b</i>")
	says(t, ui.Notice{Text: "Done it", Success: true}, `role="alert"`, ">Done<", "Done it", "notification-banner--success")
	says(t, ui.Notice{Title: "Look", Body: templ.Raw("<i>b</i>")}, `role="region"`, ">Look<", "<i>b</i>")
	says(t, ui.Card{Title: "T", Href: "/t", Text: "x", Tags: []ui.Tag{ui.New.Tag()}, Level: 3, Body: templ.Raw("<i>b</i>")}, "<h3", `href="/t"`, ">New<", "<i>b</i>")
	says(t, ui.Card{Title: "T", Level: 4}, "<h4")
	says(t, ui.Card{Title: "T"}, "<h2")
	says(t, ui.Empty{Title: "Nothing", Text: "yet", Action: ui.Action{Text: "Import", Href: "/i"}}, "Nothing", "yet", `href="/i"`)
	says(t, ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{{Key: "K", Value: "V", Link: "/v", Tags: []ui.Tag{ui.Late.Tag()}, Actions: []ui.Action{{Text: "Change", Spoken: "K", Href: "/c"}}}}},
		`href="/v"`, ">K<", "Change", " K</span>", "no-border")
	says(t, ui.Tabs{Label: "Views", Items: []ui.Tab{{Text: "A", Href: "/a", Count: "3", Current: true}, {Text: "B", Href: "/b"}}}, `aria-current="page"`, `aria-label="Views"`, ">3<")
	says(t, ui.Contents{{Text: "One", Href: "#one"}}, `href="#one"`, "On this page")
}

// A component takes children in a template; here they are put into the context as a template does.
func TestWrapPassesChildren(t *testing.T) {
	for _, c := range []templ.Component{ui.Form{}, ui.Inset{}, ui.Warning{}, ui.Details{}, ui.Notice{}, ui.Card{}} {
		var b strings.Builder
		ctx := templ.WithChildren(t.Context(), templ.Raw("<i>child</i>"))
		if err := ui.Wrap(c).Render(ctx, &b); err != nil || strings.Count(b.String(), "<i>child</i>") != 1 {
			t.Errorf("%T: %v\n%s", c, err, b.String())
		}
	}
}

func TestPagination(t *testing.T) {
	address := func(n int) string { return "?page=" + strconv.Itoa(n) }
	if got := render(t, ui.Pagination{Page: 1, Pages: 1, Address: address}); got != "" {
		t.Error(got)
	}
	text := says(t, ui.Pagination{Page: 5, Pages: 9, Address: address, Shown: "Shows 41 to 50 of 90"}, `rel="prev"`, `rel="next"`, `aria-current="page" aria-label="Page 5"`, "Shows 41 to 50 of 90")
	for n, want := range map[int]bool{1: true, 2: false, 3: false, 4: true, 5: true, 6: true, 7: false, 8: false, 9: true} {
		if got := strings.Contains(text, `aria-label="Page `+strconv.Itoa(n)+`"`); got != want {
			t.Errorf("page %d: %v", n, got)
		}
	}
	if strings.Count(text, "⋯") != 2 {
		t.Error("there should be two gaps")
	}
	hides(t, ui.Pagination{Page: 1, Pages: 2, Address: address}, `rel="prev"`)
	hides(t, ui.Pagination{Page: 2, Pages: 2, Address: address}, `rel="next"`)
}

// spark stands for a chart.Spark.
type spark struct{}

func (spark) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, "<svg>spark</svg>")
	return err
}

func TestFigure(t *testing.T) {
	f := ui.Figure{
		Name: "Beds", Href: "/beds", Value: "93.4", Unit: "%", Change: "0.6 more", Turn: ui.Worse, AsAt: "As at 08:00 today", Received: "received 10:42", Age: "2 h old",
		Completed: 131, Due: 137, DueHref: "/due", Source: "UEC, version 2", SourceHref: "/src", Spark: spark{}, Tags: []ui.Tag{ui.Synthetic.Tag()},
	}
	says(t, ui.Figures{f}, "93.4", "%", "0.6 more (worse)", "As at 08:00 today, received 10:42, ", "2 h old", "131 of 137 returns", ">Incomplete<", `href="/due"`, `href="/src"`, "<svg>spark</svg>", ">Synthetic<")
	f.Completed, f.Turn, f.Stale, f.DueHref, f.SourceHref = 137, ui.Better, true, "", ""
	says(t, f, "137 of 137 returns", "(better)", "<strong>2 h old</strong>")
	hides(t, f, ">Incomplete<")
	missing := ui.Figure{Name: "Sick", Mark: ui.Missing, AsAt: "Due by 11:00"}
	says(t, missing, ">Missing<", "Due by 11:00")
	hides(t, missing, "hr-figure__unit", "returns", ", ")
}

func TestProgress(t *testing.T) {
	p := ui.Progress{ID: "job", Title: "Reading", Done: 3, Total: 9, Words: "3 of 9", Poll: "/imports/7", Next: ui.Action{Text: "See", Href: "/see"}}
	says(t, p, `data-poll="/imports/7"`, `max="9" value="3"`, `role="status"`, ">In progress<", "Look again")
	hides(t, p, `href="/see"`)
	p.Finished = true
	says(t, p, ">Done<", `href="/see"`)
	hides(t, p, "data-poll", "Look again")
	p.Finished, p.Failed, p.Total = false, true, 0
	says(t, p, ">Failed<", `href="/see"`)
	hides(t, p, "<progress")
	says(t, ui.Progress{ID: "a"}, "<progress")
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]bool{
		"/returns?as-of=2025-12-20T08:30": true, "?sort=day&as-of=2025-12-20T08:30": true, "#a:b": true, "https://www.england.nhs.uk/": true, "mailto:a@example.test": true,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false, "vbscript:x": false,
	} {
		if got := string(ui.Address(in)) == in; got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}
