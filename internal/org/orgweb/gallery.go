package orgweb

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Gallery shows the pages with invented organisations beside the built-in reference.
func Gallery() []web.Specimen {
	now := civil.MustDate("2024-01-02").At(9 * 60)
	plain := func(s string) string { return s }
	p := sampleBook().At(civil.MustDate("2024-01-02"))
	roles := org.NewDictionary(org.BuiltinRoles())
	show := func(name string, p *org.Picture, c org.Code) web.Specimen {
		v := newShow(p, c, about{history: p.Book().Facts(c), roles: roles, roster: sampleRoster(), mayEdit: true, mayPropose: true, link: plain, links: sampleLinks})
		return web.Specimen{Name: "org/" + name, Page: v.page(), Body: showView(v)}
	}
	list := func(name, q string, kind org.Kind, tree org.Tree) web.Specimen {
		v := newList(p, q, kind, tree, 1, plain)
		v.mayPropose = true
		return web.Specimen{Name: "org/" + name, Page: listPage, Body: listView(v)}
	}
	set := sampleSet(now)
	may := func(org.Change) bool { return true }
	problems := fault.List{{Name: "line-2", Message: "Line 2 was accepted by account:4 already"}, {Name: "reason", Message: "Enter the reason for the decision"}}
	refused := newReview(set, 1, may, now, plain)
	refused.problems = problems
	refusedPage := reviewPage(set)
	refusedPage.Problems = problems
	propose := func(name string, v proposeView) web.Specimen {
		v.book = p.Book()
		v.unit, _ = v.book.Unit(v.p.Org)
		body := proposeFormView(v)
		if len(v.set.Lines) > 0 {
			body = lookOverView(v)
		}
		return web.Specimen{Name: "org/propose-" + name, Page: v.page(), Body: body}
	}
	split := org.Proposal{Step: org.StepSuccession, Org: "QHG", Manner: org.Demerged, Others: "QUE, QM7", From: p.On, Closes: true, Reason: "an invented order"}
	lookedOver, err := p.Book().Propose(split, p.On)
	if err != nil {
		panic(err) // the sample is part of the program
	}
	wrong := org.Proposal{Step: org.StepOpen, Org: "Z-COU", Code: "Z-RIV"}
	_, refusal := p.Book().Propose(wrong, p.On)
	stepsOf := proposeView{p: org.Proposal{Org: "Z-RIV"}, book: p.Book()}
	stepsOf.unit, _ = p.Book().Unit("Z-RIV")
	role, _ := roles.Find("COO")
	post := postPageView{role: role, h: sampleHolders()[1], others: heldTable(sampleHolders()[1:2], plain)}
	filled := filePage
	filled.Problems = fault.List{{Name: "file", Message: "Line 7, column close: the closing date is before the opening date; correct one of them"}}
	return []web.Specimen{
		list("list", "", "", ""), list("list-none", "nothing like this", "", ""), list("tree-nhs", "", "", org.NHS), list("tree-adass", "", "", org.ADASS),
		show("trust", p, "Z-RIV"), show("provisional", p, "Z-NEW"), show("council", p, "Z-COU"), show("board", p, "QHG"), show("merged", p, "Z-OLD"),
		show("board-2026", sampleBook().At(civil.MustDate("2026-05-01")), "S0E4D"), show("council-2026", sampleBook().At(civil.MustDate("2026-05-01")), "Z-COU"),
		{Name: "org/propose", Page: stepsPage(p.Book(), stepsOf.unit), Body: stepsView(stepsOf)},
		propose("name", proposeView{p: org.Proposal{Step: org.StepName, Org: "Z-RIV"}}),
		propose("parent", proposeView{p: org.Proposal{Step: org.StepParent, Org: "Z-RIV", Tree: org.NHS}}),
		propose("open", proposeView{p: wrong, problems: web.ProblemsOf(refusal)}),
		propose("close", proposeView{p: org.Proposal{Step: org.StepClose, Org: "Z-RIV"}}),
		propose("succession", proposeView{p: split, from: ui.DateParts(p.On)}),
		propose("look-over", proposeView{p: split, set: lookedOver, from: ui.DateParts(p.On)}),
		propose("mark", proposeView{p: org.Proposal{Step: org.StepMark, Org: "Z-RIV", Owes: true}}),
		propose("code", proposeView{p: org.Proposal{Step: org.StepCode, Org: "Z-RIV"}}),
		propose("shares", proposeView{p: org.Proposal{Step: org.StepShares, Org: "Z-COU", Shares: "QHG 90\nQU9 10"}}),
		propose("withdraw", proposeView{p: org.Proposal{Step: org.StepWithdraw, Org: "Z-RIV"}}),
		{Name: "org/changes", Page: changesPage, Body: changesView(newChanges([]org.ChangeSet{set}, now, plain))},
		{Name: "org/changes-none", Page: changesPage, Body: changesView(newChanges(nil, now, plain))},
		{Name: "org/review", Page: reviewPage(set), Body: reviewView(newReview(set, 1, may, now, plain))},
		{Name: "org/review-problems", Page: refusedPage, Body: reviewView(refused)},
		{Name: "org/review-reader", Page: reviewPage(set), Body: reviewView(newReview(set, 1, func(org.Change) bool { return false }, now, plain))},
		{Name: "org/post", Page: postPage(p, "Z-RIV", role), Body: postView(post)},
		{Name: "org/file", Page: filled, Body: fileView(filePageView{problems: filled.Problems})},
	}
}

