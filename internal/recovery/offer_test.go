package recovery

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"

	"pgregory.net/rapid"
)

// at is ten in the morning of a day in London.
func at(d string) time.Time { return day(d).At(10 * 60) }

var twoDates = []OfferedDate{{"S1", "YEO", day("2024-02-01")}, {"S2", "YEO", day("2024-02-05")}}

// through runs events through the checks and gives how the offer stands after them.
func through(t *testing.T, o Offer, p Patient, events ...OfferEvent) (OfferStanding, []OfferEvent) {
	t.Helper()
	var done []OfferEvent
	for _, e := range events {
		on := civil.Today(e.At)
		got, err := CheckOffer(o, StandOffer(o, done, p.Cancer != nil, on), p, e)
		if err != nil {
			t.Fatalf("%s on %s: %v", e.To, on, err)
		}
		done = append(done, got)
	}
	last := civil.Today(events[len(events)-1].At)
	return StandOffer(o, done, p.Cancer != nil, last), done
}

// From a proposal to the treatment; the patient ends treated on the day of the session.
func TestOfferToTreatment(t *testing.T) {
	o, p := Offer{ID: "1", Pathway: "A"}, Patient{Pathway: "A", Clock: day("2023-01-01")}
	steps := []OfferEvent{
		{To: OfferReviewed, At: at("2024-01-08"), Clinical: true},
		{To: OfferMade, At: at("2024-01-09"), Dates: twoDates, AnswerBy: day("2024-01-16")},
		{To: OfferAccepted, At: at("2024-01-12"), Chosen: "S2"},
		{To: OfferBooked, At: at("2024-01-12")},
		{To: OfferDone, At: at("2024-02-05"), Treated: Yes},
	}
	for i, want := range []struct {
		state  OfferState
		booked SessionID
	}{{OfferReviewed, ""}, {OfferMade, ""}, {OfferAccepted, "S2"}, {OfferBooked, "S2"}, {OfferDone, ""}} {
		s, _ := through(t, o, p, steps[:i+1]...)
		if s.State != want.state || p.AfterOffer(s).Booked != want.booked || !s.Reviewed {
			t.Errorf("after %s: %s, holding %q", steps[i].To, s.State, p.AfterOffer(s).Booked)
		}
	}
	s, _ := through(t, o, p, steps...)
	after := p.AfterOffer(s)
	if after.Treated != day("2024-02-05") || after.Clock != p.Clock || !s.State.Final() || !s.Reasonable {
		t.Errorf("%+v, %+v", after, s)
	}
	steps[4].Treated = No
	s, _ = through(t, o, p, steps...)
	seen := p.AfterOffer(s)
	if !seen.Treated.IsZero() || seen.Seen != day("2024-02-05") || !seen.OnHold || clockOf(t, seen, RTT65, "2024-06-01").State != ClockPast {
		t.Errorf("seen and not treated: %+v", seen)
	}
	if list := Worklist([]Patient{seen}, nil, nil, day("2024-02-06")); !slices.ContainsFunc(list, func(c Check) bool { return c.Kind == CheckNext }) {
		t.Errorf("nobody is asked what is needed next: %+v", list)
	}
	held := OfferStanding{State: OfferBooked, Held: twoDates[1]}
	if _, err := CheckOffer(o, held, p, OfferEvent{To: OfferDone, At: at("2024-02-05")}); err == nil || !strings.Contains(err.Error(), "first definitive treatment") {
		t.Errorf("%v", err)
	}
	if s := StandOffer(o, nil, false, day("2024-01-08")); s.State != OfferProposed {
		t.Errorf("without events it is %s", s.State)
	}
}

