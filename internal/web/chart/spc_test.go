package chart

import (
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/spc"
)

// process makes a chart of days from values; what is no number is missing.
func process(t *testing.T, m spc.Method, values ...float64) SPC {
	t.Helper()
	var s []spc.Reading
	for i, v := range values {
		s = append(s, spc.Reading{Date: day("2024-01-01").Add(i), Value: v, Missing: math.IsNaN(v)})
	}
	c, err := spc.Make(s, m)
	if err != nil {
		t.Fatal(err)
	}
	return SPC{ID: "p", Title: "Beds <closed>", Chart: &c}
}

// swinging is twelve values about 50 with limits at 44.68 and 55.32, and then others.
func swinging(more ...float64) []float64 {
	return append([]float64{51, 49, 51, 49, 51, 49, 51, 49, 51, 49, 51, 49}, more...)
}

func shown(t *testing.T, s SPC) string {
	t.Helper()
	wellFormed(t, s.SVG())
	wellFormed(t, s.draw(narrow()))
	var b strings.Builder
	if err := s.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func want(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, w := range all {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not there", w)
		}
	}
}

func TestSPCTellsEverySign(t *testing.T) {
	target := 60.0
	m := spc.Method{Improve: spc.Up, FixAfter: 12, Target: &target,
		Rebases:    []spc.Rebase{{Date: day("2024-01-18"), Reason: "a ward opened", By: "A. Sample"}},
		Exclusions: []spc.Exclusion{{Days: civil.Range{From: day("2024-01-16"), To: day("2024-01-17")}, Name: "Resident doctors"}}}
	s := process(t, m, swinging(80, 20, math.NaN(), 10, 50, 5, 6, 5, 6)...)
	html := shown(t, s)
	want(t, html, "Sat 13 Jan 2024: 80, improvement: above the upper limit", "Sun 14 Jan 2024: 20, concern: below the lower limit", "Mon 15 Jan 2024: no value",
		"Tue 16 Jan 2024: 10, not in the limits: Resident doctors", "Beds &lt;closed&gt;", "A: from 18 January 2024, new limits: a ward opened (A. Sample)",
		"Resident doctors: 16 January 2024", "The target will consistently be missed", "Common cause: no significant change",
		"The limits from 18 January 2024 are on trial: they are made of 4 points", "From 1 January 2024: mean 50.0, process limits 44.7 to 55.3")
	for _, k := range []string{"Common cause", "Improvement", "Concern", "Not in the limits", "Mean", "Process limits", "Target", "No value"} {
		if !strings.Contains(html, k+"</li>") && !strings.Contains(html, k+" </li>") {
			t.Errorf("the key does not explain %s", k)
		}
	}
	// shapes tell the kinds apart without a colour
	shapes := map[string]bool{}
	for _, p := range []spc.Point{{Type: spc.Common}, {Type: spc.Improvement}, {Type: spc.Concern}, {Type: spc.NeutralLow}, {State: spc.Excluded}} {
		shapes[signOf(&p).shape] = true
	}
	if len(shapes) != 5 {
		t.Errorf("%d shapes for five kinds", len(shapes))
	}
}

func TestSPCDrawsGapsAndGroupsApart(t *testing.T) {
	s := process(t, spc.Method{Rebases: []spc.Rebase{{Date: day("2024-01-04"), Reason: "r", By: "b"}}}, 1, 2, 1, 11, math.NaN(), 12, 11)
	svg := string(s.SVG())
	_, line, _ := strings.Cut(svg, `stroke-width="1.5" stroke-linejoin="round" d="`)
	line, _, _ = strings.Cut(line, `"`)
	if n := strings.Count(line, "M"); n != 3 { // the first group, the rebase, the gap
		t.Errorf("the line begins %d times: %s", n, line)
	}
	if n := strings.Count(svg, limitColour+`" stroke-width="1.5" stroke-dasharray="6 4"`); n != 4 {
		t.Errorf("%d limit lines for two groups", n)
	}
}

func TestSPCHoldsItsLimitsOnTheScale(t *testing.T) {
	s := process(t, spc.Method{}, swinging()...)
	a := s.days().scale()
	if p := s.Chart.Points[0]; a.low > p.LPL || a.high < p.UPL {
		t.Errorf("the scale runs from %v to %v, the limits from %v to %v", a.low, a.high, p.LPL, p.UPL)
	}
}

func TestSPCTable(t *testing.T) {
	s := process(t, spc.Method{FixAfter: 12}, swinging(80, math.NaN())...)
	s.Links = func(d civil.Date) string { return "/returns?day=" + d.String() }
	table := s.Table()
	if len(table.Rows) != 14 || table.Rows[1].Cells[1].Text != "80" || table.Rows[1].Cells[1].Link != "/returns?day=2024-01-13" ||
		table.Rows[1].Cells[4].Text != "55.3" || table.Rows[1].Cells[5].Text != "improvement: above the upper limit" || table.Rows[0].Cells[1].Mark == "" {
		t.Errorf("%+v", table.Rows[:2])
	}
	want(t, string(s.SVG()), `<a href="/returns?day=2024-01-13"`)
	long := make([]float64, 100)
	for i := range long {
		long[i] = float64(i % 3)
	}
	if got := process(t, spc.Method{}, long...).Table(); len(got.Rows) != tableDays || !strings.Contains(got.Caption, "newest 62 of 100 points") {
		t.Errorf("%d rows, %s", len(got.Rows), got.Caption)
	}
}

func TestSPCWithoutFigures(t *testing.T) {
	want(t, shown(t, SPC{ID: "none", Title: "Nothing", Chart: &spc.Chart{}}), "There are no figures")
	var b strings.Builder
	if err := (SPC{ID: "none", Title: "Nothing"}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	want(t, b.String(), "There are no figures")
	one := shown(t, process(t, spc.Method{}, 5))
	want(t, one, "No limits", "on trial")
}

func TestSPCIcons(t *testing.T) {
	words := map[string]bool{}
	for v := spc.NoVariation; v <= spc.VariationNeutralLow; v++ {
		i, ok := VariationIcon(v)
		if ok == (v == spc.NoVariation) {
			t.Errorf("%s: %v", v, ok)
		}
		if ok {
			words[i.Words()+i.letter] = true
			var b strings.Builder
			_ = i.Render(t.Context(), &b)
			wellFormed(t, []byte(b.String()))
			want(t, b.String(), `aria-label="`+i.Words()+`"`)
		}
	}
	for a := spc.NoAssurance; a <= spc.Inconsistent; a++ {
		i, ok := AssuranceIcon(a)
		if ok == (a == spc.NoAssurance) {
			t.Errorf("%s: %v", a, ok)
		}
		if ok {
			words[i.Words()+i.letter] = true
		}
	}
	if len(words) != 10 {
		t.Errorf("%d icons are told apart, not 10", len(words))
	}
}
