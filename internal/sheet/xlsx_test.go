package sheet

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"headroom/internal/sheet/badfile"
)

// shown is a row as kinds and texts, for comparison.
func shown(r Row) string {
	var b strings.Builder
	for i, c := range r.Cells {
		if c.Kind != Blank {
			fmt.Fprintf(&b, "%s=%s:%s ", r.Ref(i+1), c.Kind, c)
		}
	}
	return strings.TrimSpace(b.String())
}

// everyKind is a sheet with each sort of cell.
func everyKind() badfile.Sheet {
	return badfile.Sheet{Name: "All & sundry ", Merges: []string{"A1:C1", "B2:B4"}, Rows: [][]any{
		{"text ", 12, 0.005, badfile.Day(43159.5), badfile.Day(43160)},
		nil,
		{nil, true, false, badfile.Err("#DIV/0!"), badfile.Label("inline – ünï 🏥")},
		{
			badfile.Formula{Text: "A1&\"x\"", Cached: "text x"}, badfile.Formula{Text: "1/3", Cached: 1.0 / 3},
			badfile.Formula{Text: "NA()", Cached: badfile.Err("#N/A")}, badfile.Formula{Text: "1=1", Cached: true},
			badfile.Formula{Text: "NOW()"}, nil, nil,
		},
		{-5, 401.5, 1e308, -0.25, 123456789.25, 7, 8, 9, nil, 3},
	}}
}

func wantEveryKind(uncalculated string) []string {
	return []string{
		"A1=text:text  B1=number:12 C1=number:0.005 D1=date:2018-02-28 E1=date:2018-03-01",
		"B3=yes or no:TRUE C3=yes or no:FALSE D3=error:#DIV/0! E3=text:inline – ünï 🏥",
		"A4=text:text x B4=number:0.3333333333333333 C4=error:#N/A D4=yes or no:TRUE E4=formula without a value:" + uncalculated,
		"A5=number:-5 B5=number:401.5 C5=number:1e+308 D5=number:-0.25 E5=number:123456789.25 F5=number:7 G5=number:8 H5=number:9 J5=number:3",
	}
}

