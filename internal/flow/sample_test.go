package flow

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/simulate"
)

// TestSampleIsWhatItSays: the engine takes it, the same seed gives the same, another seed another, and it begins near its
// own steady state.
func TestSampleIsWhatItSays(t *testing.T) {
	for _, c := range [][2]int{{1, 0}, {1, 1}, {1, 3}, {5, 3}, {30, 20}} {
		s := Sample(4, c[0], c[1], 42)
		if err := s.Model.Check(); err != nil {
			t.Errorf("%d trusts, %d councils: %v", c[0], c[1], err)
		}
		if len(s.Trusts) != c[0] || len(s.Councils) != c[1] || len(s.Tiers) != c[0] {
			t.Errorf("%d trusts, %d councils and %d tiers", len(s.Trusts), len(s.Councils), len(s.Tiers))
		}
	}
	a, _ := json.Marshal(Sample(4, 2, 2, 20))
	b, _ := json.Marshal(Sample(4, 2, 2, 20))
	c, _ := json.Marshal(Sample(5, 2, 2, 20))
	if string(a) != string(b) || string(a) == string(c) {
		t.Error("the seed does not say which sample it is")
	}
	l := closed(t, Sample(4, 1, 2, 42), 0)
	if r := l.Mean(13) / l.Mean(6); r < .97 || r > 1.05 {
		t.Errorf("the second week is %.3f of the first", r)
	}
}

// TestCloseStaysFinite on systems that no hospital is like: nobody arrives, everybody leaves, no councils, no places or no
// end of them, factors as wide as the engine takes them, levers far beyond what there is.
func TestCloseStaysFinite(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	one := func(x ...float64) float64 { return x[r.IntN(len(x))] }
	for n := range 150 {
		s := Sample(uint64(n), 1+n%3, n%4, 20)
		s.Model.Common.Wave.Height *= one(0, 1, 4)
		s.Model.Common.Wave.LogSD *= one(0, 1, 2)
		s.Model.Common.Wave.PeakSD *= one(0, 1)
		for i := range s.Model.Sites {
			x := &s.Model.Sites[i]
			x.OwnSD *= one(0, 1, 5)
			x.ReadyHazard, x.OtherLeave = one(0, .3, 1), one(0, .02, .5, 1)
			for p := range x.HubHazard {
				x.HubHazard[p] = one(0, .2, 1)
			}
			k := one(0, .01, 1, 1, 8)
			for d := range x.Arrivals {
				x.Arrivals[d] *= k
				x.Work[d] *= one(0, 1, 1)
				x.Hub[d] *= one(0, 1, 1)
			}
			for g := range x.Stages {
				x.Stages[g].Hazard = one(0, .1, .5, 1)
				x.Stages[g].Complex = one(0, .3, 1)
			}
			x.Effort.Ready, x.Effort.Avoided, x.Effort.Hub = make([]float64, 20), make([]float64, 20), make([]float64, 20)
			x.Effort.Ready[5], x.Effort.Avoided[6], x.Effort.Hub[7] = one(0, 2.5, 1e4), one(0, 2.5, 1e4), one(0, 1, 9)
			for range x.Links {
				x.Effort.Starts = append(x.Effort.Starts, make([][simulate.Streams]float64, 20))
			}
			if len(x.Links) > 0 {
				x.Effort.Starts[0][8] = [simulate.Streams]float64{one(0, .5, 1e4), 0, one(0, 3)}
			}
		}
		for j := range s.Model.Suppliers {
			u := &s.Model.Suppliers[j]
			k := one(0, 1, 1, 1000)
			for d := range u.Starts {
				for p := range simulate.Streams {
					u.Starts[d][p] *= k
				}
			}
			if n%5 == 0 {
				u.Places, u.FreeHazard = [simulate.Streams]int{0, 12, 3}, [simulate.Streams]float64{0, .1, 1}
				u.Held = [simulate.Streams]int{0, 12, 1}
			}
		}
		for i := range s.Trusts {
			sane(t, n, closed(t, s, i))
		}
	}
}

// sane checks that a law is one.
func sane(t *testing.T, n int, l *Law) {
	t.Helper()
	for d := range l.Days() {
		m, sd, over := l.Mean(d), l.SD(d), l.Over(d, .95)
		if !(m >= 0 && sd > 0 && over >= 0 && over <= 1+1e-9) || math.IsInf(m+sd, 0) {
			t.Fatalf("system %d day %d: %g ± %g, over %g", n, d, m, sd, over)
		}
		for q := range l.c.queues {
			if w := l.Waiting(q/simulate.Streams, q%simulate.Streams, d); !(w >= 0) {
				t.Fatalf("system %d day %d: %g wait", n, d, w)
			}
		}
	}
	v := l.Values(l.Days() - 1)
	for d := range l.Days() {
		for _, x := range append([]float64{v.Ready[d], v.Avoided[d]}, v.Stage[d]...) {
			if !(x >= -1e-9 && x <= 1+1e-9) {
				t.Fatalf("system %d day %d: a value of %g", n, d, x)
			}
		}
		if math.IsNaN(v.Hub[d]) {
			t.Fatalf("system %d day %d: the hub is worth nothing that can be said", n, d)
		}
		for l := range v.Start {
			for p, x := range v.Start[l][d] {
				if !(x >= 0 && x <= 1+1e-9) || v.Process[l][d][p] > 1+1e-9 {
					t.Fatalf("system %d day %d: a start worth %g", n, d, x)
				}
			}
		}
	}
}

// TestSmallHospital: a place of forty beds, where the closure is weakest, still keeps close to the engine.
func TestSmallHospital(t *testing.T) {
	s := Sample(1, 1, 1, 40)
	x := &s.Model.Sites[0]
	shrink := func(n int) int { return n / 20 }
	x.Ready = shrink(x.Ready)
	for k := range x.Stages {
		x.Stages[k].Now = shrink(x.Stages[k].Now)
	}
	for d := range x.Arrivals {
		x.Arrivals[d] /= 20
		x.Planned[d] = shrink(x.Planned[d])
		for p := range simulate.Streams {
			s.Model.Suppliers[0].Starts[d][p] /= 20
		}
	}
	for p := range simulate.Streams {
		x.Links[0].Waiting[p], x.Links[0].Process[p] = shrink(x.Links[0].Waiting[p]), shrink(x.Links[0].Process[p])
	}
	l, r := closed(t, s, 0), engine(t, s, simulate.Options{Replicates: 8000, Seed: 2})
	g := gapOf(l, r, 0)
	if g.mean > .25 || g.q90 > 1 || g.chance > .03 {
		t.Errorf("%.0f beds: mean %.3f, q90 %.2f, chances %.4f", l.Mean(20), g.mean, g.q90, g.chance)
	}
}
