package sitrepdb_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

func steps(h sitrep.History) string {
	var out []string
	for _, r := range h.Reminders {
		out = append(out, r.Step)
	}
	return strings.Join(out, " ")
}

// minute runs the automatic reminders once.
func (w *world) minute(t testing.TB, day civil.Date, at civil.Clock) int {
	t.Helper()
	w.clock.set(day, at)
	n, err := w.s.RemindDue(t.Context(), w.clock.read())
	ok(t, err)
	return n
}

func TestEachStepGoesOutOnceToThoseNotIn(t *testing.T) {
	eachWorld(t, 3, func(t *testing.T, w *world) {
		for _, c := range []struct {
			at   civil.Clock
			want int
			then func()
		}{
			{hm(9, 59), 0, nil},
			{hm(10, 0), 3, nil},
			{hm(10, 1), 0, func() { w.send(t, sent("T001", morning, 0)) }},
			{hm(10, 44), 0, nil},
			{hm(10, 45), 2, func() { w.s = sitrepdb.New(w.d, w.orgs) }}, // a restart forgets nothing
			{hm(10, 46), 0, nil},
			{hm(11, 4), 0, func() { w.send(t, sent("T002", morning, 0)) }},
			{hm(11, 5), 1, nil},
			{hm(12, 0), 0, nil},
			{hm(13, 6), 0, nil},
		} {
			if got := w.minute(t, morning, c.at); got != c.want {
				t.Fatalf("%s: %d, want %d", c.at, got, c.want)
			}
			if c.then != nil {
				c.then()
			}
		}
		if got := steps(w.history(t, time.Time{})); got != "due deadline late" {
			t.Fatal(got)
		}
		if got := steps(w.history(t, morning.At(hm(10, 30)))); got != "due" {
			t.Fatal(got)
		}
		if got := w.verbs(t); got != "chase.send, chase.send, chase.send" {
			t.Fatal(got)
		}
		w.sound(t)
	})
}

func TestAfterAnOutageOnlyTheNewestStepGoesOut(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		if n := w.minute(t, morning, hm(10, 50)); n != 1 || steps(w.history(t, time.Time{})) != "deadline" {
			t.Fatalf("%d, %s", n, steps(w.history(t, time.Time{})))
		}
		if n := w.minute(t, morning.Add(1), hm(13, 6)); n != 0 {
			t.Fatalf("two hours after the last step %d went out", n)
		}
		summer := civil.MustDate("2024-07-06") // a Saturday outside winter, when none is asked for
		if n := w.minute(t, summer, hm(10, 0)); n != 0 {
			t.Fatalf("%d on a day that asks for none", n)
		}
	})
}

func TestManyProcessesSendEachStepOnce(t *testing.T) {
	eachWorld(t, 20, func(t *testing.T, w *world) {
		w.clock.set(morning, hm(10, 0))
		var all sync.WaitGroup
		sum := make(chan int, 8)
		for range 8 {
			all.Go(func() {
				n, err := sitrepdb.New(w.d, w.orgs).RemindDue(t.Context(), w.clock.read())
				if err != nil {
					t.Error(err)
				}
				sum <- n
			})
		}
		all.Wait()
		close(sum)
		total := 0
		for n := range sum {
			total += n
		}
		if total != 20 {
			t.Fatalf("%d reminders to 20 organisations", total)
		}
		w.sound(t)
	})
}

func TestReminderByHand(t *testing.T) {
	eachWorld(t, 3, func(t *testing.T, w *world) {
		w.send(t, sent("T001", morning, 0))
		remind := func(at civil.Clock, want int, orgs ...org.Code) {
			t.Helper()
			w.clock.set(morning, at)
			n, err := w.s.Remind(t.Context(), "account:9", sitrep.UECDaily, morning, orgs, "")
			if err != nil || n != want {
				t.Fatalf("%s: %d %v, want %d", at, n, err, want)
			}
		}
		remind(hm(9, 0), 1, "T000", "T000", "T001", "T777") // once each; not who is in, not who owes none
		remind(hm(9, 9), 1, "T000", "T002")
		remind(hm(9, 10), 1, "T000")
		h := w.history(t, time.Time{})
		if steps(h) != "hand-1 hand-2" || h.Reminders[0].By != "account:9" || h.Reminders[0].Words == "" {
			t.Fatalf("%+v", h.Reminders)
		}
		w.sound(t)
	})
}
