package dischargeweb

import (
	"fmt"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/jobs"
	"headroom/internal/org"
)

// samplePicture is the organisations of the samples, all invented: a board, two trusts and two councils, and another board.
func samplePicture() *org.Picture {
	since := civil.Range{From: civil.MustDate("2015-04-01")}
	facts := []org.Fact{{What: org.FactUnit, Org: org.England, Kind: org.KindEngland, Valid: since}}
	unit := func(c org.Code, name string, k org.Kind, tree org.Tree, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since}, org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: since})
	}
	unit("Y1", "Sample Region", org.KindRegion, org.NHS, org.England)
	unit("QX", "NHS Ashbourne and Calder Integrated Care Board", org.KindICB, org.NHS, "Y1")
	unit("QY", "NHS Elmscar Integrated Care Board", org.KindICB, org.NHS, "Y1")
	unit("T1", "Ashbourne Vale NHS Trust", org.KindTrust, org.NHS, "QX")
	unit("T2", "Calder Hospitals NHS Foundation Trust", org.KindTrust, org.NHS, "QX")
	unit("T3", "Elmscar Hospitals NHS Trust", org.KindTrust, org.NHS, "QY")
	unit("E1", "Sample directors' region", org.KindADASSRegion, org.ADASS, org.England)
	unit("C1", "Ashbourne Council", org.KindCouncil, org.ADASS, "E1")
	unit("C2", "Calder Council", org.KindCouncil, org.ADASS, "E1")
	return org.NewBook(facts).At(civil.MustDate("2023-12-18"))
}

// sampleNow is the instant at which the samples are seen, sampleProposed when their plan was proposed.
func sampleNow() time.Time { return civil.MustDate("2023-12-20").At(8 * 60) }

func sampleProposed() time.Time { return civil.MustDate("2023-12-18").At(16 * 60) }

func sampleHelp() planHelp {
	return planHelp{pic: samplePicture(), now: sampleNow(), link: func(s string) string { return s }}
}

func sampleSigner(n int, r access.Role, o org.Code, deputy bool) discharge.Signer {
	return discharge.Signer{Actor: fmt.Sprint("account:", n), Role: string(r), Org: o, Deputy: deputy}
}

func sampleNames() map[string]string {
	return map[string]string{"account:1": "Board lead (synthetic)", "account:5": "Director (synthetic)", "account:3": "Chief operating officer (synthetic)"}
}

// sampleLines are the plan's commitments from 19 to 29 December.
func sampleLines() []discharge.Line {
	var out []discharge.Line
	add := func(day string, trust, council org.Code, s discharge.Service, n int, owner string) {
		d := civil.MustDate(day)
		id := fmt.Sprintf("%s.%s.%s", d, trust, s)
		if council != "" {
			id += "." + string(council)
		}
		out = append(out, discharge.Line{ID: id, Date: d, Trust: trust, Council: council, Pathway: s.Pathway(), Service: s, Effect: s.Effect(), Number: n, Owner: owner})
	}
	for i, day := range []string{"2023-12-19", "2023-12-20", "2023-12-21", "2023-12-22", "2023-12-23", "2023-12-27", "2023-12-28"} {
		add(day, "T1", "C1", discharge.HomeCare, 4+i%3, "director of adult social services")
		add(day, "T2", "C2", discharge.HomeCare, 3, "director of adult social services")
		if i%2 == 0 {
			add(day, "T1", "C1", discharge.CommunityBed, 2, "board's lead for intermediate care")
			add(day, "T1", "", discharge.WardDischarge, 5, "trust's integrated discharge lead")
			add(day, "T2", "", discharge.UrgentCare, 2, "community services' lead for urgent response")
		}
	}
	add("2023-12-26", "T1", "", discharge.TransferHub, 75, "trust's integrated discharge lead")
	add("2023-12-27", "T2", "C2", discharge.CareHomeBed, 1, "director of adult social services")
	add("2023-12-28", "T2", "", discharge.EscalationBed, 6, "trust's chief operating officer")
	return out
}

func sampleVersion() discharge.Version {
	v := discharge.Version{Plan: "QX-2023-12-24", Number: 1, Area: "QX", Board: "QX", Target: .92, Confidence: .9, From: civil.MustDate("2023-12-24"), To: civil.MustDate("2024-01-09"), Lines: sampleLines(),
		Proposed: sampleProposed(), By: sampleSigner(1, access.ICBLead, "QX", false), Forecast: "forecast from 18 December 2023, as it was kept", Seed: 1<<63 + 7, Replicates: 32768, Sketch: 1}
	v.Reached = sampleWorked().Reached
	return v
}

