package sitrepdb_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// TestManySendAtOnce lets 64 senders of two processes send their own and the same returns, some of them wrong and some of
// them gone before their turn, and looks for a version or a sum that got lost.
func TestManySendAtOnce(t *testing.T) {
	eachWorld(t, 40, func(t *testing.T, w *world) {
		stores := []*sitrepdb.Store{w.s, sitrepdb.New(w.d, w.orgs)}
		days := []civil.Date{morning, morning.Add(-1)}
		var mu sync.Mutex
		got := map[string]bool{} // versions that somebody was told of: true once their sender was
		var all sync.WaitGroup
		for i := range 64 {
			all.Go(func() {
				sub := sent(w.codes[i%40], days[i/32], i%20)
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				switch {
				case i%8 == 3: // wrong
					sub.Draft.Items = append(sub.Draft.Items, sitrep.Item{Measure: "no_such", Value: measure.Of(1)})
				case i%8 == 5: // gone
					stop()
				case i%8 == 7: // the same return for all of these, each with figures of its own
					sub = sent("T000", days[i/32], i/8)
				}
				r, err := stores[i%2].Submit(ctx, sub)
				switch kind := fault.KindOf(err); {
				case kind == fault.Invalid && i%8 == 3, kind == fault.Unavailable && i%8 == 5:
				case err != nil:
					t.Errorf("%d: %v", i, err)
				default:
					key := fmt.Sprintf("%s %s %d", r.Org, r.Day, r.Version)
					mu.Lock()
					if got[key] && !r.Same { // one stores it, others may be told that theirs is the same
						t.Errorf("%s was given to two senders", key)
					}
					got[key] = got[key] || !r.Same
					mu.Unlock()
				}
			})
		}
		all.Wait()
		w.sound(t)
		if len(got) < 40 {
			t.Errorf("%d versions were acknowledged", len(got))
		}
		for _, day := range days {
			sum, in := 0, 0
			for _, c := range w.codes {
				h, err := w.s.History(t.Context(), sitrep.UECDaily, c, day, time.Time{})
				ok(t, err)
				for i, v := range h.Versions {
					if v.N != i+1 {
						t.Errorf("%s: version %d at place %d", c, v.N, i+1)
					}
					delete(got, fmt.Sprintf("%s %s %d", c, day, v.N))
				}
				if n := len(h.Versions); n > 0 {
					in++
					sum += int(h.Versions[n-1].Value("ga_occ").Amount())
				}
			}
			if england := w.sumOn(t, org.England, day, sitrep.Latest, time.Time{}); england != fmt.Sprintf("%d, %d of 40", sum, in) {
				t.Errorf("%s: England says %s, its versions %d, %d of 40", day, england, sum, in)
			}
		}
		for key := range got {
			t.Errorf("somebody was told of %s, which is not there", key)
		}
	})
}

// TestOneBrokenSubmissionIsNobodyElses makes the database refuse one of many.
func TestOneBrokenSubmissionIsNobodyElses(t *testing.T) {
	eachWorld(t, 20, func(t *testing.T, w *world) {
		trigger := "CREATE TRIGGER refuse BEFORE INSERT ON sitrep_version WHEN NEW.org = 'T007' BEGIN SELECT RAISE(ABORT, 'no'); END"
		if w.d.Engine == "postgres" {
			trigger = "ALTER TABLE sitrep_version ADD CONSTRAINT refuse CHECK (org <> 'T007')"
		}
		if _, err := w.d.Pool().Exec(trigger); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for _, c := range w.codes {
			all.Go(func() {
				_, err := w.s.Submit(t.Context(), sent(c, morning, 0))
				if c == "T007" && fault.KindOf(err) != fault.Unavailable || c != "T007" && err != nil {
					t.Errorf("%s: %v", c, err)
				}
			})
		}
		all.Wait()
		if got := w.sum(t, org.England, sitrep.Latest, time.Time{}); got != "7505, 19 of 20" {
			t.Fatal(got)
		}
		w.sound(t)
	})
}