// Nobody hears of a date before a clinician has seen it, and only a clinician reviews.
func TestReviewComesFirst(t *testing.T) {
	o, p := Offer{ID: "1"}, Patient{}
	s := StandOffer(o, nil, false, day("2024-01-08"))
	_, err := CheckOffer(o, s, p, OfferEvent{To: OfferMade, At: at("2024-01-08"), Dates: twoDates, AnswerBy: day("2024-01-16")})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "review") {
		t.Error(err)
	}
	_, err = CheckOffer(o, s, p, OfferEvent{To: OfferReviewed, At: at("2024-01-08")})
	if fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
}

// Everything that an offer's dates break is told at once.
func TestOfferedDatesAreChecked(t *testing.T) {
	o := Offer{ID: "1"}
	s := OfferStanding{State: OfferReviewed}
	p := Patient{Ready: day("2024-01-15"), Away: []civil.Range{{From: day("2024-02-01"), To: day("2024-02-03")}}, Forbidden: []SessionID{"S6"}}
	_, err := CheckOffer(o, s, p, OfferEvent{To: OfferMade, At: at("2024-01-09"), AnswerBy: day("2024-02-09"), Reason: "call 943 476 5919", Dates: []OfferedDate{
		{"S0", "Y", day("2024-01-09")}, {"S1", "Y", day("2024-01-14")}, {"S2", "Y", day("2024-02-02")}, {}, {"S5", "Y", day("2024-03-01")}, {"S5", "Y", day("2024-03-01")}, {"S6", "Y", day("2024-03-02")}}})
	f := fault.As(err)
	want := []string{"NHS number", "not after today", "not ready before", "away on", "Choose a session", "twice", "ruled out", "after the first date"}
	if f == nil || len(f.Fields) != len(want) {
		t.Fatalf("%v", err)
	}
	for i, w := range want {
		if !strings.Contains(f.Fields[i].Message, w) {
			t.Errorf("%q does not say %q", f.Fields[i].Message, w)
		}
	}
	_, err = CheckOffer(o, s, Patient{OnHold: true, Validated: Died}, OfferEvent{To: OfferMade, At: at("2024-01-09")})
	for _, w := range []string{"on hold", "died", "at least one date", "by which an answer"} {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v does not say %q", err, w)
		}
	}
}

// No answer by its day is no answer without anybody saying so; a late yes still counts.
func TestNoAnswerIsDerived(t *testing.T) {
	o, p := Offer{ID: "1"}, Patient{}
	_, events := through(t, o, p, OfferEvent{To: OfferReviewed, At: at("2024-01-08"), Clinical: true},
		OfferEvent{To: OfferMade, At: at("2024-01-09"), Dates: twoDates, AnswerBy: day("2024-01-16")})
	for d, want := range map[string]OfferState{"2024-01-08": OfferReviewed, "2024-01-16": OfferMade, "2024-01-17": OfferUnanswered} {
		if s := StandOffer(o, events, false, day(d)); s.State != want {
			t.Errorf("on %s it is %s, want %s", d, s.State, want)
		}
	}
	if _, err := CheckOffer(o, StandOffer(o, events, false, day("2024-01-16")), p, OfferEvent{To: OfferUnanswered, At: at("2024-01-16")}); err == nil || !strings.Contains(err.Error(), "may answer until") {
		t.Errorf("no answer on the last day to answer: %v", err)
	}
	late := StandOffer(o, events, false, day("2024-01-18"))
	if _, err := CheckOffer(o, late, p, OfferEvent{To: OfferAccepted, At: at("2024-01-18"), Chosen: "S1"}); err != nil {
		t.Error(err)
	}
	if _, err := CheckOffer(o, late, p, OfferEvent{To: OfferAccepted, At: at("2024-01-18"), Chosen: "S9"}); err == nil {
		t.Error("a date was accepted that nobody offered")
	}
}

