package dischargeweb

import (
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
)

// planGallery is the pages of plans with sample data.
func planGallery() []web.Specimen {
	h, p := sampleHelp(), planShow{planHelp: sampleHelp(), v: sampleView()}
	specimen := func(name string, page web.Page, parts planParts) web.Specimen {
		page.Refresh = 0 // a sample does not change
		return web.Specimen{Name: "plans/" + name, Page: page, Body: parts.body()}
	}
	v := p.v
	row := discharge.PlanRow{Plan: v.Plan, Number: 1, Area: v.Area, Board: v.Board, Target: v.Target, Confidence: v.Confidence, From: v.From, To: v.To, Proposed: v.Proposed, By: v.By, State: v.Agreement.State, Words: v.Agreement.Words,
		Lines: map[discharge.State]int{discharge.Proposed: 8, discharge.Agreed: 12, discharge.Refused: 1}}
	list := planListView{planHelp: h, rows: []discharge.PlanRow{row}, all: 1, page: 1, mayDo: true}
	none := planListView{planHelp: h, page: 1}
	odds := oddsOf{strikes: sampleStrikes(), planHelp: h, made: sampleWorked(), share: .92, confidence: .9, basis: discharge.OfCore, holidays: civil.England()}
	agree := agreeView{planShow: p, names: sampleNames(), sketches: []discharge.Sketch{sampleAgain()}, wanting: v.Withdrawn(), remake: true, own: sampleOwn(p)}
	several := agree
	several.typed = answered{party: "C2", lines: []string{agree.own[0].open[1].ID}, to: discharge.Refused}
	several.problems = []fault.Field{{Name: several.typed.box("reason"), Message: "Say in a sentence why the lines are refused"}}
	severalPage := p.page("Agreement")
	severalPage.Problems = several.problems
	line := sampleLine(p, false)
	mended := sampleLine(p, true)
	conflict := conflictView{planHelp: h, from: civil.MustDate("2023-12-20"), to: civil.MustDate("2024-02-18"), mine: func(string) bool { return true }}
	conflict.found, conflict.unknown = sampleConflicts()
	out := []web.Specimen{specimen("list", planListPage(), list.parts()), specimen("list-none", planListPage(), none.parts()),
		specimen("calendar", p.page("Plan "+v.Plan), p.calendar("")), specimen("calendar-one", p.page("Plan "+v.Plan), p.calendar("C1")),
		specimen("lines", p.page("Lines of the plan"), p.lineList(planFilter{}, 1)), specimen("odds", p.page("Odds and cost"), append(planParts{p.tabs(PlanPath(v.Plan) + "/odds")}, odds.parts()...)),
		specimen("agreement", p.page("Agreement"), agree.parts()), specimen("agreement-several", severalPage, several.parts()), specimen("history", p.page("History"), p.history(sampleHistory(), sampleNames(), 1)),
		specimen("versions", p.page("Versions 1 and 2 side by side"), sideBySide(p, v, sampleSecond())), specimen("line", line.linePage(), line.parts()), specimen("line-problem", mended.linePage(), mended.parts()),
		specimen("conflicts", conflictPage(h), conflict.parts()), specimen("variance", sampleMorning(false).page(), sampleMorning(false).parts()), specimen("variance-problem", sampleMorning(true).page(), sampleMorning(true).parts())}
	for name, s := range sampleSketches() {
		out = append(out, specimen(name, s.page(), s.parts()))
	}
	for name, n := range sampleForms() {
		out = append(out, specimen(name, n.page(), n.parts()))
	}
	return out
}

// sampleStrikes are invented days of action.
func sampleStrikes() []chart.Window {
	return []chart.Window{{Name: "Sample doctors", From: civil.MustDate("2023-12-20"), To: civil.MustDate("2023-12-23")}, {Name: "Sample doctors", From: civil.MustDate("2024-01-03"), To: civil.MustDate("2024-01-09")}}
}

func sampleOwn(p planShow) []ownPart {
	o := ownPart{org: "C2", answers: true, signs: true}
	for _, l := range p.v.Lines {
		if l.Holder() == "C2" && p.v.Standings[l.ID].State == discharge.Proposed {
			o.open = append(o.open, l)
		}
	}
	return []ownPart{o}
}

