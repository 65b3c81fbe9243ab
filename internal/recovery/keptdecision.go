package recovery

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// DecisionKind is what a person decided of a patient. Stored as its word.
type DecisionKind string

// The kinds of decision. A pin takes the place of the pin before it; forbidden sessions add up; a release takes back pins,
// forbidden sessions and a hold.
const (
	DecidePin     DecisionKind = "pin"
	DecideForbid  DecisionKind = "forbid"
	DecideHold    DecisionKind = "hold"
	DecideRelease DecisionKind = "release"
	DecideFast    DecisionKind = "fast" // Value is yes or no: fast-progressing cancer, a clinician's word
)

// Clinical reports whether only a clinician decides this.
func (k DecisionKind) Clinical() bool { return k == DecideFast }

// Words is the kind as a person says it.
func (k DecisionKind) Words() string {
	switch k {
	case DecidePin:
		return "pinned to a session"
	case DecideForbid:
		return "kept out of a session"
	case DecideHold:
		return "held: no date for now"
	case DecideRelease:
		return "released: the search may choose again"
	case DecideFast:
		return "flag of fast-progressing cancer"
	}
	return string(k)
}

// Decision is one thing decided by a person. Decisions are added and never changed.
type Decision struct {
	Number  int64
	Pathway Pathway
	Kind    DecisionKind
	Value   string // the session of a pin or forbid; yes or no
	Reason  string
	By      By
	At      time.Time
}

// CheckDecision tells everything that is wrong with a decision about p, given the sessions there are.
func CheckDecision(d Decision, p Patient, sessions []Session) error {
	var bad fault.List
	if strings.TrimSpace(d.Reason) == "" {
		bad.Add("reason", "", "Say in a sentence why, without naming the patient")
	}
	checkWords(&bad, "reason", d.Reason)
	switch d.Kind {
	case DecidePin, DecideForbid:
		i := slices.IndexFunc(sessions, func(s Session) bool { return string(s.ID) == d.Value })
		switch {
		case d.Value == "":
			bad.Add("value", "", "Choose the session")
		case i < 0:
			bad.Add("value", "", "There is no session %q; choose one of the sessions listed", d.Value)
		case d.Kind == DecidePin && sessions[i].Closed != "":
			bad.Add("value", "", "Session %s is closed: %s. Choose one that is open", d.Value, sessions[i].Closed)
		case d.Kind == DecidePin && sessions[i].Specialty != p.Specialty:
			bad.Add("value", "", "Session %s is of specialty %s and the patient waits for %s", d.Value, sessions[i].Specialty, p.Specialty)
		case d.Kind == DecidePin && !p.Ready.IsZero() && sessions[i].Date.Before(p.Ready):
			bad.Add("value", "", "Session %s is on %s and the patient is ready from %s", d.Value, longDay(sessions[i].Date), longDay(p.Ready))
		}
	case DecideFast:
		if p.Cancer == nil {
			bad.Add("value", "", "The pathway is no cancer pathway, so the flag has no meaning for it")
		}
		if d.Value != string(Yes) && d.Value != string(No) {
			bad.Add("value", "", "Answer yes or no")
		}
	case DecideHold, DecideRelease:
	default:
		bad.Add("kind", "", "Choose what to decide")
	}
	return bad.Err("The decision cannot stand")
}

// PinWarnings says what pinning a patient to a session goes against, which only a person may decide: the notice that is owed from a day
// on, days on which the patient cannot come, a team or site that does not suit.
func PinWarnings(p Patient, s Session, today civil.Date) []string {
	m := &model{ask: &Ask{From: today}}
	why := unsuited(&p, &s) &^ barSpecialty
	if s.Date.Sub(today) < p.Notice && p.Booked != s.ID {
		why |= barNotice
	}
	if awayOn(&p, s.Date) {
		why |= barAway
	}
	var out []string
	for ; why != 0; why &= why - 1 {
		out = append(out, fmt.Sprintf("%s on %s, %s: %s", p.Pathway, s.ID, longDay(s.Date), m.barWords(&p, why&-why, nil)))
	}
	return out
}

// Decided is the patient with everything that people decided of it, oldest decision first.
func (p Patient) Decided(list []Decision) Patient {
	for _, d := range list {
		if d.Pathway == p.Pathway {
			p = p.decided(d)
		}
	}
	return p
}

func (p Patient) decided(d Decision) Patient {
	switch d.Kind {
	case DecidePin:
		p.Pinned, p.OnHold = SessionID(d.Value), false
	case DecideForbid:
		if p.Pinned == SessionID(d.Value) {
			p.Pinned = ""
		}
		p.Forbidden = append(slices.Clone(p.Forbidden), SessionID(d.Value))
	case DecideHold:
		p.OnHold, p.Pinned = true, ""
	case DecideRelease:
		p.Pinned, p.Forbidden, p.OnHold = "", nil, false
	case DecideFast:
		if p.Cancer != nil {
			c := *p.Cancer
			c.Fast = Known(d.Value)
			p.Cancer = &c
		}
	}
	return p
}
