package app

import (
	"context"

	"headroom/internal/access"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// mitigations stores the synthetic requests, each step at the time at which it happened; the clock's own events and its
// reminders come between them, as they would have.
func (d *Demo) mitigations(ctx context.Context) error {
	accounts, err := d.Accounts.DemoAccounts(ctx)
	if err != nil {
		return err
	}
	refs := map[int]mitigation.Ref{}
	for _, x := range d.world.Mitigations() {
		d.clock.pin(x.At)
		if _, err := d.Mitigations.RunClock(ctx); err != nil {
			return err
		}
		if x.Event.Step == "" {
			continue
		}
		by := mitigation.By{Account: actorOf(accounts, x.Role, x.Org, demoActor), Org: x.Org, Actor: x.Actor}
		if x.Event.Step == mitigation.Begin {
			ref, err := d.Mitigations.Begin(ctx, by, *x.Event.Form)
			if err != nil {
				return err
			}
			refs[x.Request] = ref
			continue
		}
		x.Event.At = x.At
		if _, err := d.Mitigations.Record(ctx, by, refs[x.Request], x.Event); err != nil {
			return err
		}
	}
	return nil
}

// actorOf is the first account with a role at an organisation, as the audit log names it; nobody's name where none has it.
func actorOf(accounts []access.Account, r access.Role, o org.Code, nobody string) string {
	for _, a := range accounts {
		for _, g := range a.Grants {
			if g.Role == r && g.At == o {
				return access.Principal{ID: a.ID}.Actor()
			}
		}
	}
	return nobody
}
