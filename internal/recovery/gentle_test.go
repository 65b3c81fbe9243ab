package recovery

import (
	"context"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
)

// threeLists is a trust of three lists of one person each, on the 11th, the 12th and, at another site, on the 40th day. The
// urgent patient, who holds the first, may not go to the other site; the routine one, who holds the second, may if free is set.
func threeLists(free bool) Ask {
	from := civil.MustDate("2024-01-10")
	list := func(id, site string, day int) Session {
		return Session{ID: SessionID(id), Trust: "SYN", Site: site, Date: from.Add(day), Half: Morning, Specialty: "100", Minutes: 120, Team: "T" + id}
	}
	who := func(p Pathway, booked SessionID) Patient {
		return Patient{Pathway: p, Trust: "SYN", Site: "S1", Specialty: "100", Minutes: 100, Spread: 1, Clock: from.Add(-100), Booked: booked}
	}
	urgent, routine := who("URGENT", "A"), who("ROUTINE", "B")
	urgent.Priority, urgent.Prioritised = P2, from.Add(-10)
	routine.Priority = P4
	if free {
		routine.Scope = OwnTrust
	}
	return Ask{From: from, Days: 60, Seconds: 0.05, Policy: DefaultPolicy(), Patients: []Patient{routine, urgent},
		Sessions: []Session{list("A", "S1", 10), list("B", "S1", 11), list("C", "S2", 40)}}
}

// TestARepairTakesNobodysDate: where the urgent patient's list is cancelled and only a routine one's is left, that stays theirs,
// and the plan says what a person could decide. Where the routine one can go elsewhere, they do, however dear a change is.
func TestARepairTakesNobodysDate(t *testing.T) {
	for _, free := range []bool{false, true} {
		a := threeLists(free)
		a.Policy.Weights["move"], a.Policy.Weights["drop"], a.Policy.Weights["p2.late"], a.Policy.Weights["p2.day"], a.Policy.Weights["late.worse"] = 5000, 6000, 10, 1, 1
		var k Placement
		placements := []Placement{{Pathway: "ROUTINE", Session: "B"}, {Pathway: "URGENT", Session: "A"}}
		r, err := Repair(context.Background(), a, placements, Event{Cancelled: []SessionID{"A"}})
		if err != nil {
			t.Fatal(err)
		}
		routine, urgent := r.Plan.Placements[0].Session, r.Plan.Placements[1].Session
		if free && (urgent != "B" || routine != "C") {
			t.Errorf("the urgent patient has %q and the routine one %q", urgent, routine)
		}
		a.Patients[0].Booked = "" // the plan alone has given the date
		loose, err := Repair(context.Background(), a, placements, Event{Cancelled: []SessionID{"A"}})
		if err != nil || loose.Plan.Placements[1].Session != "B" || len(loose.Waiting) == 1 == free {
			t.Errorf("a plan's date stands in the urgent patient's way: %+v %v, %v", loose.Plan.Placements, loose.Waiting, err)
		}
		if k = r.Plan.Placements[1]; !free {
			if routine != "B" || urgent != "" {
				t.Errorf("the urgent patient has %q and the routine one %q", urgent, routine)
			}
			if !slices.ContainsFunc(r.Plan.Notes, func(n string) bool {
				return strings.Contains(n, "pinned to list B") && strings.Contains(n, "the place of ROUTINE")
			}) {
				t.Errorf("nothing says what a person could decide: %q, %v", r.Plan.Notes, k.Why)
			}
		}
	}
}

