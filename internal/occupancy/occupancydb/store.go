package occupancydb

import (
	"context"
	"embed"
	"encoding/json"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "occupancy", FS: migrationFS, Tables: tables()}
}

// Store keeps forecasts. It is safe for concurrent use.
type Store struct {
	d   *db.DB
	set func(ctx context.Context, tx *db.Tx) error // nil: nobody waits
}

// New is the store on d, whose tables must be in place.
func New(d *db.DB) *Store { return &Store{d: d} }

// WhenSet says what is to be done, inside the transaction in which an effect is set by hand or given up. Set it before first
// use.
func (s *Store) WhenSet(f func(ctx context.Context, tx *db.Tx) error) { s.set = f }

// upTo stands in queries for "as known now".
func upTo(asOf time.Time) db.Instant {
	if asOf.IsZero() {
		return db.At(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return db.At(asOf)
}

const (
	yes = "yes"
	no  = "no"
)

func yesNo(b bool) string {
	if b {
		return yes
	}
	return no
}

// Run is the newest run from the origin as recorded by asOf, of any origin when it is zero; a not-found fault when there
// is none.
func (s *Store) Run(ctx context.Context, origin civil.Date, asOf time.Time) (run occupancy.Run, err error) {
	name, args := "newest-run", []any{upTo(asOf)}
	if !origin.IsZero() {
		name, args = "newest-run-from", []any{origin, upTo(asOf)}
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, name), scanRun, args...)
		if err == nil && len(list) == 0 {
			return fault.New(fault.NotFound, "no forecast has been made%s yet", from(origin))
		}
		if err == nil {
			run = list[0]
		}
		return err
	})
	return run, err
}

func from(origin civil.Date) string {
	if origin.IsZero() {
		return ""
	}
	return " from " + origin.String()
}

// Runs lists the newest runs recorded by asOf, newest first, at most n.
func (s *Store) Runs(ctx context.Context, asOf time.Time, n int) (list []occupancy.Run, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "runs"), scanRun, upTo(asOf), n)
		return err
	})
	return list, err
}

// Origins lists the newest mornings from which forecasts are held, newest first, at most n.
func (s *Store) Origins(ctx context.Context, asOf time.Time, n int) (list []civil.Date, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "origins"), scanDate, upTo(asOf), n)
		return err
	})
	return list, err
}

// Forecast is the organisation's newest forecast from the origin as recorded by asOf, from the newest origin when it is
// zero; a not-found fault when there is none.
func (s *Store) Forecast(ctx context.Context, o org.Code, origin civil.Date, asOf time.Time) (held occupancy.Held, err error) {
	name, args := "newest-forecast", []any{string(o), upTo(asOf)}
	if !origin.IsZero() {
		name, args = "forecast", []any{string(o), origin, upTo(asOf)}
	}
	var body []byte
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		scan := func(r db.Row) (occupancy.Run, error) { return scanRunAnd(r, &body) }
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, name), scan, args...)
		if err == nil && len(list) == 0 {
			return fault.New(fault.NotFound, "no forecast of %s has been made%s", o, from(origin))
		}
		if err == nil {
			held.Run = list[0]
		}
		return err
	})
	if err != nil {
		return held, err
	}
	held.Forecast, err = unpack(o, held.Run.Origin, held.Run.Model, body)
	return held, err
}

func unpack(o org.Code, origin civil.Date, model string, body []byte) (occupancy.Forecast, error) {
	f, err := occupancy.Unpack(body, occupancy.Forecast{Org: o, Origin: origin, Model: model})
	if err != nil {
		return f, fault.Wrap(err, fault.Internal, "the forecast of %s from %s is damaged; run headroom check", o, origin)
	}
	return f, nil
}

// From gives every organisation's newest forecast from the origin that was recorded by asOf: those held then.
func (s *Store) From(ctx context.Context, origin civil.Date, asOf time.Time) (map[org.Code]occupancy.Forecast, error) {
	bodies := map[org.Code][]byte{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, queries.For(tx.Engine, "forecasts-from"), func(r db.Row) error {
			var o org.Code
			var run int64
			var body []byte
			err := r.Scan(&o, &run, &body)
			bodies[o] = body // in the order of runs: the newest stays
			return err
		}, origin, upTo(asOf))
	})
	if err != nil {
		return nil, err
	}
	out := make(map[org.Code]occupancy.Forecast, len(bodies))
	for o, body := range bodies {
		if out[o], err = unpack(o, origin, "", body); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// HeldFrom lists the origins in [from, to] of which any forecast is held.
func (s *Store) HeldFrom(ctx context.Context, from, to civil.Date) (list []civil.Date, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "forecast-origins"), scanDate, from, to)
		return err
	})
	return list, err
}

// Outcomes gives the mornings in [from, to] that have come and were scored by asOf, in order, each as it was then.
func (s *Store) Outcomes(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) (list []occupancy.Outcome, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, queries.For(tx.Engine, "outcomes"), scanOutcome, string(o), from, to, upTo(asOf))
		list = newest(all)
		return err
	})
	return list, err
}