// Reasonable: two days with three weeks' notice; for cancer any date. Both by memory, and so marked.
func TestReasonableOffer(t *testing.T) {
	for _, c := range []struct {
		made, words string
		dates       []OfferedDate
		cancer, ok  bool
	}{
		{"2024-01-11", "21 days before the first", twoDates, false, true},
		{"2024-01-12", "20 days", twoDates, false, false},
		{"2024-01-02", "one date", twoDates[:1], false, false},
		{"2024-01-02", "one day twice", []OfferedDate{{"S1", "", day("2024-02-01")}, {"S3", "", day("2024-02-01")}}, false, false},
		{"2024-01-30", "cancer", twoDates[:1], true, true},
	} {
		r, ok := JudgeOffer(OfferEvent{At: at(c.made), Dates: c.dates}, c.cancer)
		if ok != c.ok || r.Confirmed || r.Source == "" {
			t.Errorf("%s: %v by %+v", c.words, ok, r)
		}
	}
}

// Whoever makes an offer is told which last days all its dates miss, and that a hasty one does not count.
func TestOfferWarnings(t *testing.T) {
	p := Patient{Clock: day("2023-11-01"), Postponed: []Postponement{{On: day("2024-01-03"), For: day("2024-01-03"), By: ByProvider, OnDay: true}}}
	got := OfferWarnings(p, OfferEvent{To: OfferMade, At: at("2024-01-09"), Dates: twoDates})
	if len(got) != 1 || got[0].Rule != string(Guarantee28) || !got[0].Warning || !strings.Contains(got[0].Message, "31 January 2024") {
		t.Errorf("%v", got)
	}
	got = OfferWarnings(p, OfferEvent{To: OfferMade, At: at("2024-01-20"), Dates: append(slices.Clone(twoDates), OfferedDate{"S3", "", day("2024-01-31")})})
	if len(got) != 1 || got[0].Rule != "REASONABLE-RTT" {
		t.Errorf("%v", got)
	}
	if got := OfferWarnings(p, OfferEvent{To: OfferReviewed}); got != nil {
		t.Errorf("%v", got)
	}
}

// Two declined reasonable offers bring a clinician's decision and take nobody off the list; unreasonable ones do not count,
// and after the decision the count begins anew.
func TestTwoDeclinedOffers(t *testing.T) {
	offers := []Offer{{ID: "1", Pathway: "A"}, {ID: "2", Pathway: "A"}, {ID: "3", Pathway: "A"}, {ID: "4", Pathway: "B"}}
	decline := func(o OfferID, made string, dates []OfferedDate) []OfferEvent {
		return []OfferEvent{{Offer: o, To: OfferReviewed, At: at(made), Clinical: true}, {Offer: o, To: OfferMade, At: at(made), Dates: dates, AnswerBy: day(made).Add(3)},
			{Offer: o, To: OfferDeclined, At: at(made)}}
	}
	events := slices.Concat(decline("1", "2024-01-02", twoDates), decline("2", "2024-01-05", twoDates), decline("3", "2024-01-30", twoDates), decline("4", "2024-01-02", twoDates))
	none := func(Pathway) bool { return false }
	got := Declines(offers, events, nil, none, day("2024-01-31"))
	if !maps.Equal(got, map[Pathway]int{"A": 2, "B": 1}) {
		t.Fatalf("%v", got)
	}
	p := Patient{Pathway: "A", Clock: day("2023-12-01"), Priority: P4, Prioritised: day("2023-12-10"), Minutes: 60}
	list := Worklist([]Patient{p}, nil, got, day("2024-01-31"))
	if len(list) != 1 || list[0].Kind != CheckReview || list[0].By != ByBoth {
		t.Errorf("%+v", list)
	}
	for id, q := range map[Pathway]Patient{"A": p} {
		for _, o := range offers {
			if o.Pathway == id {
				q = q.AfterOffer(StandOffer(o, events, false, day("2024-01-31")))
			}
		}
		if over, why := q.Over(day("2024-01-31")); over || q.Clock != p.Clock {
			t.Errorf("declining took the patient off the list: %s", why)
		}
	}
	decided := []Finding{{Pathway: "A", Found: FoundWaiting, Check: CheckReview, Clinical: true, At: at("2024-01-10")}}
	if got := Declines(offers, events, decided, none, day("2024-01-31")); got["A"] != 0 {
		t.Errorf("after the decision %d still count", got["A"])
	}
	decided[0].Clinical = false
	if got := Declines(offers, events, decided, none, day("2024-01-31")); got["A"] != 2 {
		t.Error("somebody who is no clinician decided")
	}
}

