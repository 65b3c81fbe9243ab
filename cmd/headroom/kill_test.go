package main

import (
	"bytes"
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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/world"
)

// How the test sends: so many returns of so many trusts on four days of two forms, from so many senders at once; the
// program is killed when so many were acknowledged.
const (
	killTrusts  = 125
	killReturns = killTrusts * 4 * 2
	killSenders = 32
	killAfter   = 350
)

// TestKillOfTheRealProgram kills headroom serve with SIGKILL in the middle of a thousand submissions through the API.
func TestKillOfTheRealProgram(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killed(t, filepath.Join(t.TempDir(), "killed.db")) })
	t.Run("postgres", func(t *testing.T) { killed(t, dbtest.PostgresURL(t)) })
}

// feed is one return to be sent by a program.
type feed struct {
	form  sitrep.FormCode
	org   org.Code
	day   civil.Date
	token string
	body  string
}

func (f feed) path() string {
	return fmt.Sprintf("/api/returns/%s/%s/%s", f.form, f.org, f.day)
}

// receipt is what the API acknowledges.
type receipt struct {
	Version int    `json:"version"`
	Digest  string `json:"digest"`
	Again   bool   `json:"again"`
}

// settle founds the trusts with a token each, and gives the returns they are going to send.
func settle(t *testing.T, where string) []feed {
	t.Helper()
	w := world.On(t, where)
	now := time.Now()
	w.SetClock(now)
	since, today := civil.Range{From: civil.MustDate("2013-04-01")}, civil.Today(now)
	set := org.ChangeSet{Title: "trusts of a test"}
	var who accessdb.DemoPerson
	who.Email, who.Name = "director@example.org", "A Director"
	for i := range killTrusts {
		code := org.Code(fmt.Sprintf("Z-K%03d", i))
		facts := []org.Fact{{What: org.FactUnit, Org: code, Kind: org.KindTrust, Valid: since}, {What: org.FactName, Org: code, Text: "Invented " + string(code), Valid: since},
			{What: org.FactLink, Org: code, Tree: org.NHS, Other: "Y56", Valid: since},
			{What: org.FactMark, Org: code, Text: org.MarkAcuteBeds, Valid: since}, {What: org.FactMark, Org: code, Text: org.MarkCriteria, Valid: since}}
		set.Lines = append(set.Lines, org.Change{Line: i + 1, Org: code, Verb: "new", Words: "founded", Before: org.NewBook(nil).Held(facts), Facts: facts})
		who.Grants = append(who.Grants, access.Grant{Role: access.TrustDirector, At: code, From: today.Add(-60)})
	}
	id, err := w.Orgs.Propose(t.Context(), "test", set)
	must(t, err)
	must(t, w.Orgs.Accept(t.Context(), id, "test", "a test begins"))
	must(t, w.Accounts.Demo(t.Context(), []accessdb.DemoPerson{who}))
	a, err := w.Accounts.AccountByEmail(t.Context(), who.Email)
	must(t, err)
	var out []feed
	for i, line := range set.Lines {
		_, key, err := w.Accounts.MakeToken(t.Context(), "test", access.Token{Account: a.ID, Name: "feed", At: line.Org, Director: a.ID, Until: today.Add(30),
			Verbs: []access.Verb{access.ReturnSubmit, access.ReturnRead}})
		must(t, err)
		for d := range 4 {
			day, n := today.Add(-1-d), 1200+4*i+d
			out = append(out, feed{sitrep.UECDaily, line.Org, day, key, fmt.Sprintf(
				`{"values":{"ga_core_open":1900,"ga_esc_open":90,"ga_open":1990,"ga_occ":%d},"comments":{"":"counted by hand"}}`, n)},
				feed{sitrep.DischargeDaily, line.Org, day, key, fmt.Sprintf(
					`{"values":{"nctr_not_meeting":%d,"nctr_discharged":%d,"nctr_remaining":%d},"comments":{"":"counted by hand"}}`, n+20, n, 20)})
		}
	}
	rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	must(t, w.Close())
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// serve starts the real program and waits until it answers.
func serve(t *testing.T, where string) (*exec.Cmd, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	addr := l.Addr().String()
	must(t, l.Close())
	var errs bytes.Buffer
	c := exec.Command("headroom", "serve", "--listen", addr)
	c.Env = append(os.Environ(), "HEADROOM_DB="+where)
	c.Stderr = &errs
	must(t, c.Start())
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for began := time.Now(); time.Since(began) < patience; time.Sleep(50 * time.Millisecond) {
		if res, err := http.Get("http://" + addr + "/sign-in"); err == nil {
			_ = res.Body.Close()
			return c, "http://" + addr
		}
	}
	t.Fatalf("the program does not answer: %s", errs.String())
	return nil, ""
}

// post sends one return; ok says that an acknowledgement came back whole.
func post(t *testing.T, client *http.Client, site string, f feed) (got receipt, ok bool) {
	req, err := http.NewRequest(http.MethodPut, site+f.path(), strings.NewReader(f.body))
	if err != nil {
		t.Error(err)
		return got, false
	}
	req.Header.Set("Authorization", "Bearer "+f.token)
	req.Header.Set("Idempotency-Key", string(f.form)+string(f.org)+f.day.String())
	res, err := client.Do(req)
	if err != nil {
		return got, false // the program is gone
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return got, false
	}
	if res.StatusCode != http.StatusCreated && res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s %s", f.path(), res.Status, b)
		return got, false
	}
	return got, json.Unmarshal(b, &got) == nil
}

