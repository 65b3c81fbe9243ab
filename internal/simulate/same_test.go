package simulate_test

import (
	"slices"
	"testing"

	"headroom/internal/simulate"
)

// However many workers play it, a replicate is the same, and it is the same when more are played.
func TestWorkersAndReplicatesChangeNothing(t *testing.T) {
	const days, n = 30, 3000
	m := shared(4, days, 0.95)
	a := run(t, m, simulate.Options{Replicates: n, Workers: 1, Seed: 3, Keep: true})
	b := run(t, m, simulate.Options{Replicates: n, Workers: 5, Seed: 3, Keep: true})
	few := run(t, m, simulate.Options{Replicates: 1501, Workers: 2, Seed: 3, Keep: true})
	for i := range m.Sites {
		for d := range days {
			if !slices.Equal(a.Occupied(i, d), b.Occupied(i, d)) {
				t.Fatalf("site %d, day %d: one worker and five differ", i, d)
			}
			if !slices.Equal(a.Occupied(i, d)[:1501], few.Occupied(i, d)) {
				t.Fatalf("site %d, day %d: the first replicates change when more are played", i, d)
			}
		}
	}
}
