package app_test

import (
	"path/filepath"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// furnishRecovery puts a row in every table of recovery: a list with who its patients are, sessions, limits, a decision, a
// finding, an offer that was reviewed, and a plan that was stopped, worked out and taken into use.
func furnishRecovery(t *testing.T, w *world.World) {
	t.Helper()
	w.UseKeys(filepath.Join(t.TempDir(), "keys.json"))
	ctx, day := t.Context(), civil.Today(world.Start()).Add(30)
	by := recovery.By{Actor: "account:1", Role: string(access.BookingManager), Org: "Z-1"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	patient := recovery.Patient{Pathway: "P-1", Site: "A", Specialty: "110", Priority: recovery.P2, Prioritised: day.Add(-20), Clock: day.Add(-90), Minutes: 90, Spread: 20, Scope: recovery.OwnTrust}
	_, err := w.Recovery.KeepList(ctx, by, recovery.Listed{File: recovery.File{Name: "list.csv", SHA256: "a"}, Read: 1, Patients: []recovery.Patient{patient},
		Identities: []recovery.Identity{{Pathway: "P-1", Trust: "Z-1", NHSNumber: "9990000018", Local: "H1", Family: "Sampleton"}}})
	must(err)
	_, err = w.Recovery.KeepSessions(ctx, by, recovery.File{Name: "lists.csv", SHA256: "b"}, []recovery.Session{{ID: "L-1", Site: "A", Date: day, Half: recovery.AllDay, Specialty: "110", Minutes: 480, Team: "hip"}}, nil, false)
	must(err)
	_, err = w.Recovery.KeepLimits(ctx, by, recovery.File{Name: "limits.csv", SHA256: "c"}, []recovery.Limit{{Kind: recovery.Beds, Site: "A", Date: day, Most: 2}}, nil)
	must(err)
	must(w.Recovery.Decide(ctx, by, []recovery.Decision{{Pathway: "P-1", Kind: recovery.DecidePin, Value: "L-1", Reason: "asked by the surgeon"}}))
	must(w.Recovery.Find(ctx, by, recovery.Finding{Pathway: "P-1", Found: recovery.FoundWaiting}))
	_, err = w.Recovery.Propose(ctx, by, 1, []recovery.Offer{{Pathway: "P-1", Session: "L-1", Date: day}})
	must(err)
	must(w.Recovery.Happen(ctx, by, []recovery.OfferEvent{{Offer: "000001", To: recovery.OfferReviewed, Clinical: true}}))
	id, err := w.Recovery.AskPlan(ctx, by, recovery.PlanAsk{Purpose: recovery.PurposePlan, From: day, Days: 7, Seconds: 1, Seed: 1})
	must(err)
	must(w.Recovery.StopPlan(ctx, by, id))
	must(w.DB.Write(ctx, func(tx *db.Tx) error {
		return w.Recovery.KeepPlan(ctx, tx, "Z-1", id, &recovery.Plan{Objective: 2, Bound: 1, Placements: []recovery.Placement{{Pathway: "P-1", Session: "L-1", Date: day}}}, "")
	}))
	must(w.Recovery.UsePlan(ctx, by, id, "agreed"))
}
