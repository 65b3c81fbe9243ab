package sheet

import "strconv"

// The size of the largest sheet that Excel itself can hold.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
)

// Ref is the name of a cell from its column and row, both counted from 1: Ref(55, 37) is "BC37". A column or row
// below 1 gives the empty text.
func Ref(col, row int) string {
	if col < 1 || row < 1 {
		return ""
	}
	return ColumnName(col) + strconv.Itoa(row)
}

// ColumnName is the letters of a column counted from 1: 1 is "A", 55 is "BC". Below 1 it is the empty text.
func ColumnName(col int) string {
	var b [14]byte
	i := len(b)
	for col > 0 {
		col--
		i--
		b[i] = byte('A' + col%26)
		col /= 26
	}
	return string(b[i:])
}

// ParseRef reads a cell name such as BC37 or $BC$37 into column and row, both from 1; ok is false for anything else
// and for cells beyond column XFD or row 1,048,576.
func ParseRef(ref string) (col, row int, ok bool) {
	return parseRef([]byte(ref))
}

// parseRef is ParseRef on bytes. It stops at the limits, so that no run of letters or digits can overflow.
func parseRef(b []byte) (col, row int, ok bool) {
	i := 0
	if i < len(b) && b[i] == '$' {
		i++
	}
	for ; i < len(b); i++ {
		c := b[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if col = col*26 + int(c-'A') + 1; col > maxColumn {
			return 0, 0, false
		}
	}
	if i < len(b) && b[i] == '$' {
		i++
	}
	for ; i < len(b); i++ {
		if b[i] < '0' || b[i] > '9' {
			return 0, 0, false
		}
		if row = row*10 + int(b[i]-'0'); row > maxRow {
			return 0, 0, false
		}
	}
	return col, row, col > 0 && row > 0
}

// Merge is a block of cells shown as one; its value stands in its first cell. All four are counted from 1, inclusive.
type Merge struct{ FromCol, FromRow, ToCol, ToRow int }

// Has reports whether the cell lies in the block.
func (m Merge) Has(col, row int) bool {
	return col >= m.FromCol && col <= m.ToCol && row >= m.FromRow && row <= m.ToRow
}

// String is the block as F14:J14.
func (m Merge) String() string { return Ref(m.FromCol, m.FromRow) + ":" + Ref(m.ToCol, m.ToRow) }

// Spread gives every cell of a block that begins in row r the value of the block's first cell, so that a date merged
// over five columns stands in all five. It returns cells of its own and leaves r alone.
func Spread(r Row, merges []Merge) []Cell {
	out := r.Clone().Cells
	for _, m := range merges {
		if m.FromRow != r.Index || r.At(m.FromCol).IsBlank() {
			continue
		}
		for len(out) < m.ToCol {
			out = append(out, Cell{})
		}
		for c := m.FromCol + 1; c <= m.ToCol; c++ {
			out[c-1] = out[m.FromCol-1]
		}
	}
	return out
}

// parseMerge reads A1:B2 (or A1 alone) with its corners in either order.
func parseMerge(b []byte) (Merge, bool) {
	from, to := b, b
	for i, c := range b {
		if c == ':' {
			from, to = b[:i], b[i+1:]
			break
		}
	}
	c1, r1, ok1 := parseRef(from)
	c2, r2, ok2 := parseRef(to)
	return Merge{min(c1, c2), min(r1, r2), max(c1, c2), max(r1, r2)}, ok1 && ok2
}
