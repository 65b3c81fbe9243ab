package flow

import (
	"context"
	"math"
	"testing"

	"headroom/internal/simulate"
)

// engine plays a system.
func engine(t *testing.T, s *System, o simulate.Options) *simulate.Result {
	t.Helper()
	r, err := simulate.Run(context.Background(), &s.Model, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closed(t *testing.T, s *System, site int) *Law {
	t.Helper()
	l, err := Close(&s.Model, site, s.Model.Days)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// gap is how far a law is from what the engine played: the mean's error over the days, and the worst of the nine-in-ten
// beds, of chances at most so many beds, and of chances over a share of the room.
type gap struct{ mean, q90, chance, over float64 }

func gapOf(l *Law, r *simulate.Result, site int) gap {
	var g gap
	for d := range l.Days() {
		g.mean += math.Abs(l.Mean(d)-r.Mean(site, d)) / float64(l.Days())
		g.q90 = math.Max(g.q90, math.Abs(l.Quantile(d, .9)-r.Quantile(site, d, .9)))
		for _, z := range []float64{-1, 0, .8, 1.6} {
			n := math.Round(l.Mean(d) + z*l.SD(d))
			g.chance = math.Max(g.chance, math.Abs(l.AtMost(d, n)-float64(r.AtMost(site, d, int(n)))/float64(r.Replicates())))
		}
		for _, share := range []float64{.92, 1} {
			g.over = math.Max(g.over, math.Abs(l.Over(d, share)-r.Over(site, d, share)))
		}
	}
	return g
}

// TestClosureAgreesWithTheEngine on trusts of their own and on five that share three councils. The bounds are the closure's
// own (0.3 beds in the mean, 1.5 in the nine-in-ten, 0.010 in chances; 0.018 where councils are shared) and what chance
// makes of this many replicates.
func TestClosureAgreesWithTheEngine(t *testing.T) {
	for _, c := range []struct {
		seed                     uint64
		trusts, councils, played int
		chance                   float64
	}{{3, 1, 2, 20000, .010}, {6, 1, 1, 20000, .010}, {21, 1, 2, 20000, .010}, {2, 5, 3, 6000, .018}} {
		s := Sample(c.seed, c.trusts, c.councils, 56)
		r := engine(t, s, simulate.Options{Replicates: c.played, Seed: 8})
		n := math.Sqrt(float64(c.played))
		for i := range s.Trusts {
			l := closed(t, s, i)
			g := gapOf(l, r, i)
			sd := l.SD(30)
			if g.mean > .3+1.5*sd/n || g.q90 > 1.5+4.5*sd/n || g.chance > c.chance+1.5/n || g.over > c.chance+1.5/n {
				t.Errorf("seed %d, trust %d of %.0f beds: mean %.2f, q90 %.2f, chances %.4f, over %.4f", c.seed, i, l.Mean(30), g.mean, g.q90, g.chance, g.over)
			}
			for k := range s.Model.Sites[i].Links {
				for p := range simulate.Streams {
					for _, d := range []int{5, 30, 55} {
						if e, m := math.Abs(l.Waiting(k, p, d)-r.Waiting(i, k, p, d)), r.Waiting(i, k, p, d); e > .25+.03*m {
							t.Errorf("seed %d, trust %d, link %d, stream %d, day %d: %.2f wait, the engine has %.2f", c.seed, i, k, p, d, l.Waiting(k, p, d), m)
						}
						if e := math.Abs(l.Process(k, p, d) - r.Process(i, k, p, d)); e > .15 {
							t.Errorf("seed %d, trust %d, link %d, stream %d, day %d: %.2f in the process, the engine has %.2f", c.seed, i, k, p, d, l.Process(k, p, d), r.Process(i, k, p, d))
						}
					}
				}
			}
		}
	}
}

// TestEngineAgreesWithTossing: the engine and the closure against a playing in which everybody is tossed for by himself,
// written apart from both.
func TestEngineAgreesWithTossing(t *testing.T) {
	s := Sample(3, 1, 2, 30)
	x := play(&s.Model, 77, 3000, 30)
	r := engine(t, s, simulate.Options{Replicates: 6000, Seed: 3})
	l := closed(t, s, 0)
	for _, d := range []int{0, 4, 12, 24, 29} {
		m, room := 0.0, 0.0
		for i, n := range x.occupied[d] {
			m += float64(n) / float64(x.reps)
			room += x.room[d][i] / float64(x.reps)
		}
		se := l.SD(d) / math.Sqrt(3000)
		if math.Abs(m-l.Mean(d)) > .3+4*se || math.Abs(m-r.Mean(0, d)) > 5*se {
			t.Errorf("day %d: tossing %.2f, closure %.2f, engine %.2f, standard error %.2f", d, m, l.Mean(d), r.Mean(0, d), se)
		}
		if math.Abs(room-l.Room(d)) > .3 || math.Abs(r.Room(0, d)-l.Room(d)) > .3 {
			t.Errorf("day %d: room by tossing %.2f, closure %.2f, engine %.2f", d, room, l.Room(d), r.Room(0, d))
		}
		for q, w := range x.waiting[d] {
			if got := l.Waiting(q/3, q%3, d); math.Abs(got-w) > .2+.05*w {
				t.Errorf("day %d queue %d: %.2f wait by tossing, closure %.2f", d, q, w, got)
			}
		}
	}
}

// TestEffortAgreesWithTheEngine: every lever at once, fractions among them, by the difference that it makes.
func TestEffortAgreesWithTheEngine(t *testing.T) {
	plain, pushed := Sample(3, 1, 2, 35), Sample(3, 1, 2, 35)
	e := &pushed.Model.Sites[0].Effort
	e.Ready, e.Avoided, e.Hub, e.Escalation = make([]float64, 35), make([]float64, 35), make([]float64, 35), make([]float64, 35)
	e.Starts = [][][simulate.Streams]float64{make([][simulate.Streams]float64, 35), make([][simulate.Streams]float64, 35)}
	for d := 5; d < 30; d++ {
		e.Ready[d], e.Avoided[d], e.Hub[d], e.Escalation[d] = 1.4, .7, .3, 5
		e.Starts[0][d], e.Starts[1][d] = [simulate.Streams]float64{.6, .25, 0}, [simulate.Streams]float64{1, 0, .2}
	}
	o := simulate.Options{Replicates: 8000, Seed: 3}
	r0, r1 := engine(t, plain, o), engine(t, pushed, o)
	l0, l1 := closed(t, plain, 0), closed(t, pushed, 0)
	for d := range 35 {
		want, got := r1.Mean(0, d)-r0.Mean(0, d), l1.Mean(d)-l0.Mean(d)
		if math.Abs(want-got) > .25+.03*math.Abs(want) {
			t.Errorf("day %d: the effort makes %.2f beds, the engine says %.2f", d, got, want)
		}
		if d >= 5 && d < 30 && (l1.Room(d)-l0.Room(d) != 5 || l1.Mean(d) >= l0.Mean(d)) {
			t.Errorf("day %d: room %+.2f, beds %+.2f", d, l1.Room(d)-l0.Room(d), l1.Mean(d)-l0.Mean(d))
		}
	}
}
