package mitigation

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Stage is when an impact return is due. Stored as its word.
type Stage string

// The stages.
const (
	After24Hours Stage = "24h"
	After7Days   Stage = "7d"
	After28Days  Stage = "28d"
	After90Days  Stage = "90d"
)

// Stages lists the stages in their order.
func Stages() []Stage { return []Stage{After24Hours, After7Days, After28Days, After90Days} }

// days is how many days after the trigger a stage is due.
func (s Stage) days() int {
	switch s {
	case After24Hours:
		return 1
	case After7Days:
		return 7
	case After28Days:
		return 28
	}
	return 90
}

// impactHour is the London hour of a stage's last day at which its return is due, a proposal (B8).
const impactHour = civil.Clock(12 * 60)

// ImpactDue is one return that a request asks for.
type ImpactDue struct {
	Stage Stage
	At    time.Time
}

// Trigger is the first instant from which impact returns are owed, and why; false when none are, though they may be given
// (N15). What follows later, as an approval after the time, moves nothing that was due.
func (s Standing) Trigger() (at time.Time, why string, owed bool) {
	c := s.Clocks
	switch {
	case !s.Missed.IsZero():
		return s.Missed, "not decided by the time it was needed", true
	case s.Outcome == OutRejected:
		return c.Decided, "rejected", true
	case s.Timeliness == Late:
		return c.Decided, "decided late", true
	case s.Outcome == OutLapsed:
		return c.Ended, "lapsed", true
	case !c.Revoked.IsZero():
		return c.Revoked, "revoked", true
	}
	return time.Time{}, "", false
}

// ImpactsDue lists the returns that a request owes, with the instants at which they are due.
func (s Standing) ImpactsDue() []ImpactDue {
	at, _, owed := s.Trigger()
	if !owed {
		return nil
	}
	var out []ImpactDue
	for _, g := range Stages() {
		out = append(out, ImpactDue{g, civil.Today(at).Add(g.days()).At(impactHour)})
	}
	return out
}

// Strength is how strongly something is tied to something else, by the national scale. 2 is "I don't know".
type Strength int

// The scale (C4).
const (
	DontKnow   Strength = 2
	NotRelated Strength = 3
	Possibly   Strength = 4
	Probably   Strength = 5
	Caused     Strength = 6
)

// Strengths lists the scale, the unknown first.
func Strengths() []Strength { return []Strength{DontKnow, NotRelated, Possibly, Probably, Caused} }

// Words is the strength as people read it.
func (s Strength) Words() string {
	switch s {
	case DontKnow:
		return "not known, or under review"
	case NotRelated:
		return "was not related"
	case Possibly:
		return "possibly affected"
	case Probably:
		return "probably affected"
	case Caused:
		return "caused"
	}
	return "no strength"
}

// Impact is one version of an impact return: what followed at services, as counts. A nil count is not known; 0 is none.
type Impact struct {
	Request Ref    `json:"request"`
	Stage   Stage  `json:"stage"`
	Version int    `json:"version"`
	None    bool   `json:"none,omitempty"`    // no impact was found: an answer, and never the same as no return
	Instead string `json:"instead,omitempty"` // what was done instead

	Effects  map[Effect]*int   `json:"effects,omitempty"`
	Affected map[Category]*int `json:"affected,omitempty"` // patients by category
	Links    []ImpactLink      `json:"links,omitempty"`
	Unknown  *int              `json:"unknown,omitempty"` // patients whose harm is not known yet
	Review   civil.Date        `json:"review,omitzero"`   // and when they are looked at next
	Other    string            `json:"other,omitempty"`   // other explanations that were considered
	Actual   string            `json:"actual,omitempty"`  // what happened, beside what was predicted
	Comments map[Actor]string  `json:"comments,omitempty"`
}

// ImpactLink is an incident of the trust's own register with how strongly it is tied to the decision.
type ImpactLink struct {
	Incident      string   `json:"incident"`
	Physical      int      `json:"physical,omitempty"`      // national code of physical harm; 0 is not determinable yet
	Psychological int      `json:"psychological,omitempty"` // of psychological harm, a scale of its own; 0 the same
	Strength      Strength `json:"strength"`
	Why           string   `json:"why"`
}

// Effect is an effect on services, counted.
type Effect string

// The effects (B8).
const (
	TheatreLists   Effect = "theatre-lists"
	Clinics        Effect = "clinics"
	DivertedHours  Effect = "diverted-hours"
	AmbulanceHours Effect = "ambulance-divert-hours"
	BedsClosed     Effect = "beds-closed"
	OverTwelve     Effect = "ed-over-12h"
	StaffMoved     Effect = "staff-moved"
	ExtraHours     Effect = "consultant-hours"
	RestBreaches   Effect = "rest-breaches"
	NearMisses     Effect = "near-misses"
)

