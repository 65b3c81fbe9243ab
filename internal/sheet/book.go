package sheet

import (
	"context"
	"iter"
	"strings"
)

// Format is the kind of file that was opened.
type Format string

// The formats that Open reads.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	XLS  Format = "xls"
)

// Book is one opened file.
type Book struct {
	File   string // base name, as messages show it
	Format Format
	Sheets []Sheet // in the file's order, hidden ones included; chart and macro sheets are left out

	Encoding string // CSV only: "UTF-8", "Windows-1252", "UTF-16LE" or "UTF-16BE"
	Comma    rune   // CSV only: ',', ';' or a tab
	Archived string // CSV in a ZIP only: the name inside the archive
}

// Sheet is one page of a book. Rows may be called any number of times, also at the same time.
type Sheet interface {
	// Name is the sheet's name exactly as written. A plain CSV file's is empty, one in a ZIP has its name there.
	Name() string
	// Hidden reports whether a person who opens the file does not see the sheet ("hidden" and "very hidden" alike).
	Hidden() bool
	// Rows reads the sheet from the top, rows in rising order. The first error ends it: a fault that names file, sheet
	// and cell, or the context's error. Rows that came before an error must not be used.
	Rows(ctx context.Context) iter.Seq2[Row, error]
	// Merges is the sheet's merged blocks, in the file's order; none for CSV, or when the sheet cannot be read (Rows
	// says why).
	Merges() []Merge
}

// Sheet finds a sheet by name, without regard to case, spaces at either end or non-breaking spaces: publishers change
// those from week to week. The first that fits wins.
func (b *Book) Sheet(name string) (Sheet, bool) {
	for _, s := range b.Sheets {
		if strings.EqualFold(Clean(s.Name()), Clean(name)) {
			return s, true
		}
	}
	return nil, false
}

// Limits bounds what one file may ask of the machine. A zero field means the default.
type Limits struct {
	Unpacked int64 // bytes of all parts of a ZIP or XLSX together, unpacked; default 1 GiB
	Ratio    int64 // unpacked to packed bytes of any part over 16 MiB; default 250
	Rows     int   // row number of the last row of a sheet; default 2,000,000
	Columns  int   // default 16,384
	Cells    int64 // cells of one sheet, blank ones between others included; default 100,000,000
	Text     int   // characters in one cell; default 32,767, which is Excel's own
	Shared   int64 // bytes of shared text held in memory; default 256 MiB
	Sheets   int   // default 200
}

// DefaultLimits is what zero fields stand for.
func DefaultLimits() Limits {
	return Limits{
		Unpacked: 1 << 30, Ratio: 250, Rows: 2_000_000, Columns: maxColumn, Cells: 100_000_000,
		Text: 32_767, Shared: 256 << 20, Sheets: 200,
	}
}

// orDefault fills the zero fields.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	fill(&l.Unpacked, d.Unpacked)
	fill(&l.Ratio, d.Ratio)
	fill(&l.Rows, d.Rows)
	fill(&l.Columns, d.Columns)
	fill(&l.Cells, d.Cells)
	fill(&l.Text, d.Text)
	fill(&l.Shared, d.Shared)
	fill(&l.Sheets, d.Sheets)
	return l
}

// fill sets a limit that was left at zero (or below) to its default.
func fill[T int | int64](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}
