package sitrepweb

import (
	"fmt"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// The samples of the gallery and the tests: invented trusts on an invented Wednesday, five minutes after the deadline.

func listSampleDay() civil.Date { return civil.MustDate("2023-12-20") }

func listSampleNow() time.Time { return listSampleDay().At(11*60 + 5) }

// listSampleTrust is an invented trust and the board that it hangs from.
type listSampleTrust struct {
	code, board org.Code
	name        string
}

func listSampleTrusts() []listSampleTrust {
	return []listSampleTrust{
		{"Z-ASH", "QHG", "Ashbourne Vale NHS Trust"}, {"Z-BRK", "QHG", "Brackenhurst Hospitals NHS Foundation Trust"},
		{"Z-CAL", "QUE", "Calder Mere University Hospitals NHS Foundation Trust"}, {"Z-DUN", "QUE", "Dunmoor NHS Trust"},
		{"Z-ELM", "QHL", "Elmscar Hospitals NHS Trust"}, {"Z-FEN", "QHL", "Fenwick Royal NHS Foundation Trust"},
	}
}

func listSampleFacts() []org.Fact {
	facts := org.Builtin()
	since := civil.Range{From: civil.MustDate("2012-04-01")}
	for _, t := range listSampleTrusts() {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: t.code, Kind: org.KindTrust, Valid: since, Source: "sample"},
			org.Fact{What: org.FactName, Org: t.code, Text: t.name, Valid: since, Source: "sample"},
			org.Fact{What: org.FactLink, Org: t.code, Tree: org.NHS, Other: t.board, Valid: since, Source: "sample"},
			org.Fact{What: org.FactMark, Org: t.code, Text: org.MarkAcuteBeds, Source: "sample"})
	}
	return facts
}

func listSamplePicture() *org.Picture { return org.NewBook(listSampleFacts()).At(listSampleDay()) }

// listSampleSlips is one day with every way in which a return can stand.
func listSampleSlips() []sitrep.Slip {
	day := listSampleDay()
	at := func(c string) time.Time { k, _ := civil.ParseClock(c); return day.At(k) }
	slip := func(c org.Code, st sitrep.Standing, timing sitrep.Timing, version int, when string) sitrep.Slip {
		s := sitrep.Slip{Form: sitrep.UECDaily, Org: c, Day: day, Standing: st, Timing: timing, Version: version}
		if when != "" {
			s.Recorded = at(when)
		}
		return s
	}
	l := []sitrep.Slip{
		slip("Z-ASH", sitrep.IsIn, sitrep.OnTime, 1, "09:41"), slip("Z-BRK", sitrep.Overdue, "", 0, ""),
		slip("Z-CAL", sitrep.IsNil, sitrep.OnTime, 1, "10:12"), slip("Z-DUN", sitrep.Overdue, "", 0, ""),
		slip("Z-ELM", sitrep.IsIn, sitrep.Late, 1, "11:01"), slip("Z-FEN", sitrep.IsNotRelevant, sitrep.OnTime, 1, "08:30"),
	}
	l[0].Comments = 2
	l[1].Begun, l[1].Ready, l[1].Reminder, l[1].Reminded = at("10:31"), true, 2, at("10:55")
	return l
}

// listSampleMonth is the slips of 28 days, with a pattern that shows every sign.
func listSampleMonth() []sitrep.Slip {
	var out []sitrep.Slip
	last := listSampleDay()
	for i, t := range listSampleTrusts() {
		for d := last.Add(1 - listCalendarDays); !d.After(last); d = d.Add(1) {
			s := sitrep.Slip{Form: sitrep.UECDaily, Org: t.code, Day: d, Standing: sitrep.IsIn, Timing: sitrep.OnTime, Version: 1, Recorded: d.At(10 * 60)}
			switch n := (i*7 + d.Day()*5) % 17; {
			case n == 0:
				s.Standing, s.Timing, s.Version = sitrep.Overdue, "", 0
			case n == 1 || n == 2:
				s.Timing = sitrep.Late
			case n == 3:
				s.Timing, s.Version = sitrep.Amended, 2
			case n == 4:
				s.Timing, s.Version = sitrep.Reopened, 3
			case n == 5:
				s.Standing = sitrep.IsNil
			case n == 6:
				s.Standing = sitrep.IsNotRelevant
			}
			out = append(out, s)
		}
	}
	return out
}

