package simulate

import "testing"

func BenchmarkMove(b *testing.B) {
	const block = 4096
	s := takeShelf(block, 1)
	for _, c := range []struct {
		name string
		p    float64
		n    int32
	}{{"stage", 0.13, 100}, {"queue", 0.02, 15}, {"large", 0.4, 400}} {
		b.Run(c.name, func(b *testing.B) {
			from, start, to := make([]int32, block), make([]int32, block), make([]int32, block)
			for j := range start {
				start[j] = c.n + int32(half(5, uint64(j))>>28) - 8
			}
			t := s.of(c.p, c.n)
			for i := 0; b.Loop(); i++ {
				copy(from, start)
				t.move(from, to, uint64(i), 0)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/block, "ns/draw")
		})
	}
}
