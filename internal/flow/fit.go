package flow

import (
	"fmt"
	"hash/fnv"
	"math"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// How much of the past is looked at, and how little is too little.
const (
	window    = 56 // days before the start
	fewest    = 3  // known mornings below which a trust is refused
	few       = 28 // known mornings below which the odds are widened
	needed    = 21 // days with discharges from which the tier WithDischarges is
	stayed    = 200
	gapLength = 14 // unknown mornings on end that are said

	leastHeld  = .5 // share of the counted beds whose people the stays must hold before they are used
	nearlyHeld = .1 // by how much that share may be off before what the stays count is scaled
)

// Fit makes a system of what is known. Each trust is fitted to its own tier; what its figures do not tell comes from the
// reference data, and a note says so where it matters. A trust of whom nearly nothing is known is refused, with all
// problems at once; anything else that is wrong or thin is said and widens the odds.
func Fit(e Evidence, d Defaults) (*System, error) {
	if err := checkEvidence(&e); err != nil {
		return nil, err
	}
	s := &System{From: e.From, Model: simulate.Model{Days: e.Days, Common: commonOf(e.From, d)}}
	f := &fitting{e: &e, d: d, s: s, councils: map[org.Code]int{}, wants: map[int]*want{}}
	f.addCouncils()
	for i := range e.Trusts {
		f.addTrust(&e.Trusts[i])
	}
	f.supply()
	return s, nil
}

// fitting is a system being made.
type fitting struct {
	e        *Evidence
	d        Defaults
	s        *System
	councils map[org.Code]int
	wants    map[int]*want // by council
}

// want is what a council's trusts need of it, by stream, all a day but who waits.
type want struct {
	steady  [simulate.Streams]float64 // starts that would keep the queues as they are
	joins   [simulate.Streams]float64 // who join the queues
	waits   [simulate.Streams]float64 // who wait at the start
	assumed bool                      // the pathways of all its trusts are England's, not theirs
	trusts  int
}

// checkEvidence refuses what cannot be modelled.
func checkEvidence(e *Evidence) error {
	var bad fault.List
	if e.From.IsZero() {
		bad.Add("from", "needed", "Say from which morning.")
	}
	if e.Days < 1 || e.Days > 200 {
		bad.Add("days", "bounds", "Give a number of days from 1 to 200.")
	}
	if len(e.Trusts) == 0 {
		bad.Add("trusts", "needed", "Name at least one trust.")
	}
	seen := map[org.Code]bool{}
	for i := range e.Trusts {
		t := &e.Trusts[i]
		if seen[t.Org] {
			bad.Add(string(t.Org), "once", "%s is there twice.", t.Org)
		}
		seen[t.Org] = true
		from, _ := windowOf(t, e.From)
		n := 0
		for day := from; !day.After(e.From); day = day.Add(1) {
			if known(t.of(t.Occupied).on(day)) {
				n++
			}
		}
		if n < fewest {
			bad.Add(string(t.Org), "days", "%s: only %d mornings of occupied beds are known since %s; %d are needed.", t.Org, n, from, fewest)
		}
		if _, n := t.of(t.Open).mean(from, e.From.Add(1)); n == 0 {
			bad.Add(string(t.Org), "open", "%s: no morning's open beds are known since %s.", t.Org, from)
		}
	}
	for i := range e.Councils {
		if seen[e.Councils[i].Org] {
			bad.Add(string(e.Councils[i].Org), "once", "%s is there twice.", e.Councils[i].Org)
		}
		seen[e.Councils[i].Org] = true
		for p, x := range e.Councils[i].Weekly {
			if !known(x) {
				bad.Add(string(e.Councils[i].Org), "number", "%s: the starts of pathway %d are no number.", e.Councils[i].Org, p+1)
			}
		}
	}
	return bad.Err("the flow model cannot be fitted")
}

// windowOf is the first morning of a trust that is looked at, and whether a break cut it short.
func windowOf(t *TrustEvidence, from civil.Date) (civil.Date, bool) {
	first, cut := from.Add(-window), false
	for _, b := range t.Breaks {
		if b.After(first) && !b.After(from) {
			first, cut = b, true
		}
	}
	return first, cut
}

// commonOf is what moves all trusts together, from the reference data: the wave's peak is counted from 1 January of the
// winter that the start is in or nearest to.
func commonOf(from civil.Date, d Defaults) simulate.Common {
	year := from.Year()
	if from.Month() >= 7 {
		year++
	}
	peak := civil.On(year, 1, 1).Sub(from)
	return simulate.Common{
		NationalSD: d.Value("factor.national-sd"), NationalPersistence: d.Value("factor.national-persistence"),
		RegionalSD: d.Value("factor.regional-sd"), RegionalPersistence: d.Value("factor.regional-persistence"),
		Wave: simulate.Wave{Height: d.Value("wave.height"), LogSD: d.Value("wave.log-sd"), PeakDay: float64(peak) + d.Value("wave.peak-day"),
			PeakSD: d.figureSD("wave.peak-day"), WidthDay: d.Value("wave.width")},
	}
}

// figureSD is a figure's uncertainty.
func (d Defaults) figureSD(what string) float64 {
	f, _ := d.Figure(what)
	return f.SD
}

// keyOf names an organisation's random streams: the same whatever its place in a list.
func keyOf(c org.Code) uint64 {
	h := fnv.New64a()
	h.Write([]byte(c))
	return h.Sum64()
}

// addCouncils puts the councils of the evidence, and those that only catchments name, into the system.
func (f *fitting) addCouncils() {
	add := func(code org.Code, name string) {
		if _, ok := f.councils[code]; ok {
			return
		}
		if name == "" {
			name = string(code)
		}
		i := len(f.s.Councils)
		f.councils[code] = i
		f.wants[i] = &want{assumed: true}
		f.s.Councils = append(f.s.Councils, code)
		f.s.Model.Suppliers = append(f.s.Model.Suppliers, simulate.Supplier{Key: keyOf(code), Name: name})
	}
	for i := range f.e.Councils {
		add(f.e.Councils[i].Org, f.e.Councils[i].Name)
	}
	for i := range f.e.Trusts {
		for _, c := range f.e.Trusts[i].Catchment {
			add(c.Council, "")
		}
	}
}

// note adds a sentence about an organisation.
func (f *fitting) note(who org.Code, code, format string, args ...any) {
	f.s.Notes = append(f.s.Notes, Note{who, code, fmt.Sprintf(format, args...)})
}

// supply writes out what the councils can begin: what they returned, by their working pattern; where there is no return,
// or no trust whose own pathways say how many come to need it, what keeps the queues as they are. Each is said.
func (f *fitting) supply() {
	week := f.d.Week()
	for i, code := range f.s.Councils {
		sup := &f.s.Model.Suppliers[i]
		sup.Starts = make([][simulate.Streams]float64, f.e.Days)
		c, w := f.council(code), f.wants[i]
		var daily [simulate.Streams]float64
		for p := range daily {
			daily[p] = f.daily(sup.Name, code, c, w, p)
		}
		for d := range sup.Starts {
			care := f.d.Working(f.e.Calendar, week, f.e.From.Add(d)).Care
			for p := range daily {
				sup.Starts[d][p] = daily[p] * care
			}
		}
		if c != nil {
			for _, x := range c.Dated {
				if d := x.On.Sub(f.e.From); d >= 0 && d < f.e.Days {
					sup.Starts[d] = x.Starts
				}
			}
		}
	}
}

// daily is what a council begins of one stream on a mean day.
func (f *fitting) daily(name string, code org.Code, c *CouncilEvidence, w *want, p int) float64 {
	stated := f.statedDays(c)
	if c == nil || !c.Returned[p] {
		if w.steady[p] > 0 {
			f.note(code, "no-capacity-return", "%s has made no return for pathway %d: what keeps the queue as it is was assumed, %.1f starts in an ordinary week.%s The odds do not hold what it might be instead.",
				name, p+1, w.steady[p]*7, stated)
		}
		return w.steady[p]
	}
	back := c.Weekly[p] / 7
	switch {
	case back == 0 && w.waits[p] >= 1:
		f.note(code, "nil-starts", "%s returned nil starts for pathway %d while about %s for them: the queue is taken to grow.", name, p+1, waiting(w.waits[p]))
	case w.trusts > 0 && w.assumed:
		f.note(code, "capacity-not-used", "%s returned %.1f starts in an ordinary week for pathway %d, for these trusts. How many come to need them is not known of the trusts' own pathways, so that what keeps the queue as it is was taken: %.1f.%s",
			name, c.Weekly[p], p+1, w.steady[p]*7, stated)
		return w.steady[p]
	case back < .9*w.joins[p]:
		f.note(code, "capacity-below-need", "%s returned %.1f starts in an ordinary week for pathway %d, for these trusts; %.1f come to need one. The return was used: the queue will grow.%s", name, c.Weekly[p], p+1, w.joins[p]*7, stated)
	case back > 1.3*w.joins[p] && w.waits[p] > 10*w.joins[p]:
		f.note(code, "capacity-and-queue", "%s returned %.1f starts in an ordinary week for pathway %d, for these trusts, more than the %.1f who come to need one, and yet about %s. The return was used: the queue will shrink.%s",
			name, c.Weekly[p], p+1, w.joins[p]*7, waiting(w.waits[p]), stated)
	}
	return back
}

// statedDays says on how many of the next 14 days a council stated its starts for the day itself, which count there; "" for
// none.
func (f *fitting) statedDays(c *CouncilEvidence) string {
	if c == nil {
		return ""
	}
	n, days := 0, min(14, f.e.Days)
	for _, x := range c.Dated {
		if d := x.On.Sub(f.e.From); d >= 0 && d < days {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" On %d of the next %d days what was stated for the day itself counts instead.", n, days)
}

// council finds a council's evidence; nil where there is none.
func (f *fitting) council(code org.Code) *CouncilEvidence {
	for i := range f.e.Councils {
		if f.e.Councils[i].Org == code {
			return &f.e.Councils[i]
		}
	}
	return nil
}

// whole spreads a total over parts by largest remainders.
func whole(parts []float64, total int) []int {
	sum := 0.0
	for _, x := range parts {
		sum += max(0, x)
	}
	out := make([]int, len(parts))
	if sum == 0 || total <= 0 {
		return out
	}
	rest := make([]float64, len(parts))
	left := total
	for i, x := range parts {
		y := max(0, x) * float64(total) / sum
		out[i] = int(y)
		rest[i] = y - float64(out[i])
		left -= out[i]
	}
	for range left {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		out[best]++
		rest[best] = -1
	}
	return out
}

// waiting says how many people wait, in words that fit one as they fit many.
func waiting(n float64) string {
	if math.Round(n) == 1 {
		return "1 person waits"
	}
	return fmt.Sprintf("%.0f people wait", n)
}
