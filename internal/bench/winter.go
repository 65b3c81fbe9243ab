package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"headroom/internal/simulate"
)

// winterDays is from 1 December, a Friday, for eight weeks.
const (
	winterDays = 56
	christmas  = 24
	firstDay   = 4 // 0 is a Monday
)

// winterSeed makes the synthetic winter, always the same.
const winterSeed = 20231201

// winter is an England that nobody lives in: so many sites in 42 systems (fewer when there are few sites), each with three
// or four councils, over eight weeks with Christmas and two walk-outs. Every site has chances of its own, as fitted ones
// would be.
func winter(sites int) *simulate.Model {
	r := rand.New(rand.NewPCG(winterSeed, 1))
	systems := max(1, (sites*42+100)/200)
	m := &simulate.Model{Days: winterDays, Common: simulate.Common{NationalSD: 0.02, NationalPersistence: 0.95, RegionalSD: 0.015, RegionalPersistence: 0.9,
		Wave: simulate.Wave{Height: 0.07, LogSD: 0.5, PeakDay: 32, PeakSD: 8, WidthDay: 12}}}
	councils := make([][]int, systems)
	for i := range systems {
		for range 3 + r.IntN(2) {
			councils[i] = append(councils[i], len(m.Suppliers))
			m.Suppliers = append(m.Suppliers, simulate.Supplier{Key: uint64(10_000 + len(m.Suppliers)), Name: fmt.Sprintf("made-up council %d", len(m.Suppliers)+1), Starts: make([][simulate.Streams]float64, winterDays)})
		}
	}
	for i := range sites {
		m.Sites = append(m.Sites, winterSite(r, m, i, i%systems, councils[i%systems]))
	}
	return m
}

// walkOut reports whether there is a strike on a day.
func walkOut(d int) bool { return d >= 19 && d <= 21 || d >= 33 && d <= 38 }

// winterWork is the working factor of a site and of its councils on a day.
func winterWork(d int) (work, hub, care float64) {
	w := (firstDay + d) % 7
	work = []float64{1, 1.03, 1.05, 1.05, 1.2, 0.72, 0.6}[w]
	hub = []float64{1, 1, 1, 1, 1, 0.25, 0.15}[w]
	care = []float64{1.05, 1.2, 1.2, 1.2, 1.25, 0.55, 0.35}[w]
	switch after := d - christmas; {
	case after == -3, after == -2:
		work *= 1.35
	case after == -1:
		work = 1.45
	case after == 0:
		work, hub, care = 0.35, 0, 0
	case after == 1, after == 7:
		work, hub, care = 0.5, 0.1, 0.15
	case after > 1 && after < 7:
		hub, care = hub*0.7, care*0.6
	}
	if walkOut(d) {
		work *= 0.85
	}
	return work, hub, care
}

// winterSite makes one site, and adds what it needs to its councils' places.
func winterSite(r *rand.Rand, m *simulate.Model, i, system int, councils []int) simulate.Site {
	size := 62 * math.Exp(0.5*r.NormFloat64())
	about := func(x float64) float64 { return min(x*(0.9+0.2*r.Float64()), 1) }
	s := simulate.Site{
		Key: uint64(1000 + i), Name: fmt.Sprintf("made-up trust %d", i+1), Region: system % 7, OwnSD: about(0.05), OwnPersistence: 0.6,
		HubHazard: [simulate.Streams]float64{about(0.6), about(0.45), about(0.35)}, ReadyHazard: about(0.75), OtherLeave: about(0.02),
	}
	mix, planned := []float64{0.38, 0.22, 0.08, 0.22, 0.10, 0, 0}, []float64{0, 0, 0, 0, 0, 0.75, 0.25}
	needs := []float64{about(0.02), about(0.10), about(0.42)}
	split := [simulate.Streams]float64{0.55, 0.25, 0.20}
	class := []int{0, 1, 2, 0, 2, 0, 1}
	leaving := 0.0
	for k, h := range []float64{0.42, 0.13, 0.055, 0.38, 0.10, 0.45, 0.16} {
		g := simulate.Stage{Hazard: about(h), Mix: mix[k], Planned: planned[k], Complex: needs[class[k]], Split: split}
		a := size * (mix[k] + 0.2*planned[k])
		g.Now = int(a/g.Hazard + r.Float64())
		leaving += a * g.Complex
		s.Stages = append(s.Stages, g)
	}
	s.Ready = int(size * 0.3)
	for d := range winterDays {
		w := (firstDay + d) % 7
		mean, plan, show := size*[]float64{1.06, 1.02, 1, 1, 1.02, 0.94, 0.96}[w], size*0.28, 0.93
		if w >= 5 {
			plan *= 0.25
		}
		if d >= christmas-2 && d <= christmas+7 {
			plan *= 0.35
		}
		if walkOut(d) {
			mean, show = mean*0.97, 0.5
		}
		work, hub, _ := winterWork(d)
		s.Arrivals, s.Planned, s.Show = append(s.Arrivals, mean), append(s.Planned, int(plan+r.Float64())), append(s.Show, show)
		s.Work, s.Hub = append(s.Work, work), append(s.Hub, hub)
	}
	winterLinks(r, m, &s, councils, leaving)
	winterRoom(&s, size)
	return s
}

// winterLinks joins a site to two of its system's councils.
func winterLinks(r *rand.Rand, m *simulate.Model, s *simulate.Site, councils []int, leaving float64) {
	from := r.IntN(len(councils))
	for j, share := range []float64{0.7, 0.3} {
		l := simulate.Link{Supplier: councils[(from+j)%len(councils)]}
		for p := range simulate.Streams {
			need := leaving * s.Stages[0].Split[p] * share
			l.Share[p] = share
			l.Process[p], l.Waiting[p] = int(need*0.9/s.HubHazard[p]+r.Float64()), int(need*[]float64{4.5, 6, 7}[p]+r.Float64())
			for d := range winterDays {
				_, _, care := winterWork(d)
				m.Suppliers[l.Supplier].Starts[d][p] += need * care * 1.06 / 0.971
			}
		}
		s.Links = append(s.Links, l)
	}
}

// winterRoom gives a site the room that is 95% taken at the start, and outbreaks.
func winterRoom(s *simulate.Site, size float64) {
	taken := s.Ready
	for _, g := range s.Stages {
		taken += g.Now
	}
	for _, l := range s.Links {
		for p := range simulate.Streams {
			taken += l.Process[p] + l.Waiting[p]
		}
	}
	s.Room.Reopen = 0.15
	for range winterDays {
		s.Room.Core = append(s.Room.Core, math.Round(float64(taken)/0.95))
		s.Room.CloseStart = append(s.Room.CloseStart, size*0.015)
	}
}
