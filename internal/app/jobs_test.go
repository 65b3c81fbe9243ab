package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// workerVar makes the test binary be a worker process on the database it names.
const workerVar = "HEADROOM_TEST_APP_WORKER"

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

// quickRunner is the runner of a with everything that waits waiting little.
func quickRunner(a *App, workers int) *jobs.Runner {
	r := jobs.NewRunner(a.DB, jobs.Config{Workers: workers, Poll: 20 * time.Millisecond, RescueAfter: time.Second,
		Backoff: func(int) time.Duration { return 10 * time.Millisecond }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	jobs.Register(r, sitrepdb.ImportJob, a.importJob)
	jobs.Register(r, recoverydb.PlanJob, a.reschedule)
	return r
}

// beWorker is the whole of a worker process: it works until its standard input ends.
func beWorker(where string) error {
	a, err := Open(context.Background(), where)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	r := quickRunner(a, 1)
	if err := r.Start(context.Background()); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return r.Stop(stop)
}

// spawn starts a worker process; it is killed with the test if it still lives.
func spawn(t *testing.T, where string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerVar+"="+where)
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

// onEngines runs f on an empty Headroom of each engine.
func onEngines(t *testing.T, f func(t *testing.T, a *App)) {
	t.Helper()
	open := func(t *testing.T, where string) {
		a, err := Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Close() }()
		f(t, a)
	}
	t.Run("sqlite", func(t *testing.T) { open(t, filepath.Join(t.TempDir(), "headroom.db")) })
	t.Run("postgres", func(t *testing.T) { open(t, dbtest.PostgresURL(t)) })
}

// bedsFile is a tidy file of so many trusts over so many days, all figures made up; n makes it unlike others.
func bedsFile(n, trusts, days int) string {
	var b strings.Builder
	b.WriteString("Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,Occupancy rate\n")
	first := civil.MustDate("2017-11-20")
	for d := range days {
		for o := range trusts {
			fmt.Fprintf(&b, "R%c%c,Trust %d,%s,0,0,%d,%d,0\n", 'A'+o/26, 'A'+o%26, o, first.Add(d+400*n), 900+o, 800+o)
		}
	}
	return b.String()
}

func enqueue(t *testing.T, a *App, name, content string) sitrep.Import {
	t.Helper()
	i, err := a.Returns.Receive(t.Context(), sitrep.Upload{File: name, Content: strings.NewReader(content), By: "account:12", Queue: true})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// soon fails the test when ok does not come true within a minute.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("it did not happen within a minute: " + what)
		}
	}
}

func importNow(t *testing.T, a *App, id int64) sitrep.Import {
	t.Helper()
	i, err := a.Returns.Imported(t.Context(), id, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// whole checks that everything is sound and gives the number of versions.
func whole(t *testing.T, a *App) int {
	t.Helper()
	c, err := a.Check(t.Context(), nil)
	if err != nil || !c.OK {
		t.Fatalf("%v %q", err, c.Problems)
	}
	return c.Returns.Versions
}

// A worker that is killed in the middle of an import leaves nothing half, and another one does it.
func TestKilledWorkerLeavesNothingHalf(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed and waited for; run without -short")
	}
	const trusts, days = 120, 60
	for _, after := range []time.Duration{0, 150 * time.Millisecond, 400 * time.Millisecond} {
		onEngines(t, func(t *testing.T, a *App) {
			i := enqueue(t, a, "tidy.csv", bedsFile(0, trusts, days))
			first := spawn(t, a.DB.URL())
			soon(t, "the job is running", func() bool {
				j, err := a.Queue().Job(t.Context(), i.Job)
				return err == nil && j.State == jobs.Running
			})
			time.Sleep(after)
			if err := first.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = first.Wait()
			got, n := importNow(t, a, i.ID), whole(t, a)
			t.Logf("killed %s after the start: %s, %d versions", after, got.State, n)
			if (got.State == sitrep.ImportStored) != (n == trusts*days) || n != 0 && n != trusts*days {
				t.Errorf("the import is %s and %d versions of %d are stored", got.State, n, trusts*days)
			}
			spawn(t, a.DB.URL())
			soon(t, "the job is done", func() bool {
				j, err := a.Queue().Job(t.Context(), i.Job)
				return err == nil && j.State == jobs.Done
			})
			if got, n := importNow(t, a, i.ID), whole(t, a); got.State != sitrep.ImportStored || n != trusts*days || got.Result.Stored != n {
				t.Errorf("the import is %s and %d versions of %d are stored", got.State, n, trusts*days)
			}
		})
	}
}

// Cancelled while it is read, an import stores nothing; tried again, it stores everything.
func TestCancelledJobStoresNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		r := quickRunner(a, 2)
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer func() {
			stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_ = r.Stop(stop)
		}()
		i := enqueue(t, a, "tidy.csv", bedsFile(0, 150, 200))
		soon(t, "the job is running", func() bool {
			j, err := a.Queue().Job(t.Context(), i.Job)
			return err == nil && j.State == jobs.Running
		})
		if err := a.Queue().Cancel(t.Context(), i.Job, "account:12"); err != nil {
			t.Fatal(err)
		}
		soon(t, "the job is cancelled", func() bool {
			j, err := a.Queue().Job(t.Context(), i.Job)
			return err == nil && j.State == jobs.Cancelled && j.CancelBy == "account:12"
		})
		if got, n := importNow(t, a, i.ID), whole(t, a); got.State.Over() || n != 0 {
			t.Fatalf("a cancelled import is %s and %d versions are stored", got.State, n)
		}
		if err := a.Returns.Resume(t.Context(), i.ID, "account:12"); err != nil {
			t.Fatal(err)
		}
		soon(t, "the import is stored", func() bool { return importNow(t, a, i.ID).State == sitrep.ImportStored })
		if n := whole(t, a); n != 150*200 {
			t.Errorf("%d versions", n)
		}
	})
}

