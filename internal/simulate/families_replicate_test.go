package simulate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/internal/simulate"
)

// Family 5, conservation: in every replicate, on every day, who came less who left is by how much the number there
// changes.
func TestEverybodyIsCounted(t *testing.T) {
	const days, n = 21, 12
	m := shared(3, days, 0.9)
	m.Suppliers[1].Places, m.Suppliers[1].Held, m.Suppliers[1].FreeHazard = [simulate.Streams]int{0, 9, 5}, [simulate.Streams]int{0, 7, 5}, [simulate.Streams]float64{0, 0.1, 0.2}
	for d := range days {
		m.Suppliers[1].Starts[d][1], m.Suppliers[1].Starts[d][2] = 0, 0
	}
	m.Sites[1].Effort = simulate.Effort{Ready: even(days, 1.5), Avoided: even(days, 2.2), Hub: even(days, 0.3), Escalation: even(days, 3.0),
		Starts: [][][simulate.Streams]float64{even(days, [simulate.Streams]float64{0.5, 0.25, 0.1}), nil}}
	// Replicates do not change when more are played, so one replicate's sums are what it adds to those before it.
	var before *simulate.Result
	kept := run(t, m, simulate.Options{Replicates: n, Seed: 4, Keep: true})
	for k := 1; k <= n; k++ {
		r := run(t, m, simulate.Options{Replicates: k, Seed: 4})
		for i := range m.Sites {
			there := start(&m.Sites[i])
			for d := range days {
				change := math.Round((r.Arrived(i, d) - r.Left(i, d)) * float64(k))
				if before != nil {
					change -= math.Round((before.Arrived(i, d) - before.Left(i, d)) * float64(k-1))
				}
				there += int(change)
				if got := int(kept.Occupied(i, d)[k-1]); got != there {
					t.Fatalf("replicate %d, site %d, day %d: %d are there; those who came and left make it %d", k-1, i, d, got, there)
				}
			}
		}
		before = r
	}
}

// start is who is there at the start.
func start(s *simulate.Site) int {
	n := s.Ready
	for _, g := range s.Stages {
		n += g.Now
	}
	for _, l := range s.Links {
		for p := range simulate.Streams {
			n += l.Process[p] + l.Waiting[p]
		}
	}
	return n
}

// Family 6, permutation: in whatever order the sites, the suppliers and the links stand, every replicate of every site is
// the same, shared queues included.
func TestOrderDoesNotMatter(t *testing.T) {
	const days, n = 25, 700
	m := shared(5, days, 0.93)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 6, Keep: true, Targets: []simulate.Target{{Site: 3, Day: 20, Above: -1}}})
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		sites, suppliers := random.Perm(len(m.Sites)), random.Perm(len(m.Suppliers))
		o := &simulate.Model{Days: days, Common: m.Common}
		for _, c := range suppliers {
			o.Suppliers = append(o.Suppliers, m.Suppliers[c])
		}
		for _, i := range sites {
			s := m.Sites[i]
			s.Links = slices.Clone(s.Links)
			for l := range s.Links {
				s.Links[l].Supplier = slices.Index(suppliers, s.Links[l].Supplier)
			}
			slices.Reverse(s.Links)
			o.Sites = append(o.Sites, s)
		}
		q := run(t, o, simulate.Options{Replicates: n, Seed: 6, Keep: true, Targets: []simulate.Target{{Site: slices.Index(sites, 3), Day: 20, Above: -1}}})
		for at, i := range sites {
			for d := range days {
				if !slices.Equal(q.Occupied(at, d), r.Occupied(i, d)) {
					t.Fatalf("site %d at place %d, day %d: the order changed it", i, at, d)
				}
			}
		}
		if q.Digest() != r.Digest() {
			t.Error("the digest depends on the order")
		}
		if a, b := q.StartValue(0, 0, 0, 10), r.StartValue(0, 1, 0, 10); a != b {
			t.Errorf("a start's value is %v in one order and %v in the other", a, b)
		}
	}
}

// Family 7, scaling: k times the arrivals and k times those there at the start are k such sites side by side: k times the
// mean and the variance, where nothing moves all sites together.
func TestScaling(t *testing.T) {
	const days, n = 20, 20_000
	m := needing(days, 8)
	for k := range m.Sites[0].Stages {
		m.Sites[0].Stages[k].Now = 9 - k
	}
	r := run(t, m, simulate.Options{Replicates: n, Seed: 13})
	const k = 9
	s := &m.Sites[0]
	s.Arrivals = even(days, 8.0*k)
	for g := range s.Stages {
		s.Stages[g].Now *= k
	}
	big := run(t, m, simulate.Options{Replicates: n, Seed: 14})
	for _, d := range []int{3, days - 1} {
		sd := big.SD(0, d)
		if z := (big.Mean(0, d) - k*r.Mean(0, d)) / (sd * math.Sqrt((1+k)/float64(n))); math.Abs(z) > 3.5 {
			t.Errorf("day %d: mean %.2f and %.2f: %.1f standard errors from %d times", d, r.Mean(0, d), big.Mean(0, d), z, k)
		}
		if ratio := sd * sd / (k * r.SD(0, d) * r.SD(0, d)); math.Abs(ratio-1) > 0.05 {
			t.Errorf("day %d: the variance is %.3f of %d times", d, ratio, k)
		}
	}
}

