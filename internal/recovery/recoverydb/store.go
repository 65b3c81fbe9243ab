package recoverydb

import (
	"context"
	"embed"
	"encoding/json"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit and jobs, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "recovery", FS: migrationFS, Tables: tables()}
}

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("recovery_import", "id", "id org kind file sha256 rows_read rows_kept rows_changed rows_gone notes recorded_at recorded_by", "the record of lists of patients and sessions"),
		db.Seal("recovery_patient", "org pathway number", "org pathway number state import_id body digest recorded_at", "what lists told of those who wait"),
		db.Seal("recovery_session", "org session number", "org session number state import_id body digest recorded_at", "what was told of sessions"),
		db.Seal("recovery_ground", "org kind number", "org kind number body digest recorded_at recorded_by", "limits, rest and mappings"),
		db.Seal("recovery_decision", "org number", "org number pathway kind value reason actor role recorded_at", "what people decided of patients"),
		db.Seal("recovery_finding", "org number", "org number pathway found body digest actor role recorded_at", "what validation found"),
		db.Seal("recovery_offer", "org offer", "org offer pathway body digest recorded_at recorded_by", "offers of new dates"),
		db.Seal("recovery_event", "org number", "org number offer state body digest actor role recorded_at", "what became of offers"),
		db.Seal("recovery_ask", "id", "id org purpose body digest job recorded_at recorded_by", "what plans were asked for"),
		db.Seal("recovery_plan", "ask_id", "ask_id refused body digest recorded_at", "plans of new dates"),
		db.Seal("recovery_stop", "ask_id", "ask_id recorded_at recorded_by", "which plans were stopped early"),
		db.Seal("recovery_use", "org number", "org number ask_id reason recorded_at recorded_by", "which plan is in use"),
		db.Seal("recovery_count", "org number", "org number body digest recorded_at", "the counts of those who wait"),
		db.Reseal("recovery_secret", "org kind name number", "org kind name number sealed nhs_index local_index recorded_at recorded_by", "who patients are"),
	}
}

// Store keeps the room's facts. It is safe for concurrent use, by any number of processes.
type Store struct {
	d    *db.DB
	keys *Keys
	rest RestOf
}

// RestOf finds the rest that closes a session to its team, inside the transaction in which somebody is offered or booked into
// it; false when none does.
type RestOf func(ctx context.Context, tx *db.Tx, o org.Code, s recovery.Session) (recovery.Block, bool, error)

// KeepsRest says by what the rest that is owed is found. Set it before first use; without it only the blocks that were handed over
// count.
func (s *Store) KeepsRest(f RestOf) { s.rest = f }

// New is the store on d, whose tables must be in place, with the keys by which identifiers are sealed.
func New(d *db.DB, keys *Keys) *Store { return &Store{d: d, keys: keys} }

// farOff stands in queries for "as known now".
var farOff = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// at is asOf for a query, the zero time being now.
func at(asOf time.Time) db.Instant {
	if asOf.IsZero() {
		asOf = farOff
	}
	return db.At(asOf)
}

// pack writes a value down with its digest.
func pack(v any) (text, digest string, err error) {
	b, err := json.Marshal(v)
	return string(b), audit.Digest(string(b)), err
}

// unpack reads a kept text that is still what its digest says.
func unpack(text, digest string, into any) error {
	if audit.Digest(text) != digest {
		return fault.New(fault.Internal, "something kept of recovery is damaged; run headroom check")
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fault.Wrap(err, fault.Internal, "something kept of recovery is damaged; run headroom check")
	}
	return nil
}

// next locks a count of the trust's rows and gives the number after the last.
func next(ctx context.Context, tx *db.Tx, query, what string, o org.Code) (int64, error) {
	if err := tx.Lock(ctx, "recovery:"+what+"/"+string(o)); err != nil {
		return 0, err
	}
	var n int64
	err := tx.Get(ctx, queries.For(tx.Engine, query), []any{string(o)}, &n)
	return n + 1, err
}

// note writes the audit line of a change. It comes last in a transaction.
func note(ctx context.Context, tx *db.Tx, by recovery.By, verb, noun, key string, o org.Code, reason, digest, detail string) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: verb, Noun: noun, Key: key, Org: string(o), Reason: reason, Digest: digest, Detail: detail})
}

// bare is a number without the spaces that people write into it.
func bare(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