// Effects lists the effects in the form's order.
func Effects() []Effect {
	return []Effect{TheatreLists, Clinics, DivertedHours, AmbulanceHours, BedsClosed, OverTwelve, StaffMoved, ExtraHours, RestBreaches, NearMisses}
}

// Category is a group of patients whose care was postponed.
type Category string

// The categories.
const (
	CategoryP1     Category = "p1"
	CategoryP2     Category = "p2"
	CategoryP3     Category = "p3"
	CategoryP4     Category = "p4"
	CategoryCancer Category = "cancer" // also counted in its priority
	CategoryOther  Category = "other"
)

// Categories lists the categories in the form's order.
func Categories() []Category {
	return []Category{CategoryP1, CategoryP2, CategoryP3, CategoryP4, CategoryCancer, CategoryOther}
}

// Check names everything that an impact return lacks; nil when it can be signed.
func (i Impact) Check() error {
	var bad fault.List
	if !slices.Contains(Stages(), i.Stage) {
		bad.Add("stage", "B8", "Say for which stage the return is")
	}
	counted := i.checkCounted(&bad)
	i.checkLinks(&bad)
	if !i.None && !counted {
		bad.Add("none", "H18", "Count what happened, or say that no impact was found")
	}
	if i.Unknown != nil && *i.Unknown > 0 && i.Review.IsZero() {
		bad.Add("review", "H21", "Say when the patients whose harm is not known are looked at next")
	}
	if strings.TrimSpace(i.Instead) == "" {
		bad.Add("instead", "B8", "Say what was done instead; nothing is an answer")
	}
	if strings.TrimSpace(i.Other) == "" {
		bad.Add("other", "B8", "Say which other explanations were considered; none is an answer")
	}
	if strings.TrimSpace(i.Actual) == "" {
		bad.Add("actual", "H19", "Say what happened, beside what was predicted, also when nothing did")
	}
	return bad.Err("the impact return cannot be signed yet")
}

// CheckDraft names what no version may say, signed or not: numbers that cannot be, and that nothing was found beside something
// that was; nil when there is nothing of the kind.
func (i Impact) CheckDraft() error {
	var bad fault.List
	i.checkCounted(&bad)
	for n, l := range i.Links {
		if l.Strength == Caused {
			bad.Add("link-"+itoa(n+1), "H22", "Incident %d: that it was caused is for a consultant reviewer to say who took no part in the request, on the event itself", n+1)
		}
	}
	return bad.Err("the impact return cannot be kept so")
}

// checkCounted reports whether anything is counted.
func (i Impact) checkCounted(bad *fault.List) bool {
	counted := len(i.Links) > 0
	for _, e := range Effects() {
		counted = checkCount(bad, "effect-"+string(e), i.Effects[e]) || counted
	}
	for _, c := range Categories() {
		counted = checkCount(bad, "affected-"+string(c), i.Affected[c]) || counted
	}
	counted = checkCount(bad, "unknown", i.Unknown) || counted
	if i.None && counted {
		bad.Add("none", "H18", "No impact was found, and yet some is counted, linked or not known yet; take one of the two away")
	}
	return counted
}

// checkCount reports whether a count is above none, and names one that cannot be.
func checkCount(bad *fault.List, name string, n *int) bool {
	switch {
	case n != nil && *n < 0:
		bad.Add(name, "B8", "A count cannot be below nothing; leave it empty if it is not known")
	case n != nil && *n > mostCounted:
		bad.Add(name, "B8", "%d is more than one request can have led to; look at it again", *n)
	}
	return n != nil && *n > 0
}

// mostCounted is the largest count that is taken of anything that followed one request: more is a slip of the hand.
const mostCounted = 100_000

func (i Impact) checkLinks(bad *fault.List) {
	for n, l := range i.Links {
		name := "link-" + itoa(n+1)
		if strings.TrimSpace(l.Incident) == "" {
			bad.Add(name, "B8", "Incident %d: give its number in the trust's register", n+1)
		}
		if l.Physical < 0 || l.Physical > 5 {
			bad.Add(name, "C2", "Incident %d: physical harm has codes from 1, fatal, to 5, none; leave it empty while it is not determinable", n+1)
		}
		if l.Psychological < 0 || l.Psychological > 4 {
			bad.Add(name, "C2", "Incident %d: psychological harm has codes from 1, severe, to 4, none; leave it empty while it is not determinable", n+1)
		}
		if l.Strength < DontKnow || l.Strength > Probably {
			bad.Add(name, "C4", "Incident %d: say how strongly it is tied to the decision, from 2, not known, to 5, probably affected", n+1)
		}
		if l.Strength > DontKnow && strings.TrimSpace(l.Why) == "" {
			bad.Add(name, "H22", "Incident %d: say why", n+1)
		}
	}
}
