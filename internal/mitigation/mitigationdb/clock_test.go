package mitigationdb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"headroom/internal/action"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/org"
)

// The variables make the test binary be a process that runs the clock on a database, at an instant, until it is killed.
const (
	clockVar   = "HEADROOM_TEST_MITIGATION_CLOCK"
	instantVar = "HEADROOM_TEST_MITIGATION_INSTANT"
)

func TestMain(m *testing.M) {
	if where := os.Getenv(clockVar); where != "" {
		if err := beClock(where, os.Getenv(instantVar)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func beClock(where, instant string) error {
	d, err := db.Open(context.Background(), where)
	if err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return err
	}
	d.Clock = func() time.Time { return now }
	w := &world{}
	s := mitigationdb.New(d, w, w)
	if err := d.Migrate(context.Background(), audit.Migrations(), mitigationdb.Migrations()); err != nil {
		return err
	}
	for {
		if _, err := s.RunClock(context.Background()); err != nil {
			return err
		}
	}
}

// The server is off across a deadline: when it runs again, the event carries the deadline's time, and is written once.
func TestTheServerStoppedAcrossADeadline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.sent(t, signable())
		w.set("2024-01-04T14:59")
		_, err := w.s.RunClock(t.Context())
		ok(t, err)
		if n, _ := w.count(t, ref, mitigation.Deadline); n != 0 {
			t.Error("the deadline came a minute early")
		}
		w.set("2024-01-04T18:20")
		again := mitigationdb.New(w.d, w, w)
		for range 3 {
			_, err = again.RunClock(t.Context())
			ok(t, err)
		}
		n, e := w.count(t, ref, mitigation.Deadline)
		if n != 1 || !e.At.Equal(at("2024-01-04T15:00")) || !e.Recorded.Equal(at("2024-01-04T18:20")) || e.Actor != mitigation.Clock || e.By != "" {
			t.Errorf("%d deadlines, the last %+v", n, e)
		}
		if s := w.standing(t, ref); s.State != mitigation.NoTimelyDecision || !s.Missed.Equal(at("2024-01-04T15:00")) {
			t.Errorf("%s, missed %s", s.State, s.Missed)
		}
		w.set("2024-01-09T12:00")
		_, err = again.RunClock(t.Context())
		ok(t, err)
		if n, e := w.count(t, ref, mitigation.WindowEnds); n != 1 || !e.At.Equal(at("2024-01-05T08:30")) || w.standing(t, ref).State != mitigation.Lapsed {
			t.Errorf("%d ends of the window, the last %+v", n, e)
		}
	})
}

// Many at once write each event and each reminder once.
func TestManyClocksAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const requests, clocks = 6, 4
		var refs []mitigation.Ref
		for range requests {
			refs = append(refs, w.sent(t, signable()))
		}
		w.set("2024-01-04T15:01")
		var all sync.WaitGroup
		for range clocks {
			all.Add(1)
			go func() {
				defer all.Done()
				if _, err := mitigationdb.New(w.d, w, w).RunClock(t.Context()); err != nil {
					t.Error(err)
				}
			}()
		}
		all.Wait()
		for _, ref := range refs {
			if n, _ := w.count(t, ref, mitigation.Deadline); n != 1 {
				t.Errorf("%s has %d deadlines", ref, n)
			}
		}
		told, err := w.s.Notices(t.Context(), nil, time.Time{}, 500)
		if ok(t, err); len(told) != 2*requests {
			t.Errorf("%d reminders; the trust and the national team get one for each of %d requests", len(told), requests)
		}
	})
}

// A process that is killed while it writes leaves nothing half: another one goes on, and each deadline is there once.
func TestAKilledClock(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed and waited for; run without -short")
	}
	each(t, func(t *testing.T, w *world) {
		const requests = 40
		var refs []mitigation.Ref
		for range requests {
			refs = append(refs, w.sent(t, signable()))
		}
		now := at("2024-01-04T16:00")
		written := func() (n int) {
			for _, ref := range refs {
				k, _ := w.count(t, ref, mitigation.Deadline)
				n += k
			}
			return n
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), clockVar+"="+w.d.URL(), instantVar+"="+now.UTC().Format(time.RFC3339))
		cmd.Stderr = os.Stderr
		ok(t, cmd.Start())
		for began := time.Now(); written() == 0; time.Sleep(time.Millisecond) {
			if time.Since(began) > time.Minute {
				t.Fatal("it wrote nothing within a minute")
			}
		}
		ok(t, cmd.Process.Kill())
		_ = cmd.Wait()
		t.Logf("%s: %d of %d were written at the kill", w.d.Engine, written(), requests)
		w.setAt(now.Add(time.Minute))
		_, err := w.s.RunClock(t.Context())
		ok(t, err)
		for _, ref := range refs {
			if n, e := w.count(t, ref, mitigation.Deadline); n != 1 || !e.At.Equal(at("2024-01-04T15:00")) {
				t.Errorf("%s has %d deadlines, the last at %s", ref, n, e.At)
			}
		}
	})
}

