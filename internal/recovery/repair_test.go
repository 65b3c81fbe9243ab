package recovery

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/internal/civil"
)

// bookedTrust is a synthetic trust whose plan everybody holds.
func bookedTrust(t *testing.T, patients, sessions int) (Ask, Plan) {
	t.Helper()
	a := Generate(Made{Patients: patients, Sessions: sessions, Seed: 2, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.2
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a, p
}

// fullest is the list of the week after so many days that holds most people.
func fullest(a *Ask, p *Plan, after int) SessionID {
	best, most := SessionID(""), 0
	for _, l := range p.Lists {
		k := slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == l.Session })
		if d := a.Sessions[k].Date.Sub(a.From); d >= after && d < after+7 && len(l.Pathways) > most {
			best, most = l.Session, len(l.Pathways)
		}
	}
	return best
}

func TestARepairMovesFewAndNobodyInsideTheirNotice(t *testing.T) {
	a, p := bookedTrust(t, 10_000, 1200)
	var events []Event
	for _, after := range []int{2, 25, 45} {
		events = append(events, Event{Cancelled: []SessionID{fullest(&a, &p, after)}, Why: "sick"})
	}
	s := a.Sessions[slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == events[1].Cancelled[0] })]
	var beds Event
	for _, l := range a.Limits {
		if d := l.Date.Sub(a.From); l.Kind == Beds && d >= 20 && d < 34 {
			l.Most = 1
			beds.Limits = append(beds.Limits, l)
		}
	}
	events = append(events, Event{Blocks: []Block{{Team: s.Team, From: a.From, To: a.From.Add(a.Days), Rule: "sick"}}}, beds)
	for k, e := range events {
		began := cpu()
		r, err := Repair(context.Background(), a, p.Placements, e)
		if err != nil {
			t.Fatal(err)
		}
		took := cpu() - began
		t.Logf("event %d: %d displaced, %d moved, %.2f s of processor time", k, len(r.Displaced), len(r.Moved), took)
		if took >= 1 {
			t.Errorf("event %d: mended in %.2f s of processor time", k, took)
		}
		if len(r.Displaced) == 0 {
			t.Errorf("event %d displaced nobody", k)
		}
		mustMendGently(t, &a, &p, e, &r)
	}
}

func TestARepairAfterANewPatientASickTeamAndAClosedWard(t *testing.T) {
	a, p := bookedTrust(t, 1000, 120)
	urgent := a.Patients[0]
	urgent.Pathway, urgent.Priority, urgent.Prioritised, urgent.Clock, urgent.Notice, urgent.Booked, urgent.Cancer, urgent.Away = "NEW", P2, a.From, a.From, 1, "", nil, nil
	urgent.Surgeon, urgent.Skill, urgent.Nights, urgent.HighNights, urgent.Minutes, urgent.Spread = "", "general", nil, nil, 45, 10
	r, err := Repair(context.Background(), a, p.Placements, Event{Added: []Patient{urgent}})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Plan.Placements[len(r.Plan.Placements)-1]
	if last.Pathway != "NEW" || len(r.Plan.Placements) != 1001 {
		t.Fatalf("%+v", last)
	}
	if len(r.Moved) > 2 {
		t.Errorf("%d were moved for one", len(r.Moved))
	}

	list := fullest(&a, &p, 20)
	s := a.Sessions[slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == list })]
	r, err = Repair(context.Background(), a, p.Placements, Event{Blocks: []Block{{Team: s.Team, From: s.Date, To: s.Date.Add(7), Rule: "WTR-11@1998"}}})
	if err != nil || len(r.Displaced) == 0 {
		t.Fatalf("%v, %d displaced", err, len(r.Displaced))
	}
	for _, x := range r.Plan.Placements {
		k := slices.IndexFunc(a.Sessions, func(y Session) bool { return y.ID == x.Session })
		if k >= 0 && a.Sessions[k].Team == s.Team && !a.Sessions[k].Date.Before(s.Date) && !a.Sessions[k].Date.After(s.Date.Add(7)) {
			t.Errorf("%s is on a list of a team that is owed rest", x.Pathway)
		}
	}

	var closed []Limit
	for d := range 14 {
		closed = append(closed, Limit{Kind: Beds, Site: s.Site, Date: a.From.Add(30 + d), Most: 1})
	}
	r, err = Repair(context.Background(), a, p.Placements, Event{Limits: closed})
	if err != nil || len(r.Displaced)+len(r.Moved) == 0 {
		t.Fatalf("%v, %d displaced, %d moved", err, len(r.Displaced), len(r.Moved))
	}
	if c := CheckPlan(&r.Ask, linesOf(&r.Plan)); len(c.Violations) > 0 {
		t.Errorf("%d violations, first %+v", len(c.Violations), c.Violations[0])
	}
}

