package harm

import (
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// EventID numbers an event within a trust.
type EventID string

// Kind is what sort of event it is. Stored as its word.
type Kind string

// The kinds of the national service (C1). A near miss is an incident without harm, and never a risk.
const (
	Incident Kind = "incident"
	GoodCare Kind = "good-care"
	Risk     Kind = "risk"
	Outcome  Kind = "outcome"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Incident, GoodCare, Risk, Outcome} }

// Words is the kind as people read it, with what it is for.
func (k Kind) Words() string {
	switch k {
	case Incident:
		return "Incident: something happened, or failed to happen, that could have harmed a patient or did"
	case GoodCare:
		return "Good care: an example that others can learn from"
	case Risk:
		return "Risk: a danger to patients in the future that has reached nobody yet"
	case Outcome:
		return "Outcome: a poor outcome of which it is not known whether an incident led to it"
	}
	return string(k)
}

// Basis is what a grade stands on. Stored as its word.
type Basis string

// The bases.
const (
	Actual          Basis = "actual"
	Likely          Basis = "likely"
	NotDeterminable Basis = "not-yet-determinable"
)

// Grade is how bad the harm is, by each scale on its own.
type Grade struct {
	Physical      Physical      `json:"physical,omitempty"`
	Psychological Psychological `json:"psychological,omitempty"`
	Basis         Basis         `json:"basis"`
	Review        civil.Date    `json:"review,omitzero"` // of NotDeterminable: when it is looked at next
}

// PSIRF is how the organisation responds, by the patient-safety incident response framework. Stored as its word.
type PSIRF string

// The responses (C5). The empty one is not decided.
const (
	NoResponse     PSIRF = "none"
	Investigation  PSIRF = "investigation"
	TeamReview     PSIRF = "multidisciplinary-review"
	Swarm          PSIRF = "swarm-huddle"
	AfterAction    PSIRF = "after-action-review"
	Thematic       PSIRF = "thematic-review"
	CaseNoteReview PSIRF = "case-record-review"
)

// Responses lists the responses.
func Responses() []PSIRF {
	return []PSIRF{NoResponse, Investigation, TeamReview, Swarm, AfterAction, Thematic, CaseNoteReview}
}

// Event is one revision of a patient-safety event. It holds no identifier of a patient.
type Event struct {
	ID       EventID
	Trust    org.Code
	Revision int // from 1
	Recorded time.Time
	By       string // the account
	Why      string // of revisions after the first: why it is graded or told anew

	Kind        Kind
	Site        string
	Service     string
	Occurred    civil.Date // the zero date is not known
	Detected    civil.Date // when somebody became aware
	What        string
	Actions     string // what was done at once
	Grade       Grade
	AgeDays     *int // of the patient at the time; nil is not known
	Patients    int  // affected; 0 for a risk
	Imminent    string
	RiskTheme   int // national code, of a risk; 0 is another one, or not known
	OutcomeType int // national code, of an outcome
	Association int // how far the event led to the outcome, 2 not known to 6 caused; 0 is not said
	Detection   int // national code of the detection point; 0 is not stated
	Response    PSIRF
	Period      string // of industrial action, when it fell into one; a fact about dates, not about causes

	// What was answered and judged apart, as the revision is sent with it.
	Duty string   // whether the duty of candour applies: "yes", "no"; empty is not decided
	Tied []string // the other periods and the requests that it is tied to, as IA:RD-12 and PSM:…
}

// patientsMost is the most patients that one event can affect; more is a slip of the hand.
const patientsMost = 100_000

