package discharge

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestTheCheckOfEachWeek(t *testing.T) {
	for _, c := range []struct{ day, on, days string }{
		{"2023-12-11", "2023-12-14", "[2023-12-16 2023-12-17]"},
		{"2023-12-18", "2023-12-21", "[2023-12-23 2023-12-24 2023-12-25 2023-12-26]"},
		{"2023-12-24", "2023-12-21", "[2023-12-23 2023-12-24 2023-12-25 2023-12-26]"}, // the Sunday belongs to its own week
		{"2023-12-25", "2023-12-28", "[2023-12-30 2023-12-31 2024-01-01]"},
		{"2024-03-25", "2024-03-28", "[2024-03-29 2024-03-30 2024-03-31 2024-04-01]"}, // Good Friday to Easter Monday
		{"2024-12-16", "2024-12-19", "[2024-12-21 2024-12-22 2024-12-25 2024-12-26]"}, // Christmas Day is a Wednesday
		{"2024-12-23", "2024-12-24", "[2024-12-28 2024-12-29 2025-01-01]"},            // Thursday is Boxing Day
		{"2025-12-15", "2025-12-18", "[2025-12-20 2025-12-21 2025-12-25]"},            // Christmas Day is a Thursday
		{"2025-12-22", "2025-12-24", "[2025-12-26 2025-12-27 2025-12-28 2026-01-01]"},
		{"2025-12-29", "2025-12-31", "[2026-01-03 2026-01-04]"},
		{"2026-12-21", "2026-12-24", "[2026-12-25 2026-12-26 2026-12-27 2026-12-28]"}, // a Friday, with a substitute on Monday
	} {
		got := CheckFor(on(c.day), civil.England())
		if got.On.String() != c.on || fmt.Sprint(got.Days) != c.days || !got.Due.Equal(got.On.At(12*60)) {
			t.Errorf("%s: %s %v", c.day, got.On, got.Days)
		}
	}
	if c := NextCheck(clock("2023-12-21", 12, 0), civil.England()); c.On != on("2023-12-21") {
		t.Error(c)
	}
	if c := NextCheck(clock("2023-12-21", 12, 1), civil.England()); c.On != on("2023-12-28") {
		t.Error(c)
	}
}

func TestTheOpenCheckIsTheOneWhoseDaysAreNotOver(t *testing.T) {
	for day, want := range map[string]string{"2023-12-18": "2023-12-21", "2023-12-22": "2023-12-21", "2023-12-26": "2023-12-21", "2023-12-27": "2023-12-28",
		"2025-12-21": "2025-12-18", "2025-12-25": "2025-12-18", "2025-12-26": "2025-12-24", "2026-01-02": "2025-12-31"} {
		if c := OpenCheck(on(day), civil.England()); c.On != on(want) {
			t.Errorf("on %s: %s, want %s", day, c.On, want)
		}
	}
}

// TestEveryDayOfRestIsAskedOnce goes through ten years.
func TestEveryDayOfRestIsAskedOnce(t *testing.T) {
	h := civil.England()
	asked := map[civil.Date]int{}
	for d := on("2016-01-04"); d.Before(on("2029-12-01")); d = d.Add(7) {
		c := CheckFor(d, h)
		if !h.IsWorkingDay(c.On) {
			t.Errorf("the check of %s is on a day of rest", d)
		}
		for _, x := range c.Days {
			asked[x]++
			if n := x.Sub(thursdayOf(d)); n < 1 || n > 7 {
				t.Errorf("%s is asked about %d days after Thursday", x, n)
			}
		}
	}
	for d := on("2016-01-09"); d.Before(on("2029-11-01")); d = d.Add(1) {
		want := 1
		if h.IsWorkingDay(d) {
			want = 0
		}
		if asked[d] != want {
			t.Errorf("%s is asked %d times", d, asked[d])
		}
	}
}

