package flow

import (
	"math"
	"slices"
	"testing"

	"headroom/internal/simulate"
)

// queueAlone is a site of which only one queue is left: a Poisson number joins it each day and an exact number of places,
// with a fraction, is given.
func queueAlone(join, places float64, days int) *simulate.Model {
	m := &simulate.Model{Days: days, Suppliers: []simulate.Supplier{{Key: 9}}}
	s := simulate.Site{Key: 1, HubHazard: [simulate.Streams]float64{1, 1, 1}, Stages: []simulate.Stage{
		{Hazard: 1, Mix: 1, Complex: 1, Split: [simulate.Streams]float64{1, 0, 0}, Planned: 1}}}
	s.Links = []simulate.Link{{Share: [simulate.Streams]float64{1, 1, 1}}}
	for range days {
		s.Arrivals = append(s.Arrivals, join)
		m.Suppliers[0].Starts = append(m.Suppliers[0].Starts, [simulate.Streams]float64{places, 0, 0})
	}
	m.Sites = []simulate.Site{s}
	return m
}

// bulk is the exact Markov chain of the same queue: its mean and the chance that nobody waits, by day.
func bulk(join, places float64, days int) (mean, none []float64) {
	const most = 600
	p := make([]float64, most)
	p[0] = 1
	whole, frac := int(places), places-math.Floor(places)
	come := make([]float64, 80)
	for k := range come {
		lg, _ := math.Lgamma(float64(k) + 1)
		come[k] = math.Exp(float64(k)*math.Log(join) - join - lg)
	}
	for d := range days {
		q := make([]float64, most)
		for n, x := range p {
			if x < 1e-18 {
				continue
			}
			for k, y := range come {
				if d == 0 {
					y = map[bool]float64{true: 1}[k == 0] // who came before the first day is nobody
				}
				for i, w := range []float64{1 - frac, frac} {
					q[min(most-1, max(0, n+k-whole-i))] += x * y * w
				}
			}
		}
		p = q
		m := 0.0
		for n, x := range p {
			m += float64(n) * x
		}
		mean, none = append(mean, m), append(none, p[0])
	}
	return mean, none
}

// TestBulkQueueAgainstItsChain: the four queues of forecast.md 4.5 and a nearly idle one, on their way to the steady state.
func TestBulkQueueAgainstItsChain(t *testing.T) {
	for _, c := range []struct{ join, places float64 }{{4, 5}, {9.3, 10}, {9.7, 10}, {2.5, 2.8}, {.3, .8}, {.5, .6}} {
		days := 120
		m := queueAlone(c.join, c.places, days)
		l, err := Close(m, 0, days)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := bulk(c.join, c.places, days)
		for _, d := range []int{1, 2, 5, 10, 30, 60, 119} {
			if e := math.Abs(l.Waiting(0, 0, d) - want[d]); e > .02+.022*want[d] {
				t.Errorf("%.1f join, %.1f places, day %d: %.3f wait, exactly %.3f", c.join, c.places, d, l.Waiting(0, 0, d), want[d])
			}
		}
	}
}

// TestEverybodyIsSomewhere: where nobody can leave, occupied is everybody who was there and came; where they can leave their
// stage and nothing else, all are still there.
func TestEverybodyIsSomewhere(t *testing.T) {
	for _, stuck := range []bool{true, false} {
		s := Sample(4, 1, 2, 40)
		site := &s.Model.Sites[0]
		site.ReadyHazard, site.OtherLeave = 0, 0
		for j := range s.Model.Suppliers {
			clear(s.Model.Suppliers[j].Starts)
		}
		if stuck {
			for k := range site.Stages {
				site.Stages[k].Hazard = 0
			}
		}
		n := float64(site.Ready)
		for _, g := range site.Stages {
			n += float64(g.Now)
		}
		for _, k := range site.Links {
			for p := range simulate.Streams {
				n += float64(k.Process[p] + k.Waiting[p])
			}
		}
		l := closed(t, s, 0)
		c := s.Model.Common
		for d := range 40 {
			f := 0.0
			for _, x := range [][2]float64{{c.NationalSD, c.NationalPersistence}, {c.RegionalSD, c.RegionalPersistence}, {site.OwnSD, site.OwnPersistence}} {
				f += x[0] * x[0] * (1 - math.Pow(x[1], 2*float64(d+1)))
			}
			n += site.Arrivals[d]*waveMean(c.Wave, d)*math.Exp(f/2) + float64(site.Planned[d])*site.Show[d]
			if math.Abs(l.Mean(d)-n) > 1e-6*n {
				t.Errorf("stuck %v, day %d: %.6f beds, %.6f people", stuck, d, l.Mean(d), n)
			}
		}
	}
}

