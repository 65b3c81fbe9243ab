package orgdb

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
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
func Migrations() db.Migrations { return db.Migrations{Room: "org", FS: migrationFS, Tables: tables()} }

// Store reads and writes the organisations. It is safe for concurrent use; make one with New.
type Store struct {
	d *db.DB

	mu    sync.Mutex
	all   recorded
	books cache[state, *org.Book]
	pics  cache[view, *org.Picture]
	moves cache[between, []civil.Range]

	resettled func(ctx context.Context, tx *db.Tx, days []civil.Range) error
}

// recorded is every fact in the database at one stamp.
type recorded struct {
	latest string
	facts  []org.Fact
	first  map[org.Code]time.Time // the earliest instant for which the unit is recorded
	steps  []step                 // in the order of time
}

// step is the instant at which facts became known, with how many were known from then on and the newest of them.
type step struct {
	at            time.Time
	known, newest int64
}

// at is how many facts were known at an instant, and the newest of them. A page asks this a dozen times: to count them in
// the database would read them all each time.
func (r recorded) at(asOf time.Time) (known, newest int64) {
	i, _ := slices.BinarySearchFunc(r.steps, asOf, func(s step, t time.Time) int {
		if s.at.After(t) {
			return 1
		}
		return -1
	})
	if i == 0 {
		return 0, 0
	}
	return r.steps[i-1].known, r.steps[i-1].newest
}

// count lays the steps out.
func (r *recorded) count() {
	facts := slices.SortedStableFunc(slices.Values(r.facts), func(a, b org.Fact) int { return a.Recorded.Compare(b.Recorded) })
	var last step
	for _, f := range facts {
		if len(r.steps) == 0 || !f.Recorded.Equal(last.at) {
			r.steps = append(r.steps, last)
		}
		last = step{f.Recorded, last.known + 1, max(last.newest, f.Change)}
		r.steps[len(r.steps)-1] = last
	}
}

// state identifies what was known at an instant: how many facts, the newest of them, and the newest change of all.
type state struct {
	known, newest int64
	latest        string
}

type view struct {
	state
	on civil.Date
}

// How many books and pictures are kept. A picture of all England's organisations takes about 200 kB.
const (
	keepBooks    = 8
	keepPictures = 96
	keepMoves    = 16
)

// New makes a store on d, whose tables must be in place.
func New(d *db.DB) *Store {
	return &Store{d: d, books: newCache[state, *org.Book](keepBooks), pics: newCache[view, *org.Picture](keepPictures),
		moves: newCache[between, []civil.Range](keepMoves)}
}

// always is later than any instant that is recorded.
var always = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Picture is the organisations on the day at, as known at asOf; a zero asOf means now.
func (s *Store) Picture(ctx context.Context, at civil.Date, asOf time.Time) (p *org.Picture, err error) {
	if p, err = s.drawn(ctx, at, asOf); p != nil || err != nil {
		return p, err
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		p, err = s.PictureIn(ctx, tx, at, asOf)
		return err
	})
	return p, err
}

// drawn is the picture when it is kept and nothing has been recorded since, which every page asks for; else nil.
func (s *Store) drawn(ctx context.Context, at civil.Date, asOf time.Time) (*org.Picture, error) {
	if asOf.IsZero() {
		asOf = always
	}
	var st state
	if err := s.d.Glance(ctx, queries.For(s.d.Engine, "newest"), nil, &st.latest); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st.latest == "" || s.all.latest != st.latest {
		return nil, nil
	}
	st.known, st.newest = s.all.at(asOf)
	p, _ := s.pics.get(view{state: st, on: at})
	return p, nil
}

// PictureIn is Picture inside the caller's transaction.
func (s *Store) PictureIn(ctx context.Context, tx *db.Tx, at civil.Date, asOf time.Time) (*org.Picture, error) {
	b, st, err := s.book(ctx, tx, asOf)
	if err != nil {
		return nil, err
	}
	v := view{state: st, on: at}
	s.mu.Lock()
	p, ok := s.pics.get(v)
	s.mu.Unlock()
	if ok {
		return p, nil
	}
	p = b.At(at)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pics.put(v, p), nil
}

// Book is every fact known at asOf; a zero asOf means now. Book.Facts of one unit is its history.
func (s *Store) Book(ctx context.Context, asOf time.Time) (b *org.Book, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		b, _, err = s.book(ctx, tx, asOf)
		return err
	})
	return b, err
}

