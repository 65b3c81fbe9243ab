package mitigation

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/action"
	"headroom/internal/fault"
)

// A decision that comes after its deadline is approved and late; that nothing was decided in time stays (H13).
func TestALateApprovalErasesNothing(t *testing.T) {
	s := sent(t, signable()).tick("2024-01-04T16:20") // the server was down at 15:00
	now := s.standing(at("2024-01-04T16:20"))
	if now.State != NoTimelyDecision || now.Timeliness != Never || !now.Missed.Equal(at("2024-01-04T15:00")) {
		t.Fatalf("after the deadline: %s, %s, missed at %s", now.State, now.Timeliness, now.Missed)
	}
	if e := s.events[len(s.events)-1]; !e.At.Equal(at("2024-01-04T15:00")) || !e.Recorded.Equal(at("2024-01-04T16:20")) {
		t.Fatalf("the clock's event is of %s, written at %s", e.At, e.Recorded)
	}
	s.step("2024-01-04T17:05", Approve, National, "a", said(Decision{}))
	s.step("2024-01-04T17:10", Confirm, National, "b")
	now = s.standing(at("2024-01-04T18:00"))
	if got, want := now.Words(), "approved, late by 2:05"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	if now.Missed.IsZero() || len(now.ImpactsDue()) != 4 {
		t.Errorf("that it was missed is gone, or %d impact returns are owed", len(now.ImpactsDue()))
	}
	before := Stand("x", s.events, at("2024-01-04T16:30"), at("2024-01-04T16:30"))
	if before.Outcome != OutNoDecision || before.Decision != nil {
		t.Errorf("as of 16:30 it reads %s", before.Outcome)
	}
}

// As of an instant inside a standstill the state and the timeliness agree: what was due is worked out in the reading, and is
// not yet written down.
func TestAnInstantInsideAStandstill(t *testing.T) {
	s := sent(t, signable())
	by := at("2024-01-04T15:03")
	if now := s.standing(by); now.State != NoTimelyDecision || now.Outcome != OutNoDecision || now.Timeliness != Never || !now.Missed.Equal(at("2024-01-04T15:00")) ||
		len(now.Unwritten) != 1 || !strings.Contains(now.Words(), "not yet written down") {
		t.Errorf("during the standstill: %s, %s, %s, %q", now.State, now.Outcome, now.Timeliness, now.Words())
	}
	s.tick("2024-01-04T15:05")
	if e := s.events[len(s.events)-1]; e.Step != Deadline || !e.Recorded.Equal(at("2024-01-04T15:05")) {
		t.Fatalf("written down: %+v", e)
	}
	now := Stand("x", s.events, by, by)
	if g := GridOf([]Standing{now}); g.Cells[OutNoDecision][Never] != 1 || g.Of(Open) != 0 || len(now.Unwritten) != 1 {
		t.Errorf("as of it the grid says %+v", g.Cells)
	}
	if after := s.standing(at("2024-01-04T15:06")); len(after.Unwritten) != 0 || len(after.Due(at("2024-01-04T15:06"))) != 0 {
		t.Errorf("written twice: %+v", after.Unwritten)
	}
	over := sent(t, signable()).standing(at("2024-01-05T09:00"))
	if over.Outcome != OutLapsed || len(over.Unwritten) != 2 || over.Missed.IsZero() {
		t.Errorf("after the window: %s, %d not yet written", over.Outcome, len(over.Unwritten))
	}
}

// A decision made in time and written down after it is on time, and says so.
func TestADecisionKnownOnlyAfterTheDeadlineIsOnTime(t *testing.T) {
	s := sent(t, signable()).tick("2024-01-04T15:00")
	s.step("2024-01-04T15:30", Reject, National, "a", said(Decision{Body: "BMA", Verbatim: "No.", Reasons: []Reason{InsufficientEvidence}}),
		func(e *Event) { e.At = at("2024-01-04T14:50") })
	now := s.standing(at("2024-01-04T16:00"))
	if now.Timeliness != OnTime || !now.KnownLate || now.Outcome != OutRejected {
		t.Errorf("it is %s, %s, known late: %v", now.Outcome, now.Timeliness, now.KnownLate)
	}
}

