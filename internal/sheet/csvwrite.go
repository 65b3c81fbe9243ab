package sheet

import (
	"bufio"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"headroom/internal/fault"
)

// Writer writes a CSV export: UTF-8, commas, CR LF, quotes where they are needed. A text that a spreadsheet would run
// as a formula (see Runs) gets an apostrophe in front; numbers and dates are written as they are.
type Writer struct {
	BOM bool // write a byte-order mark first, so that Excel reads the file as UTF-8

	w     *bufio.Writer
	begun bool
	err   error
}

// NewWriter makes a CSV writer on w. Call Flush at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriter(w)} }

// Header writes a line of headings.
func (w *Writer) Header(titles ...string) error {
	cells := make([]Cell, len(titles))
	for i, t := range titles {
		cells[i] = TextCell(t)
	}
	return w.Row(cells...)
}

// Row writes one line. Numbers are written in full without grouping, dates as YYYY-MM-DD, blanks as nothing. A number
// that is none (NaN, infinity) is our own mistake and refused.
func (w *Writer) Row(cells ...Cell) error {
	if w.err != nil {
		return w.err
	}
	if w.BOM && !w.begun {
		w.put("\ufeff")
	}
	w.begun = true
	if len(cells) == 1 && cells[0].String() == "" {
		w.put(`""`) // an empty line would be skipped by readers
	}
	for i, c := range cells {
		if i > 0 {
			w.put(",")
		}
		if c.Kind == Number && (math.IsNaN(c.Number) || math.IsInf(c.Number, 0)) {
			w.err = fault.New(fault.Internal, "A figure of the export is not a number")
			return w.err
		}
		w.put(w.quote(c))
	}
	w.put("\r\n")
	return w.err
}

// put writes s unless an earlier write failed.
func (w *Writer) put(s string) {
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

// quote is a cell as its field: harmless, and in quotes where a reader would misread it bare. Semicolons and tabs count
// too, for a reader that guesses the separator. Our own numbers may begin with a minus.
func (w *Writer) quote(c Cell) string {
	s := c.String()
	if c.Kind == Number || c.Kind == Date || c.Kind == Bool {
		return s
	}
	if Runs(s) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",;\t\"\r\n") && s == strings.TrimSpace(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// Flush writes what is still held and reports the first error of any write.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.w.Flush()
	}
	return w.err
}

// Runs reports whether a spreadsheet might take a text for a formula: it begins with = + - @ (plain or full-width), a
// tab or a line break. A lone dash is a common mark for "none" and harmless.
func Runs(text string) bool {
	if text == "-" || text == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}
