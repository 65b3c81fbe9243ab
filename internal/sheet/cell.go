package sheet

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"headroom/internal/civil"
)

// Kind says what a cell holds. The zero Kind is Blank.
type Kind uint8

// The kinds of cell.
const (
	Blank        Kind = iota // nothing, or formatting only
	Text                     // Cell.Text, exactly as written
	Number                   // Cell.Number, exactly as stored
	Date                     // Cell.Date; Cell.Number keeps the serial with its time of day
	Bool                     // Cell.Number is 1 or 0, Cell.Text is TRUE or FALSE
	Errored                  // Cell.Text is the error as #DIV/0!, or a stored number that is no number
	Uncalculated             // a formula without a stored result; Cell.Text is the formula, where it is known
)

// String is the kind in words, as a message shows it.
func (k Kind) String() string {
	switch k {
	case Blank:
		return "blank"
	case Text:
		return "text"
	case Number:
		return "number"
	case Date:
		return "date"
	case Bool:
		return "yes or no"
	case Errored:
		return "error"
	case Uncalculated:
		return "formula without a value"
	}
	return "unknown"
}

// Cell is one cell's content. Text is empty for numbers and dates: use String for something to show.
type Cell struct {
	Text   string
	Number float64
	Date   civil.Date // the day as the workbook says, years 1900 to 9999: check its sense before storing it
	Kind   Kind
}

// TextCell is a text cell, or a blank one for the empty text.
func TextCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

// NumberCell is a number cell.
func NumberCell(f float64) Cell { return Cell{Kind: Number, Number: f} }

// DateCell is a date cell, or a blank one for no date.
func DateCell(d civil.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{Kind: Date, Date: d, Number: serialOf(d)}
}

// IsBlank reports whether the cell holds nothing at all; a cell with a space in it is not blank.
func (c Cell) IsBlank() bool { return c.Kind == Blank }

// Float is the cell as a number: a Number's own value, or a Text that ParseNumber understands. Dates, yes-or-no cells,
// errors, blanks and uncalculated formulas are not numbers.
func (c Cell) Float() (float64, bool) {
	switch c.Kind {
	case Number:
		return c.Number, true
	case Text:
		return ParseNumber(c.Text)
	}
	return 0, false
}

// String is the cell as a person would read it: text untrimmed, numbers in full without grouping, dates YYYY-MM-DD.
func (c Cell) String() string {
	switch c.Kind {
	case Number:
		if a := math.Abs(c.Number); a != 0 && (a >= 1e15 || a < 1e-6) {
			return strconv.FormatFloat(c.Number, 'g', -1, 64)
		}
		return strconv.FormatFloat(c.Number, 'f', -1, 64)
	case Date:
		return c.Date.String()
	}
	return c.Text
}

// Texts are cells as a file for programs has them: numbers in full and never with an exponent, dates YYYY-MM-DD.
func Texts(cells []Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		switch c.Kind {
		case Number:
			out[i] = strconv.FormatFloat(c.Number, 'f', -1, 64)
		case Date:
			out[i] = c.Date.String()
		default:
			out[i] = c.Text
		}
	}
	return out
}

// Row is one row of a sheet. Cells[0] is column A. In a workbook the last cell is never blank and a row without any
// value is left out; in a CSV file every field of the line is there and only empty lines are left out (but counted).
// Cells is reused for the next row: Clone what must live longer. The texts may be kept.
type Row struct {
	Index int // as a spreadsheet numbers it, from 1
	Cells []Cell
}

// At is the cell in column col, counted from 1 (A), blank outside the row.
func (r Row) At(col int) Cell {
	if col < 1 || col > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col-1]
}

// Ref is the name of the row's cell in column col, as BC37.
func (r Row) Ref(col int) string { return Ref(col, r.Index) }

// Clone is the row with cells of its own.
func (r Row) Clone() Row { return Row{Index: r.Index, Cells: slices.Clone(r.Cells)} }

// numberOrDate is a stored number as its style shows it. A number in a date style that is no day stays a number.
func numberOrDate(f float64, date, from1904 bool) Cell {
	if date {
		if d, ok := dateOf(f, from1904); ok {
			return Cell{Kind: Date, Date: d, Number: f}
		}
	}
	return Cell{Kind: Number, Number: f}
}

// boolCell is a yes-or-no cell.
func boolCell(yes bool) Cell {
	if yes {
		return Cell{Kind: Bool, Number: 1, Text: "TRUE"}
	}
	return Cell{Kind: Bool, Text: "FALSE"}
}

// isoCell is a date stored as ISO 8601 text, as "strict" workbooks do.
func isoCell(v []byte) Cell {
	if len(v) >= 10 && (len(v) == 10 || v[10] == 'T') {
		if d, err := civil.ParseDate(string(v[:10])); err == nil {
			return Cell{Kind: Date, Date: d, Number: serialOf(d)}
		}
	}
	return Cell{Kind: Errored, Text: errorText(v)}
}

// errorText is an error value as text; the usual ones cost no allocation.
func errorText(v []byte) string {
	for _, s := range [...]string{"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"} {
		if string(v) == s {
			return s
		}
	}
	return string(bytes.ToValidUTF8(bytes.ReplaceAll(v[:min(len(v), 255)], []byte{0}, nil), []byte("?")))
}
