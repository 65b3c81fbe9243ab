package measure

const aeSource = "NHS England monthly A&E attendances and emergency admissions (MSitAE CSV)"

// aeTypes are the three kinds of department, with the words of the published columns.
var aeTypes = []struct{ code, name, what string }{
	{"t1", "type 1", "consultant-led 24-hour departments with full resuscitation"},
	{"t2", "type 2", "consultant-led single-specialty departments (eyes, teeth)"},
	{"t3", "other departments", "urgent treatment centres, minor injury units and walk-in centres (type 3)"},
}

// The four-hour standard counts every attendance, booked ones included: leaving them out gives another figure (trap T19).
func aeMeasures() []Measure {
	base := Measure{Section: "A&E, monthly", Source: aeSource, Period: Month, Kind: Flow, Unit: "attendances", Integer: true, Ask: "N8"}
	var items []Measure
	var att, over, rates []Measure
	var attAll, overAll []Code
	for _, t := range aeTypes {
		a, ab := Code("ae_att_"+t.code), Code("ae_att_booked_"+t.code)
		o, ob := Code("ae_over4_"+t.code), Code("ae_over4_booked_"+t.code)
		attAll, overAll = append(attAll, a, ab), append(overAll, o, ob)
		att = append(att,
			Measure{Code: a, Name: "Attendances, " + t.name, Definition: "Unplanned attendances in the month at " + t.what + ", without booked appointments."},
			Measure{Code: ab, Name: "Booked attendances, " + t.name, Definition: "Attendances by booked appointment at " + t.what + "."})
		over = append(over,
			Measure{Code: o, Name: "Over four hours, " + t.name, Better: Lower, Definition: "Of the unbooked attendances at " + t.what + ", those over four hours from arrival to admission, transfer or departure."},
			Measure{Code: ob, Name: "Booked, over four hours, " + t.name, Better: Lower, Definition: "Of the booked attendances at " + t.what + ", those over four hours."})
		all, allOver, within := Code("ae_att_"+t.code+"_all"), Code("ae_over4_"+t.code+"_all"), Code("ae_within4_"+t.code)
		rates = append(rates,
			total(all, "Attendances with booked, "+t.name, Flow, "Unbooked and booked attendances at "+t.what+".", a, ab),
			total(allOver, "Over four hours with booked, "+t.name, Flow, "Unbooked and booked attendances over four hours at "+t.what+".", o, ob),
			less(within, "Within four hours, "+t.name, Flow, "Attendances with booked less those over four hours.", all, allOver),
			share(Code("ae_4h_"+t.code+"_rate"), "Within four hours, "+t.name+", share", within, all, Higher, "Within four hours over all attendances, booked included, at "+t.what+"."))
	}
	items = append(append(append(items, att...), over...), rates...)
	items = append(items,
		total("ae_att_all", "Attendances, all types with booked", Flow, "All attendances of the month, booked included.", attAll...),
		total("ae_over4_all", "Over four hours, all types with booked", Flow, "All attendances over four hours, booked included.", overAll...),
		less("ae_within4_all", "Within four hours, all types with booked", Flow, "All attendances less those over four hours.", "ae_att_all", "ae_over4_all"),
		share("ae_4h_rate", "Within four hours, all types, share", "ae_within4_all", "ae_att_all", Higher,
			"Within four hours over all attendances, all types, booked included: the four-hour standard."))
	return family(base, append(items, aeAdmissions()...)...)
}

func aeAdmissions() []Measure {
	dta := "Waited, after the decision to admit, "
	adm := []Measure{
		{Code: "ae_dta_4_12", Name: "4 to 12 hours from decision to admit", Unit: Patients, Better: Lower, Ask: "N10",
			Definition: dta + "more than 4 and up to 12 hours. The clock is the decision to admit, not arrival."},
		{Code: "ae_dta_12", Name: "12 hours and more from decision to admit", Unit: Patients, Better: Lower, Ask: "N10",
			Definition: dta + "12 hours or more. Twelve hours from arrival is another, larger measure; the two are never mixed."},
	}
	var via []Code
	for _, t := range aeTypes {
		c := Code("ae_emadm_" + t.code)
		via = append(via, c)
		adm = append(adm, Measure{Code: c, Name: "Emergency admissions via " + t.name, Unit: "admissions", Definition: "Emergency admissions through " + t.what + "."})
	}
	all := append([]Code{}, via...)
	adm = append(adm,
		Measure{Code: "ae_emadm_other", Name: "Other emergency admissions", Unit: "admissions", Definition: "Emergency admissions that did not come through an A&E department."},
		total("ae_emadm_via", "Emergency admissions via A&E", Flow, "Emergency admissions through departments of any type.", via...),
		total("ae_emadm_all", "Emergency admissions, all", Flow, "Emergency admissions through A&E and otherwise.", append(all, "ae_emadm_other")...))
	for i := range adm[len(adm)-2:] {
		adm[len(adm)-2+i].Unit = "admissions"
	}
	return adm
}
