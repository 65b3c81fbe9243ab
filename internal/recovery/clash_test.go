package recovery

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
)

func TestTheSmallestCoverIsSmallestAndEachMemberIsNeeded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		limits := 2 + r.IntN(8)
		sets := make([]bar, 1+r.IntN(12))
		for i := range sets {
			for sets[i] == 0 {
				sets[i] = bar(r.Uint32()&r.Uint32()) & (1<<limits - 1)
			}
		}
		covers := func(c bar) bool {
			return !slices.ContainsFunc(sets, func(s bar) bool { return s&c == 0 })
		}
		least := limits + 1
		for c := range bar(1) << limits {
			if covers(c) {
				least = min(least, bits.OnesCount32(uint32(c)))
			}
		}
		got := smallestCover(slices.Clone(sets))
		if !covers(got) || bits.OnesCount32(uint32(got)) != least {
			t.Fatalf("%b of %b: %d limits, %d are enough", got, sets, bits.OnesCount32(uint32(got)), least)
		}
		for b := got; b != 0; b &= b - 1 {
			if covers(got &^ (b & -b)) {
				t.Fatalf("%b of %b: %b is not needed", got, sets, b&-b)
			}
		}
	}
}

// clashOf plans a world of one patient and gives the clash.
func clashOf(t *testing.T, a Ask) Clash {
	t.Helper()
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Clashes) != 1 {
		t.Fatalf("%d clashes: %v", len(p.Clashes), p.Clashes)
	}
	return p.Clashes[0]
}

func TestAPatientWhomNoSessionCanTakeIsToldTheLimitsThatClash(t *testing.T) {
	from := civil.MustDate("2024-01-10")
	for name, c := range map[string]struct {
		patient Patient
		change  func(a *Ask)
		limits  []string
		remedy  string
	}{
		"a skill that nobody has": {Patient{Skill: "spine"}, nil, []string{"the skill that is needed: spine"}, "L1 on 15 January 2024"},
		"away on one list, notice on the other": {Patient{Notice: 10, Away: []civil.Range{{From: from.Add(12), To: from.Add(13)}}}, nil,
			[]string{"10 days of notice are owed: not before 20 January 2024", "the patient is away: 22 January 2024 to 22 January 2024"}, "L1 on 15 January 2024"},
		"too long for any list": {Patient{Minutes: 505, Spread: 60}, nil, []string{"505 minutes, which may vary by 60, do not fit"}, "L1"},
		"both lists closed": {Patient{}, func(a *Ask) { a.Sessions[0].Closed, a.Sessions[1].Team = "WTR-10@1998", "" },
			[]string{"lists are closed: WTR-10@1998", "lists are closed: no team is assigned"}, "L1"},
		"no bed on either night": {Patient{Nights: []float64{1}}, func(a *Ask) {
			a.Limits = []Limit{{Kind: Beds, Site: "S1", Date: from.Add(5)}, {Kind: Beds, Site: "S1", Date: from.Add(12)}}
		}, []string{"ward beds are not free"}, "L1"},
		"another specialty": {Patient{Trust: "SYN-1", Site: "S1", Specialty: "130"}, nil, []string{"no session of specialty 130"}, "Add a session"},
		"minutes not known": {Patient{}, func(a *Ask) { a.Patients[0].Minutes = 0 }, []string{"the minutes of the procedure are not recorded"}, "Enter the expected minutes"},
		"pinned to a closed list": {Patient{Pinned: "L1"}, func(a *Ask) { a.Sessions[0].Closed = "sick" },
			[]string{"a person has decided on the session L1", "lists are closed: sick"}, "L1"},
		"high care that the site has not": {Patient{HighNights: []float64{1}}, nil, []string{"high-dependency or critical care is needed"}, "L1"},
		"another site":                    {Patient{Trust: "SYN-1", Site: "S2", Specialty: "110", Scope: OwnSite}, nil, []string{"to be treated at the site S2"}, "L1"},
	} {
		a := world(c.patient)
		if c.change != nil {
			c.change(&a)
		}
		got := clashOf(t, a)
		for _, want := range c.limits {
			if !slices.ContainsFunc(got.Limits, func(s string) bool { return strings.Contains(s, want) }) {
				t.Errorf("%s: %q is not among %q", name, want, got.Limits)
			}
		}
		if len(got.Limits) != len(c.limits) || !strings.Contains(got.Remedy, c.remedy) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWhoLosesAPlaceToGreaterNeedIsNoClash(t *testing.T) {
	var people []Patient
	for range 12 {
		people = append(people, Patient{Priority: P4, Minutes: 200, Spread: 20})
	}
	p, err := Reschedule(context.Background(), world(people...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Unscheduled == 0 || len(p.Clashes) != 0 {
		t.Errorf("%d without a date, clashes %v", p.Unscheduled, p.Clashes)
	}
}
