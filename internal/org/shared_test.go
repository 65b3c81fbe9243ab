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
	if n := len(p.Units(KindCouncil)); n != 153 {
		t.Errorf("%d councils; want 153", n)
	}
	for _, day := range []string{"2023-03-31", "2023-04-01"} {
		_, open := b.At(date(day)).Unit("RA4")
		if want := day < "2023-04-01"; open != want {
			t.Errorf("%s: RA4, which a list without dates states, is open: %v", day, open)
		}
	}
	wantBothTrees(t, p)
	wantBoards(t, b)
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

// wantBothTrees: the two councils whose regions differ between the trees (requirement R33).
func wantBothTrees(t *testing.T, p *Picture) {
	t.Helper()
	for _, c := range []struct {
		council, adass, icb, region Code
		of                          float64
	}{{"E06000042", "E12000008", "QHG", "Y61", 1}, {"E06000063", "E12000002", "QHM", "Y63", 0.966}} {
		x := p.Cross(c.council)
		if x.ADASSRegion != c.adass || x.ICBs[0].Other != c.icb || x.NHSRegions[0].Other != c.region || x.NHSRegions[0].Of < c.of-0.001 {
			t.Errorf("%s crosses to %+v; want %s, %s and %s", c.council, x, c.adass, c.icb, c.region)
		}
		if !p.Within(c.council, c.adass) || p.Within(c.council, c.region) {
			t.Errorf("%s hangs wrongly: from %v", c.council, p.Ancestors(ADASS, c.council))
		}
	}
}

// wantBoards: who hangs where on both sides of the day on which twelve boards gave way to six. A trust whose register says
// so hangs from the new board; any other of a closed board shows its region with the place assumed, and none is lost.
func wantBoards(t *testing.T, b *Book) {
	t.Helper()
	before, after := b.At(date("2026-03-31")), b.At(date("2026-04-01"))
	if x, y, z := len(before.Units(KindICB)), len(after.Units(KindICB)), len(b.At(date("2023-12-20")).Units(KindICB)); x != 42 || y != 36 || z != 42 {
		t.Errorf("%d boards before, %d after, %d in 2023; want 42, 36 and 42", x, y, z)
	}
	unsure := 0
	for _, u := range before.Units(KindTrust, KindAmbulance) {
		was, _ := before.Place(NHS, u.Code)
		is, ok := after.Place(NHS, u.Code)
		_, stands := after.Unit(was.Parent)
		switch {
		case !ok || !after.Within(u.Code, England):
			t.Errorf("%s is lost to England on the day after", u.Code)
		case stands && is.Parent != was.Parent:
			t.Errorf("%s moved from %s, which goes on, to %s", u.Code, was.Parent, is.Parent)
		case stands:
		case u.Code == "RNK":
			if is.Parent != "Z9B2Z" || is.Assumed {
				t.Errorf("RNK hangs from %+v", is)
			}
		case !is.Assumed || is.Parent != before.Ancestors(NHS, u.Code)[1]:
			t.Errorf("%s of the closed board %s hangs from %+v; want its region, assumed", u.Code, was.Parent, is)
		default:
			unsure++
		}
		if was.Assumed && was.Parent != "Y62" && was.Parent != "Y58" {
			t.Errorf("%s hangs from %+v before", u.Code, was)
		}
	}
	if unsure == 0 {
		t.Error("no trust's place is unconfirmed after the day")
	}
	for _, c := range []Code{"E06000042", "E06000060"} { // Milton Keynes and Buckinghamshire: no sure board after the day
		x := after.Cross(c)
		if _, open := after.Unit(x.ICBs[0].Other); open || x.NHSRegions[0].Of < 0.9 {
			t.Errorf("%s crosses to %+v after the day; its board's successor is not sure", c, x)
		}
	}
}
