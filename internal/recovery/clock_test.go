package recovery

import (
	"strings"
	"testing"

	"headroom/internal/civil"

	"pgregory.net/rapid"
)

// clockOf is the one clock of a rule, or a failure.
func clockOf(t *testing.T, p Patient, rule ClockID, on string) Clock {
	t.Helper()
	var got []Clock
	for _, c := range ClocksOf(p, day(on)) {
		if c.Rule == rule {
			got = append(got, c)
		}
	}
	if len(got) != 1 {
		t.Fatalf("%d clocks %s on %s, one is wanted: %v", len(got), rule, on, ClocksOf(p, day(on)))
	}
	return got[0]
}

// wantClock checks start, last day, days left and state.
func wantClock(t *testing.T, c Clock, start, last string, left int, state ClockState) {
	t.Helper()
	if c.Start.String() != start || c.Last.String() != last || c.Left != left || c.State != state {
		t.Errorf("%s starts %s, last day %s, %d left, %s; want %s, %s, %d, %s", c.Rule, c.Start, c.Last, c.Left, c.State, start, last, left, state)
	}
}

// Definition d.3, its own example: received 2 November 2023 → day 28 = 30 November, day 62 = 3 January 2024, the first day
// of the action, day 104 = 14 February 2024.
func TestCancerDays(t *testing.T) {
	p := Patient{Cancer: &Cancer{Referred: day("2023-11-02")}}
	wantClock(t, clockOf(t, p, FasterDiagnosis, "2023-11-30"), "2023-11-02", "2023-11-30", 0, ClockRunning)
	wantClock(t, clockOf(t, p, FasterDiagnosis, "2023-12-01"), "2023-11-02", "2023-11-30", -1, ClockPast)
	wantClock(t, clockOf(t, p, Cancer62, "2024-01-03"), "2023-11-02", "2024-01-03", 0, ClockRunning)
	wantClock(t, clockOf(t, p, Cancer62, "2024-01-04"), "2023-11-02", "2024-01-03", -1, ClockPast)
	wantClock(t, clockOf(t, p, Cancer104, "2024-02-14"), "2023-11-02", "2024-02-14", 0, ClockRunning)
	wantClock(t, clockOf(t, p, Cancer104, "2024-02-15"), "2023-11-02", "2024-02-14", -1, ClockPast)
	if c := clockOf(t, p, Cancer62, "2024-01-04"); c.Waited != 63 || !c.Confirmed || c.Source == "" {
		t.Errorf("waited %d, confirmed %v, source %q", c.Waited, c.Confirmed, c.Source)
	}
}

// The 28 days stop when the patient is told, and being told that cancer is ruled out ends the 62 too.
func TestFasterDiagnosisStopsOnInformed(t *testing.T) {
	p := Patient{Cancer: &Cancer{Referred: day("2023-11-02"), Informed: day("2023-11-30")}}
	wantClock(t, clockOf(t, p, FasterDiagnosis, "2024-03-01"), "2023-11-02", "2023-11-30", 0, ClockMet)
	p.Cancer.Informed = day("2023-12-01")
	wantClock(t, clockOf(t, p, FasterDiagnosis, "2024-03-01"), "2023-11-02", "2023-11-30", -1, ClockLate)
	wantClock(t, clockOf(t, p, FasterDiagnosis, "2023-11-29"), "2023-11-02", "2023-11-30", 1, ClockRunning) // not yet known then
	wantClock(t, clockOf(t, p, Cancer62, "2024-03-01"), "2023-11-02", "2024-01-03", -58, ClockPast)
	p.Cancer.RuledOut = Yes
	wantClock(t, clockOf(t, p, Cancer62, "2024-03-01"), "2023-11-02", "2024-01-03", 33, ClockMet)
}

