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

// StatusCode is one line of the table of status codes.
type StatusCode struct {
	Code   RTTStatus
	Words  string
	Effect StatusEffect
}

// statusTable is built once and never changed.
var statusTable = []StatusCode{
	{"10", "first activity of a pathway", StatusTicks},
	{"11", "active monitoring ended", StatusTicks},
	{"12", "consultant referral for a new condition", StatusTicks},
	{"20", "later activity, the clock goes on", StatusTicks},
	{"21", "transfer to another provider, the clock goes on", StatusTicks},
	{"30", "first definitive treatment", StatusStops},
	{"31", "active monitoring begun by the patient", StatusStops},
	{"32", "active monitoring begun by the clinician", StatusStops},
	{"33", "first appointment not attended", StatusStops},
	{"34", "decision not to treat", StatusStops},
	{"35", "the patient declined treatment", StatusStops},
	{"36", "the patient died", StatusStops},
	{"90", "after first treatment", StatusNone},
	{"91", "during active monitoring", StatusNone},
	{"92", "not yet referred for treatment", StatusNone},
	{"98", "not applicable", StatusNone},
	{"99", "not known", StatusUnclear},
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