// The clocks went back on 29 October 2023: the deadline is the second half past one, an hour after the first.
func TestTheClockChangeInsideADeadline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := signable()
		f.Scheme, f.Period = "JD-2023", "JOINT-02"
		f.KnownSince = action.MustMoment("2023-10-28T22:00")
		f.NeededBy = action.MustMoment("2023-10-29T01:30#2")
		f.Shifts[0].From, f.Shifts[0].To = action.MustMoment("2023-10-29T08:00"), action.MustMoment("2023-10-29T20:00")
		w.set("2023-10-28T22:10")
		ref, err := w.s.Begin(t.Context(), drafter, f)
		ok(t, err)
		for _, x := range []struct {
			by   mitigation.By
			step mitigation.Step
		}{{drafter, mitigation.Send}, {director, mitigation.Sign}, {system, mitigation.Forward}, {region, mitigation.Forward}, {a, mitigation.Forward}} {
			w.step(t, x.by, ref, x.step)
		}
		for _, x := range []struct {
			now  string
			want int
		}{{"2023-10-29T01:31", 0}, {"2023-10-29T01:29#2", 0}, {"2023-10-29T01:30#2", 1}, {"2023-10-29T01:31#2", 1}} {
			w.set(x.now)
			_, err := w.s.RunClock(t.Context())
			ok(t, err)
			if n, e := w.count(t, ref, mitigation.Deadline); n != x.want || n > 0 && e.At.Format(time.RFC3339) != "2023-10-29T01:30:00Z" {
				t.Errorf("at %s there are %d deadlines, the last at %s", x.now, n, e.At)
			}
		}
	})
}

func TestRemindersAndChasing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := signable()
		ref := w.sent(t, f) // signed at 10:00, needed by 15:00: half is 12:30, four fifths 14:00
		told := func(when string) []string {
			w.set(when)
			for range 2 {
				_, err := w.s.RunClock(t.Context())
				ok(t, err)
			}
			list, err := w.s.Notices(t.Context(), nil, time.Time{}, 500)
			ok(t, err)
			var out []string
			for _, n := range list {
				if n.Sent.Equal(w.read()) {
					out = append(out, n.Step+" "+string(n.Org))
				}
			}
			slices.Sort(out)
			return out
		}
		for _, x := range []struct {
			when string
			want []string
		}{
			{"2024-01-04T12:29", nil},
			{"2024-01-04T12:30", []string{"deadline-50 ENG"}},
			{"2024-01-04T14:05", []string{"deadline-80 ENG"}},
			{"2024-01-04T15:00", []string{"deadline-100 ENG", "deadline-100 SYN-101"}},
			{"2024-01-05T11:59", nil},
			{"2024-01-05T12:00", []string{"impact-24h-medical-director SYN-101"}},
			{"2024-01-06T12:00", []string{"impact-24h-system QXX"}},
			{"2024-01-08T09:00", []string{"impact-24h-region Y99"}},
		} {
			if got := told(x.when); !slices.Equal(got, x.want) {
				t.Errorf("at %s: %v, want %v", x.when, got, x.want)
			}
		}
		_, err := w.s.KeepImpact(t.Context(), director, mitigation.Impact{Request: ref, Stage: mitigation.After7Days, None: true, Instead: "x", Other: "none", Actual: "nobody"}, true)
		ok(t, err)
		if got := told("2024-01-15T12:00"); got != nil {
			t.Errorf("a signed return is chased: %v", got)
		}
		own, err := w.s.Notices(t.Context(), []org.Code{"QXX"}, time.Time{}, 0)
		if ok(t, err); len(own) != 1 || own[0].Request != ref {
			t.Errorf("the board sees %v", own)
		}
	})
}

