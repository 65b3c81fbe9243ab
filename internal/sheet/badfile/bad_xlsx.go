package badfile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
)

// deflate is unit repeated up to size bytes, compressed.
func deflate(unit []byte, size int) []byte {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.BestSpeed)
	if err == nil {
		block := bytes.Repeat(unit, (64<<10)/len(unit))
		for n := 0; n < size && err == nil; n += len(block) {
			_, err = w.Write(block)
		}
	}
	if err != nil {
		panic(err) // a buffer cannot fail
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// packed is a workbook in which one part is given as compressed bytes that claim to unpack to size.
func (s *source) packed(part string, compressed []byte, size uint64) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range s.parts {
		if p.Name == part {
			continue
		}
		f, err := w.Create(p.Name)
		if err == nil {
			_, err = f.Write([]byte(p.Text))
		}
		if err != nil {
			panic(err)
		}
	}
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: part, Method: zip.Deflate, CompressedSize64: uint64(len(compressed)), UncompressedSize64: size,
	})
	if err == nil {
		_, err = f.Write(compressed)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// with is the small workbook with one part rewritten.
func (s *source) with(part string, f func(string) string) []byte {
	parts := append([]Part(nil), s.parts...)
	for i := range parts {
		if parts[i].Name == part {
			parts[i].Text = f(parts[i].Text)
		}
	}
	return Zip(parts...)
}

const page = "xl/worksheets/sheet1.xml"

// page1 is the small workbook with one string of its first sheet replaced.
func (s *source) page1(old, now string) []byte {
	return s.with(page, func(t string) string { return strings.Replace(t, old, now, 1) })
}

// containers are workbooks whose archive is bad.
func containers() []maker {
	return []maker{
		{"XLSX cut short", false, 6, func(s *source) (string, []byte) { return "a.xlsx", s.cut(s.xlsx) }},
		{"XLSX with other bytes in the archive", true, 10, func(s *source) (string, []byte) {
			return "b.xlsx", s.flip(s.xlsx, 0, 8)
		}},
		{"XLSX with pieces of the archive left out, doubled or moved", true, 6, func(s *source) (string, []byte) {
			return "c.xlsx", s.shuffle(s.xlsx)
		}},
		{"XLSX without one of its parts", true, 4, func(s *source) (string, []byte) {
			i := s.IntN(len(s.parts))
			return "d.xlsx", Zip(append(append([]Part(nil), s.parts[:i]...), s.parts[i+1:]...)...)
		}},
		{"XLSX with a part twice", false, 2, func(s *source) (string, []byte) {
			return "e.xlsx", Zip(append(append([]Part(nil), s.parts...), Part{page, "<worksheet/>"})...)
		}},
		{"zip bomb in a sheet", false, 2, func(s *source) (string, []byte) {
			return "f.xlsx", s.packed(page, s.bomb, 24<<20)
		}},
		{"zip bomb in the shared texts", false, 2, func(s *source) (string, []byte) {
			return "g.xlsx", s.packed("xl/sharedStrings.xml", s.bomb, 24<<20)
		}},
		{"zip bomb that claims to be small", false, 2, func(s *source) (string, []byte) {
			return "h.xlsx", s.packed(pick(s, page, "xl/styles.xml", "xl/workbook.xml"), s.bomb, uint64(s.IntN(4096)))
		}},
		{"zip bomb that claims to be vast", false, 2, func(s *source) (string, []byte) {
			return "i.xlsx", s.packed(page, s.bomb, 1<<(31+s.IntN(30)))
		}},
		{"zip bomb of cells outside any row", false, 1, func(s *source) (string, []byte) {
			return "j.xlsx", s.packed(page, s.cells, 6<<20)
		}},
		{"ZIP with the password flag", false, 2, func(s *source) (string, []byte) {
			b := append([]byte(nil), s.xlsx...)
			b[bytes.LastIndex(b, []byte("PK\x01\x02"))+8] |= 1
			return "k.xlsx", b
		}},
	}
}

// workbooks are workbooks whose archive is sound and whose XML is odd or bad.
func workbooks() []maker {
	cell := func(s *source, old, now string) (string, []byte) { return "x.xlsx", s.page1(old, now) }
	return []maker{
		{"XML with other bytes in it", true, 16, func(s *source) (string, []byte) {
			return "m.xlsx", s.with(pick(s, s.parts...).Name, func(t string) string { return string(s.flip([]byte(t), 0, 5)) })
		}},
		{"XML with pieces left out, doubled or moved", true, 16, func(s *source) (string, []byte) {
			return "n.xlsx", s.with(pick(s, s.parts...).Name, func(t string) string { return string(s.shuffle([]byte(t))) })
		}},
		{"XML cut short", false, 6, func(s *source) (string, []byte) {
			// Without its last line break a complete text would still be complete.
			return "o.xlsx", s.with(pick(s, s.parts[1:]...).Name, func(t string) string { return t[:s.IntN(len(t)-2)] })
		}},
		{"odd number in a cell", true, 10, func(s *source) (string, []byte) { return cell(s, "<v>401.25</v>", "<v>"+pick(s, odd()...)+"</v>") }},
		{"odd day in a cell", true, 10, func(s *source) (string, []byte) {
			day := pick(s, "0", "1", "59", "60", "61", "2958465", "2958466", "-1", "0.5", "1e308", "1e15", "43059.999999", "NaN")
			return cell(s, "<v>43059</v>", "<v>"+day+"</v>")
		}},
		{"formula that nobody calculated", true, 4, func(s *source) (string, []byte) {
			return cell(s, "<f>TODAY()</f><v>43159</v>", "<f>"+pick(s, "TODAY()", "A1*1e308", "cmd|'/c calc'!A0")+"</f>"+pick(s, "", "<v></v>", "<v/>"))
		}},
		{"cell of an odd type", true, 4, func(s *source) (string, []byte) {
			return cell(s, ` t="b"`, fmt.Sprintf(` t="%s"`, pick(s, "s", "n", "str", "d", "e", "z", "", "inlineStr")))
		}},
		{"cell in an odd place", true, 6, func(s *source) (string, []byte) {
			return cell(s, `r="C2"`, pick(s, `r="XFD2"`, `r="XFE2"`, `r="A2"`, `r="C3"`, `r="C0"`, `r=""`, `r="2"`, `r="C99999999999"`, `s="9999"`))
		}},
		{"row in an odd place", true, 6, func(s *source) (string, []byte) {
			return cell(s, `<row r="6"`, `<row r="`+pick(s, "5", "1", "0", "-6", "7", "1048576", "2000001", "99999999999", "six", "")+`"`)
		}},
		{"text number that is not in the table", false, 3, func(s *source) (string, []byte) {
			return cell(s, "<v>0</v>", "<v>"+pick(s, "9999", "-1", "1.5", "x", "4294967296", "99999999999999999999")+"</v>")
		}},
		{"document type with entities", false, 2, func(s *source) (string, []byte) {
			return cell(s, "<worksheet", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet`)
		}},
		{"text of 40,000 characters", false, 1, func(s *source) (string, []byte) {
			return cell(s, "UEC ", strings.Repeat("x", 40_000))
		}},
		{"control characters", true, 2, func(s *source) (string, []byte) {
			return cell(s, "UEC ", pick(s, "&#0;", "&#1;", "_x0000_", "_x0007_", "\x00", "\xff\xfe", "&#xD800;", "&bad;", "_xD83D_"))
		}},
		{"300 sheets", false, 1, func(*source) (string, []byte) { return "p.xlsx", XLSX(make([]Sheet, 300)...) }},
		{"merged blocks in odd places", true, 3, func(s *source) (string, []byte) {
			return cell(s, `ref="E5:G5"`, `ref="`+pick(s, "E5", "G5:E5", "XFE1:A1", "A0:B1", ":", "", "A1:XFD1048576")+`"`)
		}},
		{"date system of 1904", true, 2, func(s *source) (string, []byte) {
			return "q.xlsx", s.with("xl/workbook.xml", func(t string) string {
				return strings.Replace(t, "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)
			})
		}},
		{"sheet part in UTF-16", false, 2, func(s *source) (string, []byte) {
			return "r.xlsx", s.with(page, func(t string) string { return "\xff\xfe" + t })
		}},
	}
}
