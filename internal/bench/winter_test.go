package main

import (
	"fmt"
	"os"
	"testing"

	"headroom/internal/simulate"
)

// BenchmarkWinter plays the synthetic winter; -benchtime 1x.
func BenchmarkWinter(b *testing.B) {
	for _, c := range []struct{ sites, replicates int }{{1, 10_000}, {20, 4000}, {200, 600}} {
		b.Run(fmt.Sprintf("%d×%d", c.sites, c.replicates), func(b *testing.B) {
			m := winter(c.sites)
			cpu, runs := cpuOf(os.Getpid()), 0
			for b.Loop() {
				runs++
				if _, err := simulate.Run(b.Context(), m, simulate.Options{Replicates: c.replicates, Seed: 1}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuOf(os.Getpid())-cpu).Nanoseconds())/float64(runs*c.sites*c.replicates*winterDays), "cpu-ns/site-day")
		})
	}
}
