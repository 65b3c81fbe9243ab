package mitigationdb

import (
	"context"
	"embed"
	"time"

	"headroom/internal/action"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "mitigation", FS: migrationFS, Tables: tables()}
}

// Starts tells when action begins, read in the transaction in which a request is signed.
type Starts interface {
	// BeginsIn is the first instant of action by a staff group in a period, as known at asOf; the zero time when none is known.
	BeginsIn(ctx context.Context, tx *db.Tx, period action.Code, staff action.Staff, asOf time.Time) (time.Time, error)
}

// Places tells who stands above a trust.
type Places interface {
	// Above gives the trust's integrated care board and region; an empty code where there is none.
	Above(ctx context.Context, trust org.Code) (system, region org.Code, err error)
}

// Store keeps requests. It is safe for concurrent use, by any number of processes. It narrows nothing by itself: who may see
// or do what is asked before it.
type Store struct {
	d      *db.DB
	starts Starts
	places Places
}

// New is the store on d, whose tables must be in place.
func New(d *db.DB, starts Starts, places Places) *Store {
	return &Store{d: d, starts: starts, places: places}
}

// farOff stands in queries for "as known now".
var farOff = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func orNow(asOf time.Time) any {
	if asOf.IsZero() {
		return db.At(farOff)
	}
	return db.At(asOf)
}

// lock keeps others from the request until the transaction ends, and reads it as it then is.
func lock(ctx context.Context, tx *db.Tx, ref mitigation.Ref) (mitigation.Kept, error) {
	if err := tx.Lock(ctx, "mitigation:"+string(ref)); err != nil {
		return mitigation.Kept{}, err
	}
	return requestIn(ctx, tx, ref, time.Time{})
}

// standing is how a locked request stands, and the instant at which what follows is written down: never before what was
// written down already, though the clocks of two processes may differ.
func standing(tx *db.Tx, k mitigation.Kept) (mitigation.Standing, time.Time) {
	now := tx.Now
	if n := len(k.Events); n > 0 && k.Events[n-1].Recorded.After(now) {
		now = k.Events[n-1].Recorded
	}
	return k.Stand(now), now
}

// clockActor is how the audit log names the clock.
const clockActor = "job:mitigation-clock"

// note writes the audit line of one change to a request: its number, the step and for whom, and nothing of what was said.
func note(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept, verb, key, what, digest string) error {
	if by.For != "" {
		what += "; for " + by.For
	}
	actor := by.Account
	if by.Actor == mitigation.Clock {
		actor = clockActor
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Verb: verb, Noun: "mitigation", Key: key, Org: string(k.Trust), Detail: what, Digest: digest})
}

// person refuses a change by nobody, or in the clock's name.
func person(by mitigation.By) error {
	if by.Account == "" || by.Actor == mitigation.Clock {
		return fault.New(fault.Forbidden, "Somebody must take this step")
	}
	return nil
}
