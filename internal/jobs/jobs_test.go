package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
)

const note jobs.Kind[string] = "test.note"

func TestRolledBackTransactionLeavesNoJob(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		stop := errors.New("the caller thinks again")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := jobs.Enqueue(t.Context(), tx, note, "lost", jobs.Options{}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if all, err := jobs.List(t.Context(), d, jobs.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("%d jobs, error %v; want none", len(all), err)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM jobs_progress"); n != 0 {
			t.Errorf("%d rows of progress, want none", n)
		}
	})
}

func TestJobIsDoneOnceWithItsArguments(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		seen := make(chan string, 10)
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(ctx context.Context, j *jobs.Job[string]) error {
			seen <- j.Args
			return j.Progress(ctx, 3, 4, "three of four")
		})
		start(t, r)
		e := put(t, d, note, "RA4", jobs.Options{})
		i := await(t, d, e.ID, jobs.Done)
		if got := <-seen; got != "RA4" || len(seen) != 0 {
			t.Errorf("arguments %q, and %d runs too many", got, len(seen))
		}
		if !e.New || i.Args != `"RA4"` || i.Done != 3 || i.Total != 4 || i.Words != "three of four" || i.Attempt != 1 ||
			i.Worker != r.Name() || i.Ended.IsZero() || i.Started.IsZero() || i.Beat.Before(i.Started) {
			t.Errorf("the page would show %+v", i)
		}
	})
}

func TestUniqueKeyIsOneJobWhileItWaits(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		first := put(t, d, note, "a", jobs.Options{UniqueKey: "k"})
		again := put(t, d, note, "b", jobs.Options{UniqueKey: "k"})
		other := put(t, d, note, "a", jobs.Options{UniqueKey: "l"})
		none := put(t, d, note, "a", jobs.Options{})
		elsewhere := put(t, d, jobs.Kind[string]("test.other"), "a", jobs.Options{UniqueKey: "k"})
		if again.New || again.ID != first.ID {
			t.Errorf("asked again: %+v, want the first, %+v", again, first)
		}
		if !other.New || !none.New || !elsewhere.New {
			t.Errorf("another key, no key and another kind are other jobs: %+v %+v %+v", other, none, elsewhere)
		}
	})
}

func TestAskedForWhileRunningRunsOnceMoreWithTheNewestArguments(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		var ran atomic.Int64
		seen, goOn := make(chan string, 10), make(chan bool)
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(_ context.Context, j *jobs.Job[string]) error {
			ran.Add(1)
			seen <- j.Args
			<-goOn
			return nil
		})
		start(t, r)
		first := put(t, d, note, "one", jobs.Options{UniqueKey: "k"})
		<-seen
		for _, a := range []string{"two", "three"} {
			if e := put(t, d, note, a, jobs.Options{UniqueKey: "k"}); e.New || e.ID != first.ID {
				t.Errorf("asked again while running: %+v", e)
			}
		}
		close(goOn)
		if got := <-seen; got != "three" {
			t.Errorf("the run that followed had %q, want the newest arguments", got)
		}
		await(t, d, first.ID, jobs.Done)
		waitFor(t, func() bool { c, err := jobs.Counts(t.Context(), d); return err == nil && c[jobs.Done] == 2 })
		if ran.Load() != 2 {
			t.Errorf("it ran %d times, want 2", ran.Load())
		}
		if e := put(t, d, note, "four", jobs.Options{UniqueKey: "k"}); !e.New {
			t.Error("a finished job stands in the way of a new one")
		}
	})
}

func TestFailedTryIsRetriedAndKeepsItsCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(ctx context.Context, j *jobs.Job[string]) error {
			if j.Attempt == 1 {
				if err := j.Save(ctx, "half way"); err != nil {
					return err
				}
				panic("a broken pipe")
			}
			if j.Checkpoint() != "half way" {
				return errors.New("the checkpoint is lost")
			}
			if j.Attempt == 2 {
				return errors.New("not yet")
			}
			return nil
		})
		start(t, r)
		i := await(t, d, put(t, d, note, "", jobs.Options{}).ID, jobs.Done)
		if i.Attempt != 3 || i.LastError != "not yet" {
			t.Errorf("attempt %d, last error %q", i.Attempt, i.LastError)
		}
	})
}