func sampleSecond() discharge.PlanView {
	v := sampleView()
	v.Number, v.Reason = 2, "One line was refused; this makes it good"
	v.Lines = sampleLines()[2:]
	v.Lines[0].Number++
	return v
}

func sampleLine(p planShow, bad bool) lineView {
	l := p.v.Lines[6]
	for _, x := range p.v.Lines {
		if x.Holder() == "C2" && p.v.Standings[x.ID].State == discharge.Proposed {
			l = x
			break
		}
	}
	v := lineView{planShow: p, line: l, st: p.v.Standings[l.ID], may: discharge.MayFollow(discharge.Proposed), happened: sampleHistory()[1:3], names: sampleNames()}
	if bad {
		v.chosen, v.problems = discharge.Refused, []fault.Field{{Name: "reason", Message: "Say in a sentence why the line is refused"}}
	}
	return v
}

func sampleMorning(bad bool) morningView {
	v := morningView{planHelp: sampleHelp(), today: civil.MustDate("2023-12-20"), v: sampleVariance(), enters: map[string]discharge.Signer{}, typed: map[string][2]string{}}
	for i, g := range v.v.Gaps {
		if g.Line.Trust == "T1" {
			v.enters[gapKey(g)] = discharge.Signer{}
			if bad && len(v.problems) == 0 {
				v.problems = []fault.Field{{Name: "n-" + string(rune('0'+i)), Message: "Enter a whole number, or leave it empty"}}
			}
		}
	}
	return v
}

// sampleSketches are sketches in each state.
func sampleSketches() map[string]sketchView {
	h, p := sampleHelp(), planShow{planHelp: sampleHelp(), v: sampleView()}
	far := sampleWorked()
	far.Feasible, far.PointCost, far.Binding.Least, far.Odds[2].Short = false, nil, .62, 11.4
	for i := range far.Prices {
		far.Prices[i].Effort = 0
	}
	refused := &discharge.Worked{Refused: "there is no forecast for this board yet"}
	stopped := sampleJob()
	stopped.State = jobs.Cancelled
	view := func(s discharge.Sketch) sketchView {
		return sketchView{planHelp: h, s: s, mayStop: true, proposes: true, plan: "QX-2023-12-24", holidays: civil.England()}
	}
	running, ended, again := view(sampleSketch(nil)), view(sampleSketch(nil)), view(sampleAgain())
	running.job, ended.job, again.again = sampleJob(), stopped, &p
	return map[string]sketchView{"sketch": view(sampleSketch(sampleWorked())), "sketch-out-of-reach": view(sampleSketch(far)), "sketch-refused": view(sampleSketch(refused)), "sketch-running": running, "sketch-stopped": ended, "sketch-again": again}
}

// sampleForms are the form on which a plan is asked for: filled in, wrong, and where none can be worked out.
func sampleForms() map[string]newView {
	on := civil.MustDate("2023-12-20")
	supply := discharge.NewSupply([]discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Date: on, Total: 6, Accepting: 4, AsAt: on.Add(-9).At(9 * 60), Recorded: on.Add(-9).At(9 * 60)}}, sampleNow(), civil.England())
	care := careStated(sampleHelp(), []org.Code{"C1", "C2"}, supply, on, on.Add(6))
	form := func() newView {
		return newView{planHelp: sampleHelp(), areas: samplePicture().Units(org.KindICB), ask: usualAsk("QX"), target: "92", dates: "2023-12-24,2023-12-27..2024-01-09", percent: map[string]string{"confidence": "90", "weekend": "60", "holiday": "30"}, most: map[discharge.Service]string{}, ground: "Forecast from 18 December 2023, as it was kept.", care: care}
	}
	bad, trouble := form(), form()
	bad.care = careStated(sampleHelp(), []org.Code{"C1"}, supply, on, on.Add(6))
	bad.problems, bad.percent["confidence"] = []fault.Field{{Name: "confidence", Message: "Enter the chance as a percentage between 50 and 99"}}, "100"
	trouble.trouble = "none of the trusts has a forecast from this morning"
	return map[string]newView{"new": form(), "new-problem": bad, "new-none": trouble}
}
