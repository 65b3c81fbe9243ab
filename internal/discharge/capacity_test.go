package discharge

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

func TestAges(t *testing.T) {
	at := clock("2023-12-22", 7, 30)
	for _, c := range []struct {
		day  string
		want Age
		days int
	}{{"2023-12-22", Fresh, 0}, {"2023-12-15", Fresh, 7}, {"2023-12-14", Old, 8}, {"2023-11-21", Old, 31}, {"2023-11-20", Stale, 32}} {
		if age, days := AgeOf(clock(c.day, 23, 59), at); age != c.want || days != c.days {
			t.Errorf("%s: %s, %d days", c.day, age, days)
		}
	}
}

func given(holder, council org.Code, day string, n int, asAt time.Time) Capacity {
	c := Capacity{Holder: holder, Council: council, Service: CareHomeBed, Total: n, Accepting: n, AsAt: asAt, Source: "s", WeekendUnsaid: true, HolidayUnsaid: true}
	if day != "" {
		c.Date = on(day)
	}
	return c
}

func TestSupply(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	fresh, old, stale := clock("2023-12-19", 9, 0), clock("2023-12-10", 9, 0), clock("2023-11-01", 9, 0)
	open := given("1-9", "C1", "", 3, fresh)
	open.WeekendUnsaid, open.Weekend = false, true
	shut := given("1-8", "C1", "", 2, fresh)
	shut.WeekendUnsaid, shut.HolidayUnsaid, shut.Holiday = false, false, true
	rows := []Capacity{
		open, shut, given("1-7", "C1", "", 4, old), given("1-6", "C1", "", 8, stale),
		given("1-9", "C1", "", 50, clock("2023-12-18", 9, 0)), // said earlier of the same home
		given("1-5", "C1", "", 60, clock("2023-12-20", 9, 0)), // not known yet
		given("C1", "", "2023-12-21", 5, fresh), given("1-9", "C1", "2023-12-21", 3, fresh),
		given("C2", "", "2023-12-21", 5, stale),
	}
	s := NewSupply(rows, at, civil.England())
	for _, c := range []struct {
		council org.Code
		day     string
		n       int
		stock   bool
		closed  int
		unsaid  int
		stale   int
		age     Age
		known   bool
	}{
		{"C1", "2023-12-22", 9, true, 0, 0, 8, Old, true},    // a Friday: three homes
		{"C1", "2023-12-23", 3, true, 2, 4, 8, Old, true},    // a Saturday
		{"C1", "2023-12-25", 2, true, 0, 7, 8, Old, true},    // a Monday and a holiday
		{"C1", "2023-12-21", 5, false, 0, 0, 0, Fresh, true}, // the council's word for the day, its homes not twice
		{"C2", "2023-12-21", 0, false, 0, 0, 5, Fresh, false},
		{"C3", "2023-12-21", 0, false, 0, 0, 0, Fresh, false},
	} {
		u := s.On(c.council, CareHomeBed, on(c.day))
		if u.N != c.n || u.Stock != c.stock || u.Closed != c.closed || u.Unsaid != c.unsaid || u.Stale != c.stale || u.Age != c.age || u.Known != c.known {
			t.Errorf("%s %s: %+v", c.council, c.day, u)
		}
	}
	if w := s.On("C1", CareHomeBed, on("2023-12-23")).Words(); !strings.Contains(w, "3 vacant") || !strings.Contains(w, "2 more take nobody") || !strings.Contains(w, "10 days old") {
		t.Error(w)
	}
	if w := s.On("C2", CareHomeBed, on("2023-12-21")).Words(); !strings.Contains(w, "more than 31 days old") {
		t.Error(w)
	}
	if p := s.Places(); len(p) != 2 || p[0].Council != "C1" {
		t.Errorf("%+v", p)
	}
	both := given("C1", "", "2026-12-26", 5, fresh) // a Saturday that is a bank holiday where the table says so
	both.WeekendUnsaid, both.Weekend, both.HolidayUnsaid = false, true, false
	h := civil.England().With(civil.Holiday{On: on("2026-12-26"), Name: "Boxing Day", Kind: "usual", Source: "test"})
	if u := NewSupply([]Capacity{both}, at, h).On("C1", CareHomeBed, on("2026-12-26")); u.N != 0 || u.Closed != 5 {
		t.Errorf("open at weekends, shut on holidays: %+v", u)
	}
}