// 31 days from the decision to treat, of the first treatment and of a later one.
func TestThirtyOneDays(t *testing.T) {
	p := Patient{Cancer: &Cancer{Referred: day("2023-11-02"), DecisionToTreat: day("2023-12-10")}}
	wantClock(t, clockOf(t, p, Cancer31, "2024-01-10"), "2023-12-10", "2024-01-10", 0, ClockRunning)
	wantClock(t, clockOf(t, p, Cancer31, "2024-01-11"), "2023-12-10", "2024-01-10", -1, ClockPast)
	p.Treated = day("2024-01-02")
	wantClock(t, clockOf(t, p, Cancer31, "2024-02-01"), "2023-12-10", "2024-01-10", 8, ClockMet)
	wantClock(t, clockOf(t, p, Cancer62, "2024-02-01"), "2023-11-02", "2024-01-03", 1, ClockMet)
	p.Cancer.DecisionToTreat = day("2024-01-20")
	wantClock(t, clockOf(t, p, Cancer31, "2024-02-01"), "2024-01-20", "2024-02-20", 19, ClockRunning)
	if over, _ := p.Over(day("2024-02-01")); over {
		t.Error("a later treatment was decided on, and the pathway counts as over")
	}
}

// A consultant upgrade restarts the 62 days from its own day (R24); on a day before it, nobody knew.
func TestUpgradeRestarts(t *testing.T) {
	p := Patient{Cancer: &Cancer{Referred: day("2023-11-02"), Upgraded: day("2023-12-01")}}
	wantClock(t, clockOf(t, p, Cancer62, "2024-01-04"), "2023-12-01", "2024-02-01", 28, ClockRunning)
	wantClock(t, clockOf(t, p, Cancer62, "2023-11-30"), "2023-11-02", "2024-01-03", 34, ClockRunning)
	p.Cancer.Referred = civil.Date{}
	wantClock(t, clockOf(t, p, Cancer62, "2024-01-04"), "2023-12-01", "2024-02-01", 28, ClockRunning)
	p.Cancer.Upgraded = civil.Date{}
	wantClock(t, clockOf(t, p, Cancer62, "2024-01-04"), "", "", 0, ClockUnknown)
}

// Only the two permitted pauses move the 62 days; a strike never does, by whatever name it is entered (T20).
func TestPermittedPausesOnly(t *testing.T) {
	c := Cancer{Referred: day("2023-11-02"), Adjustment: 10, Adjusted: string(DeclinedAdmission)}
	wantClock(t, clockOf(t, Patient{Cancer: &c}, Cancer62, "2024-01-04"), "2023-11-02", "2024-01-13", 9, ClockRunning)
	c.Adjusted = string(FirstMissed)
	wantClock(t, clockOf(t, Patient{Cancer: &c}, Cancer104, "2024-01-04"), "2023-11-02", "2024-02-24", 51, ClockRunning)
	wantClock(t, clockOf(t, Patient{Cancer: &c}, FasterDiagnosis, "2024-01-04"), "2023-11-02", "2023-11-30", -35, ClockPast)
	for _, why := range []string{"", "provider", "industrial action", "patient choice"} {
		c.Adjusted = why
		k := clockOf(t, Patient{Cancer: &c}, Cancer62, "2024-01-04")
		wantClock(t, k, "2023-11-02", "2024-01-03", -1, ClockPast)
		if !strings.Contains(k.Why, "not counted") {
			t.Errorf("nothing says that %q was left out: %q", why, k.Why)
		}
		if _, err := PauseDays(Pause(why), day("2023-11-10"), day("2023-11-20")); err == nil {
			t.Errorf("%q pauses a clock", why)
		}
	}
	if n, err := PauseDays(DeclinedAdmission, day("2024-01-02"), day("2024-01-16")); n != 14 || err != nil {
		t.Errorf("offered 2 January, accepted 16 January: %d days, %v", n, err)
	}
	if _, err := PauseDays(DeclinedAdmission, day("2024-01-16"), day("2024-01-02")); err == nil {
		t.Error("a pause ends before it begins")
	}
}