// PictureKnown is the organisations on the day at, by nothing but what was recorded by asOf. Picture, which figures stand on,
// also knows a unit's first statement before it was recorded: figures published before a register was loaded must have
// a place.
func (s *Store) PictureKnown(ctx context.Context, at civil.Date, asOf time.Time) (p *org.Picture, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		all, err := load(ctx, tx, "")
		if err != nil {
			return err
		}
		var known []org.Fact
		for _, f := range all.facts {
			if !f.Recorded.After(asOf) {
				known = append(known, f)
			}
		}
		p = org.NewBook(known).At(at)
		return nil
	})
	return p, err
}

// History is everything known of one unit by asOf, with who recorded it, when and from what source, oldest first.
func (s *Store) History(ctx context.Context, c org.Code, asOf time.Time) ([]org.Fact, error) {
	b, err := s.Book(ctx, asOf)
	if err != nil {
		return nil, err
	}
	facts := b.Facts(c)
	slices.SortStableFunc(facts, func(x, y org.Fact) int {
		if n := x.Recorded.Compare(y.Recorded); n != 0 {
			return n
		}
		return x.Valid.From.Compare(y.Valid.From)
	})
	return facts, nil
}

// BookIn is Book inside the caller's transaction.
func (s *Store) BookIn(ctx context.Context, tx *db.Tx, asOf time.Time) (*org.Book, error) {
	b, _, err := s.book(ctx, tx, asOf)
	return b, err
}

func (s *Store) book(ctx context.Context, tx *db.Tx, asOf time.Time) (*org.Book, state, error) {
	if asOf.IsZero() {
		asOf = always
	}
	var st state
	if err := tx.Get(ctx, queries.For(tx.Engine, "newest"), nil, &st.latest); err != nil {
		return nil, st, err
	}
	s.mu.Lock()
	all := s.all
	s.mu.Unlock()
	if all.latest != st.latest || st.latest == "" {
		var err error
		if all, err = load(ctx, tx, st.latest); err != nil {
			return nil, st, err
		}
	}
	st.known, st.newest = all.at(asOf)
	s.mu.Lock()
	b, ok := s.books.get(st)
	s.mu.Unlock()
	if ok {
		return b, st, nil
	}
	var known []org.Fact
	for _, f := range all.facts {
		if !f.Recorded.After(asOf) || f.Recorded.Equal(all.first[f.Org]) {
			known = append(known, f)
		}
	}
	b = org.NewBook(known)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = all
	return s.books.put(st, b), st, nil
}

// load reads every fact, in the order it was recorded.
func load(ctx context.Context, tx *db.Tx, latest string) (recorded, error) {
	r := recorded{latest: latest, first: map[org.Code]time.Time{}}
	err := each(ctx, tx, func(id int64, f org.Fact, text, _ string) error {
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			return fault.Wrap(err, fault.Internal, "organisation fact %d is damaged", id)
		}
		if at, ok := r.first[f.Org]; f.What == org.FactUnit && (!ok || f.Recorded.Before(at)) {
			r.first[f.Org] = f.Recorded
		}
		r.facts = append(r.facts, f)
		return nil
	})
	r.count()
	return r, err
}

// each reads the stored rows. The fact it hands on holds only what is beside the text: instant, recorder and number.
func each(ctx context.Context, tx *db.Tx, f func(id int64, beside org.Fact, text, digest string) error) error {
	return tx.Each(ctx, queries.For(tx.Engine, "known"), func(r db.Row) error {
		var at db.Instant
		var x org.Fact
		var text, digest string
		if err := r.Scan(&x.Change, &at, &x.By, &text, &digest); err != nil {
			return err
		}
		x.Recorded = at.Time
		return f(x.Change, x, text, digest)
	})
}

// Verify names every fact whose stored text is not what was recorded.
func (s *Store) Verify(ctx context.Context, tx *db.Tx) ([]string, error) {
	var problems []string
	err := each(ctx, tx, func(id int64, _ org.Fact, text, digest string) error {
		if audit.Digest(text) != digest {
			problems = append(problems, fmt.Sprintf("organisation fact %d was changed after it was recorded", id))
		}
		return nil
	})
	return problems, err
}
