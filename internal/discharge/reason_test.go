package discharge

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"headroom/internal/fault"
)

func TestTheSetsAreWhole(t *testing.T) {
	for set, n := range map[ReasonSet]int{SetA: 18, SetB: 37, "C": 0} {
		if got := len(Reasons(set)); got != n {
			t.Errorf("%s has %d", set, got)
		}
	}
	groups := map[ReasonGroup]int{}
	keys := map[string]ReasonCode{}
	for _, r := range append(Reasons(SetA), Reasons(SetB)...) {
		if r.Set == SetB {
			groups[r.Group]++
			if !strings.HasPrefix(r.Label, r.Group.Words()+" - ") {
				t.Errorf("%s is not of the group %s", r.Label, r.Group)
			}
		}
		if r.Group == CapacityGroup != (r.Feeds == FeedsQueue) {
			t.Errorf("%s feeds the %s", r.Code, r.Feeds)
		}
		k := lettersOf(r.Label)
		if had := keys[k]; had != "" {
			t.Errorf("%s and %s have one key", had, r.Code)
		}
		keys[k] = r.Code
		if got, ok := MatchReason(r.Label, SetA); !ok || got.Code != r.Code {
			t.Errorf("%s is matched as %s", r.Code, got.Code)
		}
		if r.Is != "" && len(r.MayBe) > 0 {
			t.Errorf("%s is one thing and maybe others", r.Code)
		}
		for _, other := range append(slices.Clone(r.MayBe), r.Is) {
			o, ok := FindReason(other)
			if other != "" && (!ok || o.Set == r.Set || o.Is != r.Code && !slices.Contains(o.MayBe, r.Code)) {
				t.Errorf("%s points at %s, which does not point back", r.Code, other)
			}
		}
	}
	if fmt.Sprint(groups) != "map[capacity:11 hospital:7 hub:3 interface:12 wellbeing:4]" {
		t.Error(groups)
	}
	if SetOn(on("2024-01-05")) != SetA || SetOn(on("2024-04-30")) != SetB {
		t.Error("the sets by day")
	}
}

func TestLabelsAreMatchedByTheirLetters(t *testing.T) {
	for raw, want := range map[string]ReasonCode{
		"Hospital process \u2013 Awaiting therapy review of need for supported discharge":                                "B01",
		"Hospital process - Awaiting medical review of need for supported discharge":                                     "B03",
		"Care transfer hub process\u2013 Awaiting necessary referrals by care transfer hub":                              "B09",
		"Interface\u00a0 process \u2013 Out of area discharge arrangements requested but not completed":                  "B15",
		"Interface\u00a0 process \u2013 Homeless with no recourse to public funds?":                                      "B22",
		"Interface\u00a0 process \u2013 End of life care inc Fast-Track CHC arrangement still underway?(Pathway 1 or 3)": "B16",
		"Wellbeing concerns \u2013 Patient\u00a0 /family/carer concerns over discharge readiness":                        "B36",
		"Capacity \u2014 Equipment and associated training not yet delivered (Pathway 1\u20113)":                         "B27",
		"  awaiting patient transport services ":                                                                         "B06",
		"Awaiting transport":                                                                                             "A08",
		"No plan":                                                                                                        "A12",
		"b07":                                                                                                            "B07",
		"Pathway 2:  awaiting availability of rehabilitation bed in community hospital or other bedded setting":          "A14",
	} {
		if r, ok := MatchReason(raw, SetB); !ok || r.Code != want {
			t.Errorf("%q is matched as %q, want %s", raw, r.Code, want)
		}
	}
	for _, raw := range []string{"", "something else", "Capacity", "Awaiting"} {
		if r, ok := MatchReason(raw, SetB); ok {
			t.Errorf("%q is matched as %s", raw, r.Code)
		}
	}
}

