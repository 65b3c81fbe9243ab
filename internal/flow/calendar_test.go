package flow

import (
	"math"
	"testing"
	"time"

	"headroom/internal/civil"
)

// TestChristmasOnEachWeekday: 25 and 26 December have their own factor whatever the weekday, Christmas Eve is above the
// weekday, the push leads up to it, and the first working day after is slow; a leap year changes nothing.
func TestChristmasOnEachWeekday(t *testing.T) {
	d, cal := National(), Calendar{Holidays: civil.England()}
	w := d.Week()
	seen := map[time.Weekday]bool{}
	for year := 2016; year <= 2029; year++ {
		day := civil.On(year, time.December, 25)
		seen[day.Weekday()] = true
		at := func(n int) Working { return d.Working(cal, w, day.Add(n)) }
		if at(0).Work != .54 || at(1).Work != .47 || at(7).Work != .57 {
			t.Errorf("%d: Christmas, Boxing and New Year's Day have %.2f %.2f %.2f", year, at(0).Work, at(1).Work, at(7).Work)
		}
		if at(0).Hub != 0 || at(0).Care != 0 {
			t.Errorf("%d: the hub or care begins something on Christmas Day", year)
		}
		for n := -5; n < 0; n++ {
			if got, plain := at(n).Work, w.Work[day.Add(n).Weekday()]; got <= plain {
				t.Errorf("%d: %d days before Christmas the factor is %.2f, the weekday's %.2f", year, -n, got, plain)
			}
		}
		first := day.Add(2)
		for !cal.Holidays.IsWorkingDay(first) {
			first = first.Add(1)
		}
		if got, want := d.Working(cal, w, first).Work, .67*w.Work[first.Weekday()]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%d: the first working day after Christmas, %s, has %.3f, want %.3f", year, first, got, want)
		}
	}
	if len(seen) != 7 {
		t.Fatalf("Christmas fell on %d weekdays only", len(seen))
	}
}

// TestSubstituteDays: Christmas Day of 2021 and 2022 at a weekend; the days by law are holidays as well.
func TestSubstituteDays(t *testing.T) {
	d, cal := National(), Calendar{Holidays: civil.England()}
	w := d.Week()
	for on, want := range map[string]float64{"2022-12-25": .54, "2022-12-26": .47, "2022-12-27": .47, "2023-01-01": .57, "2023-01-02": .60,
		"2021-12-27": .47, "2021-12-28": .47, "2023-04-07": 1.02, "2023-05-29": .60} {
		if got := d.Working(cal, w, civil.MustDate(on)).Work; got != want {
			t.Errorf("%s: %.2f, want %.2f", on, got, want)
		}
	}
}

// TestTheClocksChangeNothing: the days on which clocks change are like other Sundays; 29 February is like its weekday.
func TestTheClocksChangeNothing(t *testing.T) {
	d, cal := National(), Calendar{Holidays: civil.England()}
	w := d.Week()
	for _, on := range []string{"2023-03-26", "2023-10-29", "2024-02-29", "2028-02-29"} {
		day := civil.MustDate(on)
		got := d.Working(cal, w, day)
		if i := day.Weekday(); got.Work != w.Work[i] || got.Care != w.Care[i] || got.Arrivals != w.Arrivals[i] || got.Show != 1 {
			t.Errorf("%s is not an ordinary %s: %+v", on, i, got)
		}
	}
	sum := 0.0
	for _, x := range w.Work {
		sum += x
	}
	if math.Abs(sum-7) > 1e-9 {
		t.Errorf("the reference week's mean is not one: %v", w.Work)
	}
}

