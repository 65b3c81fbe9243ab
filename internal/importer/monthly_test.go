package importer

import (
	"context"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// wantFault checks that a CSV text is refused whole, with words.
func wantFault(t *testing.T, name, words string, lines ...string) {
	t.Helper()
	_, err := Open(context.Background(), name, []byte(strings.Join(lines, "\n")+"\n"), Options{})
	if fault.As(err) == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), name) {
		t.Errorf("%s: want a fault that names the file and says %q, got %v", name, words, err)
	}
}

func TestAEBothEras(t *testing.T) {
	b := readCSV(t, "Monthly-AE-December-2024.csv",
		"Period,Org Code,Parent Org,Org name,A&E attendances Type 1,A&E attendances Booked Appointments Type 1,Attendances over 4hrs Type 1,Attendances over 4hrs Booked Appointments Type 1,Patients who have waited 12+ hrs from DTA to admission,Other emergency admissions",
		"MSitAE-DECEMBER-2024,RAJ,NHS ENGLAND EAST OF ENGLAND ,MID AND SOUTH ESSEX NHS FOUNDATION TRUST,100,5,40,2,7,50",
		"MSitAE-DECEMBER-2024,8J094,NHS ENGLAND MIDLANDS ,BADGER LTD,10,0,0,0,0,0",
		"TOTAL,TOTAL,TOTAL,TOTAL,110,5,40,2,7,50")
	d := draftOf(b.Drafts, "RAJ", "2024-12-01")
	wantValue(t, d, "ae_att_t1", "100")
	wantValue(t, d, "ae_att_booked_t1", "5")
	wantValue(t, d, "ae_over4_booked_t1", "2")
	wantValue(t, d, "ae_dta_12", "7")
	wantValue(t, d, "ae_emadm_other", "50")
	if d.Covers.From.String() != "2024-12-01" || d.Covers.To.String() != "2025-01-01" {
		t.Errorf("covers %v", d.Covers)
	}
	wantValue(t, draftOf(b.Published, org.England, "2024-12-01"), "ae_att_t1", "110")
	for _, s := range b.Sightings {
		if s.Code == "8J094" && s.Kind != org.KindIndependent || s.Code == "RAJ" && s.Kind != org.KindTrust {
			t.Errorf("%s is seen as %s", s.Code, s.Kind)
		}
	}
	old := readCSV(t, "old.csv", "Period,Org Code,Parent Org,Org name,Number of A&E attendances Type 1,Number of A&E attendances Other A&E Department,Number of attendances over 4hrs Type 1,Emergency admissions via A&E - Type 1",
		"MSitAE-APRIL-2019,RAJ,X,MID,100,7,40,30", "MSitAE-SMARCH-2019,RAK,X,MID,1,1,1,1")
	wantValue(t, draftOf(old.Drafts, "RAJ", "2019-04-01"), "ae_att_t3", "7")
	wantValue(t, draftOf(old.Drafts, "RAJ", "2019-04-01"), "ae_emadm_t1", "30")
	wantRefusal(t, old, "A3", "which month")
}

func TestAETotalOfSeveralMonths(t *testing.T) {
	b := readCSV(t, "ae.csv", "Period,Org Code,Parent Org,Org name,A&E attendances Type 1", "MSitAE-MAY-2024,RAJ,X,MID,100", "MSitAE-JUNE-2024,RAJ,X,MID,100", "TOTAL,TOTAL,TOTAL,TOTAL,200")
	if len(b.Published) != 0 {
		t.Errorf("a total over two months stands for one: %v", b.Published)
	}
	wantNote(t, b, "2 months")
}

func TestAmbSYSQuirks(t *testing.T) {
	b := readCSV(t, "AmbSYS.csv", "Year,Month,Region,Org Code,Org Name,A7,A10,A30,A31,A32,A999",
		"2024,1,Eng,Eng,England,100,50,90000,1800,3600,.", "2024,1,Y59,R1F,ISLE OF WIGHT NHS TRUST,100,50,90000,1800,3600,5",
		"2024,1,London,Y56,London,.,.,.,.,.,.", "2024,2,Y59,R1F,ISLE OF WIGHT NHS TRUST,.,50,90000,1800,3600,5", "2024,13,Y59,R1F,ISLE,1,1,1,1,1,1")
	d := draftOf(b.Drafts, "R1F", "2024-01-01")
	wantValue(t, d, "ambsys_a30", "90000")
	wantValue(t, d, "ambsys_a31", "-") // a mean is computed, never stored
	wantValue(t, d, "ambsys_a32", "3600")
	wantValue(t, draftOf(b.Published, org.England, "2024-01-01"), "ambsys_a31", "1800")
	wantValue(t, draftOf(b.Drafts, "R1F", "2024-02-01"), "ambsys_a7", "-")
	wantNote(t, b, "A999")
	wantRefusal(t, b, "A6", "which month")
}

