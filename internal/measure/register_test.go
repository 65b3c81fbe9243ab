package measure

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"headroom/internal/civil"
)

func TestEveryEntryIsWhole(t *testing.T) {
	code := regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	ask := regexp.MustCompile(`^[ND][0-9]+$`)
	for _, m := range All() {
		if !code.MatchString(string(m.Code)) || len(m.Code) > 40 {
			t.Errorf("%s: code", m.Code)
		}
		for what, s := range map[string]string{"name": m.Name, "unit": m.Unit, "kind": string(m.Kind), "better": m.Better,
			"period": m.Period, "roll-up": m.RollUp, "source": m.Source, "definition": m.Definition, "section": m.Section, "ask": m.Ask} {
			if strings.TrimSpace(s) == "" {
				t.Errorf("%s: no %s", m.Code, what)
			}
		}
		for _, a := range m.Asks() {
			if !ask.MatchString(a) {
				t.Errorf("%s: ask %q", m.Code, a)
			}
		}
		if !strings.HasSuffix(m.Definition, ".") {
			t.Errorf("%s: definition is no sentence", m.Code)
		}
		if m.Kind == Stock && m.Period == Day && m.Snapshot == "" && m.Section != "Staff absence" && m.Section != "Discharge" && m.Section != "Reasons for delay" {
			t.Errorf("%s: a daily stock without its hour", m.Code)
		}
		checkParts(t, m)
	}
}

func checkParts(t *testing.T, m Measure) {
	t.Helper()
	known := append([]Code{}, m.Bands...)
	for _, x := range m.Terms {
		known = append(known, x.Code)
	}
	if m.Kind == Ratio || m.Kind == Mean {
		known = append(known, m.Num, m.Den)
	} else if m.Num != "" || m.Den != "" {
		t.Errorf("%s: numerator on a %s", m.Code, m.Kind)
	}
	for _, c := range known {
		p, ok := Find(c)
		if !ok {
			t.Errorf("%s: part %s is not registered", m.Code, c)
		} else if p.Kind != Stock && p.Kind != Flow {
			t.Errorf("%s: part %s is a %s", m.Code, c, p.Kind)
		}
	}
	for i := 1; i < len(m.Breaks); i++ {
		if m.Breaks[i].On.Before(m.Breaks[i-1].On) {
			t.Errorf("%s: breaks out of order", m.Code)
		}
	}
	if m.Unit == Fraction && m.Kind != Ratio {
		t.Errorf("%s: a fraction must be a ratio", m.Code)
	}
}

func TestTheCodesThatOthersRelyOn(t *testing.T) {
	for _, c := range strings.Fields(`ga_core_open ga_esc_open ga_open ga_void ga_occ ga_occ_rate adult_open adult_occ_rate paed_void
		cc_adult_open cc_adult_occ_rate picu_open nicu_occ dv_adult_closed dv_adult_closed_unocc dv_paed_closed dv_closed dv_closed_unocc
		rsv_paed_closed_unocc flu_ga flu_cc covid_occ covid_mv los7 los14 los21 los21_rate ae_closures ae_diverts ae_attendances amb_arr
		amb_handovers_known amb_30_60 amb_60 amb_over15 amb_over30 amb_over60 amb_hours_lost absence_total absence_covid opel_declared
		nctr_not_meeting nctr_discharged nctr_discharged_by_1700 nctr_discharged_after_1700 nctr_remaining nctr_remaining_rate
		ae_att_t1 ae_att_booked_t3 ae_over4_booked_t2 ae_dta_4_12 ae_dta_12 ae_emadm_other ae_4h_rate ae_4h_t1_rate ambsys_a10 ambsys_a30
		ambsys_a31 ambsys_a32 rtt_incomplete rtt_within18 rtt_over52 rtt_over65 rtt_over78 rtt_over104 rtt_w000 rtt_w103 rtt_w104plus
		rtt_18_rate rtt_median rtt_p92 dm01_mri_waiting dm01_all_6w dm01_all_13w dm01_all_6w_rate cancer_fds_rate cancer_31d_within
		cancer_62d_total cancer_backlog62 beds_m_ga_avail beds_m_adult_occ_rate_adj beds_m_los21_rate delay_b_tto delay_a12 dest_p1`) {
		if _, ok := Find(Code(c)); !ok {
			t.Errorf("no measure %s", c)
		}
	}
	if _, ok := Find("no_such"); ok || Index("no_such") != -1 {
		t.Error("an unknown code was found")
	}
	if m := At(Index("ga_occ")); m.Code != "ga_occ" || Len() != len(All()) {
		t.Error("index and place disagree")
	}
	n := 0
	for _, s := range Sections() {
		n += len(In(s))
	}
	if n != Len() {
		t.Errorf("sections hold %d of %d", n, Len())
	}
}

