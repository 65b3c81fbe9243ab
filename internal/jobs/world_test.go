package jobs_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/jobs"
)

// workerVar makes the test binary be a worker process on the database it names.
const workerVar = "HEADROOM_TEST_JOBS_WORKER"

func TestMain(m *testing.M) {
	if where := os.Getenv(workerVar); where != "" {
		if err := beWorker(where); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// each runs f on both engines with the queue's tables and a table that steps leave a mark in.
func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		t.Helper()
		if err := jobs.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE mark (job BIGINT NOT NULL, step BIGINT NOT NULL, pid BIGINT NOT NULL)")
			return err
		})
		f(t, d)
	})
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// quick is a configuration for tests: everything that waits waits little.
func quick() jobs.Config {
	return jobs.Config{
		Workers: 4, Poll: 20 * time.Millisecond, RescueAfter: time.Second,
		Backoff: func(int) time.Duration { return 10 * time.Millisecond },
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// start starts r and stops it with the test.
func start(t *testing.T, r *jobs.Runner) {
	t.Helper()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// put enqueues one job and gives what became of it.
func put[A any](t *testing.T, d *db.DB, k jobs.Kind[A], args A, o jobs.Options) jobs.Enqueued {
	t.Helper()
	var e jobs.Enqueued
	write(t, d, func(tx *db.Tx) (err error) {
		e, err = jobs.Enqueue(t.Context(), tx, k, args, o)
		return err
	})
	return e
}

// await waits until job id is in state want.
func await(t *testing.T, d *db.DB, id int64, want jobs.State) jobs.Info {
	t.Helper()
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		i, err := jobs.Get(t.Context(), d, id)
		if err != nil {
			t.Fatal(err)
		}
		if i.State == want {
			return i
		}
		if time.Since(began) > 15*time.Second {
			t.Fatalf("job %d is %s, want %s: %+v", id, i.State, want, i)
		}
	}
}

// count is the number that a query gives.
func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Get(t.Context(), query, args, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// stepArgs tells a worker process how many steps to do and how long each takes.
type stepArgs struct {
	Steps int
	Each  time.Duration
}

const steps jobs.Kind[stepArgs] = "test.steps"

// doSteps leaves one mark a step, from the checkpoint on.
func doSteps(ctx context.Context, j *jobs.Job[stepArgs]) error {
	next := 0
	_, _ = fmt.Sscan(j.Checkpoint(), &next)
	for ; next < j.Args.Steps; next++ {
		time.Sleep(j.Args.Each)
		if err := j.Progress(ctx, int64(next), int64(j.Args.Steps), "marking"); err != nil {
			return err
		}
		err := j.Step(ctx, func(tx *db.Tx) (string, error) {
			_, err := tx.Exec(ctx, "INSERT INTO mark (job, step, pid) VALUES ($1, $2, $3)", j.ID, next, os.Getpid())
			return fmt.Sprint(next + 1), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// beWorker is the whole of a worker process: it works until its standard input ends.
func beWorker(where string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	r := jobs.NewRunner(d, quick())
	jobs.Register(r, steps, doSteps)
	if err := r.Start(ctx); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return r.Stop(stop)
}

// spawn starts a worker process on d; it is killed with the test if it still lives.
func spawn(t *testing.T, d *db.DB) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerVar+"="+d.URL())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}
