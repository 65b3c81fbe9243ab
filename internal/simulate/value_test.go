package simulate_test

import (
	"fmt"
	"math"
	"testing"

	"headroom/internal/simulate"
)

// oneMore is one more start at a site, ring-fenced.
type oneMore struct{ site, link, stream, day int }

// in runs f with the start in the model.
func (s oneMore) in(m *simulate.Model, f func()) {
	effort := m.Sites[s.site].Effort
	starts := make([][][simulate.Streams]float64, len(m.Sites[s.site].Links))
	for l := range starts {
		starts[l] = make([][simulate.Streams]float64, m.Days)
		if len(effort.Starts) > 0 {
			copy(starts[l], effort.Starts[l])
		}
	}
	starts[s.link][s.day][s.stream]++
	m.Sites[s.site].Effort.Starts = starts
	f()
	m.Sites[s.site].Effort = effort
}

// The value of one more start, seen in one run, is what a second run with that start and the same luck shows: at the site
// it is ring-fenced for, and at the others that share the supplier.
func TestValuesAreWhatOneMoreStartDoes(t *testing.T) {
	const days, target = 24, 22
	starts := []oneMore{{0, 0, 0, 22}, {0, 0, 0, 15}, {2, 0, 1, 17}, {1, 1, 2, 12}}
	for _, capacity := range []float64{1.02, 0.85} {
		t.Run(fmt.Sprintf("starts, capacity %v", capacity), func(t *testing.T) {
			compareValues(t, shared(3, days, capacity), target, starts)
		})
	}
	t.Run("with effort already made", func(t *testing.T) {
		m := shared(3, days, 0.9)
		m.Sites[2].Effort.Starts = [][][simulate.Streams]float64{even(days, [simulate.Streams]float64{0.4, 0.3, 0.2}), nil}
		compareValues(t, m, target, starts)
	})
	t.Run("places held", func(t *testing.T) {
		m := shared(3, days, 1)
		for c := range m.Suppliers {
			u := &m.Suppliers[c]
			u.FreeHazard = [simulate.Streams]float64{0.2, 0.1, 0.05}
			for p := range simulate.Streams {
				need := 0.0
				for d := range 7 {
					need += u.Starts[d][p] / 7
				}
				u.Places[p] = int(need / u.FreeHazard[p])
				u.Held[p] = u.Places[p] - 1
			}
			u.Starts = nil
		}
		compareValues(t, m, target, starts)
	})
}

// compareValues runs a model with and without each start and compares what it does with its value, on the target day.
func compareValues(t *testing.T, m *simulate.Model, target int, starts []oneMore) {
	t.Helper()
	const n = 6000
	o := simulate.Options{Replicates: n, Seed: 11, Keep: true, Days: target + 1}
	with := o
	for i := range m.Sites {
		with.Targets = append(with.Targets, simulate.Target{Site: i, Day: target, Above: -1})
	}
	before := run(t, m, with)
	for _, s := range starts {
		var after *simulate.Result
		s.in(m, func() { after = run(t, m, o) })
		for i := range m.Sites {
			sum, squares := 0.0, 0.0
			for j, b := range before.Occupied(i, target) {
				x := float64(b) - float64(after.Occupied(i, target)[j])
				sum += x
				squares += x * x
			}
			saw := sum / n
			se := math.Sqrt((squares/n - saw*saw) / n)
			value := before.SiteStartValue(i, s.site, s.link, s.stream, s.day)
			if math.Abs(value-saw) > 3.5*se+0.004 {
				t.Errorf("start %v: for site %d the value is %.4f; run again it is %.4f, standard error %.4f", s, i, value, saw, se)
			}
		}
	}
}

// A target sees only the replicates in which more are there than it asks for, and nothing after its day.
func TestValuesAreOfTheTail(t *testing.T) {
	const days, n = 20, 4000
	m := shared(2, days, 0.9)
	above := int(run(t, m, simulate.Options{Replicates: n, Seed: 5}).Quantile(0, 15, 0.7))
	r := run(t, m, simulate.Options{Replicates: n, Seed: 5, Targets: []simulate.Target{{Site: 0, Day: 15, Above: above}, {Site: 0, Day: 15, Above: 1_000_000}, {Site: 0, Day: 15, Above: -1}}})
	if want := n - r.AtMost(0, 15, above); r.Tail(0) != want || r.Tail(1) != 0 || r.Tail(2) != n {
		t.Errorf("the tails hold %d, %d and %d replicates; want %d, 0 and %d", r.Tail(0), r.Tail(1), r.Tail(2), want, n)
	}
	if r.StartValue(0, 0, 0, 16) != 0 || r.StartValue(1, 0, 0, 10) != 0 {
		t.Error("a start after the target's day, or for a tail that is empty, has a value")
	}
	if a, b := r.StartValue(0, 0, 0, 10), r.StartValue(2, 0, 0, 10); a <= b {
		t.Errorf("a start is worth %.3f when many are there and %.3f on the whole; fuller hospitals have longer queues", a, b)
	}
	if a, b := r.SiteStartValue(0, 1, 0, 0, 10), r.StartValue(0, 0, 0, 10); !(a > 0 && a < b) {
		t.Errorf("a start for the neighbour is worth %.3f, for the site itself %.3f", a, b)
	}
}