func TestJobFailsForGood(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(_ context.Context, j *jobs.Job[string]) error {
			if j.Args == "permanent" {
				return jobs.Permanent(errors.New("the file is no workbook"))
			}
			return errors.New("the disk is full")
		})
		start(t, r)
		tried := await(t, d, put(t, d, note, "", jobs.Options{MaxAttempts: 2}).ID, jobs.Failed)
		if tried.Attempt != 2 || tried.LastError != "the disk is full" {
			t.Errorf("%+v", tried)
		}
		perm := await(t, d, put(t, d, note, "permanent", jobs.Options{}).ID, jobs.Failed)
		if perm.Attempt != 1 || perm.LastError != "the file is no workbook" {
			t.Errorf("%+v", perm)
		}
	})
}

func TestCancel(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		began := make(chan bool, 1)
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(ctx context.Context, j *jobs.Job[string]) error {
			began <- true
			<-ctx.Done()
			return j.Save(ctx, "never")
		})
		start(t, r)
		later := put(t, d, note, "", jobs.Options{RunAt: d.Now().Add(time.Hour)})
		if i, _ := jobs.Get(t.Context(), d, later.ID); i.State != jobs.Scheduled || time.Until(i.RunAt) < 59*time.Minute {
			t.Errorf("a job for later: %+v", i)
		}
		running := put(t, d, note, "", jobs.Options{})
		<-began
		for _, id := range []int64{later.ID, running.ID} {
			if err := jobs.Cancel(t.Context(), d, id, "account:7"); err != nil {
				t.Fatal(err)
			}
			if i := await(t, d, id, jobs.Cancelled); i.CancelBy != "account:7" || i.Checkpoint != "" {
				t.Errorf("%+v", i)
			}
			if err := jobs.Cancel(t.Context(), d, id, "account:8"); err != nil {
				t.Errorf("cancelling what is over: %v", err)
			}
		}
		var f *fault.Error
		if err := jobs.Cancel(t.Context(), d, 4711, "account:7"); !errors.As(err, &f) || f.Kind != fault.NotFound {
			t.Errorf("cancelling no job: %v", err)
		}
	})
}

func TestRetryRunsACancelledJobAfterAll(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		e := put(t, d, note, "", jobs.Options{})
		if err := jobs.Cancel(t.Context(), d, e.ID, "account:7"); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Retry(t.Context(), d, e.ID); err != nil {
			t.Fatal(err)
		}
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(context.Context, *jobs.Job[string]) error { return nil })
		start(t, r)
		await(t, d, e.ID, jobs.Done)
	})
}

func TestRetryMakesNoTwin(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		first := put(t, d, note, "", jobs.Options{UniqueKey: "k"})
		if err := jobs.Cancel(t.Context(), d, first.ID, "account:7"); err != nil {
			t.Fatal(err)
		}
		put(t, d, note, "", jobs.Options{UniqueKey: "k"})
		var f *fault.Error
		if err := jobs.Retry(t.Context(), d, first.ID); !errors.As(err, &f) || f.Kind != fault.Conflict {
			t.Errorf("error %v, want a conflict", err)
		}
		if err := jobs.Retry(t.Context(), d, 4711); !errors.As(err, &f) || f.Kind != fault.NotFound {
			t.Errorf("error %v, want not found", err)
		}
	})
}

func TestProgressInsideAStepIsStoredWithIt(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(ctx context.Context, j *jobs.Job[string]) error {
			return j.Step(ctx, func(*db.Tx) (string, error) {
				time.Sleep(20 * time.Millisecond)
				return "one", j.Progress(ctx, 1, 2, "inside")
			})
		})
		start(t, r)
		if i := await(t, d, put(t, d, note, "", jobs.Options{}).ID, jobs.Done); i.Words != "inside" || i.Done != 1 {
			t.Errorf("%+v", i)
		}
	})
}

