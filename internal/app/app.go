package app

import (
	"context"
	"errors"
	"time"

	"headroom/internal/access/accessdb"
	"headroom/internal/action/actiondb"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/fault"
	"headroom/internal/harm/harmdb"
	"headroom/internal/jobs"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/occupancy/occupancydb"
	"headroom/internal/org/orgdb"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/rest/restdb"
	"headroom/internal/sitrep/sitrepdb"
)

// App is Headroom, opened on one database. Close it when done.
type App struct {
	DB       *db.DB
	Orgs     *orgdb.Store
	Returns  *sitrepdb.Store
	Actions  *actiondb.Store
	Accounts *accessdb.Store
	Log      *accessdb.Log
	// Forecasts are the bed forecasts that were made.
	Forecasts *occupancydb.Store
	// Plans are the discharge plans and what they stand on.
	Plans *dischargedb.Store
	// Rest is duties, contracts and what was recorded of rest.
	Rest *restdb.Store
	// Recovery is who waits, what sessions there are, and the plans of new dates.
	Recovery *recoverydb.Store
	// Harm is patient-safety events, the watch over postponed care, and what goes to the national service.
	Harm *harmdb.Store
	// Mitigations are the requests for a patient-safety mitigation.
	Mitigations *mitigationdb.Store
	// Systems reads the flow models that plans stand on: System, unless a test hands in another.
	Systems SystemReader

	service   harmdb.Service // how the national service is reached: not at all, unless UseService says
	forecasts forecaster
	models    models
	synthetic bool  // the organisations are invented: the demonstration's database
	demo      *Demo // the demonstration around it; nil anywhere else
}

// Open opens the database where (a file or a postgres:// address), migrates it and seeds the reference data.
func Open(ctx context.Context, where string) (*App, error) {
	a, err := connect(ctx, where)
	return prepared(ctx, a, err)
}

// OpenHeld is Open for whoever only reads: a database that is not there is not made.
func OpenHeld(ctx context.Context, where string) (*App, error) {
	a, err := connectBy(ctx, where, db.OpenHeld)
	return prepared(ctx, a, err)
}

func prepared(ctx context.Context, a *App, err error) (*App, error) {
	if err != nil {
		return nil, err
	}
	if err := a.prepare(ctx); err != nil {
		_ = a.DB.Close()
		return nil, err
	}
	return a, nil
}

// connect opens the database as it is.
func connect(ctx context.Context, where string) (*App, error) { return connectBy(ctx, where, db.Open) }

func connectBy(ctx context.Context, where string, open func(context.Context, string) (*db.DB, error)) (*App, error) {
	if where == "" {
		return nil, fault.New(fault.Invalid, "no database is named; give --db FILE or --db postgres://…, or set HEADROOM_DB")
	}
	d, err := open(ctx, where)
	switch {
	case errors.Is(err, db.ErrAbsent):
		return nil, fault.Wrap(err, fault.NotFound, "there is no Headroom database there yet; check the name, or make one with headroom import or headroom serve")
	case errors.Is(err, db.ErrForeign):
		return nil, fault.Wrap(err, fault.Conflict, "that database holds tables of something else; nothing was changed: name another file or an empty database")
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "the database cannot be opened: %v", err)
	}
	a := &App{DB: d, Orgs: orgdb.New(d), Actions: actiondb.New(d), Accounts: accessdb.New(d), Log: accessdb.NewLog(d)}
	a.Returns = sitrepdb.New(d, a.Orgs)
	a.Forecasts, a.forecasts.settle = occupancydb.New(d), settleReturns
	a.Plans = dischargedb.New(d, a.Orgs, civil.England())
	a.Rest = restdb.New(d)
	a.sealBy(keysBeside(where, d.Engine))
	a.Mitigations = mitigationdb.New(d, a.Actions, places{a.Orgs, d.Now})
	a.Systems = a.System
	a.Orgs.WhenResettled(a.resettled)
	a.Returns.WhenLanded(a.landed)
	a.Forecasts.WhenSet(a.soonRefreshed)
	return a, nil
}

func (a *App) migrate(ctx context.Context) error {
	if err := a.DB.Migrate(ctx, audit.Migrations(), orgdb.Migrations(), accessdb.Migrations(), actiondb.Migrations(), sitrepdb.Migrations(), occupancydb.Migrations(), dischargedb.Migrations(), restdb.Migrations(), recoverydb.Migrations(), mitigationdb.Migrations(), harmdb.Migrations()); err != nil {
		return err
	}
	return jobs.Migrate(ctx, a.DB)
}

func (a *App) prepare(ctx context.Context) error {
	if err := a.migrate(ctx); err != nil {
		return err
	}
	digest, err := a.Orgs.Synthetic(ctx)
	if err != nil {
		return err
	}
	a.synthetic = digest != ""
	if err := a.Orgs.Seed(ctx); err != nil {
		return err
	}
	_, err = a.Actions.Seed(ctx)
	return err
}

// Close lets go of the database.
func (a *App) Close() error { return a.DB.Close() }

// ParseAsOf reads what civil.ParseInstant reads, to the microsecond that is stored. The empty text is the zero time:
// everything that is known.
func ParseAsOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := civil.ParseInstant(s)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "%q is not an instant; write 2023-12-20, 2023-12-20T11:00 or a full RFC 3339 time", s)
	}
	return t.Truncate(time.Microsecond), nil
}
