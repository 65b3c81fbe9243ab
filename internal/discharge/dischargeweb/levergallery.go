package dischargeweb

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web"
)

// careSample is an invented board with three trusts and two councils: the sample of the gallery and the ground of the tests.
type careSample struct {
	pic    *org.Picture
	ground *Ground
	supply *discharge.Supply
	kept   []discharge.Imported
	ready  []discharge.Answered
	rows   []discharge.Capacity
}

// careSampleNow is the instant of the sample.
func careSampleNow() time.Time { return civil.MustDate("2023-12-21").At(9*60 + 20) }

// The sample's board.
const careSampleBoard org.Code = "QHG"

func careSampleFacts(s *flow.System) []org.Fact {
	facts := org.Builtin()
	since := civil.Range{From: civil.MustDate("2012-04-01")}
	unit := func(c org.Code, kind org.Kind, name string, tree org.Tree, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: kind, Valid: since, Source: "sample"}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since, Source: "sample"},
			org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: since, Source: "sample"})
	}
	var shares []org.Share
	for i, c := range s.Councils {
		unit(c, org.KindCouncil, []string{"Northmarsh", "Southdale"}[i%2]+" (synthetic)", org.ADASS, "E12000006")
		facts = append(facts, org.Fact{What: org.FactShare, Org: c, Basis: org.AreasByICB, Source: "sample", Shares: []org.Share{{Other: careSampleBoard, Of: 1}}})
		shares = append(shares, org.Share{Other: c, Of: 1 / float64(len(s.Councils))})
	}
	unit("SP1", org.KindCareProvider, "Elm House (synthetic)", org.NHS, careSampleBoard)
	for i, t := range s.Trusts {
		unit(t, org.KindTrust, []string{"Alderbrook", "Beckwater", "Coppergate"}[i%3]+" NHS Trust (synthetic)", org.NHS, careSampleBoard)
		facts = append(facts, org.Fact{What: org.FactMark, Org: t, Text: org.MarkAcuteBeds}, org.Fact{What: org.FactShare, Org: t, Basis: org.PatientsByCouncil, Source: "sample", Shares: shares})
	}
	return facts
}

func newCareSample() *careSample {
	sys := flow.Sample(7, 3, 2, 42)
	sys.Notes = []flow.Note{{Org: sys.Trusts[0], Code: "sample", Words: "All of this is invented."}}
	s := &careSample{ground: &Ground{System: sys, Basis: "invented forecast from 1 December 2023", AsAt: careSampleNow()}}
	s.pic = org.NewBook(careSampleFacts(sys)).At(civil.Today(careSampleNow()))
	monday := civil.MustDate("2023-12-18").At(15 * 60)
	for i := range 14 {
		day := civil.MustDate("2023-12-21").Add(i)
		add := func(c org.Code, service discharge.Service, total, free int, at time.Time) {
			s.rows = append(s.rows, discharge.Capacity{Holder: c, Service: service, Date: day, Total: total, Accepting: free, Weekend: i%2 == 0, Holiday: false, Source: "by-hand", AsAt: at, Recorded: at})
		}
		add(sys.Councils[0], discharge.HomeCare, 9, 4, monday)
		add(sys.Councils[0], discharge.Reablement, 3, 0, monday)
		add(sys.Councils[0], discharge.CommunityBed, 2, 1, monday.AddDate(0, 0, -9))
		add(sys.Councils[1], discharge.HomeCare, 6, 2, monday.AddDate(0, 0, -40))
	}
	s.supply = discharge.NewSupply(s.rows, careSampleNow(), civil.England())
	s.kept = []discharge.Imported{{ID: 2, Kind: discharge.ImportCapacity, Org: sys.Councils[0], File: discharge.File{Name: "capacity.csv", SHA256: "5d41402abc4b2a76b9719d911017c592"}, Form: string(discharge.DayForm), Read: 28, Kept: 28, Notes: []string{"4 of 28 rows are more than 7 days old and are marked"}, At: monday},
		{ID: 1, Kind: discharge.ImportCapacity, Org: sys.Councils[0], File: discharge.File{SHA256: "7d793037a076"}, Form: string(discharge.HandForm), Read: 3, Kept: 3, At: monday.AddDate(0, 0, -7)}}
	by := discharge.Signer{Actor: "account:1", Role: string(access.TrustSubmitter), Org: sys.Trusts[0]}
	for _, day := range discharge.CheckFor(civil.MustDate("2023-12-21"), civil.England()).Days {
		s.ready = append(s.ready, discharge.Answered{Org: sys.Trusts[0], Day: day, Item: discharge.Pharmacy, Answer: discharge.Yes, By: by, At: careSampleNow()},
			discharge.Answered{Org: sys.Trusts[0], Day: day, Item: discharge.Transport, Answer: discharge.No, Note: "Crews are booked until 14:00 only", By: by, At: careSampleNow()})
		for _, i := range discharge.ItemsOf(org.KindCouncil) {
			s.ready = append(s.ready, discharge.Answered{Org: sys.Councils[0], Day: day, Item: i, Answer: discharge.Yes, At: careSampleNow()})
		}
	}
	return s
}

