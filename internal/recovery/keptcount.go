package recovery

import (
	"maps"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/dist"
)

// Line is something that a wait may pass: a tier of importance, or one clock. It is what boards and burn-downs count by.
type Line string

// The lines: the four tiers in their order, then single clocks. A patient may be past several.
const (
	LineDates     Line = "tier-1" // a clinical or cancer date
	LinePostponed Line = "tier-2" // 28 days after a date that the provider moved
	LineLongest   Line = "tier-3" // 52 weeks
	LineWaiting   Line = "tier-4" // 18 weeks
	LineCancer62  Line = "C62"
	Line65        Line = "RTT65"
	Line78        Line = "RTT78"
	Line104       Line = "RTT104"
)

// Lines are all of them in the order of a board.
func Lines() []Line {
	return []Line{LineDates, LinePostponed, LineLongest, LineWaiting, LineCancer62, Line65, Line78, Line104}
}

// Words is the line as a person says it.
func (l Line) Words() string {
	switch l {
	case LineDates:
		return "Past a clinical or cancer date"
	case LinePostponed:
		return "Postponed, and no new date within 28 days of the old one"
	case LineLongest:
		return "Over 52 weeks"
	case LineWaiting:
		return "Over 18 weeks"
	case LineCancer62:
		return "Over 62 days on a cancer pathway"
	case Line65:
		return "Over 65 weeks"
	case Line78:
		return "Over 78 weeks"
	case Line104:
		return "Over 104 weeks"
	}
	return string(l)
}

// Short is the line as the head of a column.
func (l Line) Short() string {
	switch l {
	case LineDates:
		return "Clinical or cancer date"
	case LinePostponed:
		return "28 days after a postponement"
	case LineCancer62:
		return "62 days, cancer"
	case LineLongest, LineWaiting, Line65, Line78, Line104:
		return strings.TrimPrefix(l.Words(), "Over ")
	}
	return string(l)
}

// Tier is the number of the tier that the line is, or that its clock belongs to.
func (l Line) Tier() int {
	switch l {
	case LineDates, LineCancer62:
		return 1
	case LinePostponed:
		return 2
	case LineWaiting:
		return 4
	case LineLongest, Line65, Line78, Line104:
		return 3
	}
	return 0
}

// postponedWithin is within how many days of a date that the provider moved a new one is aimed for: the days of the
// 28-day guarantee, as an aim for every such postponement.
const postponedWithin = 28

// LastDays are the last days on time of a patient who waits on a day, by line; a line that sets none is left out. Nobody
// who no longer waits has any.
func LastDays(p Patient, on civil.Date) map[Line]civil.Date {
	if over, _ := p.Over(on); over {
		return nil
	}
	out := map[Line]civil.Date{}
	first := func(l Line, d civil.Date) {
		if was, ok := out[l]; !ok || d.Before(was) {
			out[l] = d
		}
	}
	for _, c := range ClocksOf(p, on) {
		if !c.Pending() {
			continue
		}
		switch {
		case c.Rule == Cancer62:
			first(LineCancer62, c.Last)
			first(LineDates, c.Last)
		case c.Rule == Cancer31, c.Group == PriorityClock, c.Group == DiagnosticClock:
			first(LineDates, c.Last)
		case c.Rule == Guarantee28:
			first(LinePostponed, c.Last)
		case c.Rule == RTT18:
			first(LineWaiting, c.Last)
		case c.Rule == RTT52:
			first(LineLongest, c.Last)
		case c.Rule == RTT65, c.Rule == RTT78, c.Rule == RTT104:
			first(Line(c.Rule), c.Last)
		}
	}
	for _, q := range p.Postponed {
		if q.By == ByProvider && !q.For.IsZero() && !q.On.After(on) {
			first(LinePostponed, q.For.Add(postponedWithin))
		}
	}
	return out
}

// Counted is a trust's list in counts, for those who see no patients. Each count stands beside the days it is of: the day
// of counting, then each Sunday, if nobody were treated.
type Counted struct {
	At        time.Time `json:",omitzero"`
	Waiting   int
	Postponed int // by the provider, at least once
	Undated   int `json:",omitempty"` // of them, no day is recorded from which the 28 days could be counted
	Booked    int // hold a session that is still to come, or is today
	Over      int `json:",omitempty"` // hold one that is over, and nobody has said what became of it
	Days      []civil.Date
	Past      map[Line]map[string][]int // by specialty, one number for each day
}

// countedWeeks is how many Sundays ahead are counted: to the end of a winter from its beginning.
const countedWeeks = 18

