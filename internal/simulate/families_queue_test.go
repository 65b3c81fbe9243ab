package simulate_test

import (
	"fmt"
	"math"
	"testing"

	"headroom/internal/dist"
	"headroom/internal/simulate"
)

// straight gives a site that everybody leaves on the morning after coming, without a process, to wait for the first
// stream of one supplier: what comes on a day joins the queue on the next.
func straight(days int, mean float64) *simulate.Model {
	return &simulate.Model{Days: days,
		Sites: []simulate.Site{{
			Key: 1, Arrivals: even(days, mean), HubHazard: [simulate.Streams]float64{1, 1, 1},
			Stages: []simulate.Stage{{Hazard: 1, Mix: 1, Complex: 1, Split: [simulate.Streams]float64{1, 0, 0}}},
			Links:  []simulate.Link{{Share: [simulate.Streams]float64{1, 1, 1}}},
		}},
		Suppliers: []simulate.Supplier{{Key: 1}},
	}
}

// Family 3, the bulk-service queue: so many come each day, so many can begin, a fraction is one more with that chance. Its
// law follows exactly from the day before's.
func TestBulkQueueIsTheMarkovChain(t *testing.T) {
	const days, n = 150, 20_000
	for _, c := range []struct{ come, starts float64 }{{4, 5}, {9.3, 10}, {9.7, 10}, {2.5, 2.8}} {
		t.Run(fmt.Sprintf("%v and %v", c.come, c.starts), func(t *testing.T) {
			m := straight(days, c.come)
			m.Suppliers[0].Starts = even(days, [simulate.Streams]float64{c.starts})
			r := run(t, m, simulate.Options{Replicates: n, Seed: 5})
			whole, part := math.Modf(c.starts)
			starts, err := dist.Of(int(whole), []float64{1 - part, part})
			if err != nil {
				t.Fatal(err)
			}
			queue, come := dist.Certain(0), dist.Poisson(c.come)
			for d := range days {
				if d > 0 {
					queue = queue.Plus(come).Minus(starts).NotBelow(0)
				}
				if d%37 != 1 && d != days-1 {
					continue
				}
				if z := (r.Waiting(0, 0, 0, d) - queue.Mean()) / (queue.SD()/math.Sqrt(n) + 1e-12); math.Abs(z) > 3.5 {
					t.Errorf("day %d: %.3f wait, exactly %.3f: %.1f standard errors", d, r.Waiting(0, 0, 0, d), queue.Mean(), z)
				}
				// Those who came today are still in the stage: the two do not depend on each other.
				if k := furthest(r, 0, d, queue.Plus(come)); k > 1.95/math.Sqrt(n) {
					t.Errorf("day %d: %.4f from the chain's law; 1.95/√n is %.4f", d, k, 1.95/math.Sqrt(n))
				}
			}
		})
	}
}

// slots is the exact chain of a queue for places that are held: how likely each number waiting and held is.
type slots struct {
	places int
	p      [][]float64 // by waiting and held
}

// next is the law after a step in which so many come, those who can begin, and each held place is freed with a chance.
func (s slots) next(come dist.Law, free float64) slots {
	out := slots{s.places, make([][]float64, len(s.p))}
	for q := range out.p {
		out.p[q] = make([]float64, s.places+1)
	}
	freed := make([]dist.Law, s.places+1)
	for h := range freed {
		freed[h] = dist.Binomial(h, free)
	}
	begun := make([][]float64, len(s.p))
	for q := range begun {
		begun[q] = make([]float64, s.places+1)
	}
	for q, row := range s.p {
		for h, p := range row {
			if p < 1e-14 {
				continue
			}
			for a := come.Lowest(); a <= come.Highest(); a++ {
				x := min(q+a, s.places-h)
				begun[min(q+a-x, len(s.p)-1)][h+x] += p * come.Chance(a)
			}
		}
	}
	for q, row := range begun {
		for h, p := range row {
			if p < 1e-14 {
				continue
			}
			for f := freed[h].Lowest(); f <= freed[h].Highest(); f++ {
				out.p[q][h-f] += p * freed[h].Chance(f)
			}
		}
	}
	return out
}

// waiting is the law of the queue.
func (s slots) waiting(t *testing.T) dist.Law {
	t.Helper()
	w := make([]float64, len(s.p))
	for q, row := range s.p {
		for _, p := range row {
			w[q] += p
		}
	}
	law, err := dist.Of(0, w)
	if err != nil {
		t.Fatal(err)
	}
	return law
}

func emptySlots(places, most int) slots {
	s := slots{places, make([][]float64, most)}
	for q := range s.p {
		s.p[q] = make([]float64, places+1)
	}
	s.p[0][0] = 1
	return s
}

