package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/web/ui"
)

func day(s string) civil.Date { return civil.MustDate(s) }

// series makes a daily series from words: a number, or "-" for a gap.
func series(name, from, words string) Series {
	s := Series{Name: name}
	for i, w := range strings.Fields(words) {
		p := Point{Day: day(from).Add(i)}
		if v, err := strconv.ParseFloat(w, 64); err == nil {
			p.Value = &v
		}
		s.Points = append(s.Points, p)
	}
	return s
}

// wellFormed fails the test when b is no XML.
func wellFormed(t *testing.T, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
	}
}

func render(t *testing.T, d Days) string {
	t.Helper()
	var b strings.Builder
	if err := d.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func svg(t *testing.T, d Days) string {
	t.Helper()
	b := d.SVG()
	wellFormed(t, b)
	return string(b)
}

// linePath is the d of the first line.
func linePath(t *testing.T, s string) string {
	t.Helper()
	m := regexp.MustCompile(`<path fill="none" stroke="[^"]*" stroke-width="[^"]*" stroke-linejoin="round"(?: stroke-dasharray="[^"]*")? d="([^"]*)"`).FindStringSubmatch(s)
	if m == nil {
		t.Fatalf("no line in %s", s)
	}
	return m[1]
}

// A missing value is a gap: the line stops and begins again, and nothing is drawn at zero.
func TestGapsAreNeverBridged(t *testing.T) {
	for _, c := range []struct {
		name, words string
		moves       int
	}{
		{"whole", "90 91 92", 1}, {"one gap", "90 - 92 93", 2}, {"two gaps", "90 - 92 - - 93", 3}, {"gap at the ends", "- 90 91 -", 1}, {"all gaps", "- -", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := svg(t, Days{ID: "a", Title: "A", Series: []Series{series("a", "2025-12-01", c.words)}})
			if got := strings.Count(linePath(t, s), "M"); got != c.moves {
				t.Errorf("%d pieces, want %d", got, c.moves)
			}
			if got := strings.Count(s, "l6 6m0 -6l-6 6"); got != strings.Count(c.words, "-") {
				t.Errorf("%d crosses", got)
			}
		})
	}
}

// A day without any point is a gap too, by the series' own pace: a month is no gap in monthly figures.
func TestPace(t *testing.T) {
	daily := series("a", "2025-12-01", "90 91 92 93")
	daily.Points = append(daily.Points[:1], daily.Points[2:]...)
	if got := len(daily.runs()); got != 2 {
		t.Errorf("a day left out: %d runs", got)
	}
	monthly := Series{Points: []Point{Known(day("2025-01-01"), 1), Known(day("2025-02-01"), 2), Known(day("2025-03-01"), 3), Known(day("2025-05-01"), 4)}}
	if got := len(monthly.runs()); got != 2 {
		t.Errorf("months: %d runs", got)
	}
	weekly := Series{Points: []Point{Known(day("2025-01-06"), 1), Known(day("2025-01-13"), 2), Known(day("2025-01-27"), 3)}}
	if got := len(weekly.runs()); got != 2 {
		t.Errorf("weeks: %d runs", got)
	}
	if (Series{}).pace() != 1 || (Series{}).runs() != nil {
		t.Error("an empty series")
	}
}

func TestMarkers(t *testing.T) {
	s := series("Beds", "2025-12-01", "90 91 92 93")
	s.Points[1].Partial, s.Points[1].Note = true, "131 of 137 returns"
	s.Points[2].Revised, s.Points[2].Link = true, "/returns/2025-12-03"
	s.Points[3].Link = "https://evil.example/"
	d := Days{ID: "a", Title: "A & B <c>", Unit: "%", Series: []Series{s}}
	text := svg(t, d)
	for _, want := range []string{
		`fill="#fff" stroke="#005eb8" stroke-width="2"><title>Tue 2 Dec 2025: 91%, incomplete, 131 of 137 returns`, `z" fill="#fff"`, `<a href="/returns/2025-12-03"`,
		"late or corrected", "<title id=\"a-wide-t\">A &amp; B &lt;c&gt;</title>", `role="group"`, `href="#"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "evil") {
		t.Error("a point leads to another site")
	}
	for i := range s.Points {
		s.Points[i].Link = ""
	}
	if !strings.Contains(svg(t, d), `role="img"`) {
		t.Error("without links the drawing is one picture")
	}
}

// Many linked points cannot all be stops of the keyboard; the table has the same links.
func TestManyLinks(t *testing.T) {
	s := series("Beds", "2025-01-01", strings.Repeat("90 91 ", 30))
	for i := range s.Points {
		s.Points[i].Link = "/r/" + s.Points[i].Day.String()
	}
	d := Days{ID: "a", Title: "A", Series: []Series{s}}
	if text := svg(t, d); strings.Count(text, "<a ") != strings.Count(text, `tabindex="-1"`) {
		t.Error("some of sixty points can be reached with the keyboard")
	}
	if n := strings.Count(render(t, d), `<a href="/r/`); n < 60 {
		t.Errorf("%d links", n)
	}
}