func listSampleContacts() map[org.Code][]Contact {
	out := map[org.Code][]Contact{}
	n := 0
	who := func(post string, deputy bool) Contact {
		n++
		return Contact{Post: post, Name: org.SyntheticHolder(n), Email: fmt.Sprintf("holder%03d@example.org", n), Phone: fmt.Sprintf("01632 960%03d", n), Deputy: deputy}
	}
	for _, t := range listSampleTrusts() {
		out[t.code] = []Contact{who("Sitrep contact", false), who("Chief operating officer", true), who("EPRR lead", false)}
	}
	delete(out, "Z-DUN")
	return out
}

// listSampleHelp is what a region's lead sees.
func listSampleHelp() listHelp {
	all := access.Scope{Everything: true}
	return listHelp{pic: listSamplePicture(), now: listSampleNow(), today: listSampleDay(), link: func(s string) string { return s }, all: true, read: all, send: all, contacts: listSampleContacts()}
}

// returnSampleItems is a return with a number, a nought, a nil and a not applicable, and several blanks.
func returnSampleItems() []sitrep.Item {
	number := func(c measure.Code, n float64) sitrep.Item { return sitrep.Item{Measure: c, Value: measure.Of(n)} }
	return []sitrep.Item{
		number("adult_core_open", 560), number("adult_occ", 551), number("adult_open", 580), number("ae_closures", 0),
		number("ga_core_open", 610), number("ga_esc_open", 24), number("ga_occ", 612), number("ga_open", 634),
		number("los21", 88), number("los7", 301), {Measure: "paed_occ", Value: measure.NA()}, {Measure: "paed_open", Value: measure.NA()},
		{Measure: "rsv_paed_closed", Value: measure.None()},
	}
}

// returnSampleVersion is a version of the sample return.
func returnSampleVersion(n int, timing sitrep.Timing, at time.Time, items []sitrep.Item) *sitrep.Version {
	day := listSampleDay()
	return &sitrep.Version{Form: sitrep.UECDaily, Org: "Z-ASH", Day: day, N: n, Covers: civil.Range{From: day.Add(-1), To: day}, State: sitrep.Returned, Timing: timing, Channel: "form",
		Recorded: at, Stored: at.Add(time.Second), By: "account:12", SignedBy: "account:14", Role: string(access.TrustDirector), Items: items,
		Digest: fmt.Sprintf("%064x", 0xabc0+n)}
}

// returnSampleHistory is a return amended twice: after the cut-off, and after the region reopened it.
func returnSampleHistory() sitrep.History {
	day := listSampleDay()
	f, _ := sitrep.FindForm(sitrep.UECDaily, day)
	first := returnSampleVersion(1, sitrep.OnTime, day.At(9*60+41), returnSampleItems())
	first.Comments = map[measure.Code]string{"ga_core_open": "Ward 7 opened as core beds from 06:00", "": "Two bays were closed overnight for cleaning"}
	amended := returnSampleItems()
	amended[6].Value = measure.Of(618)
	second := returnSampleVersion(2, sitrep.Amended, day.At(13*60+20), amended)
	second.Reason, second.Comments = "Six patients on the discharge lounge were left out", first.Comments
	again := append(returnSampleItems()[:11:11], sitrep.Item{Measure: "picu_open", Value: measure.Of(6)})
	again[6].Value, again[7].Value = measure.Of(618), measure.Of(636)
	third := returnSampleVersion(3, sitrep.Reopened, day.Add(20).At(15*60+2), again)
	third.Reason, third.Channel, third.Comments = "Recount of escalation beds after the ward move", "file", map[measure.Code]string{"ga_open": "Recounted"}
	return sitrep.History{Form: f, Org: "Z-ASH", Day: day, Owed: true, Standing: sitrep.IsIn, Versions: []*sitrep.Version{first, second, third},
		Reopenings: []sitrep.Reopening{{By: "account:31", At: day.Add(19).At(10 * 60), Until: day.Add(21).At(10 * 60), Reason: "Recount agreed with the trust", Used: 3}},
		Reminders:  []sitrep.Reminder{{Form: f.Code, Org: "Z-ASH", Day: day, Step: "due", By: "job:reminders", At: day.At(9 * 60), Words: "The return is due at 11:00"}}}
}

