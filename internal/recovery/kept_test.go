package recovery_test

import (
	"slices"
	"testing"

	"headroom/internal/civil"
	. "headroom/internal/recovery"
)

// A postponed pathway keeps its clock, its priorities and its count, whatever a newer list says (R27).
func TestCarryLosesNothing(t *testing.T) {
	d := civil.MustDate
	moved := Postponement{On: d("2023-12-20"), For: d("2024-01-04"), By: ByProvider}
	before := Patient{Pathway: "P", Clock: d("2022-12-31"), Priority: P3, Prioritised: d("2023-09-01"), Postponed: []Postponement{moved}, Cancer: &Cancer{Referred: d("2023-11-02"), Fast: Yes}}
	now := Patient{Pathway: "P", Clock: d("2024-01-10"), Priority: P2, Prioritised: d("2024-01-08"), Cancer: &Cancer{Referred: d("2023-11-02")}}
	got, notes := Carry(before, now)
	if got.Clock != before.Clock || got.TimesPostponed() != 1 || got.Priority != P2 || got.Cancer.Fast != Yes || len(notes) != 2 {
		t.Errorf("%+v %v", got, notes)
	}
	if !slices.Equal(got.Priorities, []Prioritisation{{P3, d("2023-09-01")}}) {
		t.Errorf("%v", got.Priorities)
	}
	again, notes := Carry(got, got)
	if len(again.Priorities) != 1 || len(again.Postponed) != 1 || len(notes) != 0 {
		t.Errorf("carried twice: %+v %v", again, notes)
	}
	earlier := now
	earlier.Clock = d("2022-01-01")
	if got, _ := Carry(before, earlier); got.Clock != earlier.Clock {
		t.Error("an earlier clock start that was found is not taken")
	}
	if got, notes := Carry(before, Patient{Pathway: "P", Clock: before.Clock}); got.Priority != P3 || got.Cancer == nil || len(notes) != 3 {
		t.Errorf("%+v %v", got, notes)
	}
}

// A wait of 455 days is none of over 65 weeks and one of 456 is; 28 days run from the date that was moved.
func TestLinesToTheDay(t *testing.T) {
	d := civil.MustDate
	p := Patient{Pathway: "P", Specialty: "110", Clock: d("2023-01-01"), Postponed: []Postponement{{On: d("2024-01-02"), For: d("2024-01-04"), By: ByProvider}}}
	c := CountOf([]Patient{p}, nil, d("2024-03-30"))
	if c.Waiting != 1 || c.Postponed != 1 || c.Sum(Line65, 0) != 0 || c.Sum(LinePostponed, 0) != 1 {
		t.Errorf("%+v", c)
	}
	if last := LastDays(p, d("2024-03-30")); last[Line65] != d("2024-03-31") || last[LinePostponed] != d("2024-02-01") {
		t.Errorf("%v", last)
	}
	if c.Days[1] != d("2024-03-31") || c.Sum(Line65, 1) != 0 || c.Sum(Line65, 2) != 1 {
		t.Errorf("%v %v", c.Days[:3], c.Past[Line65])
	}
	p.Treated = d("2024-03-20")
	if c := CountOf([]Patient{p}, nil, d("2024-03-30")); c.Waiting != 0 || len(c.Past) != 0 {
		t.Errorf("somebody treated is counted: %+v", c)
	}
}

