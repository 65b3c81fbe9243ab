package demo

import (
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// The lines of the daily return in the order of their codes, which is how a version keeps them.
const (
	absenceCovid = iota
	absenceTotal
	adultCore
	adultEsc
	adultOcc
	adultOpen
	adultVoid
	closures
	diverts
	arrivals
	handovers
	hoursLost
	over15
	over30
	over60
	ccOcc
	ccOpen
	covidMV
	covidOcc
	dvAdult
	dvAdultEmpty
	dvPaed
	dvPaedEmpty
	fluCC
	fluGA
	gaCore
	gaEsc
	gaOcc
	gaOpen
	gaVoid
	los14
	los21
	los7
	nicuOcc
	nicuOpen
	opel
	paedCore
	paedEsc
	paedOcc
	paedOpen
	paedVoid
	picuOcc
	picuOpen
	rsvClosed
	rsvEmpty
	uecLines
)

// uecCodes are the lines' codes.
var uecCodes = [uecLines]measure.Code{
	"absence_covid", "absence_total", "adult_core_open", "adult_esc_open", "adult_occ", "adult_open", "adult_void", "ae_closures",
	"ae_diverts", "amb_arr", "amb_handovers_known", "amb_hours_lost", "amb_over15", "amb_over30", "amb_over60", "cc_adult_occ",
	"cc_adult_open", "covid_mv", "covid_occ", "dv_adult_closed", "dv_adult_closed_unocc", "dv_paed_closed", "dv_paed_closed_unocc",
	"flu_cc", "flu_ga", "ga_core_open", "ga_esc_open", "ga_occ", "ga_open", "ga_void", "los14", "los21", "los7", "nicu_occ",
	"nicu_open", "opel_declared", "paed_core_open", "paed_esc_open", "paed_occ", "paed_open", "paed_void", "picu_occ", "picu_open",
	"rsv_paed_closed", "rsv_paed_closed_unocc",
}

// figures are one day of a trust as they were: the lines of the daily return, and the three counts of the discharge
// return, of which the first is the sum of the others.
type figures struct {
	uec                 [uecLines]int32
	discharged, staying int32
}

// total sets the sums that follow from the parts.
func (f *figures) total() {
	u := &f.uec
	u[adultOpen] = u[adultCore] + u[adultEsc]
	u[paedOpen] = u[paedCore] + u[paedEsc]
	u[gaCore] = u[adultCore] + u[paedCore]
	u[gaEsc] = u[adultEsc] + u[paedEsc]
	u[gaOpen] = u[adultOpen] + u[paedOpen]
	u[gaOcc] = u[adultOcc] + u[paedOcc]
	u[gaVoid] = u[adultVoid] + u[paedVoid]
}

// lacks reports whether the trust has no such thing at all: no children's beds, no intensive care for them, no A&E.
func (t *trust) lacks(line int) bool {
	switch line {
	case paedCore, paedEsc, paedOcc, paedOpen, paedVoid, dvPaed, dvPaedEmpty, rsvClosed, rsvEmpty:
		return t.paed == 0
	case picuOcc, picuOpen:
		return t.picu == 0
	case nicuOcc, nicuOpen:
		return t.nic == 0
	case closures, diverts, arrivals, handovers, hoursLost, over15, over30, over60:
		return !t.type1
	}
	return false
}

// uecItems writes a day down as the lines of a return.
func (t *trust) uecItems(f *figures) []sitrep.Item {
	out := make([]sitrep.Item, uecLines)
	for i, c := range uecCodes {
		v := measure.Of(float64(f.uec[i]))
		switch {
		case t.lacks(i):
			v = measure.NA()
		case t.nilDiverts && (i == closures || i == diverts) && f.uec[i] == 0:
			v = measure.Value{State: measure.Nil}
		}
		out[i] = sitrep.Item{Measure: c, Value: v}
	}
	return out
}

// dischargeItems writes a day down as the lines of a discharge return. The split at 17:00 is no longer collected.
func dischargeItems(f *figures) []sitrep.Item {
	return []sitrep.Item{
		{Measure: "nctr_discharged", Value: measure.Of(float64(f.discharged))},
		{Measure: "nctr_not_meeting", Value: measure.Of(float64(f.discharged + f.staying))},
		{Measure: "nctr_remaining", Value: measure.Of(float64(f.staying))},
	}
}
