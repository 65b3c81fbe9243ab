package discharge

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// agreedOn is a claim of home care of C1 that was agreed.
func agreedOn(plan, day string, n int) Claim {
	return Claim{Plan: plan, Line: "a", Trust: "T1", Council: "C1", Service: HomeCare, Date: on(day), Agreed: n}
}

// TestAgreedIsSubtractedOnce: six starts, four of them agreed, and then stated anew as two that are still free.
func TestAgreedIsSubtractedOnce(t *testing.T) {
	at := clock("2023-12-21", 8, 0)
	before := NewSupply([]Capacity{dayOfStarts("2023-12-23", 6)}, at, civil.England())
	four := []Claim{agreedOn("QX-1", "2023-12-23", 4)}
	again := dayOfStarts("2023-12-23", 2)
	again.Total, again.AsAt, again.AgreedOut = 9, clock("2023-12-20", 15, 0), true
	state := func(c Capacity, then []Claim) *Supply {
		rows := TakeOut([]Capacity{c}, func(Capacity) []Claim { return then }, before)
		return NewSupply(append(rows, dayOfStarts("2023-12-23", 6)), at, civil.England())
	}
	said := state(again, four)
	u := said.On("C1", HomeCare, on("2023-12-23"))
	if u.N != 6 || u.Free() != 2 || u.Agreed != 4 || u.Promised != 3 {
		t.Errorf("%+v", u)
	}
	more := func(n int) Claim { c := agreedOn("QY-1", "2023-12-23", n); c.Line = "b"; return c }
	for name, c := range map[string]struct {
		supply   *Supply
		claims   []Claim
		conflict bool
	}{
		"before, in all":                {before, append([]Claim{more(2)}, four...), false},
		"before, one too many":          {before, append([]Claim{more(3)}, four...), true},
		"after, nothing more is agreed": {said, four, false},
		"after, what is free":           {said, append([]Claim{more(2)}, four...), false},
		"after, one too many":           {said, append([]Claim{more(3)}, four...), true},
		"after, what was given up":      {said, []Claim{more(6)}, false},
		"after, and one beyond":         {said, []Claim{more(7)}, true},
	} {
		if got := ConflictsOf(c.claims, c.supply); (len(got) > 0) != c.conflict || c.conflict && !got[0].Hard {
			t.Errorf("%s: %+v", name, got)
		}
	}
	// Agreed after the statement was so: it is not in it, and counts against what is free.
	if u := state(again, nil).On("C1", HomeCare, on("2023-12-23")); u.N != 2 || u.Agreed != 0 {
		t.Errorf("%+v", u)
	}
	// A statement that does not say so is held against everything.
	again.AgreedOut = false
	if got := ConflictsOf(four, state(again, four)); len(got) != 1 || !got[0].Hard {
		t.Errorf("%+v", got)
	}
}

// TestReservedPlacesHoldWhatIsAgreed: of places that are vacant at one time those that are agreed are reserved, at most so
// many, and of several homes none is taken out twice.
func TestReservedPlacesHoldWhatIsAgreed(t *testing.T) {
	at := clock("2023-12-21", 8, 0)
	home := func(code org.Code, accepting, reserved int) Capacity {
		return Capacity{Holder: code, Council: "C1", Service: CareHomeBed, Total: 20, Accepting: accepting, Reserved: reserved, AgreedOut: true, AsAt: clock("2023-12-20", 9, 0),
			Weekend: true, Holiday: true}
	}
	bed := func(day string, n int) Claim {
		return Claim{Plan: "QX-1", Line: day, Council: "C1", Service: CareHomeBed, Date: on(day), Agreed: n}
	}
	claims := []Claim{bed("2023-12-22", 3), bed("2023-12-19", 5), bed("2023-12-27", 1)} // the second was occupied before
	none := NewSupply(nil, at, civil.England())
	rows := TakeOut([]Capacity{home("1-1", 2, 3), home("1-2", 4, 5)}, func(Capacity) []Claim { return claims }, none)
	if rows[0].Agreed != 3 || rows[1].Agreed != 1 {
		t.Errorf("%d and %d", rows[0].Agreed, rows[1].Agreed)
	}
	supply := NewSupply(rows, at, civil.England())
	if u := supply.On("C1", CareHomeBed, on("2023-12-22")); u.N != 10 || u.Free() != 6 {
		t.Errorf("%+v", u)
	}
	if got := ConflictsOf(append(claims, bed("2023-12-28", 6)), supply); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := ConflictsOf(append(claims, bed("2023-12-28", 7)), supply); len(got) != 1 || !got[0].Hard {
		t.Errorf("%+v", got)
	}
	// A third home's statement finds all of it taken out already; one that says it anew does not.
	if r := TakeOut([]Capacity{home("1-3", 1, 9)}, func(Capacity) []Claim { return claims }, supply); r[0].Agreed != 0 {
		t.Errorf("%+v", r[0])
	}
	if r := TakeOut([]Capacity{home("1-1", 2, 3)}, func(Capacity) []Claim { return claims }, supply); r[0].Agreed != 3 {
		t.Errorf("%+v", r[0])
	}
}

