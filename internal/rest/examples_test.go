package rest

import (
	"math"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
)

// local is an instant on London's clocks, as 2024-01-03 08:00.
func local(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := civil.ParseInstant(strings.Replace(text, " ", "T", 1))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// duties reads "from > to" lines.
func duties(t testing.TB, lines ...string) []Duty {
	t.Helper()
	var out []Duty
	for _, l := range lines {
		from, to, _ := strings.Cut(l, " > ")
		out = append(out, Duty{Person: "P1", Employer: "T1", Start: local(t, from), End: local(t, to), State: Worked, Kind: Shift, Breaks: 90 * time.Minute})
	}
	return out
}

func ask(d []Duty, terms Terms) Ask {
	return Ask{Person: "P1", Duties: d, Rules: BuiltIn(), Policy: DefaultPolicy(), Holidays: civil.England(),
		Contracts: []Contract{{Person: "P1", Employer: "T1", Terms: terms, Hours: 40, Day: 8, Other: OtherNone, From: civil.MustDate("2020-01-01")}}}
}

func of(j Judgement, id RuleID) []Breach {
	var out []Breach
	for _, b := range j.Breaches {
		if b.Rule == id {
			out = append(out, b)
		}
	}
	return out
}

func same(t testing.TB, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func at(t testing.TB, what string, got time.Time, want string) {
	t.Helper()
	if !got.Equal(local(t, want)) {
		t.Errorf("%s: %s, want %s", what, clockWords(got), want)
	}
}

// consultantWeek is the first example of D6.
func consultantWeek(t testing.TB) []Duty {
	return duties(t, "2024-01-03 08:00 > 2024-01-03 18:00", "2024-01-04 08:00 > 2024-01-04 13:00", "2024-01-04 20:00 > 2024-01-05 08:30",
		"2024-01-05 18:30 > 2024-01-05 23:30", "2024-01-06 08:00 > 2024-01-06 20:30", "2024-01-07 08:00 > 2024-01-07 20:30",
		"2024-01-08 08:00 > 2024-01-08 18:00", "2024-01-09 08:00 > 2024-01-09 18:00", "2024-01-10 09:00 > 2024-01-10 17:00")
}

// TestEX1DailyRest is 7.5 hours owed and given back during the rest that ends on 10 January at 09:00, half an hour to spare;
// strictly, overdue from 5 January at 18:30; and no rest of 24 hours.
func TestEX1DailyRest(t *testing.T) {
	j := Judge(ask(consultantWeek(t), Consultant))
	want := []float64{14, 7, 10, 8.5, 11.5, 11.5, 14, 15}
	if len(j.Gaps) != len(want) {
		t.Fatalf("%d gaps", len(j.Gaps))
	}
	for i, g := range j.Gaps {
		same(t, "gap", g.Hours, want[i])
	}
	short := of(j, "WTR-10")
	if len(short) != 3 {
		t.Fatalf("%v", short)
	}
	for i, want := range []float64{4, 1, 2.5} {
		same(t, "short of 11", short[i].Excess, want)
	}
	l1 := j.Balances[0]
	var owed, taken float64
	var cleared time.Time
	for _, l := range l1.Lines {
		if l.Owed.Rule == "WTR-10" {
			owed, taken = owed+l.Owed.Hours, taken+l.Taken
			same(t, "left", l.Left, 0)
		}
	}
	for _, e := range j.Entries {
		if e.Ledger == Statutory && e.Kind == Taken {
			cleared = later(cleared, e.Until)
		}
	}
	same(t, "owed", owed, 7.5)
	same(t, "taken", taken, 7.5)
	if rest := (span{local(t, "2024-01-09 18:00"), local(t, "2024-01-10 09:00")}); rest.within(cleared.Add(-time.Minute), cleared) != time.Minute {
		t.Errorf("given back by %s", clockWords(cleared))
	} else {
		same(t, "to spare", hoursOf(rest.to.Sub(cleared)), 0.5)
	}

	same(t, "to spare in the ledger", l1.Spare, 0.5)
	week := of(j, "WTR-11")
	if len(week) != 1 || week[0].Certain {
		t.Fatalf("weekly rest: %v", week)
	}
	at(t, "its week", week[0].From, "2024-01-03 08:00")
	if hours, from := MostIn(consultantWeek(t), 168*time.Hour); hours != 77.5 || !from.Equal(local(t, "2024-01-03 08:00")) {
		t.Errorf("most in 168 hours: %v from %s", hours, clockWords(from))
	}
	if len(of(j, "TCS16-168H")) != 0 {
		t.Error("a consultant is held against 72 hours")
	}
	if res := of(Judge(ask(consultantWeek(t), Resident2016)), "TCS16-168H"); len(res) != 1 || res[0].Observed != 77.5 {
		t.Errorf("a resident is not: %v", res)
	}

	a := ask(consultantWeek(t), Consultant)
	a.Policy.Strict = true
	strict := Judge(a).Balances[0]
	if strict.Lines[0].State != Overdue {
		t.Errorf("strictly: %+v", strict.Lines[0])
	}
	at(t, "strictly due by", strict.Lines[0].Owed.Due, "2024-01-05 18:30")
	same(t, "strictly left of the first", strict.Lines[0].Left, 4)
	same(t, "strictly left of the third", strict.Lines[2].Left, 2)
}

func residentNights(t testing.TB) []Duty {
	return duties(t, "2023-12-30 08:00 > 2023-12-30 20:30", "2023-12-31 08:00 > 2023-12-31 20:30", "2024-01-01 20:30 > 2024-01-02 09:00",
		"2024-01-02 20:30 > 2024-01-03 09:00", "2024-01-03 20:30 > 2024-01-04 09:00", "2024-01-04 20:30 > 2024-01-05 09:00")
}

// TestEX2ResidentNights is 75 hours in 168, six long shifts, and no booking before 7 January at 07:00.
func TestEX2ResidentNights(t *testing.T) {
	j := Judge(ask(residentNights(t), Resident2016))
	for i, want := range []float64{11.5, 24, 11.5, 11.5, 11.5} {
		same(t, "gap", j.Gaps[i].Hours, want)
	}
	roll := of(j, "TCS16-168H")
	if len(roll) != 1 || roll[0].Set != "tcs2016@2019" {
		t.Fatalf("%v", roll)
	}
	same(t, "in 168", roll[0].Observed, 75)
	same(t, "over", roll[0].Excess, 3)
	at(t, "from", roll[0].From, "2023-12-30 08:00")
	long := of(j, "TCS16-LONG")
	if len(long) != 1 || long[0].Observed != 6 || long[0].Limit != 4 {
		t.Errorf("long shifts: %v", long)
	}
	if n := of(j, "TCS16-NIGHTS"); len(n) != 0 {
		t.Errorf("four nights are no breach: %v", n)
	}
	var block Block
	for _, b := range j.Blocks {
		if b.Rule == "TCS16-NREST" {
			block = b
		}
	}
	at(t, "blocked from", block.From, "2024-01-05 09:00")
	at(t, "blocked to", block.To, "2024-01-07 07:00")
	if err := Refuse(j.Blocks, "P1", local(t, "2024-01-06 08:30"), local(t, "2024-01-06 12:30")); err == nil || !strings.Contains(err.Error(), "TCS16-NREST@2019") || !strings.Contains(err.Error(), "7 January 2024 07:00") {
		t.Errorf("refused with %v", err)
	}

	if b, no := Blocked(j.Blocks, "P1", local(t, "2024-01-07 07:00"), local(t, "2024-01-07 17:00")); no {
		t.Errorf("still blocked from 7 January 07:00 on: %+v", b)
	}

	j = Judge(ask(append(residentNights(t), duties(t, "2024-01-06 20:30 > 2024-01-07 09:00")...), Resident2016))
	rest := of(j, "TCS16-NREST")
	if len(rest) != 1 {
		t.Fatalf("%v", rest)
	}
	same(t, "rest after nights", rest[0].Observed, 35.5)
	same(t, "short", rest[0].Excess, 10.5)
}

// TestEX3Average adds the days after that stand for leave: 745 and 90 hours over 17 weeks are 49.1; without them 43.8.
func TestEX3Average(t *testing.T) {
	mean := func(hours int) (Judgement, float64) {
		first := civil.MustDate("2023-09-04")
		var list []Duty
		minutes, day := hours*60/75, first
		add := func(from time.Time, n int) {
			list = append(list, Duty{Person: "P1", Start: from, End: from.Add(time.Duration(n) * time.Minute), State: Worked, Kind: Shift, Breaks: time.Hour})
		}
		for i := 0; i < 85; day = day.Add(1) {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				continue
			}
			if i++; i > 40 && i <= 50 {
				list = append(list, Duty{Person: "P1", Start: day.At(0), End: day.Add(1).At(0), State: Worked, Kind: Leave})
				continue
			}
			add(day.At(8*60), minutes)
		}
		for i := 0; i < 10; day = day.Add(1) {
			if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
				add(day.At(8*60), 9*60)
				i++
			}
		}
		j := judging{Ask: ask(list, Consultant), line: timelineOf(list, time.Hour, time.Time{})}
		j.from, j.to = j.line.known()
		m, ok := j.mean(first, 17)
		if !ok {
			t.Fatal("not all of it is known")
		}
		return Judge(ask(list, Consultant)), m
	}
	j, m := mean(745)
	same(t, "mean", m, 835.0/17)
	if b := of(j, "WTR-4"); len(b) != 1 || math.Abs(b[0].Observed-49.1176) > 0.001 {
		t.Errorf("%v", b)
	}
	j, m = mean(700)
	same(t, "mean", m, 790.0/17)
	if b := of(j, "WTR-4"); len(b) != 0 {
		t.Errorf("%v", b)
	}
}

