package recovery

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// exported is a small plan: one offered, one booked, one without a session, one whose text a spreadsheet would run.
func exported() (Plan, []Patient, []Session, map[Pathway]OfferStanding) {
	patients := []Patient{
		{Pathway: "A", Trust: "RA4", Specialty: "110", Procedure: "W371", Priority: P2, Prioritised: day("2024-01-05"), Clock: day("2023-01-01"), Minutes: 90,
			Postponed: []Postponement{{On: day("2023-12-20"), For: day("2024-01-04"), By: ByProvider}}},
		{Pathway: "B", Trust: "RA4", Specialty: "999", Procedure: "=HYPERLINK(\"x\")", Clock: day("2023-06-01"), Minutes: 60},
		{Pathway: "C", Trust: "RA4", Specialty: "110"},
	}
	sessions := []Session{{ID: "S1", Trust: "RA4", Site: "YEO", Date: day("2024-02-01"), Half: Morning, Start: 8*60 + 30, Minutes: 240},
		{ID: "S2", Trust: "RA4", Site: "YEO", Date: day("2024-07-05"), Half: Afternoon, Minutes: 200}}
	plan := Plan{Placements: []Placement{{Pathway: "A", Session: "S1", Date: day("2024-02-01"), Why: []Reason{{Words: "safe by 2 February"}, {Words: "no earlier list has an anaesthetist"}}},
		{Pathway: "B", Session: "S2", Was: "S9", Date: day("2024-07-05")}, {Pathway: "C"}, {Pathway: "gone", Session: "S1"}}}
	dates := []OfferedDate{{"S1", "YEO", day("2024-02-01")}, {"S2", "YEO", day("2024-07-05")}}
	return plan, patients, sessions, map[Pathway]OfferStanding{"A": {State: OfferMade, Reviewed: true, Dates: dates, AnswerBy: day("2024-01-20")}}
}

// A list says for each pathway what is known, leaves blank what is not, and runs nothing.
func TestWriteOffers(t *testing.T) {
	plan, patients, sessions, standings := exported()
	lines := OfferLines(plan, patients, sessions, standings, day("2024-01-10"))
	var b bytes.Buffer
	if err := WriteOffersCSV(&b, lines); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	for i, want := range []string{
		"trust,pathway,state,site,session,date,half,start,specialty,procedure,priority,minutes,safe_by,clock,clock_confirmed,days_to_spare,times_postponed,was,was_on,change,answer_by,why",
		"RA4,A,offered,YEO,S1,2024-02-01,am,08:30,110,W371,P2,90,2024-02-02,P2,confirmed,1,1,,,,2024-01-20,safe by 2 February; no earlier list has an anaesthetist",
		`RA4,B,proposed,YEO,S2,2024-07-05,pm,,999,'=HYPERLINK("x"),,60,2024-05-30,RTT52,confirmed,-36,0,S9,,,,`,
		"RA4,C,no session found,,,,,,110,,,,,,,,0,,,,,",
	} {
		if got := strings.Join(rows[i], ","); got != want {
			t.Errorf("line %d:\n%s, want\n%s", i+1, got, want)
		}
	}
	b.Reset()
	if err := WriteOffersXLSX(&b, lines); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(context.Background(), "o.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for r, err := range book.Sheets[0].Rows(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 && (r.At(6).Date != day("2024-02-01") || r.At(16).Number != 1) {
			t.Errorf("%v", r.Cells)
		}
		if n == 3 && r.At(10).Kind == sheet.Uncalculated {
			t.Error("a text became a formula")
		}
	}
}

