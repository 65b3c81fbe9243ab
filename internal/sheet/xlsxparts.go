package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sharedText is a workbook's table of texts: one long string and where each text ends in it.
type sharedText struct {
	all  string
	ends []uint32
}

// at is text number i; ok is false beyond the table.
func (t *sharedText) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]], true
}

// reader takes the tokens of sharedStrings.xml. A text may come in runs (<r><t>); phonetic hints (<rPh>) are left out.
func (t *sharedText) reader(b *xlsxBook) func(*scanner, xmlToken) error {
	var all strings.Builder
	var one []byte
	in, hint := false, false
	return func(sc *scanner, tok xmlToken) error {
		if tok == xmlText {
			if in && !hint {
				one = sc.appendText(one)
			}
			return nil
		}
		opening := tok == xmlOpen && !sc.void
		switch string(sc.name) {
		case "t":
			in = opening
		case "rPh":
			hint = opening
		case "si":
			if opening {
				one = one[:0]
				return nil
			}
			if sc.void {
				one = one[:0]
			}
			one = unescapeExcel(one)
			if why := badText(one, b.limits.Text); why != "" {
				return b.refuse(nil, saveAgain, "shared text %d %s", len(t.ends), why)
			}
			all.Write(one)
			t.ends = append(t.ends, uint32(all.Len()))
			if int64(all.Len())+8*int64(len(t.ends)) > min(b.limits.Shared, 1<<31) {
				return b.tooLarge("send it in smaller files", "its texts are longer than %d MiB together", b.limits.Shared>>20)
			}
		case "sst":
			t.all = all.String()
		}
		return nil
	}
}

// badText says what keeps a text from being stored, or nothing.
func badText(b []byte, limit int) string {
	switch {
	case len(b) > limit && utf8.RuneCount(b) > limit:
		return "is longer than " + strconv.Itoa(limit) + " characters"
	case bytes.IndexByte(b, 0) >= 0:
		return "holds a NUL character"
	case !utf8.Valid(b):
		return "is not valid UTF-8"
	}
	return ""
}

// maxStyles is a little above what Excel itself can hold (65,490).
const maxStyles = 1 << 16

// styles takes the tokens of styles.xml and notes which styles show a date.
func (b *xlsxBook) styles(sc *scanner, tok xmlToken) error {
	if tok == xmlText {
		return nil
	}
	switch string(sc.name) {
	case "cellXfs":
		b.inStyles = tok == xmlOpen && !sc.void
	case "numFmt":
		if tok == xmlOpen && len(b.formats) < maxStyles {
			id, err := strconv.Atoi(sc.attr("numFmtId"))
			if err == nil {
				b.formats[id] = dateFormat(sc.attr("formatCode"))
			}
		}
	case "xf":
		if tok == xmlOpen && b.inStyles && len(b.dates) < maxStyles {
			id, _ := strconv.Atoi(sc.attr("numFmtId"))
			date, own := b.formats[id]
			b.dates = append(b.dates, date || !own && builtinDate(id))
		}
	}
	return nil
}
