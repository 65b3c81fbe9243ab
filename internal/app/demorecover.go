package app

import (
	"context"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/recovery"
)

// recovery stores the list, the lists of theatre and the limits of one synthetic trust, and asks for a first plan, which the
// queue works out as soon as somebody works it.
func (d *Demo) recovery(ctx context.Context) error {
	today := civil.Today(demo.Start())
	made := d.world.Recovery(today)
	by := recovery.By{Actor: demoActor, Role: string(access.BookingManager), Org: made.Trust}
	file := func(name string) recovery.File {
		return recovery.File{Name: name, SHA256: audit.Digest("demonstration", name)}
	}
	list := recovery.Listed{File: file("waiting list (synthetic).csv"), Read: len(made.Patients), Patients: made.Patients, Whole: true}
	if d.Recovery.Sealing() {
		list.Identities = made.Identities
	}
	if _, err := d.Recovery.KeepList(ctx, by, list); err != nil {
		return err
	}
	if _, err := d.Recovery.KeepSessions(ctx, by, file("theatre lists (synthetic).csv"), made.Sessions, nil, true); err != nil {
		return err
	}
	if _, err := d.Recovery.KeepLimits(ctx, by, file("beds and anaesthetists (synthetic).csv"), made.Limits, nil); err != nil {
		return err
	}
	if err := d.Recovery.KeepBlocks(ctx, by, made.Blocks); err != nil {
		return err
	}
	if _, err := d.Recovery.AskPlan(ctx, by, recovery.PlanAsk{Purpose: recovery.PurposePlan, From: today.Add(1), Days: 84, Seconds: 5, Seed: 1}); err != nil {
		return err
	}
	return d.harm(ctx, made.Trust)
}