// Postponed again: counted, escalated, and on the day the 28 days begin; by the patient or for illness they do not.
func TestPostponedAgain(t *testing.T) {
	o := Offer{ID: "1", Pathway: "A"}
	p := Patient{Pathway: "A", Clock: day("2023-01-01"), Postponed: []Postponement{{On: day("2023-12-20"), For: day("2024-01-04"), By: ByProvider}}}
	booked := []OfferEvent{{To: OfferReviewed, At: at("2024-01-08"), Clinical: true},
		{To: OfferMade, At: at("2024-01-09"), Dates: twoDates, AnswerBy: day("2024-01-16")},
		{To: OfferAccepted, At: at("2024-01-12"), Chosen: "S1"}, {To: OfferBooked, At: at("2024-01-12")}}
	for _, c := range []struct {
		words string
		e     OfferEvent
		onDay bool
		count int
	}{
		{"on the day", OfferEvent{At: at("2024-02-01"), Mover: ByProvider, Reason: "no anaesthetist"}, true, 2},
		{"the day before", OfferEvent{At: at("2024-01-31"), Mover: ByProvider, Reason: "no anaesthetist"}, false, 2},
		{"for illness", OfferEvent{At: at("2024-02-01"), Mover: ByProvider, Medical: true, Reason: "unwell"}, false, 2},
		{"by the patient", OfferEvent{At: at("2024-02-01"), Mover: ByPatient, Reason: "cannot come"}, false, 1},
	} {
		c.e.To = OfferPostponed
		s, _ := through(t, o, p, append(slices.Clone(booked), c.e)...)
		after := p.AfterOffer(s)
		last := after.Postponed[len(after.Postponed)-1]
		if last.OnDay != c.onDay || last.For != day("2024-02-01") || after.TimesPostponed() != c.count || after.Booked != "" || after.Clock != p.Clock || after.Pathway != "A" {
			t.Errorf("%s: %+v", c.words, after)
		}
		esc := Escalations(after, day("2024-02-10"))
		if want := map[bool]int{true: 2, false: 0}[c.onDay]; c.onDay && (len(esc) != want || esc[1].Due != day("2024-02-29")) {
			t.Errorf("%s: %+v", c.words, esc)
		}
		if c.count == 2 && (len(esc) == 0 || !strings.Contains(esc[0].Why, "twice")) || c.count == 1 && len(esc) != 0 {
			t.Errorf("%s: %+v", c.words, esc)
		}
		if c.onDay {
			if late := Escalations(after, day("2024-03-01")); !strings.Contains(late[1].Why, "are over") {
				t.Errorf("%+v", late)
			}
		}
	}
	s := OfferStanding{State: OfferBooked, Held: twoDates[0]}
	_, err := CheckOffer(o, s, p, OfferEvent{To: OfferPostponed, At: at("2024-01-20")})
	if f := fault.As(err); f == nil || len(f.Fields) != 2 {
		t.Errorf("%v", err)
	}
	if _, err = CheckOffer(o, s, p, OfferEvent{To: OfferDone, At: at("2024-01-31")}); err == nil {
		t.Error("it was done before its day")
	}
	if _, err = CheckOffer(o, s, p, OfferEvent{To: OfferWithdrawn, At: at("2024-01-20"), Reason: "x"}); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "postponement") {
		t.Errorf("what the patient holds was withdrawn without counting: %v", err)
	}
}

