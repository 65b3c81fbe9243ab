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

// BenchmarkLookBack is what a planner asks of a winter: fourteen target days of each of some sites that share councils.
func BenchmarkLookBack(b *testing.B) {
	for _, sites := range []int{1, 5} {
		b.Run(fmt.Sprintf("%d sites", sites), func(b *testing.B) {
			m := winter(sites)
			o := simulate.Options{Replicates: 4096, Seed: 1, Days: 39}
			r, err := simulate.Run(b.Context(), m, o)
			if err != nil {
				b.Fatal(err)
			}
			for i := range sites {
				for d := range 14 {
					o.Targets = append(o.Targets, simulate.Target{Site: i, Day: 25 + d, Above: int(r.Quantile(i, 25+d, 0.7))})
				}
			}
			cpu, runs := cpuOf(os.Getpid()), 0
			for b.Loop() {
				runs++
				if _, err := simulate.Run(b.Context(), m, o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuOf(os.Getpid())-cpu).Milliseconds())/float64(runs), "cpu-ms/op")
		})
	}
}
