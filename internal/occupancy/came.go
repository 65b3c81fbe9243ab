package occupancy

import (
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Counted is what an organisation counted on one morning, or the sum of what its parts did; NaN is not known.
type Counted struct{ Occupied, Open float64 }

// mostCarried is how old a trust's figure may be, in days, to stand in for its missing one inside a sum that is scored.
const mostCarried = 3

// Came is what came on a morning of the panel: each organisation's own figures, and the sums of the tree. A sum in which
// more than mostFilled of the beds had to be carried over from the days before is not known.
func Came(p *Panel, t Tree, day int) map[org.Code]Counted {
	out := map[org.Code]Counted{}
	sums := map[org.Code]*sumOf{}
	parent := map[org.Code]org.Code{}
	for _, u := range t.Units {
		parent[u.Org] = u.Parent
		sums[u.Org] = &sumOf{}
	}
	for i := range p.Series {
		s := &p.Series[i]
		delete(sums, s.Org)
		b := Counted{s.Occupied[day], s.Open[day]}
		given := Known(b.Occupied) && b.Occupied > 0 && (len(s.Filled) == 0 || !s.Filled[day])
		if given {
			out[s.Org] = b
		} else if b = carried(s, day); !Known(b.Occupied) {
			continue
		}
		for c := parent[s.Org]; c != ""; c = parent[c] {
			if x := sums[c]; x != nil {
				x.add(b, given)
			}
		}
	}
	for c, x := range sums {
		if x.Occupied > 0 && x.filled <= mostFilled*x.Occupied {
			out[c] = x.Counted
		}
	}
	return out
}

type sumOf struct {
	Counted
	filled float64
}

func (s *sumOf) add(b Counted, given bool) {
	s.Occupied += b.Occupied
	s.Open += b.Open
	if !given {
		s.filled += b.Occupied
	}
}

// carried is the newest figure of the days before, if it is not too old.
func carried(s *Series, day int) Counted {
	for d := day - 1; d >= max(0, day-mostCarried); d-- {
		if Known(s.Occupied[d]) && s.Occupied[d] > 0 {
			return Counted{s.Occupied[d], s.Open[d]}
		}
	}
	return Counted{math.NaN(), math.NaN()}
}

// Judge holds one forecast against what came.
func Judge(d Day, horizon int, b Counted) Ahead {
	q := d.Occupied.Q
	a := Ahead{H: horizon, Median: round(q.At(.5)), WIS: round(WIS(q, b.Occupied)), Pin90: round(Pinball(q.At(.9), .9, b.Occupied)),
		In50: Cover(q, .5, b.Occupied), In80: Cover(q, .8, b.Occupied), In90: Cover(q, .9, b.Occupied)}
	if Known(b.Open) && b.Open > 0 && Known(d.Over92) {
		rate := b.Occupied / b.Open
		a.Limits = true
		a.Over92, a.Over95, a.Over100 = rate > .92, rate > .95, rate > 1
		a.Brier92, a.Brier95, a.Brier100 = round(Brier(d.Over92, a.Over92)), round(Brier(d.Over95, a.Over95)), round(Brier(d.Over100, a.Over100))
	}
	return a
}

// round keeps four decimals, so that a score is the same text wherever it was worked out.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// Outcomes judges every organisation's morning day of the panel by the forecasts from the mornings before: from gives those
// made from an origin, or nothing. Horizons that nobody forecast are left out, and so are organisations without any.
func Outcomes(came map[org.Code]Counted, day civil.Date, replayed bool, horizons []int, from func(origin civil.Date) map[org.Code]Forecast) []Outcome {
	ahead := map[org.Code][]Ahead{}
	for _, h := range horizons {
		for c, f := range from(day.Add(-h)) {
			b, ok := came[c]
			if !ok {
				continue
			}
			if d, horizon, ok := f.On(day); ok && d.Occupied.Known() {
				ahead[c] = append(ahead[c], Judge(d, horizon, b))
			}
		}
	}
	var out []Outcome
	for c, list := range ahead {
		open := came[c].Open
		if !Known(open) {
			open = 0 // not known: nobody is open with no beds
		}
		out = append(out, Outcome{Org: c, Day: day, Occupied: came[c].Occupied, Open: open, Replayed: replayed, Ahead: list})
	}
	slices.SortFunc(out, func(a, b Outcome) int {
		if a.Org < b.Org {
			return -1
		}
		return 1
	})
	return out
}

// TreeOf is the NHS tree over these organisations on a picture's day: England, regions, boards, and the organisations
// themselves under the nearest of these. One that hangs nowhere hangs from England.
func TreeOf(pic *org.Picture, leaves []org.Code) Tree {
	parent := map[org.Code]org.Code{org.England: ""}
	leaves = slices.Clone(leaves)
	var regions, boards []org.Code
	for _, c := range leaves {
		up := org.England
		if r, ok := pic.Above(org.NHS, c, org.KindRegion); ok {
			if !slices.Contains(regions, r) {
				regions = append(regions, r)
			}
			parent[r], up = org.England, r
		}
		if b, ok := pic.Above(org.NHS, c, org.KindICB); ok {
			if !slices.Contains(boards, b) {
				boards = append(boards, b)
			}
			parent[b], up = up, b
		}
		parent[c] = up
	}
	var t Tree
	for _, list := range [][]org.Code{{org.England}, regions, boards, leaves} {
		slices.Sort(list)
		for _, c := range list {
			t.Units = append(t.Units, Unit{c, parent[c]})
		}
	}
	return t
}
