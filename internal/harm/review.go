package harm

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// RAG is how urgent a review is. Stored as its word.
type RAG string

// The urgencies (C7), local data: red in 5 working days, amber in 20; green is a sample of one in ten.
const (
	Red   RAG = "red"
	Amber RAG = "amber"
	Green RAG = "green"
)

// Working days until a review is due.
const (
	redDays   = 5
	amberDays = 20
	greenDays = 60
	sampleOf  = 10
)

// urgent are the triggers that make a review red.
var urgent = []TriggerKind{"emergency-admission", "intensive-care", "stage-worse", "emergency-surgery", "death", "organ-lost", "concern", "priority-raised"}

// Urgency is how urgent the review of a watched pathway is on a day, and why.
func Urgency(w Watched, triggers []Trigger, on civil.Date) (RAG, string) {
	for _, t := range triggers {
		if slices.Contains(urgent, t.Kind) {
			return Red, "a trigger: " + nameOf(t.Kind)
		}
	}
	waited := w.Waiting + on.Sub(w.Postponed)
	switch {
	case w.Cancer && waited > 62:
		return Red, "cancer, suspected or confirmed, past 62 days"
	case w.Priority == "P1" || w.Priority == "P1a" || w.Priority == "P1b" || w.Priority == "P2":
		return Red, "priority " + w.Priority
	case w.Priority == "P3":
		return Amber, "priority P3"
	case waited > 52*7:
		return Amber, "more than 52 weeks"
	case w.Times >= 2:
		return Amber, "postponed twice or more"
	case len(triggers) > 0:
		return Amber, "a trigger: " + nameOf(triggers[0].Kind)
	}
	return Green, "sampled"
}

func nameOf(k TriggerKind) string {
	for _, t := range triggerTable {
		if t.Kind == k {
			return strings.ToLower(t.Name[:1]) + t.Name[1:]
		}
	}
	return string(k)
}

// Sampled reports whether a green pathway is among the one in ten that are reviewed: by its own name, so that nobody
// chooses and every run says the same.
func Sampled(id WatchID) bool {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()%sampleOf == 0
}

// DueBy is the last working day for a review that was opened on a day.
func (r RAG) DueBy(opened civil.Date, holidays civil.Holidays) civil.Date {
	days := map[RAG]int{Red: redDays, Amber: amberDays, Green: greenDays}[r]
	return holidays.AddWorkingDays(opened, days)
}

// ReviewStage is how far a review has come.
type ReviewStage string

// The stages (C7).
const (
	Opened   ReviewStage = "opened"
	Screened ReviewStage = "screened" // stage 1: from the records, against the triggers
	Reviewed ReviewStage = "reviewed" // stage 2: by a consultant, with or without the patient
	Panel    ReviewStage = "panel"    // moderate harm or worse, or disagreement
	Shut     ReviewStage = "closed"
)

// Finding is what a stage says. Stored as its word.
type Finding string

// The findings.
const (
	NotNeeded   Finding = "no-further-review"
	NeedsReview Finding = "needs-review"
	NoHarm      Finding = "no-harm"
	HarmFound   Finding = "harm"
	NotYet      Finding = "not-yet-determinable" // as in cancer before histology: looked at again
)

// ReviewEvent is one step of a review. Steps are appended.
type ReviewEvent struct {
	Watch     WatchID
	To        ReviewStage
	At        time.Time
	By        string
	Clinician bool
	Finding   Finding
	Grade     Grade
	Delay     string // which delay it is laid to, in words
	Expedite  bool   // something must be done now
	Event     EventID
	NoEvent   string       // at the close of severe or fatal harm without an event: why none is recorded
	Panel     []PanelPlace // of the panel: who sat on it, by their places
	Again     civil.Date   // of NotYet: when it is looked at next
	Words     string
}

// PanelPlace is a place on the panel that judges moderate harm or worse. Stored as its word; it names nobody.
type PanelPlace string

// PanelPlaces lists the places (C7), all of which are filled when the panel judges, with their words.
func PanelPlaces() [][2]string {
	return [][2]string{{"medical-director", "Medical director or deputy"}, {"lead-clinician", "Lead clinician of the specialty"}, {"patient-safety", "Patient safety"}}
}

// Grave reports whether harm was found that is severe or fatal, by either scale.
func (e ReviewEvent) Grave() bool {
	g := e.Grade
	return e.Finding == HarmFound && (g.Physical.Known() && g.Physical <= SeverePhysical || g.Psychological.Known() && g.Psychological < ModeratePsychological)
}

