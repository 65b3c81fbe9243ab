package discharge

import (
	"testing"

	"headroom/internal/access"
	"headroom/internal/fault"
)

func TestWhatMayFollowEachState(t *testing.T) {
	l := starts("a", "2023-12-23", "T1", "C1", 4)
	all := []State{Proposed, Agreed, Refused, Withdrawn, Delivered, Failed}
	may := map[State][]State{
		Proposed: {Agreed, Refused, Withdrawn}, Agreed: {Agreed, Refused, Withdrawn, Delivered, Failed}, Refused: {Agreed, Withdrawn},
		Delivered: {Delivered, Failed}, Failed: {Delivered, Failed}, Withdrawn: nil,
	}
	for from, list := range may {
		st := Standing{State: from, Asked: 4, Agreed: 4}
		for _, to := range all {
			allowed := false
			for _, x := range list {
				allowed = allowed || x == to
			}
			n := 3
			if to != Agreed && to != Delivered {
				n = 0
			}
			e := Event{Line: "a", State: to, Number: n, Reason: "as agreed with the provider", By: dass, At: clock("2023-12-23", 18, 0)}
			_, err := CheckEvent(l, st, "QX", e)
			if allowed != (err == nil) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
			if !allowed {
				kindIs(t, err, fault.Conflict)
			}
		}
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	council, ward := starts("a", "2023-12-23", "T1", "C1", 4), wardLine("w", "2023-12-23", "T1", 6)
	deputy := dass
	deputy.Deputy = true
	viewer := Signer{Actor: "account:9", Role: string(access.CouncilViewer), Org: "C1"}
	submitter := Signer{Actor: "account:8", Role: string(access.TrustSubmitter), Org: "T1"}
	for _, c := range []struct {
		name string
		line Line
		from State
		to   State
		by   Signer
		ok   bool
	}{
		{"the council's director agrees", council, Proposed, Agreed, dass, true},
		{"a deputy agrees", council, Proposed, Agreed, deputy, true},
		{"another council's director does not", council, Proposed, Agreed, dass2, false},
		{"the trust does not agree for the council", council, Proposed, Agreed, coo, false},
		{"the board does not agree for the council", council, Proposed, Agreed, lead, false},
		{"a council's lead does not sign", council, Proposed, Agreed, clerk, false},
		{"the trust agrees its own", ward, Proposed, Agreed, coo, true},
		{"another trust does not", ward, Proposed, Agreed, coo2, false},
		{"the board's lead withdraws", council, Agreed, Withdrawn, lead, true},
		{"the trust withdraws", council, Agreed, Withdrawn, coo, true},
		{"another trust does not withdraw", council, Agreed, Withdrawn, coo2, false},
		{"a council's lead says what was done", council, Agreed, Delivered, clerk, true},
		{"the trust says what was done", council, Agreed, Delivered, submitter, true},
		{"a viewer does not", council, Agreed, Delivered, viewer, false},
		{"the board does not", council, Agreed, Delivered, lead, false},
		{"no council says what a ward did", ward, Agreed, Delivered, clerk, false},
	} {
		n := 2
		if c.to == Withdrawn {
			n = 0
		}
		_, err := CheckEvent(c.line, Standing{State: c.from, Asked: 4, Agreed: 4}, "QX", Event{Line: c.line.ID, State: c.to, Number: n,
			Reason: "two were not ready", By: c.by, At: clock("2023-12-23", 20, 0)})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
		if !c.ok {
			kindIs(t, err, fault.Forbidden)
		}
	}
}

func TestNumbersReasonsAndDays(t *testing.T) {
	l := starts("a", "2023-12-23", "T1", "C1", 4)
	open, agreed := Standing{State: Proposed, Asked: 4}, Standing{State: Agreed, Asked: 4, Agreed: 4}
	before, during, next := clock("2023-12-21", 9, 0), clock("2023-12-23", 9, 0), clock("2023-12-24", 8, 0)
	for _, c := range []struct {
		name   string
		st     Standing
		e      Event
		number int
		kind   fault.Kind
	}{
		{"all of it", open, Event{State: Agreed, By: dass, At: before}, 4, ""},
		{"fewer, with why", open, Event{State: Agreed, Number: 3, Reason: " one  provider is closed ", By: dass, At: before}, 3, ""},
		{"fewer, without", open, Event{State: Agreed, Number: 3, By: dass, At: before}, 0, fault.Invalid},
		{"more than asked", open, Event{State: Agreed, Number: 5, Reason: "x", By: dass, At: before}, 0, fault.Invalid},
		{"below nought", open, Event{State: Agreed, Number: -1, Reason: "x", By: dass, At: before}, 0, fault.Invalid},
		{"the same again", agreed, Event{State: Agreed, By: dass, At: before}, 0, fault.Invalid},
		{"fewer than before", agreed, Event{State: Agreed, Number: 3, Reason: "one provider is closed", By: dass, At: before}, 3, ""},
		{"refused without why", open, Event{State: Refused, By: dass, At: before}, 0, fault.Invalid},
		{"refused", open, Event{State: Refused, Reason: "no provider takes people that day", By: dass, At: before}, 0, ""},
		{"agreed the day after", open, Event{State: Agreed, By: dass, At: next}, 0, fault.Conflict},
		{"agreed on the day", open, Event{State: Agreed, By: dass, At: during}, 4, ""},
		{"done before the day", agreed, Event{State: Delivered, Number: 4, By: clerk, At: before}, 0, fault.Conflict},
		{"done in full", agreed, Event{State: Delivered, Number: 4, By: clerk, At: next}, 4, ""},
		{"done in part", agreed, Event{State: Delivered, Number: 1, Reason: "three were not ready", By: clerk, At: next}, 1, ""},
		{"done in part without why", agreed, Event{State: Delivered, Number: 1, By: clerk, At: next}, 0, fault.Invalid},
		{"nothing is no delivery", agreed, Event{State: Delivered, Number: 0, Reason: "x", By: clerk, At: next}, 0, fault.Invalid},
		{"more than agreed, with why", agreed, Event{State: Delivered, Number: 6, Reason: "two more were ready", By: clerk, At: next}, 6, ""},
		{"more than agreed without why", agreed, Event{State: Delivered, Number: 6, By: clerk, At: next}, 0, fault.Invalid},
		{"nothing was done, and one was", agreed, Event{State: Failed, Number: 1, Reason: "the carer was ill", By: clerk, At: next}, 0, fault.Invalid},
		{"refused with a number", open, Event{State: Refused, Number: 3, Reason: "no provider", By: dass, At: before}, 0, fault.Invalid},
		{"a slip of the keyboard is not", agreed, Event{State: Delivered, Number: 4444, By: clerk, At: next}, 0, fault.Invalid},
		{"failed", agreed, Event{State: Failed, Reason: "the carer was ill", By: clerk, At: next}, 0, ""},
		{"failed without why", agreed, Event{State: Failed, By: clerk, At: next}, 0, fault.Invalid},
	} {
		c.e.Line = "a"
		e, err := CheckEvent(l, c.st, "QX", c.e)
		if fault.KindOf(err) != c.kind || err == nil && e.Number != c.number {
			t.Errorf("%s: %d, %v", c.name, e.Number, err)
		}
	}
	if e, err := CheckEvent(l, open, "QX", Event{Line: "a", State: Agreed, Number: 3, Reason: " one  provider is closed ", By: dass, At: before}); err != nil || e.Reason != "one provider is closed" {
		t.Errorf("%q %v", e.Reason, err)
	}
}

func TestStandingFollowsFromEvents(t *testing.T) {
	l := starts("a", "2023-12-23", "T1", "C1", 4)
	at := clock("2023-12-20", 9, 0)
	agreed, refused := Event{Line: "a", State: Agreed, Number: 3, At: at}, Event{Line: "a", State: Refused, Reason: "r", At: at}
	other := Event{Line: "b", State: Refused, At: at}
	done, failed := Event{Line: "a", State: Delivered, Number: 2, At: at}, Event{Line: "a", State: Failed, At: at}
	for _, c := range []struct {
		events []Event
		want   Standing
		counts int
		open   int
	}{
		{nil, Standing{State: Proposed, Asked: 4}, 0, 4},
		{[]Event{other}, Standing{State: Proposed, Asked: 4}, 0, 4},
		{[]Event{agreed}, Standing{State: Agreed, Asked: 4, Agreed: 3}, 3, 0},
		{[]Event{agreed, refused}, Standing{State: Refused, Asked: 4}, 0, 0},
		{[]Event{refused, agreed, other}, Standing{State: Agreed, Asked: 4, Agreed: 3}, 3, 0},
		{[]Event{agreed, done}, Standing{State: Delivered, Asked: 4, Agreed: 3, Delivered: 2, Reported: true}, 3, 0},
		{[]Event{agreed, done, failed}, Standing{State: Failed, Asked: 4, Agreed: 3, Reported: true}, 0, 0},
	} {
		got := StandingOf(l, c.events)
		if got.Counts() != c.counts || got.Open() != c.open {
			t.Errorf("%v takes %d and would take %d", got.State, got.Counts(), got.Open())
		}
		got.Last, got.AgreedBy = Event{}, Event{}
		if got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
		if StateOf(l, c.events) != c.want.State {
			t.Errorf("%v", StateOf(l, c.events))
		}
	}
}

func TestADeputyIsSaid(t *testing.T) {
	p := access.Principal{ID: 12}
	s := SignerOf(p, access.Grant{Role: access.CouncilDirector, At: "C1", StandsFor: 7})
	if s.Actor != "account:12" || s.Org != "C1" || s.RoleWords() != "deputy of the director of adult social services" {
		t.Errorf("%+v %q", s, s.RoleWords())
	}
}
