package discharge

import (
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// PlansAsked narrows a list of plans.
type PlansAsked struct {
	Within   access.Scope // only plans of which a party is in it
	From, To civil.Date   // only plans with a line on a day of [From, To]; zero does not narrow
	AsOf     time.Time    // zero: now
	Limit    int          // at most; 0 means 50
	Skip     int
}

// PlanRow is one plan in a list: its newest version as known.
type PlanRow struct {
	Plan       string
	Number     int
	Area       org.Code
	Board      org.Code
	Target     float64
	Confidence float64
	From, To   civil.Date // the mornings of the target
	Proposed   time.Time
	By         Signer
	State      VersionState
	Words      string // who has agreed
	Lines      map[State]int
}

// PlanView is one version of a plan with all that has become of it.
type PlanView struct {
	Version
	Reason    string // why this version was made
	Newest    int    // the newest version's number, as known
	Standings map[string]Standing
	Agreement Agreement
	// Changed lists the lines that are new or otherwise than in the version before, Gone those of that version which are
	// no longer there.
	Changed, Gone []string
}

// Live is the view as conflicts are found from it.
func (p PlanView) Live() LivePlan { return LivePlan{Version: p.Version, Standings: p.Standings} }

// Proposal tells what became of a proposal.
type Proposal struct {
	Plan     string
	Number   int
	Same     bool       // nothing differs from the newest version: no version was made
	Kept     int        // lines whose answers were carried over, because nothing in them changed
	Notified []org.Code // the parties of this version and of the one before, the proposer's own organisation left out
	// Conflicts are those in which the new version takes part: with other plans, or by itself.
	Conflicts []Conflict
}

// Act is what a person does to lines of a plan: one state for each.
type Act struct {
	Plan    string
	Version int // that the person looked at: a Conflict when a newer one has come that changed a line of the act
	By      Signer
	Moves   []Move
}

// Move takes one line to a state.
type Move struct {
	Line   string
	To     State
	Number int // see Event; 0 agrees to all that the line asks
	Reason string
}

// Notice is something that an organisation was told of: a new version, a reminder.
type Notice struct {
	Org   org.Code
	About string // "plan/QOX-2023-12-24/2", "readiness/2023-12-21", "delivered/2023-12-22"
	Step  string
	By    string
	At    time.Time
	Words string
}

// ImportKind is what sort of file was read.
type ImportKind string

// The kinds of file that the room keeps.
const (
	ImportCapacity ImportKind = "capacity"
	ImportReasons  ImportKind = "reasons"
	ImportLeft     ImportKind = "pathways"
	ImportStays    ImportKind = "stays"
)

// Imported is one file, or one entry by hand, that was kept.
type Imported struct {
	ID    int64
	Kind  ImportKind
	Org   org.Code // whose people sent it
	File  File
	Form  string
	Read  int // rows under the headings
	Kept  int // rows that were stored
	Notes []string
	By    string
	At    time.Time
	Held  bool // the same bytes were kept before, under this number: nothing changed
}

// CapacityAsked narrows capacities.
type CapacityAsked struct {
	Councils []org.Code // none: all
	Holder   org.Code   // what this holder said alone, of whichever council; empty does not narrow, else Councils does not
	From, To civil.Date // days of [From, To]; stocks are always among them. Zero does not narrow
	AsOf     time.Time  // zero: now
}

// VarianceAsked says which part of a day's plan is wanted.
type VarianceAsked struct {
	Day  civil.Date
	Orgs []org.Code // only lines whose board, trust or council is among them; none: all
	AsOf time.Time  // zero: now
}
