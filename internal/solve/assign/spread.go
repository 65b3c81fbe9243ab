package assign

import (
	"sync"
	"sync/atomic"
)

// spread calls f(k) for k in 0 … n-1 from as many goroutines as there are workers. What f(k) does may depend on k alone,
// so that the number of workers changes nothing but the time.
func spread(workers, n int, f func(k int)) {
	workers = min(workers, n)
	if workers <= 1 {
		for k := range n {
			f(k)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= n {
					return
				}
				f(k)
			}
		})
	}
	wg.Wait()
}

// chance is a small, fast source of random numbers: the same for a seed everywhere.
type chance uint64

// newChance is a source for one purpose: seed, and what it is for.
func newChance(seed, round, part uint64) chance {
	x := seed*0x9E3779B97F4A7C15 ^ round*0xBF58476D1CE4E5B9 ^ part*0x94D049BB133111EB
	x ^= x >> 31
	x *= 0xD6E8FEB86659FD93
	x ^= x >> 29
	return chance(x | 1)
}

func (r *chance) next() uint64 {
	x := uint64(*r)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = chance(x)
	return x
}

// below is a number in 0 … n-1.
func (r *chance) below(n int) int { return int((r.next() >> 32) * uint64(n) >> 32) }

// share is a number in [0, 1).
func (r *chance) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// front is a number in 0 … n-1, the first ones likelier.
func (r *chance) front(n int) int {
	f := r.share()
	return int(f * f * float64(n))
}