// returnSampleWaiting is a return of which only a draft exists.
func returnSampleWaiting() sitrep.History {
	day := listSampleDay()
	f, _ := sitrep.FindForm(sitrep.UECDaily, day)
	return sitrep.History{Form: f, Org: "Z-BRK", Day: day, Owed: true, Standing: sitrep.Overdue,
		Draft: &sitrep.SavedDraft{Form: f.Code, Org: "Z-BRK", Day: day, By: "account:21", At: day.At(10*60 + 31), Rev: 3, Ready: true},
		Reminders: []sitrep.Reminder{{Form: f.Code, Org: "Z-BRK", Day: day, Step: "deadline", By: "job:reminders", At: day.At(10*60 + 55), Words: "The deadline is in five minutes"},
			{Form: f.Code, Org: "Z-BRK", Day: day, Step: "hand1", By: "account:31", At: day.At(11*60 + 2), Words: "Please ring if the system is down"}}}
}

// returnSampleImported is a return read from a published file.
func returnSampleImported() sitrep.History {
	day := listSampleDay()
	f, _ := sitrep.FindForm(sitrep.UECPublished, day)
	v := returnSampleVersion(1, sitrep.Published, day.Add(8).At(9*60+30), nil)
	v.Form, v.Org, v.Channel, v.By, v.SignedBy, v.Role = f.Code, "Z-CAL", "publication", "", "", ""
	v.Source = sitrep.SourceRef{ID: 4, File: "sample-winter-workbook.xlsx"}
	for i, it := range []sitrep.Item{{Measure: "ga_occ", Value: measure.Of(701)}, {Measure: "ga_open", Value: measure.Of(720)}, {Measure: "flu_ga", Value: measure.Gap()}} {
		it.At = sitrep.Cell{Sheet: "Total G&A beds", Ref: fmt.Sprintf("BC%d", 37+i)}
		v.Items = append(v.Items, it)
	}
	return sitrep.History{Form: f, Org: "Z-CAL", Day: day, Standing: sitrep.IsIn, Versions: []*sitrep.Version{v}}
}

// returnSampleLate is a nil return over three days that came after the deadline.
func returnSampleLate() sitrep.History {
	h := returnSampleHistory()
	v := returnSampleVersion(1, sitrep.Late, h.Day.At(11*60+1), nil)
	v.Org, v.State, v.Covers.From, v.Channel, v.By, v.SignedBy, v.Role = "Z-ELM", sitrep.Nil, h.Day.Add(-3), "api", "token:3", "account:41", string(access.TrustDirector)
	return sitrep.History{Form: h.Form, Org: "Z-ELM", Day: h.Day, Owed: true, Standing: sitrep.IsNil, Versions: []*sitrep.Version{v}}
}

func returnSampleNames() map[string]string {
	return map[string]string{"account:12": "Data officer (synthetic)", "account:14": "Director (synthetic)", "account:31": "Region lead (synthetic)"}
}

// versionsSampleTotals is what the sample return feeds, in each view.
func versionsSampleTotals() map[sitrep.View]map[org.Code]sitrep.Point {
	out := map[sitrep.View]map[org.Code]sitrep.Point{}
	for i, view := range returnViews() {
		add := float64(6 * i)
		out[view] = map[org.Code]sitrep.Point{
			"QHG": {Value: measure.Of(1204 + add), State: sitrep.Partial, Due: 2, Received: 1}, "Y61": {Value: measure.Of(9310 + add), State: sitrep.Complete, Due: 24, Received: 24},
			org.England: {Value: measure.Of(93120 + add), State: sitrep.Complete, Due: 131, Received: 131}}
	}
	return out
}
