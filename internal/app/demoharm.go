package app

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// harm does a day's watch of the synthetic trust, so that its postponed pathways have triggers and reviews, and records an
// invented event of each kind.
func (d *Demo) harm(ctx context.Context, trust org.Code) error {
	periods, err := d.Actions.List(ctx, time.Time{})
	if err != nil {
		return err
	}
	if _, err := d.watchTrust(ctx, trust, periods); err != nil {
		return err
	}
	by := harm.By{Account: demoActor, Org: trust, Clinician: true}
	for _, e := range inventedEvents(trust, civil.Today(demo.Start())) {
		if _, err := d.Harm.Record(ctx, by, e); err != nil {
			return err
		}
	}
	return nil
}

// inventedEvents are one of each kind, of the days before a day.
func inventedEvents(trust org.Code, today civil.Date) []harm.Event {
	age := 25000
	return []harm.Event{
		{Trust: trust, Kind: harm.Incident, Service: "Surgical assessment (synthetic)", Occurred: today.Add(-6), Detected: today.Add(-4), Patients: 1, AgeDays: &age,
			What:    "Synthetic. The second dose was given three hours after it was due; two wards shared one doctor that night.",
			Actions: "Observed overnight; the dose was given at once.",
			Grade:   harm.Grade{Physical: harm.LowPhysical, Psychological: harm.NoPsychological, Basis: harm.Actual}},
		{Trust: trust, Kind: harm.Outcome, Service: "Urology (synthetic)", Occurred: today.Add(-9), Detected: today.Add(-2), Patients: 1, OutcomeType: 2,
			What:  "Synthetic. Unplanned admission of somebody whose operation had been postponed; whether the wait played a part is not known.",
			Grade: harm.Grade{Basis: harm.NotDeterminable, Review: today.Add(28)}},
		{Trust: trust, Kind: harm.Risk, Service: "Emergency department (synthetic)", Occurred: today.Add(-1), Detected: today.Add(-1), Imminent: "u",
			What: "Synthetic. One senior decision maker for two areas from 22:00; nobody has been affected so far."},
		{Trust: trust, Kind: harm.GoodCare, Service: "Ward 12 (synthetic)", Occurred: today.Add(-3), Detected: today.Add(-3),
			What: "Synthetic. The ward rang everybody whose date had moved on the same day, and two were seen early for it."},
	}
}
