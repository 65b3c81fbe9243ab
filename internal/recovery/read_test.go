package recovery

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// csvBook opens a CSV text.
func csvBook(t testing.TB, name string, lines ...string) *sheet.Book {
	t.Helper()
	b := []byte(strings.Join(lines, "\n") + "\n")
	book, err := sheet.Open(context.Background(), name, bytes.NewReader(b), int64(len(b)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// day is a date literal.
func day(s string) civil.Date { return civil.MustDate(s) }

// wantFault checks that err is a fault with a field at a place that says the words.
func wantFault(t *testing.T, err error, cell, words string) {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		t.Fatalf("no fault but %v", err)
	}
	for _, g := range f.Fields {
		if g.Cell == cell && strings.Contains(g.Message, words) && g.File != "" && g.Name != "" {
			return
		}
	}
	t.Errorf("nothing at %s says %q: %v", cell, words, err)
}

func TestReadPatientsOwnHeadings(t *testing.T) {
	got, err := ReadPatients(context.Background(), csvBook(t, "p.csv",
		"pathway,trust,site,specialty,priority,priority_date,priority_history,clock_start,status,minutes,spread,nights,high_nights,away,equipment,postponements,times_postponed,deprivation,learning_disability,forbidden,firm",
		"PW-1,ra4,YEO,C_110,2,2023-08-01,P4 2023-05-01; P3 01/07/2023,31/12/2022,20,95.5,20,2.5,0.3; 0.1,2024-01-02..2024-01-09; 2024-02-01,C-arm;laser,2023-12-20 for 2024-01-04 by provider on-day no anaesthetist,2,1,no,S9;S10,yes",
	), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	p := got[0]
	want := fmt.Sprintf("%v", []any{"PW-1", "RA4", "YEO", "110", P2, day("2023-08-01"), day("2022-12-31"), "20", 95.5, 20.0, []float64{1, 1, 0.5}, []float64{0.3, 0.1}, OwnSite, 1, No, true})
	if have := fmt.Sprintf("%v", []any{p.Pathway, p.Trust, p.Site, p.Specialty, p.Priority, p.Prioritised, p.Clock, p.Status, p.Minutes, p.Spread, p.Nights, p.HighNights, p.Scope, p.Deprivation, p.LearningDisability, p.Firm}); have != want {
		t.Errorf("read %s, want %s", have, want)
	}
	if len(p.Priorities) != 2 || p.Priorities[1] != (Prioritisation{P3, day("2023-07-01")}) {
		t.Errorf("history %v", p.Priorities)
	}
	if len(p.Away) != 2 || p.Away[0] != (civil.Range{From: day("2024-01-02"), To: day("2024-01-10")}) || p.Away[1].Days() != 1 {
		t.Errorf("away %v", p.Away)
	}
	if len(p.Postponed) != 2 || p.Postponed[0] != (Postponement{By: ByProvider}) ||
		p.Postponed[1] != (Postponement{day("2023-12-20"), day("2024-01-04"), ByProvider, true, "no anaesthetist"}) {
		t.Errorf("postponed %v", p.Postponed)
	}
	if len(p.Equipment) != 2 || len(p.Forbidden) != 2 || p.Row != (Where{"p.csv", "", 2}) {
		t.Errorf("equipment %v, forbidden %v, row %v", p.Equipment, p.Forbidden, p.Row)
	}
}

// Everything that is wrong is told at once, each with file, place and remedy, and nothing is given.
func TestReadPatientsRefuses(t *testing.T) {
	head := "pathway,clock_start,priority,priority_date,minutes,status,cancer_referred,cancer_informed,cancer_adjustment,cancer_adjustment_reason,away,nights,notice,pinned,forbidden"
	for _, c := range []struct{ row, cell, words string }{
		{"A,2023-01-01,,,0,,,,,,,,,,", "E2", "0 cannot be; enter the minutes from 1 to 1440"},
		{"A,2023-01-01,,,\"10,000\",,,,,,,,,,", "E2", "10000 cannot be"},
		{"A,2023-01-01,,,ninety,,,,,,,,,,", "E2", "is no number"},
		{"A,2023-01-01,,,NaN,,,,,,,,,,", "E2", "is no number"},
		{"A,31/31/2023,,,,,,,,,,,,,", "B2", "day first"},
		{"A,12/31/2023,,,,,,,,,,,,,", "B2", "is no date"},
		{"A,2023-05-01,P2,2023-04-30,,,,,,,,,,,", "D2", "lies before the start of the RTT clock"},
		{"A,,,,,,2023-11-02,2023-11-01,,,,,,,", "H2", "lies before the receipt of the referral"},
		{"A,,,,,,2023-11-02,,12,,,,,,", "I2", "without a permitted reason"},
		{"A,,,,,,2023-11-02,,12,industrial action,,,,,", "I2", "pauses nothing"},
		{"A,,1,,,,,,,,,,,,", "C2", "P1a (24 hours) or P1b"},
		{"A,,urgent,,,,,,,,,,,,", "C2", "give its meaning in the mapping"},
		{"A,,,,,77,,,,,,,,,", "F2", "is no RTT period status"},
		{"A,,,,,,,,,,2024-01-09..2024-01-02,,,,", "K2", "first day first"},
		{"A,,,,,,,,,,,1;2,,,", "L2", "night 2"},
		{"A,,,,,,,,,,,,1.5,,", "M2", "is not whole"},
		{"A,,,,,,,,,,,,,S1,S1;S2", "O2", "pinned and forbidden"},
		{",2023-01-01,,,,,,,,,,,,,", "A2", "it is missing; enter the pathway's number"},
		{"9434765919,2023-01-01,,,,,,,,,,,,,", "A2", "looks like an NHS number"},
		{"943 476 5919,2023-01-01,,,,,,,,,,,,,", "A2", "looks like an NHS number"},
		{"A" + strings.Repeat("x", 64) + ",2023-01-01,,,,,,,,,,,,,", "A2", "longer than 64"},
	} {
		got, err := ReadPatients(context.Background(), csvBook(t, "p.csv", head, c.row), Mapping{})
		if got != nil {
			t.Errorf("%s: something was given", c.row)
		}
		wantFault(t, err, c.cell, c.words)
		if f := fault.As(err); f != nil && (len(f.Fields) != 1 || !strings.Contains(f.Message, "one problem in 1 rows")) {
			t.Errorf("%s: %v", c.row, err)
		}
	}
	_, err := ReadPatients(context.Background(), csvBook(t, "p.csv", head, "A,2023-01-01,,,0,,,,,,,,,,", "B,bad,P9,,1,,,,,,,,,,", "A,2023-01-01,,,,,,,,,,,,,", "C,2023-01-01,,,,,,,,,,,,,", "Total: 4,,,,,,,,,,,,,,"), Mapping{})
	wantFault(t, err, "E2", "cannot be")
	wantFault(t, err, "B3", "is no date")
	wantFault(t, err, "C3", "no clinical priority")
	wantFault(t, err, "A4", "stands in row 2 already")
	wantFault(t, err, "A6", "a total or a note")
	if f := fault.As(err); !strings.Contains(f.Message, "5 problems in 5 rows") {
		t.Error(f.Message)
	}
}

// Many problems are counted, and as many told as anybody reads.
func TestReadCountsProblems(t *testing.T) {
	lines := []string{"pathway,minutes"}
	for i := range 5000 {
		lines = append(lines, fmt.Sprintf("P%d,0", i))
	}
	_, err := ReadPatients(context.Background(), csvBook(t, "p.csv", lines...), Mapping{})
	f := fault.As(err)
	if f == nil || len(f.Fields) != maxProblems || !strings.Contains(f.Message, "5000 problems in 5000 rows; the first 200 are listed") {
		t.Errorf("%d told, %v", len(f.Fields), f.Message)
	}
}

// Ten-digit pathway numbers of a trust's own are read: one in eleven passes the NHS check by chance. NHS numbers are not.
func TestTenDigitPathways(t *testing.T) {
	own, real := []string{"pathway"}, []string{"pathway"}
	for i := range 400 {
		own = append(own, fmt.Sprintf("%010d", 4_100_000_000+i*37))
	}
	for n := 4_000_000_000; len(real) < 40; n++ {
		if s, ok := NHSNumber(fmt.Sprint(n)); ok {
			real = append(real, s)
		}
	}
	if got, err := ReadPatients(context.Background(), csvBook(t, "p.csv", own...), Mapping{}); len(got) != 400 {
		t.Errorf("a trust's own numbers: %d read, %v", len(got), err)
	}
	_, err := ReadPatients(context.Background(), csvBook(t, "p.csv", real...), Mapping{})
	wantFault(t, err, "A2", "looks like an NHS number")
	if f := fault.As(err); len(f.Fields) != 39 || strings.Contains(err.Error(), real[5]) {
		t.Errorf("%d told; no message may repeat a number: %v", len(f.Fields), err)
	}
	_, err = ReadPatients(context.Background(), csvBook(t, "p.csv", "pathway,procedure", "A,hip for 943 476 5919", "B,9434765919"), Mapping{})
	wantFault(t, err, "B2", "looks like an NHS number")
	wantFault(t, err, "B3", "looks like an NHS number")
}

// Definition g 9, its own example, and what must not pass.
func TestNHSNumber(t *testing.T) {
	for s, ok := range map[string]bool{"943 476 5919": true, "943-476-5919": true, "9434765919": true, "9434765918": false, "943476591": false,
		"94347659190": false, "943476591X": false, "0000000000": false, "": false, "4010232137": true} {
		if n, got := NHSNumber(s); got != ok || ok && len(n) != 10 {
			t.Errorf("%q: %q, %v", s, n, got)
		}
	}
}

// An extract in the manner of the waiting list minimum data set, with a title block above and words of its own.
func TestReadThroughMapping(t *testing.T) {
	book := csvBook(t, "wlmds.csv", "Waiting list extract,,,,,", "Week ending,31/12/2023,,,,",
		"Patient Pathway Identifier,Provider Code,RTT Clock Start Date,Treatment Function Code,Procedure Priority Code,NHS Number",
		"PPI0001,RA4,15/02/2023,110,Soon,943 476 5919")
	rows, err := Headings(context.Background(), book, "", 5)
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	m, unused := GuessMapping(PatientFile, rows[2])
	if len(m.Columns) != 5 || len(unused) != 1 || unused[0] != "NHS Number" {
		t.Errorf("guessed %v, unused %v", m.Columns, unused)
	}
	m.Codes = map[FileField]map[string]string{"priority": {"soon": "P3", "urgent": "P2"}}
	if m, err = m.Check(); err != nil {
		t.Fatal(err)
	}
	kept, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Mapping
	if err := json.Unmarshal(kept, &back); err != nil || !reflect.DeepEqual(back, m) {
		t.Fatalf("kept as %s it comes back as %+v, %v", kept, back, err)
	}
	m = back
	got, err := ReadPatients(context.Background(), book, m)
	if err != nil {
		t.Fatal(err)
	}
	if p := got[0]; p.Pathway != "PPI0001" || p.Trust != "RA4" || p.Clock != day("2023-02-15") || p.Priority != P3 || p.Specialty != "110" || p.Scope != OwnTrust {
		t.Errorf("%+v", p)
	}
	ids, err := ReadIdentities(context.Background(), book, Mapping{})
	if err != nil || len(ids) != 1 || ids[0].NHSNumber != "9434765919" || ids[0].Pathway != "PPI0001" || ids[0].Trust != "RA4" {
		t.Errorf("%d identities, %v", len(ids), err)
	}
	m.Columns["minutes"] = "Theatre time"
	_, err = ReadPatients(context.Background(), book, m)
	if f := fault.As(err); f == nil || !strings.Contains(f.Fields[0].Message, "all the headings of the mapping") {
		t.Error(err)
	}
}

// A cancer tracking list: days, upgrade, adjustments; what nobody said is not known.
func TestReadCancerList(t *testing.T) {
	got, err := ReadPatients(context.Background(), csvBook(t, "ptl.csv",
		"Pathway ID;Date referral received;Consultant upgrade date;DTT date;Date informed;Adjustment days;Adjustment reason;Fast progressing",
		"C1;02/11/2023;;10/12/2023;30/11/2023;14;Declined reasonable offer;yes", "C2;02/11/2023;01/12/2023;;;;;"), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	wantClock(t, clockOf(t, got[0], Cancer62, "2024-01-04"), "2023-11-02", "2024-01-17", 13, ClockRunning)
	wantClock(t, clockOf(t, got[1], Cancer62, "2024-01-04"), "2023-12-01", "2024-02-01", 28, ClockRunning)
	if got[0].Cancer.Fast != Yes || got[1].Cancer.Fast != NotRecorded {
		t.Errorf("%v %v", got[0].Cancer, got[1].Cancer)
	}
}

func TestMappingCheck(t *testing.T) {
	_, err := Mapping{Kind: PatientFile, Trust: "?", Columns: map[FileField]string{"minutes": "A", "spread": "a ", "shoe_size": "B"}}.Check()
	f := fault.As(err)
	if f == nil || len(f.Fields) != 4 {
		t.Fatalf("%v", err)
	}
	if _, err := (Mapping{Kind: "zoo"}).Check(); err == nil {
		t.Error("a file of no kind was taken")
	}
	for _, kind := range []FileKind{PatientFile, SessionFile, LimitFile, BookedFile, IdentityFile} {
		m, unused := GuessMapping(kind, Template(kind))
		if len(unused) != 0 || len(m.Columns) != len(Fields(kind)) {
			t.Errorf("%s: our own headings are not all known: %v", kind, unused)
		}
		seen := map[string]FileField{}
		for _, f := range Fields(kind) {
			for _, h := range f.Headings {
				if first, twice := seen[headingKey(h)]; twice && first != f.Field {
					t.Errorf("%s: %q stands for %s and %s", kind, h, first, f.Field)
				}
				seen[headingKey(h)] = f.Field
			}
		}
	}
}

// Files that hold nothing to read say so with a remedy.
func TestReadNothing(t *testing.T) {
	for _, lines := range [][]string{{"pathway,minutes"}, {"name,age", "x,3"}, {"pathway,minutes", ",", " , "}} {
		_, err := ReadPatients(context.Background(), csvBook(t, "p.csv", lines...), Mapping{})
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) == 0 {
			t.Errorf("%q: %v", lines, err)
		}
	}
	_, err := ReadSessions(context.Background(), csvBook(t, "p.csv", "pathway", "A"), Mapping{Kind: PatientFile, Columns: map[FileField]string{"pathway": "pathway"}})
	if err == nil {
		t.Error("a mapping of patients read sessions")
	}
}

func TestReadSessions(t *testing.T) {
	got, err := ReadSessions(context.Background(), csvBook(t, "s.csv", "session,site,date,half,start,specialty,minutes,team,skills,anaesthetist,high_care,equipment,closed",
		"S1,YEO,2024-01-10,morning,08:30,110,240,T1,hip;knee,yes,no,C-arm,", "S2,YEO,10/01/2024,PM,0800,110,240,,,,,,", "S3,YEO,2024-01-11,,,110,480,T1,,,,,WTR-10@1998"), Mapping{Trust: "RA4"})
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := got[0], got[1], got[2]
	if a.Trust != "RA4" || a.Half != Morning || a.Start.String() != "08:30" || a.Minutes != 240 || len(a.Skills) != 2 || !a.Anaesthetist || a.HighCare || a.Row.Line != 2 {
		t.Errorf("%+v", a)
	}
	if b.Half != Afternoon || b.Start.String() != "08:00" || b.Team != "" || c.Half != AllDay || c.Closed == "" {
		t.Errorf("%+v %+v", b, c)
	}
	notes := SessionNotes(got)
	if len(notes) != 2 || notes[0].Cell != "row 3" || !notes[0].Warning || !strings.Contains(notes[0].Message, "no team") || !strings.Contains(notes[1].Message, "closed") {
		t.Errorf("%v", notes)
	}
	_, err = ReadSessions(context.Background(), csvBook(t, "s.csv", "session,date,minutes,half,start", "S1,,0,noon,25:00", "S1,2024-01-10,10000,am,08:00"), Mapping{})
	wantFault(t, err, "B2", "it is missing")
	wantFault(t, err, "C2", "cannot be")
	wantFault(t, err, "D2", "am, pm, eve or all-day")
	wantFault(t, err, "E2", "08:30")
	wantFault(t, err, "A3", "stands in row 2 already")
	wantFault(t, err, "C3", "cannot be")
}

func TestReadLimits(t *testing.T) {
	got, err := ReadLimits(context.Background(), csvBook(t, "l.csv", "kind,site,date,until,name,most", "beds,YEO,2024-01-10,2024-01-12,,7.5", "HDU,YEO,2024-01-10,,,2", "equipment,YEO,2024-01-10,,laser,1"), Mapping{})
	if err != nil || len(got) != 5 || got[2].Date != day("2024-01-12") || got[2].Most != 7.5 || got[3].Kind != HighBeds || got[4].Name != "laser" {
		t.Errorf("%v %v", got, err)
	}
	_, err = ReadLimits(context.Background(), csvBook(t, "l.csv", "kind,site,date,until,name,most", "beds,YEO,2024-01-10,2024-01-12,,7", "beds,YEO,2024-01-12,,,8", "equipment,YEO,2024-01-10,,,1",
		"beds,YEO,2024-01-20,2024-01-12,,7", "beds,YEO,2024-02-20,,laser,7", "chairs,YEO,2024-02-21,,,-1"), Mapping{})
	wantFault(t, err, "C3", "row 2 says the same thing")
	wantFault(t, err, "E4", "name is missing")
	wantFault(t, err, "D5", "the last day")
	wantFault(t, err, "E6", "only equipment has a name")
	wantFault(t, err, "A7", "one of beds")
	wantFault(t, err, "F7", "cannot be")
}

func TestReadBooked(t *testing.T) {
	got, err := ReadBooked(context.Background(), csvBook(t, "b.csv", "pathway,session,firm", "A,S1,yes", "B,S2,"), Mapping{})
	if err != nil || len(got) != 2 || !got[0].Firm || got[1].Firm {
		t.Fatal(got, err)
	}
	patients, sessions := []Patient{{Pathway: "A"}, {Pathway: "B", Booked: "S9"}}, []Session{{ID: "S1"}, {ID: "S2"}}
	out, err := Book(patients, sessions, got)
	if err != nil || out[0].Booked != "S1" || !out[0].Firm || out[1].Booked != "S2" || patients[0].Booked != "" {
		t.Error(out, err)
	}
	_, err = Book(patients[:1], sessions[:1], append(got, Booking{Pathway: "A", Session: "S7", Row: Where{File: "b.csv", Line: 9}}))
	wantFault(t, err, "row 3", "not among the patients")
	wantFault(t, err, "row 9", "not among the sessions")
	_, err = ReadBooked(context.Background(), csvBook(t, "b.csv", "pathway,session", "A,S1", "A,S2", "B,"), Mapping{})
	wantFault(t, err, "A3", "row 2 already")
	wantFault(t, err, "B4", "it is missing")
}

// A workbook's cells are typed: dates, numbers, errors and formulas without a result.
func TestReadWorkbook(t *testing.T) {
	read := func(cells ...sheet.Cell) ([]Patient, error) {
		var b bytes.Buffer
		out := sheet.Out{Name: "list", Header: []string{"Pathway ID", "Clock start", "Minutes"}, Rows: func(yield func([]sheet.Cell, error) bool) { yield(cells, nil) }}
		if err := sheet.WriteXLSX(&b, []sheet.Out{out}); err != nil {
			t.Fatal(err)
		}
		book, err := sheet.Open(context.Background(), "p.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return ReadPatients(context.Background(), book, Mapping{})
	}
	got, err := read(sheet.TextCell("A"), sheet.DateCell(day("2023-01-02")), sheet.NumberCell(90))
	if err != nil || got[0].Clock != day("2023-01-02") || got[0].Minutes != 90 || got[0].Row.Sheet != "list" {
		t.Error(got, err)
	}
	_, err = read(sheet.TextCell("A"), sheet.NumberCell(44928), sheet.NumberCell(0))
	wantFault(t, err, "B2", "is no date")
	wantFault(t, err, "C2", "0 cannot be")
}

// Who a pathway is about never shows: not printed, not as JSON, not in a message.
func TestIdentityWithheld(t *testing.T) {
	ids, err := ReadIdentities(context.Background(), csvBook(t, "i.csv", "pathway,trust,nhs number,surname,forename,dob,address line 1,town,postcode",
		"A,RA4,943 476 5919,Example,Ada,1950-01-31,1 Test Street,Testville,TE1 1ST"), Mapping{})
	if err != nil || len(ids) != 1 || ids[0].Family != "Example" || len(ids[0].Address) != 2 || ids[0].Born != day("1950-01-31") {
		t.Fatal(len(ids), err)
	}
	j, _ := json.Marshal(struct{ I Identity }{ids[0]})
	for _, s := range []string{fmt.Sprint(ids[0]), fmt.Sprintf("%+v %#v %s", ids, ids[0], &ids[0]), string(j)} {
		if strings.Contains(s, "Example") || strings.Contains(s, "9434765919") || strings.Contains(s, "TE1") {
			t.Errorf("it says %s", s)
		}
	}
	_, err = ReadIdentities(context.Background(), csvBook(t, "i.csv", "pathway,nhs number,dob", "A,9434765918,yesterday"), Mapping{})
	wantFault(t, err, "A2", "trust's code")
	wantFault(t, err, "B2", "no NHS number")
	wantFault(t, err, "C2", "no date")
	if strings.Contains(err.Error(), "943") || strings.Contains(err.Error(), "yesterday") {
		t.Errorf("a message repeats what a cell holds: %v", err)
	}
	people, unknown := PeopleOf([]Pathway{"A", "B", "C"}, []Identity{{Pathway: "A", NHSNumber: "1"}, {Pathway: "B", NHSNumber: "1"}})
	if people != 1 || unknown != 1 {
		t.Errorf("%d people, %d unknown", people, unknown)
	}
}
