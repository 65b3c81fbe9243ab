package mitigation

import "time"

// Side is whose time a measure is.
type Side string

// The sides. Both are always shown: a measure of one side alone would not be honest (B7).
const (
	NHS   Side = "nhs"
	Union Side = "union"
	Both  Side = "both"
)

// Measure is the time between two instants of a request.
type Measure struct {
	ID       string
	Side     Side
	Name     string
	From, To time.Time
}

// Known reports whether both instants have come.
func (m Measure) Known() bool { return !m.From.IsZero() && !m.To.IsZero() }

// Minutes is the time between them in whole minutes; 0 where it is not Known. It is below nothing where the second came
// first, as a decision after its deadline.
func (m Measure) Minutes() int {
	if !m.Known() {
		return 0
	}
	return int(m.To.Sub(m.From) / time.Minute)
}

// Measures lists the times of a request, in the order in which they pass.
func (c Clocks) Measures() []Measure {
	return []Measure{
		{"risk-to-signature", NHS, "Risk known to signature", c.Known, c.Signed},
		{"system", NHS, "With the integrated care board", c.SystemIn, c.SystemOut},
		{"region", NHS, "With the region", c.RegionIn, c.RegionOut},
		{"national", NHS, "With the national team", c.NationIn, c.Sent},
		{"nhs-total", NHS, "NHS in all: risk known to sent", c.Known, c.Sent},
		{"acknowledge", Union, "Sent to acknowledged", c.Sent, c.Acknowledged},
		{"union-total", Union, "Union body in all: sent to decided", c.Sent, c.Decided},
		{"told", NHS, "Decided to the trust told", c.Decided, c.Told},
		{"margin", Both, "Decided to the time it was needed", c.Decided, c.NeededBy},
	}
}

// MeasureOf finds a measure.
func (c Clocks) MeasureOf(id string) (Measure, bool) {
	for _, m := range c.Measures() {
		if m.ID == id {
			return m, true
		}
	}
	return Measure{}, false
}
