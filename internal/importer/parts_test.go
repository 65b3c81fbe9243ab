package importer

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/quick"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

func TestNotYetPublished(t *testing.T) {
	b := readCSV(t, "published_2023-01-06.csv", fluHead,
		"London,R1H,Barts,2023-01-05,G&A flu beds,3",
		"London,R1H,Barts,2032-01-05,G&A flu beds,3")
	wantProblem(t, draftOf(b.Drafts, "R1H", "2032-01-05"), "F3", "published on 2023-01-06")
	if d := draftOf(b.Drafts, "R1H", "2023-01-05"); len(d.Problems) > 0 {
		t.Error(d.Problems)
	}
}

func TestRTTTwoColumnsOfOneHeading(t *testing.T) {
	head := "Provider Code,Provider Name,Treatment Function Code,>0-1,>0-1,Total number of incomplete pathways"
	b := readCSV(t, "rtt-Dec24.csv", head, "R1H,BARTS NHS TRUST,C_100,3,3,3", "R1K,LNW NHS TRUST,C_100,3,4,3")
	if d := draftOf(b.Drafts, "R1H", "2024-12-01"); len(d.Problems) > 0 || d.Value("rtt_w000") != measure.Of(3) {
		t.Errorf("%+v", d)
	}
	wantProblem(t, draftOf(b.Drafts, "R1K", "2024-12-01"), "E3", "two columns of one heading differ")
}

func TestRTTEnglandRow(t *testing.T) {
	b := readCSV(t, "rtt-Dec24.csv", "Provider Code,Provider Name,Treatment Function Code,>0-1,Total number of incomplete pathways,Average (median) waiting time (in weeks)",
		"-,England,C_999,300,300,14.1", "-,England,C_100,100,100,12", "R1H,BARTS NHS TRUST,C_100,3,3,1", "!,NOBODY,C_100,3,3,1", "R1K,LNW NHS TRUST,C_100,3")
	eng := draftOf(b.Published, org.England, "2024-12-01")
	wantValue(t, eng, "rtt_incomplete", "300")
	wantValue(t, eng, "rtt_median", "14.1")
	wantRefusal(t, b, "A5", "not an organisation code")
	wantProblem(t, draftOf(b.Drafts, "R1K", "2024-12-01"), "A6", "another number of fields")
}

