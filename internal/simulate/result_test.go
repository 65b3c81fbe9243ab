package simulate_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"headroom/internal/dist"
	"headroom/internal/simulate"
)

// What a result says of a day agrees with the replicates that it kept, and with the run that kept none.
func TestResultIsOfItsReplicates(t *testing.T) {
	const days, n = 15, 3001
	m := shared(2, days, 0.95)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 2, Keep: true})
	q := run(t, m, simulate.Options{Replicates: n, Seed: 2})
	if q.Digest() != r.Digest() || q.Occupied(0, 0) != nil || r.Replicates() != n || r.Days() != days {
		t.Error("a run that keeps its replicates is another")
	}
	for i := range m.Sites {
		for d := range days {
			sum, counts := 0, map[int]int{}
			for _, x := range r.Occupied(i, d) {
				sum += int(x)
				counts[int(x)]++
			}
			if got := r.Mean(i, d); math.Abs(got-float64(sum)/n) > 1e-9 {
				t.Fatalf("site %d, day %d: the mean is %v, of the replicates %v", i, d, got, float64(sum)/n)
			}
			upTo := 0
			for x := 0; x < 1200; x++ {
				upTo += counts[x]
				if r.AtMost(i, d, x) != upTo {
					t.Fatalf("site %d, day %d: %d replicates have %d or fewer, want %d", i, d, r.AtMost(i, d, x), x, upTo)
				}
				for _, p := range []float64{0.05, 0.5, 0.9} {
					if is, want := r.Quantile(i, d, p) <= float64(x)+0.5, float64(upTo) >= p*n; is != want {
						t.Fatalf("site %d, day %d: the quantile at %v is %v, but %d of %d have %d or fewer", i, d, p, r.Quantile(i, d, p), upTo, n, x)
					}
				}
			}
		}
	}
}

// The chance of being over a share of the room is that over the room of the same replicate.
func TestOverTheRoomOfTheReplicate(t *testing.T) {
	const days, n = 6, 60_000
	// Exactly 90 are there. Of a room of 100 a Poisson number is lost to missing staff, so the odds are those of that number.
	m := &simulate.Model{Days: days, Sites: []simulate.Site{{Key: 1, Ready: 90, Stages: []simulate.Stage{{}},
		Room: simulate.Room{Core: even(days, 97.0), Escalation: even(days, 3.0), Unstaffed: even(days, 4.0)}}}}
	r := run(t, m, simulate.Options{Replicates: n, Seed: 1})
	lost := dist.Poisson(4)
	for share, most := range map[float64]int{0.92: 2, 0.95: 5, 1: 10, 0.97: 7} { // 90 is over share·(100-lost) when more than so many are lost
		want := lost.MoreThan(most)
		if got := r.Over(0, 3, share); math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n)+1e-9 {
			t.Errorf("the chance of being over %v is %.5f, want %.5f", share, got, want)
		}
	}
	if got := r.Room(0, 3); math.Abs(got-96) > 4*2/math.Sqrt(n) {
		t.Errorf("the mean room is %v, want 96", got)
	}
	m.Sites[0].Effort.Escalation = even(days, 2.5)
	m.Sites[0].Room = simulate.Room{Core: even(days, 100.0), CloseStart: even(days, 3.0), Reopen: 1, Closed: 4}
	r = run(t, m, simulate.Options{Replicates: n, Seed: 1})
	if got := r.Room(0, 0); math.Abs(got-102.5) > 0.02 {
		t.Errorf("with what effort opened and what closed open again the room is %v, want 102.5", got)
	}
	m.Sites[0].Room.Reopen = 0
	r = run(t, m, simulate.Options{Replicates: n, Seed: 1})
	if got := r.Room(0, 2); math.Abs(got-(102.5-4-9)) > 0.1 {
		t.Errorf("after three days of outbreaks the room is %v, want %v", got, 102.5-4-9)
	}
	// Exactly at the share is not over it: 23 of 25 is 92%.
	m = &simulate.Model{Days: 1, Sites: []simulate.Site{{Key: 1, Ready: 23, Stages: []simulate.Stage{{}}, Room: simulate.Room{Core: []float64{25}}}}}
	if r = run(t, m, simulate.Options{Replicates: 10}); r.Over(0, 0, 0.92) != 0 || r.Over(0, 0, 0.9199) != 1 {
		t.Errorf("23 of 25 are over 92%% in %v, over 91.99%% in %v of the replicates", r.Over(0, 0, 0.92), r.Over(0, 0, 0.9199))
	}
}

// A hub that does not work holds everybody in the process, and effort on that day lets them through.
func TestHubOnADayOfRest(t *testing.T) {
	const days, n = 4, 4000
	m := straight(days, 0)
	s := &m.Sites[0]
	s.Links[0].Process = [simulate.Streams]int{80, 0, 0}
	s.HubHazard[0], s.Hub = 0.5, []float64{0, 0, 1, 0}
	r := run(t, m, simulate.Options{Replicates: n, Seed: 1})
	for d, want := range []float64{80, 80, 40, 40} {
		if got := r.Process(0, 0, 0, d); math.Abs(got-want) > 0.4 {
			t.Errorf("day %d: %v are in the process, want %v", d, got, want)
		}
	}
	s.Effort.Hub = []float64{0, 1, 0, 0}
	r = run(t, m, simulate.Options{Replicates: n, Seed: 1})
	if got := r.Process(0, 0, 0, 1); math.Abs(got-40) > 0.4 {
		t.Errorf("with the hub open on day 1, %v are in the process, want 40", got)
	}
	s.Hub, s.Effort.Hub = nil, nil
	r = run(t, m, simulate.Options{Replicates: n, Seed: 1})
	if got := r.Waiting(0, 0, 0, 1); math.Abs(got-60) > 0.4 {
		t.Errorf("of a hub of which nothing is said %v wait on day 1, want 60", got)
	}
}

// A run that is no longer wanted ends with the context's error, and says before how far it was.
func TestCancelAndProgress(t *testing.T) {
	m := shared(3, 20, 1)
	last, calls := 0, 0
	o := simulate.Options{Replicates: 9000, Seed: 1, Workers: 3, Progress: func(done, total int) {
		if done <= last || total != 3*9000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last, calls = done, calls+1
	}}
	run(t, m, o)
	if last != 3*9000 || calls < 3 {
		t.Errorf("the last of %d calls said %d", calls, last)
	}
	ctx, stop := context.WithCancel(t.Context())
	o.Progress = func(int, int) { stop() }
	if _, err := simulate.Run(ctx, m, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", err)
	}
}
