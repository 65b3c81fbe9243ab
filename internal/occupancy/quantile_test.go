package occupancy

import (
	"math"
	"testing"
)

func normal(mean, sd float64) (q Quantiles) {
	for i := range q {
		q[i] = mean + sd*normalQuantile(levels[i])
	}
	return q
}

func TestQuantilesOfANormal(t *testing.T) {
	q := normal(600, 20)
	near(t, "mean", q.Mean(), 600, .01)
	for _, p := range []float64{.001, .01, .03, .05, .33, .5, .77, .9, .99, .9995} {
		x := q.At(p)
		near(t, "At", x, 600+20*normalQuantile(p), .35)
		near(t, "Above is the other way of At", q.Above(x), 1-p, 1e-9)
	}
	skew := q.times(.01).exp()
	near(t, "mean of a lognormal", skew.Mean(), math.Exp(6+.02), .35)
}

func TestQuantilesOfACertainty(t *testing.T) {
	q := normal(600, 0)
	if q.Above(599) != 1 || q.Above(600) != 0 || q.Mean() != 600 || q.At(.001) != 600 {
		t.Error("a certain number", q.Above(599), q.Above(600), q.Mean(), q.At(.001))
	}
}

func TestAboveFalls(t *testing.T) {
	q := normal(600, 20)
	last := 1.0
	for x := 400.; x < 800; x++ {
		p := q.Above(x)
		if p > last || p < 0 || p > 1 {
			t.Fatalf("Above(%v) is %v after %v", x, p, last)
		}
		last = p
	}
}
