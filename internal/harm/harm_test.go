package harm

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

func day(s string) civil.Date { return civil.MustDate(s) }

func incident() Event {
	age := 20000
	return Event{ID: "0001", Trust: "SYN-101", Revision: 1, Recorded: time.Now(), By: "a", Kind: Incident, Service: "Emergency medicine",
		Occurred: day("2024-01-05"), Detected: day("2024-01-06"), What: "Antibiotics were late by three hours", Actions: "Given at once",
		Grade: Grade{Physical: Moderate, Psychological: LowPsychological, Basis: Actual}, AgeDays: &age, Patients: 1}
}

func has(err error, field string) bool {
	f := fault.As(err)
	return f != nil && slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field })
}

// Physical 3 and psychological 3 are unlike, and the worst comes first on both scales.
func TestTheTwoScalesAreNeverCompared(t *testing.T) {
	if Moderate.Words() == LowPsychological.Words() || int(Moderate) != int(LowPsychological) {
		t.Error("code 3 is to be moderate on one scale and low on the other")
	}
	p := []Physical{NoPhysical, 0, Fatal, Moderate, SeverePhysical, LowPhysical}
	slices.SortFunc(p, Physical.ByWorst)
	if !slices.Equal(p, []Physical{Fatal, SeverePhysical, Moderate, LowPhysical, NoPhysical, 0}) {
		t.Errorf("physical harm, worst first: %v", p)
	}
	q := []Psychological{LowPsychological, NoPsychological, 0, SeverePsychological, ModeratePsychological}
	slices.SortFunc(q, Psychological.ByWorst)
	if !slices.Equal(q, []Psychological{SeverePsychological, ModeratePsychological, LowPsychological, NoPsychological, 0}) {
		t.Errorf("psychological harm, worst first: %v", q)
	}
	if WorstPhysical(NoPhysical, 0, SeverePhysical) != SeverePhysical || WorstPhysical(0) != 0 || WorstPsychological(4, 2) != ModeratePsychological {
		t.Error("the worst is the lowest code")
	}
}