// TestOrderAndNamesChangeNothing: the order of stages, links, suppliers and sites, and what they are called.
func TestOrderAndNamesChangeNothing(t *testing.T) {
	a, b := Sample(1, 4, 3, 30), Sample(1, 4, 3, 30)
	slices.Reverse(b.Model.Sites)
	slices.Reverse(b.Model.Suppliers)
	for i := range b.Model.Sites {
		s := &b.Model.Sites[i]
		s.Key, s.Name = s.Key+77, "other"
		slices.Reverse(s.Stages)
		slices.Reverse(s.Links)
		for l := range s.Links {
			s.Links[l].Supplier = len(b.Model.Suppliers) - 1 - s.Links[l].Supplier
		}
	}
	for i := range 4 {
		x, y := closed(t, a, i), closed(t, b, 3-i)
		for d := range 30 {
			if math.Abs(x.Mean(d)-y.Mean(d)) > 1e-8*x.Mean(d) || math.Abs(x.SD(d)-y.SD(d)) > 1e-7*x.SD(d) {
				t.Errorf("site %d day %d: %.9f ± %.9f, in another order %.9f ± %.9f", i, d, x.Mean(d), x.SD(d), y.Mean(d), y.SD(d))
			}
		}
		u, v := x.Values(20), y.Values(20)
		for d := range 20 {
			n := len(a.Model.Sites[i].Links)
			for l := range n {
				if math.Abs(u.Start[l][d][1]-v.Start[n-1-l][d][1]) > 1e-6 {
					t.Errorf("site %d day %d: a start is worth %.7f or %.7f by the order", i, d, u.Start[l][d][1], v.Start[n-1-l][d][1])
				}
			}
		}
	}
}

// TestSizeScales: without factors and queues, k times the trust has k times the mean and the root of it the spread.
func TestSizeScales(t *testing.T) {
	make1 := func(k int) *Law {
		s := Sample(2, 1, 2, 30)
		s.Model.Common = simulate.Common{}
		x := &s.Model.Sites[0]
		x.OwnSD, x.Ready = 0, x.Ready*k
		for i := range x.Stages {
			x.Stages[i].Now *= k
			x.Stages[i].Complex = 0
		}
		for d := range x.Arrivals {
			x.Arrivals[d] *= float64(k)
			x.Planned[d] *= k
		}
		for l := range x.Links {
			x.Links[l].Process, x.Links[l].Waiting = [simulate.Streams]int{}, [simulate.Streams]int{}
		}
		return closed(t, s, 0)
	}
	one, nine := make1(1), make1(9)
	for d := range 30 {
		if math.Abs(nine.Mean(d)-9*one.Mean(d)) > 1e-6 || math.Abs(nine.SD(d)-3*one.SD(d)) > 1e-6 {
			t.Errorf("day %d: %.6f ± %.6f for nine times %.6f ± %.6f", d, nine.Mean(d), nine.SD(d), one.Mean(d), one.SD(d))
		}
	}
}

// TestLimitsOfCapacity: without places nobody is started, with more than enough nobody waits; between, more is never worse.
func TestLimitsOfCapacity(t *testing.T) {
	with := func(k float64) *Law {
		s := Sample(5, 1, 2, 40)
		for j := range s.Model.Suppliers {
			for d := range s.Model.Suppliers[j].Starts {
				for p := range simulate.Streams {
					s.Model.Suppliers[j].Starts[d][p] = k * (.2 + s.Model.Suppliers[j].Starts[d][p])
				}
			}
		}
		return closed(t, s, 0)
	}
	none, plenty := with(0), with(1e5)
	for d := range 40 {
		for q := range 6 {
			if w := plenty.Waiting(q/3, q%3, d); w > 1e-6 {
				t.Errorf("day %d: %g wait though there is room for everybody", d, w)
			}
		}
	}
	before := none
	for _, k := range []float64{.2, .5, .8, .9, 1, 1.1, 1.3, 2, 5, 1e5} {
		l := with(k)
		for d := range 40 {
			if l.Mean(d) > before.Mean(d)+1e-6 {
				t.Errorf("day %d: more places, %.4f beds instead of %.4f", d, l.Mean(d), before.Mean(d))
			}
			if l.AtMost(d, 580) < before.AtMost(d, 580)-2e-3 {
				t.Errorf("day %d: more places, the chance of at most 580 beds falls from %.4f to %.4f", d, before.AtMost(d, 580), l.AtMost(d, 580))
			}
		}
		before = l
	}
}

