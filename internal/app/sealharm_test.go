package app_test

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/world"
)

// furnishHarm puts a row in every table of harm: an event with a link and an answer on candour, and a watched pathway with a
// trigger and its review.
func furnishHarm(t *testing.T, w *world.World) {
	t.Helper()
	ctx, today := t.Context(), civil.Today(w.DB.Now())
	by := harm.By{Account: "account:1", Org: "Z-1", Clinician: true, Consultant: true}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	id, err := w.Harm.Record(ctx, by, harm.Event{Trust: "Z-1", Kind: harm.Incident, Occurred: today.Add(-3), Detected: today, What: "late", Patients: 1, Period: "JD-08",
		Grade: harm.Grade{Physical: harm.LowPhysical, Psychological: harm.NoPsychological, Basis: harm.Likely}})
	must(err)
	must(w.Harm.Link(ctx, by, "Z-1", harm.Link{Event: id, Period: "JD-08", Strength: mitigation.DontKnow}))
	must(w.Harm.Candour(ctx, by, "Z-1", harm.Candour{Event: id, Notifiable: "no", Why: "low harm"}))
	_, err = w.Harm.Watch(ctx, by, "Z-1", []harm.Watched{{Pathway: "P-1", Postponed: today.Add(-20), Specialty: "110", Priority: "P2"}})
	must(err)
	must(w.Harm.Trigger(ctx, by, "Z-1", harm.Trigger{Watch: "W000001", Kind: "concern", Occurred: today}))
}
