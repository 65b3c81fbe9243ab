package orgdb

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables.
func Migrations() db.Migrations { return db.Migrations{Room: "org", FS: migrationFS} }

// Store keeps the facts. It is safe for concurrent use.
type Store struct {
	d *db.DB

	mu       sync.Mutex
	count    int64 // the facts that book was made of
	book     *org.Book
	pictures map[civil.Date]*org.Picture
}

// New is the store on d, whose tables must be in place.
func New(d *db.DB) *Store { return &Store{d: d} }

// seedDay is when the built-in facts count as known: before anything that Headroom can hold.
var seedDay = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

// Seed records the built-in reference once, audited. Later calls change nothing.
func (s *Store) Seed(ctx context.Context) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "org"); err != nil {
			return err
		}
		var count, last int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "newest"), []any{db.At(tx.Now)}, &count, &last); err != nil || count > 0 {
			return err
		}
		if err := insert(ctx, tx, org.Builtin(), seedDay, "seed"); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: "seed", Verb: "org.seed", Noun: "org", Key: "built-in", Digest: org.BuiltinDigest()})
	})
}

func insert(ctx context.Context, tx *db.Tx, facts []org.Fact, at time.Time, by string) error {
	var last int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-id"), nil, &last); err != nil {
		return err
	}
	for i, f := range facts {
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		_, err = tx.Repeat(ctx, queries.For(tx.Engine, "insert"), last+int64(i)+1, string(f.Org), string(f.What), db.At(at), by,
			string(text), audit.Digest(string(text)))
		if err != nil {
			return err
		}
	}
	return nil
}

// Picture is the organisations on day at, as known at asOf.
func (s *Store) Picture(ctx context.Context, at civil.Date, asOf time.Time) (*org.Picture, error) {
	var p *org.Picture
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = s.PictureIn(ctx, tx, at, asOf)
		return err
	})
	return p, err
}

// PictureIn is Picture inside the caller's transaction, which sees that transaction's own facts.
func (s *Store) PictureIn(ctx context.Context, tx *db.Tx, at civil.Date, asOf time.Time) (*org.Picture, error) {
	var count, last int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "newest"), []any{db.At(asOf)}, &count, &last); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.book == nil || s.count != count {
		facts, err := known(ctx, tx, asOf)
		if err != nil {
			return nil, err
		}
		s.book, s.count, s.pictures = org.NewBook(facts), count, map[civil.Date]*org.Picture{}
	}
	p := s.pictures[at]
	if p == nil {
		p = s.book.At(at)
		s.pictures[at] = p
	}
	return p, nil
}

func known(ctx context.Context, tx *db.Tx, asOf time.Time) ([]org.Fact, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "known"), func(r db.Row) (org.Fact, error) {
		var f org.Fact
		var at db.Instant
		var id int64
		var by, text, digest string
		if err := r.Scan(&id, &at, &by, &text, &digest); err != nil {
			return f, err
		}
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			return f, fault.Wrap(err, fault.Internal, "organisation fact %d is damaged", id)
		}
		f.Recorded, f.By = at.Time, by
		return f, nil
	}, db.At(asOf))
}

// Verify names every fact whose stored text is not what was recorded.
func (s *Store) Verify(ctx context.Context, tx *db.Tx) ([]string, error) {
	var problems []string
	err := tx.Each(ctx, queries.For(tx.Engine, "known"), func(r db.Row) error {
		var at db.Instant
		var id int64
		var by, text, digest string
		if err := r.Scan(&id, &at, &by, &text, &digest); err != nil {
			return err
		}
		if audit.Digest(text) != digest {
			problems = append(problems, fmt.Sprintf("organisation fact %d was changed after it was recorded", id))
		}
		return nil
	}, db.At(tx.Now.AddDate(100, 0, 0)))
	return problems, err
}
