package importer

import (
	"testing"

	"headroom/internal/measure"
	"headroom/internal/sheet"
)

// labelCase is a heading as published, with the measure that it is read as; "" for none.
type labelCase struct{ label, want string }

// wantLabels checks headings against a reader of labels, and that every measure is in the register.
func wantLabels(t *testing.T, read func(string) measure.Code, cases []labelCase) {
	t.Helper()
	for _, c := range cases {
		got := read(sheet.Label(c.label))
		if string(got) != c.want {
			t.Errorf("“%s” is read as %q, want %q", c.label, got, c.want)
		}
		if got != "" && measure.Index(got) < 0 {
			t.Errorf("“%s” is read as %q, which the register does not hold", c.label, got)
		}
	}
}

func TestAELabels(t *testing.T) {
	wantLabels(t, aeMeasure, []labelCase{
		{"A&E attendances Type 1", "ae_att_t1"},
		{"A&E attendances Type 2", "ae_att_t2"},
		{"A&E attendances Other A&E Department", "ae_att_t3"},
		{"A&E attendances Booked Appointments Type 1", "ae_att_booked_t1"},
		{"A&E attendances Booked Appointments Type 2", "ae_att_booked_t2"},
		{"A&E attendances Booked Appointments Other Department", "ae_att_booked_t3"},
		{"Attendances over 4hrs Type 1", "ae_over4_t1"},
		{"Attendances over 4hrs Type 2", "ae_over4_t2"},
		{"Attendances over 4hrs Other Department", "ae_over4_t3"},
		{"Attendances over 4hrs Booked Appointments Type 1", "ae_over4_booked_t1"},
		{"Attendances over 4hrs Booked Appointments Type 2", "ae_over4_booked_t2"},
		{"Attendances over 4hrs Booked Appointments Other Department", "ae_over4_booked_t3"},
		{"Patients who have waited 4-12 hs from DTA to admission", "ae_dta_4_12"},
		{"Patients who have waited 12+ hrs from DTA to admission", "ae_dta_12"},
		{"Emergency admissions via A&E - Type 1", "ae_emadm_t1"},
		{"Emergency admissions via A&E - Type 2", "ae_emadm_t2"},
		{"Emergency admissions via A&E - Other A&E department", "ae_emadm_t3"},
		{"Other emergency admissions", "ae_emadm_other"},
		{"Number of A&E attendances Type 1", "ae_att_t1"},
		{"Number of A&E attendances Other A&E Department", "ae_att_t3"},
		{"Number of attendances over 4hrs Type 2", "ae_over4_t2"},
		{"Total attendances", ""},
		{"Percentage in 4 hours or less (type 1)", ""},
		{"Total Emergency Admissions via A&E", ""},
		{"A&E attendances", ""},
	})
}

func TestBedsMetricLabels(t *testing.T) {
	wantLabels(t, bedsMetric, []labelCase{
		{"G&A beds available", "beds_m_ga_avail"},
		{"G&A core beds available", "beds_m_ga_core"},
		{"G&A escalation beds available", "beds_m_ga_esc"},
		{"G&A covid void beds", "beds_m_ga_void"},
		{"G&A beds occupied", "beds_m_ga_occ"},
		{"G&A occupancy rate", "beds_m_ga_occ_rate"},
		{"G&A occupancy rate adjusted for covid void beds", "beds_m_ga_occ_rate_adj"},
		{"Adult G&A beds available", "beds_m_adult_avail"},
		{"Adult core beds available", "beds_m_adult_core"},
		{"Adult escalation beds available", "beds_m_adult_esc"},
		{"Adult G&A covid void beds", "beds_m_adult_void"},
		{"Adult G&A beds occupied", "beds_m_adult_occ"},
		{"Adult G&A occupancy rate", "beds_m_adult_occ_rate"},
		{"Adult G&A occupancy rate adjusted for covid void beds", "beds_m_adult_occ_rate_adj"},
		{"Paediatric G&A beds available", "beds_m_paed_avail"},
		{"Paediatric core beds available", "beds_m_paed_core"},
		{"Paediatric escalation beds available", "beds_m_paed_esc"},
		{"Paediatric G&A covid void beds", "beds_m_paed_void"},
		{"Paediatric G&A beds occupied", "beds_m_paed_occ"},
		{"Adult critical care beds available", "beds_m_cc_adult_avail"},
		{"Adult critical care beds occupied", "beds_m_cc_adult_occ"},
		{"Adult critical care occupancy rate", "beds_m_cc_adult_occ_rate"},
		{"Paediatric intensive care beds available", "beds_m_picu_avail"},
		{"Paediatric intensive care occupancy rate", "beds_m_picu_occ_rate"},
		{"Neonatal intensive care beds occupied", "beds_m_nicu_occ"},
		{"Number of G&A beds occupied by patients with a length of stay of - 7 or more days", "beds_m_los7"},
		{"Number of G&A beds occupied by patients with a length of stay of - 14 or more days", "beds_m_los14"},
		{"Number of G&A beds occupied by patients with a length of stay of - 21 or more days", "beds_m_los21"},
		{"% occupied G&A beds occupied by patients with a length of stay of - 7 or more days", "beds_m_los7_rate"},
		{"Number of beds with a length of stay of 35 or more days", ""},
		{"Staff", ""},
	})
}

