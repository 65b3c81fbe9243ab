package discharge

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

func TestOrganisationsAreFoundByCodeOrVeryName(t *testing.T) {
	since := civil.Range{From: on("2015-04-01")}
	var facts []org.Fact
	for c, name := range map[org.Code]string{"E10000006": "Northshire County Council", "E10000007": "Twin Council", "E10000008": "Twin Council"} {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: org.KindCouncil, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since})
	}
	facts = append(facts, org.Fact{What: org.FactUnit, Org: "RA4", Kind: org.KindTrust, Valid: since}, org.Fact{What: org.FactName, Org: "RA4", Text: "A Trust", Valid: since})
	find := FinderOf(org.NewBook(facts).At(on("2023-12-20")), org.KindCouncil)
	for range 2 { // the second time it is remembered
		for text, want := range map[string]org.Code{"e10000006": "E10000006", " Northshire County Council\u00a0": "E10000006", "NORTHSHIRE COUNTY COUNCIL": "E10000006",
			"Twin Council": "", "RA4": "", "A Trust": "", "": "", "Northshire": ""} {
			if c, ok := find(text); c != want || ok != (want != "") {
				t.Errorf("%q is %q", text, c)
			}
		}
	}
}
