package importer

import (
	"strings"
	"testing"

	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

type dayKey struct {
	org org.Code
	day string
}

func byDay(list []sitrep.Draft) map[dayKey]*sitrep.Draft {
	out := map[dayKey]*sitrep.Draft{}
	for i := range list {
		out[dayKey{list[i].Org, list[i].Day.String()}] = &list[i]
	}
	return out
}

// The workbook of winter 2017-18 and the tidy copy of it hold the same figures on every trust-day, for every measure that
// both have. The copy blanks days whose figures are "-", nothing else.
func TestWinterWorkbookEqualsItsTidyCopy(t *testing.T) {
	book, tidy := openReal(t, "sitrep", "Winter-data-timeseries-20180304.xlsx"), openReal(t, "sitrep", "tidy_sitrep1718.csv")
	other := byDay(tidy.Drafts)
	shared := []measure.Code{"ga_open", "ga_occ", "cc_adult_open", "cc_adult_occ", "dv_closed", "dv_closed_unocc", "los7", "los21", "ae_closures", "ae_diverts", "amb_30_60", "amb_60"}
	if len(book.Drafts) != len(tidy.Drafts) || len(book.Drafts) != 137*105 {
		t.Fatalf("%d drafts in the workbook, %d in the copy, want 137 trusts by 105 days", len(book.Drafts), len(tidy.Drafts))
	}
	differ := 0
	for i := range book.Drafts {
		d := &book.Drafts[i]
		o := other[dayKey{d.Org, d.Day.String()}]
		if o == nil {
			t.Fatalf("the copy has no %s %s", d.Org, d.Day)
		}
		for _, c := range shared {
			if strings.HasPrefix(string(c), "los") && d.Value("ga_open").IsMissing() && o.Value(c) == measure.Of(0) {
				continue // the workbook shows that the beds were not returned, the copy does not
			}
			if a, b := d.Value(c), o.Value(c); a != b {
				if differ++; differ < 10 {
					t.Errorf("%s %s %s: %s in the workbook, %s in the copy", d.Org, d.Day, c, a, b)
				}
			}
		}
	}
	for i := range book.Published {
		d := &book.Published[i]
		for _, c := range shared {
			if o := byDay(tidy.Published)[dayKey{d.Org, d.Day.String()}]; o.Value(c) != d.Value(c) {
				t.Errorf("England %s %s: %s in the workbook, %s in the copy", d.Day, c, d.Value(c), o.Value(c))
			}
		}
	}
}

// sumOf adds a measure over drafts.
func sumOf(list []sitrep.Draft, c measure.Code, day string) float64 {
	n := 0.0
	for i := range list {
		if list[i].Day.String() == day {
			n += list[i].Value(c).Amount()
		}
	}
	return n
}

// wantTotals compares every flow and stock of a published total with the sum over the returns.
func wantTotals(t *testing.T, b *sitrep.Batch, total *sitrep.Draft, but ...measure.Code) {
	t.Helper()
	skip := map[measure.Code]bool{}
	for _, c := range but {
		skip[c] = true
	}
	n := 0
	for _, it := range total.Items {
		m, _ := measure.Find(it.Measure)
		if m.Kind != measure.Flow && m.Kind != measure.Stock || skip[it.Measure] || it.Value.IsMissing() {
			continue
		}
		n++
		if got := sumOf(b.Drafts, it.Measure, total.Day.String()); got != it.Value.Amount() {
			t.Errorf("%s %s: the file's own total is %s, ours %s", total.Day, it.Measure, it.Value, measure.Plain(got))
		}
	}
	if n == 0 {
		t.Error("nothing was compared")
	}
}

func TestAETotalsEqualOurSums(t *testing.T) {
	for _, f := range []string{"Monthly-AE-April-2024-revised.csv", "Monthly-AE-December-2024.csv"} {
		b := openReal(t, "ae", f)
		if len(b.Published) != 1 || b.Published[0].Org != org.England {
			t.Fatalf("%s: published totals %v", f, b.Published)
		}
		wantTotals(t, b, &b.Published[0])
	}
}

func TestAmbSYSEnglandEqualsOurSums(t *testing.T) {
	b := openReal(t, "ambulance", "ambsys_2024_trimmed.csv")
	n := 0
	for i := range b.Published {
		d := &b.Published[i]
		if d.Org == org.England && d.Day.String() < "2024-05-01" { // the last month of the trimmed file is not whole
			n++
			wantTotals(t, b, d)
		}
	}
	if n != 4 {
		t.Errorf("%d whole months of England, want 4", n)
	}
	c2 := draftOf(b.Published, org.England, "2024-01-01")
	wantValue(t, c2, "ambsys_a10", "404619")
	wantValue(t, c2, "ambsys_a30", "973478879")
}

func TestRTTOwnTotalsEqualOurSums(t *testing.T) {
	b := openReal(t, "rtt", "Incomplete-Provider-Dec24-XLSX-9M-69130.csv")
	if len(b.Drafts) != 155 {
		t.Errorf("%d providers, want 155", len(b.Drafts))
	}
	for _, d := range b.Drafts { // a provider whose functions did not add up to C_999 would have a problem
		if len(d.Problems) > 0 {
			t.Errorf("%s: %v", d.Org, d.Problems)
		}
	}
	if got := sumOf(b.Drafts, "rtt_incomplete", "2024-12-01"); got != 7076011 {
		t.Errorf("England has %s incomplete pathways, want 7,076,011", measure.Plain(got))
	}
	wantBands(t, b)
	x := openReal(t, "rtt", "rtt_2023-04_trimmed_full_extract.zip")
	wantValue(t, draftOf(x.Drafts, "AAV", "2023-04-01"), "rtt_incomplete", "3813")
	wantValue(t, draftOf(x.Drafts, "A4M8P", "2023-04-01"), "rtt_incomplete", "3500")
	wantBands(t, x)
}

// wantBands checks that the weekly bands of every provider add up to what the file says of it.
func wantBands(t *testing.T, b *sitrep.Batch) {
	t.Helper()
	for i := range b.Drafts {
		d := &b.Drafts[i]
		all, within, over52 := 0.0, 0.0, 0.0
		for n := 0; n <= 104; n++ {
			v := d.Value(measure.RTTBand(n)).Amount()
			all += v
			if n < 18 {
				within += v
			}
			if n >= 52 {
				over52 += v
			}
		}
		if all != d.Value("rtt_incomplete").Amount() || within != d.Value("rtt_within18").Amount() || over52 != d.Value("rtt_over52").Amount() {
			t.Errorf("%s: bands give %v, %v, %v; the file %s, %s, %s", d.Org, all, within, over52, d.Value("rtt_incomplete"), d.Value("rtt_within18"), d.Value("rtt_over52"))
		}
	}
}

// The .csv and the legacy .xls of one month give the same returns. Providers without a test stand in the .xls only.
func TestDM01WorkbookEqualsItsCSV(t *testing.T) {
	csv := openReal(t, "dm01", "Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074.csv")
	xls := openReal(t, "dm01", "Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074.xls")
	other := byDay(xls.Drafts)
	if len(csv.Drafts) != 430 {
		t.Errorf("%d providers in the .csv, want 430", len(csv.Drafts))
	}
	for i := range csv.Drafts {
		d := &csv.Drafts[i]
		o := other[dayKey{d.Org, d.Day.String()}]
		if o == nil || len(o.Items) != len(d.Items) {
			t.Fatalf("%s has other items in the .xls", d.Org)
		}
		for _, it := range d.Items {
			if o.Value(it.Measure) != it.Value {
				t.Errorf("%s %s: %s in the .csv, %s in the .xls", d.Org, it.Measure, it.Value, o.Value(it.Measure))
			}
		}
	}
	eng := draftOf(xls.Published, org.England, "2024-12-01")
	wantValue(t, eng, "dm01_all_waiting", "1562340")
	wantTotals(t, xls, eng)
	if xls.Source.Known.Format("2006-01-02 15:04") != "2025-02-13 09:30" {
		t.Errorf("the workbook became known at %s", xls.Source.Known)
	}
}

func TestFluVintages(t *testing.T) {
	for _, f := range []struct {
		name                string
		rows, drafts, cover int
	}{{"published_2022-12-20.csv", 7672, 3836, 28}, {"published_2023-01-06.csv", 13426, 6711, 49}, {"published_2023-01-12.csv", 15344, 7670, 56}} {
		b := openReal(t, "flu_vintages", f.name)
		if b.Read != f.rows || len(b.Drafts) != f.drafts || len(b.Covers[sitrep.FluPublished]) != f.cover {
			t.Errorf("%s: read %d, drafts %d, days %d; want %d, %d, %d", f.name, b.Read, len(b.Drafts), len(b.Covers[sitrep.FluPublished]), f.rows, f.drafts, f.cover)
		}
		if want := f.name[10:20] + " 09:30"; b.Source.Known.Format("2006-01-02 15:04") != want || b.Source.Edition != "flu" {
			t.Errorf("%s: known %s in edition %q", f.name, b.Source.Known, b.Source.Edition)
		}
	}
}

func TestBedsLevelsAgree(t *testing.T) {
	b := openReal(t, "beds", "202501-January-2025-beds-sitrep-data-FINAL-revised.csv")
	var all, type1 *sitrep.Draft
	for i := range b.Published {
		if d := &b.Published[i]; d.Org == org.England {
			if d.Form == sitrep.BedsMonthly {
				all = d
			} else if d.Form == Type1(sitrep.BedsMonthly) {
				type1 = d
			}
		}
	}
	wantValue(t, type1, "beds_m_ga_avail", "101862")
	if all == nil || all.Value("beds_m_ga_avail").N <= 101862 {
		t.Error("the total of all acute trusts is not kept apart")
	}
	// every provider's figure is a rounded monthly average, so sums agree to a bed per provider
	if got := sumOf(b.Drafts, "beds_m_ga_avail", "2025-01-01"); got < all.Value("beds_m_ga_avail").N-134 || got > all.Value("beds_m_ga_avail").N+134 {
		t.Errorf("providers add up to %v, England says %s", got, all.Value("beds_m_ga_avail"))
	}
	for _, s := range b.Sightings {
		if s.Code == "RJ1" && s.Parent == "" {
			t.Error("RJ1 has no ICB")
		}
	}
}

// The trusts of the discharge files add up to within a fiftieth of England's own series, which counts later returns too.
func TestCriteriaToResideNoughts(t *testing.T) {
	b, x := openReal(t, "ctr", "england_trust_criteria_to_reside_2022-04_to_2023-09.csv"), openReal(t, "ctr", "england_trust_discharged_patients_2022-04_to_2023-09.csv")
	if d := draftOf(b.Drafts, "RJ6", "2022-04-01"); d != nil {
		t.Errorf("a nought before RJ6's first figures is a return: %v", d.Items)
	}
	if d := draftOf(x.Drafts, "RAJ", "2022-04-02"); d != nil {
		t.Errorf("noughts before RAJ's first figures are a return: %v", d.Items)
	}
	wantValue(t, draftOf(x.Drafts, "RAJ", "2022-04-03"), "nctr_discharged", "24")
	wantValue(t, draftOf(x.Drafts, "RVJ", "2023-09-30"), "nctr_discharged_by_1700", "-")
	wantValue(t, draftOf(x.Drafts, "RVJ", "2023-09-30"), "nctr_discharged", "75")
}

func TestCancerMonth(t *testing.T) {
	b := openReal(t, "cancer", "nhs_commissioner_wait_times_jul_2023.xlsx")
	d := draftOf(b.Drafts, "QWO", "2023-07-01")
	for c, want := range map[measure.Code]string{"cancer_2ww_total": "11146", "cancer_2ww_within": "9547", "cancer_31f_within": "1042",
		"cancer_62s_total": "68", "cancer_31sr_within": "371", "cancer_31sd_total": "432", "cancer_31ss_total": "235"} {
		wantValue(t, d, c, want)
	}
	wantValue(t, draftOf(b.Drafts, "QOX", "2023-07-01"), "cancer_fds_total", "3867")
}

func TestDelayReasonsAllFound(t *testing.T) {
	b := openReal(t, "discharge", "england_delayed_discharge_reasons_2024-06_2024-07.csv")
	if b.Read != 8806 {
		t.Errorf("%d of 8,806 reasons were recognised", b.Read)
	}
	d := draftOf(b.Drafts, "RAJ", "2024-06-01")
	wantValue(t, d, "delay_b_therapy", "11")
	if len(d.Items) != 37 {
		t.Errorf("RAJ has %d reasons, want 37", len(d.Items))
	}
}

func TestDestinations(t *testing.T) {
	b := openReal(t, "discharge", "national_discharge_destination_summary_2025_26.csv")
	d := draftOf(b.Published, org.England, "2025-04-01")
	wantValue(t, d, "dest_p0_home", "2963125")
	wantValue(t, d, "dest_p3_eol", "17063")
	if len(d.Items) != 8 || d.Covers.To.String() != "2026-04-01" || len(b.Drafts) != 0 {
		t.Errorf("%d items to %s, %d drafts", len(d.Items), d.Covers.To, len(b.Drafts))
	}
}

// Every real file is read without one refusal, and every measure stands in the form that it fills.
func TestRealFilesAreWhole(t *testing.T) {
	for _, f := range realFiles() {
		b := openReal(t, f...)
		if len(b.Refusals) > 0 {
			t.Errorf("%s: %v", f[1], b.Refusals[0])
		}
		for _, d := range b.Drafts {
			if len(d.Problems) > 0 {
				t.Errorf("%s: %s %s is refused: %v", f[1], d.Org, d.Day, d.Problems[0])
			}
			if form, ok := sitrep.FindForm(d.Form, d.Day); !ok {
				t.Fatalf("%s: there is no form %s on %s", f[1], d.Form, d.Day)
			} else {
				for _, it := range d.Items {
					if _, ok := form.Item(it.Measure); !ok {
						t.Fatalf("%s: form %s has no line for %s", f[1], d.Form, it.Measure)
					}
				}
			}
		}
		t.Logf("%s: %s, read %d, drafts %d, published %d, organisations %d, notes %d", f[1], b.Source.Format, b.Read, len(b.Drafts), len(b.Published), len(b.Sightings), len(b.Source.Notes))
	}
}