// sampleView is the plan after some answers: the first council agreed and signed, one line is refused, one was done.
func sampleView() discharge.PlanView {
	v := sampleVersion()
	roots := discharge.RootsOf(v, discharge.Version{}, discharge.Roots{})
	dass, coo := sampleSigner(5, access.CouncilDirector, "C1", true), sampleSigner(3, access.TrustDirector, "T1", false)
	at := sampleProposed().Add(90 * time.Minute)
	var events []discharge.Event
	for _, l := range v.Lines {
		e := discharge.Event{Line: l.ID, Version: 1, State: discharge.Agreed, Number: l.Number, By: dass, At: at}
		switch l.Holder() {
		case "C1":
			events = append(events, e)
		case "T1":
			e.By = coo
			events = append(events, e)
		}
	}
	refused := v.Lines[1] // Calder Council's first
	events = append(events, discharge.Event{Line: refused.ID, Version: 1, State: discharge.Refused, Reason: "No staff for new packages on that day", By: sampleSigner(6, access.CouncilDirector, "C2", false), At: at.Add(time.Hour)})
	done := v.Lines[0]
	events = append(events, discharge.Event{Line: done.ID, Version: 1, State: discharge.Delivered, Number: done.Number - 1, Reason: "One person became unwell", By: coo, At: sampleNow().Add(-20 * time.Minute)})
	out := discharge.PlanView{Version: v, Reason: "Beds stand over the target for Christmas Eve", Newest: 1, Standings: discharge.Standings(v, roots, events)}
	out.Agreement = discharge.SignedBy(v, roots, out.Standings, []discharge.Commitment{{Version: 1, Org: "C1", By: dass, At: at.Add(time.Minute)}})
	return out
}

func sampleHistory() []discharge.Happening {
	v := sampleView()
	list := []discharge.Happening{{At: v.Proposed, Version: 1, By: v.By, What: "proposed", Reason: v.Reason}}
	for _, l := range v.Lines {
		if st := v.Standings[l.ID]; !st.Last.At.IsZero() {
			list = append(list, discharge.Happening{At: st.Last.At, Version: 1, By: st.Last.By, Line: l.ID, Of: l, What: string(st.State), Number: st.Last.Number, Reason: st.Last.Reason})
		}
	}
	for _, s := range v.Agreement.Parties {
		if s.Signed {
			list = append(list, discharge.Happening{At: s.By.At, Version: 1, By: s.By.By, What: discharge.HappenedSigned})
		}
	}
	again := sampleAgain()
	again.Made.At = again.At.Add(2 * time.Second)
	list = append(list, again.Happenings()...)
	slices.SortStableFunc(list, func(a, b discharge.Happening) int { return a.At.Compare(b.At) })
	return list
}

func sampleAsk() discharge.SketchAsk {
	a := usualAsk("QX")
	a.Mornings = []civil.Date{civil.MustDate("2023-12-24")}
	for d := civil.MustDate("2023-12-27"); !d.After(civil.MustDate("2024-01-09")); d = d.Add(1) {
		a.Mornings = append(a.Mornings, d)
	}
	a.Most = map[discharge.Service]int{discharge.HomeCare: 6}
	return a
}

