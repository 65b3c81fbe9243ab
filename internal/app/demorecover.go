package app

import (
	"context"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/demo"
	"headroom/internal/fault"
	"headroom/internal/recovery"
)

// recovery stores the list, the lists of theatre and the limits of one synthetic trust, works a first plan out and takes it into use,
// and proposes its first dates, some of them reviewed, so that there is something at every step.
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
	if err := d.firstPlan(ctx, by, today); err != nil {
		return err
	}
	return d.watchPostponed(ctx, made.Trust)
}

// The first plan's work, in seconds of the reference machine, and how many of its dates are proposed and reviewed.
const (
	demoPlanSeconds = .4
	demoProposed    = 40
	demoReviewed    = 15
)

// firstPlan works a plan out at once: the queue, which finds it made, does nothing.
func (d *Demo) firstPlan(ctx context.Context, by recovery.By, today civil.Date) error {
	id, err := d.Recovery.AskPlan(ctx, by, recovery.PlanAsk{Purpose: recovery.PurposePlan, From: today.Add(1), Days: demo.RecoveryDays, Seconds: demoPlanSeconds, Seed: 1})
	if err != nil {
		return err
	}
	k, err := d.Recovery.Plan(ctx, id, time.Time{})
	if err != nil {
		return err
	}
	plan, refused, err := d.newDates(ctx, k, func(recovery.Progress) {})
	if err != nil {
		return err
	}
	if plan == nil {
		return fault.New(fault.Internal, "the demonstration's plan was refused: %s", refused)
	}
	if err := d.DB.Write(ctx, func(tx *db.Tx) error { return d.Recovery.KeepPlan(ctx, tx, k.Org, id, plan, "") }); err != nil {
		return err
	}
	if err := d.Recovery.UsePlan(ctx, by, id, "agreed at the booking meeting (synthetic)"); err != nil {
		return err
	}
	g, err := d.Recovery.Ground(ctx, by.Org, time.Time{})
	if err != nil {
		return err
	}
	list := plan.Proposals(g, today)
	if _, err := d.Recovery.Propose(ctx, by, id, list[:min(demoProposed, len(list))]); err != nil {
		return err
	}
	said, err := d.Recovery.Said(ctx, by.Org, time.Time{})
	if err != nil {
		return err
	}
	var events []recovery.OfferEvent
	for _, o := range said.Offers[:min(demoReviewed, len(said.Offers))] {
		events = append(events, recovery.OfferEvent{Offer: o.ID, To: recovery.OfferReviewed, Clinical: true})
	}
	by.Role = string(access.ClinicalReviewer)
	return d.Recovery.Happen(ctx, by, events)
}
