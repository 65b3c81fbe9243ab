package rest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
)

// roster draws some weeks of duties of one person, over the change of the clocks or not.
func roster(t *rapid.T) []Duty {
	first := rapid.SampledFrom([]string{"2023-10-16", "2023-12-18", "2024-03-18"}).Draw(t, "first")
	at := civil.MustDate(first).At(8 * 60)
	var out []Duty
	for range rapid.IntRange(1, 24).Draw(t, "duties") {
		at = at.Add(time.Duration(rapid.IntRange(0, 160).Draw(t, "gap")) * 15 * time.Minute)
		n := time.Duration(rapid.IntRange(8, 54).Draw(t, "length")) * 15 * time.Minute
		d := Duty{Person: "P1", Start: at, End: at.Add(n), State: rapid.SampledFrom([]State{Planned, Worked}).Draw(t, "state"), Kind: Shift, Breaks: time.Hour}
		if rapid.IntRange(0, 9).Draw(t, "away") == 0 {
			d.Kind, d.Worked, d.Episodes = OnCallAway, time.Duration(rapid.IntRange(0, 4).Draw(t, "called"))*30*time.Minute, 2
		}
		out = append(out, d)
		at = d.End
	}
	return out
}

func drawnAsk(t *rapid.T) Ask {
	terms := rapid.SampledFrom(AllTerms()).Draw(t, "terms")
	a := Ask{Person: "P1", Duties: roster(t), Rules: BuiltIn(), Policy: DefaultPolicy(), Holidays: civil.England(), Recovery: civil.MustDate("2024-01-09"),
		Contracts: []Contract{{Person: "P1", Terms: terms, Hours: 40, Day: 8, Other: OtherNone, From: civil.MustDate("2020-01-01")}}}
	a.Policy.Strict = rapid.Bool().Draw(t, "strict")
	return a
}

// TestBlockedRestIsNeverBooked: a plan of sessions made over a roster, which asks Blocked before each, has no overlap with
// any block; and a session that is let through takes no rest that the rules ask for between duties.
func TestBlockedRestIsNeverBooked(t *testing.T) {
	refused, booked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a := drawnAsk(t)
		j := Judge(a)
		var plan []span
		for range rapid.IntRange(1, 8).Draw(t, "sessions") {
			from := j.Gapless(a).Add(time.Duration(rapid.IntRange(-96, 2000).Draw(t, "at")) * 15 * time.Minute)
			s := span{from, from.Add(time.Duration(rapid.IntRange(4, 40).Draw(t, "long")) * 15 * time.Minute)}
			b, no := Blocked(j.Blocks, "P1", s.from, s.to)
			err := Refuse(j.Blocks, "P1", s.from, s.to)
			if no != (err != nil) || no && (!strings.Contains(err.Error(), b.Ref()) || !strings.Contains(err.Error(), b.Window())) {
				t.Fatalf("refused with %v, the block is %+v", err, b)
			}
			if no {
				refused++
				continue
			}
			booked++
			plan = append(plan, s)
			onDuty := slices.ContainsFunc(a.Duties, func(d Duty) bool { return s.within(d.Start, d.End) > 0 })
			if onDuty {
				continue
			}
			for _, x := range Added(a, Duty{Person: "P1", Start: s.from, End: s.to, State: Planned, Kind: Shift, Breaks: time.Hour}) {
				if x.Unit == "hours" && x.Rule != "TCS16-REST8" && (x.Rule == "WTR-10" || x.Rule == "TCS16-REST") && (x.To.Equal(s.from) || x.From.Equal(s.to)) {
					t.Fatalf("a session from %s to %s was let through and brings %+v", clockWords(s.from), clockWords(s.to), x)
				}
			}
		}
		for _, s := range plan {
			for _, b := range j.Blocks {
				if b.From.Before(s.to) && s.from.Before(b.To) {
					t.Fatalf("%v overlaps %+v", s, b)
				}
			}
		}
	})
	if refused == 0 || booked == 0 {
		t.Errorf("%d refused, %d booked: the fuzzer tries nothing", refused, booked)
	}
}

// Gapless is where a roster begins.
func (j Judgement) Gapless(a Ask) time.Time { return a.Duties[0].Start }

