package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/demo"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// harm stores what the synthetic trusts kept about harm before an instant, each step at its time, and gives the rest. The
// clock never goes back: a step of a time that is over comes at once. Without keys no pathway can be kept, and nothing is.
func (d *Demo) harm(ctx context.Context, steps []demo.HarmStep, before time.Time) ([]demo.HarmStep, error) {
	if !d.Recovery.Sealing() {
		return nil, nil
	}
	accounts, err := d.Accounts.DemoAccounts(ctx)
	if err != nil {
		return nil, err
	}
	for len(steps) > 0 && steps[0].At.Before(before) {
		x := steps[0]
		if x.At.After(d.clock.Now()) {
			d.clock.pin(x.At)
		}
		clinician := x.Role == access.ClinicalReviewer || x.Role == access.MedicalDirector
		by := harm.By{Account: actorOf(accounts, x.Role, x.Trust, harmActor), Org: x.Trust, Clinician: clinician, Consultant: clinician}
		if err := d.harmStep(ctx, by, x); err != nil {
			return nil, err
		}
		steps = steps[1:]
	}
	return steps, nil
}

// harmStep stores one step.
func (d *Demo) harmStep(ctx context.Context, by harm.By, x demo.HarmStep) (err error) {
	switch {
	case x.Watch != nil:
		_, err = d.Harm.Watch(ctx, by, x.Trust, x.Watch)
	case x.Others != nil:
		_, err = d.Harm.Others(ctx, by, x.Trust, x.Others)
	case x.Daily:
		_, err = d.Harm.Daily(ctx, by, x.Trust, nil)
	case x.Told != nil:
		_, err = d.Harm.Told(ctx, by, x.Trust, x.Told)
	case x.Review != nil:
		err = d.Harm.Step(ctx, by, x.Trust, *x.Review)
	case x.Link != nil:
		err = d.Harm.Link(ctx, by, x.Trust, *x.Link)
	case x.Candour != nil:
		c := *x.Candour
		c.Contacts = slices.Clone(c.Contacts)
		for i := range c.Contacts {
			c.Contacts[i].By = by.Account
		}
		err = d.Harm.Candour(ctx, by, x.Trust, c)
	case x.Event.ID != "":
		_, err = d.Harm.Revise(ctx, by, *x.Event)
	default:
		_, err = d.Harm.Record(ctx, by, *x.Event)
	}
	return err
}

// watchPostponed does a day's watch of the synthetic trust, so that the pathways on recovery's lists are watched too.
func (d *Demo) watchPostponed(ctx context.Context, trust org.Code) error {
	periods, err := d.Actions.List(ctx, time.Time{})
	if err != nil {
		return err
	}
	_, err = d.watchTrust(ctx, trust, periods)
	return err
}
