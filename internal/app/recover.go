package app

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm/harmdb"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/recovery/recoveryweb"
)

// UseKeys names the file of keys by which who patients are is sealed. Without it, a database that is a file has its keys
// beside it, and one on a server has none.
func (a *App) UseKeys(path string) {
	if path != "" {
		a.sealBy(path)
	}
}

// sealBy gives every room that keeps anything of a patient the one file of keys.
func (a *App) sealBy(path string) {
	keys := recoverydb.KeysAt(path)
	a.Recovery, a.Harm = recoverydb.New(a.DB, keys), harmdb.New(a.DB, keys)
	a.Recovery.KeepsRest(a.restClosing)
}

// keysBeside is where a database that is a file has its keys; empty for one on a server.
func keysBeside(where string, e db.Engine) string {
	if e != db.SQLite {
		return ""
	}
	return where + ".keys"
}

// recoveryPages is what the pages of recovery stand on.
func (a *App) recoveryPages() recoveryweb.Deps {
	return recoveryweb.Deps{Lists: rested{a.Recovery, a}, Desk: a.Recovery, Work: a.Queue(), People: people{a.Accounts, a.Orgs, a.DB.Now}, Flags: reviewed{a.Harm}, Holidays: civil.England()}
}

// reschedule works out a plan that was asked for, from what was known when it was: done again after a crash it comes to the
// same. Whoever asks to stop gets the best so far, with its proof; what cannot be planned is kept with the reasons.
func (a *App) reschedule(ctx context.Context, j *jobs.Job[recoverydb.PlanArgs]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	k, err := a.Recovery.Plan(ctx, j.Args.Ask, time.Time{})
	if err != nil || !k.Made.IsZero() {
		return err
	}
	tell := func(p recovery.Progress) {
		if err := j.Progress(ctx, int64(p.Share*progressSteps), progressSteps, progressWords(p)); err != nil {
			cancel(err)
		}
	}
	plan, refused, err := a.newDates(ctx, k, tell)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	return j.Step(ctx, func(tx *db.Tx) (string, error) {
		return "kept", a.Recovery.KeepPlan(ctx, tx, k.Org, k.ID, plan, refused)
	})
}

// progressSteps are the parts in which a plan's progress is told.
const progressSteps = 100

func progressWords(p recovery.Progress) string {
	words := p.Phase
	if p.Bound > 0 && p.Objective > 0 {
		words += fmt.Sprintf("; the best so far costs %s, nothing can cost less than %s: at most %.1f%% apart", grouped(p.Objective), grouped(p.Bound), 100*(p.Objective-p.Bound)/p.Bound)
	}
	return words
}

// grouped is a cost as a whole number with its thousands apart.
func grouped(x float64) string {
	s := fmt.Sprintf("%.0f", x)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// newDates reads the ground as it was known, and finds the plan. refused says why there can be none.
func (a *App) newDates(ctx context.Context, k recovery.PlanKept, tell func(recovery.Progress)) (plan *recovery.Plan, refused string, err error) {
	g, err := a.RecoveryGround(ctx, k.Org, k.Asked)
	if err != nil {
		return nil, "", err
	}
	search, stop := context.WithCancel(ctx)
	defer stop()
	go a.stopAsked(search, k.ID, stop)
	var p recovery.Plan
	if err = k.Ask.CheckBeds(g); err == nil {
		p, err = a.searched(search, k, g, tell)
		p.Notes = append(p.Notes, g.BedNotes(k.Ask.From, k.Ask.Days)...)
	}
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.Conflict) {
		refused = f.Message
		for _, x := range f.Fields {
			refused += "\n" + x.Name + ": " + x.Message
		}
		return nil, refused, nil
	}
	if err != nil {
		return nil, "", err
	}
	return &p, "", nil
}

// searched is a new plan, or the one that it stands on made good.
func (a *App) searched(ctx context.Context, k recovery.PlanKept, g recovery.Ground, tell func(recovery.Progress)) (recovery.Plan, error) {
	if k.Ask.Purpose != recovery.PurposeRepair {
		return recovery.Reschedule(ctx, k.Ask.AskOf(g), tell)
	}
	base, err := a.Recovery.Plan(ctx, k.Ask.Base, k.Asked)
	if err != nil {
		return recovery.Plan{}, err
	}
	if base.Plan == nil {
		return recovery.Plan{}, fault.New(fault.Conflict, "plan %d, which was to be repaired, was never worked out", base.ID)
	}
	return k.Ask.Mend(ctx, g, base.Plan)
}

// stopEvery is how often it is looked whether somebody asked for the work on a plan to end.
const stopEvery = 400 * time.Millisecond

// stopAsked ends a search when somebody asks for it, and returns when the search is over.
func (a *App) stopAsked(ctx context.Context, id int64, stop func()) {
	t := time.NewTicker(stopEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if asked, err := a.Recovery.Stopped(ctx, id); asked && err == nil {
				stop()
				return
			}
		}
	}
}

// countAgain counts every trust's list anew for the day.
func (a *App) countAgain(ctx context.Context, _ *jobs.Job[nothing]) error {
	return a.Recovery.CountAgain(ctx)
}

var (
	_ recoveryweb.Desk = (*recoverydb.Store)(nil)
	_ recoveryweb.Work = Queue{}
)
