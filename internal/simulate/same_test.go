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

// How many replicates are played side by side follows from what is asked, and changes nothing.
func TestBlocksChangeNothing(t *testing.T) {
	const days, n = 12, 9001
	m := shared(3, days, 0.95)
	r := run(t, m, simulate.Options{Replicates: n, Workers: 1, Seed: 3})
	for _, o := range []simulate.Options{
		{Replicates: n, Workers: 64, Seed: 3},
		{Replicates: n, Workers: 1, Seed: 3, Targets: []simulate.Target{{Site: 1, Day: days - 1, Above: -1}}},
	} {
		if run(t, m, o).Digest() != r.Digest() {
			t.Errorf("%d workers and %d targets make another result", o.Workers, len(o.Targets))
		}
	}
}
