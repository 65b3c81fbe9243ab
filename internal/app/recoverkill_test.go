package app

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
)

// A worker that is killed while it works a plan out leaves nothing half, and another one comes to the same plan that would
// have been found without it: from what was known when it was asked for, though the list has changed since.
func TestAKilledPlanComesToTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed and waited for; run without -short")
	}
	onEngines(t, func(t *testing.T, a *App) {
		a.UseKeys(filepath.Join(t.TempDir(), "keys.json"))
		ctx, by := t.Context(), recovery.By{Actor: "account:1", Org: "RA4"}
		first := civil.Today(a.DB.Now()).Add(1)
		made := recovery.Generate(recovery.Made{Patients: 800, Sessions: 80, Seed: 5, From: first})
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := a.Recovery.KeepList(ctx, by, recovery.Listed{File: recovery.File{SHA256: "a"}, Patients: made.Patients, Whole: true})
		must(err)
		_, err = a.Recovery.KeepSessions(ctx, by, recovery.File{SHA256: "b"}, made.Sessions, nil, true)
		must(err)
		ask := recovery.PlanAsk{Purpose: recovery.PurposePlan, From: first, Days: 84, Seconds: 2, Seed: 9, Unlimited: true}
		g, err := a.Recovery.Ground(ctx, by.Org, time.Time{})
		must(err)
		want, err := recovery.Reschedule(ctx, ask.AskOf(g), nil)
		must(err)
		id, err := a.Recovery.AskPlan(ctx, by, ask)
		must(err)
		_, err = a.Recovery.KeepList(ctx, by, recovery.Listed{File: recovery.File{SHA256: "c"}, Patients: made.Patients[:400], Whole: true})
		must(err)
		k, err := a.Recovery.Plan(ctx, id, time.Time{})
		must(err)
		worker := spawn(t, a.DB.URL())
		soon(t, "the job is running", func() bool {
			j, err := a.Queue().Job(ctx, k.Job)
			return err == nil && j.State == jobs.Running
		})
		time.Sleep(150 * time.Millisecond)
		must(worker.Process.Kill())
		_ = worker.Wait()
		spawn(t, a.DB.URL())
		soon(t, "the plan is worked out", func() bool {
			k, err = a.Recovery.Plan(ctx, id, time.Time{})
			return err == nil && !k.Made.IsZero()
		})
		if k.Plan == nil || k.Plan.Objective != want.Objective || !slices.EqualFunc(k.Plan.Placements, want.Placements, func(x, y recovery.Placement) bool { return x.Pathway == y.Pathway && x.Session == y.Session }) {
			t.Errorf("another plan came of it: %v", k.Refuse)
		}
	})
}
