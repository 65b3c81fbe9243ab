package discharge

import (
	"slices"
	"strings"
	"testing"
)

// TestAPlanBesideAnotherTakesWhatIsAgreedAsGiven: what a live plan has agreed frees beds for the plan worked out beside it and
// is named there; as the next version of that plan the sketch keeps it.
func TestAPlanBesideAnotherTakesWhatIsAgreedAsGiven(t *testing.T) {
	s, a := asking(t, 51, 2, 1, .03)
	first, err := Solve(t.Context(), s, a, quick(51))
	if err != nil || !first.Feasible {
		t.Fatal(err)
	}
	live := LivePlan{Version: Version{Plan: "P1", Number: 2, Lines: first.Lines()}, Standings: map[string]Standing{}}
	for _, l := range live.Lines {
		live.Standings[l.ID] = Standing{State: Agreed, Asked: l.Number, Agreed: l.Number}
	}
	open := live.Lines[0]
	live.Standings[open.ID] = Standing{State: Proposed, Asked: open.Number}
	if own := StoodIn(s, []LivePlan{live}, "P1"); len(own) > 0 {
		t.Errorf("a plan stands beside itself: %+v", own)
	}
	stood := StoodIn(s, []LivePlan{live}, "")
	if len(stood) != 1 || len(stood[0].Lines) != len(live.Lines)-1 || slices.ContainsFunc(stood[0].Lines, func(l Line) bool { return l.ID == open.ID }) {
		t.Fatalf("given: %+v", stood)
	}
	want, _, err := Certify(t.Context(), s, a, stood[0].Lines, 9, 4096)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := Certify(t.Context(), Beside(s, stood), a, nil, 9, 4096)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("with nothing more done %+v, the agreed lines reach %+v, %v", got, want, err)
	}
	b := a.Beside(stood)
	if !strings.Contains(strings.Join(b.Assumed, " "), "plan P1, version 2") || len(b.Assumed) != len(a.Assumed)+1 {
		t.Errorf("assumed %v", b.Assumed)
	}
	for k, l := range b.Levers {
		i := slices.IndexFunc(stood[0].Lines, func(x Line) bool { return x.ID == l.ID() })
		if i >= 0 && l.Most != max(0, a.Levers[k].Most-stood[0].Lines[i].Number) || i < 0 && l.Most != a.Levers[k].Most {
			t.Errorf("%s can do %d, and could %d", l.ID(), l.Most, a.Levers[k].Most)
		}
	}
	added := stood[0].Lines[0]
	added.Number = 1
	sketch := Sketch{ID: 4, Ask: SketchAsk{Area: "QX"}, Made: &Worked{From: s.From, Stood: stood, Lines: []Line{added, open}}}
	if n := len(sketch.Draft("P2", 0).Lines); n != 2 {
		t.Errorf("a plan of its own has %d lines", n)
	}
	before := PlanView{Version: live.Version, Newest: 2, Standings: live.Standings}
	next := sketch.Next(before)
	if i := slices.IndexFunc(next.Lines, func(l Line) bool { return l.ID == added.ID }); len(next.Lines) != len(live.Lines) || next.Lines[i].Number != stood[0].Lines[0].Number+1 {
		t.Errorf("the next version has %d lines of %d", len(next.Lines), len(live.Lines))
	}
	if d := sketch.Drops(before); len(d) > 0 {
		t.Errorf("dropped %+v", d)
	}
	sketch.Made.Lines, sketch.Made.Feasible = []Line{added}, true // the search does not find again what nobody has answered
	sketch.Ask.Services = Services()
	if d := sketch.Drops(before); len(d) != 1 || d[0].Line.ID != open.ID || !strings.Contains(d[0].Why, "reached the target without it") {
		t.Errorf("dropped %+v", d)
	}
	sketch.Ask.Services = nil
	if d := sketch.Drops(before); len(d) != 1 || !strings.Contains(d[0].Why, "asked to do without "+open.Service.Words()) {
		t.Errorf("dropped %+v", d)
	}
	live.Standings[open.ID] = Standing{State: Refused, Asked: open.Number, Last: Event{Reason: "no staff"}}
	if d := sketch.Drops(before); len(d) != 1 || d[0].Why != "refused: no staff" {
		t.Errorf("dropped %+v", d)
	}
	live.Standings[open.ID] = Standing{State: Proposed, Asked: open.Number}
	if c := before.CarriedInto(next); c != (Carry{Same: len(live.Lines) - 1, Answered: len(live.Lines) - 2, Fresh: 1, Lost: 1}) {
		t.Errorf("carried over %+v", c)
	}
}
