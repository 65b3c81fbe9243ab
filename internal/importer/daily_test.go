package importer

import (
	"testing"

	"headroom/internal/org"
	"headroom/internal/sitrep"
)

const fluHead = "region,trust_code,trust_name,date,measure,value"

func TestFluVintageQuirks(t *testing.T) {
	b := readCSV(t, "somewhere/published_2023-01-06.csv", fluHead,
		"South West,RA4*,Yeovil District Hospital NHS Foundation Trust,2022-11-14,G&A flu beds,3",
		"South West,RA4*,Yeovil District Hospital NHS Foundation Trust,2022-11-14,CC flu beds,-",
		"London,R1H,Barts Health NHS Trust,2022-11-14,G&A flu beds,-",
		"London,R1H,Barts Health NHS Trust,2022-11-14,CC flu beds,-",
		"London,R1H,Barts Health NHS Trust,2022-11-15,G&A flu beds,two",
		"London,R1H,Barts Health NHS Trust,2022-11-15,CC flu beds,1",
		"London,R1H,Barts Health NHS Trust,2022-11-16,Moon beds,1",
		"London,R1H,Barts Health NHS Trust,16/13/2022,CC flu beds,1",
		"London,!,Barts Health NHS Trust,2022-11-16,CC flu beds,1",
		"-,-,ENGLAND,2022-11-16,CC flu beds,9",
		"London,R1H,Barts Health NHS Trust,2022-11-17,CC flu beds",
	)
	if b.Source.Edition != "flu" || b.Source.File != "published_2023-01-06.csv" || b.Source.SHA256 == "" {
		t.Errorf("source %+v", b.Source)
	}
	wantValue(t, draftOf(b.Drafts, "RA4", "2022-11-14"), "flu_ga", "3")
	wantNote(t, b, "merged")
	if draftOf(b.Drafts, "R1H", "2022-11-14") != nil {
		t.Error("a day of dashes is a return")
	}
	if got := len(b.Covers[sitrep.FluPublished]); got != 3 {
		t.Errorf("the file speaks about %d days, want 3: the days without figures count for withdrawals", got)
	}
	wantProblem(t, draftOf(b.Drafts, "R1H", "2022-11-15"), "F6", "not a number")
	wantNote(t, b, "Moon beds")
	wantRefusal(t, b, "D9", "not a date")
	wantRefusal(t, b, "B10", "not an organisation code")
	wantValue(t, draftOf(b.Published, org.England, "2022-11-16"), "flu_cc", "9")
	wantProblem(t, draftOf(b.Drafts, "R1H", "2022-11-17"), "A12", "another number of fields")
	at := draftOf(b.Drafts, "RA4", "2022-11-14").Items[0].At
	if at.Ref != "F2" || at.Sheet != "" {
		t.Errorf("the value stands at %+v, want F2", at)
	}
}

func TestFluDuplicates(t *testing.T) {
	b := readCSV(t, "published_2023-01-06.csv", fluHead,
		"London,R1H,Barts,2022-11-14,G&A flu beds,3", "London,R1H,Barts,2022-11-14,G&A flu beds,3",
		"London,R1K,LNW,2022-11-14,G&A flu beds,3", "London,R1K,LNW,2022-11-14,G&A flu beds,4")
	if d := draftOf(b.Drafts, "R1H", "2022-11-14"); len(d.Problems) > 0 || len(d.Items) != 1 {
		t.Errorf("%+v", d)
	}
	wantNote(t, b, "stands twice with the same value")
	wantProblem(t, draftOf(b.Drafts, "R1K", "2022-11-14"), "F5", "3 at F4 and 4 at F5")
}

const tidyHead = "Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,Occupancy rate"

func TestTidyQuirks(t *testing.T) {
	b := readCSV(t, "tidy_sitrep1718.csv", tidyHead,
		"-,ENGLAND,2017-11-20T00:00:00,4,0,95593,91001,0",
		`RF4,"Barking, Havering And Redbridge University Hospitals NHS Trust",2017-11-20T00:00:00,0,,911,900,0`,
		"RF4,Barking,2017-11-21T00:00:00,0,0,911,900,inf",
		"R1H,Barts,2017-11-21,0,0,-5,900,0",
		"R1H,Barts,2017-11-20,,,,,",
		"R1H,Barts,2017-11-22,1,1,900,800,0", "R1H,Barts,2017-11-22,1,1,900,801,0")
	d := draftOf(b.Drafts, "RF4", "2017-11-20")
	wantValue(t, d, "ga_open", "911")
	wantValue(t, d, "ae_closures", "-")
	if len(d.Items) != 4 || d.Covers.To.IsZero() != true {
		t.Errorf("the junk column was read, or a span was made up: %+v", d)
	}
	wantValue(t, draftOf(b.Published, org.England, "2017-11-20"), "ae_diverts", "4")
	wantProblem(t, draftOf(b.Drafts, "R1H", "2017-11-21"), "F5", "cannot be below")
	if draftOf(b.Drafts, "R1H", "2017-11-20") != nil {
		t.Error("an empty line is a return")
	}
	wantProblem(t, draftOf(b.Drafts, "R1H", "2017-11-22"), "G8", "two different figures")
	if len(b.Refusals) > 0 {
		t.Errorf("refusals %v", b.Refusals)
	}
}

