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

// BedState is one trust's beds on one morning at 08:00.
type BedState struct {
	Trust    org.Code
	Under    org.Code // whose line of the brief it is part of: the trust's own, its board's or its region's
	Day      civil.Date
	Usable   measure.Value // open beds somebody may lie in: core and escalation, less closed empty and void
	Core     measure.Value // of these the core ones
	Occupied measure.Value
	AsAt     time.Time
}

// in reports whether the state says what a line needs.
func (s BedState) in() bool { return s.Usable.Given() && s.Occupied.Given() }

// BedLine is beds against the target on one morning: of a trust, a board or a region. All lines of a brief, its total among
// them, are of the same morning.
type BedLine struct {
	Org      org.Code
	Day      civil.Date
	Usable   measure.Value
	Core     measure.Value
	Occupied measure.Value
	// Headroom is the beds that may still be filled before the target is passed, below nought the beds over it
	// (definition c.6), of the usable beds and of the core ones alone. Missing when a part is.
	Headroom, CoreHeadroom measure.Value
	In, Due                int        // how many trusts' beds of that morning are in
	Other                  []BedState // what is in of other mornings: later ones, and earlier ones of trusts that are missing
}

// Share is occupied by usable beds; false where either is missing.
func (b BedLine) Share() (float64, bool) {
	if !b.Usable.Given() || !b.Occupied.Given() || b.Usable.Amount() == 0 {
		return 0, false
	}
	return b.Occupied.Amount() / b.Usable.Amount(), true
}

// BriefOdds is the chance that an organisation keeps to the target on a morning: of all open beds and without a plan, by the
// forecast named; and by each live plan, of its own beds, when all of it is done.
type BriefOdds struct {
	Org      org.Code
	Morning  civil.Date
	Within   float64 // NaN where no forecast is held
	Forecast string
	Plans    []PlanOdds
}

// PlanOdds is the chance on one morning that a plan's own target is kept when all of the version is done, as it was certified
// when the version was worked out. Of a board or region it is that of its trust with the least chance.
type PlanOdds struct {
	Plan    string
	Version int
	Trust   org.Code
	Share   float64
	Basis   Basis
	Within  float64
	Stands  string  // the forecast that it was worked out from
	Low     float64 // its 95% interval
	High    float64
}

// BriefPlan is a live plan: what it was certified to reach on its hardest morning, and whether that still holds.
type BriefPlan struct {
	Plan       string
	Version    int
	Area       org.Code
	State      VersionState
	Share      float64
	Confidence float64
	Basis      Basis     // empty where its lines were sent as they are
	Reached    []Reached // by trust
	Stands     string    // the forecast that they were worked out from
	Off        int       // lines that are refused, withdrawn or agreed in part, without which the odds do not hold
}

