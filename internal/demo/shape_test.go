package demo

import (
	"testing"

	"headroom/internal/civil"
)

// england adds a line of the daily return over all trusts on the morning of d.
func england(w *World, d civil.Date, f func(*figures) int32) float64 {
	sum := 0.0
	for n, span := range w.winters {
		if !span.Contains(d) {
			continue
		}
		for _, t := range w.trusts {
			if t.open.Contains(d) {
				day := w.past(t, n)[d.Sub(span.From)]
				sum += float64(f(&day))
			}
		}
	}
	return sum
}

func line(i int) func(*figures) int32 { return func(f *figures) int32 { return f.uec[i] } }

func TestPrint(t *testing.T) {
	w := New(Seed)
	for n, span := range w.winters {
		_ = n
		for d := span.From; d.Before(span.To); d = d.Add(1) {
			if d.Month() == 12 || d.Month() == 1 && d.Day() < 20 || d.Day()%7 == 3 {
				e := func(i int) float64 { return england(w, d, line(i)) }
				t.Logf("%s %s open %.0f core %.0f esc %.0f occ %.0f rate %.3f adult %.3f paed %.2f nctr %.0f dis %.0f flu %.0f dv %.0f o30 %.3f o60 %.3f arr %.0f lost %.0f abs %.0f covid %.0f cc %.2f los7 %.0f", d, d.Format("Mon"), e(gaOpen), e(gaCore), e(gaEsc), e(gaOcc),
					e(gaOcc)/e(gaOpen), e(adultOcc)/e(adultOpen), e(paedOcc)/e(paedOpen), england(w, d, func(f *figures) int32 { return f.staying }), england(w, d, func(f *figures) int32 { return f.discharged }), e(fluGA), e(dvAdult), e(over30)/e(handovers), e(over60)/e(handovers), e(arrivals), e(hoursLost), e(absenceTotal), e(covidOcc), e(ccOcc)/e(ccOpen), e(los7))
			}
		}
	}
}

func BenchmarkMonth(b *testing.B) {
	for b.Loop() {
		w := New(Seed)
		days := civil.Range{From: civil.MustDate("2023-12-01"), To: civil.MustDate("2024-01-01")}
		got, err := w.Versions(days, civil.MustDate("2023-01-01").At(0), Start())
		if err != nil {
			b.Fatal(err)
		}
		said := 0
		for _, v := range got {
			said += min(len(v.Comments), 1)
		}
		b.ReportMetric(float64(len(got)), "versions")
		b.ReportMetric(float64(said), "commented")
	}
}
