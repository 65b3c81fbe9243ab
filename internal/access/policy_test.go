package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"headroom/internal/org"
)

// TestMatrix says, for each role and verb, every organisation where it is allowed. What is not listed is denied.
func TestMatrix(t *testing.T) {
	pic := england(t)
	all := "A1 A2 C1 C2 C3 ENG I1 I2 I3 NHSE P1 S1 T0 T1 T2 T3 T4 XX Y1 Y2"
	region1 := "I1 I2 P1 S1 T0 T1 T2 T3 Y1"
	cases := []struct {
		role  Role
		at    org.Code
		verbs string
		where string
	}{
		{TrustViewer, "T1", "series.read picture.read", "ENG I1 S1 T0 T1 Y1"},
		{TrustViewer, "T1", "return.read chase.read", "S1 T0 T1"},
		{TrustViewer, "T1", "org.read period.read register.read", all},
		{TrustViewer, "T1", "return.draft return.submit return.sign return.reopen chase.send import.run import.read org.propose org.accept role.edit period.edit audit.read account.manage job.read job.retry", ""},
		{TrustSubmitter, "T1", "return.draft return.submit", "S1 T1"},
		{TrustSubmitter, "T1", "return.sign return.reopen return.reopen-late audit.read", ""},
		{TrustDirector, "T1", "return.sign return.reopen return.submit", "S1 T1"},
		{TrustDirector, "T1", "return.reopen-late", ""},
		{TrustDirector, "T1", "audit.read", "S1 T0 T1"},
		{ProviderDirector, "P1", "return.sign return.submit", "P1"},
		{ICBLead, "I1", "series.read", "ENG I1 P1 S1 T0 T1 T2 Y1"},
		{ICBLead, "I1", "return.read chase.read", "I1 P1 S1 T0 T1 T2"},
		{ICBLead, "I1", "chase.send", "I1 P1 S1 T1 T2"},
		{ICBLead, "I1", "return.draft return.submit", "I1"},
		{ICBLead, "I1", "return.sign return.reopen-late", ""},
		{ICBDirector, "I1", "return.sign return.reopen", "I1"},
		{ICBViewer, "I1", "return.submit chase.send audit.read", ""},
		{RegionLead, "Y1", "return.read", region1},
		{RegionLead, "Y1", "series.read", "ENG " + region1},
		{RegionLead, "Y1", "return.reopen return.reopen-late org.accept", "I1 I2 P1 S1 T1 T2 T3 Y1"},
		{RegionLead, "Y1", "return.submit return.sign import.run period.edit", ""},
		{NationalLead, "ENG", "series.read return.read import.run period.edit org.accept chase.send audit.read", all},
		{NationalLead, "NHSE", "series.read", all},
		{NationalLead, "ENG", "return.draft return.submit return.sign account.manage", ""},
		{NationalViewer, "ENG", "return.read series.read", all},
		{NationalViewer, "ENG", "period.edit import.run audit.read", ""},
		{CouncilLead, "C1", "series.read", "A1 C1 ENG I1 I3 Y1 Y2"},
		{CouncilLead, "C1", "return.read return.submit", "C1"},
		{CouncilLead, "C2", "series.read", "A1 C2 ENG"},
		{CouncilDirector, "C1", "return.sign audit.read", "C1"},
		{CouncilViewer, "C1", "return.submit", ""},
		{ADASSChair, "A1", "return.read chase.read chase.send", "A1 C1 C2"},
		{ADASSChair, "A1", "series.read", "A1 C1 C2 ENG"},
		{Auditor, "ENG", "series.read return.read audit.read", all},
		{Auditor, "ENG", "return.submit account.manage token.own deputy.name", ""},
		{Administrator, "ENG", "account.manage", all},
		{Administrator, "ENG", "picture.read series.read return.read chase.read audit.read", ""},
		{Administrator, "ENG", "job.read job.retry", "ENG"},
		{Administrator, "I1", "account.manage", "I1 P1 S1 T1 T2"},
		{Administrator, "A1", "account.manage", "A1 C1 C2"},
		{Administrator, "T1", "job.read", "T0 T1"},
	}
	for _, c := range cases {
		for _, v := range strings.Fields(c.verbs) {
			p := person(held(c.role, c.at))
			var got []string
			for _, on := range everywhere(pic) {
				if p.May(Verb(v), on, pic, today) {
					got = append(got, string(on))
				}
			}
			slices.Sort(got)
			want := strings.Fields(c.where)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s at %s, %s:\n got %v\nwant %v", c.role, c.at, v, got, want)
			}
		}
	}
}

