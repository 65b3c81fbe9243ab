package harm

import (
	"testing"

	"headroom/internal/civil"
)

func TestRaisedComparesPrioritiesAlone(t *testing.T) {
	for _, x := range []struct {
		from, to string
		want     bool
	}{{"P4", "P2", true}, {"P3", "P1b", true}, {"P2", "P4", false}, {"P3", "P3", false}, {"P5", "P2", false}, {"", "P2", false}, {"P4", "", false}, {"P4", "P6", false}} {
		if Raised(x.from, x.to) != x.want {
			t.Errorf("from %q to %q", x.from, x.to)
		}
	}
}

func TestAGroupIsReadAsItIsWritten(t *testing.T) {
	for _, g := range []Group{{}, {Age: "60-69"}, {"60-69", "F", "A", "1"}} {
		if got := ParseGroup(g.String()); got != g {
			t.Errorf("%+v became %+v", g, got)
		}
	}
	if (Group{}).String() != "" || ParseGroup("free words") != (Group{}) {
		t.Error("what is not recorded became something")
	}
}

func TestOnlyPathwaysWhoseWindowIsOverAreFollowed(t *testing.T) {
	day := civil.MustDate("2024-01-01")
	c := Cohort{Watched: []Watched{{ID: "1", Postponed: day}, {ID: "2", Postponed: day.Add(1)}},
		Triggers: []Trigger{{Watch: "1", Kind: "death", Occurred: day.Add(7)}, {Watch: "1", Kind: "concern", Occurred: day.Add(1)}, {Watch: "2", Kind: "death", Occurred: day}}}
	got := Follow(c, "death", 7, day.Add(8))
	if len(got) != 1 || got[0].ID != "1" || !got[0].Hit {
		t.Errorf("%+v", got)
	}
	if got = Follow(c, "death", 6, day.Add(8)); len(got) != 2 || got[0].Hit || got[1].Hit {
		t.Errorf("%+v", got)
	}
}

func TestStrataKeepTrustsAndUnknownsApart(t *testing.T) {
	day := civil.MustDate("2024-01-01")
	w := func(trust, priority string, hit bool) Followed {
		f := Followed{Hit: hit}
		f.Trust, f.Priority, f.Postponed = "T1", priority, day
		if trust != "" {
			f.Trust = "T2"
		}
		return f
	}
	got := Stratify([]Followed{w("", "P2", true), w("", "", false)}, []Followed{w("", "P2", false), w("other", "P2", true)}, "")
	if len(got) != 2 || len(got[Beside]) != 3 || len(got[Before]) != 2 {
		t.Fatalf("%+v", got)
	}
	if c := Compare(got[Beside]); c.Left != 1 || c.Strata != 1 {
		t.Errorf("%+v", c)
	}
	if got := Stratify(nil, []Followed{w("", "P2", true)}, ""); len(got) != 0 {
		t.Errorf("nobody was postponed: %+v", got)
	}
}

func TestOthersAreOfTheSameWeeksOrOfTheSeasonBefore(t *testing.T) {
	day := civil.MustDate("2024-07-22")
	w := func(d civil.Date) Followed { return Followed{Watched: Watched{Trust: "T1", Postponed: d}} }
	for days, want := range map[int][2]int{0: {1, 0}, -14: {1, 0}, 17: {1, 0}, -15: {0, 0}, 18: {0, 0}, 140: {0, 0}, -200: {0, 0}, -364: {0, 1}, -364 - 42: {0, 1}, -364 + 45: {0, 1}, -364 + 46: {0, 0}, -500: {0, 0}} {
		got := Stratify([]Followed{w(day), w(day.Add(3))}, []Followed{w(day.Add(days))}, "")
		if n := [2]int{got[Beside][0].Others, got[Before][0].Others}; n != want {
			t.Errorf("%d days after the first postponement: %v, want %v", days, n, want)
		}
	}
}
