package discharge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// nineOClock is when what was done on a day is due the next morning (R14).
const nineOClock = civil.Clock(9 * 60)

// VarianceDue is when what was done on a day is to be known: 09:00 London the next morning.
func VarianceDue(day civil.Date) time.Time { return day.Add(1).At(nineOClock) }

// Counted is one line of a live plan with how it stands.
type Counted struct {
	Plan     string
	Version  int
	Line     Line
	Standing Standing
}

// Gap is one line's promise against what was done.
type Gap struct {
	Counted
	Agreed    int
	Delivered int
	Reported  bool // false: what was done is missing; Delivered and Short mean nothing
	Short     int  // agreed less delivered; below nought when more was done
	Late      bool // missing though due
}

// Tally is what a sum counts. Numbers of one are never added to those of another.
type Tally string

// The tallies, in the order in which tables have them.
const (
	Leaving    Tally = "discharges"         // people who leave
	KeptHome   Tally = "admissions avoided" // people who need not come in
	HubDays    Tally = "hub"                // hundredths of a working day of hub staff
	BedsOpened Tally = "beds opened"        // beds, which free no core bed
)

// tallies is their order.
var tallies = [...]Tally{Leaving, KeptHome, HubDays, BedsOpened}

// Tally is what the line's number counts.
func (l Line) Tally() Tally {
	switch {
	case l.Service == TransferHub:
		return HubDays
	case l.Service == EscalationBed:
		return BedsOpened
	case l.Effect == Avoided:
		return KeptHome
	}
	return Leaving
}

// Words names the tally at the head of a row.
func (t Tally) Words() string {
	switch t {
	case Leaving:
		return "Discharges"
	case KeptHome:
		return "Admissions avoided"
	case HubDays:
		return "Hub staff, working days"
	case BedsOpened:
		return "Beds opened, none of them core"
	}
	return string(t)
}

// GapSum adds up what may be added: one tally of a pathway, or of one council or trust.
type GapSum struct {
	Of        string // the pathway, or the code; empty for what has none
	What      Tally
	Lines     int
	Reported  int // of how many lines the number is in
	Agreed    int // of all lines
	Held      int // agreed of the reported lines alone: what Delivered is to be held against
	Delivered int // of the reported lines
}

// Short is what was agreed less what was done, of the reported lines; false while none is reported.
func (s GapSum) Short() (int, bool) { return s.Held - s.Delivered, s.Reported > 0 }

// Words says it in a sentence.
func (s GapSum) Words() string {
	return fmt.Sprintf("%d of %d agreed, on %d of %d lines reported; %d agreed in all", s.Delivered, s.Held, s.Reported, s.Lines, s.Agreed)
}

// Variance is a day's plan against what was done. Only lines that were agreed are in it, each in the sums of its own tally:
// hours of the hub and opened beds are no people, and an admission avoided is not a discharge.
type Variance struct {
	Day      civil.Date
	Due      time.Time
	Gaps     []Gap
	All      GapSum // discharges
	Avoided  GapSum
	Kinds    []GapSum // every line once: discharges by pathway, then each other tally that has a line
	Councils []GapSum // of lines that have a council, by tally
	Trusts   []GapSum // by tally
	// Beside is which live plans act for the same trusts on the day: all sums here are over both.
	Beside []Overlap
}

// VarianceOf works a day out from the lines of the live plans, as it stands at an instant.
func VarianceOf(day civil.Date, lines []Counted, at time.Time) Variance {
	v := Variance{Day: day, Due: VarianceDue(day), All: GapSum{What: Leaving}, Avoided: GapSum{Of: string(Avoided), What: KeptHome}}
	kinds, councils, trusts := sums{}, sums{}, sums{}
	for _, c := range lines {
		st := c.Standing
		if c.Line.Date != day || st.State != Agreed && st.State != Delivered && st.State != Failed {
			continue
		}
		g := Gap{Counted: c, Agreed: st.Agreed, Reported: st.Reported, Late: !st.Reported && !at.Before(v.Due)}
		if st.Reported {
			g.Delivered, g.Short = st.Delivered, st.Agreed-st.Delivered
		}
		v.Gaps = append(v.Gaps, g)
		switch c.Line.Tally() {
		case Leaving:
			v.All.add(g)
		case KeptHome:
			v.Avoided.add(g)
		}
		kinds.add(string(c.Line.Pathway), g)
		trusts.add(string(c.Line.Trust), g)
		if c.Line.Council != "" {
			councils.add(string(c.Line.Council), g)
		}
	}
	v.Kinds, v.Councils, v.Trusts = kinds.inOrder(), councils.inOrder(), trusts.inOrder()
	slices.SortStableFunc(v.Kinds, func(a, b GapSum) int { return a.What.place() - b.What.place() })
	slices.SortFunc(v.Gaps, func(a, b Gap) int {
		if n := strings.Compare(a.Plan, b.Plan); n != 0 {
			return n
		}
		return strings.Compare(a.Line.ID, b.Line.ID)
	})
	return v
}

func (s *GapSum) add(g Gap) {
	s.Lines++
	s.Agreed += g.Agreed
	if g.Reported {
		s.Reported++
		s.Held += g.Agreed
		s.Delivered += g.Delivered
	}
}

func (t Tally) place() int { return slices.Index(tallies[:], t) }

// sums are kept apart by what they are of and what they count.
type sums map[GapSum]*GapSum

func (m sums) add(of string, g Gap) {
	key := GapSum{Of: of, What: g.Line.Tally()}
	if m[key] == nil {
		m[key] = &GapSum{Of: key.Of, What: key.What}
	}
	m[key].add(g)
}

func (m sums) inOrder() []GapSum {
	out := make([]GapSum, 0, len(m))
	for _, s := range m {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b GapSum) int { return cmp.Or(strings.Compare(a.Of, b.Of), a.What.place()-b.What.place()) })
	return out
}

// Missing lists the organisations whose number is not in for a day's lines: a line's trust and its council, either of
// which may enter it.
func (v Variance) Missing() []org.Code {
	var out []org.Code
	for _, g := range v.Gaps {
		if !g.Reported {
			out = append(out, g.Line.Trust)
			if g.Line.Council != "" {
				out = append(out, g.Line.Council)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