func TestRTTLabels(t *testing.T) {
	wantLabels(t, rttMeasure, []labelCase{
		{">0-1", "rtt_w000"},
		{">17-18", "rtt_w017"},
		{">103-104", "rtt_w103"},
		{"104 plus", "rtt_w104plus"},
		{"Gt 00 To 01 Weeks SUM 1", "rtt_w000"},
		{"Gt 52 To 53 Weeks SUM 1", "rtt_w052"},
		{"Gt 104 Weeks SUM 1", "rtt_w104plus"},
		{"Total number of incomplete pathways", "rtt_incomplete"},
		{"Total All", "rtt_incomplete"},
		{"Total within 18 weeks", "rtt_within18"},
		{"% within 18 weeks", "rtt_18_rate"},
		{"Average (median) waiting time (in weeks)", "rtt_median"},
		{"92nd percentile waiting time (in weeks)", "rtt_p92"},
		{"95th percentile waiting time (in weeks)", "rtt_p95"},
		{"Total 52 plus weeks", "rtt_over52"},
		{"Total 65 plus weeks", "rtt_over65"},
		{"Total 78 plus weeks", "rtt_over78"},
		{"Total 104 plus weeks", "rtt_over104"},
		{"Patients with unknown clock start date", "rtt_unknown_start"},
		{">104-105", ""},
		{"Total", ""},
		{"Region Code", ""},
	})
}

func TestDM01Labels(t *testing.T) {
	wantLabels(t, func(l string) measure.Code { c, _ := dm01Measure(1, l); return c }, []labelCase{
		{" Total Waiting List ", "dm01_mri_waiting"},
		{" Number waiting 6+ Weeks ", "dm01_mri_6w"},
		{" Number waiting 13+ Weeks ", "dm01_mri_13w"},
		{" Percentage waiting 6+ weeks ", "dm01_mri_6w_rate"},
		{" Planned tests / procedures ", "dm01_mri_done_planned"},
		{" Unscheduled tests / procedures ", "dm01_mri_done_unscheduled"},
		{" Waiting list tests / procedures (excluding planned) ", "dm01_mri_done_list"},
		{" 0 <01 weeks ", ""},
		{" 13+ weeks ", ""},
		{"Provider Name", ""},
		{"Moon", ""},
	})
	for id := 1; id <= dm01Total; id++ {
		if c, _ := dm01Measure(id, "total waiting list"); measure.Index(c) < 0 {
			t.Errorf("test %d has no measure in the register", id)
		}
	}
}

func TestTidyAndDischargeLabels(t *testing.T) {
	for label, c := range tidyNames {
		if measure.Index(c) < 0 || sheet.Label(label) != label {
			t.Errorf("%s: %s is not in the register, or the label is not folded", label, c)
		}
	}
	for label, c := range dischargeNames {
		if measure.Index(c) < 0 || sheet.Label(label) != label {
			t.Errorf("%s: %s is not in the register, or the label is not folded", label, c)
		}
	}
}