// TestEX4ClocksGoBack counts what passes: a night of 12.5 hours on the wall is 13.5 in October and 11.5 in March.
func TestEX4ClocksGoBack(t *testing.T) {
	j := Judge(ask(duties(t, "2023-10-28 19:30 > 2023-10-29 08:00"), Resident2016))
	b := of(j, "TCS16-SHIFT")
	if len(b) != 1 {
		t.Fatalf("%v", j.Breaches)
	}
	same(t, "October", b[0].Observed, 13.5)
	same(t, "over", b[0].Excess, 0.5)
	spring := duties(t, "2023-03-25 20:00 > 2023-03-26 08:30")
	same(t, "March", hoursOf(spring[0].End.Sub(spring[0].Start)), 11.5)
	if b := of(Judge(ask(spring, Resident2016)), "TCS16-SHIFT"); len(b) != 0 {
		t.Errorf("%v", b)
	}
}

// TestEX5TimeOffInLieu owes 23 hours, by 20 and 22 March; 11.5 hours untaken then are paid as 17.25, or as 23 for a bank
// holiday.
func TestEX5TimeOffInLieu(t *testing.T) {
	list := duties(t, "2023-12-20 07:30 > 2023-12-20 20:00", "2023-12-22 07:30 > 2023-12-22 20:00")
	for i := range list {
		list[i].Extra, list[i].Paid = ExtraInLieu, 11.5
	}
	a := ask(list, Agenda)
	a.At = local(t, "2024-03-01 09:00")
	l2 := Judge(a).Balances[1]
	same(t, "owed", l2.Owed, 23)
	for i, want := range []string{"2024-03-20 23:59", "2024-03-22 23:59"} {
		at(t, "due", l2.Lines[i].Owed.Due, want)
	}
	a.At = local(t, "2024-03-23 00:00")
	a.Records = []Entry{{Ledger: Contractual, Kind: Taken, Hours: 11.5, At: local(t, "2024-02-05 08:00"), Until: local(t, "2024-02-05 19:30")}}
	j := Judge(a)
	l2 = j.Balances[1]
	same(t, "taken", l2.Taken, 11.5)
	same(t, "paid", l2.Paid, 11.5)
	same(t, "left", l2.Left, 0)
	if l2.Lines[1].State != Converted {
		t.Errorf("%+v", l2.Lines[1])
	}
	said := ""
	for _, e := range j.Entries {
		if e.Kind == Paid {
			said = e.Words
		}
	}
	if said != "11.5 h not taken by 22 March 2024 are paid as 17.25 h (1.5 times)" {
		t.Errorf("%q", said)
	}
	boxing := duties(t, "2023-12-26 07:30 > 2023-12-26 20:00")
	boxing[0].Extra, boxing[0].Paid = ExtraInLieu, 11.5
	a = ask(boxing, Agenda)
	a.At = local(t, "2024-04-01 00:00")
	j = Judge(a)
	if e := j.Entries[len(j.Entries)-1]; e.Kind != Paid || e.Rule != "AFC-TOIL-BH" || !strings.Contains(e.Words, "23 h (2 times)") {
		t.Errorf("%+v", e)
	}
}