// Ground is the sample's model, of the whole board whoever is asked about.
func (s *careSample) Ground(_ context.Context, area org.Code, _ civil.Date, _ time.Time) (*Ground, error) {
	if u, _ := s.pic.Unit(area); u.Kind == org.KindCouncil {
		return nil, fault.New(fault.Invalid, "%s is a council", area)
	}
	return s.ground, nil
}

// at is a reader who may do everything.
func (s *careSample) at(on org.Code) careAt {
	return careAt{on: on, pic: s.pic, now: careSampleNow(), today: civil.Today(careSampleNow()), link: func(h string) string { return h }, may: func(access.Verb, org.Code) bool { return true }}
}

// leverGallery is the pages of levers, queues, capacity, readiness and the brief with invented figures.
func leverGallery() []web.Specimen {
	s := newCareSample()
	m := room{Deps{Grounds: s, Holidays: civil.England()}}
	must := func(err error) {
		if err != nil {
			panic(err) // the sample is part of the program
		}
	}
	var out []web.Specimen
	for _, x := range []struct{ name, typed string }{{"levers", ""}, {"levers-moved", "home_care=4&hub=0.5&ready=10&weekends=yes"}, {"levers-open", "basis=open&escalation=20&from=2023-12-10&to=2023-12-16"}, {"levers-problem", "home_care=many&target=9&from=2030-01-01"}} {
		a := &leverAsked{careAt: s.at(careSampleBoard), ground: s.ground, trusts: s.ground.System.Trusts, share: .92, basis: discharge.OfCore}
		var err error
		a.typed, err = url.ParseQuery(x.typed)
		must(err)
		a.settle()
		t, err := m.try(context.Background(), a)
		must(err)
		page, body := leversPage(m, a, t)
		out = append(out, web.Specimen{Name: "discharge/" + x.name, Page: page, Body: body})
	}
	none := &leverAsked{careAt: s.at(careSampleBoard), ground: s.ground}
	page, body := leversPage(m, none, nil)
	out = append(out, web.Specimen{Name: "discharge/levers-sums-only", Page: page, Body: body})
	return append(append(out, queueSpecimens(m, s)...), careSpecimens(m, s)...)
}

func queueSpecimens(m room, s *careSample) []web.Specimen {
	lines, err := queueOf(s.ground.System)
	if err != nil {
		panic(err) // the sample is part of the program
	}
	v := &queueView{careAt: s.at(careSampleBoard), ground: s.ground, lines: lines, whole: true, remain: map[org.Code]Remained{s.ground.System.Trusts[0]: {Day: civil.MustDate("2023-12-20"), N: measure.Of(98)}}}
	for i, code := range []discharge.ReasonCode{"B01", "B05", "B08", "B11", "B23", "B25", "B34", "A12"} {
		v.reasons = append(v.reasons, discharge.ReasonCount{Trust: s.ground.System.Trusts[0], Day: civil.MustDate("2023-12-20"), Cohort: discharge.EveryStay, Weight: discharge.Primary, Code: code, N: 3 + 5*i})
	}
	page, body := queuePage(m, v)
	council := &queueView{careAt: s.at(careSampleBoard), ground: s.ground, lines: lines[:3], hidden: true}
	page2, body2 := queuePage(m, council)
	return []web.Specimen{{Name: "discharge/queues", Page: page, Body: body}, {Name: "discharge/queues-council", Page: page2, Body: body2}}
}

