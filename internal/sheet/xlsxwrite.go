package sheet

import (
	"io"
	"iter"
	"math"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"headroom/internal/fault"
)

// Out is one sheet of an export.
type Out struct {
	Name   string                   // at most 31 characters, none of : \ / ? * [ ]
	Header []string                 // bold, and kept in view when scrolling; may be empty
	Widths []float64                // in characters, per column; missing ones and zero are 12
	Rows   iter.Seq2[[]Cell, error] // the rows under the header; the slice may be reused; an error ends the export
}

// defaultWidth is the width of a column, in characters, that the export does not set.
const defaultWidth = 12

// WriteXLSX writes the sheets as an .xlsx workbook, row by row (large sheets go through a temporary file). Numbers,
// dates and yes-or-no cells are typed; everything else is text. A text never becomes a formula, also not when somebody
// edits the cell afterwards (see Runs). Errors of Rows and of w come back as they are; a name, text or sheet that
// Excel cannot hold is a fault.
func WriteXLSX(w io.Writer, sheets []Out) error {
	f := excelize.NewFile()
	defer f.Close()
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err != nil {
			return fault.Wrap(err, fault.Internal, "The export cannot have a sheet named %q", s.Name)
		}
		if err := writeSheet(f, s, st); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// outStyles are the numbers of the styles that an export uses.
type outStyles struct{ header, date, quoted int }

// newStyles adds the three styles to a new workbook.
func newStyles(f *excelize.File) (outStyles, error) {
	var st outStyles
	var err error
	if st.header, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return st, err
	}
	iso := "yyyy-mm-dd"
	if st.date, err = f.NewStyle(&excelize.Style{CustomNumFmt: &iso}); err != nil {
		return st, err
	}
	const textFormat = 49 // "@"
	if st.quoted, err = f.NewStyle(&excelize.Style{NumFmt: textFormat}); err != nil {
		return st, err
	}
	yes := true // what Excel keeps for a cell typed with an apostrophe in front
	f.Styles.CellXfs.Xf[st.quoted].QuotePrefix = &yes
	return st, nil
}

// writeSheet writes one sheet.
func writeSheet(f *excelize.File, s Out, st outStyles) error {
	sw, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "The export cannot have a sheet named %q", s.Name)
	}
	for i := range max(len(s.Widths), len(s.Header)) {
		width := float64(defaultWidth)
		if i < len(s.Widths) && s.Widths[i] > 0 {
			width = s.Widths[i]
		}
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	row := 1
	if len(s.Header) > 0 {
		err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
		if err != nil {
			return err
		}
		if err := sw.SetRow("A1", headings(s.Header, st)); err != nil {
			return err
		}
		row++
	}
	if s.Rows == nil {
		return sw.Flush()
	}
	var values []any
	for cells, err := range s.Rows {
		if err != nil {
			return err
		}
		if row > maxRow {
			return fault.New(fault.TooLarge, "The sheet %q has more rows than a workbook can hold: export it as CSV", s.Name)
		}
		values = values[:0]
		for i, c := range cells {
			v, err := outValue(c, st)
			if err != nil {
				err.Fields = []fault.Field{{Sheet: s.Name, Cell: Ref(i+1, row), Message: "cannot be written"}}
				return err
			}
			values = append(values, v)
		}
		if err := sw.SetRow(Ref(1, row), values); err != nil {
			return err
		}
		row++
	}
	return sw.Flush()
}

// headings is the first row. Its texts are in bold and, like all texts, never formulas.
func headings(titles []string, st outStyles) []any {
	out := make([]any, len(titles))
	for i, t := range titles {
		out[i] = excelize.Cell{StyleID: st.header, Value: t}
	}
	return out
}

// outValue is a cell as the library takes it. Texts that are too long would be cut by it in silence.
func outValue(c Cell, st outStyles) (any, *fault.Error) {
	switch c.Kind {
	case Blank:
		return nil, nil
	case Number:
		if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) {
			return nil, fault.New(fault.Internal, "A figure of the export is not a number")
		}
		return c.Number, nil
	case Date:
		if n := serialOf(c.Date); n >= 1 {
			return excelize.Cell{StyleID: st.date, Value: n}, nil
		}
		return c.Date.String(), nil
	case Bool:
		return c.Number != 0, nil
	}
	limit := DefaultLimits().Text
	if len(c.Text) > limit && len(utf16.Encode([]rune(c.Text))) > limit {
		return nil, fault.New(fault.TooLarge, "A text of the export is longer than %d characters", limit)
	}
	if Runs(c.Text) {
		return excelize.Cell{StyleID: st.quoted, Value: c.Text}, nil
	}
	return c.Text, nil
}