// Two worker processes share the imports; each file is stored once.
func TestTwoWorkersShareTheImports(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are started and waited for; run without -short")
	}
	onEngines(t, func(t *testing.T, a *App) {
		const batch = 8
		spawn(t, a.DB.URL())
		spawn(t, a.DB.URL())
		workers, files := map[string]bool{}, 0
		for round := 0; round < 6 && len(workers) < 2; round++ { // one may start long before the other
			var list []sitrep.Import
			for range batch {
				list = append(list, enqueue(t, a, fmt.Sprintf("tidy-%d.csv", files), bedsFile(files, 60, 20)))
				files++
			}
			for _, i := range list {
				soon(t, "each job is done", func() bool {
					j, err := a.Queue().Job(t.Context(), i.Job)
					if err == nil && j.State == jobs.Done {
						workers[j.Worker] = true
					}
					return err == nil && j.State == jobs.Done
				})
				if got := importNow(t, a, i.ID); got.State != sitrep.ImportStored || got.Result.Stored != 60*20 {
					t.Errorf("%s: %s, %d stored", i.File, got.State, got.Result.Stored)
				}
			}
		}
		if n := whole(t, a); n != files*60*20 || len(workers) != 2 {
			t.Errorf("%d versions, by %d workers", n, len(workers))
		}
	})
}

// A file that cannot be used, or only in part, keeps what was refused with its place.
func TestRefusalsAreKept(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		dir := t.TempDir()
		put := func(name, content string) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		res, err := a.ImportFile(t.Context(), put("strange.csv", "colour,weight\nblue,1\n"), time.Time{}, nil)
		if fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		if got := importNow(t, a, res.Import); got.State != sitrep.ImportRefused || got.Result.Why == "" || len(got.Result.Refusals) != 1 {
			t.Errorf("%+v", got)
		}
		res, err = a.ImportFile(t.Context(), put("published_2023-01-06.csv", "region,trust_code,trust_name,date,measure,value\n"+
			"London,R1H,First,2022-11-14,G&A flu beds,3\nLondon,R1K,Second,2022-11-14,G&A flu beds,two\n"), time.Time{}, nil)
		if err != nil || len(res.Refusals) != 1 {
			t.Fatalf("%+v %v", res, err)
		}
		if got := importNow(t, a, res.Import); got.State != sitrep.ImportStored || len(got.Result.Refusals) != 1 || got.Result.Refusals[0].Cell != "F3" || got.Result.Refusals[0].File != "published_2023-01-06.csv" {
			t.Errorf("%+v", got.Result)
		}
		list, all, err := a.Returns.Imports(t.Context(), sitrep.ImportsAsked{})
		if err != nil || all != 2 || list[0].Listed.Refusals != 1 {
			t.Errorf("%d %+v %v", all, list, err)
		}
	})
}
