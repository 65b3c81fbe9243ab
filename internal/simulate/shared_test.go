package simulate_test

import (
	"fmt"
	"math"

	"headroom/internal/simulate"
)

// shared gives n sites of different sizes that share two suppliers, over days that begin on a Monday, with all that the
// engine has: common factors, a wave, planned arrivals, weekends, a hub, queues, outbreaks and missing staff. Capacity is
// how much of the need the suppliers can give.
func shared(n, days int, capacity float64) *simulate.Model {
	m := &simulate.Model{Days: days, Common: simulate.Common{NationalSD: 0.02, NationalPersistence: 0.95, RegionalSD: 0.015, RegionalPersistence: 0.9,
		Wave: simulate.Wave{Height: 0.07, LogSD: 0.5, PeakDay: 20, PeakSD: 6, WidthDay: 12}}}
	for c := range 2 {
		m.Suppliers = append(m.Suppliers, simulate.Supplier{Key: uint64(900 + 7*c), Name: fmt.Sprintf("supplier %d", c), Starts: make([][simulate.Streams]float64, days)})
	}
	week := []float64{1, 1.03, 1.05, 1.05, 1.2, 0.72, 0.6}
	care := []float64{1.05, 1.2, 1.2, 1.2, 1.25, 0.55, 0.35}
	for i := range n {
		size := 20 + 12*float64(i)
		s := simulate.Site{
			Key: uint64(100 + 13*i), Name: fmt.Sprintf("site %d", i), Region: i % 2, OwnSD: 0.05, OwnPersistence: 0.6,
			HubHazard: [simulate.Streams]float64{0.7, 0.6, 0.5}, ReadyHazard: 0.75, OtherLeave: 0.02, Ready: int(size / 4),
			Stages: []simulate.Stage{
				{Hazard: 0.42, Mix: 0.40, Planned: 0.75, Complex: 0.02, Now: int(size * 0.9)},
				{Hazard: 0.13, Mix: 0.35, Planned: 0.25, Complex: 0.10, Now: int(size * 2.9)},
				{Hazard: 0.06, Mix: 0.25, Complex: 0.42, Now: int(size * 4)},
			},
			Room: simulate.Room{Core: even(days, math.Round(size*10)), Escalation: even(days, 4.0), CloseStart: even(days, size*0.015), Reopen: 0.15, Closed: 2, Unstaffed: even(days, 1.5)},
		}
		for g := range s.Stages {
			s.Stages[g].Split = [simulate.Streams]float64{0.55, 0.25, 0.2}
		}
		for d := range days {
			s.Arrivals = append(s.Arrivals, size*(1.03-0.01*float64(d%7)))
			s.Planned = append(s.Planned, int(size*0.28*min(1, 6-float64(d%7))/1))
			s.Show = append(s.Show, 0.93)
			s.Work = append(s.Work, week[d%7])
			s.Hub = append(s.Hub, []float64{1, 1, 1, 1, 1, 0.2, 0.1}[d%7])
		}
		need := size * (0.4*0.02 + 0.35*0.1 + 0.25*0.42 + 0.9*0.2*0.04)
		for c := range 2 {
			part := []float64{0.7, 0.3}[(c+i)%2]
			l := simulate.Link{Supplier: c}
			for p, split := range s.Stages[0].Split {
				l.Share[p] = part
				l.Process[p] = int(need * split * part * 0.8)
				l.Waiting[p] = int(need*split*part*4) + 1
				for d := range days {
					m.Suppliers[c].Starts[d][p] += need * split * part * care[d%7] * capacity
				}
			}
			s.Links = append(s.Links, l)
		}
		m.Sites = append(m.Sites, s)
	}
	return m
}