// TestMoreStartsNeverMoreBeds: one start more on any day, of any stream, never raises a mean, for the trust nor in its sum.
func TestMoreStartsNeverMoreBeds(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		base := closed(t, Sample(seed, 1, 2, 30), 0)
		for _, d := range []int{0, 3, 11, 24} {
			for p := range simulate.Streams {
				s := Sample(seed, 1, 2, 30)
				s.Model.Sites[0].Effort.Starts = [][][simulate.Streams]float64{make([][simulate.Streams]float64, 30), make([][simulate.Streams]float64, 30)}
				s.Model.Sites[0].Effort.Starts[0][d][p] = 1
				l := closed(t, s, 0)
				for x := range 30 {
					if l.Mean(x) > base.Mean(x)+1e-7 || x < d && l.Mean(x) != base.Mean(x) {
						t.Errorf("seed %d: a start on day %d makes %+.6f beds on day %d", seed, d, l.Mean(x)-base.Mean(x), x)
					}
				}
			}
		}
	}
}

// TestLawIsOne: chances rise from none to one, quantiles turn them round, and what cannot be asked is refused.
func TestLawIsOne(t *testing.T) {
	s := Sample(7, 1, 2, 30)
	l := closed(t, s, 0)
	for _, d := range []int{0, 7, 29} {
		last := 0.0
		for n := 0.0; n < 2*l.Mean(d); n += 7 {
			p := l.AtMost(d, n)
			if p < last || p > 1 {
				t.Errorf("day %d: the chance of at most %.0f is %g after %g", d, n, p, last)
			}
			last = p
		}
		if last < .999999 || l.AtMost(d, 0) > 1e-6 {
			t.Errorf("day %d: from %g to %g", d, l.AtMost(d, 0), last)
		}
		for _, p := range []float64{.05, .5, .9, .975} {
			if got := l.below(d, l.Quantile(d, p)); math.Abs(got-p) > 1e-6 {
				t.Errorf("day %d: at the quantile of %.3f the chance is %.6f", d, p, got)
			}
		}
		if l.Over(d, .9) < l.Over(d, .95) || l.Over(d, 0) < .999 || l.Over(d, 5) > .001 {
			t.Errorf("day %d: the chance over a share of the room does not fall with the share", d)
		}
	}
	for _, bad := range [][2]int{{-1, 5}, {1, 5}, {0, 0}, {0, 31}} {
		if _, err := Close(&s.Model, bad[0], bad[1]); err == nil {
			t.Errorf("site %d for %d days was closed", bad[0], bad[1])
		}
	}
}

// TestPlacesThatAreHeld: a supplier that goes by places, each freed by chance, against the engine: the queue of Erlang's
// kind, four joining a day, a quarter of the places freed, nineteen places; and one with hardly any places to spare.
func TestPlacesThatAreHeld(t *testing.T) {
	for _, places := range []int{19, 17, 25} {
		m := queueAlone(4, 0, 60)
		m.Suppliers[0].Starts = nil
		m.Suppliers[0].Places, m.Suppliers[0].FreeHazard = [simulate.Streams]int{places, 0, 0}, [simulate.Streams]float64{.25, 0, 0}
		r := engine(t, &System{Model: *m}, simulate.Options{Replicates: 8000, Seed: 4})
		l, err := Close(m, 0, 60)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []int{3, 10, 25, 59} {
			if got, want := l.Waiting(0, 0, d), r.Waiting(0, 0, 0, d); math.Abs(got-want) > .08+.13*want {
				t.Errorf("%d places, day %d: %.3f wait, the engine has %.3f", places, d, got, want)
			}
		}
	}
}

// TestAllAtOnceIsOneByOne: CloseAll gives what Close gives, and twice the same.
func TestAllAtOnceIsOneByOne(t *testing.T) {
	s := Sample(11, 9, 7, 20)
	all, err := CloseAll(&s.Model, 20)
	if err != nil {
		t.Fatal(err)
	}
	again, err := CloseAll(&s.Model, 20)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range all {
		one := closed(t, s, i)
		for d := range 20 {
			if l.Mean(d) != one.Mean(d) || l.SD(d) != one.SD(d) || l.Mean(d) != again[i].Mean(d) {
				t.Fatalf("site %d day %d: %.12f, alone %.12f, again %.12f", i, d, l.Mean(d), one.Mean(d), again[i].Mean(d))
			}
		}
	}
	if _, err := CloseAll(&s.Model, 21); err == nil {
		t.Error("more days than there are were closed")
	}
}
