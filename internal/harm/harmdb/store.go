package harmdb

import (
	"context"
	"embed"
	"encoding/json"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "harm", FS: migrationFS, Tables: tables()}
}

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("harm_event", "org event revision", "org event revision kind occurred period body digest recorded_at recorded_by", "patient-safety events"),
		db.Seal("harm_link", "org number", "org number event strength body digest recorded_at recorded_by", "what events are tied to"),
		db.Seal("harm_candour", "org number", "org number event body digest recorded_at recorded_by", "answers on the duty of candour"),
		db.Seal("harm_sent", "org event revision number", "org event revision number state profile key digest reply next_at recorded_at recorded_by", "what was sent to the national service"),
		db.Seal("harm_pathway", "org watch", "org watch cohort postponed sealed pathway_index recorded_at recorded_by", "which pathways are watched"),
		db.Seal("harm_watch", "org watch number", "org watch number body digest recorded_at recorded_by", "what is known of watched pathways"),
		db.Seal("harm_trigger", "org watch kind occurred", "org watch kind occurred body digest recorded_at recorded_by", "triggers of the watch"),
		db.Seal("harm_review", "org watch number", "org watch number stage body digest recorded_at recorded_by", "reviews of harm"),
	}
}

// Sealer encrypts with keys that the operator holds. What is sealed opens only for the same room, trust, kind and name; a
// digest finds what it cannot tell. Unavailable when there are no keys.
type Sealer interface {
	Seal(room string, o org.Code, kind, name string, text []byte) (string, error)
	Unseal(room string, o org.Code, kind, name, sealed string) ([]byte, error)
	Digest(o org.Code, which, text string) (string, error)
}

// Store keeps the room's facts. It is safe for concurrent use, by any number of processes.
type Store struct {
	d    *db.DB
	keys Sealer
}

// New is the store on d, whose tables must be in place, with the keys by which pathways are sealed.
func New(d *db.DB, keys Sealer) *Store { return &Store{d: d, keys: keys} }

// farOff stands in queries for "as known now".
var farOff = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// at is asOf for a query, the zero time being now.
func at(asOf time.Time) db.Instant {
	if asOf.IsZero() {
		asOf = farOff
	}
	return db.At(asOf)
}

// scope is trusts as the two arguments of a scoped query; nil is all.
func scope(trusts []org.Code) (which, codes string) {
	if trusts == nil {
		return "all", ""
	}
	var b strings.Builder
	b.WriteByte('|')
	for _, t := range trusts {
		b.WriteString(string(t) + "|")
	}
	return "some", b.String()
}

// pack writes a value down with its digest.
func pack(v any) (text, digest string, err error) {
	b, err := json.Marshal(v)
	return string(b), audit.Digest(string(b)), err
}

// unpack reads a kept text that is still what its digest says.
func unpack(text, digest string, into any) error {
	if audit.Digest(text) != digest {
		return fault.New(fault.Internal, "something kept of harm is damaged; run headroom check")
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fault.Wrap(err, fault.Internal, "something kept of harm is damaged; run headroom check")
	}
	return nil
}

// packed reads rows that are a body with its digest.
func packed[T any](r db.Row) (v T, err error) {
	var body, digest string
	if err := r.Scan(&body, &digest); err != nil {
		return v, err
	}
	return v, unpack(body, digest, &v)
}

// change is one change of a trust's record: it holds the trust's lock for as long as it takes.
func (s *Store) change(ctx context.Context, by harm.By, trust org.Code, f func(tx *db.Tx) error) error {
	if trust == "" || by.Org != trust {
		return fault.New(fault.Forbidden, "Harm is recorded by each trust for itself; act for the trust whose record it is")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "harm:"+string(trust)); err != nil {
			return err
		}
		return f(tx)
	})
}

// count asks for one number.
func count(ctx context.Context, tx *db.Tx, query string, args ...any) (n int, err error) {
	err = tx.Get(ctx, queries.For(tx.Engine, query), args, &n)
	return n, err
}

// note writes the audit line of a change. It comes last in a transaction, and holds no words that people wrote.
func note(ctx context.Context, tx *db.Tx, actor, verb, noun, key string, o org.Code, digest, detail string) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Verb: verb, Noun: noun, Key: key, Org: string(o), Digest: digest, Detail: detail})
}

// text is a field in which people write.
type text struct{ name, words string }

// anonymous refuses texts in which something looks like an identifier, without saying it again.
func anonymous(texts ...text) error {
	var bad fault.List
	for _, t := range texts {
		if what := harm.Identifies(t.words); what != "" {
			bad.Add(t.name, "H25", "The text holds what looks like %s; take it out", what)
		}
	}
	return bad.Err("this cannot be recorded as it is")
}

// dateText is a date for a column; empty when it is not known.
func dateText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
