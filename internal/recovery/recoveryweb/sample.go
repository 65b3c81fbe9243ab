package recoveryweb

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// sampleDay is the day on which the samples are seen, sampleTime the time of it.
func sampleDay() civil.Date { return civil.MustDate("2024-01-10") }

func sampleTime() time.Time { return sampleDay().At(8*60 + 30) }

// sampleHere is one invented trust, seen by somebody with every right, or with the verbs given alone.
func sampleHere(verbs ...access.Verb) here {
	since := civil.Range{From: civil.MustDate("2015-04-01")}
	facts := []org.Fact{{What: org.FactUnit, Org: org.England, Kind: org.KindEngland, Valid: since}}
	unit := func(c org.Code, name string, k org.Kind, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since}, org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: parent, Valid: since})
	}
	unit("Y1", "Sample Region", org.KindRegion, org.England)
	unit("QX", "NHS Ashbourne and Calder Integrated Care Board", org.KindICB, "Y1")
	unit("T1", "Ashbourne Vale NHS Trust", org.KindTrust, "QX")
	unit("T2", "Calder Hospitals NHS Foundation Trust", org.KindTrust, "QX")
	for _, t := range []org.Code{"T1", "T2"} {
		facts = append(facts, org.Fact{What: org.FactMark, Org: t, Text: org.MarkAcuteBeds, Valid: since})
	}
	may := map[access.Verb]bool{}
	for _, v := range verbs {
		may[v] = true
	}
	return here{on: "T1", pic: org.NewBook(facts).At(sampleDay()), now: sampleTime(), today: sampleDay(), link: func(s string) string { return s }, may: func(v access.Verb) bool { return len(verbs) == 0 || may[v] }}
}

// sampleGround is four people and four lists.
func sampleGround() recovery.Ground {
	d := civil.MustDate
	provider := func(on, was string, onDay bool) recovery.Postponement {
		return recovery.Postponement{On: d(on), For: d(was), By: recovery.ByProvider, OnDay: onDay, Reason: "industrial action"}
	}
	patients := []recovery.Patient{
		{Pathway: "P-001", Trust: "T1", Site: "A", Specialty: "100", Procedure: "right hemicolectomy", Priority: recovery.P2, Prioritised: d("2023-12-04"), Clock: d("2023-11-02"), Cancer: &recovery.Cancer{Referred: d("2023-11-02"), DecisionToTreat: d("2023-12-04"), Fast: recovery.Yes}, Minutes: 180, Spread: 40, Scope: recovery.OwnTrust, Notice: 7, Anaesthetic: true, Postponed: []recovery.Postponement{provider("2024-01-03", "2024-01-03", true)}},
		{Pathway: "P-002", Trust: "T1", Site: "A", Specialty: "110", Procedure: "total hip replacement", Priority: recovery.P3, Prioritised: d("2023-10-02"), Clock: d("2022-10-20"), Minutes: 110, Spread: 25, Scope: recovery.OwnTrust, Notice: 21, Anaesthetic: true, Postponed: []recovery.Postponement{provider("2023-07-13", "2023-07-14", false), provider("2024-01-02", "2024-01-04", false)}},
		{Pathway: "P-003", Trust: "T1", Site: "B", Specialty: "110", Procedure: "knee arthroscopy", Priority: recovery.P4, Prioritised: d("2023-09-01"), Clock: d("2023-08-14"), Minutes: 45, Spread: 12, Scope: recovery.OwnSite, Notice: 21, Booked: "L-12", Away: []civil.Range{{From: d("2024-02-10"), To: d("2024-02-18")}}},
		{Pathway: "P-004", Trust: "T1", Site: "A", Specialty: "110", Procedure: "carpal tunnel release", Clock: d("2023-12-01"), Minutes: 30, Spread: 8, Scope: recovery.OwnTrust, Notice: 14},
	}
	sessions := []recovery.Session{
		{ID: "L-09", Trust: "T1", Site: "A", Date: d("2024-01-16"), Half: recovery.AllDay, Specialty: "100", Minutes: 480, Team: "colorectal 1", Anaesthetist: true, HighCare: true},
		{ID: "L-10", Trust: "T1", Site: "A", Date: d("2024-01-17"), Half: recovery.Morning, Specialty: "110", Minutes: 240, Team: "hip 1", Anaesthetist: true, Closed: "WTR-10@1998"},
		{ID: "L-11", Trust: "T1", Site: "A", Date: d("2024-02-06"), Half: recovery.AllDay, Specialty: "110", Minutes: 480, Team: "hip 1", Anaesthetist: true},
		{ID: "L-12", Trust: "T1", Site: "B", Date: d("2024-02-08"), Half: recovery.Afternoon, Specialty: "110", Minutes: 240, Team: "knee 1"},
	}
	return recovery.Ground{Patients: patients, Sessions: sessions, Told: sampleTime().Add(-25 * time.Hour),
		Limits: []recovery.Limit{{Kind: recovery.Beds, Site: "A", Date: d("2024-01-16"), Most: 2}, {Kind: recovery.Anaesthetists, Site: "A", Date: d("2024-01-16"), Most: 3}},
		Blocks: []recovery.Block{{Team: "hip 1", From: d("2024-01-17"), To: d("2024-01-17"), Rule: "WTR-10@1998", Window: "21:00 on 16 January to 08:00 on 17 January"}}}
}

