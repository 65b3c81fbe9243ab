package badfile

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf16"
)

// XLS writes the sheets as a BIFF8 .xls workbook. XF 15 is General, 16 a built-in date format, 17 one of its own.
func XLS(sheets ...Sheet) []byte {
	return Compound(Stream{"Workbook", BIFF8(BIFFOptions{}, sheets...)})
}

// BIFFOptions are the variations of a BIFF8 stream that its readers must survive.
type BIFFOptions struct {
	Chunk    int  // most bytes of an SST or CONTINUE record, so that texts run over; 0 is the format's own 8,224
	Date1904 bool // the stream says that days count from 1904
	Locked   bool // the stream says that it is encrypted
	Reversed bool // the cells stand from the last to the first
}

// biff is a BIFF8 stream while it is written.
type biff struct {
	b      []byte
	shared *texts
}

// record writes one record: its number, its length, its data.
func (w *biff) record(id uint16, data ...byte) {
	w.b = binary.LittleEndian.AppendUint16(w.b, id)
	w.b = binary.LittleEndian.AppendUint16(w.b, uint16(len(data)))
	w.b = append(w.b, data...)
}

// u16 is numbers as little-endian bytes.
func u16(v ...int) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, uint16(x))
	}
	return b
}

// u32 is a number as four little-endian bytes.
func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// BIFF8 writes the Workbook stream alone.
func BIFF8(o BIFFOptions, sheets ...Sheet) []byte {
	w := &biff{shared: &texts{at: map[string]int{}}}
	bof := func(kind int) { w.record(0x0809, u16(0x0600, kind, 0x0dbb, 0x07cc, 0, 0, 6, 0)...) }
	var pages [][]byte
	for _, s := range sheets {
		bof(0x10)
		w.cells(s, o)
		w.merges(s.Merges)
		w.record(0x000a)
		pages, w.b = append(pages, w.b), nil
	}
	bof(0x05)
	if o.Locked {
		w.record(0x002f, u16(1, 1, 1)...)
	}
	if o.Date1904 {
		w.record(0x0022, u16(1)...)
	}
	w.record(0x041e, append(u16(164), text("dd/mm/yy;@", 2)...)...)
	for _, format := range [...]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 164} {
		w.record(0x00e0, append(u16(0, format), make([]byte, 16)...)...)
	}
	var patch []int
	for _, s := range sheets {
		patch = append(patch, len(w.b)+4)
		state := map[string]byte{"": 0, "hidden": 1, "veryHidden": 2}[s.State]
		w.record(0x0085, append([]byte{0, 0, 0, 0, state, 0}, text(s.Name, 1)...)...)
	}
	w.sst(o.Chunk)
	w.record(0x000a)
	for i, p := range pages {
		binary.LittleEndian.PutUint32(w.b[patch[i]:], uint32(len(w.b)))
		w.b = append(w.b, p...)
	}
	return w.b
}

// text is a text with its length in width bytes, one byte a character where that is enough.
func text(s string, width int) []byte {
	units := utf16.Encode([]rune(s))
	b := u16(len(units))[:width]
	if wide(units) {
		return append(append(b, 1), u16(ints(units)...)...)
	}
	b = append(b, 0)
	for _, u := range units {
		b = append(b, byte(u))
	}
	return b
}

// wide reports whether a text needs two bytes a character.
func wide(units []uint16) bool {
	for _, u := range units {
		if u > 0xff {
			return true
		}
	}
	return false
}

// ints is units as u16 takes them.
func ints(units []uint16) []int {
	out := make([]int, len(units))
	for i, u := range units {
		out[i] = int(u)
	}
	return out
}

// sst writes the table of texts in records of at most chunk bytes; every fourth text has formatting runs.
func (w *biff) sst(chunk int) {
	if chunk <= 0 {
		chunk = 8224
	}
	id, rec := uint16(0x00fc), append(u32(uint32(len(w.shared.list))), u32(uint32(len(w.shared.list)))...)
	flush := func() {
		w.record(id, rec...)
		id, rec = 0x003c, nil
	}
	for i, s := range w.shared.list {
		units := utf16.Encode([]rune(s))
		big := wide(units)
		flags, runs := byte(0), 0
		if big {
			flags |= 1
		}
		head := append(u16(len(units)), flags)
		if i%4 == 3 {
			runs = 2
			head = append(append(u16(len(units)), flags|8), u16(runs)...)
		}
		if len(rec)+len(head)+2 > chunk {
			flush() // a text's head must not be split
		}
		rec = append(rec, head...)
		for _, u := range units {
			if len(rec)+2 > chunk {
				flush()
				rec = append(rec, flags)
			}
			rec = append(rec, byte(u))
			if big {
				rec = append(rec, byte(u>>8))
			}
		}
		rec = append(rec, make([]byte, 4*runs)...)
	}
	flush()
}