// Weston, April 2023: seven approved one evening and revoked the next day, and nobody was drawn on.
func TestWeston(t *testing.T) {
	f := signable()
	f.Scheme, f.Period = "JD-2023", "JD-02"
	f.NeededBy, f.NeededWhy = action.Moment{}, ""
	f.KnownSince = action.MustMoment("2023-04-11T09:00")
	f.Shifts = []Shift{{From: action.MustMoment("2023-04-12T08:00"), To: action.MustMoment("2023-04-12T20:00"), Grade: "registrar", Needed: 9, Minimum: 7, Have: 2, Asked: 7}}
	jd2023, _ := SchemeOf(Schemes(), "JD-2023")
	s := &script{t: t, terms: Terms{Scheme: jd2023, CallIn: DefaultCallIn}}
	s.step("2023-04-11T10:00", Begin, Drafter, "d", form(f)).step("2023-04-11T11:00", Send, Drafter, "d").
		step("2023-04-11T12:00", Sign, Director, "m").step("2023-04-11T13:00", Forward, System, "i").
		step("2023-04-11T14:00", Forward, Region, "r").step("2023-04-11T15:00", Forward, National, "a").
		step("2023-04-11T19:00", Approve, National, "a", said(Decision{})).step("2023-04-11T19:05", Confirm, National, "b").
		step("2023-04-12T07:30", Revoke, National, "a")
	s.step("2023-04-13T09:00", Used, Drafter, "d", func(e *Event) { e.Use = &Use{Shift: 1, NotNeeded: 7} })
	now := s.standing(at("2023-04-13T10:00"))
	if now.Granted() != 7 || now.HoursUsed() != 0 || now.Outcome != OutApproved || now.State != Revoked {
		t.Errorf("granted %d, %v hours used, %s, %s", now.Granted(), now.HoursUsed(), now.Outcome, now.State)
	}
	if g := GridOf([]Standing{now}); g.Cells[OutApproved][NoDeadline] != 1 || g.Revoked != 1 || g.Hours != 0 {
		t.Errorf("the grid says %+v", g)
	}
}

func TestUseEndsWithARevocation(t *testing.T) {
	s := sent(t, signable())
	s.step("2024-01-04T14:00", Approve, National, "a", said(Decision{})).step("2024-01-04T20:30", Activate, Drafter, "d").
		step("2024-01-04T23:00", Revoke, National, "a").
		step("2024-01-05T09:00", Used, Drafter, "d", func(e *Event) { e.Use = &Use{Shift: 1, Came: 2, From: at("2024-01-04T20:30")} })
	if h := s.standing(at("2024-01-05T10:00")).HoursUsed(); h != 5 {
		t.Errorf("%v hours were used; two doctors for two and a half hours are 5", h)
	}
}

// recalled is a recall in a mass event on the evening of 25 July 2025, from a draft.
func recalled(t *testing.T) *script {
	f := signable()
	f.Scheme, f.Period, f.Event = "RD-2025-07", "RD-12", "A collision of two trains"
	f.EventBy, f.EventAt = "the ambulance service's gold command", action.MustMoment("2025-07-25T18:50")
	f.Shifts[0].From, f.Shifts[0].To = action.MustMoment("2025-07-25T20:30"), action.MustMoment("2025-07-26T08:30")
	s := &script{t: t, terms: Terms{Scheme: rd2025, Begins: at("2025-07-25T07:00"), CallIn: DefaultCallIn}}
	return s.step("2025-07-25T19:00", Begin, Drafter, "d", form(f)).step("2025-07-25T19:10", Bypass, Director, "m", form(f))
}

