package measure

const bedsMonthSource = "NHS England critical care and general & acute beds, monthly file (36 metrics)"

// bedsMonth holds the monthly series under codes of its own: the monthly publication is revised and the weekly one is not,
// so the two differ by some per cent (trap T2) and are never one series.
func bedsMonth() []Measure {
	base := Measure{Section: "Beds, monthly", Source: bedsMonthSource, Period: Month, Kind: Stock, Unit: Beds, Ask: "D3 N10",
		Breaks: []Break{since("2024-05-01", "the trust's code stands in another column of the file from May 2024 (a layout change, not a definition)")}}
	var items []Measure
	for _, g := range bedGroups {
		items = append(items, bedsMonthGroup("beds_m_"+g.code, g.name)...)
	}
	for _, g := range []struct{ code, name string }{
		{"cc_adult", "Adult critical care"}, {"picu", "Paediatric intensive care"}, {"nicu", "Neonatal intensive care"}} {
		avail, occ := Code("beds_m_"+g.code+"_avail"), Code("beds_m_"+g.code+"_occ")
		items = append(items,
			Measure{Code: avail, Name: g.name + " beds available, month", Definition: "Average over the month of beds open at 08:00."},
			Measure{Code: occ, Name: g.name + " beds occupied, month", Definition: "Average over the month of beds occupied at 08:00."},
			rate(Code("beds_m_"+g.code+"_occ_rate"), g.name+" occupancy, month", occ, avail, Lower, "Occupied over available."))
	}
	for _, n := range []string{"7", "14", "21"} {
		c := Code("beds_m_los" + n)
		items = append(items,
			Measure{Code: c, Name: "In a G&A bed " + n + " or more days, month", Unit: Patients, Better: Lower, Definition: "Average over the month of patients who have stayed " + n + " or more days."},
			share(c+"_rate", "Share of occupied G&A beds, "+n+" or more days, month", c, "beds_m_ga_occ", Lower, "Patients of "+n+" or more days over G&A beds occupied."))
	}
	return family(base, items...)
}

func bedsMonthGroup(p, name string) []Measure {
	c := func(s string) Code { return Code(p + s) }
	avg := func(s, what, def string) Measure {
		return Measure{Code: c(s), Name: name + " " + what + ", month", Definition: "Average over the month of " + def + " at 08:00."}
	}
	return []Measure{
		avg("_avail", "beds available", "core and escalation beds open"),
		avg("_core", "core beds available", "core beds open"),
		avg("_esc", "escalation beds available", "escalation beds open"),
		avg("_void", "beds void through Covid cohorting", "empty beds others could not use"),
		avg("_occ", "beds occupied", "beds occupied"),
		less(c("_net"), name+" beds available less void, month", Stock, "Available less void.", c("_avail"), c("_void")),
		rate(c("_occ_rate"), name+" occupancy, month", c("_occ"), c("_avail"), Lower, "Occupied over available."),
		rate(c("_occ_rate_adj"), name+" occupancy, void beds left out, month", c("_occ"), c("_net"), Lower, "Occupied over available less void."),
	}
}
