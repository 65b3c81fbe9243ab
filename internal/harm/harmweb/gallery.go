package harmweb

import (
	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// Gallery is every page of the room with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	add := func(name string, page web.Page, body templ.Component) {
		out = append(out, web.Specimen{Name: "harm/" + name, Page: page, Body: body})
	}
	choose := chooseView{here: sampleHere("T1"), found: samplePicture().Units(org.KindICB, org.KindTrust), entry: Path}
	add("choose", choose.made(), choose.parts().body())
	for name, on := range map[string]org.Code{"counts-trust": "T1", "counts-board": "QX"} {
		v := homeView{here: sampleHere(on), list: sampleEvents()}
		add(name, v.made(), v.parts().body())
	}
	for name, v := range sampleRecords() {
		add(name, v.made(), v.form())
	}
	list := eventsView{here: sampleHere("T1"), list: sampleEvents(), order: "physical", number: 1}
	sortEvents(list.list, list.order)
	add("events", list.made(), list.parts().body())
	list.list = nil
	add("events-none", list.made(), list.parts().body())
	due := dueView{here: sampleHere("T1"), list: sampleEvents(), holidays: civil.England()}
	add("due", due.made(), due.parts().body())
	for _, k := range sampleEvents() {
		v := eventView{here: sampleHere("T1"), k: k, names: sampleNames(), holidays: civil.England()}
		add("event-"+string(k.Now().Kind)+"-"+string(k.ID), v.made(), v.parts().body())
	}
	galleryActs(add)
	galleryReviews(add)
	galleryCounts(add)
	return out
}

func sampleRecords() map[string]recordView {
	fresh := recordView{here: sampleHere("T1"), fields: fields{typed: typed{"kind": string(harm.Incident), "patients": "1"}}, calendar: sampleCalendar()}
	fresh.typed.setDate("detected", fresh.today)
	bad := fresh
	bad.typed = typed{"kind": string(harm.Incident), "patients": "1", "what": "Seen at the clinic on the day, letter sent to AB1 2CD.", "basis": string(harm.Actual)}
	var faults fault.List
	bad.typed.anonymous(&faults, recordTexts()...)
	bad.bad, _ = joined(faults, harm.Event{Kind: harm.Incident, What: "x", Grade: harm.Grade{Basis: harm.Actual}}.Check(bad.today))
	e := sampleEvents()[0].Now()
	again := recordView{here: sampleHere("T1"), fields: fields{typed: typedOf(e)}, calendar: sampleCalendar(), was: &e}
	return map[string]recordView{"record": fresh, "record-problem": bad, "revise": again}
}

func galleryActs(add func(string, web.Page, templ.Component)) {
	act := actView{here: sampleHere("T1"), fields: fields{typed: typed{"strength": "2", "to": "period:" + samplePeriod}}, k: sampleEvents()[0], periods: samplePeriods(), requests: []mitigation.Ref{"PSM-RD-2024-01-T1-0001"}}
	p, body := act.linkPage()
	add("link", p, body)
	act.bad = []fault.Field{{Name: "strength", Message: "Only a reviewer of consultant level who took no part in the request or the care can say caused"}, {Name: "why", Message: "Say why, in words"}}
	p, body = act.linkPage()
	add("link-problem", p, body)
	act.bad, act.typed = nil, typed{"notifiable": "yes", "level": "severe"}
	act.typed.setMoment("aware", sampleNow())
	p, body = act.candourPage()
	add("candour", p, body)
	act.typed = typed{}
	act.typed.setMoment("contact", sampleNow())
	p, body = act.attemptPage()
	add("attempt", p, body)
}

func sampleReview(n int) reviewView {
	c := sampleCohort()
	v := reviewView{here: sampleHere("T1"), fields: fields{typed: typed{}}, names: sampleNames()}
	w := c.Watched[n]
	var triggers []harm.Trigger
	for _, t := range c.Triggers {
		if t.Watch == w.ID {
			triggers = append(triggers, t)
		}
	}
	for _, e := range c.Reviews {
		if e.Watch == w.ID {
			v.steps = append(v.steps, e)
		}
	}
	due := map[harm.WatchID]harm.Due{}
	for _, d := range harm.Dues(c, v.now, civil.England()) {
		due[d.Watch] = d
	}
	v.line = lineOf(w, triggers, v.steps, due, v.today)
	return v
}

