package badfile

import (
	"encoding/binary"
	"strings"
)

// olds are bad BIFF8 workbooks.
func olds() []maker {
	return []maker{
		{"XLS cut short", true, 4, func(s *source) (string, []byte) { return "a.xls", s.cut(s.xls) }},
		{"XLS with other bytes in its header", true, 4, func(s *source) (string, []byte) {
			return "b.xls", append(s.flip(s.xls[:512], 8, 6), s.xls[512:]...)
		}},
		{"XLS with other bytes in it", true, 10, func(s *source) (string, []byte) { return "c.xls", s.flip(s.xls, 512, 12) }},
		{"XLS with other bytes in its directory and tables", true, 4, func(s *source) (string, []byte) {
			return "d.xls", s.flip(s.xls, max(512, len(s.xls)-3*512), 6)
		}},
		{"BIFF records left out, doubled or moved", true, 8, func(s *source) (string, []byte) {
			return "e.xls", Compound(Stream{"Workbook", s.shuffle(s.biff)})
		}},
		{"BIFF record of an odd length or sort", true, 8, func(s *source) (string, []byte) {
			b := append([]byte(nil), s.biff...)
			for range 1 + s.IntN(3) {
				at := s.record(b)
				binary.LittleEndian.PutUint16(b[at+2*s.IntN(2):], uint16(s.IntN(1<<pick(s, 4, 8, 12, 16))))
			}
			return "f.xls", Compound(Stream{"Workbook", b})
		}},
		{"BIFF stream cut short", false, 4, func(s *source) (string, []byte) {
			b := append([]byte(nil), s.biff[:s.IntN(len(s.biff)-4)]...)
			return "g.xls", Compound(Stream{"Workbook", append(b, make([]byte, 5000)...)})
		}},
		{"XLS with a password", false, 2, func(*source) (string, []byte) {
			return "h.xls", Compound(Stream{"Workbook", BIFF8(BIFFOptions{Locked: true}, Small()...)})
		}},
		{"XLSX with a password", false, 2, func(*source) (string, []byte) {
			return "i.xlsx", Compound(Stream{"EncryptionInfo", nil}, Stream{"EncryptedPackage", make([]byte, 9000)})
		}},
		{"workbook of Excel 95", false, 2, func(s *source) (string, []byte) {
			b := append([]byte(nil), s.biff...)
			b[5] = 5
			return "j.xls", pick(s, Compound(Stream{"Book", b}), Compound(Stream{"Workbook", b}), b)
		}},
		{"Word document", false, 1, func(*source) (string, []byte) {
			return "k.xls", Compound(Stream{"WordDocument", make([]byte, 5000)})
		}},
		{"XLS in the 1904 date system, cells in any order", true, 2, func(s *source) (string, []byte) {
			o := BIFFOptions{Date1904: true, Reversed: true, Chunk: 40 + s.IntN(100)}
			return "l.xls", Compound(Stream{"Workbook", BIFF8(o, Small()...)})
		}},
	}
}

// record is where some record of a BIFF stream begins.
func (s *source) record(b []byte) int {
	var starts []int
	for at := 0; at+4 <= len(b); at += 4 + int(binary.LittleEndian.Uint16(b[at+2:])) {
		starts = append(starts, at)
	}
	return pick(s, starts...)
}

// others are files of other kinds under a workbook's name.
func others() []maker {
	fixed := func(name, text string) func(*source) (string, []byte) {
		return func(*source) (string, []byte) { return name, []byte(text) }
	}
	return []maker{
		{"empty file", false, 1, fixed("empty.xlsx", "")},
		{"web page saved as .xls", false, 1, fixed("a.xls", "<html><body><table><tr><td>1</td></tr></table></body></html>")},
		{"XML spreadsheet of 2003", false, 1, fixed("b.xls", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`)},
		{"PDF", false, 1, fixed("c.xlsx", "%PDF-1.7\n1 0 obj")},
		{"picture", false, 1, fixed("d.xlsx", "\x89PNG\r\n\x1a\n\x00\x00")},
		{"JSON", false, 1, fixed("e.json", `{"beds": 1}`)},
		{"binary workbook", false, 1, func(*source) (string, []byte) {
			return "f.xlsb", Zip(Part{"[Content_Types].xml", "<Types/>"}, Part{"xl/workbook.bin", "x"})
		}},
		{"OpenDocument", false, 1, func(*source) (string, []byte) {
			return "g.ods", Zip(Part{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, Part{"content.xml", "<x/>"})
		}},
		{"Word document, new", false, 1, func(*source) (string, []byte) {
			return "h.docx", Zip(Part{"[Content_Types].xml", "<Types/>"}, Part{"word/document.xml", "<x/>"})
		}},
		{"ZIP of two files", false, 1, func(s *source) (string, []byte) {
			return "i.zip", Zip(Part{"a.csv", s.csv}, Part{"b.csv", s.csv})
		}},
		{"ZIP of a workbook", false, 1, func(s *source) (string, []byte) { return "j.zip", Zip(Part{"a.xlsx", string(s.xlsx)}) }},
		{"ZIP of one CSV", true, 2, func(s *source) (string, []byte) {
			return "k.zip", Zip(Part{"__MACOSX/._a.csv", "x"}, Part{"a.csv", string(s.flip([]byte(s.csv), 0, 3))})
		}},
		{"sound file under another's name", true, 2, func(s *source) (string, []byte) {
			return pick(s, "l.csv", "l.xls", "l.xlsx", "l.txt"), pick(s, s.xlsx, s.xls, []byte(s.csv))
		}},
		{"random bytes after a known beginning", true, 4, func(s *source) (string, []byte) {
			head := pick(s, "", "PK\x03\x04", "PK\x05\x06", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\xff\xfe", "\xef\xbb\xbf", "sep=;\r\n", "<", strings.Repeat("\x00", 9))
			return "m.bin", s.flip([]byte(head+strings.Repeat("?", 4000)), len(head), 8000)
		}},
	}
}
