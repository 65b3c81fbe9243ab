package discharge

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// told is a plan as it goes through its versions.
type told struct {
	v          Version
	roots      Roots
	events     []Event
	signatures []Commitment
}

func (p *told) next(lines ...Line) {
	v := version(p.v.Number+1, lines...)
	p.roots = RootsOf(v, p.v, p.roots)
	p.v = v
}

func (p *told) agree(ids ...string) {
	for _, id := range ids {
		l, _ := p.v.Line(id)
		p.events = append(p.events, Event{Line: id, Version: p.v.Number, State: Agreed, Number: l.Number, At: clock("2023-12-18", 9, len(p.events))})
	}
}

func (p *told) sign(by ...Signer) {
	for _, s := range by {
		p.signatures = append(p.signatures, Commitment{Version: p.v.Number, Org: s.Org, By: s, At: clock("2023-12-18", 10, 0)})
	}
}

func (p *told) standings() map[string]Standing { return Standings(p.v, p.roots, p.events) }

func (p *told) agreement() Agreement { return SignedBy(p.v, p.roots, p.standings(), p.signatures) }

func TestASignedVersionNeedsEveryParty(t *testing.T) {
	p := &told{}
	p.next(starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C2", 2), wardLine("w", "2023-12-23", "T1", 5))
	var got []string
	for _, x := range p.v.Parties() {
		got = append(got, fmt.Sprint(x.Org, x.Kind))
	}
	if fmt.Sprint(got) != "[QXicb T1trust T2trust C1council C2council]" {
		t.Error(got)
	}
	steps := []func(){
		func() { p.sign(lead) }, func() { p.sign(coo) }, func() { p.agree("w") }, func() { p.sign(coo2) },
		func() { p.agree("a"); p.sign(dass) }, func() { p.agree("b") }, func() { p.sign(dass2) },
	}
	for i, do := range steps {
		if p.agreement().State != VersionProposed {
			t.Errorf("signed after %d steps", i)
		}
		do()
	}
	a := p.agreement()
	if a.State != VersionSigned || !strings.HasPrefix(a.Words, "5 of 5 parties") {
		t.Errorf("%+v", a)
	}
	p.events = append(p.events, Event{Line: "b", Version: 1, State: Refused, Reason: "r"})
	if a := p.agreement(); a.State != VersionProposed || !strings.Contains(a.Parties[4].Wanting, "refused") {
		t.Errorf("a refused line: %+v", a)
	}
}

func TestALaterVersionCarriesOverWhatDidNotChange(t *testing.T) {
	p := &told{}
	a, b, w := starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C2", 2), wardLine("w", "2023-12-23", "T1", 5)
	p.next(a, b, w)
	p.agree("a", "b", "w")
	p.sign(lead, coo, coo2, dass, dass2)
	b.Number = 3
	p.next(a, b, w)
	st := p.standings()
	if st["a"].State != Agreed || st["w"].State != Agreed || st["b"].State != Proposed {
		t.Errorf("%+v", st)
	}
	signed := map[org.Code]string{}
	for _, x := range p.agreement().Parties {
		signed[x.Org] = fmt.Sprint(x.Signed, x.Carried)
	}
	want := map[org.Code]string{"QX": "false false", "T1": "true true", "T2": "false false", "C1": "true true", "C2": "false false"}
	if fmt.Sprint(signed) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", signed, want)
	}
	if w := p.agreement().Words; !strings.Contains(w, "2 signatures and the answers to 2 lines") {
		t.Error(w)
	}
	if a := SignedBy(version(2, wardLine("w", "2023-12-20", "T1", 2)), Roots{Parties: map[org.Code]int{"QX": 2, "T1": 1}, Lines: map[string]int{"w": 1}}, map[string]Standing{"w": {State: Agreed, Last: Event{At: clock("2023-12-18", 9, 0), Version: 1}}}, nil); strings.Contains(a.Words, "signature") || !strings.HasSuffix(a.Words, "the answers to 1 line") {
		t.Error(a.Words)
	}
	// Back to the number of before: what was agreed of it then was agreed of another proposal.
	b.Number = 2
	p.next(a, b, w)
	if st := p.standings(); st["b"].State != Proposed || st["a"].State != Agreed {
		t.Errorf("%+v", st)
	}
	// A line that was left out and comes again is asked anew.
	p.next(b, w)
	p.next(a, b, w)
	if st := p.standings(); st["a"].State != Proposed || st["w"].State != Agreed {
		t.Errorf("%+v", st)
	}
	// The target is the trusts' and the board's to sign, not the councils'.
	p.agree("a", "b")
	p.sign(lead, coo, coo2, dass, dass2)
	v := p.v
	v.Number, v.Target = v.Number+1, .9
	p.roots, p.v = RootsOf(v, p.v, p.roots), v
	for _, x := range p.agreement().Parties {
		if x.Signed != (x.Kind == org.KindCouncil) {
			t.Errorf("%+v", x)
		}
	}
}

