package occupancydb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// lockRuns is the lock of whoever numbers runs.
const lockRuns = "occupancy runs"

// Keep records a finished run with its forecasts inside tx, and gives it with its number and instant. A forecast that
// equals the one held from the same origin is not stored again. A run from the same origin with the same inputs and model as
// the newest one would say the same and is not recorded: that one is given, with fresh false.
func (s *Store) Keep(ctx context.Context, tx *db.Tx, run occupancy.Run, forecasts []occupancy.Forecast) (kept occupancy.Run, fresh bool, err error) {
	if err := tx.Lock(ctx, lockRuns); err != nil {
		return run, false, err
	}
	last, err := db.Collect(ctx, tx, queries.For(tx.Engine, "newest-run-from"), scanRun, run.Origin, upTo(run.Recorded))
	if err != nil {
		return run, false, err
	}
	if len(last) > 0 && last[0].Inputs == run.Inputs && last[0].Model == run.Model {
		return last[0], false, nil
	}
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-run"), nil, &run.ID); err != nil {
		return run, false, err
	}
	run.ID++
	run.Recorded, run.Series = tx.Now, len(forecasts)
	if run.Learnt == 0 {
		run.Learnt = run.ID
	}
	notes, err := json.Marshal(run.Notes)
	if err != nil {
		return run, false, err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-run"), run.ID, run.Origin, db.At(run.Known), db.At(run.Recorded), string(run.Kind), run.Model, run.Inputs,
		run.Learnt, run.Series, run.Reported, run.Seconds, string(notes), run.By)
	if err != nil {
		return run, false, err
	}
	stored, err := s.keepForecasts(ctx, tx, run, forecasts)
	if err != nil {
		return run, false, err
	}
	return run, true, audit.Append(ctx, tx, audit.Entry{Actor: run.By, Verb: "forecast.run", Noun: "forecast", Key: fmt.Sprint(run.ID), Org: string(org.England), Digest: run.Inputs,
		Detail: fmt.Sprintf("from %s, %s, by %s: %d organisations, %d stored", run.Origin, run.Kind, run.Model, run.Series, stored)})
}

func (s *Store) keepForecasts(ctx context.Context, tx *db.Tx, run occupancy.Run, forecasts []occupancy.Forecast) (stored int, err error) {
	held := map[org.Code][]byte{}
	err = tx.Each(ctx, queries.For(tx.Engine, "forecasts-from"), func(r db.Row) error {
		var o org.Code
		var n int64
		var body []byte
		err := r.Scan(&o, &n, &body)
		held[o] = body
		return err
	}, run.Origin, db.At(run.Recorded))
	if err != nil {
		return 0, err
	}
	var rows [][]any
	for _, f := range forecasts {
		if f.Origin != run.Origin {
			return 0, fault.New(fault.Internal, "the forecast of %s looks ahead from %s and not from the run's %s", f.Org, f.Origin, run.Origin)
		}
		body, err := occupancy.Pack(f)
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(held[f.Org], body) {
			rows = append(rows, []any{run.ID, string(f.Org), run.Origin, body})
		}
	}
	return len(rows), tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-forecast"), rows)
}

// Score records outcomes inside tx: those that are new, and those whose figures or scores differ from what is held, as
// their next version. Forecasts held at the time are never replaced by ones made afterwards, unless they were of other beds
// (Outcome.Resized). It gives how many it stored.
func (s *Store) Score(ctx context.Context, tx *db.Tx, by string, list []occupancy.Outcome) (int, error) {
	if len(list) == 0 {
		return 0, nil
	}
	if err := tx.Lock(ctx, lockRuns); err != nil {
		return 0, err
	}
	first, last := list[0].Day, list[0].Day
	for _, o := range list {
		first, last = earlier(first, o.Day), later(last, o.Day)
	}
	held := map[string]occupancy.Outcome{}
	all, err := db.Collect(ctx, tx, queries.For(tx.Engine, "outcomes-between"), scanOutcome, first, last)
	if err != nil {
		return 0, err
	}
	for _, x := range all {
		held[string(x.Org)+x.Day.String()] = x
	}
	var rows [][]any
	for _, o := range list {
		was, ok := held[string(o.Org)+o.Day.String()]
		body, err := json.Marshal(o.Ahead)
		if err != nil {
			return 0, err
		}
		if ok && (sameOutcome(was, o) || o.Replayed && !was.Replayed && !o.Resized) {
			continue
		}
		rows = append(rows, []any{string(o.Org), o.Day, was.N + 1, o.Occupied, o.Open, yesNo(o.Replayed), string(body), db.At(tx.Now)})
	}
	if len(rows) == 0 {
		return 0, nil
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-outcome"), rows); err != nil {
		return 0, err
	}
	return len(rows), audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: "forecast.score", Noun: "forecast", Key: first.String() + ".." + last.String(), Org: string(org.England),
		Detail: fmt.Sprintf("%d mornings of organisations held against their forecasts", len(rows))})
}

