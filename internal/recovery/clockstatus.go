package recovery

import "slices"

// RTTStatus is a code of the RTT period status, as "20"; "" when not recorded. The codes are known by memory (definition
// d.4) and marked so wherever they are listed.
type RTTStatus string

// StatusEffect is what a status code means for the clock. Derived, never stored.
type StatusEffect string

// The effects.
const (
	StatusTicks   StatusEffect = "ticks"   // the clock started or goes on
	StatusStops   StatusEffect = "stops"   // it ended with this activity
	StatusNone    StatusEffect = "none"    // no clock runs: after treatment, in active monitoring, not yet referred
	StatusUnclear StatusEffect = "unclear" // not known: nothing may be inferred, somebody must check
)

// StatusCode is one line of the table of status codes. None was checked against a published text yet.
type StatusCode struct {
	Code      RTTStatus
	Words     string
	Effect    StatusEffect
	Confirmed bool
}

// statusTable is built once and never changed.
var statusTable = []StatusCode{
	{Code: "10", Words: "first activity of a pathway", Effect: StatusTicks},
	{Code: "11", Words: "active monitoring ended", Effect: StatusTicks},
	{Code: "12", Words: "consultant referral for a new condition", Effect: StatusTicks},
	{Code: "20", Words: "later activity, the clock goes on", Effect: StatusTicks},
	{Code: "21", Words: "transfer to another provider, the clock goes on", Effect: StatusTicks},
	{Code: "30", Words: "first definitive treatment", Effect: StatusStops},
	{Code: "31", Words: "active monitoring begun by the patient", Effect: StatusStops},
	{Code: "32", Words: "active monitoring begun by the clinician", Effect: StatusStops},
	{Code: "33", Words: "first appointment not attended", Effect: StatusStops},
	{Code: "34", Words: "decision not to treat", Effect: StatusStops},
	{Code: "35", Words: "the patient declined treatment", Effect: StatusStops},
	{Code: "36", Words: "the patient died", Effect: StatusStops},
	{Code: "90", Words: "after first treatment", Effect: StatusNone},
	{Code: "91", Words: "during active monitoring", Effect: StatusNone},
	{Code: "92", Words: "not yet referred for treatment", Effect: StatusNone},
	{Code: "98", Words: "not applicable", Effect: StatusNone},
	{Code: "99", Words: "not known", Effect: StatusUnclear},
}

// StatusCodes is the table of RTT period status codes, by memory and so unconfirmed.
func StatusCodes() []StatusCode { return slices.Clone(statusTable) }

// Code finds the code's line; false for one that is not in the table.
func (s RTTStatus) Code() (StatusCode, bool) {
	for _, c := range statusTable {
		if c.Code == s {
			return c, true
		}
	}
	return StatusCode{}, false
}

// Words says what the code means.
func (s RTTStatus) Words() string {
	if c, ok := s.Code(); ok {
		return c.Words
	}
	return "not recorded"
}

// Stops reports whether the wait ended with the activity that the code tells of.
func (s RTTStatus) Stops() bool { return s.effect() == StatusStops }

// NoClock reports whether no RTT clock runs under the code, though the pathway may go on.
func (s RTTStatus) NoClock() bool { return s.effect() == StatusNone }

// effect is "" for a code that is not in the table.
func (s RTTStatus) effect() StatusEffect {
	c, _ := s.Code()
	return c.Effect
}

// Words says a finding of validation in a sentence.
func (v Validation) Words() string {
	switch v {
	case StillWaiting:
		return "still waiting"
	case TreatedElsewhere:
		return "treated elsewhere"
	case Died:
		return "died"
	case Declined:
		return "declined the treatment"
	case Duplicate:
		return "the same as another pathway"
	}
	return string(v)
}
