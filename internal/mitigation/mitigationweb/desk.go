package mitigationweb

import (
	"slices"

	"headroom/internal/mitigation"
)

// desk says whose turn it is, and for what.
type desk struct {
	actors []mitigation.Actor
	words  string
}

// deskOf is on whose desk a request is now. That the union body's answer is awaited puts it on nobody's desk in the NHS.
func deskOf(s mitigation.Standing) desk {
	d, n := mitigation.Director, mitigation.National
	trust := []mitigation.Actor{mitigation.Drafter, d}
	switch s.State {
	case mitigation.Draft, mitigation.Returned:
		return desk{trust, "the trust, to write"}
	case mitigation.TrustReview:
		return desk{[]mitigation.Actor{d}, "the medical director, to sign"}
	case mitigation.WithSystem:
		return desk{[]mitigation.Actor{mitigation.System}, "the integrated care board"}
	case mitigation.WithRegion:
		return desk{[]mitigation.Actor{mitigation.Region}, "the region"}
	case mitigation.WithNational:
		return desk{[]mitigation.Actor{n}, "the national team, to send"}
	case mitigation.WithUnion, mitigation.NoTimelyDecision:
		return desk{nil, "the union body, to decide"}
	case mitigation.UnionQuery:
		return desk{[]mitigation.Actor{d, n}, "the medical director or the national team, to answer"}
	case mitigation.BypassActive:
		if s.Clocks.Escalated.IsZero() {
			return desk{[]mitigation.Actor{d}, "the medical director, to report the recall upwards"}
		}
		return desk{trust, "the trust, to note who came"}
	case mitigation.Closed:
		return desk{nil, "nobody"}
	}
	return deskAfter(s)
}

// deskAfter is the desk of a request that is decided or over.
func deskAfter(s mitigation.Standing) desk {
	n := []mitigation.Actor{mitigation.National}
	switch {
	case s.Decision != nil && !s.Confirmed:
		return desk{n, "a second person of the national team, to confirm"}
	case s.Decision != nil && s.Clocks.Told.IsZero():
		return desk{n, "the national team, to tell the trust"}
	case s.State == mitigation.Approved || s.State == mitigation.ApprovedPart || s.State == mitigation.Active:
		return desk{[]mitigation.Actor{mitigation.Drafter, mitigation.Director}, "the trust, to note who came"}
	case s.Outcome.Granted() && len(s.Uses) < len(s.Signed.Shifts):
		return desk{[]mitigation.Actor{mitigation.Drafter, mitigation.Director}, "the trust, to note who came"}
	}
	return desk{n, "the national team, to close"}
}

// mine reports whether somebody who acts so has the request before them.
func (d desk) mine(actors []mitigation.Actor) bool {
	return slices.ContainsFunc(d.actors, func(a mitigation.Actor) bool { return slices.Contains(actors, a) })
}

// deeds are the steps that somebody who acts so may take now, each with the post as which it is taken. Writing, which has
// pages of its own, and decisions, which share one page, are left out.
func deeds(s mitigation.Standing, actors []mitigation.Actor, account string) []deedOf {
	var out []deedOf
	for _, a := range actors {
		for _, step := range mitigation.StepsOf(s.State, a) {
			if slices.ContainsFunc(out, func(d deedOf) bool { return d.step == step }) || !offered(s, step) {
				continue
			}
			d := deedOf{step: step, actor: a}
			switch {
			case step == mitigation.Sign && slices.Contains(s.Writers, account):
				d.barred = "Whoever wrote the request cannot sign it; another director signs."
			case step == mitigation.Confirm && !s.MayConfirm(account):
				d.barred = "Whoever wrote the decision down, or made a link for it, cannot confirm it; a second person does."
			}
			out = append(out, d)
		}
	}
	return out
}

type deedOf struct {
	step   mitigation.Step
	actor  mitigation.Actor
	barred string // why this person may not, though their post may
}

// offered leaves out what the table has and the facts make pointless.
func offered(s mitigation.Standing, step mitigation.Step) bool {
	switch step {
	case mitigation.Begin, mitigation.Write, mitigation.Approve, mitigation.ApproveIn, mitigation.Reject:
		return false
	case mitigation.Confirm:
		return s.Decision != nil && !s.Confirmed
	case mitigation.Told:
		return s.Decision != nil && s.Clocks.Told.IsZero()
	case mitigation.Acknowledge:
		return s.Clocks.Acknowledged.IsZero()
	case mitigation.Escalated:
		return s.Clocks.Escalated.IsZero() && !s.Clocks.Bypassed.IsZero()
	}
	return true
}

// decides reports whether the reader may write a decision down now.
func decides(s mitigation.Standing, actors []mitigation.Actor) bool {
	if !slices.Contains(actors, mitigation.National) {
		return false
	}
	_, ok := mitigation.Next(s.State, mitigation.Reject)
	return ok
}

// writes reports whether the reader may write the form now.
func writes(s mitigation.Standing, actors []mitigation.Actor) bool {
	return s.State == mitigation.Draft && (slices.Contains(actors, mitigation.Drafter) || slices.Contains(actors, mitigation.Director))
}