// Family 4, Erlang C: places that are held. In steps of 1/8 of a day the engine is the exact chain of such steps; and as
// the steps grow short that chain becomes the queue of Erlang's formula.
func TestSlotsAreErlangC(t *testing.T) {
	const come, free, places = 4.0, 0.25, 19
	load := come / free
	sum, term := 0.0, 1.0
	for k := range places {
		sum += term
		term *= load / float64(k+1)
	}
	full := load / places
	wait := term / (1 - full) / (sum + term/(1-full))
	erlang := wait * full / (1 - full)

	const n, steps = 20_000, 240
	long := func(steps float64) dist.Law { // the chain's law in the long run, with so many steps a day
		s, a, f := emptySlots(places, 90), dist.Poisson(come/steps), 1-math.Exp(-free/steps)
		for range int(steps * 120) {
			s = s.next(a, f)
		}
		return s.waiting(t)
	}
	// With the step's first and second power taken out (Richardson), what is left is below 1 in 200.
	quarter, eighth, sixteenth := long(4).Mean(), long(8).Mean(), long(16).Mean()
	limit := (4*(2*sixteenth-eighth) - (2*eighth - quarter)) / 3
	t.Logf("Erlang %.4f; steps of 1/4 %.4f, of 1/8 %.4f, of 1/16 %.4f, towards none %.4f", erlang, quarter, eighth, sixteenth, limit)
	if math.Abs(limit/erlang-1) > 0.005 {
		t.Errorf("the chain tends to %.4f; Erlang's formula gives %.4f", limit, erlang)
	}

	m := straight(steps, come/8)
	m.Suppliers[0].Places[0], m.Suppliers[0].FreeHazard[0] = places, 1-math.Exp(-free/8)
	r := run(t, m, simulate.Options{Replicates: n, Seed: 9})
	s, a := emptySlots(places, 90), dist.Poisson(come/8)
	for d := 1; d < steps; d++ {
		s = s.next(a, m.Suppliers[0].FreeHazard[0])
		if d%60 != 0 && d != steps-1 {
			continue
		}
		law := s.waiting(t)
		if z := (r.Waiting(0, 0, 0, d) - law.Mean()) / (law.SD()/math.Sqrt(n) + 1e-12); math.Abs(z) > 3.5 {
			t.Errorf("step %d: %.4f wait, exactly %.4f: %.1f standard errors", d, r.Waiting(0, 0, 0, d), law.Mean(), z)
		}
		if k := furthest(r, 0, d, law.Plus(a)); k > 1.95/math.Sqrt(n) {
			t.Errorf("step %d: %.4f from the chain's law", d, k)
		}
	}
}

// needing gives a site of three stages from which many need an onward place, with a process of some days.
func needing(days int, mean float64) *simulate.Model {
	m := one(days, mean)
	s := &m.Sites[0]
	s.HubHazard = [simulate.Streams]float64{0.5, 0.4, 0.3}
	for k := range s.Stages {
		s.Stages[k].Complex, s.Stages[k].Split = 0.1*float64(k+1), [simulate.Streams]float64{0.5, 0.3, 0.2}
	}
	s.Links = []simulate.Link{{Supplier: 0, Share: [simulate.Streams]float64{0.6, 1, 0.2}}, {Supplier: 1, Share: [simulate.Streams]float64{0.4, 0, 0.8}}}
	m.Suppliers = []simulate.Supplier{{Key: 21}, {Key: 22}}
	return m
}

// Family 8, the limits: with no places at all everybody who needs one stays for ever; with places without end nobody waits
// once the process is over. Both are Poisson.
func TestNoPlacesAndPlacesWithoutEnd(t *testing.T) {
	const days, mean, n = 40, 30.0, 20_000
	for _, c := range []struct {
		name   string
		starts float64
	}{{"none", 0}, {"without end", 1e5}} {
		t.Run(c.name, func(t *testing.T) {
			m := needing(days, mean)
			if c.starts > 0 {
				for i := range m.Suppliers {
					m.Suppliers[i].Starts = even(days, [simulate.Streams]float64{c.starts, c.starts, c.starts})
				}
			}
			r := run(t, m, simulate.Options{Replicates: n, Seed: 12})
			s := &m.Sites[0]
			want, waits := 0.0, 0.0
			for _, g := range s.Stages {
				in, ready, queue := 1.0, 0.0, 0.0
				var process [simulate.Streams]float64
				for j := range days {
					here := in + ready + queue
					for _, p := range process {
						here += p
					}
					want += mean * g.Mix * here
					waits += mean * g.Mix * queue
					if j == days-1 {
						break
					}
					leave := in * g.Hazard
					in, ready = in-leave, (ready+leave*(1-g.Complex))*(1-s.ReadyHazard)
					for p := range process {
						process[p] += leave * g.Complex * g.Split[p]
						pass := process[p] * s.HubHazard[p]
						process[p] -= pass
						if c.starts == 0 {
							queue += pass
						}
					}
				}
			}
			d := days - 1
			if k := furthest(r, 0, d, dist.Poisson(want)); k > 1.95/math.Sqrt(n) {
				t.Errorf("%.4f from the Poisson law with the mean %.2f", k, want)
			}
			waiting := 0.0
			for l := range s.Links {
				for p := range simulate.Streams {
					waiting += r.Waiting(0, l, p, d)
				}
			}
			if math.Abs(waiting-waits) > 4*math.Sqrt(waits/n) {
				t.Errorf("%.3f wait, exactly %.3f", waiting, waits)
			}
		})
	}
}
