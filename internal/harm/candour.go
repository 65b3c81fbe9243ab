package harm

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Candour is the duty of candour for one event: a clinician's answer, with a clock that nothing pauses. It is never worked
// out from the national grades, whose thresholds are others (C6). Each answer stays on the record with who gave it and when.
type Candour struct {
	Event      EventID
	Recorded   time.Time
	By         string    // the account
	Reason     string    // of an answer that says something else than the one before it
	Since      time.Time // when the clock began: the first that was given as Aware, whatever is answered later
	Notifiable string    // "yes", "no"; empty is not decided
	Level      string    // by regulation 20: death, severe, moderate, prolonged-psychological; empty when not notifiable
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

// Start is when the clock began; zero when none has begun.
func (c Candour) Start() time.Time {
	if c.Since.IsZero() || !c.Aware.IsZero() && c.Aware.Before(c.Since) {
		return c.Aware
	}
	return c.Since
}

// Clocked reports whether a clock has begun, and Stopped whether the answer that the duty does not apply ended it before
// anybody was told. An answer that is open again stops nothing: what is unclear is treated as notifiable (C6).
func (c Candour) Clocked() bool { return !c.Start().IsZero() }

// Stopped reports whether a clock had begun and the duty is said not to apply, before anybody was told.
func (c Candour) Stopped() bool { return c.Clocked() && c.Notifiable == "no" && c.Told().IsZero() }

// Due is the last day to tell the patient: ten working days after the organisation first said that it became aware. Nothing
// pauses it, and no later answer moves it back.
func (c Candour) Due(holidays civil.Holidays) civil.Date {
	return holidays.AddWorkingDays(civil.Today(c.Start()), candourDays)
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
	return c.Clocked() && c.Notifiable != "no" && c.Told().IsZero() && on.After(c.Due(holidays))
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
		fallthrough
	case "":
		if c.Level != "" {
			bad.Add("level", "C6", "A level belongs to a duty that applies; choose none")
		}
	default:
		bad.Add("notifiable", "C6", "Answer yes or no, or leave it undecided")
	}
	for n, x := range c.Contacts {
		if x.At.IsZero() || x.At.Before(c.Aware) {
			bad.Add("contact", "H26", "Attempt %d: say when it was, not before the organisation became aware", n+1)
		}
	}
	if !c.Written.IsZero() && !slices.ContainsFunc(c.Contacts, func(x Contact) bool { return !x.At.After(c.Written) }) {
		bad.Add("written", "C6", "The written follow-up comes after the patient was told, or after an attempt to; record the attempt first")
	}
	return bad.Err("the answer on the duty of candour cannot be recorded")
}

// After judges an answer beside those before it and gives it as it is kept, its clock begun when the first of them said. What
// differs from the answer before needs a reason; attempts are added and stay as they were written.
func (c Candour) After(before []Candour, by By, now time.Time) (Candour, error) {
	var last Candour
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	c.Recorded, c.By = now, by.Account
	c.Since = time.Time{}
	for _, b := range before {
		if s := b.Start(); c.Since.IsZero() || !s.IsZero() && s.Before(c.Since) {
			c.Since = s
		}
	}
	c.Since = c.Start()
	if (c.Notifiable != last.Notifiable || c.Level != last.Level) && !by.Clinician {
		return c, fault.New(fault.Forbidden, "Whether the duty of candour applies, and at which level, is a clinician's to say")
	}
	same := func(a, b Contact) bool {
		return a.At.Equal(b.At) && a.Reached == b.Reached && a.By == b.By && a.Words == b.Words
	}
	if len(c.Contacts) < len(last.Contacts) || !slices.EqualFunc(c.Contacts[:len(last.Contacts)], last.Contacts, same) {
		return c, fault.New(fault.Conflict, "An attempt to tell the patient was recorded since you opened this; look at it first. Attempts are added and stay as they were written")
	}
	var bad fault.List
	if f := fault.As(c.Check()); f != nil {
		bad = append(bad, f.Fields...)
	}
	if len(before) > 0 && c.differs(last) && strings.TrimSpace(c.Reason) == "" {
		bad.Add("reason", "H26", "Say why the answer is another one than before; the earlier one stays on the page, and so does the day on which its clock began")
	}
	if c.Aware.After(now) {
		bad.Add("aware", "H26", "The organisation cannot have become aware after now")
	}
	if c.Written.After(now) {
		bad.Add("written", "H26", "The written follow-up cannot have been sent after now")
	}
	if slices.ContainsFunc(c.Contacts, func(x Contact) bool { return x.At.After(now) }) {
		bad.Add("contact", "H26", "An attempt to tell the patient cannot lie ahead")
	}
	return c, bad.Err("the answer on the duty of candour cannot be recorded")
}

// differs reports whether an answer takes back what an earlier one said; what is told beside it, as a further attempt or a
// first date of the written follow-up, takes nothing back.
func (c Candour) differs(last Candour) bool {
	return c.Notifiable != last.Notifiable || c.Level != last.Level || !c.Aware.Equal(last.Aware) && !last.Aware.IsZero() ||
		!c.Written.Equal(last.Written) && !last.Written.IsZero()
}

// Answers are those that said something new, the first one leading; an attempt to tell the patient alone is none.
func Answers(all []Candour) []Candour {
	var out []Candour
	for i, c := range all {
		if i == 0 || c.differs(all[i-1]) || c.Why != all[i-1].Why || !c.Written.Equal(all[i-1].Written) || !c.Aware.Equal(all[i-1].Aware) {
			out = append(out, c)
		}
	}
	return out
}

// OnKind refuses a duty on an event that reached nobody; nil when it can apply.
func (c Candour) OnKind(k Kind) error {
	var bad fault.List
	if c.Notifiable == "yes" && k != Incident && k != Outcome {
		bad.Add("notifiable", "C6", "The duty applies to incidents and outcomes. Tell the event anew as one of these first, if it is one")
	}
	return bad.Err("the answer on the duty of candour cannot be recorded")
}