// TestEX6Activities counts a night's cover by both views and says which is which.
func TestEX6Activities(t *testing.T) {
	got := CountedAs(local(t, "2024-01-03 20:00"), local(t, "2024-01-04 08:00"), civil.England())
	want := map[View]float64{CardView: 3.0/2 + 8/1.5 + 1.0/3, ContractView: 11.0/3 + 1.0/4}
	if len(got) != 2 {
		t.Fatalf("%v", got)
	}
	for _, a := range got {
		same(t, string(a.View), a.PA, want[a.View])
	}
	if math.Abs(got[0].PA-7.17) > 0.005 || math.Abs(got[1].PA-3.92) > 0.005 {
		t.Errorf("%v", got)
	}
	if !strings.Contains(CardView.Words(), "union") || DefaultPolicy().View != ContractView {
		t.Error("the card is shown as what it is not")
	}
	long := CountedAs(local(t, "2023-10-28 20:00"), local(t, "2023-10-29 08:00"), civil.England())
	same(t, "the night of October", long[0].Hours[NightBand], 9)
}

// TestEX7CoverOfAStrikeNight leaves a gap to 09:00 though the action ended at 07:00; whoever stays to 09:00 and has a clinic
// at 13:00 is owed 7 hours.
func TestEX7CoverOfAStrikeNight(t *testing.T) {
	from, to := local(t, "2023-12-20 07:00"), local(t, "2023-12-23 07:00")
	night := duties(t, "2023-12-22 20:30 > 2023-12-23 09:00")[0]
	if !StartsWithin(night, from, to) || hoursOf(night.End.Sub(to)) != 2 {
		t.Error("the night is not uncovered to 09:00")
	}
	if StartsWithin(duties(t, "2023-12-19 20:30 > 2023-12-20 09:00")[0], from, to) {
		t.Error("a night that began before is finished")
	}
	list := duties(t, "2023-12-22 20:30 > 2023-12-23 09:00", "2023-12-23 13:00 > 2023-12-23 17:00")
	j := Judge(ask(list, Consultant))
	same(t, "gap", j.Gaps[0].Hours, 4)
	same(t, "owed", j.Balances[0].Owed, 7)
	if b, ok := Blocked(Judge(ask(list[:1], Consultant)).Blocks, "P1", list[1].Start, list[1].End); !ok || b.Rule != "WTR-10" {
		t.Errorf("the clinic is not refused: %v", b)
	}
}

