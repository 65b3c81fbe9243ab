package app

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// standpoint is from where it is asked what can be done.
type standpoint struct {
	past  bool                 // looking back: every day of the model may be planned, though it is over by now
	known time.Time            // what councils had said and plans had agreed by then, and from when ages are counted; zero is now
	own   string               // the plan whose own lines take no capacity away: it is being made good
	more  []discharge.Capacity // as if councils had said this too, last
}

// first is the first day on which anything can be done: what is past cannot.
func (f standpoint) first(sys *flow.System, today civil.Date) civil.Date {
	if today.After(sys.From) && !f.past {
		return today
	}
	return sys.From
}

// askOf is the ask with everything that can be done from today (looking back, from the model's first day) to the day
// before the last morning, less what live plans have taken of councils' capacity.
func (a *App) askOf(ctx context.Context, s discharge.SketchAsk, sys *flow.System, from standpoint) (discharge.Ask, error) {
	first, last := from.first(sys, civil.Today(a.DB.Now())), s.LastDay()
	if first.After(last) {
		return discharge.Ask{}, fault.New(fault.Invalid, "every morning that was asked for is over, or comes before anything can be done: the first day on which it can is %s",
			first.Format("2 January 2006"))
	}
	supply, notes, err := a.Plans.SupplyWith(ctx, discharge.CapacityAsked{Councils: sys.Councils, From: first, To: last, AsOf: from.known}, from.more)
	if err != nil {
		return discharge.Ask{}, err
	}
	taken, err := a.takenBy(ctx, from, supply, first, last)
	if err != nil {
		return discharge.Ask{}, err
	}
	ask := s.Ask(discharge.WhatCanBeDone(sys, s.Pattern(), civil.England(), supply, first, last, taken))
	pic, err := a.Orgs.Picture(ctx, first, from.known)
	if err != nil {
		return discharge.Ask{}, err
	}
	for _, n := range notes {
		ask.Assumed = append(ask.Assumed, "Of the capacity given beside what is held, "+n+".")
	}
	ask.Assumed = append(ask.Assumed, dischargeweb.NotesTogether(sys.Notes, pic.Name)...)
	return ask, nil
}

// takenBy tells what live plans but the standpoint's own had agreed of councils' capacity.
func (a *App) takenBy(ctx context.Context, from standpoint, supply *discharge.Supply, first, last civil.Date) (func(org.Code, discharge.Service, civil.Date) int, error) {
	live, err := a.Plans.Live(ctx, first.Add(-discharge.StaleBeyond), last.Add(discharge.StaleBeyond), from.known)
	if err != nil {
		return nil, err
	}
	var claims []discharge.Claim
	for _, p := range live {
		claims = append(claims, p.Claims()...)
	}
	return discharge.Taken(claims, supply, from.own), nil
}
