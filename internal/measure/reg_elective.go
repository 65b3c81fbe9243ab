package measure

import "fmt"

const (
	rttSource    = "NHS England consultant-led referral to treatment waiting times, incomplete pathways"
	dm01Source   = "NHS England monthly diagnostics waiting times and activity (DM01)"
	cancerSource = "NHS England national cancer waiting times"
)

// rttBands is the number of weekly bands below 104 weeks; one more holds 104 weeks and over.
const rttBands = 104

// RTTBand is the measure of those who have waited more than n and up to n+1 weeks (n 0 to 103), or, for n = 104, over 104.
// 455 days are 65.0 weeks exactly and stand in the band 64 to 65.
func RTTBand(n int) Code {
	if n >= rttBands {
		return "rtt_w104plus"
	}
	return Code(fmt.Sprintf("rtt_w%03d", n))
}

func rttMeasures() []Measure {
	base := Measure{Section: "Waiting list", Source: rttSource, Period: Month, Kind: Stock, Unit: "pathways", Better: Lower, Integer: true, Ask: "N13"}
	bands := make([]Code, 0, rttBands+1)
	for n := 0; n <= rttBands; n++ {
		bands = append(bands, RTTBand(n))
	}
	over := func(n int) Measure {
		return Measure{Code: Code(fmt.Sprintf("rtt_over%d", n)), Name: fmt.Sprintf("Waiting over %d weeks", n),
			Definition: fmt.Sprintf("Incomplete pathways of more than %d weeks (more than %d days) at the end of the month.", n, n*7)}
	}
	centile := func(code Code, name, def string) Measure {
		return Measure{Code: code, Name: name, Unit: Weeks, Kind: Centile, Better: Lower, Bands: bands, Definition: def}
	}
	items := []Measure{
		{Code: "rtt_incomplete", Name: "Incomplete pathways", Definition: "Pathways whose clock was running at the end of the month; one person may have several."},
		{Code: "rtt_within18", Name: "Waiting within 18 weeks", Better: Neither, Definition: "Incomplete pathways of up to 18 weeks (126 days)."},
		share("rtt_18_rate", "Share within 18 weeks", "rtt_within18", "rtt_incomplete", Higher, "Within 18 weeks over all incomplete pathways."),
		over(52), over(65), over(78), over(104),
		centile("rtt_median", "Median wait", "Half of the pathways have waited less: computed from the weekly bands, straight within a band."),
		centile("rtt_p92", "92nd centile wait", "92 in 100 pathways have waited less: computed from the weekly bands."),
		centile("rtt_p95", "95th centile wait", "95 in 100 pathways have waited less: computed from the weekly bands."),
		{Code: "rtt_unknown_start", Name: "Pathways with unknown clock start", Definition: "Pathways for which the start of the clock is not known; outside the bands."},
	}
	for n, c := range bands {
		name := fmt.Sprintf("Waiting %d to %d weeks", n, n+1)
		if n == rttBands {
			name = "Waiting over 104 weeks (band)"
		}
		items = append(items, Measure{Code: c, Name: name, Better: Neither, Definition: "Incomplete pathways in one weekly band: more than the first and up to the second number of weeks."})
	}
	return family(base, items...)
}

// dm01Tests are the 15 tests and their total, by the file's diagnostic id.
var dm01Tests = []struct{ code, name string }{
	{"mri", "magnetic resonance imaging"}, {"ct", "computed tomography"}, {"ultrasound", "non-obstetric ultrasound"},
	{"barium", "barium enema"}, {"dexa", "DEXA scan"}, {"audiology", "audiology assessments"},
	{"echo", "echocardiography"}, {"electrophysiology", "cardiac electrophysiology"}, {"neurophysiology", "peripheral neurophysiology"},
	{"sleep", "sleep studies"}, {"urodynamics", "urodynamics, pressures and flows"}, {"colonoscopy", "colonoscopy"},
	{"sigmoidoscopy", "flexible sigmoidoscopy"}, {"cystoscopy", "cystoscopy"}, {"gastroscopy", "gastroscopy"}, {"all", "all tests"},
}

// DM01Test is the family stem of the file's diagnostic id (1 to 15, 16 the total), as "dm01_mri"; empty for others.
func DM01Test(id int) string {
	if id < 1 || id > len(dm01Tests) {
		return ""
	}
	return "dm01_" + dm01Tests[id-1].code
}

