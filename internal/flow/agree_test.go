package flow

import (
	"math"
	"slices"
)

// gap is how far a law is from what was played.
type gap struct {
	mean, q90, p, over float64 // worst
	absMean            float64 // average over days
	at                 [3]int
}

// hold compares the law of a one-site model with what was played.
func hold(l *Law, x *played, days int) gap {
	var g gap
	for d := range days {
		a := slices.Clone(x.occupied[d])
		slices.Sort(a)
		m := 0.0
		for _, n := range a {
			m += float64(n) / float64(x.reps)
		}
		e := math.Abs(m - l.Mean(d))
		g.absMean += e / float64(days)
		if e > g.mean {
			g.mean, g.at[0] = e, d
		}
		if e = math.Abs(quantileOf(a, .9) - l.Quantile(d, .9)); e > g.q90 {
			g.q90, g.at[1] = e, d
		}
		n := math.Round(l.Mean(d) + .8*l.SD(d))
		k, _ := slices.BinarySearch(a, int(n)+1)
		if e = math.Abs(float64(k)/float64(x.reps) - l.AtMost(d, n)); e > g.p {
			g.p, g.at[2] = e, d
		}
		over := 0.0
		for i, n := range x.occupied[d] {
			if float64(n) > .92*x.room[d][i] {
				over += 1 / float64(x.reps)
			}
		}
		g.over = math.Max(g.over, math.Abs(over-l.Over(d, .92)))
	}
	return g
}

// quantileOf reads a quantile inside the whole number, each count being spread evenly half a bed either side.
func quantileOf(sorted []int, p float64) float64 {
	k := sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
	lo, _ := slices.BinarySearch(sorted, k)
	hi, _ := slices.BinarySearch(sorted, k+1)
	return float64(k) - .5 + (p*float64(len(sorted))-float64(lo))/float64(hi-lo)
}
