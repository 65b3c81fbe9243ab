package jobs_test

import (
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/jobs"
)

func TestKilledWorkersJobsGoOnFromTheirCheckpoints(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		const n, of = 3, 12
		first := spawn(t, d)
		var ids []int64
		for range n {
			ids = append(ids, put(t, d, steps, stepArgs{Steps: of, Each: 100 * time.Millisecond}, jobs.Options{}).ID)
		}
		waitFor(t, func() bool { return count(t, d, "SELECT COUNT(*) FROM mark") >= n*of/3 })
		if err := first.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = first.Wait()
		killed := time.Now()
		before := count(t, d, "SELECT COUNT(*) FROM mark")
		for _, id := range ids {
			if i, _ := jobs.Get(t.Context(), d, id); i.State != jobs.Running {
				t.Fatalf("job %d is %s at the kill; the test wants it running", id, i.State)
			}
		}
		second := spawn(t, d)
		waitFor(t, func() bool { return count(t, d, "SELECT COUNT(*) FROM mark") > before })
		t.Logf("%s: the first step after the kill came %s later (rescue after %s)", d.Engine,
			time.Since(killed).Round(time.Millisecond), quick().RescueAfter)
		for _, id := range ids {
			i := await(t, d, id, jobs.Done)
			if i.Attempt != 2 || i.Checkpoint != "12" {
				t.Errorf("job %d: attempt %d, checkpoint %q; want 2 and 12", id, i.Attempt, i.Checkpoint)
			}
		}
		if all, distinct := count(t, d, "SELECT COUNT(*) FROM mark"),
			count(t, d, "SELECT COUNT(*) FROM (SELECT DISTINCT job, step FROM mark) AS s"); all != n*of || distinct != n*of {
			t.Errorf("%d steps done, %d of them different, want %d of each", all, distinct, n*of)
		}
		if pids := count(t, d, "SELECT COUNT(*) FROM (SELECT DISTINCT pid FROM mark) AS s"); pids != 2 {
			t.Errorf("%d processes did steps, want 2", pids)
		}
		_ = second
	})
}

func TestTwoWorkersShareTheJobs(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		const n = 24
		spawn(t, d)
		spawn(t, d)
		for range n {
			put(t, d, steps, stepArgs{Steps: 4, Each: 50 * time.Millisecond}, jobs.Options{})
		}
		waitFor(t, func() bool {
			c, err := jobs.Counts(t.Context(), d)
			return err == nil && c[jobs.Done] == n
		})
		if all, distinct := count(t, d, "SELECT COUNT(*) FROM mark"),
			count(t, d, "SELECT COUNT(*) FROM (SELECT DISTINCT job, step FROM mark) AS s"); all != n*4 || distinct != n*4 {
			t.Errorf("%d steps done, %d of them different, want %d of each", all, distinct, n*4)
		}
		less := count(t, d, "SELECT MIN(c) FROM (SELECT COUNT(DISTINCT job) AS c FROM mark GROUP BY pid) AS s")
		pids := count(t, d, "SELECT COUNT(*) FROM (SELECT DISTINCT pid FROM mark) AS s")
		if pids != 2 {
			t.Errorf("%d processes did the jobs, want 2", pids)
		}
		t.Logf("%s: the one that did less did %d of %d jobs", d.Engine, less, n)
	})
}

// waitFor fails the test when ok does not come true within half a minute.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			t.Fatal("it did not happen within half a minute")
		}
	}
}
