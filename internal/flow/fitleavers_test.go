package flow

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// startOf is how many people a site starts with.
func startOf(s *System, site int) int {
	x := &s.Model.Sites[site]
	n := x.Ready
	for _, g := range x.Stages {
		n += g.Now
	}
	for _, l := range x.Links {
		for p := range l.Waiting {
			n += l.Waiting[p] + l.Process[p]
		}
	}
	return n
}

// TestFitNeverStartsBelowTheCount: stays of those who have left alone, of few who are still in, of half, and of too many
// start from the counted beds all the same; the next morning is near them, and what was done about the file is said.
func TestFitNeverStartsBelowTheCount(t *testing.T) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	whole := w.play(3, 200)
	for _, c := range []struct {
		name string
		keep func(i int, s Stay) int // how often
		code string
		tier Tier
	}{
		{"leavers alone", func(_ int, s Stay) int { return one(!s.Left.IsZero()) }, "stays-of-leavers", WithPathways},
		{"one in ten of those in", func(i int, s Stay) int { return one(!s.Left.IsZero() || i%10 == 0) }, "stays-of-leavers", WithPathways},
		{"two thirds of all", func(i int, _ Stay) int { return one(i%3 > 0) }, "stays-scaled", WithStays},
		{"everybody twice", func(int, Stay) int { return 2 }, "stays-scaled", WithStays},
	} {
		x := clone(whole)
		x.Stays = nil
		for i, s := range whole.Stays {
			for range c.keep(i, s) {
				x.Stays = append(x.Stays, s)
			}
		}
		s, err := Fit(given(w, x, WithStays), National())
		if err != nil {
			t.Fatal(err)
		}
		counted := x.Occupied[len(x.Occupied)-1]
		if n := startOf(s, 0); math.Abs(float64(n)-counted) > 1 {
			t.Errorf("%s: starts with %d people, %.0f were counted", c.name, n, counted)
		}
		if !has(s, c.code) || s.Tiers[0] != c.tier || len(s.Unsound()) > 0 {
			t.Errorf("%s: tier %s, %v", c.name, s.Tiers[0], s.Notes)
		}
		l, err := Close(&s.Model, 0, 14)
		if err != nil {
			t.Fatal(err)
		}
		if m := l.Mean(13); math.Abs(m/counted-1) > .12 {
			t.Errorf("%s: %.0f of %.0f beds in a fortnight", c.name, m, counted)
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// TestAnchorRefusesAnotherHospital: a model of far fewer people than are forecast is marked as one not to plan with.
func TestAnchorRefusesAnotherHospital(t *testing.T) {
	s := Sample(1, 1, 2, 42)
	l, err := Close(&s.Model, 0, 42)
	if err != nil {
		t.Fatal(err)
	}
	want := spreadOf(l, 42)
	fine := *s
	fine.Model.Sites = slices.Clone(s.Model.Sites)
	if _, err := Anchor(&fine, 0, want); err != nil || len(fine.Unsound()) > 0 {
		t.Fatal(err, fine.Unsound())
	}
	site := &s.Model.Sites[0]
	site.Stages = slices.Clone(site.Stages)
	for k := range site.Stages {
		site.Stages[k].Now = 0
	}
	if _, err := Anchor(s, 0, want); err != nil {
		t.Fatal(err)
	}
	if list := s.Unsound(); len(list) != 1 || list[0].Org != s.Trusts[0] {
		t.Errorf("%v", s.Notes)
	}
}

// TestNotesOnStartsSayTheirBasis: a week's figure is of an ordinary week, and the days that a council spoke of are counted.
func TestNotesOnStartsSayTheirBasis(t *testing.T) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	e := given(w, w.play(3, 112), WithPathways)
	e.Councils[0].Weekly[0] *= .5
	e.Councils[0].Dated = []DatedStarts{{On: e.From.Add(-1)}, {On: e.From}, {On: e.From.Add(3)}, {On: e.From.Add(20)}}
	s, err := Fit(e, National())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range s.Notes {
		if n.Code == "capacity-below-need" {
			if !strings.Contains(n.Words, "starts in an ordinary week") || !strings.HasSuffix(n.Words, "On 2 of the next 14 days what was stated for the day itself counts instead.") {
				t.Error(n.Words)
			}
			return
		}
	}
	t.Error("no note")
}
