package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web/ui"
)

// render is the component as HTML.
func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// says fails the test when the component lacks any of the words.
func says(t *testing.T, c templ.Component, words ...string) string {
	t.Helper()
	text := render(t, c)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
	return text
}

func hides(t *testing.T, c templ.Component, words ...string) {
	t.Helper()
	text := render(t, c)
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("it says %q:\n%s", w, text)
		}
	}
}

// controls checks that each control has a label and that everything it points to exists.
func controls(t *testing.T, c templ.Component) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(render(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	var wanted, inputs []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "aria-describedby" || a.Key == "aria-labelledby":
				wanted = append(wanted, strings.Fields(a.Val)...)
			case n.Data == "label" && a.Key == "for":
				labels[a.Val] = true
			}
		}
		if n.Data == "input" || n.Data == "select" || n.Data == "textarea" {
			for _, a := range n.Attr {
				if a.Key == "id" {
					inputs = append(inputs, a.Val)
				}
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	for _, id := range wanted {
		if !ids[id] {
			t.Errorf("%q is pointed to and is not there", id)
		}
	}
	for _, id := range inputs {
		if !labels[id] {
			t.Errorf("%q has no label", id)
		}
	}
	if len(inputs) == 0 {
		t.Error("there is no control")
	}
}

func problems() []fault.Field {
	return []fault.Field{
		{Name: "beds", Message: "Enter the beds."}, {Name: "beds", Message: "Beds are fewer than patients"},
		{Name: "sick", Message: "Twice the usual", Warning: true}, {Name: "from", Message: "No month"},
	}
}

func TestFieldErrors(t *testing.T) {
	if got := ui.ErrorOf(problems(), "beds"); got != "Enter the beds. Beds are fewer than patients" {
		t.Error(got)
	}
	f := ui.Field{Name: "sick"}.WithErrors(problems())
	if f.Error != "" || f.Warn != "Twice the usual" {
		t.Errorf("%+v", f)
	}
}

func TestControls(t *testing.T) {
	field := func(name string) ui.Field {
		return ui.Field{Name: name, Label: "Label", Hint: "Hint"}.WithErrors(problems())
	}
	options := ui.Options("b", "a", "First", "b", "Second")
	for name, c := range map[string]templ.Component{
		"input":      ui.Input{Field: field("beds"), Value: "6l2", Width: 5, Whole: true, Suffix: "beds", Prefix: "about"},
		"warned":     ui.Input{Field: field("sick"), Value: "7", Decimal: true},
		"password":   ui.Input{Field: field("password"), Type: "password", Autocomplete: "current-password"},
		"textarea":   ui.Textarea{Field: field("beds"), Value: "a <b>"},
		"select":     ui.Select{Field: field("beds"), Options: options},
		"radios":     ui.Radios{Field: field("beds"), Options: []ui.Option{{Value: "a", Text: "A", Hint: "why"}, {Value: "b", Text: "B"}}, Inline: true},
		"checkboxes": ui.Checkboxes{Field: field("beds"), Options: []ui.Option{{Value: "a", Text: "A", Hint: "why", Chosen: true}}},
		"date":       ui.DateInput{Field: field("from"), Typed: [3]string{"20", "", "2025"}},
		"file":       ui.FileUpload{Field: field("beds"), Accept: ".csv", Many: true},
	} {
		t.Run(name, func(t *testing.T) { controls(t, c) })
	}
	says(t, ui.Input{Field: field("beds"), Whole: true, Value: `"><x`}, `inputmode="numeric"`, `nhsuk-input--error`, `value="&#34;&gt;&lt;x"`, `id="beds"`, "Error: ")
	says(t, ui.Input{Field: field("sick")}, "Check: ", "hr-form-group--warning")
	says(t, ui.Select{Field: field("x"), Options: options}, `<option value="b" selected>Second</option>`, `<option value="a">First</option>`)
	says(t, ui.DateInput{Field: field("from")}, `name="from-day"`, `name="from-month"`, `name="from-year"`, `id="from"`)
	says(t, ui.FileUpload{Field: field("x"), Many: true}, "multiple", `type="file"`)
	says(t, ui.Radios{Field: field("beds"), Options: options}, `id="beds"`, `id="beds-2"`, "checked")
}

func TestForm(t *testing.T) {
	f := ui.Form{Action: "/send", Submit: "Send", Upload: true, Hidden: map[string]string{"b": "2", "a": "1"}, Cancel: ui.Action{Text: "Cancel", Href: "/"}, Body: templ.Raw("<i>body</i>")}
	text := says(t, f, `method="post"`, "multipart/form-data", "<i>body</i>", ">Cancel</a>", "data-prevent-double-click")
	if strings.Index(text, `name="a"`) > strings.Index(text, `name="b"`) {
		t.Error("hidden values come in no order")
	}
	says(t, ui.Form{Get: true, Row: true, Action: "/a", Submit: "Show"}, `method="get"`, "hr-form--row")
	hides(t, ui.Form{Action: "/a"}, "<button")
	says(t, ui.Form{Action: "javascript:alert(1)"}, "about:invalid")
	says(t, ui.Button{Text: "Go", Href: "/x", Secondary: true, Warn: true, Small: true}, `role="button"`, "nhsuk-button--secondary", "nhsuk-button--warning", "nhsuk-button--small")
	says(t, ui.Button{Text: "Go", Name: "step", Value: "1"}, `name="step"`, `value="1"`)
}

func TestErrorSummary(t *testing.T) {
	if got := render(t, ui.ErrorSummary{}); got != "" {
		t.Error(got)
	}
	says(t, ui.ErrorSummary{Problems: problems()}, "There is a problem", `href="#beds"`, `role="alert"`)
	says(t, ui.ErrorSummary{Problems: []fault.Field{{Name: "a", Message: "Check a", Warning: true}}}, "Check these before you go on")
	text := says(t, ui.ErrorSummary{Problems: []fault.Field{{Message: "no place", File: "a.csv", Cell: "C7"}}}, "a.csv, C7: no place")
	if strings.Contains(text, "<a") {
		t.Error("a problem without a field leads nowhere")
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		v    float64
		dp   int
		want string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1234567.891, 1, "1,234,567.9"}, {-1234.5, 1, "−1,234.5"}, {-0.04, 1, "0.0"}, {92.25, 1, "92.2"}, {100, 2, "100.00"},
	} {
		if got := ui.Number(c.v, c.dp); got != c.want {
			t.Errorf("%v: %q, want %q", c.v, got, c.want)
		}
	}
	if ui.Plural(1, "return", "returns") != "1 return" || ui.Plural(1200, "return", "returns") != "1,200 returns" || ui.Plural(0, "return", "returns") != "0 returns" {
		t.Error("Plural")
	}
	now := civil.MustDate("2025-07-15").At(7*60 + 30)
	for _, c := range []struct {
		ago       time.Duration
		when, age string
	}{
		{10 * time.Second, "07:29 today", "under a minute old"}, {40 * time.Minute, "06:50 today", "40 min old"}, {7 * time.Hour, "00:30 today", "7 h old"},
		{8 * time.Hour, "23:30 yesterday", "8 h old"}, {47 * time.Hour, "08:30 on 13 July", "47 h old"}, {72 * time.Hour, "07:30 on 12 July", "3 days old"},
		{365 * 24 * time.Hour, "07:30 on 15 July 2024", "365 days old"},
	} {
		if got := ui.When(now, now.Add(-c.ago)); got != c.when {
			t.Errorf("%s ago: %q, want %q", c.ago, got, c.when)
		}
		if got := ui.Age(now, now.Add(-c.ago)); got != c.age {
			t.Errorf("%s ago: %q, want %q", c.ago, got, c.age)
		}
	}
	if got := ui.DateParts(civil.MustDate("2025-02-03")); got != [3]string{"3", "2", "2025"} || ui.DateParts(civil.Date{}) != [3]string{} {
		t.Error(got)
	}
}

// Every mark has a word and a meaning of its own: what looks the same must be the same.
func TestMarks(t *testing.T) {
	words, seen := map[string]bool{}, map[ui.Mark]bool{}
	for _, m := range ui.Marks() {
		if m.Text() == "" || m.Means() == "" || words[m.Text()] || seen[m] {
			t.Errorf("%s: %q means %q", m, m.Text(), m.Means())
		}
		words[m.Text()], seen[m] = true, true
	}
	if ui.Mark("odd").Text() != "odd" {
		t.Error("an unknown mark says its own name")
	}
	says(t, ui.Late.Tag(), ">Late<", "nhsuk-tag--red", `title="The deadline has passed"`)
	says(t, ui.Tag{Text: "Free"}, `class="nhsuk-tag hr-tag"`)
}
