package recovery

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/solve/assign"
)

// TrialKind is what is tried. Stored as its word.
type TrialKind string

// The kinds of trial: what a manager could buy, and what a person could decide.
const (
	TryList         TrialKind = "list"         // one more list
	TryAnaesthetist TrialKind = "anaesthetist" // so many more anaesthetists at a site on a day
	TryBeds         TrialKind = "beds"         // so many more ward beds at a site from a night to a night
	TryHighBeds     TrialKind = "high-beds"    // likewise of high care
	TryPin          TrialKind = "pin"          // this patient in this session
	TryForbid       TrialKind = "forbid"       // this patient not in this session
	TryHold         TrialKind = "hold"         // this patient in none
	TrySwap         TrialKind = "swap"         // two patients in each other's sessions
)

// Trial is one thing to try on a plan before anybody says yes.
type Trial struct {
	Kind     TrialKind
	List     Session // of TryList
	Site     string
	From, To civil.Date // first and last day; To is From where it is the zero date
	Number   float64    // how many more
	Pathway  Pathway
	Other    Pathway // of TrySwap
	Session  SessionID
}

// Shift is what a trial changes for one person.
type Shift struct {
	Pathway  Pathway
	From, To SessionID // "" is no date
	Before   civil.Date
	After    civil.Date
	Days     int     // later by so many days; negative is earlier. Without a date counts as the day that stands for it
	Cost     float64 // more cost for this person; negative is a gain
}

// Effect is what a trial does to a plan.
type Effect struct {
	Trial    Trial
	Estimate float64  // what it can be worth at most, about, by the plan's prices; 0 where they say nothing
	Slack    float64  // what it can be worth besides where the plan is as far from the best as its bound allows
	Saved    float64  // what it saves, confirmed by planning anew round it; negative is what it costs. More may be possible
	Anyway   float64  // how much of that the same search finds without it: the plan can be made better by so much
	Shifts   []Shift  // everybody whose date would change, those who gain most first
	Tiers    []Tier   // of the plan with it: People beside Before, which is the plan without it
	Possible bool     // false when a decision cannot be kept, as a pin on a closed list
	Words    string   // why not
	Warnings []string // what a decision goes against, which only a person may decide: notice owed, a team that lacks a skill
}

const (
	oneMore = SessionID("one more list")

	// FreeTeam is the team of a list that is tried with whichever team is free, anaesthetist included: no other list stands in
	// its way.
	FreeTeam = "a team that is free"

	trialSeconds = 0.5 // of the reference machine's work
	trialFree    = 250 // people on each of two rounds who are planned anew
)

// WhatIf tries one thing on a plan and says whom it helps and whom it costs, without changing anything. The placements are
// in the order of a.Patients.
func WhatIf(ctx context.Context, a Ask, plan *Plan, t Trial) (Effect, error) {
	a, bad := Sound(a)
	if bad.Stops() {
		return Effect{}, bad.Err("Nothing was tried")
	}
	if len(plan.Placements) != len(a.Patients) {
		return Effect{}, fault.New(fault.Conflict, "the plan is of %d patients and there are %d now; plan anew first", len(plan.Placements), len(a.Patients))
	}
	with, possible, words, err := t.on(a, plan)
	if err != nil {
		return Effect{}, err
	}
	if t.Kind == TryHold {
		for i := range a.Patients {
			if a.Patients[i].Pathway == t.Pathway {
				t.Session = plan.Placements[i].Session // which then has room
			}
		}
	}
	e := Effect{Trial: t, Possible: possible, Words: words, Estimate: t.estimate(&a, plan)}
	if !possible {
		return e, nil
	}
	if e.Estimate > 0 {
		e.Slack = max(0, plan.Objective-plan.Bound)
	}
	m, before := compile(&with), compile(&a)
	old, base := before.slotsOf(plan.Placements), m.slotsOf(plan.Placements)
	slots, anyway, err := m.tried(ctx, before, old, base, t)
	if err != nil {
		return Effect{}, err
	}
	e.Anyway, e.Warnings = anyway, m.warnings(plan, t)
	e.compare(before, m, old, slots)
	return e, nil
}

