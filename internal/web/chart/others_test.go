package chart

import (
	"math"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"headroom/internal/web/ui"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func ptr(v float64) *float64 { return &v }

func TestSpark(t *testing.T) {
	if got := (Spark{Values: []*float64{ptr(1), nil}}).SVG(); got != nil {
		t.Errorf("one value is no line: %s", got)
	}
	b := Spark{Values: []*float64{ptr(1), nil, ptr(3), ptr(2)}, Words: `Last "four" days`}.SVG()
	wellFormed(t, b)
	if strings.Count(string(b), "M") != 2 || !strings.Contains(string(b), `aria-label="Last &#34;four&#34; days"`) {
		t.Errorf("%s", b)
	}
	wellFormed(t, Spark{Values: []*float64{ptr(5), ptr(5)}}.SVG())
}

func TestBars(t *testing.T) {
	b := Bars{
		ID: "b", Caption: "Occupancy", Hint: "By trust.", What: "Trust", Unit: "%", Decimals: 1, Line: &Line{92, "the standard"},
		Items: []Bar{{Name: "A", Link: "/a", Value: ptr(93.6)}, {Name: "B", Absent: ui.NotApplicable}, {Name: "C"}, {Name: "D", Value: ptr(90), Hollow: true, Tags: []ui.Tag{ui.Incomplete.Tag()}}, {Name: "England", Value: ptr(93), Strong: true}},
	}
	text := draw(t, b)
	for _, want := range []string{"By trust. The upright line is the standard at 92%.", "93.6", ">n/a<", ">Missing<", ">Incomplete<", "hr-row--total", "0% to 100%", `href="/a"`} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if n := strings.Count(text, "<rect"); n != 3 {
		t.Errorf("%d bars, want 3: what is missing has none", n)
	}
	b.Dots = true
	dots := draw(t, b)
	if !strings.Contains(dots, "90% to 94%") || strings.Contains(dots, "<rect") || strings.Count(dots, "h0.01") != 6 {
		t.Error(dots)
	}
	if negative := draw(t, Bars{Items: []Bar{{Name: "A", Value: ptr(-5)}, {Name: "B", Value: ptr(5)}}}); strings.Contains(negative, `width="-`) {
		t.Error("a bar of negative width")
	}
	if none := draw(t, Bars{ID: "b", What: "Trust", Empty: "No trust reports this."}); !strings.Contains(none, "No trust reports this.") {
		t.Error(none)
	}
}

func tileMap() TileMap {
	return TileMap{
		ID: "m", Title: "Occupancy", What: "Board", Unit: "%", Decimals: 1, Thresholds: []float64{88, 92, 95, 97.5}, HighIsDark: true,
		Tiles: []Tile{
			{Code: "QKK", Name: "South East London", Place: Place{8, 9, "SE London"}, Value: ptr(92), Link: "/o/QKK"},
			{Code: "QHM", Name: "North East", Place: Place{5, 1, "NE"}, Value: ptr(97.4), Incomplete: true, Note: "3 of 5 returns"},
			{Code: "QRV", Name: "North West London", Place: Place{6, 8, "NW"}},
			{Code: "QT6", Name: "Cornwall", Place: Place{1, 10, "Cornwall"}, Absent: ui.NotApplicable},
			{Code: "ODD", Name: "Beyond", Place: Place{99, -3, "Odd"}, Value: ptr(1)},
		},
	}
}

func TestTileClasses(t *testing.T) {
	m := tileMap()
	for v, want := range map[float64]int{87.9: 0, 88: 1, 91.99: 1, 92: 2, 95: 3, 97.49: 3, 97.5: 4, 200: 4, math.Inf(-1): 0} {
		if got := m.Class(v); got != want {
			t.Errorf("%v is in class %d, want %d", v, got, want)
		}
	}
	for i, want := range []string{"Under 88%", "88% to under 92%", "92% to under 95%", "95% to under 97.5%", "97.5% and over"} {
		if got := m.classWords(i); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if m.shade(0) != 1 || m.shade(4) != 5 {
		t.Error("high is dark")
	}
	m.HighIsDark = false
	if m.shade(0) != 5 || m.shade(4) != 1 {
		t.Error("low is dark")
	}
	if (TileMap{}).shade(0) != 1 || (TileMap{}).classWords(0) != "All values" {
		t.Error("no thresholds")
	}
}

func TestTileMap(t *testing.T) {
	text := draw(t, tileMap())
	for _, want := range []string{
		"hr-tile--c8 hr-tile--r9 hr-tile--s3", `href="/o/QKK"`, "South East London: 92.0%", "North East: 97.4%, incomplete, 3 of 5 returns", "hr-tile--none",
		"North West London: Missing", "Cornwall: n/a", "hr-tile--c12 hr-tile--r1", "Incomplete returns", "No value", "Show as a table",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(text, "style=") {
		t.Error("an inline style is refused by the content security policy")
	}
	// Reading order is from the north-west to the south-east.
	if strings.Index(text, "North East: ") > strings.Index(text, "South East London: ") {
		t.Error("the tiles come in no order")
	}
	rows := tileMap().Table().Rows
	if len(rows) != 5 || rows[0].Cells[0].Text != "Beyond" || rows[3].Cells[1].Mark != ui.Missing || rows[2].Cells[2].Tags == nil {
		t.Errorf("%+v", rows)
	}
}

// The boards' layout has 42 places, none twice, each with a name.
func TestICBPlaces(t *testing.T) {
	places := ICBPlaces()
	if len(places) != 42 {
		t.Fatalf("%d boards", len(places))
	}
	taken := map[[2]int]string{}
	for code, p := range places {
		at := [2]int{p.Column, p.Row}
		if other, twice := taken[at]; twice || p.Short == "" || p.Column < 1 || p.Column > maxColumns || p.Row < 1 || p.Row > maxRows {
			t.Errorf("%s at %v, also %s: %+v", code, at, other, p)
		}
		taken[at] = code
	}
	// A few that anyone can check on a map: who lies north, east and south of whom.
	for _, c := range []struct{ north, south string }{{"QHM", "QWO"}, {"QF7", "QHL"}, {"QMM", "QKS"}, {"QUY", "QSL"}} {
		if places[c.north].Row >= places[c.south].Row {
			t.Errorf("%s lies north of %s", c.north, c.south)
		}
	}
	for _, c := range []struct{ west, east string }{{"QYG", "QJM"}, {"QT6", "QJK"}, {"QWE", "QKK"}, {"QOC", "QMM"}} {
		if places[c.west].Column >= places[c.east].Column {
			t.Errorf("%s lies west of %s", c.west, c.east)
		}
	}
}

// A board with less than half of its returns has no colour: its value stands there with how many gave it.
func TestTilesOfFewReturnsHaveNoClass(t *testing.T) {
	m := TileMap{ID: "m", Title: "M", What: "Board", Unit: "%", Thresholds: []float64{90}, HighIsDark: true}
	for i, in := range []int{4, 5, 10} {
		v := 95.0
		m.Tiles = append(m.Tiles, Tile{Code: "Q" + string(rune('A'+i)), Name: "Board", Value: &v, Incomplete: in < 10, In: in, Of: 10, Place: Place{Column: i + 1, Row: 1}})
	}
	var b strings.Builder
	if err := m.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if c := m.tileClass(m.Tiles[0]); strings.Contains(c, "hr-tile--s") || !strings.Contains(c, "hr-tile--few") {
		t.Errorf("four of ten has the class %q", c)
	}
	if c := m.tileClass(m.Tiles[1]); !strings.Contains(c, "hr-tile--s5") {
		t.Errorf("five of ten has the class %q", c)
	}
	for _, want := range []string{`<span class="hr-tile__share">4 of 10</span>`, "Board: 95%, too few returns", "Too few returns (under half)", ">95</span>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the map does not say %q", want)
		}
	}
	if strings.Contains(b.String(), "5 of 10") {
		t.Error("a tile with a class shows its share")
	}
}
