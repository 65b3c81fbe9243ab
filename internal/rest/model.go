package rest

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Person is a member of staff by an opaque local code. Names are kept apart, inside the employer.
type Person string

// Duty is a stretch of work of one person. Start and End are instants: hours are what passes between them.
type Duty struct {
	Person   Person
	Employer org.Code
	Start    time.Time
	End      time.Time
	State    State
	Kind     Kind
	Paid     float64       // paid hours where they differ from elapsed ones; 0 when not said
	Extra    Extra         // whether this was beyond the job plan or contract
	Worked   time.Duration // of an on-call away from the workplace: time when called; negative when not known
	Episodes int           // how often called
	Breaks   time.Duration // breaks taken; negative when not known
	Row      Where
}

// Where is where a duty was read.
type Where struct {
	File, Sheet string
	Line        int
}

// State is whether a duty is planned or was worked. Stored as its word.
type State string

// The states of a duty.
const (
	Planned   State = "planned"
	Worked    State = "worked"
	NotWorked State = "not-worked" // was planned and did not happen; why is not kept
)

// Kind is what sort of duty it is. Stored as its word.
type Kind string

// The kinds.
const (
	Shift      Kind = "shift"
	OnCallSite Kind = "on-call-site" // at the workplace: all of it is working time
	OnCallAway Kind = "on-call-away" // working time only when called
	Bank       Kind = "bank"         // a separate engagement whose hours count
	Elsewhere  Kind = "elsewhere"    // second employer, where known
	Leave      Kind = "leave"        // annual leave: excluded from averages, and no compensatory rest
	Sick       Kind = "sick"
)

// Extra is whether a duty was beyond the contract or job plan. Stored as its word.
type Extra string

// The kinds of extra.
const (
	NotExtra    Extra = ""
	ExtraPaid   Extra = "paid"
	ExtraInLieu Extra = "in-lieu"
)

// Contract is which rules a person is under.
type Contract struct {
	Person   Person
	Employer org.Code
	Terms    Terms
	Hours    float64    // contracted hours a week; 0 when not known
	Day      float64    // contracted day in hours: 7.5 under Agenda for Change, 8 of a consultant
	OptOut   bool       // from the 48 hours; never from daily or weekly rest
	Other    Other      // what is known of work elsewhere
	From, To civil.Date // To is the zero date while it lasts
	Source   string     // where it was read: the file, or what the person gave who entered it; empty where nobody said
}

// Terms is a contract's kind. Stored as its word.
type Terms string

// The terms.
const (
	Resident2016 Terms = "resident-2016"
	Consultant   Terms = "consultant"
	Specialist   Terms = "sas"
	Agenda       Terms = "agenda-for-change"
)

// Other is what is known of a person's work elsewhere. Stored as its word.
type Other string

// What may be known.
const (
	OtherUnknown Other = "unknown"
	OtherNone    Other = "none"
	OtherKnown   Other = "known" // its duties are among those given
)

// RuleID names a rule, as WTR-10 or TCS16-168h.
type RuleID string

// Breach is one event: a rule that duties did not keep.
type Breach struct {
	Rule     RuleID
	Set      string // rule set with its version, as tcs2016@2019
	Person   Person
	From, To time.Time // the window it was seen in
	Observed float64   // in the rule's unit
	Limit    float64
	Excess   float64
	Unit     string // "hours", "shifts"
	Certain  bool   // false when the rule or the hours are unconfirmed
}

// Ledger is one of the three.
type Ledger string

// The ledgers. Nothing passes from one to another.
const (
	Statutory   Ledger = "L1"
	Contractual Ledger = "L2"
	Recovery    Ledger = "L3"
)

// Entry is a line of a ledger; appended, never changed.
type Entry struct {
	Ledger  Ledger
	Person  Person
	Kind    EntryKind
	Hours   float64   // always positive
	At      time.Time // when it arose, was booked, taken or paid
	Until   time.Time // of rest booked or taken: its end
	Due     time.Time // of what is owed: by when; the zero time when no date is set
	Rule    RuleID
	Set     string
	Words   string
	Against int   // number of the owed entry it settles, from 1; 0 when first in, first out
	ID      int64 // of a record: its number among the person's records, from 1; 0 of what was worked out
	Booking int64 // of a record: the booking that it says was taken, or lets go; 0 for none
}

// EntryKind is what a line of a ledger says. Stored as its word.
type EntryKind string

// The kinds of entry.
const (
	Owed   EntryKind = "owed"
	Booked EntryKind = "booked"
	Taken  EntryKind = "taken"
	Paid   EntryKind = "paid" // of L2 alone, where its rule converts

	Released EntryKind = "released" // a booking that is let go
)

// Block is a stretch in which a person may not be booked.
type Block struct {
	Person Person
	From   time.Time
	To     time.Time
	Rule   RuleID
	Set    string
	Words  string
}

// Standing is whether a person's known duties keep the rules. Stored as its word.
type Standing string

// The standings.
const (
	Compliant Standing = "compliant"
	NotKept   Standing = "breach"
	NotShown  Standing = "not-shown-to-be-compliant"
)

// Judgement is everything that rules say of one person's duties.
type Judgement struct {
	Person   Person
	Standing Standing
	Unknown  []string // what is not known, in words
	Breaches []Breach
	Entries  []Entry
	Blocks   []Block
	Gaps     []Gap
	Balances []Balance // L1, L2 and L3, in this order
	Estimate *Estimate // how recovery rest was worked out; nil where it was not asked for
	Notes    []string  // what a reader should know beside them
}

// Gap is the rest between two duties.
type Gap struct {
	From, To time.Time
	Hours    float64
}
