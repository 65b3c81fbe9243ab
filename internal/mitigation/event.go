package mitigation

import (
	"time"

	"headroom/internal/org"
)

// Event is one thing that happened to a request. Events are appended in the order in which they were written down and
// never changed.
type Event struct {
	Step     Step
	At       time.Time // when it happened
	Recorded time.Time // when it was written down; never before At
	By       string    // the account; empty for the clock
	Actor    Actor
	Org      org.Code // for which organisation

	Words    string    // in the actor's words: why it is supported, returned, withdrawn; what the union body said
	Form     *Form     // of Begin, Write and Sign: the form as it then was
	Decision *Decision // of a decision
	Use      *Use      // of Used
	Change   *Change   // of Correct
	// Makers are, of what was said through a decision link, the accounts that made a link to the request: each has held what
	// opens it, so that none of them is a second side of the answer.
	Makers []string
}

// Decision is what the union body decided, as it was written down.
type Decision struct {
	Body       string    `json:"body"`     // as BMA
	Verbatim   string    `json:"verbatim"` // its words, unaltered
	Reasons    []Reason  `json:"reasons,omitempty"`
	Grants     []Grant   `json:"grants,omitempty"` // of an approval: by shift; empty means all that was asked for
	Conditions string    `json:"conditions,omitempty"`
	Channel    string    `json:"channel,omitempty"` // by which way it came, as e-mail
	Evidence   string    `json:"evidence,omitempty"`
	Announced  time.Time `json:"announced,omitzero"` // when the body made it public
	Address    string    `json:"address,omitempty"`  // where
}

// Grant is how many of those asked for on a shift may return.
type Grant struct {
	Shift   int `json:"shift"` // its number in the form, from 1
	Doctors int `json:"doctors"`
}

// Reason is a coded reason of a decision, beside its words.
type Reason string

// The codes (B8).
const (
	InsufficientEvidence Reason = "insufficient-evidence"
	NotUrgent            Reason = "not-urgent"
	NotExhausted         Reason = "alternatives-not-exhausted"
	NoIncentives         Reason = "incentives-not-offered"
	ElectiveRunning      Reason = "elective-still-running"
	Foreseeable          Reason = "foreseeable"
	AlreadySafe          Reason = "already-safely-staffed"
	TooEarly             Reason = "submitted-pre-emptively"
	OtherReason          Reason = "other"
)

// Reasons lists the codes.
func Reasons() []Reason {
	return []Reason{InsufficientEvidence, NotUrgent, NotExhausted, NoIncentives, ElectiveRunning, Foreseeable, AlreadySafe, TooEarly, OtherReason}
}

// Words is the reason as people read it: what the body stated, not what is so.
func (r Reason) Words() string {
	switch r {
	case InsufficientEvidence:
		return "the evidence was found insufficient"
	case NotUrgent:
		return "it was not found urgent"
	case NotExhausted:
		return "alternatives were not found exhausted"
	case NoIncentives:
		return "the rate that staff asked for was not found offered"
	case ElectiveRunning:
		return "elective work was found still running"
	case Foreseeable:
		return "it was found foreseeable or caused by the action"
	case AlreadySafe:
		return "the service was found safely staffed already"
	case TooEarly:
		return "it was found to be asked before the risk was present"
	}
	return "another reason"
}

// Use is what became of one shift, as counts. Nobody is named.
type Use struct {
	Shift     int       `json:"shift"`         // its number in the form, from 1
	Came      int       `json:"came"`          // doctors who returned
	NotNeeded int       `json:"not_needed"`    // granted, and not called
	Unreached int       `json:"unreached"`     // granted, and could not be reached
	From      time.Time `json:"from,omitzero"` // when the first came
	To        time.Time `json:"to,omitzero"`   // when the last left; zero is the shift's end
	Incidents int       `json:"incidents"`
}

// Hours is how many hours of doctors' time were used. until cuts it off, as at a revocation; zero does not.
func (u Use) Hours(s Shift, until time.Time) float64 {
	from, to := u.From, u.To
	if from.IsZero() {
		from = s.From.At()
	}
	if to.IsZero() {
		to = s.To.At()
	}
	if !until.IsZero() && until.Before(to) {
		to = until
	}
	if u.Came <= 0 || !to.After(from) {
		return 0
	}
	return float64(u.Came) * to.Sub(from).Hours()
}

// Change is a correction of something written down: what it was and what it is. The times of decisions are never changed
// by one.
type Change struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}