func galleryReviews(add func(string, web.Page, templ.Component)) {
	list := worklistView{here: sampleHere("T1"), periods: samplePeriods(), names: sampleNames(), number: 1}
	list.lines = linesOf(sampleCohort(), list.here, civil.England())
	add("reviews", list.made(), list.parts().body())
	for name, n := range map[string]int{"review-screen": 0, "review-consultant": 1, "review-closed": 2, "review-panel": 3, "review-none": 30} {
		v := sampleReview(n)
		add(name, v.made(), v.parts().body())
	}
	key := sampleReview(1)
	key.key = "A-SAMPLE-11"
	add("review-key", key.made(), key.parts().body())
	bad := sampleReview(1)
	bad.typed = typed{"to": string(harm.Reviewed), "finding": string(harm.HarmFound)}
	bad.bad = []fault.Field{{Name: "physical", Message: "Grade the harm, on the scale that it is of"}, {Name: "delay", Message: "Say which delay it is laid to"}, {Name: "words", Message: "Say why in words"}}
	add("review-problem", bad.made(), bad.parts().body())
	p, body := sampleReview(1).triggerPage()
	add("trigger", p, body)
	watch := watchView{here: sampleHere("T1"), fields: fields{typed: typed{"kind": pathwayFile}}}
	add("watch", watch.made(), watch.parts().body())
	watch.bad = []fault.Field{{Name: "file", File: "postponed.csv", Cell: "C4", Message: "postponed: write the date as 2024-01-15"}}
	add("watch-problem", watch.made(), watch.parts().body())
}

// sampleHistories is how many simulated histories the specimen of the method scores: the page's own number takes a third of a second,
// which a demonstration's start does not owe.
const sampleHistories = 12

func galleryCounts(add func(string, web.Page, templ.Component)) {
	lags := harm.LagsOf(sampleCohort(), sampleNow())
	linked, events := linkedTo(sampleEvents(), sampleCalendar(), samplePeriod)
	cohort := cohortView{here: sampleHere("T1"), periods: samplePeriods(), period: samplePeriod, lags: lags, watched: 40, with: []org.Code{"T1"}, linked: linked, events: events}
	add("cohort", cohort.made(), cohort.parts().body())
	cohort.here, cohort.silent = sampleHere("QX"), []org.Code{"T2"}
	add("cohort-board", cohort.made(), cohort.parts().body())
	none := cohortView{here: sampleHere("T2"), periods: samplePeriods(), silent: []org.Code{"T2"}}
	add("cohort-none", none.made(), none.parts().body())
	now := nowcastView{here: sampleHere("T1"), known: len(sampleReported())}
	now.n, _ = harm.WeeklyNowcast(sampleReported(), sampleDay(), harm.NowcastOptions{})
	add("nowcast", now.made(), now.parts().body())
	now.here = sampleHere("QX")
	add("nowcast-board", now.made(), now.parts().body())
	now.known = 0
	add("nowcast-none", now.made(), now.parts().body())
	method := methodView{here: sampleHere("T1")}
	method.trials, _ = harm.TryNowcast(sampleHistories, methodSeed)
	add("method", method.made(), method.parts().body())
	for name, split := range map[string]string{"compare": "", "compare-ethnicity": harm.ByEthnicity, "compare-deprivation": harm.ByDeprivation} {
		v := compareView{here: sampleHere("T1"), periods: samplePeriods(), period: samplePeriod, kind: harm.Triggers()[0].Kind, window: 28, split: split, unknown: 9, of: 12, rows: rowsOf(sampleStrata(split))}
		add(name, v.made(), v.parts().body())
	}
}
