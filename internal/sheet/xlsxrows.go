package sheet

import (
	"bytes"
	"context"
	"io"
	"iter"
	"sync"
)

// ctxEvery is how many rows may pass between two looks at the context.
const ctxEvery = 512

// maxMerges bounds a sheet's merged blocks.
const maxMerges = 100_000

// xlsxSheet is one worksheet; its rows are read anew each time.
type xlsxSheet struct {
	book   *xlsxBook
	at     place
	part   string
	hidden bool

	mu     sync.Mutex
	merges []Merge
	known  bool   // merges have been read
	ahead  *ahead // the part, unpacked until somebody has read it to its end
}

// Name and Hidden stand in the workbook's list.
func (s *xlsxSheet) Name() string { return s.at.sheet }
func (s *xlsxSheet) Hidden() bool { return s.hidden }

// open gives the unpacked part, which is kept where there is room for it. The caller holds s.mu.
func (s *xlsxSheet) open() (io.ReadCloser, error) {
	if s.ahead != nil {
		return s.ahead.reader(), nil
	}
	rc, err := s.book.open(s.part)
	if err != nil {
		return nil, err
	}
	size := s.book.claimed(s.part)
	if s.book.ahead.Add(size) > maxAhead {
		s.book.ahead.Add(-size)
		return rc, nil
	}
	s.ahead = unpackAhead(rc)
	return s.ahead.reader(), nil
}

