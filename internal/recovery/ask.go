package recovery

import (
	"headroom/internal/civil"
)

// Ask is everything that a plan is made from. It is a value: the same ask gives the same plan.
type Ask struct {
	From     civil.Date // day 0: nothing is booked before it
	Days     int        // horizon
	Patients []Patient
	Sessions []Session
	Limits   []Limit // a site and night without one is unlimited, and the plan says so
	Blocks   []Block // rest owed, sickness: sessions of a team that they close
	Policy   Policy
	Seed     uint64
	Seconds  float64 // work asked for, in seconds of the reference machine; turned into counted work, so that it is the same everywhere
	Workers  int     // 0: as many as the machine has; never changes the plan
}

// Block is a stretch in which a team or person may not be booked: whole days, or one session whose hours it overlaps.
type Block struct {
	Team   string
	From   civil.Date // first day
	To     civil.Date // last day, inclusive
	Rule   string     // id of the rule of rest that blocks, as WTR-10@1998, or "sick"
	Window string     // its window in words with times
	// Session is the one session that it closes, where the window's hours are known: others of the day stay open. "" closes all of the
	// team's sessions on its days.
	Session SessionID `json:",omitempty"`
}

// closes reports whether a session may not be booked because of the block.
func (b *Block) closes(s *Session) bool {
	return s.Team != "" && b.Team == s.Team && !s.Date.Before(b.From) && !s.Date.After(b.To) && (b.Session == "" || b.Session == s.ID)
}

// Policy is what weighs what: dated reference data that an operator may change and run again. All of it is shown on every
// plan. Defaults are in policy.csv, each with its source or the mark unconfirmed.
type Policy struct {
	Name     string
	Weights  map[string]float64 // by name, see the default policy for what each means
	Overrun  Overrun
	Equality bool // the opt-in guard of the equality check
}

// Overrun is the accepted chance of running late: P(minutes > length + Grace) ≤ Risk.
type Overrun struct {
	Grace float64 // minutes
	Risk  float64
}

// Tier is one order of importance.
type Tier struct {
	Number int
	Name   string
	Cost   float64
	People int // who is past the tier's date or threshold under the plan
	Before int // who would be if everything stayed as booked
	Parts  []TierPart
}

// Placement is one line of a plan.
type Placement struct {
	Pathway Pathway
	Session SessionID // "" when none was found within the horizon
	Was     SessionID // held before
	Date    civil.Date
	Change  Change
	Cost    float64 // in this model
	Why     []Reason
}

// Reason is one true sentence about a placement with its source: a rule, a limit that binds, a price.
type Reason struct {
	Code  string // "due", "earlier", "price", "change", "held", "out": the columns of a plan's file
	Words string
	Price float64 // in cost, where the reason is a price
}

// Plan is new dates with the proof of how good they are.
type Plan struct {
	Ask         Ask         // without its patients and sessions
	Placements  []Placement // in the order of Ask.Patients
	Objective   float64
	Bound       float64 // no plan can cost less, in this model
	Gap         float64 // (Objective − Bound) / Bound
	Tiers       []Tier
	Overruns    float64 // expected number of lists that run late
	Lists       []List
	Clashes     []Clash // where something cannot be done: the smallest set of limits that clash
	Equality    []EqualityLine
	Over        []OverLimit // limits that decided dates pass already
	Notes       []string    // what was assumed, and what a reader should know
	Scheduled   int         // people with a date within the horizon
	Unscheduled int         // people who wait on without one
	Prices      []Price     // of shared limits that bind, the dearest first
	Cut         bool        // the clock or a person ended it before its work was done
	Seconds     float64
}

// List is one session under a plan.
type List struct {
	Session  SessionID
	Pathways []Pathway
	Minutes  float64 // expected
	Use      float64 // expected minutes over length
	Late     float64 // chance of running over length and grace
	Closed   string  // why nothing may be booked; "" when open
	Price    float64 // what one more minute would save
}

// Clash is why something cannot be done.
type Clash struct {
	Pathway Pathway
	Limits  []string // smallest set: take away any one and it can be done
	Remedy  string
}

// EqualityLine is one line of the stated equality check.
type EqualityLine struct {
	By, Group      string
	People         int
	MedianWait     float64 // days from today to the new date
	Unscheduled    int
	DroppedOrMoved int
}