// A provider's postponement, of any sort and number, moves no clock: same pathway, same days, one more on the count (R27).
func TestPostponedKeepsClockAndCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) civil.Date { return day("2023-01-01").Add(rapid.IntRange(0, 500).Draw(t, name)) }
		p := Patient{Pathway: "P", Clock: some("clock"), Priority: P2, Prioritised: some("priority"), Booked: "S1", Firm: true,
			Cancer: &Cancer{Referred: some("referred"), DecisionToTreat: some("decision")}}
		on := some("on")
		before := ClocksOf(p, on)
		after := p
		n := rapid.IntRange(1, 4).Draw(t, "times")
		for range n {
			after = after.PostponedAgain(Postponement{On: some("moved"), For: some("for"), By: ByProvider, Reason: "action"})
		}
		if after.Pathway != p.Pathway || after.Clock != p.Clock || after.TimesPostponed() != n || after.Booked != "" || after.Firm || len(p.Postponed) != 0 {
			t.Fatalf("postponed %d times: %+v", n, after)
		}
		got := ClocksOf(after, on)
		for i := range before {
			if got[i] != before[i] {
				t.Fatalf("%v became %v", before[i], got[i])
			}
		}
		if len(got) != len(before) {
			t.Fatalf("%d clocks became %d", len(before), len(got))
		}
	})
}

// Definition d.5: the target date counts from the day on which the priority was given.
func TestPriorityDates(t *testing.T) {
	for _, c := range []struct {
		p    Priority
		last string
	}{{P1a, "2023-12-01"}, {P1b, "2023-12-03"}, {P2, "2023-12-28"}, {P3, "2024-02-29"}} {
		p := Patient{Priority: c.p, Prioritised: day("2023-11-30"), Clock: day("2023-01-01")}
		last := day(c.last)
		wantClock(t, clockOf(t, p, ClockID(c.p), c.last), "2023-11-30", c.last, 0, ClockRunning)
		wantClock(t, clockOf(t, p, ClockID(c.p), last.Add(1).String()), "2023-11-30", c.last, -1, ClockPast)
	}
	p := Patient{Priority: P3, Prioritised: day("2023-11-15")}
	wantClock(t, clockOf(t, p, "P3", "2023-11-15"), "2023-11-15", "2024-02-15", 92, ClockRunning)
	p.Prioritised = civil.Date{}
	wantClock(t, clockOf(t, p, "P3", "2023-11-15"), "", "", 0, ClockUnknown)
	for _, c := range ClocksOf(Patient{Clock: day("2023-01-01")}, day("2023-11-15")) {
		if c.Group == PriorityClock {
			t.Errorf("nobody gave a priority, and there is %v", c)
		}
	}
}

// A new priority resets the date; the earlier one stays in the history and answers for the days before (T21).
func TestReprioritisationResets(t *testing.T) {
	p := Patient{Priority: P4, Prioritised: day("2023-05-01"), Clock: day("2023-04-01")}
	q := p.Reprioritised(P2, day("2023-12-01"))
	wantClock(t, clockOf(t, q, "P2", "2023-12-30"), "2023-12-01", "2023-12-29", -1, ClockPast)
	wantClock(t, clockOf(t, q, "P4", "2023-11-30"), "2023-05-01", "", 0, ClockOpen)
	if len(q.Priorities) != 1 || q.Priorities[0] != (Prioritisation{P4, day("2023-05-01")}) || len(p.Priorities) != 0 {
		t.Errorf("history %v, and before %v", q.Priorities, p.Priorities)
	}
	again := q.Reprioritised(P2, day("2024-01-05"))
	wantClock(t, clockOf(t, again, "P2", "2024-01-06"), "2024-01-05", "2024-02-02", 27, ClockRunning)
	if len(again.Priorities) != 2 || again.Clock != p.Clock {
		t.Errorf("history %v, clock %s", again.Priorities, again.Clock)
	}
}

// P5 and P6 have no target date and keep their place: the RTT clock goes on and they are listed.
func TestWishToWaitKeepsPlace(t *testing.T) {
	for _, pr := range []Priority{P5, P6} {
		p := Patient{Priority: pr, Prioritised: day("2023-06-01"), Clock: day("2022-12-31")}
		c := clockOf(t, p, ClockID(pr), "2024-03-31")
		wantClock(t, c, "2023-06-01", "", 0, ClockOpen)
		if c.Why == "" {
			t.Errorf("%s does not say why it has no date", pr)
		}
		wantClock(t, clockOf(t, p, RTT65, "2024-03-31"), "2022-12-31", "2024-03-30", -1, ClockPast)
		if over, why := p.Over(day("2024-03-31")); over {
			t.Errorf("%s is off the list: %s", pr, why)
		}
		if got := WillBreach([]Patient{p}, RTT65, day("2024-03-31")); len(got.Pathways) != 1 {
			t.Errorf("%s is not in the cohort", pr)
		}
	}
}