// Letters go to those who were offered a date and are known, inside their trust alone.
func TestWriteLetters(t *testing.T) {
	plan, patients, sessions, standings := exported()
	standings["B"] = OfferStanding{State: OfferMade, Dates: standings["A"].Dates[1:]}
	lines := OfferLines(plan, patients, sessions, standings, day("2024-01-10"))
	ids := []Identity{{Pathway: "A", Trust: "RA4", Title: "Dr", Given: "Ada", Family: "=Example", NHSNumber: "9434765919", Born: day("1950-01-31"),
		Address: []string{"1 Test Street", "Testville"}, Postcode: "TE1 1ST", Needs: "large print"}}
	var b bytes.Buffer
	place := func(site string) string { return "The " + site + " Hospital" }
	lines = append(lines, OfferLine{Trust: "RA4", Pathway: "A", State: OfferReviewed, Change: Dropped, Specialty: "110", WasOn: OfferedDate{Session: "S1", Site: "YEO", Date: day("2024-02-01")}})
	left, err := WriteLetters(&b, "RA4", lines, ids, sessions, place)
	if err != nil || joined(left) != "B" {
		t.Fatal(left, err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	want := "Dr|Ada|'=Example|1 Test Street|Testville|||TE1 1ST|||large print|943 476 5919||31 January 1950|A|Trauma and Orthopaedics|offer|Saturday 20 January 2024||||" +
		"Thursday 1 February 2024|in the morning|08:30|YEO|The YEO Hospital|S1|Friday 5 July 2024|in the afternoon||YEO|The YEO Hospital|S2||||||"
	if got := strings.Join(rows[1], "|"); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	for head, want := range map[string]string{"letter": "date taken away", "answer_by": "", "date_taken_away": "Thursday 1 February 2024", "part_of_day_taken_away": "in the morning", "site_name_taken_away": "The YEO Hospital", "date_1": ""} {
		if got := rows[2][slices.Index(rows[0], head)]; got != want {
			t.Errorf("a date taken away, %s: %q, want %q", head, got, want)
		}
	}
	for _, c := range []struct {
		lines []OfferLine
		ids   []Identity
	}{{lines, []Identity{{Trust: "RB1"}}}, {append(slices.Clone(lines), OfferLine{Trust: "RB1"}), ids}} {
		b.Reset()
		if _, err := WriteLetters(&b, "RA4", c.lines, c.ids, sessions, place); fault.KindOf(err) != fault.Forbidden || b.Len() > 0 {
			t.Errorf("%v, %d bytes written", err, b.Len())
		}
	}
}

// bundle writes lines and reads them back as anybody would.
func bundle(t *testing.T, lines []OfferLine, a Appointments) []map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAppointments(&b, lines, a); err != nil {
		t.Fatal(err)
	}
	var got struct {
		ResourceType, Type string
		Entry              []struct {
			FullURL  string
			Resource map[string]any
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || got.ResourceType != "Bundle" || got.Type != "collection" {
		t.Fatal(err, b.String())
	}
	var out []map[string]any
	for _, e := range got.Entry {
		if e.FullURL != "urn:uuid:"+e.Resource["id"].(string) {
			t.Errorf("%s holds %s", e.FullURL, e.Resource["id"])
		}
		out = append(out, e.Resource)
	}
	return out
}

// dig follows keys and numbers into decoded JSON; nil where there is nothing.
func dig(v any, path ...any) any {
	for _, p := range path {
		switch k := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			if k >= len(l) {
				return nil
			}
			v = l[k]
		}
	}
	return v
}

// Appointments keep FHIR R4's own rules: start and end both or neither, and both unless proposed or cancelled; a reason only
// where cancelled; each participant with an actor.
func TestAppointments(t *testing.T) {
	plan, patients, sessions, standings := exported()
	lines := OfferLines(plan, patients, sessions, standings, day("2024-01-10"))
	a := Appointments{Trust: "RA4", Created: at("2024-01-10"), Sites: map[string]string{"YEO": "RA430"}, Starts: map[Half]civil.Clock{Afternoon: 13 * 60}}
	got := bundle(t, lines, a)
	if len(got) != 2 {
		t.Fatalf("%d appointments, two pathways have a session", len(got))
	}
	offered, proposed := got[0], got[1]
	for path, want := range map[string]any{"status": "pending", "start": "2024-02-01T08:30:00Z", "end": "2024-02-01T12:30:00Z", "minutesDuration": 90.0, "created": "2024-01-10T10:00:00Z"} {
		if offered[path] != want {
			t.Errorf("%s is %v, want %v", path, offered[path], want)
		}
	}
	if proposed["start"] != "2024-07-05T13:00:00+01:00" || proposed["status"] != "proposed" {
		t.Errorf("in summer it starts %v", proposed["start"])
	}
	if dig(offered, "participant", 1, "actor", "identifier", "value") != "RA430" || dig(offered, "participant", 0, "actor", "identifier", "value") != "A" ||
		dig(offered, "participant", 0, "actor", "identifier", "system") != nil || dig(proposed, "specialty", 0, "coding", 0, "display") != nil {
		t.Errorf("%v", offered["participant"])
	}
	again := bundle(t, lines, a)
	if again[0]["id"] != offered["id"] || offered["id"] == proposed["id"] {
		t.Error("an appointment's number is not the same each time, or two have the same")
	}
	a.Identities = []Identity{{Pathway: "A", Trust: "RA4", NHSNumber: "9434765919", Family: "Example"}}
	known := bundle(t, lines, a)
	if dig(known[0], "participant", 0, "actor", "identifier", "system") != fhirNHS {
		t.Errorf("%v", known[0]["participant"])
	}
	var b bytes.Buffer
	a.Identities[0].Trust = "RB1"
	if err := WriteAppointments(&b, lines, a); fault.KindOf(err) != fault.Forbidden || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}

func TestAppointmentStates(t *testing.T) {
	plan, patients, sessions, _ := exported()
	base := OfferLines(plan, patients, sessions, nil, day("2024-01-10"))[0]
	for state := range offerMoves {
		l := base
		l.State, l.Moved = state, Postponement{By: ByPatient}
		r := bundle(t, []OfferLine{l}, Appointments{Trust: "RA4"})[0]
		status := r["status"].(string)
		if (r["cancelationReason"] != nil) != (status == "cancelled") || (r["start"] == nil) != (r["end"] == nil) {
			t.Errorf("%s: %v", state, r)
		}
		if c := dig(r, "cancelationReason", "coding", 0, "code"); state == OfferPostponed && c != "pat" || state == OfferWithdrawn && c != "prov" {
			t.Errorf("%s: cancelled by %v", state, c)
		}
		l.Start = 0
		var b bytes.Buffer
		err := WriteAppointments(&b, []OfferLine{l}, Appointments{Trust: "RA4"})
		if free := status == "proposed" || status == "cancelled"; free != (err == nil) || !free && (b.Len() > 0 || !strings.Contains(err.Error(), "begins")) {
			t.Errorf("%s without an hour: %v", state, err)
		}
	}
	l := base
	l.Start = 0
	r := bundle(t, []OfferLine{l}, Appointments{Trust: "RA4"})[0]
	if dig(r, "requestedPeriod", 0, "start") != "2024-02-01" || r["start"] != nil {
		t.Errorf("%v", r)
	}
}

// What we write uses the elements and code systems of UK Core's own example of an operation's appointment.
func TestAppointmentsAsUKCore(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "ukcore", "UKCore-Appointment-OrthopaedicSurgery-Example.xml"))
	if err != nil {
		t.Skip("UK Core's examples are not beside the project, so that nothing is compared with them")
	}
	elements, values := map[string]bool{}, map[string]bool{}
	depth := 0
	for d := xml.NewDecoder(bytes.NewReader(raw)); ; {
		k, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch k := k.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				elements[k.Name.Local] = true
			}
			for _, a := range k.Attr {
				values[a.Value] = true
			}
		case xml.EndElement:
			depth--
		}
	}
	plan, patients, sessions, standings := exported()
	r := bundle(t, OfferLines(plan, patients, sessions, standings, day("2024-01-10")), Appointments{Trust: "RA4", Created: at("2024-01-10")})[0]
	// FHIR R4 has these beside what the example shows.
	ours := []string{"resourceType", "meta", "minutesDuration", "requestedPeriod", "cancelationReason"}
	for k := range r {
		if !elements[k] && !slices.Contains(ours, k) {
			t.Errorf("%s is no element of the example", k)
		}
	}
	for _, must := range []string{"status", "participant", "identifier", "specialty", "start", "end", "created"} {
		if r[must] == nil || !elements[must] {
			t.Errorf("%s is missing", must)
		}
	}
	for _, v := range []string{fhirBooking, fhirChannel, fhirChannelCode, fhirSpecialty, fhirUUID, "110", "Trauma and Orthopaedics", "In-person", "In person"} {
		if !values[v] {
			t.Errorf("%s stands nowhere in the example", v)
		}
	}
}

// TestADateThatIsTakenAwayIsNoDateOfThePlan: what is held, or was offered and accepted, stands as was and not as the plan's.
func TestADateThatIsTakenAwayIsNoDateOfThePlan(t *testing.T) {
	plan, patients, sessions, _ := exported()
	plan.Placements[0] = Placement{Pathway: "A", Was: "S1", Change: Dropped}
	held := map[Pathway]OfferStanding{"A": {State: OfferBooked, Held: OfferedDate{"S1", "YEO", day("2024-02-01")}}}
	l := OfferLines(plan, patients, sessions, held, day("2024-01-10"))[0]
	if l.Session != "" || !l.Date.IsZero() || l.Site != "" || l.Was != "S1" || l.WasOn.Date != day("2024-02-01") {
		t.Errorf("%+v", l)
	}
}
