package action

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

func when(s string) time.Time { return MustMoment(s).At() }

// one is a period of one BMA window.
func one(from, to string) Period {
	return Period{Code: "T-1", Name: "Test", Standing: Confirmed, Source: "test",
		Windows: []Window{{Union: BMA, Staff: Residents, Form: FullWalkout, PlannedFrom: MustMoment(from), PlannedTo: MustMoment(to)}}}
}

func TestAShiftCountsByItsStart(t *testing.T) {
	p := one("2023-12-20T07:00", "2023-12-23T07:00")
	for _, c := range []struct {
		starts, day string
		affected    bool
	}{
		{"2023-12-19T20:30", "", false}, // the night before: worked to its end at 09:00
		{"2023-12-20T06:59", "", false},
		{"2023-12-20T07:00", "2023-12-20", true},
		{"2023-12-21T06:30", "2023-12-20", true}, // before 07:00: still the first strike day
		{"2023-12-22T20:30", "2023-12-22", true}, // a gap until 09:00 on the 23rd
		{"2023-12-23T06:30", "2023-12-22", true},
		{"2023-12-23T07:00", "", false},
	} {
		day, ok := p.StrikeDayOf(Residents, when(c.starts))
		if ok != c.affected || day.String() != c.day || p.Windows[0].Affects(when(c.starts)) != c.affected {
			t.Errorf("a shift at %s: %v on %q, want %v on %q", c.starts, ok, day, c.affected, c.day)
		}
	}
	if _, ok := p.StrikeDayOf(Consultants, when("2023-12-20T08:00")); ok {
		t.Error("consultants were not in this action")
	}
}

func TestFiveStrikeDaysTouchSixDates(t *testing.T) {
	p := seeded(t, "JD-11")
	if n := len(p.StrikeDays()); n != 5 {
		t.Errorf("%d strike days, want 5", n)
	}
	var touched int
	civil.Range{From: civil.MustDate("2024-06-20"), To: civil.MustDate("2024-07-10")}.Each(func(d civil.Date) {
		if p.IsStrike(d) {
			touched++
		}
	})
	if touched != 6 || p.HoursOn(civil.MustDate("2024-06-27")) != 17 || p.HoursOn(civil.MustDate("2024-07-02")) != 7 {
		t.Errorf("%d dates; %v hours on the first, %v on the last", touched, p.HoursOn(civil.MustDate("2024-06-27")), p.HoursOn(civil.MustDate("2024-07-02")))
	}
}

func TestStrikeDaysOfTheHistory(t *testing.T) {
	for code, want := range map[Code]int{"JD-01": 3, "JD-02": 4, "JD-08": 3, "JD-09": 6, "JD-10": 5, "RCN-2022-12": 2, "JOINT-01": 4, "RCN-2023-05": 2, "RCN-2023-03": 0, "AMB-2022-12-21": 1} {
		if got := len(seeded(t, code).StrikeDays()); got != want {
			t.Errorf("%s has %d strike days, want %d", code, got, want)
		}
	}
}

func TestTwoUnionsTwoEnds(t *testing.T) {
	p := seeded(t, "JD-10")
	if len(p.Unions()) != 2 || len(p.Spans("")) != 1 {
		t.Fatalf("%v %v", p.Unions(), p.Spans(""))
	}
	if s := p.Spans("")[0]; !s.To.Equal(when("2024-02-29T07:00")) || s.Hours() != 120 {
		t.Errorf("combined %v", s)
	}
	bma := p.Windows[0]
	if bma.Affects(when("2024-02-29T00:00")) || !p.Windows[1].Affects(when("2024-02-29T00:00")) {
		t.Error("at midnight on 29 February only HCSA's members were still acting")
	}
}

func TestAChangedEndKeepsTheAnnouncedOne(t *testing.T) {
	w := seeded(t, "RCN-2023-05").Windows[0]
	if !w.Changed() || w.PlannedTo.String() != "2023-05-02T20:00" || w.ActualTo.String() != "2023-05-01T23:59" {
		t.Fatalf("%+v", w)
	}
	if w.Affects(when("2023-05-02T08:00")) {
		t.Error("2 May was no longer in the action")
	}
	w.ActualFrom, w.ActualTo = Moment{}, Moment{}
	if !w.Affects(when("2023-05-02T08:00")) {
		t.Error("as announced, 2 May was in it")
	}
}

func TestTheClocksGoBackAndForth(t *testing.T) {
	autumn := one("2024-10-26T07:00", "2024-10-28T07:00") // 27 October has 25 hours
	if s := autumn.Spans("")[0]; s.Hours() != 49 {
		t.Errorf("%v hours over the autumn change, want 49", s.Hours())
	}
	if n := len(autumn.StrikeDays()); n != 2 {
		t.Errorf("%d strike days, want 2", n)
	}
	if h := autumn.HoursOn(civil.MustDate("2024-10-27")); h != 25 {
		t.Errorf("%v hours on 27 October, want 25", h)
	}
	spring := one("2024-03-30T07:00", "2024-04-01T07:00")
	if s := spring.Spans("")[0]; s.Hours() != 47 || len(spring.StrikeDays()) != 2 {
		t.Errorf("%v hours over the spring change, want 47", s.Hours())
	}
	day, ok := autumn.StrikeDayOf("", when("2024-10-27T06:59"))
	if !ok || day.String() != "2024-10-26" {
		t.Errorf("06:59 on the long night belongs to %s", day)
	}
}

