package discharge

import (
	"fmt"
	"testing"

	"headroom/internal/flow"
)

func TestWhatTheFlowModelIsGiven(t *testing.T) {
	stays := FlowStays([]Stay{{Row: 1, Admitted: on("2023-12-01"), Ready: on("2023-12-03"), Arranged: on("2023-12-05"), Left: on("2023-12-09"), Pathway: P2, Council: "C1"}, {Row: 2, Admitted: on("2023-12-01")}})
	if stays[0] != (flow.Stay{Admitted: on("2023-12-01"), Ready: on("2023-12-03"), Arranged: on("2023-12-05"), Left: on("2023-12-09"), Pathway: 2, Council: "C1"}) || stays[1].Pathway != -1 {
		t.Errorf("%+v", stays)
	}
	count := func(code ReasonCode, c Cohort, w Weight, n int) ReasonCount {
		return ReasonCount{Trust: "T1", Day: on("2023-12-21"), Cohort: c, Weight: w, Code: code, N: n}
	}
	r := FlowReasons([]ReasonCount{count("B01", EveryStay, Primary, 5), count("B01", Stay7, Primary, 3), count("B23", EveryStay, Primary, 9), count("B10", EveryStay, Contributing, 7),
		{Trust: "T1", Day: on("2023-12-22"), Cohort: Stay14, Weight: Primary, Code: "B35", N: 2}, {Trust: "T1", Day: on("2023-12-22"), Cohort: Stay21, Weight: Primary, Code: "B35", N: 1},
		count("B15", EveryStay, Primary, 1), count("B08", EveryStay, Primary, 4)})
	if r != (flow.Reasons{Hospital: 5, Hub: 4, Interface: 1, Capacity: 9, Wellbeing: 2}) {
		t.Errorf("%+v", r)
	}
	left := []Left{{Council: "C1", Pathway: P1, N: 6}, {Council: "C2", Pathway: P3, N: 2}, {Council: "C2", Pathway: P0, N: 90}, {Pathway: P0, N: 2}, {Council: "C3", Pathway: P2}}
	if p := FlowPathways(left); p != [4]float64{92, 6, 0, 2} {
		t.Error(p)
	}
	if c := FlowCatchment(left); fmt.Sprint(c) != "[{C1 0.75} {C2 0.25}]" {
		t.Error(c)
	}
	if c := FlowCatchment(left[2:4]); c != nil {
		t.Error(c)
	}
}
