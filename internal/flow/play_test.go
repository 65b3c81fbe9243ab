package flow

import (
	"math"
	"math/rand/v2"

	"headroom/internal/simulate"
)

// played is what a plain, slow playing of one site's model gives: everybody tossed for by himself. It is written apart from
// the engine and from the closure, so that each can be held against it.
type played struct {
	reps     int
	occupied [][]int // by day and replicate
	room     [][]float64
	waiting  [][]float64 // by day and queue, mean
}

// play tosses for everybody of a one-site model whose suppliers are its own.
func play(m *simulate.Model, seed uint64, reps, days int) *played {
	s := &m.Sites[0]
	out := &played{reps: reps}
	nq := len(s.Links) * simulate.Streams
	for range days {
		out.occupied = append(out.occupied, make([]int, reps))
		out.room = append(out.room, make([]float64, reps))
		out.waiting = append(out.waiting, make([]float64, nq))
	}
	for i := range reps {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		playOnce(m, r, out, i, days)
	}
	return out
}

// toss is a binomial number.
func toss(r *rand.Rand, n int, p float64) int {
	x := 0
	for range n {
		if r.Float64() < p {
			x++
		}
	}
	return x
}

// poisson counts exponential gaps.
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for t := r.ExpFloat64(); t < mean; t += r.ExpFloat64() {
		n++
	}
	return n
}

// upTo is x, its fraction one more with that chance, and at most n.
func upTo(r *rand.Rand, x float64, n int) int {
	if x <= 0 {
		return 0
	}
	y := int(x)
	if r.Float64() < x-float64(y) {
		y++
	}
	return min(y, n)
}

// pick is an index drawn by shares.
func pick(r *rand.Rand, share func(int) float64, n int) int {
	u := r.Float64()
	for i := range n - 1 {
		if u -= share(i); u < 0 {
			return i
		}
	}
	return n - 1
}

func playOnce(m *simulate.Model, r *rand.Rand, out *played, rep, days int) {
	s := &m.Sites[0]
	nq := len(s.Links) * simulate.Streams
	stage, ready := make([]int, len(s.Stages)), s.Ready
	process, queue, held := make([]int, nq), make([]int, nq), make([]int, nq)
	for k := range stage {
		stage[k] = s.Stages[k].Now
	}
	for q := range queue {
		l := s.Links[q/simulate.Streams]
		process[q], queue[q] = l.Process[q%simulate.Streams], l.Waiting[q%simulate.Streams]
		held[q] = m.Suppliers[l.Supplier].Held[q%simulate.Streams]
	}
	closed := s.Room.Closed
	c := m.Common
	var f [3]float64
	sd, ph := [3]float64{c.NationalSD, c.RegionalSD, s.OwnSD}, [3]float64{c.NationalPersistence, c.RegionalPersistence, s.OwnPersistence}
	w := shape{peak: c.Wave.PeakDay + c.Wave.PeakSD*r.NormFloat64(), height: c.Wave.Height * math.Exp(c.Wave.LogSD*r.NormFloat64()), width: c.Wave.WidthDay}
	for d := range days {
		work := dayOr(s.Work, d, 1)
		for k, g := range s.Stages {
			x := toss(r, stage[k], slow(g.Hazard, work))
			stage[k] -= x
			y := toss(r, x, g.Complex)
			ready += x - y
			for range y {
				p := pick(r, func(i int) float64 { return g.Split[i] }, simulate.Streams)
				l := pick(r, func(i int) float64 { return s.Links[i].Share[p] }, len(s.Links))
				process[l*simulate.Streams+p]++
			}
		}
		ready -= toss(r, ready, slow(s.ReadyHazard, work))
		ready -= upTo(r, dayOr(s.Effort.Ready, d, 0), ready)
		total := 0.0
		for i := range f {
			f[i] = ph[i]*f[i] + sd[i]*math.Sqrt(1-ph[i]*ph[i])*r.NormFloat64()
			total += f[i]
		}
		n := poisson(r, dayOr(s.Arrivals, d, 0)*w.at(d)*math.Exp(total))
		n -= upTo(r, dayOr(s.Effort.Avoided, d, 0), n)
		for range n {
			stage[pick(r, func(i int) float64 { return s.Stages[i].Mix }, len(stage))]++
		}
		if d < len(s.Planned) {
			for range toss(r, s.Planned[d], dayOr(s.Show, d, 1)) {
				stage[pick(r, func(i int) float64 { return s.Stages[i].Planned }, len(stage))]++
			}
		}
		hub := dayOr(s.Hub, d, 1) + dayOr(s.Effort.Hub, d, 0)
		n = ready
		for q := range queue {
			p := q % simulate.Streams
			x := toss(r, process[q], slow(s.HubHazard[p], hub))
			process[q] -= x
			queue[q] += x
			queue[q] -= toss(r, queue[q], s.OtherLeave)
			queue[q] -= upTo(r, startsOf(s, q, d), queue[q])
			sup := &m.Suppliers[s.Links[q/simulate.Streams].Supplier]
			give := 0
			if sup.Places[p] > 0 {
				give = min(sup.Places[p]-held[q], queue[q])
				held[q] += give
				held[q] -= toss(r, held[q], sup.FreeHazard[p])
			} else if d < len(sup.Starts) {
				give = upTo(r, sup.Starts[d][p], queue[q])
			}
			queue[q] -= give
			n += queue[q] + process[q]
			out.waiting[d][q] += float64(queue[q]) / float64(out.reps)
		}
		for _, x := range stage {
			n += x
		}
		out.occupied[d][rep] = n
		closed += poisson(r, dayOr(s.Room.CloseStart, d, 0))
		closed -= toss(r, closed, s.Room.Reopen)
		out.room[d][rep] = dayOr(s.Room.Core, d, 0) + dayOr(s.Room.Escalation, d, 0) + dayOr(s.Effort.Escalation, d, 0) -
			float64(closed+poisson(r, dayOr(s.Room.Unstaffed, d, 0)))
	}
}