// A recall in a declared event grants nothing: it has its own row and its own number.
func TestARecallIsNoGrant(t *testing.T) {
	s := recalled(t).step("2025-07-26T09:00", Used, Drafter, "d", func(e *Event) { e.Use = &Use{Shift: 1, Came: 2} })
	now := s.standing(at("2025-07-26T09:00"))
	if now.Granted() != 0 || now.GrantedOn(1) != 0 || now.Recalled() != 2 || now.RecalledOn(1) != 2 {
		t.Errorf("granted %d, recalled %d", now.Granted(), now.Recalled())
	}
	g := GridOf([]Standing{now})
	if g.Granted != 0 || g.Doctors != 0 || g.Hours != 0 || g.Recalled != 2 || g.Recall != 24 || g.Requests != 1 || g.Of(OutBypass) != 1 {
		t.Errorf("the grid says %+v", g)
	}
	e := Event{Step: Used, At: now.Looked, Recorded: now.Looked, By: "d", Actor: Drafter, Use: &Use{Shift: 1, Came: 3}}
	if err := now.Check(e, s.terms); err == nil || !strings.Contains(err.Error(), "recalled") {
		t.Errorf("three of two recalled came: %v", err)
	}
}

// A recall says who declared the event and when, is countersigned by a second person at the trust, and is made known.
func TestARecallIsDeclaredAndCountersigned(t *testing.T) {
	s := recalled(t)
	for name, change := range map[string]func(*Form){"event": func(f *Form) { f.Event = "" }, "event-by": func(f *Form) { f.EventBy = " " }, "event-at": func(f *Form) { f.EventAt = action.Moment{} }} {
		f := *s.events[1].Form
		change(&f)
		e := s.events[1]
		e.Form = &f
		draft := Stand("x", s.events[:1], e.At, e.At)
		if err := fault.As(draft.Check(e, s.terms)); err == nil || len(err.Fields) != 1 || err.Fields[0].Name != name {
			t.Errorf("without %s: %v", name, err)
		}
	}
	now := at("2025-07-25T20:00")
	told := map[string][]Actor{}
	due, _ := s.standing(now).Notices(nil, now)
	for _, n := range due {
		told[n.Step] = append(told[n.Step], n.To)
		if strings.Contains(n.Words, "collision") {
			t.Errorf("a notice holds the form's words: %s", n.Words)
		}
	}
	if !slices.Equal(told["recall"], []Actor{System, Region, National}) || len(told["recall-union-body"]) != 1 || len(told["recall-countersign"]) != 1 {
		t.Errorf("told: %v", told)
	}
	e := Event{Step: Countersign, At: now, Recorded: now, By: "m", Actor: Director}
	if err := s.standing(now).Check(e, s.terms); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("who recalled countersigns: %v", err)
	}
	s.step("2025-07-26T09:00", Countersign, Director, "o")
	got := s.standing(at("2025-07-26T09:00"))
	if !got.Clocks.Countersigned.Equal(at("2025-07-26T09:00")) || !got.Clocks.Bypassed.Equal(at("2025-07-25T19:10")) || got.CountersignedBy != "o" {
		t.Errorf("countersigned %s by %s", got.Clocks.Countersigned, got.CountersignedBy)
	}
	if err := got.Check(Event{Step: Countersign, At: got.Looked, Recorded: got.Looked, By: "p", Actor: Director}, s.terms); fault.KindOf(err) != fault.Conflict {
		t.Errorf("countersigned twice: %v", err)
	}
}

