package chart_test

import (
	"slices"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/web/chart"
)

func TestShadeJoinsCutsAndTicks(t *testing.T) {
	on := civil.MustDate
	day := func(name, d string) chart.Window { return chart.Window{Name: name, From: on(d), To: on(d).Add(1)} }
	var d chart.Days
	d.Shade(civil.Range{From: on("2023-12-21"), To: on("2024-01-05")}, civil.England(), []chart.Window{day("A", "2023-12-20"), day("A", "2023-12-21"), day("A", "2023-12-22"),
		day("B", "2023-12-22"), day("A", "2024-01-03"), {Name: "A", From: on("2024-01-04"), To: on("2024-01-09")}})
	want := []chart.Window{{Name: "A", From: on("2023-12-21"), To: on("2023-12-23")}, {Name: "B", From: on("2023-12-22"), To: on("2023-12-23")}, {Name: "A", From: on("2024-01-03"), To: on("2024-01-05")}}
	if !slices.Equal(d.Windows, want) {
		t.Errorf("shaded %v", d.Windows)
	}
	var ticked []string
	for _, h := range d.Holidays {
		ticked = append(ticked, h.Day.String()+" "+h.Name)
	}
	if len(ticked) != 3 || ticked[0] != "2023-12-25 Christmas Day" {
		t.Errorf("ticked %q", ticked)
	}
}
