package app

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/jobs"
)

// solve works out a plan that was asked for and keeps it. Done twice it keeps the first; what cannot be worked out is kept
// with the reason, for a person to read.
func (a *App) solve(ctx context.Context, j *jobs.Job[dischargedb.SolveArgs]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tell := func(done, total int, words string) {
		if err := j.Progress(ctx, int64(done), int64(total), words); err != nil {
			cancel(err)
		}
	}
	s, err := a.Plans.Sketch(ctx, j.Args.Sketch, time.Time{})
	if err != nil || s.Made != nil {
		return err
	}
	w, err := a.workOut(ctx, s, tell)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.Conflict) {
		w, err = discharge.Worked{Refused: f.Message, Problems: f.Fields}, nil
	}
	if err != nil {
		return err
	}
	return j.Step(ctx, func(tx *db.Tx) (string, error) { return "kept", a.Plans.KeepWorked(ctx, tx, s.ID, s.Ask.Area, w) })
}

// workOut looks up what can be done and finds the plan.
func (a *App) workOut(ctx context.Context, s discharge.Sketch, tell func(done, total int, words string)) (discharge.Worked, error) {
	var none discharge.Worked
	tell(0, 0, "fitting how people flow")
	ground, err := a.Ground(ctx, s.Ask.Area, civil.Date{}, time.Time{})
	if err != nil {
		return none, err
	}
	from := standpoint{}
	if s.Ask.Again != nil {
		from.own = s.Ask.Again.Plan
	}
	stood, err := a.stood(ctx, ground.System, from.own)
	if err != nil {
		return none, err
	}
	ground = &dischargeweb.Ground{System: discharge.Beside(ground.System, stood), Basis: ground.Basis, AsAt: ground.AsAt}
	ask, err := a.askOf(ctx, s.Ask, ground.System, from)
	if err != nil {
		return none, err
	}
	w, err := a.found(ctx, s, ask.Beside(stood), ground, tell)
	w.Stood = stood
	return w, err
}

// stood is what live plans but the one named own have agreed for a system's trusts.
func (a *App) stood(ctx context.Context, sys *flow.System, own string) ([]discharge.Stood, error) {
	live, err := a.Plans.Live(ctx, sys.From, sys.From.Add(sys.Model.Days), time.Time{})
	if err != nil {
		return nil, err
	}
	return discharge.StoodIn(sys, live, own), nil
}

// found is the plan that was asked for: a new one, or what makes one good.
func (a *App) found(ctx context.Context, s discharge.Sketch, ask discharge.Ask, ground *dischargeweb.Ground, tell func(done, total int, words string)) (discharge.Worked, error) {
	o := discharge.Options{Seed: uint64(s.ID), Progress: tell} //nolint:gosec // a sketch's number is above nought
	switch {
	case s.Ask.Again != nil:
		return a.makeGood(ctx, s, ask, ground, o)
	case s.Ask.Fixed > 0:
		p, err := discharge.Place(ctx, ground.System, ask, workforceOf(s.Ask, ask), o)
		return a.finished(ctx, ground, ask, p, err)
	}
	p, err := discharge.Solve(ctx, ground.System, ask, o)
	return a.finished(ctx, ground, ask, p, err)
}

// finished is a new plan as it is kept, held against nothing being done; err is what its search came to.
func (a *App) finished(ctx context.Context, g *dischargeweb.Ground, ask discharge.Ask, p *discharge.Plan, err error) (discharge.Worked, error) {
	if err == nil {
		err = p.AgainstNothing(ctx, g.System)
	}
	if err != nil {
		return discharge.Worked{}, err
	}
	return a.fanned(ctx, g, ask, p.Keep(g.Basis, g.System.From))
}

// fanned adds the spread of occupied beds without the plan and with it, on the certificate's seed.
func (a *App) fanned(ctx context.Context, g *dischargeweb.Ground, ask discharge.Ask, w discharge.Worked) (discharge.Worked, error) {
	var err error
	w.Fans, err = discharge.FanOf(ctx, g.System, ask, w.Lines, w.Seed)
	return w, err
}

// workforceOf is a fixed number of starts of care, of the services that were chosen, on any day.
func workforceOf(s discharge.SketchAsk, ask discharge.Ask) discharge.Workforce {
	w := discharge.Workforce{Number: s.Fixed}
	for _, c := range s.Services {
		if p := c.Pathway(); p != "" && p != discharge.P0 {
			w.Services = append(w.Services, c)
		}
	}
	for _, l := range ask.Levers {
		if w.From.IsZero() || l.Date.Before(w.From) {
			w.From = l.Date
		}
		if l.Date.After(w.To) {
			w.To = l.Date
		}
	}
	return w
}

// makeGood finds what takes the place of lines that were refused or agreed in part. Lines of days that are over stay in
// the plan and out of the search.
func (a *App) makeGood(ctx context.Context, s discharge.Sketch, ask discharge.Ask, g *dischargeweb.Ground, o discharge.Options) (discharge.Worked, error) {
	var none discharge.Worked
	v, err := a.Plans.Plan(ctx, s.Ask.Again.Plan, s.Ask.Again.Version, time.Time{})
	if err != nil {
		return none, err
	}
	var past, ahead []discharge.Line
	for _, l := range v.Lines {
		if l.Date.Before(g.System.From) {
			past = append(past, l)
		} else {
			ahead = append(ahead, l)
		}
	}
	var changes []discharge.Change
	for _, c := range s.Ask.Again.Changes {
		for _, l := range ahead {
			if l.ID == c.Line {
				changes = append(changes, c)
			}
		}
	}
	if len(changes) == 0 {
		return none, fault.New(fault.Invalid, "the days of the lines that were refused are over: nothing can take their place any more")
	}
	if v.Seed != 0 && v.Replicates > 0 {
		o = o.CertifiedOn(v.Seed, v.Replicates) // the plan as it was has the odds it was certified with, unless the world has moved
	}
	r, err := discharge.Replan(ctx, g.System, discharge.PlanOf(ask, ahead), changes, o)
	if err != nil {
		return none, err
	}
	w, err := a.fanned(ctx, g, ask, r.Keep(g.Basis, g.System.From))
	if err != nil {
		return none, err
	}
	w.Lines = append(past, w.Lines...)
	w.Notes = append(w.Notes, v.Moved(w)...)
	if len(past) > 0 {
		w.Notes = append(w.Notes, fmt.Sprintf("%d lines of days that are over stand as they were.", len(past)))
	}
	return w, nil
}

var (
	_ dischargeweb.Plans   = (*dischargedb.Store)(nil)
	_ dischargeweb.Grounds = (*App)(nil)
)
