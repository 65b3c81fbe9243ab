package mitigation

import (
	"cmp"
	"math"
	"slices"
	"time"
)

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
	// Upto is how far one has come that began and has not ended: the instant at which it is looked at or, where the request was
	// returned, declined, withdrawn or lapsed, that. Zero for what has ended or not begun. See Standing.Measures.
	Upto    time.Time
	Running bool // it has not ended and still may
}

// Unfinished reports whether it has begun, and that it has not ended. What is known of it is Least.
func (m Measure) Unfinished() bool { return !m.Upto.IsZero() }

// Least is how long one that is Unfinished took so far, in whole minutes: it took that long or will take longer.
func (m Measure) Least() int { return int(m.Upto.Sub(m.From) / time.Minute) }

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
		{ID: "risk-to-signature", Side: NHS, Name: "Risk known to signature", From: c.Known, To: c.Signed},
		{ID: "system", Side: NHS, Name: "With the integrated care board", From: c.SystemIn, To: c.SystemOut},
		{ID: "region", Side: NHS, Name: "With the region", From: c.RegionIn, To: c.RegionOut},
		{ID: "national", Side: NHS, Name: "With the national team", From: c.NationIn, To: c.Sent},
		{ID: "nhs-total", Side: NHS, Name: "NHS in all: risk known to sent", From: c.Known, To: c.Sent},
		{ID: "acknowledge", Side: Union, Name: "Sent to acknowledged", From: c.Sent, To: c.Acknowledged},
		{ID: "union-total", Side: Union, Name: "Union body in all: sent to decided", From: c.Sent, To: c.Decided},
		{ID: "told", Side: NHS, Name: "Decided to the trust told", From: c.Decided, To: c.Told},
		{ID: "margin", Side: Both, Name: "Decided to the time it was needed", From: c.Decided, To: c.NeededBy},
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

// Measures lists the times of a request as they are at an instant: of one that is running, how long it has run by then.
func (s Standing) Measures(now time.Time) []Measure {
	c, list := s.Clocks, s.Clocks.Measures()
	for i := range list {
		m := &list[i]
		if m.From.IsZero() || !m.To.IsZero() || m.Side == Both || !c.Bypassed.IsZero() {
			continue
		}
		end := c.Stopped
		if m.ID == "acknowledge" && !c.Decided.IsZero() {
			end = c.Decided
		}
		m.Running = end.IsZero()
		if m.Running {
			end = now
		}
		if end.After(m.From) {
			m.Upto = end
		}
	}
	return list
}

// Spread is one measure's minutes over several requests: the quarter of them that was quicker, the middle one, and the quarter
// that was slower. One that is unfinished stands among them with the time that it took at least; a Quantile that it may still
// move is a least itself.
type Spread struct {
	Measure              Measure
	Ended                int // requests of which both instants are known
	Unfinished           int // begun and not ended
	NotBegun             int
	Lower, Median, Upper Quantile
}

// Quantile is a number of minutes below which a share of requests lies.
type Quantile struct {
	Minutes float64
	AtLeast bool // it is so long or longer: an unfinished one may still move it
	Known   bool // false of no requests
}

// Spreads gathers each measure over the signed requests at an instant, in the order of Measures.
func Spreads(all []Standing, now time.Time) []Spread {
	var out []Spread
	for i, m := range (Clocks{}).Measures() {
		x := Spread{Measure: m}
		var took []taken
		for _, s := range all {
			if s.Clocks.Signed.IsZero() {
				continue
			}
			switch k := s.Measures(now)[i]; {
			case k.Known():
				x.Ended++
				took = append(took, taken{k.Minutes(), false})
			case k.Unfinished():
				x.Unfinished++
				took = append(took, taken{k.Least(), true})
			default:
				x.NotBegun++
			}
		}
		slices.SortFunc(took, func(a, b taken) int { return cmp.Compare(a.minutes, b.minutes) })
		x.Lower, x.Median, x.Upper = share(took, 0.25), share(took, 0.5), share(took, 0.75)
		out = append(out, x)
	}
	return out
}

// taken is what one request took of a measure, or has taken so far.
type taken struct {
	minutes    int
	unfinished bool
}

// share is the value below which that share of a sorted list lies, between its neighbours where it falls between two.
func share(list []taken, p float64) Quantile {
	if len(list) == 0 {
		return Quantile{}
	}
	at := p * float64(len(list)-1)
	low := int(math.Floor(at))
	high := min(int(math.Ceil(at)), len(list)-1)
	a, b := float64(list[low].minutes), float64(list[high].minutes)
	q := Quantile{Minutes: a + (b-a)*(at-float64(low)), Known: true}
	for _, x := range list {
		q.AtLeast = q.AtLeast || x.unfinished && float64(x.minutes) <= b
	}
	return q
}
