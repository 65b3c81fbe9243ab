package restweb

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
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
	return org.NewBook(facts).At(civil.MustDate("2024-01-10"))
}

func sampleNow() time.Time { return civil.MustDate("2024-01-10").At(18 * 60) }

func sampleAt(on org.Code) at {
	return at{on: on, pic: samplePicture(), now: sampleNow(), today: civil.Today(sampleNow()), link: func(s string) string { return s }, may: func(access.Verb, org.Code) bool { return true }}
}

// sampleTeam is invented people: a consultant who acted down, a resident on nights, a nurse with time off in lieu, and one
// of whom everything but work elsewhere is known.
func sampleTeam() map[rest.Person]rest.Kept {
	out := map[rest.Person]rest.Kept{}
	add := func(p rest.Person, day string, from, to civil.Clock, extra rest.Extra) {
		d := civil.MustDate(day)
		end := d.At(to)
		if to <= from {
			end = d.Add(1).At(to)
		}
		k := out[p]
		state := rest.Worked
		if end.After(sampleNow()) {
			state = rest.Planned
		}
		k.Duties = append(k.Duties, rest.Duty{Person: p, Employer: "T1", Start: d.At(from), End: end, State: state, Kind: rest.Shift, Extra: extra, Breaks: 30 * time.Minute})
		out[p] = k
	}
	hire := func(p rest.Person, terms rest.Terms, hours, day float64, other rest.Other) {
		k := out[p]
		k.Contracts = []rest.Contract{{Person: p, Employer: "T1", Terms: terms, Hours: hours, Day: day, Other: other, From: civil.MustDate("2022-08-03")}}
		out[p] = k
	}
	for _, x := range []struct {
		day      string
		from, to civil.Clock
		extra    rest.Extra
	}{{"2024-01-03", 480, 1080, ""}, {"2024-01-04", 480, 780, ""}, {"2024-01-04", 1200, 510, rest.ExtraPaid}, {"2024-01-05", 1110, 1410, rest.ExtraPaid}, {"2024-01-06", 480, 1230, rest.ExtraPaid},
		{"2024-01-07", 480, 1230, rest.ExtraPaid}, {"2024-01-08", 480, 1080, ""}, {"2024-01-09", 480, 1080, ""}, {"2024-01-10", 540, 1020, ""}, {"2024-01-12", 480, 1080, ""}} {
		add("P-0001", x.day, x.from, x.to, x.extra)
	}
	for _, day := range []string{"2023-12-30", "2023-12-31"} {
		add("P-0002", day, 480, 1230, "")
	}
	for _, day := range []string{"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-06"} {
		add("P-0002", day, 1230, 540, "")
	}
	add("P-0003", "2023-12-20", 450, 1200, rest.ExtraInLieu)
	add("P-0003", "2023-12-22", 450, 1200, rest.ExtraInLieu)
	add("P-0003", "2024-01-08", 450, 1200, "")
	add("P-0004", "2024-01-08", 540, 1020, "")
	hire("P-0001", rest.Consultant, 40, 8, rest.OtherNone)
	hire("P-0002", rest.Resident2016, 47.5, 8, rest.OtherNone)
	hire("P-0003", rest.Agenda, 37.5, 7.5, rest.OtherKnown)
	hire("P-0004", rest.Agenda, 37.5, 7.5, rest.OtherUnknown)
	k := out["P-0003"]
	k.Records = []rest.Entry{{ID: 1, Person: "P-0003", Ledger: rest.Contractual, Kind: rest.Booked, Hours: 7.5, At: civil.MustDate("2024-01-09").At(480), Until: civil.MustDate("2024-01-09").At(930)},
		{ID: 2, Person: "P-0003", Ledger: rest.Recovery, Kind: rest.Booked, Hours: 4, At: civil.MustDate("2024-01-15").At(480), Until: civil.MustDate("2024-01-15").At(720)}}
	out["P-0003"] = k
	return out
}

func sampleMembers() map[rest.Person]rest.Member {
	return map[rest.Person]rest.Member{
		"P-0001": {Known: rest.Known{Person: "P-0001", Name: "Consultant (synthetic)", Team: "Medicine"}}, "P-0002": {Known: rest.Known{Person: "P-0002", Name: "Resident (synthetic)", Team: "Medicine"}},
		"P-0003": {Known: rest.Known{Person: "P-0003", Name: "Nurse (synthetic)", Team: "Ward 7"}}, "P-0004": {Known: rest.Known{Person: "P-0004", Name: "Therapist (synthetic)", Team: "Ward 7"}, Account: 7},
	}
}

func sampleRecovery() civil.Date { return civil.MustDate("2024-01-09") }

func samplePerson(p rest.Person) personView {
	k := sampleTeam()[p]
	policy := rest.DefaultPolicy()
	return personView{at: sampleAt("T1"), employer: "T1", person: p, member: sampleMembers()[p], mayBook: true, kept: k, policy: policy, recovery: sampleRecovery(), holidays: civil.England(),
		j: rest.Judge(k.Ask(p, policy, civil.England(), sampleNow(), sampleRecovery()))}
}

func samplePeople() peopleView {
	v := peopleView{at: sampleAt("T1"), members: sampleMembers(), judged: map[rest.Person]rest.Judgement{}, all: true}
	for p := range v.members {
		v.judged[p] = samplePerson(p).j
	}
	return v
}

