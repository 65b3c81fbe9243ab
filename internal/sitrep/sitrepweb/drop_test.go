package sitrepweb

import (
	"bytes"
	"context"
	"encoding/csv"
	"mime/multipart"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// dropSend uploads a file with the page's revision.
func (w *entryWorld) dropSend(name string, content []byte) (int, string, string) {
	w.Helper()
	_, page := w.get(entryAddress("/drop"))
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, h := range entryHidden.FindAllStringSubmatch(page, -1) {
		_ = m.WriteField(h[1], h[2])
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		w.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = m.Close()
	return w.do("POST", entryAddress("/drop"), m.FormDataContentType(), &b)
}

// dropFilled is the CSV template with the sample's figures; change gets each code's cells.
func (w *entryWorld) dropFilled(change func(code string, cells []string)) []byte {
	w.Helper()
	_, text := w.get(entryAddress("/template.csv"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		w.Fatal(err)
	}
	typed := sitrep.TypedOf(entrySample().Form, entrySampleVersion(entrySampleDay(), 0, 0))
	for _, row := range rows[1:] {
		if text, on := typed[row[0]]; on {
			row[3] = text
		}
		if change != nil {
			change(row[0], row)
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		w.Fatal(err)
	}
	return b.Bytes()
}

func TestDropTemplateGoesRoundAndIsSent(t *testing.T) {
	w := entrySite(t)
	_, text := w.get(entryAddress("/template.csv"))
	for _, s := range []string{"code,line,unit,value,comment,for reference: 2023-12-19", "form,", "uec-daily", entrySampleOrg, "2023-12-20", "ga_occ,G&A beds occupied (required),beds,,,418"} {
		if !strings.Contains(text, s) {
			t.Errorf("the template does not hold %q", s)
		}
	}
	file := w.dropFilled(func(code string, cells []string) {
		switch code {
		case "day":
			cells[3] = "20/12/2023" // as a spreadsheet program saves it
		case "adult_occ":
			cells[3], cells[4] = "1,410", "six in corridors"
		case "ga_occ":
			cells[3] = ""
		}
	})
	code, body, _ := w.dropSend("beds.csv", file)
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	w.says(body, "read from beds.csv into the draft. It is not sent yet", "What the draft holds now", "1,441", "is more than", "six in corridors")
	got := w.saved()
	if got["adult_occ"] != "1,410" || got["at-adult_occ"] == "" || got["comment-adult_occ"] != "six in corridors" {
		t.Errorf("%v", got)
	}
	// The same bytes again change nothing.
	saves := w.saves
	code, _, to := w.dropSend("beds (1).csv", file)
	if code != 303 || to != entryAddress("/enter") || w.saves != saves {
		t.Errorf("%d %s, saved %d more times", code, to, w.saves-saves)
	}
	// A corrected file replaces it, is signed, and keeps cell, file and digest.
	right := w.dropFilled(func(code string, cells []string) {
		if code == "adult_occ" {
			cells[4] = "counted twice"
		}
	})
	if code, _, _ := w.dropSend("beds.csv", right); code != 200 {
		t.Fatal(code)
	}
	w.who = entryPerson(4, access.TrustDirector)
	_, body = w.get(entryAddress("/sign"))
	w.says(body, "beds.csv")
	f := map[string][]string{"rev": {entryHidden.FindStringSubmatch(body)[2]}}
	if code, _, _ := w.post(entryAddress("/sign"), f); code != 303 || len(w.sent) != 1 {
		t.Fatal(code)
	}
	s := w.sent[0]
	if s.Channel != "file" || s.File != "beds.csv" || len(s.FileHash) != 64 || s.Draft.Items[0].At.Ref == "" {
		t.Errorf("%+v", s)
	}
	if code, _, to := w.dropSend("beds.csv", right); code != 303 || to != entryAddress("/enter") || w.saves != saves+1 {
		t.Errorf("what version 1 says already makes a draft: %d", code)
	}
}

func TestDropTypedOverLosesItsCell(t *testing.T) {
	w := entrySite(t)
	if code, _, _ := w.dropSend("beds.csv", w.dropFilled(nil)); code != 200 {
		t.Fatal(code)
	}
	if code, _, _ := w.post(entryAddress("/enter"), w.form("los7", "191")); code != 303 {
		t.Fatal(code)
	}
	if got := w.saved(); got["at-los7"] != "" || got["at-los14"] == "" || got["file"] != "beds.csv" {
		t.Errorf("%v", got)
	}
}

func TestDropReplacesAndTells(t *testing.T) {
	w := entrySite(t)
	if code, _, _ := w.post(entryAddress("/enter"), w.form("los7", "201", "adult_void", "3")); code != 303 {
		t.Fatal(code)
	}
	_, body, _ := w.dropSend("beds.csv", w.dropFilled(nil))
	w.says(body, "Replaced: ", "was 201 and is 190")
	if w.saved()["adult_void"] != "3" {
		t.Error("a line that the file leaves blank is gone")
	}
}

func TestDropProblemsNameTheCell(t *testing.T) {
	w := entrySite(t)
	code, body, _ := w.dropSend("beds.csv", w.dropFilled(func(code string, cells []string) {
		switch code {
		case "organisation":
			cells[3] = "Z9Z9Z"
		case "los7":
			cells[3] = "about 190"
		case "los14":
			cells[0] = "los_14"
		case "los21":
			cells[0] = "ga_occ"
		}
	}))
	if code != 422 || w.saves != 0 {
		t.Fatalf("%d, saved %d times", code, w.saves)
	}
	w.says(body, "“about 190” is not a figure", "beds.csv, D", "“los_14” is not a line of this form", "The code ga_occ is there already in A", "The file is for the organisation Z9Z9Z")
	for name, content := range map[string]string{"notes.csv": "a,b\n1,2\n", "empty.csv": "", "x.xlsx": "PK\x03\x04nothing"} {
		if code, _, _ := w.dropSend(name, []byte(content)); code != 422 || w.saves != 0 {
			t.Errorf("%s: %d", name, code)
		}
	}
	code, body, _ = w.dropSend("half.csv", w.dropFilled(func(code string, cells []string) {
		if code == "form" {
			cells[3] = ""
		}
	}))
	if code != 422 || !strings.Contains(body, "The row with the code form is missing or blank") {
		t.Errorf("%d", code)
	}
}

func TestDropReadsTheWorkbookTemplate(t *testing.T) {
	w := entrySite(t)
	_, text := w.get(entryAddress("/template.xlsx"))
	book, err := sheet.Open(t.Context(), "t.xlsx", strings.NewReader(text), int64(len(text)), dropLimits())
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]sheet.Cell
	header := []string{}
	for row, err := range book.Sheets[0].Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		cells := append(row.Clone().Cells, make([]sheet.Cell, 6)...)[:6]
		if row.Index == 1 {
			for _, c := range cells {
				header = append(header, c.Text)
			}
			continue
		}
		switch cells[0].Text {
		case "ga_core_open":
			cells[3] = sheet.NumberCell(420)
		case "ga_esc_open":
			cells[3] = sheet.TextCell("nil")
		case "ga_occ":
			cells[3] = sheet.NumberCell(412.5)
		case "day":
			cells[3] = sheet.DateCell(entrySampleDay())
		}
		rows = append(rows, cells)
	}
	write := func() []byte {
		var b bytes.Buffer
		err := sheet.WriteXLSX(&b, []sheet.Out{{Name: "Return", Header: header, Rows: func(yield func([]sheet.Cell, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if code, body, _ := w.dropSend("beds.xlsx", write()); code != 422 || !strings.Contains(body, "beds.xlsx, Return, D") || !strings.Contains(body, "not a whole number") {
		t.Fatalf("%d %s", code, body)
	}
	for _, r := range rows {
		if r[0].Text == "ga_occ" {
			r[3] = sheet.NumberCell(412)
		}
	}
	if code, body, _ := w.dropSend("beds.xlsx", write()); code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	d := sitrep.ReadTyped(entrySample().Form, entrySampleOrg, entrySampleDay(), w.saved())
	if d.Value("ga_occ") != measure.Of(412) || d.Value("ga_esc_open") != measure.None() || !d.Value("los7").IsMissing() || d.Items[0].At.Sheet != "Return" {
		t.Errorf("%+v", d.Items)
	}
}

// FuzzDrop reads any bytes as a file: it is taken whole or refused with words, and never half.
func FuzzDrop(f *testing.F) {
	e := entrySample().entryAt
	f.Add([]byte("code,value\nform,uec-daily\norganisation,Z1A1A\nday,2023-12-20\nga_occ,412\n"))
	f.Add([]byte("code;value;comment\r\nga_occ;\"4\n2\";x\r\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		typed, err := dropRead(context.Background(), e, "any.csv", content)
		if (err == nil) == (typed == nil) {
			t.Fatalf("%v and %v", typed, err)
		}
		if err != nil && fault.As(err) == nil {
			t.Fatalf("no words for people: %v", err)
		}
		if err == nil && len(sitrep.ReadTyped(e.Form, e.Org, e.Day, typed).Problems) > 0 {
			t.Fatalf("taken with problems: %v", typed)
		}
	})
}
