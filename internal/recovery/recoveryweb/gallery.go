package recoveryweb

import (
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
)

// Gallery is every page of the room with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	add := func(name string, page web.Page, p parts) {
		page.Refresh = 0 // a sample does not change
		out = append(out, web.Specimen{Name: "recovery/" + name, Page: page, Body: p.body()})
	}
	for name, v := range sampleBoards() {
		add(name, v.page(), v.parts())
	}
	sys := systemView{here: sampleHere(access.RecoveryCounts), trusts: []org.Code{"T1", "T2"}, counts: map[org.Code]recovery.Counted{"T1": sampleCounted()}}
	sys.on = "QX"
	add("system", sys.page(), sys.parts())
	add("choose", choosePage(), chooseParts(sampleHere(), "", sys.pic.Units(org.KindICB, org.KindTrust), sys.counts))
	list := patientsView{here: sampleHere(), page: 1, rows: rowsOf(sampleGround(), ptr(samplePlan()), sampleHere()), all: 4, specs: []string{"100", "110"}, planned: true, sessions: bySession(sampleGround().Sessions)}
	add("patients", list.pageOf(), list.parts())
	for _, p := range []recovery.Pathway{"P-001", "P-002"} {
		v := samplePatient(p)
		add("patient-"+strings.ToLower(string(p)), v.pageOf(), v.parts())
	}
	files := filesView{here: sampleHere(), kept: []recovery.Imported{{ID: 1, Kind: recovery.PatientFile, Org: "T1", File: recovery.File{Name: "waiting list.csv"}, Read: 4, Kept: 4, Changed: 4, Notes: []string{"Of 1 pathways the priority was kept: a newer list gave none"}, By: "account:1", At: sampleTime().Add(-time.Hour)}}, who: sampleNames()}
	add("files", files.page(), files.parts())
	for name, v := range sampleMaps() {
		add(name, v.page(), v.parts())
	}
	ses := sessionsView{here: sampleHere(), g: sampleGround(), monday: civil.MustDate("2024-01-15"), booked: map[recovery.SessionID]int{"L-09": 1}}
	add("sessions", ses.pageOf(), ses.parts())
	for name, v := range sampleKeepings() {
		add(name, v.pageOf(), v.parts())
	}
	for name, v := range sampleEntries() {
		add(name, v.pageOf(), v.parts())
	}
	for name, v := range sampleBeds() {
		add(name, v.pageOf(), v.parts())
	}
	for name, v := range samplePlans() {
		add(name, v.pageOf(v.title()), v.parts())
	}
	plan := samplePlanView()
	plans := plansView{here: sampleHere(), ready: true, list: []recovery.PlanKept{plan.k}, use: 7, names: sampleNames(), typed: planForm{seconds: "10", seed: "1"}}
	add("plans", plans.pageOf(), plans.parts())
	cal := calendarView{planView: plan, monday: civil.MustDate("2024-01-15"), holidays: civil.England()}
	add("calendar", cal.pageOf("Calendar of lists"), cal.parts())
	one := listView{plan, plan.k.Plan.Lists[2], plan.sessions["L-11"]}
	add("list", one.pageOf("List L-11"), one.parts())
	everybody := peopleView{plan, "", 1}
	add("people", everybody.pageOf("People in the plan"), everybody.parts())
	add("weights", plan.pageOf("Weights of the plan"), plan.weightParts())
	for name, v := range sampleTrials() {
		add(name, v.pageOf("What if"), v.parts())
	}
	offers := sampleOffers()
	add("offers", offers.pageOf(), offers.parts())
	for _, x := range offers.list {
		v := sampleOffer(x)
		add("offer-"+string(x.o.ID), v.pageOf(), v.parts())
	}
	g := sampleGround()
	work := worklistView{here: sampleHere(), page: 1, of: byPathway(g.Patients), list: recovery.Worklist(g.Patients, nil, nil, sampleDay())}
	add("worklist", work.pageOf(), work.parts())
	return out
}

func ptr[T any](v T) *T { return &v }

func sampleCounted() recovery.Counted {
	c := recovery.CountOf(sampleGround().Patients, sampleGround().Sessions, sampleDay())
	c.At = sampleTime().Add(-4 * time.Hour)
	return c
}

func sampleBoards() map[string]boardView {
	g, plan := sampleGround(), samplePlan()
	v := boardView{here: sampleHere(), told: g.Told, counted: sampleCounted(), line: recovery.LineDates, plan: &plan, use: &recovery.PlanUse{Plan: 7, Reason: "agreed", At: sampleTime().Add(-time.Hour)}}
	v.burn = recovery.Burn(g.Patients, g.Sessions, &plan, v.line, v.today, burnDays(v.today))
	v.todo, v.of = v.todos(g, sampleSaid()), "pathways of 3 people, and 1 whose NHS number is not kept"
	return map[string]boardView{"board": v, "board-none": {here: sampleHere()}}
}

func samplePatient(p recovery.Pathway) patientView {
	g, k := sampleGround(), samplePlanView().k
	v := patientView{here: sampleHere(), sessions: bySession(g.Sessions), use: &k, names: sampleNames(), typed: map[string]string{}, open: g.Sessions[2:]}
	v.s.Patient, v.s.Told, v.s.Said = byPathway(g.Patients)[p], []recovery.Told{{Patient: byPathway(g.Patients)[p], At: g.Told}}, sampleSaid().Of(p)
	v.clocks = recovery.ClocksOf(v.s.Patient, v.today)
	v.find()
	if p == "P-001" {
		v.asked, v.who = true, &recovery.Identity{Pathway: p, Trust: "T1", NHSNumber: "9990000018", Local: "H000001", Given: "Invented", Family: "Person"}
		v.bad, v.typed["kind"] = []fault.Field{{Name: "reason", Message: "Say in a sentence why, without naming the patient"}}, "hold"
	}
	return v
}

