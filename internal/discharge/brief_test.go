package discharge

import (
	"fmt"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

func TestABrief(t *testing.T) {
	at := clock("2023-12-21", 7, 30)
	n := measure.Of
	check := CheckFor(on("2023-12-21"), civil.England())
	ready := ReadinessOf(check, []Respondent{{"C1", org.KindCouncil, clock("2023-12-18", 9, 0)}}, nil, at)
	day, before := on("2023-12-21"), on("2023-12-20")
	in := BriefInputs{Area: "QX", On: on("2023-12-21"), At: at, Target: .92, MostOfAList: 2, Lines: []org.Code{"T1", "T2", "T3"},
		Beds: []BedState{
			{Trust: "T1", Under: "T1", Day: before, Usable: n(600), Core: n(600), Occupied: n(590)},
			{Trust: "T1", Under: "T1", Day: day, Usable: n(624), Core: n(600), Occupied: n(608)},
			{Trust: "T2", Under: "T2", Day: day, Usable: n(100), Core: n(100), Occupied: n(80)},
			{Trust: "T3", Under: "T3", Day: before, Usable: n(50), Core: n(50), Occupied: n(40)},
		},
		Odds:      []BriefOdds{{Org: "T1", Within: .9}, {Org: "T2", Within: .4}, {Org: "QX", Within: .6}},
		Remaining: []BriefCount{{"P1", Figure{Value: n(40), In: 2, Due: 3, AsAt: at}}, {"P2", Figure{Value: n(60), In: 2, Due: 3, AsAt: at.Add(-time.Hour)}}, {"P3", Figure{Value: measure.Gap(), Due: 3}}},
		Yesterday: VarianceOf(on("2023-12-20"), []Counted{{Plan: "p", Line: starts("a", "2023-12-20", "T1", "C1", 4), Standing: Standing{State: Agreed, Agreed: 4}}}, at),
		Conflicts: []Conflict{{Council: "C1"}, {Council: "C2", Hard: true}, {Council: "C3"}},
		Readiness: &ready, Signatures: SignaturesWanted("QX-1", Agreement{State: VersionProposed, Parties: []Signature{{Party: Party{Org: "C1"}}, {Party: Party{Org: "T1"}, Signed: true}}}),
		ReturnsDue: []BriefDue{{At: clock("2023-12-21", 11, 0), What: "daily return", Who: []org.Code{"T3"}}},
	}
	b := BriefOf(in)
	if b.All.In != 2 || b.All.Due != 3 || b.All.Usable.N != 724 || b.All.Occupied.N != 688 || b.All.Headroom.N != 666-688 || b.All.CoreHeadroom.N != 644-688 {
		t.Errorf("%+v", b.All)
	}
	if s, ok := b.All.Share(); !ok || s != 688./724 {
		t.Error(s)
	}
	if l := b.Beds.Shown[0]; l.Org != "T1" || l.Headroom.N != 574-608 || l.CoreHeadroom.N != 552-608 || b.Beds.More != 1 {
		t.Errorf("%+v", b.Beds)
	}
	if b.Odds.Shown[0].Org != "QX" || b.Odds.Shown[1].Org != "T2" || b.Odds.More != 1 {
		t.Errorf("%+v", b.Odds)
	}
	if r := b.Remaining.Shown; r[0].Of != "P2" || b.RemainingAll.Value.N != 100 || b.RemainingAll.In != 2 || !b.RemainingAll.AsAt.Equal(at.Add(-time.Hour)) {
		t.Errorf("%+v %+v", r, b.RemainingAll)
	}
	if p := b.Parts.Shown; len(p) != 1 || p[0].Of != "T1" || p[0].Agreed != 4 || p[0].Reported != 0 {
		t.Errorf("%+v", p)
	}
	if !b.Conflicts.Shown[0].Hard || b.Conflicts.More != 1 || b.Gaps.Shown[0].Org != "T3" {
		t.Errorf("%+v %+v", b.Conflicts, b.Gaps)
	}
	in.MostOfAList = 9
	var due []string
	for _, d := range BriefOf(in).Due.Shown {
		due = append(due, fmt.Sprintf("%s %s %v", d.At.In(civil.London).Format("15:04"), d.What, d.Who))
	}
	want := []string{"09:00 what was done on the plan's lines of 20 December 2023 [C1 T1]", "11:00 daily return [T3]",
		"12:00 readiness for 23, 24, 25 and 26 December 2023: 8 of 8 answers missing [C1]"}
	if fmt.Sprint(due[:3]) != fmt.Sprint(want) || len(due) != 4 {
		t.Errorf("%q", due)
	}
}

// TestEveryLineIsOfOneMorning: the lines and their total are of the morning that most have sent; what is in of another is said
// beside them and is in no sum. Boards' lines add up to their region's.
func TestEveryLineIsOfOneMorning(t *testing.T) {
	n, day, before := measure.Of, on("2023-12-21"), on("2023-12-20")
	state := func(trust, under org.Code, d civil.Date, usable, occupied float64) BedState {
		return BedState{Trust: trust, Under: under, Day: d, Usable: n(usable), Core: n(usable), Occupied: n(occupied)}
	}
	in := BriefInputs{Area: "Y1", On: day, Target: .92, Lines: []org.Code{"QX", "QY"}, Beds: []BedState{state("T1", "QX", before, 600, 590), state("T1", "QX", day, 620, 601), state("T2", "QX", before, 100, 80),
		state("T3", "QY", before, 50, 49), state("T4", "QY", day, 70, 60)}}
	b := BriefOf(in)
	if b.All.Day != before || b.All.Usable.N != 750 || b.All.Occupied.N != 719 || b.All.In != 3 || b.All.Due != 4 {
		t.Errorf("in all %+v", b.All)
	}
	usable := 0.0
	for _, l := range b.Beds.Shown {
		if l.Day != before {
			t.Errorf("a line of %s under a total of %s", l.Day, b.All.Day)
		}
		usable += l.Usable.Amount()
	}
	if usable != b.All.Usable.N || len(b.All.Other) != 2 || b.All.Other[0].Trust != "T1" || b.All.Other[0].Day != day {
		t.Errorf("lines add up to %v; of other mornings %+v", usable, b.All.Other)
	}
	in.Beds = append(in.Beds, state("T2", "QX", day, 100, 81))
	if b := BriefOf(in); b.All.Day != day || b.All.In != 3 || len(b.All.Other) != 1 || b.All.Other[0].Trust != "T3" {
		t.Errorf("of two mornings with as many it takes %+v", b.All)
	}
}

func TestABriefOfNothingSaysSo(t *testing.T) {
	b := BriefOf(BriefInputs{Area: "QX", On: on("2023-12-21"), Target: .92})
	if b.All.Usable.Given() || b.All.Headroom.Given() || b.RemainingAll.Value.Given() || len(b.Beds.Shown) > 0 {
		t.Errorf("%+v", b)
	}
	if _, ok := b.All.Share(); ok {
		t.Error("a share of nothing")
	}
	if len(SignaturesWanted("p", Agreement{State: VersionSigned})) > 0 {
		t.Error("nothing is wanted of a signed plan")
	}
	// The golden case of definition c.6 by the same arithmetic.
	for target, want := range map[float64]float64{.92: -34, .85: -78} {
		if got := roomUnder(target, measure.Of(624), measure.Of(608)); got.N != want {
			t.Errorf("%v: %v", target, got)
		}
	}
	if got := roomUnder(.92, measure.Of(100), measure.Of(90)); got.N != 2 {
		t.Error(got)
	}
}