// sendAll sends the returns from all senders; enough is called once when so many were acknowledged.
func sendAll(t *testing.T, site string, list []feed, most int, enough func()) map[string]receipt {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: killSenders, MaxIdleConnsPerHost: killSenders}}
	defer client.CloseIdleConnections()
	work := make(chan feed)
	go func() {
		defer close(work)
		for _, f := range list {
			work <- f
		}
	}()
	var mu sync.Mutex
	acked := map[string]receipt{}
	var count atomic.Int64
	var all sync.WaitGroup
	for range killSenders {
		all.Go(func() {
			for f := range work {
				if got, ok := post(t, client, site, f); ok {
					mu.Lock()
					acked[f.path()] = got
					mu.Unlock()
					if count.Add(1) == int64(most) {
						enough()
					}
				}
			}
		})
	}
	all.Wait()
	return acked
}

func killed(t *testing.T, where string) {
	list := settle(t, where)
	program, site := serve(t, where)
	acked := sendAll(t, site, list, killAfter, func() {
		time.Sleep(rand.N(50 * time.Millisecond)) // anywhere in the next transactions
		_ = program.Process.Kill()
	})
	_ = program.Wait()
	if len(acked) < killAfter || len(acked) == len(list) || len(list) != killReturns {
		t.Fatalf("%d of %d were acknowledged before the kill", len(acked), len(list))
	}

	program, site = serve(t, where)
	for _, f := range list {
		if r, told := acked[f.path()]; told {
			heldAs(t, site, f, r)
		}
	}
	stored := 0
	for path, r := range sendAll(t, site, list, 0, nil) {
		was, told := acked[path]
		if told && (!r.Again || r.Digest != was.Digest) || r.Version != 1 {
			t.Errorf("%s sent again: %+v, was %+v", path, r, was)
		}
		if r.Again {
			stored++
		}
	}
	t.Logf("%d of %d were acknowledged before the kill, %d were stored", len(acked), len(list), stored)
	must(t, program.Process.Signal(os.Interrupt))
	must(t, program.Wait())
	checked(t, where, killReturns)
	if !strings.HasPrefix(where, "postgres") {
		flip(t, where, list[0])
	}
}

// heldAs wants the acknowledged version, it alone and whole.
func heldAs(t *testing.T, site string, f feed, want receipt) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, site+f.path(), nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+f.token)
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	var got struct {
		Versions []struct {
			Version int
			Digest  string
			Values  map[string]struct{ Value *float64 }
		}
	}
	must(t, json.NewDecoder(res.Body).Decode(&got))
	var sent struct{ Values map[string]float64 }
	must(t, json.Unmarshal([]byte(f.body), &sent))
	if len(got.Versions) != 1 || got.Versions[0].Version != want.Version || got.Versions[0].Digest != want.Digest {
		t.Fatalf("%s was acknowledged as %+v and is held as %+v", f.path(), want, got)
	}
	for code, n := range sent.Values {
		if v := got.Versions[0].Values[code].Value; v == nil || *v != n {
			t.Errorf("%s: %s is %v, sent was %v", f.path(), code, v, n)
		}
	}
}

// checked runs headroom check and wants everything sound.
func checked(t *testing.T, where string, versions int) {
	t.Helper()
	code, out, errs := headroom("check", "--json", "--db", where)
	var got struct {
		OK      bool `json:"ok"`
		Returns struct{ Versions int }
		Audit   struct{ Entries int }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || !got.OK || got.Returns.Versions != versions || got.Audit.Entries < versions {
		t.Fatalf("check: %d %v %s %s", code, err, out, errs)
	}
}

// flip changes one digit of one version's body in the file itself, and wants the check to name that return.
func flip(t *testing.T, where string, f feed) {
	t.Helper()
	d, err := db.Open(context.Background(), where)
	must(t, err)
	var body string
	must(t, d.Pool().QueryRow("SELECT body FROM sitrep_version WHERE form = ? AND org = ? AND day = ?", string(f.form), string(f.org), f.day.String()).Scan(&body))
	_, err = d.Pool().Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, err)
	must(t, d.Close())
	file, err := os.ReadFile(where)
	must(t, err)
	// No other return of the test has this body; a page that was freed may still hold a copy.
	digit, found := strings.IndexAny(body, "12345678"), 0
	for i := bytes.Index(file, []byte(body)); i >= 0; i = bytes.Index(file, []byte(body)) {
		file[i+digit]++
		found++
	}
	if found == 0 {
		t.Fatalf("the file does not hold the body %q", body)
	}
	must(t, os.WriteFile(where, file, 0o600))
	code, out, errs := headroom("check", "--db", where)
	for _, part := range []string{string(f.form), string(f.org), f.day.String()} {
		named := slices.ContainsFunc(strings.Split(out, "\n"), func(l string) bool { return strings.HasPrefix(l, "damaged:") && strings.Contains(l, part) })
		if code == 0 || !named {
			t.Errorf("a flipped byte of %s: %d\n%s\n%s", f.path(), code, out, errs)
		}
	}
	if code, out, _ := headroom("check", "--json", "--db", where); code == 0 || !strings.Contains(out, `"ok": false`) {
		t.Errorf("%d %s", code, out)
	}
}