func TestReadinessIsRedWhenAnythingIsMissing(t *testing.T) {
	c := CheckFor(on("2023-12-18"), civil.England())
	since := clock("2023-12-18", 9, 0)
	asked := []Respondent{{"T1", org.KindTrust, since}, {"C1", org.KindCouncil, since}, {"QX", org.KindICB, since}}
	say := func(o org.Code, d civil.Date, i Item, a Answer, at time.Time) Answered {
		return Answered{Org: o, Day: d, Item: i, Answer: a, At: at}
	}
	morning := clock("2023-12-21", 10, 0)
	var all []Answered
	for _, d := range c.Days {
		for _, who := range asked {
			for _, i := range ItemsOf(who.Kind) {
				all = append(all, say(who.Org, d, i, Yes, morning))
			}
		}
	}
	r := ReadinessOf(c, asked, all, clock("2023-12-21", 12, 0))
	if r.Light != Ready || r.Expected != 24 || r.Missing != 0 || len(r.Orgs) != 8 {
		t.Errorf("%+v", r)
	}
	if w := r.Words(); w != "24 of 24 answers are in for 23, 24, 25 and 26 December 2023; 0 are no" {
		t.Error(w)
	}
	gap := all[1:]
	if r := ReadinessOf(c, asked, gap, clock("2023-12-21", 11, 59)); r.Light != Awaited || r.Orgs[0].Light != Awaited || r.Orgs[1].Light != Ready {
		t.Errorf("before noon: %s", r.Light)
	}
	if r := ReadinessOf(c, asked, gap, clock("2023-12-21", 12, 0)); r.Light != NotReady || r.Missing != 1 || r.Orgs[0].Answers[0].Answer != Unanswered {
		t.Errorf("at noon: %s", r.Light)
	}
	no := append(all, say("C1", c.Days[2], Providers, No, clock("2023-12-21", 10, 30)))
	if r := ReadinessOf(c, asked, no, clock("2023-12-21", 11, 0)); r.Light != NotReady || r.Noes != 1 {
		t.Errorf("a no: %s", r.Light)
	}
	if r := ReadinessOf(c, asked, no, clock("2023-12-21", 10, 15)); r.Light != Ready {
		t.Errorf("before it was said: %s", r.Light)
	}
	back := append(no, say("C1", c.Days[2], Providers, Yes, clock("2023-12-21", 11, 0)))
	if r := ReadinessOf(c, asked, back, clock("2023-12-21", 12, 0)); r.Light != Ready {
		t.Errorf("said anew: %s", r.Light)
	}
}

// TestNothingIsDueOfWhatWasNotAsked: a check that had fallen due when the plan was made is not red, nor is one that no plan
// asks for; a no is.
func TestNothingIsDueOfWhatWasNotAsked(t *testing.T) {
	c, later := CheckFor(on("2023-12-18"), civil.England()), clock("2023-12-22", 8, 0)
	for _, x := range []struct {
		since time.Time
		at    time.Time
		want  Light
	}{{c.Due.Add(-time.Minute), later, NotReady}, {c.Due, later, AfterDue}, {c.Due.Add(time.Hour), later, AfterDue}, {time.Time{}, later, NotAsked}, {time.Time{}, c.Due.Add(-time.Hour), NotAsked},
		{c.Due.Add(-time.Hour), c.Due.Add(-time.Minute), Awaited}} {
		r := ReadinessOf(c, []Respondent{{"C1", org.KindCouncil, x.since}}, nil, x.at)
		if r.Light != x.want || r.Orgs[0].Light != x.want {
			t.Errorf("asked since %s, at %s: %s, want %s", x.since, x.at, r.Light, x.want)
		}
		if who, n := r.Wanted(); (n > 0) != (x.want == NotReady || x.want == Awaited) || (len(who) > 0) != (n > 0) {
			t.Errorf("%s: %d answers of %v are wanted", x.want, n, who)
		}
	}
	no := []Answered{{Org: "C1", Day: c.Days[0], Item: Brokerage, Answer: No, At: later}}
	if r := ReadinessOf(c, []Respondent{{"C1", org.KindCouncil, later}, {"T1", org.KindTrust, time.Time{}}}, no, later); r.Light != NotReady || r.Orgs[0].Light != NotReady || r.Orgs[1].Light != NotAsked {
		t.Errorf("a no: %s %s %s", r.Light, r.Orgs[0].Light, r.Orgs[1].Light)
	}
}

func TestAnswersAreTheOrganisationsOwn(t *testing.T) {
	good := Answered{Org: "C1", Day: on("2023-12-23"), Item: Brokerage, Answer: No, Note: " one  broker off sick ", By: clerk}
	a, err := CheckAnswer(good, org.KindCouncil, civil.England())
	if err != nil || a.Note != "one broker off sick" {
		t.Errorf("%+v %v", a, err)
	}
	other := good
	other.By = dass2
	_, err = CheckAnswer(other, org.KindCouncil, civil.England())
	kindIs(t, err, fault.Forbidden)
	bad := good
	bad.Day, bad.Item, bad.Note, bad.Answer = on("2023-12-21"), Pharmacy, strings.Repeat("x", 501), "maybe"
	_, err = CheckAnswer(bad, org.KindCouncil, civil.England())
	mentions(t, err, "is a working day", "is not asked about", "500 characters", "Choose yes or no")
	bad = good
	bad.Note = ""
	_, err = CheckAnswer(bad, org.KindCouncil, civil.England())
	mentions(t, err, "what is missing")
}

