package web

import (
	"bytes"
	"iter"
	"net/http"
	"time"

	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// Sheet is a table to be taken away as a file, with what its columns mean.
type Sheet struct {
	Name  string // of the file, without its ending
	Head  []string
	Rows  [][]sheet.Cell
	About [][2]string
}

// SheetCSV sends the table as CSV.
func (r *Request) SheetCSV(w http.ResponseWriter, s Sheet) error {
	return r.CSV(w, s.Name+".csv", s.Head, func(yield func([]string, error) bool) {
		for _, row := range s.Rows {
			if !yield(sheet.Texts(row), nil) {
				return
			}
		}
	})
}

// SheetXLSX sends the table as a workbook and, on a sheet of its own, what it is.
func (r *Request) SheetXLSX(w http.ResponseWriter, s Sheet) error {
	each := func(rows [][]sheet.Cell) iter.Seq2[[]sheet.Cell, error] {
		return func(yield func([]sheet.Cell, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
	var about [][]sheet.Cell
	for _, l := range append(s.About, [2]string{"As known at", r.AsOf.UTC().Format(time.RFC3339)}, [2]string{"Blank values", "Not known; none of them is nought."}) {
		about = append(about, []sheet.Cell{sheet.TextCell(l[0]), sheet.TextCell(l[1])})
	}
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, []sheet.Out{{Name: "Figures", Header: s.Head, Rows: each(s.Rows)}, {Name: "About", Widths: []float64{24, 100}, Rows: each(about)}}); err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook could not be made")
	}
	return r.Attach(w, s.Name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}
