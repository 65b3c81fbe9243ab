package recovery

import (
	"context"
	"testing"

	"headroom/internal/civil"
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