// Whatever is tried, in any order, a final state stays, an accepted date is never lost without a postponement, and nothing is
// offered that was not reviewed.
func TestOfferStatesProperty(t *testing.T) {
	all := slices.Sorted(maps.Keys(offerMoves))
	rapid.Check(t, func(t *rapid.T) {
		o, p := Offer{ID: "1", Pathway: "A"}, Patient{Pathway: "A"}
		var done []OfferEvent
		when := day("2024-01-08")
		for range rapid.IntRange(1, 30).Draw(t, "tries") {
			when = when.Add(rapid.IntRange(0, 3).Draw(t, "days"))
			before := StandOffer(o, done, false, when)
			e := OfferEvent{To: rapid.SampledFrom(all).Draw(t, "to"), At: when.At(600), Clinical: rapid.Bool().Draw(t, "clinical"), Reason: "r",
				Dates: []OfferedDate{{"S1", "Y", when.Add(10)}, {"S2", "Y", when.Add(12)}}, AnswerBy: when.Add(5), Treated: Yes, Chosen: rapid.SampledFrom([]SessionID{"S1", "S2"}).Draw(t, "chosen"), Mover: ByProvider}
			got, err := CheckOffer(o, before, p, e)
			if err != nil {
				continue
			}
			if before.State.Final() {
				t.Fatalf("%s became %s", before.State, e.To)
			}
			if e.To == OfferMade && !before.Reviewed {
				t.Fatal("offered without a review")
			}
			done = append(done, got)
			after := StandOffer(o, done, false, when)
			if before.Held.Session != "" && after.Held.Session == "" || (after.State == OfferBooked || after.State == OfferDone) && after.Held.Session == "" {
				t.Fatalf("%+v became %+v", before, after)
			}
		}
	})
	for s, next := range offerMoves {
		for _, n := range next {
			if _, known := offerMoves[n]; !known {
				t.Errorf("%s may become %s, which is no state", s, n)
			}
		}
	}
}

