package recovery

import (
	"headroom/internal/civil"
	"headroom/internal/org"
)

// Priority is a clinical priority of definition d.5. Stored as its word.
type Priority string

// The priorities. P5 and P6 are a patient's wish to wait: they stay on the list (T21).
const (
	P1a           Priority = "P1a" // within 24 hours
	P1b           Priority = "P1b" // within 72 hours
	P2            Priority = "P2"  // within 4 weeks
	P3            Priority = "P3"  // within 3 months
	P4            Priority = "P4"  // may wait longer than 3 months
	P5            Priority = "P5"  // the patient wishes to wait because of Covid
	P6            Priority = "P6"  // the patient wishes to wait for another reason
	Unprioritised Priority = ""    // not recorded: never read as P4
)

// Pathway identifies one pathway within a trust; opaque, no identifier of a person.
type Pathway string

// Patient is one pathway that needs one session.
type Patient struct {
	Pathway Pathway
	Trust   org.Code
	Site    string // the site it would be done at, by the trust's own code
	Row     Where  // where it was read from

	Specialty string // treatment function code, as 110
	Procedure string // the trust's own words or OPCS-4 code

	Priority    Priority
	Prioritised civil.Date       // when that priority was given; the zero date when not known
	Priorities  []Prioritisation // earlier ones, oldest first

	Diagnostic   string     // diagnostic code as D2, its days as configured; "" when none
	DiagnosticOn civil.Date // when it was given

	Clock     civil.Date // original start of the RTT clock; the zero date when there is none
	Status    RTTStatus  // of the RTT period; "" when not recorded
	Stopped   civil.Date // when the RTT clock stopped; the zero date while it has not
	Treated   civil.Date // when first definitive treatment began; the zero date before
	Seen      civil.Date // when the session took place without being that treatment: what is needed next is not said yet
	Cancer    *Cancer    // nil when this is no cancer pathway
	Postponed []Postponement
	Validated Validation

	Minutes float64 // expected minutes of the procedure with turnover
	Spread  float64 // standard deviation of the minutes

	Skill       string     // needed skill; "" when any team of the specialty will do
	Surgeon     string     // a named surgeon or team by local code; "" when any
	Anaesthetic bool       // needs an anaesthetist
	Equipment   []string   // named equipment
	Nights      []float64  // expected use of a ward bed by night after the session; empty for a day case
	HighNights  []float64  // of a high-dependency or critical-care bed
	Scope       Scope      // how far the patient may be sent
	Ready       civil.Date // not before; the zero date when ready
	Away        []civil.Range
	Notice      int // days of notice that the patient is owed

	Booked  SessionID   // the session held now; "" when none
	Firm    bool        // the booking is not to be moved
	Offered []SessionID // dates that the patient was offered and may still choose: nobody takes them away meanwhile

	Pinned    SessionID   // decided by a person: this session and no other
	Forbidden []SessionID // decided by a person: not these
	OnHold    bool        // decided by a person: none for now

	Deprivation        int    // 1 (most deprived) to 5; 0 when not recorded
	Ethnicity          string // group as recorded; "" when not
	LearningDisability Known
}

// Known is a yes, a no, or not recorded.
type Known string

// The three answers.
const (
	NotRecorded Known = ""
	Yes         Known = "yes"
	No          Known = "no"
)

// Scope is how far a patient may be sent.
type Scope string

// The scopes, nearest first.
const (
	OwnSite  Scope = "site"
	OwnTrust Scope = "trust"
	AnyTrust Scope = "board" // mutual aid within the integrated care board
)

// Where is where a value was read.
type Where struct {
	File, Sheet string
	Line        int
}

// Prioritisation is a priority with the day it was given.
type Prioritisation struct {
	Priority Priority
	On       civil.Date
}

// Postponement is one earlier date that was moved. What moved it is recorded as a kind; a provider's never pauses a clock.
type Postponement struct {
	On     civil.Date // when it was moved
	For    civil.Date // the date that was moved
	By     string     // "provider" or "patient"
	OnDay  bool       // moved on or after the day of admission for a reason that was not clinical: 28-day guarantee
	Reason string
}

// Cancer is what a cancer pathway's clocks need (definition d.3). Zero dates are not known.
type Cancer struct {
	Referred        civil.Date // urgent referral received: day 0 of the 28 and the 62 days
	Upgraded        civil.Date // consultant upgrade: restarts the 62 days
	Informed        civil.Date // told that cancer is diagnosed or ruled out: stops the 28 days
	RuledOut        Known      // what they were told: yes when cancer was ruled out, which ends the 62 days too
	DecisionToTreat civil.Date // or earliest clinically appropriate date: day 0 of the 31 days
	Adjustment      int        // days that the two permitted pauses remove from the 62
	Adjusted        string     // which pause: the word of a Pause
	Fast            Known      // a clinician's flag for fast-progressing cancer; never inferred from the site of the tumour
}

// Validation is what the worklist has found of a pathway.
type Validation string

// The findings.
const (
	StillWaiting     Validation = ""
	TreatedElsewhere Validation = "treated-elsewhere"
	Died             Validation = "died"
	Declined         Validation = "declined"
	Duplicate        Validation = "duplicate"
)