// Random people do random things at random times, the clock runs when it will: what is kept follows the table, every signed
// request is in one cell of the grid, and the clock has nothing left to say after it has run.
func TestRandomWalksThroughTheStore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(5, 2))
		const walks = 25
		var refs []mitigation.Ref
		for n := range walks {
			refs = append(refs, w.walk(t, r, n))
		}
		last := at("2024-01-20T00:00")
		w.setAt(last)
		_, err := w.s.RunClock(t.Context())
		ok(t, err)
		list, err := w.s.Requests(t.Context(), mitigation.Filter{}, time.Time{})
		if ok(t, err); len(list) != len(refs) {
			t.Fatalf("%d requests, %d are listed", len(refs), len(list))
		}
		for _, when := range []time.Time{last, at("2024-01-04T20:00"), at("2024-01-04T15:00")} {
			known, err := w.s.Requests(t.Context(), mitigation.Filter{}, when)
			ok(t, err)
			var all []mitigation.Standing
			for _, k := range known {
				s := k.Stand(when)
				if s.Events != len(k.Events) {
					t.Errorf("%s has an event that the table does not have", k.Ref)
				}
				if when.Equal(last) && len(s.Due(when)) > 0 {
					t.Errorf("%s: the clock has run and has %v to say", k.Ref, s.Due(when))
				}
				all = append(all, s)
			}
			adds(t, mitigation.GridOf(all), len(known))
		}
	})
}

// adds checks that a grid holds every request once, whichever way it is added up.
func adds(t *testing.T, g mitigation.Grid, requests int) {
	t.Helper()
	outcomes, times := g.Drafts, g.Drafts
	for _, o := range mitigation.Outcomes() {
		outcomes += g.Of(o)
	}
	for _, x := range mitigation.Timelinesses() {
		times += g.At(x)
	}
	if outcomes != requests || times != requests || g.Requests+g.Drafts != requests {
		t.Errorf("%d requests: outcomes add to %d, times to %d", requests, outcomes, times)
	}
}

// walk begins a request and takes random steps; what is refused changes nothing.
func (w *world) walk(t *testing.T, r *rand.Rand, n int) mitigation.Ref {
	t.Helper()
	f := signable()
	now := at("2024-01-04T08:00").Add(time.Duration(n) * time.Minute)
	w.setAt(now)
	ref, err := w.s.Begin(t.Context(), drafter, f)
	ok(t, err)
	people := []mitigation.By{drafter, director, system, region, a, b}
	for range 40 {
		now = now.Add(time.Duration(r.IntN(12)) * time.Minute)
		if r.IntN(25) == 0 {
			now = now.Add(6 * time.Hour)
		}
		w.setAt(now)
		if r.IntN(6) == 0 {
			_, err := w.s.RunClock(t.Context())
			ok(t, err)
		}
		by := people[r.IntN(len(people))]
		before := w.standing(t, ref)
		may := mitigation.StepsOf(before.State, by.Actor)
		if len(may) == 0 {
			continue
		}
		step := may[r.IntN(len(may))]
		if slices.Contains([]mitigation.Step{mitigation.Withdraw, mitigation.Return, mitigation.Decline, mitigation.SendBack}, step) && r.IntN(4) > 0 {
			continue // most requests go on
		}
		d := mitigation.Decision{Body: "BMA", Verbatim: "verbatim", Reasons: []mitigation.Reason{mitigation.NotUrgent}}
		switch step {
		case mitigation.Approve:
			d.Reasons = nil
		case mitigation.ApproveIn:
			d.Reasons, d.Grants = nil, []mitigation.Grant{{Shift: 1, Doctors: 1}}
		}
		_, err := w.try(by, ref, step, decided(d), func(e *mitigation.Event) {
			e.Form, e.Use, e.Change = &f, &mitigation.Use{Shift: 1, Came: 1}, &mitigation.Change{What: "risk", Before: "a", After: "b"}
			if step == mitigation.Sign {
				e.Form = nil
			}
		})
		if after := w.standing(t, ref); err != nil && after.Events != before.Events {
			t.Fatalf("%s was refused and %d events became %d", step, before.Events, after.Events)
		}
	}
	return ref
}