// on is the ask with the trial.
func (t Trial) on(a Ask, plan *Plan) (with Ask, possible bool, words string, err error) {
	switch t.Kind {
	case TryList:
		s := t.List
		s.ID = cmp.Or(s.ID, oneMore)
		if d := s.Date.Sub(a.From); d < 0 || d >= a.Days {
			return a, false, "The list lies outside the plan's days", nil
		}
		a.Sessions = append(slices.Clone(a.Sessions), s)
		if s.Team == FreeTeam && s.Anaesthetist {
			a.Limits = slices.Clone(a.Limits)
			for i := range a.Limits {
				if l := &a.Limits[i]; l.Kind == Anaesthetists && l.Site == s.Site && l.Date == s.Date {
					l.Most++
				}
			}
		}
		_, bad := Sound(a)
		return a, true, "", bad.Err("The list cannot be tried")
	case TryAnaesthetist, TryBeds, TryHighBeds:
		return t.more(a)
	}
	a.Patients = slices.Clone(a.Patients)
	i := slices.IndexFunc(a.Patients, func(p Patient) bool { return p.Pathway == t.Pathway })
	if i < 0 {
		return a, false, "", fault.New(fault.NotFound, "there is no pathway %s in the plan", t.Pathway)
	}
	switch t.Kind {
	case TryHold:
		a.Patients[i].OnHold = true
		return a, true, "", nil
	case TryForbid:
		a.Patients[i].Pinned = ""
		a.Patients[i].Forbidden = append(slices.Clone(a.Patients[i].Forbidden), t.Session)
		return a, true, "", nil
	case TryPin:
		possible, words = pinned(&a, i, t.Session)
		return a, possible, words, nil
	case TrySwap:
		if t.Other == t.Pathway {
			var bad fault.List
			bad.Add("other", "", "Choose another pathway: nobody swaps with themselves")
			return a, false, "", bad.Err("The swap cannot be tried")
		}
		o := slices.IndexFunc(a.Patients, func(p Patient) bool { return p.Pathway == t.Other })
		if o < 0 {
			return a, false, "", fault.New(fault.NotFound, "there is no pathway %s in the plan", t.Other)
		}
		one, other := plan.Placements[i].Session, plan.Placements[o].Session
		if one == "" || other == "" {
			return a, false, "Both must have a date to swap", nil
		}
		if possible, words = pinned(&a, i, other); possible {
			possible, words = pinned(&a, o, one)
		}
		return a, possible, words, nil
	}
	return a, false, "", fault.New(fault.Invalid, "%q cannot be tried; it is list, anaesthetist, beds, high-beds, pin, forbid, hold or swap", t.Kind)
}

// pinned pins a patient to a session; false with the reason where nothing may be booked there, or where a decision to pin
// them there would be refused.
func pinned(a *Ask, i int, id SessionID) (bool, string) {
	p := &a.Patients[i]
	d := Decision{Pathway: p.Pathway, Kind: DecidePin, Value: string(id), Reason: "tried"}
	if f := fault.As(CheckDecision(d, *p, a.Sessions)); f != nil {
		return false, strings.TrimSuffix(f.Fields[0].Message, ".")
	}
	s := &a.Sessions[slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == id })]
	if why := blocksOf(a.Blocks).shut(s); why != "" {
		return false, fmt.Sprintf("The session %s is closed: %s", id, why)
	}
	if d := s.Date.Sub(a.From); d < 0 || d >= a.Days {
		return false, fmt.Sprintf("The session %s lies outside the plan's days", id)
	}
	p.Pinned, p.OnHold = id, false
	p.Forbidden = slices.DeleteFunc(slices.Clone(p.Forbidden), func(f SessionID) bool { return f == id })
	return true, ""
}

// more is an ask with more of a limit.
func (t Trial) more(a Ask) (Ask, bool, string, error) {
	if !(t.Number > 0) || t.From.IsZero() || t.Site == "" {
		return a, false, "", fault.New(fault.Invalid, "say how many more, at which site and on which days")
	}
	if t.last().Before(t.From) {
		return a, false, "", fault.New(fault.Invalid, "the last day, %s, is before the first, %s", longDay(t.To), longDay(t.From))
	}
	kind := map[TrialKind]LimitKind{TryAnaesthetist: Anaesthetists, TryBeds: Beds, TryHighBeds: HighBeds}[t.Kind]
	a.Limits = slices.Clone(a.Limits)
	n := 0
	for i := range a.Limits {
		if l := &a.Limits[i]; l.Kind == kind && l.Site == t.Site && !l.Date.Before(t.From) && !l.Date.After(t.last()) {
			l.Most += t.Number
			n++
		}
	}
	if n == 0 {
		return a, false, fmt.Sprintf("The %s at %s have no limit on those days: more of them change nothing", kindWords(kind), t.Site), nil
	}
	return a, true, "", nil
}