// The burn-down holds a plan against nobody's being treated; a list that surely runs late treats all but its last.
func TestBurn(t *testing.T) {
	d := civil.MustDate
	on := d("2024-01-10")
	var patients []Patient
	var placed []Placement
	var who []Pathway
	for _, p := range []Pathway{"A", "B", "C"} {
		patients = append(patients, Patient{Pathway: p, Specialty: "110", Priority: P2, Prioritised: d("2023-12-01"), Clock: d("2023-11-01"), Booked: map[Pathway]SessionID{"C": "L2"}[p]})
		if p != "C" {
			placed, who = append(placed, Placement{Pathway: p, Session: "L1", Date: d("2024-01-15")}), append(who, p)
		}
	}
	sessions := []Session{{ID: "L1", Date: d("2024-01-15")}, {ID: "L2", Date: d("2024-01-20")}}
	plan := &Plan{Placements: placed, Lists: []List{{Session: "L1", Pathways: who, Late: 1}}}
	got := Burn(patients, sessions, plan, LineDates, on, []civil.Date{on, d("2024-01-17"), d("2024-01-24")})
	for i, want := range []BurnDay{{on, 3, 3, 3, 3, 3}, {d("2024-01-17"), 3, 3, 2, 2, 2}, {d("2024-01-24"), 3, 2, 2, 2, 2}} {
		if got[i] != want {
			t.Errorf("day %d: %+v, want %+v", i, got[i], want)
		}
	}
	if got := Burn(patients, sessions, nil, LineDates, on, []civil.Date{d("2024-01-24")}); got[0].Plan != 3 || got[0].Booked != 2 {
		t.Errorf("without a plan: %+v", got[0])
	}
}

// What is different is laid over what was known, and over nothing else.
func TestDifferences(t *testing.T) {
	d := civil.MustDate
	g := Ground{Patients: []Patient{{Pathway: "A"}}, Sessions: []Session{{ID: "L1", Date: d("2024-01-15"), Closed: "sick"}, {ID: "L2", Date: d("2024-01-16"), Team: "t"}},
		Limits: []Limit{{Kind: Beds, Site: "S", Date: d("2024-01-15"), Most: 4}, {Kind: Beds, Site: "S", Date: d("2024-01-20"), Most: 4}}}
	a := PlanAsk{Purpose: PurposeWhatIf, From: d("2024-01-11"), Days: 30, Weights: map[string]float64{"move": 3, "overrun.risk": .2}, Differs: []Difference{
		{Kind: OneMoreList, Session: "L1", Date: d("2024-01-18")}, {Kind: ListClosed, Session: "L2"}, {Kind: BedsMore, Site: "S", Date: d("2024-01-14"), To: d("2024-01-16"), Number: -6},
		{Kind: TeamAway, Team: "t", Date: d("2024-01-20"), To: d("2024-01-21")}, {Kind: OneDecided, Decision: Decision{Pathway: "A", Kind: DecideHold}}}}
	ask := a.AskOf(g)
	if n := len(ask.Sessions); n != 3 || ask.Sessions[2].ID != "L1+1" || ask.Sessions[2].Closed != "" || ask.Sessions[2].Date != d("2024-01-18") || ask.Sessions[1].Closed == "" {
		t.Errorf("%+v", ask.Sessions)
	}
	if ask.Limits[0].Most != 0 || ask.Limits[1].Most != 4 || len(ask.Blocks) != 1 || !ask.Patients[0].OnHold || ask.Policy.Weights["move"] != 3 || ask.Policy.Overrun.Risk != .2 {
		t.Errorf("%+v", ask)
	}
	if g.Limits[0].Most != 4 || g.Sessions[1].Closed != "" || g.Patients[0].OnHold || DefaultPolicy().Weights["move"] == 3 {
		t.Error("what was known was changed")
	}
	for _, x := range a.Differs {
		if x.Words() == "" || x.Words() == string(x.Kind) {
			t.Errorf("%s has no words", x.Kind)
		}
	}
}

func TestPlanAskCheck(t *testing.T) {
	good := PlanAsk{Purpose: PurposePlan, From: civil.MustDate("2024-01-11"), Days: 84, Seconds: 10}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*PlanAsk){"no day": func(a *PlanAsk) { a.From = civil.Date{} }, "no days": func(a *PlanAsk) { a.Days = 0 }, "too long": func(a *PlanAsk) { a.Days = 400 },
		"no time": func(a *PlanAsk) { a.Seconds = 0 }, "for ever": func(a *PlanAsk) { a.Seconds = 1e6 }, "a repair of nothing": func(a *PlanAsk) { a.Purpose = PurposeRepair }} {
		bad := good
		change(&bad)
		if bad.Check() == nil {
			t.Errorf("%s can be asked", what)
		}
	}
}