func TestDestinationLabels(t *testing.T) {
	wantLabels(t, destination, []labelCase{
		{"Pathway 0: Discharge to a domestic home, hotel, or other temporary accommodation without the need for new/increased care", "dest_p0_home"},
		{"Pathway 0: Discharge back to an original care home placement when the care home has confirmed", "dest_p0_carehome"},
		{"Pathway 1: Discharge to a domestic home with rehabilitation, reablement and recovery", "dest_p1_reablement"},
		{"Pathway 1: Discharge to a domestic home with other new/additional support (eg end of life care)", "dest_p1_other"},
		{"Pathway 1: Discharge back to original care home placement with rehabilitation", "dest_p1_carehome"},
		{"Pathway 2: Short-term bed/hospice for rehabilitation", "dest_p2_bed"},
		{"Pathway 3: Discharge to a care home as a new admission", "dest_p3_carehome"},
		{"Pathway 3: Discharge to a care home/hospice as a new admission for end-of-life care", "dest_p3_eol"},
		{"Pathway 4: Discharge to the moon", ""},
	})
}

func TestCancerStandards(t *testing.T) {
	for _, c := range []labelCase{
		{"ALL CANCERS TWO WEEK WAIT", "2ww"},
		{"TWO WEEK WAIT-EXHIBITED BREAST SYMPTOMS (CANCER NOT INITIALLY SUSPECTED)", "2wwb"},
		{"62-DAY (URGENT GP REFERRAL TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS", "62u"},
		{"62-DAY WAIT FOR FIRST TREATMENT FROM CONSULTANT UPGRADE: ALL CANCERS", "62c"},
		{"62-DAY WAIT FOR FIRST TREATMENT FROM SCREENING SERVICE REFERRAL: ALL CANCERS", "62s"},
		{"62-DAY COMBINED", "62d"},
		{"31-DAY (DIAGNOSIS TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS", "31f"},
		{"31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: SURGERY", "31ss"},
		{"31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: ANTI CANCER DRUG TREATMENTS", "31sd"},
		{"31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: RADIOTHERAPY TREATMENTS", "31sr"},
		{"31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: PALLIATIVE", ""},
		{"31-DAY COMBINED", "31d"},
		{"28-DAY FASTER DIAGNOSIS: ALL ROUTES", "fds"},
		{"28-DAY FDS (BY CANCER)", ""},
		{"62-DAY (BY CANCER)", ""},
		{"Frontpage", ""},
	} {
		got := cancerStandard(c.label)
		if got != c.want {
			t.Errorf("“%s” is read as %q, want %q", c.label, got, c.want)
		}
		if got != "" && measure.Index(measure.Code("cancer_"+got+"_total")) < 0 {
			t.Errorf("the register has no cancer_%s_total", got)
		}
	}
}

