package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func TestQueriesArePrepared(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		if err := Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		dbtest.Prepares(t, d, queries)
	})
}

func TestBackoffRisesToTenMinutes(t *testing.T) {
	last := time.Duration(0)
	for attempt := 1; attempt < 40; attempt++ {
		got := backoff(attempt)
		if got < min(last, 10*time.Minute) || got > 11*time.Minute {
			t.Errorf("after try %d: %s, after the one before: %s", attempt, got, last)
		}
		last = got * 10 / 11
	}
}

func TestSchedules(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	six := Daily{Hour: 6, In: london}
	for _, c := range []struct{ name, after, want string }{
		{"the same day", "2023-12-20T05:59:59Z", "2023-12-20T06:00:00Z"},
		{"never the instant itself", "2023-12-20T06:00:00Z", "2023-12-21T06:00:00Z"},
		{"the clocks go forward", "2024-03-30T06:00:00Z", "2024-03-31T05:00:00Z"},
		{"the clocks go back", "2023-10-28T05:00:00Z", "2023-10-29T06:00:00Z"},
	} {
		after, _ := time.Parse(time.RFC3339, c.after)
		if got := six.Next(after).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	noon := time.Date(2023, 12, 20, 12, 0, 0, 0, time.UTC)
	if got := Every(15 * time.Minute).Next(noon.Add(time.Second)); !got.Equal(noon.Add(15 * time.Minute)) {
		t.Errorf("every quarter of an hour: %s", got)
	}
	if got := lastDue(six, noon.AddDate(0, 0, -3), noon); got.Format(time.RFC3339) != "2023-12-20T06:00:00Z" {
		t.Errorf("after three days of standstill: %s", got)
	}
	if got := lastDue(six, noon, noon.Add(time.Hour)); !got.IsZero() {
		t.Errorf("nothing is due: %s", got)
	}
}

func TestPeriodicJobIsPutInOnceForEachDueInstant(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		const remind Kind[time.Time] = "test.remind"
		one, two := NewRunner(d, Config{}), NewRunner(d, Config{})
		for _, r := range []*Runner{one, two} {
			Periodic(r, remind, Every(time.Hour), func(due time.Time) time.Time { return due })
		}
		noon := time.Date(2023, 12, 20, 12, 0, 0, 0, time.UTC)
		var counts []int
		for _, at := range []time.Duration{time.Minute, 30 * time.Minute, 61 * time.Minute, 62 * time.Minute, 5 * time.Hour} {
			for _, r := range []*Runner{one, two} {
				if err := r.enqueueIfDue(ctx, r.periodic[0], noon.Add(at)); err != nil {
					t.Fatal(err)
				}
			}
			all, err := List(ctx, d, Filter{})
			if err != nil {
				t.Fatal(err)
			}
			counts = append(counts, len(all))
			for _, i := range all { // out of the way of the next
				if err := Cancel(ctx, d, i.ID, "test"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !slices.Equal(counts, []int{0, 0, 1, 1, 2}) {
			t.Errorf("jobs after each look: %v", counts)
		}
		all, _ := List(ctx, d, Filter{Limit: 1})
		var due time.Time
		if err := json.Unmarshal([]byte(all[0].Args), &due); err != nil || !due.Equal(noon.Add(5*time.Hour)) {
			t.Errorf("after a standstill the last due instant counts, not %s (%v)", due, err)
		}
	})
}

func TestProgressOfLongGoneJobsIsForgotten(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		left := -1
		err := d.Write(ctx, func(tx *db.Tx) error {
			for id, at := range []time.Time{time.Now(), time.Now().AddDate(0, 0, -101)} {
				if _, err := tx.Exec(ctx, queries.For(tx.Engine, "enqueued"), id+1, "k", "", db.At(at)); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = NewRunner(d, Config{}).forget(ctx)
		}
		if err == nil {
			err = d.Read(ctx, func(tx *db.Tx) error { return tx.Get(ctx, "SELECT COUNT(*) FROM jobs_progress", nil, &left) })
		}
		if err != nil || left != 1 {
			t.Errorf("%d rows left, error %v; want 1", left, err)
		}
	})
}

// TestPagesWritesAreNotStarved measures the product's own writes while the queue on the same SQLite writer is busy.
func TestPagesWritesAreNotStarved(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		write := func(f func(tx *db.Tx) error) {
			if err := d.Write(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		const busy Kind[int] = "test.busy"
		r := NewRunner(d, Config{Poll: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		Register(r, busy, func(ctx context.Context, j *Job[int]) error { return j.Save(ctx, "done") })
		if err := r.Start(ctx); err != nil {
			t.Fatal(err)
		}
		write(func(tx *db.Tx) error { _, err := tx.Exec(ctx, "CREATE TABLE page (n BIGINT)"); return err })
		measure := func() (mid, worst time.Duration) {
			var took []time.Duration
			for n := range 100 {
				began := time.Now()
				write(func(tx *db.Tx) error { _, err := tx.Exec(ctx, "INSERT INTO page (n) VALUES ($1)", n); return err })
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			return took[50], took[99]
		}
		mid, worst := measure()
		t.Logf("%s, idle queue: a page's write takes %s, at worst %s", d.Engine, mid, worst)
		write(func(tx *db.Tx) error {
			for n := range 300 {
				if _, err := Enqueue(ctx, tx, busy, n, Options{}); err != nil {
					return err
				}
			}
			return nil
		})
		mid, worst = measure()
		t.Logf("%s, busy queue: a page's write takes %s, at worst %s", d.Engine, mid, worst)
		if worst > 5*time.Second {
			t.Errorf("a page's write waited %s behind the queue", worst)
		}
		c, err := Counts(ctx, d)
		t.Logf("%s: meanwhile %d jobs were done", d.Engine, c[Done])
		stop, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := errors.Join(err, r.Stop(stop)); err != nil {
			t.Error(err)
		}
	})
}
