package civil

import (
	"strings"
	"testing"
	"time"
)

// easterSunday is the Gregorian computus, used only to check the table.
func easterSunday(y int) Date {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return On(y, time.Month(n/31), n%31+1)
}

func mondayFrom(d Date, step int) Date {
	for d.Weekday() != time.Monday {
		d = d.Add(step)
	}
	return d
}

// rule is what the Act gives for a year without proclamations.
func rule(y int) map[Date]bool {
	out := map[Date]bool{}
	put := func(d Date) { // a weekend day moves to the next day that is free
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || out[d] {
			d = d.Add(1)
		}
		out[d] = true
	}
	put(On(y, 1, 1))
	out[easterSunday(y).Add(-2)], out[easterSunday(y).Add(1)] = true, true
	out[mondayFrom(On(y, 5, 1), 1)], out[mondayFrom(On(y, 5, 31), -1)], out[mondayFrom(On(y, 8, 31), -1)] = true, true, true
	if On(y, 12, 26).Weekday() == time.Monday { // Christmas Day on a Sunday: Boxing Day stays, its substitute is the 27th
		out[On(y, 12, 26)] = true
		put(On(y, 12, 25))
	} else {
		put(On(y, 12, 25))
		put(On(y, 12, 26))
	}
	return out
}

func TestTheTableAgreesWithTheRuleAndTheProclamations(t *testing.T) {
	moved := map[int][2]string{2020: {"2020-05-04", "2020-05-08"}, 2022: {"2022-05-30", "2022-06-02"}}
	extra := map[int][]string{2022: {"2022-06-03", "2022-09-19"}, 2023: {"2023-05-08"}}
	for y := 2015; y <= 2030; y++ {
		want := rule(y)
		if m, ok := moved[y]; ok {
			delete(want, MustDate(m[0]))
			want[MustDate(m[1])] = true
		}
		for _, d := range extra[y] {
			want[MustDate(d)] = true
		}
		got := England().In(Range{On(y, 1, 1), On(y+1, 1, 1)})
		if len(got) != len(want) {
			t.Errorf("%d has %d holidays, want %d", y, len(got), len(want))
		}
		for _, h := range got {
			if !want[h.On] {
				t.Errorf("%s (%s) is not given by the rule", h.On, h.Name)
			}
			if h.Name == "" || h.Source == "" || !strings.Contains("usual substitute moved extra", h.Kind) {
				t.Errorf("%s: %+v", h.On, h)
			}
		}
	}
}

func TestTheTwoWintersOfTheLetters(t *testing.T) {
	for _, day := range strings.Fields("2023-12-25 2023-12-26 2024-01-01 2024-12-25 2024-12-26 2025-01-01 2025-12-25 2025-12-26 2026-01-01 2026-12-25 2026-12-28 2027-01-01") {
		if !England().IsHoliday(MustDate(day)) {
			t.Errorf("%s is a bank holiday", day)
		}
	}
	if England().IsHoliday(MustDate("2026-12-26")) || England().IsHoliday(MustDate("2020-05-04")) {
		t.Error("a day that was moved away is still there")
	}
}

func TestWorkingDays(t *testing.T) {
	e := England()
	// 25 and 26 December and 1 January are holidays; 30 and 31 December are a weekend.
	if n := e.WorkingDays(MustDate("2023-12-25"), MustDate("2024-01-03")); n != 4 {
		t.Errorf("%d working days, want 4 (27, 28, 29 December, 2 January)", n)
	}
	if d := e.AddWorkingDays(MustDate("2023-12-22"), 1); d != MustDate("2023-12-27") {
		t.Errorf("the working day after Friday 22 December 2023 is %s", d)
	}
	if d := e.AddWorkingDays(MustDate("2024-01-02"), -1); d != MustDate("2023-12-29") {
		t.Errorf("the working day before 2 January 2024 is %s", d)
	}
	if d := e.AddWorkingDays(MustDate("2023-12-25"), 0); d != MustDate("2023-12-25") {
		t.Errorf("nought days on is %s", d)
	}
}

func TestAnOperatorAddsAProclaimedDay(t *testing.T) {
	day := MustDate("2027-06-11")
	with := England().With(Holiday{On: day, Name: "Proclaimed day", Kind: "extra", Source: "a proclamation"})
	if !with.IsHoliday(day) || England().IsHoliday(day) {
		t.Fatal("the day must be in the new table and not in the old one")
	}
	h, ok := with.With(Holiday{On: day, Name: "Renamed"}).On(day)
	if !ok || h.Name != "Renamed" {
		t.Fatalf("%+v", h)
	}
	if !with.Covers(MustDate("2030-12-31")) || with.Covers(MustDate("2031-01-01")) || (Holidays{}).Covers(day) {
		t.Error("the table must know how far it reaches")
	}
}

func TestReadHolidaysRefuses(t *testing.T) {
	for _, bad := range []string{"h\n2024-13-01,usual,x,y", "h\n2024-01-01,usual", "h\n2024-01-01,usual,x,y\n2024-01-01,usual,x,y"} {
		if _, err := ReadHolidays(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, ok := England().On(MustDate("2024-02-29")); ok {
		t.Error("an ordinary day is no holiday")
	}
}
