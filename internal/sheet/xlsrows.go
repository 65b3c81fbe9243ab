package sheet

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"
	"sync"
)

// xlsSheet is one worksheet of a BIFF8 stream.
type xlsSheet struct {
	book   *xlsBook
	at     place
	offset int
	hidden bool

	once  sync.Once
	index *xlsIndex
	err   error
}

// xlsIndex says where in the stream each cell's value stands, in reading order.
type xlsIndex struct {
	cells  []xlsCell
	merges []Merge
}

// xlsCell is one cell that holds something: id is the record that its value stands in, from the offset of the value.
type xlsCell struct {
	row, col, xf, id uint16
	from             uint32
}

// Name and Hidden stand in the workbook's list.
func (s *xlsSheet) Name() string { return s.at.sheet }
func (s *xlsSheet) Hidden() bool { return s.hidden }

// Merges is nil for a sheet that cannot be read.
func (s *xlsSheet) Merges() []Merge {
	if x, err := s.read(); err == nil {
		return x.merges
	}
	return nil
}

// Rows makes the cells of a row only when it comes to it; the index holds offsets alone.
func (s *xlsSheet) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		x, err := s.read()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(Row{}, err)
			return
		}
		m := xlsMaker{s: s}
		for n := 1; len(x.cells)-m.used > 0; n++ {
			if n%ctxEvery == 0 && ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			row, err := m.row(x.cells)
			if err == nil && len(row.Cells) == 0 {
				continue
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// read indexes the sheet once: its cells need not stand in order, and its merged blocks stand behind them.
func (s *xlsSheet) read() (*xlsIndex, error) {
	s.once.Do(func() {
		x := &xlsIndex{}
		if s.err = x.scan(s); s.err == nil {
			s.err = x.order(s)
		}
		s.index = x
	})
	return s.index, s.err
}

// scan walks the sheet's records, from its BOF to the EOF of the same depth (charts stand inside a sheet as streams
// of their own).
func (x *xlsIndex) scan(s *xlsSheet) error {
	if s.offset < 0 || s.offset >= len(s.book.stream) {
		return s.at.cut(nil, "the sheet")
	}
	r := &records{b: s.book.stream, pos: s.offset}
	if !r.next() || r.id != recBOF {
		return s.at.cut(nil, "the sheet")
	}
	depth := 1
	waiting := false // the last formula's text stands in a STRING record behind it
	for r.next() {
		switch r.id {
		case recBOF:
			depth++
			continue
		case recEOF:
			if depth--; depth == 0 {
				return nil
			}
			continue
		}
		if depth > 1 {
			continue
		}
		var err error
		switch r.id {
		case recString:
			if waiting {
				last := &x.cells[len(x.cells)-1]
				last.id, last.from = recString, uint32(r.from)
				waiting = false
			}
		case recMerged:
			err = x.merged(r.data)
		case recMulRK:
			err = x.many(r)
		case recFormula, recNumber, recLabel, recRString, recBoolErr, recRK, recLabelSST:
			waiting, err = x.one(r)
		}
		if err != nil {
			return s.at.cut(err, "the sheet")
		}
	}
	return s.at.cut(errBIFFEnd, "the sheet")
}

// one notes a record that holds one cell: row, column, style, value.
func (x *xlsIndex) one(r *records) (text bool, err error) {
	size := 8
	switch r.id {
	case recBoolErr:
		size = 2
	case recRK, recLabelSST:
		size = 4
	case recLabel, recRString:
		size = 3
	}
	d := r.data
	if len(d) < 6+size {
		return false, errBIFFShort
	}
	c := xlsCell{row: le.Uint16(d), col: le.Uint16(d[2:]), xf: le.Uint16(d[4:]), id: r.id, from: uint32(r.from + 6)}
	x.cells = append(x.cells, c)
	return r.id == recFormula && d[6] == 0 && le.Uint16(d[12:]) == 0xffff, nil
}

// many notes a MULRK record: a run of numbers in one row.
func (x *xlsIndex) many(r *records) error {
	d := r.data
	if len(d) < 12 || (len(d)-6)%6 != 0 {
		return errBIFFShort
	}
	row, col := le.Uint16(d), le.Uint16(d[2:])
	for i := range (len(d) - 6) / 6 {
		x.cells = append(x.cells, xlsCell{
			row: row, col: col + uint16(i), xf: le.Uint16(d[4+6*i:]), id: recRK, from: uint32(r.from + 6 + 6*i),
		})
	}
	return nil
}

// merged notes a MERGEDCELLS record ([MS-XLS] 2.4.168): rows and columns from 0, first and last.
func (x *xlsIndex) merged(d []byte) error {
	if len(d) < 2 || len(d) < 2+8*int(le.Uint16(d)) || len(x.merges) > maxMerges {
		return errBIFFShort
	}
	for d := d[2 : 2+8*int(le.Uint16(d))]; len(d) > 0; d = d[8:] {
		r1, r2, c1, c2 := int(le.Uint16(d)), int(le.Uint16(d[2:])), int(le.Uint16(d[4:])), int(le.Uint16(d[6:]))
		if r1 > r2 || c1 > c2 {
			return errBIFFText
		}
		x.merges = append(x.merges, Merge{FromCol: c1 + 1, FromRow: r1 + 1, ToCol: c2 + 1, ToRow: r2 + 1})
	}
	return nil
}

// order sorts the cells and refuses a sheet that gives one cell twice.
func (x *xlsIndex) order(s *xlsSheet) error {
	compare := func(a, b xlsCell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	}
	if !slices.IsSortedFunc(x.cells, compare) {
		slices.SortStableFunc(x.cells, compare)
	}
	for i := 1; i < len(x.cells); i++ {
		if c := x.cells[i]; compare(c, x.cells[i-1]) == 0 {
			return s.at.at(Ref(int(c.col)+1, int(c.row)+1)).refuse(nil, saveAgain, "the cell is in the sheet twice")
		}
	}
	return nil
}

// xlsMaker makes rows of an index.
type xlsMaker struct {
	s     *xlsSheet
	used  int
	total int64
	cells []Cell
	text  biffText
	bytes []byte
}

// row makes the next row.
func (m *xlsMaker) row(all []xlsCell) (Row, error) {
	index := all[m.used].row
	m.cells = m.cells[:0]
	limits := m.s.book.limits
	if int(index) >= limits.Rows {
		return Row{}, m.s.at.tooLarge("send it in smaller files", "it has more than %d rows", limits.Rows)
	}
	for m.used < len(all) && all[m.used].row == index {
		x := all[m.used]
		m.used++
		if int(x.col) >= limits.Columns {
			return Row{}, m.s.at.tooLarge(saveAgain, "it has more than %d columns", limits.Columns)
		}
		c, why := m.cell(x)
		if why != "" {
			return Row{}, m.s.at.at(Ref(int(x.col)+1, int(index)+1)).refuse(nil, saveAgain, "%s", why)
		}
		if c.Kind == Blank {
			continue
		}
		for len(m.cells) < int(x.col) {
			m.cells = append(m.cells, Cell{})
		}
		m.cells = append(m.cells, c)
	}
	if m.total += int64(len(m.cells)); m.total > limits.Cells {
		return Row{}, m.s.at.tooLarge("send it in smaller files", "it has more than %d cells", limits.Cells)
	}
	return Row{Index: int(index) + 1, Cells: m.cells}, nil
}

// cell makes the value, or says why there is none.
func (m *xlsMaker) cell(x xlsCell) (Cell, string) {
	b := m.s.book
	d := b.stream[x.from:]
	switch x.id {
	case recLabelSST:
		text, ok := b.shared.at(int(le.Uint32(d)))
		if !ok {
			return Cell{}, "the cell points at a text that the workbook does not hold"
		}
		return TextCell(text), ""
	case recLabel, recRString, recString:
		return m.written(x)
	case recBoolErr:
		if d[1] == 0 {
			return boolCell(d[0] != 0), ""
		}
		return Cell{Kind: Errored, Text: xlsError(d[0])}, ""
	case recRK:
		return m.number(rk(le.Uint32(d)), x.xf), ""
	case recNumber:
		return m.number(math.Float64frombits(le.Uint64(d)), x.xf), ""
	}
	if le.Uint16(d[6:]) != 0xffff { // FORMULA, [MS-XLS] 2.5.133
		return m.number(math.Float64frombits(le.Uint64(d)), x.xf), ""
	}
	switch d[0] {
	case 0:
		return Cell{Kind: Uncalculated, Text: "="}, ""
	case 1:
		return boolCell(d[2] != 0), ""
	case 2:
		return Cell{Kind: Errored, Text: xlsError(d[2])}, ""
	}
	return Cell{}, ""
}

// written is a text that stands in the cell's own record, which may be continued.
func (m *xlsMaker) written(x xlsCell) (Cell, string) {
	r := &records{b: m.s.book.stream, pos: int(x.from) - 4}
	skip := 0
	if x.id != recString {
		r.pos, skip = int(x.from)-10, 6
	}
	r.next()
	m.text.parts = r.continued(skip)
	var err error
	if m.bytes, err = m.text.text(m.bytes[:0], 2); err != nil {
		return Cell{}, "the text is damaged"
	}
	if why := badText(m.bytes, m.s.book.limits.Text); why != "" {
		return Cell{}, "the text " + why
	}
	return TextCell(string(m.bytes)), ""
}

// number is a stored number as its style shows it. The format can hold infinity and NaN; Excel never writes them.
func (m *xlsMaker) number(f float64, xf uint16) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{Kind: Errored, Text: "#NUM!"}
	}
	b := m.s.book
	return numberOrDate(f, int(xf) < len(b.dates) && b.dates[xf], b.from1904)
}

// rk is a number packed into 30 bits ([MS-XLS] 2.5.217): a whole number or the upper part of a float64, and either
// may stand for a hundred times the value.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// xlsError is the text of an error code ([MS-XLS] 2.5.10).
func xlsError(code byte) string {
	switch code {
	case 0x00:
		return "#NULL!"
	case 0x07:
		return "#DIV/0!"
	case 0x0f:
		return "#VALUE!"
	case 0x17:
		return "#REF!"
	case 0x1d:
		return "#NAME?"
	case 0x24:
		return "#NUM!"
	case 0x2a:
		return "#N/A"
	}
	return "#ERROR"
}
