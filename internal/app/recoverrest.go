package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/recovery/recoveryweb"
	"headroom/internal/rest"
)

// recoveryDesk is the store as the pages use it: before a plan is asked for, it learns who is owed rest.
type recoveryDesk struct {
	*recoverydb.Store
	a *App
}

// AskPlan takes over what rest is owed, and then asks.
func (d recoveryDesk) AskPlan(ctx context.Context, by recovery.By, ask recovery.PlanAsk) (int64, error) {
	if err := d.a.takeRest(ctx, by, ask.From.Add(-1), ask.From.Add(ask.Days)); err != nil {
		return 0, err
	}
	return d.Store.AskPlan(ctx, by, ask)
}

// takeRest keeps the stretches of days in which those on the trust's roster may not be booked, in place of what was kept of
// them before. A session names its surgeon or team by the code that the roster has for the person. Of those who are on no
// roster nothing is changed.
func (a *App) takeRest(ctx context.Context, by recovery.By, from, to civil.Date) error {
	members, err := a.Rest.Members(ctx, by.Org, time.Time{})
	if err != nil || len(members) == 0 {
		return err
	}
	owed, err := a.Rest.Blocks(ctx, by.Org, from.At(0), to.Add(1).At(0), civil.England(), time.Time{})
	if err != nil {
		return err
	}
	g, err := a.Recovery.Ground(ctx, by.Org, time.Time{})
	if err != nil {
		return err
	}
	next := slices.DeleteFunc(slices.Clone(g.Blocks), func(b recovery.Block) bool {
		return slices.ContainsFunc(members, func(m rest.Member) bool { return string(m.Person) == b.Team })
	})
	for _, b := range owed {
		next = append(next, daysOf(b, from, to)...)
	}
	if slices.Equal(next, g.Blocks) {
		return nil
	}
	return a.Recovery.KeepBlocks(ctx, by, next)
}

// The hours of a day in which sessions lie: a rest that touches them closes the person's sessions of the day.
const (
	sessionsBegin = civil.Clock(8 * 60)
	sessionsEnd   = civil.Clock(21 * 60)
)

// daysOf is a rest as days: one stretch, or none where it lies in the night alone.
func daysOf(b rest.Block, from, to civil.Date) []recovery.Block {
	out := recovery.Block{Team: string(b.Person), Rule: b.Ref(), Window: b.Window()}
	for d := from; !d.After(to); d = d.Add(1) {
		if b.From.Before(d.At(sessionsEnd)) && b.To.After(d.At(sessionsBegin)) {
			if out.From.IsZero() {
				out.From = d
			}
			out.To = d
		}
	}
	if out.From.IsZero() {
		return nil
	}
	return []recovery.Block{out}
}

var _ recoveryweb.Desk = recoveryDesk{}