func TestMoments(t *testing.T) {
	first, second := MustMoment("2023-10-29T01:30"), MustMoment("2023-10-29T01:30#2")
	if !first.Ambiguous() || second.At().Sub(first.At()) != time.Hour || MomentOf(second.At()) != second || MomentOf(first.At()) != first {
		t.Errorf("%v %v", first.At(), second.At())
	}
	for _, bad := range []string{"2024-03-31T01:30", "2024-01-01", "2024-01-01T25:00", "x", "2024-01-01T07:00#2", "1024-01-01T07:00"} {
		if _, err := ParseMoment(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		instant := time.Unix(rapid.Int64Range(1.6e9, 1.9e9).Draw(t, "s"), 0).Truncate(time.Minute)
		m := MomentOf(instant)
		again, err := ParseMoment(m.String())
		if err != nil || again != m || !m.At().Equal(instant) {
			t.Fatalf("%v → %s → %v %v", instant, m, again, err)
		}
	})
	if (Moment{}).Words() != "not stated" || MustMoment("2023-12-20T07:00").Words() != "Wed 20 Dec 2023, 07:00" {
		t.Error(MustMoment("2023-12-20T07:00").Words())
	}
}

func TestHoursOfStrikeDaysMakeUpTheWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := MomentOf(time.Unix(rapid.Int64Range(1.65e9, 1.8e9).Draw(t, "from"), 0).Truncate(time.Minute))
		to := MomentOf(from.At().Add(time.Duration(rapid.IntRange(1, 20*24*60).Draw(t, "minutes")) * time.Minute))
		p := Period{Standing: Confirmed, Windows: []Window{{Staff: Nurses, PlannedFrom: from, PlannedTo: to}}}
		want := to.At().Sub(from.At()).Hours()
		sum := 0.0
		for d := from.Day; !d.After(to.Day); d = d.Add(1) {
			sum += p.HoursOn(d)
		}
		if diff := sum - want; diff > 1e-6 || diff < -1e-6 {
			t.Fatalf("%v hours by day, %v in all", sum, want)
		}
		probe := from.At().Add(time.Duration(rapid.Float64Range(0, 0.999).Draw(t, "probe") * float64(to.At().Sub(from.At()))))
		day, ok := p.StrikeDayOf(Nurses, probe)
		if !ok || !p.IsStrike(day) {
			t.Fatalf("%v in the window has no strike day", probe)
		}
	})
}

func TestPhases(t *testing.T) {
	p := one("2024-01-03T07:00", "2024-01-09T07:00")
	pol := DefaultPolicy()
	for hour, want := range map[string]Phase{"2023-12-19T07:00": NotYet, "2023-12-20T07:00": Prepare, "2024-01-03T06:59": Prepare, "2024-01-03T07:00": Respond,
		"2024-01-09T07:00": Recover, "2024-01-23T07:00": Learn, "2024-03-19T07:00": Closed} {
		if got := p.Phase(when(hour), pol); got != want {
			t.Errorf("at %s %s, want %s", hour, got, want)
		}
	}
	off := p
	off.Standing, off.StandingFrom = CalledOff, when("2023-12-28T12:00")
	for hour, want := range map[string]Phase{"2023-12-27T12:00": Prepare, "2023-12-28T12:00": Recover, "2024-01-04T12:00": Recover, "2024-01-20T12:00": Learn} {
		if got := off.Phase(when(hour), pol); got != want {
			t.Errorf("called off, at %s %s, want %s", hour, got, want)
		}
	}
	early := off
	early.StandingFrom = when("2023-12-01T12:00")
	if got := early.Phase(when("2023-12-10T12:00"), pol); got != Recover {
		t.Errorf("called off before preparing began: %s", got)
	}
	if p.Status(when("2024-01-01T00:00")) != Status(Confirmed) || p.Status(when("2024-01-05T00:00")) != UnderWay || p.Status(when("2024-01-10T00:00")) != Ended {
		t.Error("status")
	}
	if what, left, ok := p.Countdown(when("2024-01-02T07:00")); !ok || what != "starts in" || left != 24*time.Hour {
		t.Error(what, left, ok)
	}
	if _, _, ok := off.Countdown(when("2024-01-02T07:00")); ok {
		t.Error("a called-off period counts down to nothing")
	}
}