// merges writes the merged blocks as one record.
func (w *biff) merges(list []string) {
	if len(list) == 0 {
		return
	}
	b := u16(len(list))
	for _, m := range list {
		var c1, c2 string
		var r1, r2 int
		if _, err := fmt.Sscanf(split(m), "%s %d %s %d", &c1, &r1, &c2, &r2); err != nil {
			panic(err) // fixtures are literals
		}
		b = append(b, u16(r1-1, r2-1, number(c1)-1, number(c2)-1)...)
	}
	w.record(0x00e5, b...)
}

// split sets a space between the letters and the digits of A1:B2.
func split(m string) string {
	out := ""
	for i, c := range m {
		switch {
		case c == ':':
			c = ' '
		case c <= '9' && i > 0 && m[i-1] > '9':
			out += " "
		}
		out += string(c)
	}
	return out
}

// number undoes letters.
func number(letters string) int {
	n := 0
	for _, c := range letters {
		n = n*26 + int(c-'A') + 1
	}
	return n
}

// cells writes a sheet's cells, runs of whole numbers as MULRK.
func (w *biff) cells(s Sheet, o BIFFOptions) {
	head, all := w.b, []byte(nil)
	for i, row := range s.Rows {
		w.b = nil
		for j := 0; j < len(row); j++ {
			n := 0
			for j+n < len(row) && small(row[j+n]) {
				n++
			}
			if n > 1 {
				b := u16(i, j)
				for _, v := range row[j : j+n] {
					b = append(append(b, u16(15)...), u32(uint32(int32(v.(int))<<2)|2)...)
				}
				w.record(0x00bd, append(b, u16(j+n-1)...)...)
				j += n - 1
				continue
			}
			w.cell(i, j, row[j])
		}
		if o.Reversed {
			all = append(append([]byte(nil), w.b...), all...)
		} else {
			all = append(all, w.b...)
		}
	}
	w.b = append(head, all...)
}

// small reports whether a cell fits a whole RK number.
func small(v any) bool {
	n, ok := v.(int)
	return ok && n >= -1<<28 && n < 1<<28
}

// cell writes one cell in the record that Excel would choose: hundredths and whole numbers as RK, others as NUMBER.
func (w *biff) cell(row, col int, v any) {
	at := func(xf int) []byte { return u16(row, col, xf) }
	bits := func(f float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(f)) }
	switch v := v.(type) {
	case nil:
		w.record(0x0201, at(15)...)
	case string:
		w.record(0x00fd, append(at(15), u32(uint32(w.shared.index(v)))...)...)
	case Label:
		w.record(0x0204, append(at(15), text(string(v), 2)...)...)
	case int:
		w.record(0x027e, append(at(15), u32(uint32(int32(v)<<2)|2)...)...)
	case float64:
		if h := math.Round(v * 100); h/100 == v && math.Abs(h) < 1<<28 {
			w.record(0x027e, append(at(15), u32(uint32(int32(h)<<2)|3)...)...)
			return
		}
		w.record(0x0203, append(at(15), bits(v)...)...)
	case Day:
		w.record(0x0203, append(at(16+int(v)%2), bits(float64(v))...)...)
	case bool, Err:
		w.record(0x0205, append(at(15), short(v)...)...)
	case Formula:
		w.formula(at(15), v)
	default:
		panic(fmt.Sprintf("badfile: a cell of %T", v))
	}
}

// short is a yes-or-no or error value with the byte that says which.
func short(v any) []byte {
	if yes, ok := v.(bool); ok {
		if yes {
			return []byte{1, 0}
		}
		return []byte{0, 0}
	}
	return []byte{map[Err]byte{"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}[v.(Err)], 1}
}

// formula writes a FORMULA record with its result and no tokens, and the STRING record that a text result needs.
func (w *biff) formula(at []byte, f Formula) {
	result := []byte{0, 0, 0, 0, 0, 0, 0xff, 0xff}
	switch v := f.Cached.(type) {
	case float64:
		result = binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))
	case bool:
		result[0], result[2] = 1, short(v)[0]
	case Err:
		result[0], result[2] = 2, short(v)[0]
	}
	w.record(0x0006, append(append(at, result...), make([]byte, 8)...)...)
	if s, ok := f.Cached.(string); ok {
		w.record(0x0207, text(s, 2)...)
	}
}