// A shift that has not begun has not been used, and of one that runs only what has passed counts.
func TestUseIsNeverStillToCome(t *testing.T) {
	s := sent(t, signable()).step("2024-01-04T14:00", Approve, National, "a", said(Decision{})).step("2024-01-04T16:00", Activate, Drafter, "d")
	try := func(when string, u Use) error {
		return s.standing(at(when)).Check(Event{Step: Used, At: at(when), Recorded: at(when), By: "d", Actor: Drafter, Use: &u}, terms)
	}
	for name, u := range map[string]Use{"came": {Shift: 1, Came: 2}, "from": {Shift: 1, Came: 2, From: at("2024-01-04T21:00"), To: at("2024-01-05T09:00")},
		"to": {Shift: 1, Came: 2, From: at("2024-01-04T16:00"), To: at("2024-01-05T09:00")}} {
		if err := fault.As(try("2024-01-04T18:00", u)); err == nil || err.Fields[0].Name != name {
			t.Errorf("before the shift, %s: %v", name, err)
		}
	}
	if err := try("2024-01-04T18:00", Use{Shift: 1, NotNeeded: 2}); err != nil {
		t.Errorf("who was not called is known before the shift: %v", err)
	}
	s.step("2024-01-04T22:30", Used, Drafter, "d", func(e *Event) { e.Use = &Use{Shift: 1, Came: 2} })
	for when, want := range map[string]float64{"2024-01-04T22:30": 4, "2024-01-05T12:00": 24} {
		if h := s.standing(at(when)).HoursUsed(); h != want {
			t.Errorf("at %s %v hours were used, want %v", when, h, want)
		}
	}
}

// The clocks went back on 29 October 2023: from 00:30 to 01:30 in winter time is two hours.
func TestTheClockChangeInsideADeadline(t *testing.T) {
	f := signable()
	f.Scheme = "JD-2023"
	f.NeededBy = action.MustMoment("2023-10-29T01:30#2")
	c := Clocks{Sent: at("2023-10-29T00:30"), NeededBy: f.NeededBy.At()}
	if got := c.NeededBy.Sub(c.Sent); got != 2*time.Hour {
		t.Errorf("from half past midnight to the second half past one are %s", got)
	}
	c.Decided = at("2023-10-29T01:30") // the first of the two
	if m, _ := c.MeasureOf("margin"); m.Minutes() != 60 {
		t.Errorf("the margin is %d minutes, want 60", m.Minutes())
	}
}

