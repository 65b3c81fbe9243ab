package discharge

import (
	"fmt"
	"strings"
	"testing"
)

// TestPathwayOfANeed goes through definition c.1, R19 and T14.
func TestPathwayOfANeed(t *testing.T) {
	for n, want := range map[Need]Pathway{
		{OwnHome, NoSupport}: P0, {OwnHome, PausedPackage}: P0, {OwnHome, LapsedPackage}: P1, {OwnHome, ShortTerm}: P1, {OwnHome, NewSupport}: P1,
		{OwnCareHome, SameLevel}: P0, {OwnCareHome, NoSupport}: P0, {OwnCareHome, ShortTerm}: P1, {OwnCareHome, NewSupport}: P1,
		{Community, ShortTerm}: P2, {NewCareHome, LongTerm}: P3, {NewCareHome, ShortTerm}: P3,
	} {
		if p, ok := PathwayFor(n); !ok || p != want {
			t.Errorf("%+v: %s %v", n, p, ok)
		}
	}
	for _, n := range []Need{{OwnHome, SameLevel}, {NewCareHome, PausedPackage}, {Community, NoSupport}, {"", NoSupport}, {OwnCareHome, "x"}} {
		if p, ok := PathwayFor(n); ok {
			t.Errorf("%+v: %s", n, p)
		}
	}
}

func TestPublishedDestinations(t *testing.T) {
	for label, want := range map[string]Pathway{
		"P0 Domestic home without reablement support": P0, "P0 Other without reablement support": P0, "P1 Hotel with reablement support": P1,
		"P2 Care Home (24hr support)": P2, "P2 Hospice (24hr support)": P2, "P3 Care Home (new admission, likely permanent)": P3,
		"P3b - Care Home (existing resident discharged back)": P0, "P3b Designated Setting (isolation before moving to care home as a new admission)": P3,
		"Pathway 0: Discharge back to an original care home placement when the care home has confirmed they can continue to meet the person’s needs with the same level of support": P0,
		"Pathway 1: Discharge back to original care home placement with rehabilitation, reablement and recovery or with an increased level of support":                              P1,
		"P1: original care home with support": P1, "P0: return to original care home": P0,
		"Pathway\u00a03: Discharge to a care home as a new admission": P3, "p2": P2, "3": P3, "Pathway 1": P1,
	} {
		if p, why, ok := PathwayOf(label); !ok || p != want || strings.HasPrefix(label, "P3b - C") != (why != "") {
			t.Errorf("%q: %s %q %v", label, p, why, ok)
		}
	}
	for _, label := range []string{"", "home", "4", "soap1"} {
		if p, _, ok := PathwayOf(label); ok {
			t.Errorf("%q: %s", label, p)
		}
	}
}

func TestReadLeftAndShares(t *testing.T) {
	at := clock("2024-02-01", 9, 0)
	f, err := ReadLeft(t.Context(), bookOf(t, "left.csv", "Month,Trust,Council,Pathway,Count", "2023-12,T1,C1,P0,80", "Dec-23,T1,C1,P1,12", "December 2023,T1,C2,P2,4",
		"2023-12-01,T1,C2,P3 Care Home (new admission),1", "01/12/2023,T1,C2,P3b Care Home (existing resident discharged back),3", "2023-12,T1,C2,P1,"), finder, finder, at)
	if err != nil || len(f.Counts) != 5 || f.Blank != 1 || len(f.Notes) != 2 || !strings.Contains(f.Notes[0], "counts as P0") {
		t.Fatalf("%+v %v", f, err)
	}
	shares := SharesOf(f.Counts)
	all := shares[0]
	if all.Council != "" || all.All != 100 || fmt.Sprint(all.N) != "map[P0:83 P1:12 P2:4 P3:1]" || len(shares) != 3 {
		t.Errorf("%+v", shares)
	}
	if p, ok := all.Of(P0); p != .83 || !ok {
		t.Error(p)
	}
	if p, ok := all.OfSupported(P1); p != 12./17 || !ok {
		t.Error(p)
	}
	if _, ok := (Shares{}).Of(P1); ok {
		t.Error("a share of nobody")
	}
	if _, ok := (Shares{All: 3, N: map[Pathway]int{P0: 3}}).OfSupported(P1); ok {
		t.Error("a share of nobody supported")
	}
	f, err = ReadLeft(t.Context(), bookOf(t, "left.csv", "Month,Trust,Pathway,Count", "2023-12,T1,home,1", "2024-03,T1,P1,1", "x,T1,P1,1", ",T1,P1,1", "2023-11,T1,P1,1", "2023-11,T1,P1,2"), finder, finder, at)
	mentions(t, err, `"home" is no pathway`, "March 2024 is still to come", `"x" is no month`, "the month is missing", "row 6 is about the same")
	if len(f.Counts) != 0 {
		t.Error("something of a refused file was given")
	}
	_, err = ReadLeft(t.Context(), bookOf(t, "left.csv", "Month,Trust,Pathway,Count", "2023-12,T8,P1,1", "2023-12,T9,P1,2"), finder, finder, at)
	if mentions(t, err, `"T8" is no trust`, `"T9" is no trust`); strings.Contains(err.Error(), "about the same") {
		t.Errorf("two trusts that are not known are taken for one: %v", err)
	}
	_, err = ReadLeft(t.Context(), bookOf(t, "summary.csv", "metric,total_value", "Pathway 0: home,2963125"), finder, finder, at)
	mentions(t, err, "month, trust, pathway, n", "one trust's discharges of one month", "a summary without months and trusts")
}
