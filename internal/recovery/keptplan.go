package recovery

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Purpose is what a plan is worked out for. Stored as its word.
type Purpose string

// The purposes.
const (
	PurposePlan   Purpose = "plan"
	PurposeWhatIf Purpose = "what-if" // compared with Base, binds nobody
	PurposeRepair Purpose = "repair"  // Base made good after something changed, moving as few as possible
)

// Words is the purpose as a person says it.
func (p Purpose) Words() string {
	switch p {
	case PurposeWhatIf:
		return "a what-if"
	case PurposeRepair:
		return "a repair"
	}
	return "a plan"
}

// PlanAsk is what somebody asks to have worked out of a trust's list as it was known at the moment of asking.
type PlanAsk struct {
	Purpose  Purpose
	From     civil.Date
	Days     int
	Seconds  float64 // of the reference machine
	Seed     uint64
	Equality bool
	Weights  map[string]float64 `json:",omitempty"` // those that differ from the default policy
	Base     int64              `json:",omitempty"`
	Differs  []Difference       `json:",omitempty"`
	// Unlimited lets the beds of nights of which nothing is known count as unlimited; without it such a plan is refused.
	Unlimited bool `json:",omitempty"`
}

// DifferenceKind is what is different in a what-if, or since the plan that is repaired. Stored as its word.
type DifferenceKind string

// The kinds of difference.
const (
	OneMoreList  DifferenceKind = "add-list"     // one more list like Session, on Date
	ListClosed   DifferenceKind = "close-list"   // Session is cancelled
	TeamAway     DifferenceKind = "close-team"   // Team cannot work from Date to To: sick, or owed rest
	BedsMore     DifferenceKind = "beds"         // Number more beds (fewer when negative) at Site from Date to To
	HighBedsMore DifferenceKind = "high-beds"    // the same of high-dependency and critical-care beds
	DoctorsMore  DifferenceKind = "anaesthetist" // Number more anaesthetists' lists at Site from Date to To
	OneDecided   DifferenceKind = "decide"       // Decision holds
)

// Difference is one thing that is different.
type Difference struct {
	Kind     DifferenceKind
	Session  SessionID  `json:",omitempty"`
	Team     string     `json:",omitempty"`
	Site     string     `json:",omitempty"`
	Date, To civil.Date `json:",omitzero"`
	Number   float64    `json:",omitempty"`
	Decision Decision   `json:",omitzero"`
}

// The limits of what can be asked.
const (
	longestPlan   = 366
	longestSearch = 600
)

// Check tells everything that cannot be asked.
func (a PlanAsk) Check() error {
	var bad fault.List
	if a.From.IsZero() {
		bad.Add("from", "", "Enter the first day that may be booked")
	}
	if a.Days < 1 || a.Days > longestPlan {
		bad.Add("days", "", "Enter how many days ahead to plan, from 1 to %d", longestPlan)
	}
	if a.Seconds < 0.1 || a.Seconds > longestSearch {
		bad.Add("seconds", "", "Enter how long to search, from 1 to %d seconds", longestSearch)
	}
	if a.Purpose != PurposePlan && a.Base == 0 {
		bad.Add("base", "", "Choose the plan that this is compared with")
	}
	return bad.Err("The plan cannot be asked for like this")
}

// PlanKept is one ask with its plan once there is one. A kept plan is never changed.
type PlanKept struct {
	ID     int64
	Org    org.Code
	Ask    PlanAsk
	Asked  time.Time // everything known then went in
	By     string
	Job    int64
	Stop   bool // somebody asked to stop and keep the best so far
	Plan   *Plan
	Made   time.Time
	Refuse string // why there can be no plan; "" otherwise
}

// PlanUse is a plan taken into use, with the reason in words.
type PlanUse struct {
	Plan   int64
	Reason string
	By     string
	At     time.Time
}
