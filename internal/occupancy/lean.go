package occupancy

import (
	"fmt"
	"math"
)

// Lean is to which side of what came the medians of forecasts up to a week ahead fell. Longer ones are left out: theirs share
// nearly all of their days, so that a month of them falls on one side by mere chance in three cases of ten.
type Lean struct {
	Days         int     // mornings of which there was such a forecast
	Above, Below int     // mornings on which those forecasts were above or below what came, in the mean
	N            int     // forecasts
	Bias         float64 // median less what came, beds, the mean over forecasts
	Abs          float64 // how far the median was off, beds, the mean over forecasts
}

// nearDays is up to how many days ahead a forecast's error is the error of that morning rather than of the whole month.
const nearDays = 7

// The bounds of a lean that is more than chance: at least leanDays mornings are scored, the mean error is at least leanShare
// of the mean distance, and at least leanSide of the mornings lie on one side. Where mornings err independently one trust in
// some thousands shows it though its forecasts are right; where errors last as long as those of beds do, up to five in a
// hundred (TestLeanFalseAlarms, docs/forecast.md).
const (
	leanDays  = 14
	leanShare = .8
	leanSide  = 6. / 7
)

// leanOf sums the outcomes up.
func leanOf(list []Outcome) Lean {
	var l Lean
	for _, o := range list {
		n, off := 0, 0.
		for _, a := range o.Ahead {
			if a.H <= nearDays {
				n++
				off += a.Median - o.Occupied
				l.Abs += math.Abs(a.Median - o.Occupied)
			}
		}
		if n == 0 {
			continue
		}
		l.Days++
		l.N += n
		l.Bias += off
		switch {
		case off > 0:
			l.Above++
		case off < 0:
			l.Below++
		}
	}
	if l.N > 0 {
		l.Bias, l.Abs = l.Bias/float64(l.N), l.Abs/float64(l.N)
	}
	return l
}

// OneSided reports whether the medians lie to one side by more than chance, with a sentence that says by how much.
func (l Lean) OneSided() (words string, yes bool) {
	side, where, fewer := l.Above, "above", "fewer"
	if l.Bias < 0 {
		side, where, fewer = l.Below, "below", "more"
	}
	if l.Days < leanDays || l.Abs == 0 || math.Abs(l.Bias) < leanShare*l.Abs || float64(side) < leanSide*float64(l.Days) {
		return "", false
	}
	beds := "1 bed"
	if n := math.Round(math.Abs(l.Bias)); n > 1 {
		beds = fmt.Sprintf("%.0f beds", n)
	}
	return fmt.Sprintf("On %d of the last %d scored mornings the median of the forecasts up to a week ahead lay %s what came, by %s on average. "+
		"Reckon with %s beds occupied than the page shows.", side, l.Days, where, beds, fewer), true
}