// Check names everything that a revision lacks; nil when it can be recorded on a day.
func (e Event) Check(today civil.Date) error {
	var bad fault.List
	known := false
	for _, k := range Kinds() {
		known = known || k == e.Kind
	}
	if !known {
		bad.Add("kind", "C1", "Say whether it is an incident, good care, a risk or an outcome")
	}
	if strings.TrimSpace(e.What) == "" {
		bad.Add("what", "C3", "Say what happened, without anything that names a patient or a colleague")
	}
	if e.Occurred.After(today) || e.Detected.After(today) {
		bad.Add("occurred", "C3", "It cannot have happened, or been noticed, after today")
	}
	if !e.Occurred.IsZero() && !e.Detected.IsZero() && e.Detected.Before(e.Occurred) {
		bad.Add("detected", "C3", "It was noticed on %s, before it happened on %s", e.Detected, e.Occurred)
	}
	if e.AgeDays != nil && (*e.AgeDays < 0 || *e.AgeDays > 47000) {
		bad.Add("age", "C3", "An age is in days, from 0 to 47,000; leave it empty if it is not known")
	}
	if e.Revision > 1 && strings.TrimSpace(e.Why) == "" {
		bad.Add("why", "H24", "Say why it is told or graded anew; the earlier revision is kept")
	}
	e.checkGrade(&bad, today)
	e.checkKind(&bad)
	return bad.Err("the event cannot be recorded yet")
}

func (e Event) checkGrade(bad *fault.List, today civil.Date) {
	g := e.Grade
	if e.Kind != Incident && e.Kind != Outcome {
		if g.Physical != 0 || g.Psychological != 0 {
			bad.Add("physical", "C2", "Good care and risks have no grade of harm")
		}
		return
	}
	switch g.Basis {
	case NotDeterminable:
		if g.Review.IsZero() || g.Review.Before(today) {
			bad.Add("review", "H21", "Say when the harm is looked at next, today or later")
		}
	case Actual, Likely:
		if !g.Physical.Known() {
			bad.Add("physical", "C2", "Grade physical harm from 1, fatal, to 5, none, or say that it cannot be determined yet")
		}
		if !g.Psychological.Known() {
			bad.Add("psychological", "C2", "Grade psychological harm from 1, severe, to 4, none, or say that it cannot be determined yet")
		}
		if g.Physical == Fatal && e.Association == 0 {
			bad.Add("association", "C4", "Of a death, say how far the event led to it; 2 is not known")
		}
		if e.Patients == 0 && (g.Physical.Known() && g.Physical < NoPhysical || g.Psychological.Known() && g.Psychological < NoPsychological) {
			bad.Add("patients", "C3", "Harm was done to somebody: say to how many patients")
		}
	default:
		bad.Add("basis", "C2", "Say whether the grade is what happened, what is likely, or cannot be determined yet")
	}
}

func (e Event) checkKind(bad *fault.List) {
	if e.Patients > patientsMost {
		bad.Add("patients", "C3", "One event cannot affect more than 100,000 patients")
	}
	if e.RiskTheme != 0 && (e.Kind != Risk || e.RiskTheme != RiskStaffing) {
		bad.Add("risk-theme", "C3", "A theme is of a risk, and one of the list")
	}
	if e.Association != 0 && (e.Kind != Incident && e.Kind != Outcome || e.Association < int(mitigation.DontKnow) || e.Association > int(mitigation.Caused)) {
		bad.Add("association", "C4", "Of an incident or outcome, say from 2, not known, to 6, caused, how far it led to the outcome")
	}
	switch {
	case e.Kind == Risk && e.Imminent != "y" && e.Imminent != "n" && e.Imminent != "u":
		bad.Add("imminent", "C3", "Say whether the risk is imminent: yes, no or not known")
	case e.Kind == Risk && e.Patients > 0:
		bad.Add("patients", "C1", "A risk has reached nobody; what has reached somebody is an incident")
	case e.Kind == Outcome && !outcomeKnown(e.OutcomeType):
		bad.Add("outcome-type", "C3", "Say which kind of outcome it is")
	case (e.Kind == Incident || e.Kind == Outcome) && e.Patients < 0:
		bad.Add("patients", "C3", "The patients affected cannot be fewer than none")
	}
}
