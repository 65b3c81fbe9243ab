package sitrepweb

import (
	"context"
	"net/url"
	"slices"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// sampleReader is a reader of the sample: everything, or the organisations named.
func sampleReader(s *todaySample, on org.Code, only ...org.Code) todayAsked {
	scope := access.Scope{Everything: len(only) == 0, Orgs: only}
	return todayAsked{on: on, kind: todayKindOf(s.pic, on), pic: s.pic, now: s.now, today: civil.Today(s.now), code: todayMeasure, series: scope, chase: scope, returns: scope,
		enters: len(only) == 1, imports: len(only) == 0, opens: func(c org.Code) bool { return scope.Everything || scope.Holds(c) || c == org.England }, link: func(h string) string { return h }}
}

// todayGallery shows Today at every level, in the past, and before anything is in.
func todayGallery() []web.Specimen {
	s := newTodaySample()
	today := func(name string, store *todaySample, a todayAsked) web.Specimen {
		t := todayRoom{room{Deps{Store: store, Strikes: s, Holidays: civil.England()}}, newTodayCache(1), todayChoices(), newTodayCommon()}
		v, err := t.todayRead(context.Background(), a)
		if err != nil {
			panic(err) // the sample is part of the program
		}
		return web.Specimen{Name: "sitrep/today-" + name, Page: v.page, Body: todayShow(v)}
	}
	past := sampleReader(s, org.England)
	past.past, past.now = true, todaySampleDay().Add(-1).At(12*60)
	past.today, past.enters, past.imports = civil.Today(past.now), false, false
	other := sampleReader(s, org.England)
	other.code = "nctr_remaining"
	none := &todaySample{pic: s.pic, now: s.now}
	above := func(c org.Code) []org.Code {
		return slices.Sorted(slices.Values(append([]org.Code{c}, s.pic.Ancestors(org.NHS, c)...)))
	}
	hol, cop := sampleReader(s, "Z-HOL", above("Z-HOL")...), sampleReader(s, "Z-COP", above("Z-COP")...)
	hol.enters, cop.enters = true, true
	return []web.Specimen{
		today("england", s, sampleReader(s, org.England)), today("england-remaining", s, other), today("england-past", s, past), today("region", s, sampleReader(s, "Y61")),
		today("icb", s, sampleReader(s, "QHG")), today("trust", s, hol), today("trust-in", s, cop),
		today("trust-reads-its-board", s, sampleReader(s, "QUE", "QUE", "Z-COP")), today("council", s, sampleReader(s, "Z-COU")), today("nothing", none, sampleReader(s, org.England)),
	}
}

// seriesGallery shows a measure over time, one day of it, and what cannot be put together.
func seriesGallery() []web.Specimen {
	s := newTodaySample()
	m := room{Deps{Store: s, Strikes: s, Holidays: civil.England()}}
	ask := func(on org.Code, c measure.Code) seriesAsked {
		reader := sampleReader(s, on)
		out := seriesAsked{on: on, view: sitrep.Latest, period: seriesMonth, from: todaySampleDay().Add(-27), to: todaySampleDay(), pageNo: 1, pic: s.pic, now: s.now, today: reader.today,
			series: reader.series, chase: reader.chase, opens: true, may: reader.opens, link: reader.link}
		out.m, _ = measure.Find(c)
		return out
	}
	show := func(name string, a seriesAsked) web.Specimen {
		v, err := m.seriesMake(context.Background(), a)
		if err != nil {
			panic(err)
		}
		return web.Specimen{Name: "sitrep/series-" + name, Page: v.page, Body: seriesShow(v)}
	}
	trust := ask("Z-COP", "ga_occ_rate")
	trust.compare = "parent"
	first := ask(org.England, "ga_occ")
	first.view = sitrep.First
	none := ask(org.England, "rtt_over52")
	if none.m.Code == "" {
		none = ask(org.England, "ae_4h_rate")
	}
	day := ask(org.England, "ga_occ_rate")
	series, err := s.Series(context.Background(), sitrep.Asked{Org: org.England, Measure: "ga_occ_rate", From: todaySampleDay(), To: todaySampleDay(), AsOf: s.now, View: sitrep.Latest})
	if err != nil {
		panic(err)
	}
	one, err := m.seriesDayMake(context.Background(), day, series)
	if err != nil {
		panic(err)
	}
	choice := newSeriesChoose("NHS Trust", todayMeasure, seriesFind(s.pic, "synthetic", access.Scope{Everything: true}), url.Values{}, day.link)
	return []web.Specimen{
		show("england", ask(org.England, "ga_occ_rate")), show("trust", trust), show("first", first), show("flow", ask("Y61", "amb_over30")), show("level", ask(org.England, "opel_declared")),
		show("nothing", none), {Name: "sitrep/series-day", Page: one.page, Body: seriesDayShow(one)}, {Name: "sitrep/series-choose", Page: choice.page, Body: seriesChooseView(choice)},
	}
}
