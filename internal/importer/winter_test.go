package importer

import (
	"context"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

func TestWinterSheetIsReadByItsHeadings(t *testing.T) {
	b := readBook(t, "winter.xlsx", winterSheet("G&A beds", []string{"Core Beds Open", "Escalation Beds Open", "Total Beds Open", "Total beds occ'd", "Occupancy rate"}, 2, 3, "2017-11-20"),
		winterSheet("A&E CLOSURES ", nil, 2, 3, "2017-11-20"))
	if len(b.Drafts) != 6 || len(b.Published) != 3 || b.Read != (2+1)*3*4+3+(2+1)*3 {
		t.Fatalf("%d drafts, %d totals, %d values read", len(b.Drafts), len(b.Published), b.Read)
	}
	d := draftOf(b.Drafts, "R01", "2017-11-21")
	wantValue(t, d, "ga_core_open", "15")
	wantValue(t, d, "ga_occ", "12")
	wantValue(t, d, "ae_closures", "11")
	wantValue(t, d, "ga_occ_rate", "-") // a rate is never stored with a trust
	for _, it := range d.Items {
		if it.Measure == "ga_esc_open" && (it.At.Sheet != "G&A beds" || it.At.Ref != "L19") {
			t.Errorf("ga_esc_open stands at %v, want L19", it.At)
		}
	}
	wantValue(t, draftOf(b.Published, org.England, "2017-11-20"), "ga_occ_rate", "0.95")
	if got := b.Source.Known.Format("2006-01-02 15:04"); got != "2018-03-08 09:30" {
		t.Errorf("known at %s", got)
	}
	wantNote(t, b, "helper row")
	if s := b.Sightings[0]; s.Code != "R00" || s.RegionLabel != "London Commissioning Region" || s.Name != "Trust 0 NHS Trust" || s.Seen.Days() != 3 {
		t.Errorf("sighting %+v", s)
	}
}

func TestWinterRevisedDateCounts(t *testing.T) {
	s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 1, "2022-12-01")
	s.rows[8][2] = "12th April 2023"
	if got := readBook(t, "w.xlsx", s).Source.Known.Format("2006-01-02 15:04 MST"); got != "2023-04-12 09:30 BST" {
		t.Errorf("known at %s", got)
	}
}

// later eras: two England rows, region rows, an ICB column, a blank line, a star.
func TestWinterLaterEra(t *testing.T) {
	s := memSheet{name: "Adult G&A beds", rows: [][]string{
		{"", "Title:", "UEC Daily SitRep - Adult general and acute beds"}, {"", "Revised:", "2024-04-11"}, {},
		{"", "", "", "", "", "2023-11-20", "", "", "2023-11-21"},
		{"", "NHS England Region", "ICB", "Code", "Name", "Adult G&A Beds Open", "Adult G&A beds occ'd", "Occupancy rate", "Adult G&A Beds Open", "Adult G&A beds occ'd", "Occupancy rate"},
		{"", "-", "-", "-", "ENGLAND (All Acute Trusts)", "300", "280", "0.93", "301", "281", "0.93"},
		{"", "-", "-", "-", "ENGLAND (Type 1 Acute Trusts)", "200", "190", "0.95", "201", "191", "0.95"},
		{},
		{"", "East of England", "", "Y61", "East of England", "300", "280", "0.93", "301", "281", "0.93"},
		{"", "London", "", "-", "London", "1", "1", "1", "1", "1", "1"},
		{"", "East of England", "", "QH8", "NHS Mid and South Essex Integrated Care Board", "300", "280", "0.93", "301", "281", "0.93"},
		{"", "NHS England Region", "ICB", "Code", "Name"},
		{"", "East of England", "QH8", " RAJ ", "Mid and South Essex NHS Foundation Trust", "200", "190", "0.95", "201", "191", "0.95"},
		{"", "South West", "QSL", "RA4*", "Yeovil District Hospital NHS Foundation Trust", "100", "90", "0.9", "100", "90", "0.9"},
	}}
	b := readBook(t, "web-file.xlsx", s)
	if len(b.Drafts) != 4 {
		t.Fatalf("%d drafts, want 4: %v", len(b.Drafts), b.Drafts)
	}
	wantValue(t, draftOf(b.Drafts, "RAJ", "2023-11-21"), "adult_occ", "191")
	wantValue(t, draftOf(b.Drafts, "RA4", "2023-11-20"), "adult_open", "100")
	wantNote(t, b, "marked with *")
	forms := map[sitrep.FormCode]float64{}
	for _, d := range b.Published {
		if d.Org == org.England && d.Day.String() == "2023-11-20" {
			forms[d.Form] = d.Value("adult_open").N
		}
	}
	if forms[sitrep.UECPublished] != 300 || forms[Type1(sitrep.UECPublished)] != 200 {
		t.Errorf("England's two totals: %v", forms)
	}
	wantValue(t, draftOf(b.Published, "Y61", "2023-11-20"), "adult_open", "300")
	wantValue(t, draftOf(b.Published, "Y56", "2023-11-20"), "adult_open", "1")
	wantValue(t, draftOf(b.Published, "QH8", "2023-11-20"), "adult_open", "300")
	for _, s := range b.Sightings {
		if s.Code == "RAJ" && s.Parent != "QH8" {
			t.Errorf("RAJ stands under %q", s.Parent)
		}
	}
}