func TestWinterLabels(t *testing.T) {
	for _, c := range []struct{ sheet, label, want string }{
		{"G&A beds", "Core Beds Open", "ga_core_open"},
		{"G&A beds", "Escalation Beds Open", "ga_esc_open"},
		{"G&A beds", "Total Beds Open", "ga_open"},
		{"G&A beds", "Total beds occ'd", "ga_occ"},
		{"G&A beds", "Total beds occ\u2019d", "ga_occ"},
		{"Total G&A beds", "Occupancy rate", "ga_occ_rate"},
		{"Total G&A Core Esc beds", "G&A Core beds open", "ga_core_open"},
		{"Total G&A Core Esc beds", "G&A Escalation beds open", "ga_esc_open"},
		{"Total G&A Core Esc beds", "Core and escalation beds open", "ga_open"},
		{"Adult G&A Core Esc beds", "Core Beds Open", "adult_core_open"},
		{"Adult G&A beds", "Adult G&A Beds Open", "adult_open"},
		{"Adult G&A beds", "Void beds", "adult_void"},
		{"Adult G&A beds", "Occupancy rate adjusted for void beds", "adult_occ_rate_adj"},
		{"Adult G&A beds", "Beds unoccupied", ""},
		{"Adult G&A beds", "Staff", ""},
		{"Paediatric G&A beds", "Paeds G&A beds occ'd", "paed_occ"},
		{"Paediatric G&A beds", "Paeds G&A Beds Open", "paed_open"},
		{"Adult critical care", "CC Adult avail", "cc_adult_open"},
		{"ADULT CRITICAL CARE ", "CC Adult Occ", "cc_adult_occ"},
		{"Adult critical care", "Core beds", ""},
		{"Paediatric intensive care", "Paed Int Care Avail", "picu_open"},
		{"Paediatric intensive care", "Paed Int Care Occ", "picu_occ"},
		{"Neonatal critical care", "Neo Int Care Occ", "nicu_occ"},
		{"Neonatal intensive care ", "Neo Int Care Open", "nicu_open"},
		{"D&V, Norovirus", "Beds closed", "dv_closed"},
		{"D&V, Norovirus", "Beds closed unocc", "dv_closed_unocc"},
		{"D&V, Norovirus", "Beds", ""},
		{"Norovirus", "Beds closed norovirus", "dv_closed"},
		{"Adult D&V, Norovirus", "Adult D&V beds closed", "dv_adult_closed"},
		{"Adult D&V, Norovirus", "D&V beds closed unocc", "dv_adult_closed_unocc"},
		{"Paediatric D&V, Norovirus", "Paeds D&V beds closed unocc", "dv_paed_closed_unocc"},
		{"Paediatric D&V, Norovirus", "Percentage of beds closed", ""},
		{"RSV ", "Paeds RSV beds closed", "rsv_paed_closed"},
		{"RSV", "Paeds RSV beds closed unocc", "rsv_paed_closed_unocc"},
		{"Flu", "G&A flu beds", "flu_ga"},
		{"Flu", "CC flu beds", "flu_cc"},
		{"Flu", "COVID beds", ""},
		{"Flu", "Flu beds", ""},
		{"Beds Occ by long stay patients", "> 7 days", "los7"},
		{"Beds Occ by long stay patients", "> 14 days", "los14"},
		{"Beds Occ by long stay patients", "> 21 days", "los21"},
		{"Beds Occ by long stay patients", "% > 21 days", "los21_rate"},
		{"Beds Occ by long stay patients", "> 35 days", ""},
		{"A&E Closures", "", "ae_closures"},
		{"A&E diverts", "", "ae_diverts"},
		{"A&E diverts", "Rate", ""},
		{"Ambulance Arrivals and Delays", "Arriving by ambulance", "amb_arr"},
		{"Ambulance Arrivals and Delays", "Delay >60 mins", "amb_60"},
		{"Ambulance Arrivals and Delays", "Delay 30-60 mins", "amb_30_60"},
		{"All handovers", "Handover time known", "amb_handovers_known"},
		{"All handovers", "Over 15 minutes", "amb_over15"},
		{"All handovers", "Over 30 minutes", "amb_over30"},
		{"All handovers", "Over 45 minutes", ""},
		{"All handovers", "Over 60 minutes", "amb_over60"},
		{"All handovers", "Handover time unknown", ""},
		{"All handovers", "Hours lost to delay", "amb_hours_lost"},
		{"All handovers", "Mean handover time", ""},
		{"Sheet1", "Anything", ""},
	} {
		got, _ := winterMeasure(c.sheet, "", []string{sheet.Label(c.label)})
		if string(got) != c.want {
			t.Errorf("%s / %s is read as %q, want %q", c.sheet, c.label, got, c.want)
		}
		if got != "" && measure.Index(got) < 0 {
			t.Errorf("%s / %s is read as %q, which the register does not hold", c.sheet, c.label, got)
		}
	}
	if got, _ := winterMeasure("Sheet7", "Daily Hospital Situation Report - General and Acute Beds", []string{"total beds open"}); got != "ga_open" {
		t.Errorf("a sheet without a telling name is read as %q by its title", got)
	}
}
