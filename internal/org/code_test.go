package org

import "testing"

func TestParseCode(t *testing.T) {
	for _, c := range []struct {
		raw     string
		want    Code
		starred bool
	}{
		{" ra4 ", "RA4", false}, {"RA4*", "RA4", true}, {"RA4 *", "RA4", true}, {"-", England, false}, {"England", England, false},
		{"ENGLAND", England, false}, {"G6V2S", "G6V2S", false}, {"E06000042", "E06000042", false}, {"Z-001", "Z-001", false},
		{"106", "106", false}, {"\u00a0Y60\u00a0", "Y60", false},
	} {
		got, starred, err := ParseCode(c.raw)
		if err != nil || got != c.want || starred != c.starred {
			t.Errorf("ParseCode(%q) = %q, %v, %v; want %q, %v", c.raw, got, starred, err, c.want, c.starred)
		}
	}
	for _, raw := range []string{"", "R", "*", "R_A", "RA4;DROP", "ABCDEFGHIJKLM", "RÄ4"} {
		if got, _, err := ParseCode(raw); err == nil {
			t.Errorf("ParseCode(%q) = %q; want an error", raw, got)
		}
	}
}

func TestRegionLabels(t *testing.T) {
	for _, c := range []struct {
		tree  Tree
		label string
		want  Code
	}{
		{NHS, "NHS ENGLAND MIDLANDS ", "Y60"}, {NHS, "MIDLANDS", "Y60"}, {NHS, "Midlands (Y60)", "Y60"}, {NHS, "y60", "Y60"},
		{NHS, "NHS England North East And Yorkshire", "Y63"}, {NHS, "EAST OF ENGLAND", "Y61"},
		{NHS, "North Of England Commissioning Region", "Y54"}, {NHS, "Midlands And East Of England Commissioning Region", "Y55"},
		{NHS, "South Of England Commissioning Region", "Y57"}, {NHS, "London Commissioning Region", "Y56"},
		{NHS, "NHS ENGLAND NORTH (CUMBRIA AND NORTH EAST)", "Y54"}, {NHS, "South East", "Y59"},
		{ADASS, "South East", "E12000008"}, {ADASS, "Yorkshire & Humber", "E12000003"}, {ADASS, "Eastern", "E12000006"},
		{ADASS, "E12000001", "E12000001"}, {NHS, "England", England},
	} {
		if got, ok := RegionForLabel(c.tree, c.label); !ok || got != c.want {
			t.Errorf("RegionForLabel(%s, %q) = %q, %v; want %q", c.tree, c.label, got, ok, c.want)
		}
	}
	for _, l := range []string{"", "[z]", "-", "Wales", "Yorkshire"} {
		if got, ok := RegionForLabel(NHS, l); ok {
			t.Errorf("RegionForLabel(nhs, %q) = %q; want nothing", l, got)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"GUY'S AND ST THOMAS' NHS FOUNDATION TRUST":            "Guy's and St Thomas' NHS Foundation Trust",
		"THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN, NHS TRUST": "The Queen Elizabeth Hospital, King's Lynn, NHS Trust",
		"STOKE-ON-TRENT NHS TRUST":                             "Stoke-On-Trent NHS Trust",
		"Barts Health NHS Trust":                               "Barts Health NHS Trust",
	} {
		if got := MixedCase(in); got != want {
			t.Errorf("MixedCase(%q) = %q; want %q", in, got, want)
		}
	}
	if !SameName("Barking, Havering & Redbridge", "BARKING HAVERING AND REDBRIDGE") || SameName("Barts", "Bart") {
		t.Error("names are not compared without case and punctuation")
	}
	if !sameFor(KindICB, "NHS Devon ICB", "NHS Devon Integrated Care Board") || !sameFor(KindRegion, "Midlands", "NHS ENGLAND MIDLANDS ") ||
		!sameFor(KindTrust, "Barts NHS FT", "Barts NHS Foundation Trust") {
		t.Error("the habits of a kind's names are not known")
	}
	if got := Shorten(KindICB, "NHS Norfolk and Waveney Integrated Care Board"); got != "Norfolk and Waveney" {
		t.Errorf("the short name is %q", got)
	}
}
