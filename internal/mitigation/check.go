package mitigation

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Check says why an event cannot happen to a request that stands so; nil when it can. Its faults are Conflict where the
// request has moved on, Forbidden where another person or post must act, Invalid where something is missing.
func (s Standing) Check(e Event, t Terms) error {
	if _, ok := Next(s.State, e.Step); !ok {
		return fault.New(fault.Conflict, "The request is %s, so that this step cannot follow; look at it anew", s.State.Words())
	}
	if !slices.Contains(StepsOf(s.State, e.Actor), e.Step) {
		return fault.New(fault.Forbidden, "This step is for another post to take")
	}
	if err := s.checkPerson(e); err != nil {
		return err
	}
	var bad fault.List
	s.checkTimes(&bad, e)
	s.checkWords(&bad, e)
	s.checkDecision(&bad, e)
	s.checkUse(&bad, e)
	s.checkBypass(&bad, e, t)
	e.checkPrivate(&bad)
	if err := bad.Err("this cannot be recorded yet"); err != nil {
		return err
	}
	if e.Step == Sign {
		f := s.Form
		if e.Form != nil {
			f = *e.Form
		}
		return passed(f.CheckSign(t, e.At), e.Words)
	}
	return nil
}

// passed lets mere warnings through where words are given with them.
func passed(err error, words string) error {
	if f := fault.As(err); f != nil && strings.TrimSpace(words) != "" && !fault.List(f.Fields).Stops() {
		return nil
	}
	return err
}

// checkPerson keeps apart who must be apart: who writes and who signs; who writes a decision down and who confirms it.
func (s Standing) checkPerson(e Event) error {
	switch {
	case e.By == "" && e.Actor != Clock:
		return fault.New(fault.Forbidden, "Somebody must take this step")
	case e.Step == Sign && slices.Contains(s.Writers, e.By):
		return fault.New(fault.Forbidden, "Whoever wrote the request cannot sign it; another director signs, or it is sent back to a drafter")
	case e.Step == Confirm && !s.MayConfirm(e.By):
		return fault.New(fault.Forbidden, "Whoever wrote the decision down, or made a link for it, cannot confirm it; a second person does")
	case e.Step == Countersign && s.Clocks.Bypassed.IsZero():
		return fault.New(fault.Conflict, "Nobody was recalled, so that there is nothing to countersign")
	case e.Step == Countersign && e.By == s.RecalledBy:
		return fault.New(fault.Forbidden, "Whoever recalled the doctors cannot countersign it; a second person at the trust does")
	case e.Step == Countersign && !s.Clocks.Countersigned.IsZero():
		return fault.New(fault.Conflict, "The recall has been countersigned already")
	case e.Step == Close && !s.Clocks.Bypassed.IsZero() && s.Clocks.Countersigned.IsZero():
		return fault.New(fault.Conflict, "A second person at the trust has not countersigned the recall yet")
	case e.Step == Confirm && s.Confirmed:
		return fault.New(fault.Conflict, "The decision has been confirmed already")
	case e.Step == Confirm && s.Decision == nil:
		return fault.New(fault.Conflict, "There is no decision to confirm")
	}
	return nil
}

func (s Standing) checkTimes(bad *fault.List, e Event) {
	c := s.Clocks
	switch {
	case e.At.IsZero():
		bad.Add("at", "B7", "Say when it happened")
		return
	case e.At.After(e.Recorded):
		bad.Add("at", "B7", "It cannot have happened at %s, after it is written down", inLondon(e.At))
		return
	}
	earliest := c.Drafted
	switch e.Step {
	case Forward, Return, Decline:
		earliest = latest(c.Signed, c.SystemOut, c.RegionOut)
	case Acknowledge, Query, Approve, ApproveIn, Reject:
		earliest = c.Sent
	case Revoke, Told, Activate:
		earliest = c.Decided
	case Escalated, Countersign:
		earliest = c.Bypassed
	}
	if !earliest.IsZero() && e.At.Before(earliest) {
		bad.Add("at", "B7", "It cannot have happened at %s: the step before it was at %s", inLondon(e.At), inLondon(earliest))
	}
	if e.Step == Forward && s.State == WithNational && !c.NeededBy.IsZero() && e.At.After(c.NeededBy) {
		bad.Add("at", "B6", "The time by which a decision was needed, %s, is over; return the request to the trust, which can name another or withdraw it",
			inLondon(c.NeededBy))
	}
}

func latest(ts ...time.Time) time.Time {
	var out time.Time
	for _, t := range ts {
		if t.After(out) {
			out = t
		}
	}
	return out
}

func (s Standing) checkWords(bad *fault.List, e Event) {
	switch e.Step {
	case Forward, Return, Decline, SendBack, Withdraw, Query, Answer, Revoke, StandDown, Correct, Close, Escalated:
		if strings.TrimSpace(e.Words) == "" {
			bad.Add("words", "B6", "Say why in words")
		}
	case Begin, Write, Bypass:
		if e.Form == nil {
			bad.Add("form", "B6", "The request's form is missing")
			break
		}
		e.Form.checkBounds(bad)
	}
	if e.Step == Correct && (e.Change == nil || e.Change.What == "" || e.Change.Before == e.Change.After) {
		bad.Add("change", "B6", "Say what is corrected, what it was and what it is")
	}
}

