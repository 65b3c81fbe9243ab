package sitrepdb_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// childEnv holds the database's address when this binary runs as the process that is going to be killed.
const childEnv = "HEADROOM_SITREPDB_CHILD"

func TestMain(m *testing.M) {
	if where := os.Getenv(childEnv); where != "" {
		fmt.Fprintln(os.Stderr, takeIn(where))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// takeIn serves submissions until it is killed: it prints its address, and answers a request with the receipt.
func takeIn(where string) error {
	d, err := db.Open(context.Background(), where)
	if err != nil {
		return err
	}
	began := time.Now()
	d.Clock = func() time.Time { return morning.At(hm(9, 0)).Add(time.Since(began)) }
	s := sitrepdb.New(d, orgdb.New(d))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	srv := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, _ := strconv.Atoi(r.URL.Query().Get("k"))
		day, _ := civil.ParseDate(r.URL.Query().Get("day"))
		receipt, err := s.Submit(r.Context(), keyed(org.Code(r.URL.Query().Get("org")), day, k))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(receipt)
	})}
	return srv.Serve(l)
}

// keyed is a submission with an idempotency key of its own.
func keyed(c org.Code, day civil.Date, k int) sitrep.Submission {
	sub := sent(c, day, k)
	sub.Key = fmt.Sprintf("%s %s %d", c, day, k)
	sub.Digest = sub.Key
	return sub
}

// TestKillDuringAThousandSubmissions kills the process that takes submissions in with SIGKILL, and looks at what it left.
func TestKillDuringAThousandSubmissions(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killed(t, filepath.Join(t.TempDir(), "killed.db")) })
	t.Run("postgres", func(t *testing.T) { killed(t, dbtest.PostgresURL(t)) })
}

// reopen opens the database at where.
func reopen(t *testing.T, where string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), where)
	ok(t, err)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func killed(t *testing.T, where string) {
	const trustCount, most, enough = 250, 1000, 300
	d := reopen(t, where)
	ok(t, d.Migrate(t.Context(), rooms()...))
	settle(t, d, trustCount)
	ok(t, d.Close())

	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+where)
	out, err := child.StdoutPipe()
	ok(t, err)
	child.Stderr = os.Stderr
	ok(t, child.Start())
	addr, err := bufio.NewReader(out).ReadString('\n')
	ok(t, err)
	acked := sendUntilKilled(t, child, strings.TrimSpace(addr), most, enough)
	if len(acked) < enough || len(acked) == most {
		t.Fatalf("%d of %d were acknowledged before the kill", len(acked), most)
	}
	t.Logf("%d of %d were acknowledged before the kill", len(acked), most)

	d = reopen(t, where)
	w := &world{d: d, orgs: orgdb.New(d), clock: &clock{}, codes: trusts(trustCount)}
	w.clock.set(morning, hm(10, 0))
	d.Clock = w.clock.read
	w.s = sitrepdb.New(d, w.orgs)
	w.sound(t) // no version without its audit line or outside its sums, every digest as it was
	for key, r := range acked {
		h, err := w.s.History(t.Context(), r.Form, r.Org, r.Day, time.Time{})
		ok(t, err)
		if len(h.Versions) != 1 || h.Versions[0].Digest != r.Digest {
			t.Fatalf("%s was acknowledged and is not there: %+v", key, h.Versions)
		}
	}
	var stored atomic.Int64
	var all sync.WaitGroup
	for i := range most { // the senders send once more, and nobody's return is there twice
		all.Go(func() {
			sub := keyed(task(i))
			r, err := w.s.Submit(t.Context(), sub)
			if err != nil || r.Version != 1 {
				t.Errorf("%s: %+v %v", sub.Key, r, err)
			}
			if was, told := acked[sub.Key]; told && (!r.Again || r.Digest != was.Digest) {
				t.Errorf("%s: %+v, was %+v", sub.Key, r, was)
			}
			if r.Again {
				stored.Add(1)
			}
		})
	}
	all.Wait()
	t.Logf("%d were stored before the kill", stored.Load())
	for i := range 4 {
		if got := w.sumOn(t, org.England, morning.Add(-i), sitrep.Latest, time.Time{}); !strings.HasSuffix(got, ", 250 of 250") {
			t.Errorf("%s: %s", morning.Add(-i), got)
		}
	}
	w.sound(t)
}

// task is the ith of the submissions: 250 trusts on four days.
func task(i int) (org.Code, civil.Date, int) {
	return org.Code(fmt.Sprintf("T%03d", i%250)), morning.Add(-(i / 250)), i % 20
}

// sendUntilKilled sends everything at once and kills the child when enough was acknowledged. It gives every receipt that
// came back whole.
func sendUntilKilled(t *testing.T, child *exec.Cmd, addr string, most, enough int) map[string]sitrep.Receipt {
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 200, MaxIdleConnsPerHost: 200}, Timeout: time.Minute}
	var mu sync.Mutex
	acked := map[string]sitrep.Receipt{}
	var count atomic.Int64
	var all sync.WaitGroup
	for i := range most {
		all.Go(func() {
			c, day, k := task(i)
			resp, err := client.Get(fmt.Sprintf("http://%s/?org=%s&day=%s&k=%d", addr, c, day, k))
			if err != nil {
				return // the process is gone
			}
			defer func() { _ = resp.Body.Close() }()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return
			}
			var r sitrep.Receipt
			if resp.StatusCode != http.StatusOK || json.Unmarshal(body, &r) != nil {
				t.Errorf("%s: %s", resp.Status, body)
				return
			}
			mu.Lock()
			acked[keyed(c, day, k).Key] = r
			mu.Unlock()
			if count.Add(1) == int64(enough) {
				time.Sleep(rand.N(100 * time.Millisecond)) // anywhere in the next transaction
				_ = child.Process.Kill()
			}
		})
	}
	all.Wait()
	_ = child.Wait()
	return acked
}
