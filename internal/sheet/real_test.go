package sheet

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const (
	winterFile = "sitrep/Winter-data-timeseries-20180304.xlsx"
	dm01File   = "dm01/Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074"
	cancerFile = "cancer/nhs_commissioner_wait_times_jul_2023.xlsx"
)

// NHS England's own winter workbook: dates merged over the measures' columns, an ENGLAND row, a very hidden sheet.
func TestWinterWorkbook(t *testing.T) {
	book := open(t, winterFile, sharedData(t, winterFile), Limits{})
	if len(book.Sheets) != 10 || !book.Sheets[9].Hidden() || book.Sheets[0].Hidden() {
		t.Errorf("%d sheets", len(book.Sheets))
	}
	s, ok := book.Sheet("g&a BEDS")
	if !ok {
		t.Fatal("no sheet G&A beds")
	}
	checkCells(t, s, []knownCell{
		{"B2", Text, "Title:"}, {"C8", Text, "08 March 2018"}, {"F14", Date, "2017-11-20"}, {"G14", Blank, ""},
		{"K14", Date, "2017-11-21"}, {"TF14", Date, "2018-03-04"}, {"TG14", Blank, ""}, {"J15", Text, "Occupancy rate"}, {"D16", Text, "-"},
		{"E16", Text, "ENGLAND"}, {"F16", Number, "93207"}, {"H16", Number, "95593"}, {"J16", Number, "0.951963009843817"},
		{"F17", Number, "3"}, {"D19", Text, "R1H"}, {"I19", Number, "1415"}, {"E154", Text, "Yeovil District Hospital NHS Foundation Trust"},
		{"B155", Blank, ""}, {"B159", Text, "2. Of total G&A beds available, number occupied"},
	})
	for r := range s.Rows(t.Context()) {
		if r.Index != 14 {
			continue
		}
		days := Spread(r, s.Merges())
		for col := 6; col <= 530; col++ { // 105 days of five measures
			if want := day0().Add(43059 + (col-6)/5); days[col-1].Date != want {
				t.Fatalf("%s stands under %v, want %v", r.Ref(col), days[col-1].Date, want)
			}
		}
	}
}

// knownCell is what a cell of a published file holds.
type knownCell struct {
	ref  string
	kind Kind
	want string
}

func checkCells(t *testing.T, s Sheet, cells []knownCell) {
	t.Helper()
	byIndex := map[int]Row{}
	for _, r := range rows(t, s) {
		byIndex[r.Index] = r
	}
	for _, c := range cells {
		col, row, _ := ParseRef(c.ref)
		if got := byIndex[row].At(col); got.Kind != c.kind || got.String() != c.want {
			t.Errorf("%s is %v %q, want %v %q", c.ref, got.Kind, got, c.kind, c.want)
		}
	}
}

