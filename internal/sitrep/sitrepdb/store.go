package sitrepdb

import (
	"context"
	"embed"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables.
func Migrations() db.Migrations {
	return db.Migrations{Room: "sitrep", FS: migrationFS, Tables: tables()}
}

// Organisations is what the store needs of the organisations: places in the trees, and provisional units for codes
// that a source mentions first.
type Organisations interface {
	PictureIn(ctx context.Context, tx *db.Tx, at civil.Date, asOf time.Time) (*org.Picture, error)
	// BookIn is everything known of the organisations at asOf.
	BookIn(ctx context.Context, tx *db.Tx, asOf time.Time) (*org.Book, error)
	// Resettled lists the days on which the organisations stand otherwise than was known at asOf.
	Resettled(ctx context.Context, tx *db.Tx, asOf time.Time) ([]civil.Range, error)
	Ensure(ctx context.Context, tx *db.Tx, at time.Time, seen []org.Sighting) ([]org.Code, error)
}

// Store keeps the returns. It is safe for concurrent use.
type Store struct {
	d     *db.DB
	orgs  Organisations
	plans *plans
	desk  desk

	landed func(ctx context.Context, tx *db.Tx, form sitrep.FormCode, days []civil.Date) error // nil: nobody waits
}

// New is the store on d, whose tables must be in place.
func New(d *db.DB, orgs Organisations) *Store { return &Store{d: d, orgs: orgs, plans: newPlans()} }

func scanVersion(r db.Row) (*sitrep.Version, string, error) {
	var v sitrep.Version
	var recorded, stored db.Instant
	var comments, body string
	err := r.Scan(&v.Form, &v.Org, &v.Day, &v.N, &v.Covers.From, &v.Covers.To, &recorded, &stored, &v.State, &v.Timing,
		&v.Channel, &v.Source.ID, &v.Source.File, &v.By, &v.SignedBy, &v.Role, &v.Reason, &comments, &body, &v.Digest)
	if err != nil {
		return nil, "", err
	}
	v.Recorded, v.Stored, v.Comments = recorded.Time, stored.Time, sitrep.DecodeComments(comments)
	return &v, body, nil
}

// insert stores v; its Stored and Digest are set here.
func insert(ctx context.Context, tx *db.Tx, v *sitrep.Version) error {
	body := sitrep.Encode(v.Items)
	v.Digest = sitrep.DigestOf(v, body)
	return insertMade(ctx, tx, v, body)
}

// insertMade stores v, whose canonical text body and digest are made already; its Stored is set here.
func insertMade(ctx context.Context, tx *db.Tx, v *sitrep.Version, body string) error {
	v.Stored = tx.Now
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-version"), versionRow(v, body)...)
	return err
}

// versionRow is v as it is stored.
func versionRow(v *sitrep.Version, body string) []any {
	return []any{string(v.Form), string(v.Org), v.Day, v.N, v.Covers.From, v.Covers.To, db.At(v.Recorded), db.At(v.Stored), string(v.State),
		string(v.Timing), v.Channel, v.Source.ID, v.By, v.SignedBy, v.Role, v.Reason, sitrep.EncodeComments(v.Comments), body, v.Digest}
}

// versionsOn reads every version for one form and day, by organisation, with its values.
func versionsOn(ctx context.Context, tx *db.Tx, form sitrep.FormCode, day civil.Date) (map[org.Code][]*sitrep.Version, error) {
	out := map[org.Code][]*sitrep.Version{}
	err := tx.Each(ctx, queries.For(tx.Engine, "versions-on"), func(r db.Row) error {
		v, body, err := scanVersion(r)
		if err != nil {
			return err
		}
		if v.Items, err = sitrep.Decode(body); err != nil {
			return err
		}
		out[v.Org] = append(out[v.Org], v)
		return nil
	}, string(form), day)
	return out, err
}