func sampleCounts(on org.Code) countsView {
	c := rest.Counts{Org: "T1"}
	for _, j := range samplePeople().judged {
		c.Add(j)
	}
	return countsView{at: sampleAt(on), rows: []rest.Counts{c}, own: on == "T1", recovery: sampleRecovery(), silent: 1}
}

// sampleNotices are of the sample team; one waits for nobody any more.
func sampleNotices() []rest.Notice {
	n := func(p rest.Person, l rest.Ledger, rule rest.RuleID, step rest.LineState, to access.Role) rest.Notice {
		return rest.Notice{Owing: rest.Owing{Person: p, Ledger: l, Rule: rule, Arose: civil.MustDate("2024-01-04").At(1200)}, Due: civil.MustDate("2024-01-09").At(480), Step: step, To: to, Hours: 4,
			At: sampleNow().Add(-time.Hour), Place: 1}
	}
	return []rest.Notice{n("P-0001", rest.Statutory, "WTR-10", rest.Overdue, access.TrustDirector), n("P-0002", rest.Statutory, "WTR-10", rest.Overdue, access.Guardian),
		n("P-0003", rest.Contractual, "AFC-TOIL", rest.Open, access.TeamManager), n("P-0002", rest.Recovery, "LOCAL-REC", rest.Soon, access.RotaCoordinator), n("P-0001", rest.Recovery, "LOCAL-REC", rest.Open, access.TeamManager),
		n("P-0004", rest.Recovery, "LOCAL-REC", rest.Settled, "")}
}

// Gallery is every page of the room with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	add := func(name string, page web.Page, body parts) {
		out = append(out, web.Specimen{Name: "rest/" + name, Page: page, Body: body})
	}
	keep := func(name string) func(web.Page, parts) { return func(p web.Page, b parts) { add(name, p, b) } }
	home := homeView{at: sampleAt("T1"), mine: true, people: []org.Code{"T1"}, areas: samplePicture().Units(org.KindICB, org.KindTrust)}
	keep("home")(home.made())
	keep("rules")(rulesPage(sampleAt("T1")))
	for _, p := range []rest.Person{"P-0001", "P-0002", "P-0003"} {
		keep("person-" + string(p[5:]))(samplePerson(p).made())
	}
	own := samplePerson("P-0004")
	own.own, own.mayBook = true, false
	keep("own")(own.made())
	bad := samplePerson("P-0001")
	bad.typed = booking{ledger: "L1", kind: "paid", fromDay: "2024-01-12", fromClock: "08:00", toDay: "2024-01-12", toClock: "16:00"}
	bad.bad = []fault.Field{{Name: "kind", Message: "Only contractual time off in lieu can be paid. Compensatory rest is given as rest (WTR-24)"}}
	keep("person-problem")(bad.made())
	keep("people")(samplePeople().made())
	keep("people-none")(peopleView{at: sampleAt("T1")}.made())
	keep("breaches")(samplePeople().breachPage())
	keep("counts-trust")(sampleCounts("T1").made())
	keep("counts-board")(sampleCounts("QX").made())
	keep("counts-none")(countsView{at: sampleAt("T2")}.made())
	file := fileView{at: sampleAt("T1"), kept: []rest.Imported{{ID: 1, Kind: rest.DutiesIn, Org: "T1", File: rest.File{Name: "duties.csv"}, Read: 84, Kept: 84, At: sampleNow().Add(-time.Hour)}}}
	keep("file")(file.made())
	file.bad = []fault.Field{{Name: "file", File: "duties.csv", Cell: "C2", Message: "the clocks showed 2023-10-29 01:30 twice: write 01:30 BST for the first or 01:30 GMT for the second"}}
	keep("file-problem")(file.made())
	file.sum, file.bad = "digest", []fault.Field{{Name: rest.NewPeople, File: "duties.csv", Cell: "row 2", Message: "nothing is known here of P-0071 (rows with this code: 2). Correct the code, or say below that these are new people"},
		{Name: rest.PlannedAlike, File: "duties.csv", Cell: "row 7", Message: "this duty lies in: 11 hours of rest after a duty (WTR-10@1998), 12 January 2024 18:00 GMT to 13 January 2024 05:00 GMT"}}
	keep("file-ticks")(file.made())
	keep("contract")(contractView{at: sampleAt("T1"), typed: map[string]string{"person": "P-0003", "terms": "agenda-for-change", "other": "known"}, known: sampleTeam()["P-0003"].Contracts}.made())
	notices := noticesView{countsView: countsView{at: sampleAt("T1"), own: true}, list: sampleNotices()[:5], members: sampleMembers(), roles: []access.Role{access.Guardian}}
	keep("notices")(notices.made())
	notices.members, notices.own = nil, false
	keep("notices-board")(notices.made())
	keep("notices-none")(noticesView{countsView: countsView{at: sampleAt("T1"), own: true}}.made())
	keep("duty")(dutyView{at: sampleAt("T1"), typed: map[string]string{"state": "worked", "kind": "shift"}}.made())
	keep("teams")(teamsView{at: sampleAt("T1"), teams: map[string]int{"Medicine": 2, "Ward 7": 2}, managers: map[string][]int64{"Medicine": {3}}, emails: map[int64]string{3: "manager@example.org"}}.made())
	keep("policy")(policyView{at: sampleAt("T1"), p: rest.DefaultPolicy(), from: "2024-01-10", mayDo: true, typed: map[string]string{}}.made())
	return out
}
