package harm

import (
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Candour is the duty of candour for one event: a clinician's answer, with a clock that nothing pauses. It is never worked
// out from the national grades, whose thresholds are others (C6).
type Candour struct {
	Event      EventID
	Notifiable string // "yes", "no"; empty is not decided
	Level      string // by regulation 20: death, severe, moderate, prolonged-psychological; empty when not notifiable
	Why        string
	Aware      time.Time // when the organisation became aware
	Contacts   []Contact
	Written    time.Time // the written follow-up
}

// Contact is one attempt to tell the patient or those close to them. One that failed is recorded too (H26).
type Contact struct {
	At      time.Time
	Reached bool
	By      string
	Words   string
}

// candourDays is how many working days the standard contract gives, not checked against its text.
const candourDays = 10

// Due is the last day to tell the patient: ten working days after the organisation became aware. Nothing pauses it.
func (c Candour) Due(holidays civil.Holidays) civil.Date {
	return holidays.AddWorkingDays(civil.Today(c.Aware), candourDays)
}

// Told is when the patient was first reached; zero when not yet.
func (c Candour) Told() time.Time {
	for _, x := range c.Contacts {
		if x.Reached {
			return x.At
		}
	}
	return time.Time{}
}

// Overdue reports whether the last day is over and nobody has been reached.
func (c Candour) Overdue(on civil.Date, holidays civil.Holidays) bool {
	return c.Notifiable == "yes" && c.Told().IsZero() && on.After(c.Due(holidays))
}

// Check names everything that an answer lacks.
func (c Candour) Check() error {
	var bad fault.List
	levels := map[string]bool{"death": true, "severe": true, "moderate": true, "prolonged-psychological": true}
	switch c.Notifiable {
	case "yes":
		if !levels[c.Level] {
			bad.Add("level", "C6", "Say which level of regulation 20 it is: death, severe, moderate or prolonged psychological harm")
		}
		if c.Aware.IsZero() {
			bad.Add("aware", "H26", "Say when the organisation became aware: the ten working days run from then")
		}
	case "no":
		if strings.TrimSpace(c.Why) == "" {
			bad.Add("why", "C6", "Say why the duty does not apply")
		}
	case "":
	default:
		bad.Add("notifiable", "C6", "Answer yes or no, or leave it undecided")
	}
	for n, x := range c.Contacts {
		if x.At.IsZero() || x.At.Before(c.Aware) {
			bad.Add("contact", "H26", "Attempt %d: say when it was, not before the organisation became aware", n+1)
		}
	}
	return bad.Err("the answer on the duty of candour cannot be recorded")
}
