package rest

import (
	"testing"
	"time"

	"headroom/internal/civil"
)

// BenchmarkJudge is one resident's half year: 130 duties.
func BenchmarkJudge(b *testing.B) {
	var list []Duty
	for day := civil.MustDate("2023-07-03"); day.Before(civil.MustDate("2024-01-31")); day = day.Add(1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			list = append(list, Duty{Person: "P1", Start: day.At(9 * 60), End: day.At(17 * 60), State: Worked, Kind: Shift, Breaks: time.Hour})
		}
	}
	a := ask(list, Resident2016)
	b.ReportAllocs()
	for b.Loop() {
		if Judge(a).Standing != Compliant {
			b.Fatal("not compliant")
		}
	}
}
