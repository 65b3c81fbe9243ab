package access

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// today is the day of every test here.
var today = civil.MustDate("2024-01-15")

// england is a country small enough to hold in the head:
//
//	ENG ─ Y1 ─ I1 ─ T1 ─ S1      (T0 merged into T1)
//	    │    │    └ T2
//	    │    └ I2 ─ T3
//	    ├ Y2 ─ I3 ─ T4
//	    ├ A1 ─ C1 (60 % in I1, 40 % in I3), C2
//	    └ A2 ─ C3
func england(t testing.TB) *org.Picture {
	t.Helper()
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	var facts []org.Fact
	unit := func(c org.Code, k org.Kind, tree org.Tree, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since},
			org.Fact{What: org.FactName, Org: c, Text: "Unit " + string(c), Valid: since})
		if parent != "" {
			facts = append(facts, org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: since})
		}
	}
	unit(org.England, org.KindEngland, "", "")
	unit("NHSE", org.KindNational, "", "")
	unit("Y1", org.KindRegion, org.NHS, org.England)
	unit("Y2", org.KindRegion, org.NHS, org.England)
	unit("I1", org.KindICB, org.NHS, "Y1")
	unit("I2", org.KindICB, org.NHS, "Y1")
	unit("I3", org.KindICB, org.NHS, "Y2")
	unit("T1", org.KindTrust, org.NHS, "I1")
	unit("T2", org.KindTrust, org.NHS, "I1")
	unit("T3", org.KindTrust, org.NHS, "I2")
	unit("T4", org.KindTrust, org.NHS, "I3")
	unit("P1", org.KindIndependent, org.NHS, "I1")
	unit("S1", org.KindSite, org.NHS, "T1")
	unit("A1", org.KindADASSRegion, org.ADASS, org.England)
	unit("A2", org.KindADASSRegion, org.ADASS, org.England)
	unit("C1", org.KindCouncil, org.ADASS, "A1")
	unit("C2", org.KindCouncil, org.ADASS, "A1")
	unit("C3", org.KindCouncil, org.ADASS, "A2")
	merged := civil.MustDate("2023-04-01")
	facts = append(facts,
		org.Fact{What: org.FactShare, Org: "C1", Basis: org.AreasByICB, Valid: since,
			Shares: []org.Share{{Other: "I1", Of: 0.6}, {Other: "I3", Of: 0.4}}},
		org.Fact{What: org.FactUnit, Org: "T0", Kind: org.KindTrust, Valid: civil.Range{From: since.From, To: merged}},
		org.Fact{What: org.FactSuccession, Org: "T0", Other: "T1", Manner: org.Merged, Valid: civil.Range{From: merged}})
	return org.NewBook(facts).At(today)
}

// everywhere is every organisation of the small country, and one that does not exist.
func everywhere(pic *org.Picture) []org.Code {
	out := []org.Code{"XX", "T0"}
	for _, u := range pic.Units() {
		out = append(out, u.Code)
	}
	return out
}

func held(r Role, at org.Code) Grant {
	return Grant{Role: r, At: at, From: civil.MustDate("2023-01-01")}
}

func person(g ...Grant) Principal { return Principal{ID: 12, Name: "A Person", Grants: g} }
