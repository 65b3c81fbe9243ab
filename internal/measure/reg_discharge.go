package measure

const dischargeSource = "NHS England acute discharge situation report (adults, acute trusts with a type 1 A&E; maternity and children out of scope)"

func dischargeMeasures() []Measure {
	base := Measure{Section: "Discharge", Source: dischargeSource, Period: Day, Kind: Flow, Unit: Patients, Better: Lower, Integer: true, Ask: "D3 D6 D7"}
	out := family(base,
		Measure{Code: "nctr_not_meeting", Name: "No longer meeting the criteria to reside", Kind: Stock,
			RollUp:     "Organisations: added. Days: the average over the days present, with their number (people who remain are counted again the next day).",
			Definition: "Adults found at any time that day not to need a hospital bed: those discharged that day and those remaining. Part flow, part stock; not an 08:00 count."},
		Measure{Code: "nctr_discharged", Name: "Discharged", Better: Higher, Definition: "Of those, discharged by midnight."},
		Measure{Code: "nctr_discharged_by_1700", Name: "Discharged by 17:00", Better: Higher, Breaks: splitStops(),
			Definition: "Of those discharged, gone by 17:00."},
		Measure{Code: "nctr_discharged_after_1700", Name: "Discharged 17:01 to midnight", Breaks: splitStops(), Better: Neither,
			Definition: "Of those discharged, gone between 17:01 and midnight."},
		Measure{Code: "nctr_remaining", Name: "Remaining in hospital", Kind: Stock, Snapshot: "23:59",
			Definition: "Of those not meeting the criteria, still in hospital at the end of the day."},
		share("nctr_remaining_rate", "Share remaining", "nctr_remaining", "nctr_not_meeting", Lower, "Remaining over all who no longer met the criteria that day."),
		share("nctr_discharged_rate", "Share discharged the same day", "nctr_discharged", "nctr_not_meeting", Higher, "Discharged over all who no longer met the criteria that day."),
	)
	out = append(out, delayMeasures()...)
	return append(out, destinations()...)
}

func splitStops() []Break {
	return []Break{since("2023-06-01", "the split at 17:00 stops: blank in published files after 31 May 2023")}
}

func delayMeasures() []Measure {
	base := Measure{Section: "Reasons for delay", Source: dischargeSource + ", reasons", Period: Day, Kind: Stock, Unit: Patients, Better: Lower,
		Integer: true, Ask: "D6 D8"}
	var items []Measure
	for _, r := range Reasons() {
		m := Measure{Code: r.Measure, Name: r.Label, Unconfirmed: r.Unconfirmed,
			Definition: "Patients remaining for whom this was the reason recorded (" + r.Group + "; reason set " + r.Set + ")."}
		if r.Set == "A" {
			m.Period = Week
			m.RollUp = "Organisations: added. Weeks: the average over the weeks present; the figure is itself a weekly snapshot average."
		}
		m.Breaks = []Break{{On: reasonSetB, Words: "37 reasons (set B) replaced 18 (set A); the sets are mapped by group, not added"}}
		items = append(items, m)
	}
	return family(base, items...)
}

// destinationItems are the eight destinations of the 2025-26 summary, in pathway order.
var destinationItems = []struct{ code, pathway, label string }{
	{"dest_p0_home", "0", "domestic home, hotel or temporary accommodation, no new support"},
	{"dest_p0_carehome", "0", "back to the same care home, same level of support"},
	{"dest_p1_reablement", "1", "home or hospice at home with rehabilitation, reablement and recovery"},
	{"dest_p1_other", "1", "home or hospice at home with other new or additional support"},
	{"dest_p1_carehome", "1", "back to the same care home with rehabilitation or more support"},
	{"dest_p2_bed", "2", "short-term bed or hospice for rehabilitation, recovery or end of life care"},
	{"dest_p3_carehome", "3", "care home, new admission"},
	{"dest_p3_eol", "3", "care home or hospice, new admission for end of life care"},
}

func destinations() []Measure {
	base := Measure{Section: "Discharge destinations", Source: dischargeSource + ", discharge destination", Period: Month, Kind: Flow, Unit: Patients,
		Integer: true, Ask: "D6 D7 D8"}
	by := map[string][]Code{}
	var items []Measure
	for _, d := range destinationItems {
		c := Code(d.code)
		by[d.pathway] = append(by[d.pathway], c)
		items = append(items, Measure{Code: c, Name: "Pathway " + d.pathway + ": " + d.label, Definition: "Adults discharged in the month to: " + d.label + "."})
	}
	var all []Code
	for _, p := range []string{"0", "1", "2", "3"} {
		all = append(all, by[p]...)
		items = append(items, total(Code("dest_p"+p), "Pathway "+p+", all", Flow, "All discharges on pathway "+p+".", by[p]...))
	}
	items = append(items, total("dest_all", "Discharges, all pathways", Flow, "All adult discharges with a destination.", all...))
	for _, p := range []string{"0", "1", "2", "3"} {
		items = append(items, share(Code("dest_p"+p+"_rate"), "Share on pathway "+p, Code("dest_p"+p), "dest_all", Neither, "Pathway "+p+" over all pathways."))
	}
	return family(base, items...)
}
