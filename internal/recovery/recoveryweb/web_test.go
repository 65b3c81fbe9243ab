package recoveryweb

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// text is a specimen's body.
func text(t *testing.T, p parts) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.body().Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func has(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func lacks(t *testing.T, page string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(page, w) {
			t.Errorf("the page holds %q", w)
		}
	}
}

// Above the trust there are counts, none of them small, and no patient.
func TestTheSystemSeesCountsAlone(t *testing.T) {
	v := systemView{here: sampleHere(access.RecoveryCounts), trusts: []org.Code{"T1", "T2"}, counts: map[org.Code]recovery.Counted{"T1": sampleCounted()}}
	v.on = "QX"
	page := text(t, v.parts())
	has(t, page, "fewer than 5", "1 of 2 trusts keep their list here", "1 trust keeps no list here", "Calder Hospitals")
	lacks(t, page, "P-00", "/patients", "Invented")
}

// A sum with a hidden part is told roundly, so that the part cannot be worked out from it.
func TestASumHidesItsParts(t *testing.T) {
	for _, c := range []struct {
		add  []int
		want string
	}{{[]int{0, 0}, "0"}, {[]int{120, 30}, "150"}, {[]int{120, 3}, "about 125"}, {[]int{2, 1}, "fewer than 5"}, {[]int{1200, 4}, "about 1,205"}} {
		var s together
		for _, n := range c.add {
			s.add(n)
		}
		if got := s.words(); got != c.want {
			t.Errorf("%v: %q, want %q", c.add, got, c.want)
		}
	}
}

// Whoever reads counts at the trust sees no link to a patient and no button.
func TestTheBoardOfSomebodyWithoutPatients(t *testing.T) {
	v := sampleBoards()["board"]
	page := text(t, v.parts())
	has(t, page, "/recovery/T1/patients?only=tier-1", "Plan 7 is in use", "With plan 7", "Proposed dates to review")
	v.here = sampleHere(access.RecoveryCounts)
	v.todo = nil
	page = text(t, v.parts())
	lacks(t, page, "/patients", "/plans")
	has(t, page, "Past a clinical or cancer date", "Most people on such a pathway turn out not to have cancer")
}

// The plan's page says what its proof does not mean, and a repair claims none.
func TestThePlanSaysWhatItProves(t *testing.T) {
	plans := samplePlans()
	page := text(t, plans["plan"].parts())
	has(t, page, "No plan can cost less than 1,221", "not to the truth", "1.6%", "take away any one of them", "fifth 1, most deprived", "no date")
	page = text(t, plans["plan-repair"].parts())
	has(t, page, "proves nothing", "List L-11 is cancelled", "loses the date", "n/a")
	lacks(t, page, "No plan can cost less", "distance to the best")
	page = text(t, plans["plan-running"].parts())
	has(t, page, "Stop now and keep the best so far", "at most 3.2% apart", "<progress")
	page = text(t, plans["plan-refused"].parts())
	has(t, page, "correct the minutes")
	lacks(t, page, "Take this plan into use")
}

// Nothing can be changed while looking back.
func TestLookingBackOffersNoChange(t *testing.T) {
	v := samplePlanView()
	v.past = true
	page := text(t, v.parts())
	lacks(t, page, "<form")
	p := samplePatient("P-002")
	p.past = true
	page = text(t, p.parts())
	lacks(t, page, "/decide", "/find", "/who\"")
	has(t, page, "Kept out of a session: L-12", "The referral-to-treatment clock started", "Industrial action", "28 days")
}

// Who a patient is stands on the page only once it was asked for.
func TestAPatientIsNamedWhenAskedFor(t *testing.T) {
	lacks(t, text(t, samplePatient("P-002").parts()), "Invented", "999000")
	has(t, text(t, samplePatient("P-001").parts()), "Invented Person", "9990000018", "day 69", "Fast cancer")
	lacks(t, text(t, parts{patientsView{here: sampleHere(), page: 1, rows: rowsOf(sampleGround(), nil, sampleHere())}.table()}), "Invented", "999")
}

