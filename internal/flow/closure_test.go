package flow

import (
	"math"
	"testing"

	"headroom/internal/simulate"
)

// BenchmarkClose is one trust, 56 days, 25 waves: the target is 6 ms (forecast.md 9).
func BenchmarkClose(b *testing.B) {
	s := Sample(3, 1, 2, 56)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Close(&s.Model, 0, 56); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValues(b *testing.B) {
	s := Sample(3, 1, 2, 56)
	l, err := Close(&s.Model, 0, 56)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		l.Values(30)
	}
}

// BenchmarkEngland closes 200 trusts in boards of five.
func BenchmarkEngland(b *testing.B) {
	var boards []*System
	for i := range 40 {
		boards = append(boards, Sample(uint64(i), 5, 4, 56))
	}
	for b.Loop() {
		for _, s := range boards {
			if _, err := CloseAll(&s.Model, 56); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkAnchor(b *testing.B) {
	s := Sample(3, 1, 2, 42)
	l, err := Close(&s.Model, 0, 42)
	if err != nil {
		b.Fatal(err)
	}
	want := spreadOf(l, 42)
	for b.Loop() {
		x := Sample(3, 1, 2, 42)
		x.Model.Sites[0].OwnSD = .1
		if _, err := Anchor(x, 0, want); err != nil {
			b.Fatal(err)
		}
	}
}

// TestArrivalsWithoutQueuesArePoisson: with nobody there at the start, no care queue and no factors, occupied is exactly
// Poisson, its mean the arrivals that have survived.
func TestArrivalsWithoutQueuesArePoisson(t *testing.T) {
	s := Sample(5, 1, 0, 40)
	site := &s.Model.Sites[0]
	s.Model.Common = simulate.Common{}
	site.OwnSD, site.Ready, site.Planned = 0, 0, nil
	for k := range site.Stages {
		site.Stages[k].Now, site.Stages[k].Complex = 0, 0
	}
	l, err := Close(&s.Model, 0, 40)
	if err != nil {
		t.Fatal(err)
	}
	for d := range 40 {
		want := 0.0
		for came := 0; came <= d; came++ {
			want += site.Arrivals[came] * survive(site, came, d)
		}
		if math.Abs(l.Mean(d)-want) > 1e-6 || math.Abs(l.SD(d)-math.Sqrt(want)) > 1e-6 {
			t.Errorf("day %d: mean %.8f sd %.8f, the arrivals that survive are Poisson with mean %.8f", d, l.Mean(d), l.SD(d), want)
		}
	}
}

// survive is the chance that who came on one day is still there at the end of another, by its stage and the ready pool.
func survive(s *simulate.Site, came, day int) float64 {
	total := 0.0
	for _, g := range s.Stages {
		stay, ready := g.Mix, 0.0
		for d := came + 1; d <= day; d++ {
			h := 1 - math.Pow(1-g.Hazard, s.Work[d])
			ready = (ready + stay*h) * math.Pow(1-s.ReadyHazard, s.Work[d])
			stay *= 1 - h
		}
		total += stay + ready
	}
	return total
}