func TestCallersCannotChangeTheRegister(t *testing.T) {
	m, _ := Find("rtt_median")
	m.Bands[0] = "spoilt"
	all := All()
	all[Index("amb_arr")].Breaks[0].Words = "spoilt"
	again, _ := Find("rtt_median")
	arr, _ := Find("amb_arr")
	if again.Bands[0] == "spoilt" || arr.Breaks[0].Words == "spoilt" {
		t.Fatal("the register was changed from outside")
	}
}

func TestTrapsAreWritten(t *testing.T) {
	at := civil.MustDate
	arr, _ := Find("amb_arr")
	if arr.Comparable(at("2022-12-20"), at("2023-12-20")) || !arr.Comparable(at("2023-12-20"), at("2023-12-01")) {
		t.Error("T3: the change of ambulance handover must break the series")
	}
	los, _ := Find("los21")
	if !los.Unconfirmed || !strings.Contains(los.Definition, "or more") {
		t.Error("T5: the label's ambiguity must be said")
	}
	dv, _ := Find("dv_closed")
	if len(dv.BreaksIn(at("2021-01-01"), at("2022-01-01"))) != 1 {
		t.Error("the split of closures in 2021-22 must break the series")
	}
	by17, _ := Find("nctr_discharged_by_1700")
	if b := by17.BreaksIn(at("2023-05-31"), at("2023-06-01")); len(b) != 1 {
		t.Error("the split at 17:00 stops after May 2023")
	}
	fds, _ := Find("cancer_fds_rate")
	if b := fds.BreaksIn(at("2023-09-30"), at("2023-10-01")); len(b) != 1 {
		t.Error("the cancer standards changed on 1 October 2023")
	}
	occ, _ := Find("ga_occ_rate")
	if occ.Max != nil {
		t.Error("T6: occupancy has no upper bound")
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		code Code
		v    Value
		want string
	}{
		{"ga_occ", Of(600), ""}, {"ga_occ", Gap(), ""}, {"ga_occ", None(), ""},
		{"ga_occ", Of(-1), "cannot be below 0"}, {"ga_occ", Of(1.5), "whole number"},
		{"ga_occ_rate", Of(1.4), ""}, {"opel_declared", Of(5), "cannot be above 4"},
		{"cancer_62d_total", Of(0.5), ""}, {"amb_hours_lost", Of(12.25), ""},
	} {
		m, _ := Find(c.code)
		got := m.Problem(c.v)
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s %v: %q, want %q", c.code, c.v, got, c.want)
		}
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		code Code
		v    Value
		want string
	}{
		{"ae_att_all", Of(2218130), "2,218,130"}, {"ae_4h_rate", Of(0.73007), "73.0%"}, {"ambsys_a31", Of(2406), "40:06"},
		{"ambsys_a32", Of(5247), "1:27:27"}, {"ambsys_a30", Of(973478879), "973,478,879"}, {"rtt_median", Of(15.68), "15.7"},
		{"nctr_remaining", Of(12842.5), "12,842.5"}, {"ga_occ", None(), "nil"}, {"ga_occ", NA(), "n/a"}, {"ga_occ", Value{}, "-"},
		{"ga_occ", Of(0), "0"}, {"cancer_62d_total", Of(0.5), "0.5"}, {"ga_occ", Of(-1000), "-1,000"},
	} {
		m, _ := Find(c.code)
		if got := m.Show(c.v); got != c.want {
			t.Errorf("%s: %s, want %s", c.code, got, c.want)
		}
	}
	b, err := json.Marshal(Of(2.5))
	if err != nil || string(b) != `{"state":"number","n":2.5}` {
		t.Errorf("%s %v", b, err)
	}
}

func TestNumbersThatCannotBeHeld(t *testing.T) {
	m, _ := Find("ga_occ")
	for _, n := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e16} {
		if got := m.Problem(Of(n)); !strings.Contains(got, "cannot be held") {
			t.Errorf("%v: %q", n, got)
		}
	}
}

func TestRatesNameTheirPartsInOnePlace(t *testing.T) {
	for _, m := range All() {
		if m.Kind != Ratio {
			continue
		}
		num, _ := Find(m.Num)
		den, _ := Find(m.Den)
		if num.Period != den.Period || m.Period != num.Period {
			t.Errorf("%s divides a %s figure by a %s one", m.Code, num.Period, den.Period)
		}
		if m.Max != nil && *m.Max != 1 {
			t.Errorf("%s: a share lies between 0 and 1", m.Code)
		}
	}
}

func TestWeeklyAndMonthlyBedsAreTwoSeries(t *testing.T) {
	day, _ := Find("ga_occ")
	month, _ := Find("beds_m_ga_occ")
	if day.Period != Day || month.Period != Month || day.Source == month.Source {
		t.Error("T2: the daily and the monthly series have their own codes, periods and sources")
	}
	n := 0
	for _, m := range In("Beds, monthly") {
		if len(m.Terms) == 0 {
			n++
		}
	}
	if n != 36 {
		t.Errorf("the monthly file has 36 metrics, the register %d", n)
	}
}
