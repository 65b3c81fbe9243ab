package recovery

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// BenchmarkRound measures everything round the search: compiling, telling, reasons, clashes.
func BenchmarkRound(b *testing.B) {
	a := Generate(Made{Patients: 30_000, Sessions: 3600, Seed: 1, From: civil.MustDate("2024-01-10")})
	a.Seconds, a.Workers = 1e-6, 1
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Reschedule(context.Background(), a, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRepair mends the plan of a trust of 10,000 after one cancelled list.
func BenchmarkRepair(b *testing.B) {
	a := Generate(Made{Patients: 10_000, Sessions: 1200, Seed: 2, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.2
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		b.Fatal(err)
	}
	list := fullest(&a, &p, 25)
	for b.Loop() {
		if _, err := Repair(context.Background(), a, p.Placements, Event{Cancelled: []SessionID{list}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBound plans what the generator makes, with the work of ten seconds of two cores, under the policy as it is and
// under one whose tiers lie so far apart that a few people cost thousands of times what others do, and tells bound, plan,
// certified gap in per cent of the bound and the processor's time. A hundred thousand by hand: -bench Bound/100000.
func BenchmarkBound(b *testing.B) {
	for _, patients := range []int{1000, 10_000, 100_000} {
		for _, apart := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d-%v", patients, map[bool]string{false: "usual", true: "apart"}[apart]), func(b *testing.B) {
				if patients > 10_000 && !strings.Contains(flag.Lookup("test.bench").Value.String(), "100000") {
					b.Skip("takes minutes: asked for by its number")
				}
				a := Generate(Made{Patients: patients, Sessions: patients * 12 / 100, Seed: 1, From: civil.MustDate("2024-01-10")})
				if apart {
					a.Policy.Weights["tier.1"], a.Policy.Weights["tier.2"], a.Policy.Weights["tier.3"] = 100, 20, 2
				}
				seconds := 10.
				if patients > 10_000 {
					seconds = 60
				}
				p, _, err := Compile(a)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					before := processor()
					r, err := assign.Solve(context.Background(), p, assign.Options{Seed: 1, Work: int64(2 * seconds * assign.PerSecond)})
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(processor()-before, "cpu-s")
					b.ReportMetric(r.Bound.Value, "bound")
					b.ReportMetric(r.Plan.Cost, "plan")
					b.ReportMetric(100*(r.Plan.Cost/r.Bound.Value-1), "gap%")
				}
			})
		}
	}
}

// processor is the processor time of this process so far, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
