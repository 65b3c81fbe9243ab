package rest

import (
	"testing"
	"time"

	"headroom/internal/civil"
)

// TestADutyOfDays: each 24 hours of a duty without 11 hours of rest together is a breach and owes what is missing, under
// every set that holds the rule; what is missing is given back by the rest after it.
func TestADutyOfDays(t *testing.T) {
	for _, c := range []struct {
		lines []string
		owed  []float64
	}{
		{[]string{"2024-01-01 08:00 > 2024-01-04 08:00"}, []float64{11, 11, 11}},
		{[]string{"2024-01-01 00:00 > 2024-01-03 14:00"}, []float64{11, 11, 1}}, // 62 hours: the third day holds 10
		{[]string{"2024-01-01 08:00 > 2024-01-01 21:00"}, nil},
		{[]string{"2024-01-01 08:00 > 2024-01-02 03:00", "2024-01-02 06:00 > 2024-01-02 12:00"}, []float64{8}}, // one gap, once
		{[]string{"2024-01-01 08:00 > 2024-01-02 07:00", "2024-01-03 18:00 > 2024-01-04 02:00"}, []float64{10}},
	} {
		for _, terms := range AllTerms() {
			j := Judge(ask(duties(t, c.lines...), terms))
			short := of(j, "WTR-10")
			if len(short) != len(c.owed) {
				t.Fatalf("%s, %v: %v", terms, c.lines, short)
			}
			sum := 0.0
			for i, want := range c.owed {
				same(t, "short by", short[i].Excess, want)
				sum += want
			}
			same(t, "owed", j.Balances[0].Owed, sum)
		}
	}
	long := duties(t, "2024-01-01 00:00 > 2024-01-03 14:00", "2024-01-05 14:00 > 2024-01-05 18:00")
	if j := Judge(ask(long, Consultant)); j.Balances[0].Left != 0 {
		t.Errorf("48 hours of rest after it give 37 beyond 11, 23 are owed, and %v are left", j.Balances[0].Left)
	}
	a := ask(long, Consultant)
	a.Policy.Strict = true
	if j := Judge(a); j.Balances[0].Left != 0 {
		t.Errorf("strictly, the very next rest counts, and %v are left", j.Balances[0].Left)
	}
	code, err := BuiltIn().Named("wtr")
	if err != nil {
		t.Fatal(err)
	}
	a.Code = &code
	if b := of(Judge(a), "WTR-10"); len(b) != 3 {
		t.Errorf("by the Regulations alone: %v", b)
	}
}

// TestALongDutyIsAskedAbout: one longer than the rules allow any to be is kept after a question, planned or worked, by hand
// and by file.
func TestALongDutyIsAskedAbout(t *testing.T) {
	const at = "2025-12-29 12:00"
	for _, c := range []struct {
		terms Terms
		duty  Duty
		words []string
	}{
		{Consultant, d("2025-12-26 00:00", "2025-12-28 14:00", Worked), []string{"62 hours long", "13", "WTR-10@1998"}},
		{Consultant, d("2026-01-10 00:00", "2026-01-12 14:00", Planned), []string{"62 hours long", "WTR-10@1998"}},
		{Resident2016, d("2026-01-10 08:00", "2026-01-10 22:00", Planned), []string{"14 hours long", "13"}},
		{Agenda, d("2026-01-10 08:00", "2026-01-10 20:30", Planned), nil},
		{Agenda, d("2025-12-26 08:00", "2025-12-26 20:30", Worked), nil},
	} {
		k := Kept{Contracts: []Contract{{Person: "P-1", Terms: c.terms, Other: OtherNone, From: civil.MustDate("2020-01-01")}}}
		hand := func(how Entering) error {
			return CheckEntered(c.duty, how, k, DefaultPolicy(), civil.England(), lon(at))
		}
		file := func(how Entering) error {
			return CheckFile([]Duty{c.duty}, how, map[Person]Kept{"P-1": k}, DefaultPolicy(), civil.England(), lon(at))
		}
		for what, check := range map[string]func(Entering) error{"by hand": hand, "by file": file} {
			refusedBy(t, what, check(Entering{}), c.words...)
			refusedBy(t, what+", it is right", check(Entering{Anyway: true}))
		}
	}
	away := d("2025-12-26 08:00", "2025-12-27 08:00", Worked)
	away.Kind = OnCallAway
	k := Kept{Contracts: []Contract{{Person: "P-1", Terms: Resident2016, Other: OtherNone, From: civil.MustDate("2020-01-01")}}}
	refusedBy(t, "24 hours on call away", CheckEntered(away, Entering{}, k, DefaultPolicy(), civil.England(), lon(at)))
	away.End = away.End.Add(time.Hour)
	refusedBy(t, "25 hours on call away", CheckEntered(away, Entering{}, k, DefaultPolicy(), civil.England(), lon(at)), "TCS16-OC24")
}

// TestOneHour is one, not "1 hours".
func TestOneHour(t *testing.T) {
	for n, want := range map[float64]string{1: "1 hour", 11: "11 hours", .5: "0.5 hours", 1.25: "1.25 hours"} {
		if got := hoursWords(n); got != want {
			t.Errorf("%v: %q", n, got)
		}
	}
	d := debt{hours: time.Hour, arose: lon("2024-01-02 08:00")}
	if got := d.words(); got != "the rest that ended 2 January 2024 08:00 GMT was 1 hour short of 11" {
		t.Errorf("%q", got)
	}
}
