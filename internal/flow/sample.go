package flow

import (
	"fmt"
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Sample is a made-up system for tests and benchmarks: trusts of differing sizes that share councils, near their own steady
// state on 1 December 2023, with Christmas inside the days when there are enough of them. The same seed gives the same
// system; organisations have made-up codes. Councils give between 82 and 104 in a hundred of what is needed of them.
func Sample(seed uint64, trusts, councils, days int) *System {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	s := &System{From: civil.On(2023, 12, 1), Model: simulate.Model{Days: days, Common: sampleCommon(r)}}
	for j := range councils {
		s.Councils = append(s.Councils, org.Code(fmt.Sprintf("SC%03d", j+1)))
		s.Model.Suppliers = append(s.Model.Suppliers, simulate.Supplier{
			Key: uint64(1_000_000 + j), Name: fmt.Sprintf("Sample council %d", j+1), Starts: make([][simulate.Streams]float64, days),
		})
	}
	for i := range trusts {
		s.Trusts = append(s.Trusts, org.Code(fmt.Sprintf("ST%03d", i+1)))
		s.Tiers = append(s.Tiers, WithStays)
		s.Model.Sites = append(s.Model.Sites, sampleSite(r, s, i))
	}
	return s
}

// sampleCommon draws what moves all trusts together.
func sampleCommon(r *rand.Rand) simulate.Common {
	return simulate.Common{
		NationalSD: .015 + .01*r.Float64(), NationalPersistence: .95,
		RegionalSD: .01 + .01*r.Float64(), RegionalPersistence: .9,
		Wave: simulate.Wave{Height: .04 + .06*r.Float64(), LogSD: .5, PeakDay: 26 + 12*r.Float64(), PeakSD: 8, WidthDay: 12},
	}
}

// sampleWeek holds the sample's working factors by weekday from Sunday: of the hospital, of its hub and of care.
var sampleWeek = struct{ work, hub, care, arrivals [7]float64 }{
	work:     [7]float64{.6, 1, 1.03, 1.05, 1.05, 1.2, .72},
	hub:      [7]float64{.15, 1, 1, 1, 1, 1, .3},
	care:     [7]float64{.35, 1.05, 1.2, 1.2, 1.2, 1.25, .55},
	arrivals: [7]float64{.96, 1.06, 1.02, 1, 1, 1.02, .94},
}

// sampleDay gives the sample's working factors of a date: the week's, less around Christmas, and the push before it.
func sampleDay(on civil.Date) (work, hub, care float64) {
	w := on.Weekday()
	work, hub, care = sampleWeek.work[w], sampleWeek.hub[w], sampleWeek.care[w]
	switch christmas := civil.On(on.Year(), 12, 25); on.Sub(christmas) {
	case -3, -2:
		work *= 1.35
	case -1:
		work = 1.45
	case 0:
		work, hub, care = .35, 0, 0
	case 1:
		work, hub, care = .5, .1, .15
	case 2, 3, 4, 5, 6:
		hub, care = hub*.7, care*.6
	}
	if on.Month() == 1 && on.Day() == 1 {
		work, hub, care = .5, .1, .15
	}
	return work, hub, care
}

// sampleSite draws one trust: its size, its stays, its start near the steady state, and what it needs of councils, which
// it adds to the councils' starts.
func sampleSite(r *rand.Rand, s *System, i int) simulate.Site {
	size := 62 * math.Exp(.5*r.NormFloat64())
	d := s.Model.Days
	t := simulate.Site{
		Key: uint64(i + 1), Name: fmt.Sprintf("Sample trust %d", i+1), Region: i / 30,
		OwnSD: .035 + .03*r.Float64(), OwnPersistence: .5 + .2*r.Float64(),
		ReadyHazard: .7 + .15*r.Float64(), OtherLeave: .015 + .01*r.Float64(), HubHazard: [simulate.Streams]float64{.55, .45, .35},
	}
	vary := func(x float64) float64 { return x * (.9 + .2*r.Float64()) }
	split := [simulate.Streams]float64{.55, .25, .2}
	t.Stages = []simulate.Stage{
		{Hazard: vary(.42), Mix: .38, Complex: .02, Split: split},
		{Hazard: vary(.13), Mix: .22, Complex: .10, Split: split},
		{Hazard: vary(.055), Mix: .08, Complex: .42, Split: split},
		{Hazard: vary(.38), Mix: .22, Complex: .02, Split: split},
		{Hazard: vary(.10), Mix: .10, Complex: .42, Split: split},
		{Hazard: vary(.45), Planned: .75, Complex: .02, Split: split},
		{Hazard: vary(.16), Planned: .25, Complex: .10, Split: split},
	}
	for k := range t.Stages {
		if len(s.Model.Suppliers) == 0 { // nobody can need what nobody gives
			t.Stages[k].Complex = 0
		}
	}
	for day := range d {
		on := s.From.Add(day)
		work, hub, _ := sampleDay(on)
		t.Work, t.Hub = append(t.Work, work), append(t.Hub, hub)
		t.Arrivals = append(t.Arrivals, size*sampleWeek.arrivals[on.Weekday()])
		t.Planned = append(t.Planned, int(samplePlanned(size, on)+r.Float64()))
		t.Show = append(t.Show, .93)
	}
	need := sampleStart(r, &t, size, s.From)
	sampleLinks(r, s, &t, need)
	sampleRoom(&t, size, d)
	return t
}

// samplePlanned is the sample's planned admissions of a date.
func samplePlanned(size float64, on civil.Date) float64 {
	n := .28 * size
	if w := on.Weekday(); w == 0 || w == 6 {
		n *= .25
	}
	if md := int(on.Month())*100 + on.Day(); md >= 1223 || md <= 101 {
		n *= .35
	}
	return n
}

// sampleStart plays the means of ordinary weeks until they are steady, sets the stages, the ready pool and what is in the
// process, and returns what the trust needs of each stream a day and has in the process.
func sampleStart(r *rand.Rand, t *simulate.Site, size float64, from civil.Date) (need [simulate.Streams][2]float64) {
	m := make([]float64, len(t.Stages))
	ready, flow, process := 0.0, [simulate.Streams]float64{}, [simulate.Streams]float64{}
	for d := -140; d < 0; d++ {
		w := from.Add(d).Weekday()
		for k, g := range t.Stages {
			x := m[k] * slow(g.Hazard, sampleWeek.work[w])
			m[k] -= x
			ready += x * (1 - g.Complex)
			for p := range flow {
				flow[p] += x * g.Complex * g.Split[p] / 140
				process[p] += x * g.Complex * g.Split[p]
			}
			planned := .28 * size
			if w == 0 || w == 6 {
				planned *= .25
			}
			m[k] += size*sampleWeek.arrivals[w]*g.Mix + .93*planned*g.Planned
		}
		ready *= 1 - slow(t.ReadyHazard, sampleWeek.work[w])
		for p := range process {
			process[p] *= 1 - slow(t.HubHazard[p], sampleWeek.hub[w])
		}
	}
	for k := range m {
		t.Stages[k].Now = int(m[k] + r.Float64())
	}
	t.Ready = int(ready + r.Float64())
	for p := range need {
		need[p] = [2]float64{flow[p], process[p]}
	}
	return need
}

// sampleLinks joins the trust to up to two councils and adds what it needs of them to their starts.
func sampleLinks(r *rand.Rand, s *System, t *simulate.Site, need [simulate.Streams][2]float64) {
	councils := len(s.Model.Suppliers)
	if councils == 0 {
		return
	}
	shares := []float64{.7, .3}
	if councils == 1 {
		shares = []float64{1}
	}
	first, full := r.IntN(councils), .82+.22*r.Float64()
	for l, share := range shares {
		c := &s.Model.Suppliers[(first+l)%councils]
		link := simulate.Link{Supplier: (first + l) % councils}
		for p := range need {
			link.Share[p] = share
			link.Process[p] = int(need[p][1]*share + r.Float64())
			link.Waiting[p] = int(need[p][0]*share*[]float64{4.5, 6, 7}[p] + r.Float64())
			for d := range c.Starts {
				_, _, care := sampleDay(s.From.Add(d))
				c.Starts[d][p] += need[p][0] * share * full * care / .971
			}
		}
		t.Links = append(t.Links, link)
	}
}

// sampleRoom opens as many core beds as make the start 95% full, with a few more for escalation, and closes some.
func sampleRoom(t *simulate.Site, size float64, days int) {
	n := t.Ready
	for _, g := range t.Stages {
		n += g.Now
	}
	for _, l := range t.Links {
		for p := range l.Waiting {
			n += l.Waiting[p] + l.Process[p]
		}
	}
	core := math.Round(float64(n) / .95)
	for range days {
		t.Room.Core = append(t.Room.Core, core)
		t.Room.Escalation = append(t.Room.Escalation, math.Round(.02*core))
		t.Room.CloseStart = append(t.Room.CloseStart, .012*size)
		t.Room.Unstaffed = append(t.Room.Unstaffed, .004*core)
	}
	t.Room.Reopen, t.Room.Closed = .15, int(.08*size)
}

// slow is the chance of leaving within a day of working factor work when it is h on a day of factor 1.
func slow(h, work float64) float64 {
	switch {
	case work == 1:
		return h
	case h >= 1 && work > 0:
		return 1
	case h <= 0 || work <= 0:
		return 0
	}
	return 1 - math.Pow(1-h, work)
}
