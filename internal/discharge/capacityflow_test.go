package discharge

import (
	"testing"

	"headroom/internal/civil"
)

func TestWhatACouncilPromisedIsWhatBeginsAnyway(t *testing.T) {
	asAt := clock("2023-12-11", 15, 0)
	var rows []Capacity
	say := func(s Service, day civil.Date, total, accepting int) {
		rows = append(rows, Capacity{Holder: "C1", Service: s, Date: day, Total: total, Accepting: accepting, AsAt: asAt, WeekendUnsaid: true})
	}
	for k := range 21 {
		day := on("2023-12-12").Add(k)
		total := 10
		if w := day.Weekday(); w == 0 || w == 6 {
			total = 5
		}
		if day == on("2023-12-25") {
			total = 3 // a holiday: in no week's figure
		}
		say(HomeCare, day, total, 3)
		say(Reablement, day, 4, 1)
		if k < 4 {
			say(CommunityBed, day, 2, 2)
			say(CareHomeBed, day, 1, 0)
		}
	}
	rows = append(rows, Capacity{Holder: "1-9", Council: "C1", Service: CareHomeBed, Total: 40, Accepting: 4, AsAt: asAt})
	e := FlowCouncil(NewSupply(rows, clock("2023-12-12", 8, 0), civil.England()), "C1", "Northshire", on("2023-12-12"), 42)
	if e.Returned != [3]bool{true, false, false} || e.Weekly != [3]float64{5*(7+3) + 2*(2+3), 0, 0} {
		t.Errorf("%v %v", e.Returned, e.Weekly)
	}
	if len(e.Dated) != 4 || e.Dated[0].On != on("2023-12-12") || e.Dated[0].Starts != [3]float64{10, 0, 1} {
		t.Errorf("%+v", e.Dated)
	}
	none := FlowCouncil(NewSupply(rows, clock("2024-02-12", 8, 0), civil.England()), "C1", "Northshire", on("2023-12-12"), 42)
	if none.Returned != [3]bool{} || none.Dated != nil {
		t.Errorf("what is two months old: %+v", none)
	}
}