// Every cell of both workbooks, against the library's reader.
func TestPublishedWorkbooksAgreeWithExcelize(t *testing.T) {
	for _, file := range []string{winterFile, cancerFile} {
		b := sharedData(t, file)
		book := open(t, file, b, Limits{})
		f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		cells := 0
		for _, s := range book.Sheets {
			theirs, err := f.GetRows(s.Name(), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			cells += agree(t, s, theirs)
			if file == winterFile {
				continue // the library takes seconds for the blocks of so large a sheet
			}
			merged, err := f.GetMergeCells(s.Name())
			if err != nil || len(merged) != len(s.Merges()) {
				t.Errorf("%s: %d merged blocks, the library says %d", s.Name(), len(s.Merges()), len(merged))
			}
		}
		t.Logf("%s: %d cells agree", file, cells)
	}
}

// agree compares a sheet with the library's raw texts, both ways, and gives the number of cells that hold something.
func agree(t *testing.T, s Sheet, theirs [][]string) (cells int) {
	t.Helper()
	left := 0
	for _, r := range theirs {
		for _, text := range r {
			if text != "" {
				left++
			}
		}
	}
	for _, r := range rows(t, s) {
		for i, c := range r.Cells {
			if c.Kind == Blank {
				continue
			}
			want := ""
			if r.Index <= len(theirs) && i < len(theirs[r.Index-1]) {
				want = theirs[r.Index-1][i]
			}
			f, ok := parseFloat([]byte(want))
			number := ok && (c.Kind == Number || c.Kind == Date) && f == c.Number
			if !number && c.Text != want {
				t.Fatalf("%s %s: %v %q, the library says %q", s.Name(), r.Ref(i+1), c.Kind, c, want)
			}
			cells++
		}
	}
	if cells != left {
		t.Errorf("%s: %d cells, the library has %d", s.Name(), cells, left)
	}
	return cells
}

// The same figures were published as .xls and as .csv, where "9,257" and "0.60%" are text.
func TestDiagnosticsXLSEqualsCSV(t *testing.T) {
	old := open(t, dm01File+".xls", sharedData(t, dm01File+".xls"), Limits{})
	text := rows(t, open(t, dm01File+".csv", sharedData(t, dm01File+".csv"), Limits{}).Sheets[0])
	s, ok := old.Sheet("Provider by Test")
	if !ok {
		t.Fatal("no sheet Provider by Test")
	}
	key := func(r Row, shift int) string { return r.At(3+shift).String() + "/" + r.At(5+shift).String() }
	byKey := map[string]Row{}
	for _, r := range rows(t, s) {
		byKey[key(r, 1)] = r
	}
	compared, missing := 0, 0
	for _, r := range text[1:] {
		x, ok := byKey[key(r, 0)]
		if !ok {
			missing++
			continue
		}
		for col := 7; col <= len(r.Cells); col++ {
			want, isNumber := ParseNumber(r.At(col).Text)
			if !isNumber {
				continue
			}
			tolerance := 0.0
			if strings.HasSuffix(r.At(col).Text, "%") {
				tolerance = 0.00051 // the CSV shows one decimal of the percentage
			}
			got, ok := x.At(col + 1).Float()
			if !ok || math.Abs(got-want) > tolerance {
				t.Fatalf("%s of %s: the .xls has %v %q, the .csv %q", r.Ref(col), key(r, 0), x.At(col+1).Kind, x.At(col+1), r.At(col).Text)
			}
			compared++
		}
	}
	if compared < 50_000 || missing > 0 {
		t.Errorf("only %d cells compared, %d rows of the .csv are not in the .xls", compared, missing)
	}
	t.Logf("%d cells agree", compared)
}

// Merged headings over commissioners' rows; what <dimension> claims does not matter.
func TestCancerWorkbook(t *testing.T) {
	book := open(t, cancerFile, sharedData(t, cancerFile), Limits{})
	s, ok := book.Sheet("62-DAY (ALL CANCER)")
	if !ok || len(book.Sheets) != 11 {
		t.Fatalf("%d sheets", len(book.Sheets))
	}
	checkCells(t, s, []knownCell{
		{"F8", Text, "TOTAL"}, {"F9", Number, "1"}, {"H10", Number, "3"}, {"I11", Number, "0.571428571428571"},
		{"B55", Text, "UNKNOWN"}, {"I55", Number, "0.69811320754717"}, {"J55", Blank, ""},
	})
}

// Every published table in the shared folder opens and reads to its end.
func TestPublishedFilesRead(t *testing.T) {
	for file, atLeast := range map[string]int{
		winterFile: 300_000, dm01File + ".xls": 90_000, cancerFile: 2_000,
		"beds/202501-January-2025-beds-sitrep-data-FINAL-revised.csv":     70_000,
		"rtt/Incomplete-Provider-Dec24-XLSX-9M-69130.csv":                 100_000,
		"rtt/rtt_2023-04_trimmed_full_extract.zip":                        50_000,
		"ambulance/ambsys_2024_trimmed.csv":                               5_000,
		"discharge/england_delayed_discharge_reasons_2024-06_2024-07.csv": 10_000,
		"ae/Monthly-AE-December-2024.csv":                                 3_000,
		"flu_vintages/published_2023-01-12.csv":                           10_000,
		"ods/etr.csv":                                                     2_000,
	} {
		t.Run(file, func(t *testing.T) {
			cells, _ := countCells(t, file, sharedData(t, file))
			if cells < atLeast {
				t.Errorf("%d cells, expected at least %d", cells, atLeast)
			}
		})
	}
}
