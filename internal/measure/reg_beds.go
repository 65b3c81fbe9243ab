package measure

const sitrepSource = "NHS England UEC daily situation report, process and definitions; column names of the published web files 2015-2025"

// prefixes of the three bed groups that carry the same items.
var bedGroups = []struct{ code, name, who string }{
	{"ga", "G&A", "general and acute (all but maternity, mental health, learning disability and critical care)"},
	{"adult", "Adult G&A", "adult general and acute"},
	{"paed", "Paediatric G&A", "children's general and acute"},
}

func bedMeasures() []Measure {
	base := Measure{Section: "General and acute beds", Source: sitrepSource, Period: Day, Kind: Stock, Unit: Beds,
		Snapshot: "08:00", Integer: true, Ask: "N1 D3"}
	var out []Measure
	for _, g := range bedGroups {
		out = append(out, family(base, bedGroup(g.code, g.name, g.who)...)...)
	}
	out = append(out, criticalCare()...)
	out = append(out, infection()...)
	return append(out, longStay()...)
}

func bedGroup(p, name, who string) []Measure {
	c := func(s string) Code { return Code(p + "_" + s) }
	core := Measure{Code: c("core_open"), Name: name + " core beds open", Better: Neither,
		Definition: "Funded, permanent " + who + " beds, staffed and open at 08:00.", Doubt: "wording of the definition"}
	if p == "ga" {
		core.Ask = "N1 N10 D3"
	}
	free := less(c("free"), name+" beds free", Stock, "Beds open less beds occupied at 08:00, void and closed beds not yet taken off. Below nought where more patients are in than beds are open.",
		c("open"), c("occ"))
	free.Better = Higher
	return []Measure{
		core,
		{Code: c("esc_open"), Name: name + " escalation beds open", Better: Lower,
			Definition: "Extra " + who + " beds open at 08:00 that are not in the core base. They lower the occupancy rate; they give no headroom in the core.",
			Doubt:      "wording of the definition"},
		{Code: c("open"), Name: name + " beds open",
			Definition: "Core and escalation beds together, " + who + ", open at 08:00 (labelled “available” in monthly files).",
			Breaks:     []Break{since("2020-12-14", "13 acute trusts without A&E joined; published files carry two England totals from here")}},
		{Code: c("void"), Name: name + " beds void through Covid cohorting", Better: Lower,
			Definition: "Empty beds that people without Covid could not use, because of how patients were kept apart.",
			Doubt:      "the last day it was collected"},
		{Code: c("occ"), Name: name + " beds occupied",
			Definition: "Patients in those beds at 08:00. It may be above the beds open: care on trolleys and in corridors is real."},
		less(c("net"), name+" beds open less void", Stock, "Beds open that anybody could use: open less void.", c("open"), c("void")),
		rate(c("occ_rate"), name+" occupancy", c("occ"), c("open"), Lower,
			"Occupied over open. There is no upper bound; the published column is not used (it is 0 in some winters)."),
		rate(c("occ_rate_adj"), name+" occupancy, void beds left out", c("occ"), c("net"), Lower,
			"Occupied over open less void."),
		rate(c("occ_core_rate"), name+" occupancy of core beds", c("occ"), c("core_open"), Lower,
			"Occupied, in whatever bed, over core beds open: opening escalation beds does not lower it."),
		free,
	}
}

func criticalCare() []Measure {
	base := Measure{Section: "Critical care beds", Source: sitrepSource, Period: Day, Kind: Stock, Unit: Beds,
		Snapshot: "08:00", Integer: true, Ask: "N1 N7"}
	var out []Measure
	for _, g := range []struct{ code, name, what, doubt string }{
		{"cc_adult", "Adult critical care", "adult critical care, levels 2 and 3", "the levels counted"},
		{"picu", "Paediatric intensive care", "children's intensive care", ""},
		{"nicu", "Neonatal critical care", "neonatal intensive (from 2020 labelled critical) care", ""},
	} {
		open, occ := Code(g.code+"_open"), Code(g.code+"_occ")
		var renamed []Break
		if g.code == "nicu" {
			renamed = []Break{since("2020-11-30", "sheet renamed from neonatal intensive care to neonatal critical care")}
		}
		out = append(out, family(base,
			Measure{Code: open, Name: g.name + " beds open", Definition: "Beds open at 08:00 in " + g.what + ".", Doubt: g.doubt, Breaks: renamed},
			Measure{Code: occ, Name: g.name + " beds occupied", Definition: "Patients at 08:00 in " + g.what + ".", Doubt: g.doubt, Breaks: renamed},
			rate(Code(g.code+"_occ_rate"), g.name+" occupancy", occ, open, Lower, "Occupied over open, "+g.what+"."))...)
	}
	return out
}