func TestSigning(t *testing.T) {
	now := at("2024-01-04T10:00")
	if err := signable().CheckSign(terms, now); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Form){
		"needed-by":  func(f *Form) { f.NeededBy = action.Moment{} },
		"needed-why": func(f *Form) { f.NeededWhy = " " },
		"ladder-incentives": func(f *Form) {
			f.Ladder = slices.DeleteFunc(f.Ladder, func(r Rung) bool { return r.Kind == Incentives })
		},
		"shift-1":                 func(f *Form) { f.Shifts[0].Asked = 4 },
		"shifts":                  func(f *Form) { f.Shifts = nil },
		"predicted-physical":      func(f *Form) { f.Predicted.Physical = 0 },
		"predicted-psychological": func(f *Form) { f.Predicted.Psychological = 5 },
		"circumstance-extreme":    func(f *Form) { f.Circumstances[1].Said = "" },
		"declared":                func(f *Form) { f.Declared = false },
		"exposed":                 func(f *Form) { f.Exposed = nil },
		"predicted-patients":      func(f *Form) { f.Predicted.Patients = n(-1) },
		"local":                   func(f *Form) { f.Local.Said = "" },
		"local-role":              func(f *Form) { f.Local = Contact{Said: No} },
		"local-at":                func(f *Form) { f.Local.At = action.Moment{} },
		"local-response":          func(f *Form) { f.Local.Response = " " },
		"scheme":                  func(f *Form) { f.Scheme = "JD-2023" },
	} {
		f := signable()
		change(&f)
		err := fault.As(f.CheckSign(terms, now))
		if err == nil || !slices.ContainsFunc(err.Fields, func(x fault.Field) bool { return x.Name == name && !x.Warning }) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be is refused where it is typed, in a draft too; what is merely unfinished is not.
func TestADraftHoldsNoNonsense(t *testing.T) {
	s := &script{t: t, terms: terms}
	s.step("2024-01-04T09:10", Begin, Drafter, "d", form(Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "SYN-101", Shifts: []Shift{{Grade: "registrar"}}}))
	now := at("2024-01-04T09:20")
	for name, change := range map[string]func(*Form){
		"shift-1-needed":          func(f *Form) { f.Shifts[0].Needed = -4 },
		"shift-1-asked":           func(f *Form) { f.Shifts[0].Asked = 1_000_000 },
		"shift-1-to":              func(f *Form) { f.Shifts[0].To = f.Shifts[0].From },
		"exposed":                 func(f *Form) { f.Exposed = n(-1) },
		"ladder-incentives-asked": func(f *Form) { f.Ladder[3].Asked = n(-90) },
	} {
		f := signable()
		change(&f)
		err := fault.As(s.standing(now).Check(Event{Step: Write, At: now, Recorded: now, By: "d", Actor: Drafter, Form: &f}, terms))
		if err == nil || !slices.ContainsFunc(err.Fields, func(x fault.Field) bool { return x.Name == name }) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was tried is shown by files; that there is none is said in a word on it, and only of what was tried.
func TestWhatWasTriedIsShown(t *testing.T) {
	f := signable()
	f.Ladder[0].Evidence = nil
	err := fault.As(f.CheckSign(terms, at("2024-01-04T10:00")))
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Name != "evidence" || !err.Fields[0].Warning || !strings.Contains(err.Fields[0].Message, "Elective work cancelled or reduced. Add") {
		t.Errorf("one rung without a file: %v", err)
	}
	f.Ladder[0] = Rung{Kind: ElectiveReduced, Tried: No, Why: "there is none"}
	if err := f.CheckSign(terms, at("2024-01-04T10:00")); err != nil {
		t.Errorf("what was not tried needs no file: %v", err)
	}
}

// Under RD-2025-07 a request waits for the action to begin; under JD-2024-01 it need not (H12).
func TestPreEmptiveRequests(t *testing.T) {
	begins := at("2025-07-25T07:00")
	f := signable()
	f.Scheme, f.Period = "RD-2025-07", "RD-12"
	f.Shifts[0].From, f.Shifts[0].To = action.MustMoment("2025-07-25T20:30"), action.MustMoment("2025-07-26T08:30")
	f.NeededBy = action.MustMoment("2025-07-25T15:00")
	if err := f.CheckSign(Terms{Scheme: rd2025, Begins: begins, CallIn: DefaultCallIn}, at("2025-07-25T06:59")); err == nil || !strings.Contains(err.Error(), "25 Jul 2025, 07:00 BST") {
		t.Errorf("a minute before the action: %v", err)
	}
	if err := f.CheckSign(Terms{Scheme: rd2025, Begins: begins, CallIn: DefaultCallIn}, begins); err != nil {
		t.Error(err)
	}
	g := signable()
	if err := g.CheckSign(Terms{Scheme: jd2024, Begins: at("2024-01-20T07:00"), CallIn: DefaultCallIn}, at("2024-01-04T10:00")); err != nil {
		t.Error(err)
	}
}

func TestTwoPeopleForEachOfTwoThings(t *testing.T) {
	s := &script{t: t, terms: terms}
	s.step("2024-01-04T09:10", Begin, Director, "m", form(signable())).step("2024-01-04T09:40", Send, Director, "m")
	now := at("2024-01-04T10:00")
	if err := s.standing(now).Check(Event{Step: Sign, At: now, Recorded: now, By: "m", Actor: Director}, terms); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("who wrote it signs it: %v", err)
	}
	r := sent(t, signable()).step("2024-01-04T14:00", Approve, National, "a", said(Decision{}))
	now = at("2024-01-04T14:10")
	if err := r.standing(now).Check(Event{Step: Confirm, At: now, Recorded: now, By: "a", Actor: National}, terms); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("who wrote the decision down confirms it: %v", err)
	}
}

