package discharge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Figure is one number of a brief with what it stands on. A missing one is missing and not nought.
type Figure struct {
	Value  measure.Value
	In     int       // of how many returns it is the sum
	Due    int       // how many were due
	AsAt   time.Time // when it was so, of the oldest part; zero where that is not known
	Source string
}

// BedState is one trust's beds this morning at 08:00, or yesterday's where this morning's are not in; Day says which.
type BedState struct {
	Trust    org.Code
	Day      civil.Date
	Usable   measure.Value // open beds somebody may lie in: core and escalation, less closed empty and void
	Core     measure.Value // of these the core ones
	Occupied measure.Value
	AsAt     time.Time
}

// BedLine is a trust's, or the board's, beds against the target.
type BedLine struct {
	Org      org.Code
	Day      civil.Date
	Usable   measure.Value
	Core     measure.Value
	Occupied measure.Value
	// Headroom is the beds that may still be filled before the target is passed, below nought the beds over it
	// (definition c.6), of the usable beds and of the core ones alone. Missing when a part is.
	Headroom, CoreHeadroom measure.Value
	In, Due                int
}

// Share is occupied by usable beds; false where either is missing.
func (b BedLine) Share() (float64, bool) {
	if !b.Usable.Given() || !b.Occupied.Given() || b.Usable.Amount() == 0 {
		return 0, false
	}
	return b.Occupied.Amount() / b.Usable.Amount(), true
}

// BriefOdds is the chance that a trust, or the board, keeps to the target on a morning, by the forecast named.
type BriefOdds struct {
	Org      org.Code
	Morning  civil.Date
	Within   float64
	Forecast string
}

// BriefCount is a count of people by what they have in common: a pathway, a council, a reason's group.
type BriefCount struct {
	Of    string
	Count Figure
}

// BriefGap is something that ought to be there and is not.
type BriefGap struct {
	Org   org.Code
	What  string // the return, or the number
	Since time.Time
}

// BriefDue is something that is due today.
type BriefDue struct {
	At   time.Time
	What string
	Who  []org.Code
}

// BriefInputs is what a brief is made of; each part comes from whoever knows it, and an empty one is said to be empty.
type BriefInputs struct {
	Board  org.Code
	On     civil.Date
	At     time.Time // what was known then
	Target float64   // share of the beds, as 0.92

	Beds        []BedState // one for each trust that is due to send them
	Odds        []BriefOdds
	Remaining   []BriefCount // people with no criteria to reside who remained, by pathway
	ByCouncil   []BriefCount // the same by council
	Discharged  Figure       // all discharges yesterday
	Expected    Figure       // what the forecast expected of yesterday without the plan
	Yesterday   Variance     // the plan's lines of yesterday
	HoursLost   Figure       // ambulance hours lost at handover, yesterday
	Flu         Figure       // beds
	Norovirus   Figure       // beds closed, this morning
	Covid       Figure       // beds
	Absences    Figure       // staff, this morning
	Gaps        []BriefGap
	Conflicts   []Conflict
	Readiness   *Readiness // nil where no check is open
	Signatures  []BriefDue // signatures that plans wait for
	ReturnsDue  []BriefDue // returns due today
	LevelShown  string     // the escalation level as it was declared, with who declared it; empty where none was
	Notes       []string
	MostOfAList int // lines of each list on the page; 0 means 8
}

// Cut is a list with what did not fit on the page.
type Cut[T any] struct {
	Shown []T
	More  int
}

func cutTo[T any](list []T, most int) Cut[T] {
	if len(list) <= most {
		return Cut[T]{Shown: list}
	}
	return Cut[T]{Shown: list[:most], More: len(list) - most}
}

