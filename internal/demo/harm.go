package demo

import (
	"fmt"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// HarmStep is one thing that was kept about harm, at the time at which it was. One of its parts is given.
type HarmStep struct {
	At    time.Time
	Trust org.Code
	Role  access.Role // who did it; empty for the watch itself

	Watch, Others []harm.Watched // brought in from a file: numbered W000001 on, those who were postponed first
	Daily         bool           // a day's watch
	Told          []harm.ToldTrigger
	Review        *harm.ReviewEvent
	Event         *harm.Event // recorded, or with an ID told anew
	Link          *harm.Link
	Candour       *harm.Candour
}

// The watched trust's numbers: postponed in July, others of the same weeks, and others of the July before.
const (
	harmPostponed = 48
	harmBeside    = 200
	harmBefore    = 140
	harmWeeks     = 26 // in which events happened, up to where the clock begins
)

// harmPeriod is the action of July, whose postponed pathways are watched.
const harmPeriod = "RD-12"

// harmMaker gathers steps.
type harmMaker struct {
	w       *World
	trust   org.Code
	watched []harm.Watched
	out     []HarmStep
}

// Harm is what the two trusts at which the demonstration's people work kept about harm, in the order in which they did:
// half a year of events, some written down weeks after they happened; the pathways that the large one postponed in July with
// what was found of them since; and reviews at every stage.
func (w *World) Harm() []HarmStep {
	desks := w.desks()
	m := &harmMaker{w: w, trust: desks[0].code}
	m.bring()
	m.closeFirst()
	m.lists()
	m.reviews()
	m.happenings(desks[0].code, 2.2)
	m.happenings(desks[1].code, .7)
	m.told()
	slices.SortStableFunc(m.out, func(a, b HarmStep) int { return a.At.Compare(b.At) })
	return m.numbered()
}

// HarmFrom is the steps from an instant on.
func (w *World) HarmFrom(t time.Time) []HarmStep {
	return slices.DeleteFunc(w.Harm(), func(s HarmStep) bool { return s.At.Before(t) })
}

func (m *harmMaker) add(on string, clock int, r access.Role, s HarmStep) {
	s.At, s.Trust, s.Role = civil.MustDate(on).At(civil.Clock(clock)), m.trust, r
	m.out = append(m.out, s)
}

// watchID is the number of the i-th postponed pathway, from 0.
func watchID(i int) harm.WatchID { return harm.WatchID(fmt.Sprintf("W%06d", i+1)) }

// person is who the i-th pathway is of, for matching alone.
func person(i int) string {
	g := harm.Group{Age: []string{"40-59", "60-79"}[i%2], Sex: []string{"F", "M"}[i/2%2], Ethnicity: []string{"White", "White", "Asian", "Black", ""}[i/4%5], Deprivation: fmt.Sprint(1 + i/3%5)}
	return g.String()
}

// pathway is the i-th of a kind, postponed on a day, or of whom that day is the one that is compared.
func (m *harmMaker) pathway(kind string, i int, on civil.Date) harm.Watched {
	w := harm.Watched{Trust: m.trust, Pathway: fmt.Sprintf("%s-%04d", kind, i+1), Postponed: on, Specialty: []string{"110", "130", "101"}[i%3], Priority: "P4", Waiting: 60 + 120*(i%3), Times: 1, Group: person(i)}
	switch {
	case i%6 == 0:
		w.Priority, w.Waiting = "P2", 21
	case i%3 == 1:
		w.Priority = "P3"
	}
	return w
}

// bring brings the pathways in, once the action is over, and watches for two weeks.
func (m *harmMaker) bring() {
	var others []harm.Watched
	day := civil.MustDate("2025-07-21")
	for i := range harmPostponed {
		w := m.pathway("H25", i, day.Add(i%4))
		w.Period, w.For, w.Cancer = harmPeriod, day.Add(4+i%5), i%18 == 0
		if i%16 != 11 { // the others have no new date after fourteen days
			w.NewDate = w.Postponed.Add(12 + i%40)
		}
		m.watched = append(m.watched, w)
	}
	for i := range harmBeside {
		others = append(others, m.pathway("N25", i, day.Add(i%6)))
	}
	for i := range harmBefore {
		others = append(others, m.pathway("N24", i, civil.MustDate("2024-07-22").Add(i%6)))
	}
	m.add("2025-07-31", 17*60, access.BookingManager, HarmStep{Watch: m.watched})
	m.add("2025-07-31", 17*60+5, access.BookingManager, HarmStep{Others: others})
	m.add("2025-08-01", 290, "", HarmStep{Daily: true})
	m.add("2025-08-08", 290, "", HarmStep{Daily: true})
}

func (m *harmMaker) step(i int, on string, clock int, e harm.ReviewEvent) {
	e.Watch, e.Clinician = watchID(i), true
	m.add(on, clock, access.ClinicalReviewer, HarmStep{Review: &e})
}

// notNeeded screens a review and closes it.
func (m *harmMaker) notNeeded(i int, on string, clock int, words string) {
	m.step(i, on, clock, harm.ReviewEvent{To: harm.Screened, Finding: harm.NotNeeded, Words: words})
	m.step(i, on, clock+2, harm.ReviewEvent{To: harm.Shut, Words: words})
}

// closeFirst goes through the reviews that the first days opened.
func (m *harmMaker) closeFirst() {
	for i, w := range m.watched {
		rag, _ := harm.Urgency(w, nil, w.Postponed.Add(8))
		if rag == harm.Green && !harm.Sampled(watchID(i)) && !w.NewDate.IsZero() {
			continue
		}
		on := map[bool]string{true: "2025-08-06", false: "2025-08-20"}[rag == harm.Red && !w.NewDate.IsZero()]
		m.notNeeded(i, on, 9*60+5*i, "Safe to wait for the new date (synthetic)")
	}
}

// found is one trigger of a list: of which kind of pathway, and how many days after the postponement it happened.
type found struct {
	i, lag int
	kind   harm.TriggerKind
}

// lists are what the trust's systems told month by month: the later the list, the later it was known.
func (m *harmMaker) lists() {
	for on, list := range map[string][]found{
		"2025-09-01": {{2, 6, "emergency-admission"}, {5, 9, "emergency-admission"}, {8, 13, "complaint"}, {14, 24, "emergency-admission"}},
		"2025-10-01": {{17, 27, "emergency-admission"}, {20, 48, "emergency-admission"}, {23, 51, "pain-or-sick-note"}, {26, 62, "emergency-surgery"}},
		"2025-11-03": {{29, 58, "emergency-admission"}, {32, 60, "emergency-admission"}, {35, 88, "complaint"}},
		"2025-12-01": {{36, 101, "stage-worse"}, {38, 44, "emergency-admission"}, {41, 118, "death"}, {44, 121, "emergency-admission"}, {47, 96, "concern"}},
	} {
		var told []harm.ToldTrigger
		add := func(w harm.Watched, f found) {
			told = append(told, harm.ToldTrigger{Pathway: w.Pathway, Postponed: w.Postponed, Line: len(told) + 2, Trigger: harm.Trigger{Kind: f.kind, Occurred: w.Postponed.Add(f.lag), Source: "the month's lists (synthetic)"}})
		}
		for _, f := range list {
			add(m.watched[f.i], f)
		}
		if on == "2025-09-01" { // of those who are compared
			for i := 3; i < harmBeside; i += 11 {
				add(m.pathway("N25", i, civil.MustDate("2025-07-21").Add(i%6)), found{kind: "emergency-admission", lag: 4 + i%20})
			}
			for i := 5; i < harmBefore; i += 9 {
				add(m.pathway("N24", i, civil.MustDate("2024-07-22").Add(i%6)), found{kind: "emergency-admission", lag: 4 + i%20})
			}
		}
		m.add(on, 10*60, access.BookingManager, HarmStep{Told: told})
	}
}

// reviews take what the lists opened as far as each has come: closed, with the panel, reviewed, screened, not begun.
func (m *harmMaker) reviews() {
	for i, on := range map[int]string{5: "2025-09-04", 8: "2025-09-04", 14: "2025-09-05", 17: "2025-10-06", 20: "2025-10-06", 23: "2025-10-07", 29: "2025-11-06", 32: "2025-11-06", 35: "2025-11-07", 38: "2025-12-04"} {
		m.notNeeded(i, on, 9*60+5*i, "Another condition, seen and treated (synthetic)")
	}
	screened := harm.ReviewEvent{To: harm.Screened, Finding: harm.NeedsReview, Words: "The same condition as on the list (synthetic)"}
	harmed := func(p harm.Physical, delay string, words string) harm.ReviewEvent {
		return harm.ReviewEvent{To: harm.Reviewed, Finding: harm.HarmFound, Grade: harm.Grade{Physical: p, Psychological: harm.LowPsychological, Basis: harm.Actual}, Delay: delay, Words: words}
	}
	m.step(2, "2025-09-03", 9*60, screened)
	m.step(2, "2025-09-05", 9*60, harmed(harm.Moderate, "29 days between the two dates", "A week in hospital that the first date would have saved (synthetic)"))
	panel := harmed(harm.Moderate, "29 days between the two dates", "The panel agrees (synthetic)")
	panel.To = harm.Panel
	for _, p := range harm.PanelPlaces() {
		panel.Panel = append(panel.Panel, harm.PanelPlace(p[0]))
	}
	panel.Watch, panel.Clinician = watchID(2), true
	m.add("2025-09-16", 14*60, access.MedicalDirector, HarmStep{Review: &panel})
	m.step(2, "2025-09-16", 14*60+5, harm.ReviewEvent{To: harm.Shut, Words: "An event is recorded, the new date brought forward (synthetic)"})
	m.step(26, "2025-10-02", 9*60, screened)
	severe := harmed(harm.SeverePhysical, "41 days between the two dates, and nine in which no list was free", "Done as an emergency (synthetic)")
	severe.Expedite = true
	m.step(26, "2025-12-05", 10*60, severe)
	m.step(36, "2025-12-03", 9*60, screened)
	m.step(36, "2025-12-04", 9*60, harm.ReviewEvent{To: harm.Reviewed, Finding: harm.NotYet, Again: civil.MustDate("2026-01-20"), Words: "Histology is awaited (synthetic)"})
	m.step(44, "2025-12-04", 9*60+30, screened)
	m.step(47, "2025-12-04", 9*60+40, screened)
	m.step(47, "2025-12-11", 9*60, harmed(harm.LowPhysical, "the wait as a whole", "More pain for some weeks (synthetic)"))
}

// told are the links and the duty of candour of two events that the reviews came to.
func (m *harmMaker) told() {
	day := civil.MustDate("2025-09-05")
	age := 21900
	first := harm.Event{Trust: m.trust, Kind: harm.Incident, Service: "Urology (synthetic)", Occurred: civil.MustDate("2025-07-29"), Detected: day, Patients: 1, AgeDays: &age, Period: harmPeriod, Detection: 6,
		What: "Synthetic. Emergency admission for the condition whose operation had been postponed; seven days in hospital. Found by the review of the case record.", Actions: "The new date was brought forward.",
		Grade: harm.Grade{Physical: harm.LowPhysical, Psychological: harm.LowPsychological, Basis: harm.Likely}}
	m.add("2025-09-05", 11*60, access.PatientSafetyLead, HarmStep{Event: &first})
	again := first
	again.ID, again.Revision, again.Why, again.Response = "first", 2, "The stay was longer than was likely when it was recorded (synthetic)", harm.CaseNoteReview
	again.Grade = harm.Grade{Physical: harm.Moderate, Psychological: harm.LowPsychological, Basis: harm.Actual}
	m.add("2025-09-16", 15*60, access.PatientSafetyLead, HarmStep{Event: &again})
	m.add("2025-09-05", 11*60+10, access.PatientSafetyLead, HarmStep{Link: &harm.Link{Event: "first", Period: harmPeriod, Strength: mitigation.DontKnow, On: day}})
	m.add("2025-09-16", 15*60+10, access.ClinicalReviewer, HarmStep{Link: &harm.Link{Event: "first", Period: harmPeriod, Strength: mitigation.Probably, On: civil.MustDate("2025-09-16"),
		Why: "With the first date the admission would have come after the operation; infection was looked for and not found (synthetic)"}})
	aware := civil.MustDate("2025-09-05").At(11 * 60)
	c := harm.Candour{Event: "first", Notifiable: "yes", Level: "moderate", Aware: aware}
	m.add("2025-09-08", 9*60, access.ClinicalReviewer, HarmStep{Candour: &c})
	tried := c
	tried.Contacts = []harm.Contact{{At: aware.Add(4 * 24 * time.Hour), Words: "Nobody answered (synthetic)"}}
	m.add("2025-09-10", 9*60, access.PatientSafetyLead, HarmStep{Candour: &tried})
	reached := tried
	reached.Contacts = append(slices.Clone(tried.Contacts), harm.Contact{At: aware.Add(6 * 24 * time.Hour), Reached: true, Words: "Told in person, with an apology (synthetic)"})
	reached.Written = aware.Add(11 * 24 * time.Hour)
	m.add("2025-09-17", 9*60, access.PatientSafetyLead, HarmStep{Candour: &reached})
	second := harm.Event{Trust: m.trust, Kind: harm.Incident, Service: "Colorectal surgery (synthetic)", Occurred: civil.MustDate("2025-09-23"), Detected: civil.MustDate("2025-12-05"), Patients: 1, Period: harmPeriod, Detection: 6, Response: harm.Investigation,
		What:    "Synthetic. Surgery as an emergency 62 days after the planned date was taken away. Found by the review of the case record.",
		Actions: "Critical care; the family was asked to come.", Grade: harm.Grade{Physical: harm.SeverePhysical, Psychological: harm.ModeratePsychological, Basis: harm.Likely}}
	m.add("2025-12-05", 11*60, access.PatientSafetyLead, HarmStep{Event: &second})
	m.add("2025-12-05", 11*60+30, access.ClinicalReviewer, HarmStep{Candour: &harm.Candour{Event: "second", Notifiable: "yes", Level: "severe", Aware: civil.MustDate("2025-12-05").At(11 * 60)}})
	m.add("2025-12-09", 9*60, access.PatientSafetyLead, HarmStep{Candour: &harm.Candour{Event: "second", Notifiable: "yes", Level: "severe", Aware: civil.MustDate("2025-12-05").At(11 * 60),
		Contacts: []harm.Contact{{At: civil.MustDate("2025-12-08").At(15 * 60), Words: "Nobody answered (synthetic)"}}}})
}

// happenings are a trust's other events, so many a week on average; of those of late weeks some are not written down yet.
func (m *harmMaker) happenings(trust org.Code, weekly float64) {
	rnd := dice(m.w.seed, 0x4a12, uint64(len(m.out)))
	first := civil.Today(Start()).Add(-7 * harmWeeks)
	for d := range 7 * harmWeeks {
		if rnd.Float64() > weekly/7 {
			continue
		}
		lag := rnd.IntN(3)
		switch q := rnd.Float64(); {
		case q > .86:
			lag = 15 + rnd.IntN(50)
		case q > .55:
			lag = 3 + rnd.IntN(12)
		}
		on := first.Add(d)
		at := on.Add(lag).At(civil.Clock(9*60 + rnd.IntN(8*60)))
		if !at.Before(Start()) {
			continue
		}
		e := happening(rnd.IntN(1000), trust, on, on.Add(lag))
		m.out = append(m.out, HarmStep{At: at, Trust: trust, Role: access.PatientSafetyLead, Event: &e})
	}
}

// happening is one of the usual events, with its grade.
func happening(n int, trust org.Code, on, noticed civil.Date) harm.Event {
	words := []string{"A dose was given late; two wards shared one doctor that night.", "A fall in the corridor while a bed was awaited.", "The result of a scan was read a day after it came.",
		"An observation was missed for four hours.", "A patient left before being seen and came back.", "A wound was dressed a day later than planned."}
	services := []string{"Surgical assessment", "Emergency department", "General medicine", "Ward 12", "Day surgery"}
	age := 9000 + 23*n
	e := harm.Event{Trust: trust, Kind: harm.Incident, Service: services[n%len(services)] + " (synthetic)", Occurred: on, Detected: noticed, Patients: 1, AgeDays: &age, What: "Synthetic. " + words[n%len(words)], Actions: "Seen and told to the ward (synthetic).",
		Grade: harm.Grade{Physical: harm.NoPhysical, Psychological: harm.NoPsychological, Basis: harm.Actual}}
	switch n % 12 {
	case 0, 1, 2:
		e.Grade.Physical = harm.LowPhysical
	case 3:
		e.Grade.Physical, e.Grade.Basis = harm.Moderate, harm.Likely
	case 4:
		e.Grade.Psychological = harm.LowPsychological
	case 5:
		e = harm.Event{Trust: trust, Kind: harm.Risk, Service: e.Service, Occurred: on, Detected: noticed, Imminent: "u", What: "Synthetic. One senior decision maker for two areas from 22:00; nobody has been affected so far."}
	case 6:
		e = harm.Event{Trust: trust, Kind: harm.GoodCare, Service: e.Service, Occurred: on, Detected: noticed, What: "Synthetic. The ward rang everybody whose date had moved on the same day, and two were seen early for it."}
	case 7:
		e.Kind, e.OutcomeType, e.AgeDays, e.What = harm.Outcome, 2, nil, "Synthetic. Unplanned admission of somebody whose operation had been postponed; whether the wait played a part is not known."
		e.Grade = harm.Grade{Basis: harm.NotDeterminable, Review: noticed.Add(150)}
	}
	return e
}

// numbered puts the numbers that the store will give in the place of the names that are used above.
func (m *harmMaker) numbered() []HarmStep {
	names, at := map[harm.EventID]harm.EventID{}, map[org.Code]int{}
	for _, s := range m.out {
		if s.Event == nil || s.Event.ID != "" {
			continue
		}
		at[s.Trust]++
		id := harm.EventID(fmt.Sprintf("%06d", at[s.Trust]))
		switch {
		case s.Event.Detection == 6 && names["first"] == "":
			names["first"] = id
		case s.Event.Detection == 6:
			names["second"] = id
		}
	}
	for i := range m.out {
		switch s := &m.out[i]; {
		case s.Event != nil && s.Event.ID != "":
			s.Event.ID = names[s.Event.ID]
		case s.Link != nil:
			s.Link.Event = names[s.Link.Event]
		case s.Candour != nil:
			s.Candour.Event = names[s.Candour.Event]
		}
	}
	return m.out
}
