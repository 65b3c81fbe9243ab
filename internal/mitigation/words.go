package mitigation

import (
	"fmt"
	"strconv"
	"time"

	"headroom/internal/civil"
)

func itoa(n int) string { return strconv.Itoa(n) }

// inLondon is an instant as London's clocks show it, with the zone's letters.
func inLondon(t time.Time) string { return t.In(civil.London).Format("Mon 2 Jan 2006, 15:04 MST") }

// Length is a stretch of time in hours and minutes, as 2:05. Seconds are dropped.
func Length(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	return fmt.Sprintf("%s%d:%02d", sign, int(d.Hours()), int(d.Minutes())%60)
}

// Words is the question as people read it.
func (k CircumstanceKind) Words() string {
	switch k {
	case Unexpected:
		return "Was it unexpected?"
	case Extreme:
		return "Is it extreme?"
	case FromAction:
		return "Does it come from the action itself?"
	case Outside:
		return "Is there an event outside the action?"
	}
	return string(k)
}

// Words is the state as people read it.
func (s State) Words() string {
	switch s {
	case Draft:
		return "being written"
	case TrustReview:
		return "with the medical director"
	case WithSystem:
		return "with the integrated care board"
	case WithRegion:
		return "with the region"
	case WithNational:
		return "with the national team"
	case Returned:
		return "returned to the trust for more"
	case NotSupported:
		return "not supported within the NHS"
	case WithUnion:
		return "with the union body"
	case UnionQuery:
		return "with the trust to answer the union body's question"
	case ApprovedPart:
		return "approved in part"
	case NoTimelyDecision:
		return "no timely decision"
	case Active:
		return "doctors have returned"
	case StoodDown:
		return "stood down by the trust"
	case Revoked:
		return "revoked by the union body"
	case Completed:
		return "the window is over"
	case BypassActive:
		return "recall in a declared mass event"
	}
	return string(s)
}

// Words is the outcome as people read it.
func (o Outcome) Words() string {
	switch o {
	case Open:
		return "nothing yet"
	case OutBypass:
		return "recall in a declared mass event"
	}
	return State(o).Words()
}

// Words is the timeliness as people read it.
func (t Timeliness) Words() string {
	switch t {
	case Pending:
		return "pending"
	case OnTime:
		return "on time"
	case Late:
		return "late"
	case Never:
		return "never decided"
	case NotSent:
		return "not sent in time"
	case NoDeadline:
		return "no time was named"
	}
	return "not applicable"
}