const trackerHead = "Location ID,Local authority,Category,Maximum capacity,Occupied,Reserved,Accepting,Other,Last updated,Weekend,Bank holiday"

func TestReadTheFourForms(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	f, err := ReadCapacity(t.Context(), bookOf(t, "tracker.csv", "Care homes of Northshire", trackerHead,
		"1-123456789,Northshire,Nursing,40,33,2,4,1,18/12/2023,yes,no", "1-123456789,C1,Residential,20,20,0,0,,2023-12-09T10:00,,", "1-2,C2,Nursing,10,2,3,4,,2023-11-01,no,"), finder, at)
	if err != nil || f.Form != TrackerForm || f.Read != 3 || len(f.Rows) != 3 {
		t.Fatalf("%+v %v", f, err)
	}
	r := f.Rows[0]
	if r.Holder != "1-123456789" || r.Council != "C1" || r.Service != CareHomeBed || r.Category != "nursing" || r.Total != 40 || r.Accepting != 4 ||
		!r.Weekend || r.WeekendUnsaid || r.Holiday || r.HolidayUnsaid || !r.AsAt.Equal(on("2023-12-18").At(0)) || !r.Stock() {
		t.Errorf("%+v", r)
	}
	if r := f.Rows[1]; !r.WeekendUnsaid || !r.HolidayUnsaid || !r.AsAt.Equal(clock("2023-12-09", 10, 0)) {
		t.Errorf("%+v", r)
	}
	if n := strings.Join(f.Notes, "; "); !strings.Contains(n, "1 of 3 rows are more than 7 days old") || !strings.Contains(n, "1 of 3 rows are more than 31") || !strings.Contains(n, "2 of 3 rows do not say") {
		t.Error(n)
	}
	if strings.Contains(strings.Join(f.Notes, "; "), "category") {
		t.Error(f.Notes)
	}
	odd, err := ReadCapacity(t.Context(), bookOf(t, "tracker.csv", trackerHead, "1-2,C2,foo,10,2,3,4,,2023-12-19,no,"), finder, at)
	if n := strings.Join(odd.Notes, "; "); err != nil || !strings.Contains(n, `1 of 1 rows have a category that is not known ("foo")`) {
		t.Error(n, err)
	}
	f, err = ReadCapacity(t.Context(), bookOf(t, "wide.csv", "Council,Service,Max,Occupied,Reserved,Accepting,Other,Update time", "C1,Community beds,24,18,2,3,1,2023-12-19T14:00",
		"C2,home-care,10,4,0,6,,2023-12-19"), finder, at)
	if err != nil || f.Form != WideForm || len(f.Rows) != 2 {
		t.Fatalf("%+v %v", f, err)
	}
	if r := f.Rows[0]; r.Holder != "C1" || r.Serves() != "C1" || r.Service != CommunityBed || r.Total != 24 || r.Accepting != 3 || r.Reserved != 2 || !r.AgreedOut || !r.Stock() {
		t.Errorf("%+v", r)
	}
	_, err = ReadCapacity(t.Context(), bookOf(t, "wide.csv", "Council,Service,Max,Occupied,Reserved,Accepting,Other,Update time", "C1,Community beds,24,18,2,4,1,2023-12-19T14:00",
		"C1,magic,1,1,0,0,0,2023-12-19", "C1,home-care,1,1,0,0,0,2023-12-19", "C1,Home care,1,1,0,0,0,2023-12-19"), finder, at)
	mentions(t, err, "wide.csv, C2", "add up to 25", `"magic" is no service`, "wide.csv, B5", "row 4 is about the same")
	f, err = ReadCapacity(t.Context(), bookOf(t, "past.csv", "date,council,service,total,accepting,weekend,holiday,as_at,agreed_out", "2023-12-18,C1,home-care,12,7,yes,yes,2023-12-18,yes"), finder, at)
	if err != nil || !f.Rows[0].AgreedOut || strings.Join(f.Notes, "") != "1 of 1 rows are about days that are over" {
		t.Errorf("%+v %v", f, err)
	}
	f, err = ReadCapacity(t.Context(), bookOf(t, "days.csv", "date,council,service,total,accepting,weekend,holiday,as_at",
		"2023-12-23,C1,home-care,12,7,yes,,2023-12-20T07:30", "24/12/2023,C1,Community beds,5,0,no,no,2023-12-19"), finder, at)
	if err != nil || f.Form != DayForm || len(f.Rows) != 2 || f.Rows[0].Date != on("2023-12-23") || f.Rows[0].Accepting != 7 || f.Rows[1].Service != CommunityBed || f.Rows[0].Serves() != "C1" {
		t.Errorf("%+v %v", f, err)
	}
	f, err = ReadCapacity(t.Context(), bookOf(t, "starts.csv", "Date,Council,Starts,As at", "2023-12-23,C1,6,2023-12-19"), finder, at)
	if err != nil || f.Form != StartsForm || f.Rows[0].Accepting != 6 || f.Rows[0].Service != HomeCare || !f.Rows[0].Weekend {
		t.Errorf("%+v %v", f, err)
	}
}

