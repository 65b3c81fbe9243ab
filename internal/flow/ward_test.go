package flow

import (
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// ward is a made-up trust whose people are played one by one, so that its returns, its long stays and its stays are all of
// the same people. Its truth is known.
type ward struct {
	hazard, mix, complex []float64
	split                [simulate.Streams]float64
	ready, other         float64
	hub                  [simulate.Streams]float64
	arrivals             float64 // a day
	starts               [simulate.Streams]float64
	share                [2]float64 // of two councils
	from                 civil.Date
	week                 Week
}

func newWard() *ward {
	return &ward{hazard: []float64{.45, .15, .05}, mix: []float64{.55, .30, .15}, complex: []float64{.03, .12, .45},
		split: [simulate.Streams]float64{.6, .22, .18}, ready: .75, other: .02, hub: [simulate.Streams]float64{.5, .4, .3},
		arrivals: 90, share: [2]float64{.65, .35}, from: civil.MustDate("2023-11-20"), week: National().Week()}
}

// flow is who needs a stream a day.
func (w *ward) flow(p int) float64 {
	x := 0.0
	for k := range w.mix {
		x += w.arrivals * w.mix[k] * w.complex[k] * w.split[p]
	}
	return x
}

// person is one of them; council -1 until it needs one.
type person struct {
	stage, stream, council int
	state                  int // 0 stage, 1 ready, 2 process, 3 queue, 4 gone
	stay                   Stay
}

// play lives through warm-up and the given days before from, and returns the evidence of the days.
func (w *ward) play(seed uint64, days int) TrustEvidence {
	r := rand.New(rand.NewPCG(seed, 7))
	const warm = 200
	first := w.from.Add(-days)
	e := TrustEvidence{Org: "RAA", Name: "Ward trust", First: first, Catchment: []Catchment{{"C1", w.share[0]}, {"C2", w.share[1]}}}
	var people []*person
	var gone [4]float64
	waiting, process := 0.0, 0.0
	for d := -warm - days; d <= 0; d++ {
		day := w.from.Add(d)
		if d >= -days {
			w.morning(&e, people, day)
		}
		if d == 0 {
			for _, p := range people {
				e.Stays = append(e.Stays, p.stay)
			}
			break
		}
		wd := int(day.Weekday())
		left := w.day(r, people, day, wd)
		remaining := 0.0
		kept := people[:0]
		for _, p := range people {
			if p.state == 4 {
				if d >= -days {
					gone[p.stay.Pathway]++
					e.Stays = append(e.Stays, p.stay)
				}
				continue
			}
			kept = append(kept, p)
			if p.state >= 1 {
				remaining++
			}
			if d >= -7 && p.state == 2 {
				process++
			}
			if d >= -7 && p.state == 3 {
				waiting++
			}
		}
		people = kept
		for range poisson(r, w.arrivals*w.week.Arrivals[wd]) {
			people = append(people, &person{stage: pick(r, func(i int) float64 { return w.mix[i] }, len(w.mix)), stay: Stay{Admitted: day, Pathway: -1}})
		}
		if d >= -days {
			e.Discharges = append(e.Discharges, float64(left))
			e.Remaining = append(e.Remaining, remaining)
		}
	}
	e.Pathways = gone
	e.Reasons = Reasons{Capacity: waiting, Interface: process}
	return e
}

// morning counts who is there.
func (w *ward) morning(e *TrustEvidence, people []*person, day civil.Date) {
	var long [3]float64
	for _, p := range people {
		for i, n := range []int{7, 14, 21} {
			if day.Sub(p.stay.Admitted) >= n {
				long[i]++
			}
		}
	}
	e.Occupied = append(e.Occupied, float64(len(people)))
	e.Open = append(e.Open, math.Round(float64(len(people))*.02)+1000)
	e.Long7, e.Long14, e.Long21 = append(e.Long7, long[0]), append(e.Long14, long[1]), append(e.Long21, long[2])
}

// day moves everybody and says how many left.
func (w *ward) day(r *rand.Rand, people []*person, day civil.Date, wd int) int {
	left := 0
	leave := func(p *person) {
		p.state, p.stay.Left = 4, day
		left++
	}
	queues := map[[2]int][]*person{}
	for _, p := range people {
		if p.state == 0 && r.Float64() < slow(w.hazard[p.stage], w.week.Work[wd]) {
			p.stay.Ready = day
			if r.Float64() < w.complex[p.stage] {
				p.state, p.stream = 2, pick(r, func(i int) float64 { return w.split[i] }, simulate.Streams)
				p.council = pick(r, func(i int) float64 { return w.share[i] }, 2)
				p.stay.Pathway, p.stay.Council = p.stream+1, [2]org.Code{"C1", "C2"}[p.council]
			} else {
				p.state, p.stay.Pathway = 1, 0
			}
		}
		if p.state == 1 && r.Float64() < slow(w.ready, w.week.Work[wd]) {
			leave(p)
		}
		if p.state == 2 && r.Float64() < slow(w.hub[p.stream], w.week.Hub[wd]) {
			p.state, p.stay.Arranged = 3, day
		}
		if p.state == 3 {
			if r.Float64() < w.other {
				leave(p)
				continue
			}
			k := [2]int{p.council, p.stream}
			queues[k] = append(queues[k], p)
		}
	}
	for c := range 2 {
		for s := range simulate.Streams {
			q := queues[[2]int{c, s}]
			n := upTo(r, w.starts[s]*w.share[c]*w.week.Care[wd], len(q))
			for _, i := range r.Perm(len(q))[:n] {
				leave(q[i])
			}
		}
	}
	return left
}
