package sitrep

import (
	"fmt"
	"time"

	"headroom/internal/civil"
)

// Notice is one step of the automatic reminders about a return that is not in.
type Notice struct {
	Step string        // as stored: "due", "deadline", "late"
	From time.Duration // from the deadline: negative is before it
	Text string        // with the form's name, the reporting date and the deadline's clock time
}

// noticeLasts is how long a step can still be sent: after an outage nobody is reminded of this morning in the evening.
const noticeLasts = 2 * time.Hour

// Notices are the steps in their order. The times are Headroom's proposal: an hour is enough to count again, a quarter
// of an hour to send what is known, and five minutes after the deadline whoever is late hears that late is accepted.
func Notices() []Notice {
	return []Notice{
		{Step: "due", From: -60 * time.Minute, Text: "%s for %s is due at %s and is not in yet."},
		{Step: "deadline", From: -15 * time.Minute, Text: "%s for %s is due soon, at %s, and is not in yet. Send what is known; it can be amended."},
		{Step: "late", From: 5 * time.Minute, Text: "%s for %s was due at %s and is not in. It is still accepted, and counts in the latest figures."},
	}
}

// NoticeAt is the step that is to go out at now about returns of f for day: the newest whose time has come. A step that
// a newer one has overtaken, or that lies further back than two hours, is not sent any more.
func (f *Form) NoticeAt(day civil.Date, now time.Time) (Notice, bool) {
	if f.Publication || !f.AskedOn(day) {
		return Notice{}, false
	}
	var got Notice
	found := false
	for _, n := range Notices() {
		if since := now.Sub(f.DueAt(day).Add(n.From)); since >= 0 && since <= noticeLasts {
			got, found = n, true
		}
	}
	return got, found
}

// Words is the notice about the return of f for day.
func (n Notice) Words(f *Form, day civil.Date) string {
	return fmt.Sprintf(n.Text, f.Name, day.Format("2 January 2006"), f.Deadline)
}