// sampleWorked is a plan that was worked out; its figures are invented.
func sampleWorked() *discharge.Worked {
	cost := 3.4
	w := &discharge.Worked{Basis: "forecast from 18 December 2023, as it was kept", From: civil.MustDate("2023-12-18"), Feasible: true, Lines: sampleLines(), Effort: 61.5, Bound: 60.4, PointCost: &cost, Seed: 1<<63 + 7, Replicates: 32768, Drawn: 1,
		Assumed: []string{"Calder Council has no usable capacity return for reablement on some days: its limit there is assumed."}, Notes: []string{"The target is a share of usable core beds. An escalation bed frees no core bed: none is counted here."}}
	for i, t := range []org.Code{"T1", "T2"} {
		r := discharge.Reached{Trust: t, Least: .904 + .01*float64(i), Low: .9, High: .908 + .01*float64(i), Binding: civil.MustDate("2023-12-28")}
		w.Reached = append(w.Reached, r)
		for d := civil.MustDate("2023-12-19"); !d.After(civil.MustDate("2024-01-09")); d = d.Add(1) {
			n := float64(d.Sub(civil.MustDate("2023-12-19")))
			base, less := 560+3*n-80*float64(i), min(n, 9)*3
			w.Fans = append(w.Fans, discharge.Fan{Trust: t, Morning: d, Usable: 620 - 80*float64(i), Without: discharge.Spread{Q10: base - 14, Q25: base - 7, Q50: base, Q75: base + 7, Q90: base + 15}, With: discharge.Spread{Q10: base - less - 14, Q25: base - less - 7, Q50: base - less, Q75: base - less + 7, Q90: base - less + 14}})
			w.Net = append(w.Net, discharge.Net{Trust: t, Morning: d, Without: base, With: base - less, Backlog: less * .6, Avoided: less * .3, PullForward: less * .1})
			if !d.Before(civil.MustDate("2023-12-24")) {
				w.Odds = append(w.Odds, discharge.Odds{Trust: t, Morning: d, Without: .41, With: .91, Low: .905, High: .915, ShortWithout: 22, Short: -1})
			}
		}
	}
	w.Binding = w.Reached[0]
	w.Prices = []discharge.Price{{Council: "C1", Service: discharge.HomeCare, Date: civil.MustDate("2023-12-23"), Most: 4, Used: 4, Effort: 1.3, Beds: .81}, {Trust: "T2", Service: discharge.UrgentCare, Date: civil.MustDate("2023-12-27"), Most: 2, Used: 2, Effort: .4, Beds: .92},
		{Trust: "T1", Service: discharge.TransferHub, Date: civil.MustDate("2023-12-26"), Most: 75, Used: 75, Effort: .2, Beds: 3.1}}
	return w
}

func sampleSketch(made *discharge.Worked) discharge.Sketch {
	return discharge.Sketch{ID: 1, Ask: sampleAsk(), By: sampleSigner(1, access.ICBLead, "QX", false), At: sampleProposed().Add(-time.Hour), Job: 9, Made: made}
}

// sampleAgain is what takes the place of the line that was refused.
func sampleAgain() discharge.Sketch {
	v := sampleView()
	s := sampleSketch(sampleWorked())
	s.ID, s.At = 2, sampleProposed().Add(3*time.Hour)
	s.Ask.Again = &discharge.Again{Plan: v.Plan, Version: 1, Changes: v.Withdrawn()}
	lost, added := v.Lines[1], v.Lines[2]
	added.Number = 3
	s.Made.Lost, s.Made.Added, s.Made.More = []discharge.Line{lost}, []discharge.Line{added}, 3.3
	s.Made.Burdens = []discharge.Burden{{Trust: added.Trust, Council: added.Council, Service: added.Service, More: 3, Effort: 3.3}}
	s.Made.Was = s.Made.Effort - .3
	s.Made.Before = []discharge.Reached{{Trust: "T1", Least: .905, Binding: civil.MustDate("2023-12-28")}, {Trust: "T2", Least: .915, Binding: civil.MustDate("2023-12-28")}}
	s.Made.Unmoved = []discharge.Reached{{Trust: "T1", Least: .905, Binding: civil.MustDate("2023-12-28")}, {Trust: "T2", Least: .871, Binding: civil.MustDate("2023-12-28")}}
	return s
}

func sampleJob() *jobs.Info {
	return &jobs.Info{ID: 9, Kind: "discharge.solve", State: jobs.Running, Done: 3, Total: 9, Words: "trimming whole people"}
}

func sampleVariance() discharge.Variance {
	v := sampleView()
	var lines []discharge.Counted
	for _, l := range v.Lines {
		lines = append(lines, discharge.Counted{Plan: v.Plan, Version: 1, Line: l, Standing: v.Standings[l.ID]})
	}
	return discharge.VarianceOf(civil.MustDate("2023-12-19"), lines, sampleNow())
}

func sampleConflicts() ([]discharge.Conflict, []discharge.Usable) {
	day := civil.MustDate("2023-12-23")
	there := discharge.Usable{Council: "C1", Service: discharge.HomeCare, Date: day, N: 4, Known: true, Age: discharge.Old, Days: 9}
	c := discharge.Conflict{Council: "C1", Service: discharge.HomeCare, Date: day, Last: day, There: there, Agreed: 3, Proposed: 4, Plans: []discharge.Taker{{Plan: "QX-2023-12-24", Version: 1, Trusts: []org.Code{"T1"}, Agreed: 3, Lines: []string{"a"}}, {Plan: "QY-2023-12-24", Version: 2, Trusts: []org.Code{"T3"}, Proposed: 4, Lines: []string{"b"}}}}
	return []discharge.Conflict{c}, []discharge.Usable{{Council: "C2", Service: discharge.CareHomeBed, Date: day}}
}