// the ambulance collection: dates, group headings and measures in three rows; proportions repeat the measures' names.
func TestWinterHandovers(t *testing.T) {
	groups := []string{"Count of all handovers (ED and non-ED inclusive)", "", "", "", "", "Proportion of handovers", "", ""}
	names := []string{"Handover time known", "Over 15 minutes", "Over 30 minutes", "Over 60 minutes", "Handover time unknown", "Over 15 minutes", "Over 30 minutes", "Over 60 minutes"}
	pad := make([]string, 5)
	s := memSheet{name: "All handovers", rows: [][]string{
		{"", "Published:", "2024-04-11"}, {},
		append(append(append([]string{}, pad...), "2023-11-20"), append(make([]string, 7), "2023-11-21")...),
		append(append(append([]string{}, pad...), groups...), groups...),
		append(append([]string{"", "NHS England Region", "", "Code", "Name"}, names...), names...),
		{"", "-", "", "-", "ENGLAND", "1000", "500", "200", "100", "3", "0.5", "0.2", "0.1", "1001", "501", "201", "101", "3", "0.5", "0.2", "0.1"},
		{"", "London", "", "R1H", "Barts Health NHS Trust", "100", "50", "20", "10", "0", "0.5", "0.2", "0.1", "101", "51", "21", "11", "1", "0.5", "0.2", "0.1"},
	}}
	b := readBook(t, "Web-File-Timeseries-Ambulance-Collection.xlsx", s)
	d := draftOf(b.Drafts, "R1H", "2023-11-21")
	if d == nil || d.Form != AmbulanceDaily || len(d.Problems) > 0 {
		t.Fatalf("draft %+v", d)
	}
	wantValue(t, d, "amb_handovers_known", "101")
	wantValue(t, d, "amb_over15", "51")
	wantValue(t, d, "amb_over60", "11")
	wantNote(t, b, "handover time unknown")
}

func TestWinterCellsThatCannotBeRead(t *testing.T) {
	for cell, words := range map[string]string{
		"abc": "is not a number", "-3": "cannot be below", "1e308": "cannot be held", "2.5": "whole number", "2017-11-20": "a date",
		"=SUM(A1:A2)": "formula without a result", "TRUE": "stands where a count belongs",
	} {
		s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 2, 2, "2022-12-01")
		s.rows[17][5] = cell
		if cell == "1e308" {
			s.rows[17][5] = "1" + strings.Repeat("0", 308)
		}
		b := readBook(t, "w.xlsx", s)
		wantProblem(t, draftOf(b.Drafts, "R00", "2022-12-01"), "F18", words)
		for _, d := range b.Drafts {
			if len(d.Problems) > 0 && (d.Org != "R00" || d.Day.String() != "2022-12-01") {
				t.Errorf("%q refuses %s %s too", cell, d.Org, d.Day)
			}
		}
	}
	for cell, want := range map[string]string{"-": "-", "": "-", "N/A": "n/a", "#DIV/0!": "-", " ": "-", "1,234": "1234", "[z]": "n/a", "nil": "nil"} {
		s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 2, 2, "2022-12-01")
		s.rows[17][5] = cell
		d := draftOf(readBook(t, "w.xlsx", s).Drafts, "R00", "2022-12-01")
		wantValue(t, d, "flu_ga", want)
		if len(d.Problems) > 0 {
			t.Errorf("%q: %v", cell, d.Problems)
		}
	}
}

