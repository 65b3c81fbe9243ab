package discharge

import (
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

// GapSum adds up what may be added: people on one pathway, or of one council or trust.
type GapSum struct {
	Of        string // the pathway, or the code; empty for what has none
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

// Variance is a day's plan against what was done. Only lines that were agreed are in it; hours of the hub and opened beds
// are listed and in no sum, for they are no people, and an admission avoided is not a discharge.
type Variance struct {
	Day      civil.Date
	Due      time.Time
	Gaps     []Gap
	All      GapSum // discharges
	Avoided  GapSum
	Pathways []GapSum
	Councils []GapSum // discharges of lines that have a council
	Trusts   []GapSum
}

// VarianceOf works a day out from the lines of the live plans, as it stands at an instant.
func VarianceOf(day civil.Date, lines []Counted, at time.Time) Variance {
	v := Variance{Day: day, Due: VarianceDue(day), Avoided: GapSum{Of: string(Avoided)}}
	pathways, councils, trusts := map[string]*GapSum{}, map[string]*GapSum{}, map[string]*GapSum{}
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
		switch {
		case !c.Line.People():
		case c.Line.Effect == Avoided:
			v.Avoided.add(g)
		default:
			v.All.add(g)
			addTo(pathways, string(c.Line.Pathway), g)
			addTo(trusts, string(c.Line.Trust), g)
			if c.Line.Council != "" {
				addTo(councils, string(c.Line.Council), g)
			}
		}
	}
	v.Pathways, v.Councils, v.Trusts = inOrder(pathways), inOrder(councils), inOrder(trusts)
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

func addTo(m map[string]*GapSum, of string, g Gap) {
	if m[of] == nil {
		m[of] = &GapSum{Of: of}
	}
	m[of].add(g)
}

func inOrder(m map[string]*GapSum) []GapSum {
	out := make([]GapSum, 0, len(m))
	for _, s := range m {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b GapSum) int { return strings.Compare(a.Of, b.Of) })
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