func checkEveryKind(t *testing.T, s Sheet, uncalculated string) {
	t.Helper()
	if s.Name() != "All & sundry " {
		t.Errorf("the sheet is called %q", s.Name())
	}
	if want := []Merge{{1, 1, 3, 1}, {2, 2, 2, 4}}; !slices.Equal(s.Merges(), want) {
		t.Errorf("merges %v, want %v", s.Merges(), want)
	}
	var got []string
	for _, r := range rows(t, s) {
		got = append(got, shown(r))
	}
	if want := wantEveryKind(uncalculated); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestXLSXReadsEveryKindOfCell(t *testing.T) {
	book := open(t, "all.xlsx", badfile.XLSX(everyKind()), Limits{})
	if book.Format != XLSX || book.File != "all.xlsx" {
		t.Errorf("got %s %s", book.Format, book.File)
	}
	checkEveryKind(t, book.Sheets[0], "=NOW()")
	if c := rows(t, book.Sheets[0])[0].At(4); c.Number != 43159.5 {
		t.Errorf("the time of day is lost: %v", c.Number)
	}
}

func TestSheetsHiddenAndFound(t *testing.T) {
	sheets := []badfile.Sheet{{Name: "Neonatal intensive care "}, {Name: "Lookup", State: "hidden"}, {Name: "Macro1", State: "veryHidden"}}
	for name, b := range map[string][]byte{"a.xlsx": badfile.XLSX(sheets...), "a.xls": badfile.XLS(sheets...)} {
		book := open(t, name, b, Limits{})
		var got []string
		for _, s := range book.Sheets {
			got = append(got, fmt.Sprintf("%s/%v", s.Name(), s.Hidden()))
		}
		if want := []string{"Neonatal intensive care /false", "Lookup/true", "Macro1/true"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
		if s, ok := book.Sheet(" neonatal INTENSIVE\u00a0care"); !ok || s != book.Sheets[0] {
			t.Errorf("%s: the sheet was not found by a sloppy name", name)
		}
		if _, ok := book.Sheet("Paediatric"); ok {
			t.Errorf("%s: a sheet that is not there was found", name)
		}
	}
}

// page is a workbook whose first sheet has the given XML inside its sheetData and the given parts changed.
func page(data string, change func(name, text string) string) []byte {
	parts := badfile.Parts(badfile.Sheet{Name: "s", Rows: [][]any{{"zero", "one"}}})
	for i, p := range parts {
		if p.Name == "xl/worksheets/sheet1.xml" {
			from, to := strings.Index(p.Text, "<sheetData>")+11, strings.Index(p.Text, "</sheetData>")
			parts[i].Text = p.Text[:from] + data + p.Text[to:]
		}
		if change != nil {
			parts[i].Text = change(p.Name, parts[i].Text)
		}
	}
	return badfile.Zip(parts...)
}

func TestXLSXVariations(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{`<row><c><v>1</v></c><c t="s"><v>1</v></c></row><row><c><v>2</v></c></row>`, "A1=number:1 B1=text:one|A2=number:2"},
		{`<row r="7"><c r="C7"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`, "C7=number:1 D7=number:2|A8=number:3"},
		{`<row r="1"><c r="$A$1"><v> 5 </v></c></row>`, "A1=number:5"},
		{`<row r='1'><c r='A1' t='inlineStr'><is><r><t>a&amp;</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>`, "A1=text:a&b"},
		{`<row r="1"><!-- a > b --><c r="A1" t="str"><f/><v><![CDATA[<x>]]>&#65;&#x42;</v></c></row>`, "A1=text:<x>AB"},
		{"<row r=\"1\">\r\n<c r=\"A1\" t=\"str\">\r<v>a\r\nb\rc\n&#13;.</v></c></row>", "A1=text:a\nb\nc\n\r."},
		{`<row r="1"><c r="A1" t="str"><v>a_x000D_b_x0007_c_xZZ</v></c></row>`, "A1=text:a\rb_x0007_c_xZZ"},
		{`<row r="1"><c r="A1" t="str"><f>x</f><v></v></c><c r="B1"><v/></c><c r="C1" s="1"/></row><row r="2"/>`, ""},
		{`<row r="1"><c r="A1" t="d"><v>2024-02-29T10:00:00</v></c><c r="B1" t="d"><v>soon</v></c></row>`, "A1=date:2024-02-29 B1=error:soon"},
		{`<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>0x10</v></c><c r="C1" s="999"><v>1E2</v></c></row>`, "A1=error:1e999 B1=error:0x10 C1=number:100"},
		{`<row r="1"><c r="A1" s="1"><v>-1</v></c><c r="B1" s="1"><v>60</v></c><c r="C1" s="3"><v>0.5</v></c></row>`, "A1=number:-1 B1=number:60 C1=number:0.5"},
		{`<row r="1"><c r="A1" x:y="a>b"><v>1</v><extLst><ext/></extLst></c></row>`, "A1=number:1"},
		{`<row r="1"><c r="A1" t="b"><v>true</v></c></row>`, "A1=yes or no:TRUE"},
	} {
		var got []string
		for _, r := range rows(t, open(t, "v.xlsx", page(c.data, nil), Limits{}).Sheets[0]) {
			got = append(got, shown(r))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s\ngot  %q\nwant %q", c.data, got, c.want)
		}
	}
}

func TestXLSXWithPrefixesAndOtherPaths(t *testing.T) {
	prefixed := strings.NewReplacer("</", "</x:", "<?", "<?", "<!", "<!", "<", "<x:")
	b := page(`<row r="1"><c r="A1" s="1"><v>43159</v></c><c r="B1" t="s"><v>1</v></c></row>`, func(name, text string) string {
		if strings.Contains(name, "rels") || strings.Contains(name, "Content") {
			return text
		}
		return prefixed.Replace(text)
	})
	r := rows(t, open(t, "p.xlsx", b, Limits{}).Sheets[0])
	if len(r) != 1 || shown(r[0]) != "A1=date:2018-02-28 B1=text:one" {
		t.Errorf("got %v", r)
	}
	parts := badfile.Parts(badfile.Sheet{Name: "s", Rows: [][]any{{1}}})
	for i := range parts {
		parts[i].Name = strings.ReplaceAll(strings.ToUpper(parts[i].Name), "/", `\`)
	}
	if r := rows(t, open(t, "q.xlsx", badfile.Zip(parts...), Limits{}).Sheets[0]); len(r) != 1 {
		t.Errorf("part names with backslashes: %v", r)
	}
}

func TestXLSX1904(t *testing.T) {
	b := page(`<row r="1"><c r="A1" s="2"><v>41697</v></c></row>`, func(_, text string) string {
		return strings.Replace(text, "<workbookPr/>", `<workbookPr date1904="true"/>`, 1)
	})
	if r := rows(t, open(t, "m.xlsx", b, Limits{}).Sheets[0]); shown(r[0]) != "A1=date:2018-02-28" {
		t.Errorf("got %s", shown(r[0]))
	}
}

func TestXLSXRefusals(t *testing.T) {
	for data, want := range map[string]string{
		`<row r="2"/><row r="1"/>`:                                          "row 1 comes after row 2",
		`<row r="1"/><row r="1"/>`:                                          "row 1 comes after row 1",
		`<row r="x"/>`:                                                      "impossible number",
		`<row r="1"><c r="B1"/><c r="A1"/></row>`:                           "after cell B1",
		`<row r="1"><c r="A2"/></row>`:                                      `row 1 holds a cell named "A2"`,
		`<row r="1"><c r="XFE1"/></row>`:                                    "holds a cell named",
		`<row r="9"><c r="B9" t="s"><v>2</v></c></row>`:                     "s, B9: the cell points at a text",
		`<row r="1"><c r="A1" t="q"><v>2</v></c></row>`:                     "not known",
		`<row r="1"><c r="A1"><v>&nbsp;</v></c></row>`:                      "not well formed",
		`<row r="1"><c r="A1"><v>1</c></v></row>`:                           "not well formed",
		`<row r="1"><c r="A1"><c r="B1"/></c></row>`:                        "not well formed",
		`<row r="1"><row r="2"/></row>`:                                     "not well formed",
		`<row r=1>`:                                                         "not well formed",
		`<row r="1"><c r="A1" t="str"><v>` + "\x00</v></c></row>":           "NUL",
		`<row r="1"><c r="A1" t="str"><v>` + "\xff</v></c></row>":           "UTF-8",
		`<row r="3"><c r="A3"><v>1</v></c>`:                                 "not well formed",
		`<!DOCTYPE a>`:                                                      "document type",
		`<row r="1"><c r="A1" t="inlineStr"><is><t>&#0;</t></is></c></row>`: "not well formed",
	} {
		if f := refusal(t, "r.xlsx", page(data, nil), Limits{}); !strings.Contains(f.Error(), want) {
			t.Errorf("%s: %v, want %q", data, f, want)
		}
	}
	for old, c := range map[string]struct{ now, want string }{
		"</worksheet>":  {"", "damaged"},
		"<worksheet":    {"<chartsheet", "not a worksheet"},
		"</sst>":        {"", "damaged"},
		`Id="rId1"`:     {`Id="rId9"`, "no sheet with cells"},
		"/worksheet\"":  {"/chartsheet\"", "no sheet with cells"},
		"sheet1.xml\"/": {"sheet7.xml\"/", "does not hold it"},
		"</sheetData>":  {`</sheetData><mergeCells><mergeCell ref="A"/></mergeCells>`, "impossible place"},
	} {
		b := page(`<row/>`, func(_, text string) string { return strings.Replace(text, old, c.now, 1) })
		if f := refusal(t, "r.xlsx", b, Limits{}); !strings.Contains(f.Error(), c.want) {
			t.Errorf("%s for %s: %v, want %q", c.now, old, f, c.want)
		}
	}
}

func TestSheetsAreReadAtTheSameTime(t *testing.T) {
	for name, b := range map[string][]byte{
		"a.xlsx": badfile.XLSX(badfile.Small()...), "a.xls": badfile.XLS(badfile.Small()...), "a.csv": []byte("a,b\n1,2\n"),
	} {
		book := open(t, name, b, Limits{})
		want, _ := countCells(t, name, b)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				n := 0
				for _, s := range book.Sheets {
					_ = s.Merges()
					for r, err := range s.Rows(context.Background()) {
						if err != nil {
							t.Error(err)
						}
						for _, c := range r.Cells {
							if c.Kind != Blank {
								n++
							}
						}
					}
				}
				if n != want {
					t.Errorf("%s: %d cells, want %d", name, n, want)
				}
			})
		}
		wg.Wait()
	}
}

func TestMergesBeforeAndAfterRows(t *testing.T) {
	book := open(t, "a.xlsx", badfile.XLSX(badfile.Small()...), Limits{})
	before := book.Sheets[0].Merges()
	rows(t, book.Sheets[0])
	if after := book.Sheets[0].Merges(); len(before) != 3 || !slices.Equal(before, after) {
		t.Errorf("before %v, after %v", before, after)
	}
}