// TestNothingButRestClearsL1: entries of the other ledgers, payments of any, and leave in a gap never lower what is left.
func TestNothingButRestClearsL1(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawnAsk(t)
		before := Judge(a).Balances[0]
		for range rapid.IntRange(1, 6).Draw(t, "records") {
			from := a.Duties[0].Start.Add(time.Duration(rapid.IntRange(0, 1200).Draw(t, "at")) * time.Hour)
			e := Entry{Ledger: rapid.SampledFrom([]Ledger{Contractual, Recovery}).Draw(t, "ledger"), Kind: rapid.SampledFrom([]EntryKind{Taken, Booked, Paid}).Draw(t, "kind"),
				Hours: float64(rapid.IntRange(1, 80).Draw(t, "hours")), At: from, Until: from.Add(48 * time.Hour)}
			if rapid.Bool().Draw(t, "payment") {
				e.Ledger, e.Kind = Statutory, Paid
			}
			a.Records = append(a.Records, e)
		}
		day := civil.Today(a.Duties[0].Start).Add(rapid.IntRange(0, 30).Draw(t, "leave"))
		a.Duties = append(a.Duties, Duty{Person: "P1", Start: day.At(0), End: day.Add(rapid.IntRange(1, 5).Draw(t, "days")).At(0), State: Worked,
			Kind: rapid.SampledFrom([]Kind{Leave, Sick}).Draw(t, "absence")})
		after := Judge(a).Balances[0]
		for i, l := range after.Lines {
			if i < len(before.Lines) && l.Owed.Rule == before.Lines[i].Owed.Rule && l.Left < before.Lines[i].Left-1e-9 && l.Owed.At.Equal(before.Lines[i].Owed.At) {
				t.Fatalf("line %d was %v, is %v", i, before.Lines[i], l)
			}
		}
		if after.Left < before.Left-1e-9 && len(after.Lines) == len(before.Lines) {
			t.Fatalf("%v was left, %v is", before.Left, after.Left)
		}
	})
}

// TestNeverGreenWhileAnythingIsUnknown holds for any roster and any contract.
func TestNeverGreenWhileAnythingIsUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawnAsk(t)
		switch rapid.IntRange(0, 2).Draw(t, "unknown") {
		case 0:
			a.Contracts[0].Other = OtherUnknown
		case 1:
			a.Contracts[0].Other = OtherKnown
		case 2:
			a.Contracts = nil
		}
		if j := Judge(a); j.Standing == Compliant || len(j.Unknown) == 0 {
			t.Fatalf("%+v", j)
		}
	})
}

// TestGreenIsPossible: half a year of ordinary weeks with everything known is compliant, and is not once the work elsewhere
// is unknown.
func TestGreenIsPossible(t *testing.T) {
	var list []Duty
	for day := civil.MustDate("2023-07-03"); day.Before(civil.MustDate("2024-01-31")); day = day.Add(1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			list = append(list, Duty{Person: "P1", Start: day.At(9 * 60), End: day.At(17 * 60), State: Worked, Kind: Shift, Breaks: time.Hour})
		}
	}
	for _, terms := range AllTerms() {
		a := ask(list, terms)
		if j := Judge(a); j.Standing != Compliant {
			t.Errorf("%s: %s %v %v", terms, j.Standing, j.Breaches, j.Unknown)
		}
		a.Contracts[0].Other = OtherUnknown
		if j := Judge(a); j.Standing != NotShown {
			t.Errorf("%s: %s", terms, j.Standing)
		}
	}
}

// TestARosterIsJudgedByTheRulesOfItsDay: January 2024 gives the same breaches after the tables change, and July 2019 was
// under the rules before the refresh.
func TestARosterIsJudgedByTheRulesOfItsDay(t *testing.T) {
	a := ask(residentNights(t), Resident2016)
	before := Judge(a)
	later := BuiltIn().Until("tcs2016@2026", civil.MustDate("2026-09-01")).With(
		Rule{Set: "tcs2016@2030", ID: "TCS16-168H", From: civil.MustDate("2026-09-01"), Check: CheckRolling, Limit: 60, Unit: "hours", In: 168, Mark: Unconfirmed})
	a.Rules = later
	if after := Judge(a); fmt.Sprint(after.Breaches) != fmt.Sprint(before.Breaches) {
		t.Errorf("%v, were %v", after.Breaches, before.Breaches)
	}
	old := duties(t, "2019-07-08 08:00 > 2019-07-08 18:30", "2019-07-09 08:00 > 2019-07-09 18:30", "2019-07-10 08:00 > 2019-07-10 18:30", "2019-07-11 08:00 > 2019-07-11 18:30", "2019-07-12 08:00 > 2019-07-12 18:30")
	if b := of(Judge(ask(old, Resident2016)), "TCS16-LONG"); len(b) != 0 {
		t.Errorf("five long shifts of 2019: %v", b)
	}
	a = ask(old, Resident2016)
	code, err := BuiltIn().Named("tcs2016@2019")
	if err != nil {
		t.Fatal(err)
	}
	a.Code = &code
	if b := of(Judge(a), "TCS16-LONG"); len(b) != 1 || b[0].Limit != 4 {
		t.Errorf("by the version that is named: %v", b)
	}
	if _, err := BuiltIn().Named("nonsense"); err == nil || !strings.Contains(err.Error(), "tcs2016@2016") {
		t.Errorf("%v", err)
	}
}
