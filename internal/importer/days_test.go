package importer

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// T8: a trust that did not return its beds has no core beds, no escalation beds and no long stays either.
func TestWinterBlankBedsAreBlankThroughout(t *testing.T) {
	beds := winterSheet("G&A beds", []string{"Core Beds Open", "Escalation Beds Open", "Total Beds Open", "Total beds occ'd", "Occupancy rate"}, 3, 2, "2017-12-23")
	stays := winterSheet("Beds Occ by long stay patients", []string{"> 7 days", "> 21 days"}, 3, 2, "2017-12-23")
	first := len(beds.rows) - 6 // the rows of the three trusts, before a blank one and two of notes
	blank := func(m memSheet, trust int, vals ...string) {
		row := m.rows[first+trust]
		copy(row[5:], vals)
	}
	blank(beds, 0, "0", "0", "0", "0", "-")
	blank(stays, 0, "0", "0")
	blank(beds, 1, "0", "0", "0", "0", "#DIV/0!")
	blank(stays, 1, "4", "0") // somebody is there: the figure stays
	blank(beds, 2, "0", "0", "0", "0", "0")
	blank(stays, 2, "0", "0") // an occupancy of nought is a figure
	for _, sheets := range [][]memSheet{{beds, stays}, {stays, beds}} {
		b := readBook(t, "winter.xlsx", sheets...)
		d := draftOf(b.Drafts, "R00", "2017-12-23")
		if d != nil {
			t.Errorf("nothing but blanks is a return: %+v", d.Items)
		}
		d = draftOf(b.Drafts, "R01", "2017-12-23")
		for c, want := range map[measure.Code]string{"ga_open": "-", "ga_core_open": "-", "ga_esc_open": "-", "los7": "4", "los21": "-"} {
			wantValue(t, d, c, want)
		}
		wantValue(t, draftOf(b.Drafts, "R02", "2017-12-23"), "ga_core_open", "0")
		wantValue(t, draftOf(b.Drafts, "R02", "2017-12-23"), "los7", "0")
		wantValue(t, draftOf(b.Drafts, "R00", "2017-12-24"), "ga_core_open", "5")
		wantNote(t, b, "nought core, escalation or void beds beside beds that were not returned: read as missing, not as nought (4 times")
		wantNote(t, b, "nought long stays of a trust that did not return its beds that day: read as missing, not as nought (3 times")
	}
}

func TestDaysWithoutAFormAreRefused(t *testing.T) {
	b := readCSV(t, "tidy.csv", tidyHead, "R1H,Barts,1900-01-01,0,0,911,900,0", "R1H,Barts,2017-11-21,0,0,911,900,0", "-,ENGLAND,1900-01-01,0,0,911,900,0")
	wantProblem(t, draftOf(b.Drafts, "R1H", "1900-01-01"), "D2", "has no definition here; correct the date and send the file again")
	if d := draftOf(b.Drafts, "R1H", "2017-11-21"); len(d.Problems) > 0 {
		t.Errorf("the right day is refused: %v", d.Problems)
	}
	if got := b.Covers[sitrep.UECTidy]; len(got) != 1 {
		t.Errorf("the file speaks about %v", got)
	}
	if s := b.Sightings[0].Seen; s.From.Year() == 1900 {
		t.Errorf("seen since %v", s)
	}
	if len(b.Published) != 1 || len(b.Published[0].Problems) == 0 {
		t.Errorf("the total of a day without a form: %+v", b.Published)
	}
}

func TestWinterDaysOutsideItsPeriodAreRefused(t *testing.T) {
	s := winterSheet("Flu", []string{"G&A flu beds", "CC flu beds"}, 1, 3, "2017-11-20")
	s.rows[3] = []string{"", "Period:", "20th November 2017 to 21st November 2017"}
	b := readBook(t, "w.xlsx", s)
	wantProblem(t, draftOf(b.Drafts, "R00", "2017-11-22"), "J18", "the file says that it is about 2017-11-20 to 2017-11-21")
	if d := draftOf(b.Drafts, "R00", "2017-11-21"); len(d.Problems) > 0 {
		t.Error(d.Problems)
	}
	s.rows[3][2] = "December 2017"
	if d := draftOf(readBook(t, "w.xlsx", s).Drafts, "R00", "2017-11-22"); len(d.Problems) > 0 {
		t.Errorf("a period that is no two days decides: %v", d.Problems)
	}
}

func TestPublishedBeforeItsNewestDay(t *testing.T) {
	text := strings.Join([]string{tidyHead, "R1H,Barts,2017-11-21,0,0,911,900,0", "R1H,Barts,2017-11-23,0,0,911,900,0"}, "\n")
	at := func(day string) time.Time { return civil.MustDate(day).At(publishedAt) }
	_, err := Open(t.Context(), "tidy.csv", []byte(text), Options{Published: at("2017-11-22")})
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "published on 2017-11-22 but holds figures for 2017-11-23") {
		t.Errorf("%v", err)
	}
	if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Cell != "D3" {
		t.Errorf("%+v", f)
	}
	if _, err := Open(t.Context(), "tidy.csv", []byte(text), Options{Published: at("2017-11-23")}); err != nil {
		t.Error(err)
	}
	month := aeText("Period,Org Code,Parent Org,Org name,A&E attendances Type 1", "MSitAE-APRIL-2024,R1H,x,Barts NHS Trust,5")
	if _, err := Open(t.Context(), "ae.csv", month, Options{Published: at("2024-04-29")}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a month that is not over: %v", err)
	}
	if _, err := Open(t.Context(), "ae.csv", month, Options{Published: at("2024-05-09")}); err != nil {
		t.Error(err)
	}
}

func aeText(lines ...string) []byte { return []byte(strings.Join(lines, "\n")) }

func TestWelshOrganisationsAreSetAside(t *testing.T) {
	b := readCSV(t, "tidy.csv", tidyHead, "7A3,Swansea Bay,2017-11-21,0,0,911,900,0", "RQF,Velindre,2017-11-21,0,0,1,1,0", "RQM,Chelsea,2017-11-21,0,0,911,900,0")
	if len(b.Drafts) != 1 || b.Drafts[0].Org != "RQM" || len(b.Sightings) != 1 {
		t.Errorf("%+v %+v", b.Drafts, b.Sightings)
	}
	wantNote(t, b, "Swansea Bay University Health Board is in Wales, not in England: its returns are set aside and counted nowhere (7A3 2017-11-21)")
	wantNote(t, b, "Velindre NHS Trust is in Wales")
}

func TestTotalsAloneAreSaid(t *testing.T) {
	b := readCSV(t, "summary_2025_26.csv", "metric,total_value,reporting_months", "Pathway 3: Discharge to a care home as a new admission,44435.0,9", "Pathway 2: bed,5,9")
	wantNote(t, b, "the file gives totals only and no organisation's return: 2 figures of ENG are kept as published")
}

func TestSharesOfOrganisationsAreCounted(t *testing.T) {
	b := readCSV(t, "AmbSYS.csv", "Year,Month,Region,Org Code,Org Name,A7,A10,A30,A31,A32", "2024,1,Eng,Eng,England,1,2,60,30,40", "2024,1,Y60,RYA,West Midlands Ambulance,1,2,60,30,40")
	d := draftOf(b.Drafts, "RYA", "2024-01-01")
	wantValue(t, d, "ambsys_a31", "-") // worked out from A30 and A10
	wantValue(t, d, "ambsys_a32", "40")
	wantNote(t, b, "1 published shares and means of single organisations are not stored")
}
