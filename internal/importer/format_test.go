package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func TestFormatsSayWhatTheyAre(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || f.Words == "" || f.Recognised == "" || f.Example == "" || f.Quirks == "" || seen[f.Name] {
			t.Errorf("format %q does not say what it is: %+v", f.Name, f)
		}
		seen[f.Name] = true
		if f.Name == Organisations {
			continue
		}
		if _, ok := sitrep.FindForm(f.Form, firstDay()); !ok || len(f.Expect) == 0 {
			t.Errorf("format %s fills a form %s that nobody defined, or expects nothing", f.Name, f.Form)
		}
	}
}

func TestUnknownFileIsRefusedWithWords(t *testing.T) {
	wantFault(t, "shopping.csv", "It begins with: eggs, milk", "eggs,milk", "12,2")
	wantFault(t, "shopping.csv", "Winter daily situation report workbook", "eggs,milk", "12,2")
	wantFault(t, "etr.csv", "organisations room", `"R0A","MANCHESTER UNIVERSITY NHS FOUNDATION TRUST","Y62","QOP","COBBETT HOUSE","OXFORD ROAD","","MANCHESTER","","M13 9WL","20171001","","","","","","","","","","","0","","B","","",""`)
	wantFault(t, "empty.csv", "no figures", fluHead)
}

func TestRecogniseOrganisationFiles(t *testing.T) {
	for _, p := range [][]string{{"ods", "etr.csv"}, {"lookups", "lookup_nhs_trusts22_icb22.csv"}, {"lookups", "lookup_nhs_trusts22_nhs_region21.csv"},
		{"lookups", "derived_ltla22_icb22_share.csv"}, {"lookups", "trust_utla_mapping_public.csv"}, {"lookups", "lookup_ltla23_utla23.csv"}} {
		name := sharedData(t, p...)
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, err := sheet.Open(context.Background(), filepath.Base(name), strings.NewReader(string(content)), int64(len(content)), sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if f, err := Recognise(book, name); err != nil || f.Name != Organisations {
			t.Errorf("%s is recognised as %q: %v", p[1], f.Name, err)
		}
	}
}

func TestOptions(t *testing.T) {
	at := time.Date(2023, 1, 7, 8, 0, 0, 0, time.UTC)
	var calls int
	b, err := Open(context.Background(), `C:\files\published_2023-01-06.csv`, []byte(fluHead+"\nLondon,R1H,Barts,2022-11-14,G&A flu beds,3\n"),
		Options{Published: at, SHA256: "abc", Progress: func(int, int, string) { calls++ }})
	if err != nil || !b.Source.Known.Equal(at) || b.Source.SHA256 != "abc" || b.Source.File != "published_2023-01-06.csv" || b.Source.Format != "flu-vintage" {
		t.Errorf("%v %+v", err, b)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Open(ctx, "x.csv", []byte(fluHead+"\n"), Options{}); err == nil {
		t.Error("a cancelled reading goes on")
	}
	if _, err := Read(ctx, bookOf(winterSheet("Flu", []string{"G&A flu beds"}, 1, 1, "2022-12-01")), Options{File: "w.xlsx"}); err == nil {
		t.Error("a cancelled reading goes on")
	}
}

func TestDaysAndMonths(t *testing.T) {
	for text, want := range map[string]string{"2017-11-20": "2017-11-20", "20/11/2017": "2017-11-20", "2017-11-20T00:00:00": "2017-11-20", "20th November 2017": "2017-11-20",
		" 3 Jan 2024 ": "2024-01-03", "Mon 20 Nov 2017": "2017-11-20", "08 March 2018": "2018-03-08", "1-Feb-24": "2024-02-01", "12/31/2023": "", "32/01/2023": "", "": "", "1880-01-01": "", "45000": "", "2300-01-01": "", "> 7 days": ""} {
		d, err := parseDay(text)
		if d.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q is read as %q (%v), want %q", text, d, err, want)
		}
	}
	for text, want := range map[string]string{"MSitAE-APRIL-2024": "2024-04-01", "RTT-April-2023": "2023-04-01", "December 2024": "2024-12-01", "jul 2023/24": "2023-07-01", "JAN 2023/24": "2024-01-01",
		"Incomplete-Provider-Dec24-XLSX-9M-69130.csv": "2024-12-01", "202501-January-2025-beds.csv": "2025-01-01", "nhs_commissioner_wait_times_jul_2023.xlsx": "2023-07-01", "summary-12": "", "2024-13": "",
		"data 2024-09.csv": "2024-09-01", "MSitAE-SMARCH-2019": "", "Sept 2024": "2024-09-01", "nothing": ""} {
		m, ok := parseMonth(text)
		if m.String() != want || ok != (want != "") {
			t.Errorf("%q is read as %q, want %q", text, m, want)
		}
	}
}

func TestCellWords(t *testing.T) {
	k, ok := newMeter("ga_open", measure.Gap())
	if !ok {
		t.Fatal("the register has no ga_open")
	}
	for text, want := range map[string]string{"9,257": "9257", "-": "-", ".": "-", "NA": "-", "N/A": "n/a", "Not applicable": "n/a", "nil": "nil", "*": "-", "12": "12", "\u00a07 ": "7", "–": "-", "0": "0"} {
		if v, problem, _ := k.read(sheet.TextCell(text)); v.String() != want || problem != "" {
			t.Errorf("%q is read as %s %s, want %s", text, v, problem, want)
		}
	}
	for _, text := range []string{"1,23", "12-", "(5)", "about 5", "0x10", "1e400", "-1", "1.5", "50%", "１２", "٣", "1 2 3", "O", "l2"} {
		if v, problem, _ := k.read(sheet.TextCell(text)); problem == "" {
			t.Errorf("%q is read as %s without a word", text, v)
		}
	}
}
