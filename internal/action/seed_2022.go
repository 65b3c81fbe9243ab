package action

// april is the release of 17 April 2023 that listed every action so far; its fifteen rows add up to 483,085.
func april() published {
	return published{on: "2023-04-17", source: "NHS England, full list of rescheduled appointments, as printed by the Shropshire Star, 17 April 2023"}
}

const letters2023 = "NHS England letters on situation reports for the action (PRN00076, PRN00112, PRN00186, PRN00218)"

func seedWinter2022() []seedRow {
	first := published{on: "2022-12-16", source: "NHS England first release, as printed by Global Today, December 2022", assumed: true}
	return []seedRow{
		{code: "RCN-2022-12", name: "Nurses, 15 and 20 December 2022", holder: true, unsure: true, places: "about a quarter of trusts", source: letters2023,
			windows: []string{"RCN nurses day-shifts 2022-12-15T08:00 2022-12-15T20:00", "RCN nurses day-shifts 2022-12-20T08:00 2022-12-20T20:00"},
			figures: append([]Figure{noted(about(first.figure(Inpatient, 2452, Exact), "2022-12-15"), "15 December alone"), noted(about(first.figure(Outpatient, 13327, Exact), "2022-12-15"), "15 December alone"),
				noted(about(first.figure(Rescheduled, 15779, Exact), "2022-12-15"), "15 December alone"), about(first.figure(PeakAbsent, 9999, Exact), "2022-12-15")}, april().acute(4567, 25009)...)},
		{code: "AMB-2022-12-21", name: "Ambulance staff, 21 December 2022", holder: true, unsure: true, source: letters2023, windows: ambulance("2022-12-21", "GMB", "UNISON", "Unite"), figures: april().acute(559, 4292)},
		{code: "AMB-2022-12-28", name: "Ambulance staff, 28 December 2022", holder: true, unsure: true, source: "from memory", known: "2022-12-14", windows: ambulance("2022-12-28", "GMB")},
		{code: "AMB-2022-12-28", name: "Ambulance staff, 28 December 2022", standing: CalledOff, holder: true, unsure: true, source: "from memory", known: "2022-12-22", windows: ambulance("2022-12-28", "GMB"),
			caveats: []string{"Announced, then suspended; the day of the decision is not confirmed."}, reason: "Called off"},
		{code: "AMB-2023-01-11", name: "Ambulance staff, 11 January 2023", holder: true, unsure: true, source: letters2023, windows: ambulance("2023-01-11", "UNISON", "GMB"), figures: april().acute(109, 957)},
		{code: "RCN-2023-01", name: "Nurses, 18 and 19 January 2023", holder: true, unsure: true, source: letters2023, figures: april().acute(5149, 22677),
			windows: []string{"RCN nurses day-shifts 2023-01-18T08:00 2023-01-18T20:00", "RCN nurses day-shifts 2023-01-19T08:00 2023-01-19T20:00"}},
		{code: "AMB-2023-01-23", name: "Ambulance staff, 23 January 2023", holder: true, places: "7 ambulance trusts", source: letters2023, windows: ambulance("2023-01-23", "UNISON", "GMB", "Unite"), figures: april().acute(318, 902)},
		{code: "AMB-2023-01-24", name: "Ambulance staff in the North West, 24 January 2023", holder: true, places: "North West Ambulance only", source: letters2023,
			windows: []string{"GMB ambulance varies 2023-01-24T00:00 2023-01-24T23:59 at=RX7"}, figures: april().acute(2, 58)},
		{code: "CSP-2023-01-26", name: "Physiotherapists, 26 January 2023", holder: true, places: "30 trusts", source: letters2023,
			windows: []string{"CSP physiotherapists varies 2023-01-26T00:00 2023-01-26T23:59"}, figures: april().acute(3, 2257)},
		{code: "RCN-2023-02", name: "Nurses and ambulance staff, 6 and 7 February 2023", holder: true, source: letters2023, figures: april().acute(7704, 35193),
			windows: []string{"RCN nurses day-shifts 2023-02-06T08:00 2023-02-06T20:00 | 73 trusts, 6 of them ambulance trusts; hours are placeholders.",
				"RCN nurses day-shifts 2023-02-07T08:00 2023-02-07T20:00 | 73 trusts, 6 of them ambulance trusts; hours are placeholders.",
				"GMB ambulance varies 2023-02-06T00:00 2023-02-07T12:00 | 8 ambulance trusts, 6 February and the morning of the 7th; hours are placeholders.",
				"Unite ambulance varies 2023-02-06T00:00 2023-02-07T12:00 | 4 ambulance trusts, 6 February and the morning of the 7th; hours are placeholders."}},
		{code: "CSP-2023-02-09", name: "Physiotherapists, 9 February 2023", holder: true, places: "32 trusts", source: letters2023,
			windows: []string{"CSP physiotherapists varies 2023-02-09T00:00 2023-02-09T23:59"}, figures: april().acute(245, 1287)},
		{code: "AMB-2023-02-10", name: "Ambulance staff, 10 February 2023", holder: true, places: "5 ambulance trusts", source: letters2023, windows: ambulance("2023-02-10", "UNISON"), figures: april().acute(49, 273)},
		{code: "AMB-2023-02-17", name: "Ambulance staff in the West Midlands, 17 February 2023", places: "West Midlands", source: letters2023, figures: april().acute(0, 33),
			windows: []string{"GMB ambulance varies 2023-02-17T06:00 2023-02-18T08:00 at=RYA", "Unite ambulance varies 2023-02-17T06:00 2023-02-18T08:00 at=RYA"}},
		{code: "AMB-2023-02-20", name: "Ambulance staff, 20 February 2023", holder: true, source: letters2023, windows: ambulance("2023-02-20", "GMB", "Unite"), figures: april().acute(11, 84)},
		{code: "RCN-2023-03", name: "Nurses, 1 to 3 March 2023", known: "2023-02-16", unsure: true, source: "list of strike dates used by the Strategy Unit", windows: []string{"RCN nurses full-walkout 2023-03-01T06:00 2023-03-03T06:00"}},
		{code: "RCN-2023-03", name: "Nurses, 1 to 3 March 2023", standing: CalledOff, known: "2023-02-21", unsure: true, source: "list of strike dates used by the Strategy Unit", reason: "Paused for talks",
			windows: []string{"RCN nurses full-walkout 2023-03-01T06:00 2023-03-03T06:00"}, caveats: []string{"The union paused this action; one list of dates has it as held. The day of the decision is from memory."}},
	}
}

// ambulance is a whole day, placeholder hours, one window for each union.
func ambulance(day string, unions ...string) []string {
	var out []string
	for _, u := range unions {
		out = append(out, u+" ambulance varies "+day+"T00:00 "+day+"T23:59")
	}
	return out
}
