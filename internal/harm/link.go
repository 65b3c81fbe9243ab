package harm

import (
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// Link ties an event to a period of action or to a mitigation request, with how strongly. A later link about the same two
// takes an earlier one's place and leaves it on the record.
type Link struct {
	Event      EventID
	Period     string         // one of the two
	Request    mitigation.Ref // is given
	Strength   mitigation.Strength
	Reviewer   string // the account
	Consultant bool   // the reviewer is of consultant level
	Involved   bool   // the reviewer took part in the request or in the care
	On         civil.Date
	Why        string
}

// Check names everything that a link lacks (H22). Until somebody says otherwise a link is "not known".
func (l Link) Check() error {
	var bad fault.List
	if (l.Period == "") == (l.Request == "") {
		bad.Add("to", "H22", "Say to which period, or to which request, the event is tied")
	}
	if !slices.Contains(mitigation.Strengths(), l.Strength) {
		bad.Add("strength", "C4", "Give a strength from 2, not known, to 6, caused")
	}
	if l.Reviewer == "" || l.On.IsZero() {
		bad.Add("reviewer", "H22", "Say who judged it, and on which day")
	}
	if l.Strength != mitigation.DontKnow && strings.TrimSpace(l.Why) == "" {
		bad.Add("why", "H22", "Say why, in words")
	}
	if l.Strength == mitigation.Caused && (!l.Consultant || l.Involved) {
		bad.Add("strength", "H22", "Only a reviewer of consultant level who took no part in the request or the care can say caused")
	}
	return bad.Err("the link cannot be recorded")
}

// Linked counts events by how strongly they are tied; what is not known comes first in every picture (H23).
type Linked struct {
	Unknown, NotRelated, Possible, Probable, Caused int
}

// CountLinks counts the newest link of each event to one period or request. Events without one are not known.
func CountLinks(events []EventID, links []Link, about func(Link) bool) Linked {
	newest := map[EventID]mitigation.Strength{}
	for _, l := range links {
		if about(l) {
			newest[l.Event] = l.Strength
		}
	}
	var out Linked
	for _, e := range events {
		switch newest[e] {
		case mitigation.NotRelated:
			out.NotRelated++
		case mitigation.Possibly:
			out.Possible++
		case mitigation.Probably:
			out.Probable++
		case mitigation.Caused:
			out.Caused++
		default:
			out.Unknown++
		}
	}
	return out
}