// samplePlan is a plan of the four.
func samplePlan() recovery.Plan {
	d := civil.MustDate
	why := func(due, earlier string) []recovery.Reason {
		return []recovery.Reason{{Code: "due", Words: due}, {Code: "earlier", Words: earlier}, {Code: "change", Words: "one more list of the specialty, or a place that somebody gives up"}}
	}
	return recovery.Plan{Ask: recovery.Ask{From: d("2024-01-11"), Days: 60, Policy: recovery.DefaultPolicy()}, Objective: 1240, Bound: 1221, Gap: 19.0 / 1221, Overruns: .2, Scheduled: 3, Unscheduled: 1,
		Placements: []recovery.Placement{
			{Pathway: "P-001", Session: "L-09", Date: d("2024-01-16"), Change: recovery.New, Why: why("62 days of the cancer pathway were over on 3 January 2024", "no earlier list could take this patient")},
			{Pathway: "P-002", Session: "L-11", Date: d("2024-02-06"), Change: recovery.New, Why: why("a new date within 28 days of the one that was moved", "of 1 earlier list that could take this patient, 1 is closed by rest owed")},
			{Pathway: "P-003", Session: "L-12", Date: d("2024-02-08"), Was: "L-12", Change: recovery.Kept, Why: why("65 weeks on 11 November 2024", "the date held is kept")},
			{Pathway: "P-004", Change: recovery.NoDate, Why: why("18 weeks on 5 April 2024", "every list is full with people whose dates come first")}},
		Lists: []recovery.List{{Session: "L-09", Pathways: []recovery.Pathway{"P-001"}, Minutes: 180, Use: .375, Late: .001, Price: .4}, {Session: "L-10", Closed: "WTR-10@1998"},
			{Session: "L-11", Pathways: []recovery.Pathway{"P-002"}, Minutes: 440, Use: .92, Late: .09, Price: 1.2}, {Session: "L-12", Pathways: []recovery.Pathway{"P-003"}, Minutes: 190, Use: .79, Late: .03}},
		Tiers:    []recovery.Tier{{Number: 1, Name: "Clinical and cancer dates", Cost: 900, People: 1, Before: 2, Parts: []recovery.TierPart{{Name: "P2 past their date", People: 1, Before: 2}}}, {Number: 2, Name: "Postponed before", Cost: 240, People: 1, Before: 2}},
		Clashes:  []recovery.Clash{{Pathway: "P-004", Limits: []string{"the minutes of list L-11", "the notice of 14 days"}, Remedy: "One more list before 5 April, or a shorter notice that the patient agrees to."}},
		Equality: []recovery.EqualityLine{{By: "deprivation", Group: "fifth 1, most deprived", People: 2, MedianWait: 27}, {By: "deprivation", Group: "not recorded", People: 2, MedianWait: -1, Unscheduled: 1}},
		Prices:   []recovery.Price{{Kind: recovery.Beds, Site: "A", Date: d("2024-01-16"), Value: 12}},
		Over:     []recovery.OverLimit{{Limit: "the ward beds of site A on 16 January 2024", Most: 2, Used: 3}}, Notes: []string{"1 person has no clinical priority recorded: planned by the wait alone, and listed for clinical review"}}
}

// sampleKeepings are a large file while it is kept, once it is, refused, and broken off.
func sampleKeepings() map[string]keepingView {
	v := keepingView{here: sampleHere(), k: recovery.Keeping{File: 5, Name: "waiting list.csv", Rows: 61204, Job: 9}, job: &jobs.Info{ID: 9, State: jobs.Running, Done: 1, Total: 3, Words: "keeping 61204 rows"}}
	kept, refused, broken := v, v, v
	kept.k.Import, kept.kept = 3, &recovery.Imported{ID: 3, Kept: 61204, Changed: 410, Gone: 12}
	refused.k.Refused = "The file has rows of other trusts"
	broken.job = &jobs.Info{ID: 9, State: jobs.Failed, LastError: "the database was not there"}
	return map[string]keepingView{"keeping": v, "keeping-kept": kept, "keeping-refused": refused, "keeping-broken": broken}
}