// Brief is a board's one page for 07:30 (R37).
type Brief struct {
	Board  org.Code
	On     civil.Date
	At     time.Time
	Target float64

	All    BedLine // the sum of the trusts whose beds are in
	Trusts Cut[BedLine]
	Odds   Cut[BriefOdds] // the least first

	Remaining    Cut[BriefCount]
	RemainingAll Figure
	ByCouncil    Cut[BriefCount]

	Discharged, Expected, HoursLost, Flu, Norovirus, Covid, Absences Figure
	Yesterday                                                        Variance

	Gaps      Cut[BriefGap]
	Conflicts Cut[Conflict]
	Due       Cut[BriefDue] // in the order of the clock
	Level     string
	Notes     []string
}

// BriefOf puts a brief together. It works nothing out that its inputs do not hold: sums are of what is in, with how many
// were due, and a list that does not fit says how many more there are.
func BriefOf(in BriefInputs) Brief {
	most := in.MostOfAList
	if most <= 0 {
		most = 8
	}
	b := Brief{Board: in.Board, On: in.On, At: in.At, Target: in.Target, Discharged: in.Discharged, Expected: in.Expected, HoursLost: in.HoursLost,
		Flu: in.Flu, Norovirus: in.Norovirus, Covid: in.Covid, Absences: in.Absences, Yesterday: in.Yesterday, Level: in.LevelShown,
		Notes: slices.Clone(in.Notes), RemainingAll: sumFigures(in.Remaining)}
	lines := make([]BedLine, 0, len(in.Beds))
	for _, s := range in.Beds {
		lines = append(lines, lineOfBeds(s, in.Target))
	}
	b.All = sumBeds(in.Board, in.On, lines, in.Target)
	slices.SortStableFunc(lines, func(x, y BedLine) int { return cmp.Compare(tightness(x), tightness(y)) })
	b.Trusts = cutTo(lines, most)
	odds := slices.Clone(in.Odds)
	slices.SortStableFunc(odds, func(x, y BriefOdds) int { return cmp.Compare(x.Within, y.Within) })
	b.Odds = cutTo(odds, most)
	b.Remaining, b.ByCouncil = cutTo(largest(in.Remaining), most), cutTo(largest(in.ByCouncil), most)
	gaps := slices.Clone(in.Gaps)
	for _, l := range lines {
		if l.In < l.Due {
			gaps = append(gaps, BriefGap{Org: l.Org, What: "beds of " + l.Day.Format("2 January 2006")})
		}
	}
	b.Gaps = cutTo(gaps, most)
	conflicts := slices.Clone(in.Conflicts)
	slices.SortStableFunc(conflicts, func(x, y Conflict) int { return cmp.Compare(hardness(y), hardness(x)) })
	b.Conflicts = cutTo(conflicts, most)
	b.Due = cutTo(dueToday(in), most)
	return b
}

// hardness puts what is overspent already before what would be.
func hardness(c Conflict) int {
	if c.Hard {
		return 1
	}
	return 0
}

// lineOfBeds holds a trust's beds against the target.
func lineOfBeds(s BedState, target float64) BedLine {
	l := BedLine{Org: s.Trust, Day: s.Day, Usable: s.Usable, Core: s.Core, Occupied: s.Occupied, Due: 1}
	if s.Usable.Given() && s.Occupied.Given() {
		l.In = 1
	}
	l.Headroom, l.CoreHeadroom = roomUnder(target, s.Usable, s.Occupied), roomUnder(target, s.Core, s.Occupied)
	return l
}

// roomUnder is floor(target x beds) - occupied; a product that is whole but for rounding is that whole number.
func roomUnder(target float64, beds, occupied measure.Value) measure.Value {
	if !beds.Given() || !occupied.Given() {
		return measure.Gap()
	}
	return measure.Of(math.Floor(target*beds.Amount()+1e-9) - occupied.Amount())
}