func TestSurroundings(t *testing.T) {
	d := Days{
		ID: "a", Title: "A", Unit: "%", Decimals: 1, Series: []Series{series("Now", "2025-12-01", "90 91 92 93 94 95 96 90 91 92 93 94 95 96"), series("Then", "2025-12-01", "80 81 82 83")},
		Bands:    []Band{{Name: "Eight in ten", Of: 0, Days: []BandDay{{day("2025-12-14"), 95, 97}, {day("2025-12-15"), 93, 99}}}, {Name: "stray", Of: 9, Days: []BandDay{{day("2025-12-15"), 1, 2}}}, {Name: "none"}},
		Lines:    []Line{{92, "92% standard"}},
		Windows:  []Window{{"Doctors", day("2025-12-03"), day("2025-12-05")}, {"Before", day("2025-01-03"), day("2025-01-05")}, {"Edge", day("2025-11-28"), day("2025-12-02")}},
		Holidays: []Holiday{{day("2025-12-08"), "Immaculate day"}, {day("2025-12-25"), "Christmas"}},
		Breaks:   []Break{{day("2025-12-06"), "beds counted anew"}, {day("2024-12-06"), "long ago"}},
	}
	text := svg(t, d)
	for want, n := range map[string]int{
		"Doctors: 3 to 4 December 2025": 1, "Edge: 28 November to 1 December 2025": 1, "Before": 0, "Immaculate day, 8 December 2025": 1, "Christmas": 0,
		"6 December 2025: beds counted anew": 1, "long ago": 0, ">A</text>": 1, "92% standard</text>": 1, "96.0% Now</text>": 1, "83.0% Then</text>": 1, `<title>Eight in ten</title>`: 1, "stray": 0,
	} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%q is there %d times, want %d", want, got, n)
		}
	}
	page := render(t, d)
	for _, want := range []string{"A: from 6 December 2025, beds counted anew", "Doctors: 3 to 4 December 2025", "Industrial action", "Bank holiday", "hr-chart__svg--narrow", "hr-chart__svg--wide", "Show as a table"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// The same chart is the same bytes, and every coordinate of the line lies inside the drawing, whatever the values.
func TestDrawingStaysInside(t *testing.T) {
	number := regexp.MustCompile(`-?\d+(?:\.\d+)?`)
	rapid.Check(t, func(t *rapid.T) {
		s := Series{Name: "a", Area: rapid.Bool().Draw(t, "area")}
		from := civil.On(2024, 2, 20)
		for i := range rapid.IntRange(1, 400).Draw(t, "days") {
			p := Point{Day: from.Add(i)}
			if rapid.IntRange(0, 9).Draw(t, "gap") > 0 {
				v := rapid.Float64Range(-5000, 90000).Draw(t, "v")
				p.Value = &v
			}
			s.Points = append(s.Points, p)
		}
		d := Days{ID: "a", Title: "a", Series: []Series{s}, Lines: []Line{{100, "x"}}, Unit: rapid.SampledFrom([]string{"%", "beds", ""}).Draw(t, "unit")}
		for _, f := range []frame{wide(), narrow()} {
			b := d.draw(f)
			if !bytes.Equal(b, d.draw(f)) {
				t.Fatal("two drawings differ")
			}
			m := regexp.MustCompile(`stroke-linejoin="round" d="([^"]*)"`).FindSubmatch(b)
			for i, n := range number.FindAllString(string(m[1]), -1) {
				v, _ := strconv.ParseFloat(n, 64)
				limit := f.width
				if i%2 == 1 {
					limit = f.height
				}
				if v < 0 || v > limit {
					t.Fatalf("%v is outside %v in %s", v, limit, m[1])
				}
			}
		}
	})
}

func TestColumns(t *testing.T) {
	a := series("A", "2025-12-01", "5 - 7")
	a.Columns = true
	a.Points[2].Partial = true
	b := series("B", "2025-12-01", "1 2 3")
	b.Columns = true
	d := Days{ID: "a", Title: "A", Series: []Series{a, b}}
	text := svg(t, d)
	if n := strings.Count(text, "<rect"); n != 5 {
		t.Errorf("%d columns, want 5: a missing one is not drawn", n)
	}
	if !strings.Contains(text, ">0</text>") || !strings.Contains(text, `stroke-dasharray="4 3"`) {
		t.Error("columns begin at zero, and an incomplete one is hollow")
	}
	if !strings.Contains(render(t, d), "Broken outline: incomplete returns") {
		t.Error("the key is silent on hollow columns")
	}
}

func TestEmptyChart(t *testing.T) {
	for _, d := range []Days{{ID: "a", Title: "A"}, {ID: "a", Title: "A", Series: []Series{series("a", "2025-12-01", "- -")}}} {
		text := render(t, d)
		if !strings.Contains(text, "There are no figures to draw") || strings.Contains(text, "hr-chart__svg") {
			t.Error(text)
		}
		svg(t, d)
	}
}

func TestLegibleAtFiveYears(t *testing.T) {
	s := Series{Name: "England"}
	for i := range 1826 {
		s.Points = append(s.Points, Point{Day: civil.On(2021, 1, 1).Add(i), Value: Known(day("2021-01-01"), 70+float64(i%9)).Value, Link: "/r"})
	}
	d := Days{ID: "a", Title: "A", Series: []Series{s}}
	if n := strings.Count(svg(t, d), "<circle"); n > 4 {
		t.Errorf("%d markers where there is no room", n)
	}
	if rows := len(d.Table().Rows); rows != tableDays {
		t.Errorf("%d rows", rows)
	}
	if c := d.Table().Caption; !strings.Contains(c, fmt.Sprintf("the newest %d of 1,826 days", tableDays)) {
		t.Error(c)
	}
}

func TestTableSaysTheSame(t *testing.T) {
	s := series("Beds", "2025-12-01", "90 - 92")
	s.Points[1].Absent, s.Points[1].Link = ui.Nil, "/r"
	s.Points[2].Partial, s.Points[2].Revised = true, true
	d := Days{ID: "a", Title: "A", Unit: "%", Decimals: 1, Series: []Series{s, series("Other", "2025-12-01", "- 5")}, Bands: []Band{{Name: "Range", Days: []BandDay{{day("2025-12-03"), 1, 2.25}}}},
		Windows: []Window{{"Doctors", day("2025-12-02"), day("2025-12-03")}}, Holidays: []Holiday{{day("2025-12-02"), "Feast"}}, Breaks: []Break{{day("2025-12-03"), "anew"}}}
	rows := d.Table().Rows
	want := [][]string{{"Wed 3 Dec 2025", "92.0", "–", "1.0 to 2.2", "anew"}, {"Tue 2 Dec 2025", "nil", "5.0", "–", "Doctors; Feast"}, {"Mon 1 Dec 2025", "90.0", "missing", "–", ""}}
	for i, r := range rows {
		for k, c := range r.Cells {
			if got := c.Text + string(c.Mark); got != want[i][k] {
				t.Errorf("row %d cell %d: %q, want %q", i, k, got, want[i][k])
			}
		}
	}
	if len(rows[0].Cells[1].Tags) != 2 {
		t.Error("the table hides what the markers say")
	}
	for _, part := range []string{"lowest 90.0% on 1 December 2025", "highest 92.0% on 3 December 2025", "1 day has no value", "From 1 to 3 December 2025."} {
		if !strings.Contains(d.describe(), part) {
			t.Errorf("the description lacks %q: %s", part, d.describe())
		}
	}
}

func TestRangeWords(t *testing.T) {
	for _, c := range [][3]string{
		{"2025-12-21", "2025-12-22", "21 December 2025"}, {"2025-12-17", "2025-12-22", "17 to 21 December 2025"},
		{"2025-11-28", "2025-12-03", "28 November to 2 December 2025"}, {"2025-12-28", "2026-01-03", "28 December 2025 to 2 January 2026"},
	} {
		if got := rangeWords(day(c[0]), day(c[1])); got != c[2] {
			t.Errorf("got %q, want %q", got, c[2])
		}
	}
	if letter(0)+letter(25)+letter(26) != "AZA2" {
		t.Error("letters")
	}
}

// Both drawings stand on the same scale, and the note tells where it begins.
func TestTheNoteTellsTheScaleThatIsDrawn(t *testing.T) {
	first := regexp.MustCompile(`text-anchor="end"[^>]*>([^<]*)</text>`)
	for _, words := range []string{"8 9 12 18.5", "90 91 99", "1200 1310 1500", "88.5 89 93.1"} {
		d := Days{ID: "a", Title: "A", Series: []Series{series("a", "2025-12-01", words)}}
		page := render(t, d)
		for _, f := range []frame{wide(), narrow()} {
			low := first.FindSubmatch(d.draw(f))
			if want := "The scale begins at " + string(low[1]) + ", not at zero"; !strings.Contains(page, want) {
				t.Errorf("%s, %s: the page does not say %q", words, f.name, want)
			}
		}
	}
}

// A compared point is told with the day that it is of, not with the day it is drawn at.
func TestComparedPointsKeepTheirOwnDates(t *testing.T) {
	then := series("A year before", "2025-12-25", "91 89.1 93")
	for i := range then.Points {
		then.Points[i].Own = civil.On(2024, 12, 25+i)
	}
	then.Quiet = true
	d := Days{ID: "a", Title: "A", Unit: "%", Decimals: 1, Series: []Series{series("Now", "2025-12-25", "92 93 94"), then}}
	if want := "A year before: lowest 89.1% on 26 December 2024, highest 93.0% on 27 December 2024, last 93.0% on 27 December 2024."; !strings.Contains(d.describe(), want) {
		t.Errorf("told as %q", d.describe())
	}
	if text := svg(t, d); !strings.Contains(text, "Fri 27 Dec 2024, A year before: 93.0%") || strings.Contains(text, "2025, A year before") {
		t.Error("a point is named with the day it is drawn at")
	}
	if c := d.Table().Rows[1].Cells[2]; c.Text != "89.1" || c.Note != "on 26 December 2024" {
		t.Errorf("the table says %+v", c)
	}
}

// A point of under nine in ten of the returns stands alone: no line leads to it, and it is neither lowest nor last.
func TestPointsOfFewReturnsStandAlone(t *testing.T) {
	s := series("Beds", "2025-12-01", "92 93 94 60 95 96 70")
	for i, in := range []int{135, 134, 122, 58, 135, 135, 60} {
		s.Points[i].In, s.Points[i].Of = in, 135
	}
	d := Days{ID: "a", Title: "A", Unit: "%", Series: []Series{s}}
	text := svg(t, d)
	pieces := strings.Split(strings.TrimPrefix(linePath(t, text), "M"), "M")
	var points []int
	for _, p := range pieces {
		points = append(points, strings.Count(p, "L")+1)
	}
	if fmt.Sprint(points) != "[3 1 2 1]" {
		t.Errorf("the pieces of the line have %v points", points)
	}
	if n := strings.Count(text, `r="4.5" fill="#fff"`); n != 2 {
		t.Errorf("%d hollow rings", n)
	}
	for _, want := range []string{"96%</text>", "incomplete, 58 of 135 returns", "lowest 92% on 1 December 2025", "last 96% on 6 December 2025", "2 days stand apart"} {
		if !strings.Contains(text, want) {
			t.Errorf("the drawing does not say %q", want)
		}
	}
	if !strings.Contains(render(t, d), "Hollow ring, not joined: under nine in ten of the returns are in") {
		t.Error("the key does not say what a ring is")
	}
	for i, want := range []struct {
		note string
		tags int
	}{{"60 of 135", 1}, {"", 0}, {"", 0}, {"58 of 135", 1}, {"122 of 135", 0}, {"134 of 135", 0}} {
		if c := d.Table().Rows[i].Cells[1]; c.Note != want.note || len(c.Tags) != want.tags {
			t.Errorf("row %d: %q with %d tags", i, c.Note, len(c.Tags))
		}
	}
}

func TestFans(t *testing.T) {
	d := Days{ID: "f", Title: "F", Weekends: true, Series: []Series{series("Came", "2025-12-01", "90 91 92 93 94 95 96 97 98")}, // a Monday
		Bands: []Band{{Name: "Wide", Days: []BandDay{{day("2025-12-09"), 80, 110}, {day("2025-12-14"), 70, 120}}}, {Name: "Close", Inner: true, Days: []BandDay{{day("2025-12-09"), 90, 100}, {day("2025-12-14"), 85, 105}}}}}
	text := svg(t, d)
	if n := strings.Count(text, weekendFill); n != 4 { // 6, 7, 13 and 14 December
		t.Errorf("%d days are tinted as a weekend", n)
	}
	wide, narrow := strings.Index(text, `fill-opacity="0.18"`), strings.Index(text, `fill-opacity="0.3"`)
	if wide < 0 || narrow < wide {
		t.Errorf("the inner band is not drawn on the outer one: %d, %d", narrow, wide)
	}
	page := render(t, d)
	for _, want := range []string{">Weekend", `fill-opacity="0.5"`, "Close", "70 to 120", "85 to 105"} {
		if !strings.Contains(strings.ReplaceAll(page, "\n", ""), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	d.Weekends = false
	if strings.Contains(svg(t, d), weekendFill) {
		t.Error("weekends are tinted unasked")
	}
}

// What is to come is read from today on: its table runs from the earliest day.
func TestTheTableOfWhatIsToComeRunsForward(t *testing.T) {
	d := Days{ID: "burn", Unit: "people", Series: []Series{{Name: "a", Points: []Point{Known(civil.MustDate("2024-01-01"), 3), Known(civil.MustDate("2024-01-08"), 2)}}}}
	if first := d.Table().Rows[0].Cells[1].Text; first != "2" {
		t.Errorf("the newest day does not come first: %s", first)
	}
	d.Ahead = true
	if first := d.Table().Rows[0].Cells[1].Text; first != "3" {
		t.Errorf("the earliest day does not come first: %s", first)
	}
}