func TestAPlanRollsOverWeeksOfCancelledLists(t *testing.T) {
	a, p := bookedTrust(t, 600, 80)
	for week := range 6 {
		r, err := Repair(context.Background(), a, p.Placements, Event{Cancelled: []SessionID{fullest(&a, &p, 7*week+3)}})
		if err != nil {
			t.Fatal(err)
		}
		if c := CheckPlan(&r.Ask, linesOf(&r.Plan)); len(c.Violations) > 0 {
			t.Fatalf("week %d: %+v", week, c.Violations[0])
		}
		a, p = r.Ask, r.Plan
	}
}

func TestATrialSaysWhomItHelpsAndWhomItCosts(t *testing.T) {
	a := world(Patient{Minutes: 400, Spread: 20, Clock: civil.MustDate("2023-01-01")}, Patient{Minutes: 400, Spread: 20}, Patient{Minutes: 400, Spread: 20})
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Scheduled != 2 {
		t.Fatalf("%+v", p.Placements)
	}
	list := a.Sessions[0]
	list.ID, list.Date, list.Team = "", a.From.Add(8), "T3"
	e, err := WhatIf(context.Background(), a, &p, Trial{Kind: TryList, List: list})
	if err != nil || !e.Possible || e.Saved <= 0 || e.Estimate <= 0 || !slices.ContainsFunc(e.Shifts, func(s Shift) bool { return s.To == oneMore && s.Days < 0 }) {
		t.Errorf("%v %+v", err, e)
	}
	// The patient without a date takes the place of the one who has the first list.
	var out, first, second Pathway
	for _, x := range p.Placements {
		if x.Session == "" {
			out = x.Pathway
		}
		switch x.Session {
		case "":
		case "L1":
			first = x.Pathway
		default:
			second = x.Pathway
		}
	}
	e, err = WhatIf(context.Background(), a, &p, Trial{Kind: TryPin, Pathway: out, Session: "L1"})
	if err != nil || !e.Possible || e.Saved > 0 {
		t.Errorf("%v %+v", err, e)
	}
	if !slices.ContainsFunc(e.Shifts, func(s Shift) bool { return s.Pathway == first && s.From == "L1" && s.To != "L1" }) {
		t.Errorf("who loses the place is not told of: %+v", e.Shifts)
	}
	e, err = WhatIf(context.Background(), a, &p, Trial{Kind: TrySwap, Pathway: second, Other: first})
	if err != nil || !e.Possible {
		t.Errorf("%v %+v", err, e)
	}
	e, err = WhatIf(context.Background(), a, &p, Trial{Kind: TryHold, Pathway: first})
	if err != nil || !slices.ContainsFunc(e.Shifts, func(s Shift) bool { return s.Pathway == first && s.To == "" }) {
		t.Errorf("%v %+v", err, e)
	}
	e, err = WhatIf(context.Background(), a, &p, Trial{Kind: TryForbid, Pathway: first, Session: "L1"})
	if err != nil || !slices.ContainsFunc(e.Shifts, func(s Shift) bool { return s.Pathway == first && s.From == "L1" }) {
		t.Errorf("%v %+v", err, e)
	}
	a.Sessions[0].Closed = "sick"
	if e, err = WhatIf(context.Background(), a, &p, Trial{Kind: TryPin, Pathway: out, Session: "L1"}); err != nil || e.Possible || e.Words != "Session L1 is closed: sick. Choose one that is open" {
		t.Errorf("%v %+v", err, e)
	}
}

func TestMoreBedsAndAnaesthetistsHelpWhereTheyAreShort(t *testing.T) {
	a := world(Patient{Nights: []float64{1}, Anaesthetic: true}, Patient{Nights: []float64{1}, Anaesthetic: true})
	for _, s := range a.Sessions {
		a.Limits = append(a.Limits, Limit{Kind: Beds, Site: "S1", Date: s.Date, Most: 1}, Limit{Kind: Anaesthetists, Site: "S1", Date: s.Date, Most: 1})
	}
	a.Limits[3].Most = 0 // no anaesthetist on the second day
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil || p.Scheduled != 1 {
		t.Fatalf("%v %+v", err, p.Placements)
	}
	for _, x := range []struct {
		t    Trial
		days int
	}{{Trial{Kind: TryBeds, Site: "S1", From: a.From, To: a.From.Add(10), Number: 1}, 5}, {Trial{Kind: TryAnaesthetist, Site: "S1", From: a.Sessions[1].Date, Number: 1}, 12}} {
		e, err := WhatIf(context.Background(), a, &p, x.t)
		if err != nil || !e.Possible || e.Saved <= 0 || len(e.Shifts) != 1 || e.Shifts[0].After != a.From.Add(x.days) {
			t.Errorf("%s: %v %+v", x.t.Kind, err, e)
		}
	}
	e, err := WhatIf(context.Background(), a, &p, Trial{Kind: TryHighBeds, Site: "S1", From: a.From, Number: 1})
	if err != nil || e.Possible || e.Words == "" {
		t.Errorf("%v %+v", err, e)
	}
	if _, err = WhatIf(context.Background(), a, &p, Trial{Kind: "magic", Pathway: "A1"}); err == nil {
		t.Error("magic was tried")
	}
}

