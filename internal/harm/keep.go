package harm

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// By is who does something, for which organisation.
type By struct {
	Account    string
	Org        org.Code
	Clinician  bool
	Consultant bool
}

// Kept is an event with everything that was written down about it; the newest of each list is last.
type Kept struct {
	ID        EventID
	Trust     org.Code
	Revisions []Event
	Links     []Link
	Candour   []Candour // each a whole answer; the last one counts
	Sent      []Sent
}

// Now is the newest revision.
func (k Kept) Now() Event {
	if len(k.Revisions) == 0 {
		return Event{}
	}
	return k.Revisions[len(k.Revisions)-1]
}

// SendState is how far a revision has come on its way to the national service. Stored as its word.
type SendState string

// The states.
const (
	Queued  SendState = "queued"
	Taken   SendState = "taken"   // the service has it
	Refused SendState = "refused" // the service says what is wrong; a new revision is sent
	Failing SendState = "failing" // it could not be reached; tried again
	Filed   SendState = "filed"   // written to a file for somebody to send
)

// Sent is one try to send a revision.
type Sent struct {
	Event    EventID
	Revision int
	Profile  int
	Key      string
	Digest   string
	State    SendState
	Reply    string // the service's reference or its complaint, without anything about a patient
	At       time.Time
	Next     time.Time // of Failing: when it is tried next
}

// Cohort is the watched pathways of one trust and, where given, one period, with what was found.
type Cohort struct {
	Trust    org.Code
	Period   string
	Watched  []Watched
	Triggers []Trigger
	Reviews  []ReviewEvent
}

// Lags counts triggers by the day after the postponement on which they happened, by when they were found: the picture of
// harm that shows late.
type Lags struct {
	Days   []int // of Windows
	Count  []int // triggers that happened within so many days
	Late   []int // of these, found after the window had ended
	Of     []int // pathways watched for at least so long
	Closed []int // reviews of these that are closed
}

// LagsOf works the picture out as known at an instant.
func LagsOf(c Cohort, asOf time.Time) Lags {
	on := civil.Today(asOf)
	by := make(map[WatchID]Watched, len(c.Watched))
	for _, w := range c.Watched {
		by[w.ID] = w
	}
	shut := map[WatchID]bool{}
	for _, e := range c.Reviews {
		if !e.At.After(asOf) {
			shut[e.Watch] = e.To == Shut
		}
	}
	var out Lags
	for _, d := range Windows() {
		n, late, of, closed := 0, 0, 0, 0
		for _, w := range c.Watched {
			if on.Sub(w.Postponed) >= d {
				of++
			}
		}
		for _, t := range c.Triggers {
			w, ok := by[t.Watch]
			if !ok || t.Detected.After(asOf) || t.Lag(w) > d || t.Lag(w) < 0 {
				continue
			}
			n++
			if civil.Today(t.Detected).Sub(w.Postponed) > d {
				late++
			}
			if shut[t.Watch] {
				closed++
			}
		}
		out.Days, out.Count, out.Late = append(out.Days, d), append(out.Count, n), append(out.Late, late)
		out.Of, out.Closed = append(out.Of, of), append(out.Closed, closed)
	}
	return out
}

// Stage is how far a pathway's review has come and what it says last, as of an instant; no stage when none was opened.
func (c Cohort) Stage(id WatchID, asOf time.Time) (ReviewStage, ReviewEvent) {
	var last ReviewEvent
	for _, e := range c.Reviews {
		if e.Watch == id && !e.At.After(asOf) {
			last = e
		}
	}
	return last.To, last
}