// What diagnostic codes mean is configured.
func TestDiagnosticCodes(t *testing.T) {
	p := Patient{Diagnostic: "D2", DiagnosticOn: day("2024-01-01")}
	c := clockOf(t, p, "D2", "2024-01-16")
	wantClock(t, c, "2024-01-01", "2024-01-15", -1, ClockPast)
	if c.Confirmed {
		t.Error("D2 is known by memory alone and says that it is confirmed")
	}
	p.Diagnostic = "D1"
	wantClock(t, clockOf(t, p, "D1", "2024-01-16"), "2024-01-01", "", 0, ClockOpen)
	local := StandardClocks().With(ClockRule{ID: "D1", Group: DiagnosticClock, Name: "D1", Within: Interval{Days: 3}, Source: "the trust's own"})
	for _, c := range local.Of(p, day("2024-01-05")) {
		if c.Rule == "D1" {
			wantClock(t, c, "2024-01-01", "2024-01-04", -1, ClockPast)
		}
	}
	wantClock(t, clockOf(t, p, "D1", "2024-01-16"), "2024-01-01", "", 0, ClockOpen) // the built-in table is as it was
}

// Definition d.4, its own example: 455 days are 65.0 weeks and no breach, 456 are.
func TestWeeksOffByOne(t *testing.T) {
	on := "2024-03-31"
	wantClock(t, clockOf(t, Patient{Clock: day("2023-01-01")}, RTT65, on), "2023-01-01", "2024-03-31", 0, ClockRunning)
	wantClock(t, clockOf(t, Patient{Clock: day("2022-12-31")}, RTT65, on), "2022-12-31", "2024-03-30", -1, ClockPast)
	if c := clockOf(t, Patient{Clock: day("2022-12-31")}, RTT65, on); c.Waited != 456 {
		t.Errorf("waited %d days", c.Waited)
	}
	for id, weeks := range map[ClockID]int{RTT18: 18, RTT52: 52, RTT65: 65, RTT78: 78, RTT104: 104} {
		p := Patient{Clock: day("2022-03-01")}
		last := day("2022-03-01").Add(7 * weeks)
		wantClock(t, clockOf(t, p, id, last.String()), "2022-03-01", last.String(), 0, ClockRunning)
		wantClock(t, clockOf(t, p, id, last.Add(1).String()), "2022-03-01", last.String(), -1, ClockPast)
	}
}

// The cohort at 31 March 2024 are those who started on 31 December 2022 or before, seen from January already.
func TestCohortAtCensus(t *testing.T) {
	patients := []Patient{
		{Pathway: "in", Clock: day("2022-12-31")}, {Pathway: "out", Clock: day("2023-01-01")},
		{Pathway: "treated", Clock: day("2022-06-01"), Treated: day("2024-01-02")},
		{Pathway: "died", Clock: day("2022-06-01"), Validated: Died},
		{Pathway: "monitored", Clock: day("2022-06-01"), Status: "32", Stopped: day("2023-06-01")},
		{Pathway: "postponed", Clock: day("2022-12-01"), Postponed: []Postponement{{On: day("2024-01-03"), For: day("2024-01-05"), By: ByProvider}}},
		{Pathway: "unclear", Clock: day("2022-12-02"), Status: "99"},
		{Pathway: "no clock"},
	}
	got := WillBreach(patients, RTT65, day("2024-03-31"))
	if s := joined(got.Pathways); s != "in postponed unclear" || got.StartBy != day("2022-12-31") || got.Of != 4 {
		t.Errorf("%s of %d, started by %s", s, got.Of, got.StartBy)
	}
	c := []Patient{{Pathway: "a", Cancer: &Cancer{Referred: day("2023-12-30")}}, {Pathway: "b", Cancer: &Cancer{}}, {Pathway: "c", Cancer: &Cancer{Referred: day("2024-02-01")}}}
	if got := WillBreach(c, Cancer62, day("2024-03-31")); joined(got.Pathways) != "a" || got.Unknown != 1 || got.Of != 2 {
		t.Errorf("62 days: %v, %d unknown, of %d", got.Pathways, got.Unknown, got.Of)
	}
	if got := WillBreach(patients, "P4", day("2024-03-31")); !got.StartBy.IsZero() || len(got.Pathways) != 0 {
		t.Errorf("P4 sets no day: %+v", got)
	}
}