// last is the last day of the trial.
func (t Trial) last() civil.Date {
	if t.To.IsZero() {
		return t.From
	}
	return t.To
}

// estimate is what the plan's prices say that the trial saves.
func (t Trial) estimate(a *Ask, plan *Plan) float64 {
	switch t.Kind {
	case TryAnaesthetist, TryBeds, TryHighBeds:
		kind := map[TrialKind]LimitKind{TryAnaesthetist: Anaesthetists, TryBeds: Beds, TryHighBeds: HighBeds}[t.Kind]
		sum := 0.0
		for _, p := range plan.Prices {
			if p.Kind == kind && p.Site == t.Site && !p.Date.Before(t.From) && !p.Date.After(t.last()) {
				sum += p.Value * t.Number
			}
		}
		return sum
	case TryList:
		// The price of a minute of the list most like it: same specialty and site, the nearest day.
		at := make(map[SessionID]float64, len(plan.Lists))
		for _, l := range plan.Lists {
			at[l.Session] = l.Price
		}
		best, price := never, 0.0
		for i := range a.Sessions {
			s := &a.Sessions[i]
			if s.Specialty != t.List.Specialty || s.Site != t.List.Site || s.Closed != "" {
				continue
			}
			if away := abs(s.Date.Sub(t.List.Date)); away < best {
				best, price = away, at[s.ID]
			}
		}
		return price * t.List.Minutes
	}
	return 0
}

func abs(n int) int { return max(n, -n) }

// slotsOf are a plan's placements as slots of a model: none where a person has decided otherwise since, or the session is
// gone.
func (m *model) slotsOf(placements []Placement) []int32 {
	out := make([]int32, len(m.problem.Jobs))
	for j, i := range m.who {
		out[j] = assign.None
		b := &m.problem.Jobs[j]
		if b.Fixed && b.Held != assign.None {
			out[j] = b.Held
			continue
		}
		x := &placements[i]
		if k, ok := m.byID[x.Session]; ok && x.Session != "" && m.slot[k] != assign.None && m.shut[k] == "" &&
			!slices.Contains(m.ask.Patients[i].Forbidden, x.Session) {
			out[j] = m.slot[k]
		}
	}
	return out
}

// tried plans anew round a trial. A decision about somebody disturbs few: it is a repair. Where there is more room than
// before, those are planned anew who would gain most from it, and those who would gain most from the places that they leave;
// then they take others' places one by one wherever that gains. anyway is what the same exchanges gain without the trial.
func (m *model) tried(ctx context.Context, before *model, old, base []int32, t Trial) (slots []int32, anyway float64, err error) {
	if t.Kind == TryPin || t.Kind == TryForbid || t.Kind == TrySwap {
		o := assign.Repairing{Options: m.options(trialSeconds, nil)}
		for j, i := range m.who {
			if p := m.ask.Patients[i].Pathway; (p == t.Pathway || p == t.Other) && base[j] == assign.None {
				o.New = append(o.New, int32(j))
			}
		}
		r, err := assign.Repair(ctx, &m.problem, base, o)
		return r.Plan.Slot, 0, err
	}
	free := map[int32]bool{}
	var who []int32
	open := m.roomier(t)
	for range 2 {
		next := make([]bool, len(open))
		for _, j := range m.gainers(base, open, free) {
			free[j] = true
			who = append(who, j)
			if base[j] != assign.None {
				next[base[j]] = true
			}
		}
		open = next
	}
	slots, err = m.mend(ctx, base, free, trialSeconds)
	if err != nil {
		return nil, 0, err
	}
	if m.problem.Total(slots) > m.problem.Total(base) {
		slots = base // more room cannot cost: the search has found nothing better
	}
	if slots, _, err = m.improved(ctx, slots, who); err != nil || t.Kind == TryHold {
		return slots, 0, err
	}
	_, anyway, err = before.improved(ctx, old, who)
	return slots, anyway, err
}