// TestStrikeDaysAndAfter: the day itself slows little, the days after it more, planned admissions fall, and the strike of
// December 2023 lies over the push before Christmas.
func TestStrikeDaysAndAfter(t *testing.T) {
	d, cal := National(), Calendar{Holidays: civil.England()}
	for i, on := range []string{"2023-12-20", "2023-12-21", "2023-12-22"} {
		cal.Strikes = append(cal.Strikes, Strike{civil.MustDate(on), residents, i + 1, 3})
	}
	w := d.Week()
	at := func(on string) Working { return d.Working(cal, w, civil.MustDate(on)) }
	close := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f", what, got, want)
		}
	}
	close("first day", at("2023-12-20").Work, w.Work[3]*1.07*.978/.985)
	close("third day", at("2023-12-22").Work, w.Work[5]*1.11*.965/.985)
	close("first day after", at("2023-12-23").Work, w.Work[6]*1.16*.925/.974)
	close("third day after, Christmas Day", at("2023-12-25").Work, .54*.972/.988)
	close("planned admissions", at("2023-12-21").Show, .872)
	close("planned admissions after", at("2023-12-23").Show, 1)
	close("admissions", at("2023-12-20").Arrivals, w.Arrivals[3]*.976)
	close("sixth day after", at("2023-12-28").Work, w.Work[4]*.88)
	cal.Strikes = append(cal.Strikes, Strike{civil.MustDate("2024-01-16"), "nurses", 1, 1})
	close("nurses", at("2024-01-16").Work, w.Work[2]*.988)
	close("the day after nurses", at("2024-01-17").Work, w.Work[3])
}

func TestOverrides(t *testing.T) {
	d := National()
	got, err := d.With(Override{"work.monday", .9, "our Mondays are busier", "the head of operations"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Value("work.monday") != .9 || d.Value("work.monday") != .866 {
		t.Errorf("an override changes the original or is not in force: %g %g", got.Value("work.monday"), d.Value("work.monday"))
	}
	if f, _ := got.Figure("work.monday"); f.Certainty != Given || f.Override.Reason == "" || len(got.Overrides()) != 1 {
		t.Errorf("an override does not say so: %+v", f)
	}
	for _, bad := range []Override{{"work.monday", .9, "", "x"}, {"work.monday", .9, "y", " "}, {"work.monday", 9, "y", "x"}, {"no.such", 1, "y", "x"}} {
		if _, err := d.With(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if _, err := d.With(Override{"work.monday", math.NaN(), "y", "x"}); err == nil {
		t.Error("NaN was taken")
	}
}

// TestReferenceFiguresHangTogether: shares sum to one, and what is remembered or assumed is marked.
func TestReferenceFiguresHangTogether(t *testing.T) {
	d := National()
	for name, parts := range map[string][]string{"pathways": {"share.p0", "share.p1", "share.p2", "share.p3"},
		"reasons":  {"delay.capacity", "delay.interface", "delay.hospital", "delay.hub", "delay.wellbeing"},
		"capacity": {"capacity.p1", "capacity.p2", "capacity.p3"}, "process": {"process.p1", "process.p2", "process.p3"}} {
		sum := 0.0
		for _, p := range parts {
			if _, ok := d.Figure(p); !ok {
				t.Errorf("%s is missing", p)
			}
			sum += d.Value(p)
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s sum to %g", name, sum)
		}
	}
	if len(d.Unsure()) < 20 {
		t.Errorf("only %d figures are marked as unconfirmed", len(d.Unsure()))
	}
	for _, f := range d.Figures() {
		if f.Certainty != Found && f.SD == 0 {
			t.Errorf("%s has no uncertainty", f.What)
		}
	}
	for _, text := range []string{"h\na,1,0,0,2,found,2024-01-01,s", "h\na,1,0,0,2,sure,2024-01-01,s,", "h\na,3,0,0,2,found,2024-01-01,s,",
		"h\na,1,0,0,2,found,2024-13-01,s,", "h\na,1,0,0,2,found,2024-01-01,,", "h\na,1,0,0,2,found,2024-01-01,s,\na,1,0,0,2,found,2024-01-01,s,"} {
		if _, err := ReadFigures(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
