package accessdb

import (
	"context"
	"embed"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables.
func Migrations() db.Migrations {
	return db.Migrations{Room: "access", FS: migrationFS, Tables: tables()}
}

// Store keeps the room's tables. It is safe for concurrent use. Its methods carry out what package access allowed: they
// do not ask again who may.
type Store struct {
	db       *db.DB
	hasher   *hasher
	throttle access.Throttle
}

// New makes a store on an open, migrated database.
func New(d *db.DB) *Store {
	return &Store{db: d, hasher: newHasher(), throttle: access.DefaultThrottle()}
}

// Reading writes in the audit log that who read a sensitive record: noun as "return", key as the record's key in that
// noun's entries, on the organisation it is about.
func Reading(ctx context.Context, tx *db.Tx, who access.Principal, noun, key string, on org.Code) error {
	return audit.Append(ctx, tx, audit.Entry{
		Actor: who.Actor(), Verb: noun + ".read", Noun: noun, Key: key, Org: string(on),
	})
}

// Read is Reading in a transaction of its own, for pages that only read.
func (s *Store) Read(ctx context.Context, who access.Principal, noun, key string, on org.Code) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return Reading(ctx, tx, who, noun, key, on) })
}

// ReadBy is Read for an actor as the audit log names them.
func (s *Store) ReadBy(ctx context.Context, actor, noun, key string, on org.Code) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: actor, Verb: noun + ".read", Noun: noun, Key: key, Org: string(on)})
	})
}

// q is the text of a named query.
func q(tx *db.Tx, name string) string { return queries.For(tx.Engine, name) }
