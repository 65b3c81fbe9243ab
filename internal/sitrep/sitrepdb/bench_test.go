package sitrepdb_test

import (
	"sync"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/sitrep"
)

// The benchmarks run on PostgreSQL when there is one, else on SQLite alone.
func benchEach(b *testing.B, f func(b *testing.B, w *world)) {
	for name, open := range map[string]func(testing.TB, ...db.Migrations) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) { f(b, settle(b, open(b, rooms()...), 200)) })
	}
}

// full lets every trust send the day's return, and the day's before.
func (w *world) full(b *testing.B, day civil.Date) {
	b.Helper()
	w.clock.set(day, hm(9, 0))
	var all sync.WaitGroup
	for _, c := range w.codes {
		all.Go(func() {
			for _, back := range []int{1, 0} {
				if _, err := w.s.Submit(b.Context(), sent(c, day.Add(-back), 0)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkFloor is the bare cost that no submission can go below: one row of the same bytes, inserted and committed.
func BenchmarkFloor(b *testing.B) {
	benchEach(b, func(b *testing.B, w *world) {
		body := sitrep.Encode(figures(0))
		if _, err := w.d.Pool().Exec("CREATE TABLE bare (n INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
			b.Fatal(err)
		}
		n := 0
		for b.Loop() {
			n++
			tx, err := w.d.Pool().Begin()
			ok(b, err)
			_, err = tx.Exec("INSERT INTO bare (n, body) VALUES ($1, $2)", n, body)
			ok(b, err)
			ok(b, tx.Commit())
		}
	})
}

// BenchmarkCorrection is one resubmission from one of 200 trusts that are all in: checked, stored, audited, and all four
// levels added up anew in the three views, until the commit.
func BenchmarkCorrection(b *testing.B) {
	benchEach(b, func(b *testing.B, w *world) {
		day, n := morning, 0
		for b.Loop() {
			if n%50 == 0 { // a fresh morning, so that nobody's day has more versions than one sees
				b.StopTimer()
				day = day.Add(2)
				w.full(b, day)
				b.StartTimer()
			}
			n++
			w.send(b, sent(w.codes[n%200], day, 1))
		}
	})
}

// BenchmarkSubmit is the first returns of a morning: 200 trusts send at once, again and again.
func BenchmarkSubmit(b *testing.B) {
	benchEach(b, func(b *testing.B, w *world) {
		b.ReportAllocs()
		day, left := morning, 0
		began := time.Now()
		for i := 0; i < b.N; {
			day, left = day.Add(1), min(200, b.N-i)
			w.clock.set(day, hm(9, 0))
			var all sync.WaitGroup
			for _, c := range w.codes[:left] {
				all.Go(func() {
					if _, err := w.s.Submit(b.Context(), sent(c, day, 0)); err != nil {
						b.Error(err)
					}
				})
			}
			all.Wait()
			i += left
		}
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "returns/s")
	})
}

// BenchmarkCalendar is the returns of four weeks from 200 trusts with how each stands, as the calendar of returns asks.
func BenchmarkCalendar(b *testing.B) {
	benchEach(b, func(b *testing.B, w *world) {
		var list []*sitrep.Version
		for back := range 28 {
			day := morning.Add(-back)
			for _, c := range w.codes {
				list = append(list, &sitrep.Version{Form: sitrep.UECDaily, Org: c, Day: day, N: 1, Covers: civil.Range{From: day.Add(-1), To: day},
					State: sitrep.Returned, Timing: sitrep.OnTime, Channel: "synthetic", Recorded: day.At(hm(7, 0)), By: "synthetic", Items: figures(back % 20)})
			}
		}
		if _, _, err := w.s.LoadSynthetic(b.Context(), "demo", list); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			got, err := w.s.Slips(b.Context(), sitrep.SlipsAsked{Form: sitrep.UECDaily, From: morning.Add(-27), To: morning})
			if err != nil || len(got) != 28*200 {
				b.Fatal(len(got), err)
			}
		}
	})
}
