package sitrep

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Standing says how a return stands at an instant (docs/states.md, "A return"). It is worked out, never stored.
type Standing string

// The standings. The last four are those of the version that is shown.
const (
	NotDue        Standing = "not-due"  // the organisation does not owe this form on this day
	NotOpen       Standing = "not-open" // it will, and entry has not begun
	Due           Standing = "due"      // entry is open, the deadline has not passed, nothing is in
	Overdue       Standing = "missing"  // the deadline has passed, nothing is in
	IsIn          Standing = "returned"
	IsNil         Standing = "nil"
	IsNotRelevant Standing = "not-applicable"
	IsWithdrawn   Standing = "withdrawn"
)

// StandingOf works out how the return of f for day stands at now: owed says that the organisation owes it, v is the
// version in force, nil when there is none.
func StandingOf(f *Form, day civil.Date, owed bool, v *Version, now time.Time) Standing {
	switch {
	case v != nil && v.State == Nil:
		return IsNil
	case v != nil && v.State == NotApplicable:
		return IsNotRelevant
	case v != nil && v.State.Gone():
		return IsWithdrawn
	case v != nil:
		return IsIn
	case !owed:
		return NotDue
	case f.Publication:
		return Overdue
	case now.Before(f.OpensAt(day)):
		return NotOpen
	case !f.Late(day, now):
		return Due
	}
	return Overdue
}

// In reports whether a return has been given, be it figures, nil or not applicable.
func (s Standing) In() bool { return s == IsIn || s == IsNil || s == IsNotRelevant }

// Owes reports whether organisation c owes form f for day: it is open and carries the form's mark in the picture of that day, and
// the day is one that the form is asked for.
func (f *Form) Owes(pic *org.Picture, c org.Code, day civil.Date) bool {
	_, open := pic.Unit(c)
	return open && f.Mark != "" && f.AskedOn(day) && pic.Marked(c, f.Mark)
}

// OwedBy lists the organisations that owe form f for day by the mark they carry, in order; none for a publication.
func (f *Form) OwedBy(pic *org.Picture, day civil.Date) []org.Code {
	if f.Mark == "" || !f.AskedOn(day) {
		return nil
	}
	var out []org.Code
	for _, c := range pic.Book().Codes() {
		if f.Owes(pic, c, day) {
			out = append(out, c)
		}
	}
	return out
}

// AskedOn reports whether the form is asked for on day: every day from November to March, and otherwise on weekdays
// (flow.md a.1: reporting on seven days is required in winter; the months are from memory, and each is dated data here).
func (f *Form) AskedOn(day civil.Date) bool {
	if f.Period == measure.Month {
		return day.Day() == 1
	}
	if m := day.Month(); f.Publication || m >= time.November || m <= time.March {
		return true
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// Slip is one line of the list of returns: who owes what, and how it stands.
type Slip struct {
	Form     FormCode
	Org      org.Code
	Day      civil.Date
	Standing Standing
	Timing   Timing // of the version in force; "" without one
	// FirstTiming is of the first version, which an amendment does not change; "" without one.
	FirstTiming Timing
	Version     int       // the number of the version in force; 0 without one
	Recorded    time.Time // when it came; zero without one
	Comments    int       // how many queries a comment answered
	Begun       time.Time // when the draft was last saved; zero without one
	Ready       bool      // the draft waits for sign-off
	Reminded    time.Time // the newest reminder; zero without one
	Reminder    int       // how many were sent
	Reopened    bool      // the region has opened it again and no version has come since
}

// CameLate reports whether the first version came after the deadline, whatever has followed it.
func (s Slip) CameLate() bool { return s.Timing == Late || s.FirstTiming == Late }

// SavedDraft is what somebody has typed and not yet sent, as typed: nothing is lost because it cannot be read yet.
type SavedDraft struct {
	Form  FormCode
	Org   org.Code
	Day   civil.Date
	Typed map[string]string // field name → text, exactly as typed; ReadTyped makes a Draft of it
	Rev   int               // raised by each save; saving an older one is a conflict
	Ready bool              // it was checked and waits for the accountable person
	By    string            // "account:12"
	At    time.Time
}

// Reopening is the region's leave to change a return after its amendment window (V19, R4).
type Reopening struct {
	By     string
	At     time.Time
	Until  time.Time
	Reason string
	Used   int // the version that used it; 0 while unused
}

// Reminder is one notice about a return that is due or late. Each step goes out once for each return.
type Reminder struct {
	Form  FormCode
	Org   org.Code
	Day   civil.Date
	Step  string // "due", "deadline", "late" or "hand" with a number
	By    string // "job:reminders" or "account:12"
	At    time.Time
	Words string
}

// History is everything about one return as known at an instant.
type History struct {
	Form       *Form
	Org        org.Code
	Day        civil.Date
	Owed       bool
	Standing   Standing
	Versions   []*Version  // oldest first
	Draft      *SavedDraft // nil when nobody has begun, and in the past
	Reopenings []Reopening
	Reminders  []Reminder
}

// Submission is a return on its way to becoming a version.
type Submission struct {
	Draft     Draft
	Base      int    // the version that was open when it was typed, 0 for none; UnknownBase when the sender does not say
	By        string // who sends: "account:12", "token:3"
	SignedBy  string // the accountable person: "account:12"
	Role      string // the role in which they sign
	Reason    string // why it is sent again; needed from the second version on
	Channel   string // "form", "file", "api"
	Key       string // idempotency key of the API; empty for none
	Digest    string // of the request that carried the key
	Automated bool   // a feed that names no accountable person (T26)
	File      string // the dropped file's name, empty for none
	FileHash  string // its SHA-256
}

// Receipt is what the sender gets for an accepted submission. It is given only after it is stored for good.
type Receipt struct {
	Form     FormCode
	Org      org.Code
	Day      civil.Date
	Version  int
	State    State
	Timing   Timing
	Recorded time.Time
	Digest   string
	Again    bool // the key was used before: this is the first receipt once more, and nothing was stored
	Same     bool // the figures equal the version in force: nothing was stored, and this is that version
}
