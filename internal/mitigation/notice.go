package mitigation

import (
	"time"

	"headroom/internal/org"
)

// Notice is a line about a request that an organisation is shown: the time to its deadline runs out, or an impact return is
// due. It names the request and a time, and nothing of what the form says.
type Notice struct {
	Request Ref
	Step    string   // which reminder, as deadline-80 or impact-7d-region; each is sent once to an organisation
	To      Actor    // whose it is: the trust's director, the system, the region or the national team
	Org     org.Code // set by the store
	At      time.Time
	Sent    time.Time // set by the store
	Words   string
}

// DeadlineNotice begins the step of every reminder that the time to a deadline runs out.
const DeadlineNotice = "deadline-"

// deadlineStep names a reminder of the deadline. A returned request that is taken up again has another deadline, of which its
// holders are reminded anew.
func (s Standing) deadlineStep(share int) string {
	if s.Version > 1 {
		return DeadlineNotice + itoa(share) + "-version-" + itoa(s.Version)
	}
	return DeadlineNotice + itoa(share)
}

// chaseAfter is how long after it was due an impact return that is not signed is made known further up: to the system, then
// to the region after as long again. A proposal (B8).
const chaseAfter = 24 * time.Hour

// Notices are the reminders that are due by now, and when the next one will be; the zero time when none will. Of several
// shares of the time to a deadline that have passed, the last one alone is said. signed are the stages whose impact return
// the director has signed.
func (s Standing) Notices(signed map[Stage]bool, now time.Time) (due []Notice, next time.Time) {
	later := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	var last *Reminder
	for _, r := range s.Reminders() {
		switch {
		case !s.awaited():
		case r.At.After(now):
			later(r.At)
		default:
			last = &r
		}
	}
	if last != nil {
		for _, to := range s.holders(last.Share) {
			due = append(due, Notice{Request: s.Ref, Step: s.deadlineStep(last.Share), To: to, At: last.At, Words: s.reminderWords(*last)})
		}
	}
	due = append(due, s.recallNotices()...)
	for _, d := range s.ImpactsDue() {
		if signed[d.Stage] {
			continue
		}
		for n, to := range []Actor{Director, System, Region} {
			at := d.At.Add(time.Duration(n) * chaseAfter)
			if at.After(now) {
				later(at)
				break
			}
			due = append(due, Notice{Request: s.Ref, Step: "impact-" + string(d.Stage) + "-" + string(to), To: to, At: at,
				Words: "The impact return after " + string(d.Stage) + " of " + string(s.Ref) + " was due at " + inLondon(d.At) + " and is not signed."})
		}
	}
	return due, next
}

// recallNotices tell of a recall in a declared mass event, for information, the board, the region, the national team and,
// through the national team, the union body; and the trust that a second person has to countersign it.
func (s Standing) recallNotices() []Notice {
	at := s.Clocks.Bypassed
	if at.IsZero() {
		return nil
	}
	words := "Doctors were recalled in a declared mass event under " + string(s.Ref) + " at " + inLondon(at)
	var out []Notice
	add := func(step string, to Actor, words string) {
		out = append(out, Notice{Request: s.Ref, Step: step, To: to, At: at, Words: words})
	}
	for _, to := range []Actor{System, Region, National} {
		add("recall", to, words+". For information.")
	}
	add("recall-union-body", National, words+". For the union body, for information: pass this on to it.")
	if s.Clocks.Countersigned.IsZero() {
		add("recall-countersign", Director, words+". A second person at the trust has to countersign it.")
	}
	return out
}

// awaited reports whether a signed request still waits for a decision.
func (s Standing) awaited() bool { return len(s.holders(0)) > 0 && !s.Clocks.Signed.IsZero() }

// holders are those who can act on a request that waits; at the deadline itself the trust and the national team are told
// beside them.
func (s Standing) holders(share int) []Actor {
	var out []Actor
	switch s.State {
	case Draft, TrustReview, Returned:
		out = []Actor{Director}
	case WithSystem:
		out = []Actor{System}
	case WithRegion:
		out = []Actor{Region}
	case WithNational, WithUnion:
		out = []Actor{National}
	case UnionQuery, NoTimelyDecision:
		out = []Actor{Director, National}
	default:
		return nil
	}
	const whole = 100
	if share < whole {
		return out
	}
	for _, a := range []Actor{Director, National} {
		if a != out[0] && a != out[len(out)-1] {
			out = append(out, a)
		}
	}
	return out
}

func (s Standing) reminderWords(r Reminder) string {
	const whole = 100
	if r.Share >= whole {
		return "The time by which a decision on " + string(s.Ref) + " was needed, " + inLondon(r.At) + ", is over (" + s.State.Words() + ")."
	}
	return itoa(r.Share) + "% of the time to a decision on " + string(s.Ref) + " has passed; it is needed by " + inLondon(s.Clocks.NeededBy) + " (" + s.State.Words() + ")."
}

// SignedStages are the stages whose impact return the director has signed, in its newest version.
func (k Kept) SignedStages() map[Stage]bool {
	out := map[Stage]bool{}
	for _, i := range k.Impacts {
		out[i.Stage] = i.Signed != ""
	}
	return out
}
