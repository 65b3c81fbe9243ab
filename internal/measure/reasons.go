package measure

import (
	"strings"
	"unicode"

	"headroom/internal/civil"
)

// Reason is one reason for delayed discharge in one dated set.
type Reason struct {
	Set         string // "A" (18 reasons) or "B" (37 reasons)
	Measure     Code
	Group       string // who can act: hospital, care transfer hub, interface, capacity, wellbeing
	Label       string // the published label, cleaned
	Pathway     string // "0", "1", "0/1" …, empty where the reason names none
	In          civil.Range
	Unconfirmed bool // true for the dates of set A and the day of the change
}

// reasonSetB is the first month seen in published data with the 37 reasons. The specification is dated 30 April 2024; the
// day on which trusts changed over is not confirmed.
var reasonSetB = civil.MustDate("2024-06-01")

// The five groups.
const (
	byHospital  = "Hospital process"
	byHub       = "Care transfer hub process"
	byInterface = "Interface process"
	byCapacity  = "Capacity"
	byWellbeing = "Wellbeing concerns"
)

var reasonTable = []struct{ set, code, group, pathway, label string }{
	{"A", "delay_a01", byHospital, "", "Awaiting a medical decision/intervention including writing the discharge summary"},
	{"A", "delay_a02", byCapacity, "", "Awaiting community equipment and adaptations to housing"},
	{"A", "delay_a03", byHub, "", "Awaiting confirmation from community hub/single point of access that referral received and actioned"},
	{"A", "delay_a04", byHospital, "", "Awaiting diagnostic test"},
	{"A", "delay_a05", byHospital, "", "Awaiting medicines to take home"},
	{"A", "delay_a06", byHospital, "", "Awaiting referral to community single point of access"},
	{"A", "delay_a07", byHospital, "", "Awaiting therapy decision to discharge"},
	{"A", "delay_a08", byHospital, "", "Awaiting transport"},
	{"A", "delay_a09", byHospital, "", "Declared as not meeting CTR at morning board round and then later meets CTR so discharge stopped"},
	{"A", "delay_a10", byInterface, "", "Homeless/no right of recourse to public funds/no place to discharge to"},
	{"A", "delay_a11", byWellbeing, "", "Individual/family not in agreement with discharge plans"},
	{"A", "delay_a12", byHospital, "", "No plan"},
	{"A", "delay_a13", byCapacity, "1", "Pathway 1: awaiting availability of resource for assessment and start of care at home"},
	{"A", "delay_a14", byCapacity, "2", "Pathway 2: awaiting availability of rehabilitation bed in community hospital or other bedded setting"},
	{"A", "delay_a15", byCapacity, "3", "Pathway 3: awaiting availability of a bed in a residential or nursing home likely to be permanent"},
	{"A", "delay_a16", byHospital, "", "Remains in hospital to avoid spread of infectious disease and no other suitable location"},
	{"A", "delay_a17", byInterface, "", "Repatriation/transfer to another acute trust"},
	{"A", "delay_a18", byWellbeing, "", "Safeguarding concern preventing discharge or Court of Protection"},
	{"B", "delay_b_therapy", byHospital, "", "Awaiting therapy review of need for supported discharge"},
	{"B", "delay_b_referral", byHospital, "", "Awaiting referral to care transfer hub for supported discharge"},
	{"B", "delay_b_medical", byHospital, "", "Awaiting medical review of need for supported discharge"},
	{"B", "delay_b_decision", byHospital, "", "Awaiting formal decision to discharge (inc diagnostic test results)"},
	{"B", "delay_b_tto", byHospital, "", "Awaiting medicines to take home, discharge letter or other discharge documentation"},
	{"B", "delay_b_transport", byHospital, "", "Awaiting patient transport services"},
	{"B", "delay_b_infection", byHospital, "", "Remaining in hospital due to infection prevention and control restrictions"},
	{"B", "delay_b_hub_needs", byHub, "", "Waiting for confirmation of immediate care needs and pathway"},
	{"B", "delay_b_hub_referrals", byHub, "", "Awaiting necessary referrals by care transfer hub"},
	{"B", "delay_b_hub_funding", byHub, "", "Awaiting confirmation of funding eligibility"},
	{"B", "delay_b_int_carehome", byInterface, "3", "Residential/nursing home care arrangements still underway (Pathway 3)"},
	{"B", "delay_b_int_bedrehab", byInterface, "2", "Bed-based rehabilitation, reablement or recovery service arrangements still underway (Pathway 2)"},
	{"B", "delay_b_int_homecare", byInterface, "1", "Other home-based social care service arrangements still underway (Pathway 1)"},
	{"B", "delay_b_int_homerehab", byInterface, "1", "Home based rehabilitation, reablement or recovery service arrangements still underway (Pathway 1)"},
	{"B", "delay_b_int_outofarea", byInterface, "", "Out of area discharge arrangements requested but not completed"},
	{"B", "delay_b_int_eol", byInterface, "1/3", "End of life care inc Fast-Track CHC arrangement still underway (Pathway 1 or 3)"},
	{"B", "delay_b_int_selffund", byInterface, "", "Self-funded care package arrangements still underway"},
	{"B", "delay_b_int_choice", byInterface, "", "Patient/family/carer choice discussions on package still underway"},
	{"B", "delay_b_int_housing", byInterface, "0/1", "Housing provision arrangement for homelessness still underway (Pathway 0 or 1)"},
	{"B", "delay_b_int_provider", byInterface, "", "Further action requested by agreed provider"},
	{"B", "delay_b_int_community", byInterface, "1", "Other home-based community health service arrangements still underway (Pathway 1)"},
	{"B", "delay_b_int_nrpf", byInterface, "", "Homeless with no recourse to public funds"},
	{"B", "delay_b_cap_bedrehab", byCapacity, "2", "Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)"},
	{"B", "delay_b_cap_carehome", byCapacity, "3", "Residential/nursing home care not yet available (Pathway 3)"},
	{"B", "delay_b_cap_homerehab", byCapacity, "1", "Home-based rehabilitation, reablement or recovery services not yet available (Pathway 1)"},
	{"B", "delay_b_cap_homecare", byCapacity, "1", "Other home-based social care service not yet available (Pathway 1)"},
	{"B", "delay_b_cap_equipment", byCapacity, "1-3", "Equipment and associated training not yet delivered (Pathway 1-3)"},
	{"B", "delay_b_cap_community", byCapacity, "1", "Other home-based community health services not yet available (Pathway 1)"},
	{"B", "delay_b_cap_eol", byCapacity, "1/3", "End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)"},
	{"B", "delay_b_cap_restart", byCapacity, "0", "Awaiting restart of existing social care arrangements (Pathway 0)"},
	{"B", "delay_b_cap_mh", byCapacity, "2", "Mental health admitted patient care not yet available (Pathway 2)"},
	{"B", "delay_b_cap_housing", byCapacity, "0/1", "Housing provision not yet available (Pathway 0 or 1)"},
	{"B", "delay_b_cap_adaptations", byCapacity, "1/3", "Housing adaptations not yet completed (Pathway 1 or 3)"},
	{"B", "delay_b_well_destination", byWellbeing, "", "Issues with discharge destination readiness"},
	{"B", "delay_b_well_capacity", byWellbeing, "", "Awaiting determination of mental capacity"},
	{"B", "delay_b_well_concerns", byWellbeing, "", "Patient/family/carer concerns over discharge readiness"},
	{"B", "delay_b_well_safeguarding", byWellbeing, "", "Ongoing safeguarding concern"},
}

