package badfile

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// CSV writes one sheet as CSV with the given separator, as Excel would: results instead of formulas.
func CSV(sheet Sheet, sep string) string {
	var b strings.Builder
	for _, row := range sheet.Rows {
		for i, v := range row {
			if i > 0 {
				b.WriteString(sep)
			}
			if f, ok := v.(Formula); ok {
				v = f.Cached
			}
			if v == nil {
				continue
			}
			text := fmt.Sprint(v)
			if strings.ContainsAny(text, sep+"\"\r\n") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(text)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// UTF16 is s in UTF-16, with a byte-order mark if asked for.
func UTF16(s string, order binary.ByteOrder, mark bool) []byte {
	if mark {
		s = "\ufeff" + s
	}
	units := utf16.Encode([]rune(s))
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
	}
	return b
}

// csvs are the bad CSV files.
func csvs() []maker {
	return []maker{
		{"CSV cut short", true, 4, func(s *source) (string, []byte) { return "a.csv", s.cut([]byte(s.csv)) }},
		{"CSV with pieces left out, doubled or moved", true, 8, func(s *source) (string, []byte) {
			return "b.csv", s.shuffle(s.shuffle([]byte(s.csv)))
		}},
		{"CSV with other bytes among its own", true, 8, func(s *source) (string, []byte) {
			return "c.csv", s.flip([]byte(s.csv), 0, 6)
		}},
		{"CSV with a NUL", false, 2, func(s *source) (string, []byte) {
			i := s.IntN(len(s.csv))
			return "d.csv", []byte(s.csv[:i] + "\x00" + s.csv[i:])
		}},
		{"CSV with a quote that is never closed", false, 2, func(s *source) (string, []byte) {
			return "e.csv", []byte(s.csv + "\"open, " + s.csv)
		}},
		{"CSV with text after a quote", false, 2, func(*source) (string, []byte) {
			return "f.csv", []byte("a,b\r\n\"x\"y,1\r\n")
		}},
		{"CSV in UTF-16", true, 4, func(s *source) (string, []byte) {
			order := pick[binary.ByteOrder](s, binary.LittleEndian, binary.BigEndian)
			b := UTF16(s.csv, order, s.IntN(4) > 0)
			return "g.csv", pick(s, b, s.flip(b, 2, 3), s.cut(b))
		}},
		{"CSV in Windows-1252", true, 3, func(s *source) (string, []byte) {
			return "h.csv", []byte(strings.ReplaceAll(strings.ReplaceAll(s.csv, "–", "\x96"), "\u00a0", "\xa0"))
		}},
		{"CSV in two encodings", false, 2, func(s *source) (string, []byte) {
			return "i.csv", []byte(s.csv + strings.Repeat("St John’s – £\r\n", 3) + "Caf\xe9,1\r\n")
		}},
		{"CSV in UTF-32", false, 1, func(s *source) (string, []byte) {
			b := []byte{0xff, 0xfe, 0, 0}
			for _, r := range s.csv {
				b = binary.LittleEndian.AppendUint32(b, uint32(r))
			}
			return "j.csv", b
		}},
		{"CSV with odd figures", true, 6, func(s *source) (string, []byte) {
			return "k.csv", []byte("Code,Day,Beds\r\n" + strings.Repeat("R01,"+pick(s, odd()...)+","+pick(s, odd()...)+"\r\n", 3))
		}},
		{"CSV with formulas", true, 2, func(s *source) (string, []byte) {
			return "l.csv", []byte("Code,Beds\r\nR01," + pick(s, "=1+1", "+SUM(A1)", "@A1", "-2+3", "=cmd|'/c calc'!A0") + "\r\n")
		}},
		{"CSV with ragged rows", true, 2, func(s *source) (string, []byte) {
			var b strings.Builder
			for range 40 {
				b.WriteString(strings.Repeat(pick(s, ",", ";", "\t", "x,", "\"a\nb\","), s.IntN(30)) + "\n")
			}
			return "m.csv", []byte(b.String())
		}},
		{"CSV with one endless line", false, 1, func(s *source) (string, []byte) {
			return "n.csv", []byte(strings.Repeat(pick(s, ",", "x", "\"\"", "1;"), 300_000))
		}},
	}
}

// odd are figures that a person or program might really write.
func odd() []string {
	return []string{
		"1e308", "1e309", "-1e308", "1e-400", "NaN", "Infinity", "-inf", "0x10", "1_000", "9,257", "9 257", "0.60%", "-", ".", "..",
		"#DIV/0!", "#REF!", "N/A", "n/a", "nil", "00012", "-0", "+5", "1.2.3", "1,23", "٣", "１２", "01/01/1900", "31/12/9999", "29/02/1900",
		"2023-13-45", "1899-12-30", "TRUE", " ", "\u00a0", "\u200b", "99999999999999999999", "0.1000000000000000055511151231257827",
	}
}
