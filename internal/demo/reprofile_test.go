package demo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// TestReprofileIsInASensibleState: the plan passes its checks, asks of no council more than is free, and has lines of every
// state that a week brings; whoever signs it can sign in, and nobody's number has changed.
func TestReprofileIsInASensibleState(t *testing.T) {
	w := demo.New(demo.Seed)
	p := w.Reprofile()
	v, err := discharge.CheckVersion(p.Version)
	if err != nil {
		t.Fatal(err)
	}
	supply := discharge.NewSupply(w.Care(p.At.AddDate(0, 0, -14), p.At), p.At, civil.England())
	var claims []discharge.Claim
	for _, l := range v.Lines {
		if c, ok := discharge.ClaimOf(v, l, discharge.Standing{State: discharge.Proposed, Asked: l.Number}); ok {
			claims = append(claims, c)
		}
	}
	if c := discharge.ConflictsOf(claims, supply); len(c) > 0 || len(claims) < 20 {
		t.Errorf("%d claims, conflicts %+v", len(claims), c)
	}
	states := map[discharge.State]int{}
	last, answered := p.At, map[string]bool{}
	for _, s := range p.Steps {
		if s.At.Before(last) || !s.At.Before(demo.Start()) {
			t.Errorf("%s at %s, after %s", s.Org, s.At, last)
		}
		last = s.At
		for _, m := range s.Moves {
			states[m.To]++
			answered[m.Line] = true
		}
	}
	for _, s := range []discharge.State{discharge.Agreed, discharge.Refused, discharge.Delivered, discharge.Failed} {
		if states[s] == 0 {
			t.Errorf("no line is %s: %v", s, states)
		}
	}
	for _, l := range v.Lines {
		if l.Date.Before(civil.Today(demo.Start())) && !answered[l.ID] {
			t.Errorf("nobody answered %s in time, so that %s could never sign", l.ID, l.Holder())
		}
	}
	if states[discharge.Agreed] >= len(v.Lines) {
		t.Error("every line is agreed")
	}
	people := w.People()
	for n, want := range map[int]string{3: "trust-director SYN-101", 8: "icb-lead QMJ", 13: "national-lead ENG", 16: "council-director SYN-C001"} {
		if got := fmt.Sprint(people[n-1].Role, " ", people[n-1].At); got != want || !strings.HasPrefix(people[n-1].Name, fmt.Sprintf("Demonstration %02d", n)) {
			t.Errorf("account %d is %s", n, got)
		}
	}
	for _, x := range v.Parties() {
		role := map[org.Kind]access.Role{org.KindTrust: access.TrustDirector, org.KindICB: access.ICBLead, org.KindCouncil: access.CouncilDirector}[x.Kind]
		if !slices.ContainsFunc(people, func(p demo.Person) bool { return p.Role == role && p.At == x.Org }) {
			t.Errorf("nobody can sign for %s", x.Org)
		}
	}
}
