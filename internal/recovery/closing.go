package recovery

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Closing tries what closing something would do to a plan, before anybody closes it: the plan is made good as a repair would, from
// a day on, and held against the plan made good without it. Nothing is kept. Possible is false where nothing would be closed.
func (a PlanAsk) Closing(ctx context.Context, g Ground, base *Plan, from civil.Date, d Difference) (Effect, error) {
	e := Effect{Words: d.idle(g)}
	if e.Words != "" {
		return e, nil
	}
	end := a.From.Add(a.Days)
	if from.After(a.From) {
		a.From, a.Days = from, end.Sub(from)
	}
	if a.Days < 1 {
		e.Words = "the plan's days are over: have a new one worked out"
		return e, nil
	}
	if d.Kind == ListClosed && !slices.ContainsFunc(g.Sessions, func(s Session) bool { return s.ID == d.Session && !s.Date.Before(a.From) && s.Date.Before(end) }) {
		e.Words = fmt.Sprintf("the list %s lies outside the plan's days", d.Session)
		return e, nil
	}
	before, err := a.Mend(ctx, g, base)
	if err != nil {
		return e, err
	}
	a.Differs = append(slices.Clone(a.Differs), d)
	after, err := a.Mend(ctx, g, base)
	if err != nil {
		return e, err
	}
	e.Possible, e.Saved = true, before.Objective-after.Objective
	e.between(&before, &after)
	return e, nil
}

// idle says why a difference would close nothing; "" where it would.
func (d Difference) idle(g Ground) string {
	on := func(day civil.Date) bool { return !day.Before(d.Date) && !day.After(d.To) }
	switch d.Kind {
	case ListClosed:
		i := slices.IndexFunc(g.Sessions, func(s Session) bool { return s.ID == d.Session })
		if i < 0 {
			return fmt.Sprintf("there is no list %s", d.Session)
		}
		if why := ClosedBy(g.Sessions[i], g.Blocks); why != "" {
			return fmt.Sprintf("the list %s is closed already: %s", d.Session, why)
		}
	case TeamAway:
		if !slices.ContainsFunc(g.Sessions, func(s Session) bool { return s.Team == d.Team && on(s.Date) }) {
			return fmt.Sprintf("team %s has no list on those days", d.Team)
		}
	case BedsMore, HighBedsMore:
		kind := Beds
		if d.Kind == HighBedsMore {
			kind = HighBeds
		}
		if !slices.ContainsFunc(g.Limits, func(l Limit) bool { return l.Kind == kind && l.Site == d.Site && on(l.Date) }) {
			return fmt.Sprintf("the %s at %s are not known on those nights", kindWords(kind), d.Site)
		}
	case OneMoreList, DoctorsMore, OneDecided:
	}
	return ""
}

// between says what changes from one plan to another of the same people.
func (e *Effect) between(before, after *Plan) {
	was := make(map[Pathway]*Placement, len(before.Placements))
	for i := range before.Placements {
		was[before.Placements[i].Pathway] = &before.Placements[i]
	}
	for i := range after.Placements {
		y := &after.Placements[i]
		x := was[y.Pathway]
		if x == nil || x.Session == y.Session {
			continue
		}
		s := Shift{Pathway: y.Pathway, From: x.Session, To: y.Session, Before: x.Date, After: y.Date, Cost: y.Cost - x.Cost}
		if x.Session != "" && y.Session != "" {
			s.Days = y.Date.Sub(x.Date)
		}
		e.Shifts = append(e.Shifts, s)
	}
	slices.SortStableFunc(e.Shifts, func(x, y Shift) int { return cmp.Compare(x.Cost, y.Cost) })
	e.Tiers = slices.Clone(after.Tiers)
	for i := range e.Tiers {
		e.Tiers[i].Before = before.Tiers[i].People
		e.Tiers[i].Parts = slices.Clone(e.Tiers[i].Parts)
		for k := range e.Tiers[i].Parts {
			e.Tiers[i].Parts[k].Before = before.Tiers[i].Parts[k].People
		}
	}
}

// BedsClosed are the limits of a site's beds with so many closed on each night from one to another, or opened where the number is below
// nought; Invalid where the beds of a night are not known.
func (g Ground) BedsClosed(kind LimitKind, site string, from, to civil.Date, number float64) ([]Limit, error) {
	var out []Limit
	var bad fault.List
	for d := from; !d.After(to); d = d.Add(1) {
		i := slices.IndexFunc(g.Limits, func(l Limit) bool { return l.Kind == kind && l.Site == site && l.Date == d })
		if i < 0 {
			bad.Add("from", "", "The %s at %s are not known on the night of %s; those who keep the limits enter how many there are", kindWords(kind), site, longDay(d))
			break
		}
		l := g.Limits[i]
		if number > l.Most {
			bad.Add("number", "", "On the night of %s there are %g, and %g cannot be closed", longDay(d), l.Most, number)
			break
		}
		out = append(out, Limit{Kind: kind, Site: site, Date: d, Most: l.Most - number, Row: Where{File: enteredBy}, From: FromHand})
	}
	return out, bad.Err("Nothing was closed")
}