func sampleMaps() map[string]mapView {
	heads := []string{"Pathway id", "Specialty", "Priority", "RTT clock start", "Minutes", "NHS number"}
	v := mapView{here: sampleHere(), file: recovery.Staged{ID: 5, Kind: recovery.PatientFile, File: recovery.File{Name: "waiting list.csv"}}, heads: heads, rows: [][]string{{"P-001", "100", "P2", "02/11/2023", "180", "999 000 0018"}}}
	v.m, v.unused = recovery.GuessMapping(recovery.PatientFile, heads)
	v.who, _ = recovery.GuessMapping(recovery.IdentityFile, heads)
	bad, good := v, v
	bad.bad = []fault.Field{{Name: "Minutes", File: "waiting list.csv", Cell: "E3", Message: "10000 cannot be; enter minutes from 1 to 1440"}, {Name: "pathway", Message: "Choose the column that holds this: the pathway's number"}}
	good.checked = &checkedFile{words: patientWords(sampleGround().Patients)}
	return map[string]mapView{"mapping": v, "mapping-problem": bad, "mapping-checked": good}
}

func samplePlanView() planView {
	g, p := sampleGround(), samplePlan()
	k := recovery.PlanKept{ID: 7, Org: "T1", Ask: recovery.PlanAsk{Purpose: recovery.PurposePlan, From: civil.MustDate("2024-01-11"), Days: 60, Seconds: 10, Seed: 1}, Asked: sampleTime().Add(-2 * time.Hour), By: "account:1", Plan: &p, Made: sampleTime().Add(-2 * time.Hour)}
	return planView{here: sampleHere(), whole: k.Plan, k: k, ground: g, sessions: bySession(g.Sessions), patients: byPathway(g.Patients), name: sampleNames()["account:1"], use: &recovery.PlanUse{Plan: 7, Reason: "agreed at the booking meeting", At: sampleTime().Add(-time.Hour)}}
}

// samplePlans are a plan in each of its states.
func samplePlans() map[string]planView {
	made, repair, running, refused, stopped := samplePlanView(), samplePlanView(), samplePlanView(), samplePlanView(), samplePlanView()
	mended := samplePlan()
	mended.Bound, mended.Gap, mended.Placements[1].Session, mended.Placements[1].Change = 0, 0, "", recovery.Dropped
	base := made.k
	repair.k.ID, repair.k.Plan, repair.base = 8, &mended, &base
	repair.k.Ask.Purpose, repair.k.Ask.Differs = recovery.PurposeRepair, []recovery.Difference{{Kind: recovery.ListClosed, Session: "L-11"}}
	running.k.ID, running.k.Plan, running.k.Made = 9, nil, time.Time{}
	running.job = &jobs.Info{ID: 4, State: jobs.Running, Done: 40, Total: 100, Words: "improving; the best so far costs 1260, nothing can cost less than 1221: at most 3.2% apart"}
	refused.k.ID, refused.k.Plan, refused.k.Refuse = 10, nil, "nothing was planned\nminutes: pathway P-009 needs 10,000 minutes and no list is as long; correct the minutes"
	stopped.k.ID, stopped.k.Plan, stopped.k.Made, stopped.job = 11, nil, time.Time{}, &jobs.Info{ID: 5, State: jobs.Failed, LastError: "broke off"}
	return map[string]planView{"plan": made, "plan-repair": repair, "plan-running": running, "plan-refused": refused, "plan-stopped": stopped}
}

func sampleTrials() map[string]whatIfView {
	v := whatIfView{planView: samplePlanView(), typed: whatIfForm{kind: "pin", number: "10", from: civil.MustDate("2024-01-11"), to: civil.MustDate("2024-01-17"), pathway: "P-004", session: "L-11"}}
	yes, no := v, v
	yes.effect = &recovery.Effect{Possible: true, Saved: -64, Trial: recovery.Trial{Kind: recovery.TryPin, Pathway: "P-004", Session: "L-11"}, Tiers: samplePlan().Tiers,
		Shifts: []recovery.Shift{{Pathway: "P-002", From: "L-11", Before: civil.MustDate("2024-02-06"), Cost: 70}, {Pathway: "P-004", To: "L-11", After: civil.MustDate("2024-02-06"), Cost: -6}}}
	no.effect = &recovery.Effect{Words: "the list is closed: WTR-10@1998", Trial: recovery.Trial{Kind: recovery.TryPin}}
	bad := v
	bad.bad = []fault.Field{{Name: "pathway", Message: "Enter the pathway"}}
	return map[string]whatIfView{"what-if": v, "what-if-answer": yes, "what-if-impossible": no, "what-if-problem": bad}
}

func sampleOffers() offersView {
	v := offersView{here: sampleHere(), g: sampleGround(), said: sampleSaid(), state: recovery.OfferProposed, page: 1}
	for _, o := range v.said.Offers {
		p := byPathway(v.g.Patients)[o.Pathway]
		v.list = append(v.list, offerRow{o, recovery.StandOffer(o, v.said.Events, p.Cancer != nil, v.today), p})
	}
	return v
}

func sampleOffer(x offerRow) offerView {
	v := offerView{here: sampleHere(), x: x, open: sampleGround().Sessions[2:], rooms: recovery.RoomsOf(sampleGround(), sampleSaid(), sampleDay()), names: sampleNames(), typed: func(string) string { return "" }}
	for _, e := range sampleSaid().Events {
		if e.Offer == x.o.ID {
			v.events = append(v.events, e)
		}
	}
	return v
}