func infection() []Measure {
	base := Measure{Section: "Infection", Source: sitrepSource, Period: Day, Kind: Stock, Unit: Beds, Snapshot: "08:00",
		Better: Lower, Integer: true, Ask: "N2 D2"}
	split := []Break{since("2021-11-29", "adult and children's closures are counted apart from winter 2021-22; before, only the unsplit figure exists")}
	return family(base,
		Measure{Code: "dv_adult_closed", Name: "Adult beds closed, diarrhoea and vomiting", Breaks: split,
			Definition: "Adult beds closed for diarrhoea and vomiting or norovirus-like symptoms."},
		Measure{Code: "dv_adult_closed_unocc", Name: "Adult beds closed and empty, diarrhoea and vomiting", Breaks: split,
			Definition: "Of the adult beds closed, those with nobody in them: beds lost."},
		Measure{Code: "dv_paed_closed", Name: "Children's beds closed, diarrhoea and vomiting", Breaks: split,
			Definition: "Children's beds closed for diarrhoea and vomiting or norovirus-like symptoms."},
		Measure{Code: "dv_paed_closed_unocc", Name: "Children's beds closed and empty, diarrhoea and vomiting", Breaks: split,
			Definition: "Of the children's beds closed, those with nobody in them."},
		Measure{Code: "dv_closed", Name: "Beds closed, norovirus and the like (not split)", Breaks: split,
			Definition: "Beds closed for norovirus and the like, adults and children together: the item of winters before 2021-22."},
		Measure{Code: "dv_closed_unocc", Name: "Beds closed and empty, norovirus and the like (not split)", Breaks: split,
			Definition: "Of those closed, the empty ones: the item of winters before 2021-22."},
		Measure{Code: "rsv_paed_closed", Name: "Children's beds closed, RSV", Definition: "Children's beds closed for respiratory syncytial virus, counted from winter 2021-22."},
		Measure{Code: "rsv_paed_closed_unocc", Name: "Children's beds closed and empty, RSV", Definition: "Of those, the empty ones."},
		Measure{Code: "flu_ga", Name: "G&A beds with flu patients", Doubt: "laboratory confirmation",
			Definition: "General and acute beds occupied at 08:00 by patients with laboratory-confirmed flu, from winter 2021-22."},
		Measure{Code: "flu_cc", Name: "Critical care beds with flu patients", Doubt: "laboratory confirmation",
			Definition: "Critical care beds occupied at 08:00 by patients with laboratory-confirmed flu, from winter 2021-22."},
		Measure{Code: "covid_occ", Name: "Beds with Covid patients", Source: "NHS England Covid situation report", Doubt: "the exact day and hour of the count",
			Definition: "Beds occupied by patients with confirmed Covid, any reason for being in hospital."},
		Measure{Code: "covid_mv", Name: "Mechanical ventilation beds with Covid patients", Source: "NHS England Covid situation report", Doubt: "the exact day and hour of the count",
			Definition: "Beds able to ventilate that are occupied by patients with confirmed Covid."},
	)
}

func longStay() []Measure {
	base := Measure{Section: "Long stays", Source: sitrepSource, Period: Day, Kind: Stock, Unit: Patients, Snapshot: "08:00",
		Better: Lower, Integer: true, Ask: "D6"}
	label := []Break{since("2021-11-29", "weekly files label this “> n days”, monthly files “n or more days”; both are held as n nights or more")}
	los := func(n string) []Measure {
		c := Code("los" + n)
		return []Measure{
			{Code: c, Name: "In a G&A bed " + n + " days or more", Breaks: label, Doubt: "whether “> n days” in weekly files means n or more",
				Definition: "Patients in general and acute beds at 08:00 who have stayed " + n + " nights or more."},
			share(c+"_rate", "Share of occupied G&A beds, "+n+" days or more", c, "ga_occ", Lower,
				"Patients who have stayed "+n+" nights or more over G&A beds occupied."),
		}
	}
	var items []Measure
	for _, n := range []string{"7", "14", "21"} {
		items = append(items, los(n)...)
	}
	return family(base, items...)
}