// TestALaterStatementIsSetAsideInTheOpen: places of care homes do not overrule what the council said for the day itself, nor
// what it said of itself, and are named as set aside; on a day of which nobody spoke they count.
func TestALaterStatementIsSetAsideInTheOpen(t *testing.T) {
	at := clock("2023-12-21", 8, 0)
	day := Capacity{Holder: "C1", Service: CareHomeBed, Date: on("2023-12-23"), Total: 9, Accepting: 3, Weekend: true, Holiday: true, AsAt: clock("2023-12-15", 9, 0), Source: string(HandForm)}
	home := Capacity{Holder: "1-1", Council: "C1", Service: CareHomeBed, Total: 20, Accepting: 7, Weekend: true, Holiday: true, AsAt: clock("2023-12-20", 9, 0), Source: string(TrackerForm)}
	s := NewSupply([]Capacity{day, home}, at, civil.England())
	if u := s.On("C1", CareHomeBed, on("2023-12-23")); u.N != 3 || len(u.SetAside) != 1 || u.SetAside[0] != home {
		t.Errorf("%+v", u)
	}
	if u := s.On("C1", CareHomeBed, on("2023-12-24")); u.N != 7 || len(u.SetAside) != 0 {
		t.Errorf("%+v", u)
	}
	if n := s.SetAside([]Capacity{home}); n != 1 {
		t.Errorf("%d set aside", n)
	}
	own := day
	own.Date = civil.Date{}
	if u := NewSupply([]Capacity{own, home}, at, civil.England()).On("C1", CareHomeBed, on("2023-12-24")); u.N != 3 || len(u.SetAside) != 1 {
		t.Errorf("%+v", u)
	}
	day.AsAt = clock("2023-12-20", 10, 0)
	if s := NewSupply([]Capacity{day, home}, at, civil.England()); s.SetAside([]Capacity{home}) != 0 {
		t.Error("an older statement was set aside")
	}
}

// TestReplacedByALaterStatement: what was entered by hand and what stands in its place are both told.
func TestReplacedByALaterStatement(t *testing.T) {
	at := clock("2023-12-21", 8, 0)
	hand, file := dayOfStarts("2023-12-23", 7), dayOfStarts("2023-12-23", 4)
	hand.Source, file.Source, file.AsAt = string(HandForm), string(DayForm), clock("2023-12-20", 9, 0)
	if n := NewSupply([]Capacity{hand}, at, civil.England()).ReplacedBy([]Capacity{file, dayOfStarts("2023-12-24", 4)}); n != 1 {
		t.Errorf("%d replaced", n)
	}
	s := NewSupply([]Capacity{hand, file}, at, civil.England())
	got := s.Replaced()
	if len(got) != 1 || got[0].Was.Accepting != 7 || got[0].Now.Accepting != 4 || s.On("C1", HomeCare, on("2023-12-23")).N != 4 {
		t.Errorf("%+v", got)
	}
	hand.AsAt = clock("2023-12-20", 10, 0)
	if s := NewSupply([]Capacity{hand, file}, at, civil.England()); len(s.Replaced()) != 0 || s.On("C1", HomeCare, on("2023-12-23")).N != 7 {
		t.Errorf("%+v", s.Replaced())
	}
}

// TestPricesAreInTheOrderOfWhatIsShown: by effort where there is one, by beds where there is none.
func TestPricesAreInTheOrderOfWhatIsShown(t *testing.T) {
	list := []Price{{Council: "C1", Effort: 1, Beds: 3}, {Council: "C2", Effort: 2, Beds: 1}, {Council: "C3", Effort: 0, Beds: 5}}
	for priced, want := range map[bool]string{true: "C2 C1 C3", false: "C3 C1 C2"} {
		OrderPrices(list, priced)
		if got := string(list[0].Council + " " + list[1].Council + " " + list[2].Council); got != want {
			t.Errorf("priced %v: %s", priced, got)
		}
	}
}
