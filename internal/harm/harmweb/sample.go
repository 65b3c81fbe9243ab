package harmweb

import (
	"slices"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// samplePicture is the organisations of the samples, all invented.
func samplePicture() *org.Picture {
	since := civil.Range{From: civil.MustDate("2015-04-01")}
	facts := []org.Fact{{What: org.FactUnit, Org: org.England, Kind: org.KindEngland, Valid: since}}
	unit := func(c org.Code, name string, k org.Kind, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since}, org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: parent, Valid: since})
	}
	unit("Y1", "Sample Region", org.KindRegion, org.England)
	unit("QX", "NHS Ashbourne and Calder Integrated Care Board", org.KindICB, "Y1")
	unit("T1", "Ashbourne Vale NHS Trust", org.KindTrust, "QX")
	unit("T2", "Calder Hospitals NHS Foundation Trust", org.KindTrust, "QX")
	return org.NewBook(facts).At(sampleDay())
}

func sampleDay() civil.Date { return civil.MustDate("2024-03-20") }

func sampleNow() time.Time { return sampleDay().At(9 * 60) }

// samplePeriod is the code of the period of action in the samples.
const samplePeriod = "RD-2024-01"

func sampleCalendar() harm.Periods {
	over := func(code action.Code, name, from, to string) action.Period {
		return action.Period{Code: code, Name: name, Standing: action.Confirmed, Windows: []action.Window{{Union: action.BMA, Staff: action.Residents, PlannedFrom: action.MustMoment(from), PlannedTo: action.MustMoment(to)}}}
	}
	return harm.Periods{over("RD-2023-12", "Resident doctors, December 2023", "2023-12-20T07:00", "2023-12-23T07:00"), over(samplePeriod, "Resident doctors, January 2024 (sample)", "2024-01-03T07:00", "2024-01-09T07:00")}
}

func samplePeriods() [][2]string { return sampleCalendar().Named() }

func sampleHere(on org.Code) here {
	return here{on: on, pic: samplePicture(), now: sampleNow(), today: sampleDay(), link: func(s string) string { return s }, may: func(access.Verb) bool { return true }}
}

func sampleNames() map[string]string {
	return map[string]string{"account:1": "Medical director (synthetic)", "account:2": "Ward sister (synthetic)", "account:3": "Consultant (synthetic)"}
}

func sampleEvents() []harm.Kept {
	day := civil.MustDate
	first := harm.Event{ID: "000001", Trust: "T1", Revision: 1, Recorded: day("2024-01-12").At(17 * 60), By: "account:2", Kind: harm.Incident, Site: "Ashbourne General", Service: "Urology",
		Occurred: day("2024-01-05"), Detected: day("2024-01-11"), What: "An operation had been postponed; the patient was admitted as an emergency six days later with sepsis.", Actions: "Treated at once; the operation was brought forward.",
		Grade: harm.Grade{Physical: harm.LowPhysical, Psychological: harm.LowPsychological, Basis: harm.Likely}, Patients: 1, Detection: 6, Period: samplePeriod}
	second := first
	second.Revision, second.Recorded, second.By, second.Why = 2, day("2024-03-04").At(11*60), "account:3", "The stay was longer than two weeks and kidney function has not come back."
	second.Grade = harm.Grade{Physical: harm.SeverePhysical, Psychological: harm.LowPsychological, Basis: harm.Actual}
	second.Response = harm.CaseNoteReview
	waits := harm.Event{ID: "000002", Trust: "T1", Revision: 1, Recorded: day("2024-02-01").At(9 * 60), By: "account:2", Kind: harm.Incident, Occurred: day("2024-01-04"), Detected: day("2024-01-30"), Service: "Colorectal surgery",
		What: "Treatment of a suspected cancer began 41 days later than planned. The stage at treatment is not known yet.", Grade: harm.Grade{Basis: harm.NotDeterminable, Review: day("2024-03-15")}, Patients: 1, Period: samplePeriod}
	risk := harm.Event{ID: "000003", Trust: "T1", Revision: 1, Recorded: day("2024-03-19").At(20 * 60), By: "account:2", Kind: harm.Risk, Detected: day("2024-03-19"), What: "One registrar covers two sites at night.", Imminent: "y"}
	good := harm.Event{ID: "000004", Trust: "T1", Revision: 1, Recorded: day("2024-01-06").At(8 * 60), By: "account:2", Kind: harm.GoodCare, Occurred: day("2024-01-05"), What: "Consultants at the front door shortened the time to a first review."}
	candour := harm.Candour{Event: "000001", Notifiable: "yes", Level: "severe", Aware: day("2024-03-04").At(11 * 60), By: "account:3", Recorded: day("2024-03-04").At(12 * 60)}
	tried := candour
	tried.Contacts = []harm.Contact{{At: day("2024-03-06").At(15 * 60), By: "account:3", Words: "By telephone; nobody answered."}}
	return []harm.Kept{
		{ID: "000001", Trust: "T1", Revisions: []harm.Event{first, second}, Candour: []harm.Candour{candour, tried},
			Links: []harm.Link{{Event: "000001", Period: samplePeriod, Strength: mitigation.DontKnow, Reviewer: "account:2", On: day("2024-01-12")},
				{Event: "000001", Period: samplePeriod, Strength: mitigation.Probably, Reviewer: "account:3", Consultant: true, On: day("2024-03-05"), Why: "The operation would have taken place on 5 January. An infection before that day was looked for and not found."}},
			Sent: []harm.Sent{{Event: "000001", Revision: 1, Profile: 6, State: harm.Taken, At: day("2024-01-12").At(17*60 + 1), Reply: "PSE-SAMPLE-1"}, {Event: "000001", Revision: 2, Profile: 6, State: harm.Failing, At: day("2024-03-04").At(11*60 + 2), Next: sampleNow().Add(time.Hour), Reply: "the service could not be reached"}}},
		{ID: "000002", Trust: "T1", Revisions: []harm.Event{waits}, Sent: []harm.Sent{{Event: "000002", Revision: 1, State: harm.Queued, Next: sampleNow()}}},
		{ID: "000003", Trust: "T1", Revisions: []harm.Event{risk}, Sent: []harm.Sent{{Event: "000003", Revision: 1, Profile: 6, State: harm.Refused, At: day("2024-03-19").At(20*60 + 1), Reply: "RiskImminent is missing"}}},
		{ID: "000004", Trust: "T1", Revisions: []harm.Event{good}, Sent: []harm.Sent{{Event: "000004", Revision: 1, Profile: 6, State: harm.Filed, At: day("2024-01-06").At(9 * 60)}}},
	}
}