func joined(p []Pathway) string {
	var s []string
	for _, v := range p {
		s = append(s, string(v))
	}
	return strings.Join(s, " ")
}

// The 28-day guarantee begins with a cancellation on the day by the provider, and only with one.
func TestGuarantee(t *testing.T) {
	p := Patient{Clock: day("2023-06-01"), Postponed: []Postponement{
		{On: day("2023-12-18"), For: day("2023-12-20"), By: ByProvider},              // before the day
		{On: day("2023-12-28"), For: day("2023-12-28"), By: ByPatient, OnDay: true},  // by the patient
		{On: day("2024-01-03"), For: day("2024-01-03"), By: ByProvider, OnDay: true}, // this one
		{By: ByProvider, OnDay: true},                                                // when is not known
	}}
	c := clockOf(t, p, Guarantee28, "2024-01-31")
	wantClock(t, c, "2024-01-03", "2024-01-31", 0, ClockRunning)
	if c.Confirmed {
		t.Error("the guarantee is known by memory alone and says that it is confirmed")
	}
	wantClock(t, clockOf(t, p, Guarantee28, "2024-02-01"), "2024-01-03", "2024-01-31", -1, ClockPast)
	for _, c := range ClocksOf(p, day("2024-01-02")) {
		if c.Rule == Guarantee28 {
			t.Errorf("on 2 January nothing was cancelled: %v", c)
		}
	}
	p.Treated = day("2024-01-30")
	wantClock(t, clockOf(t, p, Guarantee28, "2024-02-05"), "2024-01-03", "2024-01-31", 1, ClockMet)
}

// Status codes are honoured: ticking, stopped, no clock, not known.
func TestStatusCodes(t *testing.T) {
	on := "2024-01-31"
	for _, c := range StatusCodes() {
		p := Patient{Clock: day("2023-01-01"), Status: c.Code}
		want := ClockPast // over 52 weeks
		if c.Effect == StatusStops || c.Effect == StatusNone {
			want = ClockEnded
		}
		k := clockOf(t, p, RTT52, on)
		if k.State != want {
			t.Errorf("status %s (%s): %s, want %s", c.Code, c.Words, k.State, want)
		}
		if want == ClockEnded && !strings.Contains(k.Why, string(c.Code)) {
			t.Errorf("status %s does not say why it ended: %q", c.Code, k.Why)
		}
		over, _ := p.Over(day(on))
		if over != (c.Effect == StatusStops) {
			t.Errorf("status %s: over is %v", c.Code, over)
		}
	}
	p := Patient{Clock: day("2023-01-01"), Status: "30", Stopped: day("2023-12-31")}
	wantClock(t, clockOf(t, p, RTT52, on), "2023-01-01", "2023-12-31", 0, ClockMet)
	p.Stopped = day("2024-01-01")
	wantClock(t, clockOf(t, p, RTT52, on), "2023-01-01", "2023-12-31", -1, ClockLate)
	if len(StatusCodes()) != 17 {
		t.Errorf("%d codes", len(StatusCodes()))
	}
}

// The day that a list shows is the first that binds: clinical dates even when past, RTT thresholds while ahead.
func TestNextSafeBy(t *testing.T) {
	on := day("2024-01-10")
	p := Patient{Clock: day("2023-01-01"), Priority: P2, Prioritised: day("2023-12-20")}
	for _, c := range []struct {
		p    Patient
		want ClockID
	}{
		{p, "P2"},
		{Patient{Clock: day("2023-01-01")}, RTT65},
		{Patient{Clock: day("2021-01-01")}, RTT104},
		{Patient{Clock: day("2023-12-01"), Cancer: &Cancer{Referred: day("2023-11-02")}}, FasterDiagnosis},
		{Patient{Clock: day("2023-12-01"), Cancer: &Cancer{Referred: day("2023-11-02"), Informed: day("2023-11-20")}}, Cancer62},
		{Patient{}, ""},
	} {
		got, ok := NextSafeBy(ClocksOf(c.p, on))
		if got.Rule != c.want || ok != (c.want != "") {
			t.Errorf("%+v: %s, want %s", c.p, got.Rule, c.want)
		}
	}
}