// TestAWorkbookIsReadAsATextFileIs reads the same table from a workbook, whose dates are dates and whose numbers numbers.
func TestAWorkbookIsReadAsATextFileIs(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	rows := func(yield func([]sheet.Cell, error) bool) {
		txt, n := sheet.TextCell, sheet.NumberCell
		yield([]sheet.Cell{txt("1-123456789"), txt("Northshire"), txt("Nursing"), n(40), n(33), n(2), n(4), n(1), sheet.DateCell(on("2023-12-18")), txt("Yes"), {}}, nil)
	}
	var out strings.Builder
	err := sheet.WriteXLSX(&out, []sheet.Out{{Name: "Notes", Header: []string{"Read me"}, Rows: func(func([]sheet.Cell, error) bool) {}}, {Name: "Beds", Header: strings.Split(trackerHead, ","), Rows: rows}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Open(t.Context(), "tracker.xlsx", strings.NewReader(out.String()), int64(out.Len()), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadCapacity(t.Context(), b, finder, at)
	if err != nil || len(f.Rows) != 1 {
		t.Fatalf("%+v %v", f, err)
	}
	want := Capacity{Holder: "1-123456789", Council: "C1", Service: CareHomeBed, Category: "nursing", Total: 40, Accepting: 4, Weekend: true, HolidayUnsaid: true,
		AgreedOut: true, Reserved: 2, Source: string(TrackerForm), AsAt: on("2023-12-18").At(0)}
	if f.Rows[0] != want {
		t.Errorf("got %+v, want %+v", f.Rows[0], want)
	}
	_, err = ReadCapacity(t.Context(), b, func(string) (org.Code, bool) { return "", false }, at)
	mentions(t, err, "tracker.xlsx, Beds, B2")
}

func TestCapacityFaultsSayWhereAndWhatToDo(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	f, err := ReadCapacity(t.Context(), bookOf(t, "tracker.csv", trackerHead,
		"1-1,Northshire,Nursing,40,33,2,4,2,18/12/2023,yes,no",    // 41 of 40
		"1-2,Southshire,Nursing,40,33,2,four,1,2024-12-18,may,no", // unknown council, no number, to come, neither
		"!,C1,Nursing,10,9,1,1,,,yes,no",
		"1-3,C1,Nursing,10,9,,1,,2023-12-18,yes,no",
		"1-4,C1,Nursing,10,9,1,1,,2023-12-18,yes,no",
		"1-5,C1,Nursing,10,1,1,1,,2023-12-18,,",
		"1-5,C1,nursing,10,1,1,1,,2023-12-18,,"), finder, at)
	if fault.KindOf(err) != fault.Invalid || len(f.Rows) != 0 {
		t.Fatalf("%+v %v", f, err)
	}
	mentions(t, err, "tracker.csv, D2", "add up to 41; correct", "tracker.csv, B3", `"Southshire" is no council`, "tracker.csv, G3", `"four" is no whole number`, "tracker.csv, I3", "still to come",
		"tracker.csv, J3", "neither yes nor no", "tracker.csv, A4", "is no location", "tracker.csv, I4", "not said when", "tracker.csv, F5", "the number is missing; enter it, 0 where there are none",
		"tracker.csv, D6", "add up to 11", "tracker.csv, A8", "row 7 is about the same", "nothing of it")
	_, err = ReadCapacity(t.Context(), bookOf(t, "odd.csv", "a,b", "1,2"), finder, at)
	mentions(t, err, "location id", "date, council, service", "starts")
	_, err = ReadCapacity(t.Context(), bookOf(t, "none.csv", trackerHead), finder, at)
	mentions(t, err, "no figures under the headings")
	_, err = ReadCapacity(t.Context(), bookOf(t, "days.csv", "date,council,service,total,accepting,weekend,holiday,as_at", "2023-12-23,C1,magic,12,13,yes,,2023-12-20T07:30",
		"2023-12-23,C1,home-care,12,13,yes,,2023-12-20T07:30", ",C1,home-care,12,1,yes,,2023-12-20T07:30", "2023-13-23,C1,home-care,12,1,yes,,2023-12-20T07:30"), finder, at)
	mentions(t, err, `"magic" is no service; write one of home-care`, "13 accept people of 12", "the day is missing", `"2023-13-23" is no date`)
	many := []string{trackerHead}
	for i := range 80 {
		many = append(many, fmt.Sprintf("1-%d,C9,Nursing,10,9,1,0,,2023-12-18,,", i))
	}
	_, err = ReadCapacity(t.Context(), bookOf(t, "many.csv", many...), finder, at)
	mentions(t, err, "and 30 more like these")
	if n := len(fault.As(err).Fields); n != maxFaults+1 {
		t.Error(n)
	}
}

func TestCapacityByHand(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	rows, err := CheckCapacity([]Capacity{{Holder: "C1", Service: HomeCare, Date: on("2023-12-23"), Total: 5, Accepting: 4}}, at)
	if err != nil || !rows[0].AsAt.Equal(at) || rows[0].Source != "by-hand" {
		t.Errorf("%+v %v", rows, err)
	}
	_, err = CheckCapacity([]Capacity{{Service: "x", Total: 1, Accepting: 2, AsAt: at.Add(time.Hour)}}, at)
	mentions(t, err, "whose capacity", "is no service", "no more than all", "still to come")
	if _, err := CheckCapacity(nil, at); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func FuzzReadCare(f *testing.F) {
	f.Add(trackerHead + "\n1-1,C1,Nursing,40,33,2,4,1,18/12/2023,yes,no\n")
	f.Add("date,council,service,total,accepting,weekend,holiday,as_at\n2023-12-23,C1,home-care,12,7,yes,,2023-12-20T07:30\n")
	f.Add("trust,date,reason,count\nT1,2023-12-23,No plan,3\n")
	f.Add("month,trust,pathway,n\n2023-12,T1,P1,3\n")
	f.Add("admitted,ready,left\n2023-12-01,2023-12-03,2023-12-09\n")
	f.Fuzz(func(t *testing.T, text string) {
		at := clock("2023-12-31", 8, 0)
		b, err := sheet.Open(t.Context(), "x.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{Rows: 1000, Columns: 100})
		if err != nil {
			return
		}
		c, err := ReadCapacity(t.Context(), b, finder, at)
		if err != nil && len(c.Rows) > 0 {
			t.Error("a refused file has rows")
		}
		for _, r := range c.Rows {
			if r.Accepting > r.Total || r.Accepting < 0 || r.AsAt.After(at) || r.Serves() == "" {
				t.Errorf("%+v", r)
			}
		}
		reasons, err := ReadReasons(t.Context(), b, finder, finder, at)
		if err != nil && len(reasons.Counts) > 0 {
			t.Error("a refused file has reasons")
		}
		left, err := ReadLeft(t.Context(), b, finder, finder, at)
		if err != nil && len(left.Counts) > 0 {
			t.Error("a refused file has pathways")
		}
		stays, err := ReadStays(t.Context(), b, "T1", StayColumns{}, finder, at)
		if err != nil && len(stays.Stays) > 0 {
			t.Error("a refused file has stays")
		}
		for _, s := range stays.Stays {
			if d, ok := s.Delay(); ok && d < 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}