// Rows reads the part as it is unpacked. A complete reading also learns the merged blocks behind the rows.
func (s *xlsxSheet) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		s.mu.Lock()
		rc, err := s.open()
		s.mu.Unlock()
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer rc.Close()
		r := newRowReader(s, rc)
		for n := 0; ; n++ {
			if n%ctxEvery == 0 && ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			row, err := r.next()
			if err == io.EOF {
				s.keep(r.merges)
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// keep remembers the merged blocks that a complete reading came to, and lets go of the unpacked part.
func (s *xlsxSheet) keep(merges []Merge) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merges, s.known = merges, true
	if s.ahead != nil {
		s.ahead = nil
		s.book.ahead.Add(-s.book.claimed(s.part))
	}
}

// Merges stand behind the rows in the file: where nobody has read that far yet, the rows are skipped unread.
func (s *xlsxSheet) Merges() []Merge {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known {
		return s.merges
	}
	s.known = true
	rc, err := s.open()
	if err != nil {
		return nil
	}
	defer rc.Close()
	r := newRowReader(s, rc)
	r.skip = true
	if _, err := r.next(); err == io.EOF {
		s.merges = r.merges
	}
	return s.merges
}

// rowReader reads the rows of one worksheet part.
type rowReader struct {
	sc     *scanner
	book   *xlsxBook
	at     place
	skip   bool // jump over the rows to the merged blocks
	merges []Merge

	begun, rows bool // the root was opened; inside sheetData

	row   int // number of the current row, 0 before the first
	col   int // column of the current cell
	total int64
	cells []Cell

	value, inline, formula []byte // the current cell's contents
	parts                  cellParts
}

// cellParts says which elements the current cell had.
type cellParts struct{ value, inline, formula bool }

// newRowReader reads r, the sheet's unpacked part.
func newRowReader(s *xlsxSheet, r io.Reader) *rowReader {
	return &rowReader{sc: newScanner(r), book: s.book, at: s.at}
}

// next reads up to the end of the next row that holds a value. It is io.EOF after a complete sheet.
func (r *rowReader) next() (Row, error) {
	for {
		switch t := r.sc.next(); t {
		case xmlEnd:
			return Row{}, r.end()
		case xmlOpen:
			if r.rows && string(r.sc.name) == "row" {
				if err := r.readRow(); err != nil {
					return Row{}, err
				}
				if len(r.cells) > 0 {
					return Row{Index: r.row, Cells: r.cells}, nil
				}
				continue
			}
			if err := r.opened(); err != nil {
				return Row{}, err
			}
		case xmlClose:
			if string(r.sc.name) == "sheetData" {
				r.rows = false
			}
		}
	}
}

// opened takes an opening tag outside the rows.
func (r *rowReader) opened() error {
	sc := r.sc
	if !r.begun {
		if string(sc.name) != "worksheet" {
			return r.at.refuse(nil, saveAgain, "the sheet is not a worksheet")
		}
		r.begun = true
		return nil
	}
	switch string(sc.name) {
	case "sheetData":
		r.rows = !sc.void
		if r.rows && r.skip {
			sc.skipPast("sheetData>")
			r.rows = false
		}
	case "mergeCell":
		m, ok := parseMerge([]byte(sc.attr("ref")))
		if !ok {
			return r.at.refuse(nil, saveAgain, "a merged block has the impossible place %q", sc.attr("ref"))
		}
		if r.merges = append(r.merges, m); len(r.merges) > maxMerges {
			return r.at.tooLarge(saveAgain, "it has more than %d merged blocks", maxMerges)
		}
	}
	return nil
}

// end is io.EOF for a sheet that ended as it should.
func (r *rowReader) end() error {
	if r.sc.err == nil {
		return io.EOF
	}
	at := r.at
	if r.row > 0 && r.rows {
		at = at.at(Ref(max(r.col, 1), r.row))
	}
	return at.broken(r.sc.err, "the sheet")
}

// readRow reads from an opened row to its closing tag.
func (r *rowReader) readRow() error {
	sc := r.sc
	if err := r.rowNumber(); err != nil {
		return err
	}
	r.cells, r.col = r.cells[:0], 0
	if sc.void {
		return nil
	}
	for {
		switch sc.next() {
		case xmlEnd:
			return r.end()
		case xmlOpen:
			switch string(sc.name) {
			case "c":
				if err := r.readCell(); err != nil {
					return err
				}
			case "row":
				sc.fail(errXML)
				return r.end()
			}
		case xmlClose:
			if string(sc.name) != "row" {
				continue
			}
			if r.total += int64(len(r.cells)); r.total > r.book.limits.Cells {
				return r.at.tooLarge("send it in smaller files", "it has more than %d cells", r.book.limits.Cells)
			}
			return nil
		}
	}
}

// rowNumber takes the row's own number, or the next one where it has none. Rows must rise: a sheet that gives a row
// twice would mean different things to different readers.
func (r *rowReader) rowNumber() error {
	last := r.row
	r.row++
	for rest := r.sc.attrs; ; {
		name, value, tail, ok := r.sc.nextAttr(rest)
		if !ok {
			break
		}
		if string(name) == "r" {
			n, ok := wholeNumber(value)
			if !ok || n == 0 {
				return r.at.refuse(nil, saveAgain, "a row has the impossible number %q", value)
			}
			r.row = n
		}
		rest = tail
	}
	if r.sc.err != nil {
		return r.end()
	}
	if r.row <= last {
		return r.at.refuse(nil, saveAgain, "row %d comes after row %d", r.row, last)
	}
	if r.row > r.book.limits.Rows {
		return r.at.tooLarge("send it in smaller files", "it has more than %d rows", r.book.limits.Rows)
	}
	return nil
}

// wholeNumber reads up to nine digits.
func wholeNumber(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0 && len(b) <= 9
}

// readCell reads from an opened cell to its closing tag and keeps it unless it is blank.
func (r *rowReader) readCell() error {
	sc := r.sc
	style, kind, err := r.cellHead()
	if err != nil || sc.void {
		return err
	}
	r.value, r.inline, r.formula, r.parts = r.value[:0], r.inline[:0], r.formula[:0], cellParts{}
	if v, ok := sc.plainValue(); ok {
		r.value, r.parts.value = append(r.value, v...), true
		return r.keepCell(style, kind)
	}
	var in *[]byte
	hint := false
	for {
		switch t := sc.next(); t {
		case xmlEnd:
			return r.end()
		case xmlText:
			if in != nil {
				*in = sc.appendText(*in)
			}
		case xmlOpen:
			switch string(sc.name) {
			case "v":
				in, r.parts.value = &r.value, true
			case "f":
				in, r.parts.formula = &r.formula, true
			case "t":
				if !hint {
					in, r.parts.inline = &r.inline, true
				}
			case "rPh":
				hint = !sc.void
			case "c":
				sc.fail(errXML)
				return r.end()
			}
			if sc.void {
				in = nil
			}
		case xmlClose:
			in = nil
			switch string(sc.name) {
			case "rPh":
				hint = false
			case "c":
				return r.keepCell(style, kind)
			case "row":
				sc.fail(errXML)
				return r.end()
			}
		}
	}
}

// cellHead reads a cell's attributes: where it stands, its style number and the first letters of its type.
func (r *rowReader) cellHead() (style int, kind string, err error) {
	last := r.col
	r.col++
	for rest := r.sc.attrs; ; {
		name, value, tail, ok := r.sc.nextAttr(rest)
		if !ok {
			break
		}
		rest = tail
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			col, row, ok := parseRef(value)
			if !ok || row != r.row {
				return 0, "", r.at.refuse(nil, saveAgain, "row %d holds a cell named %q", r.row, value)
			}
			r.col = col
		case 's':
			style, _ = wholeNumber(value)
		case 't':
			kind = cellType(value)
		}
	}
	switch {
	case r.sc.err != nil:
		return 0, "", r.end()
	case r.col <= last:
		return 0, "", r.at.at(Ref(r.col, r.row)).refuse(nil, saveAgain, "the cell comes after cell %s", Ref(last, r.row))
	case r.col > r.book.limits.Columns:
		return 0, "", r.at.tooLarge(saveAgain, "it has more than %d columns", r.book.limits.Columns)
	}
	return style, kind, nil
}

