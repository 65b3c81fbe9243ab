package sheet

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"os"
	"testing"

	"github.com/xuri/excelize/v2"
)

// countCells reads a whole book and gives its cells that hold something and the sum of its numbers.
func countCells(tb testing.TB, name string, b []byte) (cells int, sum float64) {
	tb.Helper()
	book, err := Open(context.Background(), name, bytes.NewReader(b), int64(len(b)), Limits{})
	if err != nil {
		tb.Fatal(err)
	}
	for _, s := range book.Sheets {
		for row, err := range s.Rows(context.Background()) {
			if err != nil {
				tb.Fatal(err)
			}
			for _, c := range row.Cells {
				if c.Kind != Blank {
					cells++
					sum += c.Number
				}
			}
		}
	}
	return cells, sum
}

func benchmarkOurs(b *testing.B, file string) {
	data := sharedData(b, file)
	cells := 0
	for b.Loop() {
		n, _ := countCells(b, file, data)
		cells += n
	}
	b.ReportMetric(float64(cells)/b.Elapsed().Seconds(), "cells/s")
}

// BenchmarkXLSX compares our reader with excelize's streaming one on the same workbook in the same run.
func BenchmarkXLSX(b *testing.B) {
	const file = "sitrep/Winter-data-timeseries-20180304.xlsx"
	b.Run("ours", func(b *testing.B) { benchmarkOurs(b, file) })
	b.Run("excelize", func(b *testing.B) {
		data := sharedData(b, file)
		cells := 0
		for b.Loop() {
			cells += excelizeCells(b, data)
		}
		b.ReportMetric(float64(cells)/b.Elapsed().Seconds(), "cells/s")
	})
}

func excelizeCells(b *testing.B, data []byte) (cells int) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			cols, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				b.Fatal(err)
			}
			for _, c := range cols {
				if c != "" {
					cells++
				}
			}
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return cells
}

// BenchmarkCSV compares our reader with bare encoding/csv.
func BenchmarkCSV(b *testing.B) {
	const file = "beds/202501-January-2025-beds-sitrep-data-FINAL-revised.csv"
	b.Run("ours", func(b *testing.B) { benchmarkOurs(b, file) })
	b.Run("encoding-csv", func(b *testing.B) {
		data := sharedData(b, file)
		cells := 0
		for b.Loop() {
			r := csv.NewReader(bufio.NewReader(bytes.NewReader(data)))
			r.FieldsPerRecord, r.ReuseRecord = -1, true
			for {
				rec, err := r.Read()
				if err == io.EOF {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				for _, c := range rec {
					if c != "" {
						cells++
					}
				}
			}
		}
		b.ReportMetric(float64(cells)/b.Elapsed().Seconds(), "cells/s")
	})
}

// BenchmarkXLS measures the BIFF8 reader.
func BenchmarkXLS(b *testing.B) {
	benchmarkOurs(b, "dm01/Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074.xls")
}

// sharedData reads one of the real published files, which stand beside the repository and are never committed.
func sharedData(tb testing.TB, file string) []byte {
	tb.Helper()
	b, err := os.ReadFile("../../../shared/data/" + file)
	if os.IsNotExist(err) {
		tb.Skip("the shared data folder is not beside the repository, so the real file " + file + " was not read")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
