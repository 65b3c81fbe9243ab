package action

// doctors makes one window for each union with the same hours and a full walkout.
func doctors(from, to string, unions ...string) []string {
	var out []string
	for _, u := range unions {
		staff := "resident-doctors"
		if u == "BDA" {
			staff = "dental-trainees"
		}
		out = append(out, u+" "+staff+" full-walkout "+from+" "+to)
	}
	return out
}

func release(on, words string, assumed bool) published {
	return published{on: on, source: "NHS England release, " + words, assumed: assumed}
}

func seedYear2023() []seedRow {
	may := release("2023-05-04", "May 2023, data following the nurses' strike", true)
	june := release("2023-06-21", "June 2023", true)
	july := release("2023-07-21", "July 2023, latest junior doctors' strike", true)
	cons := release("2023-07-26", "26 July 2023, first consultants' strike", false)
	aug := release("2023-08-17", "17 August 2023", false)
	sep := release("2023-09-27", "27 September 2023", false)
	oct := release("2023-10-10", "October 2023", true)
	confed := Figure{Kind: Rescheduled, N: 67762, Exactness: Exact, AsAt: cons.figure(Rescheduled, 0, Exact).AsAt, By: "NHS Confederation", Source: "NHS Confederation statement on the consultants' action, July 2023"}
	sub := july.figure(Rescheduled, 7631, Derived)
	sub.By, sub.Note = "Subtraction", "the July cumulative less what was published before; the release itself says 7,600"
	return []seedRow{
		{code: "JD-01", name: "Junior doctors, round 1, March 2023", unsure: true, source: letters2023, windows: doctors("2023-03-13T07:00", "2023-03-16T07:00", "BMA", "HCSA", "BDA"),
			caveats: []string{notChecked, "Which unions took part on which days is partly from memory."}, figures: april().acute(17866, 157256)},
		{code: "JD-02", name: "Junior doctors, round 2, April 2023", unsure: true, source: letters2023, windows: doctors("2023-04-11T06:59", "2023-04-15T06:59", "BMA", "HCSA"),
			caveats: []string{notChecked}, then: seedThen{"2023-04-17", "The headline said 195,000; NHS England warned of a high number of nil returns."},
			figures: append(april().acute(20470, 175755), april().figure(PeakAbsent, 27361, Exact), april().figure(Cumulative, 483085, Exact))},
		{code: "RCN-2023-05", name: "Nurses, 30 April to 2 May 2023", source: "NHS England letter PRN00426", places: "104 trusts and 19 ICBs",
			windows: []string{"RCN nurses full-walkout 2023-04-30T20:00 2023-05-02T20:00"}},
		{code: "RCN-2023-05", name: "Nurses, 30 April to 1 May 2023", known: "2023-04-27", unsure: true, source: "NHS England letter PRN00426; press reports of the ruling", places: "104 trusts and 19 ICBs", reason: "A court ruled that the mandate ended on 1 May",
			windows: []string{"RCN nurses full-walkout 2023-04-30T20:00 2023-05-02T20:00 actual-to=2023-05-01T23:59 unsure | Shortened by a court ruling; the minute of the end is from memory."},
			then:    seedThen{"2023-05-04", "NHS England warned of many nil returns."}, figures: []Figure{may.figure(Rescheduled, 7600, Rounded), may.figure(PeakAbsent, 5034, Exact), sub}},
		{code: "JD-03", name: "Junior doctors, round 3, June 2023", source: "NHS England letter PRN00526", windows: doctors("2023-06-14T06:59", "2023-06-17T06:59", "BMA", "HCSA", "BDA"),
			figures: []Figure{june.figure(Rescheduled, 106120, Exact)}},
		{code: "JD-04", name: "Junior doctors, round 4, July 2023", source: "NHS England letter PRN00599", windows: doctors("2023-07-13T07:00", "2023-07-18T07:00", "BMA", "HCSA", "BDA"),
			figures: []Figure{july.figure(Rescheduled, 101977, Exact), july.figure(PeakAbsent, 20342, Exact), july.figure(Cumulative, 698813, Exact)}},
		{code: "CON-01", name: "Consultants, July 2023", source: "NHS England letter PRN00599", windows: []string{"BMA consultants christmas-day-cover 2023-07-20T07:00 2023-07-22T07:00"},
			figures: []Figure{cons.figure(Rescheduled, 65557, Exact), cons.figure(Cumulative, 765000, Rounded), confed}},
		{code: "SOR-2023-07", name: "Radiographers, July 2023", unsure: true, source: "from memory", places: "about 37 trusts", windows: []string{"SoR radiographers full-walkout 2023-07-25T08:00 2023-07-27T08:00 unsure"},
			caveats: []string{"Dates and hours are from memory; no figure was found."}},
		{code: "JD-05", name: "Junior doctors, round 5, August 2023", source: "NHS England letter PRN00677", windows: doctors("2023-08-11T07:00", "2023-08-15T07:00", "BMA", "HCSA", "BDA"),
			figures: []Figure{aug.figure(Rescheduled, 61200, Rounded), about(aug.figure(PeakAbsent, 23682, Exact), "2023-08-11"), aug.figure(Cumulative, 839327, Exact)}},
		{code: "CON-02", name: "Consultants, August 2023", source: "NHS England letter PRN00677", figures: []Figure{sep.figure(Rescheduled, 45827, Derived)},
			windows: []string{"BMA consultants christmas-day-cover 2023-08-24T07:00 2023-08-26T07:00", "BDA consultants christmas-day-cover 2023-08-24T07:00 2023-08-26T07:00"}},
		{code: "JOINT-01", name: "Consultants and junior doctors, September 2023", source: "NHS England release of 27 September 2023",
			windows: []string{"BMA consultants christmas-day-cover 2023-09-19T07:00 2023-09-21T07:00 unsure | Hours from memory; one list of dates ends at 07:00 on 20 September.",
				"BMA resident-doctors christmas-day-cover 2023-09-20T07:00 2023-09-21T07:00", "BMA resident-doctors full-walkout 2023-09-21T07:00 2023-09-23T07:00",
				"HCSA resident-doctors full-walkout 2023-09-20T07:00 2023-09-23T07:00 unsure"},
			caveats: []string{"The first joint action; junior doctors' round 6 is in it."},
			figures: []Figure{sep.figure(Rescheduled, 129913, Exact), about(sep.figure(PeakAbsent, 26802, Exact), "2023-09-20"), sep.figure(Cumulative, 1015067, Exact),
				noted(sep.figure(Community, 3581, Exact), "not in the cumulative total")}},
		{code: "JOINT-02", name: "Consultants, junior doctors and radiographers, October 2023", source: "statements of NHS Providers and of trusts, October 2023",
			windows: []string{"BMA consultants christmas-day-cover 2023-10-02T07:00 2023-10-05T07:00 unsure | One list of dates ends the consultants at 07:00 on 4 October.",
				"BMA resident-doctors christmas-day-cover 2023-10-02T07:00 2023-10-05T07:00", "HCSA resident-doctors full-walkout 2023-10-02T06:59 2023-10-05T06:59 unsure | The minute differs between sources.",
				"SoR radiographers varies 2023-10-03T00:00 2023-10-03T23:59 unsure | Hours are placeholders."},
			caveats: []string{"BMA gave Christmas Day cover while HCSA walked out fully in the same period; junior doctors' round 7 is in it."},
			figures: []Figure{oct.figure(Rescheduled, 118026, Derived), oct.figure(Cumulative, 1133093, Derived)}},
	}
}
