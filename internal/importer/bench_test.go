package importer

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"testing"

	"headroom/internal/sheet"
)

// loaded copies a book's sheets into memory, so that a benchmark times the importer and not the reading of the file.
func loaded(b *testing.B, book *sheet.Book) *sheet.Book {
	b.Helper()
	out := *book
	out.Sheets = nil
	for _, s := range book.Sheets {
		m := rowSheet{Sheet: s}
		for r, err := range s.Rows(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
			m.rows = append(m.rows, r.Clone())
		}
		out.Sheets = append(out.Sheets, m)
	}
	return &out
}

// rowSheet is a sheet whose rows were read before.
type rowSheet struct {
	sheet.Sheet
	rows []sheet.Row
}

func (s rowSheet) Rows(context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for _, r := range s.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// syntheticWinter is a workbook of the published size: trusts by days by sheets.
func syntheticWinter(trusts, days int) *sheet.Book {
	book := &sheet.Book{File: "synthetic.xlsx", Format: sheet.XLSX}
	for _, s := range []struct {
		name     string
		measures []string
	}{
		{"A&E closures", nil}, {"A&E diverts", nil}, {"G&A beds", []string{"Core Beds Open", "Escalation Beds Open", "Total Beds Open", "Total beds occ'd", "Occupancy rate"}},
		{"Beds Occ by long stay patients", []string{"> 7 days", "> 21 days"}}, {"D&V, Norovirus", []string{"Beds closed", "Beds closed unocc"}},
		{"Adult critical care", []string{"CC Adult Open", "CC Adult Occ", "Occupancy rate"}}, {"Paediatric intensive care", []string{"Paed Int Care Open", "Paed Int Care Occ", "Occupancy rate"}},
		{"Neonatal intensive care ", []string{"Neo Int Care Open", "Neo Int Care Occ", "Occupancy rate"}},
		{"Ambulance Arrivals and Delays", []string{"Arriving by ambulance", "Delay 30-60 mins", "Delay >60 mins"}},
	} {
		book.Sheets = append(book.Sheets, winterSheet(s.name, s.measures, trusts, days, "2017-11-20"))
	}
	return book
}

func benchWinter(b *testing.B, book *sheet.Book) {
	n := 0
	for b.Loop() {
		batch, err := Read(context.Background(), book, Options{File: "winter.xlsx"})
		if err != nil {
			b.Fatal(err)
		}
		n += batch.Read
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "values/s")
}

// BenchmarkWinterWorkbook measures a workbook of 137 trusts by 105 days beyond the reading of its cells.
func BenchmarkWinterWorkbook(b *testing.B) {
	benchWinter(b, loaded(b, syntheticWinter(137, 105)))
}

// BenchmarkWinterWorkbookFile measures the real workbook from its bytes.
func BenchmarkWinterWorkbookFile(b *testing.B) {
	content, err := os.ReadFile(sharedData(b, "sitrep", "Winter-data-timeseries-20180304.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	book, err := sheet.Open(context.Background(), "winter.xlsx", bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	benchWinter(b, book)
}

// BenchmarkCSV measures a tidy CSV file of the same size from its bytes.
func BenchmarkCSV(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,CC Adult Open,CC Adult Occ\n")
	for t := range 137 {
		for d := range 105 {
			fmt.Fprintf(&text, "%s,Trust %d,%s,0,0,%d,%d,20,18\n", trustCode(t), t, firstDay().Add(d), 400+t, 390+t)
		}
	}
	b.SetBytes(int64(text.Len()))
	n := 0
	for b.Loop() {
		batch, err := Open(context.Background(), "tidy.csv", text.Bytes(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		n += batch.Read
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "values/s")
}
