package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/harm/harmdb"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// ServiceQuery says how the national service for learning from patient-safety events is reached, as an operator types it.
type ServiceQuery struct {
	Address string // empty: nothing is sent
	Profile int    // version of the interface; 0: the newest known
	Header  string // one more header, as "Name: value"
}

// UseService says how the national service is reached. Without it nothing is ever sent.
func (a *App) UseService(q ServiceQuery) error {
	v := harmdb.Service{Address: q.Address, Profile: q.Profile, Header: q.Header}
	if err := v.Check(); err != nil {
		return err
	}
	a.service = v
	return nil
}

// harmActor is what the audit log calls the watch and the sender.
const harmActor = "job:harm"

// sendHarm tries to send what waits for the national service.
func (a *App) sendHarm(ctx context.Context, _ *jobs.Job[nothing]) error {
	_, err := a.Harm.Send(ctx, harmActor, a.service)
	return err
}

// watchHarm is one day's watch.
func (a *App) watchHarm(ctx context.Context, _ *jobs.Job[nothing]) error { return a.WatchHarm(ctx) }

// WatchHarm is one day's watch of every trust: the postponed pathways that recovery's lists tell of, the triggers that come
// with time, and the reviews that are due. A trust that cannot be watched does not keep the others from being.
func (a *App) WatchHarm(ctx context.Context) error {
	listed, err := a.Recovery.Counts(ctx, time.Time{})
	if err != nil {
		return err
	}
	watched, err := a.Harm.Watching(ctx, time.Time{})
	if err != nil {
		return err
	}
	trusts := slices.Collect(maps.Keys(listed))
	for _, o := range watched {
		if !slices.Contains(trusts, o) {
			trusts = append(trusts, o)
		}
	}
	slices.Sort(trusts)
	periods, err := a.Actions.List(ctx, time.Time{})
	if err != nil {
		return err
	}
	var all error
	for _, o := range trusts {
		_, err := a.watchTrust(ctx, o, periods)
		all = errors.Join(all, err)
	}
	return all
}

// watchTrust is one day's watch of one trust. Without keys no pathway can be kept: then only those that are watched are.
func (a *App) watchTrust(ctx context.Context, o org.Code, periods []action.Period) (harmdb.Day, error) {
	var list []harmdb.Listed
	if a.Recovery.Sealing() {
		g, err := a.Recovery.Ground(ctx, o, time.Time{})
		if err != nil {
			return harmdb.Day{}, err
		}
		list = postponedOf(g, periods, civil.Today(a.DB.Now()))
	}
	return a.Harm.Daily(ctx, harm.By{Account: harmActor, Org: o}, o, list)
}

// postponedOf lists the postponements by the provider, of the days that are watched still, that a trust's lists tell of.
func postponedOf(g recovery.Ground, periods []action.Period, today civil.Date) []harmdb.Listed {
	dates := make(map[recovery.SessionID]civil.Date, len(g.Sessions))
	for _, s := range g.Sessions {
		dates[s.ID] = s.Date
	}
	var out []harmdb.Listed
	for i := range g.Patients {
		p := &g.Patients[i]
		times := 0
		for _, q := range p.Postponed {
			if q.By != recovery.ByProvider {
				continue
			}
			times++
			if q.On.IsZero() || q.On.After(today) || today.Sub(q.On) > harm.WatchDays {
				continue
			}
			w := watchedOf(p, q, times, dates[p.Booked], periods)
			out = append(out, harmdb.Listed{Watched: w, Raised: raisedAfter(p, w)})
		}
	}
	return out
}

// watchedOf is one postponement as the watch keeps it.
func watchedOf(p *recovery.Patient, q recovery.Postponement, times int, booked civil.Date, periods []action.Period) harm.Watched {
	w := harm.Watched{Trust: p.Trust, Pathway: string(p.Pathway), Period: harm.Periods(periods).On(q.For), Postponed: q.On, For: q.For, Specialty: p.Specialty,
		Priority: string(p.PriorityAt(q.On).Priority), Cancer: p.Cancer != nil, Times: times, Treated: p.Treated, Ended: string(p.Validated)}
	if !p.Clock.IsZero() {
		w.Waiting = max(0, q.On.Sub(p.Clock))
	}
	if booked.After(q.On) {
		w.NewDate = booked
	}
	group := harm.Group{Ethnicity: p.Ethnicity}
	if p.Deprivation > 0 {
		group.Deprivation = strconv.Itoa(p.Deprivation)
	}
	w.Group = group.String()
	return w
}

// raisedAfter is the day on which a pathway's priority was first raised above that at its postponement; the zero date when
// it was not.
func raisedAfter(p *recovery.Patient, w harm.Watched) civil.Date {
	var first civil.Date
	for _, x := range append(slices.Clone(p.Priorities), recovery.Prioritisation{Priority: p.Priority, On: p.Prioritised}) {
		if x.On.After(w.Postponed) && harm.Raised(w.Priority, string(x.Priority)) && (first.IsZero() || x.On.Before(first)) {
			first = x.On
		}
	}
	return first
}