func TestWinterDuplicates(t *testing.T) {
	beds := func() memSheet {
		return winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 2, 2, "2022-12-01")
	}
	s := beds()
	s.rows = append(s.rows, s.rows[17]) // the same trust again, the same figures
	b := readBook(t, "w.xlsx", s)
	wantNote(t, b, "stands twice with the same value")
	if d := draftOf(b.Drafts, "R00", "2022-12-01"); len(d.Items) != 2 || len(d.Problems) > 0 {
		t.Errorf("%+v", d)
	}
	s = beds()
	again := append([]string{}, s.rows[17]...)
	again[5] = "77"
	s.rows = append(s.rows, again)
	b = readBook(t, "w.xlsx", s)
	wantProblem(t, draftOf(b.Drafts, "R00", "2022-12-01"), "F23", "two different figures")
	wantProblem(t, draftOf(b.Drafts, "R00", "2022-12-01"), "F23", "F18")
	s = beds()
	s.rows[13][7] = "2022-12-01" // the same date over both blocks
	s.rows[17][7] = "99"
	b = readBook(t, "w.xlsx", s)
	wantProblem(t, draftOf(b.Drafts, "R00", "2022-12-01"), "H18", "two different figures")
	if draftOf(b.Drafts, "R00", "2022-12-02") != nil {
		t.Error("the second date is still there")
	}
	other := beds() // another sheet gives the same measures with other figures
	other.name = "Flu again"
	other.rows[18][6] = "55"
	b = readBook(t, "w.xlsx", beds(), other)
	wantProblem(t, draftOf(b.Drafts, "R01", "2022-12-01"), "G19", "two different figures")
}

func TestWinterHeadingsThatCannotBeRead(t *testing.T) {
	s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 2, "2022-12-01")
	s.rows[13][7] = "32/13/2022"
	b := readBook(t, "w.xlsx", s)
	wantRefusal(t, b, "H14", "not a date")
	wantValue(t, draftOf(b.Drafts, "R00", "2022-12-01"), "flu_ga", "2")
	if len(b.Drafts) != 1 {
		t.Errorf("%d drafts, want 1", len(b.Drafts))
	}
	s = winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 2, "2022-12-01")
	s.rows[13][7], s.merges = "", nil // the second date is gone, nothing is merged
	b = readBook(t, "w.xlsx", s)
	wantRefusal(t, b, "H14", "no date stands above")
	s = winterSheet("Flu", []string{"G&A flu beds", "Moon beds"}, 1, 2, "2022-12-01")
	b = readBook(t, "w.xlsx", s)
	wantNote(t, b, "moon beds")
	wantNote(t, b, "2 values stand under headings")
	s = winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 2, "2022-12-01")
	s.rows[17][3] = "R!!"
	if _, err := Read(context.Background(), bookOf(s), Options{File: "w.xlsx"}); err != nil {
		t.Fatal(err)
	}
	b = readBook(t, "w.xlsx", s)
	wantRefusal(t, b, "D18", "not an organisation's")
}

func TestWinterMeasureNamesSurviveWithoutMerges(t *testing.T) {
	s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 2, "2022-12-01")
	s.merges = nil
	b := readBook(t, "w.xlsx", s)
	wantValue(t, draftOf(b.Drafts, "R00", "2022-12-02"), "flu_cc", "1")
}

func TestWinterHiddenSheetsAndLists(t *testing.T) {
	hidden := winterSheet("G&A beds", []string{"Total Beds Open", "Total beds occ'd"}, 1, 2, "2022-12-01")
	hidden.hidden = true
	short := winterSheet("A&E diverts", nil, 1, 2, "2022-12-01")
	b := readBook(t, "w.xlsx", winterSheet("A&E closures", nil, 2, 2, "2022-12-01"), short, hidden)
	wantNote(t, b, "“A&E diverts” does not list R01")
	wantValue(t, draftOf(b.Drafts, "R00", "2022-12-01"), "ga_open", "-")
}

func TestWinterUnreturnedBeds(t *testing.T) {
	s := winterSheet("G&A beds", []string{"Total Beds Open", "Total beds occ'd", "Occupancy rate"}, 2, 2, "2022-12-01")
	s.rows[17][5], s.rows[17][6], s.rows[17][7] = "0", "0", "#DIV/0!"
	b := readBook(t, "w.xlsx", s)
	if d := draftOf(b.Drafts, "R00", "2022-12-01"); d != nil {
		t.Errorf("a trust without an occupancy returned %v", d.Items)
	}
	wantNote(t, b, "read as missing, not as nought")
}

func TestWinterNothingKnown(t *testing.T) {
	s := winterSheet("Flu", []string{"Moon beds", "Sun beds"}, 1, 2, "2022-12-01")
	_, err := Read(context.Background(), bookOf(s), Options{File: "w.xlsx"})
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "w.xlsx") {
		t.Errorf("a workbook without a known measure gives %v", err)
	}
}
