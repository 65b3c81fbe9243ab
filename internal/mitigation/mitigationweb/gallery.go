package mitigationweb

import (
	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// Gallery is the room's pages with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	keep := func(name string) func(web.Page, parts) {
		return func(p web.Page, b parts) {
			out = append(out, web.Specimen{Name: "mitigations/" + name, Page: p, Body: b})
		}
	}
	all := sampleRequests()
	all[1].Impacts = append(all[1].Impacts, sampleImpact())
	a := sampleAt()
	reader := sampleAt()
	reader.may = func(v access.Verb, _ org.Code) bool { return v == access.MitigationRead }
	shown := func(a at, k mitigation.Kept) showView {
		return showView{at: a, k: k, s: k.Stand(a.now), me: "account:9"}
	}
	board := boardView{at: a, periods: samplePeriods(), trusts: []org.Code{"T1", "T2"}, drafts: true}
	for _, k := range all {
		s := k.Stand(a.now)
		board.rows = append(board.rows, boardRow{s: s, trust: k.Trust, mine: k.Trust == "T2", opened: true})
	}
	keep("board")(board.made())
	keep("board-none")(boardView{at: reader}.made())
	keep("new")(newView{at: a, trusts: []org.Code{"T1"}, periods: samplePeriods(), schemes: mitigation.Schemes(), v: typed{}, bad: []fault.Field{{Name: "trust", Message: "Choose a trust for which you may write requests"}}}.made())
	for n, sec := range sections() {
		v := writeView{at: a, k: all[3], s: all[3].Stand(a.now), sec: sec, nth: n, v: values(sampleForm("T1")), rows: 2, periods: samplePeriods(), schemes: mitigation.Schemes()}
		if sec.id == "check" {
			v.lacks = []fault.Field{{Name: "shifts", Message: "Give at least one shift for which doctors are asked for"}, {Name: "needed-by", Message: "A doctor may not come in time", Warning: true}}
		}
		if sec.id == "deadline" {
			v.v["needed-by"], v.bad = "2023-10-29T01:30", []fault.Field{{Name: "needed-by", Message: "The clocks go back and show this time twice: say below which of the two is meant"}}
		}
		keep("write-" + sec.id)(v.made())
	}
	for n, name := range []string{"pending", "late", "rejected", "draft", "again", "revoked"} {
		keep("show-" + name)(shown(a, all[n]).made())
	}
	keep("show-reader")(shown(reader, all[1]).made())
	keep("versions")(versionsPage(a, all[4]))
	for _, x := range []struct {
		act string
		k   mitigation.Kept
	}{{decideAct, all[0]}, {string(mitigation.Confirm), all[2]}, {string(mitigation.Sign), all[3]}, {string(mitigation.Used), all[1]}, {string(mitigation.Correct), all[1]}} {
		keep("act-" + x.act)(actView{at: a, k: x.k, s: x.k.Stand(a.now), act: x.act, v: typed{}, bad: []fault.Field{{Name: "words", Message: "Say why in words"}}}.made())
	}
	keep("link")(sampleLink(all[0]).made())
	keep("link-sent")(sampleLink(all[0]).answered())
	owed := impactsView{at: a, all: true}
	for _, k := range all {
		owed.rows = append(owed.rows, owedOf(k, k.Stand(a.now), a.now)...)
	}
	keep("impacts")(owed.made())
	impact := impactView{at: a, k: all[1], s: all[1].Stand(a.now), stage: mitigation.After24Hours, v: impactValues(sampleImpact().Impact)}
	keep("impact")(impact.made())
	impact.at = reader
	keep("impact-reader")(impact.made())
	c := countsView{at: a, periods: samplePeriods(), published: mitigation.PublishedCounts(), trusts: []org.Code{"T1", "T2"}, reference: true}
	for _, k := range all {
		c.all = append(c.all, k.Stand(a.now))
	}
	keep("counts")(c.made())
	keep("schemes")(schemesPage(a, mitigation.Schemes()))
	keep("published")(publishedPage(a, typed{}, nil))
	return out
}

func sampleLink(k mitigation.Kept) linkView {
	return linkView{at: sampleAt(), secret: "sample", k: k, s: k.Stand(sampleNow()), link: mitigation.DecisionLink{Request: k.Ref, Expires: sampleTime("2024-01-05T12:00")}, v: typed{}}
}