func TestRolesAreHeldOnlyWhereTheyFit(t *testing.T) {
	pic := england(t)
	for _, g := range []Grant{held(NationalLead, "T1"), held(RegionLead, "I1"), held(TrustDirector, "I1"),
		held(CouncilLead, "T1"), held(Auditor, "Y1"), held(ICBLead, "XX"), held("owner", "T1")} {
		for _, v := range Verbs() {
			if v != SessionOwn && person(g).May(v, g.At, pic, today) {
				t.Errorf("%s at %s may %s", g.Role, g.At, v)
			}
		}
		if CheckGrant(g, pic) == nil {
			t.Errorf("%s at %s was not refused", g.Role, g.At)
		}
	}
}

func TestEveryVerbIsExplained(t *testing.T) {
	seen := map[Verb]bool{}
	for _, p := range Policies() {
		if p.Words == "" {
			t.Errorf("%s has no words", p.Noun)
		}
		for _, r := range p.Rules {
			if r.Words == "" || r.Why == "" || seen[r.Verb] || r.Verb.Noun() != p.Noun {
				t.Errorf("rule %s of %s is bare, twice there or under the wrong noun", r.Verb, p.Noun)
			}
			seen[r.Verb] = true
			for role := range r.Reach {
				if _, ok := role.Info(); !ok {
					t.Errorf("%s names the unknown role %s", r.Verb, role)
				}
			}
		}
	}
	if n := len(Table()); n != len(Verbs())*len(Roles()) {
		t.Errorf("the table has %d rows", n)
	}
	for _, row := range Table() {
		if row.Reach.String() == "" {
			t.Errorf("%v has no words", row)
		}
	}
}

// TestNoRoleChangesWhatItOnlyReads holds for the table itself, whatever is added to it.
func TestNoRoleChangesWhatItOnlyReads(t *testing.T) {
	for _, row := range Table() {
		r, _ := RuleFor(row.Verb)
		viewer := strings.HasSuffix(string(row.Role), "-viewer") || row.Role == Auditor
		if viewer && r.Changes && r.Verb != TokenOwn && r.Verb != DeputyName && row.Reach != None {
			t.Errorf("%s may %s", row.Role, row.Verb)
		}
		if r.Changes && row.Reach&Above != 0 {
			t.Errorf("%s changes something above it by %s", row.Role, row.Verb)
		}
		if row.Role == Auditor && r.Changes && row.Reach != None {
			t.Errorf("the auditor may %s", row.Verb)
		}
	}
}

func TestReopenVerb(t *testing.T) {
	for days, want := range map[int]Verb{0: ReturnReopen, 14: ReturnReopen, 15: ReturnReopenLate, 90: ReturnReopenLate} {
		if got := ReopenVerb(days); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}

func TestReachInWords(t *testing.T) {
	for reach, want := range map[Reach]string{
		None: "none", Own: "own organisation", All: "everything",
		Below | Above:     "own organisation and those below it in the NHS tree; aggregate pictures of its parents",
		BelowCare:         "own organisation and those below it in the ADASS tree",
		Below | BelowCare: "own organisation and those below it in the NHS and ADASS trees",
	} {
		if got := fmt.Sprint(reach); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