// Who must be looked at, why, by whom, worst first; what was found is not asked again.
func TestWorklist(t *testing.T) {
	on := day("2024-01-31")
	good := Patient{Clock: day("2023-12-01"), Priority: P3, Prioritised: day("2023-12-10"), Minutes: 60, Status: "20"}
	of := func(id Pathway, change func(*Patient)) Patient {
		p := good
		p.Pathway = id
		change(&p)
		return p
	}
	patients := []Patient{
		of("fine", func(*Patient) {}),
		of("none", func(p *Patient) { p.Priority = Unprioritised }),
		of("undated", func(p *Patient) { p.Prioritised = civil.Date{} }),
		of("harm", func(p *Patient) { p.Cancer = &Cancer{Referred: day("2023-10-01")} }),
		of("stopped", func(p *Patient) { p.Status = "35" }),
		of("unclear", func(p *Patient) { p.Status = "99" }),
		of("clockless", func(p *Patient) { p.Clock = civil.Date{} }),
		of("cancer", func(p *Patient) { p.Cancer = &Cancer{} }),
		of("pause", func(p *Patient) { p.Cancer = &Cancer{Referred: day("2024-01-20"), Adjustment: 9, Adjusted: "strike"} }),
		of("twin-1", func(p *Patient) { p.Trust, p.Procedure = org.Code("RA4"), "W371" }),
		of("twin-2", func(p *Patient) { p.Trust, p.Procedure = org.Code("RA4"), "W371" }),
		of("ahead", func(p *Patient) { p.Clock = day("2024-02-01") }),
		of("ancient", func(p *Patient) { p.Clock = day("2015-01-01") }),
		of("quick", func(p *Patient) { p.Minutes = 3 }),
		of("minutes", func(p *Patient) { p.Minutes = 0 }),
		of("unasked", func(p *Patient) { p.Clock = day("2023-06-01") }),
		of("died", func(p *Patient) { p.Validated, p.Priority = Died, Unprioritised }),
		of("again", func(p *Patient) {
			p.Treated, p.Priority = day("2024-01-02"), Unprioritised
			p.Cancer = &Cancer{Referred: day("2023-12-20"), DecisionToTreat: day("2024-01-20")}
		}),
		of("treated", func(p *Patient) { p.Treated, p.Priority = day("2024-01-02"), Unprioritised }),
	}
	var got []string
	for _, c := range Worklist(patients, nil, nil, on) {
		got = append(got, string(c.Kind)+" "+string(c.Pathway))
		if c.Why == "" || c.By == "" || c.Kind == CheckDuplicate && c.Other != "twin-1" {
			t.Errorf("%+v", c)
		}
	}
	want := []string{"unprioritised again", "unprioritised none", "priority-undated undated", "harm-review harm", "clock-stopped stopped", "status-unclear unclear", "no-clock clockless",
		"cancer-undated cancer", "adjustment pause", "maybe-duplicate twin-2", "implausible ancient", "implausible quick", "implausible ahead", "minutes-not-known minutes",
		"ask-patient ancient", "ask-patient unasked"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	findings := []Finding{
		{Pathway: "none", Found: FoundPriority, Priority: P2, On: day("2024-01-30"), At: at("2024-01-30"), Clinical: true},
		{Pathway: "twin-2", Found: FoundDuplicate, Same: "twin-1", At: at("2024-01-30"), Check: CheckDuplicate},
		{Pathway: "ancient", Found: FoundInOrder, Note: "a re-referral", At: at("2024-01-30"), Check: CheckImplausible},
		{Pathway: "unasked", Found: FoundWaiting, At: at("2024-01-30"), Check: CheckContact},
		{Pathway: "quick", Found: FoundDied, At: at("2024-01-29")},
	}
	for _, c := range Worklist(patients, findings, nil, on) {
		if slices.Contains([]Pathway{"none", "twin-2", "unasked", "quick"}, c.Pathway) || c.Pathway == "ancient" && c.Kind == CheckImplausible {
			t.Errorf("it was settled and is listed: %+v", c)
		}
	}
	back := patients[1].Apply([]Finding{{Pathway: "none", Found: FoundDied}, {Pathway: "other", Found: FoundDied}, {Pathway: "none", Found: FoundWaiting}, findings[0]})
	if back.Validated != StillWaiting || back.Priority != P2 || back.Prioritised != day("2024-01-30") {
		t.Errorf("%+v", back)
	}
}

// A finding is checked before it is kept.
func TestCheckFinding(t *testing.T) {
	now := at("2024-01-31")
	for _, c := range []struct {
		f    Finding
		kind fault.Kind
	}{
		{Finding{Pathway: "A", Found: FoundDied, On: day("2024-01-20")}, ""},
		{Finding{Pathway: "A", Found: FoundElsewhere, Note: "letter of the other trust"}, ""},
		{Finding{Pathway: "A", Found: FoundDuplicate, Same: "B"}, ""},
		{Finding{Pathway: "A", Found: FoundPriority, Priority: P2, On: day("2024-01-31"), Clinical: true}, ""},
		{Finding{Pathway: "A", Found: FoundPriority, Priority: P2, On: day("2024-01-31")}, fault.Forbidden},
		{Finding{Pathway: "A", Found: FoundDeclined}, fault.Forbidden},
		{Finding{Pathway: "A", Found: "gone"}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundElsewhere}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundDuplicate, Same: "A"}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundWaiting, Same: "B"}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundPriority, Clinical: true}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundDied, On: day("2024-02-01")}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundInOrder, Note: "NHS 943 476 5919"}, fault.Invalid},
		{Finding{Pathway: "A", Found: FoundInOrder, Note: "NHS 9434765919."}, fault.Invalid},
	} {
		c.f.At = now
		if _, err := CheckFinding(c.f); fault.KindOf(err) != c.kind {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
}