func (s Standing) checkDecision(bad *fault.List, e Event) {
	if e.Step != Approve && e.Step != ApproveIn && e.Step != Reject {
		return
	}
	d := e.Decision
	if d == nil {
		d = &Decision{}
	}
	if strings.TrimSpace(d.Verbatim) == "" {
		bad.Add("verbatim", "H16", "Copy the decision in the union body's own words")
	}
	if strings.TrimSpace(d.Body) == "" {
		bad.Add("body", "B8", "Say which body decided")
	}
	for _, r := range d.Reasons {
		if !slices.Contains(Reasons(), r) {
			bad.Add("reasons", "B8", "%q is no reason's code", r)
		}
	}
	if e.Step == Reject {
		if len(d.Reasons) == 0 {
			bad.Add("reasons", "H16", "Code the reasons that the body gave; other, when none fits")
		}
		if len(d.Grants) > 0 {
			bad.Add("grants", "B6", "A refusal grants no doctors")
		}
		return
	}
	s.checkGrants(bad, e)
}

func (s Standing) checkGrants(bad *fault.List, e Event) {
	granted, seen := 0, map[int]bool{}
	for _, g := range e.Decision.Grants {
		switch {
		case g.Shift < 1 || g.Shift > len(s.Signed.Shifts):
			bad.Add("grants", "B6", "The request has no shift %d", g.Shift)
			return
		case seen[g.Shift]:
			bad.Add("grants", "B6", "Shift %d is given twice", g.Shift)
		case g.Doctors < 0 || g.Doctors > s.Signed.Shifts[g.Shift-1].Asked:
			bad.Add("grants", "B6", "Shift %d: between none and %d can be granted, as many as were asked for", g.Shift, s.Signed.Shifts[g.Shift-1].Asked)
		}
		seen[g.Shift] = true
		granted += g.Doctors
	}
	whole := len(e.Decision.Grants) == 0 || granted == s.Signed.Doctors()
	limited := strings.TrimSpace(e.Decision.Conditions) != ""
	switch {
	case e.Step == Approve && !whole:
		bad.Add("grants", "B6", "%d of %d doctors are granted: that is an approval in part", granted, s.Signed.Doctors())
	case e.Step == ApproveIn && whole && !limited:
		bad.Add("grants", "B6", "Everything is granted without conditions: that is an approval, not one in part")
	case e.Step == ApproveIn && !whole && granted == 0:
		bad.Add("grants", "B6", "Nobody is granted: that is a refusal")
	}
}

func (s Standing) checkUse(bad *fault.List, e Event) {
	if e.Step != Used {
		return
	}
	u := e.Use
	if u == nil || u.Shift < 1 || u.Shift > len(s.Signed.Shifts) {
		bad.Add("shift", "B8", "Say for which shift of the request")
		return
	}
	most, what := s.GrantedOn(u.Shift), "granted"
	if s.Outcome == OutBypass {
		most, what = s.RecalledOn(u.Shift), "recalled"
	}
	switch {
	case u.Came < 0 || u.NotNeeded < 0 || u.Unreached < 0 || u.Incidents < 0:
		bad.Add("came", "B8", "Counts cannot be below nothing")
	case u.Came+u.NotNeeded+u.Unreached > most:
		bad.Add("came", "B8", "%d were %s on this shift; who came, was not needed and could not be reached make %d", most, what, u.Came+u.NotNeeded+u.Unreached)
	case !u.From.IsZero() && !u.To.IsZero() && !u.To.After(u.From):
		bad.Add("to", "B8", "The last left before the first came")
	}
	checkPast(bad, *u, s.Signed.Shifts[u.Shift-1], e.Recorded)
	if !s.Clocks.Revoked.IsZero() && u.Came > 0 && !u.From.IsZero() && !u.From.Before(s.Clocks.Revoked) {
		bad.Add("from", "H17", "The grant was revoked at %s", inLondon(s.Clocks.Revoked))
	}
}

// checkPast keeps what has not happened yet out of use: a shift that has not begun has not been used.
func checkPast(bad *fault.List, u Use, on Shift, now time.Time) {
	from := u.From
	if from.IsZero() {
		from = on.From.At()
	}
	switch {
	case !u.From.IsZero() && u.From.After(now):
		bad.Add("from", "B8", "The first cannot have come at %s, which is still to come", inLondon(u.From))
	case !u.To.IsZero() && u.To.After(now):
		bad.Add("to", "B8", "The last cannot have left at %s, which is still to come", inLondon(u.To))
	case (u.Came > 0 || u.Incidents > 0) && from.After(now):
		bad.Add("came", "B8", "The shift begins at %s: nobody can have come yet", inLondon(from))
	}
}

// checkBypass holds a recall to its scheme: a mass event that was declared outside the dispute.
func (s Standing) checkBypass(bad *fault.List, e Event, t Terms) {
	if e.Form == nil {
		return
	}
	impersonal(bad, "event-by", e.Form.EventBy)
	if e.Step != Bypass {
		return
	}
	if !t.Scheme.Bypass || !t.Scheme.InForce(civil.Today(e.At)) || t.Scheme.ID != e.Form.Scheme {
		bad.Add("scheme", "B5", "The scheme has no recall ahead of a decision")
	}
	if strings.TrimSpace(e.Form.Event) == "" {
		bad.Add("event", "B5", "Name the mass event")
	}
	if strings.TrimSpace(e.Form.EventBy) == "" {
		bad.Add("event-by", "B5", "Say which body declared it")
	}
	switch at := e.Form.EventAt; {
	case at.IsZero():
		bad.Add("event-at", "B5", "Say when it was declared")
	case at.At().After(e.At):
		bad.Add("event-at", "B5", "It was declared at %s, after the recall", inLondon(at.At()))
	}
	e.Form.checkPlace(bad)
	e.Form.checkShifts(bad)
	if _, to := e.Form.Window(); !to.IsZero() && !to.After(e.At) {
		bad.Add("shifts", "B5", "The shifts were over at %s, before the recall", inLondon(to))
	}
}