// cellType gives a cell's type as a constant, without an allocation.
func cellType(b []byte) string {
	for _, t := range [...]string{"s", "n", "str", "b", "e", "inlineStr", "d"} {
		if string(b) == t {
			return t
		}
	}
	return "unknown"
}

// keepCell appends the cell that has been read, with blanks up to it, unless it is blank itself.
func (r *rowReader) keepCell(style int, kind string) error {
	if r.sc.err != nil {
		return r.end()
	}
	c, why := r.cell(style, kind)
	if why != "" {
		return r.at.at(Ref(r.col, r.row)).refuse(nil, saveAgain, "%s", why)
	}
	if c.Kind == Blank {
		return nil
	}
	for len(r.cells) < r.col-1 {
		r.cells = append(r.cells, Cell{})
	}
	r.cells = append(r.cells, c)
	return nil
}

// cell makes the value (ECMA-376 18.18.11 lists the types), or says why there is none.
func (r *rowReader) cell(style int, kind string) (Cell, string) {
	v := r.value
	if kind != "str" && kind != "inlineStr" {
		v = bytes.TrimSpace(v)
	}
	if len(v) == 0 && kind != "inlineStr" {
		if r.parts.formula && (kind != "str" || !r.parts.value) {
			return Cell{Kind: Uncalculated, Text: "=" + string(bytes.ToValidUTF8(r.formula, []byte("?")))}, ""
		}
		return Cell{}, ""
	}
	switch kind {
	case "s":
		i, ok := wholeNumber(v)
		text, found := r.book.shared.at(i)
		if !ok || !found {
			return Cell{}, "the cell points at a text that the workbook does not hold"
		}
		return TextCell(text), ""
	case "str":
		return r.text(v)
	case "inlineStr":
		if !r.parts.inline {
			return r.text(v)
		}
		return r.text(r.inline)
	case "b":
		return boolCell(string(v) == "1" || string(v) == "true"), ""
	case "e":
		return Cell{Kind: Errored, Text: errorText(v)}, ""
	case "d":
		return isoCell(v), ""
	case "", "n":
		return r.number(v, style), ""
	}
	return Cell{}, "the cell is of a type that is not known"
}

// text is a text cell of bytes that are about to be overwritten.
func (r *rowReader) text(b []byte) (Cell, string) {
	b = unescapeExcel(b)
	if why := badText(b, r.book.limits.Text); why != "" {
		return Cell{}, "the text " + why
	}
	return TextCell(string(b)), ""
}

// number is a stored number as its style shows it. What is no float64 is kept as an error, never rounded to one.
func (r *rowReader) number(v []byte, style int) Cell {
	f, ok := parseFloat(v)
	if !ok {
		return Cell{Kind: Errored, Text: errorText(v)}
	}
	return numberOrDate(f, style < len(r.book.dates) && r.book.dates[style], r.book.from1904)
}
