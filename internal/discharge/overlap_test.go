package discharge

import (
	"fmt"
	"testing"

	"headroom/internal/org"
)

// TestOverlaps: two plans act for a trust at one time from the later first line to the earlier last morning; plans of other
// trusts, or of other weeks, stand beside nobody.
func TestOverlaps(t *testing.T) {
	plan := func(name, to string, lines ...Line) LivePlan {
		return LivePlan{Version: Version{Plan: name, Number: 1, To: on(to), Lines: lines}}
	}
	list := Overlaps([]LivePlan{
		plan("A", "2024-01-09", starts("a", "2023-12-18", "T1", "C1", 2), starts("b", "2023-12-20", "T2", "C1", 2)),
		plan("B", "2023-12-24", starts("a", "2023-12-21", "T2", "C2", 1)),
		plan("C", "2023-12-19", starts("a", "2023-12-16", "T2", "C1", 1)),
		plan("D", "2024-01-20", starts("a", "2024-01-10", "T1", "C1", 1)),
		plan("E", "2023-12-20", starts("a", "2024-01-09", "T1", "C1", 1)),
	})
	name := func(c org.Code) string { return "trust " + string(c) }
	var got []string
	for _, o := range list {
		got = append(got, o.Words(name))
	}
	want := []string{"Plan A, version 1, and plan B, version 1, both act for trust T2 from 21 December 2023 to 24 December 2023",
		"Plan A, version 1, and plan E, version 1, both act for trust T1 from 9 January 2024 to 9 January 2024"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%q", got)
	}
	if o := list[0]; !o.On(on("2023-12-21")) || o.On(on("2023-12-25")) || o.On(on("2023-12-20")) {
		t.Errorf("%+v", o)
	}
	if p, ok := list[0].Other("B"); !ok || p.Plan != "A" {
		t.Errorf("beside B stands %+v", p)
	}
	if _, ok := list[0].Other("C"); ok {
		t.Error("C is in it")
	}
	if w := NarrowedOverlaps(list, func(c org.Code) bool { return c == "T1" }); len(w) != 1 || w[0].Plans[1].Plan != "E" {
		t.Errorf("%+v", w)
	}
}
