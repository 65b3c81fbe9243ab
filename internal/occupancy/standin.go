package occupancy

import (
	"math"
	"slices"

	"headroom/internal/org"
)

// Standing is a sum of organisations' figures on one morning: Given of the Of that are in it gave their beds occupied that
// very morning.
type Standing struct {
	Counted
	Given, Of int
}

// StoodIn is an organisation's sums along the mornings of a panel, so that two mornings are compared over the same
// organisations: one that gave nothing on a morning stands with its nearest earlier figure in the panel, else with its
// next one. A morning is not known (NaN) when more than a tenth of its beds would be of other mornings. An organisation
// that gave nothing on any morning is in no sum. ok is false when o is no sum of the tree.
func StoodIn(p *Panel, t Tree, o org.Code) (sums []Standing, ok bool) {
	parent := map[org.Code]org.Code{}
	for _, u := range t.Units {
		parent[u.Org] = u.Parent
	}
	var below []*Series
	for i := range p.Series {
		for c := parent[p.Series[i].Org]; c != ""; c = parent[c] {
			if c == o {
				below = append(below, &p.Series[i])
			}
		}
	}
	if len(below) == 0 {
		return nil, false
	}
	occupied := standIn(below, p.Days, func(s *Series) []float64 { return s.Occupied })
	open := standIn(below, p.Days, func(s *Series) []float64 { return s.Open })
	sums = make([]Standing, p.Days)
	for d := range sums {
		sums[d].Counted = Counted{occupied[d], open[d]}
	}
	for _, s := range below {
		if !slices.ContainsFunc(s.Occupied, gaveBeds) {
			continue
		}
		for d := range sums {
			sums[d].Of++
			if gaveBeds(s.Occupied[d]) {
				sums[d].Given++
			}
		}
	}
	return sums, true
}

// gaveBeds reports whether a figure was given; nought beds are none.
func gaveBeds(x float64) bool { return Known(x) && x > 0 }

// standIn adds up one number of several series.
func standIn(below []*Series, days int, of func(*Series) []float64) []float64 {
	sums, lent := make([]float64, days), make([]float64, days)
	for _, s := range below {
		x := of(s)
		newest := math.NaN()
		for _, v := range x { // before its first morning a series stands with that
			if gaveBeds(v) {
				newest = v
				break
			}
		}
		if !Known(newest) {
			continue
		}
		for d, v := range x {
			if gaveBeds(v) {
				newest = v
			} else {
				lent[d] += newest
			}
			sums[d] += newest
		}
	}
	for d := range sums {
		if sums[d] == 0 || lent[d] > mostFilled*sums[d] {
			sums[d] = math.NaN()
		}
	}
	return sums
}