// newest keeps the last version of each organisation and day; list is in their order.
func newest(list []occupancy.Outcome) []occupancy.Outcome {
	out := list[:0]
	for _, x := range list {
		if n := len(out); n > 0 && out[n-1].Org == x.Org && out[n-1].Day == x.Day {
			out[n-1] = x
			continue
		}
		out = append(out, x)
	}
	return out
}

// ScoredBetween gives what is held of every organisation's mornings in [from, to], by organisation and day.
func (s *Store) ScoredBetween(ctx context.Context, from, to civil.Date) (map[org.Code]map[civil.Date]occupancy.Outcome, error) {
	out := map[org.Code]map[civil.Date]occupancy.Outcome{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, queries.For(tx.Engine, "outcomes-between"), scanOutcome, from, to)
		for _, x := range all {
			if out[x.Org] == nil {
				out[x.Org] = map[civil.Date]occupancy.Outcome{}
			}
			out[x.Org][x.Day] = x
		}
		return err
	})
	return out, err
}

// Overrides lists every version of the organisation's effects set by hand that was recorded by asOf, by effect, oldest
// first.
func (s *Store) Overrides(ctx context.Context, o org.Code, asOf time.Time) (list []occupancy.Override, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "overrides"), scanOverride, string(o), upTo(asOf))
		return err
	})
	return list, err
}

// AllOverrides lists every version of every organisation's effects set by hand that was recorded by asOf.
func (s *Store) AllOverrides(ctx context.Context, asOf time.Time) (map[org.Code][]occupancy.Override, error) {
	out := map[org.Code][]occupancy.Override{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, queries.For(tx.Engine, "all-overrides"), scanOverride, upTo(asOf))
		for _, o := range all {
			out[o.Org] = append(out[o.Org], o)
		}
		return err
	})
	return out, err
}

// Scenarios lists the newest version of the organisation's saved scenarios recorded by asOf, by name, those taken away
// left out.
func (s *Store) Scenarios(ctx context.Context, o org.Code, asOf time.Time) (list []occupancy.Saved, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, queries.For(tx.Engine, "scenarios"), scanScenario, string(o), upTo(asOf))
		list = all[:0]
		for i, x := range all {
			if (i+1 == len(all) || all[i+1].Name != x.Name) && !x.Gone {
				list = append(list, x)
			}
		}
		return err
	})
	return list, err
}

// Backtest is the newest kept test of the model on past winters at a level ("trust" or "england") recorded by asOf; a
// not-found fault when there is none.
func (s *Store) Backtest(ctx context.Context, level string, asOf time.Time) (b occupancy.KeptBacktest, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "newest-backtest"), scanBacktest, level, upTo(asOf))
		if err == nil && len(list) == 0 {
			return fault.New(fault.NotFound, "the model has not been tested on past winters here yet")
		}
		if err == nil {
			b = list[0]
		}
		return err
	})
	return b, err
}

func scanDate(r db.Row) (d civil.Date, err error) { return d, r.Scan(&d) }

func scanRun(r db.Row) (occupancy.Run, error) { return scanRunAnd(r) }

// scanRunAnd reads a run's columns, and more after them.
func scanRunAnd(r db.Row, more ...any) (x occupancy.Run, err error) {
	var known, recorded db.Instant
	var notes string
	err = r.Scan(append([]any{&x.ID, &x.Origin, &known, &recorded, &x.Kind, &x.Model, &x.Inputs, &x.Learnt, &x.Series, &x.Reported, &x.Seconds, &notes, &x.By}, more...)...)
	x.Known, x.Recorded = known.Time, recorded.Time
	if err == nil {
		err = json.Unmarshal([]byte(notes), &x.Notes)
	}
	return x, err
}

func scanOutcome(r db.Row) (x occupancy.Outcome, err error) {
	var replayed, body string
	var recorded db.Instant
	if err = r.Scan(&x.Org, &x.Day, &x.N, &x.Occupied, &x.Open, &replayed, &body, &recorded); err != nil {
		return x, err
	}
	x.Replayed, x.Recorded = replayed == yes, recorded.Time
	return x, json.Unmarshal([]byte(body), &x.Ahead)
}

func scanOverride(r db.Row) (x occupancy.Override, err error) {
	var of, gone string
	var recorded db.Instant
	if err = r.Scan(&x.Org, &x.Code, &of, &x.N, &x.Value, &x.SE, &gone, &x.Reason, &x.By, &recorded); err != nil {
		return x, err
	}
	x.Gone, x.Recorded = gone == yes, recorded.Time
	return x, x.Of.UnmarshalText([]byte(of))
}

func scanScenario(r db.Row) (x occupancy.Saved, err error) {
	var gone string
	var recorded db.Instant
	err = r.Scan(&x.Org, &x.Name, &x.N, &x.Body, &gone, &x.By, &recorded)
	x.Gone, x.Recorded = gone == yes, recorded.Time
	return x, err
}

func scanBacktest(r db.Row) (x occupancy.KeptBacktest, err error) {
	var recorded db.Instant
	err = r.Scan(&x.ID, &x.Level, &x.Model, &x.Winters, &x.Seconds, &x.Body, &x.By, &recorded)
	x.Recorded = recorded.Time
	return x, err
}