// TestARepairIsToldAgainstTheDatesThatPeopleHold: a plan and its repair count the same things, so that taking a list away can
// only cost.
func TestARepairIsToldAgainstTheDatesThatPeopleHold(t *testing.T) {
	made := Generate(Made{Patients: 500, Sessions: 60, Seed: 4, From: civil.MustDate("2024-01-10")})
	g := Ground{Patients: made.Patients, Sessions: made.Sessions, Limits: made.Limits, Blocks: made.Blocks}
	slices.SortFunc(g.Patients, func(x, y Patient) int { return strings.Compare(string(x.Pathway), string(y.Pathway)) })
	ask := PlanAsk{Purpose: PurposePlan, From: made.From, Days: made.Days, Seconds: 0.3, Seed: 1}
	whole := ask.AskOf(g)
	base, err := Reschedule(context.Background(), whole, nil)
	if err != nil {
		t.Fatal(err)
	}
	same, err := ask.Mend(context.Background(), g, &base)
	if err != nil || same.Objective < base.Objective-0.5 || same.Objective > base.Objective+0.5 {
		t.Errorf("nothing happened, and the cost goes from %.0f to %.0f: %v", base.Objective, same.Objective, err)
	}
	ask.Differs = []Difference{{Kind: ListClosed, Session: fullest(&whole, &base, 25)}}
	p, err := ask.Mend(context.Background(), g, &base)
	if err != nil {
		t.Fatal(err)
	}
	if p.Objective < base.Objective || p.Bound > p.Objective {
		t.Errorf("a list is gone and the cost goes from %.0f to %.0f, with a bound of %.0f", base.Objective, p.Objective, p.Bound)
	}
	for i, x := range p.Placements {
		if x.Was != g.Patients[i].Booked {
			t.Fatalf("%s held %q and is said to have held %q", x.Pathway, g.Patients[i].Booked, x.Was)
		}
		if len(x.Why) == 0 {
			t.Fatalf("%s has no reasons", x.Pathway)
		}
	}
	for i, x := range p.Tiers {
		if x.Before != base.Tiers[i].Before {
			if d := x.Before - base.Tiers[i].Before; d < 0 || d > 20 {
				t.Errorf("tier %d is counted from %d in one and from %d in the other", x.Number, base.Tiers[i].Before, x.Before)
			}
		}
	}
}

// TestAnAcceptedDateIsFixed: what a patient accepted stays through plans and repairs, until it is postponed or a person decides.
func TestAnAcceptedDateIsFixed(t *testing.T) {
	a := threeLists(true)
	on := a.From.Add(-2)
	offer := Offer{ID: "1", Pathway: "ROUTINE", Session: "B", Date: a.From.Add(11)}
	event := func(to OfferState, hour int) OfferEvent {
		return OfferEvent{Offer: "1", To: to, At: on.At(civil.Clock(hour * 60)), Chosen: "B", Dates: []OfferedDate{{Session: "B", Site: "S1", Date: a.From.Add(11)}}, AnswerBy: on.Add(1)}
	}
	events := []OfferEvent{event(OfferReviewed, 8), event(OfferMade, 9), event(OfferAccepted, 10)}
	routine := a.Patients[0]
	routine.Booked = ""
	a.Patients[0] = routine.After(Said{Offers: []Offer{offer}, Events: events}, on.At(60))
	if p := a.Patients[0]; p.Booked != "B" || !p.Firm {
		t.Fatalf("booked %q, firm %v", p.Booked, p.Firm)
	}
	if p := routine.After(Said{Offers: []Offer{offer}, Events: events[:2]}, on.At(60)); !slices.Contains(p.Offered, "B") {
		t.Error("a date that was offered is anybody's")
	}
	routine.Booked = "B" // the trust's own list has it too, since
	if p := routine.After(Said{Offers: []Offer{offer}, Events: events}, on.Add(1).At(60)); !p.Firm {
		t.Error("a list that tells of the booking makes it loose")
	}
	g := Ground{Patients: a.Patients, Sessions: a.Sessions}
	ask := PlanAsk{Purpose: PurposeRepair, From: a.From, Days: a.Days, Seconds: 0.05, Differs: []Difference{{Kind: ListClosed, Session: "A"}}}
	base := Plan{Placements: []Placement{{Pathway: "ROUTINE", Session: "C", Date: a.From.Add(40)}, {Pathway: "URGENT", Session: "A", Was: "A", Date: a.From.Add(10)}}}
	p, err := ask.Mend(context.Background(), g, &base)
	if err != nil {
		t.Fatal(err)
	}
	if x := p.Placements[0]; x.Session != "B" || x.Change != Decided {
		t.Errorf("the accepted date became %q, %s", x.Session, x.Change)
	}
}

// TestWhoHoldsADateKeepsOneThoughThePlanGivesAnother: the plan had moved the routine patient's held date to another list; a repair for
// somebody graver does not leave them without any.
func TestWhoHoldsADateKeepsOneThoughThePlanGivesAnother(t *testing.T) {
	a := threeLists(false)
	a.Patients[0].Booked = "C" // and the plan gives B
	a.Patients[0].Site = "S1"
	placements := []Placement{{Pathway: "ROUTINE", Session: "B", Was: "C"}, {Pathway: "URGENT", Session: "A", Was: "A"}}
	r, err := Repair(context.Background(), a, placements, Event{Cancelled: []SessionID{"A"}})
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Plan.Placements[0]; x.Session == "" || len(r.Waiting) > 0 {
		t.Errorf("who held a date has none: %+v, %v", x, r.Waiting)
	}
}