// improved is a plan made better by chains that begin with some, and how much that saves. A plan in which decisions break a
// limit stays as it is.
func (m *model) improved(ctx context.Context, slots, who []int32) ([]int32, float64, error) {
	p, err := assign.Improve(ctx, &m.problem, slots, who, m.options(trialSeconds, nil))
	if fault.KindOf(err) == fault.Invalid {
		return slots, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	return p.Slot, m.problem.Total(slots) - p.Cost, nil
}

// warnings are what a trial of a pin or swap goes against, which only a person may decide.
func (m *model) warnings(plan *Plan, t Trial) []string {
	if t.Kind != TryPin && t.Kind != TrySwap {
		return nil
	}
	var out []string
	for i := range m.ask.Patients {
		x := &m.ask.Patients[i]
		if x.Pathway != t.Pathway && x.Pathway != t.Other {
			continue
		}
		k, ok := m.byID[x.Pinned]
		if !ok || x.Pinned == "" {
			continue
		}
		s := &m.ask.Sessions[k]
		why := unsuited(x, s)
		if s.Date.Sub(m.ask.From) < x.Notice && plan.Placements[i].Session != s.ID {
			why |= barNotice
		}
		if awayOn(x, s.Date) {
			why |= barAway
		}
		for ; why != 0; why &= why - 1 {
			out = append(out, fmt.Sprintf("%s on %s, %s: %s", x.Pathway, s.ID, longDay(s.Date), m.barWords(x, why&-why, nil)))
		}
	}
	return out
}

// roomier are the slots in which there may be more room than before.
func (m *model) roomier(t Trial) []bool {
	open := make([]bool, len(m.problem.Slots))
	for s := range open {
		switch x := m.sessionOf(int32(s)); t.Kind {
		case TryList:
			open[s] = x.ID == cmp.Or(t.List.ID, oneMore)
		case TryHold:
			open[s] = x.ID == t.Session
		default:
			open[s] = x.Site == t.Site && !x.Date.After(t.last()) && t.From.Sub(x.Date) < m.problem.Nights-m.problem.Days
		}
	}
	return open
}

// gainers are those who would gain most from a place in slots with room, at most trialFree.
func (m *model) gainers(base []int32, open []bool, not map[int32]bool) []int32 {
	type gainer struct {
		job  int32
		gain float64
	}
	var all []gainer
	for j := range m.problem.Jobs {
		b := &m.problem.Jobs[j]
		if b.Fixed && b.Held != assign.None && !m.problem.Slots[b.Held].Closed || not[int32(j)] {
			continue
		}
		now, best := m.problem.Cost(j, base[j]), 0.0
		class := &m.problem.Classes[b.Class]
		for k, s := range class.Slots {
			if open[s] {
				best = max(best, now-float64(b.Cost[m.dayOf(s)]+class.Extra[k]))
			}
		}
		if best > 0 {
			all = append(all, gainer{int32(j), best})
		}
	}
	slices.SortStableFunc(all, func(x, y gainer) int { return cmp.Compare(y.gain, x.gain) })
	out := make([]int32, 0, trialFree)
	for _, g := range all[:min(trialFree, len(all))] {
		out = append(out, g.job)
	}
	return out
}

// compare says what changed between a plan and the one round a trial.
func (e *Effect) compare(before, m *model, old, slots []int32) {
	for i := range m.ask.Patients {
		was, is := before.placement(int32(i), old), m.placement(int32(i), slots)
		x := Shift{Pathway: m.ask.Patients[i].Pathway, From: was.Session, To: is.Session, Before: was.Date, After: is.Date, Cost: is.Cost - was.Cost}
		if is.Change == HeldBack {
			x.Cost = 0 // who waits by decision is no saving
		}
		e.Saved -= x.Cost
		if was.Session == is.Session {
			continue
		}
		x.Days = m.dayAt(is.Date) - m.dayAt(was.Date)
		e.Shifts = append(e.Shifts, x)
	}
	slices.SortStableFunc(e.Shifts, func(x, y Shift) int { return cmp.Compare(x.Cost, y.Cost) })
	e.Tiers = m.tiers(slots)
	for t, was := range before.tiers(old) {
		e.Tiers[t].Before = was.People
		for k := range e.Tiers[t].Parts {
			e.Tiers[t].Parts[k].Before = was.Parts[k].People
		}
	}
}

// dayAt is a date's day number, the day that stands for none for no date.
func (m *model) dayAt(d civil.Date) int {
	if d.IsZero() {
		return m.weigher.out
	}
	return d.Sub(m.ask.From)
}
