package org

import (
	"os"
	"path/filepath"
	"testing"

	"headroom/internal/civil"
)

// shared reads one of the published files that lie beside the repository, or skips.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		t.Skipf("the published file %s is not beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// take imports a file into a book and accepts everything, as a test's shortcut past the person who would decide.
func take(t testing.TB, facts *[]Fact, name string, data []byte) ChangeSet {
	t.Helper()
	set, err := NewBook(*facts).Import(filepath.Base(name), data, civil.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range set.Lines {
		*facts = append(*facts, l.Facts...)
	}
	return set
}

func date(s string) civil.Date { return civil.MustDate(s) }

// TestPublishedFiles imports every published organisation file, accepts it, and imports it again.
func TestPublishedFiles(t *testing.T) {
	facts := Builtin()
	lines := map[string]int{}
	files := []string{"ods/etr.csv", "reference/trusts_2025_07.csv", "reference/icb_2022_2026.csv", "reference/utla_2023.csv",
		"lookups/derived_utla23_region23.csv", "lookups/lookup_ltla23_utla23.csv", "lookups/derived_ltla22_icb22_share.csv",
		"lookups/lookup_nhs_trusts22_icb22.csv", "lookups/lookup_nhs_trusts22_nhs_region21.csv", "lookups/trust_utla_mapping_public.csv",
		"ods/ord/FBL.json", "ods/ord/R1G.json", "ods/ord/RA9.json", "ods/ord/RNK.json", "ods/ord/RHC.json", "ods/ord/RJY.json"}
	for _, name := range files {
		data := shared(t, name)
		lines[name] = len(take(t, &facts, name, data).Lines)
		if again := take(t, &facts, name, data); len(again.Lines) != 0 {
			t.Errorf("%s again proposes %d lines, the first: %s", name, len(again.Lines), again.Lines[0].Words)
		}
	}
	want := map[string]int{"ods/etr.csv": 207, "reference/icb_2022_2026.csv": 0, "reference/utla_2023.csv": 153,
		"lookups/derived_utla23_region23.csv": 0, "lookups/derived_ltla22_icb22_share.csv": 0, "ods/ord/FBL.json": 0}
	for name, n := range want {
		if lines[name] != n {
			t.Errorf("%s proposes %d lines; want %d", name, lines[name], n)
		}
	}
	b := NewBook(facts)
	p := b.At(date("2025-07-01"))
	stated := 0
	for _, u := range p.Units(KindTrust, KindAmbulance) {
		if !u.Open.From.IsZero() {
			stated++
		}
	}
	if stated != 202 || len(p.Units(KindAmbulance)) != 10 {
		t.Errorf("%d English trusts with dates are open, %d of them ambulance trusts; want 202 and 10", stated, len(p.Units(KindAmbulance)))
	}
	for region, n := range map[Code]int{"E12000007": 33, "E12000002": 24, "E12000008": 19, "E12000009": 15, "E12000003": 15,
		"E12000005": 14, "E12000001": 12, "E12000006": 11, "E12000004": 10} {
		if got := len(p.Under(ADASS, region, KindCouncil)); got != n {
			t.Errorf("%s has %d councils; want %d", region, got, n)
		}
	}
	if h := p.Heir("R1G"); h.Code != "RA9" || !h.Sure() {
		t.Errorf("the heir of R1G is %+v", h)
	}
	if got, _ := b.At(date("2026-05-01")).Parent(NHS, "RNK"); got != "Z9B2Z" {
		t.Errorf("RNK hangs from %s in May 2026", got)
	}
	if x := p.Cross("E06000064"); len(x.NHSRegions) != 2 || x.NHSRegions[0].Other != "Y62" {
		t.Errorf("Westmorland and Furness crosses to %+v", x)
	}
}
