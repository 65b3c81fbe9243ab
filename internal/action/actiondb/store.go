package actiondb

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"headroom/internal/action"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "action", FS: migrationFS, Tables: tables()}
}

// Store reads and writes periods. It is safe for concurrent use.
type Store struct{ d *db.DB }

// New makes a store over an open, migrated database.
func New(d *db.DB) *Store { return &Store{d: d} }

// forever stands in queries for "as known now".
func forever(asOf time.Time) db.Instant {
	if asOf.IsZero() {
		return db.At(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return db.At(asOf)
}

// List gives every period as known at asOf (zero: now), in order of their first hour, with the figures published by then.
func (s *Store) List(ctx context.Context, asOf time.Time) ([]action.Period, error) {
	var out []action.Period
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.read(ctx, tx, "list", forever(asOf))
		return err
	})
	for i := range out {
		out[i] = out[i].AsOf(asOf)
	}
	action.Sort(out)
	return out, err
}

// Get gives one period as known at asOf (zero: now); NotFound when none was known by then.
func (s *Store) Get(ctx context.Context, code action.Code, asOf time.Time) (action.Period, error) {
	all, err := s.History(ctx, code, asOf)
	if err != nil {
		return action.Period{}, err
	}
	return all[len(all)-1].AsOf(asOf), nil
}

// BeginsIn is the first instant of action by a staff group in a period, as known at asOf (zero: now), read in the caller's
// transaction; the zero time when the period is not known, was called off or has no action by the group.
func (s *Store) BeginsIn(ctx context.Context, tx *db.Tx, code action.Code, staff action.Staff, asOf time.Time) (time.Time, error) {
	all, err := s.read(ctx, tx, "history", string(code), forever(asOf))
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	return all[len(all)-1].AsOf(asOf).Begins(staff), nil
}

// History gives every revision of a period known by asOf (zero: now), oldest first; NotFound when there is none.
func (s *Store) History(ctx context.Context, code action.Code, asOf time.Time) ([]action.Period, error) {
	var out []action.Period
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.read(ctx, tx, "history", string(code), forever(asOf))
		return err
	})
	if err == nil && len(out) == 0 {
		err = fault.New(fault.NotFound, "No period of action has the code %s", code)
	}
	return out, err
}

// read runs the three queries of a kind ("list" or "history") and puts windows and figures into their periods. The windows
// and figures of a history take its first argument alone.
func (s *Store) read(ctx context.Context, tx *db.Tx, kind string, args ...any) ([]action.Period, error) {
	out, err := db.Collect(ctx, tx, queries.For(tx.Engine, kind+"-periods"), scanPeriod, args...)
	if err != nil {
		return nil, err
	}
	place := make(map[key]int, len(out))
	for i, p := range out {
		place[key{p.Code, p.Revision}] = i
	}
	err = tx.Each(ctx, queries.For(tx.Engine, kind+"-windows"), func(r db.Row) error {
		k, w, err := scanWindow(r)
		if i, ok := place[k]; ok && err == nil {
			out[i].Windows = append(out[i].Windows, w)
		}
		return err
	}, args[0])
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, kind+"-figures"), func(r db.Row) error {
		k, f, err := scanFigure(r)
		if i, ok := place[k]; ok && err == nil {
			out[i].Figures = append(out[i].Figures, f)
		}
		return err
	}, args[0])
	return out, err
}

// Save records p as the revision after p.Revision (0 for a new period), checked, by who ("account:12") for p.Reason. It is a
// Conflict when somebody saved in between, and Invalid, with every problem, when the period cannot stand. What is saved
// becomes known now.
func (s *Store) Save(ctx context.Context, who string, p action.Period) (action.Period, error) {
	p, err := action.Check(p)
	if err != nil {
		return p, err
	}
	if strings.TrimSpace(p.Reason) == "" {
		return p, &fault.Error{Kind: fault.Invalid, Message: "The period cannot be recorded as it stands",
			Fields: fault.List{{Name: "reason", Message: "Say in a sentence why the period is entered or changed"}}}
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		out := p
		out.KnownAt = tx.Now
		if out.Standing == action.CalledOff && out.StandingFrom.IsZero() {
			out.StandingFrom = tx.Now
		}
		if err := s.append(ctx, tx, who, &out); err != nil {
			return err
		}
		if err := note(ctx, tx, who, out); err != nil {
			return err
		}
		p = out
		return nil
	})
	return p, err
}

// append writes the revision after p.Revision and sets what the store sets.
func (s *Store) append(ctx context.Context, tx *db.Tx, who string, p *action.Period) error {
	if err := tx.Lock(ctx, "action:"+string(p.Code)); err != nil {
		return err
	}
	var newest int
	if err := tx.Get(ctx, queries.For(tx.Engine, "newest"), []any{string(p.Code)}, &newest); err != nil {
		return err
	}
	switch {
	case newest != p.Revision && p.Revision == 0:
		return fault.New(fault.Conflict, "A period with the code %s is already there; open it to change it", p.Code)
	case newest != p.Revision:
		return fault.New(fault.Conflict, "Somebody changed %s since you opened it: it now stands at revision %d. Look at that first", p.Code, newest)
	}
	p.Revision, p.RecordedAt, p.RecordedBy = newest+1, tx.Now, who
	return insert(ctx, tx, *p)
}

// note writes the audit entry of one revision.
func note(ctx context.Context, tx *db.Tx, who string, p action.Period) error {
	doc, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "period.edit", Noun: "period", Key: fmt.Sprintf("%s/%d", p.Code, p.Revision),
		Org: "ENG", Reason: p.Reason, Digest: audit.Digest(string(doc)),
		Detail: fmt.Sprintf("%s; %d windows; %d figures", p.Standing, len(p.Windows), len(p.Figures))})
}

// Seed records the built-in history: every period whose code is not there yet, with its revisions. It may run at each start.
// It gives the number of revisions it wrote.
func (s *Store) Seed(ctx context.Context) (int, error) {
	wrote := 0
	todo := 0
	// Look before taking the write: a start must never wait behind a long one when there is nothing to do.
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		missing, err := unseeded(ctx, tx)
		todo = len(missing)
		return err
	})
	if err != nil || todo == 0 {
		return 0, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		wrote = 0
		last := map[action.Code]int{}
		missing, err := unseeded(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range missing {
			p.Revision = last[p.Code]
			if err := s.append(ctx, tx, "command", &p); err != nil {
				return err
			}
			last[p.Code] = p.Revision
			wrote++
		}
		if wrote == 0 {
			return nil
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: "command", Verb: "period.seed", Noun: "period", Key: "history", Org: "ENG",
			Reason: "Built-in history of industrial action", Detail: fmt.Sprintf("%d revisions of %d periods", wrote, len(last))})
	})
	return wrote, err
}

// unseeded lists the revisions of the built-in periods whose code is not there yet.
func unseeded(ctx context.Context, tx *db.Tx) ([]action.Period, error) {
	fresh := map[action.Code]bool{}
	var out []action.Period
	for _, p := range action.Seed() {
		if _, asked := fresh[p.Code]; !asked {
			var newest int
			if err := tx.Get(ctx, queries.For(tx.Engine, "newest"), []any{string(p.Code)}, &newest); err != nil {
				return nil, err
			}
			fresh[p.Code] = newest == 0
		}
		if fresh[p.Code] {
			out = append(out, p)
		}
	}
	return out, nil
}