func TestNotice(t *testing.T) {
	by, c, ok := NoticeBy(civil.MustDate("2023-12-20"))
	if !ok || by.String() != "2023-12-06" || c.Length != 14 {
		t.Errorf("%s %+v", by, c)
	}
	by, c, ok = NoticeBy(civil.MustDate("2026-06-15"))
	if !ok || by.String() != "2026-06-05" || c.Length != 10 {
		t.Errorf("%s %+v", by, c)
	}
	if m, ok := Clock("mandate", civil.MustDate("2026-02-18")); !ok || m.Length != 12 {
		t.Errorf("%+v", m)
	}
	if m, _ := Clock("mandate", civil.MustDate("2026-02-17")); m.Length != 6 || !m.Unconfirmed {
		t.Errorf("%+v", m)
	}
}

func TestWinterCalendar(t *testing.T) {
	all := history()
	p := seeded(t, "JD-09")
	days := Calendar(p, all, civil.England(), MarksFor(p), DefaultPolicy())
	if days[0].Day.String() != "2023-12-20" || days[len(days)-1].Day.String() != "2024-01-23" {
		t.Fatalf("%s to %s", days[0].Day, days[len(days)-1].Day)
	}
	on := map[string]CalendarDay{}
	for _, d := range days {
		on[d.Day.String()] = d
	}
	if d := on["2023-12-20"]; d.Hours != 24-6-59.0/60 && d.Hours != 17+1.0/60 || !d.StrikeDay {
		t.Errorf("the December action shades the same calendar: %+v", d)
	}
	if d := on["2023-12-25"]; d.Holiday != "Christmas Day" || d.Working || d.StrikeDay {
		t.Errorf("%+v", d)
	}
	if d := on["2024-01-03"]; d.Hours != 17 || d.Phase != Respond || !strings.Contains(strings.Join(d.Words, "; "), "17 of 24 hours") {
		t.Errorf("%+v", d)
	}
	if d := on["2024-01-09"]; d.Hours != 7 || d.StrikeDay || d.Phase != Recover {
		t.Errorf("%+v", d)
	}
	if d := on["2023-12-30"]; !d.Weekend || d.Working {
		t.Errorf("%+v", d)
	}
	if d := on["2023-12-28"]; !strings.Contains(strings.Join(d.Words, "; "), "Between Christmas and New Year") {
		t.Errorf("%v", d.Words)
	}
	if Calendar(Period{}, nil, civil.England(), nil, DefaultPolicy()) != nil {
		t.Error("a period without windows has no calendar")
	}
}

func TestCheckTellsEverythingAtOnce(t *testing.T) {
	_, err := Check(Period{Code: "bad code", Standing: "maybe", Windows: []Window{{PlannedFrom: MustMoment("2024-01-02T07:00"), PlannedTo: MustMoment("2024-01-01T07:00")}},
		Figures: []Figure{{Kind: Maintained, N: 93}}})
	f := fault.As(err)
	if f == nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, x := range f.Fields {
		got[x.Name] = true
	}
	for _, want := range strings.Fields("code name source standing windows.1.union windows.1.staff windows.1.form windows.1.planned_to figures.1.n figures.1.as_at figures.1.by figures.1.source figures.1.exactness") {
		if !got[want] {
			t.Errorf("nothing is said of %s", want)
		}
	}
	in := one("2024-01-02T07:00", "2024-01-03T07:00")
	in.Code, in.Name = " jd-99 ", "  Round   99 "
	p, err := Check(in)
	if err != nil || p.Code != "JD-99" || p.Name != "Round 99" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestNoPlaceForAPersonOrAMember(t *testing.T) {
	b, err := json.Marshal(seeded(t, "JD-09"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"striker", "member_", "person", "employee", "nhs_number"} {
		if strings.Contains(strings.ToLower(string(b)), word) {
			t.Errorf("a period carries %q", word)
		}
	}
	var back Period
	if err := json.Unmarshal(b, &back); err != nil || back.Windows[0].PlannedFrom != seeded(t, "JD-09").Windows[0].PlannedFrom {
		t.Errorf("%v", err)
	}
}

func TestWordsAreNeutralAndComplete(t *testing.T) {
	for _, s := range StaffGroups() {
		if s.Words() == string(s) {
			t.Errorf("%s has no words", s)
		}
	}
	for _, p := range history() {
		text := p.Name + strings.Join(p.Caveats, " ") + p.Source
		for _, w := range []string{"militant", "chaos", "blame", "refuse", "walked off", "demand"} {
			if strings.Contains(strings.ToLower(text), w) {
				t.Errorf("%s: %q", p.Code, w)
			}
		}
		for _, w := range p.Windows {
			if w.Union.Words() == "" || w.Form.Words() == string(w.Form) || !w.Covers("RA4") && len(w.Organisations) == 0 {
				t.Errorf("%s: %+v", p.Code, w)
			}
		}
	}
	if !seeded(t, "AMB-2023-01-24").Windows[0].Covers("RX7") || seeded(t, "AMB-2023-01-24").Windows[0].Covers("RX6") {
		t.Error("the action of 24 January 2023 was in the North West only")
	}
}