func TestConvertLosesNothing(t *testing.T) {
	counts := map[ReasonCode]int{}
	all := 0
	for i, r := range Reasons(SetB) {
		counts[r.Code] = i + 1
		all += i + 1
	}
	for _, to := range []ReasonSet{SetA, SetB} {
		sum, whole, split, alone := 0, 0, 0, 0
		for _, c := range Convert(counts, to) {
			sum += c.N
			switch {
			case c.Is != "":
				whole++
				if r, _ := FindReason(c.Is); r.Set != to {
					t.Errorf("%s became %s", c.From, c.Is)
				}
			case len(c.Of) > 0:
				split++
			default:
				alone++
			}
		}
		if sum != all || to == SetB && whole != 37 || to == SetA && (whole != 27 || split != 5 || alone != 5) {
			t.Errorf("%s: %d of %d; %d, %d and %d", to, sum, all, whole, split, alone)
		}
	}
	got := Convert(map[ReasonCode]int{"A13": 9, "A09": 2, "A06": 4, "Z99": 1}, SetB)
	if fmt.Sprint(got) != "[{A06 B02 [] 4} {A09  [] 2} {A13  [B13 B14 B16 B17 B21 B25 B26 B28 B29] 9} {Z99  [] 1}]" {
		t.Error(got)
	}
}

func TestReadReasons(t *testing.T) {
	at := clock("2024-07-01", 9, 0)
	f, err := ReadReasons(t.Context(), bookOf(t, "reasons.csv", "nhs_trust22_name,nhs_trust22_code,date,delay_reason,delay_count",
		"One,T1,2024-06-01,Hospital process \u2013 Awaiting patient transport services,11", "One,T1,2024-06-01,Interface\u00a0 process \u2013 Homeless with no recourse to public funds?,0",
		"Two,T2,2024-06-01,No plan,-"), finder, finder, at)
	if err != nil || len(f.Counts) != 2 || f.Read != 3 || f.Blank != 1 || fmt.Sprint(f.Sets) != "[B]" {
		t.Fatalf("%+v %v", f, err)
	}
	if c := f.Counts[1]; c.Code != "B22" || c.Raw != "Interface\u00a0 process \u2013 Homeless with no recourse to public funds?" || c.N != 0 || c.Weight != Primary || c.Cohort != EveryStay {
		t.Errorf("%+v", c)
	}
	f, err = ReadReasons(t.Context(), bookOf(t, "local.csv", "Trust,Council,Date,Reason,Count,Cohort,Weight",
		"T1,C1,21/12/2023,A13,5,>14,primary", "T1,C2,21/12/2023,A13,2,14+ days,primary", "T1,C1,21/12/2023,A08,4,14,contributing", "T1,,21/12/2023,A05,1,all,"), finder, finder, at)
	if err != nil || f.Counts[0].Cohort != Stay14 || f.Counts[2].Weight != Contributing || f.Counts[3].Cohort != EveryStay {
		t.Fatalf("%+v %v", f, err)
	}
	sums := SumReasons(f.Counts)
	if len(sums) != 2 || sums[0].Primary != 7 || sums[0].Contributing != 4 || sums[0].Feeds[FeedsQueue] != 7 || sums[1].Groups[HospitalGroup] != 1 {
		t.Errorf("%+v", sums)
	}
	if ok, _ := sums[0].Agrees(7); !ok {
		t.Error("seven are seven")
	}
	if ok, w := sums[0].Agrees(9); ok || !strings.Contains(w, "of 7 people") || !strings.Contains(w, "9 remained") {
		t.Error(w)
	}
	f, err = ReadReasons(t.Context(), bookOf(t, "bad.csv", "Trust,Date,Reason,Count,Cohort,Weight", "T9,2023-12-21,Waiting for the moon,3,5,main", "T1,,A05,1,,", "T1,2023-12-21,A05,1,,", "T1,2023-12-21,Awaiting medicines to take home,1,,"), finder, finder, at)
	kindIs(t, err, fault.Invalid)
	mentions(t, err, `"T9" is no trust`, "bad.csv, C2", "neither the list of 18 reasons nor the list of 37", "no length of stay", "neither primary nor contributing", "the day is missing", "row 4 counts the same reason")
	_, two := ReadReasons(t.Context(), bookOf(t, "two.csv", "Trust,Date,Reason,Count", "T8,2023-12-21,A05,1", "T9,2023-12-21,A05,2"), finder, finder, at)
	if mentions(t, two, `"T8" is no trust`, `"T9" is no trust`); strings.Contains(two.Error(), "the same people") {
		t.Errorf("two trusts that are not known are taken for one: %v", two)
	}
	if len(f.Counts) != 0 {
		t.Error("something of a refused file was given")
	}
}