// sumBeds adds up the trusts whose beds are in; the core is missing as soon as one of these does not say it.
func sumBeds(board org.Code, on civil.Date, lines []BedLine, target float64) BedLine {
	s := BedLine{Org: board, Day: on, Due: len(lines), Usable: measure.Gap(), Core: measure.Gap(), Occupied: measure.Gap()}
	usable, core, occupied, cores := 0.0, 0.0, 0.0, 0
	for _, l := range lines {
		if l.In == 0 {
			continue
		}
		s.In++
		usable, occupied = usable+l.Usable.Amount(), occupied+l.Occupied.Amount()
		if l.Core.Given() {
			core, cores = core+l.Core.Amount(), cores+1
		}
	}
	if s.In > 0 {
		s.Usable, s.Occupied = measure.Of(usable), measure.Of(occupied)
		if cores == s.In {
			s.Core = measure.Of(core)
		}
	}
	s.Headroom, s.CoreHeadroom = roomUnder(target, s.Usable, s.Occupied), roomUnder(target, s.Core, s.Occupied)
	return s
}

// tightness puts the trust with the least headroom first and one whose beds are missing last.
func tightness(l BedLine) float64 {
	if !l.Headroom.Given() {
		return math.Inf(1)
	}
	return l.Headroom.Amount()
}

// largest orders counts from the largest; missing ones come last.
func largest(list []BriefCount) []BriefCount {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b BriefCount) int {
		if a.Count.Value.Given() != b.Count.Value.Given() {
			if a.Count.Value.Given() {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Count.Value.Amount(), a.Count.Value.Amount())
	})
	return out
}

// sumFigures adds up the counts that are in; it is missing when none is.
func sumFigures(list []BriefCount) Figure {
	f := Figure{Value: measure.Gap()}
	for _, c := range list {
		f.In, f.Due = max(f.In, c.Count.In), max(f.Due, c.Count.Due)
		if f.Source == "" {
			f.Source = c.Count.Source
		}
		if !c.Count.AsAt.IsZero() && (f.AsAt.IsZero() || c.Count.AsAt.Before(f.AsAt)) {
			f.AsAt = c.Count.AsAt
		}
		if c.Count.Value.Given() {
			f.Value = measure.Of(f.Value.Amount() + c.Count.Value.Amount())
		}
	}
	return f
}

// dueToday gathers what is due, in the order of the clock: yesterday's numbers by 09:00, the returns, the readiness check
// where it is today, and the signatures that plans wait for.
func dueToday(in BriefInputs) []BriefDue {
	var out []BriefDue
	if missing := in.Yesterday.Missing(); len(missing) > 0 {
		out = append(out, BriefDue{At: in.Yesterday.Due, Who: missing,
			What: "what was done on the plan's lines of " + in.Yesterday.Day.Format("2 January 2006")})
	}
	out = append(out, in.ReturnsDue...)
	if r := in.Readiness; r != nil && r.On == in.On && r.Missing > 0 {
		var who []org.Code
		for _, o := range r.Orgs {
			if o.Missing > 0 && !slices.Contains(who, o.Org) {
				who = append(who, o.Org)
			}
		}
		out = append(out, BriefDue{At: r.Due, Who: who, What: fmt.Sprintf("readiness for %s: %d of %d answers missing", daysWords(r.Days), r.Missing, r.Expected)})
	}
	out = append(out, in.Signatures...)
	slices.SortStableFunc(out, func(a, b BriefDue) int {
		if a.At.IsZero() != b.At.IsZero() {
			if a.At.IsZero() {
				return 1
			}
			return -1
		}
		return a.At.Compare(b.At)
	})
	return out
}

// SignaturesWanted lists whose signature a plan waits for, as something that is due.
func SignaturesWanted(plan string, a Agreement) []BriefDue {
	var who []org.Code
	for _, p := range a.Parties {
		if !p.Signed {
			who = append(who, p.Org)
		}
	}
	if len(who) == 0 || a.State != VersionProposed {
		return nil
	}
	return []BriefDue{{What: "agreement to plan " + plan, Who: who}}
}
