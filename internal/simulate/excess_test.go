package simulate_test

import (
	"math"
	"testing"

	"headroom/internal/simulate"
)

// The excess over a share of the room, whose losses are drawn, must say what was counted replicate by replicate, and with
// room that nothing is lost of it must be the very counts.
func TestExcessSaysWhatWasCounted(t *testing.T) {
	const days, n = 6, 20000
	m := one(days, 30)
	m.Sites[0].Room = simulate.Room{Core: even(days, 150.), CloseStart: even(days, 3.), Reopen: .3, Closed: 8, Unstaffed: even(days, 2.)}
	const share = .8
	r := run(t, m, simulate.Options{Replicates: n, Seed: 3, Shares: []float64{share}})
	for d := range days {
		low, chance := r.Excess(0, d, share)
		sum, over, mean := 0.0, 0.0, 0.0
		for i, c := range chance {
			sum += c
			mean += c * float64(low+i)
			if low+i > 0 {
				over += c
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("day %d: the chances sum to %v", d, sum)
		}
		if counted := r.Over(0, d, share); math.Abs(over-counted) > 4*math.Sqrt(.25/n) {
			t.Errorf("day %d: over with the chance %v, counted %v", d, over, counted)
		}
		if want := r.Mean(0, d) - share*r.Room(0, d); mean < want-.01 || mean > want+1.01 {
			t.Errorf("day %d: a mean excess of %v; taken less the share of the room is %v, and whole units at most one more", d, mean, want)
		}
	}
	m.Sites[0].Room = simulate.Room{Core: even(days, 120.)}
	r = run(t, m, simulate.Options{Replicates: 500, Seed: 3})
	low, chance := r.Excess(0, days-1, 1)
	below := 0.0
	for i, c := range chance {
		below += c
		if want := float64(r.AtMost(0, days-1, 120+low+i)) / 500; math.Abs(below-want) > 1e-12 {
			t.Fatalf("an excess of %d or less: %v, counted %v", low+i, below, want)
		}
	}
}
