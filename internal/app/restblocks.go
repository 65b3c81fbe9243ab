package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/recovery/recoveryweb"
	"headroom/internal/rest"
)

// rested is recovery's store with the rest of those who are assigned to its sessions among the blocks.
type rested struct {
	*recoverydb.Store
	app *App
}

// Kept is what recovery itself holds.
func (r rested) Kept(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error) {
	return r.Store.Ground(ctx, o, asOf)
}

// Ground is RecoveryGround, for recovery's pages.
func (r rested) Ground(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error) {
	return r.app.RecoveryGround(ctx, o, asOf)
}

// RecoveryGround is what plans of a trust stand on, as known at asOf (zero: now): what recovery holds; the beds that forecast and
// returns say are free, where nobody gave a limit; and a block for each session that would take the rest of the
// person whose staff code it is assigned to, with the rule and window: another session of the day stays open.
func (a *App) RecoveryGround(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error) {
	g, err := a.Recovery.Ground(ctx, o, asOf)
	if err != nil {
		return g, err
	}
	if g, err = a.bedded(ctx, o, g, asOf); err != nil {
		return g, err
	}
	held, err := a.Rest.Employers(ctx, asOf)
	if err != nil || !slices.Contains(held, o) {
		return g, err
	}
	more, err := a.restOf(ctx, o, g.Sessions, asOf)
	g.Blocks = append(slices.Clone(g.Blocks), more...)
	return g, err
}

// restOf finds the blocks of sessions, by date and staff code. A person is asked about once.
func (a *App) restOf(ctx context.Context, o org.Code, sessions []recovery.Session, asOf time.Time) ([]recovery.Block, error) {
	by := map[rest.Person][]recovery.Session{}
	for _, s := range sessions {
		if p, err := rest.ParsePerson(s.Team); err == nil {
			by[p] = append(by[p], s)
		}
	}
	var out []recovery.Block
	for _, p := range inOrder(by) {
		list := by[p]
		slices.SortStableFunc(list, func(x, y recovery.Session) int { return x.Date.Compare(y.Date) })
		first, last := list[0].Date, list[len(list)-1].Date
		blocks, err := a.Rest.Blocks(ctx, o, p, first.Add(-1).At(0), last.Add(2).At(0), civil.England(), asOf)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if b, no := closing(blocks, p, s); no {
				out = append(out, b)
			}
		}
	}
	return out, nil
}

// closing is the block that a session of a person would break.
func closing(blocks []rest.Block, p rest.Person, s recovery.Session) (recovery.Block, bool) {
	from, to := sessionHours(s)
	b, no := rest.Blocked(blocks, p, from, to)
	if !no {
		return recovery.Block{}, false
	}
	return recovery.Block{Team: s.Team, From: s.Date, To: s.Date, Session: s.ID, Rule: b.Ref(), Window: b.Window() + ", " + b.Words}, true
}

// restClosing is the rest that closes a session to whom it is assigned, as known in the transaction that would book it.
func (a *App) restClosing(ctx context.Context, tx *db.Tx, o org.Code, s recovery.Session) (recovery.Block, bool, error) {
	p, err := rest.ParsePerson(s.Team)
	if err != nil {
		return recovery.Block{}, false, nil // a team's name, and nobody's staff code
	}
	blocks, err := a.Rest.BlocksIn(ctx, tx, o, p, s.Date.Add(-1).At(0), s.Date.Add(2).At(0), civil.England())
	if err != nil {
		return recovery.Block{}, false, err
	}
	b, closed := closing(blocks, p, s)
	return b, closed, nil
}

// sessionHours is when a session lies: by its beginning and length where the beginning is known, else by its half of the day.
func sessionHours(s recovery.Session) (from, to time.Time) {
	if s.Start > 0 {
		from = s.Date.At(s.Start)
		return from, from.Add(time.Duration(s.Minutes * float64(time.Minute)))
	}
	hours := map[recovery.Half][2]civil.Clock{recovery.Morning: {8 * 60, 13 * 60}, recovery.Afternoon: {13 * 60, 18 * 60}, recovery.Evening: {17 * 60, 21 * 60}}
	h, ok := hours[recovery.Half(strings.ToLower(string(s.Half)))]
	if !ok {
		h = [2]civil.Clock{8 * 60, 18 * 60}
	}
	return s.Date.At(h[0]), s.Date.At(h[1])
}

var _ recoveryweb.Lists = rested{}