func TestWhatIsRemindedOfAtAnInstant(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{clock("2023-12-21", 9, 59), "[delivered late 2023-12-20]"},
		{clock("2023-12-21", 8, 14), "[]"},
		{clock("2023-12-21", 8, 15), "[delivered due 2023-12-20]"},
		{clock("2023-12-21", 9, 5), "[delivered late 2023-12-20]"},
		{clock("2023-12-21", 10, 0), "[readiness due 2023-12-21 delivered late 2023-12-20]"},
		{clock("2023-12-21", 11, 30), "[readiness deadline 2023-12-21]"},
		{clock("2023-12-21", 12, 5), "[readiness late 2023-12-21]"},
		{clock("2023-12-21", 14, 6), "[]"},
		{clock("2023-12-22", 11, 30), "[]"},
		{clock("2025-12-24", 11, 30), "[readiness deadline 2025-12-24]"},
		{clock("2025-12-25", 11, 30), "[]"},
	} {
		var got []string
		for _, r := range RemindersAt(c.at, civil.England()) {
			got = append(got, fmt.Sprintf("%s %s %s", r.What, r.Step, r.Day))
			if !strings.Contains(r.Text, "202") {
				t.Error(r.Text)
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", c.at, got, c.want)
		}
	}
}

func TestVarianceKeepsMissingFromNought(t *testing.T) {
	day := "2023-12-22"
	hub := Line{ID: "h", Date: on(day), Trust: "T1", Service: TransferHub, Effect: Backlog, Number: 100, Owner: "o"}
	avoid := Line{ID: "u", Date: on(day), Trust: "T1", Service: UrgentCare, Effect: Avoided, Number: 3, Owner: "o"}
	counted := func(l Line, st State, agreed, done int) Counted {
		return Counted{Plan: "QX-1", Version: 1, Line: l, Standing: Standing{State: st, Asked: l.Number, Agreed: agreed, Delivered: done, Reported: st == Delivered || st == Failed}}
	}
	lines := []Counted{
		counted(starts("a", day, "T1", "C1", 4), Delivered, 4, 3),
		counted(starts("b", day, "T2", "C1", 5), Agreed, 5, 0),
		counted(starts("c", day, "T2", "C2", 2), Failed, 2, 0),
		counted(starts("d", day, "T2", "C2", 9), Refused, 0, 0),
		counted(starts("e", "2023-12-23", "T2", "C2", 9), Agreed, 9, 0),
		counted(starts("p", day, "T2", "C2", 9), Proposed, 0, 0),
		counted(wardLine("w", day, "T1", 6), Delivered, 6, 8),
		counted(hub, Agreed, 100, 0), counted(avoid, Delivered, 3, 2),
	}
	v := VarianceOf(on(day), lines, clock("2023-12-23", 8, 59))
	if v.Due != clock("2023-12-23", 9, 0) || len(v.Gaps) != 6 {
		t.Fatalf("%+v", v)
	}
	if v.All != (GapSum{What: Leaving, Lines: 4, Reported: 3, Agreed: 17, Held: 12, Delivered: 11}) || v.Avoided.Delivered != 2 {
		t.Errorf("%+v %+v", v.All, v.Avoided)
	}
	if got := fmt.Sprint(v.Councils); got != "[{C1 discharges 2 1 9 4 3} {C2 discharges 1 1 2 2 0}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(v.Kinds); got != "[{P0 discharges 1 1 6 6 8} {P1 discharges 3 2 11 6 3} { admissions avoided 1 1 3 3 2} { hub 1 0 100 0 0}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(v.Trusts); got != "[{T1 discharges 2 2 10 10 11} {T1 admissions avoided 1 1 3 3 2} {T1 hub 1 0 100 0 0} {T2 discharges 2 1 7 2 0}]" {
		t.Error(got)
	}
	inSums := 0
	for _, s := range v.Kinds {
		inSums += s.Lines
	}
	if inSums != len(v.Gaps) {
		t.Errorf("%d of %d lines are in a sum", inSums, len(v.Gaps))
	}
	if n, ok := v.All.Short(); n != 1 || !ok {
		t.Error(n, ok)
	}
	if _, ok := (GapSum{Lines: 1, Agreed: 5}).Short(); ok {
		t.Error("nothing is reported, and yet there is a difference")
	}
	for _, g := range v.Gaps {
		if g.Late {
			t.Errorf("late before nine: %+v", g)
		}
		if g.Line.ID == "w" && g.Short != -2 {
			t.Errorf("%+v", g)
		}
	}
	late := 0
	for _, g := range VarianceOf(on(day), lines, clock("2023-12-23", 9, 0)).Gaps {
		if g.Late {
			late++
		}
	}
	if late != 2 || fmt.Sprint(v.Missing()) != "[C1 T1 T2]" {
		t.Error(late, v.Missing())
	}
	if w := v.All.Words(); w != "11 of 12 agreed, on 3 of 4 lines reported; 17 agreed in all" {
		t.Error(w)
	}
}