func TestStoppingWorkerHandsItsJobOn(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		e := put(t, d, steps, stepArgs{Steps: 20, Each: 30 * time.Millisecond}, jobs.Options{MaxAttempts: 1})
		one := jobs.NewRunner(d, quick())
		jobs.Register(one, steps, doSteps)
		if err := one.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		waitFor(t, func() bool { return count(t, d, "SELECT COUNT(*) FROM mark") > 3 })
		if err := one.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		i, _ := jobs.Get(t.Context(), d, e.ID)
		if n := count(t, d, "SELECT COUNT(*) FROM mark"); i.State != jobs.Waiting || n == 20 {
			t.Fatalf("after the stop the job is %s with %d steps done", i.State, n)
		}
		two := jobs.NewRunner(d, quick())
		jobs.Register(two, steps, doSteps)
		start(t, two)
		await(t, d, e.ID, jobs.Done)
		if n := count(t, d, "SELECT COUNT(*) FROM mark"); n != 20 {
			t.Errorf("%d steps done, want 20", n)
		}
	})
}

func TestSilentTryThatWakesDoesNoHarm(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		e := put(t, d, note, "", jobs.Options{})
		claimed, wake := make(chan bool, 4), make(chan bool)
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, note, func(ctx context.Context, j *jobs.Job[string]) error {
			claimed <- true
			if j.Attempt > 1 {
				return j.Save(ctx, "the second try")
			}
			<-wake
			return j.Save(context.WithoutCancel(ctx), "the first try")
		})
		start(t, r)
		<-claimed
		// What a rescue does while this process is frozen: the claim moves on and the job is free again.
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE jobs_progress SET claim = claim + 1, rescued = 1")
			return err
		})
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE river_job SET state = 'available'")
			return err
		})
		<-claimed
		i := await(t, d, e.ID, jobs.Done)
		close(wake)
		time.Sleep(100 * time.Millisecond)
		if i, _ = jobs.Get(t.Context(), d, e.ID); i.Checkpoint != "the second try" || i.Attempt != 2 || i.State != jobs.Done {
			t.Errorf("%+v", i)
		}
	})
}

func TestListPagesAndFilters(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		var ids []int64
		for range 5 {
			ids = append(ids, put(t, d, note, "", jobs.Options{}).ID)
		}
		other := put(t, d, jobs.Kind[int]("test.other"), 4, jobs.Options{RunAt: d.Now().Add(time.Hour)})
		for _, c := range []struct {
			name string
			f    jobs.Filter
			want []int64
		}{
			{"all, newest first", jobs.Filter{}, []int64{other.ID, ids[4], ids[3], ids[2], ids[1], ids[0]}},
			{"a page", jobs.Filter{Limit: 2, Before: ids[3]}, []int64{ids[2], ids[1]}},
			{"a kind", jobs.Filter{Kind: "test.other"}, []int64{other.ID}},
			{"a state", jobs.Filter{States: []jobs.State{jobs.Waiting}, Limit: 1}, []int64{ids[4]}},
			{"none", jobs.Filter{States: []jobs.State{jobs.Failed}}, nil},
		} {
			got, err := jobs.List(t.Context(), d, c.f)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(c.want) {
				t.Errorf("%s: %d jobs, want %d", c.name, len(got), len(c.want))
				continue
			}
			for i := range got {
				if got[i].ID != c.want[i] {
					t.Errorf("%s: job %d at place %d, want %d", c.name, got[i].ID, i, c.want[i])
				}
			}
		}
		c, err := jobs.Counts(t.Context(), d)
		if err != nil || c[jobs.Waiting] != 5 || c[jobs.Scheduled] != 1 || len(c) != 2 {
			t.Errorf("counts %v, error %v", c, err)
		}
	})
}

func TestMigrateTwiceAndTogether(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		errs := make(chan error, 3)
		for range 3 {
			go func() { errs <- jobs.Migrate(context.Background(), d) }()
		}
		for range 3 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestRunAtIsByTheDatabasesClock(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		d.Clock = func() time.Time { return time.Date(2023, 12, 20, 9, 0, 0, 0, time.UTC) }
		e := put(t, d, note, "", jobs.Options{RunAt: d.Now().Add(2 * time.Hour)})
		i, err := jobs.Get(t.Context(), d, e.ID)
		if wait := time.Until(i.RunAt); err != nil || wait < 119*time.Minute || wait > 121*time.Minute {
			t.Errorf("it waits %s, error %v; want two hours", wait, err)
		}
	})
}

func TestKindWithABadNameIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		r := jobs.NewRunner(d, quick())
		jobs.Register(r, jobs.Kind[string]("no spaces, please"), func(context.Context, *jobs.Job[string]) error { return nil })
		if err := r.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be started") {
			t.Errorf("error %v", err)
		}
	})
}