// Weekends are missing in 2015-16: a Friday's flows hold Saturday and Sunday, those for Christmas Eve hold five days.
func TestTidySkippedDays(t *testing.T) {
	lines := []string{tidyHead}
	for _, d := range []string{"2015-12-17", "2015-12-18", "2015-12-21", "2015-12-22", "2015-12-23", "2015-12-24", "2015-12-29", "2015-12-30"} {
		lines = append(lines, "RF4,Barking,"+d+",0,0,911,900,0")
	}
	b := readCSV(t, "tidy.csv", lines...)
	for day, to := range map[string]string{"2015-12-17": "2015-12-18", "2015-12-18": "2015-12-21", "2015-12-24": "2015-12-29", "2015-12-30": "2015-12-31"} {
		if d := draftOf(b.Drafts, "RF4", day); d.Covers.From.String() != day || d.Covers.To.String() != to {
			t.Errorf("%s covers %v, want to %s", day, d.Covers, to)
		}
	}
	wantNote(t, b, "skips days")
}

func TestTidyTwoColumnsOfOneName(t *testing.T) {
	b := readCSV(t, "tidy.csv", "Code,Name,Date,G&A Beds Open,G&A Beds Open", "RF4,Barking,2017-11-20,911,911", "R1H,Barts,2017-11-20,911,912")
	if d := draftOf(b.Drafts, "RF4", "2017-11-20"); len(d.Items) != 1 || len(d.Problems) > 0 {
		t.Errorf("%+v", d)
	}
	wantNote(t, b, "heading stands twice")
	wantProblem(t, draftOf(b.Drafts, "R1H", "2017-11-20"), "E3", "two different figures")
	wantFault(t, "tidy.csv", "two columns headed", "Code,Code,Name,Date,G&A Beds Open", "RF4,RF5,Barking,2017-11-20,911")
}

func TestEarlyNoughts(t *testing.T) {
	lines := []string{"nhs_trust22_code,date,do_not_meet_criteria_to_reside"}
	for _, d := range []string{"2022-04-01,0", "2022-04-02,NA", "2022-04-03,0", "2022-04-04,241", "2022-04-05,0"} {
		lines = append(lines, "RAJ,"+d)
	}
	lines = append(lines, "RDU,2022-04-01,0", "RDU,2022-04-02,0", "RGM,2022-04-01,x", "RGM,2022-04-02,0", "RGM,2022-04-03,5")
	b := readCSV(t, "criteria.csv", lines...)
	if draftOf(b.Drafts, "RAJ", "2022-04-01") != nil || draftOf(b.Drafts, "RAJ", "2022-04-03") != nil {
		t.Error("noughts before the first figures are returns")
	}
	wantValue(t, draftOf(b.Drafts, "RAJ", "2022-04-04"), "nctr_not_meeting", "241")
	wantValue(t, draftOf(b.Drafts, "RAJ", "2022-04-05"), "nctr_not_meeting", "0")
	wantNote(t, b, "RAJ: 2 days of noughts")
	wantValue(t, draftOf(b.Drafts, "RDU", "2022-04-02"), "nctr_not_meeting", "0") // it never reports anything else
	wantProblem(t, draftOf(b.Drafts, "RGM", "2022-04-01"), "C9", "not a number")
	wantValue(t, draftOf(b.Drafts, "RGM", "2022-04-02"), "nctr_not_meeting", "0") // it did report the day before
	x := readCSV(t, "discharged.csv", "nhs_trust22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total",
		"RAJ,2022-04-01,0,0,0", "RAJ,2022-04-03,19,0,19", "RAJ,2023-09-30,NA,NA,75")
	wantValue(t, draftOf(x.Drafts, "RAJ", "2022-04-03"), "nctr_discharged_after_1700", "0")
	wantValue(t, draftOf(x.Drafts, "RAJ", "2023-09-30"), "nctr_discharged_by_1700", "-")
	if len(x.Drafts) != 2 || x.Drafts[0].Form != sitrep.DischargedPub {
		t.Errorf("%d drafts of form %s", len(x.Drafts), x.Drafts[0].Form)
	}
}

func TestDelayReasonLabels(t *testing.T) {
	b := readCSV(t, "reasons.csv", "nhs_trust22_name,nhs_trust22_code,date,delay_reason,delay_count",
		"Mid,RAJ,2024-06-01,Wellbeing concerns – Ongoing\u00a0safeguarding concern,11",
		"Mid,RAJ,2024-06-01,Care transfer hub process– Awaiting necessary referrals by care transfer hub,4",
		"Mid,RAJ,2024-06-01,Interface\u00a0process – Homeless with no recourse to public funds?,",
		"Mid,RAJ,2024-06-01,Capacity – Awaiting the moon,2")
	d := draftOf(b.Drafts, "RAJ", "2024-06-01")
	wantValue(t, d, "delay_b_well_safeguarding", "11")
	wantValue(t, d, "delay_b_hub_referrals", "4")
	wantValue(t, d, "delay_b_int_nrpf", "-")
	wantNote(t, b, "Awaiting the moon")
}

func TestDestinationsNeedTheirYear(t *testing.T) {
	head := "metric,total_value,avg_monthly_value,max_monthly_value,reporting_months,destination_short,destination_share_pct"
	row := "Pathway 3: Discharge to a care home as a new admission,44435.0,3702.9,4141.0,9,P3: new care home admission,1.2"
	b := readCSV(t, "summary_2025_26.csv", head, row)
	d := draftOf(b.Published, org.England, "2025-04-01")
	wantValue(t, d, "dest_p3_carehome", "44435")
	if d.Covers.To.String() != "2026-01-01" {
		t.Errorf("nine months end at %s", d.Covers.To)
	}
	wantFault(t, "summary.csv", "which year", head, row)
}
