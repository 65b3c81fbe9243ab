package recovery

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestReasonsOfWhatCannotBe: of somebody whom no session can take, the reasons say so and why, not that lists are full.
func TestReasonsOfWhatCannotBe(t *testing.T) {
	a := threeLists(false)
	long, odd := a.Patients[0], a.Patients[0]
	long.Pathway, long.Minutes, long.Booked = "LONG", 1400, ""
	odd.Pathway, odd.Specialty, odd.Booked = "ODD", "999", ""
	a.Patients = append(a.Patients, long, odd)
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range p.Placements {
		if x.Pathway != "LONG" && x.Pathway != "ODD" {
			continue
		}
		words := whyWords(x.Why)
		if !strings.Contains(words, "No session of the plan can take this patient") || strings.Contains(words, "full") || strings.Contains(words, "ne more list of the specialty") {
			t.Errorf("%s: %s", x.Pathway, words)
		}
	}
	var b bytes.Buffer
	if err := WritePlan(&b, &p); err != nil || strings.Count(b.String(), "No session of the plan can take") != 2 {
		t.Errorf("%v: the plan's file does not say so", err)
	}
	for _, c := range p.Clashes {
		if len(c.Limits) == 1 && strings.Contains(c.Remedy, c.Limits[0]) {
			t.Errorf("said twice: %s", c.Remedy)
		}
	}
}

// TestWeeksAreCountedAsPeopleSayThem.
func TestWeeksAreCountedAsPeopleSayThem(t *testing.T) {
	for days, want := range map[int]string{10: "1 week and 3 days", 1: "1 day", 14: "2 weeks", 8: "1 week and 1 day"} {
		if got := weeksWords(days); got != want {
			t.Errorf("%d days are %q", days, got)
		}
	}
}

// TestExportsTellKeptFromNewAndTakenAway in lists and in messages.
func TestExportsTellKeptFromNewAndTakenAway(t *testing.T) {
	a := threeLists(true)
	plan := Plan{Placements: []Placement{
		{Pathway: "ROUTINE", Session: "B", Was: "B", Change: Kept, Date: a.From.Add(11)},
		{Pathway: "URGENT", Was: "A", Change: Dropped}}}
	lines := OfferLines(plan, a.Patients, a.Sessions, nil, a.From)
	var csv, fhir bytes.Buffer
	if err := WriteOffersCSV(&csv, lines); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ROUTINE,booked,", ",kept,", "URGENT,date taken away,", ",dropped,"} {
		if !strings.Contains(csv.String(), want) {
			t.Errorf("no %q in %s", want, csv.String())
		}
	}
	if err := WriteAppointments(&fhir, lines, Appointments{Trust: "SYN"}); err != nil || !strings.Contains(fhir.String(), `"status": "cancelled"`) || !strings.Contains(fhir.String(), "Booked already") {
		t.Errorf("%v: %s", err, fhir.String())
	}
	lines[0].Start = 9 * 60
	fhir.Reset()
	if err := WriteAppointments(&fhir, lines, Appointments{Trust: "SYN"}); err != nil || !strings.Contains(fhir.String(), `"status": "booked"`) {
		t.Errorf("%v: %s", err, fhir.String())
	}
}