// A clock says itself in one sentence.
func TestClockWords(t *testing.T) {
	p := Patient{Priority: P2, Prioritised: day("2024-01-05"), Clock: day("2022-12-31"), Cancer: &Cancer{Referred: day("2023-11-02"), Adjustment: 1, Adjusted: string(DeclinedAdmission)}}
	for id, want := range map[ClockID]string{
		"P2":      "P2: within 4 weeks: from 5 January 2024, last day 2 February 2024, 23 days left",
		Cancer62:  "treated within 62 days of referral or upgrade: from 2 November 2023, last day 4 January 2024, 6 days past; 1 day taken out: a reasonable offer of admission was declined, and the days up to the date accepted do not count (unconfirmed rule)",
		Cancer104: "", RTT52: "within 52 weeks of the clock's start: from 31 December 2022, last day 30 December 2023, 11 days past",
	} {
		if got := clockOf(t, p, id, "2024-01-10").Words(); want != "" && got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	p.Priority, p.Treated = P6, day("2024-01-09")
	if got := clockOf(t, p, "P6", "2024-01-10").Words(); !strings.Contains(got, "no last day") || !strings.Contains(got, "keep their place") && !strings.Contains(got, "keeps their place") {
		t.Error(got)
	}
	if got := clockOf(t, p, RTT18, "2024-01-10").Words(); !strings.Contains(got, "stopped on 9 January 2024") {
		t.Error(got)
	}
}

// Rules are dated: the day asked about decides which text is named.
func TestRulesAreDated(t *testing.T) {
	p := Patient{Cancer: &Cancer{Referred: day("2023-09-01")}}
	if clockOf(t, p, Cancer62, "2023-09-30").Confirmed || !clockOf(t, p, Cancer62, "2023-10-01").Confirmed {
		t.Error("the standard of 1 October 2023 is not the one that counts from that day")
	}
	for _, bad := range []string{"C62,cancer,n,62d,,,confirmed", "C62,cancer,n,62x,,,confirmed,s", "C62,zoo,n,62d,,,confirmed,s", "C62,cancer,n,62d,,,sure,s",
		"C62,cancer,n,62d,2023-13-01,,confirmed,s", "C62,cancer,n,62d,,,confirmed,s\nC62,cancer,n,61d,2023-10-01,,confirmed,s", "C62,cancer,n,d,,,confirmed,s"} {
		if _, err := ReadClockRules("id,group,name,interval,from,to,certainty,source\n" + bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if n := len(StandardClocks().List()); n != 25 {
		t.Errorf("%d rules", n)
	}
}

// Facts recorded for a later day change nothing on an earlier one, and days left fall by one a day.
func TestClocksRunDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) civil.Date { return day("2022-01-01").Add(rapid.IntRange(0, 900).Draw(t, name)) }
		p := Patient{Clock: some("clock"), Priority: rapid.SampledFrom([]Priority{P1a, P1b, P2, P3, P4, P5, P6}).Draw(t, "priority"), Cancer: &Cancer{Referred: some("referred")}}
		p.Prioritised = day("2021-06-01").Add(rapid.IntRange(0, 200).Draw(t, "given"))
		on := some("on")
		today, tomorrow := ClocksOf(p, on), ClocksOf(p, on.Add(1))
		if len(today) != len(tomorrow) && on != day("2023-09-30") {
			t.Fatalf("%d clocks, then %d", len(today), len(tomorrow))
		}
		for i, c := range today {
			if !c.Last.IsZero() && (tomorrow[i].Left != c.Left-1 || tomorrow[i].Waited != c.Waited+1) {
				t.Fatalf("%v, then %v", c, tomorrow[i])
			}
			if c.State == ClockPast && tomorrow[i].State != ClockPast {
				t.Fatalf("%v is past, then %v", c, tomorrow[i])
			}
		}
		p.Treated = on.Add(1)
		for i, c := range ClocksOf(p, on) {
			if c != today[i] {
				t.Fatalf("treated tomorrow, and today %v is %v", today[i], c)
			}
		}
	})
}