// sampleCohort is forty postponed pathways with triggers, some of which were found late, and reviews at every stage.
func sampleCohort() harm.Cohort {
	c := harm.Cohort{Trust: "T1", Period: samplePeriod}
	lost := civil.MustDate("2024-01-03")
	for i := range 40 {
		w := harm.Watched{ID: harm.WatchID("W0000" + strconv.Itoa(10+i)), Trust: "T1", Period: samplePeriod, Postponed: lost.Add(i % 4), For: lost.Add(i % 4), Specialty: []string{"101", "104", "110", "502"}[i%4], Priority: []string{"P2", "P3", "P4", "P4", "P4"}[i%5],
			Waiting: 40 + 9*i, Times: 1 + i%7/6, Cancer: i%9 == 0, Group: harm.Group{Ethnicity: []string{"A", "A", "A", "H", ""}[i%5], Deprivation: strconv.Itoa(1 + i%5)}.String()}
		if i%3 > 0 {
			w.NewDate = lost.Add(60 + i)
		}
		c.Watched = append(c.Watched, w)
	}
	trigger := func(n, after, found int, kind harm.TriggerKind) {
		w := c.Watched[n]
		c.Triggers = append(c.Triggers, harm.Trigger{Watch: w.ID, Kind: kind, Occurred: w.Postponed.Add(after), Detected: w.Postponed.Add(found).At(10 * 60), Source: "admissions list"})
	}
	for n, x := range [][2]int{{3, 4}, {6, 6}, {5, 20}, {13, 15}, {14, 14}, {14, 14}, {25, 26}, {27, 61}, {58, 60}, {60, 74}, {61, 62}, {70, 71}} {
		trigger(n, x[0], x[1], []harm.TriggerKind{"emergency-admission", "priority-raised", harm.NoNewDate}[n%3])
	}
	step := func(n, after int, e harm.ReviewEvent) {
		e.Watch, e.At = c.Watched[n].ID, c.Watched[n].Postponed.Add(after).At(12*60)
		c.Reviews = append(c.Reviews, e)
	}
	for n, at := range map[int]int{0: 4, 1: 6, 2: 20, 3: 15} {
		step(n, at, harm.ReviewEvent{To: harm.Opened, By: "account:2", Words: "red: a trigger"})
	}
	step(1, 9, harm.ReviewEvent{To: harm.Screened, By: "account:2", Finding: harm.NeedsReview, Words: "The admission was for the same condition."})
	step(2, 22, harm.ReviewEvent{To: harm.Screened, By: "account:2", Finding: harm.NotNeeded, Words: "The admission was for another condition."})
	step(2, 23, harm.ReviewEvent{To: harm.Shut, By: "account:3", Clinician: true, Words: "Agreed."})
	step(3, 18, harm.ReviewEvent{To: harm.Screened, By: "account:2", Finding: harm.NeedsReview, Words: "Infection after the postponement."})
	step(3, 61, harm.ReviewEvent{To: harm.Reviewed, By: "account:3", Clinician: true, Finding: harm.HarmFound, Grade: harm.Grade{Physical: harm.SeverePhysical, Basis: harm.Actual}, Delay: "41 days between the lost and the new date", Expedite: true, Event: "000001", Words: "Kidney function has not come back."})
	slices.SortStableFunc(c.Reviews, func(a, b harm.ReviewEvent) int { return a.At.Compare(b.At) })
	return c
}

// sampleReported is half a year of events, the newest of which are not all recorded yet.
func sampleReported() []harm.Reported {
	var out []harm.Reported
	for i := range 200 {
		on := sampleDay().Add(-1 - i)
		for k := range 1 + i%3%2 {
			if recorded := on.Add((i*7 + k*11) % 29); !recorded.After(sampleDay()) {
				out = append(out, harm.Reported{Occurred: on, Recorded: recorded})
			}
		}
	}
	return out
}

// sampleStrata compares emergency admissions by a split.
func sampleStrata(split string) map[string][]harm.Stratum {
	out := map[string][]harm.Stratum{}
	groups := map[string][]string{"": {""}, harm.ByEthnicity: {"A", "H", "not recorded"}, harm.ByDeprivation: {"1", "5"}}[split]
	for i, g := range groups {
		n := 240 / (1 + 3*i)
		out[harm.ComparedWith(harm.Beside, g)] = []harm.Stratum{{Name: "101 P2", Exposed: n, Hits: n / 12, Others: 3 * n, OtherHit: n / 3}, {Name: "110 P4", Exposed: n / 2, Hits: n / 40, Others: n, OtherHit: n / 16}}
		out[harm.ComparedWith(harm.Before, g)] = []harm.Stratum{{Name: "101 P2", Exposed: n, Hits: n / 12, Others: 2 * n, OtherHit: n / 5}, {Name: "110 P4", Exposed: n / 2, Hits: n / 40}}
	}
	return out
}