func TestAnApprovalInPart(t *testing.T) {
	s := sent(t, signable())
	now := at("2024-01-04T14:00")
	check := func(step Step, d Decision) error {
		d.Body, d.Verbatim = "BMA", "words"
		return s.standing(now).Check(Event{Step: step, At: now, Recorded: now, By: "a", Actor: National, Decision: &d}, terms)
	}
	if check(Approve, Decision{Grants: []Grant{{1, 1}}}) == nil {
		t.Error("one of two doctors passes as a whole approval")
	}
	if check(ApproveIn, Decision{Grants: []Grant{{1, 2}}}) == nil {
		t.Error("everything without conditions passes as an approval in part")
	}
	if err := check(ApproveIn, Decision{Grants: []Grant{{1, 2}}, Conditions: "if contacted"}); err != nil {
		t.Error(err)
	}
	if check(ApproveIn, Decision{Grants: []Grant{{1, 3}}}) == nil {
		t.Error("more than was asked for is granted")
	}
	s.step("2024-01-04T14:00", ApproveIn, National, "a", said(Decision{Body: "BMA", Verbatim: "One.", Grants: []Grant{{1, 1}}}))
	if g := s.standing(now).Granted(); g != 1 {
		t.Errorf("%d are granted", g)
	}
}

// What was predicted stays as it was signed, and each version of the form is kept.
func TestAReturnedRequestIsANewVersion(t *testing.T) {
	s := &script{t: t, terms: terms}
	f := signable()
	s.step("2024-01-04T09:10", Begin, Drafter, "d", form(f)).step("2024-01-04T09:20", Send, Drafter, "d").
		step("2024-01-04T09:30", Sign, Director, "m").step("2024-01-04T09:50", Return, System, "i")
	f.Predicted.Physical = 3
	s.step("2024-01-04T10:00", Begin, Drafter, "d", form(f))
	now := s.standing(at("2024-01-04T10:10"))
	if now.Version != 2 || now.Signed.Predicted.Physical != 2 || now.Form.Predicted.Physical != 3 {
		t.Errorf("version %d, signed %d, written %d", now.Version, now.Signed.Predicted.Physical, now.Form.Predicted.Physical)
	}
	s.step("2024-01-04T10:20", Send, Drafter, "d").step("2024-01-04T10:30", Sign, Director, "m")
	if got := s.standing(at("2024-01-04T10:40")); got.Signed.Predicted.Physical != 3 || got.State != WithSystem {
		t.Errorf("signed again: %d, %s", got.Signed.Predicted.Physical, got.State)
	}
}

// No time after the deadline can be made up on the way: the request goes back for another time, or lapses.
func TestADeadlineThatPassesInsideTheNHS(t *testing.T) {
	s := &script{t: t, terms: terms}
	s.step("2024-01-04T09:10", Begin, Drafter, "d", form(signable())).step("2024-01-04T09:40", Send, Drafter, "d").
		step("2024-01-04T10:00", Sign, Director, "m").step("2024-01-04T10:30", Forward, System, "i").step("2024-01-04T14:00", Forward, Region, "r")
	now := at("2024-01-04T15:01")
	if got := s.standing(now); got.Timeliness != NotSent || len(got.Due(now)) != 0 {
		t.Errorf("it is %s, and %d events are due", got.Timeliness, len(got.Due(now)))
	}
	if err := s.standing(now).Check(Event{Step: Forward, At: now, Recorded: now, By: "a", Actor: National, Words: "x"}, terms); err == nil {
		t.Error("it was sent after the time")
	}
	s.tick("2024-01-05T09:00")
	if got := s.standing(at("2024-01-05T09:00")); got.Outcome != OutLapsed || got.Timeliness != NotSent {
		t.Errorf("after the window: %s, %s", got.Outcome, got.Timeliness)
	}
}