// CountOf counts a list on a day.
func CountOf(patients []Patient, sessions []Session, on civil.Date) Counted {
	over := DatesOver(sessions, on)
	out := Counted{Days: []civil.Date{on}, Past: map[Line]map[string][]int{}}
	for d := on.Add(7 - int(on.Weekday())); len(out.Days) <= countedWeeks; d = d.Add(7) {
		out.Days = append(out.Days, d)
	}
	for _, p := range patients {
		if over, _ := p.Over(on); over {
			continue
		}
		out.Waiting++
		if p.TimesPostponed() > 0 {
			out.Postponed++
			if _, dated := LastDays(p, on)[LinePostponed]; !dated {
				out.Undated++
			}
		}
		switch {
		case over[p.Booked]:
			out.Over++
		case p.Booked != "":
			out.Booked++
		}
		for l, last := range LastDays(p, on) {
			if out.Past[l] == nil {
				out.Past[l] = map[string][]int{}
			}
			n := out.Past[l][p.Specialty]
			if n == nil {
				n = make([]int, len(out.Days))
				out.Past[l][p.Specialty] = n
			}
			for i, d := range out.Days {
				if d.After(last) {
					n[i]++
				}
			}
		}
	}
	return out
}

// DatesOver are the sessions that are over on a day. Whoever holds one of them and still waits is somebody of whom nobody has said
// what became: a done or postponed date is held no more.
func DatesOver(sessions []Session, on civil.Date) map[SessionID]bool {
	out := map[SessionID]bool{}
	for _, s := range sessions {
		if s.Date.Before(on) {
			out[s.ID] = true
		}
	}
	return out
}

// Specialties are the specialties that the counts name, in order.
func (c Counted) Specialties() []string {
	seen := map[string]bool{}
	for _, by := range c.Past {
		for s := range by {
			seen[s] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Sum is how many are past a line on the i-th day, all specialties together.
func (c Counted) Sum(l Line, i int) int {
	n := 0
	for _, by := range c.Past[l] {
		if i < len(by) {
			n += by[i]
		}
	}
	return n
}

// Hidden is the least count that is shown above the trust: smaller ones could tell of a person (g 11).
const Hidden = 5

// OnTheDay is the share of planned treatments that the provider cancels on the day for reasons that are not clinical: about
// one in a hundred, by memory and unconfirmed. It goes into the odds of a burn-down beside the chance of lists running late.
const OnTheDay = 0.01

// BurnDay is how many are past a line on one day: if nobody were treated, if everybody keeps the session held now, and with
// a plan. Low and High hold eight outcomes in ten of the plan's; people who join the list later are in none of them.
type BurnDay struct {
	Day             civil.Date
	Nobody, Booked  int
	Low, Plan, High int
}

// Burn counts how many are past a line on each of the days.
func Burn(patients []Patient, sessions []Session, plan *Plan, l Line, on civil.Date, days []civil.Date) []BurnDay {
	when := make(map[SessionID]civil.Date, len(sessions))
	for _, s := range sessions {
		if s.Closed == "" {
			when[s.ID] = s.Date
		}
	}
	at, lost := planDays(plan)
	out := make([]BurnDay, len(days))
	laws := make([][]float64, len(days))
	fixed := make([]int, len(days))
	for _, p := range patients {
		last, ok := LastDays(p, on)[l]
		if !ok {
			continue
		}
		booked, held := when[p.Booked]
		date, has := at[p.Pathway]
		for i, d := range days {
			if !d.After(last) {
				continue
			}
			out[i].Nobody++
			if !held || booked.After(d) {
				out[i].Booked++
			}
			if has && !date.After(d) {
				laws[i] = append(laws[i], lost[p.Pathway])
			} else {
				fixed[i]++
			}
		}
	}
	for i, d := range days {
		out[i].Day = d
		law := dist.PoissonBinomial(laws[i])
		low, high := law.Between(0.8)
		out[i].Low, out[i].Plan, out[i].High = fixed[i]+low, fixed[i]+law.Middle(), fixed[i]+high
	}
	return out
}

// planDays gives for each pathway the day that a plan gives it, and the chance that it comes to nothing: cancelled on the
// day, or last on a list that runs late.
func planDays(plan *Plan) (at map[Pathway]civil.Date, lost map[Pathway]float64) {
	at, lost = map[Pathway]civil.Date{}, map[Pathway]float64{}
	if plan == nil {
		return at, lost
	}
	for _, x := range plan.Placements {
		if x.Session != "" {
			at[x.Pathway], lost[x.Pathway] = x.Date, OnTheDay
		}
	}
	for _, k := range plan.Lists {
		if n := len(k.Pathways); n > 0 {
			p := k.Pathways[n-1]
			lost[p] = 1 - (1-lost[p])*(1-k.Late)
		}
	}
	return at, lost
}
