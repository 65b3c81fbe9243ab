package org

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/internal/fault"
)

// sight records sightings in a list of facts and gives what the book made of them.
func sight(t testing.TB, facts *[]Fact, seen ...Sighting) Sighted {
	t.Helper()
	got, err := NewBook(*facts).Sight(seen)
	if err != nil {
		t.Fatal(err)
	}
	*facts = append(*facts, got.Facts...)
	return got
}

func TestSightingMakesAProvisionalUnit(t *testing.T) {
	facts := Builtin()
	winter := fromTo("2017-11-20", "2018-03-05")
	got := sight(t, &facts,
		Sighting{Code: "-", Name: "ENGLAND", Seen: winter},
		Sighting{Code: "RZZ", Name: "Zed NHS Trust", RegionLabel: "North Of England Commissioning Region", Source: "winter.xlsx, Beds, D18", Seen: winter},
		Sighting{Code: "rx8", Name: "Yorkshire Ambulance", RegionLabel: "North Of England Commissioning Region", Seen: winter})
	if got.Codes[0] != England || len(got.Fresh) != 2 || len(got.Lines) != 0 {
		t.Fatalf("sighted %+v", got)
	}
	p := NewBook(facts).At(date("2017-12-24"))
	u, ok := p.Unit("RZZ")
	if !ok || !u.Provisional || u.Name != "Zed NHS Trust" || u.Kind != KindTrust || u.Seen != winter {
		t.Errorf("the unit is %+v", u)
	}
	if r, _ := p.Parent(NHS, "RZZ"); r != "Y54" || !p.Within("RZZ", England) {
		t.Errorf("its parent is %s", r)
	}
	if a, _ := p.Unit("RX8"); a.Kind != KindAmbulance {
		t.Errorf("the ambulance trust is a %s", a.Kind)
	}
	if _, ok := NewBook(facts).At(date("2016-01-01")).Unit("RZZ"); ok {
		t.Error("it is shown before anybody saw it")
	}
	later := sight(t, &facts, Sighting{Code: "RZZ", Name: "ZED NHS TRUST", RegionLabel: "NHS ENGLAND NORTH EAST AND YORKSHIRE ", Seen: fromTo("2022-11-14", "2023-01-13")})
	if len(later.Lines) != 0 || len(later.Fresh) != 0 {
		t.Errorf("the second sighting gives %+v", later)
	}
	for day, want := range map[string]Code{"2017-12-24": "Y54", "2022-12-01": "Y63", "2024-01-01": "Y63", "2018-12-01": "Y54"} {
		if l, _ := NewBook(facts).At(date(day)).Place(NHS, "RZZ"); l.Parent != want {
			t.Errorf("%s: %+v; want %s", day, l, want)
		}
	}
	if again := sight(t, &facts, Sighting{Code: "RZZ", Name: "Zed NHS Trust", RegionLabel: "North Of England Commissioning Region", Seen: winter}); len(again.Facts) != 0 {
		t.Errorf("the same file again records %+v", again.Facts)
	}
}

func TestSightingNeverOverwrites(t *testing.T) {
	facts := append(Builtin(), trust("RZZ", "QMJ", from("2022-07-01"))...)
	span := fromTo("2023-01-01", "2023-02-01")
	got := sight(t, &facts, Sighting{Code: "RZZ", Name: "Renamed Trust", RegionLabel: "Midlands", Source: "beds.csv, line 7", Seen: span},
		Sighting{Code: "RZZ*", Name: "Renamed Trust", RegionLabel: "London", Source: "flu.csv, line 9", Seen: span})
	if len(got.Facts) != 1 || got.Facts[0].What != FactMark || got.Facts[0].Standing != Seen {
		t.Errorf("more than the star was recorded over a stated unit: %+v", got.Facts)
	}
	verbs := map[string]bool{}
	for _, l := range got.Lines {
		verbs[l.Verb] = true
	}
	if len(got.Lines) != 3 || !verbs["name"] || !verbs["parent"] || !verbs["mark"] {
		t.Errorf("the lines to decide are %+v", got.Lines)
	}
	if p := NewBook(facts).At(date("2023-01-10")); p.Name("RZZ") != "Trust RZZ" {
		t.Errorf("the name became %q", p.Name("RZZ"))
	}
}

func TestSightingUnderAnICBOfTheSameFile(t *testing.T) {
	facts := Builtin()
	span := fromTo("2026-05-01", "2026-06-01")
	sight(t, &facts, Sighting{Code: "X1Y2Z", Name: "NHS Newland ICB", Kind: KindICB, RegionLabel: "Midlands", Seen: span},
		Sighting{Code: "A1B2C", Name: "New Trust", Parent: "X1Y2Z", RegionLabel: "Midlands", Seen: span})
	p := NewBook(facts).At(date("2026-05-10"))
	if got := p.Ancestors(NHS, "A1B2C"); fmt.Sprint(got) != "[X1Y2Z Y60 ENG]" {
		t.Errorf("the new trust hangs from %v", got)
	}
}

func TestBadCodesAreNamed(t *testing.T) {
	_, err := NewBook(Builtin()).Sight([]Sighting{{Code: "R A4", Source: "x.csv, line 3"}, {Code: "", Source: "x.csv, line 4"}})
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "line 3") || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("the fault is %v", err)
	}
}

func TestManySightingsAreNotQuadratic(t *testing.T) {
	seen := make([]Sighting, 300_000)
	for i := range seen {
		d := date("2017-11-20").Add(i % 100)
		seen[i] = Sighting{Code: Code(fmt.Sprintf("R%02d", i%137%100)), Name: "Trust", RegionLabel: "London", Seen: fromTo(d.String(), d.Add(1).String())}
	}
	start := time.Now()
	got, err := NewBook(Builtin()).Sight(seen)
	if err != nil || len(got.Fresh) != 100 {
		t.Fatalf("%d fresh, %v", len(got.Fresh), err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("300,000 sightings took %s", took)
	}
}