func TestPublishedCountsStandBesideOneAnother(t *testing.T) {
	by := map[string]PublishedCount{}
	for _, p := range PublishedCounts() {
		by[p.Periods+" "+p.CountedBy] = p
	}
	foi := by["JD-01..JD-09 BMJ freedom of information request"]
	if share, ok := foi.Responses(); !ok || int(share*100+.5) != 67 {
		t.Errorf("the response rate is %v", share)
	}
	if *foi.Requests != 27 || *foi.Rejected != 24 || *foi.Approved != 1 || *foi.Withdrawn != 2 || *foi.Rest() != 0 {
		t.Errorf("27 = 24 + 1 + 2 reads %d, %d, %d, %d", *foi.Requests, *foi.Rejected, *foi.Approved, *foi.Withdrawn)
	}
	bma, nhs := by["RD-12 BMA"], by["RD-12 NHS England"]
	if *bma.Approved != 9 || *nhs.Approved != 8 || !bma.AsAt.Before(nhs.AsAt) || *bma.Rest() != 20 || *nhs.Rest() != 12 || nhs.Doctors != nil {
		t.Errorf("July 2025 reads %+v and %+v", bma, nhs)
	}
}

// Any sequence of steps stays within the table, every state is reached, and every signed request is in one cell of the grid.
func TestRandomWalksStayInTheTable(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	steps, seen := map[Step]bool{}, map[State]bool{}
	for _, m := range Moves() {
		steps[m.Step] = true
	}
	var every []Step
	for s := range steps {
		every = append(every, s)
	}
	slices.Sort(every)
	var all []Standing
	for range 2500 {
		all = append(all, walk(t, r, every, seen))
	}
	for _, s := range States() {
		if !seen[s] {
			t.Errorf("no walk reached %s", s)
		}
	}
	g := GridOf(all)
	sum := g.Drafts
	for _, o := range Outcomes() {
		sum += g.Of(o)
	}
	times := g.Drafts
	for _, x := range Timelinesses() {
		times += g.At(x)
	}
	if sum != len(all) || times != len(all) || g.Requests+g.Drafts != len(all) {
		t.Errorf("%d requests: outcomes add to %d, times to %d", len(all), sum, times)
	}
	for _, s := range all {
		if s.Outcome == OutRejected && s.Decision == nil || s.Outcome == OutNoDecision && s.Missed.IsZero() || s.Outcome.Granted() && s.Decision == nil {
			t.Errorf("%s without what makes it so", s.Outcome)
		}
	}
}