func sampleLinks(c org.Code, _ org.Kind) []ui.Action {
	return []ui.Action{{Text: "Today", Href: "/today/" + string(c)}, {Text: "Returns", Href: "/returns?org=" + string(c)}, {Text: "Measures", Href: "/series/" + string(c) + "/ga_occ_rate"}}
}

// sampleFacts is the built-in reference with four trusts and a council that nobody has heard of.
func sampleFacts() []org.Fact {
	facts := org.Builtin()
	since := civil.Range{From: civil.MustDate("2012-04-01")}
	unit := func(c org.Code, kind org.Kind, name string, valid civil.Range, tree org.Tree, parent org.Code, standing org.Standing) {
		source := "sample register, line 1"
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: kind, Valid: valid, Standing: standing, Source: source},
			org.Fact{What: org.FactName, Org: c, Text: name, Valid: valid, Standing: standing, Source: source},
			org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: valid, Standing: standing, Source: source})
	}
	merged := civil.MustDate("2021-04-01")
	unit("Z-RIV", org.KindTrust, "Rivermead NHS Foundation Trust", since, org.NHS, "QHG", org.Stated)
	unit("Z-OLD", org.KindTrust, "Old Bridge NHS Trust", civil.Range{From: since.From, To: merged}, org.NHS, "Y61", org.Stated)
	unit("Z-NEW", org.KindTrust, "Seen In A File NHS Trust", civil.Range{From: civil.MustDate("2023-12-01"), To: civil.MustDate("2024-01-02")}, org.NHS, "Y61", org.Seen)
	unit("Z-COU", org.KindCouncil, "Borderland", since, org.ADASS, "E12000008", org.Stated)
	return append(facts, org.Fact{What: org.FactSuccession, Org: "Z-OLD", Other: "Z-RIV", Manner: org.Merged, Valid: civil.Range{From: merged}, Source: "sample"},
		org.Fact{What: org.FactName, Org: "Z-RIV", Text: "Rivermead University NHS Foundation Trust", Valid: civil.Range{From: merged}, Source: "sample"},
		org.Fact{What: org.FactMark, Org: "Z-RIV", Text: org.MarkFoundation},
		org.Fact{What: org.FactCode, Org: "Z-COU", Scheme: org.SchemeODSLA, Text: "Z99"},
		org.Fact{What: org.FactShare, Org: "Z-COU", Basis: org.AreasByICB, Source: "sample", Shares: []org.Share{{Other: "QHG", Of: 0.9}, {Other: "QU9", Of: 0.1}}},
		org.Fact{What: org.FactShare, Org: "Z-RIV", Basis: org.PatientsByICB, Source: "sample", Shares: []org.Share{{Other: "QHG", Of: 0.75}, {Other: "QUE", Of: 0.25}}})
}

func sampleBook() *org.Book { return org.NewBook(sampleFacts()) }

func sampleHolders() []org.Holder {
	since := civil.Range{From: civil.MustDate("2022-09-01")}
	return []org.Holder{
		{ID: 1, Org: "Z-RIV", Role: "chief-executive", Name: org.SyntheticHolder(1), Capacity: org.Holds, Email: "holder001@example.invalid", Phone: "01632 960001", Valid: since, Synthetic: true, By: "account:4"},
		{ID: 2, Org: "Z-RIV", Role: "chief-operating-officer", Name: org.SyntheticHolder(2), Capacity: org.Deputes, Email: "holder002@example.invalid", Valid: since, Synthetic: true, By: "account:4"},
	}
}

func sampleRoster() *org.Roster { return org.NewRoster(sampleHolders()) }

// sampleSet is a change set with a line in each state.
func sampleSet(now time.Time) org.ChangeSet {
	b := sampleBook()
	const file = `"Z-RIV","RIVERMEAD NHS FOUNDATION TRUST","Y61","QUE","","","","","","","20120401",""
"Z-NEW","SEEN IN A FILE NHS TRUST","Y61","QHG","","","","","","","20100401",""
"Z-THR","THIRD NHS TRUST","Y61","QHG","","","","","","","20230401","20231231"
"RQF","VALE NHS TRUST","W00","Q99","","","","","","","19940401",""
`
	set, err := b.Import("etr.csv", []byte(file), civil.MustDate("2024-01-01"))
	if err != nil {
		panic(err) // the sample is part of the program
	}
	set.ID, set.ProposedBy, set.ProposedAt = 7, "account:4", now.Add(-40*time.Minute)
	set.Lines[0].Conflict = "what is held has changed since this was read: it was “Rivermead”, it is now “Rivermead University”"
	last := len(set.Lines) - 1
	set.Lines[last].Decision, set.Lines[last].Reason, set.Lines[last].By = org.Rejected, "closed before it began", "account:9"
	return set
}