func sameOutcome(a, b occupancy.Outcome) bool {
	return a.Occupied == b.Occupied && a.Open == b.Open && a.Replayed == b.Replayed && slices.Equal(a.Ahead, b.Ahead)
}

func earlier(a, b civil.Date) civil.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b civil.Date) civil.Date {
	if b.After(a) {
		return b
	}
	return a
}

// SetOverride records the next version of an effect set by hand, by who for o.Reason; o.N is the version that it was
// decided on, and somebody's change since is a conflict. Giving up what is not set is one too.
func (s *Store) SetOverride(ctx context.Context, who string, o occupancy.Override) (occupancy.Override, error) {
	o, err := occupancy.CheckOverride(o)
	if err != nil {
		return o, err
	}
	of, err := o.Of.MarshalText()
	if err != nil {
		return o, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		next := o
		if err := tx.Lock(ctx, "occupancy override "+string(o.Org)+" "+o.Code); err != nil {
			return err
		}
		var n int
		if err := tx.Get(ctx, queries.For(tx.Engine, "newest-override"), []any{string(o.Org), o.Code, string(of)}, &n); err != nil {
			return err
		}
		if n != o.N {
			return fault.New(fault.Conflict, "Somebody changed this effect since you opened the page; look at it again")
		}
		if o.Gone && n == 0 {
			return fault.New(fault.Conflict, "This effect is not set by hand")
		}
		next.N, next.By, next.Recorded = n+1, who, tx.Now
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-override"), string(next.Org), next.Code, string(of), next.N, next.Value, next.SE, yesNo(next.Gone), next.Reason, who, db.At(tx.Now))
		if err != nil {
			return err
		}
		if s.set != nil {
			if err := s.set(ctx, tx); err != nil {
				return err
			}
		}
		detail := fmt.Sprintf("%s on beds %s set to %+.4f (difference of the logarithm)", next.Code, of, next.Value)
		if next.Gone {
			detail = fmt.Sprintf("%s on beds %s given up: the learnt effect holds again", next.Code, of)
		}
		o = next
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "forecast.override", Noun: "forecast-effect", Key: fmt.Sprintf("%s/%s/%s/%d", next.Org, next.Code, of, next.N),
			Org: string(next.Org), Reason: next.Reason, Detail: detail})
	})
	return o, err
}

// mostName is how long a scenario's name may be.
const mostName = 80

// SaveScenario records the next version of a scenario under its name, or, with x.Gone, that it is taken away.
func (s *Store) SaveScenario(ctx context.Context, who string, x occupancy.Saved) (occupancy.Saved, error) {
	x.Name = strings.Join(strings.Fields(x.Name), " ")
	var l fault.List
	if x.Name == "" {
		l.Add("name", "", "Give the scenario a name")
	}
	if len(x.Name) > mostName {
		l.Add("name", "", "Keep the name to %d characters", mostName)
	}
	if err := l.Err("the scenario cannot be saved as it stands"); err != nil {
		return x, err
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		next := x
		if err := tx.Lock(ctx, "occupancy scenario "+string(x.Org)); err != nil {
			return err
		}
		var n int
		if err := tx.Get(ctx, queries.For(tx.Engine, "newest-scenario"), []any{string(x.Org), x.Name}, &n); err != nil {
			return err
		}
		if x.Gone && n == 0 {
			return fault.New(fault.NotFound, "No scenario is called %q here", x.Name)
		}
		next.N, next.By, next.Recorded = n+1, who, tx.Now
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-scenario"), string(next.Org), next.Name, next.N, next.Body, yesNo(next.Gone), who, db.At(tx.Now))
		if err != nil {
			return err
		}
		x = next
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "forecast.scenario", Noun: "forecast-scenario", Key: fmt.Sprintf("%s/%s/%d", next.Org, next.Name, next.N),
			Org: string(next.Org), Digest: audit.Digest(next.Body)})
	})
	return x, err
}

// KeepBacktest records a test of the model on past winters.
func (s *Store) KeepBacktest(ctx context.Context, tx *db.Tx, b occupancy.KeptBacktest) error {
	if err := tx.Lock(ctx, lockRuns); err != nil {
		return err
	}
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-backtest"), nil, &b.ID); err != nil {
		return err
	}
	b.ID++
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-backtest"), b.ID, b.Level, b.Model, b.Winters, b.Sample, b.Seconds, b.Body, b.By, db.At(tx.Now)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: b.By, Verb: "forecast.backtest", Noun: "forecast", Key: fmt.Sprint(b.ID), Org: string(org.England), Digest: audit.Digest(b.Body),
		Detail: fmt.Sprintf("%s level, winters %s", b.Level, b.Winters)})
}