func careSpecimens(m room, s *careSample) []web.Specimen {
	day := civil.Today(careSampleNow())
	council, trust := s.ground.System.Councils[0], s.ground.System.Trusts[0]
	var out []web.Specimen
	add := func(name string, page web.Page, body templ.Component) {
		out = append(out, web.Specimen{Name: "discharge/" + name, Page: page, Body: body})
	}
	conflict := discharge.Conflict{Council: council, Service: discharge.HomeCare, Date: day.Add(2), Last: day.Add(2), There: discharge.Usable{Council: council, Service: discharge.HomeCare, N: 4, Known: true}, Agreed: 5, Proposed: 2, Hard: true,
		Plans: []discharge.Taker{{Plan: "QHG-1", Agreed: 3, Proposed: 2}, {Plan: "QHG-2", Agreed: 2}}, Words: fmt.Sprintf("home care of %s on 23 December 2023: there is 4, and plan QHG-1 3 agreed and 2 proposed, plan QHG-2 2 agreed and 0 proposed", council)}
	page, body := capacityPage(m, &capacityView{careAt: s.at(careSampleBoard), from: day, days: capacityDays, shown: s.at(careSampleBoard).councils(), supply: s.supply, conflicts: []discharge.Conflict{conflict}, unknown: []discharge.Usable{{Council: s.ground.System.Councils[1], Service: discharge.CareHomeBed, Date: day.Add(3)}}})
	add("capacity", page, body)
	page, body = capacityPage(m, &capacityView{careAt: s.at(council), from: day, days: capacityDays, shown: s.at(council).councils(), supply: s.supply, kept: s.kept, states: true})
	add("capacity-own", page, body)
	typed := capacityEntry{careAt: s.at(council), from: day.String(), free: map[discharge.Service]string{discharge.HomeCare: "four"}, all: map[discharge.Service]string{}}
	typed.rows()
	page, body = capacityFormPage(typed)
	add("capacity-enter", page, body)
	drop := m.capacityDropPage(s.at(council))
	drop.bad = []fault.Field{{Name: "file", File: "capacity.csv", Sheet: "capacity", Cell: "C7", Message: "Enter a whole number from 0; 3.5 is none"}}
	page, body = drop.made()
	add("capacity-file", page, body)
	page, body = staysDropPage(s.at(trust), nil).made()
	add("stays-file", page, body)
	d := discharge.Delays{Trust: trust, Month: civil.MustDate("2023-11-01"), People: [discharge.Bands]int{820, 61, 44, 30, 17, 3, 2}, BedDays: [discharge.Bands]int{0, 61, 110, 146, 158, 50, 61}, Undated: 12}
	page, body = staysPage(staysView{careAt: s.at(trust), delays: []discharge.Delays{d}, left: []discharge.Left{{Trust: trust, Month: d.Month, Pathway: discharge.P0, N: 810}, {Trust: trust, Month: d.Month, Pathway: discharge.P1, N: 104}, {Trust: trust, Month: d.Month, Pathway: discharge.P3, N: 4}}})
	add("stays", page, body)
	check := discharge.CheckFor(day, civil.England())
	asked := []discharge.Respondent{{Org: trust, Kind: org.KindTrust, Since: check.Due.AddDate(0, 0, -3)}, {Org: s.ground.System.Trusts[1], Kind: org.KindTrust, Since: check.Due.Add(time.Hour)}, {Org: council, Kind: org.KindCouncil, Since: check.Due.AddDate(0, 0, -3)}}
	page, body = readyPage(m, &readyView{careAt: s.at(careSampleBoard), r: discharge.ReadinessOf(check, asked, s.ready, careSampleNow().Add(4*time.Hour)), planned: true})
	add("readiness", page, body)
	own := discharge.ReadinessOf(check, asked[:1], s.ready, careSampleNow())
	page, body = readyForm{careAt: s.at(trust), own: own.Orgs, check: check, typed: func(string) (string, bool) { return "", false }}.made(m)
	add("readiness-answer", page, body)
	page, body = briefPage(briefView{careAt: s.at(careSampleBoard), b: discharge.BriefOf(s.briefInputs(conflict))})
	add("brief", page, body)
	region, _ := s.pic.Above(org.NHS, careSampleBoard, org.KindRegion)
	page, body = briefPage(briefView{careAt: s.at(region), b: discharge.BriefOf(s.regionInputs(region, conflict))})
	add("brief-region", page, body)
	return out
}

// regionInputs is the same brief of the region, in which the board has a line.
func (s *careSample) regionInputs(region org.Code, conflict discharge.Conflict) discharge.BriefInputs {
	in := s.briefInputs(conflict)
	in.Area, in.Lines = region, []org.Code{careSampleBoard}
	for i := range in.Beds {
		in.Beds[i].Under = careSampleBoard
	}
	plan := in.Odds[1].Plans
	in.Odds = []discharge.BriefOdds{{Org: region, Morning: in.Odds[0].Morning, Within: .41, Forecast: in.Odds[0].Forecast, Plans: plan}, {Org: careSampleBoard, Morning: in.Odds[0].Morning, Within: .36, Forecast: in.Odds[0].Forecast, Plans: plan}}
	return in
}

