package badfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Part is one entry of an archive.
type Part struct{ Name, Text string }

// Zip packs parts as they are.
func Zip(parts ...Part) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate})
		if err == nil {
			_, err = f.Write([]byte(p.Text))
		}
		if err != nil {
			panic(err) // a buffer cannot fail
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// XLSX writes the sheets as an .xlsx workbook.
func XLSX(sheets ...Sheet) []byte { return Zip(Parts(sheets...)...) }

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	ssml    = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgNS   = "http://schemas.openxmlformats.org/package/2006/"
)

// Parts are the entries of the workbook, so that a test can change one before it packs them. Style 1 is a built-in
// date format, style 2 one of the workbook's own, style 3 a percentage.
func Parts(sheets ...Sheet) []Part {
	var list, rels, types strings.Builder
	shared := &texts{at: map[string]int{}}
	var pages []Part
	for i, s := range sheets {
		state := ""
		if s.State != "" {
			state = ` state="` + s.State + `"`
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escape(s.Name), i+1, state, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relNS, i+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/`+
			`vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		pages = append(pages, Part{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), worksheet(s, shared)})
	}
	fmt.Fprintf(&rels, `<Relationship Id="rIdS" Type="%s/styles" Target="styles.xml"/>`, relNS)
	fmt.Fprintf(&rels, `<Relationship Id="rIdT" Type="%s/sharedStrings" Target="/xl/sharedStrings.xml"/>`, relNS)
	return append([]Part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + pkgNS + `content-types">` + types.String() + `</Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + pkgNS + `relationships"><Relationship Id="r1" Type="` + relNS +
			`/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook` + ssml + ` xmlns:r="` + relNS + `"><workbookPr/><sheets>` + list.String() +
			`</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + pkgNS + `relationships">` + rels.String() +
			`</Relationships>`},
		{"xl/styles.xml", xmlHead + `<styleSheet` + ssml + `><numFmts count="1"><numFmt numFmtId="164" formatCode="` +
			`dd/mm/yy;@"/></numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4">` +
			`<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"><alignment wrapText="1"/></xf><xf numFmtId="10"/>` +
			`</cellXfs></styleSheet>`},
		{"xl/sharedStrings.xml", shared.xml()},
	}, pages...)
}

// texts is a table of shared texts.
type texts struct {
	list []string
	at   map[string]int
}

// index is the number of a text, which is added where it is new.
func (t *texts) index(s string) int {
	i, ok := t.at[s]
	if !ok {
		i = len(t.list)
		t.list, t.at[s] = append(t.list, s), i
	}
	return i
}

// xml is the table as its part.
func (t *texts) xml() string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s<sst%s uniqueCount="%d">`, xmlHead, ssml, len(t.list))
	for i, s := range t.list {
		if _, n := utf8.DecodeRuneInString(s); i%5 == 4 { // some in runs, with a phonetic hint that is no part of the text
			fmt.Fprintf(&b, `<si><r><t xml:space="preserve">%s</t></r><r><rPr><b/></rPr><t>%s</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>`,
				escape(s[:n]), escape(s[n:]))
			continue
		}
		fmt.Fprintf(&b, `<si><t xml:space="preserve">%s</t></si>`, escape(s))
	}
	return b.String() + `</sst>`
}

// worksheet is a sheet's part. Its dimension is wrong, as in some published files.
func worksheet(s Sheet, shared *texts) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<worksheet` + ssml + `><dimension ref="A1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>`)
	for i, row := range s.Rows {
		fmt.Fprintf(&b, `<row r="%d" spans="1:%d">`, i+1, len(row)+1)
		for j, v := range row {
			b.WriteString(cellXML(fmt.Sprintf("%s%d", letters(j+1), i+1), v, shared))
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData>`)
	if len(s.Merges) > 0 {
		fmt.Fprintf(&b, `<mergeCells count="%d">`, len(s.Merges))
		for _, m := range s.Merges {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, m)
		}
		b.WriteString(`</mergeCells>`)
	}
	return b.String() + `<pageMargins left="0.7"/></worksheet>`
}

// cellXML is one cell; nothing is written as a cell with a style only.
func cellXML(ref string, v any, shared *texts) string {
	switch v := v.(type) {
	case nil:
		return `<c r="` + ref + `" s="0"/>`
	case string:
		return fmt.Sprintf(`<c r="%s" t="s"><v>%d</v></c>`, ref, shared.index(v))
	case Label:
		return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, escape(string(v)))
	case Day:
		return fmt.Sprintf(`<c r="%s" s="%d"><v>%v</v></c>`, ref, 1+int(v)%2, float64(v))
	case Formula:
		kind, value := cached(v.Cached)
		return fmt.Sprintf(`<c r="%s"%s><f>%s</f>%s</c>`, ref, kind, escape(v.Text), value)
	case int, float64, bool, Err:
		kind, value := cached(v)
		return fmt.Sprintf(`<c r="%s"%s>%s</c>`, ref, kind, value)
	}
	panic(fmt.Sprintf("badfile: a cell of %T", v))
}

// cached is the type attribute and the value element of a result.
func cached(v any) (kind, value string) {
	switch v := v.(type) {
	case nil:
		return "", ""
	case string:
		return ` t="str"`, "<v>" + escape(v) + "</v>"
	case bool:
		if v {
			return ` t="b"`, "<v>1</v>"
		}
		return ` t="b"`, "<v>0</v>"
	case Err:
		return ` t="e"`, "<v>" + escape(string(v)) + "</v>"
	}
	return "", fmt.Sprintf("<v>%v</v>", v)
}

// escape is a text as XML holds it.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder cannot fail
	return b.String()
}