// CheckSteps says what stands against a step, given those before it: the panel is somebody else than whoever reviewed and
// fills its places, and severe or fatal harm is closed with the event recorded from it or with why there is none. Nil when
// nothing does.
func CheckSteps(before []ReviewEvent, e ReviewEvent) error {
	var found ReviewEvent // what was found last, since the review was opened
	var event EventID
	var bad fault.List
	for _, s := range before {
		if s.To == Opened {
			found, event = ReviewEvent{}, ""
		}
		if s.To == Reviewed || s.To == Panel {
			found = s
		}
		if s.Event != "" {
			event = s.Event
		}
		if e.To == Panel && s.To == Reviewed && s.By == e.By && len(bad) == 0 {
			bad.Add("to", "C7", "The panel is somebody else than whoever reviewed it: have another clinician record what it judged")
		}
	}
	if e.To == Panel {
		missing := func(p [2]string) bool { return !slices.Contains(e.Panel, PanelPlace(p[0])) }
		if slices.ContainsFunc(PanelPlaces(), missing) {
			bad.Add("panel", "C7", "A panel has a medical director or deputy, the lead clinician and patient safety: say that each sat on it")
		}
	}
	if e.To == Shut && found.Grave() && event == "" && e.Event == "" && strings.TrimSpace(e.NoEvent) == "" {
		bad.Add("event", "C7", "Severe or fatal harm was found: give the number of the event recorded from it, or say why there is none")
	}
	return bad.Err("the review's step cannot be recorded")
}

// reviewMoves lists what may follow each stage.
var reviewMoves = map[ReviewStage][]ReviewStage{
	"":       {Opened},
	Opened:   {Screened},
	Screened: {Reviewed, Shut},
	Reviewed: {Panel, Shut, Reviewed},
	Panel:    {Shut, Panel},
	Shut:     {Opened}, // another trigger, or harm that is known only later
}

// CheckStep says why a step cannot follow a stage; nil when it can.
func CheckStep(stage ReviewStage, last Finding, e ReviewEvent) error {
	if !slices.Contains(reviewMoves[stage], e.To) {
		return fault.New(fault.Conflict, "The review is %s, so that this step cannot follow; look at it anew", stage)
	}
	var bad fault.List
	if (e.To == Reviewed || e.To == Panel || e.To == Shut) && !e.Clinician {
		bad.Add("by", "C8", "A clinician takes this step")
	}
	if e.To == Screened && e.Finding != NotNeeded && e.Finding != NeedsReview {
		bad.Add("finding", "C7", "Say whether a consultant must review it")
	}
	if e.To == Reviewed || e.To == Panel {
		e.checkFinding(&bad)
	}
	if e.To == Shut {
		switch {
		case stage == Screened && last == NeedsReview:
			bad.Add("finding", "C7", "It was found to need a consultant's review, which is outstanding")
		case last == NotYet:
			bad.Add("finding", "H21", "The harm is not determinable yet; it stays open until it is")
		}
	}
	if e.Expedite && !e.Clinician {
		bad.Add("expedite", "C7", "That something must be done now is a clinician's to say: tell one, who can record this step")
	}
	if e.To != Opened && strings.TrimSpace(e.Words) == "" {
		bad.Add("words", "C7", "Say why in words")
	}
	return bad.Err("the review's step cannot be recorded")
}

func (e ReviewEvent) checkFinding(bad *fault.List) {
	switch e.Finding {
	case NoHarm:
	case NotYet:
		if e.Again.IsZero() {
			bad.Add("again", "H21", "Say when it is looked at next")
		}
	case HarmFound:
		if !e.Grade.Physical.Known() && !e.Grade.Psychological.Known() {
			bad.Add("physical", "C2", "Grade the harm, on the scale that it is of")
		}
		if strings.TrimSpace(e.Delay) == "" {
			bad.Add("delay", "C7", "Say which delay it is laid to")
		}
	default:
		bad.Add("finding", "C7", "Say whether there was harm, none, or that it cannot be determined yet")
	}
}

// Pressing is the newest step by which a clinician said that something must be done now, while that stands: until a later
// review or panel does not say it again. Closing the review does not take it back; false where nothing presses.
func Pressing(steps []ReviewEvent) (e ReviewEvent, ok bool) {
	for _, s := range steps {
		switch {
		case s.Expedite && s.Clinician:
			e, ok = s, true
		case s.To == Reviewed || s.To == Panel:
			e, ok = ReviewEvent{}, false
		}
	}
	return e, ok
}

// NeedsPanel reports whether a consultant's finding goes to the panel: moderate harm or worse.
func (e ReviewEvent) NeedsPanel() bool {
	g := e.Grade
	return e.Finding == HarmFound && (g.Physical.Known() && g.Physical <= Moderate || g.Psychological.Known() && g.Psychological <= ModeratePsychological)
}
