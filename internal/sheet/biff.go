package sheet

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// The records of a BIFF8 stream that are read ([MS-XLS] 2.3).
const (
	recFormula    = 0x0006
	recEOF        = 0x000a
	recDate1904   = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recBoundSheet = 0x0085
	recMulRK      = 0x00bd
	recRString    = 0x00d6
	recXF         = 0x00e0
	recMerged     = 0x00e5
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRK         = 0x027e
	recFormat     = 0x041e
	recBOF        = 0x0809
)

var (
	errBIFFShort = errors.New("a BIFF record is shorter than its content")
	errBIFFEnd   = errors.New("the BIFF stream ends in the middle")
	errBIFFText  = errors.New("a BIFF text is malformed")
)

var le = binary.LittleEndian

// records walks the records of a stream.
type records struct {
	b   []byte
	pos int

	id   uint16
	data []byte
	from int // where data begins in b
}

// next takes the next record; false at the end of the stream or where a record does not fit in it.
func (r *records) next() bool {
	if len(r.b)-r.pos < 4 {
		return false
	}
	n := int(le.Uint16(r.b[r.pos+2:]))
	if len(r.b)-r.pos-4 < n {
		return false
	}
	r.id, r.from = le.Uint16(r.b[r.pos:]), r.pos+4
	r.data = r.b[r.from : r.from+n]
	r.pos = r.from + n
	return true
}

// continued gives the current record's data from byte skip on, followed by those of the CONTINUE records behind it,
// which it takes too.
func (r *records) continued(skip int) [][]byte {
	parts := [][]byte{r.data[min(skip, len(r.data)):]}
	for len(r.b)-r.pos >= 4 && le.Uint16(r.b[r.pos:]) == recContinue && r.next() {
		parts = append(parts, r.data)
	}
	return parts
}

// biffText reads texts that may run over from one record into its CONTINUE records ([MS-XLS] 2.5.293).
type biffText struct {
	parts [][]byte
	units []uint16
}

// byte takes one byte, from the next part where the current one is used up.
func (t *biffText) byte() (byte, error) {
	for len(t.parts) > 0 {
		if p := t.parts[0]; len(p) > 0 {
			t.parts[0] = p[1:]
			return p[0], nil
		}
		t.parts = t.parts[1:]
	}
	return 0, errBIFFShort
}

// number takes n bytes, at most four, as a whole number.
func (t *biffText) number(n int) (uint32, error) {
	v := uint32(0)
	for i := range n {
		b, err := t.byte()
		if err != nil {
			return 0, err
		}
		v |= uint32(b) << (8 * i)
	}
	return v, nil
}

// skip drops n bytes.
func (t *biffText) skip(n int) error {
	for n > 0 {
		if len(t.parts) == 0 {
			return errBIFFShort
		}
		k := min(n, len(t.parts[0]))
		t.parts[0] = t.parts[0][k:]
		if n -= k; n > 0 {
			t.parts = t.parts[1:]
		}
	}
	return nil
}

// text appends to dst, as UTF-8, the text whose length in characters takes up width bytes.
func (t *biffText) text(dst []byte, width int) ([]byte, error) {
	count, err := t.number(width)
	if err != nil {
		return dst, err
	}
	flags, err := t.byte()
	if err != nil {
		return dst, err
	}
	var runs, extra uint32
	if flags&0x08 != 0 {
		if runs, err = t.number(2); err != nil {
			return dst, err
		}
	}
	if flags&0x04 != 0 {
		if extra, err = t.number(4); err != nil {
			return dst, err
		}
	}
	if dst, err = t.characters(dst, int(count), flags&1 != 0); err != nil {
		return dst, err
	}
	if extra > 1<<28 {
		return dst, errBIFFText
	}
	return dst, t.skip(int(runs)*4 + int(extra))
}

// characters appends count characters. Where they run over into a CONTINUE record, its first byte says anew whether
// they take one byte or two.
func (t *biffText) characters(dst []byte, count int, wide bool) ([]byte, error) {
	t.units = t.units[:0]
	for count > 0 {
		if len(t.parts) == 0 {
			return dst, errBIFFShort
		}
		p := t.parts[0]
		if len(p) == 0 {
			if t.parts = t.parts[1:]; len(t.parts) == 0 {
				return dst, errBIFFShort
			}
			flags, err := t.byte()
			if err != nil {
				return dst, err
			}
			wide = flags&1 != 0
			continue
		}
		if !wide {
			n := min(count, len(p))
			for _, c := range p[:n] {
				t.units = append(t.units, uint16(c))
			}
			t.parts[0], count = p[n:], count-n
			continue
		}
		n := min(count, len(p)/2)
		if n == 0 {
			return dst, errBIFFText
		}
		for i := range n {
			t.units = append(t.units, le.Uint16(p[2*i:]))
		}
		t.parts[0], count = p[2*n:], count-n
	}
	return appendUTF16(dst, t.units), nil
}

// appendUTF16 appends UTF-16 units as UTF-8; half a character becomes U+FFFD.
func appendUTF16(dst []byte, units []uint16) []byte {
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 < len(units) {
				if p := utf16.DecodeRune(r, rune(units[i+1])); p != utf8.RuneError {
					dst = utf8.AppendRune(dst, p)
					i++
					continue
				}
			}
			r = utf8.RuneError
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
