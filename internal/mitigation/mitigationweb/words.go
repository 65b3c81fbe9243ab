package mitigationweb

import (
	"headroom/internal/mitigation"
	"headroom/internal/web/ui"
)

// actorWords is a post as people read it. Nobody is named.
func actorWords(a mitigation.Actor) string {
	switch a {
	case mitigation.Drafter:
		return "the trust's drafter"
	case mitigation.Director:
		return "the medical director"
	case mitigation.System:
		return "the integrated care board"
	case mitigation.Region:
		return "the region"
	case mitigation.National:
		return "the national team"
	case mitigation.Clock:
		return "the clock"
	}
	return string(a)
}

// stepWords is a step that was taken.
func stepWords(s mitigation.Step) string {
	w, ok := map[mitigation.Step]string{
		mitigation.Begin: "Begun", mitigation.Write: "Written", mitigation.Send: "Sent to the medical director", mitigation.SendBack: "Sent back to the drafter",
		mitigation.Sign: "Signed", mitigation.Forward: "Supported and sent on", mitigation.Return: "Returned to the trust for more",
		mitigation.Decline: "Not supported", mitigation.Acknowledge: "Acknowledged by the union body", mitigation.Query: "Question by the union body",
		mitigation.Answer: "Question answered", mitigation.Approve: "Approved", mitigation.ApproveIn: "Approved in part", mitigation.Reject: "Rejected",
		mitigation.Confirm: "Decision as written down confirmed by a second person", mitigation.Deadline: "The time by which a decision was needed passed",
		mitigation.WindowEnds: "The window for which doctors were asked ended", mitigation.Withdraw: "Withdrawn by the trust", mitigation.Activate: "First doctor returned",
		mitigation.Used: "Use of a shift noted", mitigation.StandDown: "Stood down by the trust", mitigation.Revoke: "Revoked by the union body",
		mitigation.Told: "Trust told of the decision", mitigation.Bypass: "Doctors recalled in a declared mass event", mitigation.Escalated: "Recall reported upwards",
		mitigation.Countersign: "Recall countersigned by a second person at the trust",
		mitigation.Correct:     "Correction noted", mitigation.Close: "Closed",
	}[s]
	if !ok {
		return string(s)
	}
	return w
}

// deed is what a step offers to do, at a state.
func deed(s mitigation.Step, state mitigation.State) string {
	if s == mitigation.Forward {
		switch state {
		case mitigation.WithSystem:
			return "Support and send to the region"
		case mitigation.WithRegion:
			return "Support and send to the national team"
		}
		return "Send to the union body"
	}
	return map[mitigation.Step]string{
		mitigation.Send: "Send to the medical director", mitigation.SendBack: "Send back to the drafter", mitigation.Sign: "Sign",
		mitigation.Return: "Return to the trust for more", mitigation.Decline: "Do not support", mitigation.Acknowledge: "Note that it was acknowledged",
		mitigation.Query: "Write a question down", mitigation.Answer: "Answer the question", mitigation.Confirm: "Confirm the decision as written down",
		mitigation.Withdraw: "Withdraw", mitigation.Activate: "Note that the first doctor has returned", mitigation.Used: "Note the use of a shift",
		mitigation.StandDown: "Stand down", mitigation.Revoke: "Write a revocation down", mitigation.Told: "Note that the trust was told",
		mitigation.Bypass: "Recall in a declared mass event", mitigation.Escalated: "Note that the recall was reported upwards",
		mitigation.Countersign: "Countersign the recall",
		mitigation.Correct:     "Note a correction", mitigation.Close: "Close",
	}[s]
}

// sideOf is whose time runs until a step: what the union body did is its own, the rest the NHS's.
func sideOf(e mitigation.Step) string {
	switch e {
	case mitigation.Acknowledge, mitigation.Query, mitigation.Approve, mitigation.ApproveIn, mitigation.Reject, mitigation.Revoke:
		return "Union body"
	case mitigation.Deadline, mitigation.WindowEnds:
		return "Clock"
	}
	return "NHS"
}