// rttLine is a provider-file line with n pathways in each of the first two bands and dashes in the rest.
func rttLine(code, fn, n, total, within string) string {
	return "Y56," + code + ",BARTS HEALTH NHS TRUST," + fn + ",x," + n + "," + n + strings.Repeat(",-", 103) + "," + total + "," + within + ",100.00%,1.0,1.9,-"
}

func rttHead() string {
	h := []string{"Region Code", "Provider Code", "Provider Name", "Treatment Function Code", "Treatment Function"}
	for n := 0; n < 104; n++ {
		h = append(h, ">"+measure.Plain(float64(n))+"-"+measure.Plain(float64(n+1)))
	}
	return "\ufeff" + strings.Join(h, ",") + ",104 plus,Total number of incomplete pathways,Total within 18 weeks,% within 18 weeks,Average (median) waiting time (in weeks),92nd percentile waiting time (in weeks),Total 52 plus weeks"
}

func TestRTTFunctionsAreAddedOnce(t *testing.T) {
	b := readCSV(t, "Incomplete-Provider-Dec24.csv", rttHead(), rttLine("R1H", "C_100", "3", "6", "6"), rttLine("R1H", "C_101", `"1,004"`, `"2,008"`, `"2,008"`), rttLine("R1H", "C_999", `"1,007"`, `"2,014"`, `"2,014"`),
		rttLine("R1K", "C_100", "3", "6", "6"), rttLine("R1K", "C_999", "4", "8", "8"),
		rttLine("RAL", "C_999", "4", "8", "8"),
		rttLine("RAN", "C_100", "3", "6", "6"), rttLine("RAN", "C_100", "3", "6", "6"),
		rttLine("RAP", "C_100", "3", "6", "6"), rttLine("RAP", "C_100", "2", "4", "4"),
		rttLine("RAS", "C_100", "x", "6", "6"))
	d := draftOf(b.Drafts, "R1H", "2024-12-01")
	wantValue(t, d, "rtt_incomplete", "2014")
	wantValue(t, d, "rtt_w000", "1007")
	wantValue(t, d, "rtt_w104plus", "0") // a dash is nought in this format
	wantValue(t, d, "rtt_over52", "0")
	wantValue(t, d, "rtt_median", "1")
	wantValue(t, d, "rtt_p92", "1.9")
	wantValue(t, draftOf(b.Drafts, "RAN", "2024-12-01"), "rtt_median", "-") // a function's is no figure of the provider
	wantNote(t, b, "medians and centiles of single treatment functions")
	if len(d.Problems) > 0 {
		t.Error(d.Problems)
	}
	wantProblem(t, draftOf(b.Drafts, "R1K", "2024-12-01"), "F6", "add up to 3")
	wantValue(t, draftOf(b.Drafts, "RAL", "2024-12-01"), "rtt_incomplete", "8")
	wantNote(t, b, "only the file's own total")
	wantValue(t, draftOf(b.Drafts, "RAN", "2024-12-01"), "rtt_incomplete", "6")
	wantNote(t, b, "counted once")
	wantProblem(t, draftOf(b.Drafts, "RAP", "2024-12-01"), "A11", "two rows for “C_100”")
	wantProblem(t, draftOf(b.Drafts, "RAS", "2024-12-01"), "F12", "not a number")
	wantFault(t, "rtt.csv", "which month", rttHead(), rttLine("R1H", "C_100", "3", "6", "6"))
}

