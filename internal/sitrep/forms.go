package sitrep

import (
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// The forms' codes. The last part of a published form's code is never the same as that of the return it was made from:
// a weekly publication, a monthly one and the returns themselves are three series (T2).
const (
	UECDaily       FormCode = "uec-daily"
	DischargeDaily FormCode = "discharge-daily"

	UECPublished  FormCode = "uec-published"    // the winter workbooks
	UECTidy       FormCode = "uec-daily-tidy"   // tidy copies of the same winters
	FluPublished  FormCode = "flu-daily"        // the flu sheets as they stood on a day
	CTRPublished  FormCode = "ctr-daily"        // no criteria to reside, by trust
	DischargedPub FormCode = "discharged-daily" // discharges, by trust
	// RemainingDerived is worked out by Headroom from CTRPublished and DischargedPub.
	RemainingDerived FormCode = "nctr-daily-derived"
	DelayReasons     FormCode = "delay-reasons-daily"
	BedsMonthly      FormCode = "beds-monthly"
	AEMonthly        FormCode = "ae-monthly"
	AmbSYSMonthly    FormCode = "ambsys-monthly"
	RTTMonthly       FormCode = "rtt-monthly"
	DM01Monthly      FormCode = "dm01-monthly"
	CancerMonthly    FormCode = "cancer-monthly"
	AmbulanceDaily   FormCode = "ambulance-daily" // handover workbooks, which hold nothing else
	DestinationsPub  FormCode = "destinations-published"
)

// forms and plans are worked out once from the tables below and the register.
var (
	forms = buildForms()
	plans = buildPlans()
)

// Forms lists every form definition, newest definition of a code last.
func Forms() []*Form { return append([]*Form(nil), forms...) }

// FindForm is the definition of code in force on the reporting date day.
func FindForm(code FormCode, day civil.Date) (*Form, bool) {
	for _, f := range forms {
		if f.Code == code && f.Valid.Contains(day) {
			return f, true
		}
	}
	return nil, false
}

// Plan is the roll-up plan of f.
func (f *Form) Plan() *Plan { return plans[f] }

// Holding lists the codes of the forms that give measure c, in order of precedence: an organisation's own return
// before a publication.
func Holding(c measure.Code) []FormCode {
	var out []FormCode
	for _, f := range forms {
		if f.Plan().Holds(c) && (len(out) == 0 || out[len(out)-1] != f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

func buildPlans() map[*Form]*Plan {
	out := map[*Form]*Plan{}
	for _, f := range forms {
		out[f] = PlanFor(f)
	}
	return out
}

func buildForms() []*Form {
	always := civil.Range{From: civil.MustDate("2010-01-01")}
	own := []*Form{
		{Code: UECDaily, Name: "Daily situation report: urgent and emergency care", Valid: always, Period: measure.Day, Items: uecItems(),
			Opens: 6 * 60, Deadline: 11 * 60, CutOff: 12 * 60, AmendDays: 14, Mark: org.MarkAcuteBeds, Ask: "N2 N3 N19 D3",
			Source:      "NHS England, process and definitions for the daily situation report (deadline 11:00, amendments for 14 days); the collation hour is from memory",
			Unconfirmed: true},
		{Code: DischargeDaily, Name: "Daily discharge situation report", Valid: always, Period: measure.Day, Items: dischargeItems(),
			Opens: 6 * 60, Deadline: 11 * 60, CutOff: 12 * 60, AmendDays: 14, Mark: org.MarkCriteria, Ask: "D6 D7",
			Source:      "NHS England, acute discharge situation report; the clock times follow the daily return and are from memory",
			Unconfirmed: true},
	}
	published := func(code FormCode, name, period, source string, pick func(measure.Measure) bool) *Form {
		f := &Form{Code: code, Name: name, Valid: always, Period: period, Publication: true, Source: source}
		for _, m := range measure.All() {
			if !m.Computed() && m.Kind != measure.Ratio && m.Kind != measure.Mean && pick(m) {
				f.Items = append(f.Items, FormItem{Measure: m.Code, Section: m.Section, Basis: basisOf(m)})
			}
		}
		return f
	}
	starts := func(prefix ...string) func(measure.Measure) bool {
		return func(m measure.Measure) bool {
			for _, p := range prefix {
				if strings.HasPrefix(string(m.Code), p) {
					return true
				}
			}
			return false
		}
	}
	daily := func(m measure.Measure) bool { return m.Period == measure.Day }
	return append(own,
		published(UECPublished, "Winter daily situation reports, as published", measure.Day, "NHS England winter daily SitRep time series workbooks", daily),
		published(AmbulanceDaily, "Ambulance handovers, as published", measure.Day, "NHS England daily ambulance collection", starts("amb_")),
		published(UECTidy, "Winter daily situation reports, tidy copies", measure.Day, "tidy trust-by-day copies of the winter workbooks", daily),
		published(FluPublished, "Flu beds, as published", measure.Day, "NHS England winter publications 2022-23, flu sheet", starts("flu_")),
		published(CTRPublished, "No criteria to reside, as published", measure.Day, "NHS England acute discharge situation report, trust days", starts("nctr_not_meeting")),
		published(DischargedPub, "Discharges, as published", measure.Day, "NHS England acute discharge situation report, trust days", starts("nctr_discharged")),
		published(RemainingDerived, "Patients remaining, worked out by Headroom", measure.Day,
			"worked out by Headroom: those who no longer meet the criteria less those discharged, of the two publications of the NHS England acute discharge situation report",
			func(m measure.Measure) bool {
				return m.Code == "nctr_not_meeting" || m.Code == "nctr_discharged" || m.Code == "nctr_remaining"
			}),
		published(DelayReasons, "Reasons for delay, as published", measure.Day, "NHS England discharge delays", starts("delay_", "nctr_reason", "reason_")),
		published(BedsMonthly, "Beds, monthly, as published", measure.Month, "NHS England critical care and general and acute beds, monthly", starts("beds_m_")),
		published(AEMonthly, "A&E attendances and emergency admissions, monthly", measure.Month, "NHS England monthly A&E", starts("ae_m_", "ae_")),
		published(AmbSYSMonthly, "Ambulance systems indicators, monthly", measure.Month, "NHS England AmbSYS", starts("ambsys_")),
		published(RTTMonthly, "Referral to treatment, incomplete pathways, monthly", measure.Month, "NHS England RTT incomplete pathways", starts("rtt_")),
		published(DM01Monthly, "Diagnostics waiting times, monthly", measure.Month, "NHS England DM01", starts("dm01_")),
		published(CancerMonthly, "Cancer waiting times, monthly", measure.Month, "NHS England cancer waiting times", starts("cancer_", "cwt_")),
		published(DestinationsPub, "Discharge destinations, as published", measure.Month, "NHS England discharge destinations", starts("dest_")),
	)
}

func basisOf(m measure.Measure) Basis {
	switch {
	case m.Period != measure.Day:
		return WholePeriod
	case m.Kind == measure.Flow:
		return PreviousDay
	}
	return Snapshot
}

// line makes form items of codes under one heading; codes ending in "!" are required.
func lines(section string, codes ...string) []FormItem {
	var out []FormItem
	for _, c := range codes {
		name, required := strings.CutSuffix(c, "!")
		m, ok := measure.Find(measure.Code(name))
		if !ok {
			continue // a form never asks for what the register does not define; a test holds them together
		}
		out = append(out, FormItem{Measure: m.Code, Section: section, Basis: basisOf(m), Required: required})
	}
	return out
}

func uecItems() []FormItem {
	var out []FormItem
	for _, part := range [][]FormItem{
		lines("General and acute beds", "ga_core_open!", "ga_esc_open!", "ga_open", "ga_occ!", "ga_void"),
		lines("Adult beds", "adult_core_open", "adult_esc_open", "adult_open", "adult_occ", "adult_void"),
		lines("Children's beds", "paed_core_open", "paed_esc_open", "paed_open", "paed_occ", "paed_void"),
		lines("Critical care", "cc_adult_open", "cc_adult_occ", "picu_open", "picu_occ", "nicu_open", "nicu_occ"),
		lines("Infection", "dv_adult_closed", "dv_adult_closed_unocc", "dv_paed_closed", "dv_paed_closed_unocc",
			"rsv_paed_closed", "rsv_paed_closed_unocc", "flu_ga", "flu_cc", "covid_occ", "covid_mv"),
		lines("Long stay", "los7", "los14", "los21"),
		lines("Emergency department, yesterday", "ae_closures", "ae_diverts"),
		lines("Ambulance handover, yesterday", "amb_arr", "amb_handovers_known", "amb_over15", "amb_over30", "amb_over60", "amb_hours_lost"),
		lines("Staff", "absence_total", "absence_covid"),
		lines("Pressure", "opel_declared"),
	} {
		out = append(out, part...)
	}
	return out
}

func dischargeItems() []FormItem {
	return lines("Patients who no longer meet the criteria to reside", "nctr_not_meeting!", "nctr_discharged!",
		"nctr_discharged_by_1700", "nctr_discharged_after_1700", "nctr_remaining!")
}
