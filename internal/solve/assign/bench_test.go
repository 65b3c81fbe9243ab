package assign

import (
	"context"
	"fmt"
	"syscall"
	"testing"
)

// cpu is the processor time of this process so far, in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// BenchmarkSolve is one solving at each size with the work of some seconds on two cores, with the certified gap in per cent
// of the bound, the gain over both greedies and the processor's time.
func BenchmarkSolve(b *testing.B) {
	for _, size := range []struct {
		jobs    int
		seconds float64
	}{{1000, 10}, {10000, 10}, {10000, 60}, {100000, 60}} {
		b.Run(fmt.Sprintf("%d-%.0fs", size.jobs, size.seconds), func(b *testing.B) {
			p, order := made(size.jobs, 1)
			kept, anew := Greedy(p, true, order), Greedy(p, false, order)
			b.ResetTimer()
			for range b.N {
				before := cpu()
				r, err := Solve(context.Background(), p, Options{Seed: 1, Work: int64(2 * size.seconds * PerSecond)})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(cpu()-before, "cpu-s")
				b.ReportMetric(100*(r.Plan.Cost-r.Bound.Value)/r.Bound.Value, "gap%")
				b.ReportMetric(kept.Cost/r.Plan.Cost, "kept/plan")
				b.ReportMetric(anew.Cost/r.Plan.Cost, "anew/plan")
			}
		})
	}
}