func TestRTTExtractParts(t *testing.T) {
	head := "Period,Provider Parent Org Code,Provider Org Code,Provider Org Name,Commissioner Org Code,RTT Part Type,Treatment Function Code,Gt 00 To 01 Weeks SUM 1,Gt 104 Weeks SUM 1,Total,Patients with unknown clock start date,Total All"
	b := readCSV(t, "extract.csv", head,
		`RTT-April-2023,QE1,AAV,"CARE, LIMITED",00X,Part_2,C_130,5,1,,2,8`, `RTT-April-2023,QE1,AAV,"CARE, LIMITED",01E,Part_2,C_130,1,0,,,1`,
		`RTT-April-2023,QE1,AAV,"CARE, LIMITED",00X,Part_2,C_999,5,1,,2,8`, `RTT-April-2023,QE1,AAV,"CARE, LIMITED",01E,Part_2,C_999,1,0,,,1`,
		`RTT-April-2023,QE1,AAV,"CARE, LIMITED",00X,Part_1A,C_999,900,0,900,0,900`, `RTT-May-2023,QE1,AAV,"CARE, LIMITED",00X,Part_2,C_130,900,0,900,0,900`)
	d := draftOf(b.Drafts, "AAV", "2023-04-01")
	wantValue(t, d, "rtt_incomplete", "9")
	wantValue(t, d, "rtt_w000", "6")
	wantValue(t, d, "rtt_w104plus", "1")
	wantValue(t, d, "rtt_over104", "1")
	wantValue(t, d, "rtt_unknown_start", "2")
	wantNote(t, b, "parts other than 2")
	wantRefusal(t, b, "C7", "not the month")
	if b.Sightings[0].Name != "CARE, LIMITED" || b.Sightings[0].Parent != "QE1" {
		t.Errorf("%+v", b.Sightings[0])
	}
}

const dm01Head = "Regional Team Code,Regional Team Name,Provider Code,Provider Name,Diagnostic ID,Diagnostic Test Name, Total Waiting List , Number waiting 6+ Weeks , Number waiting 13+ Weeks , Percentage waiting 6+ weeks , 0 <01 weeks , 13+ weeks ,, Planned tests / procedures "

func TestDM01Quirks(t *testing.T) {
	b := readCSV(t, "Diagnostics-December-2024.csv", dm01Head,
		`Y56,London,RF4,"Barking, NHS Trust",1,Magnetic Resonance Imaging,"2,025",146,70,7.20%,461,70,,205`, `Y56,London,RF4,"Barking, NHS Trust",16,Total,"2,025",146,70,7.20%,461,70,,205`,
		`Y63,North,NEY,Pioneer Healthcare Limited,1,MRI,147,92,5,62.60%,0,5,,0`,
		`Y56,London,R1H,Barts NHS Trust,1,MRI,10,1,1,10%,1,1,,1`, `Y56,London,R1H,Barts NHS Trust,16,Total,11,1,1,10%,1,1,,1`,
		`Y56,London,R1K,LNW NHS Trust,77,X-ray vision,11,1,1,10%,1,1,,1`)
	d := draftOf(b.Drafts, "RF4", "2024-12-01")
	wantValue(t, d, "dm01_mri_waiting", "2025")
	wantValue(t, d, "dm01_all_done_planned", "205")
	wantValue(t, d, "dm01_mri_6w_rate", "-")
	wantValue(t, draftOf(b.Drafts, "NEY", "2024-12-01"), "dm01_mri_6w", "92") // a hospital's code, not the region's label
	wantProblem(t, draftOf(b.Drafts, "R1H", "2024-12-01"), "G6", "add up to 10")
	wantRefusal(t, b, "E7", "15 tests")
}

func TestDM01TitleBlock(t *testing.T) {
	b := readBook(t, "diagnostics.xls", memSheet{name: "Provider", rows: [][]string{
		{"", "Title:", "Monthly Diagnostics"}, {"", "Period:", "December 2024"}, {"", "Published:", "13th February 2025"}, {},
		{"", "Regional Team Code", "Regional Team Name", "Provider Code", "Provider Name", "Total Waiting List", "Percentage waiting 6+ weeks"},
		{"", "", "", "", "Total", "365", "0.0"}, {},
		{"", "Y56", "London", "K4F4F", "Audiological Science Ltd", "365", "0.0"},
	}})
	wantValue(t, draftOf(b.Drafts, "K4F4F", "2024-12-01"), "dm01_all_waiting", "365")
	wantValue(t, draftOf(b.Published, org.England, "2024-12-01"), "dm01_all_waiting", "365")
	if got := b.Source.Known.Format("2006-01-02 15:04"); got != "2025-02-13 09:30" {
		t.Errorf("known at %s", got)
	}
}

func cancer(title string, rows ...[]string) memSheet {
	m := memSheet{name: title, rows: [][]string{{title}, {"PERIOD: JAN 2023/24"}, {"BASIS: PROVIDER"}, {},
		{"", "ODS CODE", "PROVIDER", "CARE SETTING", "CANCER TYPE", "TOTAL", "WITHIN 62 DAYS", "AFTER 62 DAYS", "TREATED WITHIN 62 DAYS"}}}
	m.rows = append(m.rows, rows...)
	return m
}

