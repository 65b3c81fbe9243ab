package mitigation

import (
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Terms are what a form is checked against besides itself. CallIn and the rest are local data, not law.
type Terms struct {
	Scheme Scheme
	Begins time.Time     // the first instant of action by the scheme's group in the period; zero is not known
	CallIn time.Duration // how long a doctor takes to come; the decision is needed so long before the first shift (B7)
}

// DefaultCallIn is four hours, a proposal that no published text confirms.
const DefaultCallIn = 4 * time.Hour

// CheckSign names everything for which a form cannot be signed at instant now; nil when it can (H11, H12).
func (f Form) CheckSign(t Terms, now time.Time) error {
	var bad fault.List
	f.checkPlace(&bad)
	f.checkScheme(&bad, t, now)
	f.checkRisk(&bad)
	f.checkShifts(&bad)
	f.checkDeadline(&bad, t, now)
	f.checkLadder(&bad)
	f.checkPeople(&bad)
	return bad.Err("the request cannot be signed yet")
}

// checkBounds names the numbers and times that no form may hold, however unfinished it is: each beside its box.
func (f Form) checkBounds(bad *fault.List) {
	for n, s := range f.Shifts {
		name := "shift-" + itoa(n+1)
		for _, x := range []struct {
			part string
			n    int
		}{{"needed", s.Needed}, {"minimum", s.Minimum}, {"have", s.Have}, {"asked", s.Asked}} {
			if x.n < 0 || x.n > mostDoctors {
				bad.Add(name+"-"+x.part, "B8", "Shift %d: %d is no number of doctors for one shift; it is from 0 to %d", n+1, x.n, mostDoctors)
			}
		}
		if !s.From.IsZero() && !s.To.IsZero() && !s.From.At().Before(s.To.At()) {
			bad.Add(name+"-to", "B8", "Shift %d ends before it begins", n+1)
		}
	}
	checkBound(bad, "exposed", f.Exposed)
	checkBound(bad, "predicted-patients", f.Predicted.Patients)
	for _, r := range f.Ladder {
		checkBound(bad, "ladder-"+string(r.Kind)+"-asked", r.Asked)
		checkBound(bad, "ladder-"+string(r.Kind)+"-got", r.Got)
	}
}

// mostDoctors is the largest number of doctors that one shift can be about: more is a slip of the hand.
const mostDoctors = 999

func checkBound(bad *fault.List, name string, n *int) {
	if n != nil && (*n < 0 || *n > mostCounted) {
		bad.Add(name, "B8", "%d cannot be; it is from 0 to %d", *n, mostCounted)
	}
}

func (f Form) checkPlace(bad *fault.List) {
	for _, m := range []struct{ name, value, words string }{
		{"period", string(f.Period), "Say for which period of action it is"},
		{"trust", string(f.Trust), "Say which trust asks"},
		{"site", f.Site, "Say at which site"},
		{"service", f.Service, "Say which service is in danger"},
	} {
		if strings.TrimSpace(m.value) == "" {
			bad.Add(m.name, "B8", "%s", m.words)
		}
	}
}

func (f Form) checkScheme(bad *fault.List, t Terms, now time.Time) {
	s := t.Scheme
	if s.ID == "" || s.ID != f.Scheme {
		bad.Add("scheme", "B5", "Choose the scheme that the request is under")
		return
	}
	day := civil.Today(now)
	if !s.InForce(day) {
		bad.Add("scheme", "B5", "%s is not in force on %s; choose the one that is", s.Name, day)
	}
	if s.PreEmptive {
		return
	}
	switch {
	case t.Begins.IsZero():
		bad.Add("scheme", "B5", "Under %s a request is made once the action has begun, and no start of this period is known", s.ID)
	case now.Before(t.Begins):
		bad.Add("scheme", "B5", "Under %s a request is made once the action has begun, at %s", s.ID, inLondon(t.Begins))
	}
}

func (f Form) checkRisk(bad *fault.List) {
	for _, k := range Circumstances() {
		c, ok := f.circumstance(k)
		switch {
		case !ok || c.Said != Yes && c.Said != No:
			bad.Add("circumstance-"+string(k), "B8", "Answer with yes or no: %s", k.Words())
		case strings.TrimSpace(c.Words) == "":
			bad.Add("circumstance-"+string(k), "B8", "Say in words why: %s", k.Words())
		}
	}
	if f.KnownSince.IsZero() {
		bad.Add("known-since", "B8", "Say when the risk was first known")
	}
	if strings.TrimSpace(f.Risk) == "" {
		bad.Add("risk", "B8", "Describe the risk, without anything that names a patient")
	}
	checkStated(bad, "exposed", f.Exposed, "how many patients are exposed")
	p := f.Predicted
	if p.Physical < 1 || p.Physical > 5 {
		bad.Add("predicted-physical", "C2", "Give the physical harm that is expected if nobody returns, by its national code from 1, fatal, to 5, none")
	}
	if p.Psychological < 1 || p.Psychological > 4 {
		bad.Add("predicted-psychological", "C2", "Give the psychological harm that is expected if nobody returns, by its national code from 1, severe, to 4, none")
	}
	checkStated(bad, "predicted-patients", p.Patients, "how many patients are expected to be harmed if nobody returns")
	if p.By.IsZero() {
		bad.Add("predicted-by", "B8", "Say by when the harm is expected")
	}
}

// checkStated wants a count that B8 marks mandatory: an estimate and 0 are answers, an empty box is none.
func checkStated(bad *fault.List, name string, n *int, words string) {
	switch {
	case n == nil:
		bad.Add(name, "B8", "Say %s; an estimate is an answer, and so is 0", words)
	case *n < 0:
		bad.Add(name, "B8", "Patients cannot be fewer than none")
	}
}

func (f Form) circumstance(k CircumstanceKind) (Circumstance, bool) {
	for _, c := range f.Circumstances {
		if c.Kind == k {
			return c, true
		}
	}
	return Circumstance{}, false
}

func (f Form) checkShifts(bad *fault.List) {
	if len(f.Shifts) == 0 {
		bad.Add("shifts", "B8", "Give at least one shift for which doctors are asked for")
	}
	for n, s := range f.Shifts {
		name := "shift-" + itoa(n+1)
		switch {
		case s.From.IsZero() || s.To.IsZero():
			bad.Add(name, "B8", "Shift %d: give its start and its end", n+1)
		case !s.From.At().Before(s.To.At()):
			bad.Add(name, "B8", "Shift %d ends before it begins", n+1)
		case s.Hours() > 24:
			bad.Add(name, "B8", "Shift %d is longer than 24 hours; give each shift on its own", n+1)
		}
		if strings.TrimSpace(s.Grade) == "" {
			bad.Add(name, "B8", "Shift %d: say of which grade", n+1)
		}
		switch {
		case s.Needed < 0 || s.Minimum < 0 || s.Have < 0:
			bad.Add(name, "B8", "Shift %d: numbers of doctors cannot be below nothing", n+1)
		case s.Asked <= 0:
			bad.Add(name, "B8", "Shift %d: say how many doctors are asked to return", n+1)
		case s.Minimum > s.Needed:
			bad.Add(name, "B8", "Shift %d: the least that is safe, %d, is above what an ordinary day needs, %d", n+1, s.Minimum, s.Needed)
		case s.Have+s.Asked > s.Needed:
			bad.Add(name, "B8", "Shift %d: %d in place and %d asked for are more than an ordinary day needs, %d", n+1, s.Have, s.Asked, s.Needed)
		}
	}
}

func (f Form) checkDeadline(bad *fault.List, t Terms, now time.Time) {
	if f.NeededBy.IsZero() {
		if t.Scheme.Deadline {
			bad.Add("needed-by", "B5", "Say by when a decision is needed: under %s every request does", t.Scheme.ID)
		}
		return
	}
	if strings.TrimSpace(f.NeededWhy) == "" {
		bad.Add("needed-why", "B8", "Say why the decision is needed by then")
	}
	by := f.NeededBy.At()
	if !by.After(now) {
		bad.Add("needed-by", "B6", "The time by which the decision is needed, %s, is over", inLondon(by))
	}
	if from, _ := f.Window(); !from.IsZero() && by.Add(t.CallIn).After(from) {
		bad.Warn("needed-by", "B7", "A decision at %s leaves less than %s until the first shift begins, at %s; a doctor may not come in time",
			inLondon(by), Length(t.CallIn), inLondon(from))
	}
}

func (f Form) checkLadder(bad *fault.List) {
	var bare []string
	for _, info := range rungTable {
		name := "ladder-" + string(info.Kind)
		r, ok := f.rung(info.Kind)
		switch {
		case !ok || r.Tried == "":
			bad.Add(name, "H11", "%s: say whether it was tried, was not, or does not apply", info.Name)
		case r.Tried != Yes && r.Tried != No && r.Tried != NotAppl:
			bad.Add(name, "H11", "%s: %q is no answer; it is yes, no or not applicable", info.Name, r.Tried)
		case strings.TrimSpace(r.Why) == "" && r.Tried == Yes:
			bad.Add(name, "B8", "%s: say why it is not enough", info.Name)
		case strings.TrimSpace(r.Why) == "":
			bad.Add(name, "B8", "%s: say why it was not tried or does not apply", info.Name)
		case r.Tried == Yes && strings.TrimSpace(r.Result) == "":
			bad.Add(name, "B8", "%s: say what came of it", info.Name)
		case r.Tried == Yes && r.At.IsZero():
			bad.Add(name, "B8", "%s: say when it was tried", info.Name)
		}
		if r.Asked != nil && *r.Asked < 0 || r.Got != nil && *r.Got < 0 {
			bad.Add(name, "B8", "%s: its numbers cannot be below nothing", info.Name)
		}
		if r.Tried == Yes && len(r.Evidence) == 0 {
			bare = append(bare, info.Name)
		}
	}
	if len(bare) > 0 {
		bad.Warn("evidence", "B8", "No file shows what was tried: %s. Add one to each, or say in the word on it why there is none", strings.Join(bare, "; "))
	}
}

func (f Form) checkPeople(bad *fault.List) {
	if f.Clinicians != Yes && f.Clinicians != No && f.Clinicians != Mixed {
		bad.Add("clinicians", "B8", "Say whether the department's own consultants agree: yes, no or mixed")
	}
	f.checkLocal(bad)
	if strings.TrimSpace(f.Questions) == "" {
		bad.Add("questions", "B8", "Give the post and number that answers questions day and night")
	}
	if f.Attend != Yes && f.Attend != No {
		bad.Add("attend", "B8", "Say whether the medical director would put the case in person")
	}
	if !f.Declared {
		bad.Add("declared", "B8", "Declare that the request is accurate")
	}
}

// checkLocal wants who of the union's local people was tried, when and what came of it: that they were not reached is an
// answer too, and says no less.
func (f Form) checkLocal(bad *fault.List) {
	l := f.Local
	if l.Said != Yes && l.Said != No {
		bad.Add("local", "B8", "Say whether the union's local representative or negotiating committee was reached: yes or no")
	}
	if strings.TrimSpace(l.Role) == "" {
		bad.Add("local-role", "B8", "Say which post of the union's local people was reached or tried")
	}
	if l.At.IsZero() {
		bad.Add("local-at", "B8", "Say when they were reached or tried")
	}
	if strings.TrimSpace(l.Response) == "" {
		bad.Add("local-response", "B8", "Say what their response was, or why they could not be reached")
	}
}
