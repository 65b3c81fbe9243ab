package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// demoCareDays is for how many days before its start the demonstration has councils' statements of capacity: three Mondays.
const demoCareDays = 21

// care stores what the synthetic councils stated of their capacity after the instant from and up to to, each for itself
// and, but for the clock that stands at the last, when it was stated.
func (d *Demo) care(ctx context.Context, from, to time.Time) error {
	rows := d.world.Care(from, to)
	if err := d.takeAgreed(ctx, rows); err != nil {
		return err
	}
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(c discharge.Capacity) bool {
			return c.Holder != rows[0].Holder || !c.AsAt.Equal(rows[0].AsAt)
		})
		if n < 0 {
			n = len(rows)
		}
		by := discharge.Signer{Actor: demoActor, Role: string(access.CouncilLead), Org: org.Code(rows[0].Holder)}
		if _, err := d.Plans.EnterCapacity(ctx, by, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// takeAgreed takes out of what is free the starts that plans had agreed when each statement was written, as councils do, and
// says so in the statement.
func (d *Demo) takeAgreed(ctx context.Context, rows []discharge.Capacity) error {
	type place struct {
		council org.Code
		service discharge.Service
		day     civil.Date
	}
	agreed := map[time.Time]map[place]int{}
	for i := range rows {
		c := &rows[i]
		at, known := agreed[c.AsAt]
		if !known {
			at = map[place]int{}
			claims, err := d.Plans.Claims(ctx, civil.Today(c.AsAt), civil.Date{}, nil, c.AsAt)
			if err != nil {
				return err
			}
			for _, x := range claims {
				at[place{x.Council, x.Service, x.Date}] += x.Agreed
			}
			agreed[c.AsAt] = at
		}
		c.AgreedOut = true
		c.Accepting = max(0, c.Accepting-at[place{c.Serves(), c.Service, c.Date}])
	}
	return nil
}

// reprofile puts the board's discharge plan in: proposed by its lead, and answered and signed by the demonstration's people,
// each at the time at which it happened.
func (d *Demo) reprofile(ctx context.Context) error {
	accounts, err := d.Accounts.DemoAccounts(ctx)
	if err != nil {
		return err
	}
	signer := func(r access.Role, o org.Code) discharge.Signer {
		for _, a := range accounts {
			for _, g := range a.Grants {
				if g.Role == r && g.At == o {
					return discharge.Signer{Actor: access.Principal{ID: a.ID}.Actor(), Role: string(r), Org: o}
				}
			}
		}
		return discharge.Signer{Actor: demoActor, Role: string(r), Org: o}
	}
	p := d.world.Reprofile()
	d.clock.pin(p.At)
	p.Version.By = signer(access.ICBLead, p.Version.Board)
	if _, err := d.Plans.Propose(ctx, p.Version, p.Reason); err != nil {
		return err
	}
	for _, s := range p.Steps {
		d.clock.pin(s.At)
		by := signer(s.Role, s.Org)
		if len(s.Moves) > 0 {
			if _, err := d.Plans.Act(ctx, discharge.Act{Plan: p.Version.Plan, Version: 1, By: by, Moves: s.Moves}); err != nil {
				return err
			}
		}
		if s.Sign {
			if _, err := d.Plans.Sign(ctx, p.Version.Plan, 1, by, false); err != nil {
				return err
			}
		}
	}
	return nil
}