// yesterday is agreed lines of every kind, some of which are reported.
func (s *careSample) yesterday(day civil.Date) []discharge.Counted {
	var out []discharge.Counted
	for i, x := range []discharge.Service{discharge.HomeCare, discharge.WardDischarge, discharge.UrgentCare, discharge.TransferHub, discharge.EscalationBed} {
		l := discharge.Line{ID: fmt.Sprint("l", i), Date: day, Trust: s.ground.System.Trusts[0], Pathway: x.Pathway(), Service: x, Effect: x.Effect(), Number: 5 + 15*i, Owner: "sample"}
		st := discharge.Standing{State: discharge.Agreed, Asked: l.Number, Agreed: l.Number}
		if i%2 == 0 {
			st.State, st.Delivered, st.Reported = discharge.Delivered, l.Number-1, true
		}
		out = append(out, discharge.Counted{Plan: "QHG-1", Version: 2, Line: l, Standing: st})
	}
	return out
}

// briefInputs is the sample's brief: one trust's beds are missing.
func (s *careSample) briefInputs(conflict discharge.Conflict) discharge.BriefInputs {
	on := civil.Today(careSampleNow())
	in := discharge.BriefInputs{Area: careSampleBoard, Lines: s.ground.System.Trusts, On: on, At: careSampleNow(), Target: .92, MostOfAList: briefList, Conflicts: []discharge.Conflict{conflict}, LevelShown: "Declared by its 3 trusts: OPEL 4 by 1, OPEL 3 by 1."}
	for i, t := range s.ground.System.Trusts {
		b := discharge.BedState{Trust: t, Under: t, Day: on, Usable: measure.Of(float64(600 + 40*i)), Core: measure.Of(float64(580 + 40*i)), Occupied: measure.Of(float64(570 + 35*i)), AsAt: on.At(8 * 60)}
		if i == 2 {
			b.Usable, b.Core, b.Occupied = measure.Gap(), measure.Gap(), measure.Gap()
		}
		in.Beds = append(in.Beds, b)
		odds := discharge.BriefOdds{Org: t, Morning: civil.MustDate("2023-12-24"), Within: .3 + .2*float64(i), Forecast: "from 21 December"}
		if i == 1 {
			odds.Plans = []discharge.PlanOdds{{Plan: "QHG-1", Version: 2, Trust: t, Share: .92, Basis: discharge.OfCore, Within: .912, Low: .908, High: .916}}
		}
		in.Odds = append(in.Odds, odds)
	}
	in.Beds = append(in.Beds, discharge.BedState{Trust: s.ground.System.Trusts[2], Under: s.ground.System.Trusts[2], Day: on.Add(-1), Usable: measure.Of(680), Core: measure.Of(660), Occupied: measure.Of(641), AsAt: on.Add(-1).At(8 * 60)})
	in.Plans = []discharge.BriefPlan{{Plan: "QHG-1", Version: 2, Area: careSampleBoard, State: discharge.VersionProposed, Share: .92, Confidence: .9, Basis: discharge.OfCore, Off: 1,
		Reached: []discharge.Reached{{Trust: s.ground.System.Trusts[1], Least: .904, Low: .9, High: .908, Binding: civil.MustDate("2023-12-28")}}}}
	in.Beside = []discharge.Overlap{{Plans: [2]discharge.PlanRef{{Plan: "QHG-1", Version: 2}, {Plan: "QHG-2", Version: 1}}, Trusts: s.ground.System.Trusts[1:2], From: on, To: civil.MustDate("2024-01-09")}}
	in.Yesterday = discharge.VarianceOf(on.Add(-1), s.yesterday(on.Add(-1)), careSampleNow())
	f := func(n float64) discharge.Figure {
		return discharge.Figure{Value: measure.Of(n), In: 2, Due: 3, AsAt: on.At(9 * 60), Source: "daily return"}
	}
	in.Remaining = []discharge.BriefCount{{Of: "P1", Count: f(84)}, {Of: "P2", Count: f(41)}, {Of: "P3", Count: f(33)}, {Of: "pathway not stated", Count: f(102)}}
	in.ByCouncil = []discharge.BriefCount{{Of: string(s.ground.System.Councils[0]), Count: f(122)}, {Of: string(s.ground.System.Councils[1]), Count: f(3)}}
	in.Discharged, in.HoursLost, in.Flu, in.Norovirus, in.Covid, in.Absences = f(212), f(96.5), f(24), f(18), discharge.Figure{Value: measure.Gap(), Due: 3}, f(1204)
	in.Gaps = []discharge.BriefGap{{Org: s.ground.System.Trusts[2], What: "UEC daily sitrep of 20 December", Since: on.Add(-1).At(11 * 60)}}
	in.ReturnsDue = []discharge.BriefDue{{At: on.At(11 * 60), What: "UEC daily sitrep", Who: s.ground.System.Trusts}}
	return in
}