// TestRootsAreWhatTheHistorySays holds the roots that are carried from version to version against the whole history.
func TestRootsAreWhatTheHistorySays(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 200 {
		var history []Version
		var roots Roots
		before := Version{}
		for n := range 6 {
			var lines []Line
			for _, id := range []string{"a", "b", "c"} {
				if r.Intn(4) > 0 {
					lines = append(lines, starts(id, "2023-12-23", "T1", "C1", 1+r.Intn(2)))
				}
			}
			v := version(n+1, lines...)
			roots, before = RootsOf(v, before, roots), v
			history = append(history, v)
		}
		for _, l := range before.Lines {
			since := before.Number
			for i := len(history) - 2; i >= 0; i-- {
				if old, ok := history[i].Line(l.ID); !ok || old != l {
					break
				}
				since = history[i].Number
			}
			if roots.Lines[l.ID] != since {
				t.Fatalf("line %s: %d, want %d", l.ID, roots.Lines[l.ID], since)
			}
		}
	}
}

func TestWhoSignsAndProposes(t *testing.T) {
	v := version(1, starts("a", "2023-12-23", "T1", "C1", 4))
	for _, s := range []Signer{lead, coo, dass} {
		if err := MaySign(v, s); err != nil {
			t.Error(err)
		}
	}
	viewer := coo
	viewer.Role = string(access.TrustViewer)
	board := lead
	board.Role = string(access.ICBViewer)
	for _, s := range []Signer{coo2, dass2, clerk, viewer, board, {}} {
		kindIs(t, MaySign(v, s), fault.Forbidden)
	}
	if err := MayPropose(v, lead); err != nil {
		t.Error(err)
	}
	kindIs(t, MayPropose(v, coo), fault.Forbidden)
	own := v
	own.Area = "T1"
	if err := MayPropose(own, coo); err != nil {
		t.Error(err)
	}
	kindIs(t, MayPropose(own, dass), fault.Forbidden)
}

func TestAVersionIsCheckedWhole(t *testing.T) {
	good := version(0, wardLine("w", "2023-12-24", "T1", 5), starts("a", "2023-12-23", "T1", "C1", 4))
	got, err := CheckVersion(good)
	if err != nil || got.Lines[0].ID != "a" {
		t.Fatalf("%+v %v", got, err)
	}
	bad := version(0, starts("a", "2023-12-23", "T1", "", 4), starts("a", "2023-12-23", "", "C1", 0), wardLine("b c", "2023-12-23", "T1", 1))
	bad.Lines[2].Council, bad.Lines[2].Pathway, bad.Lines[2].Owner = "C1", P3, " "
	bad.Lines = append(bad.Lines, Line{ID: "e", Date: on("2023-12-23"), Trust: "T1", Service: EscalationBed, Effect: Backlog, Number: 2, Owner: "o"},
		Line{ID: "f", Date: on("2023-12-23"), Trust: "T1", Service: "magic", Number: 2, Owner: "o"})
	bad.Target, bad.Confidence, bad.To, bad.Plan = 92, 1, on("2023-12-01"), "a/b"
	_, err = CheckVersion(bad)
	mentions(t, err, "which council", "Two lines have this name", "whole number from 1", "whose patients", "leave the council out", "The pathway of ward discharges is P0",
		"Name the role", "frees no core bed", `"magic" is no service`, "as 0.92", "between 0 and 1", "first and the last morning", "Name the plan", "Give the line a name")
	one := version(0, starts("a", "2023-12-23", "T2", "C1", 4))
	one.Area, one.Board = "T1", "QX"
	_, err = CheckVersion(one)
	mentions(t, err, "A plan of T1 alone has no lines of T2")
	if _, err := CheckVersion(version(0)); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if !slices.Equal(good.Lines, version(0, good.Lines...).Lines) || good.Lines[0].ID != "w" {
		t.Error("the lines given were put in order in place")
	}
}