func TestEvents(t *testing.T) {
	today := day("2024-01-06")
	if err := incident().Check(today); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*Event){
		"review":       func(e *Event) { e.Grade = Grade{Basis: NotDeterminable} },
		"basis":        func(e *Event) { e.Grade.Basis = "" },
		"physical":     func(e *Event) { e.Grade.Physical = 6 },
		"occurred":     func(e *Event) { e.Occurred = day("2024-02-01"); e.Detected = civil.Date{} },
		"detected":     func(e *Event) { e.Detected = day("2024-01-04") },
		"why":          func(e *Event) { e.Revision = 2 },
		"imminent":     func(e *Event) { e.Kind, e.Grade, e.Patients = Risk, Grade{}, 0 },
		"outcome-type": func(e *Event) { e.Kind = Outcome },
		"kind":         func(e *Event) { e.Kind = "near-miss" },
		"association":  func(e *Event) { e.Grade.Physical = Fatal },
		"risk-theme":   func(e *Event) { e.RiskTheme = RiskStaffing },
		"patients":     func(e *Event) { e.Patients = 1_000_000_000 },
	} {
		e := incident()
		change(&e)
		if err := e.Check(today); !has(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestWhatAnEventCannotBe(t *testing.T) {
	today := day("2024-01-06")
	none := incident()
	none.Patients = 0
	if err := none.Check(today); !has(err, "patients") {
		t.Errorf("harm to nobody: %v", err)
	}
	good := incident()
	good.Kind = GoodCare
	if err := good.Check(today); !has(err, "physical") {
		t.Errorf("good care with a grade: %v", err)
	}
	death := incident()
	death.Grade.Physical, death.Association = Fatal, 2
	if err := death.Check(today); err != nil {
		t.Error(err)
	}
}

// read is a payload's own extensions by name, with the fields of each.
func read(t *testing.T, e Event, p Profile) (desc string, out map[string]map[string]any) {
	t.Helper()
	body, err := e.Payload(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckPayload(body, p); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	var r struct {
		Description string
		Extension   []struct {
			URL       string
			Extension []map[string]any
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	out = map[string]map[string]any{}
	for _, x := range r.Extension {
		name := strings.TrimPrefix(x.URL, p.Extension)
		if out[name] != nil {
			t.Errorf("%s stands twice", name)
		}
		out[name] = map[string]any{}
		for _, y := range x.Extension {
			for k, v := range y {
				if k != "url" {
					out[name][y["url"].(string)] = v
				}
			}
		}
	}
	return r.Description, out
}

// What is sent holds to the lists of C2 and C3: nothing twice, nothing empty, and nothing that nobody said.
func TestThePayloadSaysWhatWasSaid(t *testing.T) {
	for _, p := range Profiles() {
		out := incident()
		out.Kind, out.OutcomeType, out.Service, out.Period, out.Tied, out.Duty = Outcome, 2, "", "RD-12", []string{"PSM:PSM-RD12-1"}, "yes"
		desc, x := read(t, out, p)
		if x["Outcome"]["OutcomeType"] != 2.0 || x["Outcome"]["ImmediateActions"] == nil || x["Governance"] != nil || !strings.HasSuffix(desc, " [IA:RD-12] [PSM:PSM-RD12-1]") {
			t.Errorf("an outcome: %q %v", desc, x)
		}
		if body, _ := out.Payload(p); strings.Contains(string(body), `""`) {
			t.Error("an empty text is sent")
		}
		inc := incident()
		for duty, want := range map[string]any{"": nil, "yes": true, "no": false} {
			inc.Duty = duty
			if _, x := read(t, inc, p); x["Governance"]["DutyOfCandour"] != want {
				t.Errorf("candour %q: %v", duty, x["Governance"])
			}
		}
		inc.Association = 4
		if body, _ := inc.Payload(p); !strings.Contains(string(body), `"StrengthOfAssociation",
              "valueInteger": 4`) {
			t.Errorf("no strength of association: %s", body)
		}
		risk := incident()
		risk.Kind, risk.Grade, risk.Imminent, risk.Patients = Risk, Grade{}, "u", 0
		if _, x := read(t, risk, p); x["RiskDetails"]["RiskTheme"] != nil {
			t.Errorf("a theme that nobody said: %v", x)
		}
		risk.RiskTheme = RiskStaffing
		if _, x := read(t, risk, p); x["RiskDetails"]["RiskTheme"] != 1.0 {
			t.Errorf("%v", x)
		}
		body, _ := out.Payload(p)
		empty := strings.Replace(string(body), "Given at once", "", 1)
		out.Detection = 6
		body, _ = out.Payload(p)
		twice := strings.Replace(string(body), "/DetectionFactors", "/Outcome", 1)
		if CheckPayload([]byte(twice), p) == nil || CheckPayload([]byte(empty), p) == nil {
			t.Error("a receiver takes one part twice, or an empty text")
		}
	}
}

// What was judged not related is not named, and a newer word counts.
func TestWhatAnEventIsTiedTo(t *testing.T) {
	e := Event{Period: "RD-12"}
	links := []Link{{Period: "RD-12", Strength: 5}, {Request: "PSM-1", Strength: 2}, {Period: "RD-13", Strength: 4}, {Request: "PSM-2", Strength: 4}, {Request: "PSM-2", Strength: mitigation.NotRelated}}
	if got := e.TiedBy(links); !slices.Equal(got, []string{"IA:RD-13", "PSM:PSM-1"}) {
		t.Error(got)
	}
}

func TestTheStrengthOfALink(t *testing.T) {
	l := Link{Event: "1", Request: "PSM-1", Strength: mitigation.Caused, Reviewer: "r", Consultant: true, On: day("2024-02-01"), Why: "because"}
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Link){
		"no consultant": func(l *Link) { l.Consultant = false }, "took part": func(l *Link) { l.Involved = true },
		"no reason": func(l *Link) { l.Why = "" }, "no reviewer": func(l *Link) { l.Reviewer = "" },
		"both": func(l *Link) { l.Period = "JD-09" }, "no strength": func(l *Link) { l.Strength = 0 }, "strength 1": func(l *Link) { l.Strength = 1 },
	} {
		x := l
		change(&x)
		if x.Check() == nil {
			t.Errorf("%s: recorded", name)
		}
	}
	events := []EventID{"1", "2", "3"}
	got := CountLinks(events, []Link{{Event: "1", Strength: mitigation.Possibly}, {Event: "1", Strength: mitigation.Probably}, {Event: "2", Strength: mitigation.DontKnow}},
		func(Link) bool { return true })
	if got != (Linked{Unknown: 2, Probable: 1}) {
		t.Errorf("counted %+v", got)
	}
}

func TestCandour(t *testing.T) {
	c := Candour{Notifiable: "yes", Level: "moderate", Aware: day("2023-12-20").At(600)}
	if got, want := c.Due(civil.England()), day("2024-01-08"); got != want { // Christmas, Boxing Day and New Year's Day do not count
		t.Errorf("due on %s, want %s", got, want)
	}
	c.Contacts = []Contact{{At: c.Aware.Add(time.Hour), Words: "no answer"}}
	if !c.Overdue(day("2024-01-09"), civil.England()) || c.Overdue(day("2024-01-08"), civil.England()) {
		t.Error("a failed attempt is no contact, and the last day is not over on itself")
	}
	c.Contacts = append(c.Contacts, Contact{At: c.Aware.Add(48 * time.Hour), Reached: true})
	if c.Overdue(day("2024-01-09"), civil.England()) || c.Check() != nil {
		t.Errorf("told, and overdue all the same; %v", c.Check())
	}
	if (Candour{Notifiable: "no"}).Check() == nil {
		t.Error("no without a reason")
	}
}

// Nothing that is answered later moves the clock's start or ends it without a reason, and every answer stays (H26).
func TestTheClockOfCandourIsNotMoved(t *testing.T) {
	doctor, now := By{Account: "d", Clinician: true}, day("2024-01-30").At(600)
	first, err := Candour{Notifiable: "yes", Level: "moderate", Aware: day("2024-01-02").At(600)}.After(nil, doctor, now)
	if err != nil {
		t.Fatal(err)
	}
	before := []Candour{first}
	moved := first
	moved.Aware = day("2024-01-20").At(600)
	if _, err := moved.After(before, doctor, now); !has(err, "reason") {
		t.Errorf("moved without a reason: %v", err)
	}
	moved.Reason = "the ward's note was of another day"
	moved, err = moved.After(before, doctor, now)
	if err != nil || moved.Due(civil.England()) != day("2024-01-16") || !moved.Overdue(day("2024-01-17"), civil.England()) {
		t.Errorf("the clock was moved: %v, due on %s", err, moved.Due(civil.England()))
	}
	before = append(before, moved)
	open := Candour{}
	if _, err := open.After(before, doctor, now); !has(err, "reason") {
		t.Errorf("taken back without a reason: %v", err)
	}
	open.Reason = "looked at again"
	if open, err = open.After(before, doctor, now); err != nil || !open.Overdue(day("2024-01-17"), civil.England()) {
		t.Errorf("an open answer stops the clock: %v", err)
	}
	no := Candour{Notifiable: "no", Why: "no harm was found", Reason: "the scan is clear"}
	if no, err = no.After(append(before, open), doctor, now); err != nil || !no.Stopped() || no.Start() != first.Aware || no.Overdue(day("2024-01-17"), civil.England()) {
		t.Errorf("stopped: %+v %v", no, err)
	}
	if n := len(Answers([]Candour{first, first, moved, open, no})); n != 4 {
		t.Errorf("%d answers", n)
	}
}

func TestWhatCandourCannotSay(t *testing.T) {
	aware := day("2024-01-10").At(600)
	for field, c := range map[string]Candour{
		"written": {Notifiable: "yes", Level: "moderate", Aware: aware, Written: aware.Add(-time.Hour), Contacts: []Contact{{At: aware.Add(time.Hour)}}},
		"level":   {Notifiable: "no", Level: "severe", Why: "none"},
	} {
		if err := c.Check(); !has(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := (Candour{Notifiable: "yes", Level: "moderate", Aware: aware, Written: aware.Add(time.Hour)}).Check(); !has(err, "written") {
		t.Errorf("written before anybody was told or tried: %v", err)
	}
	for _, k := range Kinds() {
		if err := (Candour{Notifiable: "yes"}).OnKind(k); (err == nil) != (k == Incident || k == Outcome) {
			t.Errorf("%s: %v", k, err)
		}
	}
}

func TestPayload(t *testing.T) {
	for _, p := range Profiles() {
		for _, change := range []func(*Event){func(*Event) {},
			func(e *Event) { e.Grade = Grade{Basis: NotDeterminable, Review: day("2024-03-01")} },
			func(e *Event) { e.Kind, e.Grade, e.Imminent, e.Patients = Risk, Grade{}, "y", 0 },
			func(e *Event) { e.Kind, e.OutcomeType = Outcome, 2 },
			func(e *Event) { e.Kind, e.Grade = GoodCare, Grade{} }} {
			e := incident()
			change(&e)
			body, err := e.Payload(p)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := e.Payload(p)
			if err := CheckPayload(body, p); err != nil || string(again) != string(body) {
				t.Errorf("version %d, %s: %v\n%s", p.Version, e.Kind, err, body)
			}
		}
	}
	e := incident()
	e.What = "Patient 943 476 5919 waited" // the example number of the NHS data dictionary
	if _, err := e.Payload(profiles[0]); err == nil || !strings.Contains(err.Error(), "NHS number") {
		t.Errorf("an NHS number is sent: %v", err)
	}
	if Identifies("waited 120 1234 5678 minutes, 10 of 120") != "" {
		t.Error("digits that are no NHS number are taken for one")
	}
	if Identifies("lives at LS1 4AP") == "" || Identifies("dob 1.2.50") == "" || Identifies("a@b.uk") == "" {
		t.Error("a postcode, a date of birth or an address passes")
	}
	body, _ := incident().Payload(profiles[0])
	for _, bad := range [][2]string{{`"PhysicalHarm",`, `"PhysicalHurt",`}, {`"valueInteger": 20000`, `"valueInteger": -1`}, {`"actual"`, `"potential"`},
		{"adverse-event-5", "adverse-event-9"}, {`"DataSharingOptOut"`, `"Other"`}} {
		broken := strings.Replace(string(body), bad[0], bad[1], 1)
		if broken == string(body) {
			broken = strings.Replace(string(body), strings.TrimSuffix(bad[0], ","), strings.TrimSuffix(bad[1], ","), 1)
		}
		if broken == string(body) || CheckPayload([]byte(broken), profiles[0]) == nil {
			t.Errorf("a receiver takes a payload with %s", bad[1])
		}
	}
}

func TestTheWatchAndItsReviews(t *testing.T) {
	w := Watched{ID: "w1", Postponed: day("2024-01-03"), Priority: "P4", Waiting: 100, Times: 1}
	if !w.On(day("2024-07-01")) || w.On(day("2024-07-02")) {
		t.Error("a pathway is watched for 180 days")
	}
	if len(Found(w, day("2024-01-16"), nil, time.Now())) != 0 {
		t.Error("thirteen days without a date trigger")
	}
	found := Found(w, day("2024-01-30"), nil, time.Now())
	if len(found) != 1 || found[0].Occurred != day("2024-01-17") || found[0].Lag(w) != 14 {
		t.Fatalf("found %+v", found)
	}
	if len(Found(w, day("2024-01-31"), found, time.Now())) != 0 {
		t.Error("the same trigger is found twice")
	}
	if r, _ := Urgency(w, nil, day("2024-01-10")); r != Green {
		t.Errorf("an ordinary pathway is %s", r)
	}
	if r, _ := Urgency(w, []Trigger{{Kind: "emergency-admission"}}, day("2024-01-10")); r != Red {
		t.Errorf("after an emergency admission it is %s", r)
	}
	c := w
	c.Cancer, c.Waiting = true, 60
	if r, _ := Urgency(c, nil, day("2024-01-05")); r != Green {
		t.Errorf("cancer on day 62 is %s", r)
	}
	if r, _ := Urgency(c, nil, day("2024-01-06")); r != Red {
		t.Errorf("cancer on day 63 is %s", r)
	}
	if got := Red.DueBy(day("2023-12-21"), civil.England()); got != day("2024-01-02") {
		t.Errorf("red, opened on 21 December, is due on %s", got)
	}
}

func TestReviewSteps(t *testing.T) {
	now := time.Now()
	ok := func(from ReviewStage, last Finding, e ReviewEvent) {
		t.Helper()
		e.At, e.By, e.Words = now, "c", "words"
		if err := CheckStep(from, last, e); err != nil {
			t.Error(err)
		}
	}
	refused := func(why string, from ReviewStage, last Finding, e ReviewEvent) {
		t.Helper()
		e.At, e.By, e.Words = now, "c", "words"
		if CheckStep(from, last, e) == nil {
			t.Errorf("%s: taken", why)
		}
	}
	ok("", "", ReviewEvent{To: Opened})
	ok(Opened, "", ReviewEvent{To: Screened, Finding: NeedsReview})
	refused("no clinician", Screened, NeedsReview, ReviewEvent{To: Reviewed, Finding: NoHarm})
	refused("closed over a review that is wanted", Screened, NeedsReview, ReviewEvent{To: Shut, Clinician: true})
	refused("harm without a grade", Screened, NeedsReview, ReviewEvent{To: Reviewed, Clinician: true, Finding: HarmFound, Delay: "strike day"})
	ok(Screened, NeedsReview, ReviewEvent{To: Reviewed, Clinician: true, Finding: HarmFound, Delay: "three weeks", Grade: Grade{Physical: Moderate}})
	refused("closed while not determinable", Reviewed, NotYet, ReviewEvent{To: Shut, Clinician: true})
	ok(Shut, NoHarm, ReviewEvent{To: Opened})
	refused("from opened to the panel", Opened, "", ReviewEvent{To: Panel, Clinician: true, Finding: NoHarm})
	if !(ReviewEvent{Finding: HarmFound, Grade: Grade{Physical: Moderate}}).NeedsPanel() || (ReviewEvent{Finding: HarmFound, Grade: Grade{Psychological: LowPsychological}}).NeedsPanel() {
		t.Error("moderate goes to the panel and psychological 3, low, does not")
	}
}

// The comparison takes the mix of cases out: within each stratum both have the same rate, and so has the whole.
func TestTheComparisonTakesTheMixOfCasesOut(t *testing.T) {
	c := Compare([]Stratum{{"old", 80, 16, 20, 4}, {"young", 20, 1, 180, 9}, {"alone", 7, 7, 0, 0}})
	if c.Rate != c.OtherRate || c.Left != 7 || c.Exposed != 100 {
		t.Errorf("%+v", c)
	}
	if c.Low >= 0 || c.High <= 0 {
		t.Errorf("the interval %v to %v leaves out none", c.Low, c.High)
	}
	if crude := 13.0 / 200; c.OtherRate == crude {
		t.Error("the others' rate is the crude one")
	}
	if !Compare([]Stratum{{"few", 6, 1, 6, 1}}).Small {
		t.Error("one of six is shown")
	}
}

// A trigger 60 days after a postponement is a dated addition to the first period's picture; the earlier one can still be read.
func TestLateHarmIsADatedAddition(t *testing.T) {
	found := day("2024-03-10").At(600)
	c := Cohort{Period: "JD-09", Watched: []Watched{{ID: "w", Postponed: day("2024-01-03"), Period: "JD-09"}},
		Triggers: []Trigger{{Watch: "w", Kind: "death", Occurred: day("2024-03-03"), Detected: found}}}
	before, after := LagsOf(c, found.Add(-time.Hour)), LagsOf(c, found)
	at := slices.Index(Windows(), 60)
	if before.Count[at] != 0 || after.Count[at] != 1 || after.Late[at] != 1 || after.Count[at-1] != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}