// walk takes random steps by random actors at random times; what Check lets through must follow the table.
func walk(t *testing.T, r *rand.Rand, every []Step, seen map[State]bool) Standing {
	actors := []Actor{Drafter, Director, System, Region, National, Clock}
	f := signable()
	use := rd2025
	tt := Terms{Scheme: jd2024, CallIn: DefaultCallIn}
	if r.IntN(4) == 0 {
		f.Scheme, f.Event, f.EventBy, f.EventAt = "RD-2025-07", "a fire", "the fire service", action.MustMoment("2025-07-25T08:00")
		tt = Terms{Scheme: use, Begins: at("2025-07-25T07:00"), CallIn: DefaultCallIn}
		f.Shifts[0].From, f.Shifts[0].To = action.MustMoment("2025-07-25T20:30"), action.MustMoment("2025-07-26T08:30")
		f.NeededBy = action.MustMoment("2025-07-25T15:00")
	}
	from, _ := f.Window()
	now := from.Add(-12 * time.Hour)
	var events []Event
	for range 90 {
		now = now.Add(time.Duration(r.IntN(6)) * time.Minute)
		if r.IntN(40) == 0 {
			now = now.Add(6 * time.Hour)
		}
		s := Stand("x", events, now, now)
		seen[s.State] = true
		events = append(events, s.Due(now)...)
		s = Stand("x", events, now, now)
		seen[s.State] = true
		e := Event{Step: every[r.IntN(len(every))], At: now, Recorded: now, By: string(rune('a' + r.IntN(9))), Actor: actors[r.IntN(5)], Words: "w"}
		if may := StepsOf(s.State, e.Actor); len(may) > 0 && r.IntN(3) > 0 {
			e.Step = may[r.IntN(len(may))]
			if slices.Contains([]Step{Withdraw, Return, Decline, SendBack}, e.Step) && r.IntN(4) > 0 {
				continue // most requests go on
			}
		}
		e.Form = &f
		e.Decision = &Decision{Body: "BMA", Verbatim: "v", Reasons: []Reason{NotUrgent}}
		if e.Step == ApproveIn {
			e.Decision.Grants = []Grant{{1, 1}}
		}
		e.Use, e.Change = &Use{Shift: 1, Came: 1}, &Change{"risk", "a", "b"}
		want, listed := Next(s.State, e.Step)
		if s.Check(e, tt) != nil {
			continue
		}
		events = append(events, e)
		got := Stand("x", events, now, now)
		if !listed || got.State != want {
			t.Fatalf("%s after %s led to %s; the table says %s, %v", e.Step, s.State, got.State, want, listed)
		}
	}
	return Stand("x", events, now, now)
}

func TestImpactReturns(t *testing.T) {
	s := sent(t, signable())
	s.step("2024-01-04T14:00", Reject, National, "a", said(Decision{Body: "BMA", Verbatim: "No.", Reasons: []Reason{NotUrgent}}))
	due := s.standing(at("2024-01-04T15:00")).ImpactsDue()
	want := []string{"2024-01-05T12:00", "2024-01-11T12:00", "2024-02-01T12:00", "2024-04-03T12:00"}
	for i, d := range due {
		if !d.At.Equal(at(want[i])) {
			t.Errorf("%s is due at %s, want %s", d.Stage, d.At, want[i])
		}
	}
	none := Impact{Stage: After24Hours, None: true, Instead: "consultants stayed", Other: "none", Actual: "nobody was harmed"}
	if err := none.Check(); err != nil {
		t.Error(err)
	}
	none.Effects = map[Effect]*int{Clinics: n(2)}
	if none.Check() == nil {
		t.Error("no impact and two clinics pass together")
	}
	empty := Impact{Stage: After24Hours, Instead: "x", Other: "x", Actual: "x", Effects: map[Effect]*int{Clinics: n(0)}}
	if empty.Check() == nil {
		t.Error("a return that counts nothing passes without saying that no impact was found")
	}
	link := Impact{Stage: After7Days, Instead: "x", Other: "x", Actual: "x", Links: []ImpactLink{{Incident: "W1", Strength: Possibly}}}
	if link.Check() == nil {
		t.Error("a strength passes without a reason")
	}
}

// A deadline that leaves less than the time in which a doctor comes is a warning: signed with a word on it, and not without.
func TestAWarningIsSignedWithAWord(t *testing.T) {
	f := signable()
	f.Shifts[0].From = action.MustMoment("2024-01-04T17:00")
	f.Shifts[0].To = action.MustMoment("2024-01-05T01:00")
	s := &script{t: t, terms: terms}
	s.step("2024-01-04T09:10", Begin, Drafter, "d", form(f)).step("2024-01-04T09:40", Send, Drafter, "d")
	now := at("2024-01-04T10:00")
	e := Event{Step: Sign, At: now, Recorded: now, By: "m", Actor: Director}
	if err := s.standing(now).Check(e, terms); fault.KindOf(err) != fault.Invalid {
		t.Errorf("signed without a word: %v", err)
	}
	e.Words = "The doctors are near"
	if err := s.standing(now).Check(e, terms); err != nil {
		t.Errorf("refused with one: %v", err)
	}
}
