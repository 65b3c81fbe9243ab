package recovery

import (
	"context"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// TestOneMoreListBuysWhatItsTableSays: in a trust whose lists are full, one more list with a team that is free takes people who wait, and
// what it saves is no more than the prices allow. With the team that is at work it takes nobody beside that.
func TestOneMoreListBuysWhatItsTableSays(t *testing.T) {
	a := Generate(Made{Patients: 900, Sessions: 90, Seed: 2, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.5
	a, _ = Sound(a)
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	lists := slices.Clone(p.Lists)
	slices.SortStableFunc(lists, func(x, y List) int { return int(1000 * (y.Price - x.Price)) })
	bought := 0
	for _, l := range lists[:6] {
		s := a.Sessions[slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == l.Session })]
		s.ID, s.Team = "", FreeTeam
		e, err := WhatIf(context.Background(), a, &p, Trial{Kind: TryList, List: s})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: saves %.0f, %.0f of it anyway, at most %.0f and %.0f", l.Session, e.Saved, e.Anyway, e.Estimate, e.Slack)
		if e.Saved > e.Estimate+e.Slack+1 {
			t.Errorf("list %s saves %.0f, and the prices allow %.0f and %.0f", l.Session, e.Saved, e.Estimate, e.Slack)
		}
		if e.Saved-e.Anyway > e.Estimate/5 {
			bought++
		}
	}
	if bought < 3 {
		t.Errorf("only %d of the 6 dearest lists buy a fifth of what they are said to be worth", bought)
	}
}

// TestATrialRefusesWhatDecidingRefuses: two people of different specialties are not swapped, and a pin inside the notice owed says so.
func TestATrialRefusesWhatDecidingRefuses(t *testing.T) {
	a := threeLists(true)
	other := a.Patients[0]
	other.Pathway, other.Specialty, other.Booked = "XOTHER", "110", "D"
	a.Patients = append(a.Patients, other)
	d := a.Sessions[0]
	d.ID, d.Specialty, d.Team, d.Date = "D", "110", "TD", a.From.Add(3)
	e := d
	e.ID, e.Specialty, e.Team = "E", "100", "TE"
	a.Sessions = append(a.Sessions, d, e)
	a.Patients[1].Notice = 7
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	swap, err := WhatIf(context.Background(), a, &p, Trial{Kind: TrySwap, Pathway: "URGENT", Other: "XOTHER"})
	if err != nil || swap.Possible || !strings.Contains(swap.Words, "specialty") {
		t.Errorf("%v %v %q", err, swap.Possible, swap.Words)
	}
	pin, err := WhatIf(context.Background(), a, &p, Trial{Kind: TryPin, Pathway: "URGENT", Session: "E"})
	if err != nil || !pin.Possible || len(pin.Warnings) != 1 || !strings.Contains(pin.Warnings[0], "7 days of notice") {
		t.Errorf("%v %v %q %q", err, pin.Possible, pin.Words, pin.Warnings)
	}
	if _, err := WhatIf(context.Background(), a, &p, Trial{Kind: TryBeds, Site: "S1", Number: 1, From: a.From.Add(3), To: a.From}); err == nil {
		t.Error("beds until before they begin are tried")
	}
}

// TestNobodySwapsWithThemselves: it is asked for another pathway.
func TestNobodySwapsWithThemselves(t *testing.T) {
	a := threeLists(false)
	plan := Plan{Placements: []Placement{{Pathway: "ROUTINE", Session: "B"}, {Pathway: "URGENT", Session: "A"}}}
	_, err := WhatIf(context.Background(), a, &plan, Trial{Kind: TrySwap, Pathway: "ROUTINE", Other: "ROUTINE"})
	if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "other" {
		t.Errorf("%v", err)
	}
}
