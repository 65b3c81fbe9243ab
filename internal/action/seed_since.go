package action

func seedSince2023() []seedRow {
	dec := release("2023-12-28", "28 December 2023", false)
	jan := release("2024-01-11", "11 January 2024", false)
	feb := release("2024-03-05", "after the action of February 2024", true)
	jul4, jul5 := release("2024-07-04", "first release, July 2024", true), release("2024-07-05", "5 July 2024", false)
	aug25 := release("2025-08-04", "4 August 2025", false)
	nov25, dec25 := release("2025-11-24", "November 2025", true), release("2025-12-30", "December 2025", true)
	return []seedRow{
		{code: "JD-08", name: "Junior doctors, round 8, December 2023", source: "NHS England letter on pre-action self-assessment, December 2023; DHSC letter of 14 December 2023",
			windows: append(doctors("2023-12-20T07:00", "2023-12-23T07:00", "BMA", "BDA"), "HCSA resident-doctors full-walkout 2023-12-20T06:59 2023-12-23T06:59 | HCSA also asked members not to work on where a shift that began before 06:59 on 23 December ran into the 24th."),
			figures: []Figure{dec.figure(Rescheduled, 86329, Exact), dec.figure(Cumulative, 1219422, Exact)}},
		{code: "JD-09", name: "Junior doctors, round 9, January 2024", source: "NHS England letter on pre-action self-assessment, December 2023; DHSC letter of 14 December 2023",
			windows: append(doctors("2024-01-03T07:00", "2024-01-09T07:00", "BMA", "BDA"), "HCSA resident-doctors full-walkout 2024-01-03T07:00 2024-01-09T07:00 unsure | HCSA's mandate ended on 3 January: it depended on a new ballot, whose result is not confirmed here."),
			caveats: []string{"The longest action so far: six strike days."},
			figures: []Figure{jan.figure(Rescheduled, 113779, Exact), about(jan.figure(PeakAbsent, 25446, Exact), "2024-01-03"), jan.figure(Cumulative, 1333221, Exact)}},
		{code: "JD-10", name: "Junior doctors, round 10, February 2024", source: "NHS England letter PRN01156",
			windows: []string{"BMA resident-doctors full-walkout 2024-02-24T07:00 2024-02-28T23:59", "HCSA resident-doctors full-walkout 2024-02-24T07:00 2024-02-29T07:00"},
			caveats: []string{"Two unions, two ends."}, figures: []Figure{feb.figure(Rescheduled, 91048, Derived), feb.figure(Cumulative, 1424269, Derived)}},
		{code: "JD-11", name: "Junior doctors, round 11, June 2024", source: "NHS England letter PRN01402",
			windows: []string{"BMA resident-doctors full-walkout 2024-06-27T07:00 2024-07-02T07:00", "BDA dental-trainees full-walkout 2024-06-27T07:00 2024-07-02T07:00 | 25 trusts."},
			caveats: []string{"HCSA did not take action: its ballot had a turnout of 49.5%."},
			figures: []Figure{jul4.figure(Rescheduled, 61989, Exact), jul4.figure(Cumulative, 1486258, Exact), jul5.figure(Rescheduled, 67034, Exact), jul5.figure(Cumulative, 1491303, Exact), jul5.figure(PeakAbsent, 23001, Exact)}},
		{code: "RD-12", name: "Resident doctors, round 12, July 2025", source: "NHS England release of August 2025", windows: doctors("2025-07-25T07:00", "2025-07-30T07:00", "BMA"),
			then:    seedThen{"2025-08-04", "From 2025 the average and not the most absent is published, and a share of planned activity; neither compares with earlier figures."},
			figures: []Figure{aug25.figure(Rescheduled, 54095, Exact), aug25.figure(MeanAbsent, 16162, Exact), aug25.figure(Maintained, 0.93, Rounded)}},
		{code: "RD-13", name: "Resident doctors, round 13, November 2025", source: "NHS England letter, November 2025", windows: doctors("2025-11-14T07:00", "2025-11-19T07:00", "BMA"),
			figures: []Figure{nov25.figure(MeanAbsent, 17236, Exact), noted(nov25.figure(Maintained, 0.95, Rounded), "published as over 95%")}},
		{code: "RD-14", name: "Resident doctors, round 14, December 2025", unsure: true, source: "press reports, December 2025", windows: doctors("2025-12-17T07:00", "2025-12-22T07:00", "BMA"),
			caveats: []string{notChecked}, then: seedThen{"2025-12-30", "Bed occupancy on Christmas Day was reported as 78.5%."}, figures: []Figure{dec25.figure(MeanAbsent, 19120, Exact), dec25.figure(Maintained, 0.947, Exact)}},
		{code: "RD-2026-06", name: "Resident doctors, June 2026", standing: Doubtful, unsure: true, source: "a trust's notice, June 2026", windows: doctors("2026-06-15T07:00", "2026-06-19T07:00", "BMA"),
			caveats: []string{"Known to have been announced; whether it was held, and other dates in 2026, were not checked. It shades no chart."}},
	}
}
