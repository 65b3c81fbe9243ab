package discharge

import "testing"

func BenchmarkSolveTrust(b *testing.B) { benchSolve(b, 1, 2, .045) }
func BenchmarkSolveBoard(b *testing.B) { benchSolve(b, 5, 3, .03) }

// benchSolve makes a published plan: search, repair and certificate with all their replicates.
func benchSolve(b *testing.B, trusts, councils int, lower float64) {
	s, a := asking(b, 11, trusts, councils, lower)
	for b.Loop() {
		p, err := Solve(b.Context(), s, a, Options{Seed: 1})
		if err != nil || !p.Feasible {
			b.Fatal(p, err)
		}
		b.ReportMetric(float64(p.Certificates), "certificates")
	}
}