// stateTag is where a request is. No colour says who is right: colour marks what is open alone.
func stateTag(s mitigation.State) ui.Tag {
	t := ui.Tag{Text: first(s.Words()), Colour: ui.Grey}
	short := map[mitigation.State]string{mitigation.NotSupported: "Not supported", mitigation.WithSystem: "With the care board", mitigation.UnionQuery: "Question to answer",
		mitigation.Returned: "Returned", mitigation.BypassActive: "Mass event recall"}
	if words, ok := short[s]; ok { // a tag is never broken, and the whole words would not fit a phone
		t.Text, t.Title = words, t.Text
	}
	switch s {
	case mitigation.Draft, mitigation.TrustReview, mitigation.Returned:
		t.Colour = ui.White
	case mitigation.WithSystem, mitigation.WithRegion, mitigation.WithNational, mitigation.WithUnion, mitigation.UnionQuery:
		t.Colour = ui.Blue
	case mitigation.Approved, mitigation.ApprovedPart, mitigation.Active:
		t.Colour = ui.Aqua
	case mitigation.NoTimelyDecision, mitigation.BypassActive:
		t.Colour = ui.Yellow
	}
	return t
}

func timelinessTag(t mitigation.Timeliness) ui.Tag {
	out := ui.Tag{Text: first(t.Words()), Colour: ui.Grey}
	switch t {
	case mitigation.Pending:
		out.Colour = ui.Blue
	case mitigation.Late, mitigation.Never, mitigation.NotSent:
		out.Colour = ui.Yellow
	}
	return out
}

// stageWords is a stage of an impact return.
func stageWords(s mitigation.Stage) string {
	switch s {
	case mitigation.After24Hours:
		return "24 hours"
	case mitigation.After7Days:
		return "7 days"
	case mitigation.After28Days:
		return "28 days"
	}
	return "90 days"
}

func effectWords(e mitigation.Effect) string {
	return map[mitigation.Effect]string{
		mitigation.TheatreLists: "Theatre lists cancelled", mitigation.Clinics: "Clinics cancelled", mitigation.DivertedHours: "Hours in which the service was closed or diverted",
		mitigation.AmbulanceHours: "Hours of ambulance diverts", mitigation.BedsClosed: "Beds closed", mitigation.OverTwelve: "Patients over 12 hours in the emergency department",
		mitigation.StaffMoved: "Staff moved from other services", mitigation.ExtraHours: "Extra hours of consultants", mitigation.RestBreaches: "Rests cut short",
		mitigation.NearMisses: "Near misses",
	}[e]
}

func categoryWords(c mitigation.Category) string {
	switch c {
	case mitigation.CategoryCancer:
		return "Cancer (also counted in its priority)"
	case mitigation.CategoryOther:
		return "Other"
	}
	return "Priority " + string(c)[1:]
}

func saidWords(s mitigation.Said) string {
	switch s {
	case mitigation.Yes:
		return "Yes"
	case mitigation.No:
		return "No"
	case mitigation.Mixed:
		return "Mixed"
	case mitigation.NotAppl:
		return "Does not apply"
	}
	return "Not answered"
}

// physicalWords and psychologicalWords read the two national scales, on each of which the lowest code is the worst. No code
// of the one is ever set beside a code of the other.
func physicalWords(n int) string {
	w := map[int]string{1: "fatal", 2: "severe", 3: "moderate", 4: "low", 5: "none"}[n]
	if w == "" {
		return "not determinable yet"
	}
	return ui.Count(n) + ", " + w
}

func psychologicalWords(n int) string {
	w := map[int]string{1: "severe", 2: "moderate", 3: "low", 4: "none"}[n]
	if w == "" {
		return "not determinable yet"
	}
	return ui.Count(n) + ", " + w
}

func mark(k mitigation.Mark) []ui.Tag {
	switch k {
	case mitigation.Published:
		return nil
	case mitigation.Partly:
		return []ui.Tag{{Text: "Partly confirmed", Colour: ui.Yellow, Title: "A part of it was read in a published source"}}
	}
	return []ui.Tag{ui.Unconfirmed.Tag()}
}