// Reasons lists both sets, A then B, in published order within groups.
func Reasons() []Reason {
	out := make([]Reason, 0, len(reasonTable))
	for _, r := range reasonTable {
		x := Reason{Set: r.set, Measure: Code(r.code), Group: r.group, Label: r.label, Pathway: r.pathway}
		if r.set == "A" {
			x.In, x.Unconfirmed = civil.Range{From: civil.MustDate("2022-05-27"), To: reasonSetB}, true
		} else {
			x.In = civil.Range{From: reasonSetB}
		}
		out = append(out, x)
	}
	return out
}

// LabelKey is what two spellings of one label share: its letters and digits in lower case. Published labels mix dashes,
// carry non-breaking spaces and question marks, and lack spaces.
func LabelKey(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, label)
}

// FindReason is the reason that a published label names in data about day on: the set then in force is tried first, then
// the other (files were late to change). The label may or may not begin with its group.
func FindReason(label string, on civil.Date) (Reason, bool) {
	key := LabelKey(label)
	var found Reason
	ok := false
	for _, r := range Reasons() {
		k := LabelKey(r.Label)
		if key != k && key != LabelKey(r.Group)+k {
			continue
		}
		if r.In.Contains(on) {
			return r, true
		}
		found, ok = r, true
	}
	return found, ok
}