func dm01Measures() []Measure {
	base := Measure{Section: "Diagnostics", Source: dm01Source, Period: Month, Kind: Stock, Unit: Patients, Better: Lower, Integer: true, Ask: "N13"}
	var items []Measure
	for i, t := range dm01Tests {
		c := func(s string) Code { return Code(DM01Test(i+1) + s) }
		items = append(items,
			Measure{Code: c("_waiting"), Name: "Waiting, " + t.name, Better: Neither, Definition: "People waiting at the end of the month for " + t.name + "."},
			Measure{Code: c("_6w"), Name: "Waiting 6 weeks and over, " + t.name, Definition: "Of those, waiting 6 weeks or more."},
			Measure{Code: c("_13w"), Name: "Waiting 13 weeks and over, " + t.name, Definition: "Of those, waiting 13 weeks or more."},
			share(c("_6w_rate"), "Share waiting 6 weeks and over, "+t.name, c("_6w"), c("_waiting"), Lower, "Six weeks or more over all waiting."),
			Measure{Code: c("_done_list"), Name: "Done from the waiting list, " + t.name, Kind: Flow, Unit: "tests", Better: Neither, Definition: "Tests done in the month from the waiting list, planned ones left out."},
			Measure{Code: c("_done_planned"), Name: "Done, planned, " + t.name, Kind: Flow, Unit: "tests", Better: Neither, Definition: "Tests done in the month that were planned for a date (surveillance)."},
			Measure{Code: c("_done_unscheduled"), Name: "Done, unscheduled, " + t.name, Kind: Flow, Unit: "tests", Better: Neither, Definition: "Tests done in the month unplanned, as for inpatients and emergencies."})
	}
	return family(base, items...)
}

// cancerStandards: the standards from 1 October 2023 first, then those they replaced.
var cancerStandards = []struct {
	code, name, what, limit, ask string
	old                          bool
}{
	{"fds", "28-day faster diagnosis", "told that cancer is diagnosed or ruled out", "28 days", "N12", false},
	{"31d", "31-day, all treatments", "treated after the decision to treat", "31 days", "N7", false},
	{"62d", "62-day, all routes", "first treated after referral, screening or upgrade", "62 days", "N7 N11", false},
	{"2ww", "Two-week wait, all cancers", "seen by a specialist", "14 days", "N7", true},
	{"2wwb", "Two-week wait, breast symptoms", "seen by a specialist", "14 days", "N7", true},
	{"62u", "62-day, urgent referral", "first treated after urgent referral", "62 days", "N7 N11", true},
	{"62c", "62-day, consultant upgrade", "first treated after upgrade", "62 days", "N7 N11", true},
	{"62s", "62-day, screening", "first treated after screening", "62 days", "N7 N11", true},
	{"31f", "31-day, first treatment", "first treated after the decision to treat", "31 days", "N7", true},
	{"31ss", "31-day, later surgery", "later surgery after the decision to treat", "31 days", "N7", true},
	{"31sd", "31-day, later drugs", "later drug treatment after the decision to treat", "31 days", "N7", true},
	{"31sr", "31-day, later radiotherapy", "later radiotherapy after the decision to treat", "31 days", "N7", true},
}

// cancerMeasures are not whole numbers: a patient shared by two providers counts half at each.
func cancerMeasures() []Measure {
	base := Measure{Section: "Cancer", Source: cancerSource, Period: Month, Kind: Flow, Unit: Patients}
	change := []Break{since("2023-10-01", "three standards (28-day, 31-day, 62-day) replaced the former ones; the two-week wait was removed")}
	var items []Measure
	for _, s := range cancerStandards {
		c := func(p string) Code { return Code("cancer_" + s.code + p) }
		part := []Measure{
			{Code: c("_total"), Name: s.name + ", patients", Definition: "Patients in the month who were " + s.what + "; half patients are legal where two providers share one."},
			{Code: c("_within"), Name: s.name + ", within " + s.limit, Better: Higher, Definition: "Of those, within " + s.limit + " (the last day counts as within)."},
			less(c("_after"), s.name+", after "+s.limit, Flow, "Patients less those within "+s.limit+".", c("_total"), c("_within")),
			share(c("_rate"), s.name+", share within "+s.limit, c("_within"), c("_total"), Higher, "Within "+s.limit+" over all."),
		}
		for i := range part {
			part[i].Ask, part[i].Breaks = s.ask, change
			if s.old {
				part[i].Definition += " A standard until 30 September 2023."
			}
		}
		items = append(items, part...)
	}
	out := family(base, items...)
	backlog := Measure{Section: "Cancer", Source: "NHS England cancer management information (weekly patient tracking list)", Period: Week, Kind: Stock,
		Unit: People, Better: Lower, Integer: true, Ask: "N11 N7"}
	return append(out, family(backlog,
		Measure{Code: "cancer_backlog62", Name: "Waiting over 62 days, urgent suspected cancer",
			Definition: "People still on an urgent suspected cancer pathway after more than 62 days, most of whom turn out not to have cancer. A stock; the 62-day standard is a flow of those treated."},
		Measure{Code: "cancer_backlog104", Name: "Waiting over 104 days, urgent suspected cancer", Doubt: "whether it is published apart",
			Definition: "Of those, waiting more than 104 days: the group whose harm is reviewed."})...)
}