func TestCancerQuirks(t *testing.T) {
	b := readBook(t, "waits.xlsx", cancer("62-DAY COMBINED", []string{"", "R1H", "BARTS HEALTH NHS TRUST", "ALL CARE", "ALL CANCERS", "10.5", "8", "2.5", "0.76"},
		[]string{"", "R1H", "BARTS HEALTH NHS TRUST", "ALL CARE", "LUNG", "3", "2", "1", "0.66"}, []string{"", "UNKNOWN", "UNKNOWN", "ALL CARE", "ALL CANCERS", "1", "1", "0", "1"},
		[]string{"", "R1K", "LNW NHS TRUST", "ALL CARE", "ALL CANCERS", "10", "8", "3", "0.8"}),
		cancer("62-DAY (BY CANCER)", []string{"", "R1H", "BARTS HEALTH NHS TRUST", "ALL CARE", "ALL CANCERS", "99", "99", "0", "1"}))
	d := draftOf(b.Drafts, "R1H", "2024-01-01")
	wantValue(t, d, "cancer_62d_total", "10.5")
	wantValue(t, d, "cancer_62d_within", "8")
	wantNote(t, b, "unknown commissioner or provider")
	wantNote(t, b, "(BY CANCER)” is about no standard")
	wantProblem(t, draftOf(b.Drafts, "R1K", "2024-01-01"), "F9", "make 11")
	for title, want := range map[string]string{"28-DAY FASTER DIAGNOSIS: ALL ROUTES": "fds", "31-DAY SUB TREAT (DRUGS)": "31sd", "31-DAY COMBINED": "31d",
		"62-DAY WAIT FOR FIRST TREATMENT FROM CONSULTANT UPGRADE: ALL CANCERS": "62c", "TWO WEEK WAIT-EXHIBITED BREAST SYMPTOMS": "2wwb", "Frontpage": ""} {
		if got := cancerStandard(title); got != want {
			t.Errorf("%s is %q, want %q", title, got, want)
		}
	}
}

func TestBedsLongQuirks(t *testing.T) {
	b := readCSV(t, "beds.csv", "Period,Level,Region,ICB,Org Code,Org Name,Metric,Type,Value",
		"01/02/2025,National,[z],[z],ENG,England,G&A beds available,All Type,300", "01/02/2025,National,[z],[z],ENG,England,G&A beds available,Type 1,200",
		"01/02/2025,National,[z],[z],ENG,England,G&A occupancy rate,Type 1,0.95",
		"01/02/2025,ICB,EAST OF ENGLAND,NHS MID AND SOUTH ESSEX INTEGRATED CARE BOARD,QH8,Mid and South Essex ICB,G&A beds available,All Type,200",
		"01/02/2025,Provider,EAST OF ENGLAND,NHS MID AND SOUTH ESSEX INTEGRATED CARE BOARD,RAJ,Mid and South Essex,G&A beds available,Type 1,200",
		"01/02/2025,Provider,EAST OF ENGLAND,NHS MID AND SOUTH ESSEX INTEGRATED CARE BOARD,RAJ,Mid and South Essex,Paediatric intensive care beds available,Type 1,[z]",
		"01/02/2025,Provider,EAST OF ENGLAND,NHS MID AND SOUTH ESSEX INTEGRATED CARE BOARD,RAJ,Mid and South Essex,G&A occupancy rate,Type 1,0.9",
		"01/02/2025,Provider,LONDON,X,ENG,England,G&A beds available,Type 1,200", "01/02/2025,Ward,LONDON,X,RAK,Y,G&A beds available,Type 1,200", ",,,,,,,,")
	d := draftOf(b.Drafts, "RAJ", "2025-02-01")
	wantValue(t, d, "beds_m_ga_avail", "200")
	wantValue(t, d, "beds_m_picu_avail", "n/a")
	wantValue(t, d, "beds_m_ga_occ_rate", "-")
	if len(b.Drafts) != 1 || len(b.Published) != 3 || b.Sightings[0].Parent != "QH8" {
		t.Errorf("%d drafts, %d totals, parent %q", len(b.Drafts), len(b.Published), b.Sightings[0].Parent)
	}
	for _, p := range b.Published {
		if p.Org == org.England && p.Form == Type1(sitrep.BedsMonthly) {
			wantValue(t, &p, "beds_m_ga_occ_rate", "0.95")
			wantValue(t, &p, "beds_m_ga_avail", "200")
		}
	}
	wantRefusal(t, b, "I9", "marked as a provider")
	wantRefusal(t, b, "B10", "not a level")
}