// Least is the certificate of the trust with the least chance; false where none is kept.
func (p BriefPlan) Least() (Reached, bool) {
	if len(p.Reached) == 0 {
		return Reached{}, false
	}
	return slices.MinFunc(p.Reached, func(a, b Reached) int { return cmp.Compare(a.Least, b.Least) }), true
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
	Area   org.Code // a board, a region or England
	On     civil.Date
	At     time.Time // what was known then
	Target float64   // share of the beds, as 0.92

	Lines       []org.Code // who has a line each: a board's trusts, a region's boards, England's regions
	Beds        []BedState // for each trust that is due to send them one or two mornings, or one that is missing
	Odds        []BriefOdds
	Plans       []BriefPlan
	Remaining   []BriefCount // people with no criteria to reside who remained, by pathway
	ByCouncil   []BriefCount // the same by council
	Discharged  Figure       // all discharges yesterday
	Expected    Figure       // what the forecast expected of yesterday without the plan
	Yesterday   Variance     // the plan's lines of yesterday
	Beside      []Overlap    // live plans that act for the same trusts at one time
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

// Brief is the one page for 07:30 of a board, a region or England (R37).
type Brief struct {
	Area   org.Code
	On     civil.Date
	At     time.Time
	Target float64

	All   BedLine // the sum of the trusts whose beds are in
	Beds  Cut[BedLine]
	Odds  Cut[BriefOdds] // the area's own, then the least first
	Plans Cut[BriefPlan]

	Remaining    Cut[BriefCount]
	RemainingAll Figure
	ByCouncil    Cut[BriefCount]

	Discharged, Expected, HoursLost, Flu, Norovirus, Covid, Absences Figure
	Yesterday                                                        Variance
	Parts                                                            Cut[GapSum] // yesterday's plan by who has a line, and by tally; of nobody: trusts of no line
	Beside                                                           []Overlap

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
	b := Brief{Area: in.Area, On: in.On, At: in.At, Target: in.Target, Discharged: in.Discharged, Expected: in.Expected, HoursLost: in.HoursLost,
		Flu: in.Flu, Norovirus: in.Norovirus, Covid: in.Covid, Absences: in.Absences, Yesterday: in.Yesterday, Level: in.LevelShown,
		Notes: slices.Clone(in.Notes), RemainingAll: sumFigures(in.Remaining)}
	day := morningOf(in.Beds, in.On)
	b.All = sumBeds(in.Area, day, in.Beds, in.Target)
	lines := make([]BedLine, 0, len(in.Lines))
	for _, c := range in.Lines {
		own := slices.DeleteFunc(slices.Clone(in.Beds), func(s BedState) bool { return s.Under != c })
		lines = append(lines, sumBeds(c, day, own, in.Target))
	}
	slices.SortStableFunc(lines, func(x, y BedLine) int { return cmp.Compare(tightness(x), tightness(y)) })
	b.Beds = cutTo(lines, most)
	odds := slices.Clone(in.Odds)
	slices.SortStableFunc(odds, func(x, y BriefOdds) int {
		if own := y.Org == in.Area; own != (x.Org == in.Area) {
			return map[bool]int{true: 1, false: -1}[own]
		}
		return cmp.Compare(x.chance(), y.chance())
	})
	b.Odds, b.Plans = cutTo(odds, most), cutTo(in.Plans, most)
	b.Remaining, b.ByCouncil = cutTo(largest(in.Remaining), most), cutTo(largest(in.ByCouncil), most)
	gaps := slices.Clone(in.Gaps)
	for _, l := range lines {
		if l.In < l.Due {
			what := "beds of " + l.Day.Format("2 January 2006")
			if l.Due > 1 {
				what += fmt.Sprintf(" of %d of %d trusts", l.Due-l.In, l.Due)
			}
			gaps = append(gaps, BriefGap{Org: l.Org, What: what})
		}
	}
	b.Gaps = cutTo(gaps, most)
	conflicts := slices.Clone(in.Conflicts)
	slices.SortStableFunc(conflicts, func(x, y Conflict) int { return cmp.Compare(hardness(y), hardness(x)) })
	b.Conflicts = cutTo(conflicts, most)
	b.Due = cutTo(dueToday(in), most)
	b.Parts, b.Beside = cutTo(partsOf(in), most), in.Beside
	return b
}

// partsOf is yesterday's plan by who has a line of the brief: those first whose numbers are in and fall most short, then those
// whose numbers are missing.
func partsOf(in BriefInputs) []GapSum {
	under := map[org.Code]org.Code{}
	for _, s := range in.Beds {
		under[s.Trust] = s.Under
	}
	parts := sums{}
	for _, g := range in.Yesterday.Gaps {
		parts.add(string(under[g.Line.Trust]), g)
	}
	out := parts.inOrder()
	slices.SortStableFunc(out, func(a, b GapSum) int {
		x, _ := a.Short()
		y, _ := b.Short()
		return cmp.Or(a.What.place()-b.What.place(), y-x, (b.Lines-b.Reported)-(a.Lines-a.Reported))
	})
	return out
}

// hardness puts what is overspent already before what would be.
func hardness(c Conflict) int {
	if c.Hard {
		return 1
	}
	return 0
}

// chance is the forecast's chance for sorting; one that is not known comes last.
func (o BriefOdds) chance() float64 {
	if math.IsNaN(o.Within) {
		return math.Inf(1)
	}
	return o.Within
}

// morningOf is the morning that most trusts' beds are in of, the later of two; on where none is in.
func morningOf(beds []BedState, on civil.Date) civil.Date {
	in, best := map[civil.Date]int{}, civil.Date{}
	for _, s := range beds {
		if s.in() {
			in[s.Day]++
		}
	}
	for d, n := range in {
		if best.IsZero() || n > in[best] || n == in[best] && d.After(best) {
			best = d
		}
	}
	if best.IsZero() {
		return on
	}
	return best
}

// roomUnder is floor(target x beds) - occupied; a product that is whole but for rounding is that whole number.
func roomUnder(target float64, beds, occupied measure.Value) measure.Value {
	if !beds.Given() || !occupied.Given() {
		return measure.Gap()
	}
	return measure.Of(math.Floor(target*beds.Amount()+1e-9) - occupied.Amount())
}

// sumBeds adds up the trusts whose beds of the morning are in; the core is missing as soon as one of these does not say it.
func sumBeds(of org.Code, day civil.Date, beds []BedState, target float64) BedLine {
	s := BedLine{Org: of, Day: day, Usable: measure.Gap(), Core: measure.Gap(), Occupied: measure.Gap()}
	var due, there []org.Code
	usable, core, occupied, cores := 0.0, 0.0, 0.0, 0
	for _, l := range beds {
		if !slices.Contains(due, l.Trust) {
			due = append(due, l.Trust)
		}
		if l.Day != day || !l.in() {
			continue
		}
		there = append(there, l.Trust)
		usable, occupied = usable+l.Usable.Amount(), occupied+l.Occupied.Amount()
		if l.Core.Given() {
			core, cores = core+l.Core.Amount(), cores+1
		}
	}
	for _, l := range beds {
		if l.in() && l.Day != day && (l.Day.After(day) || !slices.Contains(there, l.Trust)) {
			s.Other = append(s.Other, l)
		}
	}
	s.In, s.Due = len(there), len(due)
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
	if r := in.Readiness; r != nil && r.On == in.On {
		if who, n := r.Wanted(); n > 0 {
			out = append(out, BriefDue{At: r.Due, Who: who, What: fmt.Sprintf("readiness for %s: %d of %d answers missing", daysWords(r.Days), n, r.Expected)})
		}
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