// TestRecoveryExample is D5's: 20 extra day hours and 12 extra night hours weigh 38 and give 19 hours, 2.53 days of 7.5.
func TestRecoveryExample(t *testing.T) {
	list := duties(t, "2024-01-02 08:00 > 2024-01-02 18:00", "2024-01-03 08:00 > 2024-01-03 18:00", "2024-01-04 23:00 > 2024-01-05 05:00", "2024-01-05 23:00 > 2024-01-06 05:00")
	for i := range list {
		list[i].Extra = ExtraPaid
	}
	a := ask(list, Agenda)
	a.Contracts[0].Day = 7.5
	a.Recovery = civil.MustDate("2024-01-10")
	j := Judge(a)
	same(t, "weighted", j.Estimate.Weighted, 38)
	same(t, "hours", j.Estimate.Hours, 19)
	same(t, "days", j.Estimate.Days, 19/7.5)
	l3 := j.Balances[2]
	if same(t, "L3", l3.Owed, 19); l3.Label() != "local policy estimate" || !strings.HasPrefix(l3.Lines[0].Owed.Words, "local policy estimate") {
		t.Errorf("%+v", l3)
	}
}

// TestClosedDays: after the nights of EX2 the 5th and 6th are closed for a list from 08:00 to 18:00, and the 7th from 07:00
// on is not; a night's list on the 6th is.
func TestClosedDays(t *testing.T) {
	blocks := Judge(ask(residentNights(t), Resident2016)).Blocks
	closed := Closed(blocks, "P1", civil.MustDate("2024-01-05"), civil.MustDate("2024-01-08"), 8*60, 18*60)
	if len(closed) != 2 || closed[0].Day != civil.MustDate("2024-01-05") || closed[1].Day != civil.MustDate("2024-01-06") || closed[1].Block.Rule != "TCS16-NREST" && closed[1].Block.Rule != "TCS16-LONG" {
		t.Errorf("%+v", closed)
	}
	if n := Closed(blocks, "P1", civil.MustDate("2024-01-06"), civil.MustDate("2024-01-06"), 20*60, 8*60); len(n) != 1 {
		t.Errorf("%+v", n)
	}
	if n := Closed(blocks, "P2", civil.MustDate("2024-01-05"), civil.MustDate("2024-01-08"), 8*60, 18*60); len(n) != 0 {
		t.Errorf("another person: %+v", n)
	}
}

// TestTimeOffIsMandated: from version 13 on, paid extra hours beyond 13 are time off, due in four weeks; before it they are not.
func TestTimeOffIsMandated(t *testing.T) {
	for day, want := range map[string]float64{"2026-03-03": 1.5, "2024-01-09": 0} {
		list := duties(t, day+" 08:00 > "+day+" 18:00", day+" 18:00 > "+day+" 22:30")
		list[1].Extra = ExtraPaid
		l2 := Judge(ask(list, Resident2016)).Balances[1]
		same(t, day, l2.Owed, want)
		if want > 0 {
			at(t, "due", l2.Lines[0].Owed.Due, "2026-03-31 23:59")
		}
	}
}
