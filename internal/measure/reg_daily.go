package measure

// handoverBreak is trap T3: the rise at this date is mostly the change of what is counted.
func handoverBreak() []Break {
	return []Break{since("2023-11-20", "from winter 2023-24 all handovers (ED and non-ED) as counted by ambulance services, with cumulative over-15, over-30 and over-60 counts; before, arrivals by ambulance with the bands 30-60 and over 60 as counted by trusts. The level shift is a change of definition")}
}

func dailyFlows() []Measure {
	ed := Measure{Section: "Emergency departments", Source: sitrepSource, Period: Day, Kind: Flow, Integer: true, Ask: "N1 N10"}
	out := family(ed,
		Measure{Code: "ae_closures", Name: "A&E closures", Unit: "closures", Better: Lower, Doubt: "wording of the definition",
			Definition: "Times an A&E closed to all arrivals, unplanned and without agreement of its neighbours, the day before."},
		Measure{Code: "ae_diverts", Name: "A&E diverts", Unit: "diverts", Better: Lower, Doubt: "wording of the definition",
			Definition: "Times ambulances went to another hospital by agreement, for relief and not for a clinical reason, the day before."},
		Measure{Code: "ae_attendances", Name: "A&E attendances (daily)", Unit: "attendances",
			Definition: "All attendances of the day before; in the winter 2015-16 file only.",
			Breaks:     []Break{since("2016-12-01", "not in the daily collection from winter 2016-17")}},
	)
	out = append(out, handovers()...)
	out = append(out, staffing()...)
	return append(out, escalation()...)
}

func handovers() []Measure {
	base := Measure{Section: "Ambulance handover", Source: "NHS England UEC daily situation report (to 2022-23); daily ambulance collection (from 2023-24)",
		Period: Day, Kind: Flow, Unit: "handovers", Better: Lower, Integer: true, Ask: "N9 N10", Breaks: handoverBreak()}
	return family(base,
		Measure{Code: "amb_arr", Name: "Arriving by ambulance", Unit: "arrivals", Better: Neither,
			Definition: "Patients who arrived at the emergency department by ambulance the day before (to winter 2022-23)."},
		Measure{Code: "amb_30_60", Name: "Handover delayed 30 to 60 minutes", Definition: "A band, not a cumulative count (to winter 2022-23)."},
		Measure{Code: "amb_60", Name: "Handover delayed over 60 minutes", Definition: "The band above 60 minutes (to winter 2022-23)."},
		Measure{Code: "amb_handovers_known", Name: "Handovers with a known time", Better: Neither,
			Definition: "All handovers, ED and non-ED, whose time is known (from winter 2023-24)."},
		Measure{Code: "amb_over15", Name: "Handovers over 15 minutes", Definition: "Cumulative: holds those over 30 and over 60 too (from winter 2023-24)."},
		Measure{Code: "amb_over30", Name: "Handovers over 30 minutes", Definition: "Cumulative: holds those over 60 too (from winter 2023-24)."},
		Measure{Code: "amb_over60", Name: "Handovers over 60 minutes", Definition: "Handovers that took more than 60 minutes (from winter 2023-24)."},
		less("amb_band_30_60", "Handovers of 30 to 60 minutes", Flow, "Those over 30 less those over 60: the band that older winters published.", "amb_over30", "amb_over60"),
		Measure{Code: "amb_hours_lost", Name: "Hours lost to handover delay", Unit: Hours, Doubt: "the formula",
			Definition: "For each handover the time beyond 15 minutes, added up, in hours."},
		share("amb_over30_rate", "Share of handovers over 30 minutes", "amb_over30", "amb_handovers_known", Lower, "Over 30 minutes over handovers with a known time."),
		share("amb_over60_rate", "Share of handovers over 60 minutes", "amb_over60", "amb_handovers_known", Lower, "Over 60 minutes over handovers with a known time."),
	)
}

func staffing() []Measure {
	base := Measure{Section: "Staff absence", Source: "NHS England staff absence situation report", Period: Day, Kind: Stock, Unit: "staff",
		Better: Lower, Integer: true, Ask: "N6", Doubt: "whether the count is at an hour or over the day"}
	return family(base,
		Measure{Code: "absence_total", Name: "Staff absent, any reason but industrial action",
			Definition: "Staff absent through sickness or isolation, headcount. Taking industrial action is counted in another return; the two are never added."},
		Measure{Code: "absence_covid", Name: "Staff absent, Covid", Definition: "Of those absent, the ones absent because of Covid."},
		share("absence_covid_rate", "Share of absence that is Covid", "absence_covid", "absence_total", Lower, "Covid absence over all absence."),
	)
}

func escalation() []Measure {
	base := Measure{Section: "Escalation", Source: "NHS England Operational Pressures Escalation Levels Framework (OPEL)", Period: Day, Kind: Level,
		Unit: OnScale, Better: Lower, Integer: true, Ask: "N1 D1", Min: bound(1), Max: bound(4)}
	opel := []Break{since("2024-12-01", "the integrated framework 2024-26 replaced OPEL 2023-24; the parameters changed")}
	return family(base,
		Measure{Code: "opel_declared", Name: "OPEL level declared", Definition: "The level, 1 to 4, that the organisation declared.", Breaks: opel,
			Min: bound(1), Max: bound(4), Integer: true, Doubt: "the day each framework took effect"},
		Measure{Code: "opel_calculated", Name: "OPEL level calculated", Definition: "The level that the parameters give under a dated rule set; kept beside the level declared, never instead of it.",
			Breaks: opel, Min: bound(1), Max: bound(4), Integer: true, Doubt: "thresholds are not published in full"},
	)
}
