package harmweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// Events is what the pages read of events. Every read is as known at asOf, the zero time being now.
type Events interface {
	Event(ctx context.Context, trust org.Code, id harm.EventID, asOf time.Time) (harm.Kept, error)
	// Events lists events of trusts, the newest first; nil trusts is all.
	Events(ctx context.Context, trusts []org.Code, asOf time.Time, limit int) ([]harm.Kept, error)
	// Reported is when events happened and were first written down, for a nowcast.
	Reported(ctx context.Context, trusts []org.Code, asOf time.Time) ([]harm.Reported, error)
}

// Watches is what the pages read of the watch.
type Watches interface {
	Cohort(ctx context.Context, trust org.Code, period string, asOf time.Time) (harm.Cohort, error)
	// Tied lists the watched pathways whose reviews name an event as recorded from them.
	Tied(ctx context.Context, trust org.Code, id harm.EventID, asOf time.Time) ([]harm.WatchID, error)
	// Counts are counts of cohorts of trusts, without any pathway.
	Counts(ctx context.Context, trusts []org.Code, period string, asOf time.Time) (map[org.Code]harm.Lags, error)
	// Strata are the postponed beside matched pathways, and beside the season before, for one trigger and window, split by a
	// field: "", "ethnicity" or "deprivation".
	Strata(ctx context.Context, trusts []org.Code, period string, kind harm.TriggerKind, window int, split string, asOf time.Time) (map[string][]harm.Stratum, error)
}

// Desk is what the pages do. Every change is checked in its own transaction and writes its audit line.
type Desk interface {
	// Record keeps the first revision of an event and queues it for the national service; Revise keeps another.
	Record(ctx context.Context, by harm.By, e harm.Event) (harm.EventID, error)
	Revise(ctx context.Context, by harm.By, e harm.Event) (int, error)
	Link(ctx context.Context, by harm.By, trust org.Code, l harm.Link) error
	Candour(ctx context.Context, by harm.By, trust org.Code, c harm.Candour) error
	// Watch adds postponed pathways, from the recovery room or a file; Others adds those who were not postponed. Trigger notes
	// one that was found; Step takes a review further.
	Watch(ctx context.Context, by harm.By, trust org.Code, list []harm.Watched) (added int, err error)
	Others(ctx context.Context, by harm.By, trust org.Code, list []harm.Watched) (added int, err error)
	Trigger(ctx context.Context, by harm.By, trust org.Code, t harm.Trigger) error
	// Told keeps the triggers that a file tells of, all of them or none, and says how many were not known.
	Told(ctx context.Context, by harm.By, trust org.Code, list []harm.ToldTrigger) (added int, err error)
	Step(ctx context.Context, by harm.By, trust org.Code, e harm.ReviewEvent) error
	// Pathway tells the trust's own key of a watched pathway and writes down that it was asked.
	Pathway(ctx context.Context, by harm.By, trust org.Code, id harm.WatchID, why string) (string, error)
}

// Requests tells which mitigation requests an event may be tied to.
type Requests interface {
	Of(ctx context.Context, trust org.Code, asOf time.Time) ([]mitigation.Ref, error)
	// Took reports whether an account took any part in a request: whoever did is involved, whatever they answer.
	Took(ctx context.Context, ref mitigation.Ref, account string) (bool, error)
}

// People names who did something, for those it knows.
type People interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Events   Events
	Watches  Watches
	Desk     Desk
	Requests Requests
	People   People
	Periods  func(ctx context.Context, asOf time.Time) (harm.Periods, error)
	Holidays civil.Holidays
	Profile  int // version of the national interface
}
