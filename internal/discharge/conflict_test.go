package discharge

import (
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func liveOf(plan string, trust org.Code, st State, day string, n int) LivePlan {
	l := starts("a", day, trust, "C1", n)
	v := version(2, l)
	v.Plan = plan
	s := Standing{State: st, Asked: n}
	if st == Agreed || st == Delivered || st == Failed {
		s.Agreed = n
	}
	return LivePlan{Version: v, Standings: map[string]Standing{"a": s}}
}

func dayOfStarts(day string, n int) Capacity {
	return Capacity{Holder: "C1", Service: HomeCare, Date: on(day), Total: n, Accepting: n, Weekend: true, Holiday: true, AsAt: clock("2023-12-19", 9, 0), Source: "council"}
}

func TestTwoPlansThatExceedADayConflict(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	supply := NewSupply([]Capacity{dayOfStarts("2023-12-23", 6)}, at, civil.England())
	for _, c := range []struct {
		a, b     State
		n, m     int
		conflict bool
		hard     bool
	}{
		{Agreed, Agreed, 3, 3, false, false},
		{Agreed, Proposed, 4, 3, true, false},
		{Proposed, Proposed, 4, 3, true, false},
		{Agreed, Agreed, 4, 3, true, true},
		{Agreed, Refused, 4, 3, false, false},
		{Agreed, Withdrawn, 4, 3, false, false},
		{Agreed, Failed, 4, 3, false, false},
		{Agreed, Delivered, 4, 3, true, true},
	} {
		got := Conflicts([]LivePlan{liveOf("QX-1", "T1", c.a, "2023-12-23", c.n), liveOf("QY-1", "T2", c.b, "2023-12-23", c.m)}, supply)
		if (len(got) > 0) != c.conflict || len(got) > 0 && got[0].Hard != c.hard {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	got := Conflicts([]LivePlan{liveOf("QX-1", "T1", Agreed, "2023-12-23", 4), liveOf("QY-1", "T2", Proposed, "2023-12-23", 3)}, supply)[0]
	for _, w := range []string{"plan QX-1 4 agreed and 0 proposed", "plan QY-1 0 agreed and 3 proposed", "there is 6", "home care of C1 on 23 December 2023"} {
		if !strings.Contains(got.Words, w) {
			t.Errorf("%q lacks %q", got.Words, w)
		}
	}
	if got.Agreed != 4 || got.Proposed != 3 || len(got.Plans) != 2 || got.Plans[1].Trusts[0] != "T2" {
		t.Errorf("%+v", got)
	}
	far := []LivePlan{liveOf("QX-1", "T1", Agreed, "2023-12-24", 400)}
	if c := Conflicts(far, supply); len(c) > 0 {
		t.Errorf("nobody said what there is: %+v", c)
	}
	if u := Unknown(far[0].Claims(), supply); len(u) != 1 || u[0].Known {
		t.Errorf("%+v", u)
	}
}

func TestPlacesAreFilledOnce(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	stock := Capacity{Holder: "C1", Service: HomeCare, Total: 9, Accepting: 5, Weekend: true, Holiday: true, AsAt: clock("2023-12-19", 9, 0)}
	supply := NewSupply([]Capacity{stock}, at, civil.England())
	live := []LivePlan{liveOf("QX-1", "T1", Agreed, "2023-12-22", 3), liveOf("QY-1", "T2", Agreed, "2023-12-27", 3), liveOf("QZ-1", "T2", Agreed, "2023-12-18", 5)}
	got := Conflicts(live, supply)
	if len(got) != 1 || !got[0].Hard || got[0].Agreed != 6 || got[0].Date != on("2023-12-22") || got[0].Last != on("2023-12-27") {
		t.Fatalf("%+v", got)
	}
	mine := Claim{Plan: "QW-1", Line: "x", Council: "C1", Service: HomeCare, Date: on("2023-12-24"), Agreed: 2}
	others := live[0].Claims()
	if err := Spend(mine, others, supply); err != nil {
		t.Error(err)
	}
	mine.Agreed = 3
	err := Spend(mine, others, supply)
	kindIs(t, err, fault.Conflict)
	mentions(t, err, "2 is left", "3 by plan QX-1 for T1 on 22 December 2023", "Agree to fewer")
	taken := Taken(append(others, live[2].Claims()...), supply, "QW-1")
	if taken("C1", HomeCare, civil.Date{}) != 3 || taken("C1", HomeCare, on("2023-12-18")) != 5 || taken("C2", HomeCare, civil.Date{}) != 0 {
		t.Error("what is taken of a stock begins with its day")
	}
	if Taken(others, supply, "QX-1")("C1", HomeCare, civil.Date{}) != 0 {
		t.Error("a plan's own")
	}
}

func TestSpendLooksAtTheSameDayAndService(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	supply := NewSupply([]Capacity{dayOfStarts("2023-12-23", 6), dayOfStarts("2023-12-24", 1)}, at, civil.England())
	mine := Claim{Plan: "QX-1", Line: "a", Council: "C1", Service: HomeCare, Date: on("2023-12-23"), Agreed: 4}
	other := func(plan, line, day string, s Service, n int) Claim {
		return Claim{Plan: plan, Line: line, Trust: "T2", Council: "C1", Service: s, Date: on(day), Agreed: n}
	}
	for _, c := range []struct {
		other Claim
		ok    bool
	}{
		{other("QY-1", "b", "2023-12-23", HomeCare, 2), true},
		{other("QY-1", "b", "2023-12-23", HomeCare, 3), false},
		{other("QY-1", "b", "2023-12-24", HomeCare, 9), true},
		{other("QY-1", "b", "2023-12-23", CommunityBed, 9), true},
		{other("QX-1", "a", "2023-12-23", HomeCare, 9), true}, // the line itself, agreed before with another number
		{other("QX-1", "b", "2023-12-23", HomeCare, 3), false},
	} {
		if err := Spend(mine, []Claim{c.other}, supply); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.other, err)
		}
	}
	mine.Date = on("2023-12-26")
	if err := Spend(mine, nil, supply); err != nil {
		t.Errorf("nothing is known of the day: %v", err)
	}
	mine.Date = on("2023-12-24")
	err := Spend(mine, nil, supply)
	mentions(t, err, "nothing of it is spent yet")
}
