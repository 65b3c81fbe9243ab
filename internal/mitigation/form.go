package mitigation

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// Ref names a request, as PSM-RD-12-RJZ-0007: period, trust, and the trust's own count.
type Ref string

// Said is an answer that may be missing.
type Said string

// The answers. The empty Said is not answered.
const (
	Yes     Said = "yes"
	No      Said = "no"
	Mixed   Said = "mixed" // of people asked: they do not agree
	NotAppl Said = "not-applicable"
)

// Form is what a request says. It holds counts and roles: no patient, and nobody who acts, can be named in it.
type Form struct {
	Period  action.Code `json:"period"`
	Scheme  SchemeID    `json:"scheme"`
	Trust   org.Code    `json:"trust"`
	Site    string      `json:"site"`
	Service string      `json:"service"` // the specialty or service in danger
	Ward    string      `json:"ward,omitempty"`

	Circumstances []Circumstance `json:"circumstances,omitempty"`
	KnownSince    action.Moment  `json:"known_since,omitzero"` // when the risk was first known
	Risk          string         `json:"risk"`
	Exposed       *int           `json:"exposed,omitempty"` // patients exposed; nil is not known
	Predicted     Prediction     `json:"predicted"`

	Shifts    []Shift       `json:"shifts,omitempty"`
	NeededBy  action.Moment `json:"needed_by,omitzero"` // a decision after it comes too late for the stated risk
	NeededWhy string        `json:"needed_why,omitempty"`

	Ladder     []Rung  `json:"ladder,omitempty"`
	Clinicians Said    `json:"clinicians,omitempty"` // whether the department's consultants agree: yes, no or mixed
	Local      Contact `json:"local"`                // the union's local representatives or negotiating committee
	Questions  string  `json:"questions,omitempty"`  // the post and number that answers questions day and night
	Attend     Said    `json:"attend,omitempty"`     // the medical director would put the case in person
	Declared   bool    `json:"declared,omitempty"`   // the signer declares that it is accurate

	Event string `json:"event,omitempty"` // of a bypass: the mass event that was declared, and by whom
}

// CircumstanceKind is one of the questions about what happened.
type CircumstanceKind string

// The questions.
const (
	Unexpected CircumstanceKind = "unexpected"
	Extreme    CircumstanceKind = "extreme"
	FromAction CircumstanceKind = "from-the-action" // whether the danger comes from the action itself
	Outside    CircumstanceKind = "external-event"
)

// Circumstances lists the questions in the form's order.
func Circumstances() []CircumstanceKind {
	return []CircumstanceKind{Unexpected, Extreme, FromAction, Outside}
}

// Circumstance is one of them answered.
type Circumstance struct {
	Kind  CircumstanceKind `json:"kind"`
	Said  Said             `json:"said"`
	Words string           `json:"words"`
}

// Prediction is what harm is expected if nobody returns. It is compared with what happened, and frozen at the signature.
type Prediction struct {
	Physical      int           `json:"physical,omitempty"`      // national code of physical harm: 1 is fatal, 5 none
	Psychological int           `json:"psychological,omitempty"` // national code of psychological harm: 1 is severe, 4 none
	Patients      *int          `json:"patients,omitempty"`      // how many; nil is not known
	By            action.Moment `json:"by,omitzero"`
	Words         string        `json:"words"`
}

// Shift is one shift for which doctors are asked for.
type Shift struct {
	From    action.Moment `json:"from"`
	To      action.Moment `json:"to"`
	Grade   string        `json:"grade"`
	Needed  int           `json:"needed"`  // on an ordinary day
	Minimum int           `json:"minimum"` // with fewer it is not safe
	Have    int           `json:"have"`    // in place, with everything that was tried
	Asked   int           `json:"asked"`   // doctors asked to return
}

// Hours is how long the shift is, as time passes and not as clocks show.
func (s Shift) Hours() float64 { return s.To.At().Sub(s.From.At()).Hours() }

// Contact is whether and when somebody was reached.
type Contact struct {
	Said     Said          `json:"said,omitempty"`
	Role     string        `json:"role,omitempty"` // the post, never a name
	At       action.Moment `json:"at,omitzero"`
	Response string        `json:"response,omitempty"`
}

// Doctors is how many are asked for in all: a doctor on two shifts counts twice, since shifts are what is asked for.
func (f Form) Doctors() int {
	n := 0
	for _, s := range f.Shifts {
		n += s.Asked
	}
	return n
}

// Window is the time for which doctors are asked for, from the first shift's start to the last one's end; zero times when
// there is no shift.
func (f Form) Window() (from, to time.Time) {
	for i, s := range f.Shifts {
		if a := s.From.At(); i == 0 || a.Before(from) {
			from = a
		}
		if b := s.To.At(); b.After(to) {
			to = b
		}
	}
	return from, to
}

// Written is the form as it is written, without the signer's declaration, which is made with the signature.
func (f Form) Written() Form {
	f.Declared = false
	return f
}

// Same reports whether two forms say the same, whoever has declared them accurate.
func (f Form) Same(g Form) bool {
	a, errA := json.Marshal(f.Written())
	b, errB := json.Marshal(g.Written())
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// Read names what somebody who reads the request to sign it is shown: the version and a digest of the form as it then is
// written. Signed is what has the same name still.
func (s Standing) Read() string {
	b, err := json.Marshal(s.Form.Written())
	if err != nil {
		return ""
	}
	const shown = 16
	sum := sha256.Sum256(b)
	return itoa(s.Version) + "-" + hex.EncodeToString(sum[:shown])
}

// Day is the day on which the window begins; the zero date when there is no shift.
func (f Form) Day() civil.Date {
	from, _ := f.Window()
	if from.IsZero() {
		return civil.Date{}
	}
	return civil.Today(from)
}
