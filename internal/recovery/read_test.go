package recovery

import (
	"bytes"
	"context"
	"fmt"
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
