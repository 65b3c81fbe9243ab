package sitrepweb

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// listGallery is the pages of the list, of one return, of its versions and of the register with invented trusts.
func listGallery() []web.Specimen {
	out := []web.Specimen{
		listSpecimen("list", "", true, nil), listSpecimen("list-all", "all", false, nil), listSpecimen("list-none-late", "sign-off", false, []sitrep.Slip{}),
		listSpecimen("list-problem", "", true, listSampleSlips(), fault.Field{Name: "words", Message: "Tick at least one organisation to remind"}),
		listOwnSpecimen(), listCalendarSpecimen(),
		{Name: "sitrep/forms", Page: rulesListPage(), Body: rulesListBody(newRulesList(listSampleHelp().link))},
	}
	f, _ := sitrep.FindForm(sitrep.UECDaily, listSampleDay())
	out = append(out, web.Specimen{Name: "sitrep/form", Page: rulesPage(f), Body: rulesBody(newRulesViews([]*sitrep.Form{f}, listSampleHelp().link, true))})
	return append(out, returnGallery()...)
}

func listSampleAsked(state string) listAsked {
	f, _ := sitrep.FindForm(sitrep.UECDaily, listSampleDay())
	return listAsked{form: f, day: listSampleDay(), state: state}
}

func listSpecimen(name, state string, send bool, slips []sitrep.Slip, problems ...fault.Field) web.Specimen {
	a, h := listSampleAsked(state), listSampleHelp()
	if slips == nil {
		slips = listSampleSlips()
	}
	if !send {
		h.send = access.Scope{}
	}
	v := newListView(slips, a, h, listReminder{words: listReminderWords(a.form, a.day, h.now), problems: problems})
	return web.Specimen{Name: "sitrep/" + name, Page: listPage(a, h, problems), Body: listView(v)}
}

// listOwnSpecimen is what somebody of one trust sees, before the deadline.
func listOwnSpecimen() web.Specimen {
	a, h := listSampleAsked("all"), listSampleHelp()
	own := access.Scope{Orgs: []org.Code{"Z-BRK"}}
	h.all, h.read, h.enter, h.send, h.now = false, own, own, access.Scope{}, listSampleDay().At(10*60+40)
	s := listSampleSlips()[1]
	s.Standing, s.Reminder, s.Ready = sitrep.Due, 0, false
	return web.Specimen{Name: "sitrep/list-own", Page: listPage(a, h, nil), Body: listView(newListView([]sitrep.Slip{s}, a, h, listReminder{}))}
}

func listCalendarSpecimen() web.Specimen {
	a := listSampleAsked("")
	v := newListCalendar(listSampleMonth(), a, listSampleHelp(), 1)
	v.holidays = map[civil.Date]string{}
	return web.Specimen{Name: "sitrep/calendar", Page: listCalendarPage(a), Body: listCalendarTable(v)}
}

// returnSampleHelp is what a person with every permission sees at an instant.
func returnSampleHelp(now time.Time) returnHelp {
	return returnHelp{pic: listSamplePicture(), now: now, link: func(s string) string { return s }, names: returnSampleNames(), series: true, chase: true, imports: true, enter: true, reopen: true}
}

func returnGallery() []web.Specimen {
	later := listSampleDay().Add(21).At(9 * 60)
	show := func(name string, h sitrep.History, now time.Time, past bool) web.Specimen {
		help := returnSampleHelp(now)
		help.past = past
		return web.Specimen{Name: "sitrep/" + name, Page: returnPage(h, help), Body: returnView(newReturnView(h, help))}
	}
	h, help := returnSampleHistory(), returnSampleHelp(later)
	nothing := returnSampleHistory()
	nothing.Versions, nothing.Standing, nothing.Reminders, nothing.Reopenings = nil, sitrep.Due, nil, nil
	early := show("return-not-known-then", nothing, listSampleDay().At(9*60), true)
	plain := help
	plain.names = nil
	version := web.Specimen{Name: "sitrep/version", Page: versionsPage(h, h.Versions[1], plain), Body: versionsView(newVersionsView(h, h.Versions[1], plain))}
	reopen := newReturnReopen(h, help)
	reopen.until = returnLocal(later.Add(returnReopenHours * time.Hour))
	wrong := newReturnReopen(returnSampleWaiting(), returnSampleHelp(listSampleNow()))
	wrong.until = "yesterday"
	_, wrong.problems = returnReopenCheck(wrong.until, "", listSampleNow())
	return []web.Specimen{
		show("return", h, later, false), show("return-waiting", returnSampleWaiting(), listSampleNow(), false),
		show("return-imported", returnSampleImported(), later, false), show("return-late-nil", returnSampleLate(), listSampleNow(), false), early,
		version, versionsSpecimen(h, plain),
		{Name: "sitrep/reopen-late", Page: returnReopenPage(h, help, nil), Body: returnReopenBody(reopen)},
		{Name: "sitrep/reopen-problem", Page: returnReopenPage(returnSampleWaiting(), help, wrong.problems), Body: returnReopenBody(wrong)},
	}
}

func versionsSpecimen(h sitrep.History, help returnHelp) web.Specimen {
	a, b := h.Versions[0], h.Versions[2]
	v := newVersionsCompare(h, a, b, help)
	m, _ := measure.Find("ga_occ")
	v.feed = newVersionsFeed(h, m, help, []org.Code{"QHG", "Y61", org.England}, versionsSampleTotals())
	return web.Specimen{Name: "sitrep/compare", Page: versionsComparePage(h, a, b, help), Body: versionsCompareView(v)}
}
