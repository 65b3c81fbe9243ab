package app

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/action/actiondb"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/mitigation/mitigationweb"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep/sitrepweb"
)

// clockJob writes what the clock has to say of requests for a mitigation, and sends their reminders.
const clockJob jobs.Kind[nothing] = "mitigation.clock"

// clockEvery keeps a deadline from waiting for a minute: half of one, and what the queue takes.
const clockEvery = 30 * time.Second

// mitigationClock is one look at the requests that are due.
func (a *App) mitigationClock(ctx context.Context, _ *jobs.Job[nothing]) error {
	_, err := a.Mitigations.RunClock(ctx)
	return err
}

// catchUpClock writes what became due while nothing ran, before anybody looks. What fails is tried again by the job.
func (a *App) catchUpClock(ctx context.Context, log *slog.Logger) {
	if _, err := a.Mitigations.RunClock(ctx); err != nil && ctx.Err() == nil {
		if log == nil {
			log = slog.Default()
		}
		log.ErrorContext(ctx, "requests for a mitigation: the clock will try again", "error", err)
	}
}

// mitigationPages is what the pages of requests stand on.
func (a *App) mitigationPages() mitigationweb.Deps {
	return mitigationweb.Deps{Requests: a.Mitigations, Desk: a.Mitigations, Actions: actionsOf{a.Actions},
		People: people{a.Accounts, a.Orgs, a.DB.Now}, Holidays: civil.England()}
}

// toldFor is how long a reminder stays on Today.
const toldFor = 24 * time.Hour

// told is what an organisation was reminded of about requests, for those who may read them there.
func (a *App) told(ctx context.Context, on org.Code, may func(access.Verb) bool, at time.Time) ([]sitrepweb.Told, error) {
	if !may(access.MitigationRead) {
		return nil, nil
	}
	list, err := a.Mitigations.NoticesTo(ctx, on, at.Add(-toldFor), at)
	var out []sitrepweb.Told
	for _, n := range list {
		out = append(out, sitrepweb.Told{At: n.Sent, Words: n.Words, Href: mitigationweb.Path(n.Request)})
	}
	return out, err
}

// places tells who stands above a trust today.
type places struct {
	orgs *orgdb.Store
	now  func() time.Time
}

// Above gives the trust's board and region as they are today.
func (p places) Above(ctx context.Context, trust org.Code) (system, region org.Code, err error) {
	pic, err := p.orgs.Picture(ctx, civil.Today(p.now()), time.Time{})
	if err != nil {
		return "", "", err
	}
	system, _ = pic.Above(org.NHS, trust, org.KindICB)
	region, _ = pic.Above(org.NHS, trust, org.KindRegion)
	return system, region, nil
}

// actionsOf tells the pages of requests about periods of action.
type actionsOf struct{ store *actiondb.Store }

// Begins is when action by a scheme's group begins in a period; zero when it is not known.
func (a actionsOf) Begins(ctx context.Context, period, group string, asOf time.Time) (time.Time, error) {
	p, err := a.store.Get(ctx, action.Code(period), asOf)
	if fault.KindOf(err) == fault.NotFound {
		return time.Time{}, nil
	}
	return p.Begins(mitigation.Scheme{Group: group}.Staff()), err
}

// Periods lists the periods in which a group acts that a scheme is about, the newest first.
func (a actionsOf) Periods(ctx context.Context, asOf time.Time) ([][2]string, error) {
	list, err := a.store.List(ctx, asOf)
	var out [][2]string
	for _, p := range slices.Backward(list) {
		if slices.ContainsFunc(mitigation.Schemes(), func(s mitigation.Scheme) bool { return !p.Begins(s.Staff()).IsZero() }) {
			out = append(out, [2]string{string(p.Code), p.Name})
		}
	}
	return out, err
}

var (
	_ mitigationweb.Requests = (*mitigationdb.Store)(nil)
	_ mitigationweb.Desk     = (*mitigationdb.Store)(nil)
	_ mitigationweb.Actions  = actionsOf{}
	_ mitigationdb.Starts    = (*actiondb.Store)(nil)
)