// sampleEntries are the forms of a patient, with a problem, of a session and of a limit.
func sampleEntries() map[string]enterView {
	v := enterView{here: sampleHere(), kind: recovery.PatientFile, key: "P-002", base: 2, reason: ""}
	v.values, _ = recovery.ValuesOf(sampleGround().Patients[1]) // a sample can be written
	v.values["minutes"] = "10000"
	v.bad = []fault.Field{{Name: "minutes", Message: "10000 cannot be; enter minutes from 1 to 1440"}, {Name: "reason", Message: "Say in a sentence what is corrected and why, without naming the patient"}}
	session, limit := enterView{here: sampleHere(), kind: recovery.SessionFile, values: map[recovery.FileField]string{}}, enterView{here: sampleHere(), kind: recovery.LimitFile}
	limit.values, _ = recovery.ValuesOf(sampleGround().Limits[0])
	limit.key = limit.limitKey()
	return map[string]enterView{"enter-patient": v, "enter-session": session, "enter-limit": limit}
}

// sampleBeds are the beds of a trust that has said nothing yet, and of one that has.
func sampleBeds() map[string]bedsView {
	v := bedsView{here: sampleHere(), g: sampleGround().WithBeds(recovery.BedOdds{Why: "no bed forecast of this trust is held", HighWhy: "3 of the last 28 mornings' returns give adult critical care beds open and occupied, and 14 are needed"}, sampleDay()), sites: []string{"A", "B"}, monday: civil.MustDate("2024-01-15")}
	with := v
	with.g = sampleGround()
	with.g.Beds = recovery.BedGround{Stated: true, Rule: recovery.BedRule{Confidence: .8, Most: 1, Sites: []recovery.BedShare{{Site: "A", Ward: .7, High: 1, Held: 12, HighHeld: 1}, {Site: "B", Ward: .3}}}}
	odds := recovery.BedOdds{Origin: sampleDay(), Model: "ensemble-2", Made: sampleTime().Add(-2 * time.Hour), High: 2, HighOf: 27, HighFrom: sampleDay().Add(-27), HighTo: sampleDay()}
	for i := range 28 {
		odds.Ward = append(odds.Ward, recovery.FreeBeds{Night: sampleDay().Add(i), Free: 9 - i%7})
	}
	with.g = with.g.WithBeds(odds, sampleDay())
	bad := v
	bad.bad, bad.typed = []fault.Field{{Name: "ward-A", Message: "Enter the share of site A as a number; 0 where there is none"}}, func(string) string { return "" }
	return map[string]bedsView{"beds-none": v, "beds": with, "beds-problem": bad}
}

// sampleSaid is an offer of each sort and a decision.
func sampleSaid() recovery.Said {
	d := civil.MustDate
	at := sampleTime().Add(-3 * time.Hour)
	dates := []recovery.OfferedDate{{Session: "L-11", Site: "A", Date: d("2024-02-06")}, {Session: "L-12", Site: "B", Date: d("2024-02-08")}}
	return recovery.Said{
		Decisions: []recovery.Decision{{Number: 1, Pathway: "P-002", Kind: recovery.DecideForbid, Value: "L-12", Reason: "the equipment is at site A", By: recovery.By{Actor: "account:1", Role: "booking-manager"}, At: at}},
		Findings:  []recovery.Finding{{Pathway: "P-002", Found: recovery.FoundWaiting, At: at, By: "account:1", Note: "telephoned"}},
		Offers:    []recovery.Offer{{ID: "000001", Pathway: "P-001", Session: "L-09", Date: d("2024-01-16"), SafeBy: d("2024-01-04")}, {ID: "000002", Pathway: "P-002", Session: "L-11", Date: d("2024-02-06"), SafeBy: d("2024-02-01")}},
		Events:    []recovery.OfferEvent{{Offer: "000002", To: recovery.OfferReviewed, At: at, By: "account:2", Clinical: true}, {Offer: "000002", To: recovery.OfferMade, At: at.Add(time.Hour), By: "account:1", Dates: dates, AnswerBy: d("2024-01-17")}}}
}

func sampleNames() map[string]string {
	return map[string]string{"account:1": "Booking manager (synthetic)", "account:2": "Clinician (synthetic)"}
}