// Whatever the parts are, a total row that agrees is accepted and one that is one more is not.
func TestPartsAddUp(t *testing.T) {
	add := func(parts []uint16) bool {
		if len(parts) == 0 || len(parts) > 40 {
			return true
		}
		for _, extra := range []int{0, 1} {
			lines := []string{"Provider Code,Provider Name,Treatment Function Code,>0-1,Total number of incomplete pathways"}
			sum := extra
			for i, n := range parts {
				lines = append(lines, fmt.Sprintf("R1H,BARTS NHS TRUST,C_%03d,%d,%d", i, n, n))
				sum += int(n)
			}
			lines = append(lines, fmt.Sprintf("R1H,BARTS NHS TRUST,C_999,%d,%d", sum, sum))
			b := readCSV(t, "rtt-Dec24.csv", lines...)
			d := draftOf(b.Drafts, "R1H", "2024-12-01")
			if refused := len(d.Problems) > 0; refused != (extra == 1) || !refused && d.Value("rtt_incomplete") != measure.Of(float64(sum)) {
				return false
			}
		}
		return true
	}
	if err := quick.Check(add, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

func TestExtractRefusals(t *testing.T) {
	head := "Period,Provider Org Code,Provider Org Name,Commissioner Org Code,RTT Part Type,Treatment Function Code,Gt 00 To 01 Weeks SUM 1,Total All"
	wantFault(t, "extract.csv", "no rows of part 2", head, "RTT-April-2023,AAV,CARE,00X,Part_1A,C_130,5,5")
	b := readCSV(t, "extract.csv", head, "RTT-April-2023,AAV,CARE,00X,Part_2,C_130,5,5", "RTT-April-2023,ENG,England,00X,Part_2,C_130,5,5", "RTT-April-2023,??,X,00X,Part_2,C_130,5,5", "some day,AAV,CARE,00X,Part_2,C_130,5,5")
	wantRefusal(t, b, "B3", "England or a region")
	wantRefusal(t, b, "B4", "not an organisation code")
	wantRefusal(t, b, "B5", "not the month")
	wantFault(t, "extract.csv", "two columns headed", head+",Period", "RTT-April-2023,AAV,CARE,00X,Part_2,C_130,5,5,x")
}

func TestCancerOtherMonthAndTotals(t *testing.T) {
	second := cancer("31-DAY COMBINED", []string{"", "R1H", "BARTS NHS TRUST", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"})
	second.rows[1] = []string{"PERIOD: FEB 2023/24"}
	hidden := cancer("28-DAY FDS", []string{"", "R1H", "BARTS NHS TRUST", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"})
	hidden.hidden = true
	b := readBook(t, "waits.xlsx", cancer("62-DAY COMBINED", []string{"", "R1H", "BARTS NHS TRUST", "ALL CARE", "ALL CANCERS", "10", "8", "2", "0.8"},
		[]string{"", "ENG", "ENGLAND", "ALL CARE", "ALL CANCERS", "100", "80", "20", "0.8"}, []string{"", "?", "X", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"},
		[]string{"", "QWO", "NHS WEST YORKSHIRE INTEGRATED CARE BOARD", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"},
		[]string{"", "13Q", "NATIONAL COMMISSIONING HUB 1", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"}), second, hidden)
	wantValue(t, draftOf(b.Published, org.England, "2024-01-01"), "cancer_62d_total", "100")
	wantRefusal(t, b, "A1", "another month")
	wantRefusal(t, b, "B8", "not an organisation code")
	kinds := map[org.Code]org.Kind{"R1H": org.KindTrust, "QWO": org.KindICB, "13Q": org.KindNational}
	for _, s := range b.Sightings {
		if s.Kind != kinds[s.Code] {
			t.Errorf("%s is seen as %s", s.Code, s.Kind)
		}
	}
	if len(b.Sightings) != 3 {
		t.Errorf("%d organisations, want 3", len(b.Sightings))
	}
}

func TestMonthInTitleBlock(t *testing.T) {
	for _, c := range []struct {
		cells []sheet.Cell
		want  string
	}{
		{[]sheet.Cell{{}, sheet.TextCell("Period:"), sheet.TextCell("December 2024")}, "2024-12-01"},
		{[]sheet.Cell{{}, sheet.TextCell("Period:"), sheet.DateCell(civil.MustDate("2024-12-31"))}, "2024-12-01"},
		{[]sheet.Cell{sheet.TextCell("PERIOD: JUL 2023/24")}, "2023-07-01"},
		{[]sheet.Cell{sheet.TextCell("PERIOD: MARCH 2023/24")}, "2024-03-01"},
		{[]sheet.Cell{sheet.TextCell("Period"), sheet.TextCell("December 2024")}, ""},
		{[]sheet.Cell{sheet.TextCell("Title:"), sheet.TextCell("December 2024")}, ""},
	} {
		m, ok := titledMonth(sheet.Row{Index: 1, Cells: c.cells})
		if m.String() != c.want || ok != (c.want != "") {
			t.Errorf("%v is read as %s, want %s", c.cells, m, c.want)
		}
	}
}

func TestRegionsAreNotTrusts(t *testing.T) {
	b := newBuilder(ambsysFormat(), Options{File: "x.csv"})
	x := &table{builder: b}
	for _, c := range []struct {
		text, name string
		code       org.Code
		total      bool
	}{
		{"Y56", "London", "Y56", true},
		{"London", "London", "Y56", true},
		{"Eng", "England", org.England, true},
		{"-", "ENGLAND", org.England, true},
		{"TOTAL", "TOTAL", org.England, true},
		{"Total ", "Total ", org.England, true},
		{"NEY", "Pioneer Healthcare Limited", "NEY", false},
		{" r1h ", "Barts", "R1H", false},
		{"RA4*", "Yeovil", "RA4", false},
		{"8J094", "BADGER LTD", "8J094", false},
	} {
		code, total, problem := x.who(c.text, c.name)
		if code != c.code || total != c.total || problem != "" {
			t.Errorf("%s %s is %s, total %t %s", c.text, c.name, code, total, problem)
		}
	}
	if _, _, problem := x.who("Nobody at all", "x"); !strings.Contains(problem, "not an organisation code") {
		t.Errorf("nobody: %q", problem)
	}
}

func TestNotesAreCounted(t *testing.T) {
	var n notes
	n.sayf("alone")
	for i := range 6 {
		n.say(fmt.Sprintf("A%d", i), "often")
	}
	n.say("B1", "once")
	n.say("C1", "twice")
	n.say("C2", "twice")
	want := []string{"alone", "often (6 times, first at A0, A1, A2, A3)", "once (B1)", "twice (2 times: C1, C2)"}
	got := n.list()
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("notes %q, want %q", got, want)
			break
		}
	}
}

func TestProgressIsTold(t *testing.T) {
	lines := []string{fluHead}
	for i := range progressEvery + 10 {
		lines = append(lines, fmt.Sprintf("London,R1H,Barts,%s,G&A flu beds,3", civil.MustDate("1950-01-01").Add(i)))
	}
	told := 0
	_, err := Open(context.Background(), "flu.csv", []byte(strings.Join(lines, "\n")), Options{Progress: func(done, _ int, words string) {
		if done > 0 && words != "" {
			told++
		}
	}})
	if err != nil || told != 1 {
		t.Errorf("told %d times: %v", told, err)
	}
	sheets := 0
	if _, err := Read(context.Background(), bookOf(winterSheet("A&E closures", nil, 1, 1, "2022-12-01"), winterSheet("Flu", []string{"G&A flu beds"}, 1, 1, "2022-12-01")),
		Options{File: "w.xlsx", Progress: func(done, total int, _ string) {
			if total == 2 && done == sheets+1 {
				sheets++
			}
		}}); err != nil || sheets != 2 {
		t.Errorf("told of %d sheets: %v", sheets, err)
	}
}

func TestBedsRefusals(t *testing.T) {
	head := "Period,Level,Region,ICB,Org Code,Org Name,Metric,Type,Value"
	b := readCSV(t, "beds.csv", head,
		"01/02/2025,Provider,LONDON,X,R1H,Barts,G&A beds available,Type 1,200",
		"01/02/2025,Provider,LONDON,X,R1H,Barts,G&A beds available,Other,201",
		"01/02/2025,Provider,LONDON,X,R1H,Barts,Moon beds,Type 1,1",
		"42/02/2025,Provider,LONDON,X,R1H,Barts,G&A beds available,Type 1,200",
		"01/02/2025,Provider,LONDON,X,!,Barts,G&A beds available,Type 1,200",
		"01/02/2025,Provider,LONDON,X,R1K,LNW,G&A beds available,Type 1")
	wantProblem(t, draftOf(b.Drafts, "R1H", "2025-02-01"), "I3", "two different figures")
	wantNote(t, b, "more than one type")
	wantNote(t, b, "Moon beds")
	wantRefusal(t, b, "A5", "not a date")
	wantRefusal(t, b, "E6", "not an organisation code")
	wantRefusal(t, b, "A7", "another number of fields")
}

func TestDM01Refusals(t *testing.T) {
	b := readCSV(t, "dm01-December-2024.csv", dm01Head,
		`Y56,London,RF4,Barking NHS Trust,1,MRI,25,14,7,7.20%,4,7,,2`,
		`Y56,London,RF4,Barking NHS Trust,1,MRI,26,14,7,7.20%,4,7,,2`,
		`Y56,London,??,Nobody,1,MRI,26,14,7,7.20%,4,7,,2`,
		`Y56,London,R1H,Barts NHS Trust,,MRI,26,14,7,7.20%,4,7,,2`,
		`Y56,London,R1K,LNW NHS Trust,1,MRI,-,-,-,-,-,-,,-`)
	wantProblem(t, draftOf(b.Drafts, "RF4", "2024-12-01"), "G3", "two different figures")
	wantRefusal(t, b, "C4", "not an organisation code")
	wantRefusal(t, b, "E5", "15 tests")
	if draftOf(b.Drafts, "R1K", "2024-12-01") != nil {
		t.Error("a row of dashes is a return")
	}
	wantFault(t, "dm01.csv", "which month", dm01Head, `Y56,London,RF4,Barking NHS Trust,1,MRI,25,14,7,7.20%,4,7,,2`)
}