// Family 9, monotone: with the same luck, more effort or more places never leave more units in any replicate on any day;
// and more confidence never asks for fewer.
func TestMoreNeverHurts(t *testing.T) {
	const days, n = 28, 1500
	alone := func() *simulate.Model { // sites that share nothing
		m := shared(1, days, 0.93)
		return m
	}
	together := func() *simulate.Model { // nobody leaves a shared queue otherwise, so what is left of all does not depend on whose it is
		m := shared(4, days, 0.93)
		for i := range m.Sites {
			m.Sites[i].OtherLeave = 0
		}
		return m
	}
	for _, c := range []struct {
		name  string
		model func() *simulate.Model
		more  func(m *simulate.Model)
	}{
		{"ring-fenced starts", alone, func(m *simulate.Model) {
			m.Sites[0].Effort.Starts = [][][simulate.Streams]float64{even(days, [simulate.Streams]float64{0.7, 0.1, 0.2}), nil}
		}},
		{"ready seen off", alone, func(m *simulate.Model) { m.Sites[0].Effort.Ready = even(days, 1.3) }},
		{"arrivals avoided", alone, func(m *simulate.Model) { m.Sites[0].Effort.Avoided = even(days, 0.8) }},
		{"capacity of one's own", alone, func(m *simulate.Model) { widen(m, 1.1) }},
		{"capacity shared", together, func(m *simulate.Model) { widen(m, 1.07) }},
		{"ring-fenced starts of sharers", together, func(m *simulate.Model) {
			m.Sites[2].Effort.Starts = [][][simulate.Streams]float64{even(days, [simulate.Streams]float64{0.7, 0.1, 0.2}), nil}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := c.model()
			o := simulate.Options{Replicates: n, Seed: 15, Keep: true}
			before := run(t, m, o)
			c.more(m)
			after := run(t, m, o)
			fewer := 0
			for d := range days {
				for j := range n {
					a, b := 0, 0
					for i := range m.Sites {
						a, b = a+int(before.Occupied(i, d)[j]), b+int(after.Occupied(i, d)[j])
					}
					if b > a {
						t.Fatalf("replicate %d, day %d: %d with less, %d with more", j, d, a, b)
					}
					fewer += a - b
				}
			}
			if fewer == 0 {
				t.Error("more changed nothing at all")
			}
		})
	}
	r := run(t, alone(), simulate.Options{Replicates: n, Seed: 15})
	for d := range days {
		last := 0.0
		for p := 0.01; p < 1; p += 0.01 {
			q := r.Quantile(0, d, p)
			if q < last {
				t.Fatalf("day %d: the quantile falls from %v to %v at %v", d, last, q, p)
			}
			last = q
		}
	}
}

// widen gives every supplier more.
func widen(m *simulate.Model, by float64) {
	for c := range m.Suppliers {
		for d := range m.Suppliers[c].Starts {
			for p := range simulate.Streams {
				m.Suppliers[c].Starts[d][p] *= by
			}
		}
	}
}

// Family 10, relabelling: names decide nothing, and other keys and other numbers for the regions are other luck of the
// same law.
func TestNamesDecideNothing(t *testing.T) {
	const days, n = 20, 8000
	m := shared(3, days, 0.95)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 16})
	for i := range m.Sites {
		m.Sites[i].Name = "another name"
	}
	m.Suppliers[0].Name = ""
	if q := run(t, m, simulate.Options{Replicates: n, Seed: 16}); q.Digest() != r.Digest() {
		t.Error("a name changed the result")
	}
	for i := range m.Sites {
		m.Sites[i].Key += 5000
		m.Sites[i].Region += 3
	}
	m.Suppliers[0].Key, m.Suppliers[1].Key = m.Suppliers[1].Key, m.Suppliers[0].Key
	q := run(t, m, simulate.Options{Replicates: n, Seed: 16})
	if q.Digest() == r.Digest() {
		t.Error("other keys gave the same luck")
	}
	for i := range m.Sites {
		for _, d := range []int{4, days - 1} {
			if z := (q.Mean(i, d) - r.Mean(i, d)) / (r.SD(i, d) * math.Sqrt(2.0/n)); math.Abs(z) > 4 {
				t.Errorf("site %d, day %d: mean %.2f under other keys, %.2f before: %.1f standard errors", i, d, q.Mean(i, d), r.Mean(i, d), z)
			}
			if far := apart(q, r, i, d); far > 1.95*math.Sqrt(2.0/n) {
				t.Errorf("site %d, day %d: the laws are %.4f apart", i, d, far)
			}
		}
	}
}

// apart is the greatest distance between two results' shares.
func apart(a, b *simulate.Result, site, day int) float64 {
	most := 0.0
	for n := int(a.Quantile(site, day, 0)); n <= int(a.Quantile(site, day, 1))+1; n++ {
		most = max(most, math.Abs(float64(a.AtMost(site, day, n))/float64(a.Replicates())-float64(b.AtMost(site, day, n))/float64(b.Replicates())))
	}
	return most
}
