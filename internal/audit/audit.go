package audit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"time"

	"headroom/internal/db"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the log's tables.
func Migrations() db.Migrations {
	return db.Migrations{Room: "audit", FS: migrationFS, Tables: []db.Table{
		db.Leave("audit_entry", db.Otherwise, "Verify walks the hash chain"),
		db.Leave("audit_head", db.Otherwise, "Verify holds it against the end of the chain"),
	}}
}

// Entry is one line of the log. Seq, At, Sealed, Prev and Hash are set by Append.
type Entry struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`            // "account:12", "token:3", "job:reminders", "command"
	Verb   string    `json:"verb"`             // "return.submit"
	Noun   string    `json:"noun"`             // "return"
	Key    string    `json:"key"`              // "uec-daily/RA4/2023-12-20/2"
	Org    string    `json:"org"`              // the organisation it is about, or ""
	Reason string    `json:"reason,omitempty"` // the person's words
	Digest string    `json:"digest,omitempty"` // SHA-256 of the document written
	Detail string    `json:"detail,omitempty"` // short, no personal data
	Sealed string    `json:"sealed,omitempty"` // over the rows that its transaction added: see db.Tx.Sealed
	Prev   string    `json:"prev"`
	Hash   string    `json:"hash"`
}

// Append adds e to the log in the caller's transaction. It holds the log's lock until that transaction ends, so call
// it last.
func Append(ctx context.Context, tx *db.Tx, e Entry) error {
	if err := tx.Lock(ctx, "audit"); err != nil {
		return err
	}
	var seq int64
	var prev string
	if err := tx.Get(ctx, queries.For(tx.Engine, "head"), nil, &seq, &prev); err != nil {
		return fmt.Errorf("the audit log cannot be read: %w", err)
	}
	e.Seq, e.Prev, e.At, e.Sealed = seq+1, prev, tx.Now, tx.Sealed()
	e.Hash = e.sum()
	if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert"), e.Seq, db.At(e.At), e.Actor, e.Verb, e.Noun, e.Key,
		e.Org, e.Reason, e.Digest, e.Detail, e.Sealed, e.Prev, e.Hash); err != nil {
		return fmt.Errorf("the audit entry cannot be written: %w", err)
	}
	if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "move-head"), e.Seq, e.Hash); err != nil {
		return err
	}
	return tx.Bind(ctx, e.Seq)
}

// sum is the Digest of every field but Hash. Sealed is left out where it is empty, as in the lines from before there was
// one.
func (e Entry) sum() string {
	parts := []string{fmt.Sprint(e.Seq), e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Verb, e.Noun, e.Key, e.Org, e.Reason,
		e.Digest, e.Detail, e.Prev}
	if e.Sealed != "" {
		parts = append(parts, e.Sealed)
	}
	return Digest(parts...)
}

// Digest is the SHA-256 of a document in hexadecimal, for Entry.Digest. Each part is preceded by its length, so that no
// two lists of parts share a text.
func Digest(parts ...string) string {
	f := NewFold()
	for _, s := range parts {
		f.Add(s)
	}
	return f.Sum()
}

// Fold is Digest over parts that come one by one. Make one with NewFold.
type Fold struct{ h hash.Hash }

// NewFold has no part yet.
func NewFold() *Fold { return &Fold{sha256.New()} }

// Add takes the next part.
func (f *Fold) Add(s string) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(s)))
	f.h.Write(n[:])
	f.h.Write([]byte(s))
}

// Sum is the Digest of the parts so far.
func (f *Fold) Sum() string { return hex.EncodeToString(f.h.Sum(nil)) }
