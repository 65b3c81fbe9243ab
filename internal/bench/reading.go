package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"

	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// readRounds is how many reads of each kind are taken.
const readRounds = 60

// readMeasures are asked for in turn: counts, rates and what is worked out.
func readMeasures() []measure.Code {
	return []measure.Code{"ga_occ_rate", "ga_occ", "los21", "adult_occ_rate", "amb_over30", "ga_free"}
}

// reading measures England's whole series of one measure, as known at an instant at which corrections were still to come,
// and as known now.
func reading(ctx context.Context, w *world, r *report) error {
	w.at(monday.At(8*60 + 50))
	p, err := w.engine.pool(w.where)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	for _, kind := range []struct {
		words string
		asOf  func(i int) time.Time
	}{
		{"as of an instant", func(i int) time.Time { return w.last.Add(-i % 7).At(10 * 60) }},
		{"latest", func(int) time.Time { return time.Time{} }},
	} {
		var ours, floor times
		straddling, points := 0, 0
		var used time.Duration
		for i := range readRounds {
			q := sitrep.Asked{Org: org.England, Measure: readMeasures()[i%len(readMeasures())], Form: sitrep.UECDaily, From: w.first, To: w.last, AsOf: kind.asOf(i)}
			cpu, began := cpuOf(os.Getpid()), time.Now()
			s, err := w.app.Returns.Series(ctx, q)
			if err != nil {
				return err
			}
			ours, used = append(ours, time.Since(began)), used+cpuOf(os.Getpid())-cpu
			began = time.Now()
			n, err := bareRead(ctx, p, q)
			if err != nil {
				return err
			}
			floor = append(floor, time.Since(began))
			points, straddling = points+len(s.Points), straddling+n
		}
		for _, share := range []float64{0.5, 0.95} {
			r.most(result{Measurement: fmt.Sprintf("England, %d years, %s, p%.0f", w.years, kind.words, share*100), Engine: string(w.engine.name), Unit: "ms",
				Ours: ours.within(share), Floor: floor.within(share), CPU: perOp(used, readRounds),
				FloorIs: "the floor is a bare SELECT of the same rows: England's stored sums, and the returns of the days that the instant lies within",
				Detail:  fmt.Sprintf("%s: %d reads of %d days at the mean, %.1f of them worked out anew", w.engine.name, readRounds, points/readRounds, float64(straddling)/readRounds)}, 50)
		}
	}
	return nil
}

// bareRead reads the rows that a read of England stands on, and tells how many days lie across the instant.
func bareRead(ctx context.Context, p *sql.DB, q sitrep.Asked) (int, error) {
	rows, err := p.QueryContext(ctx, "SELECT day, due, received, missing, first_at, last_at, body FROM sitrep_rollup "+
		"WHERE form = $1 AND org = $2 AND day >= $3 AND day <= $4 AND view = $5 ORDER BY day", string(q.Form), string(q.Org), q.From, q.To, string(sitrep.Latest))
	if err != nil {
		return 0, err
	}
	asOf, err := db.At(q.AsOf).Value()
	if err != nil {
		return 0, err
	}
	var days []string
	err = each(rows, 7, func(col []sql.RawBytes) {
		if at, _ := asOf.(string); at != "" && string(col[5]) > at && string(col[4]) <= at {
			days = append(days, string(col[0]))
		}
	})
	for _, d := range days {
		if err != nil {
			return 0, err
		}
		rows, err = p.QueryContext(ctx, "SELECT org, n, recorded_at, timing, state, body FROM sitrep_version "+
			"WHERE form = $1 AND day = $2 AND recorded_at || '' <= $3 ORDER BY org, recorded_at, n", string(q.Form), d, asOf)
		if err == nil {
			err = each(rows, 6, func([]sql.RawBytes) {})
		}
	}
	return len(days), err
}

// each scans rows of n columns without keeping them.
func each(rows *sql.Rows, n int, f func([]sql.RawBytes)) error {
	defer func() { _ = rows.Close() }()
	col, to := make([]sql.RawBytes, n), make([]any, n)
	for i := range col {
		to[i] = &col[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		f(col)
	}
	return rows.Err()
}