func TestNobodyIsBookedWithATeamThatIsOwedRest(t *testing.T) {
	stood := 0
	for seed := range uint64(150) {
		a := randomAsk(seed + 9000)
		r := rand.New(rand.NewPCG(seed, 5))
		for range 6 {
			s := a.Sessions[r.IntN(len(a.Sessions))]
			from := s.Date.Add(-r.IntN(3))
			a.Blocks = append(a.Blocks, Block{Team: s.Team, From: from, To: from.Add(r.IntN(9)), Rule: "WTR-11@1998"})
			half := a.Sessions[r.IntN(len(a.Sessions))]
			a.Blocks = append(a.Blocks, Block{Team: half.Team, From: half.Date, To: half.Date, Session: half.ID, Rule: "WTR-24@1998"})
		}
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := a.Sessions[r.IntN(len(a.Sessions))]
		more := Block{Team: s.Team, From: s.Date, To: s.Date.Add(2), Rule: "WTR-10@1998"}
		if seed%2 == 0 {
			more.To, more.Session = s.Date, s.ID
		}
		mended, err := Repair(context.Background(), a, p.Placements, Event{Blocks: []Block{more}})
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range []struct {
			blocks []Block
			plan   *Plan
		}{{a.Blocks, &p}, {append(a.Blocks, more), &mended.Plan}} {
			found, n := overlaps(&a, of.blocks, of.plan)
			if len(found) > 0 {
				t.Errorf("seed %d: %s", seed, found[0])
			}
			stood += n
			if k := slices.IndexFunc(of.plan.Placements, func(x Placement) bool { return x.Session != "" && x.Change != Later }); k >= 0 {
				x := of.plan.Placements[k] // a fault is planted: rest over a date that stands
				i := slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == x.Session })
				if found, _ := overlaps(&a, append(slices.Clone(of.blocks), Block{Team: a.Sessions[i].Team, From: x.Date, To: x.Date, Session: x.Session}), of.plan); len(found) == 0 {
					t.Errorf("seed %d: a date in a session that rest closes was not found", seed)
				}
			}
		}
	}
	if stood < 1000 {
		t.Errorf("only %d dates were judged", stood)
	}
}

// Rest that closes the morning leaves the afternoon of the same team open.
func TestRestClosesTheSessionItOverlaps(t *testing.T) {
	a := world(Patient{}, Patient{})
	s := a.Sessions[0]
	a.Sessions[0].Half, a.Sessions[0].Minutes = Morning, 240
	s.ID, s.Half, s.Minutes = "L1pm", Afternoon, 240
	a.Sessions = append(a.Sessions, s)
	a.Blocks = []Block{{Team: s.Team, From: s.Date, To: s.Date, Session: "L1", Rule: "WTR-10@1998", Window: "to 12:30"}}
	if why := ClosedBy(a.Sessions[0], a.Blocks); why != "WTR-10@1998: to 12:30" {
		t.Error(why)
	}
	if why := ClosedBy(s, a.Blocks); why != "" {
		t.Errorf("the afternoon is closed: %s", why)
	}
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range p.Placements {
		if x.Session != "L1pm" {
			t.Errorf("%s is on %q", x.Pathway, x.Session)
		}
	}
	lines := linesOf(&p)
	if got := CheckPlan(&a, lines); len(got.Violations) > 0 {
		t.Errorf("%+v", got.Violations)
	}
	lines[0].Session = "L1"
	if got := CheckPlan(&a, lines); !slices.ContainsFunc(got.Violations, func(v Violation) bool { return v.Rule == "closed" }) {
		t.Errorf("a date in the closed morning: %+v", got.Violations)
	}
}

// overlaps finds dates in sessions that a block of their team closes, and counts the dates within a plan's days. What lies after its
// last day is not the plan's.
func overlaps(a *Ask, blocks []Block, p *Plan) (found []string, n int) {
	team := map[SessionID]string{}
	for _, s := range a.Sessions {
		team[s.ID] = s.Team
	}
	for _, x := range p.Placements {
		if x.Session == "" || x.Change == Later {
			continue
		}
		n++
		for _, b := range blocks {
			if b.Team == team[x.Session] && !x.Date.Before(b.From) && !x.Date.After(b.To) && (b.Session == "" || b.Session == x.Session) {
				found = append(found, fmt.Sprintf("%s is on %s, %s with %s, who is owed rest from %s to %s", x.Pathway, x.Session, x.Date, b.Team, b.From, b.To))
			}
		}
	}
	return found, n
}
