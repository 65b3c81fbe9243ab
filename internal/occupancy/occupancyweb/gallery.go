package occupancyweb

import (
	"context"
	"net/url"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Gallery is every page of the room with sample data. A page that cannot be made shows why, and a test finds it.
func Gallery() []web.Specimen {
	s := newSample()
	s.overrides = []occupancy.Override{{Org: sampleTrust, Setting: occupancy.Setting{Code: "strike", Of: occupancy.Occupied, Value: -.03, SE: .01, Reason: "Elective work is wound down further than before"}, N: 1, By: "account:1", Recorded: s.now}}
	s.saved = []occupancy.Saved{{Org: sampleTrust, Name: "Early flu", N: 1, Body: `{"name":"what-if","flu":{"shape":"early"}}`, By: "account:1", Recorded: s.now}}
	first, busy := newSample(), newSample()
	first.none, first.making = true, &Making{Job: 3, Running: true, Done: 310, Total: 1200, Words: "looks ahead in earlier winters, to learn from"}
	busy.making = &Making{Job: 4}
	failed := newSample()
	failed.making = &Making{Job: 5, Failed: true, Words: "It is tried again by itself; the page of background work says what was wrong."}
	past := newSample().reader(sampleTrust)
	past.past, past.now = true, past.now.AddDate(0, -1, 0)
	narrow := newSample().reader(sampleTrust)
	narrow.target, _ = targetOf("88.5")
	narrow.confidence = .95
	return []web.Specimen{
		shown("occupancy/trust", s, s.reader(sampleTrust)), shown("occupancy/england", s, s.reader(org.England)), shown("occupancy/local-target", busy, narrow),
		shown("occupancy/first", first, first.reader(sampleTrust)), shown("occupancy/failed", failed, failed.reader(sampleBoard)), shown("occupancy/before", newSample(), past),
		shown("occupancy/nothing", newSample(), newSample().reader("Z-NONE")), shown("occupancy/merged", newSample(), newSample().reader(sampleMerged)),
		chosen("occupancy/choose-country", newSample()),
		imagined("occupancy/what-if", s, url.Values{"flu": {"early"}, "noro": {"3"}, "noro-from": {"2025-12-22"}, "noro-to": {"2025-12-30"}, "cold": {"amber"}, "cold-from": {"2025-12-27"}, "cold-to": {"2026-01-02"}}),
		imagined("occupancy/what-if-begin", s, url.Values{}),
		imagined("occupancy/what-if-problems", s, url.Values{"noro": {"many"}, "noro-from": {"soon"}, "strike": {"remove"}, "group": {"Consultants"}, "strike-from": {"2025-12-27"}, "strike-to": {"2025-12-28"}}),
		affected("occupancy/effects", s, sampleTrust, nil), affected("occupancy/effects-sum", s, org.England, nil),
		affected("occupancy/effects-problems", s, sampleTrust, &overrideForm{what: whatSet, code: "strike", of: "open", value: "a lot"}),
		scored("occupancy/scores", s, sampleTrust), scored("occupancy/scores-none", first, sampleTrust),
	}
}

// broken is a specimen that could not be made.
func broken(name string, err error) web.Specimen {
	return web.Specimen{Name: name, Page: web.Page{Title: "This specimen is broken"}, Body: ui.Empty{Title: "It could not be made", Text: err.Error()}}
}

func shown(name string, s *sample, a *asked) web.Specimen {
	v, err := room{s.deps()}.showOf(context.Background(), a)
	if err != nil {
		return broken(name, err)
	}
	if v.making != nil {
		v.making.Poll = "" // the gallery stands still
	}
	return web.Specimen{Name: name, Page: v.page, Body: showPage(v)}
}

// chosen is the choice among a whole country.
func chosen(name string, s *sample) web.Specimen {
	a := s.reader("")
	a.pic = sampleCountry()
	found, all := find(a.pic, "", a.scope), map[org.Code]occupancy.Forecast{}
	for _, u := range found {
		all[u.Code] = s.forecast(u.Code, s.origin)
	}
	v := chooseView{page: web.Page{Title: "Bed forecast", Current: "forecast"}, form: ui.Form{Action: ChoosePath, Submit: "Find", Get: true, Row: true}, find: ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Width: 20}}
	v.table, v.groups = chooseTables(a, found, all, []civil.Date{s.origin})
	return web.Specimen{Name: name, Page: v.page, Body: choosePage(v)}
}

func imagined(name string, s *sample, typed url.Values) web.Specimen {
	v, err := room{s.deps()}.whatIfOf(context.Background(), s.reader(sampleTrust), typed)
	if err != nil {
		return broken(name, err)
	}
	return web.Specimen{Name: name, Page: v.page, Body: whatIfPage(v)}
}

func affected(name string, s *sample, on org.Code, typed *overrideForm) web.Specimen {
	f := overrideForm{what: whatSet, of: "occupied"}
	var problems error
	if typed != nil {
		f = *typed
		_, problems = f.override(on)
	}
	v, err := room{s.deps()}.effectsOf(context.Background(), s.reader(on), f)
	if err != nil {
		return broken(name, err)
	}
	v.problems = web.ProblemsOf(problems)
	v.page.Problems = v.problems
	return web.Specimen{Name: name, Page: v.page, Body: effectsPage(v)}
}

func scored(name string, s *sample, on org.Code) web.Specimen {
	v, err := room{s.deps()}.scoresOf(context.Background(), s.reader(on))
	if err != nil {
		return broken(name, err)
	}
	return web.Specimen{Name: name, Page: v.page, Body: scoresPage(v)}
}
