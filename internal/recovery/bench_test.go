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