// What a review asks to be brought forward stands on the pathway's page and leads the worklist, with who asked and when.
func TestADateToBringForwardIsShown(t *testing.T) {
	lacks(t, text(t, samplePatient("P-001").parts()), "Bring the date forward")
	flag := pressedView{list: []recovery.Pressed{{Pathway: "P-001", At: sampleHere().now, By: "account:9"}}, names: map[string]string{"account:9": "Consultant (invented)"}}
	v := samplePatient("P-001")
	v.flag = flag
	has(t, text(t, v.parts()), "Bring the date forward", "Consultant (invented)")
	has(t, text(t, worklistView{here: sampleHere(), page: 1, flag: flag}.parts()), "1 date to bring forward", "Act now", "Consultant (invented)")
	lacks(t, text(t, worklistView{here: sampleHere(), page: 1}.parts()), "to bring forward")
}

// The list stands in the order of the days that keep people safe.
func TestTheListIsInOrder(t *testing.T) {
	rows := rowsOf(sampleGround(), nil, sampleHere())
	var got []recovery.Pathway
	for _, x := range rows {
		got = append(got, x.p.Pathway)
	}
	if want := []recovery.Pathway{"P-001", "P-002", "P-004", "P-003"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	v := patientsView{here: sampleHere(), only: string(recovery.LineLongest)}
	for _, x := range rows {
		if v.keeps(x) != (x.p.Pathway == "P-002") {
			t.Errorf("%s among those over 52 weeks: %v", x.p.Pathway, v.keeps(x))
		}
	}
}

func TestCodesReadBack(t *testing.T) {
	codes, err := readCodes("priority: Urgent = P2\n\n scope : here=site\npriority: Soon = P3")
	if err != nil || codes["priority"]["Urgent"] != "P2" || codes["scope"]["here"] != "site" {
		t.Errorf("%v %v", codes, err)
	}
	if again, err := readCodes(codesText(codes)); err != nil || codesText(again) != codesText(codes) {
		t.Errorf("%v %v", again, err)
	}
	for _, bad := range []string{"priority", "priority: Urgent", ": a = b", "priority: = P2"} {
		if _, err := readCodes(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestBurnDaysEndInMarch(t *testing.T) {
	for on, last := range map[string]string{"2025-12-21": "2026-03-29", "2026-03-20": "2026-12-25", "2024-01-10": "2024-03-27"} {
		days := burnDays(civil.MustDate(on))
		if days[0] != civil.MustDate(on) || days[len(days)-1] != civil.MustDate(last) {
			t.Errorf("from %s: %s to %s", on, days[0], days[len(days)-1])
		}
	}
}

// What was done is recorded as treatment or not, and what to know of the dates stands above the form that offers them.
func TestAnOfferAsksWhetherItTreatedAndWarns(t *testing.T) {
	x := sampleOffers().list[1]
	v := sampleOffer(x)
	x.st.State, x.st.Held = recovery.OfferBooked, recovery.OfferedDate{Session: "L-11", Site: "A", Date: civil.MustDate("2024-02-06")}
	v.x = x
	has(t, text(t, v.parts()), "Did first definitive treatment begin with it?", `name="treated"`)
	v.events = []recovery.OfferEvent{{Offer: x.o.ID, To: recovery.OfferDone, Treated: recovery.No}}
	has(t, text(t, v.parts()), "not treated: still waits")
	v = sampleOffer(sampleOffers().list[1])
	v.x.st.State = recovery.OfferReviewed
	v.x.p.Cancer = nil
	v.open = v.open[:1]
	has(t, text(t, v.parts()), "About the dates that the form proposes", "This is not a reasonable offer")
	v.bad = offerFields([]fault.Field{{Name: "date 1", Message: "Nobody may be booked into session L-11"}, {Name: "treated", Message: "Say whether"}}, recovery.OfferMade)
	if v.bad[0].Name != "first" || v.bad[1].Name != "treated" {
		t.Errorf("%v", v.bad)
	}
}

// The page of beds says which forecast and share the beds are from, and what is not known is neither nought nor unlimited.
func TestBedsSayWhereTheyComeFrom(t *testing.T) {
	page := text(t, sampleBeds()["beds"].parts())
	has(t, page, "ensemble-2", "stated by the trust", "70% of the ward beds and 12 more", "bed forecast", "file of limits", "mornings&#39; returns")
	page = text(t, sampleBeds()["beds-none"].parts())
	has(t, page, "no bed forecast of this trust is held", "its share is not stated", "not known")
	lacks(t, page, "unlimited")
	plans := plansView{here: sampleHere(), ready: true, beds: []recovery.BedsUnknown{{Kind: recovery.Beds, Nights: 84, Of: 84, Sites: []string{"A"}, Why: "no bed forecast of this trust is held"}}}
	has(t, text(t, plans.parts()), "84 of 84 site-nights (site A) are not known", "Such a plan is refused unless")
	past := sampleBeds()["beds"]
	past.past = true
	lacks(t, text(t, past.parts()), "<form")
}

// A clinician judges a proposal on its own page: by the date held, the reasons, whom it displaces and the clocks, and can refuse it there.
func TestAProposalShowsWhatToJudgeItBy(t *testing.T) {
	v := sampleOffer(sampleOffers().list[0])
	v.x.o.Plan, v.x.o.At, v.x.o.By = 7, sampleTime(), "account:1"
	v.holds, v.placed, v.others = &sampleGround().Sessions[3], &samplePlan().Placements[0], []recovery.Pathway{"P-003"}
	has(t, text(t, v.parts()), "Proposed by plan 7", "What to judge it by", "list L-12", "62 days of the cancer pathway", "P-003", "Every clock of the pathway", "I do not agree", "Refuse it")
	v.x.o.Sort = recovery.OfferTake
	page := text(t, v.parts())
	has(t, page, "none, in place of Tue 16 Jan 2024")
	lacks(t, page, "Holds the list now")
}

// What is not recorded is neither nought nor a day.
func TestASpreadThatIsNotRecordedIsAssumed(t *testing.T) {
	if got := minutesWords(recovery.Patient{Minutes: 100}); !strings.Contains(got, "not recorded, and a plan assumes 35") {
		t.Error(got)
	}
	v := samplePatient("P-002")
	v.s.Patient.Postponed = []recovery.Postponement{{By: recovery.ByProvider}}
	page := text(t, v.parts())
	has(t, page, "moved a date; which one is not recorded")
	lacks(t, page, "date of not known")
}

// A list says how many of its minutes are taken, and a second date is proposed on a list with room alone.
func TestAFullListIsSeenAndNotProposed(t *testing.T) {
	v := sessionsView{here: sampleHere(), g: sampleGround(), monday: civil.MustDate("2024-02-05"), booked: map[recovery.SessionID]int{"L-12": 3}, minutes: map[recovery.SessionID]float64{"L-12": 325}}
	has(t, text(t, v.parts()), "325 of 240 min", "85 minutes over its time")
	o := sampleOffer(sampleOffers().list[1])
	if _, second := o.proposed(); second != "L-12" {
		t.Fatalf("%q", second)
	}
	g := sampleGround()
	g.Patients[2].Minutes = 200
	o.rooms = recovery.RoomsOf(g, recovery.Said{}, sampleDay())
	if _, second := o.proposed(); second != "" {
		t.Errorf("a full list was proposed: %q", second)
	}
}

// What became of a date that the trust's own list booked can be told on the patient's page.
func TestADateHeldCanBeToldOf(t *testing.T) {
	v := samplePatient("P-003")
	has(t, text(t, v.parts()), "/patients/P-003/held", "The provider cancelled or moved it")
	lacks(t, text(t, v.parts()), "It took place")
	v.today = civil.MustDate("2024-02-08")
	has(t, text(t, v.parts()), "It took place, and the patient was treated", "Today is its day")
}

// A file is not the whole list unless somebody says so, and what would go is told before a second yes; problems lead to their controls.
func TestAWholeListAsksTwice(t *testing.T) {
	v := sampleMaps()["mapping"]
	lacks(t, text(t, v.parts()), `value="yes" checked`)
	v.whole, v.checked = true, &checkedFile{leaving: recovery.Leaving{Patients: 1500, Booked: 321}}
	has(t, text(t, v.parts()), "1,500 pathways, 321 with a session, would leave the list", `name="gone"`, `value="1500-0-321"`)
	v.m.Columns = map[recovery.FileField]string{"minutes": "Exp mins"}
	v.bad = []fault.Field{{Name: "Exp mins", Message: "two columns"}, {Name: "Exp mins", File: "l.csv", Cell: "C2", Message: "no number"}, {Name: "gone", Message: "Say"}}
	got := v.linked()
	if got[0].Name != "map-minutes" || got[1].Name != "problems" || got[2].Name != "gone" {
		t.Errorf("%+v", got)
	}
	files := filesView{here: sampleHere(), kept: []recovery.Imported{{ID: 4, Kind: recovery.PatientFile, File: recovery.File{Name: "wrong.csv"}, Gone: 1500}}}
	has(t, text(t, files.parts()), "Take a file back", "/import/back", "Bookings: the sessions that pathways hold")
}

// Whoever reads a trust from above it sees its counts as any board's, without small numbers or specialties.
func TestATrustSeenFromAboveHidesSmallNumbers(t *testing.T) {
	day := civil.MustDate("2024-01-10")
	grant := func(r access.Role, o org.Code) access.Grant { return access.Grant{Role: r, At: o, From: day.Add(-9)} }
	if !aboveTrust([]access.Grant{grant(access.ICBLead, "QX"), grant(access.NationalLead, "ENG")}, "T1", day) || aboveTrust([]access.Grant{grant(access.TrustDirector, "T1")}, "T1", day) {
		t.Error("who is above the trust")
	}
	v := systemView{here: sampleHere(access.RecoveryCounts)}
	v.under()
	if !slices.Equal(v.trusts, []org.Code{"T1"}) {
		t.Fatalf("%v", v.trusts)
	}
	v.counts = map[org.Code]recovery.Counted{"T1": sampleCounted()}
	page := text(t, v.parts())
	has(t, page, "fewer than 5")
	lacks(t, page, "General surgery", "Trauma")
	has(t, text(t, chooseParts(sampleHere(access.RecoveryCounts), "", []org.Unit{{Code: "T1", Kind: org.KindTrust}}, map[org.Code]recovery.Counted{"T1": {Waiting: 3}})), "fewer than 5")
}

// More of what nobody lacks saves nothing, and the page says why.
func TestMoreOfWhatIsNotUsedUpIsExplained(t *testing.T) {
	v := sampleTrials()["what-if"]
	v.effect = &recovery.Effect{Possible: true, Trial: recovery.Trial{Kind: recovery.TryHighBeds, Site: "A", Number: 5}, Tiers: samplePlan().Tiers}
	page := text(t, v.parts())
	has(t, page, "it is not used up on any of those days")
	lacks(t, page, "the team may be at work already")
	v.effect.Estimate = 12
	lacks(t, text(t, v.parts()), "not used up on any")
}

// Whoever sees counts alone sees a plan without anybody in it, and no tab that would be refused.
func TestAPlanInCounts(t *testing.T) {
	v := samplePlanView()
	v.here = sampleHere(access.RecoveryCounts, access.RecoverySessions, access.RecoveryClose)
	v.inCounts()
	page := text(t, v.parts())
	lacks(t, page, "P-00", "/people", "/patients", "plan.csv", "Take this plan into use")
	has(t, page, "1 pathway for which nothing can be found", "each for fewer than five people", "/what-if", "fewer than 5")
	ses := sessionsView{here: v.here, g: sampleGround(), monday: civil.MustDate("2024-01-15")}
	has(t, text(t, ses.parts()), "/recovery/T1/lists/L-10", "/recovery/T1/plans")
	lacks(t, text(t, ses.parts()), "21:00 on 16 January", "/import", "/offers") // the hours of somebody's rest
}
